//! What the signatures of a document are validated with later: chains, CRLs and OCSP responses.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Augmenter, SignError};
use crate::cms::ServerProblem;
use crate::pdf::SecurityStoreAdditions;
use crate::trust::TrustStore;
use crate::validation::{
    Finding, Indication, Level, Material, RevocationEvidence, RevocationRequirement, SignatureKind,
    SubIndication, TimeSource,
};
use crate::verify::{ReadDocument, SignatureReport, Verifier};
use crate::x509::{Certificate, CertificateId};

/// Whoever finds what is not at hand: certificates of issuers, CRLs and OCSP responses.
pub trait EvidenceSource {
    /// What there is for a chain, the certificate of a signer first; the chain may end before its
    /// anchor. What is found is judged by the caller.
    fn find(&self, chain: &[Arc<Certificate>]) -> Evidence;
}

/// What was found for a chain.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Certificates, CRLs and OCSP responses.
    pub material: Material,
    /// What went wrong, address by address.
    pub problems: Vec<ServerProblem>,
}

#[cfg(feature = "fetch")]
impl EvidenceSource for crate::fetch::MaterialFetcher {
    fn find(&self, chain: &[Arc<Certificate>]) -> Evidence {
        use crate::validation::Source;
        let (chain, errors) = self.complete(chain);
        let collected = self.collect(&chain);
        let mut evidence = Evidence::default();
        for certificate in collected.certificates {
            evidence.material.add_certificate(certificate);
        }
        for crl in collected.crls {
            evidence.material.add_crl(crl, Source::TrustFolder);
        }
        for answer in &collected.ocsp_responses {
            evidence.material.add_ocsp_response(&answer.response, Source::TrustFolder);
        }
        let problems = collected.outcomes.into_iter().flat_map(|outcome| outcome.errors);
        evidence.problems = errors.into_iter().chain(problems).map(Into::into).collect();
        evidence
    }
}

/// By how much the clock of an authority may be ahead of this machine's, so that a timestamp which was
/// just made is not taken for one of the future.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// A document that was judged, and in which nothing is broken.
pub(super) struct Judged {
    pub(super) signatures: Vec<SignatureReport>,
    /// For which time.
    pub(super) time: Timestamp,
    /// What the document holds.
    material: Material,
}

impl Judged {
    /// Whether there is a signature of which no timestamp proves when it existed.
    pub(super) fn lacks_timestamp(&self) -> bool {
        self.signatures.iter().any(|it| {
            it.facts.kind == SignatureKind::Signature
                && it.conclusion.time_source == TimeSource::Now
        })
    }
}

/// One certificate that was judged: a signer's, or that of whoever made a timestamp.
struct Role<'r> {
    indication: Indication,
    chain: &'r [Arc<Certificate>],
    revocation: &'r [RevocationEvidence],
    findings: &'r [Finding],
}

/// Of a signature or document timestamp, and of the timestamps inside.
fn roles(report: &SignatureReport) -> impl Iterator<Item = Role<'_>> {
    let conclusion = &report.conclusion;
    let own = Role {
        indication: conclusion.indication,
        chain: &conclusion.chain,
        revocation: &conclusion.revocation,
        findings: &conclusion.findings,
    };
    let inside = conclusion.timestamps.iter().map(|it| Role {
        indication: it.indication,
        chain: &it.chain,
        revocation: &it.revocation,
        findings: &it.findings,
    });
    [own].into_iter().chain(inside)
}

impl Role<'_> {
    fn passed(&self) -> bool {
        self.indication == Indication::TotalPassed
    }

    /// Whether it is only that nobody could say whether a certificate was revoked.
    fn lacks_evidence(&self) -> bool {
        use SubIndication::{RevocationOutOfBoundsNoPoe, TryLater};
        let sub_indication = self.indication.sub_indication();
        sub_indication.is_some_and(|it| matches!(it, RevocationOutOfBoundsNoPoe | TryLater))
    }

    fn failure(&self, problems: &[ServerProblem]) -> SignError {
        let subject = self.chain.first().map(|it| it.subject().to_string());
        SignError::NotValidated {
            certificate: subject.unwrap_or_default(),
            indication: self.indication,
            findings: self.findings.to_vec(),
            problems: problems.to_vec(),
        }
    }
}

/// Gathers evidence until what is in a document can be judged.
pub(super) struct Gathering<'g, 'a> {
    augmenter: &'g Augmenter<'a>,
    revocation: RevocationRequirement,
    /// What the source found.
    found: Material,
    problems: Vec<ServerProblem>,
    /// About whom it was asked.
    asked: HashSet<CertificateId>,
}

impl<'g, 'a> Gathering<'g, 'a> {
    pub(super) fn new(augmenter: &'g Augmenter<'a>, revocation: RevocationRequirement) -> Self {
        Self {
            augmenter,
            revocation,
            found: Material::new(),
            problems: Vec::new(),
            asked: HashSet::new(),
        }
    }

    fn verifier(&self, trust: TrustStore) -> Verifier {
        let passwords = self.augmenter.passwords.iter().cloned();
        passwords.fold(Verifier::new(trust), Verifier::password).revocation(self.revocation)
    }

    fn read(&self, document: &[u8]) -> Result<ReadDocument, SignError> {
        let verifier = self.verifier(self.augmenter.trust.clone()).with_material(&self.found);
        verifier.read_bytes(document).map_err(|_| SignError::Unsound)
    }

    /// Judges what is in a document, with what the source finds where something is lacking.
    fn reports(&mut self, read: &ReadDocument) -> (Vec<SignatureReport>, Timestamp) {
        let time = self.time(read);
        let reports = self.judged_at(read, time);
        let Some(source) = self.augmenter.source else { return (reports, time) };
        let mut is_asked = false;
        for chain in lacking(&reports) {
            let Some(own) = chain.first() else { continue };
            if self.asked.insert(own.id()) {
                is_asked = true;
                let found = source.find(chain);
                self.found.extend(&found.material);
                self.problems.extend(found.problems);
            }
        }
        let reports = if is_asked { self.judged_at(read, time) } else { reports };
        (reports, time)
    }

    fn judged_at(&self, read: &ReadDocument, time: Timestamp) -> Vec<SignatureReport> {
        let verifier = self.verifier(self.augmenter.trust.clone());
        verifier.with_material(&self.found).at(time).judge(read).signatures
    }

    /// Now, or when the newest document timestamp was made, if its authority is a little ahead.
    fn time(&self, read: &ReadDocument) -> Timestamp {
        let now = self.augmenter.time.unwrap_or_else(Timestamp::now);
        let latest = now.checked_add(CLOCK_SKEW).unwrap_or(now);
        let stamps = read.facts.signatures.iter().filter_map(|it| it.token);
        let stamps = stamps.map(|token| token.time).filter(|time| *time <= latest);
        stamps.max().map_or(now, |stamp| stamp.max(now))
    }

    /// Judges a document.
    ///
    /// # Errors
    /// [`SignError::NotIntact`], [`SignError::Changed`] and [`SignError::NotValidated`], where a
    /// signature would not be accepted for what it is, or evidence about a timestamp is lacking.
    pub(super) fn judge(&mut self, document: &[u8]) -> Result<Judged, SignError> {
        let read = self.read(document)?;
        let (signatures, time) = self.reports(&read);
        for report in &signatures {
            let facts = &report.facts;
            if facts.kind == SignatureKind::Signature {
                if facts.cms.intact() == Some(false) || !facts.format_problems.is_empty() {
                    return Err(SignError::NotIntact(facts.field.clone()));
                }
                if !facts.changes_permitted() {
                    return Err(SignError::Changed(facts.field.clone()));
                }
            }
            for (place, role) in roles(report).enumerate() {
                let is_signer = place == 0 && facts.kind == SignatureKind::Signature;
                if role.lacks_evidence() || is_signer && !role.passed() {
                    return Err(role.failure(&self.problems));
                }
            }
        }
        let is_signed = signatures.iter().any(|it| it.facts.kind == SignatureKind::Signature);
        if let (false, Some(newest)) = (is_signed, signatures.last()) {
            self.check_passed(newest)?;
        }
        Ok(Judged { signatures, time, material: read.material })
    }

    fn check_passed(&self, report: &SignatureReport) -> Result<(), SignError> {
        match roles(report).next().filter(|role| !role.passed()) {
            Some(role) => Err(role.failure(&self.problems)),
            None => Ok(()),
        }
    }

    /// That what is there does not prove enough: by the newest that did not pass, if there is one.
    pub(super) fn not_proved(&self, judged: &Judged) -> SignError {
        let roles: Vec<_> = judged.signatures.iter().flat_map(roles).collect();
        let failed = roles.iter().rfind(|role| !role.passed()).or(roles.last());
        failed.map_or(SignError::NoSignature, |role| role.failure(&self.problems))
    }

    /// Whether the timestamp that was just made leads to an anchor.
    ///
    /// # Errors
    /// [`SignError::TimestampNotTrusted`].
    pub(super) fn check_newest_timestamp(&mut self, document: &[u8]) -> Result<(), SignError> {
        let read = self.read(document)?;
        let (signatures, _) = self.reports(&read);
        let newest = signatures.last().and_then(|report| roles(report).next());
        match newest {
            Some(role) if role.passed() => Ok(()),
            Some(role) => Err(SignError::TimestampNotTrusted {
                authority: role
                    .chain
                    .first()
                    .map(|it| it.subject().to_string())
                    .unwrap_or_default(),
                indication: role.indication,
            }),
            None => Err(SignError::Unsound),
        }
    }

    /// What is to be added to the security store: what the conclusions rest on and, should that not do
    /// alone since somebody else signed a CRL, say, all that is at hand.
    pub(super) fn additions(&self, judged: &Judged) -> [SecurityStoreAdditions; 2] {
        let mut at_hand = Material::of_trust_store(self.augmenter.trust);
        at_hand.extend(&self.found);
        at_hand.extend(&judged.material);
        let mut needed = Material::new();
        for role in judged.signatures.iter().flat_map(roles).filter(Role::passed) {
            let digests: Vec<_> = role.revocation.iter().map(|it| it.digest).collect();
            needed.extend(&at_hand.part(role.chain, &digests));
        }
        [additions(&needed), additions(&at_hand)]
    }

    /// Whether a document needs nothing but the anchors to be judged as it was.
    pub(super) fn stands_alone(&self, document: &[u8], time: Timestamp) -> bool {
        let mut anchors = TrustStore::none();
        for anchor in self.augmenter.trust.anchors() {
            anchors.add_anchor(Arc::clone(&anchor.certificate), anchor.scheme);
        }
        let report = self.verifier(anchors).at(time).verify_bytes(document);
        let mut signatures = report.signatures.iter();
        signatures.all(|it| match it.facts.kind {
            SignatureKind::Signature => {
                it.conclusion.indication == Indication::TotalPassed
                    && it.conclusion.time_source != TimeSource::Now
            }
            SignatureKind::Timestamp => !roles(it).any(|role| role.lacks_evidence()),
        })
    }
}

/// The chains about which something newer may be found: what did not pass, and where all that is known
/// of revocation is older than the signature, which nothing has sealed yet.
fn lacking(reports: &[SignatureReport]) -> Vec<&[Arc<Certificate>]> {
    let mut chains = Vec::new();
    for report in reports {
        let best_time = report.conclusion.best_time;
        let is_sealed = report.conclusion.level >= Some(Level::BLT);
        for role in roles(report) {
            let is_old = role.revocation.iter().any(|it| it.this_update < best_time);
            if !role.passed() || is_old && !is_sealed {
                chains.push(role.chain);
            }
        }
    }
    chains
}

fn additions(material: &Material) -> SecurityStoreAdditions {
    let (crls, ocsps) = material.revocation_values();
    let certificates = material.certificates().iter().map(|it| it.der().to_vec()).collect();
    SecurityStoreAdditions { certificates, crls, ocsps }
}
