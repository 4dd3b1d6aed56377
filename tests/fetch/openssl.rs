//! Authorities of openssl, each in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// A folder in which openssl works.
pub struct Openssl {
    home: PathBuf,
    /// Files of one request are not those of another.
    turn: Mutex<()>,
}

impl Openssl {
    /// `None` where openssl is not installed.
    pub fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("SKIPPED: openssl is not installed");
            return None;
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fetch").join(name);
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
