//! What was read of a document, which outlives the run.

use crate::validation::{DocumentFacts, Material};

/// Everything that was read and computed of one document, and nothing that was judged: it can be
/// judged again, at another time or under another policy, without the document.
///
/// With the feature `serde` it can be kept. The form has a version, and every version that was ever
/// written stays readable:
///
/// ```
/// # #[cfg(feature = "serde")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kyso::trust::TrustStore;
/// use kyso::verify::{ReadDocument, Verifier};
///
/// let verifier = Verifier::new(TrustStore::open("fixtures/trust".as_ref())?);
/// let read = verifier.read_file("fixtures/documents/nho-nhat.pdf".as_ref())?;
/// let kept = serde_json::to_string(&read)?;
///
/// let read: ReadDocument = serde_json::from_str(&kept)?;
/// let verifier = verifier.at("2026-11-20T08:00:00Z".parse()?);
/// assert_eq!(verifier.judge(&read).verdict, kyso::verify::Verdict::Passed);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "serde"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadDocument {
    /// What was found and computed.
    pub facts: DocumentFacts,
    /// The certificates and revocation data that the document holds. Those of the trust folder are
    /// not among them: they are the same for all documents
    /// ([`Verifier::material`](super::Verifier::material)).
    pub material: Material,
}

#[cfg(feature = "serde")]
mod form {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{DocumentFacts, Material, ReadDocument};

    /// The version that is written. It rises whenever what an older reader would make of a new
    /// record were wrong.
    const VERSION: u32 = 1;

    #[derive(Serialize)]
    struct Written<'a> {
        version: u32,
        facts: &'a DocumentFacts,
        material: &'a Material,
    }

    #[derive(Deserialize)]
    struct Kept {
        version: u32,
        facts: DocumentFacts,
        material: Material,
    }

    impl Serialize for ReadDocument {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let Self { facts, material } = self;
            Written { version: VERSION, facts, material }.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for ReadDocument {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Kept { version, facts, material } = Kept::deserialize(deserializer)?;
            if version != VERSION {
                return Err(D::Error::custom(format_args!(
                    "version {version} of the facts; this kyso reads {VERSION}"
                )));
            }
            Ok(Self { facts, material })
        }
    }
}
