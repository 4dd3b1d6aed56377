//! Text fields that were filled (ISO 32000-2 §12.7.5.3): each widget shows the value as text.

use super::appearance::Outcome;
use super::filling::Filling;
use super::letters::{Fit, Text, WIDE, draws_lines, fit};
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
        let mut outcome = self.keeps_ground(&paintings);
        let [old, new] = paintings;
        let is_comb = filling.flags & COMB != 0;
        let is_same_value = before == after;
        // of several ways to show a value, the one that was used stays
        let way = old.text().ok().and_then(|it| {
            let ways = before.iter().map(|value| fit(value, &it.text) == Fit::Same);
            let is_told =
                !it.text.trim_matches(|c: char| c.is_whitespace() || c == WIDE).is_empty();
            is_told.then(|| ways.collect::<Vec<_>>())
        });
        let after: Vec<&str> = after
            .iter()
            .enumerate()
            .filter(|(place, _)| {
                way.as_ref().is_none_or(|ways| {
                    !ways.contains(&true) || ways.get(*place).copied().unwrap_or(true)
                })
            })
            .map(|(_, value)| *value)
            .collect();
        let has_ground = new.has_ground();
        outcome = outcome.max(match new.text() {
            Ok(Text { text, doubt }) => {
                let doubtful = doubt.map_or(Outcome::Explained, Outcome::Undecided);
                let fits = after.iter().map(|value| fit(value, &text)).min();
                doubtful.max(match fits.unwrap_or(Fit::Other) {
                    // without a ground of its own it would be drawn through what the page says
                    Fit::Same | Fit::Apart if draws_lines(&text) && !has_ground => {
                        Outcome::Undecided(FieldReason::Drawing)
                    }
                    Fit::Same => Outcome::Explained,
                    Fit::Apart if is_comb => Outcome::Explained,
                    Fit::Apart => Outcome::Undecided(FieldReason::Layout),
                    Fit::Mixed if doubt.is_some() => Outcome::Explained,
                    Fit::Mixed | Fit::Other if !new.is_legible => Outcome::Explained,
                    Fit::Mixed | Fit::Other if self.is_formatted(filling, widget)? => {
                        Outcome::Undecided(FieldReason::Format)
                    }
                    Fit::Mixed | Fit::Other => Outcome::Refused(FieldReason::AnotherText),
                })
            }
            Err(outcome) => outcome,
        });
        outcome = outcome.max(match old.text() {
            Ok(Text { text, doubt }) => {
                let doubtful = doubt.map_or(Outcome::Explained, Outcome::Undecided);
                let fits = before.iter().map(|value| fit(value, &text)).min();
                let had_value = before.iter().any(|value| !value.trim().is_empty());
                doubtful.max(match fits.unwrap_or(Fit::Other) {
                    Fit::Same | Fit::Apart => Outcome::Explained,
                    Fit::Mixed if doubt.is_some() => Outcome::Explained,
                    Fit::Mixed | Fit::Other if !old.is_legible => Outcome::Explained,
                    Fit::Mixed | Fit::Other if self.is_formatted(filling, widget)? => {
                        Outcome::Undecided(FieldReason::Format)
                    }
                    // what was shown in place of the value goes; where there was none it may have been
                    // a hint
                    Fit::Mixed | Fit::Other if is_same_value || had_value => {
                        Outcome::Refused(FieldReason::AnotherText)
                    }
                    Fit::Mixed | Fit::Other => Outcome::Undecided(FieldReason::AnotherText),
                })
            }
            Err(outcome) => outcome,
        });
        Ok(outcome)
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
