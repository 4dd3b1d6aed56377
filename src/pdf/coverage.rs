//! What a byte range covers (ISO 32000-2 §12.8.1).
//!
//! The gap between the two ranges must be the `/Contents` string of this very signature
//! dictionary, where the reader found it. Anything else leaves room for bytes that are shown but
//! not signed, which is how signatures are wrapped and forged.

use std::fmt;
use std::ops::Range;

use super::Document;
use super::object::Object;
use super::revision::is_white;
use crate::limits::PDF_BYTE_RANGES;

/// How much of the file a signature covers.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Coverage {
    /// Anything that is not exactly a whole revision.
    Partial,
    /// Everything up to the end of the revision that holds the signature, but its `/Contents`.
    Revision,
    /// The whole file, but its `/Contents`.
    WholeFile,
}

/// What is missing or wrong in the structure of a signature. Each of these makes its coverage
/// [`Coverage::Partial`], but for [`SignatureProblem::ContentsIndirect`] and the two that name what it
/// shares.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// The gap of the byte range is not exactly the `/Contents` of this signature.
    ByteRangeGapNotContents,
    /// The byte range does not start with the file.
    ByteRangeNotFromStart,
    /// The byte range does not end where the revision ends that holds the signature.
    ByteRangeNotToRevisionEnd,
    /// The byte range reaches past the end of the file.
    ByteRangeOutOfFile,
    /// The ranges overlap or are out of order.
    ByteRangeOverlap,
    /// `/Contents` is a reference: another object of that number would be another signature (ISO 32000-2
    /// table 255). What the byte range covers can be said all the same.
    ContentsIndirect,
    /// `/Contents` is longer than [`CMS_BYTES`](crate::limits::CMS_BYTES).
    ContentsTooLong,
    /// The signature dictionary has a key twice.
    DuplicateKey,
    /// Two fields have the same fully qualified name.
    FieldNameShared,
    /// `/ByteRange` is not an array of pairs of integers.
    MalformedByteRange,
    /// `/Contents` is not a direct string in hexadecimal (ISO 32000-2 table 255).
    MalformedContents,
    /// There is no `/ByteRange`.
    NoByteRange,
    /// There is no `/Contents`, or it is empty.
    NoContents,
    /// Two fields have the same signature dictionary.
    SignatureValueShared,
    /// The signature dictionary lies in an object stream, or its place is not known.
    ValueNotInFile,
    /// The revision that holds the signature dictionary does not refer to it.
    ValueNotInRevision,
    /// The field has a value that cannot be read.
    ValueUnreadable,
}

impl SignatureProblem {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::ByteRangeGapNotContents => "byte-range-gap-not-contents",
            Self::ByteRangeNotFromStart => "byte-range-not-from-start",
            Self::ByteRangeNotToRevisionEnd => "byte-range-not-to-revision-end",
            Self::ByteRangeOutOfFile => "byte-range-out-of-file",
            Self::ByteRangeOverlap => "byte-range-overlap",
            Self::ContentsIndirect => "contents-indirect",
            Self::ContentsTooLong => "contents-too-long",
            Self::DuplicateKey => "duplicate-key",
            Self::FieldNameShared => "field-name-shared",
            Self::MalformedByteRange => "malformed-byte-range",
            Self::MalformedContents => "malformed-contents",
            Self::NoByteRange => "no-byte-range",
            Self::NoContents => "no-contents",
            Self::SignatureValueShared => "signature-value-shared",
            Self::ValueNotInFile => "value-not-in-file",
            Self::ValueNotInRevision => "value-not-in-revision",
            Self::ValueUnreadable => "value-unreadable",
        }
    }
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The ranges of a `/ByteRange`, if they lie in the file, in order and without overlap.
pub(super) fn read_byte_range(
    value: Option<&Object<'_>>,
    file: usize,
) -> Result<Vec<Range<usize>>, SignatureProblem> {
    let entries = match value {
        None | Some(Object::Null) => return Err(SignatureProblem::NoByteRange),
        Some(Object::Array(entries)) => entries,
        Some(_) => return Err(SignatureProblem::MalformedByteRange),
    };
    if entries.is_empty() || entries.len() > 2 * PDF_BYTE_RANGES {
        return Err(SignatureProblem::MalformedByteRange);
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for pair in entries.chunks(2) {
        let [Object::Integer(start), Object::Integer(length)] = pair else {
            return Err(SignatureProblem::MalformedByteRange);
        };
        let (Ok(start), Ok(length)) = (u64::try_from(*start), u64::try_from(*length)) else {
            return Err(SignatureProblem::MalformedByteRange);
        };
        let end = start.checked_add(length).and_then(|end| usize::try_from(end).ok());
        let end = end.filter(|&end| end <= file).ok_or(SignatureProblem::ByteRangeOutOfFile)?;
        let start = usize::try_from(start).map_err(|_| SignatureProblem::ByteRangeOutOfFile)?;
        if ranges.last().is_some_and(|before| before.end > start) {
            return Err(SignatureProblem::ByteRangeOverlap);
        }
        ranges.push(start..end);
    }
    Ok(ranges)
}

/// The coverage of a byte range, and why it is partial. `contents` is where the `/Contents` token
/// stands in the file, `written` the revision whose bytes hold it.
pub(super) fn judge_coverage(
    document: &Document<'_>,
    ranges: &[Range<usize>],
    contents: Option<Range<usize>>,
    written: usize,
) -> (Coverage, Option<SignatureProblem>) {
    let partial = |problem| (Coverage::Partial, Some(problem));
    let [before, after] = ranges else {
        let problem = (!ranges.is_empty()).then_some(SignatureProblem::ByteRangeGapNotContents);
        return (Coverage::Partial, problem);
    };
    if before.start != 0 {
        return partial(SignatureProblem::ByteRangeNotFromStart);
    }
    // places in the document count from its header, byte ranges from the start of the file
    let prefix = document.prefix;
    let contents =
        contents.map(|it| it.start.saturating_add(prefix)..it.end.saturating_add(prefix));
    if contents != Some(before.end..after.start) {
        return partial(SignatureProblem::ByteRangeGapNotContents);
    }
    let bytes = document.bytes();
    if after.end == document.file_length() {
        return (Coverage::WholeFile, None);
    }
    let Some(revision) = document.revisions().get(written) else {
        return partial(SignatureProblem::ByteRangeNotToRevisionEnd);
    };
    let Some(end) = after.end.checked_sub(prefix) else {
        return partial(SignatureProblem::ByteRangeNotToRevisionEnd);
    };
    // writers differ in how much of the white space after %%EOF they sign
    let tail = bytes.get(revision.marker_end..end);
    let is_tail = tail.is_some_and(|tail| tail.len() <= 1024 && is_white(tail));
    // what the signer saw is what these bytes show on their own, not what a later section leads to
    if is_tail && revision.is_newest_of(bytes.get(..end).unwrap_or_default()) {
        (Coverage::Revision, None)
    } else {
        partial(SignatureProblem::ByteRangeNotToRevisionEnd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(numbers: &[i64]) -> Result<Vec<Range<usize>>, SignatureProblem> {
        let array = Object::Array(numbers.iter().copied().map(Object::Integer).collect());
        read_byte_range(Some(&array), 100)
    }

    #[test]
    fn byte_ranges() {
        assert_eq!(read(&[0, 10, 20, 80]), Ok(vec![0..10, 20..100]));
        assert_eq!(read(&[0, 10, 20, 81]), Err(SignatureProblem::ByteRangeOutOfFile));
        assert_eq!(read(&[0, 10, 5, 10]), Err(SignatureProblem::ByteRangeOverlap));
        assert_eq!(read(&[0, 10, i64::MAX, i64::MAX]), Err(SignatureProblem::ByteRangeOutOfFile));
        for malformed in [&[][..], &[0], &[0, -1], &[-1, 2], &[0, 10, 20]] {
            assert_eq!(read(malformed), Err(SignatureProblem::MalformedByteRange));
        }
        assert_eq!(read_byte_range(None, 9), Err(SignatureProblem::NoByteRange));
        let null = Some(&Object::Null);
        assert_eq!(read_byte_range(null, 9), Err(SignatureProblem::NoByteRange));
    }
}
