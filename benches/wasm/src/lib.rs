//! What of the page is measured without its interface, as a module for the browser: the MQTT codec here, the whole engine
//! in `publish` and `receive`. Compiled as the page is, so that the page itself carries nothing that only a benchmark needs.

#[cfg(target_arch = "wasm32")]
mod publish;
#[cfg(target_arch = "wasm32")]
mod receive;

use snug::mqtt::{DEFAULT_PACKET_LIMIT, Framer, Packet, PacketId, Publish, PublishId, TopicName};
use std::hint::black_box;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::WebSocket;

const TOPIC: &str = "home/kitchen/chat";
const ID: u16 = 0x1234;

/// A connection's codec.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Codec {
    framer: Framer,
    payload: Vec<u8>,
    out: Vec<u8>,
}

#[wasm_bindgen]
impl Codec {
    /// With payloads of so many bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(payload: usize) -> Self {
        Self { framer: Framer::new(DEFAULT_PACKET_LIMIT), payload: vec![b'x'; payload], out: Vec::new() }
    }

    /// Reads what one WebSocket message brought. How many packets it was; 0 when one of them was none of MQTT's.
    pub fn decode(&mut self, bytes: &[u8]) -> u32 {
        let mut count = 0;
        let mut frames = self.framer.feed(bytes);
        while let Ok(Some(frame)) = frames.next() {
            if black_box(Packet::decode(frame)).is_err() {
                return 0;
            }
            count += 1;
        }
        count
    }

    /// Gives the bytes of one PUBLISH at QoS 1 to whatever stands for a socket; of none where it could not be made.
    pub fn publish(&mut self, socket: &WebSocket) {
        self.out.clear();
        if let (Ok(topic), Some(id)) = (TopicName::parse(TOPIC), PacketId::new(ID)) {
            let (delivery, payload) = (PublishId::AtLeastOnce(id), self.payload.as_slice());
            let publish = Publish { dup: false, delivery, retain: false, topic, payload };
            Packet::Publish(publish).encode(&mut self.out).unwrap_or_default();
        }
        self.give(socket);
    }

    /// The bytes of one PUBACK.
    pub fn ack(&mut self, socket: &WebSocket) {
        self.out.clear();
        if let Some(id) = PacketId::new(ID) {
            Packet::PubAck(id).encode(&mut self.out).unwrap_or_default();
        }
        self.give(socket);
    }

    /// As the page does: a view of the module's memory.
    fn give(&self, socket: &WebSocket) {
        let _ = socket.send_with_u8_array(&self.out);
    }
}
