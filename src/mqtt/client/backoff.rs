//! How long to wait before the next attempt: exponential, with full jitter, and never giving up.

use super::io::Millis;

/// The wait after the first failure is at most this.
const BASE: Millis = 1_000;
/// No wait is longer than this.
const CAP: Millis = 60_000;
/// A connection counts as good once it lasted this long; only then are earlier failures forgotten.
pub(super) const STABLE: Millis = 10_000;

/// Counts failures, and draws from a small generator seeded by the caller, so that runs can be repeated.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    failures: u32,
    random: u64,
}

impl Backoff {
    pub(super) fn new(seed: u64) -> Self {
        Self { failures: 0, random: seed }
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The next wait: anything from nothing to the ceiling, so that a crowd does not come back in step.
    pub(super) fn next_wait(&mut self) -> Millis {
        let ceiling = (BASE << self.failures.min(16)).min(CAP);
        self.failures = self.failures.saturating_add(1);
        self.draw() % (ceiling + 1)
    }

    /// SplitMix64: enough for jitter and for where packet ids begin; not for secrets.
    pub(super) fn draw(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_stay_within_their_ceiling() {
        for seed in 0..200 {
            let mut backoff = Backoff::new(seed);
            for failure in 0..40_u32 {
                let ceiling = 1_000_u64.checked_shl(failure.min(6)).map_or(CAP, |wait| wait.min(CAP));
                assert!(backoff.next_wait() <= ceiling);
            }
        }
    }

    #[test]
    fn jitter_is_full_and_two_seeds_differ() {
        let longest: Vec<_> = (0..200)
            .map(|seed| {
                let mut backoff = Backoff::new(seed);
                (0..10).map(|_| backoff.next_wait()).last().expect("ten waits")
            })
            .collect();
        assert!(longest.iter().any(|wait| *wait < CAP / 5), "some come back soon");
        assert!(longest.iter().any(|wait| *wait > CAP / 5 * 4), "some come back late");
    }

    #[test]
    fn a_reset_starts_again_at_a_second() {
        let mut backoff = Backoff::new(1);
        for _ in 0..9 {
            backoff.next_wait();
        }
        backoff.reset();
        assert!(backoff.next_wait() <= 1_000);
    }
}
