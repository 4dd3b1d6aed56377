//! What may be asked, and where a name may lead.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;
use ureq::http::uri::Scheme;

use super::{FetchError, FetchProblem};
use crate::limits::ADDRESS_BYTES;

/// Who named an address. It decides where the address may lead.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// It stands in a certificate, which whoever made the document chose. It must lead to a public
    /// address of the internet, and to port 80 or 443.
    Certificate,
    /// The user gave it. It may lead anywhere.
    User,
}

/// An address that was read and may be asked, unless its name leads to where it must not.
#[derive(Clone, Debug)]
pub(super) struct Address {
    uri: Uri,
    pub(super) origin: Origin,
}

impl Address {
    /// Reads an address. `allowed` are the hosts that the user vouches for.
    pub(super) fn parse(
        text: &str,
        origin: Origin,
        allowed: &[String],
    ) -> Result<Self, FetchError> {
        Self::read(text, origin, allowed).map_err(|problem| FetchError::new(text, problem))
    }

    fn read(text: &str, origin: Origin, allowed: &[String]) -> Result<Self, FetchProblem> {
        if text.len() > ADDRESS_BYTES {
            return Err(FetchProblem::Address("it is too long"));
        }
        // Certification authorities write spaces of their file names as they are.
        let text = text.trim().replace(' ', "%20");
        let (scheme, rest) =
            text.split_once(':').ok_or(FetchProblem::Address("it has no scheme"))?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return Err(FetchProblem::Scheme(scheme));
        }
        let uri: Uri = format!("{scheme}:{rest}")
            .parse()
            .map_err(|_| FetchProblem::Address("it is no address of HTTP"))?;
        let authority = uri.authority().ok_or(FetchProblem::Address("it names no host"))?;
        // Beside a name and a password, browsers and libraries read such addresses in different ways.
        if authority.as_str().contains('@') {
            return Err(FetchProblem::UserInfo);
        }
        let host = authority.host();
        let ip = literal(host);
        if ip.is_none() && !is_name(host) {
            return Err(FetchProblem::Address("its host has no proper name"));
        }
        let port = match authority.as_str().strip_prefix(host).unwrap_or_default() {
            "" => None,
            port => match port.strip_prefix(':').map(str::parse::<u16>) {
                Some(Ok(port)) if port > 0 => Some(port),
                _ => return Err(FetchProblem::Address("its port is no number from 1 to 65535")),
            },
        };
        let is_allowed = allowed.iter().any(|it| it.eq_ignore_ascii_case(host));
        let origin = if is_allowed { Origin::User } else { origin };
        if origin == Origin::Certificate {
            if let Some(port) = port.filter(|port| ![80, 443].contains(port)) {
                return Err(FetchProblem::Port(port));
            }
            if let Some(ip) = ip.filter(|ip| !is_public(*ip)) {
                return Err(FetchProblem::NotPublic(ip));
            }
        }
        Ok(Self { uri, origin })
    }

    /// The address that a `Location` leads to (RFC 9110 §10.2.2): from a host that the user named to
    /// itself as the user said, else like one out of a certificate.
    pub(super) fn redirected(
        &self,
        location: &str,
        allowed: &[String],
    ) -> Result<Self, FetchError> {
        let target = self.resolve(location);
        let next = Self::parse(&target, Origin::Certificate, allowed);
        if self.origin == Origin::User
            && let Ok(as_user) = Self::parse(&target, Origin::User, allowed)
            && as_user.host().eq_ignore_ascii_case(self.host())
        {
            return Ok(as_user);
        }
        next
    }

    /// A reference, made absolute (RFC 3986 §5.2, without removing dots, which the server does).
    fn resolve(&self, location: &str) -> String {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self.uri.authority().map_or("", |it| it.as_str());
        let path = self.uri.path();
        let has_scheme = location
            .split_once(':')
            .is_some_and(|(scheme, _)| scheme.bytes().all(|it| it.is_ascii_alphanumeric()));
        if has_scheme {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{scheme}:{location}")
        } else if location.starts_with('/') {
            format!("{scheme}://{authority}{location}")
        } else if location.starts_with('?') {
            format!("{scheme}://{authority}{path}{location}")
        } else {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{scheme}://{authority}{folder}/{location}")
        }
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// Whether secrets for this address may be sent to the other one: the same scheme, host and port,
    /// or the same host over https now.
    pub(super) fn shares_secrets_with(&self, other: &Self) -> bool {
        let port = |it: &Self| it.uri.port_u16();
        self.host().eq_ignore_ascii_case(other.host())
            && match (self.uri.scheme() == other.uri.scheme(), other.uri.scheme()) {
                (true, _) => port(self) == port(other),
                (false, scheme) => scheme == Some(&Scheme::HTTPS) && port(other).is_none(),
            }
    }

    /// As it may stand in a message.
    pub(super) fn text(&self) -> String {
        self.uri.to_string()
    }
}

/// The number that a host is in one of the forms of RFC 3986 §3.2.2.
fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Whether a host is a name. What ends in a number is none: resolvers take `2130706433` and `0x7f.1` for
/// numbers, each in its own way.
fn is_name(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|it| it.is_ascii_digit())
        || last.strip_prefix("0x").or(last.strip_prefix("0X")).is_some();
    !is_number && host.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_".contains(&it))
}

/// Whether a number is one of the public internet. Of IPv6 that is what is given out for it, not all
/// that is not known to be something else.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// By the registry of special-purpose addresses (RFC 6890): "globally reachable".
fn is_public_v4(ip: Ipv4Addr) -> bool {
    match ip.octets() {
        // this network, private, loopback
        [0 | 10 | 127, ..] => false,
        // shared by customers of a provider (RFC 6598)
        [100, 64..=127, ..] => false,
        // link-local, where clouds keep secrets
        [169, 254, ..] => false,
        [172, 16..=31, ..] | [192, 168, ..] => false,
        // protocols, documentation, relays of 6to4
        [192, 0, 0 | 2, _] | [192, 88, 99, _] => false,
        // benchmarks, documentation
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => false,
        // multicast, reserved, broadcast
        [224..=255, ..] => false,
        _ => true,
    }
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let within = |[a, b]: [u16; 2]| {
        let octets = |it: u16| it.to_be_bytes();
        let ([a, b], [c, d]) = (octets(a), octets(b));
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // an address of IPv4 behind a translator (RFC 6052 §2.1)
        [0x64, 0xff9b, 0, 0, 0, 0, a, b] => within([a, b]),
        // 6to4 (RFC 3056 §2)
        [0x2002, a, b, ..] => within([a, b]),
        // protocols (Teredo among them), documentation
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // global unicast (RFC 4291 §2.4); neither mapped nor compatible nor local addresses
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_certificate(text: &str) -> Result<Address, FetchProblem> {
        Address::read(text, Origin::Certificate, &[])
    }

    #[test]
    fn numbers_that_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a01:203::1",
            "2002:c0a8:101::",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "203.0.114.1",
            "223.255.255.255",
            "2001:200::1",
            "2400:cb00::1",
            "2a00:1450::1",
            "2002:808:808::1",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn addresses_in_certificates() {
        let problem = |text: &str| from_certificate(text).unwrap_err();
        for text in
            ["file:///etc/passwd", "ftp://a.example/", "ldap://a.example/cn=x", "gopher://a/"]
        {
            assert!(matches!(problem(text), FetchProblem::Scheme(_)), "{text}");
        }
        for text in ["http://user@a.example/", "http://a:b@127.0.0.1/", "http://a.example@10.0.0.1"]
        {
            assert_eq!(problem(text), FetchProblem::UserInfo, "{text}");
        }
        for text in [
            "http://127.0.0.1/",
            "https://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "HTTP://10.0.0.1/",
        ] {
            assert!(matches!(problem(text), FetchProblem::NotPublic(_)), "{text}");
        }
        assert_eq!(problem("http://a.example:8080/"), FetchProblem::Port(8080));
        assert_eq!(problem("http://a.example:22/"), FetchProblem::Port(22));
        for text in [
            "",
            "a.example",
            "http:",
            "http://",
            "http:///x",
            "http://a.example:0/",
            "http://a.example:99999/",
            "http://a.example:/",
            "http://[::1",
            "http://[fe80::1%25eth0]/",
            "http://a%2eexample/",
            "http://a.example\r\nX: y/",
            "http://é.example/",
            "//a.example/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0x7f000001/",
            "http://017700000001/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://a.example.1/",
            "http://./",
            &format!("http://a.example/{}", "x".repeat(ADDRESS_BYTES)),
        ] {
            assert!(
                matches!(problem(text), FetchProblem::Address(_)),
                "{text}: {:?}",
                problem(text)
            );
        }
        for text in [
            "http://a.example",
            "https://a.example:443/x?y",
            "http://a.example:80/",
            " http://1.1.1.1/ ",
        ] {
            assert!(from_certificate(text).is_ok(), "{text}");
        }
        assert_eq!(
            from_certificate("http://a.example/My CA.crl").unwrap().uri.path(),
            "/My%20CA.crl"
        );
    }

    #[test]
    fn what_the_user_named_and_allows() {
        for text in ["http://127.0.0.1:3161/tsa", "http://localhost/", "https://[::1]:8443/"] {
            assert!(Address::read(text, Origin::User, &[]).is_ok(), "{text}");
        }
        let allowed = ["CA.office.example".to_owned()];
        let read = |text| Address::read(text, Origin::Certificate, &allowed);
        assert_eq!(read("http://ca.office.example:8080/").unwrap().origin, Origin::User);
        assert!(read("http://x.ca.office.example:8080/").is_err());
        assert_eq!(read("http://a.example/").unwrap().origin, Origin::Certificate);
        assert!(Address::read("http://a:b@127.0.0.1/", Origin::User, &[]).is_err());
        assert!(Address::read("file:///x", Origin::User, &[]).is_err());
    }

    #[test]
    fn redirects_are_checked_like_addresses_of_certificates() {
        let from = |text| Address::read(text, Origin::User, &[]).unwrap();
        let tsa = from("http://tsa.example:3161/a/b?c");
        let to = |location| tsa.redirected(location, &[]).map(|it| (it.text(), it.origin));
        let own = |text: &str| Ok((text.to_owned(), Origin::User));
        assert_eq!(to("/x"), own("http://tsa.example:3161/x"));
        assert_eq!(to("x?y=http://z"), own("http://tsa.example:3161/a/x?y=http://z"));
        assert_eq!(to("?x"), own("http://tsa.example:3161/a/b?x"));
        assert_eq!(to("https://TSA.example/"), own("https://TSA.example/"));
        assert_eq!(to("//b.example/x"), Ok(("http://b.example/x".to_owned(), Origin::Certificate)));
        for location in ["http://127.0.0.1/", "//[::1]/", "http://b.example:3161/", "file:///x"] {
            assert!(to(location).is_err(), "{location}");
        }
    }

    #[test]
    fn secrets_stay_with_their_host() {
        let read = |text| Address::read(text, Origin::User, &[]).unwrap();
        let share = |one, other| read(one).shares_secrets_with(&read(other));
        assert!(share("http://a.example/x", "http://a.example/y"));
        assert!(share("http://a.example/", "https://a.example/"));
        assert!(!share("https://a.example/", "http://a.example/"));
        assert!(!share("http://a.example/", "http://b.example/"));
        assert!(!share("http://a.example:1/", "http://a.example:2/"));
        assert!(!share("http://a.example/", "https://a.example:8443/"));
    }
}
