//! Saving an edit: one strict commit of everything it consists of, and only then the word "saved" (S1, A3).
//!
//! ```text
//! Edit ─casework─► change ─sealing─► envelope + card ─┐
//!                      key record, if the key is new ─┼─► ONE strict commit ─► "saved" ─► engine
//!                       outbox row · index segment ───┘
//! ```
//!
//! If the commit fails, memory goes back to what the store holds: the documents are dropped and loaded again.

use crate::{
    format::Format,
    index::Entry,
    keyring::{Home, WritingKey},
    open::{Step, space_kind_of},
    rows::{OutboxRecord, envelope_key},
    store::{Batch, Durability, Store, Table},
    views::value::fault,
};
use api::refusal::{FieldFault, Refusal};
use casework::{Author, Card, Edit, EditRefusal, Subject, Version};
use protocol::{
    chain::Right,
    ids::{DocumentId, EnvelopeId, KeyId},
};
use rand_core::CryptoRng;
use sealing::{
    SealError,
    envelope::{EnvelopeDraft, Sealer},
    plain::{self, Plain},
};
use std::collections::BTreeMap;
use sync_engine::OutboxEntry;

/// One edit of one document.
#[derive(Clone, Debug)]
pub(crate) struct Writing {
    pub(crate) subject: Subject,
    pub(crate) edit: Edit,
    /// What the screen had seen; `None` for the present.
    pub(crate) seen: Option<Version>,
}

impl Writing {
    pub(crate) const fn now(subject: Subject, edit: Edit) -> Self {
        Self { subject, edit, seen: None }
    }
}

/// What a commit would change in memory, to be undone if it fails.
#[derive(Default)]
struct Undo {
    entries: BTreeMap<DocumentId, Option<Entry>>,
    outbox_next: u64,
}

/// Changes of one document, to be sealed.
struct Sheaf {
    subject: Subject,
    home: Home,
    changes: Vec<Vec<u8>>,
    /// Does the card have to be made again?
    touches_card: bool,
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Saves edits of any number of documents in one commit. What is returned is to be told to the engine, after the person
    /// was told.
    ///
    /// # Errors
    /// The refusal of the first edit that is refused, or of the store. Nothing was changed.
    pub(crate) async fn save(&mut self, writings: Vec<Writing>) -> Result<Vec<OutboxEntry>, Refusal> {
        let mut sheaves: BTreeMap<DocumentId, Sheaf> = BTreeMap::new();
        let mut undo = Undo { outbox_next: self.open.outbox.next(), ..Undo::default() };
        let mut batch = Batch::default();
        let saved = self.save_all(writings, &mut sheaves, &mut undo, &mut batch).await;
        if saved.is_err() {
            sheaves.keys().for_each(|doc| self.open.documents.forget(*doc));
            undo.entries.into_iter().for_each(|(doc, before)| self.open.index.restore(doc, before));
            self.open.outbox.truncate(undo.outbox_next);
        }
        saved
    }

    async fn save_all(
        &mut self,
        writings: Vec<Writing>,
        sheaves: &mut BTreeMap<DocumentId, Sheaf>,
        undo: &mut Undo,
        batch: &mut Batch,
    ) -> Result<Vec<OutboxEntry>, Refusal> {
        for writing in writings {
            self.edit(writing, sheaves).await?;
        }
        let mut entries = Vec::new();
        for (doc, sheaf) in sheaves.iter().filter(|(_, sheaf)| !sheaf.changes.is_empty()) {
            undo.entries.insert(*doc, self.open.index.get(*doc).cloned());
            entries.extend(self.seal_sheaf(*doc, sheaf, batch).await?);
        }
        if !entries.is_empty() {
            let batch = std::mem::take(batch);
            self.commit(batch, Durability::Strict).await?;
        }
        Ok(entries)
    }

    /// Makes the change in memory.
    async fn edit(
        &mut self,
        writing: Writing,
        sheaves: &mut BTreeMap<DocumentId, Sheaf>,
    ) -> Result<(), Refusal> {
        let Writing { subject, edit, seen } = writing;
        let home = self.open.home_of(subject).ok_or(Refusal::NotAllowed)?;
        let member = self.open.me().ok_or(Refusal::NotAllowed)?;
        let right = self.open.chain.right(self.open.device_id(), home.space);
        if right != Some(Right::Write) || !self.open.may_write(space_kind_of(subject)) {
            return Err(Refusal::NotAllowed);
        }
        let doc = self.open.index.name(home);
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        // Opening it may find what only a newer version can read; an access is noted all the same.
        let is_here = self.load(doc).await?;
        if self.open.is_too_new(doc) && !(is_here && matches!(edit, Edit::LogAccess { .. })) {
            return Err(Refusal::ReadOnly);
        }
        if !is_here {
            self.birth(doc, subject);
        }
        let sheaf = sheaves.entry(doc).or_insert_with(|| Sheaf {
            subject,
            home,
            changes: Vec::new(),
            touches_card: false,
        });
        let open = self.open.documents.get(doc).ok_or(Refusal::NotFound)?;
        let author =
            Author { actor: open.actor, member: casework::MemberId(*member.as_bytes()), now_ms: self.now.0 };
        let seen = seen.unwrap_or_else(|| open.document.version());
        let change = open.document.edit(&edit, &seen, &author).map_err(refusal_of)?;
        sheaf.touches_card |= change.is_some() && edit.touches_card();
        sheaf.changes.extend(change);
        Ok(())
    }

    async fn seal_sheaf(
        &mut self,
        doc: DocumentId,
        sheaf: &Sheaf,
        batch: &mut Batch,
    ) -> Result<Vec<OutboxEntry>, Refusal> {
        let open = &mut *self.open;
        let key =
            open.keyring.writing_key(self.store, sheaf.home, (&open.chain, &open.device), self.rng).await?;
        let WritingKey { key, fresh } = key.ok_or(Refusal::NotAllowed)?;
        let device = open.device.device_id();
        let document = &open.documents.get(doc).ok_or(Refusal::NotFound)?.document;
        let is_new = open.index.get(doc).is_none_or(|entry| entry.heads.is_empty());
        let cards = (is_new || sheaf.touches_card).then(|| (Card::full(document), Card::of(document)));
        let birth = is_new.then(|| document.birth_change());
        let changes: Vec<Vec<u8>> = birth.into_iter().chain(sheaf.changes.iter().cloned()).collect();
        let record_needed =
            fresh.is_some() || open.outbox.rows_of(doc).any(|row| row.key == Some(key.key_id()));
        if let Some(record) = &fresh {
            open.keyring.keep_record(record, batch);
        }
        let sealer = Sealer { workspace: open.workspace, device: &open.device, key: &key };
        let entry = open.index.touch(doc, sheaf.home);
        let kind = sheaf.subject.kind().code();
        let Format { schema, min_reader } = self.ground.format;
        let mut entries = Vec::new();
        let n_changes = changes.len();
        for (idx, change) in changes.into_iter().enumerate() {
            let head = entry.head(device);
            let draft = EnvelopeDraft {
                doc,
                ctr: head.map_or(0, |head| head.ctr) + 1,
                prev: head.map_or(EnvelopeId::from_bytes([0; EnvelopeId::LEN]), |head| head.envelope),
                chain_head: open.chain.head(),
            };
            let body = Plain { document_type: kind, schema, min_reader, data: change };
            let card = cards.as_ref().filter(|_| idx + 1 == n_changes).map(|(_, card)| {
                let mut covers: BTreeMap<_, _> =
                    entry.vector().iter().map(|cover| (cover.device, cover.ctr)).collect();
                covers.insert(device, draft.ctr);
                let data = card.encode();
                let plain = Plain { document_type: kind, schema, min_reader, data };
                plain::Card { covers: covers.into_iter().collect(), plain }
            });
            let envelope = sealer.seal_change(draft, &body, card.as_ref(), self.rng).map_err(too_big)?;
            let bytes = envelope.encode();
            entry.advance(device, draft.ctr, card.is_some(), envelope.id());
            let row = OutboxRecord {
                doc,
                envelope: envelope.id(),
                ctr: draft.ctr,
                len: bytes.len() as u64,
                key: record_needed.then(|| key.key_id()),
            };
            entries.push(row.entry());
            open.outbox.add(row, batch);
            batch.put(Table::Envelopes, envelope_key(doc, device, draft.ctr), bytes);
        }
        if let Some((full, _)) = cards {
            entry.set_card(full);
            entry.published = None;
        }
        Ok(entries)
    }

    /// Every record of the keys that these envelopes need and that the relay may not have.
    pub(crate) fn records_needed(&self, envelopes: &[EnvelopeId]) -> Vec<(DocumentId, KeyId)> {
        let mut needed = Vec::new();
        for row in envelopes.iter().filter_map(|envelope| self.open.outbox.get(*envelope)) {
            let wanted = row.key.map(|key| (row.doc, key));
            needed.extend(wanted.filter(|wanted| !needed.contains(wanted)));
        }
        needed
    }
}

/// What a person is told of a refused edit.
pub(crate) fn refusal_of(refusal: EditRefusal) -> Refusal {
    match refusal {
        EditRefusal::Value(error) => Refusal::Field(fault(error)),
        EditRefusal::NoSuchField => Refusal::Field(FieldFault::UnknownField),
        EditRefusal::CaseClosed => Refusal::CaseClosed,
        EditRefusal::TooBig => Refusal::Field(FieldFault::TooLong { by: 0 }),
        EditRefusal::AppendOnly => Refusal::NotAllowed,
        EditRefusal::Unresolved => Refusal::Unresolved,
        EditRefusal::NoSuchEntry
        | EditRefusal::EntryExists
        | EditRefusal::NoSuchVersion
        | EditRefusal::CaseNotClosed
        | EditRefusal::InTrash
        | EditRefusal::NotInTrash
        | EditRefusal::UnknownVersion
        | EditRefusal::Broken => Refusal::NotFound,
    }
}

pub(crate) fn too_big(error: SealError) -> Refusal {
    let by = match error {
        SealError::TooBig { by } => u32::try_from(by).unwrap_or(u32::MAX),
        SealError::Recipient => 0,
    };
    Refusal::Field(FieldFault::TooLong { by })
}
