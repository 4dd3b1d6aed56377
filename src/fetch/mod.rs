//! Timestamps, OCSP responses, CRLs and certificates of issuers over HTTP.
//!
//! Nothing here is fetched unless the caller asks, and nothing is sent but what the protocol needs: no
//! cookies, no proxy of the environment, a neutral User-Agent. Addresses that stand in certificates are
//! hostile: whoever made a document chose them. They lead to public addresses of the internet only, over
//! http and https, on ports 80 and 443, and so does every redirect; what a name resolves to is checked,
//! and that very address is connected to ([`Origin`]).
//!
//! This room knows no verdict. What it returns is raw material, which others judge.

mod address;
mod cache;
mod client;
mod collect;
mod error;
mod material;
mod timestamp;

pub use address::Origin;
pub use cache::Cache;
pub use client::{HttpClient, HttpOptions, Request, Response};
pub use collect::{Collected, Outcome, RevocationSource};
#[cfg(feature = "csc")]
pub(crate) use error::shown;
pub use error::{FetchError, FetchProblem};
pub use material::{MaterialFetcher, OcspAnswer};
pub use timestamp::HttpTimestampAuthority;
