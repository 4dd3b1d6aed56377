//! The byte structure of PDF files (ISO 32000-2).
//!
//! The structure *is* the security boundary of a PDF signature: what is shown must be what was
//! signed. So this reader follows the chain of cross-reference sections and nothing else, knows
//! which bytes every revision, section and object occupies, and resolves any object as of any
//! revision. It borrows the file and reads lazily, only what a question needs.

mod anomaly;
mod archival;
mod arena;
mod budget;
#[cfg(test)]
mod builder;
mod changes;
mod characters;
mod coverage;
mod document;
mod encoding;
mod encryption;
mod error;
mod filter;
mod form;
#[cfg(test)]
mod header_tests;
mod layout;
mod lookup;
mod object;
mod page_text;
mod page_view;
mod pages;
mod parser;
mod pkcs1;
mod repair;
mod revision;
mod security_store;
mod signature;
mod text;
mod update;
mod widths;
mod xref;

pub use anomaly::{Anomaly, AnomalyKind};
pub use archival::Archival;
pub use changes::{Change, ChangeKind, ChangeLevel, Changes, FieldChange, FieldReason};
pub use coverage::{Coverage, SignatureProblem};
pub use document::Document;
pub use error::Error;
pub use object::{Dictionary, Name, Object, Reference, Stream, StringObject};
pub use page_text::{Letter, TextReader, TextRow};
pub use page_view::{Area, FieldView, POINTS, PageView};
pub use pkcs1::Pkcs1Value;
pub use revision::{Revision, XrefKind};
pub use security_store::{SecurityStore, ValidationRelatedInformation};
pub use signature::{FieldLock, LockAction, Signature, SignatureKind};
pub use update::{
    Drawing, EmbeddedFont, FontFormat, FontMetrics, Image, ImageColour, Mark, NewSignature,
    PlacedDrawing, SecurityStoreAdditions, SeedCertificate, SeedValues, SignatureRequest,
    UpdateError,
};
