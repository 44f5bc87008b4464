//! *Verlauf*: who changed what when, read from the changes themselves.
//!
//! Changes are unfolded from the newest on, until as many are found as were asked for.

use std::collections::HashMap;

use automerge::{ChangeHash, ObjId, ROOT, ReadDoc, ScalarValue, legacy};

use crate::{
    document::{Document, Version},
    edit::Place,
    ids::{DeviceTag, EntryId, tag_of},
    schema::{FieldKind, FieldSpec, ListSpec},
    stored,
    view::{Answer, read_answer},
};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The device that wrote it.
    pub by: DeviceTag,
    /// When, by that device's clock, milliseconds since 1970 (whole seconds).
    pub at_ms: u64,
    /// The change, as the version it made.
    pub version: Version,
    /// What it changed.
    pub changes: Vec<HistoryChange>,
}

/// One thing that a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryChange {
    /// The entry it happened to, or `None` at the root.
    pub place: Place,
    /// The list of that entry.
    pub list: Option<&'static ListSpec>,
    /// What happened.
    pub what: What,
}

/// What happened to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A question was answered.
    Answered {
        /// Which.
        field: &'static FieldSpec,
        /// The answer before, as the writer saw it.
        before: Answer,
        /// The answer since.
        after: Answer,
    },
    /// A text was written.
    Wrote {
        /// Which.
        field: &'static FieldSpec,
        /// How many characters came.
        n_added: usize,
        /// How many characters went.
        n_removed: usize,
    },
    /// The entry was made.
    Made,
    /// The entry, or the case, was moved to the trash.
    Removed,
    /// The entry, or the case, was taken out of the trash.
    Restored,
}

/// Is this place of a document wanted? Asked before what was written there is looked up.
pub type Concerns<'a> = dyn Fn(Place, Option<&'static ListSpec>) -> bool + 'a;

/// A field of a place, found from what a change names.
#[derive(Clone, Copy)]
struct Target {
    place: Place,
    list: Option<&'static ListSpec>,
    field: &'static FieldSpec,
}

impl Document {
    /// The newest `n_newest` changes that concern something wanted, newest first; the birth is not among them. Every device that
    /// has the same changes gives the same answer.
    #[must_use]
    pub fn history(&self, n_newest: usize, concerns: &Concerns<'_>) -> Vec<HistoryEntry> {
        let mut changes: Vec<(i64, u64, ChangeHash)> = self
            .doc
            .get_changes_meta(&[self.birth_hash()])
            .iter()
            .map(|change| (change.timestamp, change.max_op, change.hash))
            .collect();
        changes.sort_unstable_by(|one, other| other.cmp(one));
        let texts = self.text_targets();
        let entries =
            changes.into_iter().filter_map(|(_, _, hash)| self.history_entry(hash, &texts, concerns));
        entries.filter(|entry| !entry.changes.is_empty()).take(n_newest).collect()
    }

    fn history_entry(
        &self,
        hash: ChangeHash,
        texts: &HashMap<legacy::ObjectId, Target>,
        concerns: &Concerns<'_>,
    ) -> Option<HistoryEntry> {
        let change = self.doc.get_change_by_hash(&hash)?.decode();
        let mut told = Telling { document: self, deps: &change.deps, concerns, changes: Vec::new() };
        for operation in &change.operations {
            match (texts.get(&operation.obj), &operation.key) {
                (Some(target), _) => told.write(*target, operation),
                (None, legacy::Key::Map(key)) => told.put(operation, key),
                (None, legacy::Key::Seq(_)) => (),
            }
        }
        Some(HistoryEntry {
            by: tag_of(change.actor_id.to_bytes()).unwrap_or(DeviceTag::RESERVED),
            at_ms: u64::try_from(change.time).unwrap_or(0).saturating_mul(1000),
            version: Version(vec![hash]),
            changes: told.changes,
        })
    }

    /// Every text object, by the name that changes give it.
    fn text_targets(&self) -> HashMap<legacy::ObjectId, Target> {
        let spec = self.kind().spec();
        let root = spec.root.iter().filter_map(|field| {
            Some((name_of(self.root_text(field.id)?)?, Target { place: None, list: None, field }))
        });
        let mut targets: HashMap<_, _> = root.collect();
        for list in spec.lists {
            if !list.fields.iter().any(|field| field.kind == FieldKind::Text) {
                continue;
            }
            let Some(object) = self.list_object(list.id) else { continue };
            for item in self.doc.map_range(object, ..) {
                let Some((entry, key)) = stored::split_entry_key(&item.key) else { continue };
                let field = list.fields.iter().find(|field| field.entry_key() == key);
                if let Some(field) = field.filter(|field| field.kind == FieldKind::Text)
                    && let Some(name) = name_of(&item.id())
                {
                    targets.insert(name, Target { place: Some(entry), list: Some(list), field });
                }
            }
        }
        targets
    }
}

/// Tells one change, operation by operation.
struct Telling<'a> {
    document: &'a Document,
    deps: &'a [ChangeHash],
    concerns: &'a Concerns<'a>,
    changes: Vec<HistoryChange>,
}

impl Telling<'_> {
    fn write(&mut self, target: Target, operation: &legacy::Op) {
        if !(self.concerns)(target.place, target.list) {
            return;
        }
        let (added, removed) = match &operation.action {
            legacy::OpType::Put(ScalarValue::Str(text)) => (text.chars().count(), 0),
            legacy::OpType::Delete => (0, 1),
            legacy::OpType::Put(_)
            | legacy::OpType::Make(_)
            | legacy::OpType::Increment(_)
            | legacy::OpType::MarkBegin(_)
            | legacy::OpType::MarkEnd(_) => (0, 0),
        };
        let same_place = |change: &&mut HistoryChange| change.place == target.place;
        for change in self.changes.iter_mut().filter(|change| same_place(change)) {
            if let What::Wrote { field, n_added, n_removed } = &mut change.what
                && *field == target.field
            {
                *n_added += added;
                *n_removed += removed;
                return;
            }
        }
        let what = What::Wrote { field: target.field, n_added: added, n_removed: removed };
        self.changes.push(HistoryChange { place: target.place, list: target.list, what });
    }

    fn put(&mut self, operation: &legacy::Op, key: &str) {
        let legacy::OpType::Put(scalar) = &operation.action else { return };
        let spec = self.document.kind().spec();
        let (object, list, place, local_key) = if operation.obj == legacy::ObjectId::Root {
            (ROOT, None, None, key)
        } else {
            let lists = spec.lists.iter();
            let found = lists.filter_map(|list| Some((list, self.document.list_object(list.id)?)));
            let mut found = found.filter(|(_, object)| name_of(object).as_ref() == Some(&operation.obj));
            let Some((list, object)) = found.next() else { return };
            let Some((entry, local_key)) = stored::split_entry_key(key) else { return };
            (object.clone(), Some(list), Some(entry), local_key)
        };
        if !(self.concerns)(place, list) {
            return;
        }
        let what = match local_key {
            stored::MADE => Some(What::Made),
            stored::DELETED if stored::deletion_from_scalar(scalar).is_some() => Some(What::Removed),
            stored::DELETED => Some(What::Restored),
            _ => self.answered(
                list.map_or(spec.root, |list| list.fields),
                &object,
                (key, local_key, place),
                scalar,
            ),
        };
        self.changes.extend(what.map(|what| HistoryChange { place, list, what }));
    }

    fn answered(
        &self,
        fields: &'static [FieldSpec],
        object: &ObjId,
        (key, local_key, place): (&str, &str, Option<EntryId>),
        scalar: &ScalarValue,
    ) -> Option<What> {
        let key_of = |field: &FieldSpec| if place.is_some() { field.entry_key() } else { field.id };
        let field = fields.iter().find(|field| key_of(field) == local_key)?;
        let before = self.document.doc.get_at(object, key, self.deps).ok().flatten();
        let before = before.map(|(value, id)| read_answer(&self.document.doc, field, &value, &id));
        Some(What::Answered {
            field,
            before: before.unwrap_or(Answer::NotAsked),
            after: stored::from_scalar(field, scalar),
        })
    }
}

fn name_of(object: &ObjId) -> Option<legacy::ObjectId> {
    match object {
        ObjId::Root => None,
        ObjId::Id(counter, actor, _) => Some(legacy::ObjectId::Id(legacy::OpId::new(*counter, actor))),
    }
}

#[cfg(test)]
mod tests;
