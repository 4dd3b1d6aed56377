//! Files that are a CMS, with their content inside.

use kyso::asn1::Tag;
use kyso::limits::{CMS_SIGNERS, CMS_SPLIT_CONTENT_BYTES};

use super::pki::{Cms, Profile, der, name};
use super::{Named, Verdict};
use super::{ROOT, SIGNER_SERIAL, check, root_key, signer, signer_key, with_trust};

const CONTENT: &[u8] = b"so lieu";

fn file(cms: &Cms) -> Vec<u8> {
    cms.sign(CONTENT, ROOT, &SIGNER_SERIAL, &signer_key())
}

fn certificate() -> Vec<u8> {
    signer().sign(&root_key())
}

fn octets(content: &[u8]) -> Vec<u8> {
    der(|it| it.element(Tag::OCTET_STRING, content))
}

/// A string in parts (X.690 §8.7).
fn parts(parts: &[u8]) -> Vec<u8> {
    der(|it| it.element(Tag(Tag::OCTET_STRING.0 | 0x20), parts))
}

fn ordinary() -> Cms {
    Cms { certificates: vec![certificate()], inside: Some(octets(CONTENT)), ..Cms::default() }
}

#[test]
fn an_ordinary_file_is_passed() {
    check("ordinary", &with_trust(file(&ordinary())), &Verdict("passed"));
}

#[test]
fn signers_without_end() {
    let more_signers = CMS_SIGNERS - 1;
    let many = Cms { more_signers, ..ordinary() };
    check("as many signers as are read", &with_trust(file(&many)), &Verdict("passed"));
    let more = Cms { more_signers: CMS_SIGNERS, ..ordinary() };
    check("one more", &with_trust(file(&more)), &Named("CMS_SIGNERS"));
}

#[test]
fn every_signer_tries_the_certificates_of_all() {
    // other keys, and names that are told apart only by reading them
    let other = |number: u32| Profile::new(&format!("Other {number}"), &signer_key(), ROOT, 1);
    let certificates = (0..900).map(|it| other(it).sign(&root_key())).collect();
    let issuer = der(|it| it.raw(&name("Nobody")));
    let cms =
        Cms { certificates, issuer: Some(issuer), more_signers: CMS_SIGNERS - 1, ..ordinary() };
    check("nobody's name", &with_trust(file(&cms)), &Verdict("indeterminate"));
}

#[test]
fn content_in_parts() {
    let split: Vec<u8> = CONTENT.iter().flat_map(|octet| [4, 1, *octet]).collect();
    let cms = Cms { inside: Some(parts(&split)), ..ordinary() };
    check("octet by octet", &with_trust(file(&cms)), &Verdict("passed"));
    let nothing = [4, 0].repeat(4 << 20);
    let cms = Cms { inside: Some(parts(&[&nothing[..], &split].concat())), ..ordinary() };
    check("millions of empty parts", &with_trust(file(&cms)), &Verdict("passed"));
    let mut nested = octets(CONTENT);
    (0..50).for_each(|_| nested = parts(&nested));
    let cms = Cms { inside: Some(nested), ..ordinary() };
    check("parts of parts", &with_trust(file(&cms)), &Verdict("passed"));
    let mut nested = octets(CONTENT);
    (0..100).for_each(|_| nested = parts(&nested));
    let cms = Cms { inside: Some(nested), ..ordinary() };
    check("without end", &with_trust(file(&cms)), &Verdict("error"));
    let long = vec![0; CMS_SPLIT_CONTENT_BYTES];
    let cms = Cms { inside: Some(parts(&octets(&long))), ..ordinary() };
    check("more than is put together", &with_trust(file(&cms)), &Named("broken-cms"));
}

#[test]
fn attributes_without_end() {
    let attributes = vec![super::pki::attribute(&super::pki::DATA, &[]); 1_100];
    let cms = Cms { attributes, ..ordinary() };
    check("attributes", &with_trust(file(&cms)), &Named("broken-cms"));
    let large = octets(&vec![7; 17 << 20]);
    let attributes = vec![super::pki::attribute(&super::pki::DATA, &large)];
    let cms = Cms { attributes, ..ordinary() };
    check("a large attribute", &with_trust(file(&cms)), &Named("broken-cms"));
}
