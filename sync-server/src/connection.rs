//! One socket, from the challenge to the goodbye. One task owns it, so nothing is ever sent out of order.
//!
//! ```text
//! door: Challenge ─► Authenticate | Found | Accept ─► greeting: Hello ─► Welcome ─► live
//!                                                                  └──► Rewound ─► chain only
//! ```
//!
//! There is no queue of outgoing frames: the task sends, and waits for the socket to take it. A reader that is too slow for
//! [`crate::config::Patience::send`] is dropped; it comes back and goes on where it was, because all streams are cursors.

mod answer;
mod bundle;
mod chain;
mod door;
mod feed;
mod frames;
mod greeting;
mod keys;
mod push;

use crate::{
    app::{App, now_ms},
    store::{Reader, StoreError, Write},
    workspaces::{RosterError, Workspace},
};
use axum::extract::ws::WebSocket;
use feed::Streams;
use frames::Frames;
use protocol::{
    chain::Roster,
    ids::DeviceId,
    message::{Refusal, RelayMessage},
};
use std::sync::Arc;

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
enum Ended {
    /// The other side left, fell silent or does not take what it is sent.
    #[error("{0}")]
    Gone(&'static str),
    /// The relay refused what it was sent, and has said so.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The device is none any more, and has been told.
    #[error("the device was revoked")]
    Revoked,
    /// The relay goes down.
    #[error("the relay stops")]
    Stopping,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chain.
    #[error(transparent)]
    Roster(#[from] RosterError),
}

/// A socket whose device is known.
struct Connection {
    app: App,
    frames: Frames,
    workspace: Arc<Workspace>,
    device: DeviceId,
    roster: Arc<Roster>,
    streams: Streams,
}

/// Serves one socket until it is over.
pub(crate) async fn serve(socket: WebSocket, app: App) {
    let present = app.metrics.sockets.enter();
    let mut frames = Frames::new(socket, Arc::clone(&app));
    let ended = match door::open(&mut frames, &app).await {
        Ok(passed) => live(frames, &app, passed).await,
        Err(ended) => {
            frames.close(&ended).await;
            ended
        }
    };
    match ended {
        Ended::Store(_) | Ended::Roster(_) => tracing::error!(reason = %ended, "a connection failed"),
        Ended::Gone(_) | Ended::Refused(_) | Ended::Revoked | Ended::Stopping => {
            tracing::debug!(reason = %ended, "a connection ended");
        }
    }
    drop(present);
}

async fn live(frames: Frames, app: &App, passed: door::Passed) -> Ended {
    let present = app.metrics.devices.enter();
    let door::Passed { workspace, device, roster } = passed;
    tracing::info!(workspace = ?workspace.id, ?device, "a device is here");
    let streams = Streams::of(&roster, &workspace, device);
    let mut connection = Connection { app: Arc::clone(app), frames, workspace, device, roster, streams };
    let ended = match connection.run().await {
        Ok(never) => match never {},
        Err(ended) => ended,
    };
    connection.frames.close(&ended).await;
    if let Err(error) = connection.note_contact().await {
        tracing::warn!(%error, "the last contact was not kept");
    }
    tracing::info!(workspace = ?connection.workspace.id, ?device, reason = %ended, "a device left");
    drop(present);
    ended
}

impl Connection {
    async fn run(&mut self) -> Result<std::convert::Infallible, Ended> {
        self.note_contact().await?;
        self.greet().await?;
        let mut tip = self.workspace.follow();
        loop {
            tip.mark_unchanged();
            let more = self.feed().await?;
            tokio::select! {
                biased;
                () = self.app.stopping.cancelled() => return Err(Ended::Stopping),
                message = self.frames.receive() => self.answer(message?).await?,
                () = std::future::ready(()), if more => (),
                changed = tip.changed(), if !more => changed.map_err(|_| StoreError::Closed)?,
            }
        }
    }

    async fn note_contact(&mut self) -> Result<(), StoreError> {
        let (workspace, device) = (self.workspace.id, self.device);
        match self.app.journal.write(Write::Contact { workspace, device, at_ms: now_ms() }).await {
            // A full disk must not keep anybody from reading.
            Ok(_) | Err(StoreError::Full) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Says no and ends the connection.
    async fn refuse(&mut self, refusal: Refusal) -> Ended {
        self.frames.refuse(refusal).await
    }

    /// Says no and goes on: the frame was a question or can be asked again.
    async fn decline(&mut self, refusal: Refusal) -> Result<(), Ended> {
        self.frames.send(&RelayMessage::Refused(refusal)).await
    }

    fn reader(&self) -> Reader {
        self.streams.reader.clone()
    }
}
