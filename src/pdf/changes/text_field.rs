//! Text fields that were filled (ISO 32000-2 §12.7.5.3): each widget shows the value as text.

use super::appearance::{Outcome, Painted};
use super::filling::Filling;
use super::letters::{Fit, Text, draws_lines, fit};
use super::reason::FieldReason;
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::object::Object;

/// Flags of text fields (table 231): what is typed is not shown, or is the name of a file.
const PASSWORD: i64 = 1 << 13;
const FILE: i64 = 1 << 20;
/// Each letter stands in a cell of its own.
const COMB: i64 = 1 << 24;

impl<'d> Step<'d, '_> {
    /// A text field has another value, and its widgets show it.
    pub(super) fn check_text_field(&mut self, filling: &mut Filling<'d>) -> Result<Outcome, Error> {
        if let Some(outcome) = self.differs(filling, &["M", "V"], &["AP", "M"]) {
            return Ok(outcome);
        }
        if filling.flags & (PASSWORD | FILE) != 0 {
            let painted = self.check_painted(filling, false)?;
            return Ok(painted.max(Outcome::Undecided(FieldReason::NotShown)));
        }
        let (old, new) = (self.text_value(filling, self.old)?, self.text_value(filling, self.new)?);
        let (old, new) = match (old, new) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(outcome), _) | (_, Err(outcome)) => {
                return Ok(outcome.max(self.check_painted(filling, false)?));
            }
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
        let ground = self.keeps_ground(&paintings);
        let [old, new] = paintings;
        let (shown_before, shown) = match (old.text(), new.text()) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(outcome), Ok(_)) | (Ok(_), Err(outcome)) => return Ok(ground.max(outcome)),
            (Err(one), Err(other)) => return Ok(ground.max(one).max(other)),
        };
        let fits = |values: &[&str], text: &Text| -> Vec<Fit> {
            values.iter().map(|value| fit(value, &text.text)).collect()
        };
        let (was, mut is) = (fits(before, &shown_before), fits(after, &shown));
        // of several ways to show a value, the one that was used stays
        if was.contains(&Fit::Same) && !shown_before.is_blank() {
            for (was, is) in was.iter().zip(&mut is) {
                *is = if *was == Fit::Same { *is } else { Fit::Other };
            }
        }
        let is_comb = filling.flags & COMB != 0;
        let best = |fits: Vec<Fit>| fits.into_iter().min().unwrap_or(Fit::Other);
        let now = match best(is) {
            // without a ground of its own it would be drawn through what the page says
            Fit::Same | Fit::Apart if draws_lines(&shown.text) && !new.has_ground() => {
                Outcome::Undecided(FieldReason::Drawing)
            }
            Fit::Same => Outcome::Explained,
            Fit::Apart if is_comb => Outcome::Explained,
            Fit::Apart => Outcome::Undecided(FieldReason::Layout),
            other => self.excuse(other, &new, &shown, filling, widget)?,
        };
        let had_value = before == after || before.iter().any(|value| !value.trim().is_empty());
        let then = match best(was) {
            Fit::Same | Fit::Apart => Outcome::Explained,
            other => match self.excuse(other, &old, &shown_before, filling, widget)? {
                // what was shown in place of the value goes; where there was none it may have been a hint
                Outcome::Refused(reason) if !had_value => Outcome::Undecided(reason),
                outcome => outcome,
            },
        };
        let doubts = shown_before.doubt.max(shown.doubt);
        Ok(ground.max(Outcome::of_doubt(doubts)).max(now).max(then))
    }

    /// What follows where a text that is shown is not the value: it may be in doubt already what is shown, or a
    /// script may write the value in another way.
    fn excuse(
        &self,
        fit: Fit,
        painted: &Painted,
        shown: &Text,
        filling: &Filling<'d>,
        widget: usize,
    ) -> Result<Outcome, Error> {
        let is_doubted = (fit == Fit::Mixed && shown.doubt.is_some()) || !painted.is_legible;
        Ok(match is_doubted {
            true => Outcome::Explained,
            false if self.is_formatted(filling, widget)? => Outcome::Undecided(FieldReason::Format),
            false => Outcome::Refused(FieldReason::AnotherText),
        })
    }

    /// What can be said of the appearances of a field whatever its value is: areas stay, and nothing is
    /// shown that no text needs. List boxes may have bars.
    pub(super) fn check_painted(
        &mut self,
        filling: &mut Filling<'d>,
        is_list: bool,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::Explained;
        for widget in 0..filling.widgets.len() {
            outcome = outcome.max(match self.paintings(filling, widget)? {
                Ok(Some(paintings)) => {
                    let [old, new] = &paintings;
                    let shown = old.outcome().max(new.outcome());
                    let sized = new.lines().err().unwrap_or(Outcome::Explained);
                    let ground = match is_list {
                        true => self.keeps_bars(&paintings),
                        false => self.keeps_ground(&paintings),
                    };
                    ground.max(shown).max(sized)
                }
                Ok(None) => Outcome::Explained,
                Err(outcome) => outcome,
            });
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
