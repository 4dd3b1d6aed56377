//! One signature: its CMS → facts.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::cache::Caches;
use super::intake::Intake;
use super::pkcs1::Pkcs1;
use crate::cms::{
    Attributes, DigestCheck, IntegrityFacts, Problem, ReferenceCheck as CmsReference,
    RevocationValues, SignatureCheck, SignaturePolicy, SignedAttributes, SignedContent, SignedData,
    SignerId, SignerInfo, TstInfo,
};
use crate::crypto::{Digest, DigestAlgorithm, PublicKey};
use crate::limits::{
    BYTE_RANGES_KEPT, DOCUMENT_SIGNATURE_COST, HASHED_BYTES_FACTOR, HASHED_BYTES_FREE,
    SIGNATURE_TIMESTAMPS, SIGNATURE_VALUE_BYTES, SIGNER_CANDIDATES,
};
use crate::pdf;
use crate::validation::{
    ChangeLevel, CmsFacts, CmsIdentity, Code, Coverage, DigestValue, Finding, Material,
    ReferenceCheck, SignatureDictionary, SignatureFacts, SignatureFormat, SignatureKind,
    SignaturePolicyFacts, Source, TimestampFacts, TimestampKind, TokenFacts, ValueCheck,
};
use crate::x509::{self, Certificate, CertificateId, GeneralName, Name};

/// How the CMS of a `/SubFilter` is bound to the covered bytes (ISO 32000-2 table 255 and
/// §12.8.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Binding {
    /// The covered bytes are the external content.
    Detached,
    /// The covered bytes are the content inside (CAdES, enveloping).
    Enveloping,
    /// The covered bytes are signed without CMS (`adbe.x509.rsa_sha1`).
    Pkcs1,
    /// The SHA-1 of the covered bytes is the content (`adbe.pkcs7.sha1`).
    Sha1Inside,
    /// The content is a TSTInfo whose imprint is the digest of the covered bytes.
    Timestamp,
    /// Not read by this version, or not known.
    Unsupported,
}

impl Binding {
    fn of(sub_filter: Option<&str>) -> Self {
        match sub_filter {
            Some("ETSI.CAdES.detached" | "adbe.pkcs7.detached") => Self::Detached,
            Some("adbe.pkcs7.sha1") => Self::Sha1Inside,
            Some("adbe.x509.rsa_sha1") => Self::Pkcs1,
            Some("ETSI.RFC3161") => Self::Timestamp,
            _ => Self::Unsupported,
        }
    }
}

/// The CMS of a signature or of a timestamp token, read, and what has to be hashed for it.
pub(super) struct Parsed<'a> {
    binding: Binding,
    cms: Option<Rc<SignedData<'a>>>,
    /// Which of its signers it is.
    signer: usize,
    token: Option<TstInfo>,
    certificates: Vec<Arc<Certificate>>,
    /// See [`CmsFacts::signed_revocation`].
    signed_revocation: Vec<CertificateId>,
    pkcs1: Option<Pkcs1>,
    /// The digest of the covered bytes that is needed.
    pub(super) covered_digest_algorithm: Option<DigestAlgorithm>,
    /// The timestamps inside.
    pub(super) timestamps: Vec<Token<'a>>,
    problems: Vec<Finding>,
    findings: Vec<Finding>,
}

/// A timestamp inside a signature, read.
pub(super) struct Token<'a> {
    kind: TimestampKind,
    pub(super) parsed: Parsed<'a>,
}

impl Token<'_> {
    /// The digest of the covered bytes that the token is over, if it is over them.
    pub(super) fn content_digest_algorithm(&self) -> Option<DigestAlgorithm> {
        self.parsed.covered_digest_algorithm.filter(|_| self.kind == TimestampKind::Content)
    }
}

/// Reads the CMS and adds what it carries to the material. Of the timestamps inside no more are read
/// than are left for the document.
pub(super) fn parse<'a>(
    signature: &'a pdf::Signature<'_>,
    content: &Content<'_>,
    caches: &Caches,
    material: &mut Material,
    timestamps_left: &mut usize,
) -> Parsed<'a> {
    let binding = Binding::of(signature.sub_filter.as_deref());
    // What `/Contents` holds is not covered by the revision that it signs, but by the next.
    let revision = signature.revision + 2;
    let mut intake = Intake { caches, material, revision, source: Source::Signature };
    let mut parsed = parse_cms(binding, &signature.contents, &mut intake);
    if binding == Binding::Pkcs1 {
        // The certificates stand beside it.
        intake.revision = signature.revision + 1;
        let mut pkcs1 = Pkcs1::read(signature, content, &mut intake);
        parsed.covered_digest_algorithm = Some(pkcs1.digest_algorithm());
        parsed.problems.append(&mut pkcs1.problems);
        parsed.findings.append(&mut pkcs1.findings);
        parsed.pkcs1 = Some(pkcs1);
        return parsed;
    }
    parsed.read_timestamps(&mut intake, timestamps_left);
    parsed
}

/// The signers of a file that is a CMS, one by one. What is wrong with the CMS as a whole is wrong with
/// each; that there are several is what the format is made for.
pub(super) fn parse_signers<'a>(
    cms: &Rc<SignedData<'a>>,
    binding: Binding,
    intake: &mut Intake<'_>,
    timestamps_left: &mut usize,
) -> Vec<Parsed<'a>> {
    let mut problems = cms.problems();
    problems.retain(|problem| !matches!(problem, Problem::SeveralSigners(_)));
    let mut parsed = Vec::with_capacity(cms.signers().len());
    for (number, signer) in cms.signers().iter().enumerate() {
        let mut one = Parsed { signer: number, ..Parsed::new(binding) };
        one.add_problems(&problems);
        one.read_material(cms, intake);
        one.read_unsigned(signer.unsigned_attributes(), intake);
        one.covered_digest_algorithm = signer.content_digest_algorithm();
        one.cms = Some(Rc::clone(cms));
        one.read_timestamps(intake, timestamps_left);
        parsed.push(one);
    }
    parsed
}

fn parse_cms<'a>(binding: Binding, contents: &'a [u8], intake: &mut Intake<'_>) -> Parsed<'a> {
    let mut parsed = Parsed::new(binding);
    if matches!(binding, Binding::Pkcs1 | Binding::Unsupported) {
        return parsed;
    }
    let cms = match SignedData::parse(contents) {
        Ok(cms) => cms,
        Err(error) => {
            let finding = Finding::new(Code::SignatureUnreadable).with("reason", error);
            parsed.problems.push(finding);
            return parsed;
        }
    };
    parsed.add_problems(&cms.problems());
    parsed.read_material(&cms, intake);
    parsed.covered_digest_algorithm = match binding {
        Binding::Sha1Inside => Some(DigestAlgorithm::Sha1),
        // What the key of an authority signed as anything else is no timestamp, whatever it looks like.
        Binding::Timestamp if cms.content_type() != TstInfo::CONTENT_TYPE => {
            parsed.add_problems(&[Problem::ContentTypeMismatch(cms.content_type())]);
            None
        }
        Binding::Timestamp => match cms.content().map(TstInfo::parse) {
            Some(Ok(token)) => {
                let algorithm = token.imprint_algorithm();
                parsed.token = Some(token);
                algorithm
            }
            other => {
                let reason = other.and_then(Result::err).map(|error| error.to_string());
                let reason = reason.unwrap_or_else(|| "no TSTInfo".to_owned());
                let finding = Finding::new(Code::SignatureUnreadable).with("reason", reason);
                parsed.problems.push(finding);
                None
            }
        },
        _ => cms.signers().first().and_then(SignerInfo::content_digest_algorithm),
    };
    parsed.cms = Some(Rc::new(cms));
    parsed
}

impl<'a> Parsed<'a> {
    fn new(binding: Binding) -> Self {
        Self {
            binding,
            cms: None,
            signer: 0,
            token: None,
            certificates: Vec::new(),
            signed_revocation: Vec::new(),
            pkcs1: None,
            covered_digest_algorithm: None,
            timestamps: Vec::new(),
            problems: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn signer<'c>(&self, cms: &'c SignedData<'a>) -> Option<&'c SignerInfo<'a>> {
        cms.signers().get(self.signer)
    }

    /// What is covered was found to be what stands inside.
    pub(super) fn envelope(&mut self) {
        self.binding = Binding::Enveloping;
    }

    /// Whether the value is over the content itself.
    pub(super) fn lacks_attributes(&self) -> bool {
        let signer = self.cms.as_ref().and_then(|cms| self.signer(cms));
        signer.is_some_and(|signer| signer.signed_attributes().is_none())
    }

    /// Whether the covered bytes are what CMS calls the content.
    fn is_over_content(&self) -> bool {
        matches!(self.binding, Binding::Detached | Binding::Enveloping)
    }

    fn read_timestamps(&mut self, intake: &mut Intake<'_>, timestamps_left: &mut usize) {
        for (number, (kind, token)) in self.tokens().into_iter().enumerate() {
            let limit = match *timestamps_left {
                _ if number == SIGNATURE_TIMESTAMPS => Some("SIGNATURE_TIMESTAMPS"),
                0 => Some("DOCUMENT_TIMESTAMPS"),
                _ => None,
            };
            if let Some(limit) = limit {
                self.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
                break;
            }
            *timestamps_left -= 1;
            let token = Token { kind, parsed: parse_cms(Binding::Timestamp, token, intake) };
            self.timestamps.push(token);
        }
    }

    /// The timestamps inside, as stored.
    fn tokens(&self) -> Vec<(TimestampKind, &'a [u8])> {
        let signer = self.cms.as_ref().and_then(|cms| self.signer(cms));
        let Some(signer) = signer.filter(|_| self.binding != Binding::Timestamp) else {
            return Vec::new();
        };
        let content = signer.signed_attributes().map(|signed| signed.attributes());
        let content = content.into_iter().flat_map(|attributes| attributes.content_timestamps());
        let content = content.map(|token| (TimestampKind::Content, token));
        let value = signer.unsigned_attributes().signature_timestamps();
        content.chain(value.map(|token| (TimestampKind::Signature, token))).collect()
    }

    fn read_material(&mut self, cms: &SignedData<'_>, intake: &mut Intake<'_>) {
        for der in cms.certificates() {
            match intake.certificate(der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(error) => self.unreadable("certificate", &error),
            }
        }
        let archived = cms
            .signers()
            .get(self.signer)
            .and_then(|signer| signer.signed_attributes())
            .and_then(|attributes| attributes.attributes().revocation_values().ok());
        self.read_revocation(cms.revocation(), intake);
        if let Some(signed) = archived {
            let held = self.read_revocation(&signed, intake);
            self.signed_revocation.extend(held.into_iter().map(CertificateId::from));
        }
    }

    /// What CAdES keeps beside a signature value (EN 319 122-1 annex A.1), and what stands there that is
    /// not looked at: a reader should not think that it was.
    fn read_unsigned(&mut self, attributes: &Attributes<'_>, intake: &mut Intake<'_>) {
        for der in attributes.certificate_values().unwrap_or_default() {
            match intake.certificate(der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(error) => self.unreadable("certificate", &error),
            }
        }
        if let Ok(values) = attributes.revocation_values() {
            self.read_revocation(&values, intake);
        }
        for unchecked in attributes.unchecked() {
            let finding = Finding::new(Code::AttributeNotChecked);
            self.findings.push(finding.with("attribute", unchecked));
        }
    }

    /// The digests of what could be read.
    fn read_revocation(
        &mut self,
        values: &RevocationValues<'_>,
        intake: &mut Intake<'_>,
    ) -> Vec<[u8; 32]> {
        let mut held = Vec::new();
        let mut take = |what, read: Result<[u8; 32], x509::Error>| match read {
            Ok(digest) => held.push(digest),
            Err(error) => self.unreadable(what, &error),
        };
        values.crls().iter().for_each(|der| take("CRL", intake.crl(der)));
        let responses = values.ocsp_responses().iter();
        responses.for_each(|der| take("OCSP response", intake.ocsp_response(der)));
        held
    }

    fn unreadable(&mut self, what: &str, error: &x509::Error) {
        let what = format!("{what}: {error}");
        let finding = Finding::new(Code::MaterialUnreadable).with("what", what);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Problems that forbid to accept the signature break its format; the others are said.
    fn add_problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            let code = match problem {
                Problem::AlgorithmProtectionMismatch => Code::AlgorithmProtectionMismatch,
                Problem::ContentEncapsulated => Code::ContentEncapsulated,
                Problem::ContentTypeMismatch(_) => Code::ContentTypeMismatch,
                Problem::DigestAlgorithmMismatch { .. } => Code::DigestAlgorithmMismatch,
                Problem::SignedAttributesSignedAsStored => Code::SignedAttributesNotDer,
                Problem::SeveralSigners(_)
                | Problem::TrailingData(_)
                | Problem::NoSigner
                | Problem::TimestampExtensionUnknown(_) => Code::SignatureFormat,
                _ => Code::SignedAttributesProblem,
            };
            let finding = Finding::new(code).with("problem", problem.code());
            // EN 319 142-1 and ISO 32000-2 §12.8.3.3.1 want one signer and nothing but padding.
            let breaks = problem.forbids_acceptance()
                || matches!(problem, Problem::SeveralSigners(_) | Problem::TrailingData(_));
            let list = if breaks { &mut self.problems } else { &mut self.findings };
            if !list.contains(&finding) {
                list.push(finding);
            }
        }
    }

    /// The certificates with the name that the signer gives, those of the CMS first. Some signers
    /// leave even the leaf out; the DSS or the trust folder may have it.
    ///
    /// No more than [`SIGNER_CANDIDATES`]: names are not signed, and whoever adds to a document may
    /// fill it with certificates of any name. The second value says whether there are more.
    fn certificates_named(
        &self,
        signer: &SignerInfo<'_>,
        materials: [&Material; 2],
    ) -> (Vec<Arc<Certificate>>, bool) {
        let issuer = match signer.id() {
            SignerId::IssuerAndSerial { issuer, .. } => {
                let same = self.certificates.iter().map(|own| own.issuer());
                let mut same = same.filter(|name| name.der() == *issuer);
                same.next().cloned().or_else(|| Name::parse(issuer).ok())
            }
            SignerId::SubjectKeyId(_) => None,
        };
        let pools = materials.map(|material| material.certificates());
        let elsewhere = pools.into_iter().flat_map(|pool| {
            let by_issuer = match (signer.id(), &issuer) {
                (SignerId::IssuerAndSerial { serial, .. }, Some(issuer)) => {
                    Some(pool.by_issuer_and_serial(issuer, serial))
                }
                _ => None,
            };
            let by_key = match signer.id() {
                SignerId::SubjectKeyId(key_id) => Some(pool.by_key_id(key_id)),
                SignerId::IssuerAndSerial { .. } => None,
            };
            by_issuer.into_iter().flatten().chain(by_key.into_iter().flatten())
        });
        let own = self.certificates.iter();
        let mut named: Vec<Arc<Certificate>> = Vec::new();
        for certificate in own.filter(|own| signer.id().identifies(own)).chain(elsewhere) {
            if named.contains(certificate) {
                continue;
            }
            if named.len() == SIGNER_CANDIDATES {
                return (named, true);
            }
            named.push(Arc::clone(certificate));
        }
        (named, false)
    }
}

/// The bytes of a file, for signatures without signed attributes: their value is over the covered
/// bytes themselves. Algorithms that sign a message and not its digest (EdDSA) hash them for each
/// key that is tried.
pub(super) struct Content<'a> {
    bytes: &'a [u8],
    /// Whether these are all, and not just the start of what was hashed.
    is_whole: bool,
    /// How many bytes may still be hashed that way.
    left: Cell<u64>,
    /// What may still be spent on public-key operations.
    cost_left: Cell<usize>,
}

impl<'a> Content<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let left = size.saturating_mul(HASHED_BYTES_FACTOR).saturating_add(HASHED_BYTES_FREE);
        Self {
            bytes,
            is_whole: true,
            left: Cell::new(left),
            cost_left: Cell::new(DOCUMENT_SIGNATURE_COST),
        }
    }

    /// The start of what was hashed as it was read.
    pub(super) fn start_of(bytes: &'a [u8], is_whole: bool) -> Self {
        Self { is_whole, ..Self::of(bytes) }
    }

    /// Whether one more verification with this key is within the limit.
    pub(super) fn affords(&self, key: &PublicKey) -> bool {
        let left = self.cost_left.get().checked_sub(key.cost());
        self.cost_left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// The covered bytes, to be hashed so many times. `None` if that goes past the limit.
    fn covered(&self, ranges: &[Range<usize>], times: usize) -> Option<Vec<&'a [u8]>> {
        if times > 0 && !self.is_whole {
            return None;
        }
        let length: usize = ranges.iter().map(ExactSizeIterator::len).sum();
        let cost = u64::try_from(length.checked_mul(times)?).ok()?;
        self.left.set(self.left.get().checked_sub(cost)?);
        ranges.iter().map(|range| self.bytes.get(range.clone())).collect()
    }
}

/// Computes the facts of a signature from the digest of what it covers.
pub(super) fn facts(
    signature: &pdf::Signature<'_>,
    mut parsed: Parsed<'_>,
    covered: Option<Digest>,
    stamped: &[Option<Digest>],
    content: &Content<'_>,
    material: &Material,
    shared: &Material,
) -> SignatureFacts {
    let mut facts = unread_in(signature);
    facts.format_problems.extend(signature.problems.iter().map(|problem| match problem.code() {
        "signature-value-shared" => Finding::new(Code::SignatureValueShared),
        code => Finding::new(Code::SignatureFormat).with("problem", code),
    }));
    if parsed.binding == Binding::Unsupported {
        let name = signature.sub_filter.clone().unwrap_or_else(|| "no SubFilter".to_owned());
        facts.cms.value = ValueCheck::Unsupported(name);
    }
    if let Some(pkcs1) = parsed.pkcs1.take() {
        pkcs1.check(covered, &mut facts);
    }
    let covers = Covered { digest: covered, ranges: &signature.byte_range, file: content };
    let certificates = parsed.certificates.clone();
    complete(&mut facts, parsed, &covers, stamped, [material, shared]);
    facts.is_baseline = is_baseline(&facts, signature, &certificates);
    facts
}

/// Computes the facts of one signer of a file that is a CMS from the digest of the content, which has
/// one for each algorithm.
pub(super) fn signer_facts(
    parsed: Parsed<'_>,
    digests: &HashMap<DigestAlgorithm, Digest>,
    is_content_missing: bool,
    content: &Content<'_>,
    materials: [&Material; 2],
) -> SignatureFacts {
    let digest = |algorithm: Option<DigestAlgorithm>| digests.get(&algorithm?).copied();
    let whole = 0..content.bytes.len();
    let covers = Covered {
        digest: digest(parsed.covered_digest_algorithm),
        ranges: std::slice::from_ref(&whole),
        file: content,
    };
    let stamped: Vec<_> =
        parsed.timestamps.iter().map(|token| digest(token.content_digest_algorithm())).collect();
    let mut facts = SignatureFacts {
        field: parsed.signer.saturating_add(1).to_string(),
        kind: SignatureKind::Signature,
        format: SignatureFormat::Cades,
        coverage: Coverage::WholeFile,
        changes: ChangeLevel::None,
        revision: 1,
        ..unread()
    };
    facts.cms.is_content_missing = is_content_missing;
    let certificates = parsed.certificates.clone();
    complete(&mut facts, parsed, &covers, &stamped, materials);
    facts.is_baseline = facts.format_problems.is_empty()
        && is_named_and_inside(&facts, &certificates)
        && facts.has_cms_signing_time;
    facts
}

/// Adds what the CMS of a signature says.
fn complete(
    facts: &mut SignatureFacts,
    mut parsed: Parsed<'_>,
    covers: &Covered<'_>,
    stamped: &[Option<Digest>],
    materials: [&Material; 2],
) {
    let tokens = std::mem::take(&mut parsed.timestamps);
    if let Some(cms) = parsed.cms.take() {
        let signer = parsed.signer(&cms);
        let attributes = signer.and_then(SignerInfo::signed_attributes);
        let signed_time =
            attributes.and_then(|attributes| attributes.signing_time().ok().flatten());
        facts.has_cms_signing_time = signed_time.is_some();
        facts.signature_policy = attributes.and_then(signature_policy);
        facts.claimed_time = signed_time.or(facts.claimed_time);
        facts.token = read_signer(&mut facts.cms, &mut parsed, &cms, covers, materials);
        let value = signer.map(SignerInfo::signature).unwrap_or_default();
        // A value may be long, and have many timestamps: it is hashed once for each algorithm.
        let mut value_digests: HashMap<DigestAlgorithm, Digest> = HashMap::new();
        for (number, token) in tokens.into_iter().enumerate() {
            let digest = match token.kind {
                TimestampKind::Content => stamped.get(number).copied().flatten(),
                TimestampKind::Signature => {
                    token.parsed.covered_digest_algorithm.map(|algorithm| {
                        *value_digests.entry(algorithm).or_insert_with(|| algorithm.hash(value))
                    })
                }
            };
            let is_missing = facts.cms.is_content_missing && token.kind == TimestampKind::Content;
            let mut token = token_facts(token, digest, covers.file, materials);
            token.cms.is_content_missing = is_missing;
            facts.timestamps.push(token);
        }
    }
    facts.format_problems.append(&mut parsed.problems);
    facts.findings.append(&mut parsed.findings);
}

/// One that cannot be read, which breaks the format, is one that nobody knows.
fn signature_policy(attributes: &SignedAttributes<'_>) -> Option<SignaturePolicyFacts> {
    let unknown = SignaturePolicyFacts { id: None, digest_algorithm: None, digest: String::new() };
    match attributes.signature_policy() {
        Ok(None) => None,
        Ok(Some(SignaturePolicy::Named { id, digest: None })) => {
            Some(SignaturePolicyFacts { id: Some(id), ..unknown })
        }
        Ok(Some(SignaturePolicy::Named { id, digest: Some((algorithm, digest)) })) => {
            Some(SignaturePolicyFacts {
                id: Some(id),
                digest_algorithm: algorithm,
                digest: Digest::from_bytes(&digest).map(|it| it.to_string()).unwrap_or_default(),
            })
        }
        Ok(Some(SignaturePolicy::Implied)) | Err(_) => Some(unknown),
    }
}

/// Computes the facts of a timestamp inside a signature from the digest of what it stamps.
fn token_facts(
    token: Token<'_>,
    stamped: Option<Digest>,
    content: &Content<'_>,
    materials: [&Material; 2],
) -> TimestampFacts {
    let Token { kind, mut parsed } = token;
    let mut cms_facts = CmsFacts::unread();
    let mut token = None;
    if let Some(cms) = parsed.cms.take() {
        let covers = Covered { digest: stamped, ranges: &[], file: content };
        token = read_signer(&mut cms_facts, &mut parsed, &cms, &covers, materials);
    }
    TimestampFacts {
        kind,
        cms: cms_facts,
        token,
        format_problems: parsed.problems,
        findings: parsed.findings,
    }
}

/// What a CMS is over.
struct Covered<'a> {
    /// The digest that was asked for, if it could be computed.
    digest: Option<Digest>,
    ranges: &'a [Range<usize>],
    file: &'a Content<'a>,
}

/// Reads the first signer; of a timestamp, also what it says.
fn read_signer(
    facts: &mut CmsFacts,
    parsed: &mut Parsed<'_>,
    cms: &SignedData<'_>,
    covers: &Covered<'_>,
    materials: [&Material; 2],
) -> Option<TokenFacts> {
    let signer = cms.signers().get(parsed.signer)?;
    let covered = covers.digest;
    let attributes = signer.signed_attributes();
    facts.digest_algorithm = match parsed.binding {
        Binding::Timestamp => parsed.covered_digest_algorithm,
        _ => signer.digest_algorithm(),
    };
    facts.content_digest_algorithm = match parsed.binding {
        Binding::Sha1Inside => Some(DigestAlgorithm::Sha1),
        Binding::Timestamp => signer.digest_algorithm(),
        _ => None,
    };
    facts.signature_algorithm = Some(signer.signature_algorithm());
    let reference = attributes.and_then(|attributes| attributes.certificate_reference());
    facts.reference_digest_algorithm = reference
        .as_ref()
        .and_then(|reference| DigestAlgorithm::from_oid(&reference.digest_algorithm()));
    facts.signed_revocation = std::mem::take(&mut parsed.signed_revocation);
    let named =
        facts.reference_digest_algorithm.zip(reference).and_then(|(algorithm, reference)| {
            Some(DigestValue { algorithm, value: Digest::from_bytes(reference.digest())? })
        });
    facts.identity = CmsIdentity { certificate: named, ..identity(facts, parsed, cms, covered) };

    // What binds the CMS to the covered bytes, besides its own message digest.
    let bound = match parsed.binding {
        Binding::Detached | Binding::Enveloping => Some(true),
        Binding::Sha1Inside => covered.map(|digest| cms.content() == Some(digest.as_bytes())),
        Binding::Timestamp => covered
            .zip(parsed.token.as_ref())
            .map(|(digest, token)| token.imprint() == digest.as_bytes()),
        Binding::Pkcs1 | Binding::Unsupported => None,
    };
    let (candidates, has_more) = parsed.certificates_named(signer, materials);
    let is_over_content = parsed.is_over_content() && attributes.is_none();
    // Only an algorithm that signs the content itself has it hashed again, for each key.
    let is_hashed = covered.is_some() && signer.signature_algorithm().digest().is_some();
    let passes = if is_hashed { 0 } else { candidates.len() };
    let slices = match is_over_content {
        true => covers.file.covered(covers.ranges, passes),
        false => Some(Vec::new()),
    };
    let is_limited = slices.is_none();
    if is_limited {
        let limit = "HASHED_BYTES_FACTOR";
        parsed.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
    }
    let slices = slices.unwrap_or_default();
    let content = match (parsed.binding, covered) {
        _ if facts.is_content_missing => SignedContent::Missing,
        (Binding::Enveloping, Some(digest)) => SignedContent::EncapsulatedHashed(digest),
        (Binding::Enveloping, None) if is_limited || !is_over_content => SignedContent::Missing,
        (Binding::Detached, Some(digest)) if is_over_content => {
            SignedContent::Hashed { digest, parts: &slices }
        }
        (Binding::Detached, None) if is_over_content => SignedContent::Slices(&slices),
        (Binding::Detached, Some(digest)) => SignedContent::Digest(digest),
        (Binding::Detached, None) => SignedContent::Slices(&[]),
        _ => SignedContent::Encapsulated,
    };

    // Then no digest of it is needed.
    let is_whole = is_over_content
        && matches!(content, SignedContent::Slices([_, ..]) | SignedContent::Encapsulated);
    let mut limit = has_more.then_some("SIGNER_CANDIDATES");
    let mut best: Option<(Arc<Certificate>, ReferenceCheck, IntegrityFacts)> = None;
    for certificate in candidates {
        let key = certificate.public_key();
        if !(0..signer.operations()).all(|_| covers.file.affords(key)) {
            limit = Some("DOCUMENT_SIGNATURE_COST");
            break;
        }
        let reference = match attributes.map(|a| a.names_certificate(&certificate)) {
            None | Some(CmsReference::Absent) => ReferenceCheck::Absent,
            Some(CmsReference::Matches) => ReferenceCheck::Matches,
            Some(_) => ReferenceCheck::Mismatch,
        };
        let integrity = signer.check(cms, &content, key);
        let found = (certificate, reference, integrity);
        if best.as_ref().is_none_or(|best| rank(&found) > rank(best)) {
            let is_best = rank(&found) == (true, true);
            best = Some(found);
            if is_best {
                break;
            }
        }
    }
    // Of those that were not tried one may be the signer: that none fits cannot be said.
    if let Some(limit) = limit
        && best.as_ref().is_none_or(|best| rank(best) != (true, true))
    {
        best = None;
        parsed.findings.push(Finding::new(Code::LimitReached).with("limit", limit));
    }
    let signing_certificate = best.as_ref().map(|(certificate, ..)| Arc::clone(certificate));
    match best {
        Some((certificate, reference, integrity)) => {
            let key = certificate.public_key();
            facts.signature_algorithm_name = Some(integrity.signature_algorithm.name(Some(key)));
            facts.signature_algorithm = Some(integrity.signature_algorithm);
            facts.signing_certificate = Some(certificate.id());
            facts.reference = reference;
            facts.digest_matches = match integrity.message_digest {
                _ if covered.is_none() && !is_whole => None,
                DigestCheck::Matches | DigestCheck::NotSigned => bound,
                DigestCheck::Mismatch => Some(false),
                _ => None,
            };
            facts.value = match integrity.signature_value {
                _ if is_limited => ValueCheck::Unsupported("HASHED_BYTES_FACTOR".to_owned()),
                SignatureCheck::Matches => ValueCheck::Matches,
                SignatureCheck::Mismatch => ValueCheck::Mismatch,
                SignatureCheck::Unsupported(name) => ValueCheck::Unsupported(name),
                _ => ValueCheck::NotChecked,
            };
            // Without signed attributes a wrong value is all that tells of changed bytes.
            if attributes.is_none() && facts.value == ValueCheck::Mismatch {
                facts.digest_matches = None;
            }
            parsed.add_problems(&integrity.problems);
            let as_stored = integrity.problems.contains(&Problem::SignedAttributesSignedAsStored);
            if let Some((attributes, signed)) =
                attributes.filter(|_| as_stored).zip(facts.identity.signed.as_mut())
            {
                *signed = DigestValue::of(signed.algorithm, attributes.stored());
            }
        }
        None => {
            facts.value = ValueCheck::NotChecked;
            facts.signature_algorithm_name = Some(signer.signature_algorithm().name(None));
            // The digest needs no key: that the bytes were changed can be said all the same.
            let signed =
                attributes.and_then(|attributes| attributes.message_digest().ok().flatten());
            facts.digest_matches = match (covered, signed) {
                _ if !parsed.is_over_content() => bound,
                (Some(covered), Some(signed)) => Some(covered.as_bytes() == signed),
                _ => None,
            };
        }
    }
    let token = parsed.token.take()?;
    parsed.add_problems(&token.problems());
    let is_misnamed =
        |name| signing_certificate.as_ref().is_some_and(|certificate| !is_named(certificate, name));
    Some(TokenFacts {
        time: token.gen_time(),
        accuracy: token.accuracy(),
        ordering: token.ordering(),
        is_authority_misnamed: token.authority().is_some_and(is_misnamed),
    })
}

/// What a CMS is known by, besides the certificate that it names.
fn identity(
    facts: &CmsFacts,
    parsed: &Parsed<'_>,
    cms: &SignedData<'_>,
    covered: Option<Digest>,
) -> CmsIdentity {
    let signer = cms.signers().get(parsed.signer);
    let Some(signer) = signer else { return CmsIdentity::default() };
    let covered = parsed
        .covered_digest_algorithm
        .zip(covered)
        .map(|(algorithm, value)| DigestValue { algorithm, value });
    let attributes = signer.signed_attributes();
    let signed = match attributes {
        // Algorithms that sign the message itself have no digest of their own: that of the signer.
        Some(attributes) => signer
            .signature_algorithm()
            .digest()
            .or(signer.digest_algorithm())
            .map(|algorithm| DigestValue::of(algorithm, attributes.der())),
        None if parsed.is_over_content() => covered,
        None => facts
            .content_digest_algorithm
            .zip(cms.content())
            .map(|(algorithm, content)| DigestValue::of(algorithm, content)),
    };
    let message_digest = attributes.and_then(|it| it.message_digest().ok().flatten());
    let is_timestamp = parsed.binding == Binding::Timestamp;
    CmsIdentity {
        id: is_timestamp.then(|| CertificateId::of(cms.raw())),
        signed,
        covered,
        message_digest: message_digest.and_then(|digest| Digest::from_bytes(&digest)),
        certificate: None,
        value: kept_value(signer.signature()),
    }
}

/// A signature value, unless it is longer than any is.
pub(super) fn kept_value(value: &[u8]) -> Vec<u8> {
    let is_kept = value.len() <= SIGNATURE_VALUE_BYTES;
    if is_kept { value.to_vec() } else { Vec::new() }
}

/// Whether a certificate bears the name that a timestamp authority gives itself in its tokens (RFC
/// 3161 §2.4.2).
fn is_named(certificate: &Certificate, name: &GeneralName) -> bool {
    match name {
        GeneralName::Directory(name) if name == certificate.subject() => true,
        name => certificate.subject_alternative_names().contains(name),
    }
}

/// How well a certificate explains a signature: its key first, then its name.
fn rank(found: &(Arc<Certificate>, ReferenceCheck, IntegrityFacts)) -> (bool, bool) {
    let (_, reference, integrity) = found;
    (integrity.signature_value == SignatureCheck::Matches, *reference != ReferenceCheck::Mismatch)
}

/// The facts of a signature in a PDF whose CMS was not read.
fn unread_in(signature: &pdf::Signature<'_>) -> SignatureFacts {
    let sub_filter = signature.sub_filter.clone();
    let kind = match signature.kind {
        pdf::SignatureKind::DocumentTimestamp => SignatureKind::Timestamp,
        pdf::SignatureKind::Signature => SignatureKind::Signature,
    };
    SignatureFacts {
        field: signature.field_name.clone(),
        kind,
        format: match (kind, sub_filter.as_deref()) {
            (SignatureKind::Timestamp, _) => SignatureFormat::Rfc3161,
            (_, Some("ETSI.CAdES.detached")) => SignatureFormat::Pades,
            _ => SignatureFormat::Pdf,
        },
        sub_filter,
        revision: signature.revision + 1,
        claimed_time: signature.claimed_time,
        dictionary_time: signature.claimed_time,
        reason: signature.reason.clone(),
        location: signature.location.clone(),
        dictionary: SignatureDictionary {
            filter: signature.filter.clone(),
            name: signature.name.clone(),
            contact: signature.contact.clone(),
            byte_range: signature
                .byte_range
                .iter()
                .take(BYTE_RANGES_KEPT)
                .map(|range| (range.start, range.len()))
                .collect(),
        },
        ..unread()
    }
}

/// The facts of a signature of which nothing is known yet: nothing in them lets it pass.
fn unread() -> SignatureFacts {
    SignatureFacts {
        field: String::new(),
        kind: SignatureKind::Signature,
        format: SignatureFormat::Pdf,
        sub_filter: None,
        is_baseline: false,
        revision: 0,
        coverage: Coverage::Partial,
        changes: ChangeLevel::Other,
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
        cms: CmsFacts::unread(),
        format_problems: Vec::new(),
        findings: Vec::new(),
    }
}

/// PAdES B-B (EN 319 142-1 clause 6.3): the signing certificate inside and referred to, everything
/// covered but the signature itself, and the time in /M only, not in the CMS.
fn is_baseline(
    facts: &SignatureFacts,
    signature: &pdf::Signature<'_>,
    certificates: &[Arc<Certificate>],
) -> bool {
    facts.format == SignatureFormat::Pades
        && facts.format_problems.is_empty()
        && signature.coverage != pdf::Coverage::Partial
        && is_named_and_inside(facts, certificates)
        && !facts.has_cms_signing_time
        && signature.claimed_time.is_some()
}

/// Whether the signing certificate stands in the CMS, and is named by the signed attributes.
fn is_named_and_inside(facts: &SignatureFacts, certificates: &[Arc<Certificate>]) -> bool {
    let own = facts.cms.signing_certificate;
    let is_inside = certificates.iter().any(|inside| Some(inside.id()) == own);
    is_inside && facts.cms.reference == ReferenceCheck::Matches
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)] // one covered range is what is meant

    use super::*;

    #[test]
    fn keys_are_not_tried_without_end() {
        let person = include_bytes!("../../tests/data/x509/person.der");
        let person = Certificate::parse(person).unwrap();
        let content = Content::of(&[]);
        let tried = std::iter::repeat_with(|| content.affords(person.public_key()))
            .take(DOCUMENT_SIGNATURE_COST)
            .take_while(|affords| *affords)
            .count();
        assert_eq!(tried, DOCUMENT_SIGNATURE_COST / person.public_key().cost());
        assert!(!content.affords(person.public_key()));
    }

    #[test]
    fn a_signature_without_cms_costs_too() {
        let bytes = include_bytes!("../../tests/data/pkcs1/sha1.pdf");
        let document = pdf::Document::open(bytes).unwrap();
        let signatures = document.signatures().unwrap();
        let limit = Finding::new(Code::LimitReached).with("limit", "DOCUMENT_SIGNATURE_COST");
        for (left, is_known) in [(DOCUMENT_SIGNATURE_COST, true), (4, true), (3, false)] {
            let (caches, mut material) = (Caches::default(), Material::new());
            let content = Content { cost_left: Cell::new(left), ..Content::of(bytes) };
            let parsed = parse(&signatures[0], &content, &caches, &mut material, &mut 0);
            assert_eq!(parsed.findings.contains(&limit), !is_known, "{left}");
            let facts =
                facts(&signatures[0], parsed, None, &[], &content, &material, &Material::new());
            assert_eq!(facts.cms.signing_certificate.is_some(), is_known, "{left}");
            assert_eq!(facts.cms.value, ValueCheck::NotChecked); // nothing was hashed
        }
    }

    #[test]
    fn content_is_not_hashed_without_end() {
        let bytes = vec![0; 1 << 20];
        let content = Content::of(&bytes);
        let ranges = [0..1 << 10, 2 << 10..1 << 20];
        let rounds = std::iter::repeat_with(|| content.covered(&ranges, SIGNER_CANDIDATES))
            .take_while(|slices| slices.as_ref().is_some_and(|slices| slices.len() == 2))
            .take(1_000)
            .count();
        assert_eq!(rounds, 9); // eight times the size and 64 MiB, eight times a round
        assert!(content.covered(&[0..1, 2..3], 1).is_some());
        assert!(Content::of(&bytes).covered(&[0..1, 2..bytes.len() + 1], 1).is_none());
    }

    #[test]
    fn timestamps_are_read_as_long_as_some_are_left() {
        let bytes = include_bytes!("../../tests/data/time/two-tokens.pdf");
        let document = pdf::Document::open(bytes).unwrap();
        let signatures = document.signatures().unwrap();
        for (mut left, read) in [(5, 2), (2, 2), (1, 1), (0, 0)] {
            let before = left;
            let caches = Caches::default();
            let content = Content::of(bytes);
            let mut material = Material::new();
            let parsed = parse(&signatures[0], &content, &caches, &mut material, &mut left);
            assert_eq!(parsed.timestamps.len(), read);
            assert_eq!(left, before - read);
            let limit = Finding::new(Code::LimitReached).with("limit", "DOCUMENT_TIMESTAMPS");
            assert_eq!(parsed.findings.contains(&limit), read < 2);
        }
    }
}
