//! The page's engine with its own hands and nobody who draws: hears a room until so many messages are in the chat's model,
//! where they are told to whoever draws; on the disk by then, if anything is kept.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use snug::chat::{Access, RoomKey};
use snug::engine::{self, Change, Command, Handle, HostConfig};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::publish::{call, sign_in, words_of};

/// Somebody who is signed in and listens.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Listener {
    ear: Rc<Ear>,
}

#[derive(Debug)]
struct Ear {
    handle: OnceCell<Handle>,
    room: Cell<Option<RoomKey>>,
    topic: String,
    /// How many are waited for.
    count: Cell<u64>,
    /// Told once the room is ours, then once all is heard.
    done: RefCell<Option<Function>>,
    failed: Function,
}

#[wasm_bindgen]
impl Listener {
    /// Signs in and joins; `ready` is called when the broker has granted the room. `trace`: `keep` or `none`.
    #[wasm_bindgen(constructor)]
    pub fn new(broker: String, room: String, trace: &str, ready: Function, failed: Function) -> Listener {
        let ear = Rc::new(Ear {
            handle: OnceCell::new(),
            room: Cell::new(None),
            topic: room.clone(),
            count: Cell::new(0),
            done: RefCell::new(Some(ready)),
            failed,
        });
        let hears = Rc::clone(&ear);
        let config = HostConfig { greeting: String::new(), ..HostConfig::default() };
        let handle = engine::start(config, move |changes| hears.hear(&changes));
        ear.handle.get_or_init(|| handle).send(Command::SignIn(sign_in(broker, room, trace)));
        Self { ear }
    }

    /// `done` is called when so many messages have been heard.
    pub fn listen(&self, count: u32, done: Function) {
        self.ear.done.replace(Some(done));
        self.ear.count.set(count.into());
    }
}

impl Ear {
    fn hear(&self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Rooms if self.room.get().is_none() => self.look_for_room(),
                Change::Timeline(_) if self.has_heard_all() => call(&self.done),
                Change::Problem(Some(problem)) => _ = self.failed.call1(&JsValue::NULL, &words_of(problem)),
                _ => {}
            }
        }
    }

    fn look_for_room(&self) {
        let Some(handle) = self.handle.get() else { return };
        let found = handle.chat(|chat| {
            let key = chat.find(&self.topic)?;
            chat.room(key).filter(|entry| matches!(entry.access, Access::Granted(_))).map(|entry| entry.key)
        });
        if found.is_some() {
            self.room.set(found);
            call(&self.done);
        }
    }

    fn has_heard_all(&self) -> bool {
        let (Some(handle), Some(room)) = (self.handle.get(), self.room.get()) else { return false };
        let heard = handle.chat(|chat| chat.room(room).map_or(0, |entry| entry.heard));
        self.count.get() > 0 && heard >= self.count.get()
    }
}
