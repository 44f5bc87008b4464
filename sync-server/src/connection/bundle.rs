//! `Bootstrap` and `FetchDocs`: whole documents for a newcomer, cards first. (RS11)
//!
//! A document that does not fit into a frame is continued in the next; until its last part its entry names no heads.

use super::{Connection, Ended};
use crate::store::{Bundled, Parts, Reader, Store, StoreError, Wanted};
use minicbor::bytes::ByteVec;
use protocol::{
    ids::{DocumentId, Seq, SpaceId},
    limits,
    message::{BootstrapPhase, BundledDocument, DocumentState, Refusal, RelayMessage},
};

/// Bytes that one bundle carries, about.
const BUNDLE_BYTES: usize = 640 * 1024;
/// Bytes beyond which a frame is cut: what comes on top of them is small.
const MOST_BYTES: usize = limits::FRAME - 64 * 1024;
/// What the frame of a document weighs beside its envelopes, about.
const OVERHEAD: usize = 64;
/// Bytes that one head weighs, about.
const HEAD: usize = 40;

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
        if phase == BootstrapPhase::Cards {
            self.streams.bundles(space, at, self.workspace.tip().keys);
        }
        let wanted = Wanted {
            workspace: self.workspace.id,
            space,
            after,
            born_by: at,
            phase,
            with_records: phase == BootstrapPhase::Cards && !self.streams.keys_complete.contains(&space),
            max_bytes: BUNDLE_BYTES,
        };
        let reading = self.app.journal.read(move |store| {
            let Bundled { documents, ends } = store.bundle(&wanted)?;
            let mut packing = Packing::default();
            documents.into_iter().for_each(|document| packing.add(document));
            Ok((packing.frames, ends))
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
    if store.space_of(reader.workspace, doc)?.is_none_or(|space| !reader.spaces.contains(&space)) {
        return Ok(Vec::new());
    }
    let workspace = reader.workspace;
    let envelopes = store.envelopes(workspace, doc, Parts::Whole)?.into_iter().map(ByteVec::from).collect();
    let state = DocumentState { doc, heads: store.vector(workspace, doc)? };
    let mut packing = Packing::default();
    packing.add(BundledDocument { state, records: store.records(workspace, doc, None)?, envelopes });
    Ok(packing.frames)
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
        if MOST_BYTES < self.n_bytes + n_bytes && !(part.records.is_empty() && part.envelopes.is_empty()) {
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
