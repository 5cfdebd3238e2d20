//! The core's hands in the browser: socket, clock, timer, store, page. Decides nothing.
//! One input at a time: what comes while one is worked on waits in the inbox.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use super::api::{Change, Command, Problem};
use super::config::{HostConfig, Prefill};
use super::core::{Action, Core, Network, Now, Surroundings};
use super::{PageScheme, Profile};
use crate::chat::{Chat, Visibility};
use crate::mqtt::client::{Closed, ConnectionId};
use crate::store::{MemoryStore, Store};
use crate::web::keep::{self, Shelf};
use crate::web::locks::{self, Lock};
use crate::web::page::{self, Listener};
use crate::web::socket::{Socket, SocketEvent};
use crate::web::timer::Timer;
use crate::web::{clock, random};

const PROFILE: &str = "snug:profile";
const SECRET: &str = "snug:secret";
/// Set in the tab that speaks for this device, so that it does so again after a reload.
const HOME: &str = "snug:home";
/// The name under which this tab holds a lock on itself.
const TAB: &str = "snug:tab";
/// How long a reloaded page waits for its former self to let go of the device.
const RELOAD_PATIENCE: u32 = 1_000;
/// Above this many unsent bytes the core is told, and told again until it shrank.
const BUFFER_WORTH_TELLING: usize = 64 * 1024;
const BUFFER_CHECK: u64 = 50;

type Input = Box<dyn FnOnce(&mut Core, Now)>;

/// What was found when the page opened.
#[derive(Clone, Debug)]
pub struct Opening {
    pub config: HostConfig,
    pub prefill: Prefill,
    pub problem: Option<Problem>,
}

/// What the interface holds of the engine.
#[derive(Clone, Debug)]
pub struct Handle {
    driver: Rc<Driver>,
}

struct Driver {
    core: RefCell<Core>,
    store: RefCell<MemoryStore>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Option<(u64, Timer)>>,
    buffer_check: RefCell<Option<Timer>>,
    inbox: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    shelf: Cell<Shelf>,
    listeners: RefCell<Vec<Listener>>,
    tell: Box<dyn Fn(Vec<Change>)>,
}

/// Reads what the host of the page and the link decided, and what was typed last.
pub async fn open() -> Opening {
    let read = match page::text_file("config.json").await {
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
    Opening { config, prefill, problem }
}

/// Starts the engine; whoever was signed in still is.
pub fn start(config: HostConfig, tell: impl Fn(Vec<Change>) + 'static) -> Handle {
    let scheme = if page::protocol() == "https:" { PageScheme::Https } else { PageScheme::Http };
    let surroundings = Surroundings { scheme, random: random::fill };
    let driver = Rc::new(Driver {
        core: RefCell::new(Core::new(config, surroundings)),
        store: RefCell::new(MemoryStore::default()),
        socket: RefCell::new(None),
        timer: RefCell::new(None),
        buffer_check: RefCell::new(None),
        inbox: RefCell::new(VecDeque::new()),
        busy: Cell::new(false),
        shelf: Cell::new(Shelf::Device),
        listeners: RefCell::new(Vec::new()),
        tell: Box::new(tell),
    });
    driver.listen();
    driver.feed(tell_network);
    driver.feed(tell_visibility);
    wasm_bindgen_futures::spawn_local(driver.clone().restore());
    Handle { driver }
}

impl Handle {
    pub fn send(&self, command: Command) {
        self.driver.feed(move |core, now| core.handle_command(now, command));
    }

    /// Reads rooms and messages. Never calls `send` inside.
    pub fn chat<R>(&self, read: impl FnOnce(&Chat) -> R) -> R {
        read(self.driver.core.borrow().chat())
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Driver")
    }
}

impl Driver {
    /// One tab speaks for the device; others have a profile of their own, or they would share a client id and
    /// take the connection from each other for ever.
    async fn restore(self: Rc<Self>) {
        forget_if_copied().await;
        let own = keep::read(Shelf::Tab, PROFILE);
        let was_home = keep::read(Shelf::Tab, HOME).is_some();
        let shelf = match own {
            Some(_) => Shelf::Tab,
            None => {
                let patience = if was_home { RELOAD_PATIENCE } else { 0 };
                match locks::hold(PROFILE, patience).await {
                    Lock::Held => Shelf::Device,
                    Lock::Taken | Lock::Missing => Shelf::Tab,
                }
            }
        };
        self.shelf.set(shelf);
        // A tab that may not keep this gets a fresh id after a reload, and no more harm.
        let _ = keep::write(Shelf::Tab, HOME, (shelf == Shelf::Device).then_some("1"));
        let Some(profile) = keep::read(shelf, PROFILE) else { return };
        let secret = keep::read(Shelf::Tab, SECRET);
        let link = Prefill::from_fragment(&page::fragment());
        self.feed(move |core, now| core.restore(now, Profile::parse(&profile), &link, secret));
    }

    fn listen(self: &Rc<Self>) {
        let network = self.teller(tell_network);
        let wake = self.teller(Core::handle_wake);
        let visibility = self.teller(tell_visibility);
        let mut listeners = self.listeners.borrow_mut();
        listeners.extend(page::on_network(network));
        listeners.extend(page::on_wake(wake));
        listeners.extend(page::on_visibility(visibility));
    }

    fn teller(self: &Rc<Self>, input: fn(&mut Core, Now)) -> impl Fn() + Clone + 'static {
        let driver = Rc::downgrade(self);
        move || feed_weak(&driver, input)
    }

    /// Gives the core one input, does all that it asks for, and arms the one timer.
    fn feed(self: &Rc<Self>, input: impl FnOnce(&mut Core, Now) + 'static) {
        self.inbox.borrow_mut().push_back(Box::new(input));
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            input(&mut self.core.borrow_mut(), now());
            self.act();
        }
        self.busy.set(false);
        self.arm();
    }

    fn act(self: &Rc<Self>) {
        loop {
            // Let go of the core before anything is done that may come back to it.
            let action = self.core.borrow_mut().poll_action();
            match action {
                None => break,
                Some(Action::Open { connection, url }) => self.open_socket(connection, &url),
                Some(Action::Send(bytes)) => self.send(&bytes),
                Some(Action::Close { code }) => {
                    if let Some(socket) = self.socket.take() {
                        socket.close(code);
                    }
                }
                Some(Action::Commit(seq, batch)) => {
                    let stored = self.store.borrow_mut().commit(&batch);
                    let mut core = self.core.borrow_mut();
                    match stored {
                        Ok(()) => core.handle_committed(now(), seq),
                        Err(_) => core.handle_commit_failed(now(), seq),
                    }
                }
                Some(Action::KeepProfile(text)) => {
                    // A browser that keeps nothing forgets the rooms with the tab; the chat goes on.
                    let _ = keep::write(self.shelf.get(), PROFILE, Some(&text));
                }
                Some(Action::KeepSecret(secret)) => {
                    let _ = keep::write(Shelf::Tab, SECRET, secret.as_deref());
                }
                Some(Action::Change(changes)) => (self.tell)(changes),
                Some(Action::Warn(what)) => page::warn(what),
            }
        }
    }

    fn open_socket(self: &Rc<Self>, connection: ConnectionId, url: &str) {
        let driver = Rc::downgrade(self);
        let opened = Socket::open(url, move |event| {
            feed_weak(&driver, move |core, now| match event {
                SocketEvent::Opened { protocol } => core.handle_opened(now, connection, &protocol),
                SocketEvent::Binary(bytes) => core.handle_message(now, connection, &bytes),
                SocketEvent::Text => core.handle_text(now, connection),
                SocketEvent::Closed { was_open, code } => {
                    let how = if was_open { Closed::AfterOpen } else { Closed::BeforeOpen };
                    core.handle_closed(now, connection, how, code);
                }
            });
        });
        match opened {
            // The old one, if any, falls silent here.
            Ok(socket) => drop(self.socket.replace(Some(socket))),
            Err(_) => self.feed(Core::handle_bad_address),
        }
    }

    fn send(self: &Rc<Self>, bytes: &[u8]) {
        if let Some(socket) = &*self.socket.borrow() {
            socket.send(bytes);
        }
        self.watch_buffer();
    }

    /// While the network takes less than we give, the core hears of it.
    fn watch_buffer(self: &Rc<Self>) {
        let buffered = self.socket.borrow().as_ref().map_or(0, Socket::buffered);
        let watching = self.buffer_check.borrow().is_some();
        if buffered < BUFFER_WORTH_TELLING && !watching {
            return;
        }
        let again = (buffered >= BUFFER_WORTH_TELLING).then(|| {
            let driver = Rc::downgrade(self);
            Timer::after(BUFFER_CHECK, move || {
                if let Some(driver) = driver.upgrade() {
                    driver.watch_buffer();
                }
            })
        });
        // Before the core is told: what it sends then looks at the buffer again.
        drop(self.buffer_check.replace(again));
        self.feed(move |core, now| core.handle_send_buffer(now, buffered));
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

/// A browser that duplicates a tab copies what the tab keeps. Two tabs with one client id would evict each other, so
/// each tab holds a lock on a name of its own; a copy finds it taken, and begins anew.
async fn forget_if_copied() {
    let name = keep::read(Shelf::Tab, TAB);
    let patience = if name.is_some() { RELOAD_PATIENCE } else { 0 };
    let mut bytes = [0; 16];
    random::fill(&mut bytes);
    let new_name = || [TAB, &u128::from_le_bytes(bytes).to_string()].concat();
    let name = name.unwrap_or_else(new_name);
    if locks::hold(&name, patience).await == Lock::Taken {
        for key in [PROFILE, SECRET, HOME] {
            let _ = keep::write(Shelf::Tab, key, None);
        }
        let name = new_name();
        locks::hold(&name, 0).await;
        let _ = keep::write(Shelf::Tab, TAB, Some(&name));
    } else {
        let _ = keep::write(Shelf::Tab, TAB, Some(&name));
    }
}

fn kept_profile() -> Option<Profile> {
    let text = keep::read(Shelf::Tab, PROFILE).or_else(|| keep::read(Shelf::Device, PROFILE))?;
    Some(Profile::parse(&text))
}

fn now() -> Now {
    Now { clock: clock::elapsed(), wall: clock::wall() }
}
