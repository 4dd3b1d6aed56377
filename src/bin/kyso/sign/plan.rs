//! Which documents there are, and where each goes.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kyso::bulk::{Input, Walk};
use kyso::verify::{ErrorCode, ReportError};

use super::write::is_there;
use crate::arguments::Appending;

/// What is to be done.
pub(super) enum Plan {
    /// One document, to a file of this name.
    One(Task),
    /// Documents, each to a place of its own in a folder.
    Folder(Vec<Task>),
}

/// A document, and where it goes.
pub(super) struct Task {
    pub(super) input: PathBuf,
    pub(super) output: PathBuf,
    /// Why nothing is done about it.
    pub(super) obstacle: Option<Obstacle>,
}

/// Why nothing is done about a file.
pub(super) enum Obstacle {
    /// Another document goes to the same place.
    SamePlace,
    /// It is none of the files that are taken from a folder.
    NotPdf,
    /// It cannot be read.
    Unreadable(ReportError),
}

/// Why there is no plan.
pub(super) enum Wrong {
    /// Where a folder is needed something else is there.
    NotAFolder,
    /// The output would be the folder that it comes from.
    OwnFolder,
}

impl Plan {
    /// How many documents wait to be made.
    pub(super) fn to_do(&self) -> usize {
        let waits = |task: &&Task| task.obstacle.is_none() && !is_there(&task.output);
        match self {
            Self::One(_) => 1,
            Self::Folder(tasks) => tasks.iter().filter(waits).count(),
        }
    }

    /// A single file goes to the name that is given, unless a folder has that, or it ends like that of one.
    /// Everything else goes to a folder: files by their name, and what is in folders by its path in there.
    /// What lies in the output is no input.
    pub(super) fn of(arguments: &Appending) -> Result<Self, Wrong> {
        let output = arguments.output.as_path();
        if let [input] = arguments.inputs.as_slice()
            && !input.is_dir()
            && !output.is_dir()
            && !ends_like_a_folder(output)
        {
            let (input, output) = (input.clone(), output.to_owned());
            return Ok(Self::One(Task { input, output, obstacle: None }));
        }
        if output.exists() && !output.is_dir() {
            return Err(Wrong::NotAFolder);
        }
        let mut tasks = Vec::new();
        for root in &arguments.inputs {
            let own = inside(output, root).unwrap_or_default();
            if own.as_deref() == Some(Path::new("")) {
                return Err(Wrong::OwnFolder);
            }
            for Input { path, obstacle } in Walk::new([root.clone()]).naming_others() {
                let place = match path.strip_prefix(root) {
                    Ok(place) if !place.as_os_str().is_empty() => place,
                    _ => Path::new(path.file_name().unwrap_or_default()),
                };
                if own.as_deref().is_some_and(|own| place.starts_with(own)) {
                    continue;
                }
                let obstacle = obstacle.map(|error| match error.code {
                    ErrorCode::UnknownFormat => Obstacle::NotPdf,
                    _ => Obstacle::Unreadable(error),
                });
                tasks.push(Task { output: output.join(place), input: path, obstacle });
            }
        }
        let mut places = HashSet::new();
        for task in tasks.iter_mut().filter(|it| it.obstacle.is_none()) {
            // many file systems take names that differ in case for the same
            if !places.insert(task.output.to_string_lossy().to_lowercase()) {
                task.obstacle = Some(Obstacle::SamePlace);
            }
        }
        Ok(Self::Folder(tasks))
    }
}

/// The path of one folder inside another, if it is there.
fn inside(folder: &Path, other: &Path) -> io::Result<Option<PathBuf>> {
    let (folder, other) = (fs::canonicalize(folder)?, fs::canonicalize(other)?);
    Ok(folder.strip_prefix(other).ok().map(Path::to_owned))
}

fn ends_like_a_folder(path: &Path) -> bool {
    path.as_os_str()
        .as_encoded_bytes()
        .last()
        .is_some_and(|it| std::path::is_separator(char::from(*it)))
}
