//! Signs, verifies and archives electronic administrative documents.
//!
//! This version verifies signed PDFs: is this what was signed, and by a certificate that the
//! reader trusts? The answer follows ETSI EN 319 102-1 and is never a boolean.
//!
//! ```
//! use kyso::trust::TrustStore;
//! use kyso::verify::{Verdict, Verifier};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let trust = TrustStore::open("fixtures/trust".as_ref())?;
//! let verifier = Verifier::new(trust).at("2026-11-20T08:00:00Z".parse()?);
//!
//! let report = verifier.verify_file("fixtures/documents/nho-nhat.pdf".as_ref());
//! assert_eq!(report.verdict, Verdict::Passed);
//! for signature in &report.signatures {
//!     println!("{}: {}", signature.facts.field, signature.conclusion.indication);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The house
//!
//! Rooms stand on floors; a room imports only from floors below it (a test holds them to it).
//!
//! | floor | rooms |
//! |---|---|
//! | 6 | `report`, `bulk` |
//! | 4 | [`verify`], [`sign`] |
//! | 3 | [`validation`] |
//! | 2 | [`trust`], `fetch` |
//! | 1 | [`pdf`], [`cms`], [`x509`], [`record`] |
//! | 0 | [`crypto`], [`asn1`], [`limits`] |
//!
//! # Features
//!
//! Features only add API; no feature changes a verdict.
//!
//! | feature | adds |
//! |---|---|
//! | `appearance` | signatures that are seen on the page: images, and text in a font that comes with the crate |
//! | `report` | reports as text in Vietnamese and English, and as JSON |
//! | `csc` | signing with keys that a remote service holds, by the API of the Cloud Signature Consortium |
//! | `etsi` | reports as XML by ETSI TS 119 102-2, with `report` |
//! | `bulk` | many files at once, in parallel, in the order of the input |
//! | `fetch` | timestamps, OCSP responses, CRLs and issuers over HTTP; nothing is fetched unless asked |
//! | `pkcs11` | signing with keys on tokens, through the modules that come with them |
//! | `pkcs12` | signing with keys in PKCS #12 files, and whatever is encrypted with triple DES or RC2 |
//! | `serde` (default) | what was read of a document can be kept, and judged again without it |
//! | `cli` (default) | all of them, and what the program `kyso` needs |

#[macro_use]
mod text_form;

pub mod asn1;
#[cfg(feature = "bulk")]
pub mod bulk;
pub mod cms;
pub mod crypto;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod limits;
pub mod pdf;
pub mod record;
#[cfg(feature = "report")]
pub mod report;
pub mod sign;
pub mod trust;
pub mod validation;
pub mod verify;
pub mod x509;

/// The README's code, so that it keeps running.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
