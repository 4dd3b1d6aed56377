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

/// What a document asks of its readers by one extension.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct ExtensionLevel {
    base: (u32, u32),
    level: i64,
}

/// A version that is written as a name, such as `/1.7`.
fn version(name: Option<&Object<'_>>) -> Option<(u32, u32)> {
    let name = name?.as_name()?.to_string();
    let (major, minor) = name.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
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
                // none is that of the header; a lower one would take features away
                "Version" if one != other && version(other) > version(one) => {
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
        let old = self.dictionary(before, self.old)?.unwrap_or_default();
        let touched = after.and_then(Object::as_reference).map(|it| it.number);
        let mut changed = before != after || touched.is_some_and(|it| self.status(it).is_some());
        let after = after.cloned().unwrap_or(Object::Null);
        let extensions = self.document.resolve(&after, self.new)?;
        let Some(extensions) = extensions.as_dictionary().cloned() else {
            self.refuse(ChangeKind::CatalogChanged, Some(root), "Extensions");
            return Ok(());
        };
        self.check_keys(root, Some(&extensions));
        for (prefix, one, other) in pairs(&old, &extensions) {
            if one == other && one.is_some_and(|it| it.as_dictionary().is_some()) {
                continue;
            }
            // what the document was made for is not taken back (§7.12.2)
            let one = one.map(|it| self.extension_level(it, self.old)).transpose()?;
            let other = other.map(|it| self.extension_level(it, self.new)).transpose()?;
            if other < one && prefix != "Type" {
                self.refuse(ChangeKind::CatalogChanged, Some(root), format!("Extensions {prefix}"));
            }
        }
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

    /// The base version and the level of an extension, of several the greatest (tables 48 and 49).
    fn extension_level(
        &self,
        extension: &Object<'d>,
        revision: usize,
    ) -> Result<Option<ExtensionLevel>, Error> {
        let entries = match self.document.resolve(extension, revision)? {
            Object::Array(entries) => entries,
            one => vec![one],
        };
        let level = |it: &Object<'d>| {
            let extension = it.as_dictionary()?;
            let level = extension.get("ExtensionLevel").and_then(Object::as_integer)?;
            Some(ExtensionLevel { base: version(extension.get("BaseVersion"))?, level })
        };
        Ok(entries.iter().filter_map(level).max())
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

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_refused, level};
    use super::*;
    use crate::pdf::builder::Builder;

    /// A signed document with these entries of the catalog, and then with those.
    fn catalogs(before: &str, after: &str) -> Builder {
        let catalog =
            |entries: &str| format!("<</Type /Catalog /Pages 2 0 R /AcroForm 7 0 R {entries}>>");
        Builder::new()
            .object(1, &catalog(before))
            .object(2, "<</Type /Pages /Kids [] /Count 0>>")
            .object(5, "<</FT /Sig /T (first) /V 6 0 R>>")
            .signature(6, "/Type /Sig")
            .object(7, "<</Fields [5 0 R] /SigFlags 3>>")
            .stream(9, METADATA, "<x:xmpmeta/>")
            .end()
            .object(1, &catalog(after))
    }

    const METADATA: &str = "/Type /Metadata /Subtype /XML";

    fn extensions(entries: &str) -> String {
        format!("/Extensions <<{entries}>>")
    }

    #[test]
    fn extensions_and_version_do_not_decrease() {
        let level_of = |version: &str, level: i64| {
            format!("/ESIC <</BaseVersion /{version} /ExtensionLevel {level}>>")
        };
        let second = "/ADBE <</BaseVersion /1.7 /ExtensionLevel 8>>";
        let before = extensions(&level_of("1.7", 2));
        for after in [
            level_of("1.7", 2) + second,
            level_of("1.7", 5),
            level_of("2.0", 1),
            level_of("1.7", 2).replace("<<", "[<<").replace(">>", ">> <</ExtensionLevel 1>>]"),
        ] {
            let builder = catalogs(&before, &extensions(&after));
            assert_eq!(level(builder.end()), ChangeLevel::Lta, "{after}");
        }
        assert_eq!(level(catalogs("", &before).end()), ChangeLevel::Lta);
        for after in [
            level_of("1.7", 1),
            level_of("1.6", 2),
            level_of("1.5", 9),
            String::new(),
            second.to_owned(),
            "/ESIC 4 0 R".to_owned(),
            level_of("1.7", 2).replace(">>", "/A <</S /JavaScript>>>>"),
            level_of("1.7", 2).replace(">>", "/Own 1>>"),
            level_of("1.7", 2) + &level_of("1.7", 3),
        ] {
            let builder = catalogs(&before, &extensions(&after)).end();
            let (level, _) = super::super::tests::judge(&builder.build());
            assert_eq!(level, ChangeLevel::Other, "{after}");
        }
        assert_refused(catalogs(&before, "").end(), ChangeKind::CatalogChanged);

        for (before, after) in [("", "/Version /1.7"), ("/Version /1.7", "/Version /2.0")] {
            assert_eq!(level(catalogs(before, after).end()), ChangeLevel::Lta, "{after}");
            if !before.is_empty() {
                assert_refused(catalogs(after, before).end(), ChangeKind::CatalogChanged);
            }
        }
        for after in ["/Version (2.0)", "/Version /two", "/Version /1.4", ""] {
            let builder = catalogs("/Version /1.7", after);
            assert_refused(builder.end(), ChangeKind::CatalogChanged);
        }
    }

    #[test]
    fn metadata_is_the_stream_of_the_catalog_alone() {
        let reference = "/Metadata 9 0 R";
        let changed = || catalogs(reference, reference).stream(9, METADATA, "<other/>");
        assert_eq!(level(changed().end()), ChangeLevel::Lta);
        let new = catalogs(reference, "/Metadata 30 0 R").stream(30, METADATA, "<other/>");
        assert_eq!(level(new.end()), ChangeLevel::Lta);
        let typed = catalogs(reference, reference).stream(9, "/Type /XObject", "<other/>");
        assert_refused(typed.end(), ChangeKind::CatalogChanged);
        let gone = catalogs(reference, "").end();
        assert_refused(gone, ChangeKind::CatalogChanged);
        let shared = catalogs("/Metadata 9 0 R /Own 9 0 R", "/Metadata 9 0 R /Own 9 0 R");
        let shared = shared.stream(9, METADATA, "<other/>").end();
        assert_refused(shared, ChangeKind::ObjectUsedElsewhere);
        let more = changed().stream(31, METADATA, "<another/>").object(32, "<</Type /Page>>");
        assert_refused(more.end(), ChangeKind::ObjectUnaccounted);
    }

    #[test]
    fn what_no_rule_names_does_not_change() {
        for key in [
            "AA",
            "Collection",
            "Dests",
            "Legal",
            "Names",
            "OCProperties",
            "OpenAction",
            "Outlines",
            "OutputIntents",
            "PageLabels",
            "PageLayout",
            "Perms",
            "PieceInfo",
            "Requirements",
            "SpiderInfo",
            "StructTreeRoot",
            "Threads",
            "URI",
            "ViewerPreferences",
            "AF",
            "DPartRoot",
            "Lang",
            "MarkInfo",
            "Own",
        ] {
            let (one, other) = (format!("/{key} <</A 1>>"), format!("/{key} <</A 2>>"));
            for (before, after) in [(one.as_str(), other.as_str()), ("", &one), (&one, "")] {
                let builder = catalogs(before, after).end();
                assert_refused(builder, ChangeKind::CatalogChanged);
            }
        }
    }
}
