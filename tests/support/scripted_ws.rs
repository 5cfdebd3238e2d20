//! A broker made of a few lines, for what no real one does on request: it refuses chosen rooms with SUBACK 0x80,
//! hangs up amid a burst, or isn't an MQTT broker at all. It writes raw bytes, so that it shares no mistake with our codec.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// How the scripted endpoint behaves.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// A broker for one client that refuses these filters.
    Refusing(Vec<String>),
    /// A broker that says this many things in a room as soon as somebody subscribes, and hangs up right behind the last:
    /// the first time.
    HangingUp { topic: String, after: usize },
    /// A WebSocket that agrees to speak `mqtt` and then greets with words.
    TalkingText,
    /// A WebSocket that knows no subprotocol.
    WithoutSubprotocol,
}

/// Listens until dropped.
#[derive(Debug)]
pub(crate) struct ScriptedWs {
    port: u16,
    task: JoinHandle<()>,
    /// Payloads published to refused filters, for tests that nothing is lost or leaked.
    published: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl ScriptedWs {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port exists");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let published = Arc::default();
        let seen = Arc::clone(&published);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, manner.clone(), Arc::clone(&seen)));
            }
        });
        Self { port, task, published }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mqtt", self.port)
    }

    /// Payloads of all publishes so far.
    pub(crate) fn published(&self) -> Vec<Vec<u8>> {
        self.published.lock().expect("no panic while held").clone()
    }
}

impl Drop for ScriptedWs {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(stream: TcpStream, manner: Manner, published: Arc<Mutex<Vec<Vec<u8>>>>) -> Option<()> {
    let subprotocol = !matches!(manner, Manner::WithoutSubprotocol);
    let mut socket = accept(stream, subprotocol).await?;
    let (refused, burst) = match manner {
        Manner::Refusing(refused) => (refused, None),
        Manner::HangingUp { topic, after } => (Vec::new(), Some((topic, after))),
        Manner::TalkingText | Manner::WithoutSubprotocol => {
            socket.send(Message::text("Hello! I am no broker.")).await.ok()?;
            // Read until the other side leaves, as a polite server does.
            while socket.next().await?.is_ok() {}
            return None;
        }
    };
    let mut pending = Vec::new();
    loop {
        if let Message::Binary(bytes) = socket.next().await?.ok()? {
            pending.extend_from_slice(&bytes);
        }
        while let Some(packet) = Packet::take(&mut pending) {
            if packet.kind() == PUBLISH {
                published.lock().expect("no panic while held").push(packet.payload()?.to_vec());
            }
            for answer in packet.answers(&refused)? {
                socket.send(Message::binary(answer)).await.ok()?;
            }
            if let Some((topic, after)) = &burst
                && packet.kind() == SUBSCRIBE
                && packet.filters().iter().any(|(filter, _)| filter == topic)
                && is_first(&published)
            {
                for number in 0..*after {
                    socket
                        .feed(Message::binary(publish(topic, format!("burst {number}").as_bytes())))
                        .await
                        .ok()?;
                }
                return socket.close(None).await.ok();
            }
        }
    }
}

/// Whether this is asked for the first time.
fn is_first(published: &Mutex<Vec<Vec<u8>>>) -> bool {
    let mut published = published.lock().expect("no panic while held");
    published.push(Vec::new());
    published.iter().filter(|payload| payload.is_empty()).count() == 1
}

// The error type is the library's, and large; a handshake happens once.
#[allow(clippy::result_large_err)]
async fn accept(stream: TcpStream, subprotocol: bool) -> Option<WebSocketStream<TcpStream>> {
    let answer = |_: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        if subprotocol {
            let mqtt = "mqtt".parse().expect("a header's value");
            response.headers_mut().insert("sec-websocket-protocol", mqtt);
        }
        Ok(response)
    };
    accept_hdr_async(stream, answer).await.ok()
}

const CONNECT: u8 = 1;
const PUBLISH: u8 = 3;
const PUBREL: u8 = 6;
const SUBSCRIBE: u8 = 8;
const UNSUBSCRIBE: u8 = 10;
const PINGREQ: u8 = 12;

/// One packet's first byte and what its Remaining Length counts.
struct Packet {
    first: u8,
    body: Vec<u8>,
}

impl Packet {
    /// Cuts the first whole packet off `bytes`.
    fn take(bytes: &mut Vec<u8>) -> Option<Self> {
        let first = *bytes.first()?;
        let (mut length, mut head) = (0, 1);
        loop {
            let byte = usize::from(*bytes.get(head)?);
            length |= (byte & 0x7F) << (7 * (head - 1));
            head += 1;
            if byte < 0x80 {
                break;
            }
        }
        let body = bytes.get(head..head + length)?.to_vec();
        bytes.drain(..head + length);
        Some(Self { first, body })
    }

    fn kind(&self) -> u8 {
        self.first >> 4
    }

    fn qos(&self) -> u8 {
        (self.first >> 1) & 3
    }

    fn topic_length(&self) -> Option<usize> {
        let (high, low) = (*self.body.first()?, *self.body.get(1)?);
        Some(usize::from(u16::from_be_bytes([high, low])))
    }

    fn topic(&self) -> Option<&str> {
        std::str::from_utf8(self.body.get(2..2 + self.topic_length()?)?).ok()
    }

    fn payload(&self) -> Option<&[u8]> {
        let id = if self.qos() > 0 { 2 } else { 0 };
        self.body.get(2 + self.topic_length()? + id..)
    }

    /// What a broker says to it. Publishes to rooms that were not refused come back at QoS 0.
    fn answers(&self, refused: &[String]) -> Option<Vec<Vec<u8>>> {
        Some(match self.kind() {
            CONNECT => vec![vec![0x20, 2, 0, 0]],
            PUBLISH => {
                let mut answers = Vec::new();
                let at = 2 + self.topic_length()?;
                if let (1 | 2, Some(id)) = (self.qos(), self.body.get(at..at + 2)) {
                    let kind = if self.qos() == 1 { 0x40 } else { 0x50 };
                    answers.push([&[kind, 2], id].concat());
                }
                if refused.iter().all(|filter| Some(filter.as_str()) != self.topic()) {
                    answers.push(publish(self.topic()?, self.payload()?));
                }
                answers
            }
            PUBREL => vec![[&[0x70, 2], self.body.get(..2)?].concat()],
            SUBSCRIBE => {
                let codes = self
                    .filters()
                    .into_iter()
                    .map(|(filter, qos)| if refused.contains(&filter) { 0x80 } else { qos });
                let codes = codes.collect::<Vec<_>>();
                let length = u8::try_from(2 + codes.len()).ok()?;
                vec![[&[0x90, length], self.body.get(..2)?, &codes].concat()]
            }
            UNSUBSCRIBE => vec![[&[0xB0, 2], self.body.get(..2)?].concat()],
            PINGREQ => vec![vec![0xD0, 0]],
            _ => Vec::new(),
        })
    }

    /// The filters of a SUBSCRIBE with the QoS asked for.
    fn filters(&self) -> Vec<(String, u8)> {
        let mut rest = self.body.get(2..).unwrap_or_default();
        let mut filters = Vec::new();
        while let [high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let (Some(filter), Some(qos)) = (after.get(..length), after.get(length)) else { break };
            filters.push((String::from_utf8_lossy(filter).into_owned(), *qos));
            rest = after.get(length + 1..).unwrap_or_default();
        }
        filters
    }
}

/// A QoS 0 PUBLISH.
fn publish(topic: &str, payload: &[u8]) -> Vec<u8> {
    let topic_length = u16::try_from(topic.len()).expect("it came in a packet").to_be_bytes();
    let body = [&topic_length, topic.as_bytes(), payload].concat();
    let mut packet = vec![0x30];
    let mut rest = body.len();
    loop {
        let digit = u8::try_from(rest % 128).expect("below 128");
        rest /= 128;
        packet.push(if rest > 0 { digit | 0x80 } else { digit });
        if rest == 0 {
            break;
        }
    }
    packet.extend(body);
    packet
}
