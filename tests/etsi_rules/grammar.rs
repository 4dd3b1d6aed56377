//! The rules of `docs/etsi-report.md`, read from there.

use std::collections::BTreeMap;

/// What an element of a type holds.
pub(crate) struct Rule {
    /// Attributes, and whether they must be there.
    pub(crate) attributes: Vec<(String, bool)>,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    /// A child by its name, and its type.
    Child(String, String),
    Choice(Vec<Content>),
    /// At least and at most so many.
    Repeat(Box<Content>, usize, usize),
    Sequence(Vec<Content>),
}

pub(crate) struct Grammar {
    pub(crate) rules: BTreeMap<String, Rule>,
    /// The values of each closed list.
    pub(crate) lists: BTreeMap<String, Vec<String>>,
}

impl Grammar {
    pub(crate) fn read(document: &str) -> Self {
        let rules = block(document, "rules").map(|(name, text)| (name, rule(&text))).collect();
        let lists = block(document, "lists").map(|(name, text)| {
            let (prefix, words) = text.trim().split_once(": ").unwrap();
            let words = words.split_whitespace();
            (name, words.map(|word| format!("{prefix}:{word}")).collect())
        });
        Self { rules, lists: lists.collect() }
    }

    /// The types of the children, where they are what the type holds.
    pub(crate) fn types<'a>(&'a self, rule: &'a Rule, children: &[String]) -> Option<Vec<&'a str>> {
        let mut ways = vec![(0, Vec::new())];
        rule.content.follow(children, &mut ways);
        ways.into_iter().find(|(end, _)| *end == children.len()).map(|(_, types)| types)
    }
}

type Ways<'a> = Vec<(usize, Vec<&'a str>)>;

impl Content {
    /// From each place that was reached, every place that can be reached.
    fn follow<'a>(&'a self, children: &[String], ways: &mut Ways<'a>) {
        match self {
            Self::Child(name, kind) => ways.retain_mut(|(place, types)| {
                let is_there = children.get(*place) == Some(name);
                *place += 1;
                types.push(kind);
                is_there
            }),
            Self::Choice(parts) => {
                let begun = std::mem::take(ways);
                for part in parts {
                    let mut one = begun.clone();
                    part.follow(children, &mut one);
                    ways.append(&mut one);
                }
            }
            Self::Repeat(part, least, most) => {
                let mut now = std::mem::take(ways);
                for count in 0..=(*most).min(children.len() + 1) {
                    if count >= *least {
                        ways.extend(now.iter().cloned());
                    }
                    part.follow(children, &mut now);
                    if count == *most || now.is_empty() {
                        break;
                    }
                }
            }
            Self::Sequence(parts) => parts.iter().for_each(|part| part.follow(children, ways)),
        }
        // Different ways to one place are of no interest.
        ways.sort_by_key(|(place, _)| *place);
        ways.dedup_by_key(|(place, _)| *place);
    }
}

/// The lines `name = text` of a fenced block.
fn block<'a>(document: &'a str, name: &str) -> impl Iterator<Item = (String, String)> + 'a {
    let (_, block) = document.split_once(&format!("```{name}\n")).unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(|line| {
        let (name, text) = line.split_once(" = ").unwrap_or_else(|| panic!("no rule: {line}"));
        (name.trim().to_owned(), text.to_owned())
    })
}

fn rule(text: &str) -> Rule {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let attributes = words.extract_if(.., |word| word.starts_with('@')).map(|word| {
        let name = &word[1..word.len() - 1];
        (name.to_owned(), word.ends_with('!'))
    });
    let attributes = attributes.collect();
    let mut words = words.into_iter().peekable();
    let content = alternatives(&mut words);
    assert!(words.next().is_none(), "{text}");
    Rule { attributes, content }
}

type Words<'a> = std::iter::Peekable<std::vec::IntoIter<&'a str>>;

fn alternatives(words: &mut Words<'_>) -> Content {
    let mut choices = vec![Vec::new()];
    while let Some(word) = words.next_if(|word| !word.starts_with(')')) {
        let part = match word {
            "|" => {
                choices.push(Vec::new());
                continue;
            }
            "(" => {
                let inner = alternatives(words);
                repeated(inner, words.next().unwrap())
            }
            word => {
                let plain = word.trim_end_matches(['?', '*', '+']);
                let (name, kind) = plain.rsplit_once(':').unwrap();
                repeated(Content::Child(name.to_owned(), kind.to_owned()), word)
            }
        };
        choices.last_mut().unwrap().push(part);
    }
    let mut sequences: Vec<_> = choices.into_iter().map(Content::Sequence).collect();
    if sequences.len() == 1 { sequences.remove(0) } else { Content::Choice(sequences) }
}

fn repeated(content: Content, word: &str) -> Content {
    let (least, most) = match word.chars().next_back() {
        Some('?') => (0, 1),
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        _ => return content,
    };
    Content::Repeat(Box::new(content), least, most)
}
