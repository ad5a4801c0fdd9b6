//! Who refers to whom: what tells validation data from a page that is merely called so.

use super::Diff;
use crate::pdf::ReadError;
use crate::pdf::file::{Entry, PdfFile};
use crate::pdf::object::{Dictionary, Object, ObjectId};
use std::collections::{BTreeSet, HashMap};

/// Which objects refer to which, over all revisions so far: more than any one reader sees, never less.
pub(super) type Referrers = HashMap<u32, BTreeSet<u32>>;

/// Notes the references in everything that a revision wrote.
pub(super) fn scan(
    file: &PdfFile<'_>,
    revision: usize,
    referrers: &mut Referrers,
) -> Result<(), ReadError> {
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

impl Diff<'_, '_> {
    /// Whether an object has ever been referred to by one place of `parent` alone. What the page, the form or the
    /// catalogue uses under another key as well is no mere validation data, whatever refers to it as such.
    pub(super) fn is_exclusive(&self, number: u32, parent_number: u32, parent: &Object) -> bool {
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
    pub(super) fn is_security_store(&self, number: u32, new: &Object) -> Result<bool, ReadError> {
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
