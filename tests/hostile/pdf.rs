//! PDFs, written object by object.

use std::io::Write;
use std::ops::Range;

use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};

/// A PDF in the making: one revision after another.
pub struct Pdf {
    pub bytes: Vec<u8>,
    entries: Vec<(u32, usize)>,
    previous: Option<usize>,
    size: u32,
}

impl Pdf {
    pub fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), entries: Vec::new(), previous: None, size: 1 }
    }

    pub fn object(&mut self, number: u32, body: impl AsRef<[u8]>) -> &mut Self {
        self.entries.push((number, self.bytes.len()));
        self.size = self.size.max(number + 1);
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.bytes.extend_from_slice(body.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    pub fn stream(&mut self, number: u32, dictionary: &str, data: &[u8]) -> &mut Self {
        let mut body = format!("<<{dictionary} /Length {}>> stream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, body)
    }

    /// What a table would list, if there were one.
    pub fn entries(&self) -> &[(u32, usize)] {
        &self.entries
    }

    /// An entry that leads to where another object is.
    pub fn alias(&mut self, number: u32, offset: usize) -> &mut Self {
        self.entries.push((number, offset));
        self.size = self.size.max(number + 1);
        self
    }

    /// Ends a revision with a table. The catalog is object 1.
    pub fn end(&mut self) -> &mut Self {
        self.end_with("")
    }

    pub fn end_with(&mut self, trailer: &str) -> &mut Self {
        self.entries.sort_unstable();
        let at = self.bytes.len();
        self.bytes.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, offset) in self.entries.drain(..) {
            write!(self.bytes, "{number} 1\n{offset:010} 00000 n \n").unwrap();
        }
        let previous = self.previous.map(|at| format!("/Prev {at}")).unwrap_or_default();
        write!(
            self.bytes,
            "trailer <</Size {} /Root 1 0 R {previous} {trailer}>>\nstartxref\n{at}\n%%EOF\n",
            self.size
        )
        .unwrap();
        self.previous = Some(at);
        self
    }
}

/// The objects of a small page with one signature field, which is object 5 with its value in 6.
/// `catalog` and `form` are written into the dictionaries.
pub fn page(catalog: &str, fields: &str) -> Pdf {
    let mut pdf = Pdf::new();
    pdf.object(
        1,
        format!(
            "<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [{fields}] /SigFlags 3>> {catalog}>>"
        ),
    )
    .object(2, "<</Type /Pages /Kids [3 0 R] /Count 1>>")
    .object(3, "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Annots [5 0 R]>>");
    pdf
}

pub const FIELD: &str = "<</Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 6 0 R \
    /Rect [0 0 0 0] /P 3 0 R>>";

/// Where a signature value goes, in a document that is otherwise written.
pub struct Hole {
    pub contents: Range<usize>,
    pub byte_range: usize,
}

/// A signature dictionary with room for so many octets.
pub fn value(pdf: &mut Pdf, number: u32, room: usize) -> Hole {
    let head = "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached \
        /M (D:20261101000000Z) /ByteRange ";
    let start = pdf.bytes.len() + format!("{number} 0 obj\n").len();
    let byte_range = start + head.len();
    let contents = byte_range + RANGE.len() + " /Contents ".len();
    let zeros = "0".repeat(2 * room);
    pdf.object(number, format!("{head}{RANGE} /Contents <{zeros}>>>"));
    Hole { contents: contents..contents + 2 * room + 2, byte_range }
}

const RANGE: &str = "[0000000000 0000000000 0000000000 0000000000]";

impl Hole {
    /// Fills in the signature over the file as it is now.
    pub fn fill(&self, file: &mut [u8], sign: impl FnOnce(&[u8]) -> Vec<u8>) {
        let Range { start, end } = self.contents;
        self.cover(file);
        let value = sign(&[&file[..start], &file[end..]].concat());
        self.put(file, &value);
    }

    /// Fills in a value, whatever it is over.
    pub fn put(&self, file: &mut [u8], value: &[u8]) {
        self.cover(file);
        let Range { start, end } = self.contents;
        assert!(2 * value.len() <= end - start - 2, "{} octets", value.len());
        let digits = b"0123456789abcdef";
        for (pair, octet) in file[start + 1..].chunks_mut(2).zip(value) {
            pair.copy_from_slice(&[octet >> 4, octet & 15].map(|half| digits[usize::from(half)]));
        }
    }

    fn cover(&self, file: &mut [u8]) {
        let Range { start, end } = self.contents;
        let range = format!("[{:010} {:010} {:010} {:010}]", 0, start, end, file.len() - end);
        file[self.byte_range..self.byte_range + RANGE.len()].copy_from_slice(range.as_bytes());
    }
}

pub fn deflate(data: &[u8]) -> Vec<u8> {
    // Zeros become as few bytes as with more effort, and what is large takes no longer than it must.
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(4));
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Some 10 KB that two filters inflate to more than so many bytes: blocks of zeros, each the same
/// and on its own, compressed once more. The checksum at the end is missing: nobody gets there.
pub fn bomb(size: u64) -> Vec<u8> {
    const BLOCK: usize = 8 << 20;
    let mut once = Vec::with_capacity(1 << 20);
    let mut compress = Compress::new(Compression::best(), true);
    let zeros = vec![0; BLOCK];
    // The first block carries the header; those after it are alike.
    compress.compress_vec(&zeros, &mut once, FlushCompress::Full).unwrap();
    let first = once.len();
    compress.compress_vec(&zeros, &mut once, FlushCompress::Full).unwrap();
    let block = once.split_off(first);
    let blocks = usize::try_from(size / u64::try_from(BLOCK).unwrap()).unwrap();
    once.extend(block.repeat(blocks));
    deflate(&once)
}
