//! Codes of organisations.

use std::fmt;
use std::str::FromStr;

use super::Error;
use super::text::Reader;
use crate::limits::ORGANISATION_CODE_CHARS;

/// The code of an organisation, in either of its forms.
///
/// The current one (Decision 20/2020/QĐ-TTg) has the highest level first, `H57.12.05.001`. The former
/// (QCVN 102:2016/BTTTT) has it last and always 13 characters, `001.05.12.H57`; documents, timestamps
/// and metadata of those years have that.
///
/// ```
/// use kyso::record::OrganisationCode;
///
/// let former: OrganisationCode = "002.00.20.H13".parse()?;
/// assert_eq!(former.current()?.to_string(), "H13.20.00.002");
/// assert_eq!(former.current()?.former()?, former);
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct OrganisationCode {
    form: OrganisationCodeForm,
    /// As they are written.
    groups: Vec<String>,
}

/// In which form a code is written.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum OrganisationCodeForm {
    /// The highest level first (Decision 20/2020/QĐ-TTg).
    Current,
    /// Four levels in 13 characters, the highest last (QCVN 102:2016/BTTTT).
    Former,
    /// The highest level last, but not in 13 characters, as in `28.22.H17`. It is kept as it is: what it
    /// means can only be guessed.
    Unclear,
}

/// How many characters the groups of the former form have, the lowest level first.
const FORMER: [usize; 4] = [3, 2, 2, 3];

impl OrganisationCode {
    /// In which form it is written.
    pub fn form(&self) -> OrganisationCodeForm {
        self.form
    }

    /// The code of the first level, a ministry or a province: `H57`.
    pub fn first_level(&self) -> &str {
        let first = match self.form {
            OrganisationCodeForm::Current => self.groups.first(),
            OrganisationCodeForm::Former | OrganisationCodeForm::Unclear => self.groups.last(),
        };
        first.map_or("", String::as_str)
    }

    /// The same organisation in the current form. Groups of zeros below the organisation are left out,
    /// those above it are levels that it does not have, and stay.
    ///
    /// # Errors
    /// [`Error::OrganisationUnclear`].
    pub fn current(&self) -> Result<Self, Error> {
        match self.form {
            OrganisationCodeForm::Current => Ok(self.clone()),
            OrganisationCodeForm::Former => {
                let below = self.groups.iter().take_while(|group| is_zero(group)).count();
                let groups = self.groups.iter().skip(below).rev().cloned().collect();
                Ok(Self { form: OrganisationCodeForm::Current, groups })
            }
            OrganisationCodeForm::Unclear => Err(Error::OrganisationUnclear(self.to_string())),
        }
    }

    /// The same organisation in the former form, as systems want it that know no other.
    ///
    /// # Errors
    /// [`Error::NoFormerForm`] if it has more levels than four or longer groups, or ends with a group of
    /// zeros, which the former form could not tell from its absence; [`Error::OrganisationUnclear`].
    pub fn former(&self) -> Result<Self, Error> {
        let current = self.current()?;
        let zeros = FORMER.map(|length| "0".repeat(length));
        let missing = FORMER.len().checked_sub(current.groups.len());
        let below = missing.and_then(|missing| zeros.get(..missing)).unwrap_or_default();
        let own = current.groups.iter().rev().cloned();
        let former = Self {
            form: OrganisationCodeForm::Former,
            groups: below.iter().cloned().chain(own).collect(),
        };
        if is_former(&former.groups) && former.current().as_ref() == Ok(&current) {
            Ok(former)
        } else {
            Err(Error::NoFormerForm(self.to_string()))
        }
    }

    /// Whether both are codes of one organisation, in whatever form. Unclear ones are only what is
    /// written the same.
    pub fn is_same_organisation(&self, other: &Self) -> bool {
        self == other || matches!((self.current(), other.current()), (Ok(a), Ok(b)) if a == b)
    }

    /// The organisation directly above, in the current form; `None` at the first level.
    ///
    /// # Errors
    /// [`Error::OrganisationUnclear`].
    pub fn parent(&self) -> Result<Option<Self>, Error> {
        let mut above = self.current()?;
        above.groups.pop();
        // a level that it does not have is nobody
        while above.groups.last().is_some_and(|group| is_zero(group)) {
            above.groups.pop();
        }
        Ok(Some(above).filter(|it| !it.groups.is_empty()))
    }
}

fn is_zero(group: &str) -> bool {
    group.bytes().all(|it| it == b'0')
}

/// A ministry, a province or the like: a letter and two digits.
fn is_first_level(group: &str) -> bool {
    let mut bytes = group.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_uppercase())
        && group.len() == 3
        && bytes.all(|it| it.is_ascii_digit())
}

/// 3+1+2+1+2+1+3 characters. The lowest level is a number, so that no code is in both forms.
fn is_former(groups: &[String]) -> bool {
    groups.iter().map(String::len).eq(FORMER)
        && groups.last().is_some_and(|it| is_first_level(it))
        && groups.first().is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()))
}

impl FromStr for OrganisationCode {
    type Err = Error;

    /// Reads a code in any form, with small letters too.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = Reader::new(text)?.text().to_ascii_uppercase();
        if text.chars().nth(ORGANISATION_CODE_CHARS).is_some() {
            return Err(Error::TooLong(ORGANISATION_CODE_CHARS));
        }
        let groups: Vec<_> = text.split('.').map(str::to_owned).collect();
        let is_group = |it: &String| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
        };
        let is_code = groups.iter().all(is_group);
        let form = match (groups.first(), groups.last()) {
            (Some(first), _) if is_code && is_first_level(first) => OrganisationCodeForm::Current,
            _ if is_code && is_former(&groups) => OrganisationCodeForm::Former,
            (_, Some(last)) if is_code && is_first_level(last) => OrganisationCodeForm::Unclear,
            _ => return Err(Error::OrganisationForm(text)),
        };
        Ok(Self { form, groups })
    }
}

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.groups.join("."))
    }
}

serde_as_text!(OrganisationCode, "code of an organisation", |text| text.parse().ok());

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> OrganisationCode {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn former_codes_become_current_ones_and_back() {
        for (former, current) in [
            ("000.00.00.H57", "H57"),
            ("000.00.12.H57", "H57.12"),
            ("000.05.12.H57", "H57.12.05"),
            ("001.05.12.H57", "H57.12.05.001"),
            ("000.00.43.H37", "H37.43"),
            ("000.00.00.G22", "G22"),
            // levels that it does not have
            ("002.00.20.H13", "H13.20.00.002"),
            ("000.05.00.H57", "H57.00.05"),
            ("001.00.00.H57", "H57.00.00.001"),
        ] {
            assert_eq!(code(former).form(), OrganisationCodeForm::Former);
            assert_eq!(code(current).form(), OrganisationCodeForm::Current);
            assert_eq!(code(former).current(), Ok(code(current)), "{former}");
            assert_eq!(code(current).former(), Ok(code(former)), "{current}");
            assert_eq!(code(former).to_string(), former);
            assert_eq!(code(former).first_level(), code(current).first_level());
            assert!(code(former).is_same_organisation(&code(current)));
        }
    }

    /// All of them, with two values for each group.
    #[test]
    fn no_two_former_codes_become_one() {
        let mut seen = std::collections::BTreeSet::new();
        for (c4, c3, c2) in (0..8).map(|it| (it & 1, it >> 1 & 1, it >> 2)) {
            let former = code(&format!("{:03}.{:02}.{:02}.H01", c4 * 7, c3 * 10, c2 * 99));
            assert_eq!(former.current().unwrap().former(), Ok(former.clone()));
            assert!(seen.insert(former.current().unwrap()));
        }
    }

    #[test]
    fn what_has_no_former_form() {
        for text in
            ["H57.1", "H57.123", "H57.12.05.01", "H57.12.05.001.01", "H57.12.00", "H37.12.05.DN1"]
        {
            let error = Error::NoFormerForm(text.to_owned());
            assert_eq!(code(text).former(), Err(error), "{text}");
            assert_eq!(code(text).current(), Ok(code(text)));
        }
        // a code of the field whose second group is letters
        assert_eq!(code("H37.DN.001").form(), OrganisationCodeForm::Current);
        assert!(code("H37.DN.001").former().is_err());
    }

    #[test]
    fn what_is_unclear_is_kept_and_never_guessed() {
        let unclear = code("28.22.H17");
        assert_eq!(unclear.form(), OrganisationCodeForm::Unclear);
        assert_eq!(unclear.to_string(), "28.22.H17");
        assert_eq!(unclear.first_level(), "H17");
        let error = Error::OrganisationUnclear("28.22.H17".into());
        assert_eq!(unclear.current(), Err(error.clone()));
        assert_eq!(unclear.former(), Err(error.clone()));
        assert_eq!(unclear.parent(), Err(error));
        assert!(unclear.is_same_organisation(&unclear.clone()));
        assert!(!unclear.is_same_organisation(&code("H17.22.28")));
        assert!(!unclear.is_same_organisation(&code("000.28.22.H17")));
    }

    #[test]
    fn what_is_above() {
        let above = |text: &str| code(text).parent().unwrap().map(|it| it.to_string());
        assert_eq!(above("H57.12.05").as_deref(), Some("H57.12"));
        assert_eq!(above("001.05.12.H57").as_deref(), Some("H57.12.05"));
        assert_eq!(above("H13.20.00.002").as_deref(), Some("H13.20"));
        assert_eq!(above("H57.00.00.001").as_deref(), Some("H57"));
        assert_eq!(above("000.00.00.H57"), None);
    }

    #[test]
    fn small_letters_and_spaces_are_read() {
        assert_eq!(code(" h57.12 ").to_string(), "H57.12");
        assert_eq!(code("h37.dn.001"), code("H37.DN.001"));
    }

    #[test]
    fn what_is_no_code() {
        for text in [
            "", ".", "57", "H57.", ".H57", "H57..12", "H5", "H577", "57H", "12.05", "H57 12",
            "H57/12", "Đ57", "H٥٧", "Н57",
        ] {
            let read = text.parse::<OrganisationCode>();
            assert!(matches!(read, Err(Error::OrganisationForm(_))), "{text}: {read:?}");
        }
        let long = format!("H57{}", ".01".repeat(11));
        assert_eq!(long.parse::<OrganisationCode>(), Err(Error::TooLong(ORGANISATION_CODE_CHARS)));
        assert!(long[..33].parse::<OrganisationCode>().is_ok());
        assert!(matches!(
            "H57\u{200d}".parse::<OrganisationCode>(),
            Err(Error::HiddenCharacter { .. })
        ));
    }
}
