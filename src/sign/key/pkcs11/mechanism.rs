//! By which mechanism of a token an algorithm is computed.

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};

use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};

/// Who hashes the message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Hashing {
    /// This program: every token knows the mechanisms for that, and it moves a few octets only.
    Here,
    /// The token.
    OnToken,
}

/// The mechanism for an algorithm. `None` where there is none.
pub(super) fn mechanism(
    algorithm: SignatureAlgorithm,
    hashing: Hashing,
) -> Option<Mechanism<'static>> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use Hashing::{Here, OnToken};
    Some(match (algorithm, hashing) {
        (SignatureAlgorithm::RsaPkcs1(Sha256 | Sha384 | Sha512), Here) => Mechanism::RsaPkcs,
        (SignatureAlgorithm::RsaPkcs1(Sha256), OnToken) => Mechanism::Sha256RsaPkcs,
        (SignatureAlgorithm::RsaPkcs1(Sha384), OnToken) => Mechanism::Sha384RsaPkcs,
        (SignatureAlgorithm::RsaPkcs1(Sha512), OnToken) => Mechanism::Sha512RsaPkcs,
        (SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }, _) => {
            let (hash_alg, mgf) = match digest {
                Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
                Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
                Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
                _ => return None,
            };
            let s_len = usize::try_from(salt_len).ok()?;
            // the only one that tokens and verifiers agree on
            if mgf_digest != digest || s_len != digest.output_len() {
                return None;
            }
            let parameters = PkcsPssParams { hash_alg, mgf, s_len: s_len.try_into().ok()? };
            match (hashing, digest) {
                (Here, _) => Mechanism::RsaPkcsPss(parameters),
                (OnToken, Sha256) => Mechanism::Sha256RsaPkcsPss(parameters),
                (OnToken, Sha384) => Mechanism::Sha384RsaPkcsPss(parameters),
                (OnToken, _) => Mechanism::Sha512RsaPkcsPss(parameters),
            }
        }
        (SignatureAlgorithm::Ecdsa(Sha256 | Sha384), Here) => Mechanism::Ecdsa,
        (SignatureAlgorithm::Ecdsa(Sha256), OnToken) => Mechanism::EcdsaSha256,
        (SignatureAlgorithm::Ecdsa(Sha384), OnToken) => Mechanism::EcdsaSha384,
        _ => return None,
    })
}
