//! Fields that keep their value and look different: their widgets are annotations (ISO 32000-2
//! §12.5.6.19), and come, go and change where annotations may.

use super::catalog::pairs;
use super::filling::Filling;
use super::letters::{Fit, fit};
use super::step::Step;
use crate::pdf::Error;
use crate::pdf::object::Object;

/// Entries about how a widget looks, and when it was changed.
const LOOKS: [&str; 6] = ["AP", "BS", "Border", "C", "M", "MK"];

impl<'d> Step<'d, '_> {
    /// Whether a text field has the value that it had, all its widgets still say so, and nothing but
    /// their looks is different.
    pub(super) fn is_restyled(&mut self, filling: &mut Filling<'d>) -> Result<bool, Error> {
        if self.inherited(filling, "V", self.old)? != self.inherited(filling, "V", self.new)?
            || self.differs(filling, &[], &LOOKS).is_some()
        {
            return Ok(false);
        }
        let Ok(value) = self.text_value(filling, self.new)? else { return Ok(false) };
        for widget in 0..filling.widgets.len() {
            let Ok(Some([_, new])) = self.paintings(filling, widget)? else { return Ok(false) };
            let shows_value = new.text().is_ok_and(|it| fit(&value, &it.text) == Fit::Same);
            if !shows_value {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a field differs by nothing but widgets that it has no more.
    pub(super) fn lost_widgets(&self, filling: &Filling<'d>) -> Result<bool, Error> {
        let (before, after) = (&filling.before, &filling.after);
        let same =
            pairs(before, after).into_iter().all(|(key, one, other)| key == "Kids" || one == other);
        let old = self.document.array(before.get("Kids"), self.old)?;
        let new = self.document.array(after.get("Kids"), self.new)?;
        let mut left = new.iter().peekable();
        let remain = old.iter().filter(|kid| left.next_if_eq(kid).is_some()).count();
        let are_references = old.iter().all(|kid| matches!(kid, Object::Reference(_)));
        Ok(same && are_references && left.peek().is_none() && remain < old.len())
    }
}
