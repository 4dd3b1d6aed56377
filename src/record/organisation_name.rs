//! Names of organisations by their codes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::list::List;
use super::{Error, OrganisationCode};

/// An organisation of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrganisationName {
    code: OrganisationCode,
    name: String,
    is_confirmed: bool,
}

impl OrganisationName {
    /// Its code, in the current form.
    pub fn code(&self) -> &OrganisationCode {
        &self.code
    }

    /// Its name in Vietnamese.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the entry was checked against official data. What was not is a help for readers, and
    /// nothing to decide by.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }
}

/// A list of organisations and their codes.
///
/// That of the crate has some ministries and provinces only, by the names they had when they were given
/// the codes; many were merged in 2025. Offices give their own, from the national directory.
///
/// ```
/// use kyso::record::{OrganisationCode, OrganisationNames};
///
/// let code: OrganisationCode = "000.05.12.H57".parse()?;
/// let names = OrganisationNames::first_level();
/// assert_eq!(names.nearest(&code)?.unwrap().name(), "Tỉnh Thừa Thiên Huế");
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OrganisationNames {
    name: String,
    version: String,
    source: String,
    names: BTreeMap<OrganisationCode, OrganisationName>,
}

impl OrganisationNames {
    /// Some ministries and provinces.
    pub fn first_level() -> &'static Self {
        // A test holds the file to being a list. One that were none would name nobody.
        static NAMES: LazyLock<OrganisationNames> = LazyLock::new(|| {
            OrganisationNames::parse(include_str!("organisations.toml")).unwrap_or_default()
        });
        &NAMES
    }

    /// Reads a list in TOML, strictly. Each `[[organisation]]` has `code`, `name` and `confirmed`.
    ///
    /// # Errors
    /// Those about lists of [`Error`]; others if a code is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let list = List::read(text, "organisation", &["code", "name", "confirmed"])?;
        let mut names = BTreeMap::new();
        for entry in list.entries {
            let confirmed = entry.flag("confirmed")?;
            let organisation = OrganisationName {
                code: entry.text("code")?.parse::<OrganisationCode>()?.current()?,
                name: entry.text("name")?,
                is_confirmed: confirmed.ok_or_else(|| entry.missing("confirmed"))?,
            };
            let what = organisation.code.to_string();
            if names.insert(organisation.code.clone(), organisation).is_some() {
                return Err(Error::ListTwice { line: entry.line, what });
            }
        }
        Ok(Self { name: list.name, version: list.version, source: list.source, names })
    }

    /// What the list is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the list.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the list is taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The organisations in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &OrganisationName> {
        self.names.values()
    }

    /// The organisation with this code, or the nearest above it that the list has.
    ///
    /// # Errors
    /// [`Error::OrganisationUnclear`].
    pub fn nearest(&self, code: &OrganisationCode) -> Result<Option<&OrganisationName>, Error> {
        let mut code = Some(code.current()?);
        while let Some(current) = code {
            if let Some(found) = self.names.get(&current) {
                return Ok(Some(found));
            }
            code = current.parent()?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_crate() {
        let names = OrganisationNames::parse(include_str!("organisations.toml")).unwrap();
        assert_eq!(&names, OrganisationNames::first_level());
        assert!(names.iter().count() >= 12);
        assert!(names.iter().all(|it| it.code().parent() == Ok(None)), "first level only");
    }

    #[test]
    fn the_nearest_is_found() {
        let text = "format = 1\nname = \"x\"\nversion = \"1\"\nsource = \"x\"\n\
            [[organisation]]\ncode = \"000.00.12.H57\"\nname = \"Sở\"\nconfirmed = true\n\
            [[organisation]]\ncode = \"H57\"\nname = \"Tỉnh\"\nconfirmed = false\n";
        let names = OrganisationNames::parse(text).unwrap();
        let found =
            |code: &str| names.nearest(&code.parse().unwrap()).map(|it| it.map(|it| it.name()));
        assert_eq!(found("H57.12.05.001"), Ok(Some("Sở")));
        assert_eq!(found("001.05.12.H57"), Ok(Some("Sở")));
        assert_eq!(found("H57.13"), Ok(Some("Tỉnh")));
        assert_eq!(found("H58.12"), Ok(None));
        assert!(found("28.22.H17").is_err());
        let twice = text.replace("code = \"H57\"", "code = \"H57.12\"");
        let error = Error::ListTwice { line: 9, what: "H57.12".into() };
        assert_eq!(OrganisationNames::parse(&twice), Err(error));
        let wrong = |from: &str, to: &str| OrganisationNames::parse(&text.replacen(from, to, 1));
        assert!(matches!(wrong("H57", "57"), Err(Error::OrganisationForm(_))));
        assert!(matches!(wrong("confirmed = true\n", ""), Err(Error::ListKey { line: 5, .. })));
    }
}
