//! What each revision changed in the one before it.
//!
//! The rule is a list of what is allowed, not of what is forbidden: signature fields may be signed, signed fields and
//! document timestamps may be added, validation data may be stored, dates in the metadata may move on. Every other
//! object that differs is named. Objects that are new must not have been referred to before, or the signed document
//! would already have had a hole prepared for them.

mod compare;
mod references;

use super::report::{Change, ChangeKind};
use crate::document::{self, Page, SignatureField};
use crate::pdf::ReadError;
use crate::pdf::file::{Entry, PdfFile};
use crate::pdf::object::{Dictionary, Object, ObjectId};
use references::{Referrers, scan};
use std::collections::BTreeSet;

/// What one revision did, or why that cannot be told.
pub(crate) struct Step {
    /// Index of the revision.
    pub(crate) revision: usize,
    pub(crate) changes: Vec<Change>,
    pub(crate) error: Option<ReadError>,
}

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
                // The section's own stream explains itself, but a page that already refers to its number would show it.
                (None, Entry::At { offset, .. })
                    if offset == revision.xref_at && !self.referrers.contains_key(&number) => {}
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
}
