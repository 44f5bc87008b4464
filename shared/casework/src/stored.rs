//! How answers lie in an automerge document. Part of the format (CF3–CF5).
//!
//! An answer is one scalar, so that two people answering at once leave two values and not a mixture. An entry has no
//! object of its own: its answers lie in the list's map under `<entry>/<field>`, so that the same appointment moved
//! into a month by two people is one entry there, whose fields merge one by one.

use automerge::ScalarValue;

use crate::{
    ids::{CaseId, EntryId, MemberId},
    iso::{date_text, parse_date, parse_time, time_text},
    schema::{FieldKind, FieldSpec},
    value::Value,
    view::{Answer, Deletion},
};

/// Key of an entry that says since when it is there: milliseconds since 1970.
pub(crate) const MADE: &str = "~made";
/// Key of an entry or of the root that says since when it lies in the trash and who put it there.
pub(crate) const DELETED: &str = "~deleted";

/// The key of an entry's field within its list.
pub(crate) fn entry_key(entry: EntryId, key: &str) -> String {
    format!("{entry}/{key}")
}

/// Splits what [`entry_key`] joined.
pub(crate) fn split_entry_key(stored: &str) -> Option<(EntryId, &str)> {
    let (entry, key) = stored.split_once('/')?;
    Some((EntryId::parse(entry).ok()?, key))
}

/// The scalar of an answer. "Not asked" is written too, where something else stood: taking an answer back must not
/// vanish beside a colleague's new answer.
pub(crate) fn to_scalar(answer: &Answer) -> Option<ScalarValue> {
    Some(match answer {
        Answer::NotAsked => ScalarValue::Str("".into()),
        Answer::Declined => ScalarValue::Null,
        Answer::Unreadable => return None,
        Answer::Given(value) => match value {
            Value::Line(text) | Value::Code(text) => ScalarValue::Str(text.as_str().into()),
            Value::Codes(codes) => ScalarValue::Str(codes.join(" ").into()),
            Value::Date(date) => ScalarValue::Str(date_text(*date).into()),
            Value::Time(time) => ScalarValue::Str(time_text(*time).into()),
            Value::Number(number) => ScalarValue::Int(*number),
            Value::Flag(flag) => ScalarValue::Boolean(*flag),
            Value::Member(MemberId(bytes)) | Value::Case(CaseId(bytes)) | Value::Site(EntryId(bytes)) => {
                ScalarValue::Bytes(bytes.to_vec())
            }
            Value::Text(_) => return None,
        },
    })
}

/// The answer in a scalar. What another version of the program wrote and this one cannot read is not hidden.
pub(crate) fn from_scalar(field: &FieldSpec, scalar: &ScalarValue) -> Answer {
    let value = match (field.kind, scalar) {
        (_, ScalarValue::Null) => return Answer::Declined,
        (_, ScalarValue::Str(text)) if text.is_empty() => return Answer::NotAsked,
        (FieldKind::Line { .. }, ScalarValue::Str(text)) => Some(Value::Line(text.to_string())),
        (FieldKind::Code(_), ScalarValue::Str(text)) => Some(Value::Code(text.to_string())),
        (FieldKind::Codes(_), ScalarValue::Str(text)) => {
            Some(Value::Codes(text.split(' ').map(str::to_owned).collect()))
        }
        (FieldKind::Date, ScalarValue::Str(text)) => parse_date(text).map(Value::Date),
        (FieldKind::Time, ScalarValue::Str(text)) => parse_time(text).map(Value::Time),
        (FieldKind::Number { .. }, ScalarValue::Int(number)) => Some(Value::Number(*number)),
        (FieldKind::Flag, ScalarValue::Boolean(flag)) => Some(Value::Flag(*flag)),
        (FieldKind::Member, ScalarValue::Bytes(bytes)) => sixteen(bytes).map(MemberId).map(Value::Member),
        (FieldKind::Case, ScalarValue::Bytes(bytes)) => sixteen(bytes).map(CaseId).map(Value::Case),
        (FieldKind::Site, ScalarValue::Bytes(bytes)) => sixteen(bytes).map(EntryId).map(Value::Site),
        _ => None,
    };
    value.map_or(Answer::Unreadable, Answer::Given)
}

/// The scalar that puts something into the trash.
pub(crate) fn deletion_to_scalar(deletion: &Deletion) -> ScalarValue {
    ScalarValue::Str(format!("{}:{}", deletion.at_ms, deletion.by).into())
}

/// Reads [`deletion_to_scalar`]; a restored entry has an empty one.
pub(crate) fn deletion_from_scalar(scalar: &ScalarValue) -> Option<Deletion> {
    let ScalarValue::Str(text) = scalar else { return None };
    let (at_ms, by) = text.split_once(':')?;
    Some(Deletion { at_ms: at_ms.parse().ok()?, by: MemberId::parse(by).ok()? })
}

fn sixteen(bytes: &[u8]) -> Option<[u8; 16]> {
    bytes.try_into().ok()
}
