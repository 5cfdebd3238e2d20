//! What may be expected in the end of each message that somebody on this device wrote, as far as what went wrong on the
//! way decides that.

use std::collections::BTreeSet;

use snug::chat::{Acknowledged, ChatChange, Echo};
use snug::mqtt::Delivery;
use snug::store::Kept;

use crate::words::{ROOMS, number_in};
use crate::world::EngineWorld;

impl EngineWorld {
    pub(crate) fn promise(&mut self, room: usize, delivery: Delivery) {
        for own in self.own.iter_mut().filter(|own| own.room == room && !own.delivered) {
            own.delivery = own.delivery.min(delivery);
            own.strongest = own.strongest.max(delivery);
        }
    }

    /// What nobody had stored of how rooms deliver is not so any more.
    pub(crate) fn promise_as_kept(&mut self, kept: &Kept) {
        for change in &kept.chat {
            if let ChatChange::Room(record) = change
                && let Some(room) = ROOMS.iter().position(|room| *room == record.topic)
            {
                self.promise(room, record.delivery);
            }
        }
    }

    /// QoS 0 has no gate: what left before the store knew that it did may leave again.
    pub(crate) fn note_unstored_sends(&mut self) {
        for own in self.own.iter_mut().filter(|own| !own.stored && own.strongest == Delivery::AtMostOnce) {
            own.may_repeat = true;
        }
        for change in self.kept().chat {
            if let ChatChange::Message(record) = change
                && record.acknowledged == Acknowledged::No
                && let Some(number) = number_in(&record.payload, "own ")
            {
                let own = &mut self.own[number];
                own.may_repeat |= own.strongest == Delivery::AtMostOnce;
            }
        }
    }

    pub(crate) fn session_ended(&mut self) {
        self.forgetting = None;
        let outgoing = self.kept().session.outgoing;
        let unfinished: BTreeSet<usize> =
            outgoing.iter().filter_map(|record| number_in(&record.message.payload, "own ")).collect();
        for (number, own) in self.own.iter_mut().enumerate() {
            // At QoS 0 the session does not matter.
            let promised = own.strongest != Delivery::AtMostOnce;
            own.may_repeat |= promised && (!own.delivered || unfinished.contains(&number));
            own.due_back = false;
        }
    }

    /// The page learns that the session is a new one. What is to come back and can't any more has to be published again,
    /// in rooms where that has worked before.
    pub(crate) fn session_is_learned(&mut self) {
        let chat = self.tabs[0].core.chat();
        let heard = ROOMS.map(|room| {
            let entry = chat.find(room).and_then(|key| chat.room(key));
            entry.is_some_and(|entry| entry.echo == Echo::Heard)
        });
        for own in self.own.iter_mut().filter(|own| own.stored && own.delivery != Delivery::AtMostOnce) {
            own.due_back = !own.delivered && heard[own.room];
        }
        match self.tabs[0].steps.back() {
            Some((_, newest, _)) => self.forgetting = Some(*newest),
            None => self.session_is_known(),
        }
    }

    /// And so does the store.
    pub(crate) fn session_is_known(&mut self) {
        self.forgetting = None;
        let session = self.kept().session;
        self.broker.is_known_to_be_new(&session);
    }

    /// A page that died before could not have known.
    pub(crate) fn session_stays_unknown(&mut self) {
        if self.forgetting.take().is_some() {
            self.own.iter_mut().for_each(|own| own.due_back = false);
        }
    }
}
