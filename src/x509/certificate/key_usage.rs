//! The key usage extension.

use std::fmt;

/// What a key may be used for (RFC 5280 §4.2.1.3).
///
/// ```
/// # use kyso::x509::KeyUsage;
/// let usage = KeyUsage::from_flags(0b11);
/// assert!(usage.digital_signature() && usage.content_commitment());
/// assert!(!usage.key_cert_sign());
/// assert_eq!(usage.to_string(), "digitalSignature, contentCommitment");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// From flags: bit 0 of the BIT STRING is the lowest bit here.
    pub const fn from_flags(flags: u16) -> Self {
        Self(flags)
    }

    const fn bit(self, number: u32) -> bool {
        self.0 >> number & 1 == 1
    }

    /// Signatures other than those on certificates and CRLs.
    pub const fn digital_signature(self) -> bool {
        self.bit(0)
    }

    /// Signatures that bind the signer; formerly nonRepudiation.
    pub const fn content_commitment(self) -> bool {
        self.bit(1)
    }

    /// Enciphering of keys.
    pub const fn key_encipherment(self) -> bool {
        self.bit(2)
    }

    /// Enciphering of data.
    pub const fn data_encipherment(self) -> bool {
        self.bit(3)
    }

    /// Agreement on keys.
    pub const fn key_agreement(self) -> bool {
        self.bit(4)
    }

    /// Signatures on certificates.
    pub const fn key_cert_sign(self) -> bool {
        self.bit(5)
    }

    /// Signatures on CRLs.
    pub const fn crl_sign(self) -> bool {
        self.bit(6)
    }

    /// With [`KeyUsage::key_agreement`]: enciphering only.
    pub const fn encipher_only(self) -> bool {
        self.bit(7)
    }

    /// With [`KeyUsage::key_agreement`]: deciphering only.
    pub const fn decipher_only(self) -> bool {
        self.bit(8)
    }

    /// Whether nothing is permitted.
    pub const fn is_empty(self) -> bool {
        self.0 & 0x1ff == 0
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (number, name) in (0..).zip(Self::NAMES) {
            if self.bit(number) {
                write!(f, "{separator}{name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}
