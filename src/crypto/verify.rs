//! Verification of signature values.
//!
//! One table per kind of key says what the fast backend computes; everything else that is
//! supported goes to the modules beside this one.

use ring::signature as backend;
use ring::signature::{EcdsaVerificationAlgorithm, RsaParameters, RsaPublicKeyComponents};

use super::digest::{Digest, DigestAlgorithm};
use super::ecdsa_backend::{self, Encoding};
use super::key::{KeyKind, Parts, PublicKey};
use super::rsa_backend::RsaKey;
use super::signature::{PssParameters, SignatureAlgorithm};
use super::{dsa_backend, edwards};
use crate::limits::{
    RSA_EXPONENT_OCTETS, RSA_LARGE_EXPONENT_OCTETS, RSA_LARGE_MODULUS_BITS, RSA_MODULUS_BITS,
    RSA_MODULUS_BITS_LEAST,
};

/// Why a signature value was not found to be right.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The key is not of the kind that the algorithm needs.
    #[error("{algorithm} cannot be verified with a key of kind {key}")]
    KeyMismatch {
        /// The name of the algorithm.
        algorithm: String,
        /// The kind of the key.
        key: String,
    },
    /// The parts of the key or the parameters of the algorithm cannot be read, or cannot be.
    #[error("the key or the parameters of the algorithm are malformed: {0}")]
    Malformed(String),
    /// The algorithm signs the message itself, and only its digest is at hand (RFC 8032 §4).
    #[error("the message itself is needed: {0}")]
    MessageNeeded(String),
    /// It was computed, and the value is wrong.
    #[error("the signature value does not match")]
    Mismatch,
    /// Nothing was computed.
    #[error("not supported: {0}")]
    UnsupportedAlgorithm(String),
}

/// Whether `signature` is the signature value of `message` by `key`.
///
/// Signature values are judged by the letter: an RSA value has the length of the modulus (RFC 8017
/// §8.1.2 and §8.2.2, step 1), an Ecdsa-Sig-Value is DER. Whoever tolerates other forms accepts
/// several encodings of one signature.
///
/// # Errors
/// [`VerifyError::Mismatch`] only if the value was computed and is wrong.
pub fn verify(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Parts(&[message]), signature)
}

/// As [`verify`], of a message that lies in several parts: no part is copied.
///
/// # Errors
/// As [`verify`].
///
/// ```
/// use kyso::crypto::{DigestAlgorithm, PublicKey, SignatureAlgorithm, verify_parts};
///
/// fn covers(key: &PublicKey, file: &[u8], gap: std::ops::Range<usize>, value: &[u8]) -> bool {
///     let parts = [&file[..gap.start], &file[gap.end..]];
///     verify_parts(&SignatureAlgorithm::Ed25519, key, &parts, value).is_ok()
/// }
/// ```
pub fn verify_parts(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    parts: &[&[u8]],
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Parts(parts), signature)
}

/// As [`verify`], of a message that has this digest by [`SignatureAlgorithm::digest`].
///
/// # Errors
/// As [`verify`], and [`VerifyError::MessageNeeded`] where the algorithm signs the message itself.
pub fn verify_prehash(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    digest: &Digest,
    signature: &[u8],
) -> Result<(), VerifyError> {
    compute(algorithm, key, &Input::Digest(digest), signature)
}

/// What is signed, as it is at hand.
enum Input<'a> {
    Digest(&'a Digest),
    Parts(&'a [&'a [u8]]),
}

impl Input<'_> {
    /// The message, if it is in one piece, which the fast backend wants.
    fn whole(&self) -> Option<&[u8]> {
        match self {
            Self::Parts([message]) => Some(message),
            Self::Parts([]) => Some(&[]),
            _ => None,
        }
    }

    fn digest(&self, algorithm: DigestAlgorithm) -> Digest {
        match self {
            Self::Digest(digest) => **digest,
            Self::Parts(parts) => {
                let mut hasher = algorithm.hasher();
                parts.iter().for_each(|part| hasher.update(part));
                hasher.finish()
            }
        }
    }
}

fn compute(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    input: &Input<'_>,
    signature: &[u8],
) -> Result<(), VerifyError> {
    let named = || format!("{} with {}", algorithm.name(Some(key)), key.kind());
    if !fits(algorithm, key)? {
        return Err(VerifyError::KeyMismatch {
            algorithm: algorithm.name(Some(key)),
            key: key.kind().to_string(),
        });
    }
    if let (Input::Digest(digest), Some(wanted)) = (input, algorithm.digest())
        && digest.as_bytes().len() != wanted.output_len()
    {
        return Err(VerifyError::Mismatch);
    }
    let right = match (algorithm, key.parts()) {
        (
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. },
            Parts::Rsa { modulus, exponent, pss },
        ) => pss_permits(pss.as_ref(), algorithm)
            .then(|| verify_rsa(algorithm, key.kind(), modulus, exponent, input, signature))
            .flatten(),
        (SignatureAlgorithm::Ecdsa(digest), Parts::Octets(point)) => {
            verify_ecdsa(*digest, Encoding::Der, key.kind(), point, input, signature)
        }
        (SignatureAlgorithm::EcdsaPlain(digest), Parts::Octets(point)) => {
            verify_ecdsa(*digest, Encoding::Plain, key.kind(), point, input, signature)
        }
        (SignatureAlgorithm::Ed25519, Parts::Octets(point)) => match (input.whole(), input) {
            (Some(message), _) => {
                let key = backend::UnparsedPublicKey::new(&backend::ED25519, point);
                Some(key.verify(message, signature).is_ok())
            }
            (None, Input::Parts(parts)) => {
                Some(edwards::verify::<edwards::Ed25519, _>(point, parts, signature))
            }
            (None, Input::Digest(_)) => return Err(VerifyError::MessageNeeded(named())),
        },
        (SignatureAlgorithm::Ed448, Parts::Octets(point)) => match input {
            Input::Parts(parts) => {
                Some(edwards::verify::<edwards::Ed448, _>(point, parts, signature))
            }
            Input::Digest(_) => return Err(VerifyError::MessageNeeded(named())),
        },
        (SignatureAlgorithm::Dsa(digest), _) => {
            dsa_backend::verify(key, &input.digest(*digest), signature)
        }
        _ => None,
    };
    match right {
        Some(true) => Ok(()),
        Some(false) => Err(VerifyError::Mismatch),
        None => Err(VerifyError::UnsupportedAlgorithm(named())),
    }
}

/// `None` where the key is beyond what is computed with.
fn verify_rsa(
    algorithm: &SignatureAlgorithm,
    kind: KeyKind,
    modulus: &[u8],
    exponent: &[u8],
    input: &Input<'_>,
    signature: &[u8],
) -> Option<bool> {
    let bits = kind.bits()?;
    let exponent_octets = match bits {
        RSA_LARGE_MODULUS_BITS.. => RSA_LARGE_EXPONENT_OCTETS,
        _ => RSA_EXPONENT_OCTETS,
    };
    if !(RSA_MODULUS_BITS_LEAST..=RSA_MODULUS_BITS).contains(&bits)
        || exponent.len() > exponent_octets
    {
        return None;
    }
    let row = RSA.iter().find(|row| {
        // The backend counts whole octets: a modulus of 2047 bits is one of 2048.
        row.algorithm == *algorithm
            && (row.min_bits..=RING_MODULUS_BITS).contains(&bits.next_multiple_of(8))
            && exponent.len() <= RING_EXPONENT_OCTETS
    });
    if let (Some(row), Some(message)) = (row, input.whole()) {
        let key = RsaPublicKeyComponents { n: modulus, e: exponent };
        return Some(key.verify(row.parameters, message, signature).is_ok());
    }
    let key = RsaKey { modulus, exponent };
    match *algorithm {
        SignatureAlgorithm::RsaPkcs1(digest) => {
            Some(key.verify_pkcs1(digest, &input.digest(digest), signature))
        }
        SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len } => {
            let salt_len = usize::try_from(salt_len).ok()?;
            Some(key.verify_pss(digest, mgf_digest, salt_len, &input.digest(digest), signature))
        }
        _ => None,
    }
}

/// `None` where the curve is not computed with.
fn verify_ecdsa(
    digest: DigestAlgorithm,
    encoding: Encoding,
    kind: KeyKind,
    point: &[u8],
    input: &Input<'_>,
    signature: &[u8],
) -> Option<bool> {
    let row = ECDSA.iter().find(|(known, row, _)| *known == kind && *row == digest);
    match (row, input.whole()) {
        // The backend takes no compressed points (SEC 1 §2.3.3).
        (Some((_, _, row)), Some(message))
            if encoding == Encoding::Der && point.first() == Some(&0x04) =>
        {
            let key = backend::UnparsedPublicKey::new(*row, point);
            Some(key.verify(message, signature).is_ok())
        }
        _ => ecdsa_backend::verify(kind, point, encoding, &input.digest(digest), signature),
    }
}

/// The longest RSA modulus that the fast backend takes, in bits.
const RING_MODULUS_BITS: u32 = 8192;

/// The longest RSA exponent that the fast backend takes (it says below 2^33), in octets.
const RING_EXPONENT_OCTETS: usize = 4;

/// What the fast backend computes for RSA keys, from this many bits on.
struct RsaRow {
    algorithm: SignatureAlgorithm,
    min_bits: u32,
    parameters: &'static RsaParameters,
}

const RSA: &[RsaRow] = &[
    pkcs1(DigestAlgorithm::Sha1, 1024, &backend::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
    pkcs1(DigestAlgorithm::Sha256, 1024, &backend::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
    pkcs1(DigestAlgorithm::Sha384, 2048, &backend::RSA_PKCS1_2048_8192_SHA384),
    pkcs1(DigestAlgorithm::Sha512, 1024, &backend::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
    pss(DigestAlgorithm::Sha256, 32, &backend::RSA_PSS_2048_8192_SHA256),
    pss(DigestAlgorithm::Sha384, 48, &backend::RSA_PSS_2048_8192_SHA384),
    pss(DigestAlgorithm::Sha512, 64, &backend::RSA_PSS_2048_8192_SHA512),
];

const fn pkcs1(
    digest: DigestAlgorithm,
    min_bits: u32,
    parameters: &'static RsaParameters,
) -> RsaRow {
    RsaRow { algorithm: SignatureAlgorithm::RsaPkcs1(digest), min_bits, parameters }
}

const fn pss(digest: DigestAlgorithm, salt_len: u32, parameters: &'static RsaParameters) -> RsaRow {
    let algorithm = SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len };
    RsaRow { algorithm, min_bits: 2048, parameters }
}

const ECDSA: &[(KeyKind, DigestAlgorithm, &EcdsaVerificationAlgorithm)] = &[
    (KeyKind::EcP256, DigestAlgorithm::Sha256, &backend::ECDSA_P256_SHA256_ASN1),
    (KeyKind::EcP256, DigestAlgorithm::Sha384, &backend::ECDSA_P256_SHA384_ASN1),
    (KeyKind::EcP384, DigestAlgorithm::Sha256, &backend::ECDSA_P384_SHA256_ASN1),
    (KeyKind::EcP384, DigestAlgorithm::Sha384, &backend::ECDSA_P384_SHA384_ASN1),
];

/// Whether a key of this kind can make signatures by this algorithm.
fn fits(algorithm: &SignatureAlgorithm, key: &PublicKey) -> Result<bool, VerifyError> {
    let kind = key.kind();
    Ok(match (algorithm, kind) {
        (SignatureAlgorithm::Malformed(oid), _) => {
            return Err(VerifyError::Malformed(oid.to_string()));
        }
        (SignatureAlgorithm::Unknown(_), _) | (_, KeyKind::Unknown(_)) => {
            let name = algorithm.name(Some(key));
            return Err(VerifyError::UnsupportedAlgorithm(format!("{name} with {kind}")));
        }
        (_, KeyKind::Malformed(_)) => return Err(VerifyError::Malformed(kind.to_string())),
        (SignatureAlgorithm::RsaPkcs1(_), KeyKind::Rsa { .. })
        | (SignatureAlgorithm::RsaPss { .. }, KeyKind::Rsa { .. } | KeyKind::RsaPss { .. })
        | (
            SignatureAlgorithm::Ecdsa(_) | SignatureAlgorithm::EcdsaPlain(_),
            KeyKind::EcBrainpoolP256
            | KeyKind::EcBrainpoolP384
            | KeyKind::EcP256
            | KeyKind::EcP384
            | KeyKind::EcP521
            | KeyKind::EcOther(_),
        )
        | (SignatureAlgorithm::Ed25519, KeyKind::Ed25519)
        | (SignatureAlgorithm::Ed448, KeyKind::Ed448)
        | (SignatureAlgorithm::Dsa(_), KeyKind::Dsa { .. }) => true,
        _ => false,
    })
}

/// Whether the parameters inside an RSASSA-PSS key permit the algorithm (RFC 4055 §3.3: the same
/// digests, and a salt at least as long).
fn pss_permits(key: Option<&PssParameters>, algorithm: &SignatureAlgorithm) -> bool {
    match (key, algorithm) {
        (None, _) => true,
        (Some(key), SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }) => {
            key.digest == *digest && key.mgf_digest == *mgf_digest && key.salt_len <= *salt_len
        }
        (Some(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    //! Keys and values made with Python's `cryptography`.
    use super::*;
    use crate::asn1::{Tag, Writer, oid};

    const MESSAGE: &[u8] = b"ky so";
    /// Its RSA-1024 value begins with a zero octet.
    const MESSAGE_OF_ZERO: &[u8] = b"ky so 125";
    const RSA_1024: &str = "\
        30819f300d06092a864886f70d010101050003818d0030818902818100bf02ac7b898244d482cbd3eec5b465\
        a37d7f218b1d4c182bb7ac18620425187ad630ee9f73964f3b8ec8f6b9d52119a087f6a308efcec4a2341504\
        90887ad63a4188f67347a008b45986fbf29037b6b41c4273022aa73e2de18163ae45d4229323c00ce443c891\
        91fc2be9000f30f751f16347ac528461b6d9f4995e5eff19df0203010001";
    const RSA_1024_SHA1: &str = "\
        000ed3f18b28355efb4c2d9b09cef9195fa3cd5ef3e8a584cf5a2ef01172a31e41cd005dae9e111d73d63f63\
        dad19c3c34933d035f7e17d7bbb967548ad2df36f7d39c2d7096616216a00d307850f9ac775cd1b5ec8c63ae\
        881e8283fb62b9ffaa23a6b197ca153ad0015932917a4bec6ee27c29716497b647d5582dfbebf76a";
    const RSA_2048: &str = "\
        30820122300d06092a864886f70d01010105000382010f003082010a0282010100f2fe30e64baf282d6f4840\
        a567d9b5f0edbe5c81d5679a1727868f140855405d4c420f06f0289c48e5a98d69cbf452dcaad7c24ada633f\
        f1fad4aa26eca0516c322af47ff36e211faf1b76646f2c255306a67c2a8776b0a93cab00dbfe7cbc938cdb85\
        bc85e50e660de4985e8863552fbc66119d83dbcceb135cac42a9fa438436cd5ad39db188888693606e30bee1\
        4574ee2dbb60c37353ea0d2e7c19799cb2371994479c4b12eca44bbd849374c31ca86153b6ce9025978d3411\
        93ea269f8b737e6bc9b776565821373b6398cfd66cff7bb10b064c2c7aac76aeb94052adb1ccc2e0d25c947b\
        388db738985cf0eb498784e5f7198e962a83149dacc9a009e50203010001";
    const RSA_2048_PSS_SHA256: &str = "\
        33ff8bb9a018c555a288a4c7629f96a06e491291c20798f221b2ca9db950523152a5a4151063719816079860\
        ddc8907a1b990c543eaf5b61f25c059863b3d9c4b25cdf7094289e887fa3b9571a8174ffc2b640213535e31d\
        9c76de473c0428dd47ca5da3b95ad2975c3fcf7b2ec11bf65b40049f39b4e00c289f1c8c45b9e07f020f871b\
        8b1f215fafa9fcd518a43f5497ea0f7740f04ba94bd2a7ec6c5e9cfcc551f32f39a2ceb0091b8f94298cfe05\
        6caf6d1c989d962fc126d21cfa506eb52e706fadbecc18317ce3e6aa5b1a3bb4ad0c8b68fe0da36f138701d6\
        c4f8ea1022c8a8e17ad9b60cf39fb7073fc9311171422a2cfde6e767d8c834be07d06bf9";
    const P256: &str = "\
        3059301306072a8648ce3d020106082a8648ce3d0301070342000433b87989c4538423a9ebe9e5450fce47a4\
        3b28b40c157ea2dde17c63b9848f37a390e35f3c6cfc33f7b7387416d9517439cf0753064ca67166002a8f4b\
        e9322e";
    const P256_SHA256: &str = "\
        3044022100f7310d31224dd0a59b782fe44398e24b812b32a4eab40c480f01a5eaf601f59f021f13e2202aa6\
        fcc446872cb940be058b59ef3b5258a4448e44349c13227e6591";
    const P384: &str = "\
        3076301006072a8648ce3d020106052b8104002203620004ae3c051f89fc5dd09b3b33bd7b5532b172b10d6f\
        3f74dc254f74d7f0c8e6ac616007d3cfd02ac3e391b6025485981e9069d6efc3866e267843938010b43fec98\
        dbb4b39c3d1c70b7acdf4286cc665e7539ec5e2485154fb8008b5b0927c4d867";
    const P384_SHA384: &str = "\
        30640230593bd6eb11ffa2e9247b968a891471c9e8e6240e0df317bb41c9a705d013d185564cdc7127a11d8d\
        66bdddfc97a192b10230663cb28582e6934b95b4509fba5e5ea15c26f87bd2623a105266bfd105fbeadc069c\
        8ad834b320721bced9f0252d6cdb";
    const P521: &str = "\
        30819b301006072a8648ce3d020106052b81040023038186000400e480e638972e0541ecb5fa64d25d969c40\
        35078bc84c65f7c61a492bf0807fa64795f7f64b4a29cbd991e28caa1930cafefee03cc4804f199817cb953d\
        d72fa1bc00e8c6950a0ec648d95c9b4f1b3777ff9da7f021ead5fcd8f8cb5f107397464fd4d431924a2e2333\
        b29c5916f969d29cf355ae81307beabf9111f8ef867d00ad3b7f";
    const ED25519: &str = "\
        302a300506032b65700321003d072138f7e267929ab8a822c6595ec3bd8b41221558f7145bb99f3e820711dd";
    const ED25519_VALUE: &str = "\
        bb0d984a29443dfd6d6d35128bd4ab04acd61b6bfaf66e34c815d08741d458060cb45bfabb849b90606edba0\
        ce01399e102f3eca99ce9701c4d98f930e629d00";

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }

    fn key(spki: &str) -> PublicKey {
        PublicKey::from_spki(&hex(spki)).unwrap()
    }

    const PSS: SignatureAlgorithm = SignatureAlgorithm::RsaPss {
        digest: DigestAlgorithm::Sha256,
        mgf_digest: DigestAlgorithm::Sha256,
        salt_len: 32,
    };

    #[test]
    fn right_and_wrong_values() {
        for (algorithm, spki, value, message, name) in [
            (
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1),
                RSA_1024,
                RSA_1024_SHA1,
                MESSAGE_OF_ZERO,
                "rsa-pkcs1v15-sha1",
            ),
            (PSS, RSA_2048, RSA_2048_PSS_SHA256, MESSAGE, "rsa-pss-sha256"),
            (
                SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
                P256,
                P256_SHA256,
                MESSAGE,
                "ecdsa-p256-sha256",
            ),
            (
                SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
                P384,
                P384_SHA384,
                MESSAGE,
                "ecdsa-p384-sha384",
            ),
            (SignatureAlgorithm::Ed25519, ED25519, ED25519_VALUE, MESSAGE, "ed25519"),
        ] {
            let key = key(spki);
            let mut value = hex(value);
            assert_eq!(algorithm.name(Some(&key)), name);
            assert_eq!(verify(&algorithm, &key, message, &value), Ok(()), "{name}");
            assert_eq!(verify(&algorithm, &key, b"other", &value), Err(VerifyError::Mismatch));
            *value.last_mut().unwrap() ^= 1;
            assert_eq!(verify(&algorithm, &key, message, &value), Err(VerifyError::Mismatch));
        }
    }

    #[test]
    fn an_rsa_value_has_the_length_of_the_modulus() {
        let key = key(RSA_1024);
        let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
        let value = hex(RSA_1024_SHA1);
        let longer = [&[0], value.as_slice()].concat();
        for other in [&value[1..], &longer] {
            let result = verify(&algorithm, &key, MESSAGE_OF_ZERO, other);
            assert_eq!(result, Err(VerifyError::Mismatch));
        }
    }

    #[test]
    fn what_was_not_computed_is_not_a_mismatch() {
        let sha256 = DigestAlgorithm::Sha256;
        let ecdsa = SignatureAlgorithm::Ecdsa(sha256);
        let pkcs1 = SignatureAlgorithm::RsaPkcs1(sha256);
        let unknown = SignatureAlgorithm::Unknown(oid(&[1, 2, 840, 10045, 3, 1, 7]));
        assert!(matches!(
            verify(&ecdsa, &key(RSA_2048), MESSAGE, &[]),
            Err(VerifyError::KeyMismatch { .. })
        ));
        assert!(matches!(
            verify(&pkcs1, &key(P256), MESSAGE, &[]),
            Err(VerifyError::KeyMismatch { .. })
        ));
        assert_eq!(
            verify(&ecdsa, &key(P521), MESSAGE, &[]),
            Err(VerifyError::UnsupportedAlgorithm("ecdsa-p521-sha256 with ec-p521".to_owned()))
        );
        assert_eq!(
            verify(&unknown, &key(RSA_2048), MESSAGE, &[]),
            Err(VerifyError::UnsupportedAlgorithm("1.2.840.10045.3.1.7 with rsa-2048".to_owned()))
        );
        let malformed = SignatureAlgorithm::Malformed(oid(&[1, 2]));
        assert!(matches!(
            verify(&malformed, &key(RSA_2048), MESSAGE, &[]),
            Err(VerifyError::Malformed(_))
        ));
    }

    fn rsa_key(modulus: &[u8], exponent: &[u8]) -> PublicKey {
        let mut numbers = Writer::new();
        numbers.nested(Tag::SEQUENCE, |fields| {
            fields.element(Tag::INTEGER, modulus);
            fields.element(Tag::INTEGER, exponent);
        });
        let bits = [&[0], numbers.into_bytes().as_slice()].concat();
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.nested(Tag::SEQUENCE, |algorithm| {
                algorithm.oid(&oid(&[1, 2, 840, 113_549, 1, 1, 1]));
            });
            fields.element(Tag::BIT_STRING, &bits);
        });
        PublicKey::from_spki(&writer.into_bytes()).unwrap()
    }

    #[test]
    fn rsa_keys_that_are_odd_or_none() {
        let Parts::Rsa { modulus, .. } = key(RSA_1024).parts().clone() else {
            panic!("an RSA key")
        };
        let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
        // the modulus looks negative, the exponent has zeros too many
        let odd = rsa_key(&modulus, &[0, 0, 1, 0, 1]);
        assert_eq!(odd.kind(), KeyKind::Rsa { bits: 1024 });
        assert_eq!(verify(&algorithm, &odd, MESSAGE_OF_ZERO, &hex(RSA_1024_SHA1)), Ok(()));
        for (modulus, exponent) in [(&[5_u8][..], &[1_u8][..]), (&[0], &[3]), (&[4], &[3])] {
            let none = rsa_key(modulus, exponent);
            assert!(matches!(none.kind(), KeyKind::Malformed(_)));
            assert!(matches!(
                verify(&algorithm, &none, MESSAGE, &[]),
                Err(VerifyError::Malformed(_))
            ));
        }
        let small = rsa_key(&[0x7f; 63], &[3]);
        assert_eq!(small.kind(), KeyKind::Rsa { bits: 503 });
        assert!(matches!(
            verify(&algorithm, &small, MESSAGE, &[]),
            Err(VerifyError::UnsupportedAlgorithm(_))
        ));
        let large = rsa_key(&[0x7f; 1025], &[3]);
        assert!(matches!(
            verify(&algorithm, &large, MESSAGE, &[]),
            Err(VerifyError::UnsupportedAlgorithm(_))
        ));
    }
}
