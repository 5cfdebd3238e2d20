//! Somebody who says a great deal at once: packets by rumqttc's codec, made beforehand, written to the broker in one go,
//! so that whoever receives them is what takes the time.

use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use rumqttc::mqttbytes::{QoS, v4};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bench::words;

const LIMIT: usize = 1 << 20;

/// Connected, with all packets at hand; gone when dropped.
#[derive(Debug)]
pub(crate) struct Sender {
    stream: TcpStream,
    packets: BytesMut,
}

impl Sender {
    /// Ready to say the messages of these numbers.
    pub(crate) async fn ready(port: u16, room: &str, qos: QoS, numbers: RangeInclusive<usize>) -> Self {
        Self::ready_in(port, &[room.to_owned()], qos, numbers).await
    }

    /// The same in several rooms by turns. The last message is for the first room.
    pub(crate) async fn ready_in(
        port: u16,
        rooms: &[String],
        qos: QoS,
        numbers: RangeInclusive<usize>,
    ) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the broker listens");
        let mut connect = BytesMut::new();
        v4::Connect::new("sender").write(&mut connect).expect("the packet is legal");
        stream.write_all(&connect).await.expect("the broker reads");
        stream.read_exact(&mut [0; 4]).await.expect("the broker answers");
        let mut packets = BytesMut::new();
        let last = *numbers.end();
        for number in numbers {
            let room = &rooms[(last - number) % rooms.len()];
            let mut publish = v4::Publish::new(room, qos, Bytes::from(words(number).to_string()).to_vec());
            if qos != QoS::AtMostOnce {
                publish.pkid = u16::try_from(number % 65_535).unwrap_or_default() + 1;
            }
            v4::Packet::Publish(publish).write(&mut packets, LIMIT).expect("the packet is legal");
        }
        Self { stream, packets }
    }

    /// Begins to say it all. Returns when that began, in milliseconds since 1970, as pages count them, too.
    pub(crate) fn begin(self) -> f64 {
        let Self { stream, packets } = self;
        let begun = now_ms();
        let (mut reading, mut writing) = stream.into_split();
        // Acknowledgements are read, so that the broker is not held up.
        tokio::spawn(async move { tokio::io::copy(&mut reading, &mut tokio::io::sink()).await.ok() });
        tokio::spawn(async move {
            writing.write_all(&packets).await.ok();
            // Not closed before the broker has passed it on: whoever is gone is gone with what was not read.
            tokio::time::sleep(std::time::Duration::from_secs(120)).await;
        });
        begun
    }
}

#[allow(clippy::disallowed_methods, reason = "what begins here ends in a page, by the same clock")]
pub(crate) fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

/// Leaves the first message in the room, retained, for whoever comes.
pub(crate) async fn leave(port: u16, room: &str, qos: QoS) {
    let mut sender = Sender::ready(port, room, qos, 1..=1).await;
    let retain = sender.packets.first_mut().expect("a packet has a first byte");
    *retain |= 1;
    sender.stream.write_all(&sender.packets).await.expect("the broker reads");
    sender.stream.read_exact(&mut [0; 4]).await.expect("the broker acknowledges");
}
