//! Saying that we are here: a retained birth message after each CONNACK, and a will that clears it. A broker that does
//! not allow it costs the feature, never the chat.

use super::account::Account;
use super::core::{Action, Core, Now};
use super::preferences::Away;
use super::talk::Talk;
use crate::chat::prefix::{presence_topic, to_level};
use crate::chat::{Presence as Status, Ulid, Visibility, presence_payload};
use crate::mqtt::client::{Client, Millis};
use crate::mqtt::session::{Incoming, Message, Ticket};
use crate::mqtt::{Delivery, SubscribeOutcome, TopicFilter, TopicName, Will};
use crate::store::Presence;

/// Nobody looked at any tab for so long.
const AWAY_AFTER: Millis = 300_000;

/// How far we are with it on this connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Here {
    /// `None`: not wanted, or the topic can't be one.
    topic: Option<TopicName<'static>>,
    /// Everybody's.
    filter: Option<TopicFilter<'static>>,
    /// Our client id as a level of a topic.
    client: String,
    /// The broker lets us read the topic, and so, most likely, write it.
    granted: bool,
    /// The last birth message, to take it back while it still waits.
    said: Option<Ticket>,
    /// What it said.
    status: Status,
    /// A birth message came back.
    proven: bool,
}

impl Here {
    /// `prefix` is the host's; client ids hold no wildcard, unless somebody typed one.
    pub(super) fn new(prefix: &str, client_id: &str, presence: Presence) -> Self {
        let client = to_level(client_id);
        let topic = TopicName::parse(presence_topic(prefix, &client)).ok();
        let topic = topic.filter(|topic| topic.printable().is_ok() && presence == Presence::Wanted);
        let filter = TopicFilter::parse(presence_topic(prefix, "+")).ok().filter(|_| topic.is_some());
        Self { topic, filter, client, ..Self::default() }
    }

    /// An empty retained message, which clears what the birth message said.
    pub(super) fn will(&self) -> Option<Will<'static>> {
        let topic = self.topic.clone()?;
        Some(Will { topic, message: Vec::new().into(), delivery: Delivery::AtLeastOnce, retain: true })
    }

    /// We said that we are here on this page, and the broker never granted us more than a few seconds after it.
    pub(super) fn is_unproven(&self) -> bool {
        self.said.is_some() && !self.proven
    }

    pub(super) fn topic(&self) -> Option<&TopicName<'static>> {
        self.topic.as_ref()
    }

    /// Our client id as a level of a topic.
    pub(super) fn client(&self) -> &str {
        &self.client
    }

    /// A birth message came back: the broker passes on what we say under the prefix.
    pub(super) fn is_proven(&self) -> bool {
        self.proven
    }

    pub(super) fn has(&self, filter: &str) -> bool {
        self.filter.as_ref().is_some_and(|ours| ours.as_str() == filter)
    }

    fn is_ours(&self, topic: &str) -> bool {
        self.topic.as_ref().is_some_and(|ours| ours.as_str() == topic)
    }
}

impl Core {
    /// We hear everybody's presence, and our own, to know when somebody clears it: our old connection's will may speak
    /// late.
    pub(super) fn ask_for_presence(&mut self, now: Now) {
        if let Some(filter) = self.account.as_ref().and_then(|account| account.here.filter.clone()) {
            // At QoS 0, so that no broker fills our queue with it while we are gone, and drops messages for that.
            self.with_client(now, |client| client.subscribe(now.clock, filter, Delivery::AtMostOnce));
        }
    }

    /// A connection began. What changed meanwhile was not queued for us, so that presence is asked for on each, and our
    /// birth message follows the answer: all who are here are told again, and whoever is not is gone. Whether it was
    /// granted before; if not, or if the session is lost, the client asks by itself.
    pub(super) fn doubt_presence(&mut self, now: Now) -> bool {
        self.chat.people_mut().doubt_all(now.clock);
        self.account.as_mut().is_some_and(|account| std::mem::take(&mut account.here.granted))
    }

    /// Whether this answer was about our presence and nothing else.
    pub(super) fn presence_answered(&mut self, now: Now, filter: &str, outcome: SubscribeOutcome) -> bool {
        let Some(account) = self.account.as_mut().filter(|account| account.here.has(filter)) else {
            return false;
        };
        match outcome {
            SubscribeOutcome::Granted(_) => {
                account.here.granted = true;
                self.say_here(now);
            }
            SubscribeOutcome::Refused => self.give_up_presence(),
        }
        true
    }

    /// Not asked for again: neither subscription nor will.
    pub(super) fn give_up_presence(&mut self) {
        let Some(account) = &mut self.account else { return };
        account.here = Here { client: std::mem::take(&mut account.here.client), ..Here::default() };
        account.record.presence = Presence::Refused;
        self.do_later(Action::Warn("the broker does not let this page say who is here"));
        self.lose_people();
        self.tell_tabs(&Talk::Alone);
        self.keep_account();
    }

    /// After each CONNACK, after our own eviction, and when the rooms changed.
    pub(super) fn say_here(&mut self, now: Now) {
        let status = self.status(now);
        let Some(account) = self.account.as_mut().filter(|account| can_say(account)) else { return };
        account.here.status = status;
        // With whom somebody talks is nobody else's business.
        let rooms = self.chat.rooms().iter().filter(|entry| !entry.room.is_feed() && entry.direct.is_none());
        let rooms = rooms.map(|entry| entry.room.as_str());
        let payload = presence_payload(&account.sign_in.name, status, rooms, now.wall);
        self.publish_presence(now, payload, Delivery::AtLeastOnce);
    }

    fn status(&self, now: Now) -> Status {
        let hidden_long = self.visibility == Visibility::Hidden && self.shown_at + AWAY_AFTER <= now.clock;
        match self.away() {
            Away::Manual => Status::Away,
            Away::Auto if hidden_long => Status::Away,
            Away::Auto => Status::Online,
        }
    }

    /// Says it once more if it is not so any more.
    pub(super) fn keep_status(&mut self, now: Now) {
        let status = self.status(now);
        if self
            .account
            .as_ref()
            .is_some_and(|account| account.here.said.is_some() && account.here.status != status)
        {
            self.say_here(now);
        }
    }

    /// When nobody will have looked at any tab for so long that we are away.
    pub(super) fn away_at(&self) -> Option<Millis> {
        let account = self.account.as_ref().filter(|account| can_say(account))?;
        let waits = self.visibility == Visibility::Hidden
            && account.preferences.away == Away::Auto
            && account.here.status == Status::Online;
        waits.then_some(self.shown_at + AWAY_AFTER)
    }

    /// On signing out: written at once or not at all.
    pub(super) fn say_gone(&mut self, now: Now) {
        if self.account.as_ref().is_some_and(can_say) {
            self.publish_presence(now, Vec::new(), Delivery::AtMostOnce);
        }
    }

    /// Somebody cleared what we said: most likely the will of our own old connection.
    pub(super) fn notice_eviction(&mut self, now: Now, message: &Incoming) {
        let topic = message.topic.as_str();
        let Some(account) = self.account.as_mut().filter(|account| account.here.is_ours(topic)) else {
            return;
        };
        if !message.payload.is_empty() {
            account.here.proven = true;
        } else if !message.retain {
            self.say_here(now);
        }
    }

    fn publish_presence(&mut self, now: Now, payload: Vec<u8>, delivery: Delivery) {
        let mut random = [0; 10];
        (self.surroundings.random)(&mut random);
        let ticket = Ticket(Ulid::new(now.wall, random).value());
        let Some(account) = &mut self.account else { return };
        let Some(topic) = account.here.topic.clone() else { return };
        let before = account.here.said.replace(ticket);
        let message = Message { topic, payload: payload.into(), delivery, retain: true };
        self.with_client(now, |client| {
            if let Some(before) = before {
                client.withdraw(before);
            }
            // A full queue has no room for it, and people's messages come first.
            let _ = client.publish(now.clock, ticket, message);
        });
    }
}

fn can_say(account: &Account) -> bool {
    account.here.granted && account.client().is_some_and(Client::is_connected)
}
