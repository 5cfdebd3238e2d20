//! Others who speak in rooms, many messages at once: a native client (rumqttc) that publishes and goes.

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::json;

/// Publishes each payload to its topic at QoS 1, in this order, and returns when the broker has acknowledged all.
pub(crate) async fn publish(port: u16, all: Vec<(String, Vec<u8>)>) {
    const QUEUE: usize = 256;
    let (client, mut events) = AsyncClient::new(MqttOptions::new("crowd", "127.0.0.1", port), QUEUE);
    let count = all.len();
    let speaking = tokio::spawn(async move {
        for (topic, payload) in all {
            client.publish(topic, QoS::AtLeastOnce, false, payload).await.expect("the broker is there");
        }
        client
    });
    let mut acknowledged = 0;
    while acknowledged < count {
        if let Event::Incoming(Packet::PubAck(_)) = events.poll().await.expect("the broker is there") {
            acknowledged += 1;
        }
    }
    drop(speaking);
}

/// `user` says each of these in `room`, in the chat's dialect.
pub(crate) async fn say(port: u16, room: &str, user: &str, all: impl IntoIterator<Item = String>) {
    let spoken = |say: String| {
        let payload = json!({ "user": user, "say": say }).to_string();
        (room.to_owned(), payload.into_bytes())
    };
    publish(port, all.into_iter().map(spoken).collect()).await;
}
