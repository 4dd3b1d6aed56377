//! Passwords.

use zeroize::Zeroizing;

/// A password or PIN. It is wiped from memory when it is dropped, and shows itself nowhere.
///
/// ```
/// use kyso::crypto::Password;
///
/// let password = Password::new("mật khẩu");
/// assert_eq!(format!("{password:?}"), "Password");
/// assert_eq!(password.octets(), "mật khẩu".as_bytes());
/// ```
#[derive(Clone)]
pub struct Password(Zeroizing<Vec<u8>>);

impl Password {
    /// A password in UTF-8.
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(octets.into()))
    }

    /// The octets as they were given.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}
