//! A file that is a CMS → facts and material: CAdES (EN 319 122-1), with its content inside or beside.

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use super::beside::{Beside, unreadable_content};
use super::cache::Caches;
use super::intake::Intake;
use super::read::ReadDocument;
use super::report::{ErrorCode, ReportError};
use super::signature::{self, Binding, Content, Parsed};
use crate::cms::{SignedData, TstInfo};
use crate::crypto::{Digest, DigestAlgorithm, hash_read};
use crate::limits::{CMS_BYTES, CMS_SIGNERS, DOCUMENT_TIMESTAMPS};
use crate::validation::{
    Code, DocumentFacts, DocumentKind, Finding, Material, SecurityStoreFacts, Source,
};

/// By which content inside and content beside are compared, whatever the signers hash with.
const COMPARED_BY: DigestAlgorithm = DigestAlgorithm::Sha256;

/// Reads everything that a verdict needs, and judges none of it.
///
/// Content that is given counts, whatever is inside: where both are there and differ, no signature is
/// over what the reader was shown. Without any, what is said of a signature is said without its content.
pub(super) fn read(
    cms: &[u8],
    beside: &mut Beside<'_>,
    shared: &Material,
    caches: &Caches,
) -> Result<ReadDocument, ReportError> {
    let cms = SignedData::parse_file(cms)
        .map_err(|error| ReportError::new(ErrorCode::BrokenCms).with("reason", error))?;
    if cms.content_type() == TstInfo::CONTENT_TYPE {
        // a timestamp on its own is no signature of anybody
        return Err(ReportError::new(ErrorCode::UnknownFormat));
    }
    if cms.signers().len() > CMS_SIGNERS {
        return Err(ReportError::new(ErrorCode::LimitExceeded).with("limit", "CMS_SIGNERS"));
    }
    let cms = Rc::new(cms);
    let mut material = Material::new();
    // What stands in a CMS is not covered by its own signatures, but by what is proved of the file.
    let source = Source::Signature;
    let mut intake = Intake { caches, material: &mut material, revision: 2, source };
    let mut timestamps_left = DOCUMENT_TIMESTAMPS;
    let mut parse =
        |binding| signature::parse_signers(&cms, binding, &mut intake, &mut timestamps_left);

    let inside = cms.content();
    let (parsed, hashed, differs) = match (beside.content(inside.is_some())?, inside) {
        (Some(mut content), _) => {
            let mut parsed = parse(Binding::Detached);
            let hashed = Hashed::read(&mut content, &parsed)?;
            let is_same =
                inside.is_some_and(|it| Hashed::of(it, &parsed).digests == hashed.digests);
            if is_same {
                parsed.iter_mut().for_each(Parsed::envelope);
            }
            (parsed, hashed, inside.is_some() && !is_same)
        }
        (None, Some(inside)) => {
            let parsed = parse(Binding::Enveloping);
            let hashed = Hashed::of(inside, &parsed);
            (parsed, hashed, false)
        }
        (None, None) => (parse(Binding::Detached), Hashed::default(), false),
    };
    let content = match inside.filter(|_| !differs) {
        Some(inside) => Content::of(inside),
        None => Content::start_of(&hashed.start, hashed.is_whole),
    };
    let is_missing = hashed.digests.is_empty();
    let materials = [&material, shared];
    let facts = parsed.into_iter().map(|parsed| {
        let mut facts =
            signature::signer_facts(parsed, &hashed.digests, is_missing, &content, materials);
        if differs {
            facts.format_problems.retain(|problem| problem.code != Code::ContentEncapsulated);
            facts.format_problems.insert(0, Finding::new(Code::ContentDiffers));
        }
        facts
    });
    let signatures = facts.collect();
    let facts = DocumentFacts {
        kind: DocumentKind::Cms,
        signatures,
        findings: Vec::new(),
        security_store: SecurityStoreFacts::default(),
    };
    Ok(ReadDocument { facts, material })
}

/// Content, of which nothing but this is kept: it may be larger than the memory.
#[derive(Default)]
struct Hashed {
    /// By every algorithm that a signature or a timestamp needs.
    digests: HashMap<DigestAlgorithm, Digest>,
    /// The start, where a signature without signed attributes needs more than the digest.
    start: Vec<u8>,
    /// Whether that is all.
    is_whole: bool,
}

impl Hashed {
    fn read(content: &mut impl Read, parsed: &[Parsed<'_>]) -> Result<Self, ReportError> {
        let is_kept = parsed.iter().any(Parsed::lacks_attributes);
        let mut start = Vec::new();
        let mut is_whole = true;
        let digests = hash_read(content, &algorithms(parsed), |octets| {
            if is_kept {
                let room = CMS_BYTES.saturating_sub(start.len());
                start.extend_from_slice(octets.get(..room).unwrap_or(octets));
                is_whole &= octets.len() <= room;
            }
        });
        let digests = digests.map_err(|error| unreadable_content(&error))?;
        Ok(Self { digests, start, is_whole })
    }

    fn of(content: &[u8], parsed: &[Parsed<'_>]) -> Self {
        let digests = algorithms(parsed).into_iter().map(|it| (it, it.hash(content))).collect();
        Self { digests, start: Vec::new(), is_whole: true }
    }
}

/// Those that are needed, each once.
fn algorithms(parsed: &[Parsed<'_>]) -> Vec<DigestAlgorithm> {
    let mut needed = vec![COMPARED_BY];
    for one in parsed {
        let stamped = one.timestamps.iter().filter_map(signature::Token::content_digest_algorithm);
        for algorithm in one.covered_digest_algorithm.into_iter().chain(stamped) {
            if !needed.contains(&algorithm) {
                needed.push(algorithm);
            }
        }
    }
    needed
}
