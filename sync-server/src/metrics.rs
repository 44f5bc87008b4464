//! What the relay counts about itself: totals without any name, id or address in them.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
};

/// All counters. They start at zero with the process.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Sockets that are open.
    pub(crate) sockets: Gauge,
    /// Devices that are authenticated.
    pub(crate) devices: Gauge,
    /// Frames that came.
    pub(crate) frames_in: Counter,
    /// Frames that went.
    pub(crate) frames_out: Counter,
    /// Bytes that went.
    pub(crate) bytes_out: Counter,
    /// Envelopes that were made durable.
    pub(crate) envelopes_stored: Counter,
    /// Envelopes that were refused.
    pub(crate) envelopes_refused: Counter,
    /// Answers to the challenge that were wrong.
    pub(crate) authentications_refused: Counter,
    /// Writes that found no room.
    pub(crate) writes_without_room: Counter,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

/// A number of things that are there now.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

/// Counts one thing for as long as it lives.
#[derive(Debug)]
pub(crate) struct Present<'a>(&'a Gauge);

impl Counter {
    /// So many more.
    pub(crate) fn add(&self, n: usize) {
        self.0.fetch_add(n as u64, Ordering::Relaxed);
    }
}

impl Gauge {
    /// One more, until the answer is dropped.
    pub(crate) fn enter(&self) -> Present<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Present(self)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// In the text format that Prometheus reads.
    pub(crate) fn exposition(&self) -> String {
        let gauges = [
            ("sockets", "Sockets that are open.", &self.sockets),
            ("devices", "Devices that are authenticated.", &self.devices),
        ];
        let counters = [
            ("frames_received_total", "Frames received.", &self.frames_in),
            ("frames_sent_total", "Frames sent.", &self.frames_out),
            ("sent_bytes_total", "Bytes of frames sent.", &self.bytes_out),
            ("envelopes_stored_total", "Envelopes made durable.", &self.envelopes_stored),
            ("envelopes_refused_total", "Envelopes refused.", &self.envelopes_refused),
            (
                "authentications_refused_total",
                "Wrong answers to the challenge.",
                &self.authentications_refused,
            ),
            ("writes_without_room_total", "Writes that found the disk full.", &self.writes_without_room),
        ];
        let gauges = gauges.map(|(name, help, it)| (name, help, "gauge", it.0.load(Ordering::Relaxed)));
        let counters = counters.map(|(name, help, it)| (name, help, "counter", it.0.load(Ordering::Relaxed)));
        gauges.into_iter().chain(counters).fold(String::new(), |mut text, (name, help, kind, value)| {
            let line = format_args!(
                "# HELP relay_{name} {help}\n# TYPE relay_{name} {kind}\nrelay_{name} {value}\n"
            );
            // Writing to a string cannot fail.
            text.write_fmt(line).unwrap_or_default();
            text
        })
    }
}
