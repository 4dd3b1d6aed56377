use super::*;
use crate::validation::finding::Code;
use crate::validation::material::Source;

/// Days of January 2026.
fn day(day: u8) -> Timestamp {
    format!("2026-01-{day:02}T00:00:00Z").parse().unwrap()
}

/// A complete answer that serves from one day to another and does not list the certificate.
fn silent(this_update: u8, next_update: u8) -> Answer {
    Answer {
        since: None,
        existed: day(20),
        evidence: RevocationEvidence {
            certificate: [0; 32].into(),
            status: RevocationStatus::Unavailable,
            digest: [0; 32].into(),
            kind: "crl",
            source: Source::TrustFolder,
            this_update: day(this_update),
            next_update: Some(day(next_update)),
        },
        revoked: None,
        covers: ReasonFlags::ALL,
        expired_signer: None,
        keeps_expired: false,
        freshness: None,
        weakness: None,
        reliable_until: None,
        is_aged: false,
    }
}

impl Answer {
    fn revoked(self, since: u8) -> Self {
        Self {
            revoked: Some(Revoked { time: day(since), on_hold: false, is_compromise: false }),
            ..self
        }
    }

    fn on_hold(self, since: u8) -> Self {
        Self {
            revoked: Some(Revoked { time: day(since), on_hold: true, is_compromise: false }),
            ..self
        }
    }

    fn of_expired_signer(self) -> Self {
        Self { expired_signer: Some(day(14)), ..self }
    }

    fn incomplete(self) -> Self {
        Self { covers: ReasonFlags::NONE, ..self }
    }

    fn keeping_expired(self) -> Self {
        Self { keeps_expired: true, ..self }
    }

    fn weak(self) -> Self {
        Self { weakness: Some(Finding::new(Code::AlgorithmWeak)), ..self }
    }
}

/// The status on the 15th of a certificate that is valid from the 2nd to the 20th, or that
/// expired on the 10th.
fn status_of(answers: &[Answer], expired: bool) -> RevocationStatus {
    let not_after = if expired { day(10) } else { day(20) };
    decide((day(2), not_after), answers.to_vec(), day(15)).status
}

const GOOD: RevocationStatus = RevocationStatus::Good { revoked_later: None };

fn revoked(since: u8) -> RevocationStatus {
    RevocationStatus::Revoked { time: day(since) }
}

fn on_hold(since: u8) -> RevocationStatus {
    RevocationStatus::OnHold { since: day(since) }
}

fn stale(until: u8) -> RevocationStatus {
    RevocationStatus::Stale { until: day(until) }
}

#[test]
fn decisions() {
    let later = RevocationStatus::Good { revoked_later: Some(day(16)) };
    for (answers, expected) in [
        (vec![], RevocationStatus::Unavailable),
        (vec![silent(14, 16)], GOOD),
        (vec![silent(14, 15)], GOOD),
        (vec![silent(13, 14)], stale(14)),
        // Evidence newer than the validation time is fresh for it.
        (vec![silent(17, 18)], GOOD),
        (vec![silent(17, 18).revoked(12)], revoked(12)),
        (vec![silent(17, 18).revoked(16)], later),
        // Old evidence cannot make good, but it can revoke; of two revocations the earlier.
        (vec![silent(3, 4).revoked(3), silent(14, 16)], revoked(3)),
        (vec![silent(14, 16).revoked(9), silent(3, 4).revoked(8)], revoked(8)),
        (vec![silent(14, 16).revoked(15)], revoked(15)),
        // Evidence without all that makes good can revoke.
        (vec![silent(14, 16).incomplete()], RevocationStatus::Unavailable),
        (vec![silent(14, 16), silent(13, 14).incomplete().revoked(12)], revoked(12)),
        (vec![silent(14, 16).incomplete().revoked(16)], RevocationStatus::Unavailable),
        // What was made before the certificate does not speak of it.
        (vec![silent(1, 16)], RevocationStatus::Unavailable),
        (vec![silent(2, 16)], GOOD),
    ] {
        let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
        assert_eq!(status_of(&answers, false), expected, "{said:?}");
    }
}

#[test]
fn holds() {
    for (answers, expected) in [
        (vec![silent(14, 16).on_hold(12)], on_hold(12)),
        (vec![silent(3, 4).on_hold(3)], on_hold(3)),
        // The newest decides whether it still stands, and of two equally new the stricter.
        (vec![silent(13, 16).on_hold(12), silent(14, 16)], GOOD),
        (vec![silent(13, 16), silent(14, 16).on_hold(12)], on_hold(12)),
        (vec![silent(14, 16), silent(14, 16).on_hold(12)], on_hold(12)),
        (vec![silent(14, 16), silent(14, 17).incomplete().on_hold(12)], on_hold(12)),
        (vec![silent(17, 18).on_hold(16)], GOOD),
        // A hold that became a revocation counts from the revocation.
        (vec![silent(13, 14).on_hold(12), silent(14, 16).revoked(14)], revoked(14)),
        // What released it is silent, but not fresh; the hold itself makes nothing good.
        (vec![silent(4, 16).on_hold(3), silent(5, 6)], stale(6)),
    ] {
        let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
        assert_eq!(status_of(&answers, false), expected, "{said:?}");
    }
}

#[test]
fn expired_certificates_drop_off_the_lists() {
    for (answers, expected) in [
        (vec![silent(14, 16)], RevocationStatus::Unavailable),
        (vec![silent(14, 16).keeping_expired()], GOOD),
        (vec![silent(9, 16)], GOOD),
        (vec![silent(9, 11)], stale(11)),
        (vec![silent(14, 16).revoked(9)], revoked(9)),
        // The silence of the newer list does not release the hold.
        (vec![silent(9, 16).on_hold(8), silent(14, 16)], on_hold(8)),
    ] {
        let said: Vec<_> = answers.iter().map(|answer| answer.evidence.clone()).collect();
        assert_eq!(status_of(&answers, true), expected, "{said:?}");
    }
}

#[test]
fn an_expired_signer_can_still_revoke() {
    let out_of_bounds = RevocationStatus::OutOfBounds { since: day(14) };
    for (answers, expected) in [
        (vec![silent(14, 16).of_expired_signer()], out_of_bounds),
        (vec![silent(14, 16).of_expired_signer(), silent(13, 16)], GOOD),
        (vec![silent(14, 16).of_expired_signer().revoked(9)], revoked(9)),
        (vec![silent(12, 13).of_expired_signer()], stale(13)),
    ] {
        assert_eq!(status_of(&answers, false), expected);
    }
}

#[test]
fn a_key_is_revoked_since_it_was_compromised() {
    let compromise = Some(Reason::KeyCompromise);
    assert_eq!(Revoked::new(day(9), Some(day(7)), compromise).time, day(7));
    assert_eq!(Revoked::new(day(9), Some(day(11)), None).time, day(9));
    assert_eq!(Revoked::new(day(9), None, compromise).time, day(9));
    let hold = Revoked::new(day(9), Some(day(7)), Some(Reason::CertificateHold));
    assert_eq!((hold.time, hold.on_hold), (day(9), true));
    for (reason, expected) in [
        (compromise, true),
        (None, true),
        (Some(Reason::Unspecified), true),
        (Some(Reason::Other(7)), true),
        (Some(Reason::CessationOfOperation), false),
        (Some(Reason::Superseded), false),
    ] {
        assert_eq!(Revoked::new(day(9), None, reason).is_compromise, expected, "{reason:?}");
    }
}

#[test]
fn the_earliest_proof_of_what_makes_good_counts() {
    let existed =
        |answers: &[Answer]| decide((day(2), day(20)), answers.to_vec(), day(15)).evidence_existed;
    let proved = |answer: Answer, existed| Answer { existed: day(existed), ..answer };
    assert_eq!(existed(&[silent(14, 16)]), Some(day(20)));
    assert_eq!(existed(&[silent(14, 16), proved(silent(13, 16), 17)]), Some(day(17)));
    // What makes nothing good, or less so, proves nothing.
    let others = [
        silent(13, 14),
        silent(13, 16).incomplete(),
        silent(13, 16).weak(),
        silent(13, 16).of_expired_signer(),
        silent(13, 16).on_hold(12),
    ];
    for other in others {
        assert_eq!(existed(&[silent(14, 16), proved(other, 17)]), Some(day(20)));
    }
}

#[test]
fn strong_evidence_goes_before_weak() {
    let weakness = |answers: &[Answer]| {
        let found = decide((day(2), day(20)), answers.to_vec(), day(15));
        (found.status, found.weakness.is_some())
    };
    assert_eq!(weakness(&[silent(14, 16).weak()]), (GOOD, true));
    assert_eq!(weakness(&[silent(14, 16).weak(), silent(13, 16)]), (GOOD, false));
    assert_eq!(weakness(&[silent(14, 16).weak().revoked(9)]), (revoked(9), false));
}

#[test]
fn evidence_that_has_only_its_age_for_it_is_the_last() {
    let aged = |answer: Answer| Answer { is_aged: true, existed: day(6), ..answer };
    let found = |answers: &[Answer]| {
        let found = decide((day(2), day(20)), answers.to_vec(), day(15));
        assert_eq!(found.status, GOOD);
        (found.is_aged, found.evidence_existed)
    };
    assert_eq!(found(&[aged(silent(14, 16))]), (true, Some(day(6))));
    // Of the other the age is that of the other, too.
    assert_eq!(found(&[aged(silent(14, 16)), silent(13, 16)]), (false, Some(day(20))));
    assert_eq!(found(&[silent(13, 16).weak(), aged(silent(14, 16))]), (true, Some(day(6))));
}

/// An answer for keyCompromise alone, and one for all other reasons.
fn parts() -> (ReasonFlags, ReasonFlags) {
    let of = |bits: &[u8]| ReasonFlags::from_bits(bits).unwrap();
    (of(&[6, 0b0100_0000]), of(&[7, 0b0011_1111, 0b1000_0000]))
}

#[test]
fn what_covers_all_reasons_together_is_as_good_as_its_worst_part() {
    let (one, rest) = parts();
    let part = |answer: Answer, covers| Answer { covers, ..answer };
    let validity = (day(2), day(20));
    let of = |answers: &[Answer]| of_all_reasons(validity, answers, day(15));
    let both = [part(silent(14, 16), one), part(silent(13, 17), rest)];
    let whole = of(&both).unwrap();
    assert!(whole.covers.is_all());
    assert_eq!(whole.evidence.this_update, day(13));
    assert_eq!(whole.evidence.next_update, Some(day(16)));
    assert_eq!(status_of(&both, false), GOOD);
    assert!(of(&both[..1]).is_none() && of(&both[1..]).is_none() && of(&[]).is_none());

    // Of each kind the freshest; what lacks an end lends none.
    let endless = |answer: Answer| {
        let evidence = RevocationEvidence { next_update: None, ..answer.evidence.clone() };
        Answer { evidence, ..answer }
    };
    let whole = of(&[part(silent(14, 16), one), part(endless(silent(13, 17)), rest)]).unwrap();
    assert_eq!(whole.evidence.next_update, None);
    let aged = [part(silent(14, 16), one), part(silent(12, 13), rest)];
    assert_eq!(status_of(&aged, false), stale(13));
    let fresh = [aged.as_slice(), &[part(silent(11, 16), rest)]].concat();
    assert_eq!(status_of(&fresh, false), GOOD);

    let proved = |existed, answer: Answer| Answer { existed: day(existed), ..answer };
    let whole = of(&[proved(17, both[0].clone()), proved(18, both[1].clone())]).unwrap();
    assert_eq!(whole.existed, day(18));
    let since = |revision, answer: Answer| Answer { since: revision, ..answer };
    for (first, second, expected) in [(Some(1), Some(3), Some(3)), (Some(1), None, None)] {
        let whole = of(&[since(first, both[0].clone()), since(second, both[1].clone())]);
        assert_eq!(whole.unwrap().since, expected);
    }
    let weak = of(&[both[0].clone(), both[1].clone().weak()]).unwrap();
    assert!(weak.weakness.is_some() && weak.expired_signer.is_none());
    let expired = of(&[both[0].clone().of_expired_signer(), both[1].clone()]).unwrap();
    assert_eq!(expired.expired_signer, Some(day(14)));
    // What was made before the certificate, or after it expired, says nothing of it.
    assert!(of(&[both[0].clone(), part(silent(1, 16), rest)]).is_none());
    assert!(of(&[both[0].clone(), part(silent(21, 22), rest)]).is_none());
    // A hold is no silence.
    let held = [both[0].clone(), both[1].clone().on_hold(12)];
    assert_eq!(status_of(&held, false), on_hold(12));
}

#[test]
fn until_when_a_certificate_is_known_to_have_been_trustworthy() {
    let proved = |answer: Answer, existed| Answer { existed: day(existed), ..answer };
    let until = |answers: &[Answer], control| {
        trusted_until((day(2), day(20)), answers.to_vec(), day(control))
    };
    let good = || proved(silent(5, 12), 6);
    // Fresh at the control time, it slides nothing; else to the end of what it serves for.
    assert_eq!(until(&[good()], 10), Some(day(10)));
    assert_eq!(until(&[good()], 15), Some(day(12)));
    // The newest decides.
    assert_eq!(until(&[good(), proved(silent(8, 14), 9)], 15), Some(day(14)));
    // What is made, or is known to have existed, only later cannot be relied on.
    assert_eq!(until(&[good()], 5), None);
    assert_eq!(until(&[proved(silent(7, 12), 6)], 6), None);
    assert_eq!(until(&[proved(silent(7, 12), 6)], 7), None);
    assert_eq!(until(&[good(), proved(silent(8, 18), 16)], 15), Some(day(12)));
    // A revocation, of several the first.
    let gone = proved(silent(8, 14), 9);
    assert_eq!(until(&[good(), gone.clone().revoked(7)], 15), Some(day(7)));
    assert_eq!(until(&[gone.clone().revoked(9), gone.clone().revoked(8)], 15), Some(day(8)));
    assert_eq!(until(&[gone.clone().revoked(14)], 13), Some(day(13)));
    assert_eq!(until(&[gone.clone().revoked(7)], 8), None);
    // So does a suspension, unless what is newer does not know of it any more.
    assert_eq!(until(&[gone.clone().on_hold(7)], 15), Some(day(7)));
    assert_eq!(until(&[good(), gone.clone().on_hold(7)], 15), Some(day(7)));
    assert_eq!(until(&[gone.on_hold(7), proved(silent(9, 14), 10)], 15), Some(day(14)));
    // Nor can what is weak be relied on longer than its algorithms.
    let ends = |end| Answer { reliable_until: Some(day(end)), ..good() };
    assert_eq!(until(&[ends(11)], 15), Some(day(11)));
    assert_eq!(until(&[ends(13)], 15), Some(day(12)));
    // What is not sound says nothing good.
    for unsound in [good().incomplete(), good().of_expired_signer(), good().weak()] {
        assert_eq!(until(&[unsound], 15), None);
    }
    assert_eq!(until(&[], 15), None);
}
