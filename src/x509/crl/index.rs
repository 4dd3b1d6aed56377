//! The index of a CRL: serial number to entry.

use std::hash::{BuildHasher, RandomState};

use super::entry::{RawEntry, RevokedEntry};
use crate::asn1::{Oid, Reader};
use crate::limits::{CRL_ENTRIES, CRL_ENTRY_ISSUERS};
use crate::x509::extension::note;
use crate::x509::general_name::GeneralName;
use crate::x509::name::Name;
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
    /// The entries from the first of those on, likewise by the serial number and the name of the
    /// issuer that holds for them: indirect lists have the same numbers many times.
    named: Vec<u64>,
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
            named: Vec::new(),
            unknown_critical: Vec::new(),
            has_extensions: false,
        };
        let mut reader = Reader::new(entries);
        let mut names: Vec<Name> = Vec::new();
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
            let (mut naming, unknown) = (0_usize, &mut index.unknown_critical);
            entry
                .each_extension(|extension| match extension.oid {
                    oids::CERTIFICATE_ISSUER => naming = naming.saturating_add(1),
                    oids::REASON_CODE | oids::INVALIDITY_DATE => {}
                    other if extension.critical && unknown.len() < MAX_UNKNOWN => {
                        note(unknown, other);
                    }
                    _ => {}
                })
                .map_err(&within)?;
            if naming > 0 {
                index.issuers.push(offset);
                let (found, is_clear) = directory_names(&entry);
                names = found;
                // Whose certificate it is can then not be said, nor of those that follow.
                if (!is_clear || naming > 1) && index.unknown_critical.len() < MAX_UNKNOWN {
                    note(&mut index.unknown_critical, oids::CERTIFICATE_ISSUER);
                }
            }
            if index.named.len().saturating_add(names.len()) > CRL_ENTRIES {
                return Err(Error::TooLarge { limit: "CRL_ENTRIES" });
            }
            let keys = names.iter().map(|name| index.named_key(entry.serial, name) | offset);
            let keys: Vec<u64> = keys.collect();
            index.named.extend(keys);
        }
        for items in [&mut index.items, &mut index.named] {
            items.sort_unstable();
            items.shrink_to_fit();
        }
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
        self.with_serial(entries, serial).map(|(offset, entry)| {
            let names = self.issuer_of(offset);
            let names = names.and_then(|issuer| entry_at(entries, issuer)?.certificate_issuer());
            entry.decode(names.unwrap_or_default())
        })
    }

    /// The entries with this serial number for which `issuer` holds: those that follow its name, and
    /// those before the first name in a list that `is_own`, which is the issuer's.
    pub(super) fn find_of<'a>(
        &'a self,
        entries: &'a [u8],
        serial: &[u8],
        issuer: &'a Name,
        is_own: bool,
    ) -> impl Iterator<Item = RevokedEntry> + 'a {
        let first = self.issuers.first().copied();
        let unnamed = self
            .with_serial(entries, serial)
            .take_while(move |(offset, _)| is_own && first.is_none_or(|first| *offset < first))
            .map(|(_, entry)| entry.decode(Vec::new()));
        let key = self.named_key(serial, issuer);
        // One name holds for many entries and is read once for those that stand together.
        let mut last: Option<(u64, Option<Vec<GeneralName>>)> = None;
        let named = same_key(&self.named, entries, key, serial);
        let named = named.filter_map(move |(offset, entry)| {
            let holder = self.issuer_of(offset)?;
            if last.as_ref().is_none_or(|(known, _)| *known != holder) {
                let names = entry_at(entries, holder)?.certificate_issuer();
                let wanted = GeneralName::Directory(issuer.clone());
                last = Some((holder, names.filter(|names| names.contains(&wanted))));
            }
            let (_, names) = last.as_ref()?;
            Some(
                entry.decode(vec![names.as_ref().map(|_| GeneralName::Directory(issuer.clone()))?]),
            )
        });
        unnamed.chain(named)
    }

    /// The entries with this serial number, with their offsets, in the order of the list.
    fn with_serial<'a>(
        &'a self,
        entries: &'a [u8],
        serial: &[u8],
    ) -> impl Iterator<Item = (u64, RawEntry<'a>)> + 'a {
        same_key(&self.items, entries, self.key(serial), serial)
    }

    /// The offset of the entry whose certificateIssuer holds for the one at `offset`.
    fn issuer_of(&self, offset: u64) -> Option<u64> {
        let issuers = self.issuers.partition_point(|issuer| *issuer <= offset);
        issuers.checked_sub(1).and_then(|last| self.issuers.get(last)).copied()
    }

    /// The hash of a serial number in the upper half.
    fn key(&self, serial: &[u8]) -> u64 {
        self.hasher.hash_one(serial::minimal(serial)) & !OFFSET
    }

    /// The hash of a serial number under an issuer in the upper half.
    fn named_key(&self, serial: &[u8], issuer: &Name) -> u64 {
        self.hasher.hash_one((serial::minimal(serial), issuer)) & !OFFSET
    }
}

/// Object identifiers of unknown critical extensions that are kept: one is enough to refuse.
const MAX_UNKNOWN: usize = 16;

fn entry_at(entries: &[u8], offset: u64) -> Option<RawEntry<'_>> {
    let rest = entries.get(usize::try_from(offset).ok()?..)?;
    RawEntry::read(&mut Reader::new(rest)).ok()
}

/// The entries with this key that have this serial number, with their offsets, in the order of the
/// list.
fn same_key<'a>(
    items: &'a [u64],
    entries: &'a [u8],
    key: u64,
    serial: &[u8],
) -> impl Iterator<Item = (u64, RawEntry<'a>)> + 'a {
    let wanted = serial::minimal(serial).to_vec();
    let start = items.partition_point(|item| *item < key);
    let found = items.get(start..).unwrap_or_default();
    found.iter().take_while(move |item| **item & !OFFSET == key).filter_map(move |item| {
        let offset = *item & OFFSET;
        let entry = entry_at(entries, offset)?;
        (serial::minimal(entry.serial) == wanted).then_some((offset, entry))
    })
}

/// The directory names in the certificateIssuer of an entry, and whether they are all that it says.
fn directory_names(entry: &RawEntry<'_>) -> (Vec<Name>, bool) {
    let named = entry.certificate_issuer().unwrap_or_default();
    let is_readable = |name: &GeneralName| !matches!(name, GeneralName::Unsupported(_));
    let is_clear = named.len() <= CRL_ENTRY_ISSUERS && named.iter().all(is_readable);
    let names = named.into_iter().filter_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    });
    let names: Vec<Name> = names.take(CRL_ENTRY_ISSUERS).collect();
    let is_clear = is_clear && !names.is_empty();
    (names, is_clear)
}
