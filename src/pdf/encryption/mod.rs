//! Encrypted documents (ISO 32000-2 §7.6): strings and streams as they are meant.
//!
//! What is signed are the encrypted bytes, so nothing here touches the integrity of a signature.
//! It decides what a reader shows, and whether what came after a signature may be told from what was
//! there.

mod handler;
mod password;

use std::rc::Rc;

use zeroize::Zeroizing;

use super::Error;
use super::object::{Decryption, Dictionary, Object, Reference, Stream};
use crate::crypto::Password;
use crate::crypto::cipher::{
    AES_BLOCK, CipherError, aes_cbc_decrypt_padded, aes_cbc_encrypt_padded, md5, rc4,
};

/// How strings or streams are encrypted (ISO 32000-2 table 25, `CFM`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Method {
    /// AES-128 in CBC mode with a key for each object (`AESV2`).
    Aes128,
    /// AES-256 in CBC mode with one key (`AESV3`).
    Aes256,
    /// Not at all.
    Identity,
    /// RC4 with a key for each object (`V2`, and versions before crypt filters).
    Rc4,
}

/// The opened encryption of a document.
pub(super) struct Encryption {
    /// `None` where no password opened it and none is needed for strings and most streams.
    key: Option<Zeroizing<Vec<u8>>>,
    strings: Method,
    streams: Method,
    /// Of the streams of embedded files.
    embedded_files: Method,
    /// The named crypt filters that are understood.
    filters: Vec<(Vec<u8>, Method)>,
    encrypts_metadata: bool,
    /// The object number of the encryption dictionary, whose strings are not encrypted.
    dictionary: Option<u32>,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encryption({:?}, {:?})", self.strings, self.streams)
    }
}

impl Encryption {
    /// Opens the encryption that a dictionary describes, which is the object `number`, with the empty
    /// password or one of these. `id` is the first half of the file identifier.
    pub(super) fn open(
        dictionary: &Dictionary<'_>,
        number: Option<u32>,
        id: &[u8],
        passwords: &[Password],
    ) -> Result<Self, Error> {
        let handler = handler::StandardHandler::read(dictionary, id)?;
        let key = handler.key(passwords)?;
        let mut encryption = Self {
            key,
            strings: Method::Rc4,
            streams: Method::Rc4,
            embedded_files: Method::Rc4,
            filters: Vec::new(),
            encrypts_metadata: handler.encrypts_metadata,
            dictionary: number,
        };
        if handler.version >= 4 {
            encryption.read_filters(dictionary, handler.version)?;
        }
        let needs_key = [encryption.strings, encryption.streams] != [Method::Identity; 2];
        if needs_key && encryption.key.is_none() {
            return Err(Error::PasswordNeeded);
        }
        Ok(encryption)
    }

    /// The crypt filters (§7.6.6).
    fn read_filters(&mut self, dictionary: &Dictionary<'_>, version: i64) -> Result<(), Error> {
        let filters = dictionary.get("CF").and_then(Object::as_dictionary);
        for (name, filter) in filters.into_iter().flat_map(Dictionary::iter) {
            let method = filter.as_dictionary().and_then(|it| it.get("CFM")?.as_name());
            let method = match (method.map(|it| it.as_bytes()), version) {
                (Some(b"V2"), 4) => Method::Rc4,
                (Some(b"AESV2"), 4) => Method::Aes128,
                (Some(b"AESV3"), 5) => Method::Aes256,
                // an error where something is encrypted with it
                _ => continue,
            };
            self.filters.push((name.as_bytes().to_vec(), method));
        }
        let method = |key: &str| match dictionary.get(key) {
            None | Some(Object::Null) => Ok(None),
            Some(Object::Name(name)) => self.filter(name.as_bytes()).map(Some),
            Some(_) => Err(Error::BadEncryption),
        };
        let (strings, streams) = (method("StrF")?, method("StmF")?);
        let embedded_files = method("EFF")?;
        self.strings = strings.unwrap_or(Method::Identity);
        self.streams = streams.unwrap_or(Method::Identity);
        self.embedded_files = embedded_files.unwrap_or(self.streams);
        Ok(())
    }

    fn filter(&self, name: &[u8]) -> Result<Method, Error> {
        if name == b"Identity" {
            return Ok(Method::Identity);
        }
        let known = self.filters.iter().find(|(known, _)| known == name);
        known
            .map(|(_, method)| *method)
            .ok_or_else(|| Error::UnsupportedEncryption(String::from_utf8_lossy(name).into_owned()))
    }

    /// An indirect object of the file with its strings decrypted; a stream remembers whose it is, so
    /// that its data are decrypted when somebody wants them.
    ///
    /// Objects inside object streams are not encrypted themselves (§7.5.7) and do not come here.
    pub(super) fn open_object<'a>(
        &self,
        reference: Reference,
        mut value: Object<'a>,
    ) -> Object<'a> {
        if self.dictionary == Some(reference.number) {
            return value;
        }
        if let Object::Stream(stream) = &mut value {
            // a cross-reference stream says how the rest is read (§7.5.8.2)
            if stream.dictionary.is_name("Type", "XRef") {
                return value;
            }
            stream.set_owner(reference);
        }
        if self.strings != Method::Identity {
            let key = self.object_key(self.strings, reference);
            self.open_strings(&mut value, key.as_ref().map_or(&[], |key| key.as_slice()));
        }
        value
    }

    fn open_strings(&self, value: &mut Object<'_>, key: &[u8]) {
        match value {
            Object::Array(entries) => {
                entries.iter_mut().for_each(|entry| self.open_strings(entry, key));
            }
            Object::Dictionary(dictionary) => self.open_entries(dictionary, key),
            Object::Stream(stream) => self.open_entries(&mut stream.dictionary, key),
            Object::String(string) => {
                let opened = decrypt(self.strings, key, &string.octets());
                string.decryption =
                    Some(Rc::new(opened.map_or(Decryption::Failed, Decryption::Octets)));
            }
            _ => {}
        }
    }

    fn open_entries(&self, dictionary: &mut Dictionary<'_>, key: &[u8]) {
        let is_signature = is_signature(dictionary);
        for (name, value) in dictionary.iter_mut() {
            let is_exempt = is_signature
                && name.as_bytes() == b"Contents"
                && value.as_string().is_some_and(|it| it.is_hexadecimal());
            if !is_exempt {
                self.open_strings(value, key);
            }
        }
    }

    /// The data of a stream before its filters. `filter` is the name that its `/Crypt` filter gives,
    /// if it begins with one.
    pub(super) fn open_stream(
        &self,
        stream: &Stream<'_>,
        owner: Reference,
        filter: Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let dictionary = &stream.dictionary;
        let method = match filter {
            Some(name) => self.filter(name)?,
            None if !self.encrypts_metadata && dictionary.is_name("Type", "Metadata") => {
                Method::Identity
            }
            None if dictionary.is_name("Type", "EmbeddedFile") => self.embedded_files,
            None => self.streams,
        };
        if method == Method::Identity {
            return Ok(None);
        }
        let key = self.object_key(method, owner).ok_or(Error::PasswordNeeded)?;
        let data = decrypt(method, &key, stream.raw());
        data.map(Some).map_err(|_| Error::BadFilterData("Crypt"))
    }

    /// The octets of a string that is to be part of an object; `None` where strings are not encrypted.
    /// The initialization vector is random.
    pub(super) fn seal_string(
        &self,
        owner: Reference,
        vector: &[u8; AES_BLOCK],
        octets: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        self.seal(self.strings, owner, vector, octets)
    }

    /// The data of a stream that is to be an object, after its filters; `None` where streams are not
    /// encrypted.
    pub(super) fn seal_stream(
        &self,
        owner: Reference,
        vector: &[u8; AES_BLOCK],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        self.seal(self.streams, owner, vector, data)
    }

    fn seal(
        &self,
        method: Method,
        owner: Reference,
        vector: &[u8; AES_BLOCK],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        let key = match method {
            Method::Identity => return Ok(None),
            _ => self.object_key(method, owner).ok_or(Error::PasswordNeeded)?,
        };
        let sealed = match method {
            Method::Rc4 => rc4(&key, data),
            _ => aes_cbc_encrypt_padded(&key, vector, data)
                .map(|sealed| [&vector[..], &sealed].concat()),
        };
        sealed.map(Some).map_err(|_| Error::BadEncryption)
    }

    /// The key for one object (algorithms 1 and 1.A).
    fn object_key(&self, method: Method, reference: Reference) -> Option<Zeroizing<Vec<u8>>> {
        let key = self.key.as_ref()?;
        if method == Method::Aes256 {
            return Some(key.clone());
        }
        let [low, middle, high, _] = reference.number.to_le_bytes();
        let generation = reference.generation.to_le_bytes();
        let salt: &[u8] = if method == Method::Aes128 { b"sAlT" } else { b"" };
        let mut digest = md5(&[key, &[low, middle, high], &generation, salt]).to_vec();
        digest.truncate(key.len().saturating_add(5));
        Some(Zeroizing::new(digest))
    }
}

/// Whether this is a signature dictionary, whose hexadecimal `/Contents` is not encrypted
/// (ISO 32000-2 §7.6.2). The type is optional (table 255), the byte range is not where that string
/// stands outside of it.
pub(super) fn is_signature(dictionary: &Dictionary<'_>) -> bool {
    let is_type = dictionary.get("Type").is_none_or(|name| {
        name.as_name().is_some_and(|name| matches!(name.as_bytes(), b"Sig" | b"DocTimeStamp"))
    });
    is_type && matches!(dictionary.get("ByteRange"), Some(Object::Array(_)))
}

fn decrypt(method: Method, key: &[u8], data: &[u8]) -> Result<Vec<u8>, CipherError> {
    match method {
        Method::Identity => Ok(data.to_vec()),
        Method::Rc4 => rc4(key, data),
        // many writers leave what is empty as it is
        Method::Aes128 | Method::Aes256 if data.is_empty() => Ok(Vec::new()),
        Method::Aes128 | Method::Aes256 => {
            let (vector, data) =
                data.split_first_chunk::<AES_BLOCK>().ok_or(CipherError::DataLength)?;
            aes_cbc_decrypt_padded(key, vector, data)
        }
    }
}

#[cfg(test)]
mod tests;
