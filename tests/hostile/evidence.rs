//! CRLs and OCSP responses: how many there are and how much they say.

use super::pdf::deflate;
use super::pki::{Cms, crl, ocsp, ocsp_with};
use super::run::Case;
use super::{Named, ROOT, SIGNER_SERIAL, Verdict, check, document, ordinary, root, root_key};

/// Serial numbers of others.
fn serials(count: u32) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(|number| {
        let scattered = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
        [&[2], scattered.to_be_bytes().as_slice()].concat()
    })
}

fn with_signer(count: u32) -> impl Iterator<Item = Vec<u8>> {
    serials(count).chain(std::iter::once(SIGNER_SERIAL.to_vec()))
}

fn case(file: Vec<u8>, evidence: Vec<u8>) -> Case {
    Case { file, trust: vec![("root.der", root()), ("evidence", evidence)] }
}

fn in_store(key: &str, evidence: &[u8]) -> Vec<u8> {
    document(&Cms::default(), &format!("/DSS <</{key} [20 0 R]>>"), |file| {
        file.stream(20, "/Filter /FlateDecode", &deflate(evidence));
    })
}

#[test]
fn a_million_entries_in_the_trust_folder() {
    let silent = crl(ROOT, &root_key(), 2, serials(1_000_000));
    check("silent", &case(ordinary(), silent), &Verdict("passed"));
    let telling = crl(ROOT, &root_key(), 2, with_signer(1_000_000));
    check("telling", &case(ordinary(), telling), &Named("certificate-revoked"));
}

#[test]
fn a_million_entries_in_the_document() {
    let silent = crl(ROOT, &root_key(), 2, serials(1_000_000));
    let trust = || vec![("root.der", root())];
    let file = in_store("CRLs", &silent);
    check("silent", &Case { file, trust: trust() }, &Verdict("passed"));
    let telling = crl(ROOT, &root_key(), 2, with_signer(1_000_000));
    let file = in_store("CRLs", &telling);
    check("telling", &Case { file, trust: trust() }, &Named("certificate-revoked"));
    // In the signature there is not as much room.
    let file = document(&Cms { crls: vec![silent], ..Cms::default() }, "", |_| {});
    check("in the signature", &Case { file, trust: trust() }, &Named("signature"));
}

#[test]
fn a_hundred_thousand_responses() {
    let many = ocsp(ROOT, &root_key(), with_signer(100_000));
    let trust = vec![("root.der", root())];
    check("in the document", &Case { file: in_store("OCSPs", &many), trust }, &Named("CMS_ITEMS"));
    check("in the trust folder", &case(ordinary(), many), &Named("CMS_ITEMS"));
    let some = ocsp(ROOT, &root_key(), with_signer(900));
    check("as many as there may be", &case(ordinary(), some), &Verdict("passed"));
}

/// A document with so many CRLs of one CA, of which one revokes the signer.
fn many_crls(count: u32, revoking: u32) -> Vec<u8> {
    let list: String = (0..count).map(|number| format!("{} 0 R ", 100 + number)).collect();
    document(&Cms::default(), &format!("/DSS <</CRLs [{list}]>>"), |file| {
        for number in 0..count {
            let serials = (number == revoking).then(|| SIGNER_SERIAL.to_vec());
            let crl = crl(ROOT, &root_key(), number, serials.into_iter());
            file.stream(100 + number, "", &crl);
        }
    })
}

#[test]
fn evidence_that_goes_past_a_bound_is_not_passed_over() {
    let trust = || vec![("root.der", root())];
    let case = |count, revoking| Case { file: many_crls(count, revoking), trust: trust() };
    check("none revokes", &case(150, u32::MAX), &Verdict("passed"));
    check("one of a few revokes", &case(150, 149), &Named("certificate-revoked"));
    check("one of many revokes", &case(300, 250), &Named("DOCUMENT_REVOCATION_VALUES"));
    check("one of very many revokes", &case(5_000, 4_999), &Named("DOCUMENT_REVOCATION_VALUES"));
}

#[test]
fn responders_that_nobody_looks_at() {
    // The certificate of the one who signed may stand behind all that are tried.
    for (count, expected) in [(8, Verdict("passed")), (9, Named("OCSP_RESPONDERS"))] {
        let others = vec![root(); count];
        let serials = std::iter::once(SIGNER_SERIAL.to_vec());
        let response = ocsp_with(ROOT, &root_key(), serials, &others);
        check("responders", &case(in_store("OCSPs", &response), super::empty_crl()), &expected);
    }
}

/// A document with so many OCSP responses about the signer.
fn many_responses(count: u32) -> Vec<u8> {
    let list: String = (0..count).map(|number| format!("{} 0 R ", 100 + number)).collect();
    document(&Cms::default(), &format!("/DSS <</OCSPs [{list}]>>"), |file| {
        for number in 0..count {
            let serials =
                [SIGNER_SERIAL.to_vec(), [3].into_iter().chain(number.to_be_bytes()).collect()];
            file.stream(100 + number, "", &ocsp(ROOT, &root_key(), serials.into_iter()));
        }
    })
}

#[test]
fn responses_that_go_past_a_bound_are_not_passed_over() {
    let case = |count| Case { file: many_responses(count), trust: vec![("root.der", root())] };
    check("a few", &case(150), &Verdict("passed"));
    check("many", &case(400), &Named("DOCUMENT_REVOCATION_VALUES"));
}

#[test]
fn more_evidence_than_is_kept() {
    // Each fits on its own; together they are more than is read.
    let list = "20 0 R 21 0 R 22 0 R";
    let file = document(&Cms::default(), &format!("/DSS <</CRLs [{list}]>>"), |file| {
        for number in 20..23 {
            let crl = crl(ROOT, &root_key(), number, serials(1_000_000));
            file.stream(number, "/Filter /FlateDecode", &deflate(&crl));
        }
    });
    let trust = vec![("root.der", root())];
    check("three large CRLs", &Case { file, trust }, &Named("PDF_SECURITY_STORE_BYTES"));
}
