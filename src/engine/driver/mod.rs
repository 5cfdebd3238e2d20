//! The core's hands in the browser: socket, clock, timer, store, page. Decides nothing.
//! One input at a time: what comes while one is worked on waits in the inbox.

mod disk;
mod files;
mod folding;
mod history;
mod keeper;
mod loading;
mod reader;
mod searching;
mod sockets;

use litemap::LiteMap;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use self::keeper::Keeper;
use self::searching::Searching;
use self::sockets::Heard;
use super::api::{Away, Change, Command, Problem, Receipts};
use super::config::{HostConfig, Prefill};
use super::core::{Action, Core, Network, Now, Surroundings};
use super::{Claim, Entry, PageScheme, ProbeId, Profile};
use crate::chat::{Chat, Visibility};
use crate::store::{MemoryStore, StoreError};
use crate::web::database::{self, Database};
use crate::web::keep::{self, Shelf};
use crate::web::page::{self, Listener, Typed};
use crate::web::socket::Socket;
use crate::web::timer::Timer;
use crate::web::{clock, random};

const PROFILE: &str = "snug:profile";
const SECRET: &str = "snug:secret";
const DRAFTS: &str = "snug:drafts";
/// Set once the browser was asked to keep what we store.
const ASKED_TO_PERSIST: &str = "snug:persist";

type Input = Box<dyn FnOnce(&mut Core, Now)>;

/// What was found when the page opened.
#[derive(Clone, Debug)]
pub struct Opening {
    pub config: HostConfig,
    pub prefill: Prefill,
    pub problem: Option<Problem>,
    /// What was done with the form before the app; what was typed is in `prefill`.
    pub typed: Typed,
}

/// What the interface holds of the engine.
#[derive(Clone, Debug)]
pub struct Handle {
    driver: Rc<Driver>,
}

struct Driver {
    core: RefCell<Core>,
    /// Where the account's records go, while there is one.
    keeper: RefCell<Option<Rc<Keeper>>>,
    /// Opened once, with the first account that is kept on this device.
    database: RefCell<Option<Result<Database, StoreError>>>,
    /// For accounts that leave no trace, and for pages that may not keep anything.
    memory: RefCell<MemoryStore>,
    /// That nothing is kept was said.
    troubled: Cell<bool>,
    /// Drafts of the page's last life were looked for.
    drafted: Cell<bool>,
    searching: RefCell<Searching>,
    /// One file at a time: two would give the same places.
    importing: Cell<bool>,
    socket: RefCell<Option<Socket>>,
    heard: RefCell<Heard>,
    /// To the broker, as soon as all that waits was worked on.
    unsent: RefCell<Vec<u8>>,
    /// Of a search for a broker.
    probes: RefCell<LiteMap<ProbeId, Socket>>,
    timer: RefCell<Option<(u64, Timer)>>,
    buffer_check: RefCell<Option<Timer>>,
    inbox: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
    tell: Box<dyn Fn(Vec<Change>)>,
}

/// Reads what the host of the page and the link decided, and what was typed last.
pub async fn open() -> Opening {
    let read = match page::settings_file("config.json").await {
        Ok(None) => Ok(HostConfig::default()),
        Ok(Some(text)) => HostConfig::parse(&text),
        Err(what) => Err(what),
    };
    let (config, problem) = match read {
        Ok(config) => (config, None),
        Err(what) => (HostConfig::default(), Some(Problem::Config(what))),
    };
    let mut link = Prefill::from_fragment(&page::fragment());
    link.broker = link.broker.filter(|broker| config.allows(broker));
    let last = kept_profile().and_then(|profile| profile.last().cloned());
    let last = last.filter(|last| config.allows(&last.broker)).map(|last| Prefill {
        broker: Some(last.broker),
        room: Some(last.room),
        name: Some(last.name),
    });
    let host =
        Prefill { broker: config.brokers.first().cloned(), room: config.rooms.first().cloned(), name: None };
    let prefill = link.or(last.unwrap_or_default()).or(host);
    let mut typed = page::typed().await.unwrap_or_default();
    let [broker, name, room] = std::mem::take(&mut typed.fields);
    let prefill = Prefill { broker: broker.filter(|broker| config.allows(broker)), name, room }.or(prefill);
    Opening { config, prefill, problem, typed }
}

/// Starts the engine; whoever was signed in still is.
pub fn start(config: HostConfig, tell: impl Fn(Vec<Change>) + 'static) -> Handle {
    let scheme = if page::protocol() == "https:" { PageScheme::Https } else { PageScheme::Http };
    let surroundings = Surroundings { scheme, random: random::fill };
    let driver = Rc::new(Driver {
        core: RefCell::new(Core::new(config, surroundings)),
        keeper: RefCell::new(None),
        database: RefCell::new(None),
        memory: RefCell::new(MemoryStore::default()),
        troubled: Cell::new(false),
        drafted: Cell::new(false),
        searching: RefCell::default(),
        importing: Cell::new(false),
        socket: RefCell::new(None),
        heard: RefCell::default(),
        unsent: RefCell::default(),
        probes: RefCell::default(),
        timer: RefCell::new(None),
        buffer_check: RefCell::new(None),
        inbox: RefCell::new(VecDeque::new()),
        busy: Cell::new(false),
        listeners: RefCell::new(Vec::new()),
        tell: Box::new(tell),
    });
    driver.listen();
    driver.feed(tell_network);
    driver.feed(tell_visibility);
    driver.restore();
    Handle { driver }
}

impl Handle {
    pub fn send(&self, command: Command) {
        self.driver.feed(move |core, now| core.handle_command(now, command));
    }

    /// What somebody decided for all rooms.
    /// `None` while nobody is signed in.
    pub fn client_id(&self) -> Option<String> {
        self.driver.core.borrow().client_id().map(str::to_owned)
    }

    /// What is said at the first join of a room; `None` while nobody is signed in.
    pub fn greeting(&self) -> Option<String> {
        self.driver.core.borrow().greeting()
    }

    pub fn away(&self) -> Away {
        self.driver.core.borrow().away()
    }

    pub fn receipts(&self) -> Receipts {
        self.driver.core.borrow().receipts()
    }

    /// Reads rooms and messages. Never calls `send` inside.
    pub fn chat<R>(&self, read: impl FnOnce(&Chat) -> R) -> R {
        read(self.driver.core.borrow().chat())
    }

    /// What happened on this tab's wire since the page opened, oldest first, at most 500 entries.
    pub fn wire_log(&self) -> Vec<Entry> {
        self.driver.core.borrow().wire_log()
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Driver")
    }
}

impl Driver {
    /// Each tab comes back as who it was; a new one as whoever signed in last on this device.
    fn restore(self: &Rc<Self>) {
        let Some(profile) = kept_profile() else { return };
        let secret = keep::read(Shelf::Tab, SECRET);
        let link = Prefill::from_fragment(&page::fragment());
        self.feed(move |core, now| core.restore(now, profile, &link, secret));
    }

    fn listen(self: &Rc<Self>) {
        let network = self.teller(tell_network);
        let wake = self.teller(Core::handle_wake);
        let visibility = self.teller(tell_visibility);
        let driver = Rc::downgrade(self);
        let leave = move || {
            if let Some(driver) = driver.upgrade() {
                driver.feed(Core::handle_leave);
                driver.with_keeper(Keeper::let_go);
                let drafts = driver.core.borrow().drafts_text();
                let _ = keep::write(Shelf::Tab, DRAFTS, drafts.as_deref());
            }
        };
        let mut listeners = self.listeners.borrow_mut();
        listeners.extend(page::on_network(network));
        listeners.extend(page::on_wake(wake));
        listeners.extend(page::on_visibility(visibility));
        listeners.extend(page::on_leave(leave));
    }

    fn teller(self: &Rc<Self>, input: fn(&mut Core, Now)) -> impl Fn() + Clone + 'static {
        let driver = Rc::downgrade(self);
        move || feed_weak(&driver, input)
    }

    /// Gives the core one input, does all that it asks for, and arms the one timer.
    fn feed(self: &Rc<Self>, input: impl FnOnce(&mut Core, Now) + 'static) {
        self.take_heard();
        self.inbox.borrow_mut().push_back(Box::new(input));
        self.go_on();
    }

    /// Works on all that waits, unless that is being done.
    fn go_on(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            input(&mut self.core.borrow_mut(), now());
            self.act();
        }
        self.busy.set(false);
        self.send_all();
        self.arm();
        if !self.is_answer_due() {
            self.with_keeper(Keeper::let_go);
        }
    }

    /// Whether the broker has yet to answer, and somebody may be waiting for it.
    fn is_answer_due(&self) -> bool {
        let core = self.core.borrow();
        core.visibility == Visibility::Shown && core.awaits_answer()
    }

    fn act(self: &Rc<Self>) {
        loop {
            // Let go of the core before anything is done that may come back to it.
            let action = self.core.borrow_mut().poll_action();
            match action {
                None => break,
                Some(Action::Open { connection, url }) => self.open_socket(connection, &url),
                Some(Action::OpenProbe { probe, url }) => self.open_probe(probe, &url),
                Some(Action::CloseProbe(probe)) => drop(self.probes.borrow_mut().remove(&probe)),
                Some(Action::CloseProbes) => self.probes.borrow_mut().clear(),
                Some(Action::Send(bytes)) => self.send_soon(&bytes),
                Some(Action::Close { code }) => {
                    self.send_all();
                    if let Some(socket) = self.socket.take() {
                        socket.close(code);
                    }
                }
                Some(Action::Claim { account, shelf }) => {
                    drop(self.keeper.replace(Some(Keeper::claim(self, account, shelf))));
                }
                Some(Action::ReadAgain) => self.with_keeper(|keeper| keeper.take_part(Claim::Follow)),
                Some(Action::Steal) => self.with_keeper(Keeper::steal),
                Some(Action::Release) => {
                    // Whoever signs in next has drafts of their own.
                    let _ = keep::write(Shelf::Tab, DRAFTS, None);
                    if let Some(keeper) = self.keeper.take() {
                        keeper.release();
                    }
                }
                Some(Action::Tell(bytes)) => self.with_keeper(|keeper| keeper.tell(&bytes)),
                Some(Action::Commit(step, batch)) => {
                    let keeper = self.keeper.borrow().clone();
                    let waits = keeper.is_some_and(|keeper| keeper.commit(step, batch));
                    if !waits {
                        self.core.borrow_mut().handle_committed(now(), step);
                    }
                }
                Some(Action::Erase) => self.with_keeper(Keeper::erase),
                Some(Action::KeepProfile(text)) => {
                    // A browser that keeps nothing asks for the name again; the chat goes on.
                    let _ = keep::write(Shelf::Tab, PROFILE, Some(&text));
                    let _ = keep::write(Shelf::Device, PROFILE, Some(&text));
                }
                Some(Action::KeepSecret(secret)) => {
                    let _ = keep::write(Shelf::Tab, SECRET, secret.as_deref());
                }
                Some(Action::Change(changes)) => {
                    let said = changes.iter().any(|change| matches!(change, Change::Said { .. }));
                    if said && self.keeper.borrow().as_ref().is_some_and(|keeper| keeper.keeps()) {
                        ask_to_persist();
                    }
                    (self.tell)(changes);
                }
                Some(Action::Expire { before }) => self.expire(before),
                Some(Action::Warn(what)) => page::warn(what),
            }
        }
    }

    fn with_keeper(&self, what: impl FnOnce(&Rc<Keeper>)) {
        let keeper = self.keeper.borrow().clone();
        if let Some(keeper) = keeper {
            what(&keeper);
        }
    }

    /// What stood in the boxes when the page was left. Later in the life of a page it would be old.
    fn bring_back_drafts(self: &Rc<Self>) {
        let drafts = keep::read(Shelf::Tab, DRAFTS);
        let _ = keep::write(Shelf::Tab, DRAFTS, None);
        if let Some(drafts) = drafts.filter(|_| !self.drafted.replace(true)) {
            self.feed(move |core, now| core.handle_drafts(now, &drafts));
        }
    }

    /// From now on nothing is kept on this device: said once.
    fn trouble(self: &Rc<Self>, trouble: StoreError) {
        if !self.troubled.replace(true) {
            self.feed(move |core, now| core.handle_store_trouble(now, trouble));
        }
    }

    /// So much of what was read while the account was open could not be.
    fn set_aside(self: &Rc<Self>, count: usize) {
        if count > 0 {
            self.feed(move |core, now| core.handle_set_aside(now, count));
        }
    }

    /// An earlier deadline replaces the timer; a later one lets it fire for nothing, which is cheaper than
    /// setting it anew with every message.
    fn arm(self: &Rc<Self>) {
        let Some(at) = self.core.borrow().poll_timeout() else { return };
        if self.timer.borrow().as_ref().is_some_and(|(armed, _)| *armed <= at) {
            return;
        }
        let driver = Rc::downgrade(self);
        let timer = Timer::after(at.saturating_sub(clock::elapsed()), move || {
            if let Some(driver) = driver.upgrade() {
                drop(driver.timer.take());
                driver.feed(Core::handle_timeout);
            }
        });
        drop(self.timer.replace(Some((at, timer))));
    }
}

fn tell_network(core: &mut Core, now: Now) {
    core.handle_network(now, if page::is_online() { Network::Online } else { Network::Offline });
}

fn tell_visibility(core: &mut Core, now: Now) {
    core.handle_visibility(now, if page::is_hidden() { Visibility::Hidden } else { Visibility::Shown });
}

fn feed_weak(driver: &Weak<Driver>, input: impl FnOnce(&mut Core, Now) + 'static) {
    if let Some(driver) = driver.upgrade() {
        driver.feed(input);
    }
}

/// Once on this device, when somebody wrote something that is worth keeping: some browsers ask the person.
fn ask_to_persist() {
    if keep::read(Shelf::Device, ASKED_TO_PERSIST).is_none() {
        let _ = keep::write(Shelf::Device, ASKED_TO_PERSIST, Some("1"));
        wasm_bindgen_futures::spawn_local(async { _ = database::persist().await });
    }
}

fn kept_profile() -> Option<Profile> {
    let text = keep::read(Shelf::Tab, PROFILE).or_else(|| keep::read(Shelf::Device, PROFILE))?;
    Some(Profile::parse(&text))
}

fn now() -> Now {
    Now { clock: clock::elapsed(), wall: clock::wall() }
}
