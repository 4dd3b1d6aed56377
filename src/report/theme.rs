//! Colours, where there are any.

use crate::verify::Verdict;

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Theme {
    /// With the escape sequences of ECMA-48, for terminals.
    Ansi,
    /// Without.
    Plain,
}

/// What a piece of text says, as far as colour can say it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tone {
    /// Broken.
    Bad,
    /// Passed.
    Good,
    /// Of less weight than the rest.
    Quiet,
    /// Not known, or worth a look.
    Unsure,
}

impl Theme {
    /// The text in this theme.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Bad => "1;31",
            Tone::Good => "1;32",
            Tone::Quiet => "2",
            Tone::Unsure => "1;33",
        };
        match self {
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.to_owned(),
        }
    }
}

/// The tone of a verdict.
pub fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Passed => Tone::Good,
        Verdict::Failed | Verdict::Error => Tone::Bad,
        Verdict::Indeterminate | Verdict::Unsigned => Tone::Unsure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_gets_escape_sequences() {
        let tone = verdict_tone(Verdict::Passed);
        assert_eq!(Theme::Plain.paint(tone, "HỢP LỆ"), "HỢP LỆ");
        assert_eq!(Theme::Ansi.paint(tone, "HỢP LỆ"), "\u{1b}[1;32mHỢP LỆ\u{1b}[0m");
        assert_ne!(verdict_tone(Verdict::Indeterminate), tone);
        assert_ne!(verdict_tone(Verdict::Failed), tone);
    }
}
