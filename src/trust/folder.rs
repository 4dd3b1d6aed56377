//! The trust folder on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, Scheme, TrustStore};
use crate::limits::{CRL_BYTES, TRUST_FILES};
use crate::x509::{Item, ItemKind, parse_any};

/// What the certificates of a folder are for.
#[derive(Clone, Copy)]
enum Role {
    Anchor(Scheme),
    Intermediate,
}

pub(super) fn open(folder: &Path) -> Result<TrustStore, Error> {
    let mut store = TrustStore::none();
    let mut files = 0;
    let parts = ["anchors", "intermediates", "revocation"].map(|name| folder.join(name));
    if parts.iter().any(|part| part.is_dir()) {
        let [anchors, intermediates, revocation] = parts;
        for (scheme, path) in schemes(&anchors)? {
            read_folder(&path, Role::Anchor(scheme), &mut store, &mut files)?;
        }
        for path in [intermediates, revocation] {
            if path.is_dir() {
                read_folder(&path, Role::Intermediate, &mut store, &mut files)?;
            }
        }
    } else {
        read_folder(folder, Role::Anchor(Scheme::Unspecified), &mut store, &mut files)?;
    }
    if store.anchors.is_empty() {
        return Err(Error::NoAnchors(folder.to_owned()));
    }
    Ok(store)
}

/// The folders of the schemes below `anchors/`, and `anchors/` itself for files that stand in it.
fn schemes(anchors: &Path) -> Result<Vec<(Scheme, PathBuf)>, Error> {
    let mut found = Vec::new();
    if !anchors.is_dir() {
        return Ok(found);
    }
    found.push((Scheme::Unspecified, anchors.to_owned()));
    for path in entries(anchors)? {
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default();
            let scheme = [Scheme::Foreign, Scheme::Public, Scheme::PublicDuty, Scheme::Test]
                .into_iter()
                .find(|scheme| name == scheme.name())
                .unwrap_or(Scheme::Unspecified);
            found.push((scheme, path));
        }
    }
    Ok(found)
}

/// The entries of a folder, sorted, so that two runs read them in the same order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error: std::io::Error| Error::Unreadable {
        path: folder.to_owned(),
        reason: error.to_string(),
    };
    let mut entries = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    entries.sort();
    Ok(entries)
}

fn read_folder(
    folder: &Path,
    role: Role,
    store: &mut TrustStore,
    files: &mut usize,
) -> Result<(), Error> {
    for path in entries(folder)? {
        if path.is_dir() {
            continue;
        }
        *files += 1;
        if *files > TRUST_FILES {
            return Err(Error::TooManyFiles);
        }
        let unreadable = |error: std::io::Error| Error::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let metadata = fs::metadata(&path).map_err(unreadable)?;
        if !metadata.is_file() {
            // Opening a named pipe waits for somebody to write into it.
            store.skipped.push((path, "not a regular file".to_owned()));
            continue;
        }
        if usize::try_from(metadata.len()).map_or(true, |size| size > CRL_BYTES) {
            store.skipped.push((path, "larger than any CRL that is read".to_owned()));
            continue;
        }
        let bytes = fs::read(&path).map_err(unreadable)?;
        let contents = parse_any(&bytes);
        contents.items.into_iter().for_each(|item| add(store, item, role));
        for part in contents.unreadable {
            // Text such as a README, or a key that someone left here, is no fault of the folder.
            if !matches!(part.kind, ItemKind::Unknown | ItemKind::OtherPem) {
                store.skipped.push((path.clone(), part.error.to_string()));
            }
        }
    }
    Ok(())
}

fn add(store: &mut TrustStore, item: Item, role: Role) {
    match (item, role) {
        (Item::Certificate(certificate), Role::Anchor(scheme)) => {
            store.add_anchor(certificate, scheme);
        }
        (Item::Certificate(certificate), Role::Intermediate) => store.add_intermediate(certificate),
        (Item::Crl(crl), _) => store.add_crl(crl),
        (Item::Ocsp(response), _) => store.add_ocsp_response(response),
    }
}
