//! What the broker acknowledged and did not give back yet. It may have dropped it [MQTT-3.3.5-2], or lost it with our
//! session; only the echo proves delivery.

use super::book::{Chat, Effect};
use super::change::Acknowledged;
use super::entry::{Echo, RoomEntry};
use super::message::{MessageKey, Status};
use super::outbox::{Outgoing, outgoing};
use super::room::{Access, RoomKey};
use super::timeline::Item;
use crate::mqtt::Delivery;

impl Chat {
    /// Ours that the broker has acknowledged, and that are to come back.
    pub fn awaiting_echo(&self) -> Vec<String> {
        let ids = self.outbox.keys().filter(|id| self.awaits_echo(id));
        ids.cloned().collect()
    }

    pub fn awaits_echo(&self, id: &str) -> bool {
        let item = self.outbox.get(id).and_then(|(room, key)| {
            let entry = self.room(*room).filter(|entry| entry.access != Access::Refused)?;
            entry.timeline.unsettled_item(*key)
        });
        item.is_some_and(|item| item.status == Status::Sent && item.acknowledged == Acknowledged::Yes)
    }

    /// No echo will come in a room that we may not read: what was acknowledged is delivered.
    pub(super) fn settle_acknowledged(&mut self, room: RoomKey) {
        let Some(entry) = self.room(room) else { return };
        let open = |item: &&Item| item.acknowledged == Acknowledged::Yes && item.status != Status::Delivered;
        let items = entry.timeline.unsettled().iter().filter(open);
        let done: Vec<_> =
            items.filter_map(|item| Some((item.message.key, item.message.id()?.to_owned()))).collect();
        for (key, id) in done {
            self.delivered(room, key);
            self.outbox.remove(&id);
        }
    }

    /// It was acknowledged a while ago, and nothing came back.
    pub fn doubt(&mut self, id: &str) -> Vec<Effect> {
        let Some((room, key)) = self.outbox.get(id).copied() else { return Vec::new() };
        let Some(entry) = self.room_mut(room) else { return Vec::new() };
        let Some(item) = entry.timeline.unsettled_mut(key) else { return Vec::new() };
        if item.status != Status::Sent || item.acknowledged == Acknowledged::No {
            return Vec::new();
        }
        let status = Status::Unconfirmed;
        item.status = status;
        if entry.echo == Echo::Unknown {
            entry.echo = Echo::Missing;
        }
        self.note_own(room, key);
        self.changed(room, key, status)
    }

    /// One of ours came further where it stands: those that it held back are free.
    pub(super) fn changed(&mut self, room: RoomKey, key: MessageKey, status: Status) -> Vec<Effect> {
        let mut effects = vec![Effect::StatusChanged { room, key, status }];
        effects.extend(self.settle_ready(room));
        effects
    }

    /// The broker lost our session, and with it perhaps what it had acknowledged: what did not come back is to be
    /// sent again under its old id, by which readers know it. Only where what we say does come back, and not at QoS 0.
    pub fn not_echoed(&mut self) -> Vec<Outgoing> {
        let mut lost = Vec::new();
        let promising =
            |entry: &&RoomEntry| entry.echo == Echo::Heard && entry.delivery != Delivery::AtMostOnce;
        for entry in self.rooms().iter().filter(promising) {
            let open = |item: &&Item| {
                item.acknowledged == Acknowledged::Yes
                    && matches!(item.status, Status::Sent | Status::Unconfirmed)
            };
            let items = entry.timeline.unsettled().iter().filter(open);
            lost.extend(items.filter_map(|item| Some((entry.key, outgoing(entry, &item.message)?))));
        }
        crate::order::sort_by_key(&mut lost, |(_, message)| message.key);
        for (room, message) in &lost {
            self.queue_again(*room, message.key);
        }
        lost.into_iter().map(|(_, message)| message).collect()
    }
}
