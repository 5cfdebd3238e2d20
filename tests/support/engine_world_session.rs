//! What the model broker for whole pages keeps for its client between connections.

use std::collections::{BTreeMap, BTreeSet};

use snug::mqtt::{Delivery, PacketId};

use crate::deliveries::{Deliveries, Parcel};

#[derive(Debug, Default)]
pub(crate) struct ServerSession {
    pub(crate) granted: BTreeMap<String, Delivery>,
    /// QoS 2 messages of the client, between PUBLISH and PUBREL; with what is held back.
    pub(crate) incoming: BTreeMap<PacketId, Option<Parcel>>,
    /// Ids whose PUBREL came and which no new message has used since.
    pub(crate) released: BTreeSet<PacketId>,
    /// What the client last said under each id.
    pub(crate) last_said: BTreeMap<PacketId, Vec<u8>>,
    pub(crate) deliveries: Deliveries,
}
