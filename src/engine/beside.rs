//! What happens beside the room that somebody looks at: who is typing there, and who read what. Asked for while the room
//! is on screen in any tab, said by us only where the broker proved that it lets us, and never at the cost of a message.

use litemap::LiteMap;

use super::account::Role;
use super::core::{Action, Core, Now};
use super::preferences::Receipts;
use super::talk::{Ask, AskId, Talk};
use crate::chat::{RoomKey, Ulid, prefix, seen_payload, typing_payload};
use crate::mqtt::client::Millis;
use crate::mqtt::session::{Message, Ticket};
use crate::mqtt::{Delivery, SubscribeOutcome, TopicFilter, TopicName};

/// Others forget after twice this time that somebody is typing.
const TYPING_AGAIN: Millis = 3_000;
const SEEN_AGAIN: Millis = 1_000;

/// How far we are with it.
#[derive(Debug, Default)]
pub(super) struct Beside {
    watched: Vec<Watched>,
    /// The room that somebody looks at in a tab that follows.
    follower_room: Option<RoomKey>,
    /// The broker lets us have no part in it.
    refused: bool,
    /// Where we said last that somebody is typing.
    typed: Option<(RoomKey, Millis)>,
    /// The newest message that was read in a room, while that is not said.
    read: LiteMap<RoomKey, String>,
    /// What was said of it.
    said: LiteMap<RoomKey, String>,
    said_at: Option<Millis>,
    /// When the rest may be said.
    pub(super) say_at: Option<Millis>,
    /// The last word of it, to take it back while it still waits.
    last: Option<(RoomKey, Ticket)>,
}

#[derive(Debug)]
struct Watched {
    topic: String,
    typing: Wish,
    seen: Wish,
}

#[derive(Debug)]
struct Wish {
    filter: TopicFilter<'static>,
    granted: bool,
}

impl Watched {
    fn new(prefix: &str, topic: &str) -> Option<Self> {
        let wish = |filter| Some(Wish { filter: TopicFilter::parse(filter).ok()?, granted: false });
        Some(Self {
            typing: wish(prefix::typing_topic(prefix, topic, "+"))?,
            seen: wish(prefix::seen_topic(prefix, topic, "+"))?,
            topic: topic.to_owned(),
        })
    }

    fn wishes(&self) -> [(TopicFilter<'static>, Delivery); 2] {
        // At QoS 0, so that no broker fills our queue with it while we are gone, and drops messages for that.
        [&self.typing, &self.seen].map(|wish| (wish.filter.clone(), Delivery::AtMostOnce))
    }
}

impl Beside {
    fn wish_mut(&mut self, filter: &str) -> Option<&mut Wish> {
        let wishes = self.watched.iter_mut().flat_map(|watched| [&mut watched.typing, &mut watched.seen]);
        wishes.into_iter().find(|wish| wish.filter.as_str() == filter)
    }

    pub(super) fn has(&self, filter: &str) -> bool {
        let mut wishes = self.watched.iter().flat_map(|watched| [&watched.typing, &watched.seen]);
        wishes.any(|wish| wish.filter.as_str() == filter)
    }
}

impl Core {
    /// A page before this one may have left subscriptions, which the broker fills for ever.
    pub(super) fn end_old_watch(&mut self, now: Now) {
        let Some(account) = &mut self.account else { return };
        account.beside = Beside::default();
        for topic in account.preferences.watched.clone() {
            let Some(old) = Watched::new(self.chat.prefix(), &topic) else { continue };
            let wishes = old.wishes().into_iter();
            let no_room = |(filter, _): &(TopicFilter<'_>, _)| self.chat.find(filter.as_str()).is_none();
            for wish in wishes.filter(no_room).collect::<Vec<_>>() {
                let filter = wish.0.clone();
                self.with_client(now, |client| {
                    client.remember_subscription(wish);
                    client.unsubscribe(now.clock, &filter);
                });
            }
        }
    }

    /// Asks for what belongs to the rooms on screen, and for nothing else.
    pub(super) fn keep_watch(&mut self, now: Now) {
        let Some(account) = self.account.as_ref().filter(|account| account.is_leading()) else { return };
        let beside = &account.beside;
        let wanted = [self.chat.open_room(), beside.follower_room].into_iter().flatten();
        let entries = wanted.filter_map(|key| self.chat.room(key).filter(|entry| !entry.room.is_feed()));
        let mut wanted: Vec<&str> = entries.map(|entry| entry.room.as_str()).collect();
        wanted.dedup();
        if beside.refused || account.here.topic().is_none() {
            wanted.clear();
        }
        let known: Vec<&str> = beside.watched.iter().map(|watched| watched.topic.as_str()).collect();
        if known == wanted && account.preferences.watched == wanted {
            return;
        }
        let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
        self.watch(now, wanted);
    }

    fn watch(&mut self, now: Now, wanted: Vec<String>) {
        let Some(account) = &mut self.account else { return };
        let mut before = std::mem::take(&mut account.beside.watched);
        let mut asked = Vec::new();
        for topic in &wanted {
            let known = before.iter().position(|watched| watched.topic == *topic);
            let watched = match known {
                Some(place) => Some(before.remove(place)),
                None => Watched::new(self.chat.prefix(), topic).inspect(|new| asked.extend(new.wishes())),
            };
            account.beside.watched.extend(watched);
        }
        account.preferences.watched = wanted;
        self.keep_preferences();
        let left = before.iter().flat_map(Watched::wishes);
        let left: Vec<_> = left.filter(|(filter, _)| self.chat.find(filter.as_str()).is_none()).collect();
        for (filter, _) in left {
            self.with_client(now, |client| client.unsubscribe(now.clock, &filter));
        }
        for (filter, delivery) in asked {
            self.with_client(now, |client| client.subscribe(now.clock, filter, delivery));
        }
    }

    /// Whether this answer was about it.
    pub(super) fn beside_answered(&mut self, filter: &str, outcome: SubscribeOutcome) -> bool {
        let Some(beside) = self.account.as_mut().map(|account| &mut account.beside) else { return false };
        let Some(wish) = beside.wish_mut(filter) else { return false };
        match outcome {
            SubscribeOutcome::Granted(_) => wish.granted = true,
            SubscribeOutcome::Refused => {
                if !std::mem::replace(&mut beside.refused, true) {
                    self.do_later(Action::Warn(
                        "the broker does not let this page know who is typing or reading",
                    ));
                }
            }
        }
        true
    }

    /// A room left, or one that a filter of ours belongs to as well, is no reason to be deaf.
    pub(super) fn is_wanted_beside(&self, filter: &str) -> bool {
        self.account.as_ref().is_some_and(|account| {
            account.here.has(filter) || account.directs.has(filter) || account.beside.has(filter)
        })
    }

    /// Somebody looks at a tab that follows, and at this room.
    pub(super) fn follower_looks(&mut self, now: Now, room: Option<RoomKey>) {
        self.shown_at = now.clock;
        if let Some(account) = &mut self.account {
            account.beside.follower_room = room;
        }
    }

    /// At QoS 0, at once or not at all.
    pub(super) fn say_typing(&mut self, now: Now, room: RoomKey) {
        let Some(account) = &self.account else { return };
        let is_new = |(last, at)| last != room || at + TYPING_AGAIN <= now.clock;
        if !account.beside.typed.is_none_or(is_new) {
            return;
        }
        match &account.role {
            Role::Following(_) => self.tell_tabs(&Talk::Ask(AskId(0), Ask::Typing(room))),
            Role::Leading(_) => {
                let Some(topic) = self.speaks_beside(room, |watched| &watched.typing) else { return };
                let topic = prefix::typing_topic(self.chat.prefix(), &topic, account.here.client());
                let payload = typing_payload(self.chat.me());
                let Some(ticket) = self.publish_beside(now, topic, payload, Delivery::AtMostOnce) else {
                    return;
                };
                self.with_client(now, |client| _ = client.withdraw(ticket));
            }
            Role::Claiming | Role::Leaving(..) => return,
        }
        if let Some(account) = &mut self.account {
            account.beside.typed = Some((room, now.clock));
        }
    }

    /// This message was read here or in a tab that follows, and all before it.
    pub(super) fn note_read(&mut self, room: RoomKey, id: String) {
        let Some(beside) = self.account.as_mut().map(|account| &mut account.beside) else { return };
        if beside.said.get(&room) != Some(&id) {
            beside.read.insert(room, id);
        }
    }

    /// Says what was read: the newest message of a room, one a second.
    pub(super) fn say_seen(&mut self, now: Now) {
        if let Some((room, id)) = self.chat.read_on_screen() {
            let id = id.to_owned();
            self.note_read(room, id);
        }
        let Some(account) = &mut self.account else { return };
        account.beside.say_at = None;
        if account.beside.read.is_empty() {
            return;
        }
        if account.preferences.receipts == Receipts::Keep {
            return account.beside.read.clear();
        }
        account.beside.read.retain(|room, _| self.chat.room(*room).is_some());
        let Some((room, id)) = self.next_seen() else { return };
        let Some(account) = &mut self.account else { return };
        if let Some(at) = account.beside.said_at.map(|at| at + SEEN_AGAIN).filter(|at| *at > now.clock) {
            account.beside.say_at = Some(at);
            return;
        }
        account.beside.said_at = Some(now.clock);
        account.beside.read.remove(&room);
        account.beside.said.insert(room, id.clone());
        account.beside.say_at = (!account.beside.read.is_empty()).then_some(now.clock + SEEN_AGAIN);
        if account.is_leading() {
            return self.publish_seen(now, room, &id);
        }
        self.tell_tabs(&Talk::Ask(AskId(0), Ask::Seen { room, id }));
    }

    /// Of those that may be said now.
    fn next_seen(&self) -> Option<(RoomKey, String)> {
        let account = self.account.as_ref()?;
        let may_say = |room: RoomKey| match &account.role {
            Role::Leading(_) => self.speaks_beside(room, |watched| &watched.seen).is_some(),
            Role::Following(_) => true,
            Role::Claiming | Role::Leaving(..) => false,
        };
        account.beside.read.iter().find(|(room, _)| may_say(**room)).map(|(room, id)| (*room, id.clone()))
    }

    fn publish_seen(&mut self, now: Now, room: RoomKey, id: &str) {
        let (Some(account), Some(entry)) = (&mut self.account, self.chat.room(room)) else { return };
        let before = account.beside.last.take_if(|(of, _)| *of == room);
        let topic = prefix::seen_topic(self.chat.prefix(), entry.room.as_str(), account.here.client());
        let payload = seen_payload(self.chat.me(), id);
        if let Some((_, before)) = before {
            self.with_client(now, |client| _ = client.withdraw(before));
        }
        let ticket = self.publish_beside(now, topic, payload, Delivery::AtLeastOnce);
        if let Some(account) = &mut self.account {
            account.beside.last = ticket.map(|ticket| (room, ticket));
        }
    }

    /// The room's topic, if we may say something beside it: the broker granted this much, and it passed on our presence,
    /// so that it is not likely to hang up on it.
    fn speaks_beside(&self, room: RoomKey, of: fn(&Watched) -> &Wish) -> Option<String> {
        let account = self.account.as_ref().filter(|account| account.here.is_proven())?;
        account.client().filter(|client| client.is_connected())?;
        let topic = self.chat.room(room)?.room.as_str();
        let watched = account.beside.watched.iter().find(|watched| watched.topic == topic)?;
        of(watched).granted.then(|| topic.to_owned())
    }

    fn publish_beside(
        &mut self,
        now: Now,
        topic: String,
        payload: Vec<u8>,
        delivery: Delivery,
    ) -> Option<Ticket> {
        let mut random = [0; 10];
        (self.surroundings.random)(&mut random);
        let ticket = Ticket(Ulid::new(now.wall, random).value());
        let topic = TopicName::parse(topic).ok()?;
        let message = Message { topic, payload: payload.into(), delivery, retain: false };
        let mut taken = false;
        // A full queue has no room for it, and people's messages come first.
        self.with_client(now, |client| taken = client.publish(now.clock, ticket, message).is_ok());
        taken.then_some(ticket)
    }
}
