//! A loopback proxy between browser and relay that counts: every WebSocket frame with its moment, direction, kind and length
//! on the wire. It can be shut, so that the network is gone, and break the line after so many bytes.

use anyhow::Result;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the browser to the relay.
    Up,
    /// From the relay to the browser.
    Down,
}

/// A frame that passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// When its last byte passed, in ms since 1970.
    pub(super) at: f64,
    pub(super) way: Way,
    /// The number of its message (`shared/protocol/SPEC.md`, PR6), if it is one of the protocol.
    pub(super) message: Option<u8>,
    /// Bytes on the wire, the WebSocket's own included.
    pub(super) bytes: u64,
    /// Which connection, counted from 0.
    pub(super) connection: u64,
}

/// What a frame of the relay says, as the protocol numbers it.
pub(super) mod relay_says {
    pub(crate) const AUTHENTICATED: u8 = 1;
    pub(crate) const ADMITTED: u8 = 5;
    pub(crate) const BUNDLE: u8 = 14;
}

/// What a frame of a device says.
pub(super) mod device_says {
    pub(crate) const PUSH: u8 = 6;
    pub(crate) const APPLIED: u8 = 7;
}

#[derive(Debug, Default)]
struct Books {
    frames: Mutex<Vec<Frame>>,
    is_shut: AtomicBool,
    breaks_after: AtomicU64,
    connections: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

/// The proxy. It ends with the process.
#[derive(Clone, Debug)]
pub(super) struct Toll(Arc<Books>);

impl Toll {
    /// Takes over `port` and passes everything on to the relay on `relay`.
    ///
    /// # Errors
    /// If the port is taken.
    pub(super) fn between(port: u16, relay: u16) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let toll = Self(Arc::default());
        let books = Arc::clone(&toll.0);
        std::thread::spawn(move || {
            for browser in listener.incoming().map_while(Result::ok) {
                if books.is_shut.load(Ordering::Acquire) {
                    continue;
                }
                if let Ok(relay) = TcpStream::connect(("127.0.0.1", relay)) {
                    drop(join(browser, relay, &books));
                }
            }
        });
        Ok(toll)
    }

    /// Cuts every line and lets nobody through until [`Self::opens`].
    pub(super) fn shuts(&self) {
        self.0.is_shut.store(true, Ordering::Release);
        self.cuts();
    }

    /// Lets everybody through again.
    pub(super) fn opens(&self) {
        self.0.is_shut.store(false, Ordering::Release);
    }

    /// Breaks every line whenever so many bytes have come down on it; 0 for never.
    pub(super) fn breaks_after(&self, bytes: u64) {
        self.0.breaks_after.store(bytes, Ordering::Release);
    }

    fn cuts(&self) {
        for line in self.0.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // It may have ended by itself.
            drop(line.shutdown(Shutdown::Both));
        }
    }

    /// What passed so far.
    pub(super) fn frames(&self) -> Vec<Frame> {
        self.0.frames.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The wall clock, in ms since 1970: the one the browser counts by.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0
}

/// Passes on in both directions until one side closes.
fn join(browser: TcpStream, relay: TcpStream, books: &Arc<Books>) -> Result<()> {
    for end in [&browser, &relay] {
        end.set_nodelay(true)?;
        books.open.lock().unwrap_or_else(PoisonError::into_inner).push(end.try_clone()?);
    }
    let connection = books.connections.fetch_add(1, Ordering::Relaxed);
    let (up_from, up_to) = (browser.try_clone()?, relay.try_clone()?);
    let (up, down) = (Arc::clone(books), Arc::clone(books));
    std::thread::spawn(move || pass_on(up_from, up_to, &up, Frames::of(Way::Up, connection)));
    std::thread::spawn(move || pass_on(relay, browser, &down, Frames::of(Way::Down, connection)));
    Ok(())
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, books: &Books, mut frames: Frames) {
    let mut buffer = vec![0; 64 * 1024];
    let mut passed = 0;
    while let Ok(n) = from.read(&mut buffer) {
        let Some(part) = buffer.get(..n).filter(|part| !part.is_empty()) else { break };
        if to.write_all(part).is_err() {
            break;
        }
        let read = frames.read(part, now());
        books.frames.lock().unwrap_or_else(PoisonError::into_inner).extend(read);
        passed += part.len() as u64;
        let limit = books.breaks_after.load(Ordering::Acquire);
        if frames.way == Way::Down && 0 < limit && limit < passed {
            break;
        }
    }
    for end in [from, to] {
        // The other direction may have closed it.
        drop(end.shutdown(Shutdown::Both));
    }
}

/// Reads the frames of one direction (RFC 6455, 5.2) as they pass, once the HTTP head has passed. Of their content it keeps
/// the two bytes that number the message.
#[derive(Debug)]
struct Frames {
    way: Way,
    connection: u64,
    unread: Vec<u8>,
    is_upgraded: bool,
    /// Bytes of the present frame that are still to come, and the frame.
    rest: u64,
    present: Option<Frame>,
}

impl Frames {
    fn of(way: Way, connection: u64) -> Self {
        Self { way, connection, unread: Vec::new(), is_upgraded: false, rest: 0, present: None }
    }

    fn read(&mut self, part: &[u8], at: f64) -> Vec<Frame> {
        let mut passed = Vec::new();
        self.unread.extend_from_slice(part);
        if !self.is_upgraded {
            let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") else {
                return passed;
            };
            let head: Vec<u8> = self.unread.drain(..end + 4).collect();
            self.is_upgraded = String::from_utf8_lossy(&head).to_lowercase().contains("upgrade: websocket");
        }
        if !self.is_upgraded {
            self.unread.clear();
            return passed;
        }
        loop {
            if self.present.is_none() {
                let Some((frame, length)) = self.begin() else { break };
                self.rest = length;
                self.present = Some(frame);
            }
            let now = usize::try_from(self.rest).unwrap_or(usize::MAX).min(self.unread.len());
            self.unread.drain(..now);
            self.rest -= now as u64;
            if 0 < self.rest {
                break;
            }
            passed.extend(self.present.take().map(|frame| Frame { at, ..frame }));
        }
        passed
    }

    /// The head of the next frame, once it and the first bytes of its content are here; and the frame's whole length.
    fn begin(&self) -> Option<(Frame, u64)> {
        let bytes = &self.unread;
        let (opcode, second) = (bytes.first()? & 0x0f, *bytes.get(1)?);
        let (length, mut head) = match second & 0x7f {
            126 => (u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
            127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
            short => (u64::from(short), 2),
        };
        let mut mask = [0; 4];
        if second & 0x80 != 0 {
            mask = bytes.get(head..head + 4)?.try_into().ok()?;
            head += 4;
        }
        let seen = usize::try_from(length.min(3)).ok()?;
        let content: Vec<u8> =
            bytes.get(head..head + seen)?.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        let message = if opcode == 2 { number_of(&content) } else { None };
        let bytes = head as u64 + length;
        Some((Frame { at: 0.0, way: self.way, message, bytes, connection: self.connection }, bytes))
    }
}

/// A message is an array of its number and its content.
fn number_of(content: &[u8]) -> Option<u8> {
    match content {
        [0x82, number @ ..=0x17, ..] => Some(*number),
        [0x82, 0x18, number, ..] => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"GET /v1/sync HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";

    #[test]
    fn frames_are_counted_however_they_are_cut() {
        let masked = [&[0x82, 0x84, 1, 2, 3, 4, 0x82 ^ 1, 7 ^ 2, 0xa0 ^ 3, 4][..], &[0x89, 0x80, 9, 9, 9, 9]];
        let stream = [HEAD, &masked.concat()].concat();
        for cut in 1..stream.len() {
            let (first, second) = stream.split_at(cut);
            let mut frames = Frames::of(Way::Up, 0);
            let mut passed = frames.read(first, 1.0);
            passed.extend(frames.read(second, 2.0));
            let seen: Vec<_> = passed.iter().map(|frame| (frame.message, frame.bytes)).collect();
            assert_eq!(seen, [(Some(7), 10), (None, 6)], "cut at {cut}");
        }
    }

    #[test]
    fn a_long_frame_ends_with_its_last_byte() {
        let mut frames = Frames::of(Way::Down, 0);
        let content = [&[0x82, 0x18, 25][..], &vec![0; 70_000 - 3]].concat();
        let head = [&[0x82, 127][..], &70_000_u64.to_be_bytes()].concat();
        assert!(frames.read(&[HEAD, &head, &content[..60_000]].concat(), 1.0).is_empty());
        let passed = frames.read(&content[60_000..], 2.0);
        assert_eq!(
            passed.iter().map(|frame| (frame.message, frame.bytes)).collect::<Vec<_>>(),
            [(Some(25), 70_010)]
        );
        assert!((passed[0].at - 2.0).abs() < f64::EPSILON);
    }
}
