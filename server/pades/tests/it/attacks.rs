//! The known ways to change a signed PDF without breaking its bytes: each is named invalid.

use crate::sample;
use crate::validation::{codes, options};
use nghisu_pades::report::ChangeKind;
use nghisu_pades::{ReasonCode, Report, Verdict, information, validate};

/// Where the file's last cross-reference section stands.
fn previous_section(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let offset = text
        .rsplit("startxref\n")
        .next()
        .and_then(|rest| rest.lines().next());
    offset.expect("an offset").to_owned()
}

/// Appends a revision with these objects, as any program could.
pub(crate) fn append(pdf: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let previous = previous_section(pdf);
    let mut out = pdf.to_vec();
    let mut table = String::new();
    for (number, object) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(
        format!("xref\n{table}trailer\n<</Size 200/Root 1 0 R/Info 9 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    out
}

/// Exchanges one piece of text for another of the same length, the last time it occurs.
fn exchange(pdf: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = pdf
        .windows(from.len())
        .rposition(|window| window == from.as_bytes())
        .expect("the text occurs");
    let mut out = pdf.to_vec();
    out[at..at + to.len()].copy_from_slice(to.as_bytes());
    out
}

fn judged(pdf: &[u8]) -> Report {
    let report = validate(pdf, &options());
    assert_eq!(report.verdict, Verdict::Invalid, "{report:#?}");
    report
}

fn kinds(report: &Report, signature: usize) -> Vec<ChangeKind> {
    report.signatures[signature]
        .changes
        .iter()
        .filter(|one| !one.allowed)
        .map(|one| one.kind)
        .collect()
}

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/StructParents 0/Tabs/S";
const FORGED: &str =
    "<</Length 40>>\nstream\nBT /F1 12 Tf 72 730 Td (Khong: 0/38) Tj ET\nendstream";

/// The references to annotations that the page has after the fields were added.
fn annotations(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let after = text.rsplit("/Annots [").next().expect("annotations");
    after.split(']').next().expect("their end").to_owned()
}

#[test]
fn page_content_replaced_after_signing() {
    let forged = FORGED.replace(
        "40",
        &"BT /F1 12 Tf 72 730 Td (Khong: 0/38) Tj ET"
            .len()
            .to_string(),
    );
    let report = judged(&append(&sample::signed_twice(), &[(4, &forged)]));
    assert_eq!(kinds(&report, 0), [ChangeKind::PageContentChanged]);
    assert_eq!(kinds(&report, 1), [ChangeKind::PageContentChanged]);
    assert_eq!(codes(&report, 1), [ReasonCode::ChangedAfterSigning]);
    // The bytes themselves are untouched, which is why looking at digests alone is not enough.
    assert_eq!(report.signatures[1].integrity.digest_matches, Some(true));
}

#[test]
fn page_pointed_at_other_content_after_signing() {
    let signed = sample::signed_twice();
    let page = format!("{PAGE}/Annots[{}]/Contents 150 0 R>>", annotations(&signed));
    let content = "<</Length 2>>\nstream\nq \nendstream";
    let report = judged(&append(&signed, &[(3, &page), (150, content)]));
    assert!(kinds(&report, 1).contains(&ChangeKind::PageContentChanged));
}

#[test]
fn annotation_laid_over_the_page_after_signing() {
    let signed = sample::signed_twice();
    let page = format!(
        "{PAGE}/Contents 4 0 R/Annots[{} 150 0 R]>>",
        annotations(&signed)
    );
    let note = "<</Type/Annot/Subtype/FreeText/Rect[72 720 300 745]/Contents(0/38)/DA(/F1 12 Tf)>>";
    let report = judged(&append(&signed, &[(3, &page), (150, note)]));
    assert_eq!(kinds(&report, 1), [ChangeKind::AnnotationAdded]);
}

#[test]
fn font_exchanged_after_signing() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>";
    let report = judged(&append(&sample::signed_twice(), &[(5, font)]));
    assert_eq!(kinds(&report, 0), [ChangeKind::ObjectChanged]);
}

#[test]
fn catalogue_pointed_at_other_pages_after_signing() {
    let signed = sample::signed_twice();
    let catalog = "<</Type/Catalog/Pages 150 0 R>>";
    let report = judged(&append(
        &signed,
        &[(1, catalog), (150, "<</Type/Pages/Kids[]/Count 0>>")],
    ));
    assert!(kinds(&report, 0).contains(&ChangeKind::CatalogChanged));
}

#[test]
fn signature_taken_out_after_signing() {
    let signed = sample::signed_twice();
    let text = String::from_utf8_lossy(&signed).into_owned();
    let form = text.find("/Fields [").expect("a form");
    let field: u32 = text[form + 9..]
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a field");
    let empty = "<</Type/Annot/Subtype/Widget/FT/Sig/T(ThuKy)/Rect[72 100 252 180]/P 3 0 R>>";
    let report = judged(&append(&signed, &[(field, empty)]));
    assert_eq!(
        report.signatures.len(),
        2,
        "the removed signature is still reported"
    );
    assert!(codes(&report, 0).contains(&ReasonCode::SignatureRemoved));
    assert_eq!(kinds(&report, 1), [ChangeKind::SignatureRemoved]);
}

/// Minutes with a hole prepared before they were signed: the page refers to object 150, which does not exist yet.
fn signed_with_a_hole() -> Vec<u8> {
    let objects: Vec<String> = {
        let content = "BT /F1 12 Tf 72 730 Td (38/38) Tj ET";
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".into(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents[4 0 R 150 0 R]>>"
                .into(),
            format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
            "null".into(),
            "null".into(),
            "null".into(),
            "<<>>".into(),
        ]
    };
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    let fields = nghisu_pades::add_fields(
        &sample::with_table(&objects),
        &[sample::field("ThuKy", 72.0)],
    );
    let signed = sample::secretary().sign(&fields.expect("fields"), "ThuKy");
    assert_eq!(validate(&signed, &options()).verdict, Verdict::Valid);
    signed
}

/// Appends a revision that holds nothing but its cross-reference stream, numbered 150, with these bytes behind its row.
fn append_section(pdf: &[u8], behind_the_row: &str) -> Vec<u8> {
    let start = pdf.len();
    let offset = u32::try_from(start).expect("a small file");
    let mut data = vec![1];
    data.extend_from_slice(&offset.to_be_bytes());
    data.extend_from_slice(&[0, 0]);
    data.extend_from_slice(behind_the_row.as_bytes());
    let mut out = pdf.to_vec();
    out.extend_from_slice(
        format!(
            "150 0 obj\n<</Type/XRef/Size 200/Root 1 0 R/Info 9 0 R/Prev {}/W[1 4 2]/Index[150 1]/Length {}>>\nstream\n",
            previous_section(pdf),
            data.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(&data);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

#[test]
fn object_revealed_that_the_signed_document_referred_to() {
    let report = judged(&append(
        &signed_with_a_hole(),
        &[(150, "<</Length 2>>\nstream\nq \nendstream")],
    ));
    assert_eq!(kinds(&report, 0), [ChangeKind::HiddenObjectRevealed]);
}

#[test]
fn cross_reference_stream_revealed_as_what_the_signed_page_shows() {
    // Where nobody refers to it, an update's own section changes nothing.
    let harmless = append_section(&sample::signed_twice(), "");
    assert_eq!(validate(&harmless, &options()).verdict, Verdict::Valid);

    let signed = signed_with_a_hole();
    let report = judged(&append_section(&signed, ""));
    assert_eq!(kinds(&report, 0), [ChangeKind::HiddenObjectRevealed]);

    // And what could be drawn, bytes that say nothing about the file, stands in no section.
    let drawn = "\nq BT /F1 12 Tf 72 730 Td (0/38) Tj ET Q";
    for signed in [signed, sample::signed_twice()] {
        let report = validate(&append_section(&signed, drawn), &options());
        assert_ne!(report.verdict, Verdict::Valid, "{report:#?}");
    }
}

#[test]
fn byte_range_that_does_not_begin_with_the_file() {
    let report = judged(&exchange(
        &sample::signed_twice(),
        "/ByteRange [0 ",
        "/ByteRange [1 ",
    ));
    assert_eq!(codes(&report, 1)[0], ReasonCode::ByteRangeMalformed);
}

#[test]
fn byte_range_that_leaves_out_more_than_the_value() {
    let signed = sample::signed_twice();
    let text = String::from_utf8_lossy(&signed).into_owned();
    let range = text
        .rsplit("/ByteRange [")
        .next()
        .and_then(|rest| rest.split(']').next())
        .expect("a range");
    let numbers: Vec<usize> = range
        .split_whitespace()
        .map(|n| n.parse().expect("a number"))
        .collect();
    let wider = format!("0 {} {} {}", numbers[1], numbers[2] + 10, numbers[3] - 10);
    let wider = format!("{wider:<width$}", width = range.len());
    let report = judged(&exchange(&signed, range, &wider));
    assert_eq!(codes(&report, 1)[0], ReasonCode::ByteRangeGap);
}

#[test]
fn byte_range_that_ends_before_its_revision_does() {
    let signed = sample::signed_twice();
    let text = String::from_utf8_lossy(&signed).into_owned();
    let range = text
        .rsplit("/ByteRange [")
        .next()
        .and_then(|rest| rest.split(']').next())
        .expect("a range");
    let numbers: Vec<usize> = range
        .split_whitespace()
        .map(|n| n.parse().expect("a number"))
        .collect();
    let shorter = format!("0 {} {} {}", numbers[1], numbers[2], numbers[3] - 50);
    let shorter = format!("{shorter:<width$}", width = range.len());
    let report = judged(&exchange(&signed, range, &shorter));
    assert_eq!(codes(&report, 1)[0], ReasonCode::ByteRangeEnd);
}

#[test]
fn value_wrapped_into_something_else() {
    // The signed ranges stay, the value moves: a second string stands in its place in the gap.
    let signed = sample::signed_twice();
    let report = judged(&exchange(&signed, "/Contents <", "/Contentz <"));
    assert_eq!(codes(&report, 1)[0], ReasonCode::ContentsMissing);
}

#[test]
fn foreign_data_behind_the_value() {
    let report = judged(&exchange(&sample::signed_twice(), "0000>", "00FF>"));
    assert_eq!(codes(&report, 1), [ReasonCode::ContentsPadding]);
}

/// An update that fills the second field with a signature dictionary of the attacker's making.
fn forged(dictionary: &str) -> Report {
    let signed = sample::secretary().sign(&sample::with_fields(), "ThuKy");
    let text = String::from_utf8_lossy(&signed).into_owned();
    let form = text.find("/Fields [").expect("a form");
    let field: u32 = text[form + 9..]
        .split(' ')
        .nth(3)
        .and_then(|n| n.parse().ok())
        .expect("the second field");
    let at = text.find(&format!("{field} 0 obj\n")).expect("its object");
    let old = text[at..].split('\n').nth(1).expect("its dictionary");
    let new = format!(
        "{}/V 150 0 R>>",
        old.strip_suffix(">>").expect("a dictionary")
    );
    judged(&append(&signed, &[(field, &new), (150, dictionary)]))
}

#[test]
fn signature_without_a_value() {
    let report = forged(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 30]>>",
    );
    assert_eq!(codes(&report, 1), [ReasonCode::ContentsMissing]);
    assert_eq!(report.signatures[0].verdict, Verdict::Valid);
}

#[test]
fn signature_without_a_range() {
    let report =
        forged("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>>>");
    assert_eq!(codes(&report, 1), [ReasonCode::ByteRangeMissing]);
}

#[test]
fn signature_with_negative_or_null_ranges() {
    for range in [
        "[0 -1 20 30]",
        "[null null]",
        "null",
        "[0 1 2]",
        "[0 1 99999999999 1]",
    ] {
        let report = forged(&format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<30>/ByteRange {range}>>"
        ));
        assert_eq!(
            codes(&report, 1),
            [ReasonCode::ByteRangeMalformed],
            "{range}"
        );
    }
}

#[test]
fn signature_of_zeros() {
    let prepared = sample::chair().prepare(
        &sample::secretary().sign(&sample::with_fields(), "ThuKy"),
        "ChuToa",
    );
    let report = judged(&prepared.document);
    assert_eq!(codes(&report, 1), [ReasonCode::ContentsEmpty]);
}

#[test]
fn signature_of_another_revision_claimed_by_a_second_field() {
    let signed = sample::secretary().sign(&sample::with_fields(), "ThuKy");
    let text = String::from_utf8_lossy(&signed).into_owned();
    let form = text.find("/Fields [").expect("a form");
    let field: u32 = text[form + 9..]
        .split(' ')
        .nth(3)
        .and_then(|n| n.parse().ok())
        .expect("the second field");
    let at = text.find(&format!("{field} 0 obj\n")).expect("its object");
    let old = text[at..].split('\n').nth(1).expect("its dictionary");
    let value = text
        .rsplit("/V ")
        .next()
        .and_then(|rest| rest.split(" R").next())
        .expect("a value");
    let new = format!(
        "{}/V {value} R>>",
        old.strip_suffix(">>").expect("a dictionary")
    );
    let report = judged(&append(&signed, &[(field, &new)]));
    assert!(codes(&report, 0).contains(&ReasonCode::SignatureShared));
}

#[test]
fn certificate_exchanged_for_one_of_the_same_key() {
    // Another certificate over the same key and name: only the signed certificate hash tells them apart.
    let secretary = sample::secretary();
    let validity = nghisu_pades::issue::Validity {
        not_before: sample::NOW - 86_400,
        not_after: sample::NOW + 86_400,
    };
    let other = sample::Person::with_validity(&secretary.name, 21, validity);
    assert_eq!(secretary.certificate.len(), other.certificate.len());
    let signed = secretary.sign(&sample::with_fields(), "ThuKy");
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
    };
    let report = judged(&exchange(
        &signed,
        &hex(&secretary.certificate),
        &hex(&other.certificate),
    ));
    assert_eq!(codes(&report, 0), [ReasonCode::CertificateNotBound]);
}

/// The catalogue as it is after the fields were added, with more keys.
fn catalog_with(pdf: &[u8], more: &str) -> String {
    let text = String::from_utf8_lossy(pdf);
    let catalog = text
        .rsplit("\n1 0 obj\n")
        .next()
        .and_then(|rest| rest.lines().next())
        .expect("a catalogue");
    format!(
        "{}{more}>>",
        catalog.strip_suffix(">>").expect("a dictionary")
    )
}

#[test]
fn validation_data_may_be_stored_and_extended() {
    let signed = sample::signed_twice();
    let store = append(
        &signed,
        &[
            (1, &catalog_with(&signed, "/DSS 150 0 R")),
            (150, "<</Certs[]>>"),
        ],
    );
    let report = validate(&store, &options());
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    assert_eq!(
        report.signatures[1].changes[0].kind,
        ChangeKind::SecurityStoreUpdated
    );
    let certificate = "<</Length 2>>\nstream\n0\n\nendstream";
    let extended = append(&store, &[(150, "<</Certs[151 0 R]>>"), (151, certificate)]);
    assert_eq!(validate(&extended, &options()).verdict, Verdict::Valid);
}

#[test]
fn page_disguised_as_validation_data() {
    let signed = sample::signed_twice();
    // First the store names the page, which changes nothing; then what belongs to the page is exchanged.
    let store = append(
        &signed,
        &[
            (1, &catalog_with(&signed, "/DSS 150 0 R")),
            (150, "<</Certs[3 0 R]>>"),
        ],
    );
    let page = format!("{PAGE}/Annots[{}]/Contents 151 0 R>>", annotations(&signed));
    let report = judged(&append(
        &store,
        &[(3, &page), (151, "<</Length 2>>\nstream\nq \nendstream")],
    ));
    assert!(kinds(&report, 1).contains(&ChangeKind::PageContentChanged));
    let structure = "<</Type/StructElem/S/Document/P 6 0 R/K[]>>";
    let store = append(
        &signed,
        &[
            (1, &catalog_with(&signed, "/DSS 150 0 R")),
            (150, "<</Certs[6 0 R]>>"),
        ],
    );
    assert_eq!(
        kinds(&judged(&append(&store, &[(7, structure)])), 1),
        [ChangeKind::ObjectChanged]
    );
}

#[test]
fn description_rewritten_after_signing() {
    let title = |pdf: &[u8]| information(pdf, "Title").expect("it reads");
    let signed = sample::signed_twice();
    assert_eq!(title(&signed).as_deref(), Some("Bien ban"));
    let other = "<</Title(Bien ban khac)/ModDate(D:20260605120000Z)>>";
    let forged = append(&signed, &[(9, other)]);
    assert_eq!(title(&forged).as_deref(), Some("Bien ban khac"));
    assert_eq!(kinds(&judged(&forged), 1), [ChangeKind::ObjectChanged]);
}
