//! The levels B-LT and B-LTA: what is fetched for a signature is all that a verifier needs later.

use std::fs;
use std::path::Path;

use kyso::fetch::{HttpClient, HttpOptions, HttpTimestampAuthority};
use kyso::sign::{Augmenter, PrivateKeySigner, SignError, SignOptions, sign, sign_with_timestamp};
use kyso::trust::{Scheme, TrustStore};
use kyso::validation::{Indication, Level, SubIndication};
use kyso::verify::{Report, Verdict, Verifier};

use crate::common::openssl::Tsa;
use crate::material::{Online, fetcher, honest};
use crate::server::reply;

pub struct Office {
    pub online: Online,
    signer: PrivateKeySigner,
    authority: HttpTimestampAuthority,
    trust: TrustStore,
}

impl Office {
    pub fn open(name: &str) -> Option<Self> {
        let online = Online::start(name)?;
        let openssl = &online.pki.0;
        let address = online.server.url("");
        online.pki.issue(
            "tsa",
            "TSA",
            "sub",
            "0x04",
            &format!(
                "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n\
                 authorityInfoAccess = caIssuers;URI:{address}/sub.p7c\n\
                 crlDistributionPoints = URI:{address}/sub.crl\n"
            ),
        );
        // a list speaks of the certificates that were there when it was made
        online.pki.list("sub", "-crldays 7");
        openssl.write(
            "tsa.cnf",
            "[tsa]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n\
             default_policy = 1.2.3.4\ndigests = sha256\nsigner_digest = sha256\n\
             ess_cert_id_alg = sha256\naccuracy = secs:1\n",
        );
        online.answer(|pki, request, stream| match request.path.as_str() {
            "/tsr" => {
                let command =
                    "ts -reply -config tsa.cnf -section tsa -queryfile request -out answer";
                let answer = pki.0.answer(&request.body, command);
                reply(stream, 200, "application/timestamp-reply", &answer)
            }
            _ => honest(pki, request, stream),
        });
        let key = openssl.read("leaf.key");
        let signer = PrivateKeySigner::from_pem(&key, &openssl.read("leaf.pem")).unwrap();
        let client = HttpClient::new(HttpOptions::default().retries(0));
        let authority = HttpTimestampAuthority::new(client).server(format!("{address}/tsr"));
        let mut trust = TrustStore::none();
        trust.add_anchor(online.certificate("root"), Scheme::Test);
        Some(Self { online, signer, authority, trust })
    }

    /// By the root alone, and without any network.
    pub fn verify(&self, file: &[u8]) -> Report {
        Verifier::new(self.trust.clone()).verify_bytes(file)
    }

    pub fn levels(&self, file: &[u8]) -> Vec<Option<Level>> {
        let report = self.verify(file);
        assert_eq!(report.verdict, Verdict::Passed, "{report:#?}");
        report.signatures.iter().map(|it| it.conclusion.level).collect()
    }
}

pub fn document() -> Vec<u8> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read(home.join("fixtures/documents/chua-ky.pdf")).unwrap()
}

/// Left for the tools of others where a folder is named.
fn keep(name: &str, office: &Office, file: &[u8]) {
    if let Some(folder) = std::env::var_os("KYSO_KEEP") {
        fs::write(Path::new(&folder).join(format!("{name}.pdf")), file).unwrap();
        fs::write(
            Path::new(&folder).join(format!("{name}.pem")),
            office.online.pki.0.read("root.pem"),
        )
        .unwrap();
    }
}

#[test]
fn a_signature_is_raised_step_by_step() {
    let Some(office) = Office::open("levels") else { return };
    let source = fetcher();
    let augmenter = Augmenter::new(&office.trust).authority(&office.authority).source(&source);
    let options = SignOptions::default();
    let basic = sign(&document(), &office.signer, &options).unwrap();
    let timed =
        sign_with_timestamp(&document(), &office.signer, &office.authority, &options).unwrap();

    let long = augmenter.to_long_term(&timed).unwrap();
    assert!(long.starts_with(&timed));
    assert_eq!(office.levels(&long), [Some(Level::BLT)]);
    keep("b-lt", &office, &long);

    let archived = augmenter.to_archive(&timed).unwrap();
    assert_eq!(office.levels(&archived)[0], Some(Level::BLTA));
    keep("b-lta", &office, &archived);

    // what is there is not written again, and the first timestamp is kept by the next
    let renewed = augmenter.to_archive(&archived).unwrap();
    assert!(renewed.starts_with(&archived));
    assert_eq!(office.levels(&renewed).len(), 3);
    keep("b-lta-renewed", &office, &renewed);
    let unchanged = augmenter.to_long_term(&archived).unwrap();
    assert!(unchanged == archived, "{} {}", unchanged.len(), archived.len());

    // without a timestamp in the signature, one over the document does
    let raised = augmenter.to_archive(&basic).unwrap();
    assert_eq!(office.levels(&raised)[0], Some(Level::BLTA));
    keep("b-lta-of-b-b", &office, &raised);
    let stamped = augmenter.to_timestamped(&document()).unwrap();
    assert_eq!(office.verify(&stamped).signatures.len(), 1);
    keep("timestamp-alone", &office, &stamped);

    // everything is asked for once, and nothing without a source
    let alone = Augmenter::new(&office.trust).authority(&office.authority);
    assert!(matches!(alone.to_long_term(&timed), Err(SignError::NotValidated { .. })));
    assert!(matches!(alone.to_archive(&document()), Err(SignError::NoSignature)));
    let none = Augmenter::new(&office.trust).source(&source);
    assert!(matches!(none.to_archive(&timed), Err(SignError::NoAuthority)));
}

#[test]
fn what_cannot_be_shown_is_not_raised() {
    let Some(office) = Office::open("levels-fail") else { return };
    let source = fetcher();
    let augmenter = Augmenter::new(&office.trust).authority(&office.authority).source(&source);
    let options = SignOptions::default();
    let timed =
        sign_with_timestamp(&document(), &office.signer, &office.authority, &options).unwrap();

    // a bit of the document is another
    let mut broken = timed.clone();
    let place =
        broken.windows(8).position(|it| it == b"endobj\n\n" || it.starts_with(b"endobj")).unwrap();
    broken[place - 2] ^= 1;
    assert!(matches!(
        augmenter.to_long_term(&broken),
        Err(SignError::NotIntact(_) | SignError::Document(_))
    ));

    office.online.answer(|_, _, stream| reply(stream, 503, "text/html", b""));
    let Err(SignError::NotValidated { indication, problems, .. }) = augmenter.to_long_term(&timed)
    else {
        panic!()
    };
    assert_ne!(indication, Indication::TotalPassed);
    assert!(problems.iter().any(|it| it.text.contains("503")), "{problems:?}");

    // revoked in the meantime
    let index = String::from_utf8(office.online.pki.0.read("index.txt")).unwrap();
    let row = "R\t491231235959Z\t251120080000Z\t02";
    office.online.pki.0.write("index.txt", index.replace("V\t491231235959Z\t\t02", row));
    office.online.pki.list("sub", "-crldays 7");
    office.online.answer(honest);
    let Err(SignError::NotValidated { indication, .. }) = augmenter.to_long_term(&timed) else {
        panic!()
    };
    let revoked = Indication::Indeterminate(SubIndication::RevokedNoPoe);
    assert_eq!(indication, revoked);
}

#[test]
fn what_a_timestamp_proves_is_kept_after_the_certificate_has_expired() {
    let Some(office) = Office::open("levels-expired") else { return };
    let openssl = &office.online.pki.0;
    let base = office.online.server.url("");
    openssl.write(
        "extensions",
        format!(
            "authorityInfoAccess = caIssuers;URI:{base}/sub.p7c\n\
         crlDistributionPoints = URI:{base}/sub.crl\n"
        ),
    );
    openssl.run(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout day.key \
         -out request.csr -config ca.cnf -subj /CN=Day",
    );
    openssl.run(
        "x509 -req -in request.csr -CA sub.pem -CAkey sub.key -set_serial 0x05 -days 1 \
         -extfile extensions -out day.pem",
    );
    office.online.pki.list("sub", "-crldays 7");
    let day = PrivateKeySigner::from_pem(&openssl.read("day.key"), &openssl.read("day.pem"));
    let (day, options) = (day.unwrap(), SignOptions::default());
    let basic = sign(&document(), &day, &options).unwrap();
    let timed = sign_with_timestamp(&document(), &day, &office.authority, &options).unwrap();

    let source = fetcher();
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(48);
    let augmenter =
        Augmenter::new(&office.trust).authority(&office.authority).source(&source).at(later);
    let long = augmenter.to_long_term(&timed).unwrap();
    let verifier = Verifier::new(office.trust.clone()).at(later);
    let report = verifier.verify_bytes(&long);
    assert_eq!(report.verdict, Verdict::Passed, "{report:#?}");
    assert_eq!(report.signatures[0].conclusion.level, Some(Level::BLT));
    // of the other nobody can say any more that it is older
    let Err(SignError::NotValidated { indication, .. }) = augmenter.to_long_term(&basic) else {
        panic!()
    };
    let expired = [SubIndication::OutOfBoundsNoPoe, SubIndication::OutOfBoundsNotRevoked];
    assert!(expired.contains(&indication.sub_indication().unwrap()), "{indication:?}");
    // and an authority that does not say about the same time is not believed
    let refused = augmenter.to_timestamped(&timed);
    assert!(matches!(refused, Err(SignError::TimestampTime(_))), "{refused:?}");
}

#[test]
fn timestamps_of_strangers_prove_nothing_and_are_no_obstacle() {
    let Some(office) = Office::open("levels-strangers") else { return };
    let Some(stranger) = Tsa::new("levels-stranger") else { return };
    let source = fetcher();
    let augmenter = Augmenter::new(&office.trust).authority(&office.authority).source(&source);
    let options = SignOptions::default();
    let timed = sign_with_timestamp(&document(), &office.signer, &stranger, &options).unwrap();
    let long = augmenter.to_long_term(&timed).unwrap();
    // one by an authority that is known stands over it
    let report = office.verify(&long);
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Passed, 2));
    assert!(report.signatures[0].conclusion.best_time < report.validation_time);

    // where there are anchors, a timestamp leads to one of them
    let stranger = Augmenter::new(&office.trust).authority(&stranger).source(&source);
    let refused = stranger.to_timestamped(&document());
    assert!(matches!(refused, Err(SignError::TimestampNotTrusted { .. })), "{refused:?}");
    assert!(stranger.to_archive(&timed).is_err());
}
