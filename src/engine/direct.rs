//! Rooms of two. Two filters, for the two places where our name may sort, bring all of them, so that none has a
//! subscription of its own, and the first word of somebody makes the room.

use super::account::Account;
use super::api::Problem;
use super::commands::parse_room;
use super::core::{Core, Now};
use crate::chat::{Access, Room, prefix};
use crate::mqtt::session::Incoming;
use crate::mqtt::{Delivery, SubscribeOutcome, TopicFilter};

/// Rooms of two that others may open here by themselves: whoever claims many names shall not fill the device.
const ROOMS: usize = 1_000;

/// How far the broker is with the two filters.
#[derive(Debug, Default)]
pub(super) struct Directs(Vec<(TopicFilter<'static>, Access)>);

impl Directs {
    /// None of them was asked for yet.
    fn new(prefix: &str, me: &str) -> Self {
        let filters = prefix::direct_filters(prefix, me).map(|filter| TopicFilter::parse(filter).ok());
        Self(filters.into_iter().flatten().map(|filter| (filter, Access::Asking)).collect())
    }

    pub(super) fn has(&self, filter: &str) -> bool {
        self.0.iter().any(|(known, _)| known.as_str() == filter)
    }

    /// The broker may have forgotten what it granted.
    pub(super) fn ask_again(&mut self) {
        for (_, access) in self.0.iter_mut().filter(|(_, access)| matches!(access, Access::Granted(_))) {
            *access = Access::Asking;
        }
    }

    /// Of a room: as the worse of the two.
    fn access(&self) -> Access {
        let mut worst = Access::Granted(Delivery::ExactlyOnce);
        for (_, access) in &self.0 {
            worst = match (worst, *access) {
                (Access::Refused, _) | (_, Access::Refused) => Access::Refused,
                (Access::Asking, _) | (_, Access::Asking) => Access::Asking,
                (Access::Granted(one), Access::Granted(other)) => Access::Granted(one.min(other)),
            };
        }
        if self.0.is_empty() { Access::Refused } else { worst }
    }
}

impl Core {
    pub(super) fn ask_for_directs(&mut self, now: Now) {
        let directs = Directs::new(self.chat.prefix(), self.chat.me());
        let filters: Vec<_> = directs.0.iter().map(|(filter, _)| filter.clone()).collect();
        let Some(account) = &mut self.account else { return };
        account.directs = directs;
        for filter in filters {
            // At QoS 2, so that each message comes as surely as its publisher sent it.
            self.with_client(now, |client| client.subscribe(now.clock, filter, Delivery::ExactlyOnce));
        }
    }

    /// Whether this answer was about them.
    pub(super) fn direct_answered(&mut self, filter: &str, outcome: SubscribeOutcome) -> bool {
        let directs = self.account.as_mut().map(|account| &mut account.directs.0);
        let known = directs.and_then(|all| all.iter_mut().find(|(known, _)| known.as_str() == filter));
        let Some((_, access)) = known else { return false };
        *access = match outcome {
            SubscribeOutcome::Granted(delivery) => Access::Granted(delivery),
            SubscribeOutcome::Refused => Access::Refused,
        };
        let access = self.direct_access();
        let rooms = self.chat.rooms().iter().filter(|entry| entry.direct.is_some() && entry.access != access);
        let rooms: Vec<String> = rooms.map(|entry| entry.room.as_str().to_owned()).collect();
        for topic in rooms {
            if let Some(room) = self.chat.set_access(&topic, access) {
                self.changes.timeline(room);
            }
            self.changes.rooms();
        }
        true
    }

    pub(super) fn direct_access(&self) -> Access {
        self.account.as_ref().map_or(Access::Asking, |account| account.directs.access())
    }

    /// The topic of our room with somebody; `None`, and told why, if there can be none. With ourselves there is none.
    pub(super) fn direct_room(&mut self, name: &str) -> Option<String> {
        if name.trim().is_empty() {
            self.tell(Some(Problem::NoName));
            return None;
        }
        let topic = prefix::direct_topic(self.chat.prefix(), self.chat.me(), name);
        if let Err(problem) = parse_room(&topic) {
            self.tell(Some(problem));
            return None;
        }
        (name != self.chat.me()).then_some(topic)
    }

    pub(super) fn join_direct(&mut self, now: Now, name: &str) {
        if let Some(topic) = self.direct_room(name) {
            self.join(now, &topic);
        }
    }

    /// Somebody's first word makes the room. Nothing is said in return.
    pub(super) fn hear_direct(&mut self, message: &Incoming) {
        let topic = message.topic.as_str();
        let is_leading = self.account.as_ref().is_some_and(Account::is_leading);
        let is_for_us = prefix::direct_other(self.chat.prefix(), topic, self.chat.me()).is_some();
        if !is_leading || !is_for_us || message.payload.is_empty() || self.chat.find(topic).is_some() {
            return;
        }
        let known = self.chat.rooms().iter().filter(|entry| entry.direct.is_some()).count();
        if let Ok(room) = Room::parse(topic)
            && known < ROOMS
        {
            self.chat.join(room);
            self.chat.set_access(topic, self.direct_access());
            self.changes.rooms();
        }
    }
}
