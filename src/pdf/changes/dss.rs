//! The document security store may grow (ISO 32000-2 §12.8.4.3).

use std::collections::HashSet;

use super::catalog::pairs;
use super::step::{Status, Step};
use super::{ChangeKind, ChangeLevel};
use crate::pdf::Error;
use crate::pdf::object::{Dictionary, Object, Reference};

impl<'d> Step<'d, '_> {
    /// Entries may be added to the store; where some are gone, that is said.
    pub(super) fn check_dss(&mut self) -> Result<(), Error> {
        let (Some(root), true) = (self.root(), self.has_changes()) else { return Ok(()) };
        let before = self.catalogs.0.get("DSS").cloned();
        let after = self.catalogs.1.get("DSS").cloned();
        if before.is_none() && after.is_none() {
            return Ok(());
        }
        let old = self.dictionary(before.as_ref(), self.old)?.unwrap_or_default();
        let Some(new) = self.dictionary(after.as_ref(), self.new)? else {
            self.refuse(ChangeKind::DssChanged, Some(root), "DSS");
            return Ok(());
        };
        let (holder, touched) = self.enter(after.as_ref(), root);
        let mut updated = touched || before != after;
        for (key, one, other) in pairs(&old, &new) {
            match key.as_ref() {
                "Certs" | "CRLs" | "OCSPs" => updated |= self.check_list(one, other, holder)?,
                "VRI" => updated |= self.check_vri(one, other, holder)?,
                "Type" if other.is_none() || new.is_name("Type", "DSS") => {}
                key if one != other => self.refuse(ChangeKind::DssChanged, Some(holder), key),
                _ => {}
            }
        }
        self.check_keys(holder, Some(&new));
        if updated {
            let reference = after.as_ref().and_then(Object::as_reference);
            self.note(ChangeLevel::Lta, ChangeKind::DssUpdated, reference, "");
        }
        Ok(())
    }

    /// The dictionary that a value is or leads to.
    pub(super) fn dictionary(
        &self,
        value: Option<&Object<'d>>,
        revision: usize,
    ) -> Result<Option<Dictionary<'d>>, Error> {
        let value = value.map(|value| self.document.resolve(value, revision)).transpose()?;
        Ok(match value {
            Some(Object::Dictionary(dictionary)) => Some(dictionary),
            _ => None,
        })
    }

    /// Steps into a value of `holder`: gives the number of the object that holds what is inside, and
    /// whether that is one that changed. It may change in this role only.
    pub(super) fn enter(&mut self, value: Option<&Object<'_>>, holder: u32) -> (u32, bool) {
        match value.and_then(Object::as_reference) {
            Some(reference) => {
                let touched = self.status(reference.number).is_some();
                self.account_in_role(reference.number, holder);
                (reference.number, touched)
            }
            None => (holder, false),
        }
    }

    /// A list of streams: says whether it changed.
    fn check_list(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        holder: u32,
    ) -> Result<bool, Error> {
        let (_, touched) = self.enter(after, holder);
        let mut gone: HashSet<Reference> = HashSet::new();
        for entry in self.document.array(before, self.old)? {
            self.count()?;
            gone.extend(entry.as_reference());
        }
        let known = gone.clone();
        for entry in self.document.array(after, self.new)? {
            self.count()?;
            let Some(reference) = entry.as_reference() else {
                self.refuse(ChangeKind::DssChanged, Some(holder), "");
                continue;
            };
            gone.remove(&reference);
            if !known.contains(&reference) {
                self.account_stream(&entry)?;
            }
        }
        if !gone.is_empty() {
            self.note_reduced(holder);
        }
        Ok(touched || before != after)
    }

    /// Material that was there is gone. EN 319 142-1 §5.4.2.2 wants it kept, and less can be proved
    /// without it, but nothing of the document that was signed changed.
    fn note_reduced(&mut self, holder: u32) {
        let holder = Reference { number: holder, generation: 0 };
        self.note(ChangeLevel::Lta, ChangeKind::DssReduced, Some(holder), "");
    }

    /// Accounts for a new stream and the length that it may refer to.
    fn account_stream(&mut self, entry: &Object<'d>) -> Result<(), Error> {
        let Some(reference) = entry.as_reference() else { return Ok(()) };
        if self.status(reference.number) == Some(Status::Added) {
            let value = self.document.object(reference, self.new)?;
            if let Object::Stream(stream) = &value {
                self.check_keys(reference.number, Some(stream.dictionary()));
                self.account(reference.number);
                self.account_parts(&value)?;
            }
        }
        Ok(())
    }

    /// The material by signature: says whether it changed.
    fn check_vri(
        &mut self,
        before: Option<&Object<'d>>,
        after: Option<&Object<'d>>,
        holder: u32,
    ) -> Result<bool, Error> {
        let old = self.dictionary(before, self.old)?.unwrap_or_default();
        let Some(new) = self.dictionary(after, self.new)? else {
            self.refuse(ChangeKind::DssChanged, Some(holder), "VRI");
            return Ok(true);
        };
        let (holder, touched) = self.enter(after, holder);
        self.check_keys(holder, Some(&new));
        let mut updated = touched || before != after;
        for (key, one, other) in pairs(&old, &new) {
            self.count()?;
            if other.is_none() {
                self.note_reduced(holder);
                continue;
            }
            let was = self.dictionary(one, self.old)?.unwrap_or_default();
            let Some(is) = self.dictionary(other, self.new)? else {
                self.refuse(ChangeKind::DssChanged, Some(holder), key);
                continue;
            };
            let (holder, touched) = self.enter(other, holder);
            self.check_keys(holder, Some(&is));
            updated |= touched;
            for (key, one, other) in pairs(&was, &is) {
                match key.as_ref() {
                    "Cert" | "CRL" | "OCSP" => updated |= self.check_list(one, other, holder)?,
                    "TS" if one.is_none() => {
                        if let Some(timestamp) = other {
                            self.account_stream(timestamp)?;
                        }
                    }
                    "TU" if one.is_none() && other.is_some_and(|it| it.as_string().is_some()) => {}
                    "Type" if other.is_none() || is.is_name("Type", "VRI") => {}
                    key if one != other => self.refuse(ChangeKind::DssChanged, Some(holder), key),
                    _ => {}
                }
            }
        }
        Ok(updated)
    }
}
