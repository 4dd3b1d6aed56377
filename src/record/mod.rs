//! The vocabulary of administrative documents (Decree 30/2020/NĐ-CP): types, numbers and symbols, codes
//! of organisations, identifiers, and the forms of dates.
//!
//! Readers are tolerant, writers strict. People write `5 / QĐ–UBND` with whatever keyboard they have, and
//! mean `05/QĐ-UBND`; what is read is in Unicode's composed form (NFC), with the Vietnamese letter Đ
//! (U+0110) where another letter that looks like it was typed (U+00D0), and is written in one way only.
//! What cannot be seen, or belongs to another script, is refused by name: two numbers that look alike must
//! not be two documents.
//!
//! ```
//! use kyso::record::{DocumentNumber, DocumentTypes};
//!
//! let number: DocumentNumber = "Số: 5 / QĐ – UBND".parse()?;
//! assert_eq!(number.to_string(), "05/QĐ-UBND");
//! let kind = number.document_type(DocumentTypes::decree_30()).unwrap();
//! assert_eq!(kind.name(), "Quyết định");
//! # Ok::<(), kyso::record::Error>(())
//! ```
//!
//! What the law lists and may change is data ([`DocumentTypes`], [`OrganisationNames`]): a list has a
//! version, and a user can give another.

mod date;
mod document_number;
mod document_type;
mod error;
mod identifier;
mod list;
mod organisation;
mod organisation_name;
mod signing_time;
mod text;

pub use date::DocumentDate;
pub use document_number::DocumentNumber;
pub use document_type::{DocumentClass, DocumentType, DocumentTypes};
pub use error::Error;
pub use identifier::{DocumentIdentifier, IdentifierDate};
pub use organisation::{OrganisationCode, OrganisationCodeForm};
pub use organisation_name::{OrganisationName, OrganisationNames};
pub use signing_time::SigningTime;
