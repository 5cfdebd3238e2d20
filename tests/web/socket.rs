//! The WebSocket adapter: what it offers, sends, tells, and no longer tells.

use super::{Heard, eval};
use snug::web::socket::{BadAddress, Socket, SocketEvent};
use wasm_bindgen_test::wasm_bindgen_test;

/// Puts a stand-in in the browser's place for as long as it lives; it notes what is asked of it.
struct StandIn;

impl StandIn {
    fn new() -> Self {
        eval(
            "globalThis.realSocket = WebSocket;
             globalThis.WebSocket = class extends EventTarget {
                static OPEN = 1;
                constructor(url, protocols) {
                    super();
                    Object.assign(this, { url, protocols, protocol: 'mqtt', readyState: 0, binaryType: 'blob',
                        bufferedAmount: 0, sent: [], closed: [] });
                    globalThis.standIn = this;
                }
                send(data) { this.sent.push(data instanceof Uint8Array ? Array.from(data).join() : typeof data); }
                close(code) { this.closed.push(code); this.readyState = 2; }
             }",
        );
        Self
    }

    fn say(&self, script: &str) {
        eval(script);
    }

    fn is(&self, question: &str) -> bool {
        eval(question).is_truthy()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        eval("globalThis.WebSocket = globalThis.realSocket");
    }
}

#[wasm_bindgen_test]
fn the_subprotocol_mqtt_is_offered_and_messages_come_as_buffers_from_the_start() {
    let browser = StandIn::new();
    let heard = Heard::new();
    let _socket = Socket::open("ws://a/mqtt", heard.teller()).unwrap();
    assert!(browser.is("standIn.url === 'ws://a/mqtt' && [standIn.protocols].flat().join() === 'mqtt'"));
    assert!(browser.is("standIn.binaryType === 'arraybuffer'"));
    assert!(browser.is("standIn.onopen && standIn.onmessage && standIn.onclose"), "nothing can be missed");
}

#[wasm_bindgen_test]
fn bytes_leave_as_one_binary_message() {
    let browser = StandIn::new();
    let socket = Socket::open("ws://a/mqtt", |_| ()).unwrap();
    socket.send(&[0xE0, 0]);
    assert!(browser.is("standIn.sent.join(';') === '224,0'"));
}

#[wasm_bindgen_test]
fn opening_messages_and_the_end_are_told_in_order() {
    let browser = StandIn::new();
    let heard = Heard::new();
    let _socket = Socket::open("ws://a/mqtt", heard.teller()).unwrap();
    browser.say(
        "standIn.onopen(new Event('open'));
         standIn.onmessage(new MessageEvent('message', { data: new Uint8Array([32, 2, 0, 0]).buffer }));
         standIn.onmessage(new MessageEvent('message', { data: 'text' }));
         standIn.onclose(new CloseEvent('close', { code: 1006 }))",
    );
    let told = heard.take();
    assert!(matches!(&told[0], SocketEvent::Opened { protocol } if protocol == "mqtt"));
    let SocketEvent::Binary(received) = &told[1] else { panic!("bytes, not {:?}", told[1]) };
    let mut bytes = vec![0];
    received.append_to(&mut bytes);
    assert_eq!(bytes, [0, 32, 2, 0, 0]);
    assert!(matches!(told[2], SocketEvent::Text), "[MQTT-6.0.0-1]");
    assert!(matches!(told[3], SocketEvent::Closed { was_open: true, code: 1006 }));
}

#[wasm_bindgen_test]
fn a_dropped_socket_is_closed_and_silent() {
    let browser = StandIn::new();
    let heard = Heard::new();
    let socket = Socket::open("ws://a/mqtt", heard.teller()).unwrap();
    drop(socket);
    assert!(browser.is("standIn.closed.length === 1"));
    assert!(browser.is("!standIn.onopen && !standIn.onmessage && !standIn.onclose"));
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn a_socket_closed_with_a_code_is_not_closed_again() {
    let browser = StandIn::new();
    let socket = Socket::open("ws://a/mqtt", |_| ()).unwrap();
    socket.close(4000);
    drop(socket);
    assert!(browser.is("standIn.closed.join() === '4000'"));
}

#[wasm_bindgen_test]
fn bytes_the_network_has_not_taken_are_counted() {
    let browser = StandIn::new();
    let socket = Socket::open("ws://a/mqtt", |_| ()).unwrap();
    browser.say("standIn.bufferedAmount = 70000");
    assert_eq!(socket.buffered(), 70_000);
}

#[wasm_bindgen_test]
fn what_is_no_address_is_refused_at_once() {
    assert_eq!(Socket::open("ws://[::1", |_| ()).unwrap_err(), BadAddress);
}

#[wasm_bindgen_test]
async fn a_port_where_nobody_listens_ends_before_it_opened() {
    let heard = Heard::new();
    // Nobody listens below 1024 on a test machine; what the browser tells is the same for every dead port.
    let _socket = Socket::open("ws://127.0.0.1:47/mqtt", heard.teller()).unwrap();
    assert!(matches!(heard.next().await, SocketEvent::Closed { was_open: false, .. }));
}
