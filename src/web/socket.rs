//! One WebSocket: the subprotocol `mqtt` offered, binary messages only, close codes kept.
//! Listens before anything can happen, and falls silent the moment it is dropped.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

/// What a socket tells.
#[derive(Debug)]
pub enum SocketEvent {
    /// The subprotocol that the server chose; empty if none.
    Opened {
        protocol: String,
    },
    Binary(Received),
    /// A text message, whatever it said.
    Text,
    Closed {
        was_open: bool,
        code: u16,
    },
}

/// What one binary message brought, still the browser's.
#[derive(Debug)]
pub struct Received(Uint8Array);

impl Received {
    /// Copies it behind what is there.
    pub fn append_to(&self, bytes: &mut Vec<u8>) {
        let before = bytes.len();
        bytes.resize(before + self.0.length() as usize, 0);
        if let Some(room) = bytes.get_mut(before..) {
            self.0.copy_to(room);
        }
    }
}

/// The text can't be a WebSocket's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadAddress;

/// Dropping it closes it, and nothing is heard of it any more.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _listeners: Listeners,
}

#[derive(Debug)]
struct Listeners {
    _open: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    pub fn open(url: &str, tell: impl Fn(SocketEvent) + Clone + 'static) -> Result<Self, BadAddress> {
        let opened = early(url);
        let socket =
            opened.map_or_else(|| WebSocket::new_with_str(url, "mqtt").map_err(|_| BadAddress), Ok)?;
        // A Blob would have to be read asynchronously, which can reorder pieces.
        socket.set_binary_type(BinaryType::Arraybuffer);
        let listeners = Listeners::attach(&socket, tell);
        if socket.ready_state() == WebSocket::OPEN {
            tell_again(socket.clone());
        }
        Ok(Self { socket, _listeners: listeners })
    }

    /// One binary message. A socket that is closing drops it, as the end of the connection will tell.
    pub fn send(&self, bytes: &[u8]) {
        // As a view of the module's memory: browsers copy the bytes before `send` returns.
        let _ = self.socket.send_with_u8_array(bytes);
    }

    /// After what was sent; `code` is 1000 or 3000–4999.
    pub fn close(&self, code: u16) {
        let _ = self.socket.close_with_code(code);
    }

    /// Bytes given to `send` that the network has not taken yet.
    pub fn buffered(&self) -> usize {
        self.socket.buffered_amount() as usize
    }
}

/// The socket that the form before the app opened (`boot/form.js`), if it leads there and may still be used. Nothing was
/// sent on it, and before that no MQTT broker says anything. Any other is of no use.
fn early(url: &str) -> Option<WebSocket> {
    const NAME: &str = "snugSocket";
    let window = super::page::window();
    let socket: WebSocket = Reflect::get(&window, &NAME.into()).ok()?.dyn_into().ok()?;
    let _ = Reflect::delete_property(&window, &NAME.into());
    let leads_there = Reflect::get(&socket, &"address".into()).is_ok_and(|address| address == url);
    if leads_there && socket.ready_state() <= WebSocket::OPEN {
        return Some(socket);
    }
    let _ = socket.close();
    None
}

/// That it is open, which nobody listened to when it was told.
fn tell_again(socket: WebSocket) {
    spawn_local(async move {
        if let Ok(open) = Event::new("open") {
            let _ = socket.dispatch_event(&open);
        }
    });
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        if self.socket.ready_state() <= WebSocket::OPEN {
            let _ = self.socket.close();
        }
    }
}

impl Listeners {
    fn attach(socket: &WebSocket, tell: impl Fn(SocketEvent) + Clone + 'static) -> Self {
        let was_open = std::rc::Rc::new(std::cell::Cell::new(false));
        let open = {
            let (socket, tell, was_open) = (socket.clone(), tell.clone(), was_open.clone());
            Closure::<dyn FnMut(Event)>::new(move |_| {
                was_open.set(true);
                tell(SocketEvent::Opened { protocol: socket.protocol() });
            })
        };
        let message = {
            let tell = tell.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                tell(match event.data().dyn_into::<ArrayBuffer>() {
                    Ok(buffer) => SocketEvent::Binary(Received(Uint8Array::new(&buffer))),
                    Err(_) => SocketEvent::Text,
                });
            })
        };
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            tell(SocketEvent::Closed { was_open: was_open.get(), code: event.code() });
        });
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Self { _open: open, _message: message, _close: close }
    }
}
