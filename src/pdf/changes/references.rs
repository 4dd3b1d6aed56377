//! Which object refers to which.

use std::collections::HashSet;

use crate::limits::PDF_STEPS;
use crate::pdf::lookup::Location;
use crate::pdf::{Document, Error, Object};

/// The source number that stands for `/Root` and `/Info` of the trailers.
pub(super) const TRAILER: u32 = u32::MAX;

/// The source number that stands for the other entries of the trailers.
const TRAILER_OTHER: u32 = u32::MAX - 1;

/// That a source refers to a target, and the revision in which this version of the source was
/// written. All three in one number, target first: of a large document millions are sorted.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Edge(u128);

impl Edge {
    fn new(target: u32, source: u32, revision: usize) -> Self {
        let revision = u64::try_from(revision).unwrap_or(u64::MAX);
        Self(u128::from(target) << 96 | u128::from(source) << 64 | u128::from(revision))
    }

    fn part(self, shift: u32) -> u32 {
        u32::try_from(self.0 >> shift & u128::from(u32::MAX)).unwrap_or(u32::MAX)
    }

    fn target(self) -> u32 {
        self.part(96)
    }

    fn source(self) -> u32 {
        self.part(64)
    }

    fn is_in(self, revision: usize) -> bool {
        let written = self.0 & u128::from(u64::MAX);
        u128::try_from(revision).is_ok_and(|revision| written <= revision)
    }
}

/// All references of all revisions, collected once.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Sorted; each as often as that version of the source refers to the target.
    edges: Vec<Edge>,
    /// Objects whose references are not known, with the revision they were written in.
    unreadable: Vec<(usize, u32)>,
    /// The numbers of the catalogs of all revisions.
    catalogs: HashSet<u32>,
}

impl References {
    pub(super) fn scan(document: &Document<'_>) -> Result<Self, Error> {
        let mut found = Self::default();
        let streams = document.section_streams();
        let mut places = Vec::new();
        let written_later = numbers_after_first(document);
        for revision in 0..document.revisions().len() {
            for trailer in document.trailers_of(revision) {
                let catalog = trailer.get("Root").and_then(Object::as_reference);
                found.catalogs.extend(catalog.map(|it| it.number));
                for (key, value) in trailer.iter() {
                    let own = matches!(key.as_bytes(), b"Info" | b"Root");
                    let source = if own { TRAILER } else { TRAILER_OTHER };
                    value.visit_references(&mut |it| {
                        found.edges.push(Edge::new(it.number, source, revision));
                    });
                }
            }
            for number in document.numbers_of(revision) {
                if found.edges.len() > PDF_STEPS {
                    return Err(Error::TooManySteps);
                }
                let location = document.location(number, revision);
                // later revisions may list the cross-reference streams of earlier ones
                if let Ok(Some((Location::File { offset }, _))) = &location
                    && streams.contains(offset)
                {
                    continue;
                }
                let before = revision.checked_sub(1).map(|it| document.location(number, it));
                if before.is_some_and(|before| before == location) {
                    continue;
                }
                // the others are read here for their references, and seldom again
                let is_compared = written_later.binary_search(&number).is_ok();
                let read = if is_compared { Document::read } else { Document::read_once };
                let value = location.and_then(|it| match it {
                    Some((location, _)) => match read(document, number, location, revision) {
                        // readers find the end of such a stream somehow, and in the same bytes
                        Err(Error::StreamLength(_)) => {
                            document.read_value(number, location, revision).map(Some)
                        }
                        found => found.map(|it| {
                            if let (Location::File { offset }, 0) = (it.location, revision) {
                                places.push((offset, it.end));
                            }
                            Some(it.value)
                        }),
                    },
                    None => Ok(None),
                });
                match value {
                    Ok(Some(value)) => value.visit_references(&mut |it| {
                        found.edges.push(Edge::new(it.number, number, revision));
                    }),
                    Ok(None) => {}
                    Err(error @ (Error::TooManySteps | Error::TooMuchInflated)) => {
                        return Err(error);
                    }
                    Err(_) => found.unreadable.push((revision, number)),
                }
            }
        }
        document.note_layout(places);
        found.edges.sort_unstable();
        found.unreadable.sort_unstable();
        Ok(found)
    }

    /// The objects of which any version up to a revision refers to this number; [`TRAILER`] is one.
    /// A version that was replaced counts still: that errs on the safe side.
    pub(super) fn sources(&self, target: u32, revision: usize) -> impl Iterator<Item = u32> {
        self.edges_to(target, revision).map(Edge::source)
    }

    fn edges_to(&self, target: u32, revision: usize) -> impl Iterator<Item = Edge> {
        let start = self.edges.partition_point(|edge| edge.target() < target);
        let rest = self.edges.get(start..).unwrap_or_default().iter().copied();
        rest.take_while(move |edge| edge.target() == target)
            .filter(move |edge| edge.is_in(revision))
    }

    /// Whether anything but `holder` refers to an object, or a version of `holder` more than once.
    /// The catalogs of different revisions are one holder.
    pub(super) fn has_other_use(&self, target: u32, holder: u32, revision: usize) -> bool {
        let of_catalog = self.catalogs.contains(&holder);
        let is_holder = |it| it == holder || (of_catalog && self.catalogs.contains(&it));
        let mut before = None;
        self.edges_to(target, revision).any(|edge| {
            // a revision may have two trailers that say the same
            let again = before.replace(edge) == Some(edge) && holder != TRAILER;
            !is_holder(edge.source()) || again
        })
    }

    /// An object of a revision or of one before it whose references are not known.
    pub(super) fn unreadable(&self, revision: usize) -> Option<u32> {
        self.unreadable.first().filter(|it| it.0 <= revision).map(|it| it.1)
    }
}

/// The numbers that are written after the first revision, in order.
fn numbers_after_first(document: &Document<'_>) -> Vec<u32> {
    let later = 1..document.revisions().len();
    let mut numbers: Vec<u32> = later.flat_map(|it| document.numbers_of(it)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
