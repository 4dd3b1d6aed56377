//! Which of the algorithms of a key is signed with.

use std::fmt;
use std::str::FromStr;

use super::{PrivateKeySigner, SignerError};
use crate::crypto::{PrivateKeyError, SignatureAlgorithm};

/// What signatures are made with.
///
/// ```
/// use kyso::crypto::{DigestAlgorithm, SignatureAlgorithm};
/// use kyso::sign::AlgorithmProfile;
///
/// let (pkcs1, ecdsa) = (SignatureAlgorithm::RsaPkcs1, SignatureAlgorithm::Ecdsa);
/// let sha256 = DigestAlgorithm::Sha256;
/// let profile: AlgorithmProfile = "tt15".parse()?;
/// let chosen = profile.algorithm(pkcs1(sha256)).unwrap();
/// assert_eq!(chosen.name(None), "rsa-pss-sha256");
/// assert_eq!(profile.algorithm(ecdsa(sha256)), Some(ecdsa(sha256)));
/// assert_eq!(profile.algorithm(SignatureAlgorithm::Ed25519), None);
/// # Ok::<(), kyso::sign::UnknownProfile>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum AlgorithmProfile {
    /// What every reader knows: with RSA keys PKCS #1 v1.5.
    #[default]
    Common,
    /// What Circular 15/2025/TT-BKHCN lists in Annex I: RSASSA-PSS and ECDSA. Some readers in the field do
    /// not know PSS.
    Tt15,
}

/// No profile has this name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no profile {0:?}; there are: common, tt15")]
pub struct UnknownProfile(pub String);

impl AlgorithmProfile {
    /// The algorithm in place of the one that a key signs with by itself. `None` if the profile has none
    /// for such a key.
    pub fn algorithm(self, own: SignatureAlgorithm) -> Option<SignatureAlgorithm> {
        match (self, own) {
            (Self::Common, _) | (Self::Tt15, SignatureAlgorithm::Ecdsa(_)) => Some(own),
            (
                Self::Tt15,
                SignatureAlgorithm::RsaPkcs1(digest) | SignatureAlgorithm::RsaPss { digest, .. },
            ) => {
                // MGF1 by the same digest, and a salt as long as that (RFC 8017 §9.1)
                let salt_len = u32::try_from(digest.output_len()).ok()?;
                Some(SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len })
            }
            (Self::Tt15, _) => None,
        }
    }

    /// The same, or that it cannot be.
    pub(super) fn chosen(self, own: SignatureAlgorithm) -> Result<SignatureAlgorithm, SignerError> {
        let none =
            || PrivateKeyError::WrongAlgorithm(format!("an algorithm of the profile {self}"));
        Ok(self.algorithm(own).ok_or_else(none)?)
    }
}

impl fmt::Display for AlgorithmProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Common => "common",
            Self::Tt15 => "tt15",
        })
    }
}

impl FromStr for AlgorithmProfile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        let all = [Self::Common, Self::Tt15];
        let named = all.into_iter().find(|it| it.to_string() == name);
        named.ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

impl PrivateKeySigner {
    /// The same key with the algorithm that a profile has for it.
    ///
    /// # Errors
    /// [`PrivateKeyError::WrongAlgorithm`] as [`SignerError::Key`] if the profile has none.
    pub fn with_profile(self, profile: AlgorithmProfile) -> Result<Self, SignerError> {
        let algorithm = profile.chosen(self.algorithm)?;
        self.with_algorithm(algorithm)
    }
}
