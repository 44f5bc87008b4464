//! `Bootstrap` and `FetchDocs`: whole documents for a newcomer, cards first. (RS11)
//!
//! A document that does not fit into a frame is continued in the next; until its last part its entry names no heads.

use super::{Connection, Ended, feed::FRAME_BYTES};
use crate::store::{DocumentPage, Parts, Reader, Store, StoreError};
use minicbor::bytes::ByteVec;
use protocol::{
    ids::{DocumentId, Seq, SpaceId},
    message::{BootstrapPhase, BundledDocument, DocumentState, Refusal, RelayMessage},
    records::KeyRecord,
};

/// Documents that are looked up for one bundle at most.
const DOCUMENTS: usize = 1024;
/// What the frame of a document weighs beside its envelopes, about.
const OVERHEAD: usize = 64;
/// Bytes that one head weighs, about.
const HEAD: usize = 40;

/// What to bundle of each document.
#[derive(Clone, Copy)]
enum Content {
    NewestCard,
    Envelopes(Parts),
}

/// Frames of documents, each within its size.
#[derive(Default)]
struct Packing {
    frames: Vec<Vec<BundledDocument>>,
    n_bytes: usize,
}

impl Connection {
    /// Answers `Bootstrap` with the next bundle.
    pub(super) async fn send_bundle(
        &mut self,
        at: Seq,
        space: SpaceId,
        phase: BootstrapPhase,
        after: DocumentId,
    ) -> Result<(), Ended> {
        if !self.streams.reader.spaces.contains(&space) {
            return self.decline(Refusal::NotAllowed).await;
        }
        let page = DocumentPage { workspace: self.workspace.id, space, after, born_by: at, limit: DOCUMENTS };
        let content = match phase {
            BootstrapPhase::Cards => Content::NewestCard,
            BootstrapPhase::Bodies => Content::Envelopes(Parts::Bodies),
        };
        let with_records = phase == BootstrapPhase::Cards && !self.streams.keys_complete.contains(&space);
        let reading = self.app.journal.read(move |store| {
            let documents = store.documents(&page)?;
            let reader = |doc| bundled(store, &page, doc, content, with_records);
            let mut packing = Packing::default();
            let mut n_packed = 0;
            for doc in &documents {
                packing.add(reader(*doc)?);
                n_packed += 1;
                if FRAME_BYTES <= packing.n_bytes || 1 < packing.frames.len() {
                    break;
                }
            }
            Ok((packing.frames, n_packed == documents.len() && documents.len() < DOCUMENTS))
        });
        let (frames, ends) = reading.await?;
        let n_frames = frames.len().max(1);
        let frames = frames.into_iter().chain(std::iter::once_with(Vec::new)).take(n_frames);
        for (index, documents) in (1..).zip(frames.collect::<Vec<_>>()) {
            let complete = ends && index == n_frames;
            self.frames.send(&RelayMessage::Bundle { space, phase, documents, complete }).await?;
        }
        Ok(())
    }

    /// Answers `FetchDocs` with those of the documents that the device may read.
    pub(super) async fn send_documents(&mut self, docs: Vec<DocumentId>) -> Result<(), Ended> {
        for doc in docs {
            let reader = self.reader();
            let frames = self.app.journal.read(move |store| fetched(store, &reader, doc)).await?;
            for documents in frames {
                self.frames.send(&RelayMessage::DocBundle(documents)).await?;
            }
        }
        Ok(())
    }
}

fn fetched(
    store: &dyn Store,
    reader: &Reader,
    doc: DocumentId,
) -> Result<Vec<Vec<BundledDocument>>, StoreError> {
    let Some(space) = store.space_of(reader.workspace, doc)?.filter(|space| reader.spaces.contains(space))
    else {
        return Ok(Vec::new());
    };
    let page = DocumentPage { workspace: reader.workspace, space, after: doc, born_by: Seq(0), limit: 0 };
    let mut packing = Packing::default();
    packing.add(bundled(store, &page, doc, Content::Envelopes(Parts::Whole), true)?);
    Ok(packing.frames)
}

fn bundled(
    store: &dyn Store,
    page: &DocumentPage,
    doc: DocumentId,
    content: Content,
    with_records: bool,
) -> Result<BundledDocument, StoreError> {
    let workspace = page.workspace;
    let records: Vec<KeyRecord> =
        if with_records { store.records(workspace, doc, None)? } else { Vec::new() };
    let envelopes = match content {
        Content::NewestCard => store.newest_card(workspace, doc)?.into_iter().collect(),
        Content::Envelopes(parts) => store.envelopes(workspace, doc, parts)?,
    };
    let heads = store.vector(workspace, doc)?;
    let envelopes = envelopes.into_iter().map(ByteVec::from).collect();
    Ok(BundledDocument { state: DocumentState { doc, heads }, records, envelopes })
}

impl Packing {
    /// Adds a document behind the others, in as many frames as it needs.
    fn add(&mut self, document: BundledDocument) {
        let BundledDocument { state, records, envelopes } = document;
        let mut part = BundledDocument {
            state: DocumentState { doc: state.doc, heads: Vec::new() },
            records: Vec::new(),
            envelopes: Vec::new(),
        };
        if self.frames.is_empty() {
            self.frames.push(Vec::new());
        }
        self.n_bytes += OVERHEAD + state.heads.len() * HEAD;
        for record in records {
            let n_bytes = protocol::codec::encode(&record).len();
            self.break_before(&mut part, n_bytes);
            part.records.push(record);
        }
        for envelope in envelopes {
            self.break_before(&mut part, envelope.len());
            part.envelopes.push(envelope);
        }
        part.state = state;
        self.push(part);
    }

    /// Sends what there is of a document ahead if the next piece does not fit any more.
    fn break_before(&mut self, part: &mut BundledDocument, n_bytes: usize) {
        let n_bytes = n_bytes + 5;
        if FRAME_BYTES < self.n_bytes + n_bytes && !(part.records.is_empty() && part.envelopes.is_empty()) {
            let rest =
                BundledDocument { records: Vec::new(), envelopes: Vec::new(), state: part.state.clone() };
            let full = std::mem::replace(part, rest);
            self.push(full);
            self.frames.push(Vec::new());
            self.n_bytes = OVERHEAD;
        }
        self.n_bytes += n_bytes;
    }

    fn push(&mut self, part: BundledDocument) {
        if let Some(frame) = self.frames.last_mut() {
            frame.push(part);
        }
    }
}
