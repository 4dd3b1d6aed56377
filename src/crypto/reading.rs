//! Hashing what is read from somewhere, once for all algorithms.

use std::collections::HashMap;
use std::io::{self, Read};

use super::digest::{Digest, DigestAlgorithm};

/// Octets that are read at once.
const BUFFER: usize = 64 << 10;

/// Reads `message` to its end, hands each part on, and gives its digest by each of the algorithms.
/// Nothing of it is kept.
///
/// ```
/// use kyso::crypto::{DigestAlgorithm, hash_read};
///
/// let algorithms = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512];
/// let digests = hash_read(&mut b"abc".as_slice(), &algorithms, |_| {})?;
/// assert_eq!(digests[&DigestAlgorithm::Sha256], DigestAlgorithm::Sha256.hash(b"abc"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// What `message` says.
pub fn hash_read(
    message: &mut (impl Read + ?Sized),
    algorithms: &[DigestAlgorithm],
    mut each: impl FnMut(&[u8]),
) -> io::Result<HashMap<DigestAlgorithm, Digest>> {
    let mut hashers: HashMap<_, _> = algorithms.iter().map(|it| (*it, it.hasher())).collect();
    let mut buffer = vec![0; BUFFER];
    loop {
        match message.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                let octets = buffer.get(..count).unwrap_or_default();
                hashers.values_mut().for_each(|hasher| hasher.update(octets));
                each(octets);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(hashers.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish())).collect())
}
