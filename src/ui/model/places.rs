//! Where on the page somebody is: which pane a narrow screen shows, what stands above all else, and the way back.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Model;
use crate::chat::{MessageKey, RoomKey};
use crate::engine::{Command, Prefill};
use crate::web::{dom, history};

/// What the page shows; where there is room, rooms and people stand beside the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Rooms,
    Messages,
    People,
    Search,
    Settings,
}

impl Place {
    /// For the style sheet.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Messages => "messages",
            Self::People => "people",
            Self::Search => "search",
            Self::Settings => "settings",
        }
    }

    /// How far from the list of rooms.
    fn depth(self) -> u32 {
        match self {
            Self::Rooms => 0,
            Self::Messages => 1,
            Self::People | Self::Search | Self::Settings => 2,
        }
    }
}

/// A dialog, and a number that no other had.
#[derive(Clone)]
pub(crate) struct Open {
    pub(crate) number: u64,
    pub(crate) what: Modal,
}

/// What is asked or shown above all else.
#[derive(Clone)]
pub(crate) enum Modal {
    SignOut,
    Room(RoomKey),
    Message(RoomKey, MessageKey),
    Inspect(RoomKey, MessageKey),
    Invite(RoomKey),
    /// A link brought us here, and asks for something new.
    Invited(Prefill),
    Switcher,
    Keys,
    Commands,
    Ask(Ask),
}

/// A question before something that can't be taken back.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) title: &'static str,
    pub(crate) means: String,
    /// On the button that does it.
    pub(crate) word: &'static str,
    pub(crate) yes: fn(Model),
}

impl Model {
    pub(crate) fn open_modal(&self, what: Modal) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.modal.set(Some(Open { number: NEXT.fetch_add(1, Ordering::Relaxed), what }));
    }

    pub(crate) fn close_modal(&self) {
        if self.modal.with_untracked(Option::is_some) {
            self.modal.set(None);
        }
    }

    /// Goes somewhere; where that is further in, the system's Back comes back from it.
    pub(crate) fn go(&self, place: Place) {
        let before = self.place.get_untracked();
        if before == place {
            return;
        }
        let further = place.depth() > before.depth();
        let covers = place.depth() > 1 || dom::is_narrow();
        if further && covers {
            history::push(place.depth());
        }
        self.place.set(place);
        if place == Place::Rooms {
            self.send(Command::Close);
        } else if let Some(room) = self.open.get_untracked().filter(|_| place == Place::Messages) {
            self.send(Command::Open(room));
        }
    }

    /// One step back, the same as the system's Back where that leads there.
    pub(crate) fn go_back(&self) {
        if !history::back() {
            self.come_back();
        }
    }

    /// The system went back. From a dialog that is to what lies under it, which stays where it is.
    pub(crate) fn come_back(&self) {
        if self.modal.with_untracked(Option::is_some) {
            self.close_modal();
            let place = self.place.get_untracked();
            if place.depth() > history::depth() {
                history::push(place.depth());
            }
            return;
        }
        // On a narrow screen the list is a place of its own, from which search and settings may have been opened.
        let is_narrow = dom::is_narrow();
        let has_room = self.open.with_untracked(Option::is_some) && !(is_narrow && history::depth() == 0);
        match self.place.get_untracked() {
            Place::Messages if is_narrow => self.go(Place::Rooms),
            Place::Rooms | Place::Messages => {}
            Place::People | Place::Search | Place::Settings if has_room => self.go(Place::Messages),
            Place::People | Place::Search | Place::Settings => self.go(Place::Rooms),
        }
    }

    pub(super) fn go_home(&self) {
        self.place.set(Place::Rooms);
    }

    /// Puts a room on screen.
    pub(crate) fn open_room(&self, key: RoomKey) {
        self.show(key);
        self.send(Command::Open(key));
    }

    pub(super) fn show(&self, room: RoomKey) {
        if self.open.get_untracked() != Some(room) {
            self.answering.set(None);
            self.open.set(Some(room));
        }
        if self.place.get_untracked() == Place::Rooms && dom::is_narrow() {
            history::push(Place::Messages.depth());
        }
        self.place.set(Place::Messages);
    }
}
