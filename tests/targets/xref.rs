//! Cross-reference sections and the chain of them.

use kyso::pdf::Document;

use super::input::Input;
use super::pdf::check;

/// A file made around the input, so that every input is a cross-reference section or more.
pub fn xref(input: &[u8]) {
    let mut fields = Input::new(input);
    let form = fields.byte();
    let mut file = b"%PDF-1.7\n1 0 obj <</Type /Catalog /AcroForm <</Fields [2 0 R]>>>> endobj\n\
        2 0 obj <</FT /Sig /T (a) /V 3 0 R>> endobj\n3 0 obj <</Type /Sig /Filter /X>> endobj\n"
        .to_vec();
    // Where the last section begins, unless it is written in the input.
    let start = match form % 4 {
        0 => file.len(),
        1 => usize::from(fields.word()),
        _ => usize::MAX,
    };
    if form & 4 != 0 {
        // Compressed, and small in the file: what makes sections large.
        let (wide, rows) = (fields.below(9), fields.word());
        let head = format!(
            "4 0 obj <</Type /XRef /W [1 {wide} 2] /Size {rows} /Root 1 0 R /Length 9>> stream\n"
        );
        file.extend_from_slice(head.as_bytes());
    }
    let rest = fields.rest();
    file.extend_from_slice(rest);
    if start != usize::MAX {
        file.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    }
    if let Ok(document) = Document::open(&file) {
        check(&file, &document);
    }
}
