use super::*;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/data/x509/", $name)).as_slice()
    };
}

fn kinds(contents: &Contents) -> String {
    let letter = |item: &Item| match item {
        Item::Certificate(_) => 'c',
        Item::Crl(_) => 'r',
        Item::Ocsp(_) => 'o',
    };
    contents.items.iter().map(letter).collect()
}

#[test]
fn every_form() {
    let twice = [data!("root.der"), data!("state.crl"), data!("delegated.ocsp")].concat();
    let basic = OcspResponse::parse(data!("direct.ocsp")).unwrap();
    let base64 = STANDARD.encode(data!("direct.ocsp")).into_bytes();
    for (bytes, expected) in [
        (data!("root.der"), "c"),
        (data!("state.crl"), "r"),
        (data!("delegated.ocsp"), "o"),
        (basic.der(), "o"),
        (&twice, "cro"),
        (data!("chain.p7b"), "ccr"),
        (data!("bundle.pem"), "ccr"),
        (&base64, "o"),
    ] {
        let contents = parse_any(bytes);
        assert_eq!(kinds(&contents), expected, "{:?}", contents.unreadable);
        assert_eq!(contents.unreadable, []);
    }
}

#[test]
fn one_broken_part_does_not_hide_the_others() {
    let pem = data!("bundle.pem").to_vec();
    let mut text = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_vec();
    text.extend_from_slice(b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
    text.extend_from_slice(&pem);
    let contents = parse_any(&text);
    assert_eq!(kinds(&contents), "ccr");
    let refused: Vec<_> = contents.unreadable.iter().map(|part| (part.index, part.kind)).collect();
    assert_eq!(refused, [(0, ItemKind::Certificate), (1, ItemKind::OtherPem)]);
}

#[test]
fn what_is_nothing_is_named() {
    for bytes in [&b""[..], b"%PDF-1.7", b"0 s: a listing", &[0x30, 3, 2, 1, 1]] {
        let contents = parse_any(bytes);
        assert!(contents.items.is_empty());
        assert_eq!(contents.unreadable.len(), 1, "{bytes:?}");
    }
    let contents = parse_any(data!("unauthorized.ocsp"));
    assert_eq!(contents.unreadable[0].kind, ItemKind::Ocsp);
    assert_eq!(
        contents.unreadable[0].to_string(),
        "OCSP response (item 0): the OCSP responder answered: unauthorized"
    );
}

#[test]
fn a_listing_before_the_armour() {
    let text = [b"0 s:/C=VN\n", data!("bundle.pem")].concat();
    assert_eq!(kinds(&parse_any(&text)), "ccr");
}

#[test]
fn changed_bytes_never_panic() {
    for bytes in [data!("chain.p7b"), data!("bundle.pem")] {
        for at in (0..bytes.len()).step_by(3) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x81;
            let _ = parse_any(&changed);
            let _ = parse_any(&bytes[..at]);
        }
    }
}
