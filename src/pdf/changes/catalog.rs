//! The trailer and the catalog (ISO 32000-2 §7.5.5 and §7.7.2).

use std::borrow::Cow;

use super::references::TRAILER;
use super::step::{Status, Step};
use super::{ChangeKind, ChangeLevel};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object};

/// Entries of a trailer that describe its cross-reference section, not the document.
const SECTION_KEYS: [&str; 11] =
    ["DecodeParms", "F", "Filter", "Index", "Length", "Prev", "Size", "Type", "W", "XRefStm", "DL"];

/// A key with its values in two dictionaries.
type Pair<'k, 'd> = (Cow<'k, str>, Option<&'k Object<'d>>, Option<&'k Object<'d>>);

/// The keys of two dictionaries, each once, with both values. Keys are told apart by their octets:
/// the text is for comparing with the keys of the standard and for reports.
pub(super) fn pairs<'k, 'd>(
    one: &'k Dictionary<'d>,
    other: &'k Dictionary<'d>,
) -> Vec<Pair<'k, 'd>> {
    // Both are sorted; of entries with the same key the last one counts.
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut found = Vec::new();
    loop {
        let heads = [one.peek(), other.peek()].into_iter().flatten().map(|(key, _)| *key);
        let Some(key) = heads.min() else { return found };
        let mut pair = (String::from_utf8_lossy(key.as_bytes()), None, None);
        while let Some((_, value)) = one.next_if(|(next, _)| *next == key) {
            pair.1 = Some(value);
        }
        while let Some((_, value)) = other.next_if(|(next, _)| *next == key) {
            pair.2 = Some(value);
        }
        found.push(pair);
    }
}

impl<'d> Step<'d, '_> {
    /// The number of the catalog.
    pub(super) fn root(&self) -> Option<u32> {
        let root = self.document.trailer(self.new).and_then(|it| it.get("Root"));
        root.and_then(Object::as_reference).map(|it| it.number)
    }

    /// Of the trailer, only the information dictionary and the second half of `/ID` may change.
    pub(super) fn check_trailer(&mut self) -> Result<(), Error> {
        let document = self.document;
        let (Some(before), Some(after)) = (document.trailer(self.old), document.trailer(self.new))
        else {
            return Ok(());
        };
        self.check_keys(TRAILER, Some(before));
        self.check_keys(TRAILER, Some(after));
        for (key, one, other) in pairs(before, after) {
            let may_differ = match key.as_ref() {
                "Info" => true,
                "AuthCode" if one != other && self.document.is_encrypted() => {
                    // the integrity code of an encrypted document (ISO/TS 32004) is made anew
                    if let Some(code) = other {
                        self.account_parts(code)?;
                    }
                    self.note(ChangeLevel::Lta, ChangeKind::TrailerChanged, None, "AuthCode");
                    one.is_none() == other.is_none()
                }
                "ID" => self.check_id(one, other),
                // a catalog under a new number is compared with the one before like any other
                "Root" => self.root().is_some_and(|it| self.status(it) == Some(Status::Added)),
                // a key that is no longer there had no meaning that the standard knows
                key => {
                    SECTION_KEYS.contains(&key)
                        || (other.is_none() && key != "Encrypt" && key != "Root")
                }
            };
            if one != other && !may_differ {
                self.refuse(ChangeKind::TrailerChanged, None, key);
            }
        }
        match after.get("Info") {
            Some(Object::Reference(info)) if self.status(info.number).is_some() => {
                let value = document.object(*info, self.new)?;
                let mut refers = false;
                value.visit_references(&mut |_| refers = true);
                if value.as_dictionary().is_some() && !refers {
                    self.check_keys(info.number, value.as_dictionary());
                    self.account_in_role(info.number, TRAILER);
                    let kind = ChangeKind::MetadataUpdated;
                    self.note(ChangeLevel::Lta, kind, Some(*info), "Info");
                }
            }
            info if info != before.get("Info") => {
                self.note(ChangeLevel::Lta, ChangeKind::MetadataUpdated, None, "Info");
            }
            _ => {}
        }
        Ok(())
    }

    /// The file identifier (§14.4). Its first half should stay, but some signing software renews it,
    /// which has a meaning only where it goes into the encryption key.
    fn check_id(&mut self, before: Option<&Object<'_>>, after: Option<&Object<'_>>) -> bool {
        fn first<'o, 'b>(id: Option<&'o Object<'b>>) -> Option<&'o Object<'b>> {
            id?.as_array()?.first()
        }
        if first(before) != first(after) && !self.document.is_encrypted() {
            self.note(ChangeLevel::Lta, ChangeKind::TrailerChanged, None, "ID");
            return true;
        }
        first(before) == first(after)
    }

    /// Of the catalog, only the security store, the form, the metadata, `/Extensions` and
    /// `/Version` may change; the first two have rules of their own.
    pub(super) fn check_catalog(&mut self) -> Result<(), Error> {
        let Some(root) = self.root() else {
            self.refuse(ChangeKind::CatalogChanged, None, "");
            return Ok(());
        };
        let (before, after) = self.catalogs.clone();
        for (key, one, other) in pairs(&before, &after) {
            match key.as_ref() {
                "AcroForm" | "DSS" => {}
                "Extensions" => self.check_extensions(one, other, root)?,
                "Metadata" => self.check_metadata(one, other, root)?,
                "Version" if one != other && other.is_some_and(|it| it.as_name().is_some()) => {
                    let kind = ChangeKind::ExtensionsUpdated;
                    self.note(ChangeLevel::Lta, kind, None, "Version");
                }
                key if one != other => {
                    self.refuse(ChangeKind::CatalogChanged, Some(root), key);
                }
                _ => {}
            }
        }
        self.check_keys(root, Some(&before));
        self.check_keys(root, Some(&after));
        let former = self.document.trailer(self.old).and_then(|it| it.get("Root")?.as_reference());
        let roots = [Some(root), former.map(|it| it.number).filter(|it| *it != root)];
        let uses = roots.into_iter().flatten().flat_map(|it| self.references.sources(it, self.new));
        for source in uses {
            // the signature references of certification signatures name the catalog (table 256)
            let value = (source != TRAILER).then(|| self.document.find_number(source, self.new));
            let value = value.transpose()?.flatten().map(|it| it.value);
            let value = value.as_ref().and_then(Object::as_dictionary);
            let is_signature =
                value.is_some_and(|it| it.is_name("Type", "Sig") || it.is_name("Type", "SigRef"));
            if source != TRAILER && !is_signature {
                self.refuse(ChangeKind::ObjectUsedElsewhere, Some(root), "");
                break;
            }
        }
        self.account(root);
        Ok(())
    }

    /// The developer extensions (§7.12): dictionaries of direct values by prefix.
    fn check_extensions(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        root: u32,
    ) -> Result<(), Error> {
        let touched = after.and_then(Object::as_reference).map(|it| it.number);
        let mut changed = before != after || touched.is_some_and(|it| self.status(it).is_some());
        let after = after.cloned().unwrap_or(Object::Null);
        let extensions = self.document.resolve(&after, self.new)?;
        let Some(extensions) = extensions.as_dictionary().cloned() else {
            self.refuse(ChangeKind::CatalogChanged, Some(root), "Extensions");
            return Ok(());
        };
        let mut parts = Vec::new();
        for (_, extension) in extensions.iter() {
            if let Some(reference) = extension.as_reference()
                && self.status(reference.number).is_some()
            {
                parts.push(reference.number);
            }
            let resolved = self.document.resolve(extension, self.new)?;
            let levels: Vec<_> = match &resolved {
                Object::Array(levels) => levels.iter().map(Object::as_dictionary).collect(),
                one => vec![one.as_dictionary()],
            };
            for level in levels {
                let known = |(key, value): (&crate::pdf::Name<'_>, &Object<'_>)| {
                    matches!(value, Object::Integer(_) | Object::Name(_) | Object::String(_))
                        && matches!(
                            key.as_bytes(),
                            b"BaseVersion"
                                | b"ExtensionLevel"
                                | b"ExtensionRevision"
                                | b"Type"
                                | b"URL"
                        )
                };
                let is_name = extension.as_name().is_some();
                if !is_name && !level.is_some_and(|level| level.iter().all(known)) {
                    self.refuse(ChangeKind::CatalogChanged, Some(root), "Extensions");
                    return Ok(());
                }
            }
        }
        let holder = touched.unwrap_or(root);
        changed |= !parts.is_empty();
        for part in parts {
            self.account_in_role(part, holder);
        }
        if let Some(number) = touched {
            self.account_in_role(number, root);
        }
        if changed {
            self.note(ChangeLevel::Lta, ChangeKind::ExtensionsUpdated, None, "Extensions");
        }
        Ok(())
    }

    /// The metadata stream (§14.3.2): only the catalog may refer to it.
    fn check_metadata(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        root: u32,
    ) -> Result<(), Error> {
        let reference = after.and_then(Object::as_reference);
        let status = reference.and_then(|it| self.status(it.number));
        if before == after && status.is_none() {
            return Ok(());
        }
        let value = after.map_or(Ok(Object::Null), |it| self.document.resolve(it, self.new))?;
        let is_metadata =
            value.as_stream().is_some_and(|it| it.dictionary().is_name("Type", "Metadata"));
        let (Some(reference), true) = (reference, is_metadata) else {
            self.refuse(ChangeKind::CatalogChanged, Some(root), "Metadata");
            return Ok(());
        };
        if matches!(status, Some(Status::Added | Status::Overridden)) {
            self.account_in_role(reference.number, root);
            self.account_parts(&value)?;
        }
        self.note(ChangeLevel::Lta, ChangeKind::MetadataUpdated, Some(reference), "Metadata");
        Ok(())
    }
}
