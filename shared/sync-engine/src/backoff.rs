//! When to try again: full jitter, so that a hundred tablets do not return in the same second after the relay restarts. (SY3)

/// Lowest delay in ms.
const FLOOR_MS: u64 = 500;
/// Highest delay in ms.
const CEILING_MS: u64 = 60_000;

/// Counts failures and spreads retries.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
    /// The relay's wish for the first retry after a good connection, lowest and highest delay in ms.
    window: Option<(u32, u32)>,
}

impl Backoff {
    /// A greeting succeeded; the relay names its window for next time.
    pub(crate) fn succeeded(&mut self, window: (u32, u32)) {
        self.failures = 0;
        self.window = Some(window);
    }

    /// Starts again from the shortest delay.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The delay in ms before the next try. `jitter` is a fresh random number.
    pub(crate) fn next_ms(&mut self, jitter: u64) -> u64 {
        let (low, high) = match self.window {
            Some((low, high)) if self.failures == 0 => (u64::from(low), u64::from(high).min(CEILING_MS)),
            Some(_) | None => (FLOOR_MS, CEILING_MS.min(FLOOR_MS << self.failures.min(10))),
        };
        self.failures = self.failures.saturating_add(1);
        let low = low.min(high);
        low + jitter % (high - low + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sy3_delays_grow_to_a_minute_and_are_spread_over_their_whole_range() {
        let mut backoff = Backoff::default();
        for failures in 0..20_u32 {
            let highest = CEILING_MS.min(FLOOR_MS << failures.min(10));
            let mut twin = Backoff { failures, window: None };
            assert_eq!(twin.next_ms(highest - FLOOR_MS), highest);
            assert!((FLOOR_MS..=highest).contains(&backoff.next_ms(u64::MAX - 3)));
        }
    }

    #[test]
    fn sy3_the_first_retry_after_a_good_connection_falls_into_the_relays_window() {
        let mut backoff = Backoff::default();
        backoff.succeeded((2_000, 9_000));
        assert_eq!(backoff.next_ms(7_000), 9_000);
        backoff.succeeded((2_000, 9_000));
        assert_eq!(backoff.next_ms(0), 2_000);
        assert!(backoff.next_ms(0) < 2_000, "later ones follow the ordinary schedule");
    }

    #[test]
    fn sy3_an_inverted_window_of_a_careless_relay_does_no_harm() {
        let mut backoff = Backoff::default();
        backoff.succeeded((9_000, 2_000));
        assert_eq!(backoff.next_ms(12_345), 2_000);
    }
}
