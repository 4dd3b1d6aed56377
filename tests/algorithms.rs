//! Every algorithm of the corpus is judged, or listed as unknown by its name.
//!
//! All keys, certificates, CRLs, OCSP responses, CMS signatures and timestamp tokens that can be
//! found in the files, whatever their format, are computed; `corpus-algorithms.tsv` says of each
//! algorithm what must come of it. One that is not listed, one that is listed and not found, and
//! one of which something else comes all fail the test.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Table, corpus, root};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use kyso::asn1::{Reader, Tag};
use kyso::cms::{SignatureCheck, SignedContent, SignedData, TstInfo};
use kyso::crypto::{
    DigestAlgorithm, KeyKind, PublicKey, SignatureAlgorithm, VerifyError, algorithm_name, verify,
};
use kyso::pdf::Document;
use kyso::x509::{Certificate, CertificatePool, Crl, Item, OcspResponse, Signed, parse_any};

/// The most bytes that are taken out of one compressed member of a file.
const MEMBER_BYTES: u64 = 16 << 20;

#[test]
fn algorithms_of_the_corpus_are_judged_or_named() {
    let Some(corpus) = corpus() else { return };
    let mut found = Found::default();
    walk(&corpus.join("files"), &mut |path| {
        // These are vectors in JSON, and have a test of their own.
        if !path.components().any(|part| part.as_os_str() == "wycheproof") {
            found.bytes(&fs::read(path).unwrap(), 0);
        }
    });
    found.compute();
    let found: BTreeSet<_> =
        found.algorithms.iter().map(|(name, state)| (&**name, *state)).collect();

    let table = Table::read(&root().join("tests/corpus-algorithms.tsv"));
    let mut listed = BTreeMap::new();
    for row in table.rows() {
        let state = match row.cell("state") {
            "judged" => State::Judged,
            "unknown" => State::Unknown,
            other => panic!("{other}"),
        };
        assert!(state == State::Judged || row.cell("reason").len() > 10, "a reason is missing");
        assert!(listed.insert(row.cell("algorithm").to_owned(), state).is_none(), "listed twice");
    }
    let listed: BTreeSet<_> = listed.iter().map(|(name, state)| (&**name, *state)).collect();
    let missing: Vec<_> = listed.difference(&found).collect();
    let unexpected: Vec<_> = found.difference(&listed).collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "not found as listed: {missing:#?}\nfound and not listed: {unexpected:#?}"
    );
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum State {
    /// It was computed: the value is right or wrong.
    Judged,
    /// It was not, and this is its name.
    Unknown,
}

#[derive(Default)]
struct Found {
    certificates: BTreeMap<[u8; 32], Arc<Certificate>>,
    crls: Vec<Arc<Crl>>,
    responses: Vec<Arc<OcspResponse>>,
    cms: BTreeSet<Vec<u8>>,
    algorithms: BTreeSet<(String, State)>,
}

impl Found {
    /// Takes in whatever a file, or a member of one, is.
    fn bytes(&mut self, bytes: &[u8], depth: usize) {
        if let Ok(document) = Document::open(bytes) {
            self.document(&document);
        } else if bytes.starts_with(b"PK\x03\x04") && depth < 3 {
            for member in members(bytes) {
                self.bytes(&member, depth + 1);
            }
        } else if bytes.first() == Some(&0x30) {
            self.der(bytes);
        } else if let Ok(text) = std::str::from_utf8(bytes) {
            // PEM in JSON has its ends of lines escaped.
            self.items(text.replace("\\n", "\n").as_bytes());
            for blob in base64_blobs(text) {
                self.der(&blob);
            }
        }
    }

    fn document(&mut self, document: &Document<'_>) {
        for signature in document.signatures().unwrap_or_default() {
            self.der(&signature.contents);
            signature.certificates.iter().for_each(|certificate| self.der(certificate));
        }
        // Streams of any revision and any use, the security store among them.
        let bytes = document.bytes();
        for at in memchr::memmem::find_iter(bytes, b"stream") {
            let data = &bytes[at + 6..];
            let Some(data) = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")) else {
                continue;
            };
            let mut inflated = Vec::new();
            drop(ZlibDecoder::new(data).take(MEMBER_BYTES).read_to_end(&mut inflated));
            for stream in [data, &inflated] {
                if stream.starts_with(&[0x30, 0x82]) {
                    // Without what follows the encoding.
                    let element = Reader::new(stream).read();
                    element.into_iter().for_each(|element| self.der(element.raw()));
                }
            }
        }
    }

    fn der(&mut self, bytes: &[u8]) {
        if SignedData::parse(bytes).is_ok() {
            self.cms.insert(bytes.to_vec());
        } else if let Some(token) = token_of_response(bytes) {
            self.cms.insert(token.to_vec());
        } else {
            self.items(bytes);
        }
    }

    fn items(&mut self, bytes: &[u8]) {
        for item in parse_any(bytes).items {
            match item {
                Item::Certificate(certificate) => {
                    self.certificates.insert(certificate.digest(), certificate);
                }
                Item::Crl(crl) => self.crls.push(crl),
                Item::Ocsp(response) => {
                    response.certificates().for_each(|certificate| self.items(certificate));
                    self.responses.push(response);
                }
                _ => {}
            }
        }
    }

    fn compute(&mut self) {
        let mut open: Vec<Vec<u8>> = self.cms.iter().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(bytes) = open.pop() {
            let Ok(data) = SignedData::parse(&bytes) else { continue };
            if !seen.insert(data.raw().to_vec()) {
                continue;
            }
            for der in data.certificates().iter().chain(data.revocation().crls()) {
                self.items(der);
            }
            data.revocation().ocsp_responses().iter().for_each(|der| self.items(der));
            for signer in data.signers() {
                let tokens = signer.unsigned_attributes().signature_timestamps();
                open.extend(tokens.map(<[u8]>::to_vec));
            }
            self.signers(&data);
        }
        let mut pool = CertificatePool::new();
        let certificates: Vec<_> = self.certificates.values().cloned().collect();
        for certificate in &certificates {
            self.key(certificate.public_key());
            pool.insert(Arc::clone(certificate));
        }
        for certificate in &certificates {
            let issuers = pool.by_subject(certificate.issuer());
            self.edge(&**certificate, issuers.map(|issuer| issuer.public_key()));
        }
        for crl in std::mem::take(&mut self.crls) {
            let issuers = pool.by_subject(crl.issuer());
            self.edge(&*crl, issuers.map(|issuer| issuer.public_key()));
        }
        for response in std::mem::take(&mut self.responses) {
            let responders = certificates.iter().filter(|it| response.responder().is(it));
            self.edge(&*response, responders.map(|responder| responder.public_key()));
        }
    }

    /// What a key signed, or did not: either way it was computed.
    fn edge<'k>(&mut self, signed: &dyn Signed, keys: impl Iterator<Item = &'k PublicKey>) {
        let mut keys = keys.peekable();
        let algorithm = signed.signature_algorithm();
        if keys.peek().is_none() {
            // Who signed it is not in the corpus; the kind of key is not known.
            self.note("signature", algorithm.name(None), is_known(algorithm));
        }
        for key in keys {
            let result = verify(algorithm, key, signed.tbs(), signed.signature());
            self.result(algorithm, key, &result);
        }
    }

    fn result(
        &mut self,
        algorithm: &SignatureAlgorithm,
        key: &PublicKey,
        result: &Result<(), VerifyError>,
    ) {
        match result {
            Ok(()) | Err(VerifyError::Mismatch) => {
                self.note("signature", algorithm.name(Some(key)), true);
            }
            // One of several certificates of this name, and not the one that signed.
            Err(VerifyError::KeyMismatch { .. }) => {}
            Err(VerifyError::UnsupportedAlgorithm(name) | VerifyError::Malformed(name)) => {
                self.note("signature", name.clone(), false);
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn key(&mut self, key: &PublicKey) {
        let digest = DigestAlgorithm::Sha256;
        let algorithm = match key.kind() {
            KeyKind::Rsa { .. } => SignatureAlgorithm::RsaPkcs1(digest),
            KeyKind::RsaPss { .. } => {
                SignatureAlgorithm::RsaPss { digest, mgf_digest: digest, salt_len: 64 }
            }
            KeyKind::Dsa { .. } => SignatureAlgorithm::Dsa(digest),
            KeyKind::Ed25519 => SignatureAlgorithm::Ed25519,
            KeyKind::Ed448 => SignatureAlgorithm::Ed448,
            _ => SignatureAlgorithm::Ecdsa(digest),
        };
        let result = verify(&algorithm, key, b"", &[]);
        let is_judged = matches!(result, Ok(()) | Err(VerifyError::Mismatch));
        self.note("key", key.kind().to_string(), is_judged);
    }

    fn signers(&mut self, data: &SignedData<'_>) {
        if let Some(Ok(token)) = data.content().map(TstInfo::parse) {
            let name = token.imprint_algorithm().map_or("?", DigestAlgorithm::name);
            self.note("digest", name.to_owned(), token.imprint_algorithm().is_some());
        }
        let certificates: Vec<_> =
            data.certificates().iter().flat_map(|der| Certificate::parse(der)).collect();
        for signer in data.signers() {
            match signer.digest_algorithm() {
                Some(digest) => self.note("digest", digest.name().to_owned(), true),
                None => {
                    let name = algorithm_name(&signer.digest_identifier().oid());
                    self.note("digest", name, false);
                }
            }
            let algorithm = signer.signature_algorithm();
            let named: Vec<_> =
                certificates.iter().filter(|it| signer.id().identifies(it)).collect();
            if named.is_empty() {
                self.note("signature", algorithm.name(None), is_known(&algorithm));
            }
            for certificate in named {
                let key = certificate.public_key();
                // Over what does not matter here; the document may lie in another file.
                let result = verify(&algorithm, key, b"", signer.signature());
                self.result(&algorithm, key, &result);
                let facts = signer.check(data, &SignedContent::Slices(&[b""]), key);
                let is_unsupported =
                    matches!(facts.signature_value, SignatureCheck::Unsupported(_));
                let is_computed = matches!(
                    result,
                    Ok(()) | Err(VerifyError::Mismatch | VerifyError::KeyMismatch { .. })
                );
                assert_eq!(is_computed, !is_unsupported, "{result:?} {facts:?}");
            }
        }
    }

    fn note(&mut self, what: &str, name: String, is_judged: bool) {
        let state = if is_judged { State::Judged } else { State::Unknown };
        self.algorithms.insert((format!("{what} {name}"), state));
    }
}

fn is_known(algorithm: &SignatureAlgorithm) -> bool {
    !matches!(algorithm, SignatureAlgorithm::Unknown(_) | SignatureAlgorithm::Malformed(_))
}

/// The token of a TimeStampResp (RFC 3161 §2.4.2).
fn token_of_response(bytes: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::new(bytes).expect(Tag::SEQUENCE).ok()?.contents().ok()?;
    fields.expect(Tag::SEQUENCE).ok()?;
    let token = fields.read().ok()?.raw();
    SignedData::parse(token).is_ok().then_some(token)
}

/// What long runs of base64 in a text hold, as far as it may be DER.
fn base64_blobs(text: &str) -> Vec<Vec<u8>> {
    let text: String = text.replace("&#13;", "").replace("&#xD;", "");
    let text: String = text.split_whitespace().collect();
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c)))
        .filter(|run| run.starts_with('M') && run.len() > 200)
        .filter_map(|run| STANDARD.decode(run).ok())
        .collect()
}

/// The members of a ZIP file, from their local headers.
fn members(bytes: &[u8]) -> Vec<Vec<u8>> {
    let headers = memchr::memmem::find_iter(bytes, b"PK\x03\x04");
    let read = |at: usize| {
        let number = |offset: usize| {
            let octets = bytes.get(at + offset..at + offset + 2)?;
            Some(usize::from(u16::from_le_bytes(octets.try_into().unwrap())))
        };
        let data = bytes.get(at + 30 + number(26)? + number(28)?..)?;
        let size = number(18)? + (number(20)? << 16);
        let mut member = Vec::new();
        match number(8)? {
            0 => member.extend(data.get(..size)?),
            // Ends by itself; what was read before an error is what there is.
            _ => drop(DeflateDecoder::new(data).take(MEMBER_BYTES).read_to_end(&mut member)),
        }
        Some(member)
    };
    headers.filter_map(read).collect()
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, visit) } else { visit(&path) }
    }
}
