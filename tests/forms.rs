//! Forms that were filled after they were signed, by programs and by hand (fixtures/forms.tsv).

// A test fails by panicking.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use common::{Row, Table, files_in, fixtures};
use kyso::trust::TrustStore;
use kyso::validation::Change;
use kyso::verify::Verifier;

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
        let filled: Vec<_> =
            signature.facts.change_list.iter().filter(|it| it.filling.is_some()).collect();
        let names: BTreeSet<&str> = filled.iter().filter_map(|it| it.field.as_deref()).collect();
        let reasons: BTreeSet<&str> =
            filled.iter().filter_map(|it| it.filling.as_ref()?.reason.as_deref()).collect();
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

#[test]
fn the_report_says_what_was_filled_in() {
    let trust = TrustStore::open(&fixtures().join("forms/trust")).unwrap();
    let verifier = Verifier::new(trust);
    let report = verifier.verify_file(&fixtures().join("forms/documents/dien-pdfbox.pdf"));
    let said = |name: &str| {
        let changes = &report.signatures[0].facts.change_list;
        let named = |it: &&Change| it.filling.is_some() && it.field.as_deref() == Some(name);
        let change = changes.iter().find(named).unwrap();
        assert_eq!(change.page, (name != "chon").then_some(1).or(change.page));
        let field = change.filling.as_ref().unwrap();
        (change.code.to_string(), field.before.as_deref().unwrap(), field.after.as_deref().unwrap())
    };
    let text = "text-field-filled".to_owned();
    assert_eq!(said("ho_ten"), (text.clone(), "", "Trần Thị Bình"));
    assert_eq!(said("da_co"), (text.clone(), "cu", "moi"));
    assert_eq!(said("tren.duoi"), (text, "", "ben duoi"));
    assert_eq!(said("loai"), ("choice-field-filled".to_owned(), "", "Cong van"));
    assert_eq!(said("chon"), ("button-field-filled".to_owned(), "Off", "co"));
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
