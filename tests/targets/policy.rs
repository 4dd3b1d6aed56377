//! Policies of users.

use kyso::crypto::DigestAlgorithm;
use kyso::validation::{AlgorithmUse, Policy};

/// A policy in TOML: it is refused at a place within the text, or says something about every
/// algorithm.
pub fn policy(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Policy::parse(text) {
        Err(error) => {
            assert!((1..=text.lines().count() + 1).contains(&error.line), "{error:?}");
            assert!(!error.to_string().is_empty());
        }
        Ok(policy) => {
            assert!(!policy.name.is_empty());
            for digest in DigestAlgorithm::all() {
                for usage in AlgorithmUse::ALL {
                    let _ = policy.digest_end(digest, *usage);
                }
            }
            let again = Policy::parse(text).expect("it was read before");
            assert_eq!(format!("{policy:?}"), format!("{again:?}"));
        }
    }
}
