//! Who signs learns what a prepared file adds to the file that was read.

use crate::attacks::append;
use crate::sample;
use nghisu_pades::report::ChangeKind;
use nghisu_pades::{NotOnlyFilled, only_fills};

/// The objects of the last revision of a file whose objects are text, by number.
fn last_objects(base: &[u8], prepared: &[u8]) -> Vec<(u32, String)> {
    let text = String::from_utf8(prepared[base.len()..].to_vec()).expect("text");
    let objects = text.split("xref\n").next().expect("objects");
    objects
        .split("endobj\n")
        .filter_map(|object| {
            let (head, body) = object.split_once(" obj\n")?;
            let number = head.trim().split(' ').next()?.parse().ok()?;
            Some((number, body.trim_end().to_owned()))
        })
        .collect()
}

/// A prepared file whose one new revision holds these objects too.
fn smuggled(base: &[u8], more: &[(u32, &str)]) -> Vec<u8> {
    let prepared = sample::secretary()
        .prepare_unstamped(base, "ThuKy")
        .document;
    let objects = last_objects(base, &prepared);
    assert!(objects.len() >= 2, "a field and its value: {objects:?}");
    let mut all: Vec<(u32, &str)> = objects
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .filter(|(number, _)| more.iter().all(|(other, _)| other != number))
        .collect();
    all.extend(more);
    append(base, &all)
}

fn changed(base: &[u8], prepared: &[u8]) -> ChangeKind {
    match only_fills(base, prepared, "ThuKy") {
        Err(NotOnlyFilled::Changed(change)) => change.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_prepared_file_only_fills_its_field_before_and_after_another_signature() {
    let base = sample::with_fields();
    let prepared = sample::secretary().prepare(&base, "ThuKy").document;
    assert_eq!(only_fills(&base, &prepared, "ThuKy"), Ok(()));
    let signed = sample::secretary().sign(&base, "ThuKy");
    let prepared = sample::chair().prepare(&signed, "ChuToa").document;
    assert_eq!(only_fills(&signed, &prepared, "ChuToa"), Ok(()));
    // The way in which the other tests here forge a revision is not what they find.
    assert_eq!(only_fills(&base, &smuggled(&base, &[]), "ThuKy"), Ok(()));
}

#[test]
fn contents_of_a_page_that_come_with_the_signatures_place_are_found() {
    let base = sample::with_fields();
    let said = "BT /F1 12 Tf 72 730 Td (Nhat tri: 3/38) Tj ET";
    let content = format!("<</Length {}>>\nstream\n{said}\nendstream", said.len());
    assert_eq!(
        changed(&base, &smuggled(&base, &[(4, &content)])),
        ChangeKind::PageContentChanged
    );
}

#[test]
fn validation_data_or_another_field_is_more_than_a_signature_needs() {
    let base = sample::with_fields();
    let (_, catalog) = last_objects(&sample::minutes(), &base)
        .into_iter()
        .find(|(number, _)| *number == 1)
        .expect("fields change the catalogue");
    let catalog = catalog.replacen("<<", "<</DSS<</Certs[]>>", 1);
    assert_eq!(
        changed(&base, &smuggled(&base, &[(1, &catalog)])),
        ChangeKind::SecurityStoreUpdated
    );
    let prepared = sample::chair().prepare(&base, "ChuToa").document;
    assert_eq!(changed(&base, &prepared), ChangeKind::SignatureFieldFilled);
}

#[test]
fn a_second_revision_is_found_whatever_it_holds() {
    let base = sample::with_fields();
    let between = append(
        &base,
        &[(9, "<</Title(Bien ban)/ModDate(D:20260605130000Z)>>")],
    );
    let prepared = sample::secretary().prepare(&between, "ThuKy").document;
    assert_eq!(
        only_fills(&base, &prepared, "ThuKy"),
        Err(NotOnlyFilled::Revisions(2))
    );
    assert_eq!(
        only_fills(&base, &base, "ThuKy"),
        Err(NotOnlyFilled::Revisions(0))
    );
}

#[test]
fn a_revision_that_fills_nothing_and_a_file_that_was_not_read_are_refused() {
    let base = sample::with_fields();
    let between = append(
        &base,
        &[(9, "<</Title(Bien ban)/ModDate(D:20260605130000Z)>>")],
    );
    assert_eq!(
        only_fills(&base, &between, "ThuKy"),
        Err(NotOnlyFilled::NotFilled("ThuKy".into()))
    );
    let mut other = base.clone();
    other[20] ^= 1;
    let prepared = sample::secretary().prepare(&base, "ThuKy").document;
    for read in [&other[..], &[]] {
        assert_eq!(
            only_fills(read, &prepared, "ThuKy"),
            Err(NotOnlyFilled::OtherFile)
        );
    }
    // Less than was read, cut in the middle of a revision.
    assert!(matches!(
        only_fills(&base[..base.len() - 40], &prepared, "ThuKy"),
        Err(NotOnlyFilled::Unreadable(_) | NotOnlyFilled::Revisions(_))
    ));
}
