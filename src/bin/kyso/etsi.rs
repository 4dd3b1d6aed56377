//! Where reports as XML go: one to stdout, or each to a file of its own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use kyso::report::etsi::{EtsiError, write_etsi};
use kyso::report::{Messages, Theme, write_line};
use kyso::verify::Report;

use crate::arguments::VerifyOptions;
use crate::hint;

/// What `--format etsi` writes to. An XML document is about one file: several behind one another in
/// one stream are none.
pub(crate) struct Destination {
    folder: Option<PathBuf>,
    failed: bool,
}

impl Destination {
    /// `None`, with a word about it, if the reports of several files would have to go to stdout, or
    /// if there can be no such folder.
    pub(crate) fn of(options: &VerifyOptions, messages: &Messages) -> Option<Self> {
        let Some(folder) = &options.output_dir else {
            let is_one_file = options.files_from.is_none()
                && matches!(options.paths.as_slice(), [path] if !path.is_dir());
            if !is_one_file {
                hint(&messages.text("problem-etsi-several"));
                return None;
            }
            return Some(Self { folder: None, failed: false });
        };
        if let Err(error) = fs::create_dir_all(folder) {
            complain(folder, &error, messages);
            return None;
        }
        Some(Self { folder: Some(folder.clone()), failed: false })
    }

    /// Writes the report on one file. Where there is nothing to report on, or its file cannot be
    /// written, that is said and the others go on.
    ///
    /// # Errors
    /// What stdout says.
    pub(crate) fn write(
        &mut self,
        out: &mut impl Write,
        path: &Path,
        report: &Report,
        messages: &Messages,
    ) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return match write_etsi(out, path, report) {
                Err(EtsiError::Output(error)) => Err(error),
                Err(_) => {
                    without_signature(path, report, messages);
                    Ok(())
                }
                Ok(()) => Ok(()),
            };
        };
        let target = target(folder, path);
        match write_new(&target, path, report) {
            Ok(()) => {}
            Err(EtsiError::Output(error)) => {
                self.failed = true;
                complain(&target, &error, messages);
            }
            Err(_) => without_signature(path, report, messages),
        }
        Ok(())
    }

    /// Whether a report could not be written.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }
}

/// Why there is no report. The exit status says the rest: such a file has not passed.
fn without_signature(path: &Path, report: &Report, messages: &Messages) {
    let name = path.to_string_lossy();
    hint(&messages.text_with("problem-etsi-no-signature", &[("path", &name)]));
    // If nobody can read it, nothing is to be done about that.
    let _ = write_line(&mut io::stderr(), path, report, messages, Theme::Plain);
}

fn complain(path: &Path, error: &io::Error, messages: &Messages) {
    let (path, reason) = (path.to_string_lossy(), error.to_string());
    let values = [("path", path.as_ref()), ("reason", reason.as_str())];
    hint(&messages.text_with("problem-unwritable", &values));
}

/// The file for the report on `path`: the same path inside the folder, with `.xml` behind it.
fn target(folder: &Path, path: &Path) -> PathBuf {
    let inside = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    });
    let mut target = folder.to_owned();
    target.extend(inside);
    target.as_mut_os_string().push(".xml");
    target
}

/// Reports are evidence: none is written over, and none is there in part under its name for longer
/// than it takes to remove it.
fn write_new(target: &Path, path: &Path, report: &Report) -> Result<(), EtsiError> {
    // Before a file is made, so that none is left where there is nothing to report on.
    let mut xml = Vec::new();
    write_etsi(&mut xml, path, report)?;
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let file = File::create_new(target)?;
    let mut out = BufWriter::new(file);
    let written = out.write_all(&xml).and_then(|()| out.flush());
    if written.is_err() {
        // What is there in part is worse than nothing; if it cannot be removed, that was said.
        let _ = fs::remove_file(target);
    }
    Ok(written?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_stay_inside_their_folder() {
        for (path, expected) in [
            ("a.pdf", "out/a.pdf.xml"),
            ("van ban/a.pdf", "out/van ban/a.pdf.xml"),
            ("/srv/../etc/a.pdf", "out/srv/etc/a.pdf.xml"),
            ("../../a.pdf", "out/a.pdf.xml"),
        ] {
            assert_eq!(target(Path::new("out"), Path::new(path)), PathBuf::from(expected));
        }
    }
}
