//! The test server of another project, which speaks version 1.0.4 of the API: `certomancer-csc` (PyPI
//! `certomancer-csc-dummy`).

use std::io::{BufRead as _, BufReader, Lines};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use kyso::sign::{AlgorithmProfile, CscSecrets, CscService, CscSigner, Password, Signer};
use kyso::sign::{prepare, sign};
use kyso::trust::TrustStore;
use kyso::verify::Verifier;

use crate::common::openssl::Openssl;
use crate::common::{FIXTURE_TIME, skip};
use crate::remote::options;
use crate::{at, document};

const CONFIGURATION: &str = r#"
keysets:
  keys:
    keys: {root: {path: root.key}, ec: {path: ec.key}, rsa: {path: rsa.key}}
pki-architectures:
  office:
    keyset: keys
    entities: {root: {common-name: Root}, ec: {common-name: EC}, rsa: {common-name: RSA}}
    certs:
      root: {subject: root, issuer: root, validity: VALIDITY, extensions: [CA]}
      ec: {subject: ec, issuer: root, validity: VALIDITY, extensions: [SIGNER]}
      rsa: {subject: rsa, issuer: root, validity: VALIDITY, extensions: [SIGNER]}
"#;

const PARTS: [(&str, &str); 3] = [
    (
        "VALIDITY",
        r#"{valid-from: "2026-01-01T00:00:00+0000", valid-to: "2036-01-01T00:00:00+0000"}"#,
    ),
    ("CA", "{id: basic_constraints, critical: true, value: {ca: true}}"),
    (
        "SIGNER",
        "{id: key_usage, critical: true, smart-value: {schema: key-usage, params: [digital_signature]}}",
    ),
];

/// Ends with the test.
struct Program {
    child: Child,
    port: u16,
    /// It ends where nobody listens.
    output: Lines<BufReader<ChildStdout>>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `None` where it is not installed.
fn start(name: &str, scal: &str) -> Option<Program> {
    let openssl = Openssl::new(name)?;
    let curve = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    openssl.run(&format!("genpkey {curve} -out root.key"));
    openssl.run(&format!("genpkey {curve} -out ec.key"));
    openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key");
    let parts = PARTS.iter();
    openssl.write("config", parts.fold(CONFIGURATION.to_owned(), |all, (a, b)| all.replace(a, b)));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = Command::new("certomancer-csc")
        .args(["config", &port.to_string(), scal])
        .env("PYTHONUNBUFFERED", "1")
        .current_dir(openssl.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = program else {
        skip("certomancer", "certomancer-csc is not installed");
        return None;
    };
    let output = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut program = Program { child, port, output: output };
    let mut lines = program.output.by_ref().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("Running on")), "it ended");
    Some(program)
}

#[test]
fn another_program_answers() {
    for scal in ["1", "2"] {
        let Some(program) = start(&format!("csc-certomancer-{scal}"), scal) else { return };
        let base = format!("http://127.0.0.1:{}/csc/v1", program.port);
        let service = || {
            CscService::open_on_loopback(&base, options(), |_| Some(Password::new("any"))).unwrap()
        };
        let credentials = ["office/root", "office/ec", "office/rsa"];
        assert_eq!(service().credentials().unwrap(), credentials);
        for (id, profile) in [
            ("office/ec", AlgorithmProfile::Common),
            ("office/rsa", AlgorithmProfile::Common),
            ("office/rsa", AlgorithmProfile::Tt15),
        ] {
            let signer = CscSigner::open(service(), id, 3, |_, _| Some(CscSecrets::new())).unwrap();
            let signer = signer.with_profile(profile).unwrap();
            assert_eq!(signer.credential().is_bound_to_digests(), scal == "2");
            assert_eq!(signer.chain().len(), 2);
            let mut signed = vec![sign(&document(), &signer, &at()).unwrap()];
            let prepared = [(); 3].map(|()| prepare(&document(), &signer, &at()).unwrap());
            let values = signer.sign_all(&prepared.each_ref().map(|it| it.to_be_signed())).unwrap();
            for (prepared, value) in prepared.into_iter().zip(values) {
                signed.push(prepared.complete(&value).unwrap());
            }
            let verifier = Verifier::new(TrustStore::default()).at(FIXTURE_TIME.parse().unwrap());
            for signed in signed {
                let report = verifier.verify_bytes(&signed);
                assert_eq!(report.signatures[0].facts.intact(), Some(true), "{id}");
            }
        }
    }
}
