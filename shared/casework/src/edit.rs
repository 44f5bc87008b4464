//! Intentions of a person, written into a document as one change.
//!
//! An edit is made at the version the person saw, not at what has arrived since: typing over a stale screen then
//! merges with a colleague's text and stands beside a colleague's value ("2 Fassungen") instead of silently undoing
//! it (A6, CF7). What the same device wrote before is always seen, so nobody conflicts with themself.

use automerge::{ActorId, Automerge, Change, ChangeHash, ReadDoc, transaction::CommitOptions};
use jiff::civil::Date;

use crate::{
    document::{Document, Version},
    ids::{Actor, EntryId, MemberId},
    schema::{self, CardUse, Found},
    value::{Value, ValueError},
    view::Answer,
};

mod splice;
mod write;

use write::{Layout, Writer};

/// Most bytes of one change. With the envelope's frame and padding it stays within the wire's 256 KiB.
pub const CHANGE_BYTES: usize = (256 << 10) - 64;
/// Edits that carry less text than this cannot make a change of more than [`CHANGE_BYTES`].
const SURELY_SMALL: usize = 32 << 10;

/// Who writes, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The device in this run of its worker.
    pub actor: Actor,
    /// The person.
    pub member: MemberId,
    /// Milliseconds since 1970, by the device's clock. Shown, never trusted.
    pub now_ms: u64,
}

/// The place of a field: the entry it belongs to, or the root. Which list is meant follows from the field's id.
pub type Place = Option<EntryId>;

/// One intention. Field and list ids are those of the tables in [`crate::schema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Answers one question.
    Set {
        /// Where.
        place: Place,
        /// Which field, not a text.
        field: String,
        /// The answer.
        value: Value,
    },
    /// Notes that the counselee did not want to answer: another thing than not having been asked.
    Decline {
        /// Where.
        place: Place,
        /// Which field, not a text.
        field: String,
    },
    /// Takes an answer back: the question counts as not asked.
    Clear {
        /// Where.
        place: Place,
        /// Which field, not a text.
        field: String,
    },
    /// Gives a text its new content; merges with what others write at the same time.
    WriteText {
        /// Where.
        place: Place,
        /// Which field, a text.
        field: String,
        /// The whole text as the screen shows it.
        text: String,
    },
    /// Puts one of several versions of a field in the place of all that were seen.
    ChooseVersion {
        /// Where.
        place: Place,
        /// Which field.
        field: String,
        /// One of the versions the screen showed.
        chosen: Answer,
    },
    /// Adds an entry.
    AddEntry {
        /// To which list.
        list: String,
        /// Its id, fresh and random; a colleague's entry in `staff` has the member's id.
        entry: EntryId,
        /// Its first values, texts too.
        fields: Vec<(String, Value)>,
    },
    /// Moves an entry to the trash.
    RemoveEntry {
        /// Of which list.
        list: String,
        /// Which.
        entry: EntryId,
    },
    /// Takes an entry out of the trash.
    RestoreEntry {
        /// Of which list.
        list: String,
        /// Which.
        entry: EntryId,
    },
    /// Moves the whole case to the trash.
    Remove,
    /// Takes the whole case out of the trash.
    Restore,
    /// Closes a case.
    Close {
        /// A code of `closing_reasons`.
        reason: String,
        /// When it ended.
        on: Date,
    },
    /// Opens a closed case again. Nothing in it is lost.
    Reopen,
    /// Notes that a colleague's case was opened.
    LogAccess {
        /// Fresh and random.
        entry: EntryId,
        /// A code of `access_reasons`.
        reason: String,
        /// In the person's own words.
        explanation: Option<String>,
    },
    /// Writes every answer of an appointment again, with new ones among them, in the agenda it leaves or enters. Made
    /// by [`crate::agenda::rewrite`].
    Rewrite {
        /// The appointment, the same in both agendas.
        entry: EntryId,
        /// When it was first written down, milliseconds since 1970.
        made_ms: u64,
        /// Every answer.
        fields: Vec<(String, Answer)>,
    },
}

/// What stands in the way of an edit. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefusal {
    /// The field does not take this value.
    #[error("value refused: {0}")]
    Value(#[from] ValueError),
    /// This kind of document has no such field or list, or the field is no text where a text is wanted, or the other
    /// way round.
    #[error("no such field or list in this kind of document")]
    NoSuchField,
    /// The entry was not there when the screen was made.
    #[error("no such entry")]
    NoSuchEntry,
    /// The entry is there already.
    #[error("the entry is there already")]
    EntryExists,
    /// The version chosen is none of those that were seen.
    #[error("none of the versions that were seen")]
    NoSuchVersion,
    /// The list only grows.
    #[error("this list only grows")]
    AppendOnly,
    /// The case is closed; reopen it first.
    #[error("the case is closed")]
    CaseClosed,
    /// The case is not closed.
    #[error("the case is not closed")]
    CaseNotClosed,
    /// The entry or the case lies in the trash; restore it first.
    #[error("lies in the trash")]
    InTrash,
    /// There is nothing to take out of the trash.
    #[error("does not lie in the trash")]
    NotInTrash,
    /// The field has several versions; choose one first.
    #[error("has several versions")]
    Unresolved,
    /// The change would be larger than the wire takes.
    #[error("too much at once")]
    TooBig,
    /// The version is not one of this document.
    #[error("not a version of this document")]
    UnknownVersion,
    /// The document does not take the edit for a reason no screen can mend.
    #[error("the document does not take this edit")]
    Broken,
}

impl Document {
    /// Writes `edit` as one change at the version the person saw, and returns the change for the envelope; `None` if
    /// there was nothing to change.
    ///
    /// # Errors
    /// [`EditRefusal`] names what stands in the way; the document is then as it was.
    pub fn edit(
        &mut self,
        edit: &Edit,
        seen: &Version,
        author: &Author,
    ) -> Result<Option<Vec<u8>>, EditRefusal> {
        if SURELY_SMALL < edit.n_text_bytes() {
            let mut rehearsal = self.clone();
            rehearsal.write(edit, seen, author)?;
        }
        self.write(edit, seen, author)
    }

    fn write(
        &mut self,
        edit: &Edit,
        seen: &Version,
        author: &Author,
    ) -> Result<Option<Vec<u8>>, EditRefusal> {
        let heads = self.heads_seen_by(&author.actor, seen)?;
        let layout = self.layout();
        let mut change = if heads == self.doc.get_heads() {
            let Some(change) = write_change(&mut self.doc, layout, edit, author)? else { return Ok(None) };
            change
        } else {
            let mut past = self.doc.fork_at(&heads).map_err(|_| EditRefusal::UnknownVersion)?;
            let Some(change) = write_change(&mut past, layout, edit, author)? else { return Ok(None) };
            self.doc.apply_changes([change.clone()]).map_err(|_| EditRefusal::Broken)?;
            change
        };
        let bytes = change.bytes().into_owned();
        if CHANGE_BYTES < bytes.len() { Err(EditRefusal::TooBig) } else { Ok(Some(bytes)) }
    }

    /// The heads of everything that was seen: the screen's version and whatever this actor wrote itself.
    fn heads_seen_by(&self, actor: &Actor, seen: &Version) -> Result<Vec<ChangeHash>, EditRefusal> {
        if seen.0.is_empty() || !seen.0.iter().all(|hash| self.has(hash)) {
            return Err(EditRefusal::UnknownVersion);
        }
        let heads = self.doc.get_heads();
        if seen.0 == heads {
            return Ok(heads);
        }
        let unseen = self.doc.get_changes_meta(&seen.0);
        let own = unseen.iter().rfind(|change| change.actor.to_bytes() == actor.0).map(|change| change.hash);
        let Some(own) = own else { return Ok(seen.0.clone()) };
        let beyond_own = self.doc.get_changes_meta(&[own]);
        let mut heads = vec![own];
        heads.extend(seen.0.iter().filter(|hash| beyond_own.iter().any(|change| change.hash == **hash)));
        heads.sort_unstable();
        Ok(heads)
    }
}

/// Writes one edit as one change at the heads of `doc`.
fn write_change(
    doc: &mut Automerge,
    layout: Layout,
    edit: &Edit,
    author: &Author,
) -> Result<Option<Change>, EditRefusal> {
    doc.set_actor(ActorId::from(author.actor.0));
    let mut writer = Writer::new(doc.transaction(), layout, *author);
    if let Err(refusal) = writer.write(edit) {
        writer.rollback();
        return Err(refusal);
    }
    let seconds = i64::try_from(author.now_ms / 1000).unwrap_or(i64::MAX);
    let Some(hash) = writer.commit(CommitOptions::default().with_time(seconds)) else { return Ok(None) };
    doc.get_change_by_hash(&hash).map(Some).ok_or(EditRefusal::Broken)
}

impl Edit {
    /// Whether the card of its document may look otherwise afterwards, whatever else is written at the same time. Only writing a
    /// text that no card knows leaves it alone: any other field may come to stand in several versions, which cards tell. (CF14)
    #[must_use]
    pub fn touches_card(&self) -> bool {
        let Self::WriteText { field, .. } = self else { return true };
        let is_inside = |found: Found| found.field.id == field && found.field.card == CardUse::Inside;
        !schema::fields().any(is_inside)
    }

    /// How much text the edit carries; all that makes a change large.
    fn n_text_bytes(&self) -> usize {
        if let Self::WriteText { text, .. } = self {
            text.len()
        } else if let Self::ChooseVersion { chosen: Answer::Given(value), .. } = self {
            value.as_str().map_or(0, str::len)
        } else if let Self::AddEntry { fields, .. } = self {
            fields.iter().filter_map(|(_, value)| value.as_str()).map(str::len).sum()
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests;
