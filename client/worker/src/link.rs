//! The link to the relay: one WebSocket with binary frames to the origin that served the page.
//!
//! When to connect, retry and give up is the engine's matter; here a socket is opened, heard and closed.

use std::{cell::Cell, rc::Rc};

use futures::channel::mpsc::UnboundedSender;
use js_sys::Uint8Array;
use vault::{LinkCommand, LinkEvent};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BinaryType, MessageEvent, WebSocket};

use crate::{page, runtime::Event};

/// The relay's endpoint, below the origin.
const PATH: &str = "/v1/sync";

/// Which of the sockets opened so far; what an earlier one still says is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt(u32);

/// At most one open socket.
pub(crate) struct Link {
    queue: UnboundedSender<Event>,
    socket: Option<Socket>,
    attempt: Attempt,
}

impl Link {
    /// Reports into `queue`.
    pub(crate) fn new(queue: UnboundedSender<Event>) -> Self {
        Self { queue, socket: None, attempt: Attempt(0) }
    }

    /// Does what the vault wants.
    pub(crate) fn perform(&mut self, command: LinkCommand) {
        match command {
            LinkCommand::Connect => self.connect(),
            LinkCommand::Send(frame) => self.send(&frame),
            LinkCommand::Close => self.socket = None,
        }
    }

    /// Is this the socket that counts?
    pub(crate) fn is_current(&self, attempt: Attempt) -> bool {
        self.socket.is_some() && self.attempt == attempt
    }

    fn connect(&mut self) {
        self.attempt = Attempt(self.attempt.0.wrapping_add(1));
        self.socket = address().and_then(|address| Socket::open(&address, self.queue.clone(), self.attempt));
        if self.socket.is_none() {
            let unreachable = Event::Link(None, LinkEvent::Unreachable);
            // Fails only when the loop has ended.
            drop(self.queue.unbounded_send(unreachable));
        }
    }

    fn send(&self, frame: &[u8]) {
        if let Some(socket) = &self.socket {
            // A socket that is closing takes nothing; that it closed is reported, and the engine sends again.
            drop(socket.socket.send_with_u8_array(frame));
        }
    }
}

/// A socket with its listeners; dropping it closes it and hears nothing more.
struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut()>,
}

impl Socket {
    fn open(address: &str, queue: UnboundedSender<Event>, attempt: Attempt) -> Option<Self> {
        let socket = WebSocket::new(address).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        // Fails only when the loop has ended.
        let report = move |event| drop(queue.unbounded_send(Event::Link(Some(attempt), event)));
        let (opened, framed, closed) = (report.clone(), report.clone(), report);
        // Text frames are not of the protocol; an empty frame makes the engine say so.
        let on_message = Closure::new(move |event: MessageEvent| {
            framed(LinkEvent::Frame(Uint8Array::new(&event.data()).to_vec()));
        });
        let was_up = Rc::new(Cell::new(false));
        let is_up = Rc::clone(&was_up);
        let on_open = Closure::new(move || {
            is_up.set(true);
            opened(LinkEvent::Up);
        });
        let on_close = Closure::new(move || {
            closed(if was_up.get() { LinkEvent::Closed } else { LinkEvent::Unreachable });
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Fails only for a code that is not allowed; none is given.
        drop(self.socket.close());
    }
}

/// `ws` for `http`, `wss` for `https`, on the page's own host.
fn address() -> Option<String> {
    let location = page::scope().location();
    let scheme = location.protocol().strip_prefix("http").map(|rest| format!("ws{rest}"))?;
    Some(format!("{scheme}//{}{PATH}", location.host()))
}
