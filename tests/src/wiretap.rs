//! What passes between browsers and relay, written down on the way: a connection as it is, and besides it the content of
//! the WebSocket frames browsers send, which the protocol scrambles (RFC 6455, 5.3).

use anyhow::Result;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
};

/// A listener in front of the relay.
#[derive(Clone, Debug)]
pub struct Wiretap {
    port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wiretap {
    /// Listens on a free loopback port and passes everything on to the relay on `relay`. It ends with the test.
    ///
    /// # Errors
    /// If no port is free.
    pub fn before(relay: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let tap = Self { port: listener.local_addr()?.port(), heard: Arc::default() };
        let heard = Arc::clone(&tap.heard);
        std::thread::spawn(move || {
            for browser in listener.incoming().map_while(Result::ok) {
                // Nobody at the relay: the browser meets a closed door here, too.
                if let Ok(relay) = TcpStream::connect(("127.0.0.1", relay)) {
                    drop(join(browser, relay, &heard));
                }
            }
        });
        Ok(tap)
    }

    /// Where browsers come in.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Everything that passed so far.
    #[must_use]
    pub fn heard(&self) -> Vec<u8> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Passes on in both directions until one side closes.
fn join(browser: TcpStream, relay: TcpStream, heard: &Arc<Mutex<Vec<u8>>>) -> Result<()> {
    let (up_from, up_to) = (browser.try_clone()?, relay.try_clone()?);
    let (up, down) = (Arc::clone(heard), Arc::clone(heard));
    std::thread::spawn(move || pass_on(up_from, up_to, &up, Some(Unmasked::default())));
    std::thread::spawn(move || pass_on(relay, browser, &down, None));
    Ok(())
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, heard: &Mutex<Vec<u8>>, mut frames: Option<Unmasked>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(n) = from.read(&mut buffer) {
        let Some(part) = buffer.get(..n).filter(|part| !part.is_empty()) else { break };
        {
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.extend_from_slice(part);
            if let Some(frames) = &mut frames {
                heard.extend(frames.read(part));
            }
        }
        if to.write_all(part).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}

/// The content of masked frames, once the HTTP request that asks for them has passed.
#[derive(Debug, Default)]
struct Unmasked {
    unread: Vec<u8>,
    is_upgraded: bool,
}

impl Unmasked {
    fn read(&mut self, part: &[u8]) -> Vec<u8> {
        self.unread.extend_from_slice(part);
        if !self.is_upgraded {
            let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") else {
                return Vec::new();
            };
            let head: Vec<u8> = self.unread.drain(..end + 4).collect();
            self.is_upgraded = String::from_utf8_lossy(&head).to_lowercase().contains("upgrade: websocket");
        }
        let mut content = Vec::new();
        while self.is_upgraded
            && let Some((n, frame)) = frame_in(&self.unread)
        {
            content.extend(frame);
            self.unread.drain(..n);
        }
        content
    }
}

/// The first complete frame: how many bytes it takes, and its content without the mask.
fn frame_in(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let short = usize::from(bytes.get(1)? & 0x7f);
    let (length, head) = match short {
        126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
        _ => (short, 2),
    };
    let mask = bytes.get(head..head + 4)?;
    let masked = bytes.get(head + 4..head + 4 + length)?;
    let content = masked.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    Some((head + 4 + length, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_frame_in_two_parts_is_read() {
        let mut frames = Unmasked::default();
        assert!(frames.read(b"GET /v1/sync HTTP/1.1\r\nUpgrade: websocket\r\n").is_empty());
        assert!(frames.read(b"\r\n\x82\x85\x37\xfa\x21\x3d\x7f\x9f").is_empty());
        // The example of RFC 6455, 5.7.
        assert_eq!(frames.read(b"\x4d\x51\x58"), b"Hello");
    }
}
