//! Passwords.

use zeroize::Zeroizing;

/// A password that may open a document: of its user or of its owner. It is wiped from memory when it
/// is dropped, and shows itself nowhere.
///
/// Documents of revision 5 and later take it as it is, in UTF-8. Older ones know only the characters
/// of PDFDocEncoding (ISO 32000-2 annex D.3); Latin letters without marks are the same in both.
#[derive(Clone)]
pub struct Password(Zeroizing<Vec<u8>>);

impl Password {
    /// A password in UTF-8.
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(octets.into()))
    }

    /// The octets as they were given.
    pub(super) fn octets(&self) -> &[u8] {
        &self.0
    }

    /// The octets in PDFDocEncoding; as they were given where a character has none.
    pub(super) fn encoded(&self) -> Zeroizing<Vec<u8>> {
        let encoded = std::str::from_utf8(&self.0)
            .ok()
            .and_then(|text| text.chars().map(super::super::text::octet).collect());
        Zeroizing::new(encoded.unwrap_or_else(|| self.0.to_vec()))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}
