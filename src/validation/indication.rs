//! Indications and sub-indications: the closed lists of EN 319 102-1 clause 5.1.3.

use std::fmt;

/// The main result of validating one signature.
///
/// There is deliberately no boolean: what is not [`Indication::TotalPassed`] carries the reason.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Indication {
    /// Nothing speaks against the signature, but what is at hand does not suffice to accept it.
    Indeterminate(SubIndication),
    /// The signature is broken, or was made when it could not be made.
    TotalFailed(SubIndication),
    /// Every check of the policy succeeded.
    TotalPassed,
}

impl Indication {
    /// The name of the standard in lower case with hyphens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Indeterminate(_) => "indeterminate",
            Self::TotalFailed(_) => "total-failed",
            Self::TotalPassed => "total-passed",
        }
    }

    /// The reason, unless the signature passed.
    pub fn sub_indication(self) -> Option<SubIndication> {
        match self {
            Self::Indeterminate(sub) | Self::TotalFailed(sub) => Some(sub),
            Self::TotalPassed => None,
        }
    }
}

impl fmt::Display for Indication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.sub_indication() {
            Some(sub) => write!(f, " / {}", sub.name()),
            None => Ok(()),
        }
    }
}

macro_rules! sub_indications {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Why a signature did not pass (EN 319 102-1 tables 5 and 6).
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum SubIndication {
            $($(#[$doc])* $variant,)*
        }

        impl SubIndication {
            /// Every sub-indication, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name of the standard in lower case with hyphens.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

sub_indications! {
    /// The chain cannot be accepted for another reason than those that have their own name.
    CertificateChainGeneralFailure = "certificate-chain-general-failure",
    /// The chain does not meet the constraints on certificates, for example their key usage.
    ChainConstraintsFailure = "chain-constraints-failure",
    /// An algorithm or key size is below what the policy asks for.
    CryptoConstraintsFailure = "crypto-constraints-failure",
    /// The same, and nothing proves that the signature existed while it was strong enough.
    CryptoConstraintsFailureNoPoe = "crypto-constraints-failure-no-poe",
    /// The signature is proved to have been made after the certificate expired.
    Expired = "expired",
    /// The signature does not conform to its format, or the document was changed beyond what the
    /// signature permits.
    FormatFailure = "format-failure",
    /// A signed digest does not match the data.
    HashFailure = "hash-failure",
    /// No chain leads to a trust anchor.
    NoCertificateChainFound = "no-certificate-chain-found",
    /// There is no proof that the object existed before a compromising event.
    NoPoe = "no-poe",
    /// The signing certificate cannot be identified.
    NoSigningCertificateFound = "no-signing-certificate-found",
    /// The signature is proved to have been made before the certificate was.
    NotYetValid = "not-yet-valid",
    /// The validation time is outside the certificate's validity, and nothing proves that the
    /// signature was made inside it.
    OutOfBoundsNoPoe = "out-of-bounds-no-poe",
    /// The same, and the certificate is known not to have been revoked while it was valid.
    OutOfBoundsNotRevoked = "out-of-bounds-not-revoked",
    /// The policy could not be processed.
    PolicyProcessingError = "policy-processing-error",
    /// The revocation data's own signer is out of its validity, without proof of existence.
    RevocationOutOfBoundsNoPoe = "revocation-out-of-bounds-no-poe",
    /// The signature is proved to have been made after the certificate was revoked.
    Revoked = "revoked",
    /// A CA of the chain was revoked, and nothing proves that the signature is older.
    RevokedCaNoPoe = "revoked-ca-no-poe",
    /// The certificate was revoked, and nothing proves that the signature is older.
    RevokedNoPoe = "revoked-no-poe",
    /// The signature does not meet the constraints on signature elements.
    SigConstraintsFailure = "sig-constraints-failure",
    /// The signature value does not verify with the signer's key.
    SigCryptoFailure = "sig-crypto-failure",
    /// The signed data is not at hand.
    SignedDataNotFound = "signed-data-not-found",
    /// The signature policy that the signature names is not at hand.
    SignaturePolicyNotAvailable = "signature-policy-not-available",
    /// Timestamps contradict each other.
    TimestampOrderFailure = "timestamp-order-failure",
    /// With further data, such as newer revocation information, the verdict may become definite.
    TryLater = "try-later",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sorted() {
        let names: Vec<_> = SubIndication::ALL.iter().map(|sub| sub.name()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable_by_key(|name| name.replace('-', ""));
        sorted.dedup();
        assert_eq!(names.len(), sorted.len());
    }
}
