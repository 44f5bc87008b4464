//! Read models: what a screen shows of one document, typed, without automerge.
//!
//! Every field of every place is there in the order of the tables, asked or not, so a form needs nothing else. Where
//! people answered at the same time all versions are there with who and when (A6).

use automerge::{ObjId, ROOT, ReadDoc, Value as Stored};
use serde::{Deserialize, Serialize};

use crate::{
    document::{Document, Version},
    ids::{DeviceTag, EntryId, MemberId, tag_of},
    schema::{FieldKind, FieldSpec, ListSpec, Subject},
    stored,
    value::Value,
};

/// What is known about one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nobody asked, or the answer was taken back.
    NotAsked,
    /// Asked, and the counselee did not want to answer.
    Declined,
    /// Answered.
    Given(Value),
    /// Something is there that this version of the program cannot read.
    Unreadable,
}

impl Answer {
    /// The value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&Value> {
        match self {
            Self::Given(value) => Some(value),
            Self::NotAsked | Self::Declined | Self::Unreadable => None,
        }
    }
}

/// One of several answers given at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldVersion {
    /// The answer.
    pub answer: Answer,
    /// The device that wrote it.
    pub by: DeviceTag,
    /// When, by that device's clock, in milliseconds since 1970 (whole seconds).
    pub at_ms: u64,
}

/// One field of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// Which field.
    pub field: &'static FieldSpec,
    /// The answer; with several versions the one every device agrees to show first.
    pub answer: Answer,
    /// Empty, or at least two different answers, oldest first.
    pub versions: Vec<FieldVersion>,
}

/// Since when something lies in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deletion {
    /// When it was put there, milliseconds since 1970.
    pub at_ms: u64,
    /// By whom.
    pub by: MemberId,
}

/// How long something stays in the trash, in milliseconds: 30 days. Source: product decision, issue A ("Screens").
pub const TRASH_MS: u64 = 30 * 24 * 60 * 60 * 1000;

impl Deletion {
    /// Whether it can still be taken out of the trash at `now_ms`.
    #[must_use]
    pub const fn is_restorable(&self, now_ms: u64) -> bool {
        now_ms < self.at_ms.saturating_add(TRASH_MS)
    }
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// Its id.
    pub id: EntryId,
    /// When it was made, milliseconds since 1970.
    pub made_ms: u64,
    /// Since when it lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// All its fields, in the order of the tables.
    pub fields: Vec<FieldView>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Its stable id.
    pub id: &'static str,
    /// All entries, those in the trash too, in the order in which they were made.
    pub entries: Vec<EntryView>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentView {
    /// What it is about.
    pub subject: Subject,
    /// The version it shows; edits made on this screen name it.
    pub version: Version,
    /// Since when the whole case lies in the trash, if it does.
    pub deleted: Option<Deletion>,
    /// Fields at the root, in the order of the tables.
    pub root: Vec<FieldView>,
    /// All lists, in the order of the tables.
    pub lists: Vec<ListView>,
}

impl DocumentView {
    /// A field at the root.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldView> {
        find_field(&self.root, id)
    }

    /// The entries of a list; none if this kind has no such list.
    #[must_use]
    pub fn entries(&self, list: &str) -> &[EntryView] {
        self.lists.iter().find(|view| view.id == list).map_or(&[], |view| &view.entries)
    }

    /// The entries of a list that do not lie in the trash.
    pub fn live_entries<'a>(&'a self, list: &str) -> impl Iterator<Item = &'a EntryView> {
        self.entries(list).iter().filter(|entry| entry.deleted.is_none())
    }

    /// Whether any field of a place that is not in the trash has several versions.
    #[must_use]
    pub fn has_versions(&self) -> bool {
        let entries = self.lists.iter().flat_map(|list| &list.entries);
        let fields = entries.filter(|entry| entry.deleted.is_none()).flat_map(|entry| &entry.fields);
        self.root.iter().chain(fields).any(|field| !field.versions.is_empty())
    }
}

impl EntryView {
    /// A field of this entry.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldView> {
        find_field(&self.fields, id)
    }

    /// The value of a field of this entry, if it has one.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&Value> {
        self.field(id)?.answer.value()
    }
}

fn find_field<'a>(fields: &'a [FieldView], id: &str) -> Option<&'a FieldView> {
    fields.iter().find(|view| view.field.id == id)
}

impl Document {
    /// All of the document as it stands now.
    #[must_use]
    pub fn view(&self) -> DocumentView {
        let spec = self.kind().spec();
        DocumentView {
            subject: self.subject(),
            version: self.version(),
            deleted: self.deletion(&ROOT, stored::DELETED),
            root: spec.root.iter().map(|field| self.root_field(field)).collect(),
            lists: spec.lists.iter().map(|list| self.list(list)).collect(),
        }
    }

    fn root_field(&self, field: &'static FieldSpec) -> FieldView {
        match self.root_text(field.id) {
            Some(text) => FieldView { field, answer: read_text(&self.doc, text), versions: Vec::new() },
            None => self.field(field, &ROOT, field.id),
        }
    }

    fn list(&self, spec: &'static ListSpec) -> ListView {
        let mut entries = Vec::new();
        if let Some(object) = self.list_object(spec.id) {
            let mut items = self.doc.map_range(object, ..).peekable();
            while let Some(item) = items.next() {
                let Some((id, _)) = stored::split_entry_key(&item.key) else { continue };
                let mut found = vec![Found::of(&item, id)];
                while let Some(next) = items.next_if(|next| {
                    stored::split_entry_key(&next.key).is_some_and(|(next_id, _)| next_id == id)
                }) {
                    found.push(Found::of(&next, id));
                }
                entries.extend(self.entry(spec, object, id, &found));
            }
        }
        entries.sort_unstable_by_key(|entry| (entry.made_ms, entry.id));
        ListView { id: spec.id, entries }
    }

    /// `None` if nobody made this entry: answers of an entry that is not there are shown nowhere.
    fn entry(
        &self,
        spec: &'static ListSpec,
        object: &ObjId,
        id: EntryId,
        found: &[Found],
    ) -> Option<EntryView> {
        let of = |key: &str| found.iter().find(|found| found.key == key);
        let made_ms = match &of(stored::MADE)?.value {
            Stored::Scalar(scalar) => scalar.as_i64().and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0),
            Stored::Object(_) => 0,
        };
        let deleted =
            of(stored::DELETED).and_then(|_| self.deletion(object, &stored::entry_key(id, stored::DELETED)));
        let fields = spec.fields.iter().map(|field| match of(field.entry_key()) {
            None => FieldView { field, answer: Answer::NotAsked, versions: Vec::new() },
            Some(found) if found.is_conflict => {
                self.field(field, object, &stored::entry_key(id, field.entry_key()))
            }
            Some(found) => FieldView {
                field,
                answer: read_answer(&self.doc, field, &found.value, &found.object),
                versions: Vec::new(),
            },
        });
        Some(EntryView { id, made_ms, deleted, fields: fields.collect() })
    }

    fn field(&self, field: &'static FieldSpec, object: &ObjId, key: &str) -> FieldView {
        let found = self.doc.get_all(object, key).unwrap_or_default();
        let mut versions: Vec<FieldVersion> = Vec::new();
        let mut shown = Answer::NotAsked;
        for (value, id) in &found {
            let answer = read_answer(&self.doc, field, value, id);
            shown = answer.clone();
            if versions.iter().all(|version| version.answer != answer) {
                let (by, at_ms) = if found.len() < 2 { (DeviceTag::RESERVED, 0) } else { self.written(id) };
                versions.push(FieldVersion { answer, by, at_ms });
            }
        }
        if versions.len() < 2 {
            versions.clear();
        }
        versions.sort_unstable_by_key(|version| (version.at_ms, version.by));
        FieldView { field, answer: shown, versions }
    }

    /// Who wrote an operation, and when.
    fn written(&self, operation: &ObjId) -> (DeviceTag, u64) {
        let change = self.doc.hash_for_opid(operation);
        let Some(change) = change.and_then(|hash| self.doc.get_change_meta_by_hash(&hash)) else {
            return (DeviceTag::RESERVED, 0);
        };
        let by = tag_of(change.actor.to_bytes()).unwrap_or(DeviceTag::RESERVED);
        (by, u64::try_from(change.timestamp).unwrap_or(0).saturating_mul(1000))
    }

    /// Deletion wins over everything written beside it; it can be taken back from the trash.
    fn deletion(&self, object: &ObjId, key: &str) -> Option<Deletion> {
        read_deletion(&self.doc, object, key)
    }
}

/// One stored key of one entry.
struct Found {
    key: String,
    value: Stored<'static>,
    object: ObjId,
    is_conflict: bool,
}

impl Found {
    fn of(item: &automerge::iter::MapRangeItem<'_>, entry: EntryId) -> Self {
        let key =
            stored::split_entry_key(&item.key).filter(|(id, _)| *id == entry).map_or("", |(_, key)| key);
        Self {
            key: key.to_owned(),
            value: item.value.clone().into_value(),
            object: item.id(),
            is_conflict: item.conflict,
        }
    }
}

pub(crate) fn read_deletion(doc: &impl ReadDoc, object: &ObjId, key: &str) -> Option<Deletion> {
    let found = doc.get_all(object, key).ok()?;
    found.iter().filter_map(|(value, _)| stored::deletion_from_scalar(value.as_scalar()?)).max()
}

pub(crate) fn read_answer(doc: &impl ReadDoc, field: &FieldSpec, value: &Stored<'_>, id: &ObjId) -> Answer {
    match value {
        Stored::Scalar(scalar) => stored::from_scalar(field, scalar),
        Stored::Object(_) if field.kind == FieldKind::Text => read_text(doc, id),
        Stored::Object(_) => Answer::Unreadable,
    }
}

fn read_text(doc: &impl ReadDoc, id: &ObjId) -> Answer {
    match doc.text(id) {
        Ok(text) if text.is_empty() => Answer::NotAsked,
        Ok(text) => Answer::Given(Value::Text(text)),
        Err(_) => Answer::Unreadable,
    }
}
