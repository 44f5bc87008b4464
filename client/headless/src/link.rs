//! The link to the relay: one WebSocket with binary frames.
//!
//! When to connect, retry and give up is the engine's matter; here a socket is opened, heard and closed. A task per
//! socket reports into the device's queue; what an earlier socket still says is not heard.

use futures::{SinkExt, StreamExt};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, WeakUnboundedSender, unbounded_channel},
    task::AbortHandle,
};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, Request, header::ORIGIN},
        protocol::WebSocketConfig,
    },
};
use vault::{LinkCommand, LinkEvent};

use crate::{device::Address, runtime::Event};

/// More than any frame of the protocol (1 MiB).
const LARGEST_FRAME: usize = 2 << 20;

/// At most one open socket.
pub(crate) struct Link {
    address: Address,
    /// Weak, because the device ends when its last handle is dropped.
    queue: WeakUnboundedSender<Event>,
    socket: Option<Socket>,
    attempt: u64,
}

/// A socket's task; dropping it closes the socket at once.
struct Socket {
    frames: UnboundedSender<Vec<u8>>,
    task: AbortHandle,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Link {
    /// Reports into `queue`.
    pub(crate) fn new(address: Address, queue: WeakUnboundedSender<Event>) -> Self {
        Self { address, queue, socket: None, attempt: 0 }
    }

    /// Does what the vault wants.
    pub(crate) fn perform(&mut self, command: LinkCommand) {
        match command {
            LinkCommand::Connect => self.connect(),
            LinkCommand::Send(frame) => {
                if let Some(socket) = &self.socket {
                    // A task that ended takes nothing; that it ended is reported, and the engine sends again.
                    drop(socket.frames.send(frame));
                }
            }
            LinkCommand::Close => self.socket = None,
        }
    }

    /// Is this the socket that counts?
    pub(crate) fn is_current(&self, attempt: u64) -> bool {
        self.socket.is_some() && self.attempt == attempt
    }

    fn connect(&mut self) {
        self.attempt += 1;
        let (attempt, queue) = (self.attempt, self.queue.clone());
        let report = move |event| {
            if let Some(queue) = queue.upgrade() {
                // Fails only when the device has ended.
                drop(queue.send(Event::Link(attempt, event)));
            }
        };
        let (frames, outgoing) = unbounded_channel();
        let task = tokio::spawn(converse(self.address.clone(), outgoing, report)).abort_handle();
        self.socket = Some(Socket { frames, task });
    }
}

/// One socket from its first packet to its last.
async fn converse(address: Address, mut outgoing: UnboundedReceiver<Vec<u8>>, report: impl Fn(LinkEvent)) {
    let config =
        WebSocketConfig::default().max_message_size(Some(LARGEST_FRAME)).max_frame_size(Some(LARGEST_FRAME));
    let connected = match request(&address) {
        Ok(request) => connect_async_with_config(request, Some(config), true).await,
        Err(error) => Err(error),
    };
    let Ok((mut socket, _)) = connected else { return report(LinkEvent::Unreachable) };
    report(LinkEvent::Up);
    loop {
        let went_well = tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(frame) => socket.send(Message::binary(frame)).await.is_ok(),
                None => return,
            },
            message = socket.next() => match message {
                Some(Ok(Message::Binary(frame))) => {
                    report(LinkEvent::Frame(frame.into()));
                    true
                }
                // Pings are answered by the library; text is not of the protocol.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => true,
                Some(Ok(Message::Text(_) | Message::Close(_)) | Err(_)) | None => false,
            },
        };
        if !went_well {
            return report(LinkEvent::Closed);
        }
    }
}

fn request(address: &Address) -> Result<Request<()>, Error> {
    let mut request = address.socket().into_client_request()?;
    request.headers_mut().insert(ORIGIN, HeaderValue::from_str(address.origin())?);
    Ok(request)
}
