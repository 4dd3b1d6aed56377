//! Small PDF files for the tests of this room.

/// Writes revisions one after another, with tables.
pub(super) struct Builder {
    bytes: Vec<u8>,
    entries: Vec<(u32, Option<usize>)>,
    previous: Option<usize>,
    /// Where the `/ByteRange` and the `/Contents` of the signature of this revision stand.
    signature: Option<(usize, std::ops::Range<usize>)>,
}

const PLACEHOLDER: &str = "[0000000000 0000000000 0000000000 0000000000]";

impl Builder {
    pub(super) fn new() -> Self {
        let bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        Self { bytes, entries: Vec::new(), previous: None, signature: None }
    }

    /// A document of one page with one signature over all of it.
    ///
    /// 1 catalog, 2 pages, 3 page, 4 content, 5 field and widget, 6 signature, 7 form, 8 list of
    /// annotations.
    pub(super) fn signed() -> Self {
        Self::new()
            .object(1, "<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R>>")
            .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
            .object(3, "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Annots 8 0 R>>")
            .stream(4, "", "(hello) Tj")
            .object(5, FIRST_FIELD)
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
            .object(8, "[5 0 R]")
            .end()
    }

    pub(super) fn object(mut self, number: u32, value: &str) -> Self {
        self.entries.push((number, Some(self.bytes.len())));
        self.raw(&format!("{number} 0 obj\n{value}\nendobj\n"))
    }

    pub(super) fn stream(self, number: u32, entries: &str, data: &str) -> Self {
        let length = data.len();
        let value = format!("<<{entries} /Length {length}>>\nstream\n{data}\nendstream");
        self.object(number, &value)
    }

    pub(super) fn free(mut self, number: u32) -> Self {
        self.entries.push((number, None));
        self
    }

    pub(super) fn raw(mut self, text: &str) -> Self {
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// A signature dictionary; its byte range is filled in when the revision ends.
    pub(super) fn signature(mut self, number: u32, entries: &str) -> Self {
        self.entries.push((number, Some(self.bytes.len())));
        self = self.raw(&format!("{number} 0 obj\n<<{entries} /ByteRange "));
        let range = self.bytes.len();
        self = self.raw(&format!("{PLACEHOLDER} /Contents "));
        let contents = self.bytes.len();
        self = self.raw("<30030201050000>");
        self.signature = Some((range, contents..self.bytes.len()));
        self.raw(">>\nendobj\n")
    }

    /// The same with a `/Contents` that is an object of its own.
    pub(super) fn indirect_signature(self, number: u32, contents: u32) -> Self {
        let value = format!("<</Type /Sig /ByteRange {PLACEHOLDER} /Contents {contents} 0 R>>");
        let range = self.bytes.len() + format!("{number} 0 obj\n<</Type /Sig /ByteRange ").len();
        let mut built = self.object(number, &value);
        let start = built.bytes.len() + format!("{contents} 0 obj\n").len();
        built = built.object(contents, "<30030201050000>");
        built.signature = Some((range, start..start + "<30030201050000>".len()));
        built
    }

    pub(super) fn end(self) -> Self {
        self.end_with("/Root 1 0 R")
    }

    /// Ends the revision with a table.
    pub(super) fn end_with(mut self, trailer: &str) -> Self {
        let xref = self.bytes.len();
        self = self.raw("xref\n");
        if self.previous.is_none() {
            self = self.raw("0 1\n0000000000 65535 f \n");
        }
        for (number, offset) in std::mem::take(&mut self.entries) {
            let kind = if offset.is_some() { 'n' } else { 'f' };
            let offset = offset.unwrap_or(0);
            self = self.raw(&format!("{number} 1\n{offset:010} 00000 {kind} \n"));
        }
        let previous = self.previous.replace(xref).map(|it| format!("/Prev {it}"));
        let previous = previous.unwrap_or_default();
        self = self.raw(&format!("trailer\n<</Size 99 {trailer} {previous}>>\n"));
        self.raw(&format!("startxref\n{xref}\n%%EOF\n")).fill_in()
    }

    /// Ends the first revision with two equal tables. Its `startxref` names the first or the second;
    /// the next revision comes after the second.
    pub(super) fn end_twice(mut self, named_first: bool) -> Self {
        let first = self.bytes.len();
        self = self.raw("xref\n0 1\n0000000000 65535 f \n");
        for (number, offset) in std::mem::take(&mut self.entries) {
            self = self.raw(&format!("{number} 1\n{:010} 00000 n \n", offset.unwrap()));
        }
        self = self.raw("trailer\n<</Size 99 /Root 1 0 R>>\n");
        let second = self.bytes.len();
        let table = self.bytes[first..].to_vec();
        self.bytes.extend(table);
        self.previous = Some(second);
        let named = if named_first { first } else { second };
        self.raw(&format!("startxref\n{named}\n%%EOF\n")).fill_in()
    }

    /// Ends a later revision with a stream of this number, which lists the objects, and others in
    /// object streams (number, container, index). It lists itself only if an object says so.
    pub(super) fn end_with_stream(mut self, number: u32, compressed: &[(u32, u32, u8)]) -> Self {
        let xref = self.bytes.len();
        let (mut index, mut rows) = (String::new(), Vec::new());
        let mut push = |number: u32, kind: u8, second: u32, third: u8| {
            index += &format!("{number} 1 ");
            rows.push(kind);
            rows.extend(second.to_be_bytes());
            rows.push(third);
        };
        for (number, offset) in std::mem::take(&mut self.entries) {
            push(number, 1, u32::try_from(offset.unwrap()).unwrap(), 0);
        }
        for &(number, container, place) in compressed {
            push(number, 2, container, place);
        }
        let (length, previous) = (rows.len(), self.previous.replace(xref).unwrap());
        self = self.raw(&format!(
            "{number} 0 obj\n<</Type /XRef /Size 99 /W [1 4 1] /Index [{index}] /Root 1 0 R \
             /Prev {previous} /Length {length}>>\nstream\n"
        ));
        self.bytes.extend(rows);
        self.raw(&format!("\nendstream\nendobj\nstartxref\n{xref}\n%%EOF\n")).fill_in()
    }

    /// Where the next byte will stand.
    pub(super) fn position(&self) -> usize {
        self.bytes.len()
    }

    fn fill_in(mut self) -> Self {
        if let Some((range, contents)) = self.signature.take() {
            let (start, end) = (contents.start, contents.end);
            let rest = self.bytes.len() - end;
            let text = format!("[{:010} {start:010} {end:010} {rest:010}]", 0);
            self.bytes.splice(range..range + PLACEHOLDER.len(), text.bytes());
        }
        self
    }

    pub(super) fn build(self) -> Vec<u8> {
        self.bytes
    }
}

const FIRST_FIELD: &str = "<</Type /Annot /Subtype /Widget /FT /Sig /T (first) /V 6 0 R \
    /Rect [0 0 9 9] /P 3 0 R>>";
