//! Whether a file that was signed still is what it claims to be: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).
//!
//! Typst refuses to write a file that does not conform. What signing appends (fields, widgets, stamps, signature
//! dictionaries) is looked at here, clause by clause, in the object dump of an independent reader, `qpdf --json`
//! (Debian's `qpdf`). No judge of the whole standard is packaged; the clauses that are checked are named beside each check.

use std::collections::BTreeMap;
use std::process::Command;

use base64::Engine as _;
use serde_json::{Map, Value};

use super::desk::{Desk, sign, tablet};

/// A file as qpdf sees it, newest revision.
pub(super) struct Pdf {
    bytes: Vec<u8>,
    objects: Map<String, Value>,
}

impl Pdf {
    pub(super) fn read(bytes: Vec<u8>) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        qpdf(&["--check"], file.path());
        let dump = qpdf(
            &[
                "--json=2",
                "--json-key=qpdf",
                "--json-stream-data=inline",
                "--decode-level=generalized",
            ],
            file.path(),
        );
        let mut dump: Value = serde_json::from_slice(&dump).unwrap();
        let Value::Object(objects) = dump["qpdf"][1].take() else {
            panic!("qpdf dumps objects");
        };
        Self { bytes, objects }
    }

    /// What a value is once references are followed; a stream's dictionary for a stream.
    pub(super) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(object) = reference(value).and_then(|id| self.objects.get(&format!("obj:{id}")))
        else {
            return value;
        };
        match object.get("stream") {
            Some(stream) => &stream["dict"],
            None => self.resolve(&object["value"]),
        }
    }

    pub(super) fn get<'a>(&'a self, value: &'a Value, key: &str) -> &'a Value {
        self.resolve(&self.resolve(value)[key])
    }

    fn trailer(&self) -> &Value {
        &self.objects["trailer"]["value"]
    }

    fn catalog(&self) -> &Value {
        self.get(self.trailer(), "/Root")
    }

    fn pages(&self) -> Vec<&Value> {
        let mut pages = Vec::new();
        let mut open = vec![self.get(self.catalog(), "/Pages")];
        while let Some(node) = open.pop() {
            match self.get(node, "/Kids").as_array() {
                Some(kids) => open.extend(kids.iter().rev().map(|kid| self.resolve(kid))),
                None => pages.push(node),
            }
        }
        pages
    }

    /// The decoded bytes of the stream that a reference leads to.
    fn content(&self, reference_to: &Value) -> Vec<u8> {
        let id = reference(reference_to).unwrap();
        let data = &self.objects[&format!("obj:{id}")]["stream"]["data"];
        base64::engine::general_purpose::STANDARD
            .decode(data.as_str().unwrap())
            .unwrap()
    }

    /// The streams, with the dictionary of each.
    fn streams(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.objects
            .iter()
            .filter_map(|(id, object)| Some((id.as_str(), &object.get("stream")?["dict"])))
    }

    /// Every dictionary of this type, also one that stands inside another object.
    pub(super) fn all(&self, key: &str, name: &str) -> Vec<&Value> {
        let mut found = Vec::new();
        for object in self.objects.values() {
            walk(object, &mut |value| {
                if value[key] == name {
                    found.push(value);
                }
            });
        }
        found
    }

    /// The number tree's values by key (ISO 32000-2, 7.9.7).
    fn numbers<'a>(&'a self, tree: &'a Value, into: &mut BTreeMap<i64, &'a Value>) {
        for pair in self
            .get(tree, "/Nums")
            .as_array()
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .chunks(2)
        {
            into.insert(pair[0].as_i64().unwrap(), pair[1]);
        }
        for kid in self.get(tree, "/Kids").as_array().into_iter().flatten() {
            self.numbers(self.resolve(kid), into);
        }
    }
}

fn qpdf(arguments: &[&str], file: &std::path::Path) -> Vec<u8> {
    let output = Command::new("qpdf")
        .args(arguments)
        .arg(file)
        .output()
        .expect("qpdf runs: it is Debian's package qpdf");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
    output.stdout
}

fn reference(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| {
        let mut words = text.split(' ');
        let mut is_number = || words.next().is_some_and(|word| word.parse::<u32>().is_ok());
        is_number() && is_number() && words.next() == Some("R")
    })
}

fn walk<'a>(value: &'a Value, each: &mut impl FnMut(&'a Value)) {
    each(value);
    match value {
        Value::Object(entries) => entries.values().for_each(|value| walk(value, each)),
        Value::Array(items) => items.iter().for_each(|value| walk(value, each)),
        _ => {}
    }
}

/// ISO 19005-2: 6.1.3 trailer, 6.1.7 streams and filters, 6.1.13 limits.
pub(super) fn check_syntax(pdf: &Pdf) {
    let trailer = pdf.trailer();
    assert_eq!(trailer["/ID"].as_array().map(Vec::len), Some(2), "6.1.3");
    assert!(trailer.get("/Encrypt").is_none(), "6.1.3");
    assert!(
        pdf.bytes.ends_with(b"%%EOF\n"),
        "6.1.3: one line end behind the last mark"
    );
    for (id, dictionary) in pdf.streams() {
        for external in ["/F", "/FFilter", "/FDecodeParms"] {
            assert!(
                dictionary.get(external).is_none(),
                "6.1.7.1: {id} {external}"
            );
        }
        for forbidden in ["/LZWDecode", "/Crypt"] {
            let filter = dictionary["/Filter"].to_string();
            assert!(!filter.contains(forbidden), "6.1.7.2: {id} {filter}");
        }
    }
    for object in pdf.objects.values() {
        walk(object, &mut |value| match value {
            Value::String(text) if text.starts_with('/') => {
                assert!(text.len() <= 128, "6.1.13: {text}")
            }
            Value::String(text) if text.starts_with("b:") => {
                assert!(
                    text.len() <= 2 + 2 * 32_767,
                    "6.1.13: a string of {} digits",
                    text.len()
                );
            }
            Value::Number(number) => assert!(
                number
                    .as_i64()
                    .is_none_or(|number| i32::try_from(number).is_ok()),
                "6.1.13: {number}"
            ),
            _ => {}
        });
    }
}

/// ISO 19005-2: 6.5.2 trigger events, 6.6.2 and 6.6.4 metadata, 6.7.2 marks and language; ISO 14289-1: 7.1 title, 7.2.
fn check_catalog(pdf: &Pdf, before: &Pdf) {
    let catalog = pdf.catalog();
    for forbidden in ["/AA", "/OpenAction", "/NeedsRendering", "/Perms"] {
        assert!(catalog.get(forbidden).is_none(), "{forbidden}");
    }
    assert_eq!(pdf.get(catalog, "/MarkInfo")["/Marked"], true, "6.7.2.2");
    assert_eq!(catalog["/Lang"], "u:vi-VN", "6.7.4");
    let preferences = pdf.get(catalog, "/ViewerPreferences");
    assert_eq!(preferences["/DisplayDocTitle"], true, "14289-1, 7.1");
    let metadata = &catalog["/Metadata"];
    assert_eq!(metadata, &before.catalog()["/Metadata"]);
    let xmp = pdf.content(metadata);
    assert_eq!(
        xmp,
        before.content(metadata),
        "signing leaves the metadata alone"
    );
    let xmp = String::from_utf8(xmp).unwrap();
    for claim in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdf:Keywords>nghisu-log:",
    ] {
        assert!(xmp.contains(claim), "6.6.4: {claim}");
    }
    assert_eq!(
        pdf.get(pdf.trailer(), "/Info"),
        before.get(before.trailer(), "/Info")
    );
}

/// ISO 19005-2: 6.2.3 output intent, 6.2.4.3 device colours, 6.2.8 images, 6.2.9 form XObjects, 6.2.11 fonts.
pub(super) fn check_drawing(pdf: &Pdf) {
    let intents = pdf.get(pdf.catalog(), "/OutputIntents").as_array().unwrap();
    let [intent] = intents.as_slice() else {
        panic!("6.2.3: {intents:?}");
    };
    let intent = pdf.resolve(intent);
    assert_eq!(intent["/S"], "/GTS_PDFA1", "6.2.3");
    // Under an RGB profile device RGB and grey may be used, CMYK may not.
    assert_eq!(pdf.get(intent, "/DestOutputProfile")["/N"], 3, "6.2.3");
    for object in pdf.objects.values() {
        walk(object, &mut |value| {
            assert_ne!(value, "/DeviceCMYK", "6.2.4.3")
        });
    }
    for form in pdf.all("/Subtype", "/Form") {
        for forbidden in ["/OPI", "/PS", "/Subtype2", "/Ref"] {
            assert!(form.get(forbidden).is_none(), "6.2.9: {forbidden}");
        }
        assert!(pdf.get(form, "/Resources").is_object(), "6.2.2");
        let group = pdf.get(form, "/Group");
        assert!(group.is_null() || group["/S"] == "/Transparency", "6.2.10");
    }
    for image in pdf.all("/Subtype", "/Image") {
        assert_ne!(image["/Interpolate"], true, "6.2.8.1");
        assert!(
            image.get("/Alternates").is_none() && image.get("/OPI").is_none(),
            "6.2.8"
        );
    }
    for state in pdf.all("/Type", "/ExtGState") {
        assert!(
            state.get("/TR").is_none() && state.get("/HTP").is_none(),
            "6.2.5"
        );
    }
    let fonts = pdf.all("/Type", "/Font");
    assert!(!fonts.is_empty());
    for font in fonts {
        if font["/Subtype"] == "/Type0" {
            assert!(
                pdf.get(font, "/ToUnicode").is_object(),
                "6.2.11.7.2: {font}"
            );
            continue;
        }
        let descriptor = pdf.get(font, "/FontDescriptor");
        let is_embedded = ["/FontFile", "/FontFile2", "/FontFile3"]
            .iter()
            .any(|key| descriptor.get(key).is_some());
        assert!(is_embedded, "6.2.11.4.1: {font}");
        let is_tinos = font["/BaseFont"].as_str().unwrap().contains("+Tinos");
        assert!(is_tinos, "{font}");
    }
}

/// ISO 19005-2: 6.3 annotations, 6.4.1 and 6.4.2 forms; ISO 14289-1: 7.18 annotations. Answers the widgets.
pub(super) fn check_widgets(pdf: &Pdf) -> Vec<String> {
    let form = pdf.get(pdf.catalog(), "/AcroForm");
    assert_ne!(form["/NeedAppearances"], true, "6.4.1");
    assert!(form.get("/XFA").is_none(), "6.4.2");
    assert_eq!(form["/SigFlags"], 3);
    let fields: Vec<&str> = pdf
        .get(form, "/Fields")
        .as_array()
        .unwrap()
        .iter()
        .filter_map(reference)
        .collect();
    let mut parents = BTreeMap::new();
    let root = pdf.get(pdf.catalog(), "/StructTreeRoot");
    pdf.numbers(pdf.get(root, "/ParentTree"), &mut parents);
    let mut widgets = Vec::new();
    for page in pdf.pages() {
        let Some(annotations) = pdf.get(page, "/Annots").as_array() else {
            continue;
        };
        assert_eq!(page["/Tabs"], "/S", "14289-1, 7.18.3");
        for annotation in annotations {
            let id = reference(annotation).unwrap();
            let widget = pdf.resolve(annotation);
            assert_eq!(widget["/Subtype"], "/Widget", "6.3.1");
            assert_eq!(widget["/FT"], "/Sig");
            assert!(fields.contains(&id));
            // Print is set; Invisible, Hidden, NoView and ToggleNoView are not.
            let flags = widget["/F"].as_i64().unwrap();
            assert_eq!(flags & (4 | 1 | 2 | 32 | 256), 4, "6.3.2");
            for forbidden in ["/A", "/AA", "/MK", "/CA"] {
                assert!(widget.get(forbidden).is_none(), "6.4.1: {forbidden}");
            }
            let appearance = pdf.get(widget, "/AP").as_object().unwrap();
            assert_eq!(appearance.keys().collect::<Vec<_>>(), ["/N"], "6.3.3");
            assert_eq!(pdf.resolve(&appearance["/N"])["/Subtype"], "/Form", "6.3.3");
            let drawn = String::from_utf8_lossy(&pdf.content(&appearance["/N"])).into_owned();
            assert!(!drawn.is_empty(), "a signed field shows its stamp");
            let cmyk = drawn
                .split_whitespace()
                .any(|word| matches!(word, "k" | "K"));
            assert!(!cmyk, "6.2.4.3: {drawn}");
            // The stamp brings no marks of its own: the form element stands for all of it.
            assert!(
                !drawn.contains("BDC") && !drawn.contains("BMC"),
                "6.7: {drawn}"
            );
            assert!(
                widget["/TU"]
                    .as_str()
                    .is_some_and(|text| text.starts_with("u:Chữ ký")),
                "14289-1, 7.18.4"
            );
            let key = widget["/StructParent"].as_i64().expect("14289-1, 7.18.1");
            check_element(pdf, parents[&key], id);
            widgets.push(widget["/T"].as_str().unwrap().to_owned());
        }
    }
    let next = root["/ParentTreeNextKey"].as_i64().unwrap();
    assert!(parents.keys().all(|key| *key < next), "32000-2, 14.7.5.4");
    widgets
}

/// A widget's place in the structure: one `Form` element that holds it alone, below the document.
fn check_element(pdf: &Pdf, element: &Value, widget: &str) {
    let own = reference(element).unwrap();
    let element = pdf.resolve(element);
    assert_eq!(element["/S"], "/Form", "14289-1, 7.18.4");
    let kid = pdf.get(element, "/K");
    assert_eq!(
        (kid["/Type"].as_str(), kid["/Obj"].as_str()),
        (Some("/OBJR"), Some(widget))
    );
    let parent = pdf.get(element, "/P");
    let kids = pdf.get(parent, "/K").as_array().unwrap();
    assert!(kids.iter().any(|kid| reference(kid) == Some(own)), "6.7.3");
    let mut above = parent;
    while above["/S"] != "/Document" {
        above = pdf.get(above, "/P");
        assert!(above.is_object(), "6.7.3: the element hangs in the air");
    }
}

/// ISO 19005-2, 6.4.3: what a signature dictionary says, and that its byte range leaves out its own value alone.
pub(super) fn check_signatures(pdf: &Pdf) {
    let signatures = pdf.all("/Type", "/Sig");
    let dictionaries: Vec<_> = signatures
        .iter()
        .filter(|one| one.get("/ByteRange").is_some())
        .collect();
    assert_eq!(dictionaries.len(), 2);
    let mut ends = Vec::new();
    for signature in dictionaries {
        assert_eq!(signature["/SubFilter"], "/ETSI.CAdES.detached");
        let range: Vec<usize> = serde_json::from_value(signature["/ByteRange"].clone()).unwrap();
        let [start, first, second, length] = range[..] else {
            panic!("{range:?}");
        };
        assert_eq!(start, 0);
        assert_eq!((pdf.bytes[first], pdf.bytes[second - 1]), (b'<', b'>'));
        assert_eq!((second - first) % 2, 0, "6.1.6: an even number of digits");
        ends.push(second + length);
    }
    ends.sort_unstable();
    assert_eq!(ends.last(), Some(&pdf.bytes.len()), "6.4.3");
}

#[tokio::test]
async fn minutes_that_both_have_signed_are_still_archivable_and_accessible() {
    let mut desk = Desk::submitted().await;
    let (secretary, chair) = (
        tablet(&desk.office.secretary, 1).await,
        tablet(&desk.office.official, 2).await,
    );
    let first = sign(&mut desk.office.secretary, &secretary, desk.submitted).await;
    let last = sign(&mut desk.office.official, &chair, first.signed.unwrap()).await;
    let submitted = Pdf::read(desk.file(desk.submitted));
    let signed = Pdf::read(desk.file(last.signed.unwrap()));
    for pdf in [&submitted, &signed] {
        check_syntax(pdf);
        check_catalog(pdf, &submitted);
        check_drawing(pdf);
    }
    assert_eq!(check_widgets(&signed), ["u:ThuKy", "u:ChuToa"]);
    check_signatures(&signed);

    // A second reader walks the same structure and finds both widgets in it.
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &signed.bytes).unwrap();
    let output = Command::new("pdfinfo")
        .arg("-struct")
        .arg(file.path())
        .output()
        .expect("pdfinfo runs: it is in Debian's poppler-utils");
    let tree = String::from_utf8_lossy(&output.stdout);
    let forms = tree
        .lines()
        .filter(|line| line.trim_start().starts_with("Form"))
        .count();
    assert_eq!(forms, 2, "{tree}");
    assert!(output.status.success());
}
