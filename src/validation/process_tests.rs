//! Tests of the processes for signatures and timestamps.

use super::*;
use crate::crypto::DigestAlgorithm;
use crate::validation::Severity;
use crate::validation::facts::{
    Change, CmsFacts, ReferenceCheck, SignatureFormat, TokenFacts, ValueCheck,
};
use crate::validation::identity::SignatureDictionary;
use crate::validation::policy::RevocationRequirement;
use SubIndication as Sub;

const PERSON: &[u8] = include_bytes!("../../tests/data/x509/person.der");

/// A sound signature of a person.
fn sound() -> SignatureFacts {
    SignatureFacts {
        field: "Signature1".to_owned(),
        kind: SignatureKind::Signature,
        format: SignatureFormat::Pades,
        sub_filter: None,
        is_baseline: false,
        revision: 1,
        coverage: Coverage::WholeFile,
        changes: ChangeLevel::None,
        change_list: Vec::new(),
        alters_appearance: false,
        permits: None,
        claimed_time: None,
        dictionary_time: None,
        has_cms_signing_time: false,
        token: None,
        timestamps: Vec::new(),
        signature_policy: None,
        reason: None,
        location: None,
        dictionary: SignatureDictionary::default(),
        cms: CmsFacts {
            digest_algorithm: Some(DigestAlgorithm::Sha256),
            digest_matches: Some(true),
            value: ValueCheck::Matches,
            signing_certificate: Some(CertificateId::of(PERSON)),
            reference: ReferenceCheck::Matches,
            reference_digest_algorithm: Some(DigestAlgorithm::Sha256),
            ..CmsFacts::unread()
        },
        format_problems: Vec::new(),
        findings: Vec::new(),
    }
}

/// The indication where the person's certificate is itself an anchor.
fn indication(change: impl FnOnce(&mut SignatureFacts)) -> Indication {
    concluded(change).indication
}

fn concluded(change: impl FnOnce(&mut SignatureFacts)) -> Conclusion {
    let mut facts = sound();
    change(&mut facts);
    let signer = Arc::new(Certificate::parse(PERSON).unwrap());
    let policy = Policy { revocation: RevocationRequirement::Require, ..Policy::generic() };
    let context = Context {
        policy: &policy,
        time: "2030-06-01T00:00:00Z".parse().unwrap(),
        anchors: &[signer].into_iter().collect(),
        materials: &[],
        edges: &EdgeCache::new(),
    };
    validate(&facts, &context)
}

fn failed(sub: SubIndication) -> Indication {
    Indication::TotalFailed(sub)
}

fn open(sub: SubIndication) -> Indication {
    Indication::Indeterminate(sub)
}

#[test]
fn only_what_was_computed_and_is_right_passes() {
    let values = [
        (ValueCheck::Matches, None),
        (ValueCheck::Mismatch, Some(failed(Sub::SigCryptoFailure))),
        (ValueCheck::NotChecked, Some(open(Sub::NoSigningCertificateFound))),
        (ValueCheck::Unreadable, Some(failed(Sub::SigCryptoFailure))),
        (ValueCheck::Unsupported("x".to_owned()), Some(open(Sub::CryptoConstraintsFailure))),
    ];
    for (value, of_value) in values {
        for (digest, of_digest) in [
            (Some(true), None),
            (Some(false), Some(failed(Sub::HashFailure))),
            (None, Some(open(Sub::CryptoConstraintsFailure))),
        ] {
            let expected = match (of_digest, of_value) {
                (Some(wrong @ Indication::TotalFailed(_)), _) => wrong,
                (other, of_value) => of_value.or(other).unwrap_or(Indication::TotalPassed),
            };
            let found = indication(|facts| {
                facts.cms.value = value.clone();
                facts.cms.digest_matches = digest;
            });
            assert_eq!(found, expected, "{value:?} {digest:?}");
        }
    }
}

#[test]
fn without_a_signer_nothing_passes() {
    let missing = open(Sub::NoSigningCertificateFound);
    assert_eq!(indication(|facts| facts.cms.signing_certificate = None), missing);
    let unknown = CertificateId::of(b"another");
    assert_eq!(indication(|facts| facts.cms.signing_certificate = Some(unknown)), missing);
    assert_eq!(indication(|facts| facts.cms.reference = ReferenceCheck::Mismatch), missing);
    // A format that is not read: its algorithm is what is not known.
    let unread = indication(|facts| {
        facts.cms.signing_certificate = None;
        facts.cms.digest_matches = None;
        facts.cms.value = ValueCheck::Unsupported("adbe.x509.rsa_sha1".to_owned());
    });
    assert_eq!(unread, open(Sub::CryptoConstraintsFailure));
}

#[test]
fn what_may_cover_content_is_said() {
    let change = |page| Change {
        level: ChangeLevel::Annotations,
        code: "annotation-added".into(),
        revision: 2,
        object: None,
        page: Some(page),
        field: None,
        detail: "Stamp".into(),
    };
    let judged = |permits, alters_appearance| {
        concluded(|facts| {
            facts.permits = permits;
            facts.changes = ChangeLevel::Annotations;
            facts.change_list = [7, 2, 7].map(change).to_vec();
            facts.alters_appearance = alters_appearance;
        })
    };
    let certified = Some(ChangeLevel::Annotations);
    let evil = judged(certified, true);
    assert_eq!(evil.indication, Indication::TotalPassed);
    let said = evil.findings.iter().find(|it| it.code == Code::AppearanceChanged).unwrap();
    assert_eq!(said.severity, Severity::Warning);
    assert_eq!(said.arguments, [("pages".into(), "2, 7".to_owned())]);
    let comment = judged(certified, false);
    assert_eq!(comment.indication, Indication::TotalPassed);
    assert!(comment.findings.iter().all(|it| it.code != Code::AppearanceChanged));
    // a certification is what permits it
    assert_eq!(judged(None, true).indication, open(Sub::SigConstraintsFailure));
    let filling = Some(ChangeLevel::FormFilling);
    assert_eq!(judged(filling, true).indication, failed(Sub::FormatFailure));
}

/// Something came after, and is listed.
fn change(facts: &mut SignatureFacts, level: ChangeLevel) {
    facts.changes = level;
    facts.change_list = vec![Change {
        level,
        code: "page-changed".into(),
        revision: 2,
        object: None,
        page: None,
        field: None,
        detail: "".into(),
    }];
}

#[test]
fn changes_after_a_signature() {
    use ChangeLevel::{Annotations, FormFilling, Lta, None as Nothing, Other};
    let format = failed(Sub::FormatFailure);
    let undecided = open(Sub::SigConstraintsFailure);
    let passed = Indication::TotalPassed;
    for (permits, expected) in [
        (None, [passed, passed, passed, undecided, format]),
        (Some(Lta), [passed, passed, format, format, format]),
        (Some(FormFilling), [passed, passed, passed, format, format]),
        (Some(Annotations), [passed, passed, passed, passed, format]),
    ] {
        for (changes, expected) in
            [Nothing, Lta, FormFilling, Annotations, Other].into_iter().zip(expected)
        {
            let found = indication(|facts| {
                facts.permits = permits;
                change(facts, changes);
            });
            assert_eq!(found, expected, "{permits:?} {changes:?}");
        }
        // what could not be compared is not known to be forbidden
        let unknown = |facts: &mut SignatureFacts| {
            facts.permits = permits;
            facts.changes = Other;
        };
        assert_eq!(indication(unknown), undecided, "{permits:?}");
        let partial = |facts: &mut SignatureFacts| {
            unknown(facts);
            facts.coverage = Coverage::Partial;
        };
        assert_eq!(indication(partial), format, "{permits:?}");
    }
    assert_eq!(indication(|facts| facts.coverage = Coverage::Partial), format);

    for (changes, expected) in [
        (FormFilling, Code::ChangesPermitted),
        (Annotations, Code::ChangesUndecided),
        (Other, Code::ChangesNotPermitted),
    ] {
        let found = concluded(|facts| change(facts, changes));
        let codes: Vec<_> = found.findings.iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&expected), "{changes:?}: {codes:?}");
    }
}

#[test]
fn nothing_passes_where_material_was_kept_out() {
    let signer = Arc::new(Certificate::parse(PERSON).unwrap());
    let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
    let mut material = Material::new();
    for expected in [Indication::TotalPassed, open(Sub::TryLater)] {
        let context = Context {
            policy: &policy,
            time: "2030-06-01T00:00:00Z".parse().unwrap(),
            anchors: &[Arc::clone(&signer)].into_iter().collect(),
            materials: &[&material],
            edges: &EdgeCache::new(),
        };
        let conclusion = validate(&sound(), &context);
        assert_eq!(conclusion.indication, expected);
        let limits = conclusion.findings.iter().filter(|it| it.code == Code::LimitReached);
        assert_eq!(limits.count(), usize::from(expected != Indication::TotalPassed));
        material.note_limit("DOCUMENT_REVOCATION_VALUES");
    }
}

#[test]
fn weak_digests_do_not_pass() {
    let weak = open(Sub::CryptoConstraintsFailureNoPoe);
    let sha1 = Some(DigestAlgorithm::Sha1);
    assert_eq!(indication(|facts| facts.cms.digest_algorithm = sha1), weak);
    assert_eq!(indication(|facts| facts.cms.content_digest_algorithm = sha1), weak);
}

#[test]
fn signatures_of_one_signer_are_validated_once() {
    let parse = |der: &[u8]| Arc::new(Certificate::parse(der).unwrap());
    let chain: [&[u8]; 3] = [
        PERSON,
        include_bytes!("../../tests/data/x509/sub-state.der"),
        include_bytes!("../../tests/data/x509/root.der"),
    ];
    let mut material = Material::new();
    chain.iter().for_each(|der| material.add_certificate(parse(der)));
    let edges = EdgeCache::new();
    let policy = Policy { revocation: RevocationRequirement::IfPresent, ..Policy::generic() };
    let context = Context {
        policy: &policy,
        time: "2030-06-01T00:00:00Z".parse().unwrap(),
        anchors: &[parse(chain[2])].into_iter().collect(),
        materials: &[&material],
        edges: &edges,
    };
    let mut signatures = vec![sound(); 100];
    signatures[50].kind = SignatureKind::Timestamp; // the same certificate, another purpose
    let conclusions = validate_all(&signatures, &context);
    assert!(edges.hits() + edges.misses() <= 8, "{}", edges.hits() + edges.misses());
    for (number, (facts, conclusion)) in signatures.iter().zip(&conclusions).enumerate() {
        let alone = validate(facts, &context);
        assert_eq!(conclusion.indication, alone.indication);
        assert_eq!(conclusion.findings, alone.findings);
        assert_eq!(conclusion.chain, alone.chain);
        let expected = match number {
            50 => open(Sub::ChainConstraintsFailure),
            _ => Indication::TotalPassed,
        };
        assert_eq!(conclusion.indication, expected);
    }
}

const TSA: &[u8] = include_bytes!("../../tests/data/x509/tsa.der");
const NOW: &str = "2030-06-01T00:00:00Z";

fn time(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn token(at: &str) -> TokenFacts {
    TokenFacts {
        time: time(at),
        accuracy: Some(SignedDuration::ZERO),
        ordering: false,
        is_authority_misnamed: false,
    }
}

fn sealed_by_authority() -> CmsFacts {
    CmsFacts { signing_certificate: Some(CertificateId::of(TSA)), ..sound().cms }
}

/// A sound timestamp inside a signature.
fn stamp(kind: TimestampKind, at: &str) -> TimestampFacts {
    TimestampFacts {
        kind,
        cms: sealed_by_authority(),
        token: Some(token(at)),
        format_problems: Vec::new(),
        findings: Vec::new(),
    }
}

fn signed_before(at: &str) -> TimestampFacts {
    stamp(TimestampKind::Signature, at)
}

/// A sound document timestamp over a revision.
fn document_stamp(revision: usize, at: &str) -> SignatureFacts {
    SignatureFacts {
        kind: SignatureKind::Timestamp,
        format: SignatureFormat::Rfc3161,
        revision,
        token: Some(token(at)),
        cms: sealed_by_authority(),
        ..sound()
    }
}

/// The conclusions where the root is trusted and revocation is not looked at.
fn conclusions(signatures: &[SignatureFacts]) -> Vec<Conclusion> {
    let parse = |der: &[u8]| Arc::new(Certificate::parse(der).unwrap());
    let root = parse(include_bytes!("../../tests/data/x509/root.der"));
    let mut material = Material::new();
    for der in [PERSON, TSA, include_bytes!("../../tests/data/x509/sub-state.der")] {
        material.add_certificate(parse(der));
    }
    let policy = Policy { revocation: RevocationRequirement::Ignore, ..Policy::generic() };
    let context = Context {
        policy: &policy,
        time: time(NOW),
        anchors: &[root].into_iter().collect(),
        materials: &[&material],
        edges: &EdgeCache::new(),
    };
    validate_all(signatures, &context)
}

fn with_timestamps(timestamps: Vec<TimestampFacts>) -> SignatureFacts {
    SignatureFacts { timestamps, ..sound() }
}

fn conclusion(facts: SignatureFacts) -> Conclusion {
    conclusions(&[facts]).remove(0)
}

fn codes(conclusion: &Conclusion) -> Vec<&'static str> {
    let ignored = Code::RevocationIgnored;
    let codes = conclusion.findings.iter().map(|finding| finding.code);
    codes.filter(|code| *code != ignored).map(Code::as_str).collect()
}

#[test]
fn the_earliest_timestamp_is_the_best_time() {
    let none = conclusion(sound());
    assert_eq!((none.best_time, none.time_source), (time(NOW), TimeSource::Now));
    let early = "2028-01-01T00:00:00Z";
    let two = vec![signed_before("2029-01-01T00:00:00Z"), signed_before(early)];
    let found = conclusion(with_timestamps(two));
    assert_eq!(found.indication, Indication::TotalPassed);
    assert_eq!((found.best_time, found.time_source), (time(early), TimeSource::Timestamp));
    // One from after the validation time proves nothing for it; nor does one over the content.
    for later in [signed_before("2031-01-01T00:00:00Z"), stamp(TimestampKind::Content, early)] {
        let found = conclusion(with_timestamps(vec![later]));
        assert_eq!((found.best_time, found.time_source), (time(NOW), TimeSource::Now));
        assert_eq!(found.indication, Indication::TotalPassed);
    }
}

#[test]
fn a_timestamp_that_does_not_pass_proves_nothing_and_sinks_nothing() {
    type Spoil = fn(&mut TimestampFacts);
    let spoils: [(Spoil, Indication); 7] = [
        (|it| it.cms.digest_matches = Some(false), failed(Sub::HashFailure)),
        (|it| it.cms.digest_matches = None, open(Sub::CryptoConstraintsFailure)),
        (|it| it.cms.value = ValueCheck::Mismatch, failed(Sub::SigCryptoFailure)),
        (|it| it.cms.reference = ReferenceCheck::Absent, open(Sub::SigConstraintsFailure)),
        (|it| it.token = None, failed(Sub::FormatFailure)),
        (
            |it| it.cms.signing_certificate = Some(CertificateId::of(PERSON)),
            open(Sub::ChainConstraintsFailure),
        ),
        (
            |it| it.cms.digest_algorithm = Some(DigestAlgorithm::Sha1),
            open(Sub::CryptoConstraintsFailureNoPoe),
        ),
    ];
    for (spoil, expected) in spoils {
        let mut spoiled = signed_before("2028-01-01T00:00:00Z");
        spoil(&mut spoiled);
        let found = conclusion(with_timestamps(vec![spoiled]));
        assert_eq!(found.timestamps[0].indication, expected);
        assert_eq!(found.indication, Indication::TotalPassed, "{expected}");
        assert_eq!((found.best_time, found.time_source), (time(NOW), TimeSource::Now));
        assert_eq!(codes(&found), ["timestamp-not-trusted"]);
    }
}

#[test]
fn a_token_from_before_the_certificate_of_its_authority_proves_nothing() {
    let found = conclusion(with_timestamps(vec![signed_before("2026-11-23T19:06:30Z")]));
    assert_eq!(found.indication, Indication::TotalPassed);
    assert_eq!((found.best_time, found.time_source), (time(NOW), TimeSource::Now));
    assert_eq!(codes(&found), ["timestamp-not-trusted"]);
}

#[test]
fn document_timestamps_prove_what_they_cover() {
    let early = "2028-01-01T00:00:00Z";
    let late = "2029-01-01T00:00:00Z";
    let second = SignatureFacts { revision: 3, ..sound() };
    let found = conclusions(&[sound(), document_stamp(2, early), second, document_stamp(4, late)]);
    let times: Vec<_> = found.iter().map(|it| (it.best_time, it.time_source)).collect();
    let proved = |at| (time(at), TimeSource::Timestamp);
    assert_eq!(times, [proved(early), proved(late), proved(late), (time(NOW), TimeSource::Now)]);
    assert!(found.iter().all(|it| it.indication == Indication::TotalPassed));

    // One that is broken proves nothing, and the one after it proves what both cover.
    let mut broken = document_stamp(2, early);
    broken.cms.digest_matches = Some(false);
    let found = conclusions(&[sound(), broken, document_stamp(4, late)]);
    assert_eq!(found[0].best_time, time(late));
    assert_eq!(found[1].indication, failed(Sub::HashFailure));
}

#[test]
fn timestamps_that_contradict_each_other() {
    let early = "2028-01-01T00:00:00Z";
    let late = "2028-01-01T00:00:02Z";
    let order = open(Sub::TimestampOrderFailure);
    let content = |at| stamp(TimestampKind::Content, at);
    let found = |first, second| conclusion(with_timestamps(vec![first, second])).indication;
    assert_eq!(found(content(early), signed_before(late)), Indication::TotalPassed);
    assert_eq!(found(content(late), signed_before(early)), order);
    // Of two over the same value either may be first.
    assert_eq!(found(signed_before(late), signed_before(early)), Indication::TotalPassed);
    // Clocks that are only as good as a second each.
    let mut vague = content(late);
    vague.token.as_mut().unwrap().accuracy = Some(SignedDuration::from_secs(1));
    let mut other = signed_before(early);
    assert_eq!(found(vague.clone(), other.clone()), order);
    other.token.as_mut().unwrap().accuracy = Some(SignedDuration::from_secs(1));
    assert_eq!(found(vague.clone(), other.clone()), Indication::TotalPassed);
    // Authorities that do not say how accurate they are: a second each is expected of them.
    let silent = |mut stamp: TimestampFacts| {
        stamp.token.as_mut().unwrap().accuracy = None;
        stamp
    };
    let later = "2028-01-01T00:00:02.5Z";
    let signed = || silent(signed_before(early));
    assert_eq!(found(silent(content(late)), signed()), Indication::TotalPassed);
    assert_eq!(found(silent(content(later)), signed()), order);
    // An authority whose tokens are ordered whatever the accuracy.
    vague.token.as_mut().unwrap().ordering = true;
    assert_eq!(found(vague.clone(), other.clone()), Indication::TotalPassed);
    other.token.as_mut().unwrap().ordering = true;
    assert_eq!(found(vague, other), order);

    let signature = with_timestamps(vec![signed_before(late)]);
    let found = conclusions(&[signature, document_stamp(2, early)]);
    assert_eq!(found[0].indication, order);
    assert_eq!(codes(&found[0]), ["timestamps-contradict"]);
    assert_eq!(found[1].indication, Indication::TotalPassed);
    // A signature over what was stamped later than the signature.
    let second = SignatureFacts { revision: 3, ..with_timestamps(vec![signed_before(early)]) };
    let first = SignatureFacts { revision: 1, ..sound() };
    let found = conclusions(&[first, document_stamp(2, late), second.clone()]);
    assert_eq!(found[2].indication, order);
    let found = conclusions(&[with_timestamps(vec![signed_before(late)]), second]);
    assert_eq!([found[0].indication, found[1].indication], [Indication::TotalPassed, order]);
    let found = conclusions(&[sound(), document_stamp(2, late), document_stamp(3, early)]);
    assert_eq!([found[0].indication, found[1].indication], [order, order]);
}

#[test]
fn made_after_the_certificate_had_ended() {
    let signer = Arc::new(Certificate::parse(PERSON).unwrap());
    let evidence = RevocationEvidence {
        certificate: signer.id(),
        status: RevocationStatus::Revoked { time: time("2028-01-01T00:00:00Z") },
        digest: [0; 32].into(),
        kind: "crl",
        source: crate::validation::Source::Signature,
        this_update: time(NOW),
        next_update: None,
    };
    for (sub, begun, expected) in [
        (Sub::OutOfBoundsNoPoe, "2036-11-21T00:00:00Z", failed(Sub::Expired)),
        (Sub::OutOfBoundsNotRevoked, "2036-11-21T00:00:00Z", failed(Sub::Expired)),
        (Sub::OutOfBoundsNoPoe, "2036-11-20T00:00:00Z", open(Sub::OutOfBoundsNoPoe)),
        (Sub::RevokedNoPoe, "2028-01-01T00:00:00Z", failed(Sub::Revoked)),
        (Sub::RevokedNoPoe, "2027-12-31T00:00:00Z", open(Sub::RevokedNoPoe)),
        (Sub::TryLater, "2036-11-21T00:00:00Z", open(Sub::TryLater)),
    ] {
        let mut judgement = Judgement {
            indication: Some(open(sub)),
            chain: vec![Arc::clone(&signer)],
            revocation: vec![evidence.clone()],
            ..Judgement::default()
        };
        made_too_late(Some(time(begun)), &mut judgement);
        assert_eq!(judgement.indication, Some(expected), "{begun}");
    }
}

#[test]
fn claimed_times_are_compared_and_nothing_rests_on_them() {
    let proved = "2028-01-01T03:00:00Z";
    for (claimed, dictionary, expected) in [
        ("2028-01-01T02:58:00Z", "2028-01-01T02:58:00Z", None),
        ("2028-01-01T03:59:00Z", "2028-01-01T03:59:00Z", None),
        ("2028-01-01T04:01:00Z", "2028-01-01T04:01:00Z", Some("claimed-time-after-proof")),
        ("2028-01-01T09:58:00Z", "2028-01-01T09:58:00Z", Some("local-time-as-utc")),
        ("2028-01-01T11:30:00Z", "2028-01-01T11:30:00Z", Some("claimed-time-after-proof")),
        // The two claims of one signature, seven hours apart.
        ("2028-01-01T02:00:00Z", "2027-12-31T19:00:00Z", Some("local-time-as-utc")),
    ] {
        let facts = SignatureFacts {
            claimed_time: Some(time(claimed)),
            dictionary_time: Some(time(dictionary)),
            ..with_timestamps(vec![signed_before(proved)])
        };
        let found = conclusion(facts);
        assert_eq!(codes(&found), Vec::from_iter(expected), "{claimed}");
        assert_eq!(found.indication, Indication::TotalPassed);
        assert_eq!(found.best_time, time(proved));
    }
}

#[test]
fn a_timestamp_from_the_future_proves_nothing_for_or_against() {
    let future = "2037-01-01T00:00:00Z";
    let facts = SignatureFacts {
        revision: 1,
        ..with_timestamps(vec![stamp(TimestampKind::Content, future), signed_before(future)])
    };
    let found = conclusions(&[facts, document_stamp(2, future)]).remove(0);
    assert_eq!(found.indication, Indication::TotalPassed);
    assert_eq!((found.best_time, found.time_source), (time(NOW), TimeSource::Now));
    for judged in &found.timestamps {
        assert!(judged.findings.iter().any(|it| it.code == Code::TimestampFromFuture));
    }
    // One that is accurate enough to have been made already is none from the future.
    let mut near = signed_before("2030-06-01T00:00:01Z");
    near.token.as_mut().unwrap().accuracy = Some(SignedDuration::from_secs(1));
    let found = conclusion(with_timestamps(vec![near]));
    let judged = &found.timestamps[0];
    assert!(judged.findings.iter().all(|it| it.code != Code::TimestampFromFuture));
}

#[test]
fn no_proof_helps_what_was_too_weak_when_it_was_made() {
    let weak = |content: &str| {
        let mut facts = with_timestamps(vec![stamp(TimestampKind::Content, content)]);
        facts.cms.digest_algorithm = Some(DigestAlgorithm::Sha1);
        conclusion(facts)
    };
    let found = weak("2028-01-01T00:00:00Z");
    assert_eq!(found.indication, open(Sub::CryptoConstraintsFailure));
    assert_eq!(codes(&found), ["algorithm-weak", "made-too-late"]);
    let mut without = sound();
    without.cms.digest_algorithm = Some(DigestAlgorithm::Sha1);
    let found = conclusion(without);
    assert_eq!(found.indication, open(Sub::CryptoConstraintsFailureNoPoe));
}
