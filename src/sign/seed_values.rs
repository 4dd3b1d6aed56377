//! Whether a signature is what the field asks for that it goes into (ISO 32000-2 table 237).

use std::sync::Arc;

use super::SignError;
use crate::crypto::DigestAlgorithm;
use crate::pdf::{SeedCertificate, SeedValues, SignatureRequest};
use crate::x509::{Certificate, KeyUsage};

/// Refuses what the field does not allow, naming the entry of its seed values.
///
/// # Errors
/// [`SignError::SeedValue`].
pub(super) fn check(
    asked: &SeedValues,
    request: &SignatureRequest,
    digest: DigestAlgorithm,
    chain: &[Arc<Certificate>],
) -> Result<(), SignError> {
    let refuse = |key: &str, allowed: &[String]| {
        let allowed = allowed.join(", ");
        Err(SignError::SeedValue { key: key.to_owned(), allowed })
    };
    if let Some(filter) = asked.filter.as_ref().filter(|it| *it != "Adobe.PPKLite") {
        return refuse("Filter", std::slice::from_ref(filter));
    }
    if let Some(allowed) = &asked.sub_filters
        && !allowed.iter().any(|it| it == request.sub_filter)
    {
        return refuse("SubFilter", allowed);
    }
    if let Some(allowed) = &asked.digests
        && !allowed.iter().any(|it| it.to_lowercase() == digest.name())
    {
        return refuse("DigestMethod", allowed);
    }
    if let Some(allowed) = &asked.reasons {
        let is_forbidden = matches!(&allowed[..], [only] if only == ".");
        let is_right = match &request.reason {
            Some(reason) => !is_forbidden && allowed.contains(reason),
            None => is_forbidden,
        };
        if !is_right {
            return refuse("Reasons", allowed);
        }
    }
    if let Some(permission) = asked.certification
        && request.certify.unwrap_or(0) != permission
    {
        return refuse("MDP", &[permission.to_string()]);
    }
    if let Some(key) = asked.others.first() {
        return refuse(key, &[]);
    }
    match unmet(&asked.certificate, chain) {
        Some(key) => refuse(key, &[]),
        None => Ok(()),
    }
}

/// What is asked of the certificate and does not hold.
fn unmet(asked: &SeedCertificate, chain: &[Arc<Certificate>]) -> Option<&'static str> {
    let (signer, issuers) = chain.split_first()?;
    let is_one = |certificate: &Certificate, allowed: &[Vec<u8>]| {
        allowed.iter().any(|it| it.as_slice() == certificate.der())
    };
    let usage = signer.key_usage();
    let policies: Vec<_> =
        signer.policies().unwrap_or_default().iter().map(ToString::to_string).collect();
    let conditions = [
        ("Subject", asked.subjects.as_ref().is_none_or(|it| is_one(signer, it))),
        (
            "Issuer",
            asked.issuers.as_ref().is_none_or(|it| issuers.iter().any(|issuer| is_one(issuer, it))),
        ),
        ("OID", asked.policies.as_ref().is_none_or(|it| it.iter().any(|it| policies.contains(it)))),
        (
            "KeyUsage",
            asked.key_usages.as_ref().is_none_or(|it| it.iter().any(|it| fits(it, usage))),
        ),
    ];
    conditions.into_iter().find(|(_, holds)| !holds).map(|(key, _)| key)
}

/// Whether a key usage fits a pattern, one character for each bit, the rest being `X`.
fn fits(pattern: &str, usage: Option<KeyUsage>) -> bool {
    let usage = usage.unwrap_or(KeyUsage::from_flags(0));
    let bits = [
        usage.digital_signature(),
        usage.content_commitment(),
        usage.key_encipherment(),
        usage.data_encipherment(),
        usage.key_agreement(),
        usage.key_cert_sign(),
        usage.crl_sign(),
        usage.encipher_only(),
        usage.decipher_only(),
    ];
    pattern.chars().zip(bits).all(|(wanted, is_set)| match wanted {
        '0' => !is_set,
        '1' => is_set,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_key_usage() {
        let usage = Some(KeyUsage::from_flags(0b11));
        for (pattern, is_fitting) in
            [("11", true), ("1X0", true), ("", true), ("0", false), ("X1XXXXXX1", false)]
        {
            assert_eq!(fits(pattern, usage), is_fitting, "{pattern}");
        }
        assert!(!fits("1", None));
    }
}
