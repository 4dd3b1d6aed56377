//! Timestamp tokens (RFC 3161 §2.4.2).

use jiff::Timestamp;

use super::Error;
use crate::asn1::{self, Oid, Reader, Tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm};

/// What a timestamp authority signs: that a digest existed at a time.
///
/// Read from the content of a token's SignedData. Whether the token is intact and whether its
/// authority is trusted are other questions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TstInfo {
    policy: Oid,
    imprint_algorithm: Oid,
    imprint: Vec<u8>,
    serial: Vec<u8>,
    gen_time: Timestamp,
}

impl TstInfo {
    /// Reads a `TSTInfo`.
    ///
    /// # Errors
    /// [`Error::Encoding`] if it has not the structure of RFC 3161 §2.4.2, or its time is none.
    pub fn parse(content: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(content);
        let mut fields = reader.expect(Tag::SEQUENCE)?.contents()?;
        reader.finish()?;
        if fields.expect(Tag::INTEGER)?.unsigned()? != 1 {
            return Err(asn1::Error::BadValue("TSTInfo version").into());
        }
        let policy = fields.expect(Tag::OID)?.oid()?;
        let mut message_imprint = fields.expect(Tag::SEQUENCE)?.contents()?;
        let imprint_algorithm = AlgorithmIdentifier::read(&mut message_imprint)?.oid();
        let imprint = message_imprint.expect(Tag::OCTET_STRING)?.value().to_vec();
        message_imprint.finish()?;
        let serial = fields.expect(Tag::INTEGER)?.integer_octets()?.to_vec();
        let gen_time = fields.expect(Tag::GENERALIZED_TIME)?.time()?;
        // accuracy, ordering, nonce, tsa and extensions follow; none changes what is read here.
        Ok(Self { policy, imprint_algorithm, imprint, serial, gen_time })
    }

    /// The policy under which the token was issued.
    pub fn policy(&self) -> Oid {
        self.policy
    }

    /// The digest algorithm of the imprint; `None` if it is not known.
    pub fn imprint_algorithm(&self) -> Option<DigestAlgorithm> {
        DigestAlgorithm::from_oid(&self.imprint_algorithm)
    }

    /// The digest of what was stamped.
    pub fn imprint(&self) -> &[u8] {
        &self.imprint
    }

    /// The serial number of the token, as stored.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// When the authority made the token.
    pub fn gen_time(&self) -> Timestamp {
        self.gen_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Writer;

    fn encode(version: u8, time: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |info| {
            info.element(Tag::INTEGER, &[version]);
            info.element(Tag::OID, &[0x2a, 3, 4]);
            info.nested(Tag::SEQUENCE, |imprint| {
                imprint.nested(Tag::SEQUENCE, |algorithm| {
                    algorithm.oid(&DigestAlgorithm::Sha256.oid());
                });
                imprint.element(Tag::OCTET_STRING, &[7; 32]);
            });
            info.element(Tag::INTEGER, &[9]);
            info.element(Tag::GENERALIZED_TIME, time);
        });
        writer.into_bytes()
    }

    #[test]
    fn fields() {
        let info = TstInfo::parse(&encode(1, b"20261120080000.5Z")).unwrap();
        assert_eq!(info.imprint_algorithm(), Some(DigestAlgorithm::Sha256));
        assert_eq!(info.imprint(), [7; 32]);
        assert_eq!(info.gen_time().to_string(), "2026-11-20T08:00:00.5Z");
    }

    #[test]
    fn another_version_or_no_time_is_an_error() {
        assert!(TstInfo::parse(&encode(2, b"20261120080000Z")).is_err());
        assert!(TstInfo::parse(&encode(1, b"20261320080000Z")).is_err());
        assert!(TstInfo::parse(&[]).is_err());
    }
}
