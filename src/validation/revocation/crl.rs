//! What CRLs say of a certificate (RFC 5280 §6.3).

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use super::super::material::Source;
use super::super::session::Session;
use super::answer::Revoked;
use super::scope::Scope;
use super::statement::{Speaker, Statement, is_signed_by};
use super::{RevocationEvidence, RevocationStatus};
use crate::limits::{CRL_SIGNERS, DELTA_CRLS};
use crate::x509::{Certificate, Crl, Name, Reason, ReasonFlags, RevokedEntry, Signed};

/// What the CRLs at hand say: those of the issuer and of whom the certificate names.
pub(super) fn read(
    certificate: &Certificate,
    issuer: &Certificate,
    context: &Session<'_>,
) -> Vec<Statement> {
    let scope = Scope::of(certificate);
    let reader = Reading { certificate, issuer, scope: &scope, context };
    let names = scope.crl_issuers();
    names.into_iter().flat_map(|name| reader.lists_of(name)).collect()
}

/// A CRL beside a certificate.
struct List<'a> {
    crl: &'a Arc<Crl>,
    source: Source,
    covers: ReasonFlags,
    entry: Option<RevokedEntry>,
}

impl List<'_> {
    fn revoked(&self) -> Option<Revoked> {
        let entry = self.entry.as_ref()?;
        let revoked = Revoked::new(entry.revocation_date, entry.invalidity_date, entry.reason);
        Some(revoked).filter(|_| !self.is_removed())
    }

    /// Whether it takes a hold back (RFC 5280 §5.3.1), as only a delta CRL does.
    fn is_removed(&self) -> bool {
        self.entry.as_ref().is_some_and(|entry| entry.reason == Some(Reason::RemoveFromCrl))
    }
}

/// The certificate that is asked about, and where.
struct Reading<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    scope: &'a Scope<'a>,
    context: &'a Session<'a>,
}

impl Reading<'_> {
    /// What the lists say that name this issuer.
    fn lists_of(&self, issuer: &Name) -> Vec<Statement> {
        let at_hand = self.context.materials.iter().flat_map(|material| material.crls(issuer));
        let is_about_others =
            |crl: &Crl| crl.issuing_distribution_point().is_some_and(|scope| scope.only_attribute);
        let (mut deltas, complete): (Vec<_>, Vec<_>) = at_hand
            .filter(|(crl, _)| !is_about_others(crl))
            .map(|(crl, source)| List {
                crl,
                source: *source,
                covers: self.scope.covered_by(crl),
                entry: crl.find_for(self.certificate),
            })
            .partition(|list| list.crl.delta_indicator().is_some());
        let mut statements: Vec<_> =
            complete.iter().filter_map(|list| self.alone(list, list.covers)).collect();
        // One that lacks the list that it continues still counts in what it revokes.
        statements.extend(deltas.iter().filter_map(|list| self.alone(list, ReasonFlags::NONE)));
        deltas.retain(|delta| !delta.covers.is_empty());
        deltas.sort_by_key(|delta| Reverse(delta.crl.this_update()));
        let newest = deltas.iter().take(DELTA_CRLS);
        statements.extend(newest.filter_map(|delta| self.together(&complete, delta)));
        statements
    }

    /// What one list says by itself, where it says anything.
    fn alone(&self, list: &List<'_>, covers: ReasonFlags) -> Option<Statement> {
        let revoked = list.revoked();
        if covers.is_empty() && revoked.is_none() {
            return None;
        }
        let statement =
            Statement { revoked, covers, ..self.statement(list, self.speakers(list.crl)) };
        Some(statement).filter(|statement| !statement.speakers.is_empty())
    }

    /// What a delta CRL says together with the newest of the lists that it continues (RFC 5280
    /// §6.3.3 c): what stands in the delta goes before what stands in the list (§6.3.3 i, j).
    fn together(&self, complete: &[List<'_>], delta: &List<'_>) -> Option<Statement> {
        let base = complete
            .iter()
            .filter(|base| !base.covers.is_empty() && delta.crl.continues(base.crl))
            .max_by_key(|base| base.crl.this_update())?;
        // Of the same key (§6.3.3 h).
        let mut speakers = self.speakers(base.crl);
        speakers.retain(|speaker| {
            let signer = match speaker {
                Speaker::CrlSigner(signer) => signer.as_ref(),
                _ => self.issuer,
            };
            is_signed_by(delta.crl.as_ref(), signer, self.context)
        });
        if speakers.is_empty() {
            return None;
        }
        let own = self.statement(delta, speakers);
        let of_base = self.statement(base, Vec::new());
        // A hold is all that can be taken back; what was revoked for another reason stays revoked.
        let before = base.revoked().filter(|before| !delta.is_removed() || !before.is_on_hold());
        let revoked = match (delta.revoked(), before) {
            (Some(now), Some(before)) if now.is_on_hold() && !before.is_on_hold() => Some(before),
            (now, before) => now.or(before),
        };
        Some(Statement {
            digests: [own.digests, of_base.digests].concat(),
            revoked,
            covers: base.covers.intersection(delta.covers),
            keeps_expired: own.keeps_expired && of_base.keeps_expired,
            digest_algorithms: [own.digest_algorithms, of_base.digest_algorithms].concat(),
            ..own
        })
    }

    /// Apart from what it says.
    fn statement(&self, list: &List<'_>, speakers: Vec<Speaker>) -> Statement {
        let crl = list.crl;
        let keeps = |since| since <= self.certificate.not_after();
        Statement {
            digests: vec![crl.digest()],
            evidence: RevocationEvidence {
                certificate: self.certificate.id(),
                status: RevocationStatus::Unavailable,
                digest: crl.digest().into(),
                kind: "crl",
                source: list.source,
                this_update: crl.this_update(),
                next_update: crl.next_update(),
            },
            revoked: None,
            covers: ReasonFlags::NONE,
            keeps_expired: crl.expired_certs_on_crl().is_some_and(keeps),
            digest_algorithms: crl.signature_algorithm().digest().into_iter().collect(),
            speakers,
        }
    }

    /// Who signed a list: the issuer of the certificate or, under the name of the list, another
    /// that leads to an anchor (RFC 5280 §6.3.3 f, g).
    fn speakers(&self, crl: &Arc<Crl>) -> Vec<Speaker> {
        let may_sign =
            |signer: &Certificate| signer.key_usage().is_none_or(|usage| usage.crl_sign());
        let context = self.context;
        let is_own = crl.issuer() == self.issuer.subject() && may_sign(self.issuer);
        if is_own && is_signed_by(crl.as_ref(), self.issuer, context) {
            return vec![Speaker::Issuer];
        }
        let pools = context.materials.iter().map(|material| material.certificates());
        let named = pools.chain([context.anchors]).flat_map(|pool| pool.by_subject(crl.issuer()));
        let mut seen = HashSet::new();
        let mut signers: Vec<&Arc<Certificate>> =
            named.filter(|signer| may_sign(signer) && seen.insert(signer.id())).collect();
        let key_id = crl.authority_key_id().and_then(|authority| authority.key_id.as_deref());
        signers.sort_by_key(|signer| {
            (key_id.is_none() || signer.subject_key_id() != key_id, signer.id())
        });
        // The path first: only who leads to an anchor can make somebody compute with its key.
        let signers = signers.into_iter().filter(|signer| {
            !context.paths_from(signer).paths.is_empty()
                && is_signed_by(crl.as_ref(), signer, context)
        });
        signers.take(CRL_SIGNERS).map(|signer| Speaker::CrlSigner(Arc::clone(signer))).collect()
    }
}
