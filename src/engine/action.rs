//! What the world must do for the core: plain data, done by the driver in the browser and by stories natively.

use super::api::Change;
use super::endpoints::ProbeId;
use super::steps::StepId;
use crate::mqtt::client::ConnectionId;
use crate::store::Batch;

/// What the world must do for the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Finds out whether this tab leads or follows, reads what is kept of this name at this broker, and answers with
    /// `handle_claimed`. It goes on waiting for its turn to lead while another tab does.
    Claim {
        account: Vec<u8>,
        shelf: Shelf,
    },
    /// Reads what is kept once more, for a tab that follows: `handle_claimed`.
    ReadAgain,
    /// Takes the lead from a tab that does not answer.
    Steal,
    /// This tab has no part in the account any more.
    Release,
    /// To the other tabs of the account.
    Tell(Vec<u8>),
    Open {
        connection: ConnectionId,
        url: String,
    },
    /// While a broker is looked for.
    OpenProbe {
        probe: ProbeId,
        url: String,
    },
    CloseProbe(ProbeId),
    CloseProbes,
    Send(Vec<u8>),
    Close {
        code: u16,
    },
    /// All of this in one transaction, then `handle_committed` with its number.
    Commit(StepId, Batch),
    /// Everything kept of the account is deleted.
    Erase,
    /// The profile's text, to outlive the tab.
    KeepProfile(String),
    /// The password, to outlive a reload of this tab and nothing more; `None` forgets it.
    KeepSecret(Option<String>),
    Change(Vec<Change>),
    /// Finds what came before this time, ms since the epoch, and answers with `handle_expired`, room by room and not
    /// much at once.
    Expire {
        before: u64,
    },
    /// Odd but harmless; for the log.
    Warn(&'static str),
}

/// Where an account's records lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    Device,
    /// In this tab's memory, with a client id of its own.
    Memory,
}
