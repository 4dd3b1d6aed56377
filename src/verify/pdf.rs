//! A PDF → facts and material.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::cache::Caches;
use super::intake::Intake;
use super::permissions::{self, Permissions};
use super::read::ReadDocument;
use super::report::{ErrorCode, ReportError};
use super::signature::{self, Parsed};
use crate::crypto::{DigestAlgorithm, Password, RangeError, RangeHasher, RangeRequest};
use crate::limits::{DOCUMENT_TIMESTAMPS, PDF_HEADER_BYTES, SECURITY_STORE_REVISIONS, SIGNATURES};
use crate::pdf::{self, AnomalyKind, Document};
use crate::validation::{
    Change, ChangeLevel, Code, Coverage, DocumentFacts, DocumentKind, FieldChange, Finding,
    Material, ObjectId, SecurityStoreFacts, SignatureFacts, Source,
};
use crate::x509::CertificateId;

/// Whether the bytes claim to be a PDF: its header may stand a little after the start of the file
/// (ISO 32000-2 annex I.2, note to 7.5.2).
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..PDF_HEADER_BYTES).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Reads everything that a verdict needs, and judges none of it.
pub(super) fn read(
    bytes: &[u8],
    passwords: &[Password],
    shared: &Material,
    caches: &Caches,
) -> Result<ReadDocument, ReportError> {
    let (document, signatures) =
        open_document(bytes, passwords).map_err(|error| report_error(&error))?;
    if signatures.len() > SIGNATURES {
        return Err(report_error(&pdf::Error::TooManySignatures));
    }

    let stepped_back = document
        .anomalies()
        .iter()
        .any(|anomaly| anomaly.kind == AnomalyKind::NewestRevisionUnreadable);
    if stepped_back && signatures.is_empty() {
        // "Unsigned" would be said of an older document than the one at hand.
        return Err(report_error(&pdf::Error::CatalogMissing));
    }

    let mut findings = Vec::new();
    if signatures.is_empty() && document.was_signed().map_err(|error| report_error(&error))? {
        findings.push(Finding::new(Code::SignaturesRemoved));
    }
    let mut material = Material::new();
    let security_store =
        read_security_store(&document, &signatures, caches, &mut material, &mut findings);

    let content = signature::Content::of(bytes);
    let mut timestamps_left = DOCUMENT_TIMESTAMPS;
    let parsed: Vec<Parsed<'_>> = signatures
        .iter()
        .map(|signature| {
            signature::parse(signature, &content, caches, &mut material, &mut timestamps_left)
        })
        .collect();
    let mut requests = Vec::new();
    let mut request = |signature: &pdf::Signature<'_>, algorithm: Option<DigestAlgorithm>| {
        let algorithm = algorithm.filter(|_| !signature.byte_range.is_empty())?;
        requests.push(RangeRequest { algorithm, ranges: signature.byte_range.clone() });
        Some(requests.len() - 1)
    };
    let wanted: Vec<(Option<usize>, Vec<Option<usize>>)> = signatures
        .iter()
        .zip(&parsed)
        .map(|(signature, parsed)| {
            let covered = request(signature, parsed.covered_digest_algorithm);
            let stamped = parsed
                .timestamps
                .iter()
                .map(|token| request(signature, token.content_digest_algorithm()));
            (covered, stamped.collect())
        })
        .collect();
    let digests = RangeHasher::new(bytes).digests(&requests);

    let permissions = Permissions::of(&signatures);
    let mut facts = Vec::with_capacity(signatures.len());
    for ((signature, parsed), (covered, stamped)) in signatures.iter().zip(parsed).zip(wanted) {
        let digest = covered.and_then(|index| digests.get(index));
        let is_limited = digest == Some(&Err(RangeError::TooMuch));
        let digest = digest.and_then(|digest| digest.ok());
        let stamped: Vec<_> = stamped
            .into_iter()
            .map(|index| index.and_then(|index| digests.get(index)?.ok()))
            .collect();
        let mut found =
            signature::facts(signature, parsed, digest, &stamped, &content, &material, shared);
        if is_limited {
            let limit = "HASHED_BYTES_FACTOR";
            found.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
        }
        found.permits = permissions.permits(signature);
        found.findings.extend(permissions.ignored(signature));
        read_changes(&document, signature, &mut found);
        facts.push(found);
    }
    facts.sort_by_key(|facts| facts.revision);
    if document.is_encrypted() {
        findings.push(Finding::new(Code::Encrypted));
    }
    findings.extend(document.anomalies().iter().map(anomaly));
    Ok(ReadDocument {
        facts: DocumentFacts {
            kind: DocumentKind::Pdf,
            signatures: facts,
            findings,
            security_store,
        },
        material,
    })
}

/// The document and its signatures: by the strict reading, and only where the file is too damaged for
/// that, by a search for its objects. Such a search that finds no signature says nothing: the file
/// cannot be read, and nobody should call it unsigned.
fn open_document<'a>(
    bytes: &'a [u8],
    passwords: &[Password],
) -> Result<(Document<'a>, Vec<pdf::Signature<'a>>), pdf::Error> {
    let with_signatures = |document: Document<'a>| {
        let signatures = document.signatures()?;
        Ok((document, signatures))
    };
    let strict = Document::open_with_passwords(bytes, passwords).and_then(with_signatures);
    let Err(error) = strict else { return strict };
    if !error.is_damage() {
        return Err(error);
    }
    match Document::repaired(bytes, passwords).and_then(with_signatures) {
        Ok((document, signatures)) if !signatures.is_empty() => Ok((document, signatures)),
        Err(needed @ (pdf::Error::PasswordNeeded | pdf::Error::UnsupportedEncryption(_))) => {
            Err(needed)
        }
        _ => Err(error),
    }
}

/// What came after the signature, and how much of it is permitted.
fn read_changes(
    document: &Document<'_>,
    signature: &pdf::Signature<'_>,
    facts: &mut SignatureFacts,
) {
    facts.coverage = match signature.coverage {
        pdf::Coverage::Partial => Coverage::Partial,
        pdf::Coverage::Revision => Coverage::Revision,
        pdf::Coverage::WholeFile => Coverage::WholeFile,
    };
    let changes = document.changes_after(signature);
    match changes.and_then(|it| Ok((it, permissions::locked_changes(document, signature)?))) {
        Ok((mut changes, locked)) => {
            refuse_locked(&mut changes, locked);
            facts.changes = match facts.coverage {
                // There is no signed revision that the document could be compared with, and what
                // was put where the signature does not reach may be anything.
                Coverage::Partial => ChangeLevel::Other,
                Coverage::Revision | Coverage::WholeFile => level(changes.level),
            };
            facts.change_list = changes
                .changes
                .iter()
                .map(|change| Change {
                    level: level(change.level),
                    code: Cow::Borrowed(change.what.code()),
                    revision: change.revision + 1,
                    object: change.object.map(|object| ObjectId {
                        number: object.number,
                        generation: object.generation,
                    }),
                    page: change.page,
                    field: change.field.as_deref().map(|field| FieldChange {
                        name: Arc::clone(&field.name),
                        before: field.before.clone(),
                        after: field.after.clone(),
                        reason: field.reason.map(|reason| Cow::Borrowed(reason.code())),
                    }),
                    detail: Arc::clone(&change.detail),
                })
                .collect();
            facts.alters_appearance = changes.alters_appearance;
        }
        Err(error) => {
            // What cannot be compared cannot be permitted.
            facts.changes = ChangeLevel::Other;
            match error.limit() {
                Some(limit) => {
                    facts.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
                }
                None => {
                    let problem = Finding::new(Code::SignatureFormat).with("problem", error.code());
                    let values = error.values().into_iter();
                    facts
                        .format_problems
                        .push(values.fold(problem, |all, (name, value)| all.with(name, value)));
                }
            }
        }
    }
}

/// Nothing permits what changed a locked field, and it is listed as such.
fn refuse_locked(changes: &mut pdf::Changes, mut locked: Vec<pdf::Change>) {
    let place = |change: &pdf::Change| (change.revision, change.object, change.what);
    let places: HashSet<_> = locked.iter().map(place).collect();
    let refuse = |change: &mut pdf::Change| {
        if let Some(field) = change.field.as_mut().map(Arc::make_mut)
            && (field.reason.is_none() || change.level < pdf::ChangeLevel::Other)
        {
            field.reason = Some(pdf::FieldReason::Locked);
        }
        change.level = pdf::ChangeLevel::Other;
    };
    let Some(first) = locked.first_mut() else { return };
    changes.level = pdf::ChangeLevel::Other;
    let listed = changes.changes.iter_mut().filter(|change| places.contains(&place(change)));
    listed.for_each(refuse);
    // The list may have had no room for any of them.
    let names_it = changes.changes.iter().any(|change| change.level == pdf::ChangeLevel::Other);
    if let Some(last) = changes.changes.last_mut().filter(|_| !names_it) {
        refuse(first);
        *last = first.clone();
    }
}

fn level(level: pdf::ChangeLevel) -> ChangeLevel {
    match level {
        pdf::ChangeLevel::None => ChangeLevel::None,
        pdf::ChangeLevel::Lta => ChangeLevel::Lta,
        pdf::ChangeLevel::FormFilling => ChangeLevel::FormFilling,
        pdf::ChangeLevel::Annotations => ChangeLevel::Annotations,
        pdf::ChangeLevel::Other => ChangeLevel::Other,
    }
}

/// Certificates, CRLs and OCSP responses of the `/DSS` dictionary (ISO 32000-2 §12.8.4.3).
///
/// The store is read as of each document timestamp too: what it held then is what the timestamp
/// proves to have existed.
fn read_security_store(
    document: &Document<'_>,
    signatures: &[pdf::Signature<'_>],
    caches: &Caches,
    material: &mut Material,
    findings: &mut Vec<Finding>,
) -> SecurityStoreFacts {
    let mut revisions: Vec<_> = signatures
        .iter()
        .filter(|signature| signature.kind == pdf::SignatureKind::DocumentTimestamp)
        .map(|signature| signature.revision + 1)
        .chain([document.newest() + 1])
        .collect();
    revisions.sort_unstable();
    revisions.dedup();
    if revisions.len() > SECURITY_STORE_REVISIONS {
        revisions.drain(..revisions.len() - SECURITY_STORE_REVISIONS);
        let limit = Finding::new(Code::LimitReached).with("limit", "SECURITY_STORE_REVISIONS");
        findings.push(limit);
    }
    let mut read = HashMap::new();
    let mut newest = SecurityStoreFacts::default();
    for revision in revisions {
        newest = read_store_of(document, revision, caches, &mut read, material, findings);
    }
    newest
}

/// What a stream of the store is there for.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Role {
    Certificate,
    Crl,
    OcspResponse,
}

/// What was read of the streams at a place of the file: the digest, if it could be read.
type StreamsRead = HashMap<(Role, Range<*const u8>), Option<CertificateId>>;

/// What the store holds in one revision, counted from 1. What was read of an earlier one, at the same
/// place of the file and for the same use, is not read again.
fn read_store_of(
    document: &Document<'_>,
    revision: usize,
    caches: &Caches,
    read: &mut StreamsRead,
    material: &mut Material,
    findings: &mut Vec<Finding>,
) -> SecurityStoreFacts {
    // A store may name the same broken stream a million times: each kind is said once.
    let mut unreadable = |what: &str| {
        let finding = Finding::new(Code::MaterialUnreadable).with("what", what);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    };
    let store = match document.security_store(revision.saturating_sub(1)) {
        Ok(store) => store,
        Err(error) => {
            if let Some(limit) = error.limit() {
                material.note_limit(limit);
            }
            unreadable(&format!("DSS: {error}"));
            return SecurityStoreFacts::default();
        }
    };
    let mut intake = Intake { caches, material, revision, source: Source::SecurityStore };
    let mut take = |role: Role, der: &Cow<'_, [u8]>| {
        let place = match der {
            Cow::Borrowed(der) => Some((role, der.as_ptr_range())),
            Cow::Owned(_) => None,
        };
        if let Some(known) = place.as_ref().and_then(|place| read.get(place)) {
            return *known;
        }
        let (what, result) = match role {
            Role::Certificate => ("certificate", intake.certificate(der).map(|it| it.id())),
            Role::Crl => ("CRL", intake.crl(der).map(CertificateId::from)),
            Role::OcspResponse => {
                ("OCSP response", intake.ocsp_response(der).map(CertificateId::from))
            }
        };
        let id = result.map_err(|error| unreadable(&format!("DSS {what}: {error}"))).ok();
        if let Some(place) = place {
            read.insert(place, id);
        }
        id
    };
    let held = SecurityStoreFacts {
        certificates: store
            .certificates
            .iter()
            .filter_map(|der| take(Role::Certificate, der))
            .collect(),
        crls: store.crls.iter().filter_map(|der| take(Role::Crl, der)).collect(),
        ocsp_responses: store
            .ocsps
            .iter()
            .filter_map(|der| take(Role::OcspResponse, der))
            .collect(),
    };
    if let Some(problem) = &store.problem {
        unreadable(&format!("DSS stream: {problem}"));
        if let Some(limit) = problem.limit() {
            material.note_limit(limit);
        }
    }
    held
}

fn anomaly(anomaly: &pdf::Anomaly) -> Finding {
    let finding = match anomaly.kind {
        AnomalyKind::DuplicateKey => Finding::new(Code::DuplicateKey),
        AnomalyKind::HeaderNotAtStart => Finding::new(Code::HeaderNotAtStart),
        AnomalyKind::HybridXref => Finding::new(Code::HybridXref),
        AnomalyKind::OffsetsAmbiguous => Finding::new(Code::OffsetsAmbiguous),
        AnomalyKind::Repaired => Finding::new(Code::Repaired),
        AnomalyKind::TrailingBytes => Finding::new(Code::TrailingBytes),
        other => Finding::new(Code::StructureOddity).with("oddity", other.code()),
    };
    finding.with("offset", anomaly.offset)
}

fn report_error(error: &pdf::Error) -> ReportError {
    match error {
        pdf::Error::PasswordNeeded => ReportError::new(ErrorCode::PasswordNeeded),
        pdf::Error::BadEncryption | pdf::Error::UnsupportedEncryption(_) => {
            explained(ErrorCode::Encrypted, "reason", error)
        }
        error if error.limit().is_some() => explained(ErrorCode::LimitExceeded, "limit", error),
        _ => explained(ErrorCode::BrokenPdf, "reason", error),
    }
}

/// An error with the code of what stands behind it, and the values that the message of that names.
fn explained(code: ErrorCode, name: &'static str, error: &pdf::Error) -> ReportError {
    let explained = ReportError::new(code).with(name, error.code());
    error.values().into_iter().fold(explained, |all, (name, value)| all.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::PDF_CHANGES_LISTED;
    use crate::pdf::{ChangeKind, FieldReason};

    fn change(number: u32, level: pdf::ChangeLevel) -> pdf::Change {
        let what = match level {
            pdf::ChangeLevel::Other => ChangeKind::PageChanged,
            _ => ChangeKind::TextFieldFilled,
        };
        let field = pdf::FieldChange { name: "so".into(), before: None, after: None, reason: None };
        pdf::Change {
            level,
            revision: 1,
            object: Some(pdf::Reference { number, generation: 0 }),
            page: None,
            what,
            detail: "so".into(),
            field: (what == ChangeKind::TextFieldFilled).then(|| Arc::new(field)),
        }
    }

    fn reason(change: &pdf::Change) -> Option<FieldReason> {
        change.field.as_ref().and_then(|field| field.reason)
    }

    #[test]
    fn a_locked_change_that_was_not_listed_is() {
        use pdf::ChangeLevel::{FormFilling, Other};
        let listed = u32::try_from(PDF_CHANGES_LISTED).unwrap();
        let list = |grave: Option<u32>| {
            let level = |number| if grave == Some(number) { Other } else { FormFilling };
            let changes: Vec<_> = (1..=listed).map(|it| change(it, level(it))).collect();
            let level = if grave.is_some() { Other } else { FormFilling };
            pdf::Changes { level, changes, ..pdf::Changes::default() }
        };
        // Behind them all, two: the first takes the last place.
        let mut changes = list(None);
        let locked = vec![change(listed + 7, FormFilling), change(listed + 8, FormFilling)];
        refuse_locked(&mut changes, locked.clone());
        assert_eq!((changes.level, changes.changes.len()), (Other, PDF_CHANGES_LISTED));
        let (last, others) = changes.changes.split_last().unwrap();
        assert_eq!((last.object, last.level), (locked[0].object, Other));
        assert_eq!(reason(last), Some(FieldReason::Locked));
        assert!(others.iter().all(|it| it.level == FormFilling && reason(it).is_none()));
        // In the list, it is refused where it stands, and nothing else is lost.
        let mut changes = list(None);
        refuse_locked(&mut changes, vec![change(3, FormFilling), change(listed + 7, FormFilling)]);
        let refused: Vec<_> = changes.changes.iter().filter(|it| it.level == Other).collect();
        assert_eq!(refused.len(), 1);
        assert_eq!(
            (refused[0].object, reason(refused[0])),
            (change(3, Other).object, Some(FieldReason::Locked))
        );
        assert_eq!(changes.changes.last().unwrap().object, change(listed, Other).object);
        // Another grave change keeps its place, wherever that is, the last too.
        for place in [1, listed] {
            let mut changes = list(Some(place));
            let before = changes.clone();
            refuse_locked(&mut changes, locked.clone());
            assert_eq!(changes, before);
        }
        // Nothing locked: nothing refused.
        let mut changes = list(None);
        refuse_locked(&mut changes, Vec::new());
        assert_eq!(changes, list(None));
    }
}
