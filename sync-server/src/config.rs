//! How a relay is set up. Flags and environment variables are in `main.rs`; the table is in `docs/deployment.md`.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Where the relay keeps what it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In two SQLite files in this directory, which is made if it is missing and locked while the relay runs.
    Directory(PathBuf),
    /// Nowhere: for relays that live as long as the test or simulation around them.
    Memory,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where to keep things.
    pub storage: Storage,
    /// Address of the socket and the PWA. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// What browsers have in their address line; devices sign it. `None`: `http://` and the address it listens on.
    pub origin: Option<Origin>,
    /// Directory of the built PWA, if this relay serves it.
    pub web: Option<PathBuf>,
    /// Address of `/metrics`, kept apart because it is nobody's business outside; `None` for no metrics.
    pub metrics: Option<SocketAddr>,
    /// How long the relay waits for what.
    pub patience: Patience,
    /// Connections at once; those beyond wait to be accepted.
    pub most_connections: usize,
}

/// How long the relay waits for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the head of an HTTP request.
    pub head: Duration,
    /// For a device to authenticate.
    pub authentication: Duration,
    /// Between two signs of life; after twice as long a silent socket is closed.
    pub ping: Duration,
    /// For a device to take what it is sent.
    pub send: Duration,
    /// For sockets to say goodbye when the relay stops.
    pub drain: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            authentication: Duration::from_secs(15),
            ping: Duration::from_secs(30),
            send: Duration::from_secs(20),
            drain: Duration::from_secs(10),
        }
    }
}

impl Config {
    /// A relay on a free port of this computer that forgets everything: no PWA, no metrics.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            storage: Storage::Memory,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            origin: None,
            web: None,
            metrics: None,
            patience: Patience::default(),
            most_connections: 4096,
        }
    }
}

/// Scheme, host and port as a browser writes them. Invariant: no path, no default port, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// What is wrong with an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Another scheme, or none.
    #[error("an origin begins with https:// (or http:// on this computer)")]
    Scheme,
    /// Something behind the port, or no host.
    #[error("an origin is scheme, host and port alone, like https://relay.example.org")]
    NotAlone,
}

impl Origin {
    /// Reads an origin; a slash at the end and a default port are forgiven.
    ///
    /// # Errors
    /// [`OriginError`] says which part is wrong.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = text.split_once("://").ok_or(OriginError::Scheme)?;
        let default_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(OriginError::Scheme),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:[]".contains(c);
        let host = host.strip_suffix(default_port).unwrap_or(host);
        if host.is_empty() || !host.chars().all(allowed) {
            return Err(OriginError::NotAlone);
        }
        Ok(Self(format!("{scheme}://{host}")))
    }

    /// The origin of a relay without TLS at this address.
    #[must_use]
    pub fn of_address(address: SocketAddr) -> Self {
        Self(format!("http://{address}"))
    }

    /// As a browser writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, OriginError>) {
        assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), expected.as_ref().copied(), "{text}");
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        check("https://Relay.Example.org/", Ok("https://relay.example.org"));
        check("https://relay.example.org:443", Ok("https://relay.example.org"));
        check("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080"));
        check("http://[::1]:8080", Ok("http://[::1]:8080"));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        check("relay.example.org", Err(OriginError::Scheme));
        check("ftp://relay.example.org", Err(OriginError::Scheme));
        check("https://", Err(OriginError::Scheme));
        check("https://relay.example.org/path", Err(OriginError::NotAlone));
        check("https://relay.example.org#fragment", Err(OriginError::NotAlone));
    }
}
