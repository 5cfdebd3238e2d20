//! The page's engine with its own hands, socket, database and timers, and nobody who draws: says many messages, with so
//! many under way at most. One is under way from being said until its own copy is back.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use snug::chat::{Access, RoomKey, Status};
use snug::engine::{self, Change, Command, Handle, HostConfig, Problem, SignIn, Trace};
use snug::mqtt::Delivery;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Somebody who is signed in and has much to say.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Speaker {
    talk: Rc<Talk>,
}

#[derive(Debug)]
struct Talk {
    handle: OnceCell<Handle>,
    room: Cell<Option<RoomKey>>,
    topic: String,
    delivery: Delivery,
    said: Cell<u32>,
    delivered: Cell<u32>,
    count: Cell<u32>,
    most: Cell<u32>,
    /// Told once the room is ours, then once all is said; a problem goes to the second, in words.
    done: RefCell<Option<Function>>,
    failed: Function,
}

#[wasm_bindgen]
impl Speaker {
    /// Signs in and joins; `ready` is called when the broker has granted the room. `trace`: `keep` or `none`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        broker: String,
        room: String,
        qos: u8,
        trace: &str,
        ready: Function,
        failed: Function,
    ) -> Speaker {
        let talk = Rc::new(Talk {
            handle: OnceCell::new(),
            room: Cell::new(None),
            topic: room.clone(),
            delivery: Delivery::from_bits(qos).unwrap_or(Delivery::AtLeastOnce),
            said: Cell::new(0),
            delivered: Cell::new(0),
            count: Cell::new(0),
            most: Cell::new(0),
            done: RefCell::new(Some(ready)),
            failed,
        });
        let hears = Rc::clone(&talk);
        let config = HostConfig { greeting: String::new(), ..HostConfig::default() };
        let handle = engine::start(config, move |changes| hears.hear(&changes));
        talk.handle.get_or_init(|| handle).send(Command::SignIn(sign_in(broker, room, trace)));
        Self { talk }
    }

    /// Says so many messages; `done` is called when the last is delivered.
    pub fn say(&self, count: u32, most: u32, done: Function) {
        self.talk.done.replace(Some(done));
        self.talk.most.set(most);
        self.talk.count.set(count);
        self.talk.go_on();
    }
}

impl Talk {
    fn hear(&self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Rooms if self.room.get().is_none() => self.look_for_room(),
                Change::Status { status: Status::Delivered, .. } => {
                    self.delivered.set(self.delivered.get() + 1);
                }
                Change::Problem(Some(problem)) => {
                    let _ = self.failed.call1(&JsValue::NULL, &words_of(problem));
                }
                _ => {}
            }
        }
        self.go_on();
    }

    fn look_for_room(&self) {
        let Some(handle) = self.handle.get() else { return };
        let granted = |access| matches!(access, Access::Granted(_));
        let found = handle.chat(|chat| {
            let key = chat.find(&self.topic)?;
            chat.room(key).filter(|entry| granted(entry.access)).map(|entry| entry.key)
        });
        if let Some(room) = found {
            self.room.set(Some(room));
            handle.send(Command::Deliver { room, delivery: self.delivery });
            call(&self.done);
        }
    }

    /// Says as much as may be under way.
    fn go_on(&self) {
        let (Some(handle), Some(room)) = (self.handle.get(), self.room.get()) else { return };
        if self.count.get() == 0 {
            return;
        }
        while self.said.get() < self.count.get() && self.said.get() - self.delivered.get() < self.most.get() {
            self.said.set(self.said.get() + 1);
            let text = ["message ", &self.said.get().to_string(), ", as people write them"].concat();
            handle.send(Command::Say { room, text, re: None });
        }
        if self.delivered.get() == self.count.get() {
            call(&self.done);
        }
    }
}

/// As Lucy; `trace`: `keep` or `none`.
pub(crate) fn sign_in(broker: String, room: String, trace: &str) -> SignIn {
    let trace = if trace == "none" { Trace::None } else { Trace::Keep };
    SignIn { broker, room, name: "Lucy".to_owned(), keep_alive: 120, trace, ..SignIn::default() }
}

pub(crate) fn words_of(problem: &Problem) -> JsValue {
    JsValue::from_str(&format!("{problem:?}"))
}

/// Once, and not again.
pub(crate) fn call(told: &RefCell<Option<Function>>) {
    let told = told.take();
    if let Some(told) = told {
        let _ = told.call0(&JsValue::NULL);
    }
}
