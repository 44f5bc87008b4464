//! `Hello` and its answer: does the device know the same history as the relay? (RS9)
//!
//! A device that is ahead, or whose digests differ, met a relay that rewound or forked. It is told so (S9), and gets nothing
//! but the chain in this version: an append now could give away places in the log that others hold already.

use super::{Connection, Ended};
use protocol::{
    chain::Roster,
    ids::{DeviceId, OperationId, Seq, SpaceId},
    message::{ClientMessage, DigestOf, Hello, Refusal, RelayMessage, VERSION},
};
use std::collections::BTreeSet;

/// A device waits this long before it connects again, so that a restart does not bring all of them at once.
const RECONNECT_MS: (u32, u32) = (500, 5_000);

/// The spaces a device may read now.
pub(super) fn readable(roster: &Roster, device: DeviceId) -> BTreeSet<SpaceId> {
    let spaces = roster.spaces().map(|(space, _)| space);
    spaces.filter(|space| roster.right_now(device, *space).is_some()).collect()
}

impl Connection {
    /// Waits for `Hello` and answers it.
    pub(super) async fn greet(&mut self) -> Result<(), Ended> {
        let hello = loop {
            let message = tokio::select! {
                biased;
                () = self.app.stopping.cancelled() => return Err(Ended::Stopping),
                message = self.frames.receive() => message?,
            };
            #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else is heard before the greeting")]
            match message {
                ClientMessage::Hello(hello) => break hello,
                ClientMessage::Ping => self.frames.send(&RelayMessage::Pong).await?,
                _ => return Err(self.refuse(Refusal::NotAllowed).await),
            }
        };
        self.roster = self.workspace.roster().await?;
        if hello.version != VERSION || hello.version < self.roster.minimum_version() {
            return Err(self.refuse(Refusal::Version).await);
        }
        self.streams.reader.spaces = readable(&self.roster, self.device);
        let tip = self.workspace.tip();
        if self.knows_another_history(&hello, tip.seq).await? {
            tracing::warn!(workspace = ?self.workspace.id, device = ?self.device, "a device knows another history");
            self.streams.stop();
            let (chain_len, chain_head) = (self.roster.len(), self.roster.head());
            return self.frames.send(&RelayMessage::Rewound { seq: tip.seq, chain_len, chain_head }).await;
        }
        self.welcome(&hello, tip.seq).await
    }

    async fn welcome(&mut self, hello: &Hello, seq: Seq) -> Result<(), Ended> {
        let (chain_len, chain_head) = (self.roster.len(), self.roster.head());
        let digests = self.digests(seq).await?;
        self.streams.begin(hello, seq);
        let welcome =
            RelayMessage::Welcome { seq, digests, chain_len, chain_head, reconnect_ms: RECONNECT_MS };
        self.frames.send(&welcome).await?;
        let id = self.workspace.id;
        let contacts = self.app.journal.read(move |store| store.contacts(id)).await?;
        self.frames.send(&RelayMessage::LastContacts(contacts)).await
    }

    async fn digests(&mut self, at: Seq) -> Result<Vec<DigestOf>, Ended> {
        let reader = self.reader();
        let digests = self.app.journal.read(move |store| {
            let digest = |space| {
                store.digest(reader.workspace, space, at).map(|it| DigestOf { space, digest: it.0.into() })
            };
            reader.spaces.iter().copied().map(digest).collect()
        });
        Ok(digests.await?)
    }

    async fn knows_another_history(&mut self, hello: &Hello, last: Seq) -> Result<bool, Ended> {
        let known_len = if hello.chain_head == OperationId::from_bytes([0; 16]) {
            Some(0)
        } else {
            self.roster.position_of(hello.chain_head)
        };
        if known_len != Some(hello.chain_len) || last < hello.since {
            return Ok(true);
        }
        let ours = self.digests(hello.since).await?;
        let differs = |theirs: &DigestOf| {
            ours.iter().any(|ours| ours.space == theirs.space && ours.digest != theirs.digest)
        };
        Ok(hello.digests.iter().any(differs))
    }
}
