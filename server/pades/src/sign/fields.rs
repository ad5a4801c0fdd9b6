//! Empty signature fields, all of them before the first signature (ISO 32000-2, 12.7.5.5 and 14.8.4.8).
//!
//! A field that is added after a signature changes pages, form and structure tree of what was signed. So every field
//! that a ceremony may need is laid down once, in one revision, with its place in the structure of a tagged document
//! (PDF/UA asks for a `Form` element per widget) and with an appearance from the start (PDF/A asks for one).

use crate::Error;
use crate::document::{self, Page};
use crate::pdf::ReadError;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dictionary, Object, ObjectId, Stream};
use crate::pdf::update::Update;
use serde::{Deserialize, Serialize};

/// Print and Locked: the stamp is printed, nobody moves it.
pub(crate) const WIDGET_FLAGS: i64 = 132;
/// SignaturesExist and AppendOnly.
pub(crate) const SIGNATURE_FLAGS: i64 = 3;
const MAX_NUMBER_TREE_NODES: usize = 100_000;

/// One signature field to lay down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// The field's name, without a full stop; unique in the document.
    pub name: String,
    /// The page, counted from 0.
    pub page: usize,
    /// Left, bottom, right, top in PDF points, the origin at the page's lower left.
    pub rect: [f64; 4],
    /// What a screen reader says, e.g. "Chữ ký của chủ tọa".
    pub tooltip: String,
}

/// Adds empty signature fields as one revision. The bytes of `pdf` stay as they are.
///
/// # Errors
/// When the PDF cannot be read strictly, is signed already, or a specification does not fit it.
pub fn add_fields(pdf: &[u8], fields: &[FieldSpec]) -> Result<Vec<u8>, Error> {
    let file = PdfFile::read(pdf)?;
    let view = file.last();
    if document::signature_fields(&file, view)?
        .iter()
        .any(|field| field.value().is_some())
    {
        return Err(Error::FieldsAfterSignature);
    }
    let pages = document::pages(&file, view)?;
    let mut names = document::top_field_names(&file, view)?;
    for field in fields {
        check(field, pages.len())?;
        if !names.insert(field.name.clone()) {
            return Err(Error::FieldExists(field.name.clone()));
        }
    }
    if fields.is_empty() {
        return Ok(pdf.to_vec());
    }

    let mut update = Update::new(&file);
    let (catalog_id, mut catalog) = file.catalog(view)?;
    let mut structure = Structure::read(&file, &catalog)?;
    let mut widgets = Vec::new();
    for field in fields {
        let page = &pages[field.page];
        let widget = update.reserve();
        let mut dictionary = widget_dictionary(field, page.id, &mut update);
        if let Some(structure) = &mut structure {
            dictionary.set(
                "StructParent",
                Object::Integer(structure.add(widget, page, field, &mut update)),
            );
        }
        update.put(widget, Object::Dictionary(dictionary));
        widgets.push((field.page, widget));
    }
    for (index, page) in pages.iter().enumerate() {
        let added: Vec<Object> = widgets
            .iter()
            .filter(|(at, _)| *at == index)
            .map(|(_, id)| Object::Reference(*id))
            .collect();
        if !added.is_empty() {
            annotate(&file, page, added, structure.is_some(), &mut update)?;
        }
    }
    let added = widgets
        .iter()
        .map(|(_, id)| Object::Reference(*id))
        .collect();
    extend_form(&file, &mut catalog, added, &mut update)?;
    if let Some(structure) = structure {
        structure.finish(&file, &mut catalog, &mut update)?;
    }
    update.put(catalog_id, Object::Dictionary(catalog));
    Ok(update.finish().bytes)
}

fn check(field: &FieldSpec, pages: usize) -> Result<(), Error> {
    if field.name.trim().is_empty() || field.name.contains('.') {
        return Err(Error::FieldName(field.name.clone()));
    }
    if field.page >= pages {
        return Err(Error::NoSuchPage(field.page));
    }
    let [left, bottom, right, top] = field.rect;
    let is_sane = field
        .rect
        .iter()
        .all(|value| value.is_finite() && value.abs() < 1e6);
    if !is_sane || right - left < 1.0 || top - bottom < 1.0 {
        return Err(Error::Rectangle(field.name.clone()));
    }
    Ok(())
}

fn widget_dictionary(field: &FieldSpec, page: ObjectId, update: &mut Update<'_, '_>) -> Dictionary {
    let [left, bottom, right, top] = field.rect;
    let appearance = update.add(empty_form(right - left, top - bottom));
    Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", Object::text(&field.name))
        .with("TU", Object::text(&field.tooltip))
        .with("F", Object::Integer(WIDGET_FLAGS))
        .with(
            "Rect",
            Object::Array(
                field
                    .rect
                    .iter()
                    .map(|value| Object::number(*value))
                    .collect(),
            ),
        )
        .with("P", Object::Reference(page))
        .with(
            "AP",
            Object::Dictionary(Dictionary::new().with("N", Object::Reference(appearance))),
        )
}

/// A form XObject that draws nothing.
pub(crate) fn empty_form(width: f64, height: f64) -> Object {
    let bounds = [0.0, 0.0, width, height].map(Object::number).to_vec();
    let dictionary = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", Object::Array(bounds))
        .with("Resources", Object::Dictionary(Dictionary::new()));
    Object::Stream(Stream {
        dictionary,
        data: Vec::new(),
    })
}

fn annotate(
    file: &PdfFile<'_>,
    page: &Page,
    added: Vec<Object>,
    is_tagged: bool,
    update: &mut Update<'_, '_>,
) -> Result<(), ReadError> {
    let mut dictionary = page.dictionary.clone();
    let mut annotations = match file.get(file.last(), &dictionary, "Annots")? {
        Object::Array(items) => items,
        _ => Vec::new(),
    };
    annotations.extend(added);
    dictionary.set("Annots", Object::Array(annotations));
    if is_tagged || !dictionary.contains("Tabs") {
        dictionary.set("Tabs", Object::name("S"));
    }
    update.put(page.id, Object::Dictionary(dictionary));
    Ok(())
}

fn extend_form(
    file: &PdfFile<'_>,
    catalog: &mut Dictionary,
    added: Vec<Object>,
    update: &mut Update<'_, '_>,
) -> Result<(), ReadError> {
    let mut form = match file.get(file.last(), catalog, "AcroForm")? {
        Object::Dictionary(form) => form,
        _ => Dictionary::new(),
    };
    let mut fields = match file.get(file.last(), &form, "Fields")? {
        Object::Array(fields) => fields,
        _ => Vec::new(),
    };
    fields.extend(added);
    form.set("Fields", Object::Array(fields));
    form.set("SigFlags", Object::Integer(SIGNATURE_FLAGS));
    match catalog.get("AcroForm") {
        Some(Object::Reference(id)) => update.put(*id, Object::Dictionary(form)),
        // An object of its own, so that later revisions need not touch the catalogue.
        _ => {
            let id = update.add(Object::Dictionary(form));
            catalog.set("AcroForm", Object::Reference(id));
        }
    }
    Ok(())
}

/// The structure tree of a tagged document while elements are added to it.
struct Structure {
    root_id: ObjectId,
    root: Dictionary,
    /// The element that takes the new ones: the document element, else the root.
    parent_id: ObjectId,
    next_key: i64,
    /// Keys and elements for the parent tree.
    added: Vec<(i64, ObjectId)>,
}

impl Structure {
    fn read(file: &PdfFile<'_>, catalog: &Dictionary) -> Result<Option<Self>, ReadError> {
        let view = file.last();
        let Some(root_id) = catalog.get("StructTreeRoot").and_then(Object::as_reference) else {
            return Ok(None);
        };
        let Object::Dictionary(root) = file.object(view, root_id)? else {
            return Ok(None);
        };
        let kids = file.get(view, &root, "K")?;
        let only = match (root.get("K"), &kids) {
            (_, Object::Array(kids)) if kids.len() == 1 => kids[0].as_reference(),
            (Some(Object::Reference(id)), Object::Dictionary(_)) => Some(*id),
            _ => None,
        };
        let parent_id = match only {
            Some(id) => match file.object(view, id)? {
                Object::Dictionary(element)
                    if element.get("S").is_some_and(|s| s.is_name("Document")) =>
                {
                    id
                }
                _ => root_id,
            },
            None => root_id,
        };
        let used =
            highest_key(file, root.get("ParentTree"))?.map_or(0, |key| key.saturating_add(1));
        let stated = root
            .get("ParentTreeNextKey")
            .and_then(Object::as_integer)
            .unwrap_or(0);
        Ok(Some(Self {
            root_id,
            root,
            parent_id,
            next_key: used.max(stated),
            added: Vec::new(),
        }))
    }

    /// A `Form` element for the widget; returns its key in the parent tree.
    ///
    /// Its `/K` is the object reference itself, not an array around it: validators that compare revisions follow
    /// only the direct form and otherwise call earlier signatures broken.
    fn add(
        &mut self,
        widget: ObjectId,
        page: &Page,
        field: &FieldSpec,
        update: &mut Update<'_, '_>,
    ) -> i64 {
        let content = Dictionary::new()
            .with("Type", Object::name("OBJR"))
            .with("Obj", Object::Reference(widget))
            .with("Pg", Object::Reference(page.id));
        let element = Dictionary::new()
            .with("Type", Object::name("StructElem"))
            .with("S", Object::name("Form"))
            .with("P", Object::Reference(self.parent_id))
            .with("Pg", Object::Reference(page.id))
            .with("Alt", Object::text(&field.tooltip))
            .with("K", Object::Dictionary(content));
        let element = update.add(Object::Dictionary(element));
        let key = self.next_key;
        self.next_key += 1;
        self.added.push((key, element));
        key
    }

    fn finish(
        mut self,
        file: &PdfFile<'_>,
        catalog: &mut Dictionary,
        update: &mut Update<'_, '_>,
    ) -> Result<(), ReadError> {
        let elements: Vec<Object> = self
            .added
            .iter()
            .map(|(_, id)| Object::Reference(*id))
            .collect();
        self.extend_parent_tree(file, update)?;
        self.root
            .set("ParentTreeNextKey", Object::Integer(self.next_key));
        if self.parent_id == self.root_id {
            append_kids(file, &mut self.root, elements)?;
        } else if let Object::Dictionary(mut parent) = file.object(file.last(), self.parent_id)? {
            append_kids(file, &mut parent, elements)?;
            update.put(self.parent_id, Object::Dictionary(parent));
        }
        update.put(self.root_id, Object::Dictionary(self.root));
        if !catalog.contains("MarkInfo") {
            catalog.set(
                "MarkInfo",
                Object::Dictionary(Dictionary::new().with("Marked", Object::Boolean(true))),
            );
        }
        Ok(())
    }

    fn extend_parent_tree(
        &mut self,
        file: &PdfFile<'_>,
        update: &mut Update<'_, '_>,
    ) -> Result<(), ReadError> {
        let pairs: Vec<Object> = self
            .added
            .iter()
            .flat_map(|(key, id)| [Object::Integer(*key), Object::Reference(*id)])
            .collect();
        let mut tree = match file.get(file.last(), &self.root, "ParentTree")? {
            Object::Dictionary(tree) => tree,
            _ => Dictionary::new(),
        };
        if let Object::Array(mut kids) = file.get(file.last(), &tree, "Kids")? {
            let limit =
                |entry: Option<&(i64, ObjectId)>| Object::Integer(entry.map_or(0, |(key, _)| *key));
            let leaf = Dictionary::new()
                .with(
                    "Limits",
                    Object::Array(vec![limit(self.added.first()), limit(self.added.last())]),
                )
                .with("Nums", Object::Array(pairs));
            kids.push(Object::Reference(update.add(Object::Dictionary(leaf))));
            tree.set("Kids", Object::Array(kids));
        } else {
            let mut numbers = match file.get(file.last(), &tree, "Nums")? {
                Object::Array(numbers) => numbers,
                _ => Vec::new(),
            };
            numbers.extend(pairs);
            tree.set("Nums", Object::Array(numbers));
        }
        match self.root.get("ParentTree") {
            Some(Object::Reference(id)) => update.put(*id, Object::Dictionary(tree)),
            _ => self.root.set("ParentTree", Object::Dictionary(tree)),
        }
        Ok(())
    }
}

fn append_kids(
    file: &PdfFile<'_>,
    element: &mut Dictionary,
    added: Vec<Object>,
) -> Result<(), ReadError> {
    let mut kids = match file.get(file.last(), element, "K")? {
        Object::Null => Vec::new(),
        Object::Array(kids) => kids,
        _ => element.get("K").cloned().into_iter().collect(),
    };
    kids.extend(added);
    element.set("K", Object::Array(kids));
    Ok(())
}

/// The highest key of a number tree (7.9.7).
fn highest_key(file: &PdfFile<'_>, root: Option<&Object>) -> Result<Option<i64>, ReadError> {
    let mut highest = None;
    let mut stack: Vec<Object> = root.cloned().into_iter().collect();
    let mut visited = 0;
    while let Some(node) = stack.pop() {
        visited += 1;
        if visited > MAX_NUMBER_TREE_NODES {
            return Err(ReadError::Limit("the parent tree loops or is too large"));
        }
        let Object::Dictionary(node) = file.resolve(file.last(), &node)? else {
            continue;
        };
        if let Object::Array(numbers) = file.get(file.last(), &node, "Nums")? {
            let keys = numbers.iter().step_by(2).filter_map(Object::as_integer);
            highest = keys.chain(highest).max();
        }
        if let Object::Array(kids) = file.get(file.last(), &node, "Kids")? {
            stack.extend(kids);
        }
    }
    Ok(highest)
}
