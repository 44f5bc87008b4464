//! One automerge document of the counselling file: born, loaded, changed by others, saved.
//!
//! ```text
//! birth(subject) ─┐                       edit (edit.rs) ──► one change, for the envelope
//! from_birth      ├─► Document ◄── apply_change: one change of somebody else
//! load            ┘        │
//!                          └─► view, history, cards: read only
//! ```
//!
//! Invariants: the birth change is byte-identical on every device and the root of everything (A5); lists and root
//! texts are the objects the birth made, so nobody can replace them; a change whose dependencies are missing waits
//! here and is neither lost nor part of a save.

use std::collections::BTreeMap;

use automerge::{
    ActorId, Automerge, Change, ChangeHash, LoadOptions, ObjId, OnPartialLoad, ROOT, ReadDoc, ScalarValue,
    TextEncoding, VerificationMode, transaction::CommitOptions, transaction::Transactable,
};

use crate::{
    ids::{CaseId, DeviceTag, tag_of},
    schema::{DocumentKind, FieldKind, MIN_READER, Month, SCHEMA, Subject},
};

mod bounds;

pub use bounds::BoundsError;

/// Root keys of the document itself; field ids never begin with a tilde.
const KIND: &str = "~kind";
const ABOUT: &str = "~about";
const SCHEMA_KEY: &str = "~schema";
const MIN_READER_KEY: &str = "~min_reader";
/// Highest operation number a change may claim. Automerge counts in 32 bits; one hostile change near the end would
/// leave no room for anybody else.
const OP_COUNTER_MAX: u64 = 1 << 30;
/// Most changes that may wait for their dependencies.
const WAITING_MAX: usize = 10_000;

/// A moment in a document's history: what a person saw when they typed. Opaque; equal if the same was seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Version(pub(crate) Vec<ChangeHash>);

impl Version {
    /// The form in which a version travels to the screen and back.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// Reads [`Version::to_bytes`]; `None` if the length cannot be right.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let hashes = bytes.chunks(32).map(ChangeHash::try_from).collect::<Result<_, _>>().ok()?;
        Some(Self(hashes))
    }
}

/// What became of a change from somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is in the document, and so are the waiting ones it made possible: this many in all.
    Merged {
        /// How many changes entered the document.
        n_changes: usize,
    },
    /// It was there already.
    Known,
    /// It builds on changes that are not here yet. It is kept in memory, not in [`Document::save`]: whoever stores
    /// documents must not count it as covered.
    Waiting {
        /// How many changes wait now.
        n_waiting: usize,
    },
}

/// Why a change of somebody else is not taken. Whoever keeps envelopes quarantines it.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Would inflate or unfold beyond every honest size.
    #[error("out of bounds")]
    OutOfBounds(#[from] BoundsError),
    /// Not a change.
    #[error("not one well-formed change")]
    Malformed,
    /// Its actor is not one of the signer's devices.
    #[error("written in the name of device {0}, which is not the signer's")]
    ForeignActor(DeviceTag),
    /// Its actor is not sixteen bytes.
    #[error("an actor that is no device's")]
    StrangeActor,
    /// Claims to be the birth and differs from it.
    #[error("not the birth of this document")]
    ForgedBirth,
    /// Contradicts a change that is already here, or claims an impossible place in history.
    #[error("contradicts the history")]
    Contradiction,
    /// Too many changes wait for their dependencies.
    #[error("too many changes wait for others")]
    TooManyWaiting,
}

/// Why saved bytes do not become a document.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Would inflate or unfold beyond every honest size.
    #[error("out of bounds")]
    OutOfBounds(#[from] BoundsError),
    /// Damaged, cut off or incomplete.
    #[error("damaged")]
    Damaged,
    /// Not one of our documents.
    #[error("not a document of the counselling file")]
    Stranger,
    /// Written for readers newer than this build (A7).
    #[error("needs a reader of schema {0}")]
    TooNew(u16),
}

/// Why a document could not be saved: what was written does not read back. Never seen; never to be ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was saved does not read back")]
pub struct SaveError;

/// One document.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) doc: Automerge,
    subject: Subject,
    birth: ChangeHash,
    lists: Vec<ObjId>,
    texts: BTreeMap<&'static str, ObjId>,
    waiting: BTreeMap<ChangeHash, Change>,
}

impl Document {
    /// Makes the document about `subject`, empty, the same bytes on every device (A5).
    #[must_use]
    pub fn birth(subject: Subject) -> Self {
        let doc = derive_birth(subject);
        #[expect(clippy::expect_used, reason = "the line above made every object that is looked up here")]
        Self::around(doc, subject).expect("a birth holds its lists and texts")
    }

    /// Makes a document from its birth change, which says what it is about.
    ///
    /// # Errors
    /// [`ApplyError::ForgedBirth`] unless `bytes` are exactly a birth this build derives itself.
    pub fn from_birth(bytes: &[u8]) -> Result<Self, ApplyError> {
        let change = parse_change(bytes)?;
        let mut doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        doc.apply_changes([change]).map_err(|_| ApplyError::ForgedBirth)?;
        let subject = read_subject(&doc).ok_or(ApplyError::ForgedBirth)?;
        let document = Self::birth(subject);
        if document.birth_change() == bytes { Ok(document) } else { Err(ApplyError::ForgedBirth) }
    }

    /// The birth change: the first envelope of every document.
    #[must_use]
    pub fn birth_change(&self) -> Vec<u8> {
        self.doc.get_change_by_hash(&self.birth).map(|change| change.raw_bytes().to_vec()).unwrap_or_default()
    }

    /// Loads what [`Document::save`] wrote, on this device or another.
    ///
    /// # Errors
    /// [`LoadError`]; nothing is loaded in part.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        bounds::check_saved(bytes)?;
        let options = LoadOptions::new()
            .on_partial_load(OnPartialLoad::Error)
            .verification_mode(VerificationMode::Check)
            .text_encoding(TextEncoding::Utf16CodeUnit);
        let doc = Automerge::load_with_options(bytes, options).map_err(|_| LoadError::Damaged)?;
        let subject = read_subject(&doc).ok_or(LoadError::Stranger)?;
        let min_reader = read_number(&doc, MIN_READER_KEY).and_then(|number| u16::try_from(number).ok());
        match min_reader {
            Some(min_reader) if min_reader <= SCHEMA => (),
            Some(min_reader) => return Err(LoadError::TooNew(min_reader)),
            None => return Err(LoadError::Stranger),
        }
        Self::around(doc, subject).ok_or(LoadError::Stranger)
    }

    /// The whole document in compact form, read back once before it is given away. Changes that wait are not in it.
    ///
    /// # Errors
    /// [`SaveError`] if it does not read back.
    pub fn save(&self) -> Result<Vec<u8>, SaveError> {
        self.doc.save_and_verify().map_err(|_| SaveError)
    }

    /// What this document is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.subject.kind()
    }

    /// The present moment of its history: what a view made now shows.
    #[must_use]
    pub fn version(&self) -> Version {
        Version(self.doc.get_heads())
    }

    /// How many changes it holds, its birth included.
    #[must_use]
    pub fn n_changes(&self) -> usize {
        usize::try_from(self.doc.stats().num_changes).unwrap_or(usize::MAX)
    }

    /// How many changes wait for others that are not here yet.
    #[must_use]
    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes one change from an envelope whose signature was verified. `devices` are the tags of all devices of the
    /// member who signed it.
    ///
    /// # Errors
    /// [`ApplyError`]; the document is then as it was.
    pub fn apply_change(&mut self, bytes: &[u8], devices: &[DeviceTag]) -> Result<Applied, ApplyError> {
        let change = parse_change(bytes)?;
        if change.hash() == self.birth {
            return Ok(Applied::Known);
        }
        let tag = tag_of(change.actor_id().to_bytes()).ok_or(ApplyError::StrangeActor)?;
        if tag == DeviceTag::RESERVED {
            return Err(ApplyError::ForgedBirth);
        }
        if !devices.contains(&tag) {
            return Err(ApplyError::ForeignActor(tag));
        }
        if change.max_op() > OP_COUNTER_MAX || change.deps().is_empty() {
            return Err(ApplyError::Contradiction);
        }
        if self.has(&change.hash()) {
            return Ok(Applied::Known);
        }
        if !change.deps().iter().all(|dep| self.has(dep)) {
            return self.hold(change);
        }
        self.merge(change)?;
        Ok(Applied::Merged { n_changes: 1 + self.merge_waiting() })
    }

    /// Is this change in the document, neither waiting nor refused?
    #[must_use]
    pub fn holds(&self, change: &[u8]) -> bool {
        parse_change(change).is_ok_and(|change| self.has(&change.hash()))
    }

    pub(crate) fn has(&self, hash: &ChangeHash) -> bool {
        self.doc.get_change_meta_by_hash(hash).is_some()
    }

    /// The object that holds the entries of the list at `list_idx` of this kind's tables.
    pub(crate) fn list_object(&self, list_id: &str) -> Option<&ObjId> {
        let at = self.kind().spec().lists.iter().position(|list| list.id == list_id)?;
        self.lists.get(at)
    }

    /// The object of a text at the root.
    pub(crate) fn root_text(&self, field_id: &str) -> Option<&ObjId> {
        self.texts.get(field_id)
    }

    pub(crate) fn birth_hash(&self) -> ChangeHash {
        self.birth
    }

    fn hold(&mut self, change: Change) -> Result<Applied, ApplyError> {
        if WAITING_MAX <= self.waiting.len() {
            return Err(ApplyError::TooManyWaiting);
        }
        self.waiting.insert(change.hash(), change);
        Ok(Applied::Waiting { n_waiting: self.waiting.len() })
    }

    fn merge(&mut self, change: Change) -> Result<(), ApplyError> {
        self.doc.apply_changes([change]).map_err(|_| ApplyError::Contradiction)
    }

    /// Merges what no longer has to wait. What turns out to contradict the history is dropped from memory: its
    /// envelope is still stored, and offered again it is refused for that reason.
    fn merge_waiting(&mut self) -> usize {
        let mut n_merged = 0;
        loop {
            let ready = self.waiting.iter().find(|(_, change)| change.deps().iter().all(|dep| self.has(dep)));
            let Some(hash) = ready.map(|(hash, _)| *hash) else { return n_merged };
            if let Some(change) = self.waiting.remove(&hash)
                && self.merge(change).is_ok()
            {
                n_merged += 1;
            }
        }
    }

    fn around(doc: Automerge, subject: Subject) -> Option<Self> {
        let birth = derive_birth(subject).get_heads().first().copied()?;
        let object = |key: &str| doc.get_at(ROOT, key, &[birth]).ok().flatten().map(|(_, id)| id);
        doc.get_change_meta_by_hash(&birth)?;
        let spec = subject.kind().spec();
        let lists = spec.lists.iter().map(|list| object(list.id)).collect::<Option<_>>()?;
        let texts = spec
            .root
            .iter()
            .filter(|field| field.kind == FieldKind::Text)
            .map(|field| Some((field.id, object(field.id)?)))
            .collect::<Option<_>>()?;
        Some(Self { doc, subject, birth, lists, texts, waiting: BTreeMap::new() })
    }
}

/// Reads one change that is safe to read. Its checksum, the beginning of its hash, is compared here because automerge
/// computes the hash without looking at it.
fn parse_change(bytes: &[u8]) -> Result<Change, ApplyError> {
    bounds::check_change(bytes)?;
    let change = Change::try_from(bytes).map_err(|_| ApplyError::Malformed)?;
    let checksum = bytes.get(bounds::CHECKSUM);
    if checksum == change.hash().0.get(..4) { Ok(change) } else { Err(ApplyError::Malformed) }
}

fn derive_birth(subject: Subject) -> Automerge {
    let mut doc =
        Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit).with_actor(ActorId::from([0_u8; 16]));
    let mut writing = doc.transaction();
    let mut written = writing.put(ROOT, KIND, i64::from(subject.kind().code()));
    written = written.and_then(|()| writing.put(ROOT, SCHEMA_KEY, i64::from(SCHEMA)));
    written = written.and_then(|()| writing.put(ROOT, MIN_READER_KEY, i64::from(MIN_READER)));
    written = written.and_then(|()| match subject {
        Subject::PersonSheet(case) | Subject::CaseFile(case) => writing.put(ROOT, ABOUT, case.0.to_vec()),
        Subject::Agenda(month) => writing.put(ROOT, ABOUT, i64::from(month.number())),
        Subject::Directory | Subject::UnitSettings => Ok(()),
    });
    let spec = subject.kind().spec();
    for list in spec.lists {
        written = written.and_then(|()| writing.put_object(ROOT, list.id, automerge::ObjType::Map).map(drop));
    }
    for field in spec.root.iter().filter(|field| field.kind == FieldKind::Text) {
        written =
            written.and_then(|()| writing.put_object(ROOT, field.id, automerge::ObjType::Text).map(drop));
    }
    #[expect(clippy::expect_used, reason = "keys of the root of an empty document can always be written")]
    written.expect("an empty document takes its first keys");
    writing.commit_with(CommitOptions::default().with_time(0));
    doc
}

fn read_subject(doc: &Automerge) -> Option<Subject> {
    let kind = DocumentKind::from_code(u8::try_from(read_number(doc, KIND)?).ok()?)?;
    Some(match kind {
        DocumentKind::PersonSheet => Subject::PersonSheet(read_case(doc)?),
        DocumentKind::CaseFile => Subject::CaseFile(read_case(doc)?),
        DocumentKind::Agenda => {
            Subject::Agenda(Month::from_number(u32::try_from(read_number(doc, ABOUT)?).ok()?)?)
        }
        DocumentKind::Directory => Subject::Directory,
        DocumentKind::UnitSettings => Subject::UnitSettings,
    })
}

/// A value as the birth wrote it, whatever was put over it since.
fn read_birth_value(doc: &Automerge, key: &str) -> Option<ScalarValue> {
    let birth = doc.get_changes_meta(&[]).into_iter().find(|change| change.deps.is_empty())?.hash;
    let (value, _) = doc.get_at(ROOT, key, &[birth]).ok()??;
    value.into_scalar().ok()
}

fn read_number(doc: &Automerge, key: &str) -> Option<i64> {
    read_birth_value(doc, key)?.as_i64()
}

fn read_case(doc: &Automerge) -> Option<CaseId> {
    let bytes: [u8; 16] = read_birth_value(doc, ABOUT)?.into_bytes().ok()?.try_into().ok()?;
    Some(CaseId(bytes))
}

#[cfg(test)]
mod tests;
