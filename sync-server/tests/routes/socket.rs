//! A client's side of the socket: frames in, frames out, nothing decided.

use futures::{SinkExt, StreamExt};
use protocol::{
    auth::Challenge,
    codec,
    ids::{OperationId, Seq},
    message::{ClientMessage, Hello, Refusal, RelayMessage, VERSION},
};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// Longer than anything takes here; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) challenge: Challenge,
}

impl Socket {
    pub(crate) async fn open(address: std::net::SocketAddr) -> Self {
        let request = format!("ws://{address}/v1/sync").into_client_request().unwrap();
        let (stream, _) = connect_async(request).await.unwrap();
        let mut socket = Self { stream, challenge: Challenge { version: 0, nonce: [0; 32].into() } };
        let RelayMessage::Challenge(challenge) = socket.next().await else {
            panic!("the relay speaks first")
        };
        assert_eq!(challenge.version, VERSION);
        socket.challenge = challenge;
        socket
    }

    /// The status with which an upgrade from a page of this origin is refused, if it is.
    pub(crate) async fn refused_to(address: std::net::SocketAddr, origin: &str) -> Option<u16> {
        let mut request = format!("ws://{address}/v1/sync").into_client_request().unwrap();
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
        match connect_async(request).await {
            Ok(_) => None,
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Some(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn send(&mut self, message: &ClientMessage) {
        self.send_bytes(codec::encode(message)).await;
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::Binary(bytes.into())).await.unwrap();
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::Text(text.into())).await.unwrap();
    }

    /// The next message; fails if the relay closes.
    pub(crate) async fn next(&mut self) -> RelayMessage {
        self.next_or_end().await.expect("the relay closed the socket")
    }

    /// The next message, or `None` if the socket is closed.
    pub(crate) async fn next_or_end(&mut self) -> Option<RelayMessage> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("the relay says nothing") {
                Some(Ok(Message::Binary(bytes))) => return Some(codec::parse(&bytes).unwrap()),
                Some(Ok(Message::Close(_))) | Some(Err(_)) | None => return None,
                Some(Ok(_)) => (),
            }
        }
    }

    /// The next message that `wanted` takes something from; others are passed over.
    pub(crate) async fn wait_for<T>(&mut self, wanted: impl Fn(RelayMessage) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }

    /// Everything that comes until the relay answers a ping: what it had to say before.
    pub(crate) async fn until_quiet(&mut self) -> Vec<RelayMessage> {
        self.send(&ClientMessage::Ping).await;
        let mut heard = Vec::new();
        loop {
            match self.next().await {
                RelayMessage::Pong => return heard,
                message => heard.push(message),
            }
        }
    }

    /// Asserts that the relay refuses and closes.
    pub(crate) async fn is_refused_and_closed(&mut self, refusal: Refusal) {
        loop {
            match self.next_or_end().await {
                Some(RelayMessage::Refused(said)) => {
                    assert_eq!(said, refusal);
                    break;
                }
                Some(_) => (),
                None => panic!("closed without a word"),
            }
        }
        assert_eq!(self.next_or_end().await, None, "nothing follows a refusal");
    }

    pub(crate) async fn leave(mut self) {
        self.stream.close(None).await.unwrap();
        while self.next_or_end().await.is_some() {}
    }
}

/// A greeting of somebody who has nothing yet.
pub(crate) fn newcomer() -> Hello {
    Hello {
        version: VERSION,
        since: Seq(0),
        keys_since: Seq(0),
        digests: Vec::new(),
        chain_len: 0,
        chain_head: OperationId::from_bytes([0; 16]),
        features: Vec::new(),
    }
}
