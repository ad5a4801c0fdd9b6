//! The parts of a document that a later revision may touch, each with what it may do there.

use super::Diff;
use crate::document::SignatureField;
use crate::pdf::ReadError;
use crate::pdf::object::{Dictionary, Object};
use crate::validate::report::ChangeKind;
use std::collections::BTreeSet;

impl Diff<'_, '_> {
    pub(super) fn compare_catalogs(&mut self) -> Result<(), ReadError> {
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

    pub(super) fn compare_forms(&mut self, old: &Object, new: &Object) -> Result<(), ReadError> {
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
    pub(super) fn compare_field_lists(&mut self, old: &Object, new: &Object) {
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

    pub(super) fn compare_fields(&mut self, field: &SignatureField, old: &Object, new: &Object) {
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
    pub(super) fn compare_widgets(
        &mut self,
        field: &SignatureField,
        number: u32,
        old: &Object,
        new: &Object,
    ) {
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

    pub(super) fn compare_pages(
        &mut self,
        page: usize,
        old: &Object,
        new: &Object,
    ) -> Result<(), ReadError> {
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

    pub(super) fn compare_annotations(&mut self, page: usize, old: &Object, new: &Object) {
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
    pub(super) fn compare_info(&mut self, old: &Object, new: &Object, number: Option<u32>) {
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

    pub(super) fn compare_metadata(&mut self, new: &Object, number: u32) {
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
