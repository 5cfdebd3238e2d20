//! What this tab's part in one account is, by locks, and where the account's records go: to the disk if this tab leads,
//! merged while a transaction is under way; to memory where nothing may be kept. Given up only when all is written.

mod holding;
mod resting;
mod writing;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::Driver;
use super::disk::{Disk, fresh_id};
use super::loading::{Loaded, load};
use super::reader::Reader;
use crate::engine::core::{Core, Now, Shelf};
use crate::engine::{Claim, Queue, StepId};
use crate::store::{AccountId, Batch, Kept, StoreError};
use crate::web::channel::Channel;
use crate::web::locks::{self, How, Waiting};
use crate::web::timer::Timer;

/// Asked and answered by pages that can't lock, below what the core says: is anybody the owner?
const WHO: &[u8] = &[0xff];
const ME: &[u8] = &[0xfe];
/// So long may opening and reading take.
const OPEN_WITHIN: u64 = 20_000;
/// How long an owner has to answer.
const ANSWER_WITHIN: u64 = 400;

pub(super) struct Keeper {
    /// Itself, for what is called back.
    me: Weak<Self>,
    driver: Weak<Driver>,
    pub(super) account: Vec<u8>,
    place: RefCell<Place>,
    queue: RefCell<Queue>,
    writing: Cell<bool>,
    /// Until what waits is written, where it is held.
    hold: RefCell<Option<Timer>>,
    /// Until the journal is folded.
    rest: RefCell<Option<Timer>>,
    released: Cell<bool>,
    lock: RefCell<Option<Waiting>>,
    channel: RefCell<Option<Channel>>,
    /// What other tabs said before the core could hear it.
    backlog: RefCell<Option<Vec<Vec<u8>>>>,
    /// Counts the changes of part, so that a slow reading for an old one is dropped.
    turn: Cell<u32>,
    /// Somebody answered [`WHO`].
    answered: Cell<bool>,
    /// The first reading was begun.
    claimed: Cell<bool>,
    /// Ends the wait for the database, or for being deposed.
    patience: RefCell<Option<Timer>>,
}

/// Where records go.
#[derive(Clone)]
enum Place {
    /// Not known yet, or to another tab.
    Nowhere,
    Disk(Disk),
    Memory(AccountId),
    /// The disk failed: what is new lives in the core alone, and what is old may still be deleted.
    Lost(Disk),
}

impl Keeper {
    pub(super) fn claim(driver: &Rc<Driver>, account: Vec<u8>, shelf: Shelf) -> Rc<Self> {
        let keeper = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            driver: Rc::downgrade(driver),
            account,
            place: RefCell::new(Place::Nowhere),
            queue: RefCell::default(),
            writing: Cell::new(false),
            hold: RefCell::new(None),
            rest: RefCell::new(None),
            released: Cell::new(false),
            lock: RefCell::new(None),
            channel: RefCell::new(None),
            backlog: RefCell::new(Some(Vec::new())),
            turn: Cell::new(0),
            answered: Cell::new(false),
            claimed: Cell::new(false),
            patience: RefCell::new(None),
        });
        match shelf {
            Shelf::Memory => keeper.be_alone(),
            Shelf::Device => {
                // Without a word between tabs, each is on its own.
                if keeper.open_channel() { keeper.lock(How::IfFree) } else { keeper.be_alone() }
            }
        }
        keeper
    }

    /// Whether an answer will come. `false`: there is nothing to wait for.
    pub(super) fn commit(self: &Rc<Self>, step: StepId, batch: Batch) -> bool {
        match &*self.place.borrow() {
            Place::Memory(id) => {
                if let Some(driver) = self.driver.upgrade() {
                    // Memory has room.
                    let _ = driver.memory.borrow_mut().commit(*id, &batch);
                }
                return false;
            }
            // Until it is known who writes here, nothing counts as stored.
            Place::Nowhere if self.patience.borrow().is_some() => {
                self.queue.borrow_mut().add(step, batch);
                return true;
            }
            Place::Lost(_) | Place::Nowhere => return false,
            Place::Disk(_) => {}
        }
        self.queue.borrow_mut().add(step, batch);
        self.write_soon();
        true
    }

    /// Whether anything goes to the disk.
    pub(super) fn keeps(&self) -> bool {
        matches!(&*self.place.borrow(), Place::Disk(_))
    }

    pub(super) fn erase(self: &Rc<Self>) {
        match &*self.place.borrow() {
            Place::Memory(_) => {
                if let Some(driver) = self.driver.upgrade() {
                    driver.memory.borrow_mut().erase(&self.account);
                }
            }
            Place::Disk(_) | Place::Lost(_) => self.queue.borrow_mut().erase(),
            Place::Nowhere => {}
        }
        self.write_soon();
    }

    /// Whether this tab's memory is all there is.
    pub(super) fn is_in_memory(&self) -> bool {
        matches!(&*self.place.borrow(), Place::Memory(_))
    }

    /// To read what is kept, whoever may write it. `None` of what this tab knows nothing of yet.
    pub(super) async fn reader(&self) -> Result<Option<Reader>, StoreError> {
        let Some(driver) = self.driver.upgrade() else { return Ok(None) };
        let place = self.place.borrow().clone();
        match place {
            Place::Memory(id) => Ok(Some(Reader::memory(&driver, id))),
            Place::Disk(disk) | Place::Lost(disk) => Reader::of_disk(&driver, disk.id).await.map(Some),
            Place::Nowhere => Reader::of_account(&driver, &self.account).await,
        }
    }

    pub(super) fn tell(self: &Rc<Self>, bytes: &[u8]) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.send(bytes);
        }
    }

    pub(super) fn steal(self: &Rc<Self>) {
        self.lock(How::Steal);
    }

    /// The lock is given back when all is written: who leads next must find it.
    pub(super) fn release(self: &Rc<Self>) {
        self.released.set(true);
        drop(self.channel.take());
        self.let_go();
        if !self.writing.get() {
            drop(self.lock.take());
        }
    }

    fn lock(self: &Rc<Self>, how: How) {
        let name = String::from_utf8_lossy(&self.account).into_owned();
        let held = Rc::new(Cell::new(false));
        let granted = {
            let (keeper, held) = (self.me.clone(), held.clone());
            move || {
                held.set(true);
                upgrade(&keeper, |keeper| keeper.take_part(Claim::Lead));
            }
        };
        let keeper = self.me.clone();
        let lost = move || {
            upgrade(&keeper, |keeper| match (held.get(), how) {
                (true, _) => keeper.be_deposed(),
                (false, How::IfFree | How::Steal) => keeper.follow(),
                // Nobody has it, and the browser does not give it to us either: it lets this page lock nothing.
                (false, How::InTurn) => keeper.ask_for_an_owner(),
            });
        };
        let lock = locks::wait(&["snug:", &name].concat(), how, granted, lost);
        match lock {
            Some(lock) => drop(self.lock.replace(Some(lock))),
            None => self.ask_for_an_owner(),
        }
    }

    fn follow(self: &Rc<Self>) {
        self.lock(How::InTurn);
        self.take_part(Claim::Follow);
    }

    /// Another tab took the lead.
    fn be_deposed(self: &Rc<Self>) {
        self.stop_writing();
        self.feed(Core::handle_deposed);
        self.follow();
    }

    /// Without locks, an owner that answers keeps what is on the device, and this tab keeps to itself.
    fn ask_for_an_owner(self: &Rc<Self>) {
        self.tell(WHO);
        let keeper = self.me.clone();
        let waiting = Timer::after(ANSWER_WITHIN, move || {
            upgrade(&keeper, |keeper| {
                if keeper.answered.get() { keeper.be_alone() } else { keeper.take_part(Claim::Lead) }
            });
        });
        // It fires once, and then is gone.
        std::mem::forget(waiting);
    }

    /// In memory, with a client id of its own.
    pub(super) fn be_alone(self: &Rc<Self>) {
        let Some(driver) = self.driver.upgrade() else { return };
        drop(self.lock.take());
        drop(self.channel.take());
        self.turn.set(self.turn.get() + 1);
        let (id, kept) = driver.memory.borrow_mut().load(&self.account, fresh_id());
        self.place.replace(Place::Memory(id));
        self.claimed(Claim::Alone, kept);
    }

    pub(super) fn take_part(self: &Rc<Self>, claim: Claim) {
        self.turn.set(self.turn.get() + 1);
        self.backlog.borrow_mut().get_or_insert_default();
        if matches!(&*self.place.borrow(), Place::Nowhere) && !self.claimed.replace(true) {
            self.watch_the_clock();
        }
        let (keeper, turn) = (self.clone(), self.turn.get());
        spawn_local(async move {
            let Some(driver) = keeper.driver.upgrade() else { return };
            let loaded = load(&driver, &keeper.account, claim).await;
            if turn != keeper.turn.get() || keeper.released.get() {
                return;
            }
            drop(keeper.patience.take());
            match loaded {
                Ok(Loaded { kept, disk }) => {
                    keeper.place.replace(disk.map_or(Place::Nowhere, Place::Disk));
                    keeper.claimed(claim, kept);
                }
                Err(trouble) => {
                    driver.trouble(trouble);
                    keeper.be_alone();
                }
            }
        });
    }

    /// A browser can let an upgrade in another tab take for ever; the chat does not wait for that.
    fn watch_the_clock(self: &Rc<Self>) {
        let keeper = self.me.clone();
        let patience = Timer::after(OPEN_WITHIN, move || {
            upgrade(&keeper, |keeper| {
                drop(keeper.patience.take());
                if let Some(driver) = keeper.driver.upgrade() {
                    driver.trouble(StoreError::Broken);
                }
                keeper.be_alone();
            });
        });
        drop(self.patience.replace(Some(patience)));
    }

    fn claimed(self: &Rc<Self>, claim: Claim, kept: Kept) {
        // Somebody may have signed out meanwhile, which is heard before anything is begun.
        let backlog = self.backlog.take().unwrap_or_default();
        for bytes in backlog.clone() {
            self.feed(move |core, now| core.handle_told(now, &bytes));
        }
        self.feed(move |core, now| core.handle_claimed(now, claim, kept));
        if let Some(driver) = self.driver.upgrade() {
            driver.searching.take();
            driver.bring_back_drafts();
        }
        for bytes in backlog {
            self.feed(move |core, now| core.handle_told(now, &bytes));
        }
    }

    fn open_channel(self: &Rc<Self>) -> bool {
        let name = ["snug:", &String::from_utf8_lossy(&self.account)].concat();
        let keeper = self.me.clone();
        let channel = Channel::open(&name, move |bytes| upgrade(&keeper, |keeper| keeper.hear(bytes)));
        let is_open = channel.is_some();
        drop(self.channel.replace(channel));
        is_open
    }

    fn hear(self: &Rc<Self>, bytes: Vec<u8>) {
        if bytes == WHO {
            if matches!(&*self.place.borrow(), Place::Disk(_)) {
                self.tell(ME);
            }
        } else if bytes == ME {
            self.answered.set(true);
        } else if let Some(backlog) = &mut *self.backlog.borrow_mut() {
            backlog.push(bytes);
        } else {
            self.feed(move |core, now| core.handle_told(now, &bytes));
        }
    }

    fn feed(self: &Rc<Self>, input: impl FnOnce(&mut Core, Now) + 'static) {
        if let Some(driver) = self.driver.upgrade().filter(|_| !self.released.get()) {
            driver.feed(input);
        }
    }
}

fn upgrade(keeper: &Weak<Keeper>, what: impl FnOnce(&Rc<Keeper>)) {
    if let Some(keeper) = keeper.upgrade().filter(|keeper| !keeper.released.get()) {
        what(&keeper);
    }
}
