//! A broker for one client that says yes to everything and, when told, writes a great many messages as fast as the socket
//! takes them, so many packets in each WebSocket message. Real brokers write one; nobody is slowed by them here, nor by this
//! one: what it writes was made beforehand.

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt as _, StreamExt as _};
use rumqttc::mqttbytes::{QoS, v4};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

use crate::bench::words;
use crate::sender::now_ms;

const LIMIT: usize = 1 << 20;

/// Listens until dropped.
#[derive(Debug)]
pub(crate) struct Firehose {
    port: u16,
    open: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Firehose {
    /// Has messages 1 to `count` for the room ready, `packets` of them in each frame.
    pub(crate) async fn ready(room: &str, count: usize, packets: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port exists");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let numbers: Vec<usize> = (1..=count).collect();
        let frame = |numbers: &[usize]| {
            let mut frame = BytesMut::new();
            for number in numbers {
                let publish =
                    v4::Publish::new(room, QoS::AtMostOnce, words(*number).to_string().into_bytes());
                write(&v4::Packet::Publish(publish), &mut frame);
            }
            frame.freeze()
        };
        let frames: Bytes = numbers.chunks(packets).flat_map(|numbers| websocket(&frame(numbers))).collect();
        let (open, opened) = watch::channel(false);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, frames.clone(), opened.clone()));
            }
        });
        Self { port, open, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mqtt", self.port)
    }

    /// Begins. Returns when, in milliseconds since 1970.
    pub(crate) fn open(&self) -> f64 {
        let begun = now_ms();
        self.open.send_replace(true);
        begun
    }
}

impl Drop for Firehose {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// `None` when the client has gone.
async fn converse(stream: TcpStream, frames: Bytes, mut opened: watch::Receiver<bool>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let stream = stream.into_std().ok()?;
    let mut raw = TcpStream::from_std(stream.try_clone().ok()?).ok()?;
    let stream = TcpStream::from_std(stream).ok()?;
    let (mut writing, mut reading) = accept_hdr_async(stream, agree).await.ok()?.split();
    let (answers, mut answering) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut heard = BytesMut::new();
        while let Some(Ok(message)) = reading.next().await {
            heard.extend_from_slice(&message.into_data());
            while let Ok(packet) = v4::Packet::read(&mut heard, LIMIT) {
                answers.send(answer(packet)).ok();
            }
        }
    });
    loop {
        tokio::select! {
            biased;
            answer = answering.recv() => {
                let Some(packet) = answer? else { continue };
                let mut bytes = BytesMut::new();
                write(&packet, &mut bytes);
                writing.send(Message::Binary(bytes.freeze())).await.ok()?;
            }
            Ok(()) = opened.changed() => {
                raw.write_all(&frames).await.ok()?;
            }
        }
    }
}

/// One binary message, as a server writes it: unmasked.
fn websocket(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u64;
    let (short, longer) = match length {
        0..126 => (length as u8, Vec::new()),
        126..0x1_0000 => (126, (length as u16).to_be_bytes().to_vec()),
        _ => (127, length.to_be_bytes().to_vec()),
    };
    [&[0x82, short], longer.as_slice(), message].concat()
}

// The error type is the library's, and large; a handshake happens once.
#[allow(clippy::result_large_err)]
fn agree(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let mqtt = "mqtt".parse().expect("a header's value");
    response.headers_mut().insert("sec-websocket-protocol", mqtt);
    Ok(response)
}

fn answer(packet: v4::Packet) -> Option<v4::Packet> {
    Some(match packet {
        v4::Packet::Connect(_) => {
            v4::Packet::ConnAck(v4::ConnAck::new(v4::ConnectReturnCode::Success, false))
        }
        v4::Packet::Subscribe(asked) => {
            let granted = asked.filters.iter().map(|filter| v4::SubscribeReasonCode::Success(filter.qos));
            v4::Packet::SubAck(v4::SubAck::new(asked.pkid, granted.collect()))
        }
        v4::Packet::Unsubscribe(asked) => v4::Packet::UnsubAck(v4::UnsubAck::new(asked.pkid)),
        v4::Packet::Publish(publish) if publish.qos == QoS::AtLeastOnce => {
            v4::Packet::PubAck(v4::PubAck::new(publish.pkid))
        }
        v4::Packet::PingReq => v4::Packet::PingResp,
        _ => return None,
    })
}

fn write(packet: &v4::Packet, out: &mut BytesMut) {
    packet.write(out, LIMIT).expect("the packet is legal");
}
