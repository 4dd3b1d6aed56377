//! What reading one document may cost.

use std::cell::{Cell, RefCell};

use super::anomaly::{Anomaly, AnomalyKind};
use super::encryption::Encryption;
use super::{Error, Object, Stream, filter};
use crate::limits::{
    PDF_APPEARANCE_BYTES, PDF_INFLATED_BYTES, PDF_INFLATED_PARSE_FACTOR, PDF_PARSE_FACTOR,
    PDF_STREAM_BYTES, PDF_XREF_ROWS,
};

/// Counts the bytes parsed and inflated for one document, and keeps the anomalies met.
#[derive(Debug)]
pub(super) struct Budget {
    parsed: Cell<usize>,
    inflated: Cell<usize>,
    rows: Cell<usize>,
    painted: Cell<usize>,
    file: usize,
    anomalies: RefCell<Vec<Anomaly>>,
}

impl Budget {
    pub(super) fn new(file: usize) -> Self {
        let [parsed, inflated, rows, painted] = [const { Cell::new(0) }; 4];
        Self { parsed, inflated, rows, painted, file, anomalies: RefCell::new(Vec::new()) }
    }

    /// Counts bytes that were parsed.
    pub(super) fn charge(&self, bytes: usize) -> Result<(), Error> {
        const GRACE: usize = 1 << 20;
        let parsed = self.parsed.get().saturating_add(bytes);
        self.parsed.set(parsed);
        let file = self.file.saturating_add(GRACE).saturating_mul(PDF_PARSE_FACTOR);
        let inflated = self.inflated.get().saturating_mul(PDF_INFLATED_PARSE_FACTOR);
        if parsed > file.saturating_add(inflated) {
            return Err(Error::TooManySteps);
        }
        Ok(())
    }

    /// Counts entries of cross-reference streams, of which a few bytes of file can hold millions.
    pub(super) fn count_rows(&self, rows: usize) -> Result<(), Error> {
        self.rows.set(self.rows.get().saturating_add(rows));
        if self.rows.get() > PDF_XREF_ROWS { Err(Error::TooManySteps) } else { Ok(()) }
    }

    /// Whether there is room for an appearance of so many bytes, of which a document can have read the
    /// same one for each of its widgets.
    pub(super) fn affords_appearance(&self, bytes: usize) -> bool {
        self.painted.set(self.painted.get().saturating_add(bytes));
        self.painted.get() <= PDF_APPEARANCE_BYTES
    }

    /// The decoded data of a stream.
    pub(super) fn decode<'a>(
        &self,
        stream: &Stream<'a>,
        encryption: Option<&Encryption>,
        resolve: &dyn Fn(&Object<'a>) -> Result<Object<'a>, Error>,
    ) -> Result<std::borrow::Cow<'a, [u8]>, Error> {
        let left = PDF_INFLATED_BYTES.saturating_sub(self.inflated.get());
        let limit = left.min(PDF_STREAM_BYTES);
        let decoded = filter::decode(stream, encryption, limit, resolve);
        let spent = match &decoded {
            Ok(std::borrow::Cow::Borrowed(_)) => 0,
            Ok(std::borrow::Cow::Owned(data)) => data.len(),
            Err(Error::TooMuchInflated) => limit,
            Err(_) => stream.raw().len(),
        };
        self.inflated.set(self.inflated.get().saturating_add(spent));
        decoded
    }

    /// Notes an anomaly, if it is the first of its kind.
    pub(super) fn note(&self, kind: AnomalyKind, offset: usize) {
        let mut anomalies = self.anomalies.borrow_mut();
        if !anomalies.iter().any(|anomaly| anomaly.kind == kind) {
            anomalies.push(Anomaly { kind, offset });
        }
    }

    pub(super) fn anomalies(&self) -> Vec<Anomaly> {
        self.anomalies.borrow().clone()
    }
}
