//! What a device asks, and who answers.

use super::{Connection, Ended};
use crate::store::{StoreError, Write, Written};
use protocol::{
    ids::EnvelopeId,
    message::{ClientMessage, NackReason, Refusal, RelayMessage},
    records::Checkpoint,
};

impl Connection {
    /// Answers one message.
    pub(super) async fn answer(&mut self, message: ClientMessage) -> Result<(), Ended> {
        let of_the_chain = matches!(
            message,
            ClientMessage::Ping | ClientMessage::GetChain { .. } | ClientMessage::ChainPut(_)
        );
        if !of_the_chain && !self.streams.is_flowing() {
            return self.decline(Refusal::NotAllowed).await;
        }
        match message {
            ClientMessage::Ping => {
                // Whoever hears the answer has heard everything that was due before it.
                while self.feed().await? {}
                self.frames.send(&RelayMessage::Pong).await
            }
            ClientMessage::GetChain { from } => self.send_chain(from).await,
            ClientMessage::ChainPut(operation) => self.put_operation(operation).await,
            ClientMessage::KeysPut { boxes, records } => self.put_keys(boxes, records).await,
            ClientMessage::Push { envelopes, records, refill: false } => self.push(envelopes, records).await,
            ClientMessage::Applied { seq } => {
                self.streams.applied(seq);
                Ok(())
            }
            ClientMessage::Bootstrap { at, space, phase, after } => {
                self.send_bundle(at, space, phase, after).await
            }
            ClientMessage::FetchDocs { docs } => self.send_documents(docs).await,
            ClientMessage::Nack { envelope, reason } => self.keep_nack(envelope, reason).await,
            ClientMessage::Checkpoint(checkpoint) => self.keep_checkpoint(checkpoint).await,
            ClientMessage::GetCutList(query) => self.send_cut_list(query).await,
            // Refilling a relay, snapshots and erasures are not served in this version.
            ClientMessage::Push { refill: true, .. }
            | ClientMessage::Have(_)
            | ClientMessage::Want(_)
            | ClientMessage::SnapshotConfirm(_)
            | ClientMessage::Destroyed(_) => self.decline(Refusal::NotAllowed).await,
            // Not for a device that is in already.
            ClientMessage::Authenticate(_)
            | ClientMessage::Found { .. }
            | ClientMessage::Accept(_)
            | ClientMessage::Hello(_) => Err(self.refuse(Refusal::NotAllowed).await),
        }
    }

    /// What was damaged has another name at the device than here: a name that nobody knows is no reason to part, and whether
    /// somebody knows it is nobody's business.
    async fn keep_nack(&mut self, envelope: EnvelopeId, reason: NackReason) -> Result<(), Ended> {
        let (workspace, device) = (self.workspace.id, self.device);
        if self.app.journal.read(move |store| store.place(workspace, envelope)).await?.is_none() {
            tracing::warn!(
                ?workspace,
                ?device,
                ?reason,
                "a device cannot read something that is not here under that name"
            );
            return Ok(());
        }
        tracing::warn!(?workspace, ?device, ?envelope, ?reason, "a device cannot read an envelope");
        self.keep(Write::Nack { workspace, device, envelope, reason }).await
    }

    /// A checkpoint counts if it is the device's own, of a space it reads, and not ahead of the log. Whether its digest is
    /// the relay's is for the other devices to see.
    async fn keep_checkpoint(&mut self, checkpoint: Checkpoint) -> Result<(), Ended> {
        let claim = &checkpoint.claim;
        let own = self.roster.device(self.device).filter(|_| claim.device == self.device);
        let signed = own.is_some_and(|own| checkpoint.verify(self.workspace.id, &own.keys.signing).is_ok());
        let placed =
            self.streams.reader.spaces.contains(&claim.space) && claim.seq <= self.workspace.tip().seq;
        if !signed || !placed {
            return self.decline(Refusal::NotAllowed).await;
        }
        self.keep(Write::Checkpoint { workspace: self.workspace.id, checkpoint }).await
    }

    /// Keeps what needs no answer. A full disk is said.
    pub(super) async fn keep(&mut self, write: Write) -> Result<(), Ended> {
        match self.app.journal.write(write).await {
            Ok(Written::Done) => Ok(()),
            Ok(_) => self.decline(Refusal::NotAllowed).await,
            Err(error) => self.storage(error).await,
        }
    }

    /// Says that there is no room, or gives up on a store that failed.
    pub(super) async fn storage(&mut self, error: StoreError) -> Result<(), Ended> {
        match error {
            StoreError::Full => {
                self.app.metrics.writes_without_room.add(1);
                self.decline(Refusal::Storage).await
            }
            StoreError::Failed(_) | StoreError::Damaged(_) | StoreError::Closed => Err(error.into()),
        }
    }
}
