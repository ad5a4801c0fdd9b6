//! The narrow door: one request in, one PDF with its anchors out.

use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, NativeElement, Selector, Smart, Value as TypstValue};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::{Frame, FrameItem};
use typst::{World, WorldExt};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use typst_layout::PagedDocument;

use crate::error::Error;
use crate::text;
use crate::world::Sealed;

/// The source of a template. It reads its data by `json("data.json")` and may import `office.typ`.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// The name used in error messages, such as `minutes`.
    pub name: &'static str,
    /// Typst source.
    pub source: &'static str,
}

/// What the PDF must conform to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// A paper that is signed and kept: PDF/A-2a and PDF/UA-1, or PDF/A-3a and PDF/UA-1 when it
    /// carries attachments. It needs a title and a language, which the template sets.
    Archive,
    /// A picture for another PDF, such as a signature's appearance: one plain PDF 1.7 without tags,
    /// because the structure belongs to the paper that takes it in.
    Appearance,
}

/// How an attachment relates to the paper (ISO 19005-3, `AFRelationship`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relationship {
    /// The paper was made from it.
    Source,
    /// The paper shows it, as a table shows votes.
    Data,
    /// It says the same in another form.
    Alternative,
    /// It adds to the paper.
    Supplement,
}

impl Relationship {
    fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Data => "data",
            Self::Alternative => "alternative",
            Self::Supplement => "supplement",
        }
    }
}

/// A file that is embedded into the PDF.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The file name that a reader sees, without a folder.
    pub name: String,
    /// The media type, such as `application/json`.
    pub mime: String,
    /// What it is, in the paper's language.
    pub description: String,
    /// How it relates to the paper.
    pub relationship: Relationship,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Everything that a compilation knows.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What to typeset with.
    pub template: Template,
    /// What the template reads as `data.json`.
    pub data: &'a Value,
    /// Further files that the template reads by name, such as an image. The names must not be
    /// `main.typ`, `office.typ`, `data.json` or `attachments.json`.
    pub files: &'a [(&'static str, Vec<u8>)],
    /// Files to embed. The template places them by `#attachments()` of `office.typ`.
    pub attachments: &'a [Attachment],
    /// What the PDF must conform to.
    pub standard: Standard,
    /// The time of making, written into the PDF's metadata as +07:00. Without it the PDF has no date.
    pub made_at: Option<jiff::Timestamp>,
}

/// A typeset paper.
#[derive(Debug, Clone)]
pub struct Typeset {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// The number of its pages.
    pub pages: u32,
    /// The places that the template reserved, in reading order.
    pub anchors: Vec<Anchor>,
}

impl Typeset {
    /// The anchor with this label.
    pub fn anchor(&self, label: &str) -> Option<&Anchor> {
        self.anchors.iter().find(|anchor| anchor.label == label)
    }
}

/// A place that the template reserved, for a signature field, a number or a seal.
///
/// Coordinates are those of PDF user space (ISO 32000-2, 8.3.2.3): points of 1/72 inch, the origin at
/// the **bottom left** corner of the page, y upwards. `(x, y)` is the rectangle's lower left corner:
/// a widget's `/Rect` is `[x y x+width y+height]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// The label, such as `sig-chair`.
    pub label: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Left edge in points.
    pub x: f64,
    /// Lower edge in points.
    pub y: f64,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
}

impl Anchor {
    /// The rectangle as PDF writes it: left, bottom, right, top.
    pub fn rect(&self) -> [f64; 4] {
        [self.x, self.y, self.x + self.width, self.y + self.height]
    }
}

/// Typesets a paper.
///
/// # Errors
/// [`Error`] names text that cannot be printed exactly, a template that does not compile with this
/// data, and a paper that does not conform to its standard.
pub fn typeset(request: &Request<'_>) -> Result<Typeset, Error> {
    let world = seal(request)?;
    let typeset = lay_out(&world, request).and_then(|document| export(&world, &document, request));
    forget();
    typeset
}

/// Lays a paper out without writing a PDF, for a caller that draws the pages itself.
///
/// # Errors
/// As [`typeset`], without the conformance to a standard.
pub fn compile(request: &Request<'_>) -> Result<PagedDocument, Error> {
    let world = seal(request)?;
    let document = lay_out(&world, request);
    forget();
    document
}

/// Frees what Typst remembers of compilations long past. Its memory is shared by all threads and a
/// compilation under way still needs its own part, so the last few are kept.
fn forget() {
    comemo::evict(4);
}

/// The paths of attachments inside the world: a fixed set, because paths are interned for ever.
const ATTACHMENT_PATHS: [&str; 8] = [
    "attachment-0",
    "attachment-1",
    "attachment-2",
    "attachment-3",
    "attachment-4",
    "attachment-5",
    "attachment-6",
    "attachment-7",
];

fn seal(request: &Request<'_>) -> Result<Sealed, Error> {
    text::check(request.data)?;
    let listed = list_attachments(request.attachments)?;
    text::check(&listed)?;

    let mut files = vec![
        ("data.json", serde_json::to_vec(request.data)?),
        ("attachments.json", serde_json::to_vec(&listed)?),
    ];
    files.extend(request.files.iter().cloned());
    for (path, attachment) in ATTACHMENT_PATHS.iter().zip(request.attachments) {
        files.push((path, attachment.bytes.clone()));
    }
    Ok(Sealed::new(
        request.template.source,
        files,
        request.made_at.map(local_time),
    ))
}

fn list_attachments(attachments: &[Attachment]) -> Result<Value, Error> {
    let mut names = Vec::new();
    let mut listed = Vec::new();
    for (index, attachment) in attachments.iter().enumerate() {
        let refuse = |reason| Error::Attachment {
            name: attachment.name.clone(),
            reason,
        };
        let path = ATTACHMENT_PATHS
            .get(index)
            .ok_or_else(|| refuse("a paper carries at most 8 attachments"))?;
        let name = attachment.name.as_str();
        if name.is_empty() || name.len() > 120 || name.starts_with('.') {
            return Err(refuse(
                "its name must have 1 to 120 bytes and no leading dot",
            ));
        }
        if name.contains(['/', '\\', ':', '"', '<', '>', '|', '?', '*', '@']) {
            return Err(refuse("its name must be a plain file name"));
        }
        if names.contains(&name) {
            return Err(refuse("another attachment has the same name"));
        }
        names.push(name);
        listed.push(json!({
            "path": path,
            "name": name,
            "mime": attachment.mime,
            "description": attachment.description,
            "relationship": attachment.relationship.name(),
        }));
    }
    Ok(Value::Array(listed))
}

fn lay_out(world: &Sealed, request: &Request<'_>) -> Result<PagedDocument, Error> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let refuse = |diagnostics: &[SourceDiagnostic]| Error::Compile {
        template: request.template.name,
        diagnostics: describe(world, diagnostics),
    };
    let document = output.map_err(|errors| refuse(&errors))?;
    // A warning says that the page may differ from what the template means (a layout that does not
    // settle, a font that is not there). A paper for signing does not leave the house with one.
    if !warnings.is_empty() {
        return Err(refuse(&warnings));
    }

    let mut undrawn = Vec::new();
    for page in document.pages() {
        find_undrawn(&page.frame, &mut undrawn);
    }
    if undrawn.is_empty() {
        Ok(document)
    } else {
        Err(Error::MissingGlyphs {
            at: "layout".to_owned(),
            characters: text::name_characters(&undrawn),
        })
    }
}

/// Collects the characters that were laid out as `.notdef`, the box for a missing glyph. The data was
/// checked before; this catches what a template or a joined text brings in.
fn find_undrawn(frame: &Frame, undrawn: &mut Vec<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => find_undrawn(&group.frame, undrawn),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    for c in text.text[glyph.range()].chars() {
                        if !undrawn.contains(&c) {
                            undrawn.push(c);
                        }
                    }
                }
            }
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}

fn export(
    world: &Sealed,
    document: &PagedDocument,
    request: &Request<'_>,
) -> Result<Typeset, Error> {
    let refuse = |diagnostics: String| Error::Conformance {
        template: request.template.name,
        diagnostics,
    };
    let standards: &[PdfStandard] = match request.standard {
        Standard::Archive if request.attachments.is_empty() => {
            &[PdfStandard::A_2a, PdfStandard::Ua_1]
        }
        Standard::Archive => &[PdfStandard::A_3a, PdfStandard::Ua_1],
        Standard::Appearance => &[PdfStandard::V_1_7],
    };
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Nghị Sự".to_owned())),
        timestamp: request.made_at.and_then(|made_at| {
            Timestamp::new_local(local_time(made_at), OFFICE_OFFSET.seconds() / 60)
        }),
        page_ranges: None,
        standards: PdfStandards::new(standards)
            .map_err(|error| refuse(error.message().to_string()))?,
        tagged: request.standard == Standard::Archive,
        pretty: false,
    };
    let pdf =
        typst_pdf::pdf(document, &options).map_err(|errors| refuse(describe(world, &errors)))?;
    Ok(Typeset {
        pdf,
        pages: u32::try_from(document.pages().len()).unwrap_or(u32::MAX),
        anchors: find_anchors(document),
    })
}

/// Reads the anchors: elements of metadata `(anchor: "…", width: …, height: …)` that stand at the
/// upper left corner of the place they reserve.
fn find_anchors(document: &PagedDocument) -> Vec<Anchor> {
    let introspector = document.introspector();
    introspector
        .query(&Selector::Elem(MetadataElem::ELEM, None))
        .iter()
        .filter_map(|content| {
            let TypstValue::Dict(value) = &content.to_packed::<MetadataElem>()?.value else {
                return None;
            };
            let text = |key: &str| value.get(key).ok()?.clone().cast::<String>().ok();
            let points = |key: &str| match value.get(key).ok()? {
                TypstValue::Length(length) => Some(length.abs.to_pt()),
                _ => None,
            };
            let position = introspector.as_ref().position(content.location()?)?;
            let page = position.page.get();
            let page_height = document.pages().get(page - 1)?.frame.height().to_pt();
            let height = points("height")?;
            Some(Anchor {
                label: text("anchor")?,
                page: u32::try_from(page).ok()?,
                x: position.point.x.to_pt(),
                y: page_height - position.point.y.to_pt() - height,
                width: points("width")?,
                height,
            })
        })
        .collect()
}

/// Papers show Vietnamese time, which knows no summer time.
const OFFICE_OFFSET: Offset = Offset::constant(7);

fn local_time(time: jiff::Timestamp) -> Datetime {
    let local = time.to_zoned(TimeZone::fixed(OFFICE_OFFSET));
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    Datetime::from_ymd_hms(
        i32::from(local.year()),
        part(local.month()),
        part(local.day()),
        part(local.hour()),
        part(local.minute()),
        part(local.second()),
    )
    .expect("a timestamp of jiff is a date of the calendar")
}

/// Writes Typst's diagnostics as `main.typ:12: message (hint)`, one after the other.
fn describe(world: &Sealed, diagnostics: &[SourceDiagnostic]) -> String {
    let mut described = Vec::new();
    for diagnostic in diagnostics {
        let mut line = String::new();
        if let Some(id) = diagnostic.span.id() {
            line.push_str(id.vpath().get_without_slash());
            let number = world
                .range(diagnostic.span)
                .zip(world.source(id).ok())
                .and_then(|(range, source)| source.lines().byte_to_line(range.start));
            if let Some(number) = number {
                line.push_str(&format!(":{}", number + 1));
            }
            line.push_str(": ");
        }
        line.push_str(&diagnostic.message);
        for hint in &diagnostic.hints {
            line.push_str(&format!(" ({})", hint.v));
        }
        described.push(line);
    }
    described.join("; ")
}
