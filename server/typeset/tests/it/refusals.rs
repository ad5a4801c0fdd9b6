//! What the door does not let through.

use nghisu_typeset::{
    Attachment, Error, Relationship, Request, Standard, Template, minutes, typeset,
};
use serde_json::{Value, json};

use crate::minutes::{demonstration, made_at};

fn request<'a>(source: &'static str, data: &'a Value) -> Request<'a> {
    Request {
        template: Template {
            name: "test",
            source,
        },
        data,
        files: &[],
        attachments: &[],
        standard: Standard::Archive,
        made_at: None,
    }
}

#[test]
fn a_name_that_cannot_be_drawn_is_refused_with_its_place() {
    let mut data = demonstration();
    data.participants[2].name = "王小明".to_owned();
    let error = minutes(&data, &[], made_at()).unwrap_err();
    let Error::MissingGlyphs { at, characters } = error else {
        panic!("{error}");
    };
    assert_eq!(at, "/participants/2/name");
    assert_eq!(characters, "王 (U+738B), 小 (U+5C0F), 明 (U+660E)");
}

#[test]
fn decomposed_vietnamese_is_refused() {
    let mut data = demonstration();
    data.title = "Phie\u{302}n ho\u{323}p".to_owned();
    let error = minutes(&data, &[], made_at()).unwrap_err();
    assert!(
        matches!(&error, Error::NotNormalised { at } if at == "/title"),
        "{error}"
    );
}

#[test]
fn a_character_that_only_the_template_brings_in_is_refused() {
    let error = typeset(&request(
        "#set document(title: \"a\")\n#set text(font: \"Tinos\", lang: \"vi\")\nchữ ☃",
        &json!({}),
    ))
    .unwrap_err();
    assert!(
        matches!(&error, Error::MissingGlyphs { at, characters } if at == "layout" && characters == "☃ (U+2603)"),
        "{error}"
    );
}

#[test]
fn a_template_reaches_no_file_and_no_package() {
    for (source, said) in [
        ("#read(\"/etc/passwd\")", "main.typ:1: file not found"),
        (
            "#read(\"../../Cargo.toml\")",
            "main.typ:1: path `\"../../Cargo.toml\"` would escape",
        ),
        ("#import \"@preview/cetz:0.3.4\"", "main.typ:1: "),
    ] {
        let error = typeset(&request(source, &json!({}))).unwrap_err();
        let Error::Compile { diagnostics, .. } = &error else {
            panic!("{source}: {error}");
        };
        assert!(diagnostics.starts_with(said), "{source}: {diagnostics}");
    }
}

#[test]
fn a_template_has_no_clock_of_its_own() {
    let error = typeset(&request("#datetime.today().display()", &json!({}))).unwrap_err();
    assert!(matches!(error, Error::Compile { .. }), "{error}");
}

#[test]
fn a_fault_in_a_template_is_told_with_its_line() {
    let error = typeset(&request("a\n#b", &json!({}))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the template test does not compile: main.typ:2: unknown variable: b"
    );
}

#[test]
fn a_font_that_is_not_here_is_a_fault() {
    let error = typeset(&request("#set text(font: \"Arial\")\na", &json!({}))).unwrap_err();
    assert!(error.to_string().contains("arial"), "{error}");
}

#[test]
fn a_paper_without_a_title_is_no_archive_paper() {
    let error = typeset(&request("#set text(font: \"Tinos\")\na", &json!({}))).unwrap_err();
    assert!(
        matches!(&error, Error::Conformance { diagnostics, .. } if diagnostics.contains("title")),
        "{error}"
    );
}

#[test]
fn attachments_need_plain_and_different_names() {
    let attachment = |name: &str| Attachment {
        name: name.to_owned(),
        mime: "text/plain".to_owned(),
        description: "Tệp đính kèm".to_owned(),
        relationship: Relationship::Supplement,
        bytes: b"a".to_vec(),
    };
    for names in [
        vec!["../a.txt"],
        vec![""],
        vec!["a.txt", "a.txt"],
        vec![".a"],
    ] {
        let attachments: Vec<_> = names.iter().map(|name| attachment(name)).collect();
        let error = minutes(&demonstration(), &attachments, made_at()).unwrap_err();
        assert!(
            matches!(error, Error::Attachment { .. }),
            "{names:?}: {error}"
        );
    }
    let nine: Vec<_> = (0..9)
        .map(|index| attachment(&format!("{index}.txt")))
        .collect();
    let error = minutes(&demonstration(), &nine, made_at()).unwrap_err();
    assert!(matches!(error, Error::Attachment { .. }), "{error}");
}
