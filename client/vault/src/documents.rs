//! Open documents: the few that somebody looks at, loaded from the envelopes that lie here.
//!
//! A document is loaded by verifying, opening and applying its envelopes one by one (S7); what does not apply goes into
//! quarantine and is not in the way of the others (S4). Every load makes a fresh random actor, so that neither a crash nor a
//! commit of unknown outcome can make one actor write two histories (S6).
//!
//! Of a document with many changes most may lie in a compact form, see [`crate::compact`]: those are not opened again.
//!
//! A marker in the store names the document while it is loaded. If the process dies there, the next load goes step by step and
//! names each envelope before it is applied; if it dies again, that envelope is the culprit and is quarantined.

use crate::{
    compact,
    open::Step,
    receive::reason_of,
    rows::{self, Bodies, MarkerRecord, Trouble, meta},
    store::{Batch, Durability, Store, StoreError, Table},
};
use casework::{Actor, DeviceTag, Document, Subject};
use protocol::{
    envelope::{Envelope, Kind},
    ids::{DeviceId, DocumentId, EnvelopeId},
    message::NackReason,
};
use rand_core::CryptoRng;
use sealing::plain::Plain;
use std::collections::{BTreeMap, BTreeSet};

/// Documents kept open at a time.
const KEPT: usize = 24;

/// A document in memory.
#[derive(Debug)]
pub(crate) struct OpenDocument {
    pub(crate) document: Document,
    pub(crate) actor: Actor,
    used: u64,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    open: BTreeMap<DocumentId, OpenDocument>,
    /// Counts uses: the least recently used goes first.
    clock: u64,
    /// How many were ever loaded: zero after a start, a list and a search (A11).
    loaded: u64,
    /// Documents during whose loading the process died.
    cautious: BTreeSet<DocumentId>,
    /// The envelope that was being applied when it died again.
    culprit: Option<(DocumentId, EnvelopeId)>,
    /// Documents with many changes that are in no compact form yet.
    wanting: BTreeSet<DocumentId>,
}

/// What became of an envelope of a document that is being loaded.
enum Opened {
    Body(OpenBody),
    /// It has no body.
    Nothing,
    /// Its key waits for a space key that has still to come.
    Waits,
    Refused(NackReason),
}

/// A body that verified and opened.
pub(crate) struct OpenBody {
    pub(crate) envelope: EnvelopeId,
    device: DeviceId,
    ctr: u32,
    pub(crate) plain: Plain,
}

/// An envelope and its name.
pub(crate) type Named = (EnvelopeId, Envelope);

/// Envelopes that do not open or apply, and why.
type Refused = Vec<(EnvelopeId, NackReason)>;

/// A document made from envelopes.
pub(crate) struct Assembled {
    pub(crate) document: Document,
    /// What was applied to it, or was to be.
    pub(crate) bodies: Vec<OpenBody>,
    refused: Refused,
}

impl Assembled {
    /// Everything that was applied is in it, and nothing waits for something else.
    pub(crate) fn is_whole(&self) -> bool {
        self.refused.is_empty()
            && self.document.n_waiting() == 0
            && self.bodies.iter().all(|body| self.document.holds(&body.plain.data))
    }
}

impl Documents {
    pub(crate) fn new(marker: Option<MarkerRecord>) -> Self {
        let cautious = marker.iter().map(|marker| marker.doc).collect();
        let culprit = marker.and_then(|marker| Some((marker.doc, marker.envelope?)));
        Self { cautious, culprit, ..Self::default() }
    }

    pub(crate) const fn n_loaded(&self) -> u64 {
        self.loaded
    }

    pub(crate) fn get(&mut self, doc: DocumentId) -> Option<&mut OpenDocument> {
        self.clock += 1;
        let open = self.open.get_mut(&doc)?;
        open.used = self.clock;
        Some(open)
    }

    pub(crate) fn peek(&self, doc: DocumentId) -> Option<&Document> {
        self.open.get(&doc).map(|open| &open.document)
    }

    /// Drops a document whose memory may differ from the store.
    pub(crate) fn forget(&mut self, doc: DocumentId) {
        self.open.remove(&doc);
    }

    /// Did the process die over it?
    pub(crate) fn is_cautious(&self, doc: DocumentId) -> bool {
        self.cautious.contains(&doc)
    }

    /// A document that is worth a compact form and has none, or an old one.
    pub(crate) fn wants_compact(&self) -> Option<DocumentId> {
        self.wanting.first().copied()
    }

    /// `doc` has so many envelopes that are in no compact form.
    pub(crate) fn note_loose(&mut self, doc: DocumentId, n_loose: usize) {
        self.wanting.extend((compact::WORTH_IT <= n_loose).then_some(doc));
    }

    /// It has a compact form now, or cannot have one.
    pub(crate) fn want_no_compact(&mut self, doc: DocumentId) {
        self.wanting.remove(&doc);
    }

    fn put(&mut self, doc: DocumentId, document: Document, actor: Actor) {
        if KEPT <= self.open.len() {
            let oldest = self.open.iter().min_by_key(|(_, open)| open.used).map(|(doc, _)| *doc);
            oldest.into_iter().for_each(|oldest| self.forget(oldest));
        }
        self.clock += 1;
        self.open.insert(doc, OpenDocument { document, actor, used: self.clock });
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// Begins the document about `subject`, of which nothing is here, in memory.
    pub(crate) fn birth(&mut self, doc: DocumentId, subject: Subject) {
        let actor = self.make_actor();
        self.open.documents.put(doc, Document::birth(subject), actor);
    }

    fn make_actor(&mut self) -> Actor {
        Actor::make(DeviceTag(*self.open.device_id().as_bytes()), self.rng)
    }

    /// Makes sure that a document is in memory. `false` if there is nothing of it that could be opened.
    ///
    /// # Errors
    /// [`Trouble`] of the local store.
    pub(crate) async fn load(&mut self, doc: DocumentId) -> Result<bool, Trouble> {
        if self.open.documents.get(doc).is_some() {
            return Ok(true);
        }
        match self.open.index.get(doc) {
            Some(entry) if entry.bodies == Bodies::Raw => self.judge_document(doc).await?,
            Some(entry) if entry.bodies == Bodies::Judged => (),
            Some(_) | None => return Ok(false),
        }
        if self.open.index.get(doc).is_none_or(|entry| entry.heads.is_empty()) {
            return Ok(false);
        }
        self.quarantine_culprit().await?;
        self.set_marker(Some(MarkerRecord { doc, envelope: None })).await?;
        let loaded = self.build(doc).await?;
        self.open.documents.cautious.remove(&doc);
        self.set_marker(None).await?;
        let Some(document) = loaded else { return Ok(false) };
        let actor = self.make_actor();
        self.open.documents.loaded += 1;
        self.open.documents.put(doc, document, actor);
        Ok(true)
    }

    /// A full device reads on without the marker.
    async fn set_marker(&mut self, marker: Option<MarkerRecord>) -> Result<(), Trouble> {
        let mut batch = Batch::default();
        match marker {
            Some(marker) => batch.put(Table::Meta, meta::MARKER, rows::encode(&marker)),
            None => batch.remove(Table::Meta, meta::MARKER),
        }
        match self.store.commit(batch, Durability::Relaxed).await {
            Ok(()) | Err(StoreError::Full) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn quarantine_culprit(&mut self) -> Result<(), Trouble> {
        let Some((doc, culprit)) = self.open.documents.culprit.take() else { return Ok(()) };
        self.quarantine_stored(doc, &[(culprit, NackReason::Trapped)]).await
    }

    /// The envelopes of a document that lie here, by name and without those in quarantine.
    ///
    /// # Errors
    /// Of the store.
    pub(crate) async fn counting_envelopes(&self, doc: DocumentId) -> Result<Vec<Named>, Trouble> {
        let mut counting: Vec<Named> = Vec::new();
        let mut places: BTreeMap<EnvelopeId, usize> = BTreeMap::new();
        for bytes in self.envelopes_of(doc).await? {
            let Ok(envelope) = Envelope::parse(&bytes) else { continue };
            let id = envelope.id();
            if self.open.quarantine.contains_key(&id) {
                continue;
            }
            // A bundle and the log may have brought the same one, and one of them without its body.
            match places.get(&id).and_then(|at| counting.get_mut(*at)) {
                Some((_, known)) if known.body.is_none() => *known = envelope,
                Some(_) => (),
                None => {
                    places.insert(id, counting.len());
                    counting.push((id, envelope));
                }
            }
        }
        Ok(counting)
    }

    /// Verifies and opens these envelopes. `None` if one waits for keys.
    async fn open_bodies(
        &mut self,
        envelopes: Vec<Named>,
    ) -> Result<Option<(Vec<OpenBody>, Refused)>, Trouble> {
        let (mut bodies, mut refused) = (Vec::new(), Vec::new());
        for (id, envelope) in envelopes {
            match self.open_body(id, envelope).await? {
                Opened::Body(body) => bodies.push(body),
                Opened::Nothing => (),
                Opened::Waits => return Ok(None),
                Opened::Refused(reason) => refused.push((id, reason)),
            }
        }
        Ok(Some((bodies, refused)))
    }

    async fn open_body(&mut self, id: EnvelopeId, envelope: Envelope) -> Result<Opened, Trouble> {
        let (device, ctr) = (envelope.header.device, envelope.header.ctr);
        let (doc, key) = (envelope.header.doc, envelope.header.key);
        if envelope.body.is_none() || Kind::parse(envelope.header.kind) != Some(Kind::Change) {
            return Ok(Opened::Nothing);
        }
        let verified = match self.verified(envelope) {
            Ok(verified) => verified,
            Err(reason) => return Ok(Opened::Refused(reason)),
        };
        let Some(key) = self.open.keyring.document_key(self.store, doc, key).await? else {
            let holder = (&self.open.chain, self.open.device_id());
            let waits = self.open.keyring.awaits(self.store, (doc, key), holder).await?;
            return Ok(if waits { Opened::Waits } else { Opened::Refused(NackReason::NoKey) });
        };
        Ok(match verified.open_body(&key) {
            Ok(Some(plain)) if !self.ground.format.reads(plain.min_reader) => {
                Opened::Refused(NackReason::TooNew)
            }
            Ok(Some(plain)) => Opened::Body(OpenBody { envelope: id, device, ctr, plain }),
            Ok(None) => Opened::Nothing,
            Err(error) => Opened::Refused(reason_of(error)),
        })
    }

    /// Makes a document from what lies here, beginning with its compact form if that fits everything else; what does not open or
    /// apply goes into quarantine.
    async fn build(&mut self, doc: DocumentId) -> Result<Option<Document>, Trouble> {
        let mut envelopes = self.counting_envelopes(doc).await?;
        if let Some((form, contained)) = self.compact_form(doc, &envelopes).await {
            envelopes.retain(|(id, _)| !contained.contains(id));
            let whole = self.assemble(doc, Some(form), envelopes).await?.filter(Assembled::is_whole);
            if let Some(Assembled { document, bodies, .. }) = whole {
                self.open.documents.note_loose(doc, bodies.len());
                return Ok(Some(document));
            }
            envelopes = self.counting_envelopes(doc).await?;
        }
        let Some(assembled) = self.assemble(doc, None, envelopes).await? else { return Ok(None) };
        self.open.documents.note_loose(doc, assembled.bodies.len());
        self.quarantine_stored(doc, &assembled.refused).await?;
        Ok(Some(assembled.document))
    }

    /// Applies these envelopes one by one to `begun`, else to the birth among them. `None` if there is nothing to begin with, or
    /// something waits for keys.
    pub(crate) async fn assemble(
        &mut self,
        doc: DocumentId,
        begun: Option<Document>,
        envelopes: Vec<Named>,
    ) -> Result<Option<Assembled>, Trouble> {
        let from_the_beginning = begun.is_none();
        let Some((bodies, mut refused)) = self.open_bodies(envelopes).await? else { return Ok(None) };
        let mut births = bodies.iter().filter(|body| body.ctr == 1);
        let born = || births.find_map(|body| Document::from_birth(&body.plain.data).ok());
        // A document's name follows from what it is about: a birth under another name is somebody's trick.
        let fits = |document: &Document| self.open.name_of(document.subject()) == Some(doc);
        let Some(mut document) = begun.or_else(born).filter(fits) else {
            if from_the_beginning {
                self.quarantine_stored(doc, &refused).await?;
            }
            return Ok(None);
        };
        let cautious = self.open.documents.cautious.contains(&doc);
        for body in &bodies {
            if cautious {
                self.set_marker(Some(MarkerRecord { doc, envelope: Some(body.envelope) })).await?;
            }
            let tags = self.open.chain.tags_of_member_of(body.device);
            if body.plain.document_type != document.kind().code()
                || document.apply_change(&body.plain.data, &tags).is_err()
            {
                refused.push((body.envelope, NackReason::Malformed));
            }
        }
        Ok(Some(Assembled { document, bodies, refused }))
    }

    /// Applies a body that just came to a document that is in memory. `false` if it does not apply.
    pub(crate) fn apply_to_open(&mut self, doc: DocumentId, device: DeviceId, plain: &Plain) -> bool {
        let tags = self.open.chain.tags_of_member_of(device);
        let Some(open) = self.open.documents.get(doc) else { return true };
        plain.document_type == open.document.kind().code()
            && open.document.apply_change(&plain.data, &tags).is_ok()
    }
}
