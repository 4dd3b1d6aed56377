//! Whether a name lies in a subtree, for every form of name (RFC 5280 §4.2.1.10, RFC 9549 §2,
//! RFC 9598 §6).
//!
//! Names and the roots of subtrees are taken apart once, so that holding one against the other costs
//! no more than comparing two short strings.

use std::net::Ipv4Addr;

use super::rule::Rule;
use crate::asn1::{Oid, Reader, Tag, oid};
use crate::x509::{Certificate, GeneralName, GeneralSubtree, Name};

/// emailAddress of a distinguished name (RFC 5280 §4.1.2.6).
const EMAIL_ADDRESS: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 1]);
/// id-on-SmtpUTF8Mailbox (RFC 9598 §3): an e-mail address with letters beyond ASCII.
const SMTP_UTF8_MAILBOX: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 8, 9]);

/// The longest local part of an e-mail address (RFC 5321 §4.5.3.1.1), here with some room.
const LOCAL_PART_OCTETS: usize = 256;
/// The longest host name (RFC 1035 §2.3.4).
const HOST_OCTETS: usize = 253;
/// The longest label of one.
const LABEL_OCTETS: usize = 63;

/// On which side of the constraints a subtree stands. It makes a difference for names that stand
/// for others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Side {
    /// No name may lie in it: whatever a wildcard may stand for is looked at.
    Excluded,
    /// Names must lie in it: all that a wildcard may stand for.
    Permitted,
}

/// The forms of names. A constraint is about names of its own form only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    Directory,
    Dns,
    Email,
    Ip,
    /// otherName; of different types they are different forms. `None` where the type is not known.
    Other(Option<Oid>),
    /// x400Address, ediPartyName and registeredID, by the number of their tag: for none of them is it
    /// said how constraints apply.
    Unprocessed(u8),
    Uri,
}

impl Form {
    fn of(name: &GeneralName) -> Self {
        match name {
            GeneralName::Directory(_) => Self::Directory,
            GeneralName::Dns(_) => Self::Dns,
            GeneralName::Email(_) => Self::Email,
            GeneralName::Ip(_) => Self::Ip,
            GeneralName::Other(oid, _) => Self::Other(Some(*oid)),
            GeneralName::RegisteredId(_) => Self::Unprocessed(8),
            GeneralName::Uri(_) => Self::Uri,
            // Of what could not be decoded the tag still tells the form.
            GeneralName::Unsupported(raw) => match raw.first().map(|tag| tag & 0x1f) {
                Some(0) | None => Self::Other(None),
                Some(1) => Self::Email,
                Some(2) => Self::Dns,
                Some(4) => Self::Directory,
                Some(6) => Self::Uri,
                Some(7) => Self::Ip,
                Some(number) => Self::Unprocessed(number),
            },
        }
    }

    fn may_be(self, other: Self) -> bool {
        match (self, other) {
            (Self::Other(None), Self::Other(_)) | (Self::Other(_), Self::Other(None)) => true,
            _ => self == other,
        }
    }
}

/// A name of a certificate that constraints are held against.
#[derive(Clone, Debug)]
pub(super) struct Held<'a> {
    form: Form,
    /// `None` if it has not the form of its kind, or of none that is processed.
    value: Option<Value<'a>>,
}

#[derive(Clone, Debug)]
enum Value<'a> {
    Directory(&'a Name),
    Host {
        host: &'a str,
        /// The host is what follows a first label that stands for any.
        is_wildcard: bool,
    },
    Ip(&'a [u8]),
    Mailbox {
        local: String,
        host: String,
    },
}

impl<'a> Held<'a> {
    /// The subject, the e-mail addresses in it, and the alternative names.
    ///
    /// RFC 5280 asks to hold constraints against addresses in the subject where there are no
    /// alternative names; readers show them in any case, and so they are held in any case.
    pub(super) fn all_of(certificate: &'a Certificate) -> impl Iterator<Item = Self> {
        let subject = certificate.subject();
        let directory = (!subject.is_empty())
            .then_some(Self { form: Form::Directory, value: Some(Value::Directory(subject)) });
        let emails = subject
            .attributes()
            .iter()
            .filter(|attribute| attribute.oid == EMAIL_ADDRESS)
            .map(|attribute| Self { form: Form::Email, value: mailbox(&attribute.text) });
        let alternative = certificate
            .subject_alternative_names()
            .iter()
            .flat_map(|name| [Some(Self::of(name)), Self::email_of(name)])
            .flatten();
        directory.into_iter().chain(emails).chain(alternative)
    }

    fn of(name: &'a GeneralName) -> Self {
        let value = match name {
            GeneralName::Directory(name) => Some(Value::Directory(name)),
            GeneralName::Dns(text) => dns_name(text),
            GeneralName::Email(text) => mailbox(text),
            GeneralName::Ip(octets) => matches!(octets.len(), 4 | 16).then_some(Value::Ip(octets)),
            GeneralName::Uri(text) => {
                uri_host(text).map(|host| Value::Host { host, is_wildcard: false })
            }
            _ => None,
        };
        Self { form: Form::of(name), value }
    }

    /// What constraints on e-mail addresses are held against besides rfc822Name (RFC 9598 §6).
    fn email_of(name: &'a GeneralName) -> Option<Self> {
        let GeneralName::Other(SMTP_UTF8_MAILBOX, value) = name else { return None };
        let text = Reader::new(value).expect(Tag::UTF8_STRING).and_then(|text| text.text());
        let value = text.ok().and_then(|text| mailbox(&text));
        Some(Self { form: Form::Email, value })
    }
}

/// A subtree of the names of one form.
#[derive(Clone, Debug)]
pub(super) struct Subtree<'a> {
    form: Form,
    /// `None` if the root has not the form of its kind.
    base: Option<Base<'a>>,
}

#[derive(Clone, Debug)]
enum Base<'a> {
    /// An empty text: every name of the form.
    All,
    /// The host names with at least one more label.
    Below(&'a str),
    Directory(&'a Name),
    Host(&'a str),
    Ip {
        address: &'a [u8],
        mask: &'a [u8],
    },
    Mailbox {
        local: &'a str,
        host: &'a str,
    },
}

impl<'a> Subtree<'a> {
    pub(super) fn of(subtree: &'a GeneralSubtree) -> Self {
        let base = match &subtree.base {
            GeneralName::Directory(name) => Some(Base::Directory(name)),
            GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Uri(text)
                if text.is_empty() =>
            {
                Some(Base::All)
            }
            GeneralName::Dns(text) => is_host(text).then_some(Base::Host(text)),
            GeneralName::Email(text) => match text.split_once('@') {
                Some((local, host)) => {
                    (is_local_part(local) && is_host(host)).then_some(Base::Mailbox { local, host })
                }
                None => host_or_below(text),
            },
            GeneralName::Ip(octets) => network(octets),
            GeneralName::Uri(text) => host_or_below(text),
            _ => None,
        };
        // RFC 5280: minimum MUST be zero, and maximum MUST be absent.
        let is_bounded = subtree.minimum != 0 || subtree.maximum.is_some();
        Self { form: Form::of(&subtree.base), base: base.filter(|_| !is_bounded) }
    }

    /// Whether a name has to be held against it.
    pub(super) fn is_about(&self, name: &Held<'_>) -> bool {
        self.form.may_be(name.form)
    }

    /// Whether a name that it is about lies in it.
    pub(super) fn holds(&self, name: &Held<'_>, side: Side) -> Result<bool, Rule> {
        if matches!(self.form, Form::Other(_) | Form::Unprocessed(_)) {
            return Err(Rule::NameFormNotProcessed);
        }
        let base = self.base.as_ref().ok_or(Rule::NameConstraintsMalformed)?;
        let value = name.value.as_ref().ok_or(Rule::NameMalformed)?;
        Ok(match (base, value) {
            (Base::All, _) => true,
            (Base::Directory(base), Value::Directory(name)) => name.is_within(base),
            (Base::Ip { address, mask }, Value::Ip(octets)) => {
                let pairs = address.iter().zip(*mask).zip(*octets);
                octets.len() == address.len()
                    && pairs.into_iter().all(|((base, mask), octet)| base & mask == octet & mask)
            }
            (Base::Host(base), Value::Host { host, is_wildcard }) if self.form == Form::Dns => {
                is_below_or_same(host, base)
                    || (*is_wildcard && side == Side::Excluded && is_below(base, host))
            }
            (Base::Host(base), Value::Host { host, .. }) => host.eq_ignore_ascii_case(base),
            (Base::Below(base), Value::Host { host, .. }) => is_below(host, base),
            (Base::Host(base), Value::Mailbox { host, .. }) => host.eq_ignore_ascii_case(base),
            (Base::Below(base), Value::Mailbox { host, .. }) => is_below(host, base),
            // RFC 5280 §7.5: the local part is compared letter by letter.
            (Base::Mailbox { local, host }, Value::Mailbox { local: of_name, host: at }) => {
                of_name == local && at.eq_ignore_ascii_case(host)
            }
            _ => false,
        })
    }
}

/// A dNSName, whose first label may be or hold a wildcard (RFC 9525 §6.3 for the meaning).
fn dns_name(text: &str) -> Option<Value<'_>> {
    match text.split_once('.') {
        Some((first, host)) if first.contains('*') => {
            is_host(host).then_some(Value::Host { host, is_wildcard: true })
        }
        _ => is_host(text).then_some(Value::Host { host: text, is_wildcard: false }),
    }
}

fn mailbox<'a>(text: &str) -> Option<Value<'a>> {
    let (local, host) = text.split_once('@')?;
    (is_local_part(local) && is_host(host))
        .then(|| Value::Mailbox { local: local.to_owned(), host: host.to_owned() })
}

/// The host of a URI, which must be a name: RFC 5280 asks to refuse a URI that has no authority, or
/// an address instead of a name.
fn uri_host(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it));
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    // Readers differ over what "http://a\@b" names.
    let is_clear = is_scheme && !authority.contains('\\') && is_host(host);
    (is_clear && host.parse::<Ipv4Addr>().is_err()).then_some(host)
}

fn host_or_below(text: &str) -> Option<Base<'_>> {
    match text.strip_prefix('.') {
        Some(domain) => is_host(domain).then_some(Base::Below(domain)),
        None => is_host(text).then_some(Base::Host(text)),
    }
}

/// An address and a mask of as many octets (RFC 4632 style: ones, then zeros).
fn network(octets: &[u8]) -> Option<Base<'_>> {
    if !matches!(octets.len(), 8 | 32) {
        return None;
    }
    let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
    let mut rest = mask.iter().skip_while(|&&octet| octet == 0xff);
    let border = rest.next().copied().unwrap_or_default();
    let is_prefix = border.leading_ones() == border.count_ones() && rest.all(|&octet| octet == 0);
    is_prefix.then_some(Base::Ip { address, mask })
}

/// Host names as they are written in certificates: ASCII, what is not in the form of A-labels
/// (RFC 9549 §2.2), no dot at either end. Underscores are in use.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_OCTETS).contains(&label.len())
            && label.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
    };
    text.len() <= HOST_OCTETS && text.split('.').all(is_label)
}

/// A quoted local part may hold another `@`, and readers differ over it.
fn is_local_part(text: &str) -> bool {
    (1..=LOCAL_PART_OCTETS).contains(&text.len())
        && !text.contains(['@', '"'])
        && !text.contains(|it: char| it.is_control() || it.is_whitespace())
}

fn is_below_or_same(host: &str, domain: &str) -> bool {
    host.eq_ignore_ascii_case(domain) || is_below(host, domain)
}

/// Whether a host name ends in a domain with at least one label before it.
fn is_below(host: &str, domain: &str) -> bool {
    let Some(at) = host.len().checked_sub(domain.len()) else { return false };
    let Some((before, end)) = host.split_at_checked(at) else { return false };
    before.len() > 1 && before.ends_with('.') && end.eq_ignore_ascii_case(domain)
}
