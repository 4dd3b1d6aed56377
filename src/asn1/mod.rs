//! BER reading over slices and DER writing (ITU-T X.690).
//!
//! Signed structures are hashed as they were stored, so the reader never copies what it can
//! borrow and every [`Element`] keeps its original bytes. Indefinite lengths, constructed strings
//! and non-minimal lengths are read, because CMS is BER (RFC 5652 §1); callers that need DER ask
//! [`Element::is_der`].

mod oid;
mod reader;
mod text;
mod time;
mod writer;

pub use oid::{Oid, oid};
pub use reader::{Element, Reader, Tag};
pub use writer::{Writer, sort_set_of};

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value does not have the form of its type, for example a time without digits.
    #[error("the value of {0} is malformed")]
    BadValue(&'static str),
    /// A length is larger than what is there, or the input ends inside a header.
    #[error("the encoding ends too early")]
    Truncated,
    /// Elements are nested deeper than [`crate::limits::ASN1_DEPTH`].
    #[error("elements are nested deeper than {}", crate::limits::ASN1_DEPTH)]
    TooDeep,
    /// Bytes follow where the encoding should end.
    #[error("{0} bytes follow the end of the encoding")]
    TrailingData(usize),
    /// Another tag was expected here.
    #[error("tag {found} found where {expected} was expected")]
    UnexpectedTag {
        /// What the caller asked for.
        expected: Tag,
        /// What is there.
        found: Tag,
    },
    /// Tag numbers above 30 and lengths above 2^32 are not used by any format kyso reads.
    #[error("a tag or length form is not supported")]
    Unsupported,
}
