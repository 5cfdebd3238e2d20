//! Being asked to stop: Ctrl-C everywhere, and SIGTERM where there is one.

use std::{future::Future, io};

/// Listens from this call on; the future ends when this process has been asked to stop.
///
/// # Errors
/// When the system does not let us listen.
#[cfg(unix)]
pub(crate) fn listen() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens from this call on; the future ends when this process has been asked to stop.
///
/// # Errors
/// When the system does not let us listen.
#[cfg(windows)]
pub(crate) fn listen() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
