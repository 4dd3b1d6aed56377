//! What an empty signature field asks of whoever signs in it (ISO 32000-2 table 237).

use crate::pdf::object::Object;
use crate::pdf::text::text;
use crate::pdf::{Dictionary, Document, Error};

/// The seed values of a signature field, as far as they bind: what `/Ff` does not require is a proposal,
/// and left out here.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct SeedValues {
    /// `/Filter`: the signature handler.
    pub filter: Option<String>,
    /// `/SubFilter`: the formats, the preferred first.
    pub sub_filters: Option<Vec<String>>,
    /// `/DigestMethod`, in the words of PDF: `SHA256`.
    pub digests: Option<Vec<String>>,
    /// `/Reasons`. A single full stop forbids a reason.
    pub reasons: Option<Vec<String>>,
    /// `/MDP`, which binds always: 0 for a signature that does not certify, else what the certification
    /// permits (table 257).
    pub certification: Option<u8>,
    /// Whether a timestamp is required.
    pub is_timestamp_required: bool,
    /// `/Cert`.
    pub certificate: SeedCertificate,
    /// Keys that bind and mean something that is not known here, or not done.
    pub others: Vec<String>,
}

/// What is asked of the certificate of the signer (table 238).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SeedCertificate {
    /// `/Subject`: the certificates that may sign, in DER.
    pub subjects: Option<Vec<Vec<u8>>>,
    /// `/Issuer`: certificates of which one has to be in the chain, in DER.
    pub issuers: Option<Vec<Vec<u8>>>,
    /// `/OID`: certificate policies of which one has to be named, dotted.
    pub policies: Option<Vec<String>>,
    /// `/KeyUsage`: patterns of `0`, `1` and `X`, of which one has to fit.
    pub key_usages: Option<Vec<String>>,
}

/// Bit positions of `/Ff` of the seed values, from 1 (table 237).
const FLAGS: [(&str, u32); 9] = [
    ("Filter", 1),
    ("SubFilter", 2),
    ("V", 3),
    ("Reasons", 4),
    ("LegalAttestation", 5),
    ("AddRevInfo", 6),
    ("DigestMethod", 7),
    ("LockDocument", 8),
    ("AppearanceFilter", 9),
];

/// And of those about the certificate (table 238).
const CERTIFICATE_FLAGS: [(&str, u32); 6] =
    [("Subject", 1), ("Issuer", 2), ("OID", 3), ("SubjectDN", 4), ("KeyUsage", 6), ("URL", 7)];

/// The newest version of seed values that is understood (`/V`).
const NEWEST_VERSION: i64 = 3;

impl Document<'_> {
    /// What the field of this name asks of whoever signs in it; nothing where there is none.
    ///
    /// # Errors
    /// [`Error`] where the form cannot be read.
    pub fn seed_values(&self, field: &str) -> Result<SeedValues, Error> {
        let fields = self.fields(self.newest())?;
        let field = fields.into_iter().find(|it| it.name.as_ref() == field);
        let Some(field) = field else { return Ok(SeedValues::default()) };
        let field = Entries { document: self, dictionary: field.dictionary };
        field.under("SV")?.map_or_else(|| Ok(SeedValues::default()), |values| seed_values(&values))
    }
}

fn seed_values(values: &Entries<'_, '_>) -> Result<SeedValues, Error> {
    let mut found = SeedValues::default();
    for key in values.required(&FLAGS)? {
        let texts = values.texts(key)?;
        match key {
            "Filter" => found.filter = texts.into_iter().next(),
            "SubFilter" => found.sub_filters = Some(texts),
            "DigestMethod" => found.digests = Some(texts),
            "Reasons" => found.reasons = Some(texts),
            "V" if values.integer(key)?.is_none_or(|it| it <= NEWEST_VERSION) => {}
            "AddRevInfo" if values.value(key)? == Object::Boolean(false) => {}
            "LockDocument" if texts.iter().all(|it| it != "true") => {}
            other => found.others.push(other.to_owned()),
        }
    }
    if let Some(mdp) = values.under("MDP")? {
        match mdp.integer("P")?.and_then(|it| u8::try_from(it).ok()) {
            Some(permission @ 0..=3) => found.certification = Some(permission),
            _ => found.others.push("MDP".to_owned()),
        }
    }
    if let Some(timestamp) = values.under("TimeStamp")? {
        found.is_timestamp_required = timestamp.integer("Ff")?.unwrap_or(0) & 1 == 1;
    }
    if let Some(values) = values.under("Cert")? {
        for key in values.required(&CERTIFICATE_FLAGS)? {
            let certificate = &mut found.certificate;
            match key {
                "Subject" => certificate.subjects = Some(values.octets(key)?),
                "Issuer" => certificate.issuers = Some(values.octets(key)?),
                "OID" => certificate.policies = Some(values.texts(key)?),
                "KeyUsage" => certificate.key_usages = Some(values.texts(key)?),
                other => found.others.push(other.to_owned()),
            }
        }
    }
    Ok(found)
}

/// A dictionary whose values may be references.
struct Entries<'d, 'a> {
    document: &'d Document<'a>,
    dictionary: Dictionary<'d>,
}

impl<'d, 'a> Entries<'d, 'a> {
    /// A dictionary that stands under a key.
    fn under(&self, key: &str) -> Result<Option<Self>, Error> {
        Ok(match self.value(key)? {
            Object::Dictionary(dictionary) => Some(Self { document: self.document, dictionary }),
            _ => None,
        })
    }

    fn value(&self, key: &str) -> Result<Object<'d>, Error> {
        let value = self.dictionary.get(key).unwrap_or(&Object::Null);
        self.document.resolve(value, self.document.newest())
    }

    /// The keys that are there and bind.
    fn required(&self, flags: &[(&'static str, u32)]) -> Result<Vec<&'static str>, Error> {
        let set = self.integer("Ff")?.unwrap_or(0);
        let binds = |(key, bit): &&(&str, u32)| {
            set >> (bit - 1) & 1 == 1
                && self.dictionary.get(key).is_some_and(|it| *it != Object::Null)
        };
        Ok(flags.iter().filter(binds).map(|(key, _)| *key).collect())
    }

    /// What is no whole number is taken for one that nobody knows.
    fn integer(&self, key: &str) -> Result<Option<i64>, Error> {
        Ok(match self.value(key)? {
            Object::Integer(value) => Some(value),
            Object::Null => None,
            _ => Some(i64::MAX),
        })
    }

    fn items(&self, key: &str) -> Result<Vec<Object<'d>>, Error> {
        match self.value(key)? {
            Object::Array(items) => {
                let newest = self.document.newest();
                items.iter().map(|it| self.document.resolve(it, newest)).collect()
            }
            value => Ok(vec![value]),
        }
    }

    /// Names and text strings, of an array or alone.
    fn texts(&self, key: &str) -> Result<Vec<String>, Error> {
        let read = |value: &Object<'_>| match value {
            Object::Name(name) => Some(String::from_utf8_lossy(name.as_bytes()).into_owned()),
            Object::String(string) => Some(text(&string.octets())),
            _ => None,
        };
        Ok(self.items(key)?.iter().filter_map(read).collect())
    }

    fn octets(&self, key: &str) -> Result<Vec<Vec<u8>>, Error> {
        let items = self.items(key)?;
        Ok(items.iter().filter_map(|it| Some(it.as_string()?.octets().into_owned())).collect())
    }
}
