//! Files that are SignedData: `.p7s`, `.p7m` and the like.

use std::borrow::Cow;

use super::Error;
use super::signed_data::ID_SIGNED_DATA;
use crate::limits::CMS_SPLIT_CONTENT_BYTES;
use crate::x509::{decode_base64, pem_block};

/// The labels of PEM (RFC 7468 §8 and §9), and one that older programs write.
const LABELS: [&str; 3] = ["CMS", "PKCS7", "PKCS #7 SIGNED DATA"];
const PEM_BEGIN: &[u8] = b"-----BEGIN ";

/// The encoding of the SignedData that a file holds: as it is, or decoded where it is written in PEM
/// or in base64 alone. `None` if the file is something else.
///
/// ```
/// use kyso::cms::signed_data_in;
///
/// assert_eq!(signed_data_in(b"%PDF-1.7"), Ok(None));
/// let start = signed_data_in(b"MIAGCSqGSIb3DQEHAgAA")?;
/// assert_eq!(start.unwrap()[..4], [0x30, 0x80, 6, 9]);
/// # Ok::<(), kyso::cms::Error>(())
/// ```
///
/// # Errors
/// [`Error::TooLarge`] if it is text of more than
/// [`CMS_SPLIT_CONTENT_BYTES`]; [`Error::SeveralBlocks`].
pub fn signed_data_in(bytes: &[u8]) -> Result<Option<Cow<'_, [u8]>>, Error> {
    if is_signed_data(bytes) {
        return Ok(Some(Cow::Borrowed(bytes)));
    }
    let text = bytes.trim_ascii_start();
    let is_pem = text.starts_with(PEM_BEGIN);
    // a SEQUENCE of more than 127 octets, in base64
    if !is_pem && !text.starts_with(b"MI") {
        return Ok(None);
    }
    if text.len() > CMS_SPLIT_CONTENT_BYTES {
        return Err(Error::TooLarge);
    }
    let decoded = match is_pem {
        true => LABELS.iter().find_map(|label| pem_block(text, label)).map(|it| it.to_vec()),
        false => decode_base64(text),
    };
    let Some(decoded) = decoded.filter(|it| is_signed_data(it)) else { return Ok(None) };
    let blocks = text.windows(PEM_BEGIN.len()).filter(|it| *it == PEM_BEGIN).count();
    match blocks {
        0 | 1 => Ok(Some(Cow::Owned(decoded))),
        // which of them counts, everybody would decide for themselves
        several => Err(Error::SeveralBlocks(several)),
    }
}

/// Whether it begins like a ContentInfo with a SignedData, whatever follows.
fn is_signed_data(bytes: &[u8]) -> bool {
    let Some((&[0x30, length], rest)) = bytes.split_first_chunk() else { return false };
    let octets = if length > 0x80 { usize::from(length & 0x7f) } else { 0 };
    let id = ID_SIGNED_DATA;
    let Ok(len) = u8::try_from(id.as_bytes().len()) else { return false };
    let identifier = rest.get(octets..).and_then(|it| it.strip_prefix(&[0x06, len]));
    identifier.is_some_and(|it| it.starts_with(id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: [u8; 13] = [0x30, 0x80, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

    #[test]
    fn forms_of_a_file() {
        let text = "MIAGCSqGSIb3DQEHAg==";
        let pem = |label: &str| format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
        for file in [
            START.to_vec(),
            format!("\r\n{text}\n").into_bytes(),
            pem("CMS").into_bytes(),
            pem("PKCS7").into_bytes(),
            pem("PKCS #7 SIGNED DATA").into_bytes(),
        ] {
            assert_eq!(signed_data_in(&file).unwrap().unwrap()[..], START);
        }
        let enveloped = [0x30, 0x80, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3];
        for other in [b"".as_slice(), &START[..12], &enveloped, b"MIIB", pem("X").as_bytes()] {
            assert_eq!(signed_data_in(other), Ok(None));
        }
    }

    #[test]
    fn of_two_blocks_none_is_taken() {
        let one = "-----BEGIN CMS-----\nMIAGCSqGSIb3DQEHAg==\n-----END CMS-----\n";
        let both = format!("{one}{one}");
        assert_eq!(signed_data_in(both.as_bytes()), Err(Error::SeveralBlocks(2)));
    }
}
