//! Files with something before their header.

use super::builder::Builder;
use super::{AnomalyKind, ChangeLevel, Coverage, Document, SignatureProblem};

const BEFORE: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";

/// The signed document with something before it and byte ranges that count it, or not.
fn with_junk(document: Builder, counts_junk: bool) -> Vec<u8> {
    let mut file = document.build();
    if counts_junk {
        let at = file.windows(11).position(|it| it == b"/ByteRange ").unwrap() + 12;
        for place in [at + 11, at + 22] {
            let number = std::str::from_utf8(&file[place..place + 10]).unwrap();
            let moved = number.parse::<usize>().unwrap() + BEFORE.len();
            file.splice(place..place + 10, format!("{moved:010}").bytes());
        }
    }
    [BEFORE, &file].concat()
}

fn kinds(document: &Document<'_>) -> Vec<AnomalyKind> {
    document.anomalies().iter().map(|it| it.kind).collect()
}

#[test]
fn offsets_count_from_the_header_and_byte_ranges_from_the_start() {
    let file = with_junk(Builder::signed(), true);
    let document = Document::open(&file).unwrap();
    assert_eq!(kinds(&document), [AnomalyKind::HeaderNotAtStart]);
    assert_eq!(document.anomalies()[0].offset, BEFORE.len());
    let [signature] = &document.signatures().unwrap()[..] else { panic!() };
    assert_eq!((signature.coverage, &signature.problems[..]), (Coverage::WholeFile, &[][..]));
    let [before, after] = &signature.byte_range[..] else { panic!() };
    assert_eq!((before.start, after.end), (0, file.len()));
    assert_eq!(&file[before.end..after.start], b"<30030201050000>");

    let updated = Builder::signed().object(30, "(x)").end();
    let file = with_junk(updated, true);
    let document = Document::open(&file).unwrap();
    let [signature] = &document.signatures().unwrap()[..] else { panic!() };
    assert_eq!(signature.coverage, Coverage::Revision);
    assert_eq!(document.changes_after(signature).unwrap().level, ChangeLevel::Lta);
}

#[test]
fn what_comes_before_a_signed_file_is_not_signed() {
    let file = with_junk(Builder::signed(), false);
    let document = Document::open(&file).unwrap();
    let [signature] = &document.signatures().unwrap()[..] else { panic!() };
    assert_eq!(signature.coverage, Coverage::Partial);
    assert_eq!(signature.problems, [SignatureProblem::ByteRangeGapNotContents]);
}

#[test]
fn offsets_that_make_sense_in_two_ways_are_named() {
    // offsets lead to white space before what they mean, or to the thing itself
    let start = "%%%PDF-1.7\n  1 0 obj <</Type /Catalog>> endobj\n  ";
    let object = start.find("1 0 obj").unwrap() - 2;
    let table = start.len() - 2;
    let file = format!(
        "{start}xref\n0 2\n0000000000 65535 f \n{object:010} 00000 n \n\
         trailer <</Size 2 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    );
    let document = Document::open(file.as_bytes()).unwrap();
    let kinds = kinds(&document);
    assert!(kinds.contains(&AnomalyKind::OffsetsAmbiguous), "{kinds:?}");
    assert!(kinds.contains(&AnomalyKind::HeaderNotAtStart), "{kinds:?}");
}
