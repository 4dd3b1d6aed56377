//! Passwords of old documents.
//!
//! Documents of revision 5 and later take a password as it is, in UTF-8. Older ones know only the
//! characters of PDFDocEncoding (ISO 32000-2 annex D.3); Latin letters without marks are the same in
//! both.

use zeroize::Zeroizing;

use crate::crypto::Password;

/// The octets in PDFDocEncoding; as they were given where a character has none.
pub(super) fn encoded(password: &Password) -> Zeroizing<Vec<u8>> {
    let octets = password.octets();
    let encoded = std::str::from_utf8(octets)
        .ok()
        .and_then(|text| text.chars().map(super::super::text::octet).collect());
    Zeroizing::new(encoded.unwrap_or_else(|| octets.to_vec()))
}
