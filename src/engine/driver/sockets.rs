//! The core's sockets: the one to the broker, whose bytes are gathered while many come; those of a search for one; and how
//! much of what was sent still waits in the browser.

use std::rc::{Rc, Weak};

use super::{Driver, feed_weak};
use crate::chat::Visibility;
use crate::engine::ProbeId;
use crate::engine::core::Core;
use crate::mqtt::client::{Closed, ConnectionId};
use crate::web::socket::{Received, Socket, SocketEvent};
use crate::web::timer::{Timer, Turn};

/// Above this many unsent bytes the core is told, and told again until it shrank.
const BUFFER_WORTH_TELLING: usize = 64 * 1024;
const BUFFER_CHECK: u64 = 50;
/// So many bytes are gathered at most: a hundred messages or two, a millisecond of work, fewer changes than a transaction takes.
const GATHERED: usize = 16 * 1024;

/// With so many bytes, what leaves together leaves at once.
const SENT_AT_ONCE: usize = 16 * 1024;
/// After so many turns that each brought something, none of which we answered, it is a flood: then it is gathered by time.
const FLOOD_TURNS: u32 = 4;
const FLOOD_GATHERING: u64 = 1;

/// What came from the broker and the core has not heard. MQTT's bytes are one stream, however they are cut into messages
/// [MQTT-6.0.0-2], and many packets at once are one step and one word to whoever draws.
#[derive(Default)]
pub(super) struct Heard {
    connection: ConnectionId,
    bytes: Vec<u8>,
    /// What comes until the browser's next turn is gathered.
    gathering: bool,
    turn: Option<Turn>,
    flood: Option<Timer>,
    /// Turns that brought something, since anything was sent.
    unanswered: u32,
}

impl Driver {
    pub(super) fn open_socket(self: &Rc<Self>, connection: ConnectionId, url: &str) {
        let driver = Rc::downgrade(self);
        let opened = Socket::open(url, move |event| {
            let Some(driver) = driver.upgrade() else { return };
            match event {
                SocketEvent::Opened { protocol } => {
                    driver.feed(move |core, now| core.handle_opened(now, connection, &protocol));
                }
                SocketEvent::Binary(received) => driver.hear(connection, &received),
                SocketEvent::Text => driver.feed(move |core, now| core.handle_text(now, connection)),
                SocketEvent::Closed { was_open, code } => {
                    let how = if was_open { Closed::AfterOpen } else { Closed::BeforeOpen };
                    driver.feed(move |core, now| core.handle_closed(now, connection, how, code));
                }
            }
        });
        self.send_all();
        match opened {
            // The old one, if any, falls silent here.
            Ok(socket) => drop(self.socket.replace(Some(socket))),
            Err(_) => self.feed(Core::handle_bad_address),
        }
    }

    /// What comes first is heard at once, and what waited behind it in the browser is heard together: the longer we take,
    /// the more that is. Only in a flood does anything wait for a timer, and not in a hidden page, where those are slow.
    fn hear(self: &Rc<Self>, connection: ConnectionId, received: &Received) {
        let mut heard = self.heard.borrow_mut();
        heard.connection = connection;
        received.append_to(&mut heard.bytes);
        let waits = heard.gathering && heard.bytes.len() < GATHERED;
        drop(heard);
        if !waits || self.is_hidden() {
            self.hear_all();
        }
    }

    fn hear_all(self: &Rc<Self>) {
        self.take_heard();
        self.go_on();
        let mut heard = self.heard.borrow_mut();
        if heard.turn.is_none() {
            let driver = Rc::downgrade(self);
            heard.turn = Turn::new(move || stop_gathering(&driver));
        }
        if std::mem::replace(&mut heard.gathering, true) {
            return;
        }
        heard.unanswered += 1;
        if heard.unanswered > FLOOD_TURNS && !self.is_hidden() {
            let driver = Rc::downgrade(self);
            let over = move || stop_gathering(&driver);
            heard.flood = Some(Timer::after(FLOOD_GATHERING, over));
        } else if let Some(turn) = &heard.turn {
            turn.ask();
        } else {
            heard.gathering = false;
        }
    }

    fn stop_gathering(self: &Rc<Self>) {
        let mut heard = self.heard.borrow_mut();
        heard.gathering = false;
        if heard.bytes.is_empty() {
            heard.unanswered = 0;
            return;
        }
        drop(heard);
        self.hear_all();
    }

    fn is_hidden(&self) -> bool {
        self.core.borrow().visibility == Visibility::Hidden
    }

    /// Before whatever came after it.
    pub(super) fn take_heard(&self) {
        let mut heard = self.heard.borrow_mut();
        if heard.bytes.is_empty() {
            return;
        }
        let (connection, bytes) = (heard.connection, std::mem::take(&mut heard.bytes));
        let input = move |core: &mut Core, now| core.handle_message(now, connection, &bytes);
        self.inbox.borrow_mut().push_back(Box::new(input));
    }

    pub(super) fn open_probe(self: &Rc<Self>, probe: ProbeId, url: &str) {
        let driver = Rc::downgrade(self);
        let opened = Socket::open(url, move |event| {
            feed_weak(&driver, move |core, now| match event {
                SocketEvent::Opened { protocol } => core.handle_probe_opened(now, probe, &protocol),
                SocketEvent::Closed { .. } => core.handle_probe_closed(now, probe),
                SocketEvent::Binary(_) | SocketEvent::Text => {}
            });
        });
        match opened {
            Ok(socket) => drop(self.probes.borrow_mut().insert(probe, socket)),
            Err(_) => self.feed(move |core, now| core.handle_probe_closed(now, probe)),
        }
    }

    /// Packets that leave together are one WebSocket message: that may hold any number of them [MQTT-6.0.0-2].
    pub(super) fn send_soon(self: &Rc<Self>, bytes: &[u8]) {
        self.unsent.borrow_mut().extend_from_slice(bytes);
        if self.unsent.borrow().len() >= SENT_AT_ONCE {
            self.send_all();
        }
    }

    pub(super) fn send_all(self: &Rc<Self>) {
        let bytes = self.unsent.take();
        if bytes.is_empty() {
            return;
        }
        if let Some(socket) = &*self.socket.borrow() {
            socket.send(&bytes);
        }
        self.heard.borrow_mut().unanswered = 0;
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
}

fn stop_gathering(driver: &Weak<Driver>) {
    if let Some(driver) = driver.upgrade() {
        driver.stop_gathering();
    }
}
