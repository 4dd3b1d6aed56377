//! Three people and an agency, one after another.

use std::fs;
use std::process::Command;

use kyso::sign::{PrivateKeySigner, SignOptions, sign};
use kyso::trust::TrustStore;
use kyso::validation::{ChangeLevel, Indication, RevocationRequirement};
use kyso::verify::{Verdict, Verifier};

use crate::common::{fixtures, has_tool};
use crate::folder;

/// Prints a line for each signature: whether it is intact, valid, and what came after it.
const PYHANKO: &str = "
import sys
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
context = ValidationContext(trust_roots=list(load_certs_from_pemder([sys.argv[2]])), allow_fetching=False)
with open(sys.argv[1], 'rb') as file:
    for signature in PdfFileReader(file).embedded_signatures:
        status = validate_pdf_signature(signature, context)
        print(status.bottom_line, status.docmdp_ok, status.modification_level)
";

#[test]
fn three_people_and_an_agency_sign_one_document() {
    let home = folder("together");
    let read = |name: &str| fs::read(fixtures().join(name)).unwrap();
    let mut file = read("documents/chua-ky.pdf");
    let verifier = Verifier::new(TrustStore::open(&fixtures().join("signers/trust")).unwrap())
        .revocation(RevocationRequirement::Ignore);
    for (at, key) in ["p256", "p384", "ed25519", "rsa"].into_iter().enumerate() {
        let (key, chain) = (format!("signers/{key}.key"), format!("signers/{key}.pem"));
        let signer = PrivateKeySigner::from_pem(&read(&key), &read(&chain)).unwrap();
        let options = SignOptions::default().reason(format!("Chữ ký thứ {}", at + 1));
        let signed = sign(&file, &signer, &options).unwrap();
        assert!(signed.starts_with(&file) && signed.len() > file.len());
        file = signed;
        let report = verifier.verify_bytes(&file);
        assert_eq!(report.verdict, Verdict::Passed);
        assert_eq!(report.signatures.len(), at + 1);
        for signature in &report.signatures {
            assert_eq!(signature.conclusion.indication, Indication::TotalPassed);
            assert!(
                signature.facts.changes <= ChangeLevel::FormFilling,
                "{:?}",
                signature.facts.changes
            );
        }
    }
    let path = home.join("a.pdf");
    fs::write(&path, &file).unwrap();
    let python = std::env::var("KYSO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !has_tool(&python, &["-c", "import pyhanko"]) {
        return;
    }
    let mut command = Command::new(python);
    let anchor = fixtures().join("signers/trust/anchors/ca.pem");
    let output = command.args(["-c", PYHANKO]).arg(&path).arg(anchor).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(lines.iter().all(|line| line.starts_with("True True ")), "{said}");
}
