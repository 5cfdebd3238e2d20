//! The tabs of one person, the device's store, a link, a broker and everybody else, on one clock. What goes wrong is the
//! test's choice; what must never happen, such as a packet that leaves before its step is stored, is checked on the way.

use std::collections::VecDeque;

use snug::chat::{Item, RoomKey, Status, Visibility};
use snug::engine::{
    Claim, Command, Connection, Core, Leaving, Network, Now, Prefill, Profile, SignIn, StepId,
};
use snug::mqtt::Delivery;
use snug::mqtt::client::Millis;
use snug::store::{AccountId, Kept, MemoryStore};

use crate::clockwork::Clockwork as _;
use crate::link::Dice;
use crate::room_broker::{Method, RoomBroker};
use crate::socket::Socket;
use crate::tab::{self, Tab, Word};
use crate::words::{DELIVERIES, Line, News, Own, ROOMS, news_parcel};

const WALL: u64 = 1_795_175_748_000;
pub(crate) const FRESH: AccountId = AccountId([7; 8]);

#[derive(Debug)]
pub(crate) struct EngineWorld {
    pub(crate) broker: RoomBroker,
    pub(crate) own: Vec<Own>,
    pub(crate) promised: Vec<News>,
    pub(crate) commit_delay: Millis,
    pub(crate) socket: Socket,
    /// Then what two tabs wrote is in no order of its own.
    pub(crate) had_second_tab: bool,
    pub(crate) told: usize,
    pub(crate) store: MemoryStore,
    pub(crate) account: Vec<u8>,
    pub(crate) profile: String,
    pub(crate) secret: Option<String>,
    pub(crate) now: Millis,
    /// The first one leads, the second, if there is one, follows.
    pub(crate) tabs: Vec<Tab>,
    pub(crate) words: VecDeque<Word>,
    /// The step that makes the store forget a lost session's packet ids.
    pub(crate) forgetting: Option<StepId>,
    pub(crate) learned: bool,
    pub(crate) stolen: bool,
    pub(crate) next_tab: u32,
    pub(crate) dice: Dice,
}

impl EngineWorld {
    /// Signed in and connected, with a room for each delivery.
    pub(crate) fn new(seed: u64, method: Method) -> Self {
        tab::seed(seed);
        let mut world = Self {
            broker: RoomBroker::new(method),
            own: Vec::new(),
            promised: Vec::new(),
            commit_delay: 0,
            socket: Socket::default(),
            had_second_tab: false,
            told: 0,
            store: MemoryStore::default(),
            account: Vec::new(),
            profile: String::new(),
            secret: None,
            now: 1_000_000,
            tabs: Vec::new(),
            words: VecDeque::new(),
            forgetting: None,
            learned: false,
            stolen: false,
            next_tab: 0,
            dice: Dice(seed),
        };
        world.add_tab();
        world.sign_in();
        world.wait(1_000);
        for (delivery, room) in DELIVERIES.into_iter().zip(ROOMS) {
            world.input(0, |core, now| core.handle_command(now, Command::Join(room.into())));
            let room = world.room(0, room).expect("joined");
            world.input(0, |core, now| core.handle_command(now, Command::Deliver { room, delivery }));
        }
        world.wait(5_000);
        world
    }

    /// Somebody writes in this room, in the tab that leads or in the other one.
    pub(crate) fn say(&mut self, room: usize, tab: usize) {
        let tab = tab.min(self.tabs.len() - 1);
        let Some(key) = self.room(tab, ROOMS[room]) else { return };
        let number = self.own.len();
        let delivery =
            self.tabs[0].core.chat().room(key).map_or(Delivery::AtMostOnce, |entry| entry.delivery);
        self.own.push(Own {
            room,
            delivery,
            strongest: delivery,
            stored: false,
            may_repeat: false,
            due_back: false,
            delivered: false,
        });
        self.tabs[tab].typed.push_back(number);
        let text = format!("own {number}");
        self.input(tab, |core, now| core.handle_command(now, Command::Say { room: key, text, re: None }));
    }

    /// Messages of this room are published like this from now on, those that wait included.
    pub(crate) fn deliver(&mut self, room: usize, delivery: Delivery) {
        let Some(key) = self.room(0, ROOMS[room]) else { return };
        self.promise(room, delivery);
        self.input(0, |core, now| core.handle_command(now, Command::Deliver { room: key, delivery }));
    }

    /// Somebody else says something.
    pub(crate) fn tell(&mut self, room: usize, delivery: Delivery) {
        let number = self.told;
        self.told += 1;
        let news = News { number, room, delivery };
        if self.broker.tell(news_parcel(news)) {
            self.promised.push(news);
        }
        self.carry_down();
    }

    /// The newest promised message comes once more, as brokers with bridges may bring it.
    pub(crate) fn tell_again(&mut self) {
        if let Some(news) =
            self.promised.last().copied().filter(|news| news.delivery == Delivery::AtLeastOnce)
        {
            self.broker.tell(news_parcel(news));
            self.carry_down();
        }
    }

    /// The tab that leads dies. So many of its open steps still reached the disk. Another tab goes on, or a new one.
    pub(crate) fn crash(&mut self, committed: usize) {
        self.leader_ends(committed);
        match self.tabs.is_empty() {
            true => self.open_tab(),
            false => self.claim(0, Claim::Lead),
        }
    }

    /// A second tab of the same person, which follows.
    pub(crate) fn second_tab(&mut self) {
        if self.tabs.len() == 1 && Profile::parse(&self.profile).signed_in {
            self.had_second_tab = true;
            self.open_tab();
        }
    }

    pub(crate) fn close_second_tab(&mut self) {
        self.tabs.truncate(1);
    }

    pub(crate) fn has_second_tab(&self) -> bool {
        self.tabs.len() == 2
    }

    pub(crate) fn lose_session(&mut self) {
        self.broker.lose_session();
        self.session_ended();
        self.socket.break_at(self.now);
    }

    pub(crate) fn wake(&mut self, tab: usize) {
        self.input(tab, Core::handle_wake);
    }

    pub(crate) fn leave(&mut self) {
        self.input(0, Core::handle_leave);
    }

    pub(crate) fn show(&mut self, tab: usize, visibility: Visibility) {
        self.input(tab, |core, now| core.handle_visibility(now, visibility));
    }

    pub(crate) fn network(&mut self, network: Network) {
        self.input(0, |core, now| core.handle_network(now, network));
    }

    pub(crate) fn retry_now(&mut self, tab: usize) {
        self.input(tab, |core, now| core.handle_command(now, Command::RetryNow));
    }

    /// Out, whether the broker hears of it or not, and in again.
    pub(crate) fn sign_out_and_in(&mut self) {
        self.close_second_tab();
        self.tabs[0].typed.clear();
        self.input(0, |core, now| core.handle_command(now, Command::SignOut(Leaving::Keep)));
        self.wait(15_000);
        self.sign_in();
    }

    /// Everything works from now on, until nothing moves any more.
    pub(crate) fn heal(&mut self) {
        self.commit_delay = 0;
        self.socket.heal_at(self.now);
        self.network(Network::Online);
        for _ in 0..200 {
            self.wait(5_000);
            if self.tabs[0].connection == Connection::Elsewhere {
                self.retry_now(0);
            }
            if self.is_quiet() {
                // What is of no haste gets its time, and so do doubts.
                self.wait(15_000);
                return;
            }
        }
        let open = self.kept().session.outgoing;
        panic!("it never comes to rest: {:?} {:?} {open:?}", self.tabs[0].connection, self.lines(0));
    }

    /// What a tab shows, room by room.
    pub(crate) fn lines(&self, tab: usize) -> Vec<Vec<Line>> {
        let Some(tab) = self.tabs.get(tab) else { return Vec::new() };
        let chat = tab.core.chat();
        let rooms = ROOMS.iter().filter_map(|room| chat.room(chat.find(room)?));
        rooms
            .map(|entry| {
                let line = |item: &Item| {
                    (
                        item.message.content.summary(),
                        item.status.as_str(),
                        format!("{:?} {:?}", item.status, item.place),
                    )
                };
                entry.timeline.iter().map(line).collect()
            })
            .collect()
    }

    /// How far one of ours has come.
    pub(crate) fn status(&self, number: usize) -> Option<Status> {
        let own = self.own.get(number)?;
        let chat = self.tabs[0].core.chat();
        let entry = chat.room(chat.find(ROOMS[own.room])?)?;
        let text = format!("own {number}");
        entry.timeline.iter().find(|item| item.message.content.summary() == text).map(|item| item.status)
    }

    fn sign_in(&mut self) {
        let sign_in = SignIn {
            broker: "ws://broker/mqtt".into(),
            name: "Lucy".into(),
            room: ROOMS[0].into(),
            keep_alive: 60,
            ..SignIn::default()
        };
        self.input(0, |core, now| core.handle_command(now, Command::SignIn(sign_in)));
    }

    fn add_tab(&mut self) {
        self.next_tab += 1;
        self.tabs.push(Tab::new(self.next_tab));
    }

    /// Comes back to whoever was signed in.
    fn open_tab(&mut self) {
        self.add_tab();
        let (profile, secret) = (Profile::parse(&self.profile), self.secret.clone());
        if !profile.signed_in {
            return self.sign_in();
        }
        let tab = self.tabs.len() - 1;
        self.input(tab, |core, now| core.restore(now, profile, &Prefill::default(), secret));
    }

    /// Its connection and all that it had not stored are gone.
    fn leader_ends(&mut self, committed: usize) -> Tab {
        for _ in 0..committed {
            self.store_oldest(0);
        }
        self.note_unstored_sends();
        self.socket.close();
        self.broker.closed();
        self.session_stays_unknown();
        let mut leader = self.tabs.remove(0);
        leader.steps.clear();
        leader.typed.clear();
        leader
    }

    /// A tab that was frozen, or looked so, loses its lead to the other.
    pub(crate) fn steal(&mut self) {
        let committed = self.dice.roll(3) as usize;
        let mut old = self.leader_ends(committed);
        self.claim(0, Claim::Lead);
        old.core.handle_deposed(self.time());
        self.tabs.push(old);
        self.drain(1);
        self.claim(1, Claim::Follow);
    }

    fn claim(&mut self, tab: usize, claim: Claim) {
        let kept = self.kept();
        self.promise_as_kept(&kept);
        self.input(tab, |core, now| core.handle_claimed(now, claim, kept));
    }

    pub(crate) fn kept(&mut self) -> Kept {
        self.store.load(&self.account, FRESH).1
    }

    fn room(&self, tab: usize, topic: &str) -> Option<RoomKey> {
        self.tabs[tab].core.chat().find(topic)
    }

    pub(crate) fn time(&self) -> Now {
        Now { clock: self.now, wall: WALL + self.now }
    }

    pub(crate) fn is_quiet(&self) -> bool {
        let chat = self.tabs[0].core.chat();
        let open = |status: Status| matches!(status, Status::Queued | Status::Sent);
        self.tabs[0].connection == Connection::Connected
            && self.tabs.iter().all(|tab| tab.steps.is_empty() && tab.typed.is_empty())
            && self.words.is_empty()
            && self.broker.is_idle()
            && self.socket.is_quiet()
            && !chat.rooms().iter().any(|entry| entry.timeline.iter().any(|item| open(item.status)))
    }
}
