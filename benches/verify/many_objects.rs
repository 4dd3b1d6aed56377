//! A document of many objects, a tenth of which were changed after it was signed.

use std::fmt::Write as _;

/// Objects of one page: itself, its content, its notes.
const OF_PAGE: usize = 10;

/// A signed document of so many objects, each page of which gets a note and has one changed after
/// the signature. Nobody holds a key for it: the value is none.
pub(crate) fn document(objects: usize) -> Vec<u8> {
    let pages = objects / OF_PAGE;
    let page = |number: usize| 10 + number * OF_PAGE;
    let mut file = File { text: String::from("%PDF-1.7\n"), table: String::new(), previous: None };
    let kids: String = (0..pages).map(|number| format!("{} 0 R ", page(number))).collect();
    file.object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [5 0 R]>>>>");
    file.object(2, &format!("<</Type /Pages /Count {pages} /Kids [{kids}]>>"));
    file.object(5, "<</FT /Sig /T (one) /V 6 0 R>>");
    for number in 0..pages {
        let first = page(number);
        file.object(first, &page_of(first, ""));
        file.object(first + 1, "<</Length 12>>\nstream\n(content) Tj\nendstream");
        (first + 2..first + OF_PAGE).for_each(|note| file.object(note, &note_of(first, "a note")));
    }
    let value = "<</Type /Sig /ByteRange [";
    file.object(6, &format!("{value}{:43}] /Contents <3000>>>", ""));
    let range = file.text.rfind(value).expect("it was written") + value.len();
    file.end();
    let gap = range + 43 + "] /Contents ".len();
    let after = gap + "<3000>".len();
    let numbers = format!("0 {gap} {after} {}", file.text.len() - after);
    file.text.replace_range(range..range + numbers.len(), &numbers);

    let new = page(pages);
    for number in 0..pages {
        let first = page(number);
        file.object(first, &page_of(first, &format!("{} 0 R", new + number)));
        file.object(first + 2, &note_of(first, "another note"));
        file.object(new + number, &note_of(first, "a new note"));
    }
    file.end();
    file.text.into_bytes()
}

fn page_of(first: usize, more: &str) -> String {
    let notes: String = (first + 2..first + OF_PAGE).map(|note| format!("{note} 0 R ")).collect();
    let content = first + 1;
    format!("<</Type /Page /Parent 2 0 R /Contents {content} 0 R /Annots [{notes}{more}]>>")
}

fn note_of(page: usize, text: &str) -> String {
    format!("<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /P {page} 0 R /Contents ({text})>>")
}

struct File {
    text: String,
    table: String,
    previous: Option<usize>,
}

impl File {
    fn object(&mut self, number: usize, value: &str) {
        let offset = self.text.len();
        let _ = write!(self.table, "{number} 1\n{offset:010} 00000 n \n");
        let _ = write!(self.text, "{number} 0 obj\n{value}\nendobj\n");
    }

    fn end(&mut self) {
        let at = self.text.len();
        let previous = self.previous.replace(at).map(|it| format!("/Prev {it}"));
        let table = std::mem::take(&mut self.table);
        let _ = write!(
            self.text,
            "xref\n0 1\n0000000000 65535 f \n{table}trailer\n<</Size 999999 /Root 1 0 R {}>>\n\
             startxref\n{at}\n%%EOF\n",
            previous.unwrap_or_default()
        );
    }
}
