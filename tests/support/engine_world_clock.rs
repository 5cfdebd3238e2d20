//! How the world of the engine's properties moves: everything happens at its time, and nothing in between. What a tab
//! wants done is done here, and what it must not do is noticed.

use snug::chat::{ChatChange, Origin, Status};
use snug::engine::{Action, Change, Claim, Connection, Core, Now, StepId};
use snug::mqtt::client::{Closed, Millis};

use crate::clockwork::Clockwork;
use crate::gate;
use crate::tab::Word;
use crate::words::{ROOMS, number_in};
use crate::world::{EngineWorld, FRESH};

impl Clockwork for EngineWorld {
    fn now(&mut self) -> &mut Millis {
        &mut self.now
    }

    fn next(&self) -> Option<Millis> {
        let tabs =
            self.tabs.iter().flat_map(|tab| [tab.core.poll_timeout(), tab.steps.front().map(|(at, ..)| *at)]);
        let word = self.words.front().map(|word| word.at);
        tabs.chain([self.socket.next(), word]).flatten().min()
    }

    fn happen(&mut self) {
        if self.tabs[0].steps.front().is_some_and(|(at, ..)| *at <= self.now) {
            self.answer_oldest();
        }
        if let Some(word) = self.words.pop_front_if(|word| word.at <= self.now) {
            self.spread(&word);
        }
        self.move_link();
        for tab in 0..self.tabs.len() {
            self.input(tab, Core::handle_timeout);
        }
        if std::mem::take(&mut self.stolen) {
            self.steal();
        }
    }
}

impl EngineWorld {
    fn spread(&mut self, word: &Word) {
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].id != word.from {
                self.input(tab, |core, now| core.handle_told(now, &word.bytes));
            }
        }
    }

    /// The oldest step reaches the disk.
    pub(crate) fn store_oldest(&mut self, tab: usize) -> Option<StepId> {
        let (_, step, batch) = self.tabs[tab].steps.pop_front()?;
        self.store.commit_to_journal(FRESH, &batch).expect("a store that works");
        // Some of it is folded at any time; the rest when somebody reads.
        let folded = self.dice.roll(3) as usize;
        self.store.fold(FRESH, folded);
        for change in &batch.chat {
            if let ChatChange::Message(record) = change
                && record.origin == Origin::Own
                && let Some(number) = number_in(&record.payload, "own ")
            {
                self.own[number].stored = true;
                self.own[number].delivered |= record.status == Status::Delivered;
            }
        }
        Some(step)
    }

    fn answer_oldest(&mut self) {
        let Some(step) = self.store_oldest(0) else { return };
        if self.forgetting.is_some_and(|forgetting| forgetting <= step) {
            self.session_is_known();
        }
        self.input(0, |core, now| core.handle_committed(now, step));
    }

    fn move_link(&mut self) {
        let Some(on) = self.socket.on() else { return };
        if self.socket.opens(self.now) {
            self.broker.opened();
            self.input(0, |core, now| core.handle_opened(now, on, "mqtt"));
        }
        let lost = self.broker.sessions_lost;
        self.broker.hear(&self.socket.arrived_up(self.now));
        if self.broker.sessions_lost > lost {
            self.session_ended();
        }
        self.carry_down();
        let down = self.socket.arrived_down(self.now);
        if !down.is_empty() {
            self.input(0, |core, now| core.handle_message(now, on, &down));
        }
        if self.socket.breaks(self.now, on) {
            self.broker.closed();
            self.input(0, |core, now| core.handle_closed(now, on, Closed::AfterOpen, 1006));
        }
    }

    pub(crate) fn carry_down(&mut self) {
        let bytes = self.broker.take_bytes();
        self.socket.send_down(self.now, &bytes, &mut self.dice);
    }

    pub(crate) fn input(&mut self, tab: usize, input: impl FnOnce(&mut Core, Now)) {
        let now = self.time();
        let Some(asked) = self.tabs.get_mut(tab) else { return };
        input(&mut asked.core, now);
        self.drain(tab);
    }

    pub(crate) fn drain(&mut self, tab: usize) {
        while let Some(action) = self.tabs[tab].core.poll_action() {
            self.act(tab, action);
        }
        if std::mem::take(&mut self.learned) && self.broker.is_uncertain {
            self.session_is_learned();
        }
    }

    fn act(&mut self, tab: usize, action: Action) {
        match action {
            Action::Claim { account, .. } => {
                self.account = account;
                let claim = if tab == 0 { Claim::Lead } else { Claim::Follow };
                let (kept, now) = (self.kept(), self.time());
                self.promise_as_kept(&kept);
                self.tabs[tab].core.handle_claimed(now, claim, kept);
            }
            Action::Steal => self.stolen = tab == 1,
            Action::Tell(bytes) => {
                let at =
                    self.words.back().map_or(self.now, |word| word.at.max(self.now)) + self.dice.roll(30);
                self.words.push_back(Word { at, from: self.tabs[tab].id, bytes });
            }
            Action::Open { connection, .. } => {
                assert!(tab == 0, "two sockets at once");
                let opens_at = self.now + self.dice.roll(200);
                self.socket.open(connection, opens_at);
            }
            Action::Send(bytes) => self.send(&bytes),
            Action::Close { .. } if tab == 0 => {
                self.socket.close();
                self.broker.closed();
            }
            Action::Commit(step, batch) => {
                let open = &mut self.tabs[tab].steps;
                let at = open.back().map_or(0, |(at, ..)| *at).max(self.now + self.commit_delay);
                open.push_back((at, step, batch));
            }
            Action::KeepProfile(text) => self.profile = text,
            Action::KeepSecret(secret) => self.secret = secret,
            Action::Change(changes) => changes.iter().for_each(|change| self.notice(tab, change)),
            Action::Erase => panic!("nobody asked for that"),
            _ => {}
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let packets = self.socket.packets(bytes);
        if packets.iter().any(|packet| gate::waits(packet)) {
            let kept = self.kept();
            for packet in &packets {
                gate::check(packet, &kept, &self.broker);
            }
        }
        self.socket.send_up(self.now, bytes, &mut self.dice);
    }

    fn notice(&mut self, tab: usize, change: &Change) {
        match change {
            Change::Connection(connection) => {
                self.tabs[tab].connection = *connection;
                let anew = self.broker.is_connected() && !self.broker.said_present();
                self.learned |= tab == 0 && *connection == Connection::Connected && anew;
            }
            Change::Said { room, .. } => {
                let chat = self.tabs[tab].core.chat();
                let topic = chat.room(*room).map(|entry| entry.room.as_str().to_owned());
                let typed = &mut self.tabs[tab].typed;
                let own = &self.own;
                let said = |number: &&usize| Some(ROOMS[own[**number].room]) == topic.as_deref();
                let Some(number) = typed.iter().find(said).copied() else { return };
                typed.retain(|other| *other != number);
                assert!(self.own[number].stored, "own {number} left the composer before it was stored");
            }
            _ => {}
        }
    }
}
