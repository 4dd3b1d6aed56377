//! The attribute signature-policy-identifier (EN 319 122-1 clause 5.2.9, RFC 5126 §5.8.1).

use crate::asn1::{Element, Error, Oid, Tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm};

/// The signature policy that a signer names.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignaturePolicy {
    /// One that follows from the meaning of what is signed.
    Implied,
    /// This one.
    Named {
        /// Its identifier.
        id: Oid,
        /// The digest of its text, and by which algorithm, if that is a known one.
        digest: Option<(Option<DigestAlgorithm>, Vec<u8>)>,
    },
}

impl SignaturePolicy {
    /// SignaturePolicy ::= CHOICE { SignaturePolicyId, NULL }. What the qualifiers say (an address,
    /// a notice) is not signed for anybody who has the policy already.
    pub(super) fn read(value: &Element<'_>) -> Result<Self, Error> {
        if value.tag() == Tag::NULL {
            return Ok(Self::Implied);
        }
        if value.tag() != Tag::SEQUENCE {
            return Err(Error::UnexpectedTag { expected: Tag::SEQUENCE, found: value.tag() });
        }
        let mut fields = value.contents()?;
        let id = fields.expect(Tag::OID)?.oid()?;
        let mut parts =
            [fields.optional(Tag::SEQUENCE)?, fields.optional(Tag::SEQUENCE)?].into_iter();
        fields.finish()?;
        let digest = match parts.next().flatten() {
            Some(hash) => {
                let mut hash = hash.contents()?;
                let algorithm = AlgorithmIdentifier::read(&mut hash)?;
                let digest = hash.optional_string(Tag::OCTET_STRING)?;
                hash.finish()?;
                let digest = digest.ok_or(Error::BadValue("SigPolicyHash"))?.octets()?.into_owned();
                Some((DigestAlgorithm::from_identifier(&algorithm), digest))
            }
            None => None,
        };
        Ok(Self::Named { id, digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{Reader, Writer, oid};

    const ID: Oid = oid(&[1, 2, 3]);

    fn read(der: &[u8]) -> Result<SignaturePolicy, Error> {
        SignaturePolicy::read(&Reader::new(der).read()?)
    }

    fn named(rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |fields| {
            fields.oid(&ID);
            rest(fields);
        });
        writer.into_bytes()
    }

    fn hash(fields: &mut Writer) {
        fields.nested(Tag::SEQUENCE, |hash| {
            hash.nested(Tag::SEQUENCE, |algorithm| algorithm.oid(&DigestAlgorithm::Sha256.oid()));
            hash.element(Tag::OCTET_STRING, &[1, 2]);
        });
    }

    #[test]
    fn forms() {
        assert_eq!(read(&[5, 0]), Ok(SignaturePolicy::Implied));
        let digest = Some((Some(DigestAlgorithm::Sha256), vec![1, 2]));
        let expected = Ok(SignaturePolicy::Named { id: ID, digest });
        assert_eq!(read(&named(hash)), expected);
        let with_qualifiers = named(|fields| {
            hash(fields);
            fields.nested(Tag::SEQUENCE, |qualifiers| qualifiers.element(Tag::SEQUENCE, &[]));
        });
        assert_eq!(read(&with_qualifiers), expected);
        let expected = Ok(SignaturePolicy::Named { id: ID, digest: None });
        assert_eq!(read(&named(|_| {})), expected);
    }

    #[test]
    fn what_is_none_is_refused() {
        for wrong in [
            named(|fields| fields.element(Tag::OCTET_STRING, &[1])),
            named(|fields| fields.nested(Tag::SEQUENCE, |_| {})),
            named(|fields| {
                hash(fields);
                fields.nested(Tag::SEQUENCE, |_| {});
                fields.element(Tag::NULL, &[]);
            }),
            vec![0x30, 0],
            vec![4, 0],
        ] {
            assert!(read(&wrong).is_err(), "{wrong:02x?}");
        }
    }
}
