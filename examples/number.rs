//! Reads the number and symbol of a document as people write it, or says what is wrong:
//! `cargo run --example number '5 / QĐ - UBND'`.

use kyso::record::{DocumentNumber, DocumentTypes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().nth(1).ok_or("usage: number TEXT")?;
    let number: DocumentNumber = text.parse()?;
    let kind = number.document_type(DocumentTypes::decree_30()).map(|it| it.name());
    println!("{number}\t{}", kind.unwrap_or("-"));
    Ok(())
}
