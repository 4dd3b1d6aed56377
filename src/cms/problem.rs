//! What is wrong with a CMS besides its mathematics.

use crate::asn1::Oid;
use crate::crypto::DigestAlgorithm;

/// Something about a SignedData or one SignerInfo that its reader should know.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The signed algorithm protection names other algorithms than the SignerInfo (RFC 6211 §3).
    #[error("the algorithms are not those that the signer protected")]
    AlgorithmProtectionMismatch,
    /// A signature over external content also carries content (EN 319 142-1 §5.3 (PAdES): there
    /// must be none).
    #[error("a detached signature carries content of its own")]
    ContentEncapsulated,
    /// There are no signed attributes, and the content is itself an encoding of signed
    /// attributes: the value may have been made for another message.
    #[error("the signed content looks like the signed attributes of another signature")]
    ContentLooksLikeAttributes,
    /// The content should be encapsulated, and is not there.
    #[error("there is no encapsulated content")]
    ContentMissing,
    /// The content-type attribute is not the type of the content (RFC 5652 §11.1).
    #[error("the signed content type is {0}, which is not that of the content")]
    ContentTypeMismatch(Oid),
    /// Signed attributes without content-type (RFC 5652 §5.3).
    #[error("the signed attributes lack the content type")]
    ContentTypeMissing,
    /// A signature algorithm stands where the digest algorithm belongs.
    #[error("{0} stands where the digest algorithm belongs")]
    DigestAlgorithmIsSignatureAlgorithm(Oid),
    /// The digest of the content and that inside the signature algorithm differ (RFC 5652 §5.4
    /// wants one; RFC 5754 §3.2).
    #[error("the content was hashed with {digest}, the attributes with {signature}")]
    DigestAlgorithmMismatch {
        /// Of the SignerInfo.
        digest: DigestAlgorithm,
        /// Of its signature algorithm.
        signature: DigestAlgorithm,
    },
    /// An attribute that may occur once with one value occurs more often (RFC 5652 §5.3, §11).
    #[error("the attribute {0} occurs more than once")]
    DuplicateAttribute(Oid),
    /// The value of an attribute cannot be read.
    #[error("the attribute {0} is malformed")]
    MalformedAttribute(Oid),
    /// Signed attributes without message-digest (RFC 5652 §5.3).
    #[error("the signed attributes lack the message digest")]
    MessageDigestMissing,
    /// There is no SignerInfo: certificates only.
    #[error("there is no signer")]
    NoSigner,
    /// There are several SignerInfos (EN 319 142-1 §5.3 (PAdES): exactly one).
    #[error("there are {0} signers")]
    SeveralSigners(usize),
    /// Content other than id-data without signed attributes (RFC 5652 §5.3).
    #[error("there are no signed attributes, which this type of content needs")]
    SignedAttributesMissing,
    /// The signed attributes are not stored as DER, though the signature value was made over
    /// their DER encoding, as it should be (RFC 5652 §5.4).
    #[error("the signed attributes are not stored in DER")]
    SignedAttributesReordered,
    /// The signed attributes are not stored as DER, and the signature value was made over the
    /// stored bytes, where RFC 5652 §5.4 asks for their DER encoding.
    #[error("the signed attributes are not in DER, and were signed as they are stored")]
    SignedAttributesSignedAsStored,
    /// A critical extension of a TSTInfo, none of which is processed (RFC 3161 §2.4.2).
    #[error("the timestamp has the critical extension {0}, which is not known")]
    TimestampExtensionUnknown(Oid),
    /// Octets other than zeros follow the encoding.
    #[error("{0} bytes follow the CMS, and are not padding")]
    TrailingData(usize),
}

impl Problem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlgorithmProtectionMismatch => "algorithm-protection-mismatch",
            Self::ContentEncapsulated => "content-encapsulated",
            Self::ContentLooksLikeAttributes => "content-looks-like-attributes",
            Self::ContentMissing => "content-missing",
            Self::ContentTypeMismatch(_) => "content-type-mismatch",
            Self::ContentTypeMissing => "content-type-missing",
            Self::DigestAlgorithmIsSignatureAlgorithm(_) => "digest-algorithm-unusual",
            Self::DigestAlgorithmMismatch { .. } => "digest-algorithm-mismatch",
            Self::DuplicateAttribute(_) => "duplicate-attribute",
            Self::MalformedAttribute(_) => "malformed-attribute",
            Self::MessageDigestMissing => "message-digest-missing",
            Self::NoSigner => "no-signer",
            Self::SeveralSigners(_) => "several-signers",
            Self::SignedAttributesMissing => "signed-attributes-missing",
            Self::SignedAttributesReordered => "signed-attributes-reordered",
            Self::SignedAttributesSignedAsStored => "signed-attributes-signed-as-stored",
            Self::TimestampExtensionUnknown(_) => "timestamp-extension-unknown",
            Self::TrailingData(_) => "cms-trailing-data",
        }
    }

    /// Whether the standard named at the variant forbids to accept the signature, whatever its
    /// mathematics say. The others are for a policy to weigh.
    pub fn forbids_acceptance(&self) -> bool {
        match self {
            Self::AlgorithmProtectionMismatch
            | Self::ContentEncapsulated
            | Self::ContentLooksLikeAttributes
            | Self::ContentMissing
            | Self::ContentTypeMismatch(_)
            | Self::ContentTypeMissing
            | Self::DuplicateAttribute(_)
            | Self::MalformedAttribute(_)
            | Self::MessageDigestMissing
            | Self::NoSigner
            | Self::SignedAttributesMissing
            | Self::TimestampExtensionUnknown(_) => true,
            Self::DigestAlgorithmIsSignatureAlgorithm(_)
            | Self::DigestAlgorithmMismatch { .. }
            | Self::SeveralSigners(_)
            | Self::SignedAttributesReordered
            | Self::SignedAttributesSignedAsStored
            | Self::TrailingData(_) => false,
        }
    }
}
