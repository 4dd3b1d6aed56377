//! What judging paths may cost.

use super::rule::Fault;
use crate::limits::{DOCUMENT_CONSTRAINT_STEPS, PATH_CONSTRAINT_STEPS};

/// How many steps may still be taken in holding names against subtrees and following policies: both
/// are written by others, and what they cost together grows with their product.
#[derive(Clone, Debug)]
pub(in crate::validation) struct Work {
    steps: usize,
    limit: &'static str,
}

impl Work {
    /// For one document.
    pub(in crate::validation) fn of_document() -> Self {
        Self { steps: DOCUMENT_CONSTRAINT_STEPS, limit: "DOCUMENT_CONSTRAINT_STEPS" }
    }

    /// For one path of it; afterwards what was spent is taken off.
    pub(in crate::validation) fn for_one_path<T>(
        &mut self,
        judge: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let granted = self.steps.min(PATH_CONSTRAINT_STEPS);
        let limit = if granted < self.steps { "PATH_CONSTRAINT_STEPS" } else { self.limit };
        let mut work = Self { steps: granted, limit };
        let judged = judge(&mut work);
        self.steps = self.steps.saturating_sub(granted.saturating_sub(work.steps));
        judged
    }

    /// Takes off what is about to be done.
    pub(super) fn spend<'a>(&mut self, steps: usize) -> Result<(), Fault<'a>> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Fault::Limit(self.limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_not_spend_all_of_a_document() {
        let mut document = Work::of_document();
        let paths = DOCUMENT_CONSTRAINT_STEPS / PATH_CONSTRAINT_STEPS;
        for path in 0..paths {
            let spent = document.for_one_path(|work| {
                work.spend(PATH_CONSTRAINT_STEPS).unwrap();
                work.spend(1)
            });
            let last = path + 1 == paths;
            let limit = if last { "DOCUMENT_CONSTRAINT_STEPS" } else { "PATH_CONSTRAINT_STEPS" };
            assert_eq!(spent, Err(Fault::Limit(limit)));
        }
        let spent = document.for_one_path(|work| work.spend(1));
        assert_eq!(spent, Err(Fault::Limit("DOCUMENT_CONSTRAINT_STEPS")));
        assert_eq!(document.for_one_path(|work| work.spend(0)), Ok(()));
    }
}
