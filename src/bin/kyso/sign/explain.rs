//! What went wrong, and what to do, in the language of the reader.

use kyso::crypto::PrivateKeyError;
use kyso::pdf::UpdateError;
use kyso::report::{Messages, local_time};
use kyso::sign::{
    AppearanceError, CscError, ServerProblem, SignError, SignerError, TimestampError, TokenError,
};

/// What went wrong, and what to do, in the language of the reader.
pub(super) fn explain(error: &SignError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        SignError::Appearance(error) => explain_appearance(error, messages),
        SignError::Document(error) => explain_document(error, messages),
        SignError::Signer(error) => explain_key(error, messages),
        SignError::NotInForce(from, to) => {
            let (from, to) = (local_time(*from), local_time(*to));
            text("problem-not-in-force", &[("from", &from), ("to", &to)])
        }
        SignError::KeyUsage => text("problem-key-usage", &[]),
        SignError::Timestamp(error) => {
            let reason = match error {
                TimestampError::Random(error) => reason(error.code(), &error.values(), messages),
                TimestampError::Response(error) => reason(error.code(), &error.values(), messages),
                TimestampError::Unreachable(problems) => servers(problems, messages),
                other => other.to_string(),
            };
            text("problem-timestamp", &[("reason", &reason)])
        }
        SignError::NoAuthority => text("problem-no-authority", &[]),
        SignError::NoSignature => text("problem-no-signature", &[]),
        SignError::Unsound => text("problem-ambiguous", &[]),
        SignError::Changed(field) => text("problem-changed", &[("field", field)]),
        SignError::NotIntact(field) => text("problem-not-intact", &[("field", field)]),
        SignError::NotValidated { certificate, indication, problems, .. } => {
            let sub = indication.sub_indication();
            let sub = sub.map(|it| messages.text(&format!("sub-{}", it.name())));
            let reason = sub.unwrap_or_default();
            let problems = servers(problems, messages);
            let values = [
                ("certificate", certificate.as_str()),
                ("reason", &reason),
                ("problems", &problems),
            ];
            match problems.is_empty() {
                true => text("problem-not-validated", &values),
                false => text("problem-not-validated-fetched", &values),
            }
        }
        SignError::TimestampNotTrusted { authority, indication } => {
            let sub = indication.sub_indication();
            let reason = sub.map(|it| messages.text(&format!("sub-{}", it.name())));
            let reason = reason.unwrap_or_default();
            text("problem-timestamp-not-trusted", &[("authority", authority), ("reason", &reason)])
        }
        SignError::TimestampTime(time) => {
            text("problem-timestamp-time", &[("time", &local_time(*time))])
        }
        SignError::SeedValue { key, allowed } => {
            text("problem-seed-value", &[("key", key), ("allowed", allowed)])
        }
        SignError::WrongValue => text("problem-wrong-value", &[]),
        other => text("problem-sign-other", &[("reason", &other.to_string())]),
    }
}

/// Whether no document at all can be signed any more, so that there is no sense in going on: a key that is
/// gone, or locked, or whose certificate has ended.
pub(super) fn is_final(error: &SignError) -> bool {
    matches!(
        error,
        SignError::Algorithm(_)
            | SignError::KeyUsage
            | SignError::NotInForce(..)
            | SignError::Signer(_)
            | SignError::WrongValue
    )
}

/// What went wrong with servers, each by its address.
fn servers(problems: &[ServerProblem], messages: &Messages) -> String {
    let told = problems.iter().map(|problem| {
        let reason = reason(problem.code, &problem.values, messages);
        format!("{}: {reason}", problem.address)
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What the library says about an error under its stable code.
fn reason(code: &str, values: &[(&'static str, String)], messages: &Messages) -> String {
    let values: Vec<_> = values.iter().map(|(name, it)| (*name, it.as_str())).collect();
    messages.text_with(&format!("reason-{code}"), &values)
}

fn explain_document(error: &UpdateError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        UpdateError::Pdf(kyso::pdf::Error::PasswordNeeded) => {
            text("problem-document-password", &[])
        }
        UpdateError::Pdf(error) => {
            let reason = reason(error.code(), &error.values(), messages);
            text("problem-document", &[("reason", &reason)])
        }
        UpdateError::HeaderNotAtStart | UpdateError::Ambiguous => text("problem-ambiguous", &[]),
        UpdateError::FieldNotShown(field) => text("problem-field-not-shown", &[("field", field)]),
        UpdateError::NoPage(page) => text("problem-no-page", &[("page", &page.to_string())]),
        UpdateError::NoPageSize(page) => {
            text("problem-no-page-size", &[("page", &page.to_string())])
        }
        UpdateError::NoTransparency => text("problem-no-transparency", &[]),
        UpdateError::NoEmptyField(field) => text("problem-no-empty-field", &[("field", field)]),
        UpdateError::NotFirst => text("problem-not-first", &[]),
        UpdateError::NotPermitted(field) => text("problem-not-permitted", &[("field", field)]),
        other => text("problem-sign-other", &[("reason", &other.to_string())]),
    }
}

fn explain_appearance(error: &AppearanceError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    let size = |(width, height): (f64, f64)| format!("{width:.1} × {height:.1}");
    match error {
        AppearanceError::BadFont => text("problem-bad-font", &[]),
        AppearanceError::BadPicture => text("problem-bad-picture", &[]),
        AppearanceError::Differs { there, given } => {
            text("problem-differs", &[("there", there), ("given", given)])
        }
        AppearanceError::FontNotEmbeddable => text("problem-font-not-embeddable", &[]),
        AppearanceError::NoBlank(blank) => text("problem-no-blank", &[("text", blank)]),
        AppearanceError::NoLetter(letter) => {
            let code = format!("U+{:04X}", u32::from(*letter));
            text("problem-no-letter", &[("letter", &letter.to_string()), ("code", &code)])
        }
        AppearanceError::NoRoom { needed, room } => {
            text("problem-no-room", &[("needed", &size(*needed)), ("room", &size(*room))])
        }
        AppearanceError::NoSuchSignature(field) => {
            text("problem-no-such-signature", &[("field", field)])
        }
        AppearanceError::NothingToIssue => text("problem-nothing-to-issue", &[]),
        AppearanceError::OutsidePage(page) => {
            text("problem-outside-page", &[("page", &page.to_string())])
        }
        AppearanceError::PictureTooLarge => text("problem-picture-too-large", &[]),
        AppearanceError::TextNotFound(wanted) => {
            text("problem-text-not-found", &[("text", wanted)])
        }
        AppearanceError::TextTooLong => text("problem-text-too-long", &[]),
        AppearanceError::UnsupportedPicture(_) => text("problem-unsupported-picture", &[]),
        other => text("problem-sign-other", &[("reason", &other.to_string())]),
    }
}

fn explain_key(error: &SignerError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        SignerError::EncryptedKey => text("problem-key-encrypted", &[]),
        SignerError::Key(PrivateKeyError::WrongPassword) => text("problem-key-password", &[]),
        SignerError::NoCertificate => text("problem-no-certificate", &[]),
        SignerError::NoKey => text("problem-no-key", &[]),
        SignerError::NoSuchKey { names, .. } | SignerError::SeveralKeys(names) => {
            text("problem-which-key", &[("names", &names.join(", "))])
        }
        SignerError::Csc(error) => explain_remote(error, messages),
        SignerError::Token(TokenError::NoModule) => text("problem-no-module", &[]),
        SignerError::Token(TokenError::NoPin(token)) => text("problem-no-pin", &[("token", token)]),
        other => {
            let reason = reason(other.code(), &other.values(), messages);
            text("problem-key", &[("reason", &reason)])
        }
    }
}

fn explain_remote(error: &CscError, messages: &Messages) -> String {
    let text = |key: &str, values: &[(&str, &str)]| messages.text_with(key, values);
    match error {
        CscError::AuthorisationRefused(_) => text("problem-remote-authorisation", &[]),
        CscError::CertificateStatus(status) => {
            text("problem-remote-certificate", &[("status", status)])
        }
        CscError::CredentialDisabled(name) => text("problem-remote-disabled", &[("name", name)]),
        CscError::Fetch(error) => {
            let reason = servers(&[error.clone().into()], messages);
            text("problem-remote", &[("reason", &reason)])
        }
        CscError::NoSecret(_) => text("problem-remote-secret", &[]),
        CscError::NotConfirmed(time) => {
            text("problem-remote-confirmed", &[("seconds", &time.as_secs().to_string())])
        }
        CscError::NotHttps(address) => text("problem-remote-https", &[("address", address)]),
        CscError::TokenRefused => text("problem-remote-token", &[]),
        CscError::WrongOtp => text("problem-remote-otp", &[]),
        CscError::WrongPin => text("problem-remote-pin", &[]),
        other => text("problem-remote", &[("reason", &other.to_string())]),
    }
}
