//! The document security store (ISO 32000-2 §12.8.4.3): what a later reader needs to validate.

use std::borrow::Cow;
use std::collections::HashSet;

use super::object::{Object, Reference};
use super::text::date;
use super::{Document, Error};
use crate::limits::{PDF_SECURITY_STORE_BYTES, PDF_STEPS, SIGNATURES};
use jiff::Timestamp;

/// The `/DSS` of a revision. Every value is DER as decoded from its stream; streams
/// that do not decode are counted in `unreadable`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SecurityStore<'d> {
    /// Certificates, those of the VRI dictionaries included, each stream once.
    pub certificates: Vec<Cow<'d, [u8]>>,
    /// Certificate revocation lists, likewise.
    pub crls: Vec<Cow<'d, [u8]>>,
    /// OCSP responses, likewise.
    pub ocsps: Vec<Cow<'d, [u8]>>,
    /// The VRI dictionaries, one for each signature they speak of.
    pub vri: Vec<ValidationRelatedInformation<'d>>,
    /// Streams that are not there or do not decode.
    pub unreadable: usize,
    /// Why the first of them is not there; where a bound kept one out, that before other reasons.
    pub problem: Option<Error>,
}

/// What a VRI dictionary adds to the values of the store (ISO 32000-2 table 262).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ValidationRelatedInformation<'d> {
    /// The SHA-1 of `/Contents` in upper-case hexadecimal.
    pub key: String,
    /// `/TU`: when it was made.
    pub time: Option<Timestamp>,
    /// `/TS`: a timestamp token over it.
    pub timestamp: Option<Cow<'d, [u8]>>,
}

/// Reads each stream once.
struct Collector<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
    met: HashSet<(u32, u8)>,
    unreadable: usize,
    problem: Option<Error>,
    octets: usize,
    steps: usize,
}

impl Document<'_> {
    /// The security store as of a revision, counted from 0; empty if there is none.
    ///
    /// # Errors
    /// Those of [`Document::object`] for the dictionaries.
    pub fn security_store(&self, revision: usize) -> Result<SecurityStore<'_>, Error> {
        let mut store = SecurityStore::default();
        let catalog = self.catalog(revision)?;
        let Some(dss) = catalog.get("DSS") else { return Ok(store) };
        let Object::Dictionary(dss) = self.resolve(dss, revision)? else { return Ok(store) };
        let met = HashSet::new();
        let mut collector = Collector {
            document: self,
            revision,
            met,
            unreadable: 0,
            problem: None,
            octets: 0,
            steps: 0,
        };
        store.certificates = collector.streams(dss.get("Certs"), 0)?;
        store.crls = collector.streams(dss.get("CRLs"), 1)?;
        store.ocsps = collector.streams(dss.get("OCSPs"), 2)?;
        let vri = dss.get("VRI").map(|vri| self.resolve(vri, revision)).transpose()?;
        let vri = vri.and_then(|vri| vri.as_dictionary().cloned()).unwrap_or_default();
        for (key, entry) in vri.iter() {
            let Object::Dictionary(entry) = self.resolve(entry, revision)? else { continue };
            store.certificates.extend(collector.streams(entry.get("Cert"), 0)?);
            store.crls.extend(collector.streams(entry.get("CRL"), 1)?);
            store.ocsps.extend(collector.streams(entry.get("OCSP"), 2)?);
            if store.vri.len() < SIGNATURES {
                let time = self.text(entry.get("TU"), revision)?;
                store.vri.push(ValidationRelatedInformation {
                    key: key.to_string(),
                    time: time.and_then(|time| date(&time)),
                    timestamp: match entry.get("TS").and_then(Object::as_reference) {
                        Some(timestamp) => collector.stream(timestamp, 3)?,
                        None => None,
                    },
                });
            }
        }
        store.unreadable = collector.unreadable;
        store.problem = collector.problem;
        Ok(store)
    }
}

impl<'d> Collector<'d, '_> {
    fn streams(
        &mut self,
        list: Option<&Object<'d>>,
        role: u8,
    ) -> Result<Vec<Cow<'d, [u8]>>, Error> {
        let mut streams = Vec::new();
        for entry in self.document.array(list, self.revision)? {
            match entry.as_reference() {
                Some(reference) => streams.extend(self.stream(reference, role)?),
                None => self.refuse(Error::StreamMissing),
            }
        }
        Ok(streams)
    }

    fn stream(&mut self, reference: Reference, role: u8) -> Result<Option<Cow<'d, [u8]>>, Error> {
        self.steps += 1;
        if self.steps > PDF_STEPS {
            return Err(Error::TooManySteps);
        }
        if !self.met.insert((reference.number, role)) {
            return Ok(None);
        }
        let data = match self.document.object(reference, self.revision) {
            Ok(Object::Stream(stream)) => self.document.stream_data(&stream, self.revision),
            Ok(_) => Err(Error::StreamMissing),
            Err(error) => Err(error),
        };
        let data = data.and_then(|data| {
            self.octets = self.octets.saturating_add(data.len());
            (self.octets <= PDF_SECURITY_STORE_BYTES)
                .then_some(data)
                .ok_or(Error::SecurityStoreTooLarge)
        });
        match data {
            Ok(data) => Ok(Some(data)),
            Err(error) => {
                self.refuse(error);
                Ok(None)
            }
        }
    }

    fn refuse(&mut self, error: Error) {
        self.unreadable += 1;
        let is_limit = |error: &Error| error.limit().is_some();
        if self.problem.as_ref().is_none_or(|known| !is_limit(known) && is_limit(&error)) {
            self.problem = Some(error);
        }
    }
}
