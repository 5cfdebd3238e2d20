//! An MQTT 3.1.1 client written out byte by byte, over TCP or WebSocket. It shares no code with what it tests.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message, client::IntoClientRequest as _, handshake::client::Response, http::HeaderValue,
    },
};

use super::{host::Host, soon};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) const PINGREQ: [u8; 2] = [0xC0, 0];
pub(crate) const PINGRESP: [u8; 2] = [0xD0, 0];
pub(crate) const DISCONNECT: [u8; 2] = [0xE0, 0];

pub(crate) enum Link {
    Tcp(TcpStream),
    Web(Box<Socket>),
}

/// A connection and what has come over it that is not yet a whole packet.
pub(crate) struct Client {
    pub(crate) link: Link,
    pending: Vec<u8>,
}

/// How to connect, in the terms of section 3.1.
#[derive(Default, Clone, Copy)]
pub(crate) struct Connect<'a> {
    pub(crate) id: &'a str,
    pub(crate) session: Session,
    pub(crate) user: Option<(&'a str, &'a str)>,
    pub(crate) will: Option<(&'a str, &'a str)>,
}

#[derive(Default, Clone, Copy, PartialEq)]
pub(crate) enum Session {
    #[default]
    Clean,
    Kept,
}

/// A PUBLISH before it has bytes.
#[derive(Clone, Copy)]
pub(crate) struct Publish<'a> {
    pub(crate) topic: &'a str,
    pub(crate) payload: &'a [u8],
    pub(crate) qos: u8,
    pub(crate) retain: bool,
    pub(crate) id: u16,
}

/// Opens a WebSocket to the broker, offering `subprotocol` if there is one.
pub(crate) async fn web_socket(
    host: &Host,
    subprotocol: Option<&'static str>,
) -> Result<(Socket, Response), Error> {
    let mut request = format!("ws://127.0.0.1:{}/mqtt", host.port).into_client_request()?;
    if let Some(name) = subprotocol {
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(name));
    }
    soon("the handshake", connect_async(request)).await
}

impl Client {
    pub(crate) async fn over_tcp(host: &Host) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", host.mqtt_port)).await.expect("the TCP port accepts");
        Self { link: Link::Tcp(stream), pending: Vec::new() }
    }

    pub(crate) async fn over_web_socket(host: &Host) -> Self {
        let (socket, _) = web_socket(host, Some("mqtt")).await.expect("the WebSocket accepts");
        Self { link: Link::Web(Box::new(socket)), pending: Vec::new() }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        match &mut self.link {
            Link::Tcp(stream) => stream.write_all(bytes).await.expect("the stream takes bytes"),
            Link::Web(socket) => {
                socket.send(Message::Binary(bytes.to_vec().into())).await.expect("the socket takes bytes");
            }
        }
    }

    /// The next whole packet; nothing when the broker has ended the connection.
    pub(crate) async fn packet(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(length) = whole(&self.pending) {
                return Some(self.pending.drain(..length).collect());
            }
            let bytes = soon("a packet", self.more()).await?;
            self.pending.extend(bytes);
        }
    }

    async fn more(&mut self) -> Option<Vec<u8>> {
        match &mut self.link {
            Link::Tcp(stream) => {
                let mut bytes = vec![0; 4096];
                let count = stream.read(&mut bytes).await.ok().filter(|count| *count > 0)?;
                bytes.truncate(count);
                Some(bytes)
            }
            Link::Web(socket) => loop {
                match socket.next().await?.ok()? {
                    Message::Binary(bytes) => return Some(bytes.to_vec()),
                    Message::Text(text) => panic!("the broker sent text: {text}"),
                    Message::Close(_) => return None,
                    _ => {}
                }
            },
        }
    }

    /// Connects and returns the CONNACK's two bytes: session present, and the code.
    pub(crate) async fn connect(&mut self, connect: Connect<'_>) -> [u8; 2] {
        self.send(&connect.bytes()).await;
        match self.packet().await.as_deref() {
            Some([0x20, 2, present, code]) => [*present, *code],
            other => panic!("expected CONNACK, got {other:02X?}"),
        }
    }

    /// Subscribes and returns the SUBACK's code for the filter.
    pub(crate) async fn subscribe(&mut self, filter: &str, qos: u8) -> u8 {
        let id = [0, 10];
        self.send(&packet(0x82, &[&id, &*string(filter), &[qos]])).await;
        match self.packet().await.as_deref() {
            Some([0x90, 3, 0, 10, code]) => *code,
            other => panic!("expected SUBACK, got {other:02X?}"),
        }
    }

    pub(crate) async fn publish(&mut self, publish: Publish<'_>) {
        self.send(&publish.bytes()).await;
    }

    /// Expects exactly this packet next.
    pub(crate) async fn expect(&mut self, bytes: &[u8]) {
        assert_eq!(self.packet().await.as_deref(), Some(bytes), "left: came, right: expected");
    }

    /// Sends DISCONNECT and waits until the broker has ended the connection too.
    pub(crate) async fn leave(mut self) {
        self.send(&DISCONNECT).await;
        assert_eq!(self.packet().await, None);
    }
}

impl Connect<'_> {
    /// Section 3.1, with a keep alive of 60 s.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let clean = if self.session == Session::Clean { 0x02 } else { 0 };
        let will = if self.will.is_some() { 0x04 } else { 0 };
        let user = if self.user.is_some() { 0xC0 } else { 0 };
        let mut body = vec![0, 4, b'M', b'Q', b'T', b'T', 4, clean | will | user, 0, 60];
        body.extend(string(self.id));
        for (first, second) in [self.will, self.user].into_iter().flatten() {
            body.extend(string(first));
            body.extend(string(second));
        }
        packet(0x10, &[&body])
    }
}

impl Publish<'_> {
    /// Section 3.3, DUP clear.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let id = self.id.to_be_bytes();
        let id: &[u8] = if self.qos == 0 { &[] } else { &id };
        packet(0x30 | self.qos << 1 | u8::from(self.retain), &[&string(self.topic), id, self.payload])
    }
}

fn packet(first: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut bytes = vec![first];
    let mut rest = body.len();
    loop {
        let digit = (rest % 128) as u8;
        rest /= 128;
        bytes.push(if rest > 0 { digit | 0x80 } else { digit });
        if rest == 0 {
            break;
        }
    }
    bytes.extend(body);
    bytes
}

fn string(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a string of MQTT fits in 65535 bytes");
    [&length.to_be_bytes(), text.as_bytes()].concat()
}

/// The length of the packet at the beginning of `bytes`, once all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let (mut length, mut header) = (0, 1);
    for (place, byte) in bytes.iter().skip(1).take(4).enumerate() {
        length |= usize::from(byte & 0x7F) << (7 * place);
        header += 1;
        if byte & 0x80 == 0 {
            return (bytes.len() >= header + length).then_some(header + length);
        }
    }
    None
}
