//! Turns an [`Edit`] into operations of one transaction, made at the version the person saw.

use std::collections::BTreeMap;

use automerge::{
    ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Stored,
    transaction::{CommitOptions, Transactable, Transaction},
};

use super::{Author, Edit, EditRefusal, Place, splice};
use crate::{
    document::Document,
    ids::EntryId,
    schema::{DocumentKind, Entries, FieldKind, FieldSpec, Found, ListSpec},
    stored,
    value::Value,
    view::{Answer, Deletion, read_answer, read_deletion},
};

/// Where a document keeps its objects: copied so that a transaction may borrow the document.
pub(super) struct Layout {
    kind: DocumentKind,
    lists: BTreeMap<&'static str, ObjId>,
    texts: BTreeMap<&'static str, ObjId>,
}

impl Document {
    pub(super) fn layout(&self) -> Layout {
        let spec = self.kind().spec();
        let lists = spec.lists.iter().filter_map(|list| Some((list.id, self.list_object(list.id)?.clone())));
        let texts = spec.root.iter().filter_map(|field| Some((field.id, self.root_text(field.id)?.clone())));
        Layout { kind: self.kind(), lists: lists.collect(), texts: texts.collect() }
    }
}

/// A field in the place it lies in.
struct Slot {
    field: &'static FieldSpec,
    object: ObjId,
    key: String,
}

pub(super) struct Writer<'a> {
    transaction: Transaction<'a>,
    layout: Layout,
    author: Author,
}

impl<'a> Writer<'a> {
    pub(super) fn new(transaction: Transaction<'a>, layout: Layout, author: Author) -> Self {
        Self { transaction, layout, author }
    }

    pub(super) fn rollback(self) {
        self.transaction.rollback();
    }

    /// `None` if nothing was written.
    pub(super) fn commit(self, options: CommitOptions) -> Option<ChangeHash> {
        if self.transaction.pending_ops() == 0 {
            self.transaction.rollback();
            return None;
        }
        self.transaction.commit_with(options).0
    }

    pub(super) fn write(&mut self, edit: &Edit) -> Result<(), EditRefusal> {
        self.check_open(edit)?;
        match edit {
            Edit::Set { place, field, value } => self.answer(*place, field, &Answer::Given(value.clone())),
            Edit::Decline { place, field } => self.answer(*place, field, &Answer::Declined),
            Edit::Clear { place, field } => self.answer(*place, field, &Answer::NotAsked),
            Edit::WriteText { place, field, text } => self.write_text(*place, field, text),
            Edit::ChooseVersion { place, field, chosen } => self.choose(*place, field, chosen),
            Edit::AddEntry { list, entry, fields } => self.add_entry(list, *entry, fields),
            Edit::RemoveEntry { list, entry } => self.remove_entry(list, *entry),
            Edit::RestoreEntry { list, entry } => self.restore_entry(list, *entry),
            Edit::Remove => self.remove(),
            Edit::Restore => self.restore(),
            Edit::Close { reason, on } => self.close(reason, *on),
            Edit::Reopen => self.reopen(),
            Edit::LogAccess { entry, reason, explanation } => {
                self.log_access(*entry, reason, explanation.as_deref())
            }
            Edit::Rewrite { entry, made_ms, fields } => self.rewrite(*entry, *made_ms, fields),
        }
    }

    /// A case in the trash takes nothing but its way out, a closed case nothing but reopening; both may be read, and
    /// so both take the log of accesses.
    fn check_open(&self, edit: &Edit) -> Result<(), EditRefusal> {
        if matches!(edit, Edit::LogAccess { .. } | Edit::Restore) {
            return Ok(());
        }
        if read_deletion(&self.transaction, &ROOT, stored::DELETED).is_some() {
            return Err(EditRefusal::InTrash);
        }
        let may_be_closed =
            matches!(edit, Edit::Reopen | Edit::Close { .. } | Edit::ChooseVersion { .. } | Edit::Remove);
        if !may_be_closed && self.is_closed() {
            return Err(EditRefusal::CaseClosed);
        }
        Ok(())
    }

    fn is_closed(&self) -> bool {
        let Ok(slot) = self.slot(None, "case.status") else { return false };
        self.answers(&slot).last() == Some(&Answer::Given(Value::Code("closed".to_owned())))
    }

    fn answer(&mut self, place: Place, field: &str, answer: &Answer) -> Result<(), EditRefusal> {
        let slot = self.writable_slot(place, field)?;
        self.put_answer(&slot, answer)
    }

    fn put_answer(&mut self, slot: &Slot, answer: &Answer) -> Result<(), EditRefusal> {
        if slot.field.kind == FieldKind::Text {
            return Err(EditRefusal::NoSuchField);
        }
        if let Answer::Given(value) = answer {
            slot.field.check(value)?;
        }
        let before = self.answers(slot);
        let nothing_changes = before.len() < 2 && before.first().unwrap_or(&Answer::NotAsked) == answer;
        if nothing_changes {
            return Ok(());
        }
        let scalar = stored::to_scalar(answer).ok_or(EditRefusal::NoSuchField)?;
        self.put(&slot.object, &slot.key, scalar)
    }

    fn write_text(&mut self, place: Place, field: &str, text: &str) -> Result<(), EditRefusal> {
        let slot = self.writable_slot(place, field)?;
        if slot.field.kind != FieldKind::Text {
            return Err(EditRefusal::NoSuchField);
        }
        let Value::Text(text) = slot.field.parse(text)? else { return Err(EditRefusal::NoSuchField) };
        let object = match self.text_object(&slot) {
            Some(object) => object,
            None if text.is_empty() => return Ok(()),
            None => self.make_text(&slot)?,
        };
        splice::write_whole(&mut self.transaction, &object, &text)
    }

    /// The text of a slot: at the root the one the birth made, in an entry the one all devices show first.
    fn text_object(&self, slot: &Slot) -> Option<ObjId> {
        if let Some(object) = self.layout.texts.get(slot.field.id) {
            return Some(object.clone());
        }
        let (value, id) = self.transaction.get(&slot.object, slot.key.as_str()).ok()??;
        matches!(value, Stored::Object(ObjType::Text)).then_some(id)
    }

    fn make_text(&mut self, slot: &Slot) -> Result<ObjId, EditRefusal> {
        let made = self.transaction.put_object(&slot.object, slot.key.as_str(), ObjType::Text);
        made.map_err(|_| EditRefusal::Broken)
    }

    fn choose(&mut self, place: Place, field: &str, chosen: &Answer) -> Result<(), EditRefusal> {
        let slot = self.writable_slot(place, field)?;
        if !self.answers(&slot).contains(chosen) {
            return Err(EditRefusal::NoSuchVersion);
        }
        let Answer::Given(Value::Text(text)) = chosen else { return self.put_answer(&slot, chosen) };
        let object = self.make_text(&slot)?;
        splice::write_whole(&mut self.transaction, &object, text)
    }

    fn add_entry(
        &mut self,
        list: &str,
        entry: EntryId,
        fields: &[(String, Value)],
    ) -> Result<(), EditRefusal> {
        let spec = self.list(list)?;
        if spec.entries == Entries::AppendOnly {
            return Err(EditRefusal::AppendOnly);
        }
        self.make_entry(spec, entry, self.author.now_ms)?;
        for (field, value) in fields {
            if let Value::Text(text) = value {
                self.write_text(Some(entry), field, text)?;
            } else {
                self.answer(Some(entry), field, &Answer::Given(value.clone()))?;
            }
        }
        Ok(())
    }

    /// Makes an entry with its texts, so that two people who write one later write the same.
    fn make_entry(
        &mut self,
        spec: &'static ListSpec,
        entry: EntryId,
        made_ms: u64,
    ) -> Result<(), EditRefusal> {
        if self.entry_exists(spec, entry)? {
            return Err(EditRefusal::EntryExists);
        }
        let object = self.list_object(spec.id)?;
        let made_ms = i64::try_from(made_ms).unwrap_or(i64::MAX);
        self.put(&object, &stored::entry_key(entry, stored::MADE), ScalarValue::Int(made_ms))?;
        for field in spec.fields.iter().filter(|field| field.kind == FieldKind::Text) {
            let key = stored::entry_key(entry, field.entry_key());
            self.make_text(&Slot { field, object: object.clone(), key })?;
        }
        Ok(())
    }

    fn remove_entry(&mut self, list: &str, entry: EntryId) -> Result<(), EditRefusal> {
        let (object, key) = self.deletion_key(list, entry)?;
        if read_deletion(&self.transaction, &object, &key).is_some() {
            return Err(EditRefusal::InTrash);
        }
        let deletion = self.deletion_now();
        self.put(&object, &key, deletion)
    }

    fn restore_entry(&mut self, list: &str, entry: EntryId) -> Result<(), EditRefusal> {
        let (object, key) = self.deletion_key(list, entry)?;
        self.take_out(&object, &key)
    }

    /// Takes out of the trash what can still be taken out.
    fn take_out(&mut self, object: &ObjId, key: &str) -> Result<(), EditRefusal> {
        let deletion = read_deletion(&self.transaction, object, key);
        if !deletion.is_some_and(|deletion| deletion.is_restorable(self.author.now_ms)) {
            return Err(EditRefusal::NotInTrash);
        }
        self.put(object, key, ScalarValue::Str("".into()))
    }

    fn remove(&mut self) -> Result<(), EditRefusal> {
        if !matches!(self.layout.kind, DocumentKind::PersonSheet | DocumentKind::CaseFile) {
            return Err(EditRefusal::NoSuchField);
        }
        let deletion = self.deletion_now();
        self.put(&ROOT, stored::DELETED, deletion)
    }

    fn restore(&mut self) -> Result<(), EditRefusal> {
        self.take_out(&ROOT, stored::DELETED)
    }

    fn close(&mut self, reason: &str, on: jiff::civil::Date) -> Result<(), EditRefusal> {
        if self.is_closed() {
            return Err(EditRefusal::CaseClosed);
        }
        let given = |value| Answer::Given(value);
        self.answer(None, "case.closing_reason", &given(Value::Code(reason.to_owned())))?;
        self.answer(None, "case.closed_on", &given(Value::Date(on)))?;
        self.answer(None, "case.status", &given(Value::Code("closed".to_owned())))
    }

    fn reopen(&mut self) -> Result<(), EditRefusal> {
        if !self.is_closed() {
            return Err(EditRefusal::CaseNotClosed);
        }
        self.answer(None, "case.status", &Answer::Given(Value::Code("open".to_owned())))?;
        self.answer(None, "case.closed_on", &Answer::NotAsked)?;
        self.answer(None, "case.closing_reason", &Answer::NotAsked)
    }

    fn log_access(
        &mut self,
        entry: EntryId,
        reason: &str,
        explanation: Option<&str>,
    ) -> Result<(), EditRefusal> {
        let spec = self.list("accesses")?;
        self.make_entry(spec, entry, self.author.now_ms)?;
        let at_ms = i64::try_from(self.author.now_ms).unwrap_or(i64::MAX);
        let mut fields = vec![
            ("access.member", Value::Member(self.author.member)),
            ("access.at_ms", Value::Number(at_ms)),
            ("access.reason", Value::Code(reason.to_owned())),
        ];
        if let Some(explanation) = explanation {
            let slot = self.slot(Some(entry), "access.explanation")?;
            fields.push(("access.explanation", slot.field.parse(explanation)?));
        }
        for (field, value) in fields {
            let slot = self.slot(Some(entry), field)?;
            self.put_answer(&slot, &Answer::Given(value))?;
        }
        Ok(())
    }

    /// Writes even what stays the same: a colleague who changes one answer of the appointment at the same time then
    /// leaves a second version beside it, and the move does not leave their answer behind (CF12).
    fn rewrite(
        &mut self,
        entry: EntryId,
        made_ms: u64,
        fields: &[(String, Answer)],
    ) -> Result<(), EditRefusal> {
        let spec = self.list("appointments")?;
        if !self.entry_exists(spec, entry)? {
            self.make_entry(spec, entry, made_ms)?;
        }
        for (field, answer) in fields {
            let slot = self.writable_slot(Some(entry), field)?;
            if let Answer::Given(value) = answer {
                slot.field.check(value)?;
            }
            let scalar = stored::to_scalar(answer).ok_or(EditRefusal::NoSuchField)?;
            // Automerge skips a value that is there already; taken away first, it is written anew.
            self.transaction.delete(&slot.object, slot.key.as_str()).map_err(|_| EditRefusal::Broken)?;
            self.put(&slot.object, &slot.key, scalar)?;
        }
        Ok(())
    }

    fn writable_slot(&self, place: Place, field: &str) -> Result<Slot, EditRefusal> {
        let slot = self.slot(place, field)?;
        let Some(entry) = place else { return Ok(slot) };
        let list = self.found(field)?.list.ok_or(EditRefusal::NoSuchField)?;
        if list.entries == Entries::AppendOnly {
            return Err(EditRefusal::AppendOnly);
        }
        if !self.entry_exists(list, entry)? {
            return Err(EditRefusal::NoSuchEntry);
        }
        let deleted = stored::entry_key(entry, stored::DELETED);
        match read_deletion(&self.transaction, &slot.object, &deleted) {
            Some(_) => Err(EditRefusal::InTrash),
            None => Ok(slot),
        }
    }

    fn slot(&self, place: Place, field: &str) -> Result<Slot, EditRefusal> {
        let found = self.found(field)?;
        match (place, found.list) {
            (None, None) => Ok(Slot { field: found.field, object: ROOT, key: found.field.id.to_owned() }),
            (Some(entry), Some(list)) => {
                let key = stored::entry_key(entry, found.field.entry_key());
                Ok(Slot { field: found.field, object: self.list_object(list.id)?, key })
            }
            _ => Err(EditRefusal::NoSuchField),
        }
    }

    fn answers(&self, slot: &Slot) -> Vec<Answer> {
        let found = self.transaction.get_all(&slot.object, slot.key.as_str()).unwrap_or_default();
        found.iter().map(|(value, id)| read_answer(&self.transaction, slot.field, value, id)).collect()
    }

    fn found(&self, field: &str) -> Result<Found, EditRefusal> {
        self.layout.kind.spec().field(field).ok_or(EditRefusal::NoSuchField)
    }

    fn list(&self, list: &str) -> Result<&'static ListSpec, EditRefusal> {
        self.layout.kind.spec().list(list).ok_or(EditRefusal::NoSuchField)
    }

    fn list_object(&self, list: &str) -> Result<ObjId, EditRefusal> {
        self.layout.lists.get(list).cloned().ok_or(EditRefusal::NoSuchField)
    }

    fn entry_exists(&self, spec: &ListSpec, entry: EntryId) -> Result<bool, EditRefusal> {
        let object = self.list_object(spec.id)?;
        let made = self.transaction.get(&object, stored::entry_key(entry, stored::MADE).as_str());
        Ok(made.map_err(|_| EditRefusal::Broken)?.is_some())
    }

    fn deletion_key(&self, list: &str, entry: EntryId) -> Result<(ObjId, String), EditRefusal> {
        let spec = self.list(list)?;
        if spec.entries == Entries::AppendOnly {
            return Err(EditRefusal::AppendOnly);
        }
        if !self.entry_exists(spec, entry)? {
            return Err(EditRefusal::NoSuchEntry);
        }
        Ok((self.list_object(list)?, stored::entry_key(entry, stored::DELETED)))
    }

    fn deletion_now(&self) -> ScalarValue {
        let deletion = Deletion { at_ms: self.author.now_ms, by: self.author.member };
        stored::deletion_to_scalar(&deletion)
    }

    fn put(&mut self, object: &ObjId, key: &str, scalar: ScalarValue) -> Result<(), EditRefusal> {
        self.transaction.put(object, key, scalar).map_err(|_| EditRefusal::Broken)
    }
}
