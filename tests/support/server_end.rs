//! A model broker's end of one connection: what comes, cut into packets, and what is to go out.

use snug::mqtt::Packet;

use crate::scripted_broker::{Listener, bytes};

#[derive(Debug, Default)]
pub(crate) struct ServerEnd {
    listener: Listener,
    /// CONNECT came.
    pub(crate) greeted: bool,
    pub(crate) to_client: Vec<u8>,
}

impl ServerEnd {
    /// The packets that these bytes complete.
    pub(crate) fn hear(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        self.listener.hear(message)
    }

    pub(crate) fn reply(&mut self, packet: &Packet<'_>) {
        self.to_client.extend(bytes(packet));
    }
}
