//! Messages in and out of one socket: limits, signs of life, and a bound on how long a slow reader is waited for.

use super::Ended;
use crate::{app::App, store::StoreError};
use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, WebSocket, close_code},
};
use protocol::{
    codec::{self, ParseError},
    limits,
    message::{ClientMessage, Refusal, RelayMessage},
};
use tokio::time::{Instant, sleep_until, timeout};

/// A socket that speaks messages.
pub(super) struct Frames {
    socket: WebSocket,
    app: App,
    heard: Instant,
    pinged: Instant,
}

impl Frames {
    pub(super) fn new(socket: WebSocket, app: App) -> Self {
        let now = Instant::now();
        Self { socket, app, heard: now, pinged: now }
    }

    /// Sends one message, or gives up on a reader that does not take it.
    pub(super) async fn send(&mut self, message: &RelayMessage) -> Result<(), Ended> {
        let bytes = codec::encode(message);
        debug_assert!(bytes.len() <= limits::FRAME, "the relay keeps its own limit");
        self.app.metrics.frames_out.add(1);
        self.app.metrics.bytes_out.add(bytes.len());
        self.send_raw(Message::Binary(Bytes::from(bytes))).await
    }

    async fn send_raw(&mut self, message: Message) -> Result<(), Ended> {
        match timeout(self.app.patience.send, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ended::Gone("the socket is closed")),
            Err(_) => Err(Ended::Gone("a slow reader")),
        }
    }

    /// The next message. May be dropped and called again without losing anything.
    ///
    /// What cannot be read is refused, which ends the connection: after a misunderstanding nothing that follows is sure.
    pub(super) async fn receive(&mut self) -> Result<ClientMessage, Ended> {
        loop {
            let ping_at = self.heard.max(self.pinged) + self.app.patience.ping;
            let frame = tokio::select! {
                frame = self.socket.recv() => frame,
                () = sleep_until(ping_at) => {
                    self.ping().await?;
                    continue;
                }
            };
            self.heard = Instant::now();
            match frame {
                Some(Ok(Message::Binary(bytes))) => return self.parse(&bytes).await,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => (),
                Some(Ok(Message::Text(_))) => return Err(self.refuse(Refusal::Malformed).await),
                Some(Ok(Message::Close(_))) | None => return Err(Ended::Gone("it left")),
                Some(Err(error)) => return Err(self.unreadable(&error).await),
            }
        }
    }

    async fn ping(&mut self) -> Result<(), Ended> {
        if self.heard + self.app.patience.ping * 2 <= Instant::now() {
            return Err(Ended::Gone("it fell silent"));
        }
        self.pinged = Instant::now();
        self.send_raw(Message::Ping(Bytes::new())).await
    }

    async fn parse(&mut self, bytes: &[u8]) -> Result<ClientMessage, Ended> {
        self.app.metrics.frames_in.add(1);
        match ClientMessage::parse(bytes) {
            Ok(message) => Ok(message),
            Err(ParseError::Unknown) => Err(self.refuse(Refusal::Version).await),
            Err(ParseError::TooBig) => Err(self.refuse(Refusal::TooBig).await),
            Err(ParseError::Malformed | ParseError::NotCanonical) => {
                Err(self.refuse(Refusal::Malformed).await)
            }
        }
    }

    async fn unreadable(&mut self, error: &axum::Error) -> Ended {
        // The only fault a device can be told about is a frame beyond the limit; others mean that the socket is broken.
        if error.to_string().contains("too long") {
            self.refuse(Refusal::TooBig).await
        } else {
            Ended::Gone("it broke off")
        }
    }

    /// Says no; the connection is over then.
    pub(super) async fn refuse(&mut self, refusal: Refusal) -> Ended {
        match self.send(&RelayMessage::Refused(refusal)).await {
            Ok(()) => Ended::Refused(refusal),
            Err(ended) => ended,
        }
    }

    /// Ends the socket in good order, as far as the other side lets us.
    pub(super) async fn close(&mut self, ended: &Ended) {
        let code = match ended {
            Ended::Gone(_) => return,
            Ended::Refused(_) | Ended::Revoked => close_code::POLICY,
            Ended::Stopping => close_code::RESTART,
            Ended::Store(_) | Ended::Roster(_) => close_code::ERROR,
        };
        let last = match ended {
            Ended::Stopping => Some(Refusal::ShuttingDown),
            Ended::Store(StoreError::Full) => Some(Refusal::Storage),
            Ended::Gone(_) | Ended::Refused(_) | Ended::Revoked | Ended::Store(_) | Ended::Roster(_) => None,
        };
        if let Some(refusal) = last {
            // Whether it arrives or not, the socket closes now.
            self.refuse(refusal).await;
        }
        let goodbye = Message::Close(Some(CloseFrame { code, reason: "".into() }));
        if let Err(reason) = self.send_raw(goodbye).await {
            tracing::debug!(%reason, "no goodbye");
        }
    }
}
