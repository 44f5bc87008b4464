//! When to try again: full jitter, so that a hundred tablets do not return in the same second after the relay restarts. (SY3)
//!
//! Whoever looks at the screen waits seconds, not a minute: an attended device gives up growing early, unless the relay itself
//! turned it away.

/// Lowest delay in ms.
const FLOOR_MS: u64 = 500;
/// Highest delay in ms while somebody looks at the device.
const ATTENDED_CEILING_MS: u64 = 5_000;
/// Highest delay in ms of a device in the background, or one that was turned away.
const CEILING_MS: u64 = 60_000;

/// Counts failures and spreads retries.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
    /// Nobody looks at the device. A device without a screen counts as looked at.
    is_resting: bool,
    /// The relay said no since the last greeting.
    was_refused: bool,
    /// The relay's wish for the first retry after a good connection, lowest and highest delay in ms.
    window: Option<(u32, u32)>,
}

impl Backoff {
    /// A greeting succeeded; the relay names its window for next time.
    pub(crate) fn succeeded(&mut self, window: (u32, u32)) {
        self.reset();
        self.window = Some(window);
    }

    /// Starts again from the shortest delay.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
        self.was_refused = false;
    }

    /// The relay said no: it is there, and asking often does not help.
    pub(crate) fn refused(&mut self) {
        self.was_refused = true;
    }

    /// Somebody looks at the device, or nobody does any more.
    pub(crate) fn attend(&mut self, is_attended: bool) {
        self.is_resting = !is_attended;
    }

    /// The delay in ms before the next try. `jitter` is a fresh random number.
    pub(crate) fn next_ms(&mut self, jitter: u64) -> u64 {
        let ceiling = if self.is_resting || self.was_refused { CEILING_MS } else { ATTENDED_CEILING_MS };
        let (low, high) = match self.window {
            Some((low, high)) if self.failures == 0 => (u64::from(low), u64::from(high).min(ceiling)),
            Some(_) | None => (FLOOR_MS, ceiling.min(FLOOR_MS << self.failures.min(10))),
        };
        self.failures = self.failures.saturating_add(1);
        let low = low.min(high);
        low + jitter % (high - low + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_ceiling(mut prepared: Backoff, ceiling: u64) {
        let mut highest_seen = 0;
        for failures in 0..20_u32 {
            let highest = ceiling.min(FLOOR_MS << failures.min(10));
            let delay = prepared.next_ms(highest - FLOOR_MS);
            assert_eq!(delay, highest, "the whole range is used");
            highest_seen = highest_seen.max(delay);
        }
        assert_eq!(highest_seen, ceiling);
    }

    #[test]
    fn sy3_delays_grow_to_five_seconds_while_somebody_looks_and_to_a_minute_otherwise() {
        check_ceiling(Backoff::default(), ATTENDED_CEILING_MS);
        check_ceiling(Backoff { is_resting: true, ..Backoff::default() }, CEILING_MS);
        check_ceiling(Backoff { was_refused: true, ..Backoff::default() }, CEILING_MS);
    }

    #[test]
    fn sy3_a_refusal_slows_down_until_a_greeting_succeeds_or_somebody_asks() {
        let delay_after = |soothe: &dyn Fn(&mut Backoff)| {
            let mut backoff = Backoff { failures: 9, ..Backoff::default() };
            backoff.refused();
            soothe(&mut backoff);
            backoff.failures = 9;
            backoff.next_ms(CEILING_MS - FLOOR_MS)
        };
        assert_eq!(delay_after(&|_| ()), CEILING_MS);
        assert!(delay_after(&Backoff::reset) <= ATTENDED_CEILING_MS);
        assert!(delay_after(&|backoff| backoff.succeeded((500, 5_000))) <= ATTENDED_CEILING_MS);
    }

    #[test]
    fn sy3_the_first_retry_after_a_good_connection_falls_into_the_relays_window() {
        let mut backoff = Backoff::default();
        backoff.succeeded((2_000, 4_000));
        assert_eq!(backoff.next_ms(2_000), 4_000);
        backoff.succeeded((2_000, 4_000));
        assert_eq!(backoff.next_ms(0), 2_000);
        assert!(backoff.next_ms(0) < 2_000, "later ones follow the ordinary schedule");
        backoff.succeeded((2_000, 9_000));
        assert_eq!(backoff.next_ms(3_000), 5_000, "whoever looks waits no longer for the relay's wish");
        backoff.attend(false);
        backoff.succeeded((2_000, 9_000));
        assert_eq!(backoff.next_ms(7_000), 9_000);
    }

    #[test]
    fn sy3_an_inverted_window_of_a_careless_relay_does_no_harm() {
        let mut backoff = Backoff::default();
        backoff.succeeded((9_000, 2_000));
        assert_eq!(backoff.next_ms(12_345), 2_000);
    }
}
