//! The vault's one timer.

use futures::channel::mpsc::UnboundedSender;
use gloo_timers::callback::Timeout;
use vault::Timestamp;

use crate::runtime::{Event, now};

/// Longest delay that browsers take; the vault asks again when it comes early.
const LONGEST_MS: u64 = 0x7fff_ffff;

/// Rings once, at the moment set last.
pub(crate) struct Alarm {
    queue: UnboundedSender<Event>,
    pending: Option<Timeout>,
}

impl Alarm {
    /// Rings into `queue`.
    pub(crate) fn new(queue: UnboundedSender<Event>) -> Self {
        Self { queue, pending: None }
    }

    /// Rings at `at` and not at the moment set before.
    pub(crate) fn set(&mut self, at: Timestamp) {
        let delay_ms = at.ms_since(now()).min(LONGEST_MS);
        let queue = self.queue.clone();
        // Fails only when the loop has ended.
        let ring = move || drop(queue.unbounded_send(Event::Tick));
        self.pending = Some(Timeout::new(u32::try_from(delay_ms).unwrap_or(u32::MAX), ring));
    }
}
