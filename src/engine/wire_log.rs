//! What happened on the wire since the page opened, the last of it, for whoever wants to see how a connection fares.
//! It remembers and decides nothing; a tab that follows has no wire. The words are in `i18n`.

use std::collections::VecDeque;

use super::core::{Core, Now};
use crate::mqtt::client::{ConnectError, Event, Lost, Millis};
use crate::mqtt::{ConnectCode, SubscribeOutcome};

/// So many entries are kept.
const KEPT: usize = 500;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// ms since the epoch by this device's clock.
    pub at: u64,
    pub what: Wire,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// A WebSocket to this address was begun; while a broker is looked for, one to each that is tried.
    Opening(String),
    /// The WebSocket is open, and MQTT begins.
    Opened,
    /// CONNACK 0.
    Accepted(BrokerSession),
    /// CONNACK with any other code.
    Refused(ConnectCode),
    /// The connection, or the attempt at one, is over. Never `TakenOver` or a refusal, which have their own.
    Lost(Lost),
    /// The code that the WebSocket closed with, whoever closed it: 1000 and 4000 are ours.
    Closed(u16),
    /// From a PINGREQ to its PINGRESP, ms.
    Ping(u64),
    /// SUBACK for this filter.
    Subscribed(String),
    /// SUBACK 0x80, or a filter that we never ask for [MQTT-3.9.3-2].
    SubRefused(String),
    /// The next attempt is due in so many seconds, if nothing wakes us before.
    Retry(u64),
    /// What the browser believes of the network.
    Offline,
    Online,
    /// The broker hung up on us so often that another client must have our id: we gave way.
    TakenOver,
}

/// Whether the broker had our session [MQTT-3.2.2-2].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerSession {
    Kept,
    New,
}

/// The entries, oldest first.
#[derive(Debug, Default)]
pub(super) struct WireLog(VecDeque<Entry>);

impl WireLog {
    pub(super) fn add(&mut self, now: Now, what: Wire) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Entry { at: now.wall, what });
    }

    /// What the client tells, if it is worth an entry.
    pub(super) fn event(&mut self, now: Now, event: &Event) {
        let what = match event {
            Event::Connected { session_present: true } => Wire::Accepted(BrokerSession::Kept),
            Event::Connected { session_present: false } => Wire::Accepted(BrokerSession::New),
            Event::Lost { why: Lost::Connect(ConnectError::Refused(code)), .. } => Wire::Refused(*code),
            // That is what was seen. What it means, the engine judges.
            Event::Lost { why: Lost::TakenOver, .. } => Wire::Lost(Lost::Closed),
            Event::Lost { why, .. } => Wire::Lost(why.clone()),
            Event::Subscribed { filter, outcome } => {
                let filter = filter.as_str().to_owned();
                match outcome {
                    SubscribeOutcome::Granted(_) => Wire::Subscribed(filter),
                    SubscribeOutcome::Refused => Wire::SubRefused(filter),
                }
            }
            Event::RoundTrip(time) => Wire::Ping(*time),
            Event::Connecting
            | Event::Resubscribing
            | Event::Disconnected
            | Event::Unsubscribed(_)
            | Event::Sent(_)
            | Event::Acknowledged(_)
            | Event::Stray { .. } => return,
        };
        self.add(now, what);
    }

    /// The next attempt is due at this time of the clock. One that is due at once needs no word.
    pub(super) fn retry(&mut self, now: Now, at: Millis) {
        let seconds = at.saturating_sub(now.clock).div_ceil(1_000);
        if seconds > 0 {
            self.add(now, Wire::Retry(seconds));
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Core {
    /// What happened on this tab's wire, oldest first.
    pub fn wire_log(&self) -> Vec<Entry> {
        self.wire_log.0.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_make_room() {
        let mut wire_log = WireLog::default();
        for ms in 0..KEPT as u64 + 2 {
            wire_log.add(Now { clock: 0, wall: ms }, Wire::Ping(ms));
        }
        assert_eq!(wire_log.0.len(), KEPT);
        assert_eq!(wire_log.0.front(), Some(&Entry { at: 2, what: Wire::Ping(2) }));
        assert_eq!(wire_log.0.back().map(|entry| entry.at), Some(KEPT as u64 + 1));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
        let mut wire_log = WireLog::default();
        let now = Now { clock: 5_000, wall: 7 };
        for at in [5_000, 4_000, 5_001, 6_000, 6_001] {
            wire_log.retry(now, at);
        }
        let waits: Vec<_> = wire_log.0.iter().map(|entry| &entry.what).collect();
        assert_eq!(waits, [&Wire::Retry(1), &Wire::Retry(1), &Wire::Retry(2)]);
    }
}
