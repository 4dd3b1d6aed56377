//! A document security store with more in it (ISO 32000-2 §12.8.4.3, EN 319 142-1 clause 5.4.2).

use std::collections::HashSet;

use super::write::{Entries, Value};
use super::{Update, UpdateError};
use crate::pdf::Document;
use crate::pdf::object::Object;

/// What is added to the security store of a document, each value in DER.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SecurityStoreAdditions {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// Certificate revocation lists.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses.
    pub ocsps: Vec<Vec<u8>>,
}

impl Document<'_> {
    /// Appends a revision whose security store holds these values too: what is there stays, and nothing
    /// is written twice. `None` if all of it is there already.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn with_security_store(
        &self,
        additions: &SecurityStoreAdditions,
    ) -> Result<Option<Vec<u8>>, UpdateError> {
        self.check_updatable()?;
        let newest = self.newest();
        let known = self.security_store(newest)?;
        let catalog = self.catalog(newest)?;
        let dss = self.resolve(catalog.get("DSS").unwrap_or(&Object::Null), newest)?;
        let dss = dss.as_dictionary().cloned().unwrap_or_default();
        let mut update = Update::new(self);
        let mut entries = Entries::of(&dss);
        entries.set("Type", "/DSS");
        let mut is_changed = false;
        for (key, known, additions) in [
            ("Certs", &known.certificates, &additions.certificates),
            ("CRLs", &known.crls, &additions.crls),
            ("OCSPs", &known.ocsps, &additions.ocsps),
        ] {
            let mut met: HashSet<&[u8]> = known.iter().map(AsRef::as_ref).collect();
            let new: Vec<_> = additions.iter().filter(|it| met.insert(it.as_slice())).collect();
            if new.is_empty() {
                continue;
            }
            is_changed = true;
            let list = self.array(dss.get(key), newest)?;
            let stream = |der: &Vec<u8>| Value::Stream(Entries::new(), der.clone());
            let new = new.into_iter().map(|der| update.add(stream(der)).into());
            entries.set(key, list.iter().map(super::write::object).chain(new).collect::<Value>());
        }
        if !is_changed {
            return Ok(None);
        }
        match update.own_object(catalog.get("DSS")) {
            Some(dss) => update.put(dss, entries),
            None => {
                let dss = update.reserve();
                update.put(dss, entries);
                update.set_in_catalog("DSS", dss)?;
            }
        }
        Ok(Some(update.finish()?.0))
    }
}
