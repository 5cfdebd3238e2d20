//! Who is here, as this tab comes to know it: from the broker if it leads, from the leader if it follows. What follows
//! from how things are right now (what to ask for, what to say of ourselves) is looked after here, after every input.

use super::account::{Account, Role};
use super::api::{Change, Connection};
use super::core::{Core, Now};
use super::preferences::{Away, Receipts};
use super::talk::{Ask, AskId, Said, Talk};
use crate::chat::prefix::{self, Side};
use crate::chat::{Moment, Visibility};
use crate::mqtt::client::Millis;
use crate::mqtt::session::Incoming;

/// A tab that follows and is looked at says so as often as this.
const LOOK_AGAIN: Millis = 120_000;
/// Bytes of a message beside the rooms that other tabs hear of; a larger one is nothing to them.
const WORTH_TELLING: usize = 32 * 1024;

impl Core {
    /// Asked when all is done and before anything is stored. Asking again changes nothing.
    pub(super) fn attend(&mut self) {
        let now = Now { clock: self.clock, wall: self.wall };
        match self.account.as_ref().map(|account| &account.role) {
            Some(Role::Leading(_)) => {
                self.keep_watch(now);
                self.keep_status(now);
            }
            Some(Role::Following(_)) => self.look(now),
            Some(Role::Claiming | Role::Leaving(..)) | None => return self.heard.clear(),
        }
        self.say_seen(now);
        let heard = std::mem::take(&mut self.heard);
        if !heard.is_empty() {
            self.tell_tabs(&Talk::Heard(heard));
        }
        if self.chat.people_timeout(moment(now)) {
            self.changes.push(Change::People);
        }
    }

    /// When that has something to do even if nothing happens.
    pub(super) fn attend_at(&self) -> Option<Millis> {
        let account = self.account.as_ref()?;
        let look = match &account.role {
            Role::Following(follower) => follower.looked.map(|(at, _)| at + LOOK_AGAIN),
            Role::Leading(_) => None,
            // Then none of it is attended to, and what is due would stay due: a timer that goes off without end.
            Role::Claiming | Role::Leaving(..) => return None,
        };
        let people = self.chat.people().poll_timeout();
        [look, people, account.beside.say_at, self.away_at()].into_iter().flatten().min()
    }

    /// The leader heard something beside the rooms, perhaps.
    pub(super) fn hear_beside(&mut self, now: Now, message: &Incoming) {
        let topic = message.topic.as_str();
        let is_leading = self.account.as_ref().is_some_and(Account::is_leading);
        if !is_leading || message.payload.len() > WORTH_TELLING {
            return;
        }
        let Some(side) = Side::read(self.chat.prefix(), topic) else { return };
        let said = Said { topic: topic.to_owned(), payload: message.payload.to_vec() };
        let is_news = self.chat.hear_side(moment(now), &side, &message.payload);
        self.heard.push(said);
        if is_news {
            self.changes.push(Change::People);
        }
    }

    /// The leader tells what it heard.
    pub(super) fn hear_said(&mut self, now: Now, said: &[Said]) {
        let prefix = self.chat.prefix().to_owned();
        for Said { topic, payload } in said {
            if let Some(side) = Side::read(&prefix, topic)
                && self.chat.hear_side(moment(now), &side, payload)
            {
                self.changes.push(Change::People);
            }
        }
    }

    /// For a tab that came, or came back.
    pub(super) fn tell_people(&mut self) {
        let people = self.chat.people();
        if people.is_refused() {
            return self.tell_tabs(&Talk::Alone);
        }
        let said = people.said().into_iter().map(|(client_id, payload)| {
            let topic = prefix::presence_topic(self.chat.prefix(), &client_id);
            Said { topic, payload }
        });
        let said = said.collect();
        self.tell_tabs(&Talk::Here(said));
    }

    /// What time proves of others, it proves only while we are connected.
    pub(super) fn time_people(&mut self, connection: Connection) {
        let people = self.chat.people_mut();
        if connection != Connection::Connected {
            if people.disconnected() {
                self.changes.push(Change::People);
            }
        } else if self.connection != Connection::Connected {
            people.connected(self.clock);
        }
    }

    /// The broker does not let us know who is here.
    pub(super) fn lose_people(&mut self) {
        if self.chat.people_mut().refuse() {
            self.changes.push(Change::People);
        }
    }

    pub(super) fn set_away(&mut self, away: Away) {
        if let Some(account) = &mut self.account {
            account.preferences.away = away;
            self.keep_preferences();
        }
    }

    pub(super) fn set_greeting(&mut self, greeting: String) {
        if let Some(account) = &mut self.account {
            account.sign_in.greeting = Some(greeting);
            self.profile.remember(&account.sign_in);
            self.keep_preferences();
            self.keep_profile();
        }
    }

    pub(super) fn set_receipts(&mut self, receipts: Receipts) {
        if let Some(account) = &mut self.account {
            account.preferences.receipts = receipts;
            self.keep_preferences();
        }
    }

    /// Whether others are told that nobody is at the page, as somebody decided.
    pub fn away(&self) -> Away {
        self.account.as_ref().map(|account| account.preferences.away).unwrap_or_default()
    }

    /// Whether others are told what was read here.
    pub fn receipts(&self) -> Receipts {
        self.account.as_ref().map(|account| account.preferences.receipts).unwrap_or_default()
    }

    /// With the account's own record, if this tab is the one that stores.
    pub(super) fn keep_preferences(&mut self) {
        let Some(account) = &mut self.account else { return };
        account.write_settings();
        if account.is_leading() {
            self.keep_account();
        }
    }

    /// Somebody looks at this tab that follows.
    fn look(&mut self, now: Now) {
        let (watched, room) = (self.visibility == Visibility::Shown, self.chat.open_room());
        let Some(follower) = self.account.as_mut().and_then(Account::follower_mut) else { return };
        if !watched {
            follower.looked = None;
            return;
        }
        let is_known = follower.looked.is_some_and(|(at, of)| of == room && at + LOOK_AGAIN > now.clock);
        if !is_known {
            follower.looked = Some((now.clock, room));
            self.tell_tabs(&Talk::Ask(AskId(0), Ask::Look(room)));
        }
    }
}

pub(super) fn moment(now: Now) -> Moment {
    Moment { clock: now.clock, wall: now.wall }
}
