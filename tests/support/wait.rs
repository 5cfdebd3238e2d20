//! Waiting for the world to become as expected: looks again and again until a deadline, and says what it saw last.
//! No fixed sleeps: whoever waits here goes on as soon as the condition holds.

use std::time::Duration;

use tokio::time::Instant;

/// How long anything may take before a test gives up. Generous, because machines that run tests are busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Looks until `look` returns `Ok`; panics after [`PATIENCE`] with the last `Err`, which tells what was there instead.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFnMut() -> Result<T, String>) -> T {
    until_within(PATIENCE, what, look).await
}

/// [`until`] with a deadline of its own.
pub(crate) async fn until_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    #[allow(clippy::disallowed_methods, reason = "tests that wait for the world need its clock")]
    let begun = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) if begun.elapsed() > patience => {
                panic!("waited {patience:?} for {what}; in the end there was: {seen}")
            }
            Err(_) => tokio::time::sleep(BETWEEN_LOOKS).await,
        }
    }
}

/// Watches for `span` that something stays as it is, for what must *not* happen; panics with the `Err` as soon as it does.
pub(crate) async fn always_for(
    span: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<(), String>,
) {
    #[allow(clippy::disallowed_methods, reason = "tests that wait for the world need its clock")]
    let begun = Instant::now();
    while begun.elapsed() < span {
        if let Err(seen) = look().await {
            panic!("expected all the time: {what}; but there was: {seen}");
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
