//! Forms that were filled after they were signed, by programs and by hand (fixtures/forms.tsv).

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use common::{Row, Table, files_in, fixtures};
use kyso::report::{Language, Messages, Theme, write_text};
use kyso::trust::TrustStore;
use kyso::validation::{Change, ChangeLevel, Code};
use kyso::verify::{SignatureReport, Verifier};

fn table() -> Table {
    Table::read(&fixtures().join("forms.tsv"))
}

fn set(cell: &str) -> BTreeSet<&str> {
    cell.split(';').filter(|part| !part.is_empty()).collect()
}

#[test]
fn filled_forms_are_judged_by_what_they_show() {
    let trust = TrustStore::open(&fixtures().join("forms/trust")).unwrap();
    let verifier = Verifier::new(trust).at("2026-11-20T08:00:00Z".parse().unwrap());
    let mut wrong = Vec::new();
    for row in table().rows() {
        let path = fixtures().join("forms/documents").join(row.cell("file"));
        let report = verifier.verify_file(&path);
        let signature = &report.signatures[0];
        let conclusion = &signature.conclusion;
        let changes = signature.facts.change_list.iter().filter(|it| is_filling(it));
        let filled: Vec<_> = changes.filter_map(|it| it.field.as_ref()).collect();
        let names: BTreeSet<&str> = filled.iter().map(|it| it.name.as_ref()).collect();
        let reasons: BTreeSet<&str> = filled.iter().filter_map(|it| it.reason.as_deref()).collect();
        let sub = conclusion.indication.sub_indication().map_or("", |sub| sub.name());
        for (column, found) in [
            ("level", signature.facts.changes.name()),
            ("permitted", if signature.facts.changes_permitted() { "true" } else { "false" }),
            ("indication", conclusion.indication.name()),
            ("sub_indication", sub),
        ] {
            if row.cell(column) != found {
                wrong.push(format!("{}: {column} {found}", row.cell("file")));
            }
        }
        if (names.clone(), reasons.clone()) != (set(row.cell("fields")), set(row.cell("reasons"))) {
            wrong.push(format!("{}: {names:?} {reasons:?}", row.cell("file")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a change is about what a field holds.
fn is_filling(change: &Change) -> bool {
    let code = change.code.as_ref();
    ["field-changed", "field-undecided"].contains(&code) || code.ends_with("-field-filled")
}

#[test]
fn the_report_says_what_was_filled_in() {
    let trust = TrustStore::open(&fixtures().join("forms/trust")).unwrap();
    let verifier = Verifier::new(trust);
    let report = verifier.verify_file(&fixtures().join("forms/documents/dien-pdfbox.pdf"));
    let said = |name: &str| {
        let changes = &report.signatures[0].facts.change_list;
        let is_named = |it: &&Change| it.field.as_ref().is_some_and(|it| it.name.as_ref() == name);
        let change = changes.iter().filter(|it| is_filling(it)).find(is_named).unwrap();
        assert_eq!(change.page, (name != "chon").then_some(1).or(change.page));
        let field = change.field.as_ref().unwrap();
        (change.code.to_string(), field.before.as_deref().unwrap(), field.after.as_deref().unwrap())
    };
    let text = "text-field-filled".to_owned();
    assert_eq!(said("ho_ten"), (text.clone(), "", "Trần Thị Bình"));
    assert_eq!(said("da_co"), (text.clone(), "cu", "moi"));
    assert_eq!(said("tren.duoi"), (text, "", "ben duoi"));
    assert_eq!(said("loai"), ("choice-field-filled".to_owned(), "", "Cong van (cv)"));
    assert_eq!(said("chon"), ("button-field-filled".to_owned(), "Off", "co"));
}

#[test]
fn a_locked_field_that_was_filled_is_named_with_the_lock() {
    let trust = TrustStore::open(&fixtures().join("forms/trust")).unwrap();
    let verifier = Verifier::new(trust);
    for (file, name) in [
        ("khoa-dung-o.pdf", "so"),
        ("khoa-o-tren.pdf", "tren.duoi"),
        ("khoa-tat-ca.pdf", "ghi_chu"),
    ] {
        let report = verifier.verify_file(&fixtures().join("forms/documents").join(file));
        let SignatureReport { facts, conclusion } = &report.signatures[0];
        let refused = facts.change_list.iter().filter(|it| it.level == ChangeLevel::Other);
        let refused: Vec<_> = refused.filter_map(|it| it.field.as_ref()).collect();
        assert_eq!(refused.len(), 1, "{file}");
        assert_eq!((&*refused[0].name, refused[0].reason.as_deref()), (name, Some("locked")));
        let finding = conclusion.findings.iter().find(|it| it.code == Code::ChangesNotPermitted);
        let named = ("changes".into(), "text-field-filled".to_owned());
        assert!(finding.unwrap().arguments.contains(&named), "{finding:?}");
        for (language, lock) in [(Language::Vi, "đã khóa"), (Language::En, "locks it")] {
            let mut text = Vec::new();
            let messages = Messages::new(language);
            write_text(&mut text, file.as_ref(), &report, &messages, Theme::Plain).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert!(text.contains(name) && text.contains(lock), "{file}: {text}");
        }
    }
}

#[test]
fn each_row_stands_for_a_file_and_says_why() {
    let table = table();
    let listed: BTreeSet<_> = table.rows().map(|row| row.cell("file").to_owned()).collect();
    assert_eq!(listed, files_in(&fixtures().join("forms/documents")));
    let forged = |row: &Row<'_>| row.cell("file").starts_with("gia-mao");
    assert!(table.rows().filter(forged).count() >= 6);
    for row in table.rows() {
        assert!(!forged(&row) || row.cell("level") == "other", "{}", row.cell("file"));
        assert!(row.cell("clause").contains(char::is_numeric), "{}", row.cell("file"));
        assert!(row.cell("reason").len() > 15, "{}", row.cell("file"));
    }
}
