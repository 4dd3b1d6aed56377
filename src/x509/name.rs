//! Distinguished names: as people read them, and as RFC 5280 §7.1 compares them.

use std::fmt::{self, Write as _};
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Arc, LazyLock};

use super::oids;
use super::{Error, write_hex};
use crate::asn1::{Element, Oid, Reader, Tag};

/// A distinguished name (X.501 `Name`).
///
/// Two names are equal if RFC 5280 §7.1 calls them equal: letters without regard to case, runs of
/// white space as one space, none at the ends, whatever the string type; the attributes of a
/// multi-valued RDN in any order. Composed and decomposed accents are *not* brought together
/// (RFC 4518 asks for NFKC, no other verifier in use does it, and a name that fails to chain is
/// reported, not accepted).
///
/// [`Display`](fmt::Display) is RFC 4514 with a space after the comma, the most specific part
/// first whichever way the CA stored it:
///
/// ```
/// use kyso::x509::Name;
///
/// let der = b"\x30\x1f\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02VN\
///             \x31\x10\x30\x0e\x06\x03\x55\x04\x03\x0c\x07T\xe1\xbb\x95ng ";
/// let name = Name::parse(der)?;
/// assert_eq!(name.to_string(), "CN=Tổng\\ , C=VN");
/// assert_eq!(name.common_name(), Some("Tổng "));
/// # Ok::<(), kyso::x509::Error>(())
/// ```
#[derive(Clone)]
pub struct Name {
    der: Arc<[u8]>,
    attributes: Arc<[Attribute]>,
    canonical: Arc<[u8]>,
    /// Of the canonical form: a name is looked up in many tables.
    hash: u64,
}

/// Keyed anew in every process, so that nobody can prepare names that share a place in a table.
static HASH_STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// One attribute of a [`Name`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Its type.
    pub oid: Oid,
    /// Its value as text; `#` and the encoding in hexadecimal if it is not a character string.
    pub text: String,
    /// The number of the relative distinguished name it stands in, from 0 in stored order.
    pub rdn: usize,
}

impl Name {
    /// Reads a `Name`.
    ///
    /// # Errors
    /// [`Error::Asn1`] if it is not one, or is followed by anything.
    pub fn parse(der: &[u8]) -> Result<Self, Error> {
        let within = Error::within("Name");
        let mut reader = Reader::new(der);
        let element = reader.expect(Tag::SEQUENCE).map_err(&within)?;
        reader.finish().map_err(&within)?;
        Self::from_element(&element)
    }

    /// From an element that was already found to be a SEQUENCE.
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let (attributes, canonical) = read_rdns(element).map_err(Error::within("Name"))?;
        Ok(Self {
            der: element.raw().into(),
            attributes: attributes.into(),
            hash: HASH_STATE.hash_one(&canonical),
            canonical: canonical.into(),
        })
    }

    /// The encoding, as stored.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The attributes in stored order.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Whether there is no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The values of one attribute type, the most specific first.
    pub fn values(&self, oid: Oid) -> impl Iterator<Item = &str> {
        let as_stored = self.is_stored_specific_first();
        let count = self.attributes.len();
        (0..count).filter_map(move |index| {
            let index = if as_stored { index } else { count - 1 - index };
            let attribute = self.attributes.get(index)?;
            (attribute.oid == oid).then_some(attribute.text.as_str())
        })
    }

    /// `CN`: the person, office or authority.
    pub fn common_name(&self) -> Option<&str> {
        self.values(oids::COMMON_NAME).next()
    }

    /// `O`: the organisation.
    pub fn organization(&self) -> Option<&str> {
        self.values(oids::ORGANIZATION).next()
    }

    /// `OU`: the organisational unit, the most specific if there are several.
    pub fn organizational_unit(&self) -> Option<&str> {
        self.values(oids::ORGANIZATIONAL_UNIT).next()
    }

    /// `C`: the country.
    pub fn country(&self) -> Option<&str> {
        self.values(oids::COUNTRY).next()
    }

    /// `UID`, in Vietnam the tax code or identity number with its prefix (`MST:`, `CCCD:`).
    pub fn uid(&self) -> Option<&str> {
        self.values(oids::USER_ID).next()
    }

    /// `T`: the title.
    pub fn title(&self) -> Option<&str> {
        self.values(oids::TITLE).next()
    }

    /// `emailAddress` attributes (RFC 5280 §4.1.2.6: obsolete, but in use).
    pub(super) fn emails(&self) -> impl Iterator<Item = &str> {
        self.values(oids::EMAIL)
    }

    /// Whether this name lies in the subtree under `base`: whether the RDNs of `base` are the
    /// first ones of this name (RFC 5280 §4.2.1.10, directoryName).
    pub fn is_within(&self, base: &Self) -> bool {
        // Every RDN of the canonical form carries its length, so a prefix of the bytes can only
        // end where an RDN ends.
        self.canonical.starts_with(&base.canonical)
    }
    /// Some CAs store country first (X.500), others the common name first. People read the most
    /// specific part first, so the two ends are compared.
    fn is_stored_specific_first(&self) -> bool {
        let rank = |attribute: Option<&Attribute>| attribute.map_or(0, |found| rank(&found.oid));
        rank(self.attributes.first()) > rank(self.attributes.last())
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.canonical == other.canonical
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let as_stored = self.is_stored_specific_first();
        let mut rdns: Vec<&[Attribute]> =
            self.attributes.chunk_by(|left, right| left.rdn == right.rdn).collect();
        if !as_stored {
            rdns.reverse();
        }
        for (index, rdn) in rdns.into_iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            for (index, attribute) in rdn.iter().enumerate() {
                if index > 0 {
                    f.write_str("+")?;
                }
                match keyword(&attribute.oid) {
                    Some(keyword) => f.write_str(keyword)?,
                    None => write!(f, "{}", attribute.oid)?,
                }
                f.write_char('=')?;
                write_escaped(f, &attribute.text)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// The keywords of RFC 4514 §3 and those in common use.
fn keyword(oid: &Oid) -> Option<&'static str> {
    const KEYWORDS: [(Oid, &str); 15] = [
        (oids::COMMON_NAME, "CN"),
        (oids::SURNAME, "SN"),
        (oids::SERIAL_NUMBER, "SERIALNUMBER"),
        (oids::COUNTRY, "C"),
        (oids::LOCALITY, "L"),
        (oids::STATE, "ST"),
        (oids::STREET, "STREET"),
        (oids::ORGANIZATION, "O"),
        (oids::ORGANIZATIONAL_UNIT, "OU"),
        (oids::TITLE, "T"),
        (oids::GIVEN_NAME, "GN"),
        (oids::ORGANIZATION_ID, "organizationIdentifier"),
        (oids::EMAIL, "emailAddress"),
        (oids::USER_ID, "UID"),
        (oids::DOMAIN_COMPONENT, "DC"),
    ];
    KEYWORDS.iter().find(|(known, _)| known == oid).map(|(_, keyword)| *keyword)
}

/// How specific an attribute is; only the two ends of a name are compared by it.
fn rank(oid: &Oid) -> u8 {
    match *oid {
        oids::COUNTRY | oids::DOMAIN_COMPONENT => 1,
        oids::STATE => 2,
        oids::LOCALITY | oids::STREET => 3,
        oids::ORGANIZATION | oids::ORGANIZATION_ID => 4,
        oids::ORGANIZATIONAL_UNIT => 5,
        _ => 6,
    }
}

/// RFC 4514 §2.4, and control and direction characters as their octets: a name is shown on
/// terminals and in reports, and must not be able to redraw them.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            ' ' if index == 0 || index == last => f.write_str("\\ ")?,
            _ if is_unprintable(character) => {
                let mut octets = [0; 4];
                for octet in character.encode_utf8(&mut octets).bytes() {
                    write!(f, "\\{octet:02X}")?;
                }
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

type RdnsAndCanonical = (Vec<Attribute>, Vec<u8>);

fn read_rdns(name: &Element<'_>) -> Result<RdnsAndCanonical, crate::asn1::Error> {
    let mut attributes = Vec::new();
    let mut canonical = Vec::new();
    let mut rdns = name.contents()?;
    let mut rdn = 0;
    while !rdns.is_empty() {
        let mut set = rdns.expect(Tag::SET)?.contents()?;
        let mut members = Vec::new();
        while !set.is_empty() {
            let mut pair = set.expect(Tag::SEQUENCE)?.contents()?;
            let oid = pair.expect(Tag::OID)?.oid()?;
            let value = pair.read()?;
            pair.finish()?;
            let (text, compared) = match value.text() {
                // What does not decode is compared octet by octet, or two different names with
                // broken characters would be equal.
                Ok(text) if text.contains(char::REPLACEMENT_CHARACTER) => {
                    (text, [b"?", value.raw()].concat())
                }
                Ok(text) => {
                    let folded = fold(&text);
                    (text, [b"s", folded.as_bytes()].concat())
                }
                Err(_) => (Hex(value.raw()).to_string(), [b"#", value.raw()].concat()),
            };
            let mut member = Vec::with_capacity(compared.len() + 24);
            push_counted(&mut member, oid.as_bytes());
            push_counted(&mut member, &compared);
            members.push(member);
            attributes.push(Attribute { oid, text, rdn });
        }
        members.sort_unstable();
        push_counted(&mut canonical, &members.concat());
        rdn += 1;
    }
    Ok((attributes, canonical))
}

/// The octets after their number, so that no two different lists join to the same bytes.
fn push_counted(out: &mut Vec<u8>, octets: &[u8]) {
    out.extend_from_slice(&octets.len().to_be_bytes());
    out.extend_from_slice(octets);
}

/// Case folded, white space squeezed and trimmed.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// RFC 4514 §2.4: the form of a value that has no string representation.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('#')?;
        write_hex(f, self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Writer;

    fn name(rdns: &[&[(Oid, Tag, &[u8])]]) -> Name {
        let mut writer = Writer::new();
        writer.nested(Tag::SEQUENCE, |name| {
            for rdn in rdns {
                name.nested(Tag::SET, |set| {
                    for (oid, tag, value) in *rdn {
                        set.nested(Tag::SEQUENCE, |pair| {
                            pair.oid(oid);
                            pair.element(*tag, value);
                        });
                    }
                });
            }
        });
        Name::parse(&writer.into_bytes()).unwrap()
    }

    const C: Oid = oids::COUNTRY;
    const CN: Oid = oids::COMMON_NAME;
    const PRINTABLE: Tag = Tag::PRINTABLE_STRING;
    const UTF8: Tag = Tag::UTF8_STRING;

    #[test]
    fn comparison_ignores_case_space_and_type() {
        let left = name(&[&[(C, PRINTABLE, b"VN")], &[(CN, PRINTABLE, b" Co  quan\tTHUE ")]]);
        let right = name(&[&[(C, UTF8, b"vn")], &[(CN, UTF8, b"CO QUAN thue")]]);
        assert_eq!(left, right);
        let upper = name(&[&[(CN, UTF8, "ĐỖ THỊ".as_bytes())]]);
        let lower = name(&[&[(
            CN,
            Tag::BMP_STRING,
            &[1, 0x11, 0x1e, 0xd7, 0, 32, 0, 116, 0, 104, 0x1e, 0xcb],
        )]]);
        assert_eq!(upper, lower);
        assert_ne!(upper, name(&[&[(CN, UTF8, b"DO THI")]]));
    }

    #[test]
    fn what_must_differ_differs() {
        let one = name(&[&[(C, UTF8, b"a")], &[(CN, UTF8, b"b")]]);
        assert_ne!(one, name(&[&[(CN, UTF8, b"b")], &[(C, UTF8, b"a")]]));
        assert_ne!(one, name(&[&[(C, UTF8, b"a"), (CN, UTF8, b"b")]]));
        assert_ne!(one, name(&[&[(C, UTF8, b"ab")]]));
        assert_ne!(one, name(&[&[(C, UTF8, b"a")], &[(CN, UTF8, b"b")], &[]]));
        let octets = name(&[&[(CN, Tag::OCTET_STRING, b"b")]]);
        assert_eq!(octets.to_string(), "CN=#040162");
        assert_ne!(octets, name(&[&[(CN, UTF8, b"#040162")]]));
        assert_ne!(name(&[&[(CN, UTF8, b"\xff")]]), name(&[&[(CN, UTF8, b"\xfe")]]));
    }

    #[test]
    fn a_multi_valued_rdn_is_a_set() {
        let left = name(&[&[(C, UTF8, b"VN"), (CN, UTF8, b"x")]]);
        let right = name(&[&[(CN, UTF8, b"X"), (C, UTF8, b"VN")]]);
        assert_eq!(left, right);
        assert_eq!(right.to_string(), "CN=X+C=VN");
    }

    #[test]
    fn display_puts_the_most_specific_first() {
        let x500 = name(&[
            &[(C, PRINTABLE, b"VN")],
            &[(oids::ORGANIZATION, UTF8, b"A, B")],
            &[(CN, UTF8, b"C+D")],
            &[(oids::USER_ID, UTF8, b"MST:0301519977-029")],
        ]);
        assert_eq!(x500.to_string(), "UID=MST:0301519977-029, CN=C\\+D, O=A\\, B, C=VN");
        let ldap = name(&[
            &[(oids::USER_ID, UTF8, b"CMND:1")],
            &[(CN, UTF8, b"N")],
            &[(C, PRINTABLE, b"VN")],
        ]);
        assert_eq!(ldap.to_string(), "UID=CMND:1, CN=N, C=VN");
        assert_eq!(ldap.uid(), Some("CMND:1"));
        let hostile = name(&[&[(CN, UTF8, "a\u{202e}b\u{1b}[2J".as_bytes())]]);
        assert_eq!(hostile.to_string(), "CN=a\\E2\\80\\AEb\\1B[2J");
    }

    #[test]
    fn several_units_are_given_most_specific_first() {
        let unit = oids::ORGANIZATIONAL_UNIT;
        let stored = name(&[
            &[(C, UTF8, b"VN")],
            &[(unit, UTF8, b"Tong cuc")],
            &[(unit, UTF8, b"Cuc")],
            &[(CN, UTF8, b"Chi cuc")],
        ]);
        assert_eq!(stored.organizational_unit(), Some("Cuc"));
        assert_eq!(stored.values(unit).collect::<Vec<_>>(), ["Cuc", "Tong cuc"]);
    }

    #[test]
    fn subtrees_end_at_rdn_boundaries() {
        let base = name(&[&[(C, UTF8, b"VN")], &[(CN, UTF8, b"ab")]]);
        let inside = name(&[&[(C, UTF8, b"vn")], &[(CN, UTF8, b"AB")], &[(CN, UTF8, b"x")]]);
        let beside = name(&[&[(C, UTF8, b"VN")], &[(CN, UTF8, b"abc")]]);
        assert!(inside.is_within(&base));
        assert!(base.is_within(&base));
        assert!(!beside.is_within(&base));
        assert!(!base.is_within(&inside));
        assert!(base.is_within(&name(&[])));
    }
}
