//! What signatures show: pictures are read once, for any number of documents.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use kyso::limits::{FONT_BYTES, IMAGE_BYTES};
use kyso::record::DocumentNumber;
use kyso::report::Messages;
use kyso::sign::{Appearance, Font, Picture, Placement, SignError};

use super::explain::explain;
use super::unreadable;
use crate::arguments::{Showing, ShownKind};
use crate::hint;

/// What the signatures show that are made of one document, one after another: an agency says number and
/// date on the first page before it seals. `None` where it was said what is wrong.
pub(super) fn read(
    showing: &Showing,
    field: Option<&str>,
    messages: &Messages,
) -> Option<Vec<Appearance>> {
    let needed = |argument: &str| {
        let reason = messages.text_with("problem-missing-argument", &[("argument", argument)]);
        hint(&messages.text_with("problem-usage", &[("reason", &reason)]));
    };
    let number = match &showing.number {
        Some(text) => Some(document_number(text, messages)?),
        None => None,
    };
    if showing.kind == ShownKind::Agency && number.is_some() != showing.date.is_some() {
        needed(if number.is_some() { "--date" } else { "--number" });
        return None;
    }
    let own_field = || field.map(|_| Placement::Field);
    let placement = showing.place.map(Placement::On);
    let placement = placement.or_else(|| showing.above.clone().map(Placement::Above));
    let placement = placement.or_else(|| showing.beside.clone().map(Placement::Beside));
    let shown = match showing.kind {
        ShownKind::Annex => {
            let Some(number) = &number else {
                needed("--number");
                return None;
            };
            Appearance::annex(number)
        }
        ShownKind::Copy => {
            let (Some(form), Some(agency)) = (&showing.form, &showing.agency) else {
                needed("--copy-form, --agency-name");
                return None;
            };
            Appearance::copy(form, agency)
        }
        kind => {
            let Some(image) = &showing.image else {
                needed("--image");
                return None;
            };
            let Some(placement) = placement.clone().or_else(own_field) else {
                needed("--place, --above, --beside, --field");
                return None;
            };
            let file = read_file(image, IMAGE_BYTES, messages)?;
            let picture = said(Picture::from_bytes(&file).map_err(Into::into), image, messages)?;
            match kind {
                ShownKind::Agency => Appearance::agency(picture, placement),
                ShownKind::Initials => Appearance::initials(picture, placement),
                _ => Appearance::person(picture, placement),
            }
        }
    };
    let font = match &showing.font {
        Some(path) => {
            let font = Font::from_bytes(read_file(path, FONT_BYTES, messages)?);
            said(font.map_err(Into::into), path, messages)?
        }
        None => Font::default(),
    };
    let shown = match (showing.kind, placement) {
        (ShownKind::Annex | ShownKind::Copy, Some(placement)) => shown.placement(placement),
        _ => shown,
    };
    let shown = showing.width.into_iter().fold(shown, Appearance::width);
    let issued = number.as_deref().zip(showing.date);
    let issued = issued.filter(|_| showing.kind == ShownKind::Agency);
    let issued = issued.map(|(number, date)| {
        Appearance::issue(number, date).description(messages.text("shown-issue"))
    });
    let shown = shown.description(messages.text(match showing.kind {
        ShownKind::Agency => "shown-agency",
        ShownKind::Annex => "shown-annex",
        ShownKind::Copy => "shown-copy",
        ShownKind::Initials => "shown-initials",
        ShownKind::Person => "shown-person",
    }));
    let all = issued.into_iter().chain([shown]).map(|one| {
        let one = one.font(font.clone()).time_style(showing.time_style);
        if showing.is_flattened { one.flattened() } else { one }
    });
    Some(all.collect())
}

/// A number with its symbol, as the decree has it written.
fn document_number(text: &str, messages: &Messages) -> Option<String> {
    match text.parse::<DocumentNumber>() {
        Ok(number) => Some(number.to_string()),
        Err(error) => {
            let values = error.values();
            let values: Vec<_> = values.iter().map(|(name, it)| (*name, it.as_str())).collect();
            let reason = messages.text_with(&format!("record-{}", error.code()), &values);
            let values = [("path", "--number"), ("reason", reason.as_str())];
            hint(&messages.text_with("problem-unusable", &values));
            None
        }
    }
}

/// What was read of a file, or that it cannot be used.
fn said<T>(read: Result<T, SignError>, path: &Path, messages: &Messages) -> Option<T> {
    read.map_err(|error| {
        let values = [("path", &*path.to_string_lossy()), ("reason", &explain(&error, messages))];
        hint(&messages.text_with("problem-unusable", &values));
    })
    .ok()
}

/// A file of no more than so many bytes, and one: then it is too large for whoever reads it.
fn read_file(path: &Path, limit: usize, messages: &Messages) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(path).and_then(|file| file.take(bound).read_to_end(&mut content));
    match read {
        Ok(_) => Some(content),
        Err(error) => {
            hint(&unreadable(path, &error, messages));
            None
        }
    }
}
