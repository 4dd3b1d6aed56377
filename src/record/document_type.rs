//! Types of documents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Error;
use super::list::List;
use super::text::lookup_form;

/// A type of documents: quyết định, báo cáo, sao y.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DocumentType {
    id: String,
    abbreviation: Option<String>,
    name: String,
    class: DocumentClass,
}

/// What kind of type it is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DocumentClass {
    /// An administrative document (Decree 30, Article 7).
    Administrative,
    /// A copy of a document (Decree 30, Article 25).
    Copy,
}

impl DocumentClass {
    /// Every class.
    pub const ALL: &[Self] = &[Self::Administrative, Self::Copy];

    /// The word used in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrative => "administrative",
            Self::Copy => "copy",
        }
    }
}

impl DocumentType {
    /// The stable word for it: `quyet-dinh`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The abbreviation that symbols begin with: `QĐ`. Letters (công văn) and personal letters (thư công)
    /// have none.
    pub fn abbreviation(&self) -> Option<&str> {
        self.abbreviation.as_deref()
    }

    /// The name in Vietnamese: `Quyết định`. The head of a document has it in capitals.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of type it is.
    pub fn class(&self) -> DocumentClass {
        self.class
    }
}

/// A list of types, that of Decree 30 or one's own.
///
/// ```
/// use kyso::record::DocumentTypes;
///
/// let own = r#"
///     format = 1
///     name = "so-noi-vu"
///     version = "2026-11-28"
///     source = "Quyết định của Giám đốc Sở"
///
///     [[type]]
///     id = "phieu-trinh"
///     abbreviation = "PTr"
///     name = "Phiếu trình"
///     class = "administrative"
/// "#;
/// let types = DocumentTypes::parse(own)?;
/// assert_eq!(types.by_abbreviation("ptr").unwrap().name(), "Phiếu trình");
/// # Ok::<(), kyso::record::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DocumentTypes {
    name: String,
    version: String,
    source: String,
    types: Vec<DocumentType>,
    by_abbreviation: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
    by_id: BTreeMap<String, usize>,
}

impl DocumentTypes {
    /// The 29 types and 3 kinds of copies of Decree 30/2020/NĐ-CP (Articles 7 and 25, Annex III).
    pub fn decree_30() -> &'static Self {
        // A test holds the file to being a list. One that were none would name nothing.
        static TYPES: LazyLock<DocumentTypes> = LazyLock::new(|| {
            DocumentTypes::parse(include_str!("document_types.toml")).unwrap_or_default()
        });
        &TYPES
    }

    /// Reads a list in TOML, strictly. Each `[[type]]` has `id`, `name`, `class`, and may have
    /// `abbreviation` and `also` (other spellings of the name).
    ///
    /// # Errors
    /// Those about lists of [`Error`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let list = List::read(text, "type", &["id", "abbreviation", "name", "class", "also"])?;
        let mut types =
            Self { name: list.name, version: list.version, source: list.source, ..Self::default() };
        for entry in list.entries {
            let at = types.types.len();
            let insert = |index: &mut BTreeMap<String, usize>, what: String| {
                match index.insert(lookup_form(&what)?, at) {
                    // two spellings of one name are not two types
                    Some(other) if other != at => Err(Error::ListTwice { line: entry.line, what }),
                    _ => Ok(()),
                }
            };
            let class = entry.text("class")?;
            let class = DocumentClass::ALL.iter().find(|it| it.name() == class);
            let read = DocumentType {
                id: entry.text("id")?,
                abbreviation: entry.optional_text("abbreviation")?,
                name: entry.text("name")?,
                class: *class.ok_or_else(|| entry.missing("class"))?,
            };
            insert(&mut types.by_id, read.id.clone())?;
            if let Some(abbreviation) = read.abbreviation.clone() {
                insert(&mut types.by_abbreviation, abbreviation)?;
            }
            for name in [read.name.clone()].into_iter().chain(entry.texts("also")?) {
                insert(&mut types.by_name, name)?;
            }
            types.types.push(read);
        }
        Ok(types)
    }

    /// What the list is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the list.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rule that the list is taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The types in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &DocumentType> {
        self.types.iter()
    }

    /// The type with this abbreviation, in capitals or not: `QĐ`.
    pub fn by_abbreviation(&self, abbreviation: &str) -> Option<&DocumentType> {
        self.at(&self.by_abbreviation, abbreviation)
    }

    /// The type of this name, in capitals or not: `QUYẾT ĐỊNH`.
    pub fn by_name(&self, name: &str) -> Option<&DocumentType> {
        self.at(&self.by_name, name)
    }

    /// The type with this stable word: `quyet-dinh`.
    pub fn by_id(&self, id: &str) -> Option<&DocumentType> {
        self.at(&self.by_id, id)
    }

    fn at(&self, index: &BTreeMap<String, usize>, what: &str) -> Option<&DocumentType> {
        self.types.get(*index.get(&lookup_form(what).ok()?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "format = 1\nname = \"thu\"\nversion = \"1\"\nsource = \"thử\"\n";
    const TYPE: &str = "[[type]]\nid = \"a\"\nname = \"Á\"\nclass = \"copy\"\n";

    #[test]
    fn the_list_of_the_decree() {
        let types = DocumentTypes::parse(include_str!("document_types.toml")).unwrap();
        assert_eq!(&types, DocumentTypes::decree_30());
        let count = |class| types.iter().filter(|it| it.class() == class).count();
        assert_eq!(count(DocumentClass::Administrative), 29);
        assert_eq!(count(DocumentClass::Copy), 3);
        let without: Vec<_> =
            types.iter().filter(|it| it.abbreviation().is_none()).map(|it| it.id()).collect();
        assert_eq!(without, ["cong-van", "thu-cong"]);
        let abbreviations: Vec<_> = types.iter().filter_map(|it| it.abbreviation()).collect();
        assert_eq!(
            abbreviations.join(" "),
            "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC \
             PB SY SL TrS"
        );
    }

    #[test]
    fn types_are_found_as_people_write_them() {
        let types = DocumentTypes::decree_30();
        let id = |found: Option<&DocumentType>| found.map(|it| it.id().to_owned());
        for (name, wanted) in [
            ("QUYẾT ĐỊNH", "quyet-dinh"),
            ("quyết  ðịnh", "quyet-dinh"),
            ("Công va\u{306}n", "cong-van"),
            ("Bản thoả thuận", "ban-thoa-thuan"),
            ("GIẤY UỶ QUYỀN", "giay-uy-quyen"),
            ("nghị quyết (cá biệt)", "nghi-quyet"),
        ] {
            assert_eq!(id(types.by_name(name)).as_deref(), Some(wanted), "{name}");
        }
        assert_eq!(id(types.by_abbreviation("Q\u{d0}")).as_deref(), Some("quyet-dinh"));
        for other in ["", "QD", "Q", "QĐ-UBND", "Q\u{200b}Đ"] {
            assert_eq!(types.by_abbreviation(other), None, "{other}");
        }
        for kind in types.iter() {
            assert_eq!(types.by_id(kind.id()), Some(kind));
            assert_eq!(types.by_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn lists_are_read_strictly() {
        let parse = |text: &str| DocumentTypes::parse(text).map(|it| it.iter().count());
        let wrong = |line, key: &str| Err(Error::ListKey { line, key: key.to_owned() });
        assert_eq!(parse(&format!("\u{feff}{HEAD}{TYPE}")), Ok(1));
        assert_eq!(parse(HEAD), Ok(0));
        assert_eq!(parse(""), wrong(1, "format"));
        assert_eq!(parse(&HEAD.replace('1', "2")), wrong(1, "format"));
        assert_eq!(parse(&HEAD.replace("\"1\"", "1")), wrong(3, "version"));
        assert_eq!(parse(&HEAD.replace("source", "sources")), wrong(4, "sources"));
        assert_eq!(parse(&format!("{HEAD}type = [1]")), wrong(5, "type"));
        assert_eq!(parse(&format!("{HEAD}{}", TYPE.replace("copy", "other"))), wrong(5, "class"));
        assert_eq!(parse(&format!("{HEAD}{}", TYPE.replace("id", "idd"))), wrong(6, "idd"));
        assert_eq!(parse(&format!("{HEAD}{}", TYPE.replace("\"Á\"", "\"\""))), wrong(5, "name"));
        assert_eq!(parse(&format!("{HEAD}{TYPE}also = [1]")), wrong(9, "also"));
        assert_eq!(parse(&format!("{HEAD}{TYPE}also = true")), wrong(5, "also"));
        assert_eq!(parse(&format!("{HEAD}{TYPE}also = [\"á\"]")), Ok(1));
        let twice = Error::ListTwice { line: 9, what: "a".to_owned() };
        assert_eq!(parse(&format!("{HEAD}{TYPE}{TYPE}")), Err(twice));
        assert!(matches!(parse("format = \n"), Err(Error::ListSyntax { line: 1, .. })));
        let long = format!("{HEAD}#{}", "x".repeat(crate::limits::RECORD_LIST_BYTES));
        assert_eq!(parse(&long), Err(Error::ListTooLarge));
        let many = "{},".repeat(crate::limits::RECORD_LIST_ENTRIES + 1);
        assert_eq!(parse(&format!("{HEAD}type = [{many}]")), Err(Error::ListTooLarge));
    }
}
