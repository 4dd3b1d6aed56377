//! Authorities of openssl, each in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use kyso::cms::{TimestampAuthority, TimestampError, TimestampRequest};

/// A folder in which openssl works.
pub struct Openssl {
    home: PathBuf,
    /// Files of one request are not those of another.
    turn: Mutex<()>,
}

impl Openssl {
    /// `None` where openssl is not installed.
    pub fn new(name: &str) -> Option<Self> {
        if !super::has_tool("openssl", &["version"]) {
            return None;
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openssl").join(name);
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        Some(Self { home, turn: Mutex::new(()) })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn run(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.home)
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {error}");
    }

    /// Writes a file, has openssl make another of it, and reads that.
    pub fn answer(&self, request: &[u8], arguments: &str) -> Vec<u8> {
        let _turn = self.turn.lock().unwrap();
        self.write("request", request);
        self.run(arguments);
        self.read("answer")
    }
}

/// A timestamp authority.
pub struct Tsa(pub Openssl);

impl Tsa {
    pub fn new(name: &str) -> Option<Self> {
        let openssl = Openssl::new(name)?;
        openssl.write(
            "tsa.cnf",
            "[tsa]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n\
             default_policy = 1.2.3.4\nother_policies = 1.2.3.5\ndigests = sha256\n\
             signer_digest = sha256\ness_cert_id_alg = sha256\naccuracy = secs:1\n\
             [req]\ndistinguished_name = dn\n[dn]\n",
        );
        openssl.run(
            "req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 3650 \
             -config tsa.cnf -subj /CN=TSA -addext extendedKeyUsage=critical,timeStamping \
             -addext keyUsage=critical,digitalSignature -addext basicConstraints=CA:false",
        );
        Some(Self(openssl))
    }

    pub fn respond(&self, request: &[u8]) -> Vec<u8> {
        let command = "ts -reply -config tsa.cnf -section tsa -queryfile request -out answer";
        self.0.answer(request, command)
    }
}

impl TimestampAuthority for Tsa {
    fn respond(&self, request: &TimestampRequest) -> Result<Vec<u8>, TimestampError> {
        Ok(Self::respond(self, &request.to_der()))
    }
}

/// Root, CA and leaf, with the addresses of a server in them, and an OCSP responder.
pub struct Pki(pub Openssl);

impl Pki {
    /// `leaf` and `responder` are further extensions of the two certificates.
    pub fn new(name: &str, base: &str, leaf: &str, responder: &str) -> Option<Self> {
        let pki = Self(Openssl::new(name)?);
        let openssl = &pki.0;
        openssl.write(
            "ca.cnf",
            "[req]\ndistinguished_name = dn\n[dn]\n[ca]\ndefault_ca = this\n\
             [this]\ndatabase = index.txt\ndefault_md = sha256\n",
        );
        // status, end, revocation, serial number, file, subject
        let rows = [("02", "Leaf"), ("03", "Responder"), ("10", "CA")]
            .map(|(serial, name)| format!("V\t491231235959Z\t\t{serial}\tunknown\t/CN={name}\n"));
        openssl.write("index.txt", rows.concat());
        let ca = "basicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign,cRLSign\n\
                  subjectKeyIdentifier = hash\n";
        openssl.run(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout root.key \
             -out root.pem -days 3650 -config ca.cnf -subj /CN=Root \
             -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign",
        );
        let sub = format!(
            "{ca}authorityInfoAccess = caIssuers;URI:{base}/root.pem\n\
             crlDistributionPoints = URI:{base}/root.crl\n"
        );
        pki.issue("sub", "CA", "root", "0x10", &sub);
        pki.issue("leaf", "Leaf", "sub", "0x02", &leaf.replace("BASE", base));
        let responder = responder.replace("BASE", base);
        let responder = format!("extendedKeyUsage = OCSPSigning\n{responder}");
        pki.issue("ocsp", "Responder", "sub", "0x03", &responder);
        openssl.run("crl2pkcs7 -nocrl -certfile sub.pem -outform DER -out sub.p7c");
        for ca in ["root", "sub"] {
            pki.list(ca, "-crldays 7");
        }
        Some(pki)
    }

    pub fn issue(&self, file: &str, subject: &str, by: &str, serial: &str, extensions: &str) {
        self.0.write("extensions", extensions);
        self.0.run(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {file}.key \
             -out request.csr -config ca.cnf -subj /CN={subject}"
        ));
        self.0.run(&format!(
            "x509 -req -in request.csr -CA {by}.pem -CAkey {by}.key -set_serial {serial} \
             -days 3000 -extfile extensions -out {file}.pem"
        ));
    }

    /// Makes the CRL of a CA anew.
    pub fn list(&self, ca: &str, life: &str) {
        self.0.run(&format!(
            "ca -gencrl -config ca.cnf -cert {ca}.pem -keyfile {ca}.key {life} -out crl.pem"
        ));
        self.0.run(&format!("crl -in crl.pem -outform DER -out {ca}.crl"));
    }

    /// What the responder answers; `more` are further arguments.
    pub fn ocsp(&self, request: &[u8], more: &str) -> Vec<u8> {
        let command = "ocsp -index index.txt -CA sub.pem -rsigner ocsp.pem -rkey ocsp.key \
                       -reqin request -respout answer";
        self.0.answer(request, &format!("{command} {more}"))
    }
}
