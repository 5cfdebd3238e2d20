//! What this tab's part in an account is, once it is known, and each time it changes: leading with the connection, or
//! following the tab that leads. What is kept of the account comes with it, and the chat is made anew from that.

use super::account::{Account, Reign, Role};
use super::api::{Change, Connection, Problem, Stage, Trace};
use super::core::{Action, Core, Now};
use super::follow::Follower;
use super::preferences::Preferences;
use super::presence::Here;
use super::sign_in::{QUEUE_LIMIT, client_options};
use super::talk::{Answer, Ask};
use crate::chat::prefix::to_level;
use crate::chat::{Access, Chat, ChatChange, Outgoing, Room, RoomKey, WriteError};
use crate::mqtt::client::Client;
use crate::mqtt::session::{Session, SessionChange, Ticket};
use crate::mqtt::{Delivery, EncodeError};
use crate::store::{AccountRecord, Connect, Kept, Presence};
use std::collections::BTreeSet;

/// What this tab is to do for its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// No other tab holds the connection.
    Lead,
    /// Another one does.
    Follow,
    /// In this tab's memory, with a client id of its own: nothing is shared with other tabs.
    Alone,
}

impl Core {
    /// The answer to [`Action::Claim`] and to [`Action::Steal`], and again when a follower's turn to lead has come.
    pub fn handle_claimed(&mut self, now: Now, claim: Claim, kept: Kept) {
        (self.clock, self.wall) = (now.clock, now.wall);
        let Some(account) = &mut self.account else { return };
        let before = match std::mem::replace(&mut account.role, Role::Claiming) {
            role @ (Role::Leading(_) | Role::Leaving(..)) => {
                account.role = role;
                return;
            }
            Role::Following(follower) => Some(follower),
            Role::Claiming => None,
        };
        self.remake_chat(kept.chat, kept.earlier);
        self.chat.recall(kept.recalled);
        if kept.set_aside > 0 {
            self.tell(Some(Problem::SetAside { count: kept.set_aside }));
        }
        if self.leads_nowhere() {
            return self.turn_out(None);
        }
        match kept.account {
            Some(record) => self.set_record(record),
            None => {
                if claim == Claim::Alone {
                    self.be_another_client();
                }
                self.take_over_from_profile(claim);
            }
        }
        match claim {
            Claim::Lead => {
                self.lead(now, claim, kept.session);
                self.forget_profile_account();
            }
            Claim::Alone => self.lead(now, claim, kept.session),
            Claim::Follow => self.follow(now),
        }
        for (_, ask) in before.map(Follower::into_asks).unwrap_or_default() {
            self.go_on_with(now, claim, ask);
        }
        self.enter_first();
    }

    /// Another tab took the lead from this one, which its browser had frozen. What was not stored is not true any more:
    /// `handle_claimed` brings what is.
    pub fn handle_deposed(&mut self, now: Now) {
        self.clock = now.clock;
        if self.account.as_ref().is_some_and(|account| matches!(account.role, Role::Leaving(..))) {
            // The id is another tab's from now on, and so is the broker's session.
            self.close(now, 4000);
            return self.let_go();
        }
        let Some(account) = self.account.as_mut().filter(|account| account.is_leading()) else { return };
        account.role = Role::Following(Follower::default());
        account.synced = None;
        // Whether it was stored, the records will show; the box is free again.
        let mut unanswered = self.steps.forget();
        unanswered.extend(self.changes.take().unwrap_or_default());
        for change in unanswered {
            if let Change::Said { room, .. } = change {
                self.changes.push(Change::NotSaid(room));
            }
        }
        self.batch = Default::default();
        self.batch_seq = None;
        self.stop_awaiting();
        // No DISCONNECT: the connection is the other tab's by now, and so is the session.
        self.close(now, 4000);
        self.show(Connection::Connecting);
    }

    /// By itself a tab may have led or followed before. What the broker holds for that client id is for whoever has the
    /// records: here it would be acknowledged and lost.
    fn be_another_client(&mut self) {
        if let Some(account) = &mut self.account {
            let greeted = std::mem::take(&mut account.record.greeted);
            account.record = AccountRecord { greeted, ..AccountRecord::default() };
        }
    }

    fn set_record(&mut self, record: AccountRecord) {
        if let Some(account) = &mut self.account {
            account.preferences = Preferences::read(&record.settings);
            account.record = record;
        }
    }

    /// Before there was a store, the profile held client ids, rooms and greetings. Where nothing is known at all, as when
    /// the store can't be read, there is at least the room of the sign-in.
    fn take_over_from_profile(&mut self, claim: Claim) {
        let Some(account) = &mut self.account else { return };
        let kept = self.profile.account(&account.brokers.identity(), &account.sign_in.name);
        let kept = kept.filter(|_| account.sign_in.trace == Trace::Keep);
        let last = [account.sign_in.room.clone()];
        let rooms = kept.map_or(last.as_slice(), |kept| kept.rooms.as_slice());
        let later = std::mem::take(&mut account.entry.rooms);
        account.entry.rooms = rooms.iter().filter_map(|room| Room::parse(room).ok()).chain(later).collect();
        let Some(kept) = kept else { return };
        account.record.greeted.clone_from(&kept.greeted);
        if claim != Claim::Alone {
            account.record.client_id.clone_from(&kept.client_id);
        }
    }

    /// A link that names a room not joined yet waits for a click in the form.
    fn leads_nowhere(&mut self) -> bool {
        let wanted = self.account.as_mut().and_then(|account| account.entry.only_if_joined.take());
        wanted.is_some_and(|wanted| self.chat.find(&wanted).is_none() && !self.profile_has_room(&wanted))
    }

    fn profile_has_room(&self, wanted: &str) -> bool {
        let Some(account) = &self.account else { return false };
        let kept = self.profile.account(&account.brokers.identity(), &account.sign_in.name);
        kept.is_some_and(|kept| kept.rooms.iter().any(|room| room == wanted))
    }

    fn lead(&mut self, now: Now, claim: Claim, kept: Session) {
        let (fresh, reign) = (self.new_client_id(), Reign(self.seed()));
        let Some(account) = &mut self.account else { return };
        account.synced = Some(reign);
        // Another tab may have typed the same, and holds it.
        let may_share = claim == Claim::Alone && account.sign_in.trace == Trace::Keep;
        let typed = account.sign_in.client_id.clone().filter(|id| !id.is_empty() && !may_share);
        let known = Some(account.record.client_id.clone()).filter(|id| !id.is_empty());
        let client_id = typed.or(known).unwrap_or(fresh);
        // Another id's session can't be resumed [MQTT-3.1.3-2]; what was not acknowledged is published anew.
        let session = if kept.client_id == client_id { kept } else { self.drop_session(kept, &client_id) };
        let Some(account) = &mut self.account else { return };
        account.record.client_id = client_id;
        account.write_settings();
        self.keep_account();
        if let Err(error) = self.start_client(now, session) {
            let problem = Problem::Options { rule: error.rule(), what: error.to_string() };
            return self.turn_out(Some(problem));
        }
        let rooms = self.account.as_mut().map(|account| std::mem::take(&mut account.entry.rooms));
        for room in rooms.unwrap_or_default() {
            self.join_room(now, room);
        }
        self.show(Connection::Connecting);
        self.enter_as_wanted();
        self.with_client(now, |client| client.connect(now.clock));
        self.tell_state();
        self.expire_now(now);
    }

    fn follow(&mut self, now: Now) {
        let Some(account) = &mut self.account else { return };
        account.role = Role::Following(Follower::default());
        self.chat.people_mut().set_me(&to_level(&account.record.client_id));
        let rooms = std::mem::take(&mut account.entry.rooms);
        self.show(Connection::Connecting);
        self.enter_as_wanted();
        self.greet_leader(now);
        for room in rooms {
            if self.chat.find(room.as_str()).is_none() {
                self.ask_leader(now, Ask::Join(room.as_str().to_owned()));
            }
        }
    }

    fn go_on_with(&mut self, now: Now, claim: Claim, ask: Ask) {
        match (claim, &ask) {
            (Claim::Follow, _) => return self.ask_leader(now, ask),
            // Another chat: its rooms are not the ones that were meant.
            (Claim::Alone, Ask::Say { room, .. }) => return self.changes.push(Change::NotSaid(*room)),
            (Claim::Alone, _) => return,
            (Claim::Lead, _) => {}
        }
        let said = match &ask {
            Ask::Say { room, text, .. } => Some((*room, text.clone())),
            _ => None,
        };
        let answer = self.do_as_asked(now, ask);
        match (said, answer) {
            (Some((room, text)), Answer::Done) => self.changes.push(Change::Said { room, text }),
            (Some((room, _)), Answer::QueueFull) => {
                self.refuse(room, Problem::QueueFull { limit: QUEUE_LIMIT });
            }
            (Some((room, _)), Answer::Gone) => self.refuse(room, Problem::Write(WriteError::NoRoom)),
            (None, _) => {}
        }
    }

    /// A client for this session, with all that the chat wants of it.
    fn start_client(&mut self, now: Now, session: Session) -> Result<(), EncodeError> {
        let seed = self.seed();
        let Some(account) = &mut self.account else { return Ok(()) };
        let client_id = account.record.client_id.clone();
        let presence = match account.sign_in.trace {
            Trace::Keep => account.record.presence,
            Trace::None => Presence::Wanted,
        };
        account.here = Here::new(&self.config.prefix, &client_id, presence);
        let mut options = client_options(&account.sign_in, client_id, seed);
        options.connect.will = account.here.will();
        self.chat.people_mut().set_me(account.here.client());
        match presence {
            Presence::Wanted => _ = self.chat.people_mut().hope(),
            Presence::Refused => _ = self.chat.people_mut().refuse(),
        }
        let in_flight: BTreeSet<Ticket> = session.outgoing.iter().map(|record| record.ticket).collect();
        let mut client = Client::new(options, session)?;
        if account.record.connect == Connect::Unanswered {
            client.doubt_session();
        }
        account.role = Role::Leading(Box::new(client));
        self.steps.new_client();
        let rooms = self.chat.rooms().iter().filter(|entry| entry.direct.is_none());
        let rooms: Vec<_> = rooms.map(|entry| (entry.room.filter(), entry.access)).collect();
        for (filter, access) in rooms {
            // At QoS 2, so that each message comes as surely as its publisher sent it.
            self.with_client(now, |client| match access {
                Access::Granted(_) => client.remember_subscription((filter, Delivery::ExactlyOnce)),
                Access::Asking | Access::Refused => {
                    client.subscribe(now.clock, filter, Delivery::ExactlyOnce);
                }
            });
        }
        self.leave_again(now);
        self.ask_for_presence(now);
        self.ask_for_directs(now);
        self.end_old_watch(now);
        let unsent: Vec<Outgoing> = self.chat.unsent().collect();
        for outgoing in unsent {
            let ticket = super::commands::ticket_of(&outgoing.id);
            if ticket.is_none_or(|ticket| !in_flight.contains(&ticket)) {
                self.submit(now, outgoing);
            }
        }
        Ok(())
    }

    /// The same session with other options. A client takes what it is given for stored, so the steps of the one before
    /// come first.
    pub(super) fn start_client_again(&mut self, now: Now) {
        let stored = self.steps.are_stored() && self.batch.is_empty();
        let Some(account) = self.account.as_mut().filter(|account| stored && account.is_leading()) else {
            return;
        };
        let Some(without) = account.again_without.take() else { return };
        let Role::Leading(client) = std::mem::replace(&mut account.role, Role::Claiming) else { return };
        let mut session = client.into_session();
        session.outgoing.retain(|record| {
            let stays = record.message.topic != without;
            if !stays {
                self.batch.session.push(SessionChange::Done { order: record.order });
            }
            stays
        });
        // It was made with these options but for the will.
        let _ = self.start_client(now, session);
        self.with_client(now, |client| client.connect(now.clock));
    }

    fn drop_session(&mut self, kept: Session, client_id: &str) -> Session {
        let done = kept.outgoing.iter().map(|record| SessionChange::Done { order: record.order });
        let freed = kept.known_ids().into_iter().map(SessionChange::Freed);
        self.batch.session.extend(done.chain(freed));
        Session::new(client_id)
    }

    fn remake_chat(&mut self, changes: Vec<ChatChange>, earlier: Vec<(RoomKey, Vec<u64>)>) {
        let open = self.chat.open_room();
        let name = self.account.as_ref().map(|account| account.sign_in.name.clone()).unwrap_or_default();
        let limits = self.limits();
        let chat = Chat::new(&name, limits).with_prefix(&self.config.prefix).with_keys_behind(&self.chat);
        self.chat = chat.with_people(&mut self.chat);
        self.chat.set_visibility(self.visibility);
        for change in changes {
            self.chat.replay(change);
        }
        for (room, news) in earlier {
            self.chat.set_earlier(room, news);
        }
        self.chat.count_unread();
        if let Some(room) = open {
            self.chat.open(room);
        }
        let rooms: Vec<RoomKey> = self.chat.rooms().iter().map(|entry| entry.key).collect();
        rooms.into_iter().for_each(|room| self.changes.timeline(room));
        self.changes.rooms();
    }

    fn enter_as_wanted(&mut self) {
        let wanted = self.account.as_ref().map_or(Stage::Out, |account| account.entry.stage);
        if self.stage != Stage::In {
            self.enter(wanted);
        }
    }

    /// The room that a sign-in leads to, once it is there.
    pub(super) fn enter_first(&mut self) {
        let Some(account) = &mut self.account else { return };
        let Some(first) = account.entry.first.take() else { return };
        match self.chat.find(&first) {
            Some(_) => self.put_on_screen(&first),
            None => account.entry.first = Some(first),
        }
    }

    /// Back to the form, with no part in the account any more.
    pub(super) fn turn_out(&mut self, problem: Option<Problem>) {
        if problem.is_some() {
            self.tell(problem);
        }
        self.leave_here();
    }

    /// This tab shows the form.
    pub(super) fn leave_here(&mut self) {
        self.show(Connection::SignedOut);
        self.enter(Stage::Out);
        self.let_go();
    }

    /// Gives up whatever part this tab has in the account.
    pub(super) fn let_go(&mut self) {
        self.seal();
        if self.account.take().is_some() {
            self.do_later(Action::Release);
        }
        self.steps.new_client();
        let limits = self.limits();
        self.chat = Chat::new("", limits);
        self.changes.rooms();
    }

    fn forget_profile_account(&mut self) {
        let Some(account) = &self.account else { return };
        if self.profile.forget_account(&account.brokers.identity(), &account.sign_in.name) {
            self.keep_profile();
        }
    }
}

impl Account {
    pub(super) fn key(&self) -> Vec<u8> {
        crate::store::account_key(&self.brokers.identity(), &self.sign_in.name)
    }
}
