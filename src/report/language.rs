//! The languages that reports are written in.

/// A language of the messages.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Language {
    /// English.
    En,
    /// Vietnamese.
    Vi,
}

impl Language {
    /// Every language.
    pub const ALL: &[Self] = &[Self::En, Self::Vi];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
        }
    }

    /// The language of this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.tag() == tag)
    }

    /// The language that the environment asks for, by the rules of POSIX (the first of `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that is set and not empty): Vietnamese for `vi`, `vi_VN.UTF-8` and
    /// the like, else English.
    ///
    /// `variable` looks a variable up, so that nothing here reads the process's own environment.
    ///
    /// ```
    /// use kyso::report::Language;
    ///
    /// let variable = |name: &str| (name == "LANG").then(|| "vi_VN.UTF-8".to_owned());
    /// assert_eq!(Language::from_environment(variable), Language::Vi);
    /// ```
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()))
            .unwrap_or_default();
        let tag = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if tag.eq_ignore_ascii_case(Self::Vi.tag()) { Self::Vi } else { Self::En }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(variables: &[(&str, &str)]) -> Language {
        Language::from_environment(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn the_environment_chooses() {
        assert_eq!(language(&[]), Language::En);
        assert_eq!(language(&[("LANG", "vi")]), Language::Vi);
        assert_eq!(language(&[("LANG", "vi_VN.UTF-8")]), Language::Vi);
        assert_eq!(language(&[("LANG", "vi.UTF-8@x")]), Language::Vi);
        assert_eq!(language(&[("LANG", "vie")]), Language::En);
        assert_eq!(language(&[("LANG", "C.UTF-8")]), Language::En);
        assert_eq!(language(&[("LANG", "vi_VN"), ("LC_MESSAGES", "en_US")]), Language::En);
        assert_eq!(language(&[("LC_ALL", ""), ("LC_MESSAGES", "vi_VN")]), Language::Vi);
        assert_eq!(language(&[("LC_ALL", "C"), ("LANG", "vi_VN")]), Language::En);
    }
}
