//! How a client is to behave. Checked once, when it is made, against what the specification forbids.

use super::super::{Connect, DEFAULT_PACKET_LIMIT, EncodeError, Packet};
use super::io::Millis;

/// All that is decided before the first connection.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The CONNECT packet, sent as it stands on every connection.
    pub connect: Connect<'static>,
    /// How many QoS 1 and 2 publishes may be unacknowledged at once.
    pub window: usize,
    /// How many more are stored with a packet id while the window is full, so that each leaves as soon as there is room.
    pub ahead: usize,
    /// How many publishes may wait behind those, or for a connection.
    pub queue_limit: usize,
    /// Bytes of the largest packet taken.
    pub packet_limit_in: usize,
    /// Bytes of the largest packet sent: brokers close without a word on one above their own limit.
    pub packet_limit_out: usize,
    /// Opening the WebSocket and CONNACK together may take this long.
    pub connect_timeout: Millis,
    /// Where the packet ids begin, and the jitter of the backoff. Any number, another for every client.
    pub seed: u64,
}

impl ClientOptions {
    pub fn new(connect: Connect<'static>) -> Self {
        Self {
            connect,
            window: 20,
            ahead: 20,
            queue_limit: 10_000,
            packet_limit_in: DEFAULT_PACKET_LIMIT,
            packet_limit_out: 1024 * 1024,
            connect_timeout: 30_000,
            seed: 0,
        }
    }

    /// Says which rule a CONNECT with these options would break, if any.
    pub fn check(&self) -> Result<(), EncodeError> {
        Packet::Connect(self.connect.clone()).encode(&mut Vec::new())
    }

    /// Keep alive in milliseconds; `None` when it is off.
    pub(super) fn keep_alive(&self) -> Option<Millis> {
        match self.connect.keep_alive {
            0 => None,
            seconds => Some(Millis::from(seconds) * 1000),
        }
    }
}
