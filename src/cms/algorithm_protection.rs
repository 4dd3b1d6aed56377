//! The algorithm protection attribute.

use super::signer_info::SignerInfo;
use crate::asn1::{Element, Error, Tag};
use crate::crypto::AlgorithmIdentifier;

/// CMSAlgorithmProtection (RFC 6211 §2): the algorithms of the SignerInfo, signed.
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmProtection<'a> {
    digest_algorithm: AlgorithmIdentifier<'a>,
    signature_algorithm: Option<AlgorithmIdentifier<'a>>,
}

impl<'a> AlgorithmProtection<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found: element.tag() });
        }
        let mut fields = element.contents()?;
        let digest_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signature_algorithm = fields
            .optional(Tag::context_constructed(1))?
            .map(|field| AlgorithmIdentifier::from_element(&field))
            .transpose()?;
        // The MAC algorithm, which has no place in a SignerInfo.
        let mac_algorithm = fields.optional(Tag::context_constructed(2))?;
        fields.finish()?;
        if mac_algorithm.is_some() || signature_algorithm.is_none() {
            return Err(Error::BadValue("CMSAlgorithmProtection"));
        }
        Ok(Self { digest_algorithm, signature_algorithm })
    }

    /// The digest algorithm that the signer named.
    pub fn digest_algorithm(&self) -> &AlgorithmIdentifier<'a> {
        &self.digest_algorithm
    }

    /// The signature algorithm that the signer named.
    pub fn signature_algorithm(&self) -> Option<&AlgorithmIdentifier<'a>> {
        self.signature_algorithm.as_ref()
    }

    /// Whether both are those of the SignerInfo.
    pub fn agrees_with(&self, signer: &SignerInfo<'_>) -> bool {
        self.digest_algorithm.is_same_as(signer.digest_identifier())
            && self
                .signature_algorithm
                .is_some_and(|algorithm| algorithm.is_same_as(signer.signature_identifier()))
    }
}
