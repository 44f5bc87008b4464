//! The local index: what lists, search and counters need, sealed under the storage key (A11).
//!
//! One entry per document, in 256 segments by the first byte of the document's id: an edit seals one small segment again, a
//! start reads all of them in one scan, and neither opens a document. Cards stay as they are stored until somebody asks for
//! one: a start does not read ten thousand of them to show the few that concern today.

mod kept_card;

use crate::{
    keyring::Home,
    rows::{self, Bodies, CoverRecord, EntryRecord, HeadRecord, Trouble},
    store::{Batch, Store, Table},
};
use casework::{Card, DocumentKind};
use kept_card::KeptCard;
use protocol::{
    codec,
    ids::{DeviceId, DocumentId, EnvelopeId, Seq, SpaceId, WorkspaceId},
    keys::derive_document_id,
};
use rand_core::CryptoRng;
use sealing::storage::StorageKey;
use std::collections::{BTreeMap, BTreeSet};

const PURPOSE: &str = "index";

/// What is known of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) home: Home,
    /// `None` while no card or body was opened.
    pub(crate) kind: Option<DocumentKind>,
    /// The newest card that opened.
    card: KeptCard,
    /// Does the card tell of a next step that is open?
    pub(crate) to_do: bool,
    /// Was the card cut to fit?
    pub(crate) is_cut: bool,
    /// What the card covers, ascending by device.
    pub(crate) covers: Vec<CoverRecord>,
    /// What the newest card that travels covers, if the one here was made here because that one misses something.
    pub(crate) published: Option<Vec<CoverRecord>>,
    /// What is here, ascending by device.
    pub(crate) heads: Vec<HeadRecord>,
    /// Last place in the log that is known of it.
    pub(crate) seq: Seq,
    /// How far a first sync has come with it.
    pub(crate) bodies: Bodies,
}

impl Entry {
    /// Nothing is known yet.
    pub(crate) fn new(home: Home) -> Self {
        Self {
            home,
            kind: None,
            card: KeptCard::none(),
            to_do: false,
            is_cut: false,
            covers: Vec::new(),
            published: None,
            heads: Vec::new(),
            seq: Seq(0),
            bodies: Bodies::Judged,
        }
    }

    /// The newest card that opened.
    pub(crate) fn card(&self) -> Option<&Card> {
        self.card.get()
    }

    /// Takes the card of everything that is here.
    pub(crate) fn set_card(&mut self, card: Card) {
        self.covers = self.vector();
        self.put_card(card);
    }

    fn put_card(&mut self, card: Card) {
        self.kind = Some(kind_of(&card));
        self.to_do = matches!(&card, Card::Case(card) if !card.open_steps.is_empty());
        self.is_cut = card.is_cut();
        self.card = KeptCard::of(card);
    }

    /// One device's last envelope here.
    pub(crate) fn head(&self, device: DeviceId) -> Option<HeadRecord> {
        self.heads.iter().find(|head| head.device == device).copied()
    }

    /// Notes a device's next envelope; one that `counts` is a change that its card has to cover.
    pub(crate) fn advance(&mut self, device: DeviceId, ctr: u32, counts: bool, envelope: EnvelopeId) {
        match self.heads.binary_search_by_key(&device, |head| head.device) {
            Ok(at) => {
                if let Some(head) = self.heads.get_mut(at) {
                    head.ctr = ctr;
                    head.envelope = envelope;
                    head.counted_ctr = if counts { ctr } else { head.counted_ctr };
                }
            }
            Err(at) => {
                let counted_ctr = if counts { ctr } else { 0 };
                self.heads.insert(at, HeadRecord { device, ctr, counted_ctr, envelope });
            }
        }
    }

    /// The card turned out not to be what somebody sealed here: it is made again from what counts.
    pub(crate) fn take_back_card(&mut self) {
        (self.card, self.to_do, self.is_cut) = (KeptCard::none(), false, false);
        (self.covers, self.published) = (Vec::new(), None);
    }

    /// What a card of everything that is here covers.
    pub(crate) fn vector(&self) -> Vec<CoverRecord> {
        let counted = self.heads.iter().filter(|head| 0 < head.counted_ctr);
        counted.map(|head| CoverRecord { device: head.device, ctr: head.counted_ctr }).collect()
    }

    /// Does the card miss a change that is here, or something that did not fit on its way?
    pub(crate) fn is_stale(&self) -> bool {
        let mut counted = self.heads.iter().filter(|head| 0 < head.counted_ctr).peekable();
        let covers = |head: &HeadRecord| is_covered(&self.covers, head.device, head.counted_ctr);
        self.bodies == Bodies::Judged
            && counted.peek().is_some()
            && (self.card.is_none() || self.is_cut || !counted.all(covers))
    }

    /// Takes a card that somebody sealed, unless it knows less than the one that is here. One that was cut to fit does not take the
    /// place of a whole one: lists go on showing that one until the card is made again from the document.
    pub(crate) fn offer_card(&mut self, card: Card, covers: Vec<CoverRecord>) {
        let is_newer = self.card.is_none() || covers_all(&covers, &self.covers);
        let would_cut = card.is_cut() && !self.card.is_none() && !self.is_cut;
        if is_newer && would_cut {
            self.published = Some(covers);
        } else if is_newer {
            self.put_card(card);
            self.covers = covers;
            self.published = None;
        } else if self.published.as_ref().is_some_and(|published| covers_all(&covers, published)) {
            self.published = Some(covers);
        }
    }

    /// Takes the card that was made here, from everything that is here.
    pub(crate) fn make_card(&mut self, card: Card) {
        let vector = self.vector();
        let before = std::mem::replace(&mut self.covers, vector);
        if self.published.is_none() && !covers_all(&before, &self.covers) {
            self.published = Some(before);
        }
        self.put_card(card);
    }

    /// Does the newest card that travels miss a change that is here?
    pub(crate) fn is_published_stale(&self) -> bool {
        self.published.as_ref().is_some_and(|published| !covers_all(published, &self.vector()))
    }
}

fn covers_all(covers: &[CoverRecord], wanted: &[CoverRecord]) -> bool {
    wanted.iter().all(|wanted| is_covered(covers, wanted.device, wanted.ctr))
}

fn is_covered(covers: &[CoverRecord], device: DeviceId, ctr: u32) -> bool {
    covers.iter().any(|cover| cover.device == device && ctr <= cover.ctr)
}

/// The kind of document that a card is of.
pub(crate) const fn kind_of(card: &Card) -> DocumentKind {
    match card {
        Card::Person(_) => DocumentKind::PersonSheet,
        Card::Case(_) => DocumentKind::CaseFile,
        Card::Agenda(_) => DocumentKind::Agenda,
        Card::Directory(_) => DocumentKind::Directory,
        Card::Settings(_) => DocumentKind::UnitSettings,
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Index {
    workspace: WorkspaceId,
    entries: BTreeMap<DocumentId, Entry>,
    dirty: BTreeSet<u8>,
    /// What the catalogue has not taken over yet.
    changed: BTreeSet<DocumentId>,
    /// Documents whose card may miss something.
    suspects: BTreeSet<DocumentId>,
    /// Documents whose bodies nobody has judged yet, by space.
    raw: BTreeSet<(SpaceId, DocumentId)>,
    /// Documents whose bodies have still to come, by space.
    missing: BTreeSet<(SpaceId, DocumentId)>,
    /// Counts changes: views are made again only when it moved.
    pub(crate) revision: u64,
}

impl Index {
    /// Reads every segment.
    ///
    /// # Errors
    /// `Damaged` if one does not open.
    pub(crate) async fn load(
        store: &impl Store,
        storage: &StorageKey,
        workspace: WorkspaceId,
    ) -> Result<Self, Trouble> {
        let mut entries = BTreeMap::new();
        for (key, sealed) in store.scan(Table::Index, &[], None, usize::MAX).await? {
            let plain = storage.open_record(PURPOSE, &key, &sealed)?;
            let records: Vec<EntryRecord> = rows::read_own(&plain)?;
            entries.extend(records.into_iter().map(|record| (record.doc, entry_of(record))));
        }
        let changed: BTreeSet<DocumentId> = entries.keys().copied().collect();
        let suspects = entries.iter().filter(|(_, entry)| entry.is_stale()).map(|(doc, _)| *doc).collect();
        let with = |bodies: Bodies| {
            let those = entries.iter().filter(move |(_, entry)| entry.bodies == bodies);
            those.map(|(doc, entry)| (entry.home.space, *doc)).collect()
        };
        let (raw, missing) = (with(Bodies::Raw), with(Bodies::Missing));
        Ok(Self { workspace, entries, dirty: BTreeSet::new(), changed, suspects, raw, missing, revision: 1 })
    }

    /// A recovery kit learns its workspace after it was unlocked.
    pub(crate) const fn belong_to(&mut self, workspace: WorkspaceId) {
        self.workspace = workspace;
    }

    pub(crate) fn get(&self, doc: DocumentId) -> Option<&Entry> {
        self.entries.get(&doc)
    }

    /// The document of a home.
    pub(crate) fn name(&self, home: Home) -> DocumentId {
        derive_document_id(self.workspace, home.space, home.salt)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (DocumentId, &Entry)> {
        self.entries.iter().map(|(doc, entry)| (*doc, entry))
    }

    /// The entry of a document, to be changed; its segment is sealed again with the next batch.
    pub(crate) fn touch(&mut self, doc: DocumentId, home: Home) -> &mut Entry {
        self.mark(doc);
        self.entries.entry(doc).or_insert_with(|| Entry::new(home))
    }

    /// Puts back what was there before a commit that failed.
    pub(crate) fn restore(&mut self, doc: DocumentId, before: Option<Entry>) {
        self.mark(doc);
        if let Some(entry) = self.entries.remove(&doc) {
            self.sort_in((entry.home.space, doc), Bodies::Judged);
        }
        if let Some(entry) = before {
            self.sort_in((entry.home.space, doc), entry.bodies);
            self.entries.insert(doc, entry);
        }
    }

    fn mark(&mut self, doc: DocumentId) {
        self.revision += 1;
        self.changed.insert(doc);
        self.suspects.insert(doc);
        self.dirty.insert(segment_of(doc));
    }

    /// Notes where a document stands in the log: what lists say of it stays as it is.
    pub(crate) fn place(&mut self, doc: DocumentId, seq: Seq) {
        if let Some(entry) = self.entries.get_mut(&doc) {
            entry.seq = entry.seq.max(seq);
            self.dirty.insert(segment_of(doc));
        }
    }

    /// Notes what is here of a document's bodies: what lists say of it stays as it is.
    pub(crate) fn note_bodies(&mut self, doc: DocumentId, bodies: Bodies) {
        let Some(entry) = self.entries.get_mut(&doc) else { return };
        entry.bodies = bodies;
        self.dirty.insert(segment_of(doc));
        let place = (entry.home.space, doc);
        self.sort_in(place, bodies);
    }

    fn sort_in(&mut self, place: (SpaceId, DocumentId), bodies: Bodies) {
        for (those, set) in [(Bodies::Raw, &mut self.raw), (Bodies::Missing, &mut self.missing)] {
            if those == bodies {
                set.insert(place);
            } else {
                set.remove(&place);
            }
        }
    }

    /// Takes over what judging a document's bodies found; its card may turn out to miss something.
    pub(crate) fn note_judged(&mut self, doc: DocumentId, judged: Entry) {
        self.note_bodies(doc, Bodies::Judged);
        let Some(entry) = self.entries.get_mut(&doc) else { return };
        if entry.card != judged.card {
            self.revision += 1;
            self.changed.insert(doc);
        }
        *entry = Entry { bodies: Bodies::Judged, ..judged };
        self.suspects.insert(doc);
    }

    /// The documents whose bodies nobody has judged, ascending by space.
    pub(crate) fn raw(&self) -> impl Iterator<Item = DocumentId> {
        self.raw.iter().map(|(_, doc)| *doc)
    }

    /// Does one of a space's documents have bodies that nobody has judged, or that have still to come?
    pub(crate) fn is_unjudged(&self, space: SpaceId) -> bool {
        let first = (space, DocumentId::from_bytes([0; DocumentId::LEN]));
        let mut firsts =
            [&self.raw, &self.missing].into_iter().filter_map(|those| those.range(first..).next());
        firsts.any(|(of, _)| *of == space)
    }

    /// Puts every changed segment into `batch`. They count as clean only when the batch is stored: see [`Self::stored`].
    pub(crate) fn seal(&self, storage: &StorageKey, rng: &mut impl CryptoRng, batch: &mut Batch) {
        for segment in &self.dirty {
            let records: Vec<EntryRecord> =
                self.segment(*segment).map(|(doc, entry)| record_of(*doc, entry)).collect();
            let key = [*segment];
            let sealed = storage.seal_record(PURPOSE, &key, &codec::encode(&records), rng);
            batch.put(Table::Index, key, sealed);
        }
    }

    /// What was sealed is stored.
    pub(crate) fn stored(&mut self) {
        self.dirty.clear();
    }

    fn segment(&self, segment: u8) -> impl Iterator<Item = (&DocumentId, &Entry)> {
        let mut first = [0; DocumentId::LEN];
        if let Some(byte) = first.first_mut() {
            *byte = segment;
        }
        self.entries
            .range(DocumentId::from_bytes(first)..)
            .take_while(move |(doc, _)| segment_of(**doc) == segment)
    }

    /// What changed since this was asked last; after a start, everything.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<DocumentId> {
        std::mem::take(&mut self.changed)
    }

    /// Documents whose card misses something: only those that changed since this was asked last are looked at.
    pub(crate) fn stale(&mut self) -> Vec<DocumentId> {
        let entries = &self.entries;
        self.suspects.retain(|doc| entries.get(doc).is_some_and(Entry::is_stale));
        self.suspects.iter().copied().collect()
    }
}

fn segment_of(doc: DocumentId) -> u8 {
    let [first, ..] = *doc.as_bytes();
    first
}

fn entry_of(record: EntryRecord) -> Entry {
    Entry {
        home: Home { space: record.space, salt: record.salt },
        kind: DocumentKind::from_code(record.kind),
        card: KeptCard::stored(record.card.into()),
        to_do: record.to_do,
        is_cut: record.is_cut == Some(true),
        covers: record.covers,
        published: record.published,
        heads: record.heads,
        seq: record.seq,
        bodies: record.bodies,
    }
}

fn record_of(doc: DocumentId, entry: &Entry) -> EntryRecord {
    EntryRecord {
        doc,
        space: entry.home.space,
        salt: entry.home.salt,
        kind: entry.kind.map_or(0, DocumentKind::code),
        card: entry.card.bytes().to_vec().into(),
        to_do: entry.to_do,
        is_cut: entry.is_cut.then_some(true),
        covers: entry.covers.clone(),
        published: entry.published.clone(),
        heads: entry.heads.clone(),
        seq: entry.seq,
        bodies: entry.bodies,
    }
}
