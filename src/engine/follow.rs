//! A tab that follows: it shows what the leading tab stored, and asks it to do what a person wants. What was asked and
//! not answered is asked again of whoever leads next, so that nothing is lost when a leader dies; and all of it can be
//! asked twice, so that nothing is doubled.

use super::account::Role;
use super::api::{Change, Command, Leaving, Problem, Stage, Trace};
use super::commands::parse_room;
use super::core::{Action, Core, Now};
use super::sign_in::QUEUE_LIMIT;
use super::talk::{Answer, Ask, AskId, State, Talk};
use crate::chat::{ChatChange, RoomKey, Ulid, Visibility, WriteError};
use crate::mqtt::client::Millis;

/// A leader that says nothing for so long while somebody looks is frozen by its browser, or worse.
const LEADER_PATIENCE: Millis = 2_000;

/// What this tab waits for.
#[derive(Debug, Default)]
pub(super) struct Follower {
    asks: Vec<(AskId, Ask)>,
    /// When the leader should have said something.
    pub(super) answer_by: Option<Millis>,
    /// When the leader was told last that somebody looks at this tab, and at which room.
    pub(super) looked: Option<(Millis, Option<RoomKey>)>,
}

impl Follower {
    pub(super) fn into_asks(self) -> Vec<(AskId, Ask)> {
        self.asks
    }
}

/// The follower's side.
impl Core {
    /// Asks how things are; the leader looks whether its connection is alive.
    pub(super) fn greet_leader(&mut self, now: Now) {
        let watched = self.visibility == Visibility::Shown;
        if let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) {
            if watched {
                follower.answer_by.get_or_insert(now.clock + LEADER_PATIENCE);
            }
            self.tell_tabs(&Talk::Hello);
        }
    }

    /// The leader did not answer in time: takes over from it.
    pub(super) fn lose_patience(&mut self, now: Now) {
        let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) else { return };
        if follower.answer_by.is_some_and(|at| at <= now.clock) {
            follower.answer_by = None;
            self.do_later(Action::Steal);
        }
    }

    /// What a person wants, when another tab leads. `None`: the command is this tab's own business.
    pub(super) fn follow_command(&mut self, now: Now, command: Command) -> Option<Command> {
        if self.account.as_mut().and_then(|account| account.follower_mut()).is_none() {
            return Some(command);
        }
        let ask = match command {
            Command::Join(topic) => match parse_room(&topic) {
                Ok(_) => Ask::Join(topic),
                Err(problem) => {
                    self.tell(Some(problem));
                    return None;
                }
            },
            Command::Say { room, text, re } => {
                let mut random = [0; 10];
                (self.surroundings.random)(&mut random);
                let id = Ulid::new(now.wall, random);
                if let Err(error) = self.chat.check(room, &text, re.as_deref(), id, now.wall) {
                    self.refuse(room, Problem::Write(error));
                    return None;
                }
                Ask::Say { room, id, text, re }
            }
            Command::SignOut(leaving) => Ask::SignOut { erase: leaving == Leaving::Erase },
            Command::Leave(room) => Ask::Leave(room),
            Command::RetryNow => Ask::RetryNow,
            Command::Resend { room, key } => Ask::Resend { room, key },
            Command::Delete { room, key } => Ask::Delete { room, key },
            Command::Deliver { room, delivery } => Ask::Deliver { room, delivery },
            Command::Forget { room, key, place } => Ask::Forget { room, key, place },
            Command::ClearHistory { room } => Ask::ClearHistory(room),
            Command::KeepFor(keep_for) => {
                self.note_keep_for(keep_for);
                Ask::KeepFor(keep_for)
            }
            Command::Direct(name) => Ask::Join(self.direct_room(&name)?),
            Command::SetRoom { room, settings } => Ask::SetRoom { room, settings },
            Command::MoveRoom { room, to } => Ask::MoveRoom { room, to },
            Command::SetAway(away) => {
                self.set_away(away);
                Ask::SetAway(away)
            }
            Command::SetReceipts(receipts) => {
                self.set_receipts(receipts);
                Ask::SetReceipts(receipts)
            }
            own => return Some(own),
        };
        self.ask_leader(now, ask);
        None
    }

    pub(super) fn ask_leader(&mut self, now: Now, ask: Ask) {
        let mut random = [0; 8];
        (self.surroundings.random)(&mut random);
        let id = AskId(u64::from_le_bytes(random));
        let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) else { return };
        follower.asks.push((id, ask.clone()));
        follower.answer_by.get_or_insert(now.clock + LEADER_PATIENCE);
        self.tell_tabs(&Talk::Ask(id, ask));
    }

    /// What this tab's own looking changed is told, and not waited for.
    pub(super) fn pass_on(&mut self) {
        for change in self.chat.take_changes() {
            let ask = match change {
                ChatChange::Room(room) => Ask::Read { room: room.key, place: room.read },
                ChatChange::Draft { room, text } => Ask::Draft { room, text },
                ChatChange::Left(_)
                | ChatChange::Message(_)
                | ChatChange::Deleted { .. }
                | ChatChange::Cleared { .. }
                | ChatChange::Imported(_)
                | ChatChange::Earlier(_) => continue,
            };
            self.tell_tabs(&Talk::Ask(AskId(0), ask));
        }
    }

    fn hear_leader(&mut self, now: Now, talk: Talk) {
        let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) else { return };
        if !matches!(talk, Talk::Hello | Talk::Ask(..)) {
            follower.answer_by = None;
        }
        match talk {
            Talk::State(state) => self.take_state(now, state),
            Talk::Changes(changes) => {
                let typing = self.chat.people().typing_anywhere();
                for change in changes {
                    let effect = self.chat.replay(change);
                    self.note(effect);
                }
                if self.chat.people().typing_anywhere() != typing {
                    self.changes.push(Change::People);
                }
                self.enter_first();
            }
            Talk::Answer(id, answer) => self.take_answer(id, answer),
            Talk::SignedOut => self.signed_out_elsewhere(),
            Talk::Heard(said) => self.hear_said(now, &said),
            Talk::Here(said) => {
                self.chat.people_mut().doubt_all(now.clock);
                self.hear_said(now, &said);
            }
            Talk::Alone => self.lose_people(),
            Talk::Hello | Talk::Ask(..) => {}
        }
    }

    fn take_state(&mut self, now: Now, state: State) {
        let Some(account) = &mut self.account else { return };
        let before = account.synced.replace(state.reign);
        if state.password.is_some() && account.sign_in.password != state.password {
            account.sign_in.password.clone_from(&state.password);
            self.do_later(Action::KeepSecret(state.password));
        }
        if before != Some(state.reign) {
            if let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) {
                follower.looked = None;
            }
            self.do_later(Action::ReadAgain);
        }
        self.show(state.connection);
        if let Some(trouble) = state.trouble.filter(|_| self.trouble != state.trouble) {
            self.trouble = Some(trouble);
            self.chat.hold_all();
            self.tell(Some(Problem::Storage(trouble)));
        }
        if state.stage == Stage::In && self.stage != Stage::In {
            self.enter(Stage::In);
            self.come_back_here();
        }
        // A new leader may not know of it.
        let asks = self.account.as_mut().and_then(|account| account.follower_mut());
        let asks = asks.map(|follower| follower.asks.clone()).unwrap_or_default();
        for (id, ask) in asks {
            if let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) {
                follower.answer_by.get_or_insert(now.clock + LEADER_PATIENCE);
            }
            self.tell_tabs(&Talk::Ask(id, ask));
        }
    }

    fn take_answer(&mut self, id: AskId, answer: Answer) {
        let Some(follower) = self.account.as_mut().and_then(|account| account.follower_mut()) else { return };
        let Some(place) = follower.asks.iter().position(|(asked, _)| *asked == id) else { return };
        let (_, ask) = follower.asks.remove(place);
        match (answer, ask) {
            (Answer::QueueFull, Ask::Say { room, .. }) => {
                self.refuse(room, Problem::QueueFull { limit: QUEUE_LIMIT });
            }
            (Answer::Gone, Ask::Say { room, .. }) => self.refuse(room, Problem::Write(WriteError::NoRoom)),
            (Answer::Done, Ask::Say { room, text, .. }) => self.changes.push(Change::Said { room, text }),
            (Answer::Done, Ask::Join(topic)) => self.put_on_screen(&topic),
            (_, _) => {}
        }
    }
}

/// The leader's side.
impl Core {
    /// What another tab of this account said.
    pub fn handle_told(&mut self, now: Now, bytes: &[u8]) {
        (self.clock, self.wall) = (now.clock, now.wall);
        let Some(talk) = Talk::read(bytes) else { return };
        let Some(account) = &self.account else { return };
        match (&account.role, talk) {
            (Role::Following(_), talk) => self.hear_leader(now, talk),
            (Role::Claiming, Talk::SignedOut) => self.signed_out_elsewhere(),
            (Role::Leading(_), Talk::Hello) => {
                self.tell_state();
                self.tell_people();
                self.with_client(now, |client| client.probe(now.clock));
            }
            (Role::Leading(_), Talk::Ask(id, ask)) => {
                let answer = self.do_as_asked(now, ask);
                self.answers.push((id, answer));
            }
            _ => {}
        }
    }

    /// Another tab of this account signed out, and all leave together.
    fn signed_out_elsewhere(&mut self) {
        if std::mem::take(&mut self.profile.signed_in) {
            self.keep_profile();
        }
        self.do_later(Action::KeepSecret(None));
        self.leave_here();
    }

    pub(super) fn tell_state(&mut self) {
        let Some(account) = self.account.as_ref().filter(|account| account.is_leading()) else { return };
        let password = account.sign_in.password.clone();
        let reign = account.synced.unwrap_or_default();
        let (stage, connection, trouble) = (self.stage, self.connection, self.trouble);
        let state = State { reign, stage, connection, trouble, password };
        self.tell_tabs(&Talk::State(state));
    }

    pub(super) fn tell_tabs(&mut self, talk: &Talk) {
        if self.may_have_tabs() {
            self.do_later(Action::Tell(talk.to_bytes()));
        }
    }

    /// Whoever leaves no trace is alone in this tab's memory.
    pub(super) fn may_have_tabs(&self) -> bool {
        self.account.as_ref().is_some_and(|account| account.sign_in.trace == Trace::Keep)
    }

    pub(super) fn do_as_asked(&mut self, now: Now, ask: Ask) -> Answer {
        match ask {
            Ask::Join(topic) => {
                if let Ok(room) = parse_room(&topic) {
                    self.join_room(now, room);
                }
            }
            Ask::Leave(room) => self.leave(now, room),
            Ask::Say { room, id, text, re } => {
                let said = self.chat.has_said(room, &id.to_string());
                return match (!said).then(|| self.write(now, room, &text, re.as_deref(), id)) {
                    None | Some(Ok(())) => Answer::Done,
                    Some(Err(Problem::QueueFull { .. })) => Answer::QueueFull,
                    Some(Err(_)) => Answer::Gone,
                };
            }
            Ask::Resend { room, key } => self.resend(now, room, key),
            Ask::Delete { room, key } => self.delete(now, room, key),
            Ask::Forget { room, key, place } => self.forget(now, room, key, place),
            Ask::ClearHistory(room) => self.clear_history(room),
            Ask::KeepFor(keep_for) => self.set_keep_for(now, keep_for),
            Ask::Deliver { room, delivery } => self.deliver(room, delivery),
            Ask::Draft { room, text } => self.chat.set_draft(room, &text),
            Ask::Read { room, place } => {
                let effect = self.chat.read_up_to(room, place);
                self.note(effect);
            }
            Ask::SetRoom { room, settings } => self.set_room(room, settings),
            Ask::MoveRoom { room, to } => self.move_room(room, to),
            Ask::SetAway(away) => self.set_away(away),
            Ask::SetReceipts(receipts) => self.set_receipts(receipts),
            Ask::Typing(room) => self.say_typing(now, room),
            Ask::Look(room) => self.follower_looks(now, room),
            Ask::Seen { room, id } => self.note_read(room, id),
            Ask::RetryNow => self.retry_now(now),
            Ask::SignOut { erase } => {
                self.sign_out(now, if erase { Leaving::Erase } else { Leaving::Keep });
            }
        }
        Answer::Done
    }
}
