//! One timer that calls back once. Dropping it cancels it.

use gloo_timers::callback::Timeout;

/// Longer waits than a browser can count (24.8 days) fire early, which does no harm.
const LONGEST: u64 = i32::MAX as u64;

/// Kept by whoever waits.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    pub fn after(milliseconds: u64, call: impl FnOnce() + 'static) -> Self {
        let wait = u32::try_from(milliseconds.min(LONGEST)).unwrap_or(u32::MAX);
        Self { _timeout: Timeout::new(wait, call) }
    }
}
