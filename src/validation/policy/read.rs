//! A policy file → a [`Policy`]. docs/policies.md describes the format.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use toml::de::DeTable;

use super::algorithms::{Algorithm, AlgorithmRow, AlgorithmTable, AlgorithmUse, KeyFamily};
use super::constraints::{
    ClaimedTimeNote, KnownSignaturePolicy, RecommendedAlgorithms, RevocationRequirement,
    SignaturePolicies, SignatureScheme, SignedAttributesForm, TimestampConstraints,
    UnknownSignaturePolicy,
};
use super::error::{PolicyError, PolicyProblem};
use super::references::LegalReference;
use super::roles::{Pattern, Role, RoleCondition, RoleConstraints, RoleRule, UnmetRoles};
use super::section::{Section, Value, line_at};
use super::{BuiltinPolicy, Policy, PolicyFile};
use crate::asn1::Oid;
use crate::crypto::{Digest, DigestAlgorithm};
use crate::limits::POLICY_BYTES;
use crate::validation::finding::Code;
use crate::validation::path::PathInputs;
use crate::x509::CertificateId;

/// The version of the format that is read.
const FORMAT: u32 = 1;

/// Reads a policy.
pub(super) fn policy(text: &str) -> Result<Policy, PolicyError> {
    let of_file = |problem, line, expected: String| PolicyError {
        problem,
        line,
        key: String::new(),
        found: String::new(),
        expected,
    };
    if text.len() > POLICY_BYTES {
        let expected = format!("{POLICY_BYTES}");
        return Err(of_file(PolicyProblem::TooLarge, 1, expected));
    }
    // What editors write before UTF-8.
    let toml = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(toml).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(toml, span.start));
        PolicyError {
            found: error.message().to_owned(),
            ..of_file(PolicyProblem::NotToml, line, String::new())
        }
    })?;
    let root = Section::root(toml, table.get_ref());
    let format = root.get("format")?;
    if format.number()? != FORMAT {
        return Err(format.wrong_value(&FORMAT.to_string()));
    }
    let base = match root.find("extends") {
        None => None,
        Some(name) => Some(name.word(BuiltinPolicy::ALL, BuiltinPolicy::name)?.read()?),
    };
    let policy = read(&root, text, base)?;
    root.finish()?;
    Ok(policy)
}

fn read(root: &Section<'_>, text: &str, base: Option<Policy>) -> Result<Policy, PolicyError> {
    let name = identifier(&root.get("name")?)?;
    let version = identifier(&root.get("version")?)?;
    let mut files = vec![PolicyFile {
        name: name.clone(),
        version: version.clone(),
        sha256: DigestAlgorithm::Sha256.hash(text.as_bytes()),
    }];
    files.extend(base.iter().flat_map(|base| base.files.clone()));
    let base = base.as_ref();
    let (revocation, freshness) = revocation(&root.section("revocation")?, base)?;
    Ok(Policy {
        name,
        version,
        files,
        algorithms: algorithms(root, base)?,
        revocation,
        freshness,
        path: path(&root.section("paths")?, base.map(|base| &base.path))?,
        timestamps: timestamps(&root.section("timestamps")?, base.map(|base| &base.timestamps))?,
        signature_policies: signature_policies(
            &root.section("signature-policies")?,
            base.map(|base| &base.signature_policies),
        )?,
        signed_attributes: signed_attributes(&root.section("signatures")?, base)?,
        recommended: match root.find("recommended") {
            Some(value) => Some(recommended(&value.section()?)?),
            None => base.and_then(|base| base.recommended.clone()),
        },
        roles: roles(&root.section("roles")?, base.map(|base| &base.roles))?,
        references: references(root, base)?,
    })
}

/// What the file says, else what the policy says that it extends, else a mistake: a policy that
/// extends none says everything.
fn own_or_base<T>(
    own: Option<Result<T, PolicyError>>,
    base: Option<T>,
    section: &Section<'_>,
    key: &'static str,
) -> Result<T, PolicyError> {
    own.transpose()?.or(base).ok_or_else(|| section.missing(key))
}

fn revocation(
    section: &Section<'_>,
    base: Option<&Policy>,
) -> Result<(RevocationRequirement, Option<SignedDuration>), PolicyError> {
    let own = section
        .find("requirement")
        .map(|it| it.word(RevocationRequirement::ALL, RevocationRequirement::name));
    let hours = section.find("freshness-hours").map(|it| it.number()).transpose()?;
    section.finish()?;
    let requirement = own_or_base(own, base.map(|base| base.revocation), section, "requirement")?;
    let freshness = hours.map(|hours| SignedDuration::from_hours(i64::from(hours)));
    Ok((requirement, freshness.or(base.and_then(|base| base.freshness))))
}

/// Names and versions stand in reports, between other words.
fn identifier(value: &Value<'_>) -> Result<String, PolicyError> {
    value.parsed("\"vn-admin\", \"2026-11-28\"", |text| {
        let fits = (1..=100).contains(&text.len())
            && text.chars().all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char));
        fits.then(|| text.to_owned())
    })
}

fn oid(value: &Value<'_>) -> Result<Oid, PolicyError> {
    value.parsed("\"2.16.704.1.1\"", |text| text.parse().ok())
}

fn digest_name(value: &Value<'_>) -> Result<DigestAlgorithm, PolicyError> {
    let all: Vec<_> = DigestAlgorithm::all().collect();
    value.word(&all, DigestAlgorithm::name)
}

fn all<T>(
    value: &Value<'_>,
    read: impl Fn(&Value<'_>) -> Result<T, PolicyError>,
) -> Result<Vec<T>, PolicyError> {
    value.list()?.iter().map(read).collect()
}

fn algorithms(root: &Section<'_>, base: Option<&Policy>) -> Result<AlgorithmTable, PolicyError> {
    if base.is_none() {
        root.get("algorithms")?;
    }
    let mut own = AlgorithmTable::default();
    for section in root.sections("algorithms")? {
        let until = section.find("until").map(|it| it.instant()).transpose()?;
        let uses = match section.find("uses") {
            Some(uses) => all(&uses, |it| it.word(AlgorithmUse::ALL, AlgorithmUse::name))?,
            None => AlgorithmUse::ALL.to_vec(),
        };
        let source = section.get("source")?.string()?.to_owned();
        let meant: Vec<Algorithm> = match section.find("digests") {
            Some(digests) => all(&digests, |it| digest_name(it).map(Algorithm::Digest))?,
            None => vec![Algorithm::Key {
                family: section.get("keys")?.word(KeyFamily::ALL, KeyFamily::name)?,
                min_bits: section.get("minimum-bits")?.number()?,
            }],
        };
        for algorithm in meant {
            let row = AlgorithmRow { algorithm, uses: uses.clone(), until, source: source.clone() };
            if own.contradicts(&row) {
                return Err(section.error(PolicyProblem::Contradiction, "until"));
            }
            own.rows.push(row);
        }
        section.finish()?;
    }
    Ok(match base {
        Some(base) => base.algorithms.clone().overridden_by(own),
        None => own,
    })
}

fn signed_attributes(
    section: &Section<'_>,
    base: Option<&Policy>,
) -> Result<SignedAttributesForm, PolicyError> {
    let own = section
        .find("signed-attributes")
        .map(|it| it.word(SignedAttributesForm::ALL, SignedAttributesForm::name));
    section.finish()?;
    own_or_base(own, base.map(|base| base.signed_attributes), section, "signed-attributes")
}

fn path(section: &Section<'_>, base: Option<&PathInputs>) -> Result<PathInputs, PolicyError> {
    let flag = |key, base: Option<bool>| {
        own_or_base(section.find(key).map(|it| it.boolean()), base, section, key)
    };
    let policies = section.find("certificate-policies").map(|it| all(&it, oid)).transpose()?;
    let policies: Option<BTreeSet<Oid>> = policies.map(|list| list.into_iter().collect());
    let length = section.find("maximum-length").map(|it| it.number()).transpose()?;
    let inputs = PathInputs {
        user_initial_policy_set: policies
            .or_else(|| base.and_then(|base| base.user_initial_policy_set.clone())),
        initial_explicit_policy: flag(
            "explicit-policy",
            base.map(|base| base.initial_explicit_policy),
        )?,
        initial_policy_mapping_inhibit: flag(
            "inhibit-policy-mapping",
            base.map(|base| base.initial_policy_mapping_inhibit),
        )?,
        initial_any_policy_inhibit: flag(
            "inhibit-any-policy",
            base.map(|base| base.initial_any_policy_inhibit),
        )?,
        max_path_length: length.or(base.and_then(|base| base.max_path_length)),
    };
    section.finish()?;
    Ok(inputs)
}

fn timestamps(
    section: &Section<'_>,
    base: Option<&TimestampConstraints>,
) -> Result<TimestampConstraints, PolicyError> {
    let required = section.find("required").map(|it| it.boolean());
    let accuracy = section.find("maximum-accuracy-seconds").map(|it| it.number()).transpose()?;
    let accuracy = accuracy.map(|seconds| SignedDuration::from_secs(i64::from(seconds)));
    let note =
        section.find("claimed-time").map(|it| it.word(ClaimedTimeNote::ALL, ClaimedTimeNote::name));
    section.finish()?;
    Ok(TimestampConstraints {
        required: own_or_base(required, base.map(|base| base.required), section, "required")?,
        maximum_accuracy: accuracy.or(base.and_then(|base| base.maximum_accuracy)),
        claimed_time: own_or_base(
            note,
            base.map(|base| base.claimed_time),
            section,
            "claimed-time",
        )?,
    })
}

fn signature_policies(
    section: &Section<'_>,
    base: Option<&SignaturePolicies>,
) -> Result<SignaturePolicies, PolicyError> {
    let unknown = section
        .find("unknown")
        .map(|it| it.word(UnknownSignaturePolicy::ALL, UnknownSignaturePolicy::name));
    let mut known: Vec<KnownSignaturePolicy> = Vec::new();
    for row in section.sections("known")? {
        let id = oid(&row.get("id")?)?;
        let digest = row.find("digest").map(|it| it.parsed("\"sha256:…\"", digest)).transpose()?;
        if known.iter().any(|other| other.id == id) {
            return Err(row.error(PolicyProblem::Contradiction, "id"));
        }
        row.finish()?;
        known.push(KnownSignaturePolicy { id, digest });
    }
    section.finish()?;
    let inherited = base.into_iter().flat_map(|base| &base.known);
    let inherited: Vec<_> =
        inherited.filter(|it| known.iter().all(|own| own.id != it.id)).cloned().collect();
    known.extend(inherited);
    let unknown = own_or_base(unknown, base.map(|base| base.unknown), section, "unknown")?;
    Ok(SignaturePolicies { unknown, known })
}

/// `sha256:` and hexadecimal digits.
fn digest(text: &str) -> Option<(DigestAlgorithm, Digest)> {
    let (name, hex) = text.split_once(':')?;
    let algorithm = DigestAlgorithm::all().find(|algorithm| algorithm.name() == name)?;
    let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || hex.len() != algorithm.output_len().checked_mul(2)? {
        return None;
    }
    let octet = |at: usize| u8::from_str_radix(hex.get(at..at.checked_add(2)?)?, 16).ok();
    let octets: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(octet).collect();
    Some((algorithm, Digest::from_bytes(&octets?)?))
}

fn certificate_id(text: &str) -> Option<CertificateId> {
    let (_, digest) = digest(&format!("sha256:{text}"))?;
    Some(CertificateId::from(<[u8; 32]>::try_from(digest.as_bytes()).ok()?))
}

fn recommended(section: &Section<'_>) -> Result<RecommendedAlgorithms, PolicyError> {
    let bits = section.section("minimum-bits")?;
    let mut minimum_bits = Vec::new();
    for &family in KeyFamily::ALL {
        if let Some(value) = bits.find(family.name()) {
            minimum_bits.push((family, value.number()?));
        }
    }
    bits.finish()?;
    let scheme = |it: &Value<'_>| it.word(SignatureScheme::ALL, SignatureScheme::name);
    let schemes = all(&section.get("signatures")?, scheme)?;
    let digests = all(&section.get("digests")?, digest_name)?;
    section.finish()?;
    Ok(RecommendedAlgorithms { schemes, digests, minimum_bits })
}

fn role(value: &Value<'_>) -> Result<Role, PolicyError> {
    value.word(Role::ALL, Role::name)
}

/// Roles that a document may have together, each once.
fn combination(value: &Value<'_>) -> Result<Vec<Role>, PolicyError> {
    let roles = all(value, role)?;
    let is_twice = |(at, it): (usize, &Role)| roles.iter().take(at).any(|other| other == it);
    if roles.is_empty() || roles.iter().enumerate().any(is_twice) {
        return Err(value.wrong_value("[\"person\", \"agency\"]"));
    }
    Ok(roles)
}

fn roles(
    section: &Section<'_>,
    base: Option<&RoleConstraints>,
) -> Result<RoleConstraints, PolicyError> {
    let accepted = section.find("accepted").map(|it| all(&it, combination));
    let unmet = section.find("unmet").map(|it| it.word(UnmetRoles::ALL, UnmetRoles::name));
    let otherwise = section.find("otherwise").map(|it| match it.string() {
        Ok("none") => Ok(None),
        _ => role(&it).map(Some),
    });
    let mut rules = section.sections("rules")?.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    section.finish()?;
    rules.extend(base.into_iter().flat_map(|base| base.rules.clone()));
    let of_base = |of: fn(&RoleConstraints) -> Option<Role>| base.map(of);
    Ok(RoleConstraints {
        accepted: own_or_base(
            accepted,
            base.map(|base| base.accepted.clone()),
            section,
            "accepted",
        )?,
        unmet: own_or_base(unmet, base.map(|base| base.unmet), section, "unmet")?,
        otherwise: own_or_base(otherwise, of_base(|base| base.otherwise), section, "otherwise")?,
        rules,
    })
}

fn rule(section: &Section<'_>) -> Result<RoleRule, PolicyError> {
    let role = role(&section.get("role")?)?;
    let pattern = |value: &Value<'_>| value.string().map(Pattern::new);
    let patterns = |key, of: fn(Vec<Pattern>) -> RoleCondition| {
        section.find(key).map(|it| all(&it, pattern).map(of))
    };
    let oids =
        |key, of: fn(Vec<Oid>) -> RoleCondition| section.find(key).map(|it| all(&it, oid).map(of));
    let certificates = section.find("certificate").map(|list| {
        let read = |it: &Value<'_>| it.parsed("\"<SHA-256>\"", certificate_id);
        all(&list, read).map(RoleCondition::Certificate)
    });
    let conditions = [
        certificates,
        oids("certificate-policy", RoleCondition::CertificatePolicy),
        oids("extended-key-usage", RoleCondition::ExtendedKeyUsage),
        patterns("common-name", RoleCondition::CommonName),
        patterns("field", RoleCondition::Field),
        patterns("issuer", RoleCondition::Issuer),
        patterns("organization", RoleCondition::Organization),
        patterns("organizational-unit", RoleCondition::OrganizationalUnit),
        patterns("reason", RoleCondition::Reason),
        patterns("title", RoleCondition::Title),
        patterns("uid", RoleCondition::Uid),
    ];
    let conditions = conditions.into_iter().flatten().collect::<Result<Vec<_>, _>>()?;
    section.finish()?;
    // Without any it would fit everybody; that is what `otherwise` is for.
    if conditions.is_empty() {
        return Err(section.missing("common-name"));
    }
    Ok(RoleRule { role, conditions })
}

fn references(
    root: &Section<'_>,
    base: Option<&Policy>,
) -> Result<Arc<[LegalReference]>, PolicyError> {
    let mut own: Vec<LegalReference> = Vec::new();
    for section in root.sections("references")? {
        let finding = section.get("finding")?.parsed("\"role-missing\"", |text| {
            Code::ALL.iter().copied().find(|code| code.as_str() == text)
        })?;
        let until = section.find("until").map(|it| it.instant()).transpose()?;
        let reference = LegalReference {
            finding,
            id: identifier(&section.get("id")?)?,
            vi: section.get("vi")?.string()?.to_owned(),
            en: section.get("en")?.string()?.to_owned(),
            from: section.get("from")?.instant()?,
            until,
        };
        let end = |reference: &LegalReference| reference.until.unwrap_or(Timestamp::MAX);
        let overlaps = own.iter().any(|other| {
            other.finding == finding && other.from < end(&reference) && reference.from < end(other)
        });
        if overlaps || reference.from >= end(&reference) {
            return Err(section.error(PolicyProblem::Contradiction, "from"));
        }
        section.finish()?;
        own.push(reference);
    }
    let inherited = base.into_iter().flat_map(|base| base.references.iter());
    let inherited: Vec<_> =
        inherited.filter(|it| own.iter().all(|own| own.finding != it.finding)).cloned().collect();
    own.extend(inherited);
    Ok(own.into())
}
