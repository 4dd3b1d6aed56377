//! A [`Report`](crate::verify::Report) for people (text in Vietnamese and English) and for
//! programs (JSON Lines).
//!
//! ```no_run
//! use std::io::stdout;
//!
//! use kyso::report::{Language, Messages, Theme, write_json, write_text};
//! use kyso::trust::TrustStore;
//! use kyso::verify::Verifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let path = "quyet-dinh.pdf".as_ref();
//! let report = Verifier::new(TrustStore::none()).verify_file(path);
//! let messages = Messages::new(Language::Vi);
//! write_text(&mut stdout(), path, &report, &messages, Theme::Plain)?;
//! write_json(&mut stdout(), path, &report, &messages)?;
//! # Ok(())
//! # }
//! ```
//!
//! Both say what the report says and nothing more. Words that an author of a document chose
//! (names, reasons, paths) are made harmless before they stand in a line of text: they cannot
//! start a new line, colour it or turn its direction.

#[cfg(test)]
mod completeness;
#[cfg(feature = "etsi")]
pub mod etsi;
mod findings;
mod json;
mod language;
mod line;
mod messages;
mod scope;
mod text;
mod theme;
mod time;

pub use findings::policy_error;
pub use json::write_json;
pub use language::Language;
pub use line::write_line;
pub use messages::{Messages, MessagesError, printable};
pub use text::write_text;
pub use theme::{Theme, Tone, verdict_tone};
pub use time::local_time;
