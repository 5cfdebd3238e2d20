//! The other side of the soak: a native MQTT client that shares no code with the page (rumqttc), on a link of its own
//! that is never cut. It speaks one message at a time and writes down what arrives.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Packet, Publish, QoS};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::support::wait::until;

/// Its name in the room.
pub(crate) const NAME: &str = "Tom";

const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

/// A chat message as it lay on the wire.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) user: String,
    pub(crate) say: String,
    #[serde(default)]
    pub(crate) id: String,
}

/// Something to say.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) say: String,
    /// At QoS 2 words carry no id: only the protocol keeps them from being doubled. At QoS 1 they carry one.
    pub(crate) qos: QoS,
}

/// Connected, and in the room, until it is dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    progress: Arc<Progress>,
    words: mpsc::UnboundedSender<Words>,
    tasks: [JoinHandle<()>; 2],
}

#[derive(Debug, Default)]
struct Progress {
    heard: Mutex<Vec<Heard>>,
    in_the_room: watch::Sender<bool>,
    /// Acknowledged to the end: PUBACK, PUBCOMP.
    said: watch::Sender<usize>,
    asked: watch::Sender<usize>,
}

impl Peer {
    /// In the room when this returns. The broker keeps for it what it misses.
    pub(crate) async fn enter(port: u16, room: &'static str) -> Self {
        const LARGEST: usize = 1 << 20;
        let mut options = MqttOptions::new("soak-peer", "127.0.0.1", port);
        options.set_clean_session(false).set_max_packet_size(LARGEST, LARGEST);
        let (client, events) = AsyncClient::new(options, 64);
        let (words, orders) = mpsc::unbounded_channel();
        let progress = Arc::<Progress>::default();
        let listening = tokio::spawn(listen(events, client.clone(), room, Arc::clone(&progress)));
        let speaking = tokio::spawn(speak(client, room, orders, Arc::clone(&progress)));
        let peer = Self { progress, words, tasks: [listening, speaking] };
        let mut in_the_room = peer.progress.in_the_room.subscribe();
        let entered =
            tokio::time::timeout(crate::support::wait::PATIENCE, in_the_room.wait_for(|is| *is)).await;
        assert!(matches!(entered, Ok(Ok(_))), "the peer does not get into the room");
        peer
    }

    /// Says this after what it was asked to say before; does not wait.
    pub(crate) fn say(&self, words: Words) {
        self.progress.asked.send_modify(|asked| *asked += 1);
        self.words.send(words).expect("the peer's task lives as long as the peer");
    }

    /// Waits until the broker has acknowledged all that it was asked to say.
    pub(crate) async fn rest(&self) {
        until("the peer to have said everything", async || {
            let (said, asked) = (*self.progress.said.borrow(), *self.progress.asked.borrow());
            if said == asked { Ok(()) } else { Err(format!("{said} of {asked}")) }
        })
        .await;
    }

    /// What others said, in the order of arrival, every copy of it.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.progress.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Reads what the broker sends, and connects again when it was away.
async fn listen(mut events: EventLoop, client: AsyncClient, room: &str, progress: Arc<Progress>) {
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(answer))) if !answer.session_present => {
                client.subscribe(room, QoS::ExactlyOnce).await.ok();
            }
            Ok(Event::Incoming(Packet::SubAck(_))) => {
                progress.in_the_room.send_replace(true);
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => write_down(&publish, &progress),
            Ok(Event::Incoming(Packet::PubAck(_) | Packet::PubComp(_))) => {
                progress.said.send_modify(|said| *said += 1);
            }
            Ok(_) => {}
            Err(_) => tokio::time::sleep(BETWEEN_ATTEMPTS).await,
        }
    }
}

fn write_down(publish: &Publish, progress: &Progress) {
    let words: Heard =
        serde_json::from_slice(&publish.payload).expect("everybody here speaks the chat dialect");
    if words.user != NAME {
        progress.heard.lock().unwrap_or_else(PoisonError::into_inner).push(words);
    }
}

/// One at a time, so that only the page's side can put them out of order.
async fn speak(
    client: AsyncClient,
    room: &str,
    mut orders: mpsc::UnboundedReceiver<Words>,
    progress: Arc<Progress>,
) {
    let mut said = progress.said.subscribe();
    let mut number = 0;
    while let Some(words) = orders.recv().await {
        let payload = match words.qos {
            QoS::ExactlyOnce => json!({ "user": NAME, "say": words.say }),
            _ => json!({ "user": NAME, "say": words.say, "id": format!("{number:026}") }),
        };
        number += 1;
        client.publish(room, words.qos, false, payload.to_string()).await.ok();
        if said.wait_for(|said| *said >= number).await.is_err() {
            return;
        }
    }
}
