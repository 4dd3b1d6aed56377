//! Text fields that were filled (ISO 32000-2 §12.7.5.3): each widget shows the value as text.

use super::appearance::Outcome;
use super::filling::Filling;
use super::letters::{draws_lines, is_same};
use super::reason::FieldReason;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::object::Object;

/// Flags of text fields (table 231): what is typed is not shown, or is the name of a file.
const PASSWORD: i64 = 1 << 13;
const FILE: i64 = 1 << 20;

impl<'d> Step<'d, '_> {
    /// A text field has another value, and its widgets show it.
    pub(super) fn check_text_field(&mut self, filling: &mut Filling<'d>) -> Result<Outcome, Error> {
        if let Some(outcome) = self.differs(filling, &["M", "V"], &["AP", "M"]) {
            return Ok(outcome);
        }
        if filling.flags & (PASSWORD | FILE) != 0 {
            return Ok(Outcome::Undecided(FieldReason::NotShown));
        }
        let (old, new) = (self.text_value(filling, self.old)?, self.text_value(filling, self.new)?);
        let (old, new) = match (old, new) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(outcome), _) | (_, Err(outcome)) => return Ok(outcome),
        };
        self.explain_value(filling);
        filling.values = (Some(old.clone()), Some(new.clone()));
        let mut outcome = Outcome::Explained;
        let most = self.inherited(filling, "MaxLen", self.new)?.and_then(|it| it.as_integer());
        let length = i64::try_from(new.chars().count()).unwrap_or(i64::MAX);
        if most.is_some_and(|most| length > most) {
            outcome = Outcome::Undecided(FieldReason::TooLong);
        }
        if self.has_rich_text(filling)? {
            outcome = outcome.max(Outcome::Undecided(FieldReason::RichText));
        }
        for widget in 0..filling.widgets.len() {
            let shown = self.check_shown(filling, widget, &[&old], &[&new])?;
            outcome = outcome.max(shown);
        }
        Ok(outcome)
    }

    /// Whether readers may show rich text in place of the value (§12.7.3.4).
    fn has_rich_text(&self, filling: &Filling<'d>) -> Result<bool, Error> {
        const RICH: [&str; 2] = ["DS", "RV"];
        for key in RICH {
            if self.inherited(filling, key, self.new)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A widget showed one of these values before, shows one of those now, and nothing else of it is
    /// different.
    pub(super) fn check_shown(
        &mut self,
        filling: &mut Filling<'d>,
        widget: usize,
        before: &[&str],
        after: &[&str],
    ) -> Result<Outcome, Error> {
        let paintings = match self.paintings(filling, widget)? {
            Ok(Some(paintings)) => paintings,
            Ok(None) => return Ok(Outcome::Explained),
            Err(outcome) => return Ok(outcome),
        };
        let mut outcome = self.keeps_ground(&paintings);
        let [old, new] = paintings;
        let shows = |text: &str, values: &[&str]| values.iter().any(|value| is_same(value, text));
        match new.text() {
            // without a ground of its own it would be drawn through what the page says
            Ok(text) if shows(&text, after) && draws_lines(&text) && !new.has_ground() => {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Drawing));
            }
            Ok(text) if shows(&text, after) => {}
            Ok(_) if self.is_formatted(filling, widget)? => {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Format));
            }
            Ok(_) => outcome = outcome.max(Outcome::Refused(FieldReason::AnotherText)),
            Err(unclear) => outcome = outcome.max(unclear),
        }
        match old.text() {
            Ok(text) if shows(&text, before) => {}
            Ok(_) if self.is_formatted(filling, widget)? => {
                outcome = outcome.max(Outcome::Undecided(FieldReason::Format));
            }
            // what was shown in place of the value goes; where there was none it may have been a hint
            Ok(_) if before == after || before.iter().any(|value| !value.trim().is_empty()) => {
                outcome = outcome.max(Outcome::Refused(FieldReason::AnotherText));
            }
            Ok(_) => outcome = outcome.max(Outcome::Undecided(FieldReason::AnotherText)),
            Err(unclear) => outcome = outcome.max(unclear),
        }
        Ok(outcome)
    }

    /// Whether a script of the document decides how the value is written (table 199, `/F`).
    fn is_formatted(&self, filling: &Filling<'d>, widget: usize) -> Result<bool, Error> {
        let own = filling.widgets.get(widget).and_then(|it| it.after.get("AA"));
        let actions = own.or(filling.after.get("AA")).cloned().unwrap_or(Object::Null);
        let actions = self.document.resolve(&actions, self.new)?;
        Ok(actions.as_dictionary().is_some_and(|it| it.get("F").is_some()))
    }
}
