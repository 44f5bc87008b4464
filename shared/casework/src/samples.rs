//! Builders for tests: devices that share one document, and values for every kind of field.
#![cfg(test)]

use jiff::civil::{date, time};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::{
    Actor, Answer, Applied, Author, CaseId, DeviceTag, Document, DocumentKind, Edit, EditRefusal, EntryId,
    MemberId, Month, Place, Subject, Value,
    schema::{Entries, FieldKind, FieldSpec, Found, ListSpec},
};

/// The day all tests happen on, in milliseconds since 1970: 2026-11-22 10:00 in Berlin.
pub(crate) const NOW_MS: u64 = 1_795_338_000_000;

pub(crate) fn subject(kind: DocumentKind) -> Subject {
    match kind {
        DocumentKind::PersonSheet => Subject::PersonSheet(CaseId([1; 16])),
        DocumentKind::CaseFile => Subject::CaseFile(CaseId([1; 16])),
        DocumentKind::Agenda => Subject::Agenda(november()),
        DocumentKind::Directory => Subject::Directory,
        DocumentKind::UnitSettings => Subject::UnitSettings,
    }
}

pub(crate) fn november() -> Month {
    Month::of(date(2026, 11, 22))
}

pub(crate) fn entry(n: u8) -> EntryId {
    EntryId([n; 16])
}

/// One device's replica of a document.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) document: Document,
    pub(crate) author: Author,
    pub(crate) sent: Vec<Vec<u8>>,
}

impl Device {
    pub(crate) fn new(n: u8, subject: Subject) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(u64::from(n));
        let author = Author {
            actor: Actor::make(DeviceTag([n; 8]), &mut rng),
            member: MemberId([n; 16]),
            now_ms: NOW_MS + u64::from(n) * 1000,
        };
        Self { document: Document::birth(subject), author, sent: Vec::new() }
    }

    pub(crate) fn tag(&self) -> DeviceTag {
        self.author.actor.device()
    }

    /// Edits what the screen shows now.
    pub(crate) fn try_edit(&mut self, edit: &Edit) -> Result<bool, EditRefusal> {
        let seen = self.document.version();
        let change = self.document.edit(edit, &seen, &self.author)?;
        self.author.now_ms += 1000;
        let wrote = change.is_some();
        self.sent.extend(change);
        Ok(wrote)
    }

    pub(crate) fn edit(&mut self, edit: &Edit) {
        assert_eq!(self.try_edit(edit), Ok(true), "{edit:?}");
    }

    pub(crate) fn set(&mut self, place: Place, field: &str, value: Value) {
        self.edit(&Edit::Set { place, field: field.to_owned(), value });
    }

    pub(crate) fn write(&mut self, place: Place, field: &str, text: &str) {
        self.edit(&Edit::WriteText { place, field: field.to_owned(), text: text.to_owned() });
    }

    pub(crate) fn add(&mut self, list: &str, entry: EntryId, fields: &[(&str, Value)]) {
        let fields = fields.iter().map(|(id, value)| ((*id).to_owned(), value.clone())).collect();
        self.edit(&Edit::AddEntry { list: list.to_owned(), entry, fields });
    }

    /// Takes everything another device ever wrote.
    pub(crate) fn receive(&mut self, other: &Self) {
        for change in &other.sent {
            let applied = self.document.apply_change(change, &[other.tag()]);
            assert!(matches!(applied, Ok(Applied::Merged { .. } | Applied::Known)), "{applied:?}");
        }
    }

    pub(crate) fn answer(&self, place: Place, field: &str) -> Answer {
        self.field(place, field).answer
    }

    pub(crate) fn field(&self, place: Place, field: &str) -> crate::FieldView {
        let view = self.document.view();
        let found = match place {
            None => view.field(field),
            Some(id) => view
                .lists
                .iter()
                .flat_map(|list| &list.entries)
                .find(|e| e.id == id)
                .and_then(|e| e.field(field)),
        };
        found.cloned().unwrap_or_else(|| panic!("{field} of {place:?}"))
    }

    pub(crate) fn text(&self, place: Place, field: &str) -> String {
        let answer = self.answer(place, field);
        let Answer::Given(Value::Text(text)) = answer else { panic!("{field} holds {answer:?}") };
        text
    }
}

/// Exchanges everything between both.
pub(crate) fn exchange(one: &mut Device, other: &mut Device) {
    one.receive(other);
    other.receive(one);
}

/// The `n`th value of a field; different for different small `n`, except that flags have only two.
pub(crate) fn value(field: &FieldSpec, n: u8) -> Value {
    let nth = |codes: &[crate::schema::Code]| codes[usize::from(n) % codes.len()].id.to_owned();
    match field.kind {
        FieldKind::Line { .. } => Value::Line(format!("Wert {n}")),
        FieldKind::Text => Value::Text(format!("Text {n}\nmit zwei Zeilen")),
        FieldKind::Code(list) => Value::Code(nth(list.codes)),
        FieldKind::Codes(list) => Value::Codes(vec![nth(list.codes)]),
        FieldKind::Date => Value::Date(date(2026, 11, 1 + i8::try_from(n % 28).unwrap())),
        FieldKind::Time => Value::Time(time(8 + i8::try_from(n % 12).unwrap(), 30, 0, 0)),
        FieldKind::Number { min, .. } => Value::Number(min + i64::from(n % 4)),
        FieldKind::Flag => Value::Flag(n.is_multiple_of(2)),
        FieldKind::Member => Value::Member(MemberId([n; 16])),
        FieldKind::Case => Value::Case(CaseId([n; 16])),
        FieldKind::Site => Value::Site(EntryId([n; 16])),
    }
}

/// Every field that a person can edit, that is all but the log of accesses.
pub(crate) fn editable() -> impl Iterator<Item = Found> {
    crate::schema::fields()
        .filter(|found| found.list.is_none_or(|list: &ListSpec| list.entries == Entries::Edited))
}

/// A device with a document that has the place of `found`, and that place.
pub(crate) fn with_place(n: u8, found: &Found) -> (Device, Place) {
    let mut device = Device::new(n, subject(found.document));
    let place = found.list.map(|list| {
        device.add(list.id, entry(1), &[]);
        entry(1)
    });
    (device, place)
}

/// The edit that answers a field, text or not.
pub(crate) fn edit_of(found: &Found, place: Place, value: Value) -> Edit {
    let field = found.field.id.to_owned();
    if let Value::Text(text) = value {
        Edit::WriteText { place, field, text }
    } else {
        Edit::Set { place, field, value }
    }
}
