//! Timestamp tokens (RFC 3161 §2.4.2).

use jiff::{SignedDuration, Timestamp};

use super::{Error, Problem};
use crate::asn1::{self, Element, Oid, Reader, Tag, oid};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm};
use crate::limits::CMS_ITEMS;
use crate::x509::GeneralName;

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
    accuracy: Option<SignedDuration>,
    ordering: bool,
    nonce: Option<Vec<u8>>,
    authority: Option<GeneralName>,
    unknown_critical: Vec<Oid>,
}

impl TstInfo {
    /// id-ct-TSTInfo, the type that the content of a token has (RFC 3161 §2.4.2).
    pub const CONTENT_TYPE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 1, 4]);

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
        let accuracy = fields.optional(Tag::SEQUENCE)?.map(|it| read_accuracy(&it)).transpose()?;
        let ordering = match fields.optional(Tag::BOOLEAN)? {
            Some(ordering) => ordering.boolean()?,
            None => false,
        };
        let nonce = match fields.optional(Tag::INTEGER)? {
            Some(nonce) => Some(nonce.integer_octets()?.to_vec()),
            None => None,
        };
        let authority = match fields.optional(Tag::context_constructed(0))? {
            Some(authority) => Some(read_authority(&authority)?),
            None => None,
        };
        let unknown_critical = match fields.optional(Tag::context_constructed(1))? {
            Some(extensions) => read_critical(&extensions)?,
            None => Vec::new(),
        };
        fields.finish()?;
        Ok(Self {
            policy,
            imprint_algorithm,
            imprint,
            serial,
            gen_time,
            accuracy,
            ordering,
            nonce,
            authority,
            unknown_critical,
        })
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

    /// By how much the time may be off, to either side. `None` if the authority does not say; it
    /// may do so in its policy.
    pub fn accuracy(&self) -> Option<SignedDuration> {
        self.accuracy
    }

    /// Whether the authority lets its tokens be ordered by their time alone, whatever the accuracy.
    pub fn ordering(&self) -> bool {
        self.ordering
    }

    /// The number of the request that the token answers, as stored.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The name that the authority gives itself: a hint, which must be one of the names in its
    /// certificate.
    pub fn authority(&self) -> Option<&GeneralName> {
        self.authority.as_ref()
    }

    /// What forbids to rely on it: critical extensions, of which none is processed.
    pub fn problems(&self) -> Vec<Problem> {
        self.unknown_critical.iter().copied().map(Problem::TimestampExtensionUnknown).collect()
    }
}

/// `Accuracy`: seconds, milliseconds and microseconds, each optional. Both fractions count to 999.
fn read_accuracy(element: &Element<'_>) -> Result<SignedDuration, asn1::Error> {
    let bad = || asn1::Error::BadValue("TSTInfo accuracy");
    let mut fields = element.contents()?;
    let seconds = match fields.optional(Tag::INTEGER)? {
        Some(seconds) => i64::try_from(seconds.unsigned()?).map_err(|_| bad())?,
        None => 0,
    };
    let mut fraction = |number| -> Result<i64, asn1::Error> {
        let Some(element) = fields.optional(Tag::context(number))? else { return Ok(0) };
        let is_negative = element.value().first().is_some_and(|octet| *octet > 0x7f);
        let value = element.value().iter().try_fold(0_i64, |value, octet| {
            value.checked_mul(256)?.checked_add(i64::from(*octet)).filter(|value| *value < 1_000)
        });
        value.filter(|_| !is_negative).ok_or_else(bad)
    };
    let (millis, micros) = (fraction(0)?, fraction(1)?);
    fields.finish()?;
    let sum = SignedDuration::from_secs(seconds)
        .checked_add(SignedDuration::from_millis(millis))
        .and_then(|sum| sum.checked_add(SignedDuration::from_micros(micros)));
    sum.ok_or_else(bad)
}

fn read_authority(element: &Element<'_>) -> Result<GeneralName, Error> {
    let mut fields = element.contents()?;
    let name = fields.read()?;
    fields.finish()?;
    GeneralName::from_element(&name).map_err(|_| asn1::Error::BadValue("TSTInfo tsa").into())
}

/// The critical ones of the extensions.
fn read_critical(element: &Element<'_>) -> Result<Vec<Oid>, Error> {
    let mut list = element.contents()?;
    let mut critical = Vec::new();
    let mut count = 0;
    while !list.is_empty() {
        count += 1;
        if count > CMS_ITEMS {
            return Err(Error::TooMany("timestamp extensions"));
        }
        let mut fields = list.expect(Tag::SEQUENCE)?.contents()?;
        let oid = fields.expect(Tag::OID)?.oid()?;
        if let Some(flag) = fields.optional(Tag::BOOLEAN)?
            && flag.boolean()?
        {
            critical.push(oid);
        }
    }
    Ok(critical)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Writer;

    fn encode(version: u8, time: &[u8]) -> Vec<u8> {
        encode_with(version, time, |_| {})
    }

    fn encode_with(version: u8, time: &[u8], rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
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
            rest(info);
        });
        writer.into_bytes()
    }

    /// A token with the optional fields that `rest` writes.
    fn with(rest: impl FnOnce(&mut Writer)) -> Result<TstInfo, Error> {
        TstInfo::parse(&encode_with(1, b"20261120080000Z", rest))
    }

    #[test]
    fn fields() {
        let info = TstInfo::parse(&encode(1, b"20261120080000.5Z")).unwrap();
        assert_eq!(info.imprint_algorithm(), Some(DigestAlgorithm::Sha256));
        assert_eq!(info.imprint(), [7; 32]);
        assert_eq!(info.gen_time().to_string(), "2026-11-20T08:00:00.5Z");
    }

    #[test]
    fn optional_fields() {
        let info = with(|info| {
            info.nested(Tag::SEQUENCE, |accuracy| {
                accuracy.element(Tag::INTEGER, &[1]);
                accuracy.element(Tag::context(0), &[1, 0xf4]);
                accuracy.element(Tag::context(1), &[2]);
            });
            info.element(Tag::BOOLEAN, &[0xff]);
            info.element(Tag::INTEGER, &[5, 6]);
            info.nested(Tag::context_constructed(0), |tsa| {
                tsa.element(Tag::context(6), b"http://tsa.example");
            });
            info.nested(Tag::context_constructed(1), |extensions| {
                for critical in [&[0xff], &[0]] {
                    extensions.nested(Tag::SEQUENCE, |extension| {
                        extension.element(Tag::OID, &[0x2a, 3, critical[0] & 1]);
                        extension.element(Tag::BOOLEAN, critical);
                        extension.element(Tag::OCTET_STRING, &[]);
                    });
                }
            });
        })
        .unwrap();
        assert_eq!(info.accuracy(), Some(SignedDuration::from_micros(1_500_002)));
        assert!(info.ordering());
        assert_eq!(info.nonce(), Some(&[5, 6][..]));
        let authority = GeneralName::Uri("http://tsa.example".to_owned());
        assert_eq!(info.authority(), Some(&authority));
        let unknown = crate::asn1::oid(&[1, 2, 3, 1]);
        assert_eq!(info.problems(), [Problem::TimestampExtensionUnknown(unknown)]);

        let plain = with(|_| {}).unwrap();
        assert_eq!((plain.accuracy(), plain.ordering(), plain.nonce()), (None, false, None));
    }

    #[test]
    fn an_accuracy_without_bounds_or_a_field_too_many_is_an_error() {
        let accuracy = |number, octets: &[u8]| {
            with(|info| info.nested(Tag::SEQUENCE, |fields| fields.element(number, octets)))
        };
        assert!(accuracy(Tag::INTEGER, &[0x80]).is_err());
        assert!(accuracy(Tag::INTEGER, &[0x7f; 8]).is_ok());
        assert!(accuracy(Tag::INTEGER, &[0x7f; 9]).is_err());
        assert!(accuracy(Tag::context(0), &[3, 0xe8]).is_err());
        assert!(accuracy(Tag::context(0), &[0xff]).is_err());
        assert!(accuracy(Tag::context(0), &[0, 0xff]).is_ok());
        assert!(accuracy(Tag::context(2), &[1]).is_err());
        assert!(with(|info| info.element(Tag::NULL, &[])).is_err());
    }

    #[test]
    fn another_version_or_no_time_is_an_error() {
        assert!(TstInfo::parse(&encode(2, b"20261120080000Z")).is_err());
        assert!(TstInfo::parse(&encode(1, b"20261320080000Z")).is_err());
        assert!(TstInfo::parse(&[]).is_err());
    }
}
