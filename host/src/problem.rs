//! Everything that keeps the host from starting or running, as sentences that say what to do about it.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{0}\nSee snug-host --help.")]
    Flag(String),
    #[error("Port {port} is taken. Choose another with {flag}, or {flag} 0 for any free one.")]
    PortTaken { port: u16, flag: &'static str },
    #[error("Port {port} needs rights this program does not have. Choose one above 1023 with {flag}.")]
    PortForbidden { port: u16, flag: &'static str },
    #[error("Could not listen on port {port}: {source}. Choose another with {flag}.")]
    Port { port: u16, flag: &'static str, source: io::Error },
    #[error(
        "There is no page in {0}: it has no index.html. Build it with cargo xtask dist, or name its folder with --dist."
    )]
    NoPage(PathBuf),
    #[error(
        "The state folder {state} lies inside {dist}, whose files anyone may read. Choose another with --state."
    )]
    StateServed { state: PathBuf, dist: PathBuf },
    #[error("Could not use the state folder {state}: {source}. Choose another with --state.")]
    State { state: PathBuf, source: io::Error },
    #[error(
        "The state folder {0} is in use by another snug-host. Stop that one, or choose another with --state."
    )]
    StateTaken(PathBuf),
    #[error("The broker stopped: {0}")]
    Broker(String),
    #[error("The web server stopped: {0}")]
    Web(io::Error),
    #[error("Could not start: {0}")]
    Runtime(io::Error),
}
