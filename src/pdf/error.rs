//! What makes a PDF unreadable.

use std::fmt::Display;

use crate::limits::{
    PDF_DEPTH, PDF_OBJECT_VALUES, PDF_SECURITY_STORE_BYTES, PDF_SIGNATURE_VALUES_FACTOR,
    PDF_XREF_SECTIONS, SIGNATURES,
};

/// Why a PDF, or the part of it that a question needs, cannot be read. Offsets count bytes from
/// the start of the file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What a form field shows is more than is read of it: [`crate::limits::PDF_APPEARANCE_BYTES`],
    /// [`crate::limits::PDF_APPEARANCE_OPERATORS`], [`crate::limits::PDF_APPEARANCE_SHAPES`].
    #[error("the appearances of form fields are too large to be read")]
    AppearanceTooLarge,
    /// The encryption dictionary is malformed (ISO 32000-2 §7.6.4.2).
    #[error("the encryption dictionary is malformed")]
    BadEncryption,
    /// The data of a stream do not decode with the filter it names (ISO 32000-2 §7.4).
    #[error("a stream does not decode with {0}")]
    BadFilterData(&'static str),
    /// No value of the PDF syntax stands here (ISO 32000-2 §7.3).
    #[error("no PDF value at offset {0}")]
    BadSyntax(usize),
    /// A cross-reference section is malformed (ISO 32000-2 §7.5.4 and §7.5.8).
    #[error("the cross-reference section at offset {0} is malformed")]
    BadXref(usize),
    /// The trailer does not lead to a catalog (ISO 32000-2 §7.7.2).
    #[error("there is no catalog")]
    CatalogMissing,
    /// The `/Prev` entries lead in a circle, or forward in the file (ISO 32000-2 §7.5.6).
    #[error("the chain of cross-reference sections is out of order at offset {0}")]
    ChainOutOfOrder(usize),
    /// A cross-reference section of the chain is not where its offset says.
    #[error("no cross-reference section at offset {0}")]
    NoXref(usize),
    /// There is no header `%PDF-` (ISO 32000-2 §7.5.2).
    #[error("this is not a PDF")]
    NotPdf,
    /// The cross-reference entry of an object does not lead to it (ISO 32000-2 §7.5.4).
    #[error("object {number} is not at offset {offset}")]
    ObjectNotThere {
        /// The number of the object.
        number: u32,
        /// Where its entry leads: an offset in the file, or the position in an object stream.
        offset: usize,
    },
    /// An offset, or the end of a stream, lies outside the file or the revision.
    #[error("offset {0} lies outside the file or the revision")]
    OutOfFile(u64),
    /// The security store holds more than [`PDF_SECURITY_STORE_BYTES`].
    #[error("the security store holds more than {PDF_SECURITY_STORE_BYTES} bytes")]
    SecurityStoreTooLarge,
    /// The values of the signatures are together longer than [`PDF_SIGNATURE_VALUES_FACTOR`] times
    /// the file: they share their bytes.
    #[error(
        "the signature values together are longer than {PDF_SIGNATURE_VALUES_FACTOR} times the file"
    )]
    SignatureValuesTooLarge,
    /// There is no `startxref` near the end of the file (ISO 32000-2 §7.5.5).
    #[error("there is no startxref near the end of the file")]
    StartxrefMissing,
    /// Neither the empty password nor one that was given opens the document (ISO 32000-2 §7.6.4).
    #[error("the document is encrypted with another password")]
    PasswordNeeded,
    /// The `/Length` of a stream does not lead to `endstream` (ISO 32000-2 §7.3.8).
    #[error("the length of the stream at offset {0} is wrong")]
    StreamLength(usize),
    /// Something else stands where a stream must be (ISO 32000-2 §12.8.4.3).
    #[error("there is no stream where one is needed")]
    StreamMissing,
    /// Arrays and dictionaries are nested deeper than [`PDF_DEPTH`].
    #[error("values are nested deeper than {PDF_DEPTH} at offset {0}")]
    TooDeep(usize),
    /// There are more than [`SIGNATURES`] signatures.
    #[error("there are more than {SIGNATURES} signatures")]
    TooManySignatures,
    /// A question would look at more than [`crate::limits::PDF_STEPS`] objects, or parse the same bytes over and
    /// over.
    #[error("the structure takes too many steps to read")]
    TooManySteps,
    /// One object holds more than [`PDF_OBJECT_VALUES`] values.
    #[error("the object at offset {0} holds more than {PDF_OBJECT_VALUES} values")]
    TooManyValues(usize),
    /// There are more than [`PDF_XREF_SECTIONS`] cross-reference sections.
    #[error("there are more than {PDF_XREF_SECTIONS} cross-reference sections")]
    TooManyXrefSections,
    /// Streams inflate to more than [`crate::limits::PDF_INFLATED_BYTES`] or
    /// [`crate::limits::PDF_STREAM_BYTES`].
    #[error("compressed streams inflate to too much")]
    TooMuchInflated,
    /// A security handler, a version of it or a crypt filter that is not implemented.
    #[error("the encryption {0} is not supported")]
    UnsupportedEncryption(String),
    /// A filter that is not implemented.
    #[error("the filter {0} is not supported")]
    UnsupportedFilter(String),
}

impl Error {
    /// The values that a message about it names besides its [code](Self::code), each by its name.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let what = |what: &dyn Display| vec![("what", what.to_string())];
        let offset = |offset: &dyn Display| vec![("offset", offset.to_string())];
        match self {
            Self::BadFilterData(filter) => what(filter),
            Self::BadSyntax(at)
            | Self::BadXref(at)
            | Self::ChainOutOfOrder(at)
            | Self::NoXref(at)
            | Self::StreamLength(at) => offset(at),
            Self::ObjectNotThere { number, offset: at } => [what(number), offset(at)].concat(),
            Self::OutOfFile(at) => offset(at),
            Self::SecurityStoreTooLarge => what(&PDF_SECURITY_STORE_BYTES),
            Self::SignatureValuesTooLarge => what(&PDF_SIGNATURE_VALUES_FACTOR),
            Self::TooDeep(at) => [what(&PDF_DEPTH), offset(at)].concat(),
            Self::TooManySignatures => what(&SIGNATURES),
            Self::TooManyValues(at) => [what(&PDF_OBJECT_VALUES), offset(at)].concat(),
            Self::TooManyXrefSections => what(&PDF_XREF_SECTIONS),
            Self::UnsupportedEncryption(name) | Self::UnsupportedFilter(name) => what(name),
            _ => Vec::new(),
        }
    }

    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AppearanceTooLarge => "appearance-too-large",
            Self::BadEncryption => "bad-encryption",
            Self::BadFilterData(_) => "bad-filter-data",
            Self::BadSyntax(_) => "bad-syntax",
            Self::BadXref(_) => "bad-xref",
            Self::CatalogMissing => "catalog-missing",
            Self::ChainOutOfOrder(_) => "chain-out-of-order",
            Self::NoXref(_) => "no-xref",
            Self::NotPdf => "not-pdf",
            Self::ObjectNotThere { .. } => "object-not-there",
            Self::OutOfFile(_) => "out-of-file",
            Self::SecurityStoreTooLarge => "security-store-too-large",
            Self::SignatureValuesTooLarge => "signature-values-too-large",
            Self::StartxrefMissing => "startxref-missing",
            Self::PasswordNeeded => "password-needed",
            Self::StreamLength(_) => "stream-length",
            Self::StreamMissing => "stream-missing",
            Self::TooDeep(_) => "too-deep",
            Self::TooManySignatures => "too-many-signatures",
            Self::TooManySteps => "too-many-steps",
            Self::TooManyValues(_) => "too-many-values",
            Self::TooManyXrefSections => "too-many-xref-sections",
            Self::TooMuchInflated => "too-much-inflated",
            Self::UnsupportedEncryption(_) => "unsupported-encryption",
            Self::UnsupportedFilter(_) => "unsupported-filter",
        }
    }

    /// The bound of [`crate::limits`] that was met, if it is that.
    pub fn limit(&self) -> Option<&'static str> {
        Some(match self {
            Self::AppearanceTooLarge => "PDF_APPEARANCE_BYTES",
            Self::SecurityStoreTooLarge => "PDF_SECURITY_STORE_BYTES",
            Self::SignatureValuesTooLarge => "PDF_SIGNATURE_VALUES_FACTOR",
            Self::TooDeep(_) => "PDF_DEPTH",
            Self::TooManySignatures => "SIGNATURES",
            Self::TooManySteps => "PDF_STEPS",
            Self::TooManyValues(_) => "PDF_OBJECT_VALUES",
            Self::TooManyXrefSections => "PDF_XREF_SECTIONS",
            Self::TooMuchInflated => "PDF_INFLATED_BYTES",
            _ => return None,
        })
    }

    /// Whether the structure of the file is broken, so that a search for its objects may find more
    /// ([`Document::repaired`](super::Document::repaired)). It would not where there is no PDF, where a
    /// limit was met, or where only a password is missing.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::BadFilterData(_)
            | Self::BadSyntax(_)
            | Self::BadXref(_)
            | Self::CatalogMissing
            | Self::ChainOutOfOrder(_)
            | Self::NoXref(_)
            | Self::ObjectNotThere { .. }
            | Self::OutOfFile(_)
            | Self::StartxrefMissing
            | Self::StreamLength(_)
            | Self::StreamMissing
            | Self::UnsupportedFilter(_) => true,
            Self::BadEncryption
            | Self::NotPdf
            | Self::PasswordNeeded
            | Self::SecurityStoreTooLarge
            | Self::SignatureValuesTooLarge
            | Self::TooDeep(_)
            | Self::TooManySignatures
            | Self::TooManySteps
            | Self::TooManyValues(_)
            | Self::AppearanceTooLarge
            | Self::TooManyXrefSections
            | Self::TooMuchInflated
            | Self::UnsupportedEncryption(_) => false,
        }
    }
}
