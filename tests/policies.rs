//! Policies as data: `vn-admin`, and what a user's own policy changes about the verdict.

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;

use common::{FIXTURE_TIME, corpus, files_in, fixtures};
use jiff::SignedDuration;
use kyso::trust::TrustStore;
use kyso::validation::{
    Code, Indication, Policy, RevocationRequirement, Role, Severity, SignaturePolicyFacts,
};
use kyso::verify::{ReadDocument, Report, Verdict, Verifier};

fn verifier() -> Verifier {
    let trust = TrustStore::open(&fixtures().join("trust")).unwrap();
    Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap())
}

fn scenario_verifier(trust: &str) -> Verifier {
    let trust = TrustStore::open(&fixtures().join("scenarios/trust").join(trust)).unwrap();
    Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap())
}

fn document(name: &str) -> PathBuf {
    let folders = ["documents", "scenarios/documents"];
    let mut paths = folders.iter().map(|folder| fixtures().join(folder).join(name));
    paths.find(|path| path.exists()).unwrap_or_else(|| panic!("{name}"))
}

/// A policy that extends another and says this too.
fn extending(base: &str, more: &str) -> Policy {
    let text = format!("format = 1\nname = \"own\"\nversion = \"1\"\nextends = \"{base}\"\n{more}");
    Policy::parse(&text).unwrap_or_else(|error| panic!("{more}: {error}"))
}

fn indications(report: &Report) -> Vec<String> {
    report.signatures.iter().map(|it| it.conclusion.indication.to_string()).collect()
}

fn roles(report: &Report) -> Vec<&'static str> {
    let role = |role: Option<Role>| role.map_or("-", Role::name);
    report.signatures.iter().map(|it| role(it.conclusion.role)).collect()
}

/// The findings about roles, with the roles that they name.
fn missed(report: &Report) -> Vec<String> {
    let about = [Code::RoleMissing, Code::RoleOrder];
    let findings = report.findings.iter().filter(|finding| about.contains(&finding.code));
    findings
        .map(|finding| {
            let values: Vec<_> = finding.arguments.iter().map(|(_, it)| it.as_str()).collect();
            format!("{} {}", finding.code, values.join(" "))
        })
        .collect()
}

fn has(report: &Report, code: Code) -> bool {
    let of_signatures = report.signatures.iter().flat_map(|it| &it.conclusion.findings);
    report.findings.iter().chain(of_signatures).any(|finding| finding.code == code)
}

#[test]
fn documents_are_signed_by_a_person_then_by_an_agency() {
    let verifier = verifier().policy(Policy::vn_admin());
    let scenarios = scenario_verifier("full").policy(Policy::vn_admin());
    for (name, verdict, expected_roles, expected_missed) in [
        ("quyet-dinh-ca-nhan-co-quan.pdf", Verdict::Passed, &["person", "agency"][..], &[][..]),
        ("to-trinh-ba-chu-ky.pdf", Verdict::Passed, &["person", "person", "agency"], &[]),
        ("o-ky-co-san.pdf", Verdict::Passed, &["person", "agency"], &[]),
        ("person-agency.pdf", Verdict::Passed, &["person", "agency"], &[]),
        (
            "agency-person.pdf",
            Verdict::Indeterminate,
            &["agency", "person"],
            &["role-order agency person"],
        ),
        ("quyet-dinh-ca-nhan.pdf", Verdict::Indeterminate, &["person"], &["role-missing agency"]),
        ("cong-van-itext.pdf", Verdict::Indeterminate, &["agency"], &["role-missing person"]),
        // A document timestamp is signed in no role.
        (
            "bao-cao-dau-thoi-gian.pdf",
            Verdict::Indeterminate,
            &["person", "-"],
            &["role-missing agency"],
        ),
        // Whoever is not known to have signed has no role, and nothing is missed for it.
        ("gia-mao-gia-tri-chu-ky.pdf", Verdict::Failed, &["-"], &[]),
        ("chung-thu-la.pdf", Verdict::Indeterminate, &["-"], &[]),
        ("gia-mao-sua-byte.pdf", Verdict::Failed, &["-"], &[]),
        // Known, but revoked.
        ("chung-thu-thu-hoi.pdf", Verdict::Indeterminate, &["person"], &["role-missing agency"]),
        ("chua-ky.pdf", Verdict::Unsigned, &[], &[]),
    ] {
        let path = document(name);
        let is_scenario = path.components().any(|part| part.as_os_str() == "scenarios");
        let report = if is_scenario { &scenarios } else { &verifier }.verify_file(&path);
        assert_eq!(report.verdict, verdict, "{name}");
        assert_eq!(roles(&report), expected_roles, "{name}");
        let found = missed(&report);
        assert_eq!(found.len(), expected_missed.len(), "{name}: {found:?}");
        for (found, expected) in found.iter().zip(expected_missed) {
            assert!(found.starts_with(expected), "{name}: {found}");
        }
    }
}

#[test]
fn a_broken_signature_has_no_role_although_its_certificate_is_trusted() {
    let path = document("gia-mao-sua-byte.pdf");
    let signer = verifier().verify_file(&path).signatures[0].conclusion.chain[0].clone();
    let mut trust = TrustStore::none();
    trust.add_anchor(signer, kyso::trust::Scheme::Test);
    let verifier = Verifier::new(trust).at(FIXTURE_TIME.parse().unwrap());
    let verifier = verifier.policy(Policy::vn_admin());
    assert_eq!(roles(&verifier.verify_file(&path)), ["-"]);
    assert_eq!(roles(&verifier.verify_file(&document("quyet-dinh-ca-nhan.pdf"))), ["person"]);
}

#[test]
fn roles_take_from_the_document_and_never_from_its_signatures() {
    let generic = verifier();
    let vn_admin = verifier().policy(Policy::vn_admin());
    let mut lowered = 0;
    for name in files_in(&fixtures().join("documents")) {
        let path = document(&name);
        let (generic, vn_admin) = (generic.verify_file(&path), vn_admin.verify_file(&path));
        assert_eq!(indications(&generic), indications(&vn_admin), "{name}");
        assert!(roles(&generic).iter().all(|role| *role == "-") && missed(&generic).is_empty());
        if vn_admin.verdict == generic.verdict {
            continue;
        }
        let change = (generic.verdict, vn_admin.verdict);
        assert_eq!(change, (Verdict::Passed, Verdict::Indeterminate), "{name}");
        assert!(!missed(&vn_admin).is_empty(), "{name}");
        lowered += 1;
    }
    assert!(lowered > 20, "{lowered}");
}

#[test]
fn each_condition_of_a_rule_has_to_hold() {
    let path = document("quyet-dinh-ca-nhan-co-quan.pdf");
    let plain = verifier().verify_file(&path);
    let digest = |index: usize| plain.signatures[index].conclusion.chain[0].id().to_string();
    let (person, agency) = (digest(0), digest(1));
    // What the certificate or the signature of the agency has and the person's has not, and
    // what neither has.
    let conditions = [
        (format!("certificate = ['{agency}']"), format!("certificate = ['{}']", "0".repeat(64))),
        ("common-name = ['x', 'UBND *']".to_owned(), "common-name = ['* UBND']".to_owned()),
        ("field = ['*CoQuan']".to_owned(), "field = ['CoQuan*']".to_owned()),
        ("uid = ['mst:*']".to_owned(), "uid = ['CCCD:*']".to_owned()),
    ];
    for (right, wrong) in &conditions {
        for (rule, expected) in [
            (right.clone(), ["-", "copy"]),
            (wrong.clone(), ["-", "-"]),
            (format!("{right}\nissuer = ['CA phục vụ *']"), ["-", "copy"]),
            (format!("{right}\nissuer = ['CA khác']"), ["-", "-"]),
        ] {
            let rule = format!("[[roles.rules]]\nrole = 'copy'\n{rule}");
            let report = verifier().policy(extending("generic", &rule)).verify_file(&path);
            assert_eq!(roles(&report), expected, "{rule}");
        }
    }
    // What both have, and what none has.
    for (both, none) in [
        ("issuer = ['CA phục vụ các cơ quan *']", "issuer = ['RootCA *']"),
        ("organization = ['ủy ban nhân dân *']", "organization = ['UBND']"),
        ("certificate-policy = ['2.999.704.1.1']", "certificate-policy = ['2.999.704.1']"),
        (
            "extended-key-usage = ['1.3.6.1.5.5.7.3.4']",
            "extended-key-usage = ['1.3.6.1.5.5.7.3.8']",
        ),
    ] {
        for (rule, expected) in [(both, ["annex", "annex"]), (none, ["-", "-"])] {
            let rule = format!("[[roles.rules]]\nrole = 'annex'\n{rule}");
            let report = verifier().policy(extending("generic", &rule)).verify_file(&path);
            assert_eq!(roles(&report), expected, "{rule}");
        }
    }
    let path = document("quyet-dinh-ca-nhan.pdf"); // signed for a reason
    for (rule, expected) in [
        ("reason = ['Ky ban hanh']", "person"),
        ("reason = ['Ky']", "-"),
        ("organizational-unit = ['Văn *']", "person"),
        ("organizational-unit = ['Phòng']", "-"),
        ("title = ['*']", "-"), // it has none
    ] {
        let rule = format!("[[roles.rules]]\nrole = 'person'\n{rule}");
        let report = verifier().policy(extending("generic", &rule)).verify_file(&path);
        assert_eq!(roles(&report), [expected], "{rule}");
    }
    // The first rule that fits decides, then `otherwise`.
    let path = document("quyet-dinh-ca-nhan-co-quan.pdf");
    let rules = format!(
        "[roles]\notherwise = 'annex'\n[[roles.rules]]\nrole = 'agency'\ncertificate = ['{person}']\n\
         [[roles.rules]]\nrole = 'person'\nissuer = ['*']\nuid = []\n\
         [[roles.rules]]\nrole = 'copy'\ncertificate = ['{person}']"
    );
    let report = verifier().policy(extending("generic", &rules)).verify_file(&path);
    assert_eq!(roles(&report), ["agency", "annex"]);
}

#[test]
fn what_is_accepted_and_what_follows_is_the_policys_matter() {
    let path = document("quyet-dinh-ca-nhan.pdf");
    for (more, verdict, expected) in [
        ("roles.accepted = []", Verdict::Passed, &[][..]),
        ("roles.accepted = [['person']]", Verdict::Passed, &[]),
        ("roles.accepted = [['agency'], ['person']]", Verdict::Passed, &[]),
        ("roles.accepted = [['agency']]", Verdict::Indeterminate, &["role-missing agency"]),
        // The combination that it comes closest to is told.
        (
            "roles.accepted = [['copy', 'agency'], ['person', 'annex']]",
            Verdict::Indeterminate,
            &["role-missing annex"],
        ),
        ("roles.unmet = 'report'", Verdict::Passed, &["role-missing agency"]),
    ] {
        let report = verifier().policy(extending("vn-admin", more)).verify_file(&path);
        assert_eq!(
            (report.verdict, missed(&report)),
            (verdict, expected.iter().map(|it| (*it).to_owned()).collect()),
            "{more}"
        );
        let severities: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.code == Code::RoleMissing)
            .map(|finding| finding.severity)
            .collect();
        let is_error = verdict == Verdict::Indeterminate;
        assert!(severities.iter().all(|it| (*it == Severity::Error) == is_error), "{more}");
    }
}

#[test]
fn whom_no_rule_names_has_no_role_and_it_is_said() {
    let report = |more: &str, name: &str| {
        verifier().policy(extending("generic", more)).verify_file(&document(name))
    };
    let unknown = |report: &Report| {
        let all = report.findings.iter().filter(|it| it.code == Code::RoleUnknown);
        all.map(|it| (it.severity, it.arguments[0].1.clone())).collect::<Vec<_>>()
    };
    let field =
        |report: &Report, at: usize| (Severity::Warning, report.signatures[at].facts.field.clone());
    let both = "quyet-dinh-ca-nhan-co-quan.pdf";
    let none = report("roles.accepted = [['person']]\nroles.unmet = 'indeterminate'", both);
    assert_eq!(roles(&none), ["-", "-"]);
    assert_eq!(unknown(&none), [field(&none, 0), field(&none, 1)]);
    assert_eq!(missed(&none), ["role-missing person"]);
    assert_eq!(none.verdict, Verdict::Indeterminate);

    // An agency that no rule names is no person, and what is there is not missed for it.
    let rule = "[roles]\naccepted = [['agency']]\nunmet = 'indeterminate'\n\
                [[roles.rules]]\nrole = 'agency'\nuid = ['MST:*']";
    let one = report(rule, both);
    assert_eq!((roles(&one), missed(&one)), (vec!["-", "agency"], vec![]));
    assert_eq!(unknown(&one), [field(&one, 0)]);
    assert_eq!(one.verdict, Verdict::Passed);

    // Where no roles are asked for there is nothing to say, nor of whom nobody knows.
    assert!(unknown(&report("", both)).is_empty());
    assert!(unknown(&report(rule, "gia-mao-gia-tri-chu-ky.pdf")).is_empty());
}

#[test]
fn a_file_that_failed_stays_failed_whatever_its_roles() {
    let verifier = scenario_verifier("full").policy(Policy::vn_admin());
    let report = verifier.verify_file(&document("expired-content-t.pdf"));
    assert_eq!(report.verdict, Verdict::Failed);
    assert_eq!(missed(&report), ["role-missing agency"]);
}

#[test]
fn vn_admin_reads_what_the_country_has_signed() {
    let vn_admin = |trust: &str| scenario_verifier(trust).policy(Policy::vn_admin());
    // The CMS holds the leaf only; the trust folder has the rest.
    let leaf_only = document("leaf-only.pdf");
    assert_eq!(indications(&vn_admin("full").verify_file(&leaf_only)), ["total-passed"]);
    let alone = vn_admin("anchor").verify_file(&leaf_only);
    assert_eq!(indications(&alone), ["indeterminate / no-certificate-chain-found"]);
    // Local time that was written as UTC.
    let report = vn_admin("full").verify_file(&document("local-time-as-utc.pdf"));
    assert_eq!(indications(&report), ["total-passed"]);
    assert!(has(&report, Code::LocalTimeAsUtc));
    // SHA-1 by the time that is proved, further than `generic` goes, and never without a proof.
    let weak = "indeterminate / crypto-constraints-failure-no-poe";
    for (name, in_vietnam, elsewhere) in [
        ("sha1-t-2013.pdf", "total-passed", "total-passed"),
        ("sha1-t-2015.pdf", "total-passed", weak),
        ("sha1.pdf", weak, weak),
        ("alg-rsa-1024-sha256.pdf", weak, weak),
    ] {
        let path = document(name);
        assert_eq!(indications(&vn_admin("full").verify_file(&path)), [in_vietnam], "{name}");
        let generic = scenario_verifier("full").verify_file(&path);
        assert_eq!(indications(&generic), [elsewhere], "{name}");
    }
    // RSA-1024 ended in 2014 for both.
    let mut read = vn_admin("full").read_file(&document("alg-rsa-1024-sha256.pdf")).unwrap();
    read.facts.signatures[0].claimed_time = Some("2013-06-03T00:00:00Z".parse().unwrap());
    assert_eq!(indications(&vn_admin("full").judge(&read)), [weak]);
}

#[test]
fn a_time_that_is_only_claimed_is_said_to_be() {
    let note = |policy: Policy, verifier: Verifier, name: &str| {
        has(&verifier.policy(policy).verify_file(&document(name)), Code::TimeClaimedOnly)
    };
    let plain = "quyet-dinh-ca-nhan-co-quan.pdf";
    assert!(note(Policy::vn_admin(), verifier(), plain));
    assert!(!note(Policy::generic(), verifier(), plain));
    assert!(note(Policy::generic(), verifier(), "chung-thu-het-han.pdf")); // there it decides
    assert!(!note(Policy::vn_admin(), scenario_verifier("full"), "b-t.pdf")); // a time is proved
}

#[test]
fn algorithms_that_the_regulation_does_not_name_are_named() {
    let verifier = verifier().policy(Policy::vn_admin());
    for (name, outside) in [
        ("thong-bao-rsa-pss.pdf", None),
        ("thong-bao-p256.pdf", None),
        ("thong-bao-p384.pdf", None),
        ("thong-bao-ed25519.pdf", Some("ed25519")),
        ("quyet-dinh-ca-nhan.pdf", Some("rsa-pkcs1v15-sha256")),
        ("cong-van-adbe-sha1.pdf", Some("rsa-pkcs1v15-sha256, sha1")),
    ] {
        let report = verifier.verify_file(&document(name));
        let findings = &report.signatures[0].conclusion.findings;
        let found = findings.iter().find(|it| it.code == Code::AlgorithmOutsideAnnexI);
        let found = found.map(|finding| finding.arguments[0].1.as_str());
        assert_eq!(found, outside, "{name}");
    }
    let scenarios = scenario_verifier("full").policy(Policy::vn_admin());
    let report = scenarios.verify_file(&document("alg-rsa-1024-sha256.pdf"));
    let findings = &report.signatures[0].conclusion.findings;
    let found = findings.iter().find(|it| it.code == Code::AlgorithmOutsideAnnexI).unwrap();
    assert_eq!(found.arguments[0].1, "rsa-pkcs1v15-sha256, rsa-1024");
}

#[test]
fn algorithms_end_when_the_policy_says() {
    let sha256 = |uses: &str, until: &str| {
        format!(
            "[[algorithms]]\ndigests = ['sha256']\nuses = [{uses}]\nuntil = {until}\nsource = ''"
        )
    };
    let path = document("quyet-dinh-ca-nhan.pdf");
    let weak = "indeterminate / crypto-constraints-failure-no-poe";
    for (uses, until, expected) in [
        ("'signature'", "2026-11-20", weak),
        ("'signature'", "2026-11-20T08:00:01Z", "total-passed"),
        ("'certificate'", "2026-11-20", weak),
        ("'revocation'", "2026-11-20", weak),
        ("'timestamp'", "2026-11-20", "total-passed"),
    ] {
        let policy = extending("generic", &sha256(uses, until));
        let report = verifier().policy(policy).verify_file(&path);
        assert_eq!(indications(&report), [expected], "{uses} {until}");
        let finding = report.signatures[0].conclusion.findings.iter();
        let finding = finding.map(|it| it.code).find(|code| *code == Code::AlgorithmWeak);
        assert_eq!(finding.is_some(), expected == weak, "{uses} {until}");
    }
    let keys =
        "[[algorithms]]\nkeys = 'rsa'\nminimum-bits = 3072\nuses = ['signature']\nsource = ''";
    for (name, expected) in [
        ("quyet-dinh-ca-nhan.pdf", weak),
        ("thong-bao-rsa-3072-sha384.pdf", "total-passed"),
        ("thong-bao-p256.pdf", "total-passed"),
    ] {
        let report = verifier().policy(extending("generic", keys)).verify_file(&document(name));
        assert_eq!(indications(&report), [expected], "{name}");
    }
    // A signature of 10 November, stamped five seconds later, over content that was stamped before.
    let scenario = |name: &str, until| {
        let policy = extending("generic", &sha256("'signature'", until));
        indications(&scenario_verifier("full").policy(policy).verify_file(&document(name)))
    };
    assert_eq!(scenario("b-t.pdf", "2026-11-11"), ["total-passed"]);
    assert_eq!(scenario("b-t.pdf", "2026-11-10"), [weak]);
    // It was made after the end for certain: no proof can be old enough.
    let certain = "indeterminate / crypto-constraints-failure";
    assert_eq!(scenario("content-t-before.pdf", "2026-11-10"), [certain]);
    assert_eq!(scenario("content-t-before.pdf", "2026-11-11"), ["total-passed"]);
}

#[test]
fn a_policy_may_ask_for_a_proof_of_the_time() {
    let policy = || extending("generic", "timestamps.required = true");
    let judge =
        |verifier: Verifier, name: &str| verifier.policy(policy()).verify_file(&document(name));
    let report = judge(verifier(), "quyet-dinh-ca-nhan.pdf");
    assert_eq!(indications(&report), ["indeterminate / sig-constraints-failure"]);
    assert!(has(&report, Code::TimestampRequired));
    // In the signature, or over the document.
    assert_eq!(indications(&judge(scenario_verifier("full"), "b-t.pdf")), ["total-passed"]);
    let report = judge(verifier(), "bao-cao-dau-thoi-gian.pdf");
    assert_eq!(indications(&report), ["total-passed", "total-passed"]);
    // One that did not pass proves nothing, and what is worse is told first.
    let failing = judge(scenario_verifier("full"), "token-wrong-imprint.pdf");
    assert_eq!(indications(&failing), ["indeterminate / sig-constraints-failure"]);
    let forged = judge(verifier(), "gia-mao-sua-byte.pdf");
    assert_eq!(indications(&forged), ["total-failed / hash-failure"]);
    assert!(!has(&forged, Code::TimestampRequired));
}

#[test]
fn a_timestamp_may_be_too_inaccurate() {
    let policy =
        |seconds| extending("generic", &format!("timestamps.maximum-accuracy-seconds = {seconds}"));
    let verifier = |seconds| scenario_verifier("full").policy(policy(seconds));
    let mut read = verifier(1).read_file(&document("b-t.pdf")).unwrap();
    let mut judge = |accuracy, seconds| {
        let token = read.facts.signatures[0].timestamps[0].token.as_mut().unwrap();
        token.accuracy = accuracy;
        let report = verifier(seconds).judge(&read);
        report.signatures[0].conclusion.timestamps[0].indication.to_string()
    };
    let refused = "indeterminate / sig-constraints-failure";
    assert_eq!(judge(Some(SignedDuration::from_secs(2)), 2), "total-passed");
    assert_eq!(judge(Some(SignedDuration::new(2, 1)), 2), refused);
    assert_eq!(judge(None, 0), "total-passed"); // it states none
}

#[test]
fn revocation_data_may_be_as_old_as_the_policy_says() {
    let policy = |hours| extending("generic", &format!("revocation.freshness-hours = {hours}"));
    let path = document("quyet-dinh-ca-nhan.pdf");
    // The lists are of 19 November, 0:00, and judged 32 hours later.
    for (hours, expected) in
        [(33, "total-passed"), (32, "total-passed"), (31, "indeterminate / try-later")]
    {
        let report = verifier().policy(policy(hours)).verify_file(&path);
        assert_eq!(indications(&report), [expected], "{hours}");
        assert_eq!(has(&report, Code::RevocationStale), expected != "total-passed");
    }
    // It stands in the place of what the lists say themselves (EN 319 102-1 clause 5.2.5.4): one
    // of the 16th that was due on the 19th.
    let judge = |policy| {
        let report = scenario_verifier("stale").policy(policy).verify_file(&document("b-b.pdf"));
        indications(&report)
    };
    assert_eq!(judge(Policy::generic()), ["indeterminate / try-later"]);
    assert_eq!(judge(policy(5 * 24)), ["total-passed"]);
}

#[test]
fn signed_attributes_may_have_to_be_in_der() {
    let strict = || extending("generic", "signatures.signed-attributes = 'der'");
    for (name, expected) in [
        ("cms-thuoc-tinh-khong-der.pdf", "total-failed / format-failure"),
        ("cms-thuoc-tinh-luu-sai-thu-tu.pdf", "total-passed"), // signed in DER
        ("quyet-dinh-ca-nhan.pdf", "total-passed"),
    ] {
        let path = document(name);
        assert_eq!(indications(&verifier().policy(strict()).verify_file(&path)), [expected]);
        assert_eq!(indications(&verifier().verify_file(&path)), ["total-passed"]);
    }
    // Of a timestamp likewise.
    let verifier = scenario_verifier("full").policy(strict());
    let mut read = verifier.read_file(&document("b-t.pdf")).unwrap();
    let stamp = |read: &ReadDocument, verifier: &Verifier| {
        verifier.judge(read).signatures[0].conclusion.timestamps[0].indication
    };
    assert_eq!(stamp(&read, &verifier), Indication::TotalPassed);
    let finding = kyso::validation::Finding::new(Code::SignedAttributesNotDer);
    read.facts.signatures[0].timestamps[0].findings.push(finding);
    assert_eq!(stamp(&read, &verifier).to_string(), "total-failed / format-failure");
    assert_eq!(stamp(&read, &scenario_verifier("full")), Indication::TotalPassed);
}

#[test]
fn signature_policies_are_known_or_not() {
    let verifier = |more: &str| verifier().policy(extending("generic", more));
    let mut read = verifier("").read_file(&document("quyet-dinh-ca-nhan.pdf")).unwrap();
    assert_eq!(read.facts.signatures[0].signature_policy, None);
    assert_eq!(
        indications(&verifier("signature-policies.unknown = 'refuse'").judge(&read)),
        ["total-passed"]
    );

    let abc = "a9993e364706816aba3e25717850c26c9cd0d89d";
    let named = SignaturePolicyFacts {
        id: "1.2.3".parse().ok(),
        digest_algorithm: Some(kyso::crypto::DigestAlgorithm::Sha1),
        digest: abc.to_owned(),
    };
    let implied = SignaturePolicyFacts { id: None, digest_algorithm: None, digest: String::new() };
    let unavailable = "indeterminate / signature-policy-not-available";
    let other = "indeterminate / policy-processing-error";
    let known = |digest: &str| {
        format!(
            "signature-policies = {{ unknown = 'refuse', known = [{{ id = '1.2.3'{digest} }}] }}"
        )
    };
    let with = |digest: &str| known(&format!(", digest = '{digest}'"));
    for (facts, more, expected, code) in [
        (&named, String::new(), "total-passed", Some(Code::SignaturePolicyNotJudged)),
        (&named, "signature-policies.unknown = 'ignore'".to_owned(), "total-passed", None),
        (
            &named,
            "signature-policies.unknown = 'refuse'".to_owned(),
            unavailable,
            Some(Code::SignaturePolicyUnknown),
        ),
        (
            &implied,
            "signature-policies.unknown = 'refuse'".to_owned(),
            unavailable,
            Some(Code::SignaturePolicyUnknown),
        ),
        (&implied, known(""), unavailable, Some(Code::SignaturePolicyUnknown)),
        (&named, known(""), "total-passed", None),
        (&named, with(&format!("sha1:{abc}")), "total-passed", None),
        (
            &named,
            with(&format!("sha1:{}", "0".repeat(40))),
            other,
            Some(Code::SignaturePolicyMismatch),
        ),
        (
            &named,
            with(&format!("sha256:{}", "0".repeat(64))),
            other,
            Some(Code::SignaturePolicyMismatch),
        ),
        (
            &SignaturePolicyFacts { digest_algorithm: None, ..named.clone() },
            with(&format!("sha1:{abc}")),
            other,
            Some(Code::SignaturePolicyMismatch),
        ),
        (
            &SignaturePolicyFacts { id: "1.2.4".parse().ok(), ..named.clone() },
            known(""),
            unavailable,
            Some(Code::SignaturePolicyUnknown),
        ),
    ] {
        read.facts.signatures[0].signature_policy = Some(facts.clone());
        let report = verifier(&more).judge(&read);
        assert_eq!(indications(&report), [expected], "{facts:?} {more}");
        let about = [
            Code::SignaturePolicyMismatch,
            Code::SignaturePolicyNotJudged,
            Code::SignaturePolicyUnknown,
        ];
        let found = about.into_iter().find(|code| has(&report, *code));
        assert_eq!(found, code, "{facts:?} {more}");
    }
}

#[test]
fn signature_policies_of_real_files_are_read() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("files/pdf-signature");
    for (file, policy) in [
        (
            "itext/sign/sign/PadesSigTest/cmp_padesEpesProfileTest01.pdf",
            "2.16.724.631.3.1.124.2.29.9 Some(Sha1) 00",
        ),
        (
            "dss/dss-pades/validation/pades-ltv-from-epes.pdf",
            "1.2.147.41 Some(Sha1) 64696765737476616c7565",
        ),
        (
            "dss/dss-pades/validation/Signature-P-SK-6.pdf",
            "1.3.158.36061701.0.0.1.10.4.0.12 Some(Sha256) 7a4c03779bd2c51bccbd73668a3c30110d7451d9222b4732681866eaef961e65",
        ),
    ] {
        let read = verifier().read_file(&folder.join(file)).unwrap();
        let found: BTreeSet<_> = read
            .facts
            .signatures
            .iter()
            .filter_map(|facts| facts.signature_policy.as_ref())
            .map(|policy| {
                let id = policy.id.map(|id| id.to_string()).unwrap_or_default();
                format!("{id} {:?} {}", policy.digest_algorithm, policy.digest)
            })
            .collect();
        let found = found.into_iter().collect::<Vec<_>>().join("; ");
        assert_eq!(found, policy, "{file}");
    }
}

#[test]
fn a_text_of_law_is_cited_by_the_time_of_signing() {
    let reference = |id: &str, from: &str, until: &str| {
        format!(
            "[[references]]\nfinding = 'role-missing'\nid = '{id}'\nvi = ''\nen = ''\nfrom = {from}\n{until}\n"
        )
    };
    // Signed on 16 November 2026, as the signer claims.
    let more = reference("cu", "2020-01-01", "until = 2026-11-16T00:00:00+07:00")
        + &reference("moi", "2026-11-16T00:00:00+07:00", "until = 2026-11-17")
        + &reference("sau", "2026-11-17", "");
    let verifier = verifier().policy(extending("vn-admin", &more));
    let cited = |read: &ReadDocument| {
        let report = verifier.judge(read);
        let finding = report.findings.iter().find(|it| it.code == Code::RoleMissing).unwrap();
        report.legal_reference(finding, None).map(|reference| reference.id.clone())
    };
    let mut read = verifier.read_file(&document("quyet-dinh-ca-nhan.pdf")).unwrap();
    assert_eq!(cited(&read).as_deref(), Some("moi"));
    // Without a time it is that of the validation.
    read.facts.signatures[0].claimed_time = None;
    assert_eq!(cited(&read).as_deref(), Some("sau"));
    read.facts.signatures[0].claimed_time = Some("2019-12-31T23:59:59Z".parse().unwrap());
    assert_eq!(cited(&read), None);
    // What is proved goes before what is claimed, also where the proof came from outside.
    read.material.prove_document("2026-11-16T12:00:00Z".parse().unwrap());
    assert_eq!(cited(&read).as_deref(), Some("moi"));
    // And by a timestamp, of 18 November.
    let mut read = verifier.read_file(&document("bao-cao-dau-thoi-gian.pdf")).unwrap();
    read.facts.signatures[0].claimed_time = Some("2019-12-31T23:59:59Z".parse().unwrap());
    assert_eq!(cited(&read).as_deref(), Some("sau"));
}

#[test]
fn what_the_caller_says_stands_above_the_policy() {
    let policy = || extending("vn-admin", "revocation.requirement = 'if-present'");
    let ignore = RevocationRequirement::Ignore;
    let in_force = |verifier: Verifier| verifier.policy_in_force().revocation;
    assert_eq!(in_force(verifier().policy(policy())), RevocationRequirement::IfPresent);
    assert_eq!(in_force(verifier().policy(policy()).revocation(ignore)), ignore);
    assert_eq!(in_force(verifier().revocation(ignore).policy(policy())), ignore);
    let inputs = || kyso::validation::PathInputs { max_path_length: Some(0), ..Default::default() };
    for verifier in
        [verifier().path(inputs()).policy(policy()), verifier().policy(policy()).path(inputs())]
    {
        assert_eq!(verifier.policy_in_force().path, inputs());
        assert_eq!(verifier.policy_in_force().name, "own");
    }
}

#[test]
fn paths_are_held_to_what_the_policy_asks() {
    let path = document("quyet-dinh-ca-nhan.pdf");
    let chain = "indeterminate / certificate-chain-general-failure";
    for (more, expected) in [
        (
            "paths = { certificate-policies = ['2.999.704.1.1'], explicit-policy = true }",
            "total-passed",
        ),
        ("paths = { certificate-policies = ['2.999.704.1.2'], explicit-policy = true }", chain),
        ("paths = { maximum-length = 0 }", chain),
        ("paths = { maximum-length = 1 }", "total-passed"),
    ] {
        let report = verifier().policy(extending("generic", more)).verify_file(&path);
        assert_eq!(indications(&report), [expected], "{more}");
    }
}

#[test]
fn the_report_names_the_policy_and_its_files() {
    let report =
        verifier().policy(extending("vn-admin", "")).verify_file(&document("nho-nhat.pdf"));
    assert_eq!(report.policy, "own");
    let names: Vec<_> = report.policy_files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["own", "vn-admin", "generic"]);
}

/// What the page about policies shows can be used as it stands.
#[test]
fn the_examples_of_the_page_are_policies() {
    let page = include_str!("../docs/policies.md");
    let blocks: Vec<_> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 5);
    for block in blocks {
        match block.starts_with("format") {
            true => {
                Policy::parse(block).map(drop).unwrap_or_else(|error| panic!("{error}: {block}"))
            }
            false => drop(extending("generic", block)),
        }
    }
    // Every key of the table of keys is one, and every one is in it or in a section of its own.
    for policy in [
        include_str!("../src/validation/policy/generic.toml"),
        include_str!("../src/validation/policy/vn-admin.toml"),
    ] {
        for line in policy.lines().filter(|line| !line.starts_with([' ', '#', '"'])) {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            assert!(page.contains(key), "the page does not name {key}");
        }
    }
}
