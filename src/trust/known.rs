//! Certificates of authorities that are known by name, so that people can be told which one they were
//! given. Knowing one is no reason to trust it.

use super::Scheme;
use crate::x509::CertificateId;

const KNOWN: &str = include_str!("known.tsv");

/// An authority's certificate that is known by name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct KnownCertificate {
    /// Whose it is.
    pub name: &'static str,
    /// Under which scheme it would be trusted.
    pub scheme: Scheme,
}

impl KnownCertificate {
    /// The certificate with this digest, if it is known.
    ///
    /// ```
    /// use kyso::trust::KnownCertificate;
    /// use kyso::x509::CertificateId;
    ///
    /// assert_eq!(KnownCertificate::of(&CertificateId::of(b"somebody's")), None);
    /// ```
    pub fn of(id: &CertificateId) -> Option<Self> {
        let wanted = id.to_string();
        all().find(|(digest, _)| *digest == wanted).map(|(_, known)| known)
    }
}

fn all() -> impl Iterator<Item = (&'static str, KnownCertificate)> {
    KNOWN.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let (digest, scheme, name) = (cells.next()?, cells.next()?, cells.next()?);
        let schemes = [Scheme::Foreign, Scheme::Public, Scheme::PublicDuty];
        let scheme = schemes.into_iter().find(|it| it.name() == scheme)?;
        Some((digest, KnownCertificate { name, scheme }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_found() {
        let rows = KNOWN.lines().filter(|line| !line.starts_with('#')).count();
        let mut digests: Vec<_> = all().map(|(digest, _)| digest).collect();
        assert_eq!(digests.len(), rows);
        for (digest, known) in all() {
            let octets: Vec<u8> = (0..32)
                .map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap())
                .collect();
            let id = CertificateId::from(<[u8; 32]>::try_from(octets).unwrap());
            assert_eq!(KnownCertificate::of(&id), Some(known));
            assert_eq!(id.to_string(), digest);
        }
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), rows, "one stands there twice");
    }
}
