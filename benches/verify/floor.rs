//! The least that the verification of one file costs.

use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};

use kyso::cms::SignedData;
use kyso::crypto::{self, DigestAlgorithm, PublicKey, SignatureAlgorithm};
use kyso::pdf::Document;
use kyso::verify::{Verdict, Verifier};
use kyso::x509::Certificate;

/// What the floor of one file computes, prepared outside of the measurement.
pub struct Floor {
    pub path: PathBuf,
    pub bytes: u64,
    /// The algorithms by which signatures digest the file, each with the last byte covered: one pass
    /// over that serves all of them.
    passes: Vec<(DigestAlgorithm, usize)>,
    values: Vec<Value>,
}

struct Value {
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Floor {
    pub fn of(verifier: &Verifier, path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a file of the set");
        let report = verifier.verify_bytes(&bytes);
        assert_eq!(report.verdict, Verdict::Passed, "{}", path.display());
        let document = Document::open(&bytes).expect("a PDF");
        let mut passes = Vec::<(DigestAlgorithm, usize)>::new();
        let mut values = Vec::new();
        for signature in document.signatures().expect("signatures") {
            let cms = SignedData::parse(&signature.contents).expect("a CMS");
            let field = report.signatures.iter().find(|it| it.facts.field == signature.field_name);
            let field = field.expect("a signature of the report");
            let digest = field.facts.cms.digest_algorithm.expect("a digest algorithm");
            let end = signature.byte_range.last().map_or(0, |range| range.end);
            match passes.iter_mut().find(|pass| pass.0 == digest) {
                Some(pass) => pass.1 = pass.1.max(end),
                None => passes.push((digest, end)),
            }
            let chain = &field.conclusion.chain;
            values.extend(Value::of(&cms, chain.first().expect("a chain")));
            let signer = cms.signers().first().expect("a signer");
            let tokens = signer.unsigned_attributes().signature_timestamps();
            for (token, conclusion) in tokens.zip(&field.conclusion.timestamps) {
                let token = SignedData::parse(token).expect("a token");
                values.extend(Value::of(&token, conclusion.chain.first().expect("a chain")));
            }
        }
        Self { path: path.to_owned(), bytes: bytes.len() as u64, passes, values }
    }

    pub fn signatures(&self) -> usize {
        self.values.len()
    }

    pub fn run(&self) {
        let mut bytes = Vec::with_capacity(self.bytes as usize + 1);
        let mut file = std::fs::File::open(&self.path).expect("a file of the set");
        file.read_to_end(&mut bytes).expect("a file of the set");
        for &(algorithm, end) in &self.passes {
            black_box(algorithm.hash(&bytes[..end]));
        }
        for value in &self.values {
            assert!(value.is_right(), "{}", self.path.display());
        }
    }
}

impl Value {
    fn is_right(&self) -> bool {
        let Self { algorithm, key, message, signature } = self;
        crypto::verify(algorithm, key, message, signature).is_ok()
    }

    /// Without signed attributes the value is over the file itself, which the pass accounts for.
    fn of(cms: &SignedData<'_>, certificate: &Certificate) -> Option<Self> {
        let signer = cms.signers().first()?;
        let attributes = signer.signed_attributes()?;
        let of = |message: &[u8]| Self {
            algorithm: signer.signature_algorithm(),
            key: certificate.public_key().clone(),
            message: message.to_vec(),
            signature: signer.signature().to_vec(),
        };
        // Attributes that are not in DER may have been signed as they are stored.
        let value = of(attributes.der());
        Some(if value.is_right() { value } else { of(attributes.stored()) })
    }
}
