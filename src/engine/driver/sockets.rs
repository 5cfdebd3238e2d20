//! The core's sockets: the one to the broker, those of a search for one, and how much of what was sent still waits in the
//! browser.

use std::rc::Rc;

use super::{Driver, feed_weak};
use crate::engine::ProbeId;
use crate::engine::core::Core;
use crate::mqtt::client::{Closed, ConnectionId};
use crate::web::socket::{Socket, SocketEvent};
use crate::web::timer::Timer;

/// Above this many unsent bytes the core is told, and told again until it shrank.
const BUFFER_WORTH_TELLING: usize = 64 * 1024;
const BUFFER_CHECK: u64 = 50;

impl Driver {
    pub(super) fn open_socket(self: &Rc<Self>, connection: ConnectionId, url: &str) {
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

    pub(super) fn send(self: &Rc<Self>, bytes: &[u8]) {
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
}
