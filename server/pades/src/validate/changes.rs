//! What each revision changed in the one before it.
//!
//! The rule is a list of what is allowed, not of what is forbidden: signature fields may be signed, signed fields and
//! document timestamps may be added, validation data may be stored, dates in the metadata may move on. Every other
//! object that differs is named. Objects that are new must not have been referred to before, or the signed document
//! would already have had a hole prepared for them.

use super::report::{Change, ChangeKind};
use crate::document::{self, Page, SignatureField};
use crate::pdf::ReadError;
use crate::pdf::file::{Entry, PdfFile};
use crate::pdf::object::{Dictionary, Object, ObjectId};
use std::collections::{BTreeSet, HashMap};

/// What one revision did, or why that cannot be told.
pub(crate) struct Step {
    /// Index of the revision.
    pub(crate) revision: usize,
    pub(crate) changes: Vec<Change>,
    pub(crate) error: Option<ReadError>,
}

/// Which objects refer to which, over all revisions so far: more than any one reader sees, never less.
type Referrers = HashMap<u32, BTreeSet<u32>>;

/// The steps that follow revision `from`.
pub(crate) fn steps(file: &PdfFile<'_>, from: usize) -> Vec<Step> {
    let mut referrers = Referrers::new();
    let mut scanned = 0;
    // Once a revision cannot be read whole, nothing after it can be told.
    let mut readable = Ok(());
    let mut steps = Vec::new();
    for revision in from + 1..file.revisions.len() {
        while scanned < revision && readable.is_ok() {
            readable = scan(file, scanned, &mut referrers);
            scanned += 1;
        }
        let outcome = readable
            .clone()
            .and_then(|()| Diff::new(file, revision, &referrers)?.run());
        let (changes, error) = match outcome {
            Ok(changes) => (changes, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        steps.push(Step {
            revision,
            changes,
            error,
        });
    }
    steps
}

/// Notes the references in everything that a revision wrote.
fn scan(file: &PdfFile<'_>, revision: usize, referrers: &mut Referrers) -> Result<(), ReadError> {
    for (&number, &entry) in &file.revisions[revision].entries {
        let is_repeated = revision > 0 && file.entry(revision - 1, number) == Some(entry);
        if entry == Entry::Free || is_repeated {
            continue;
        }
        let generation = match entry {
            Entry::At { generation, .. } => generation,
            _ => 0,
        };
        // The section's own object is no part of the document.
        if matches!(entry, Entry::At { offset, .. } if offset == file.revisions[revision].xref_at) {
            continue;
        }
        let object = file.object(revision, ObjectId { number, generation })?;
        note_references(number, &object, referrers);
    }
    Ok(())
}

fn note_references(from: u32, object: &Object, referrers: &mut Referrers) {
    match object {
        Object::Reference(id) => {
            referrers.entry(id.number).or_default().insert(from);
        }
        Object::Array(items) => items
            .iter()
            .for_each(|item| note_references(from, item, referrers)),
        Object::Dictionary(dictionary) => {
            dictionary
                .iter()
                .for_each(|(_, value)| note_references(from, value, referrers));
        }
        Object::Stream(stream) => {
            stream
                .dictionary
                .iter()
                .for_each(|(_, value)| note_references(from, value, referrers));
        }
        _ => {}
    }
}

/// One revision against the one before it.
struct Diff<'d, 'a> {
    file: &'d PdfFile<'a>,
    before: usize,
    after: usize,
    referrers: &'d Referrers,
    changes: Vec<Change>,
    catalog_id: ObjectId,
    old_catalog: Dictionary,
    new_catalog: Dictionary,
    old_fields: Vec<SignatureField>,
    new_fields: Vec<SignatureField>,
    pages: Vec<Page>,
    added: BTreeSet<u32>,
    /// Widgets of signature fields that this revision adds and signs at once.
    signed_widgets: BTreeSet<u32>,
}

impl<'d, 'a> Diff<'d, 'a> {
    fn new(
        file: &'d PdfFile<'a>,
        after: usize,
        referrers: &'d Referrers,
    ) -> Result<Self, ReadError> {
        let before = after - 1;
        let (catalog_id, old_catalog) = file.catalog(before)?;
        let (_, new_catalog) = file.catalog(after)?;
        Ok(Self {
            file,
            before,
            after,
            referrers,
            changes: Vec::new(),
            catalog_id,
            old_catalog,
            new_catalog,
            old_fields: document::signature_fields(file, before)?,
            new_fields: document::signature_fields(file, after)?,
            pages: document::pages(file, before)?,
            added: BTreeSet::new(),
            signed_widgets: BTreeSet::new(),
        })
    }

    fn run(mut self) -> Result<Vec<Change>, ReadError> {
        self.compare_trailers()?;
        let modified = self.sort_entries()?;
        self.note_added_fields()?;
        for number in modified {
            self.compare(number)?;
        }
        let added: Vec<u32> = self.added.iter().copied().collect();
        for number in added {
            if self.referrers.contains_key(&number) {
                self.forbid(ChangeKind::HiddenObjectRevealed, Some(number), None);
            }
        }
        Ok(self.changes)
    }

    fn note(
        &mut self,
        kind: ChangeKind,
        allowed: bool,
        object: Option<u32>,
        detail: Option<String>,
    ) {
        let change = Change {
            kind,
            allowed,
            revision: self.after + 1,
            object,
            detail,
        };
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    fn allow(&mut self, kind: ChangeKind, object: Option<u32>, detail: Option<String>) {
        self.note(kind, true, object, detail);
    }

    fn forbid(&mut self, kind: ChangeKind, object: Option<u32>, detail: Option<String>) {
        self.note(kind, false, object, detail);
    }

    fn is_added(&self, object: Option<&Object>) -> bool {
        object
            .and_then(Object::as_reference)
            .is_some_and(|id| self.added.contains(&id.number))
    }

    fn compare_trailers(&mut self) -> Result<(), ReadError> {
        let (old, new) = (
            &self.file.revisions[self.before].trailer,
            &self.file.revisions[self.after].trailer,
        );
        if old.get("Root") != new.get("Root") {
            self.forbid(ChangeKind::CatalogReplaced, None, None);
        }
        let (old_info, new_info) = (old.get("Info").cloned(), new.get("Info").cloned());
        if old_info != new_info && new_info.is_some() {
            let old = self
                .file
                .resolve(self.before, &old_info.unwrap_or(Object::Null))?;
            let new = self
                .file
                .resolve(self.after, &new_info.unwrap_or(Object::Null))?;
            self.compare_info(&old, &new, None);
        }
        Ok(())
    }

    /// Sorts the revision's entries; returns the numbers of objects that were there before and differ.
    fn sort_entries(&mut self) -> Result<Vec<u32>, ReadError> {
        let revision = &self.file.revisions[self.after];
        let mut modified = Vec::new();
        for (&number, &new) in &revision.entries {
            let old = self
                .file
                .entry(self.before, number)
                .filter(|entry| *entry != Entry::Free);
            match (old, new) {
                (old, new) if old == Some(new) => {}
                (None, Entry::Free) => {}
                (Some(_), Entry::Free) => {
                    self.forbid(ChangeKind::ObjectRemoved, Some(number), None)
                }
                (None, Entry::At { offset, .. }) if offset == revision.xref_at => {}
                (None, _) => {
                    self.added.insert(number);
                }
                (
                    Some(Entry::At {
                        generation: old, ..
                    }),
                    Entry::At {
                        generation: new, ..
                    },
                ) if old != new => {
                    self.forbid(
                        ChangeKind::ObjectRemoved,
                        Some(number),
                        Some("another generation".into()),
                    );
                }
                (Some(_), _) => modified.push(number),
            }
        }
        Ok(modified)
    }

    fn object(&self, view: usize, number: u32) -> Result<Object, ReadError> {
        let generation = match self.file.entry(view, number) {
            Some(Entry::At { generation, .. }) => generation,
            _ => 0,
        };
        self.file.object(view, ObjectId { number, generation })
    }

    /// Fields that came with this revision: signed ones are named, others are refused where the form is compared.
    fn note_added_fields(&mut self) -> Result<(), ReadError> {
        for field in self.new_fields.clone() {
            if !self.added.contains(&field.id.number) || !self.is_added(field.value()) {
                continue;
            }
            let mut is_visible = false;
            let mut is_plain = field
                .widgets
                .iter()
                .all(|widget| self.added.contains(&widget.number));
            for widget in field.widgets.iter().chain([&field.id]) {
                let Object::Dictionary(widget) = self.file.object(self.after, *widget)? else {
                    continue;
                };
                // A signature field that runs something is no mere signature.
                is_plain &= !widget.contains("A") && !widget.contains("AA");
                let rect = widget
                    .get("Rect")
                    .and_then(|rect| document::rectangle(self.file, self.after, rect));
                let has_area =
                    rect.is_some_and(|[left, bottom, right, top]| right > left && top > bottom);
                is_visible |= has_area && widget.contains("AP");
            }
            if !is_plain {
                continue;
            }
            self.signed_widgets
                .extend(field.widgets.iter().map(|widget| widget.number));
            self.signed_widgets.insert(field.id.number);
            let value = self
                .file
                .resolve(self.after, field.value().unwrap_or(&Object::Null))?;
            let is_timestamp = value
                .as_dictionary()
                .and_then(|v| v.get("SubFilter"))
                .is_some_and(|v| v.is_name("ETSI.RFC3161"));
            let kind = if is_timestamp && !is_visible {
                ChangeKind::DocumentTimestampAdded
            } else {
                ChangeKind::SignatureFieldAdded
            };
            self.allow(kind, Some(field.id.number), Some(field.name));
        }
        Ok(())
    }

    /// Explains one object that differs, or names it.
    fn compare(&mut self, number: u32) -> Result<(), ReadError> {
        let old = self.object(self.before, number)?;
        let new = self.object(self.after, number)?;
        if old == new {
            return Ok(());
        }
        let reference =
            |catalog: &Dictionary, key: &str| catalog.get(key).and_then(Object::as_reference);
        let is = |id: Option<ObjectId>| id.is_some_and(|id| id.number == number);
        let form_id = reference(&self.old_catalog, "AcroForm");
        let form = self.file.get(self.before, &self.old_catalog, "AcroForm")?;
        let fields_id = form
            .as_dictionary()
            .and_then(|form| reference(form, "Fields"));
        let info_id = reference(&self.file.revisions[self.before].trailer, "Info");
        let page_annotations = |page: &&Page| is(reference(&page.dictionary, "Annots"));

        if number == self.catalog_id.number {
            return self.compare_catalogs();
        }
        if is(form_id) {
            return self.compare_forms(&old, &new);
        }
        if is(fields_id) {
            self.compare_field_lists(&old, &new);
            return Ok(());
        }
        if let Some(field) = self
            .old_fields
            .iter()
            .find(|field| field.id.number == number)
            .cloned()
        {
            self.compare_fields(&field, &old, &new);
            return Ok(());
        }
        let widget_of =
            |field: &&SignatureField| field.widgets.iter().any(|widget| widget.number == number);
        if let Some(field) = self.old_fields.iter().find(widget_of).cloned() {
            self.compare_widgets(&field, number, &old, &new);
            return Ok(());
        }
        if let Some(page) = self.pages.iter().position(|page| page.id.number == number) {
            return self.compare_pages(page, &old, &new);
        }
        if let Some(page) = self.pages.iter().position(|page| page_annotations(&page)) {
            self.compare_annotations(page, &old, &new);
            return Ok(());
        }
        if is(info_id) {
            self.compare_info(&old, &new, Some(number));
            return Ok(());
        }
        let catalog = Object::Dictionary(self.old_catalog.clone());
        if is(reference(&self.old_catalog, "Metadata"))
            && self.is_exclusive(number, self.catalog_id.number, &catalog)
        {
            self.compare_metadata(&new, number);
            return Ok(());
        }
        if self.is_security_store(number, &new)? {
            self.allow(ChangeKind::SecurityStoreUpdated, Some(number), None);
            return Ok(());
        }
        self.name_other(number, &old, &new);
        Ok(())
    }

    fn name_other(&mut self, number: u32, old: &Object, new: &Object) {
        let shows = |page: &Page| match page.dictionary.get("Contents") {
            Some(Object::Reference(id)) => id.number == number,
            Some(Object::Array(parts)) => parts
                .iter()
                .filter_map(Object::as_reference)
                .any(|part| part.number == number),
            _ => false,
        };
        let page = self.pages.iter().position(shows);
        let is_annotation = |object: &Object| {
            object
                .as_dictionary()
                .is_some_and(|one| one.contains("Subtype") && one.contains("Rect"))
        };
        let is_field =
            |object: &Object| object.as_dictionary().is_some_and(|one| one.contains("FT"));
        if let Some(page) = page {
            self.forbid(
                ChangeKind::PageContentChanged,
                Some(number),
                Some(format!("page {}", page + 1)),
            );
        } else if is_field(old) || is_field(new) {
            self.forbid(ChangeKind::FieldChanged, Some(number), None);
        } else if is_annotation(old) || is_annotation(new) {
            self.forbid(ChangeKind::AnnotationChanged, Some(number), None);
        } else {
            self.forbid(ChangeKind::ObjectChanged, Some(number), None);
        }
    }

    fn compare_catalogs(&mut self) -> Result<(), ReadError> {
        let (old, new) = (self.old_catalog.clone(), self.new_catalog.clone());
        for key in differing(&old, &new) {
            match key.as_str() {
                "AcroForm" => {
                    let old = self.file.get(self.before, &old, "AcroForm")?;
                    let new = self.file.get(self.after, &new, "AcroForm")?;
                    self.compare_forms(&old, &new)?;
                }
                // New objects only: an old object that becomes validation data could be anything else as well.
                "DSS" if new.contains("DSS") && !matches!(new.get("DSS"), Some(Object::Null)) => {
                    if self.is_added(new.get("DSS"))
                        || new.get("DSS").is_some_and(|v| v.as_dictionary().is_some())
                    {
                        self.allow(
                            ChangeKind::SecurityStoreUpdated,
                            Some(self.catalog_id.number),
                            None,
                        );
                    } else {
                        self.forbid(
                            ChangeKind::CatalogChanged,
                            Some(self.catalog_id.number),
                            Some(key),
                        );
                    }
                }
                // Naming an extension of the format shows nothing and runs nothing.
                "Extensions" if new.contains("Extensions") => {}
                "Metadata" if self.is_added(new.get("Metadata")) => {
                    let metadata = self.file.get(self.after, &new, "Metadata")?;
                    self.compare_metadata(&metadata, self.catalog_id.number);
                }
                _ => self.forbid(
                    ChangeKind::CatalogChanged,
                    Some(self.catalog_id.number),
                    Some(key),
                ),
            }
        }
        Ok(())
    }

    fn compare_forms(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
        let empty = Dictionary::new();
        let (old, Some(new)) = (old.as_dictionary().unwrap_or(&empty), new.as_dictionary()) else {
            self.forbid(ChangeKind::FormChanged, None, None);
            return Ok(());
        };
        for key in differing(old, new) {
            match key.as_str() {
                "Fields" => {
                    let old = self.file.get(self.before, old, "Fields")?;
                    let new = self.file.get(self.after, new, "Fields")?;
                    self.compare_field_lists(&old, &new);
                }
                "SigFlags" if new.get("SigFlags").and_then(Object::as_integer).is_some() => {}
                _ => self.forbid(ChangeKind::FormChanged, None, Some(key)),
            }
        }
        Ok(())
    }

    /// The old fields in their order, then signed new ones.
    fn compare_field_lists(&mut self, old: &Object, new: &Object) {
        let (old, new) = (
            old.as_array().unwrap_or_default(),
            new.as_array().unwrap_or_default(),
        );
        if !new.starts_with(old) {
            self.forbid(ChangeKind::FormChanged, None, Some("Fields".into()));
            return;
        }
        for field in &new[old.len()..] {
            let number = field.as_reference().map(|id| id.number);
            if !number.is_some_and(|number| self.signed_widgets.contains(&number)) {
                self.forbid(ChangeKind::FieldAdded, number, None);
            }
        }
    }

    fn compare_fields(&mut self, field: &SignatureField, old: &Object, new: &Object) {
        let number = field.id.number;
        let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
            self.forbid(
                ChangeKind::FieldChanged,
                Some(number),
                Some(field.name.clone()),
            );
            return;
        };
        let signed_now = new.get("V").filter(|value| **value != Object::Null);
        if field.value().is_some() {
            let kind = if old.get("V") == new.get("V") {
                ChangeKind::FieldChanged
            } else {
                ChangeKind::SignatureRemoved
            };
            self.forbid(kind, Some(number), Some(field.name.clone()));
        } else if self.is_added(signed_now) && differs_as_signed(old, new) {
            self.allow(
                ChangeKind::SignatureFieldFilled,
                Some(number),
                Some(field.name.clone()),
            );
        } else {
            self.forbid(
                ChangeKind::FieldChanged,
                Some(number),
                Some(field.name.clone()),
            );
        }
    }

    /// A widget of its own gets its stamp in the revision that signs its field, and at no other time.
    fn compare_widgets(&mut self, field: &SignatureField, number: u32, old: &Object, new: &Object) {
        let new_field = self.new_fields.iter().find(|one| one.id == field.id);
        let is_signed_now =
            field.value().is_none() && new_field.is_some_and(|one| self.is_added(one.value()));
        let is_stamp = match (old.as_dictionary(), new.as_dictionary()) {
            (Some(old), Some(new)) => differs_as_signed(old, new) && old.get("V") == new.get("V"),
            _ => false,
        };
        if !(is_signed_now && is_stamp) {
            self.forbid(
                ChangeKind::AnnotationChanged,
                Some(number),
                Some(field.name.clone()),
            );
        }
    }

    fn compare_pages(&mut self, page: usize, old: &Object, new: &Object) -> Result<(), ReadError> {
        let number = self.pages[page].id.number;
        let label = format!("page {}", page + 1);
        let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
            self.forbid(ChangeKind::PageChanged, Some(number), Some(label));
            return Ok(());
        };
        for key in differing(old, new) {
            match key.as_str() {
                "Annots" => {
                    let old = self.file.get(self.before, old, "Annots")?;
                    let new = self.file.get(self.after, new, "Annots")?;
                    self.compare_annotations(page, &old, &new);
                }
                // The order of fields for the keyboard.
                "Tabs" => {}
                "Contents" => self.forbid(
                    ChangeKind::PageContentChanged,
                    Some(number),
                    Some(label.clone()),
                ),
                _ => self.forbid(
                    ChangeKind::PageChanged,
                    Some(number),
                    Some(format!("{label}, {key}")),
                ),
            }
        }
        Ok(())
    }

    fn compare_annotations(&mut self, page: usize, old: &Object, new: &Object) {
        let label = format!("page {}", page + 1);
        let (old, new) = (
            old.as_array().unwrap_or_default(),
            new.as_array().unwrap_or_default(),
        );
        if !new.starts_with(old) {
            self.forbid(ChangeKind::AnnotationChanged, None, Some(label));
            return;
        }
        for annotation in &new[old.len()..] {
            let number = annotation.as_reference().map(|id| id.number);
            if !number.is_some_and(|number| self.signed_widgets.contains(&number)) {
                self.forbid(ChangeKind::AnnotationAdded, number, Some(label.clone()));
            }
        }
    }

    /// The date of the last change and the program that made it.
    fn compare_info(&mut self, old: &Object, new: &Object, number: Option<u32>) {
        let empty = Dictionary::new();
        let old = old.as_dictionary().unwrap_or(&empty);
        let is_harmless = new.as_dictionary().is_some_and(|new| {
            differing(old, new).iter().all(|key| {
                let is_text = new
                    .get(key)
                    .is_some_and(|value| value.as_string().is_some());
                matches!(key.as_str(), "ModDate" | "Producer") && is_text
            })
        });
        if is_harmless {
            self.allow(ChangeKind::MetadataUpdated, number, None);
        } else {
            self.forbid(ChangeKind::ObjectChanged, number, Some("Info".into()));
        }
    }

    fn compare_metadata(&mut self, new: &Object, number: u32) {
        let is_metadata =
            matches!(new, Object::Stream(stream) if stream.dictionary.is_type("Metadata"));
        if is_metadata {
            self.allow(ChangeKind::MetadataUpdated, Some(number), None);
        } else {
            self.forbid(
                ChangeKind::ObjectChanged,
                Some(number),
                Some("Metadata".into()),
            );
        }
    }

    /// Whether an object has ever been referred to by one place of `parent` alone. What the page, the form or the
    /// catalogue uses under another key as well is no mere validation data, whatever refers to it as such.
    fn is_exclusive(&self, number: u32, parent_number: u32, parent: &Object) -> bool {
        let is_only = self
            .referrers
            .get(&number)
            .is_none_or(|all| all.iter().all(|one| *one == parent_number));
        let info = self.file.revisions[self.before]
            .trailer
            .get("Info")
            .and_then(Object::as_reference);
        let is_root =
            number == self.catalog_id.number || info.is_some_and(|id| id.number == number);
        is_only && !is_root && count_references(parent, number) == 1
    }

    /// Whether an object is a dictionary or an array of the validation data and of nothing else: every step from the
    /// catalogue to it is exclusive.
    fn is_security_store(&self, number: u32, new: &Object) -> Result<bool, ReadError> {
        const MAX_DEPTH: usize = 4;
        if !matches!(new, Object::Dictionary(_) | Object::Array(_)) {
            return Ok(false);
        }
        let catalog = Object::Dictionary(self.old_catalog.clone());
        let store = self.old_catalog.get("DSS").cloned().unwrap_or(Object::Null);
        // Number, whole object, and the part of it in which to look for references.
        let mut level = vec![(self.catalog_id.number, catalog, store)];
        for _ in 0..MAX_DEPTH {
            let mut next = Vec::new();
            for (parent_number, parent, part) in level {
                let mut references = Referrers::new();
                note_references(parent_number, &part, &mut references);
                for target in references.into_keys() {
                    if !self.is_exclusive(target, parent_number, &parent) {
                        continue;
                    }
                    let found = self.object(self.before, target)?;
                    if !matches!(found, Object::Dictionary(_) | Object::Array(_)) {
                        continue;
                    }
                    if target == number {
                        return Ok(true);
                    }
                    next.push((target, found.clone(), found));
                }
            }
            level = next;
        }
        Ok(false)
    }
}

/// How often an object refers to another.
fn count_references(object: &Object, number: u32) -> usize {
    let values = |dictionary: &Dictionary| {
        dictionary
            .iter()
            .map(|(_, value)| count_references(value, number))
            .sum()
    };
    match object {
        Object::Reference(id) => usize::from(id.number == number),
        Object::Array(items) => items
            .iter()
            .map(|item| count_references(item, number))
            .sum(),
        Object::Dictionary(dictionary) => values(dictionary),
        Object::Stream(stream) => values(&stream.dictionary),
        _ => 0,
    }
}

/// Keys that one of both lacks or that differ.
fn differing(old: &Dictionary, new: &Dictionary) -> Vec<String> {
    let keys: BTreeSet<&[u8]> = old.iter().chain(new.iter()).map(|(key, _)| key).collect();
    let differ = keys
        .into_iter()
        .filter(|key| old.get_bytes(key) != new.get_bytes(key));
    differ
        .map(|key| String::from_utf8_lossy(key).into_owned())
        .collect()
}

/// Whether a field or widget differs only by what signing it brings: value, stamp, flags, date.
fn differs_as_signed(old: &Dictionary, new: &Dictionary) -> bool {
    differing(old, new).iter().all(|key| match key.as_str() {
        "V" | "M" => true,
        "AP" => new
            .get("AP")
            .is_some_and(|value| matches!(value, Object::Dictionary(_))),
        "F" => new.get("F").and_then(Object::as_integer) == Some(132),
        _ => false,
    })
}
