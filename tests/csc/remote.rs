//! A remote signing service on loopback, by the API of the Cloud Signature Consortium: it takes what the
//! API says and nothing else, and does what a test asks of it.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kyso::fetch::HttpOptions;
use kyso::sign::{CscSecrets, CscService, CscSigner, Password, SignerError};
use kyso::x509::{Item, parse_any};
use serde_json::{Value, json};

use crate::common::fixtures;
use crate::common::openssl::Openssl;
use crate::server::{Received, Server, reply};

pub const ID: &str = "van-thu";
pub const TOKEN: &str = "the-token";
pub const PIN: &str = "mật 1234";
pub const OTP: &str = "567890";

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
pub const PSS: &str = "1.2.840.113549.1.1.10";
pub const EC: &str = "1.2.840.10045.2.1";
pub const EC_SHA256: &str = "1.2.840.10045.4.3.2";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// What a service is.
#[derive(Clone)]
pub struct Remote {
    pub version: u8,
    pub key: &'static str,
    pub algorithms: Vec<&'static str>,
    pub mode: &'static str,
    pub otp: bool,
    pub scal: &'static str,
    pub multisign: usize,
    pub expires_in: u64,
    /// Whether it answers only when it is asked a second time.
    pub asynchronous: bool,
    /// What is put in place of members of the answer about the credential.
    pub instead: Vec<(&'static str, Value)>,
    /// What it does instead at this path.
    pub fault: Option<(&'static str, Fault)>,
}

type Fault = Arc<dyn Fn(&Received, &mut TcpStream) -> std::io::Result<()> + Send + Sync>;

impl Remote {
    pub fn new(key: &'static str) -> Self {
        let algorithms =
            if key == "rsa" { vec![RSA, RSA_SHA256, PSS] } else { vec![EC, EC_SHA256] };
        Self {
            version: 2,
            key,
            algorithms,
            mode: "explicit",
            otp: false,
            scal: "1",
            multisign: 5,
            expires_in: 300,
            asynchronous: false,
            instead: Vec::new(),
            fault: None,
        }
    }

    /// Answers with this at a path, whatever is asked.
    pub fn fails(mut self, path: &'static str, status: u16, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        self.fault = Some((
            path,
            Arc::new(move |_, stream| reply(stream, status, "application/json", &content)),
        ));
        self
    }

    pub fn does(
        mut self,
        path: &'static str,
        fault: impl Fn(&Received, &mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.fault = Some((path, Arc::new(fault)));
        self
    }

    /// What it says of the credential, but for this member (`cert/status`).
    pub fn says(mut self, member: &'static str, value: Value) -> Self {
        self.instead.push((member, value));
        self
    }

    /// Without openssl it makes no values.
    pub fn start(self, openssl: Option<Openssl>) -> Server {
        let state = Mutex::new(State::default());
        if let Some(openssl) = &openssl {
            let key = fs::read(fixtures().join(format!("signers/{}.key", self.key))).unwrap();
            openssl.write("key", key);
        }
        Server::start(move |request, stream| {
            if let Some((path, fault)) = &self.fault
                && request.path.ends_with(path)
            {
                return fault(request, stream);
            }
            let (status, answer) =
                self.answer(request, &mut state.lock().unwrap(), openssl.as_ref());
            let answer = if answer.is_null() { String::new() } else { answer.to_string() };
            reply(stream, status, "application/json", answer.as_bytes())
        })
    }

    fn answer(
        &self,
        request: &Received,
        state: &mut State,
        openssl: Option<&Openssl>,
    ) -> (u16, Value) {
        let bad =
            |error: &str, what: &str| (400, json!({"error": error, "error_description": what}));
        assert_eq!(request.method, "POST");
        assert_eq!(request.field("content-type"), Some("application/json"));
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let method = request.path.strip_prefix("/csc/").unwrap();
        if method == "info" {
            assert_eq!(request.field("authorization"), None, "nobody needs it there");
            let specs = if self.version == 1 { "1.0.4.0" } else { "2.0.0.2" };
            let methods = ["credentials/info", "credentials/authorize", "signatures/signHash"];
            return (200, json!({"specs": specs, "name": "Thử", "methods": methods}));
        }
        if request.field("authorization") != Some(&format!("Bearer {TOKEN}")) {
            return (401, json!({"error": "invalid_token"}));
        }
        if body.get("credentialID").is_some_and(|it| it != ID) {
            return bad("invalid_request", "Invalid parameter credentialID");
        }
        match method {
            "credentials/list" => match body.get("pageToken").and_then(Value::as_str) {
                None => (200, json!({"credentialIDs": [ID], "nextPageToken": "2"})),
                Some("2") => (200, json!({"credentialIDs": ["other"]})),
                Some(_) => bad("invalid_request", "Invalid parameter pageToken"),
            },
            "credentials/info" => (200, self.credential(&body)),
            "credentials/sendOTP" if self.version == 1 => (204, Value::Null),
            "credentials/getChallenge" if self.version == 2 => (200, json!({})),
            "credentials/authorize" => self.authorise(&body, state),
            "credentials/authorizeCheck" if self.asynchronous => {
                assert_eq!(body, json!({"handle": "the-handle"}));
                state.asked += 1;
                match state.asked {
                    1 => (202, Value::Null),
                    _ => (200, state.authorised.take().unwrap()),
                }
            }
            "signatures/signHash" => {
                let (status, answer) = self.sign(&body, state, openssl.unwrap());
                if self.asynchronous && status == 200 {
                    state.signed = Some(answer);
                    return (202, json!({"responseID": "the-response"}));
                }
                (status, answer)
            }
            "signatures/signPolling" if self.asynchronous => {
                assert_eq!(body, json!({"responseID": "the-response"}));
                state.polled += 1;
                match state.polled {
                    1 => (202, json!({})),
                    _ => (200, state.signed.take().unwrap()),
                }
            }
            _ => (404, Value::Null),
        }
    }

    fn credential(&self, body: &Value) -> Value {
        assert_eq!(*body, json!({"credentialID": ID, "certificates": "chain", "authInfo": true}));
        let pem = fs::read(fixtures().join(format!("signers/{}.pem", self.key))).unwrap();
        let certificates: Vec<_> = parse_any(&pem)
            .items
            .into_iter()
            .filter_map(|item| match item {
                Item::Certificate(it) => Some(STANDARD.encode(it.der())),
                _ => None,
            })
            .collect();
        let mut answer = json!({
            "description": "Con dấu",
            "key": {"status": "enabled", "algo": self.algorithms, "len": 2048},
            "cert": {"status": "valid", "certificates": certificates},
            "SCAL": self.scal,
            "multisign": self.multisign,
        });
        if self.version == 1 {
            answer["authMode"] = json!(self.mode);
            answer["PIN"] = json!({"presence": "true", "format": "A", "label": "PIN"});
            answer["OTP"] = json!({"presence": if self.otp { "true" } else { "false" }});
        } else {
            let mut objects = vec![json!({"type": "Password", "id": "mat-khau", "format": "A"})];
            if self.otp {
                objects.push(json!({"type": "ChallengeResponse", "id": "ma", "format": "N"}));
            }
            answer["auth"] = json!({"mode": self.mode, "objects": objects});
        }
        for (member, value) in &self.instead {
            *answer.pointer_mut(&format!("/{member}")).unwrap() = value.clone();
        }
        answer
    }

    fn authorise(&self, body: &Value, state: &mut State) -> (u16, Value) {
        let bad = |error: &str| (400, json!({"error": error, "error_description": "x"}));
        let (pin, otp) = match self.version {
            1 => (body["PIN"].clone(), body["OTP"].clone()),
            _ => {
                let value = |id: &str| {
                    let list = body["authData"].as_array();
                    let object = list.and_then(|it| it.iter().find(|it| it["id"] == id));
                    object.map_or(Value::Null, |it| it["value"].clone())
                };
                (value("mat-khau"), value("ma"))
            }
        };
        if self.mode == "explicit" {
            if pin != PIN {
                return bad("invalid_pin");
            }
            if self.otp && otp != OTP {
                return bad("invalid_otp");
            }
        } else {
            assert_eq!((pin, otp), (Value::Null, Value::Null));
        }
        let count = usize::try_from(body["numSignatures"].as_u64().unwrap()).unwrap();
        assert!(count <= self.multisign, "{body}");
        let (hashes, algorithm) = self.hashes(body);
        if self.scal == "2" {
            assert_eq!(hashes.len(), count, "{body}");
            assert!(self.version == 1 || algorithm == SHA256, "{body}");
        } else {
            assert!(hashes.is_empty(), "{body}");
        }
        let sad = format!("sad-{}", state.authorisations.len());
        state.authorisations.insert(sad.clone(), (count, hashes));
        let answer = json!({"SAD": sad, "expiresIn": self.expires_in});
        if self.asynchronous {
            state.authorised = Some(answer);
            return (202, json!({"handle": "the-handle"}));
        }
        (200, answer)
    }

    /// By the names of the version; nothing by the names of the other one.
    fn hashes(&self, body: &Value) -> (Vec<String>, Value) {
        let names = [("hash", "hashAlgo"), ("hashes", "hashAlgorithmOID")];
        let (own, other) = match self.version {
            1 => (names[0], names[1]),
            _ => (names[1], names[0]),
        };
        assert!(body.get(other.0).is_none() && body.get(other.1).is_none(), "{body}");
        let list = body.get(own.0).and_then(Value::as_array).cloned().unwrap_or_default();
        let list = list.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        (list, body.get(own.1).cloned().unwrap_or_default())
    }

    fn sign(&self, body: &Value, state: &mut State, openssl: &Openssl) -> (u16, Value) {
        let (hashes, algorithm) = self.hashes(body);
        assert_eq!(algorithm, SHA256, "{body}");
        let sad = body["SAD"].as_str().unwrap();
        let Some((left, bound)) = state.authorisations.get_mut(sad) else {
            return (
                400,
                json!({"error": "invalid_request", "error_description": "Invalid parameter SAD"}),
            );
        };
        if *left < hashes.len() || (self.scal == "2" && *bound != hashes) {
            return (400, json!({"error": "invalid_sad", "error_description": "used up"}));
        }
        *left -= hashes.len();
        let name = body["signAlgo"].as_str().unwrap();
        assert!(self.algorithms.contains(&name), "{body}");
        let padding = match (self.key, name) {
            ("rsa", PSS) => {
                let parameters = STANDARD.decode(body["signAlgoParams"].as_str().unwrap()).unwrap();
                // RSASSA-PSS-params (RFC 4055 section 3.1) that end with a salt of 32 octets
                assert_eq!(parameters[0], 0x30);
                assert!(parameters.ends_with(&[0xa2, 3, 2, 1, 32]), "{parameters:x?}");
                "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32"
            }
            ("rsa", _) => "-pkeyopt digest:sha256",
            _ => "",
        };
        assert!(name == PSS || body.get("signAlgoParams").is_none(), "{body}");
        let command = format!("pkeyutl -sign -inkey key {padding} -in request -out answer");
        let values = hashes.iter().map(|hash| {
            let hash = STANDARD.decode(hash).unwrap();
            assert_eq!(hash.len(), 32);
            STANDARD.encode(openssl.answer(&hash, &command))
        });
        (200, json!({"signatures": values.collect::<Vec<_>>()}))
    }
}

#[derive(Default)]
struct State {
    /// How many are left of each, and for which digests.
    authorisations: BTreeMap<String, (usize, Vec<String>)>,
    authorised: Option<Value>,
    asked: usize,
    signed: Option<Value>,
    polled: usize,
}

pub fn options() -> HttpOptions {
    HttpOptions::default().timeout(Duration::from_secs(5))
}

pub fn service(server: &Server) -> CscService {
    let token = |_| Some(Password::new(TOKEN));
    CscService::open_on_loopback(&server.url("/csc/"), options(), token)
        .unwrap()
        .waiting(Duration::from_millis(200), Duration::from_millis(20))
}

pub fn secrets() -> CscSecrets {
    CscSecrets::new().pin(Password::new(PIN)).otp(Password::new(OTP))
}

pub fn signer(server: &Server, signatures: usize) -> Result<CscSigner, SignerError> {
    CscSigner::open(service(server), ID, signatures, |_, _| Some(secrets()))
}
