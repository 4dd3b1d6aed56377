//! Many documents, each to a place of its own in a folder.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use kyso::bulk;
use kyso::report::Messages;

use super::plan::{Obstacle, Task};
use super::write::{create_folders, folder_of, remove_leftovers};
use super::{Failure, Maker, unreadable_report};
use crate::{ERROR, NOT_PASSED, PASSED, hint};

/// What became of a document.
enum Outcome {
    /// It is there now.
    Done,
    /// It was there already, whole.
    Before,
    /// It is not there, and why.
    Failed(String),
    /// The name is not that of a PDF.
    NotPdf,
    /// No further document can be made, and why.
    Stopped(String),
    /// Nothing was tried any more.
    Left,
}

/// Makes all of them, says what became of each, and sums it up. The exit status.
pub(super) fn run(
    tasks: Vec<Task>,
    maker: &Maker<'_>,
    jobs: NonZeroUsize,
    messages: &Messages,
) -> u8 {
    let folders: BTreeSet<_> = tasks.iter().map(|it| folder_of(&it.output)).collect();
    folders.into_iter().for_each(remove_leftovers);
    let is_stopped = AtomicBool::new(false);
    let work = |task: Task| {
        let outcome = match is_stopped.load(Ordering::Relaxed) {
            true => Outcome::Left,
            false => outcome(&task, maker, messages),
        };
        if matches!(outcome, Outcome::Stopped(_)) {
            is_stopped.store(true, Ordering::Relaxed);
        }
        (task, outcome)
    };
    let mut tally = Tally { total: tasks.len(), ..Tally::default() };
    bulk::map(tasks.into_iter(), jobs, work, |(task, outcome)| {
        tally.add(&task, outcome, maker, messages);
        ControlFlow::Continue(())
    });
    tally.sum_up(maker, messages)
}

fn outcome(task: &Task, maker: &Maker<'_>, messages: &Messages) -> Outcome {
    match &task.obstacle {
        None => {}
        Some(Obstacle::NotPdf) => return Outcome::NotPdf,
        Some(Obstacle::SamePlace) => {
            let output = task.output.to_string_lossy();
            let values = [("output", output.as_ref())];
            return Outcome::Failed(messages.text_with("problem-same-place", &values));
        }
        Some(Obstacle::Unreadable(error)) => {
            return Outcome::Failed(unreadable_report(error, messages));
        }
    }
    let made = maker.is_finished(&task.input, &task.output, messages).and_then(|is_finished| {
        if is_finished {
            return Ok(Outcome::Before);
        }
        let folder = folder_of(&task.output);
        create_folders(folder).map_err(|error| maker.unwritable(folder, &error, messages))?;
        maker.make(&task.input, &task.output, messages)?;
        Ok(Outcome::Done)
    });
    match made {
        Ok(outcome) => outcome,
        Err(Failure { reason, is_final: true }) => Outcome::Stopped(reason),
        Err(Failure { reason, is_final: false }) => Outcome::Failed(reason),
    }
}

/// How many documents became what.
#[derive(Default)]
struct Tally {
    total: usize,
    seen: usize,
    done: usize,
    before: usize,
    not_pdf: usize,
    left: usize,
    /// What was said about each that failed.
    failed: Vec<String>,
    stopped: Option<String>,
}

impl Tally {
    fn add(&mut self, task: &Task, outcome: Outcome, maker: &Maker<'_>, messages: &Messages) {
        let (path, output) = (task.input.to_string_lossy(), task.output.to_string_lossy());
        self.seen += 1;
        let text = match outcome {
            Outcome::Done => {
                self.done += 1;
                maker.done(&path, &output, messages)
            }
            Outcome::Before => {
                self.before += 1;
                let values = [("path", path.as_ref()), ("output", output.as_ref())];
                messages.text_with("hint-before", &values)
            }
            Outcome::NotPdf => {
                self.not_pdf += 1;
                messages.text_with("hint-not-pdf", &[("path", &path)])
            }
            Outcome::Failed(reason) => {
                let text = maker.failed(&path, &reason, messages);
                self.failed.push(text.clone());
                text
            }
            Outcome::Stopped(reason) => {
                self.left += 1;
                let text = maker.failed(&path, &reason, messages);
                self.stopped.get_or_insert(reason);
                text
            }
            // there may be very many
            Outcome::Left => {
                self.left += 1;
                return;
            }
        };
        hint(&format!("[{}/{}] {text}", self.seen, self.total));
    }

    fn sum_up(self, maker: &Maker<'_>, messages: &Messages) -> u8 {
        if self.total == self.not_pdf {
            hint(&messages.text("problem-no-documents"));
            return ERROR;
        }
        let counts = [
            ("total", self.total),
            ("done", self.done),
            ("before", self.before),
            ("failed", self.failed.len()),
            ("notpdf", self.not_pdf),
            ("left", self.left),
        ]
        .map(|(name, count)| (name, count.to_string()));
        let values = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        hint(&messages.text_with(maker.summary(), &values));
        // what was said of them may be far above
        if self.failed.len() < self.seen {
            self.failed.iter().for_each(|text| hint(text));
        }
        match self.stopped {
            Some(reason) => {
                hint(&messages.text_with("problem-stopped", &[("reason", &reason)]));
                ERROR
            }
            None if self.failed.is_empty() => PASSED,
            None => NOT_PASSED,
        }
    }
}
