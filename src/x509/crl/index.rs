//! The index of a CRL: serial number to entry.

use std::hash::{BuildHasher, RandomState};

use super::entry::{RawEntry, RevokedEntry};
use crate::asn1::{Oid, Reader};
use crate::limits::CRL_ENTRIES;
use crate::x509::extension::note;
use crate::x509::{Error, oids, serial};

/// Where each serial number is: eight bytes an entry.
///
/// Each item is a 32-bit hash of the serial number above the offset of the entry in the list, and
/// the items are sorted as numbers. The hash is keyed, so that nobody can prepare a list whose
/// serial numbers collide; the serial number itself is compared in the list.
pub(super) struct Index {
    items: Vec<u64>,
    hasher: RandomState,
    /// Offsets of the entries that carry a certificateIssuer, ascending. Each holds for the
    /// entries after it, too, up to the next (RFC 5280 §5.3.3).
    issuers: Vec<u64>,
    unknown_critical: Vec<Oid>,
    has_extensions: bool,
}

const OFFSET: u64 = 0xffff_ffff;

impl Index {
    /// Walks the contents of `revokedCertificates` once.
    pub(super) fn build(entries: &[u8]) -> Result<Self, Error> {
        let within = Error::within("revokedCertificates");
        let mut index = Self {
            items: Vec::new(),
            hasher: RandomState::new(),
            issuers: Vec::new(),
            unknown_critical: Vec::new(),
            has_extensions: false,
        };
        let mut reader = Reader::new(entries);
        while !reader.is_empty() {
            if index.items.len() == CRL_ENTRIES {
                return Err(Error::TooLarge { limit: "CRL_ENTRIES" });
            }
            let position = entries.len() - reader.rest().len();
            // A CRL is at most CRL_BYTES long, which fits in 32 bits.
            let offset = u64::from(
                u32::try_from(position).map_err(|_| Error::TooLarge { limit: "CRL_BYTES" })?,
            );
            let entry = RawEntry::read(&mut reader).map_err(&within)?;
            index.items.push(index.key(entry.serial) | offset);
            index.has_extensions |= entry.has_extensions();
            let (issuers, unknown) = (&mut index.issuers, &mut index.unknown_critical);
            entry
                .each_extension(|extension| match extension.oid {
                    oids::CERTIFICATE_ISSUER => note_last(issuers, offset),
                    oids::REASON_CODE | oids::INVALIDITY_DATE => {}
                    other if extension.critical && unknown.len() < MAX_UNKNOWN => {
                        note(unknown, other);
                    }
                    _ => {}
                })
                .map_err(&within)?;
        }
        index.items.sort_unstable();
        index.items.shrink_to_fit();
        Ok(index)
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn has_extensions(&self) -> bool {
        self.has_extensions
    }

    pub(super) fn unknown_critical(&self) -> &[Oid] {
        &self.unknown_critical
    }

    /// The entries with this serial number, in the order of the list.
    pub(super) fn find<'a>(
        &'a self,
        entries: &'a [u8],
        serial: &[u8],
    ) -> impl Iterator<Item = RevokedEntry> + 'a {
        let wanted = serial::minimal(serial).to_vec();
        let key = self.key(&wanted);
        let start = self.items.partition_point(|item| *item < key);
        let same_key = self.items.get(start..).unwrap_or_default();
        let same_key = same_key.iter().take_while(move |item| **item & !OFFSET == key);
        same_key.filter_map(move |item| {
            let offset = *item & OFFSET;
            let entry = entry_at(entries, offset)?;
            if serial::minimal(entry.serial) != wanted {
                return None;
            }
            let issuers = self.issuers.partition_point(|issuer| *issuer <= offset);
            let issuer = issuers.checked_sub(1).and_then(|last| self.issuers.get(last));
            let names = issuer
                .and_then(|issuer| entry_at(entries, *issuer)?.certificate_issuer())
                .unwrap_or_default();
            Some(entry.decode(names))
        })
    }

    /// The hash of a serial number in the upper half.
    fn key(&self, serial: &[u8]) -> u64 {
        self.hasher.hash_one(serial::minimal(serial)) & !OFFSET
    }
}

/// Object identifiers of unknown critical extensions that are kept: one is enough to refuse.
const MAX_UNKNOWN: usize = 16;

fn entry_at(entries: &[u8], offset: u64) -> Option<RawEntry<'_>> {
    let rest = entries.get(usize::try_from(offset).ok()?..)?;
    RawEntry::read(&mut Reader::new(rest)).ok()
}

/// Adds an offset unless it was the last one added.
fn note_last(list: &mut Vec<u64>, offset: u64) {
    if list.last() != Some(&offset) {
        list.push(offset);
    }
}
