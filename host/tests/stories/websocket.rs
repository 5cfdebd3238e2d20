//! The WebSocket handshake at `/mqtt`, and what its messages may hold.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::{Error, Message, protocol::frame::coding::CloseCode};

use crate::support::{
    host::{Host, Place},
    http::get,
    mqtt::{Client, Connect, Link, PINGREQ, PINGRESP, Publish, web_socket},
    soon,
};

#[tokio::test]
async fn the_subprotocol_mqtt_is_chosen_among_those_offered() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for offer in ["mqtt", "mqttv3.1, mqtt", "mqtt, other"] {
        let (_, response) = web_socket(&host, Some(offer)).await.expect("mqtt was offered");
        let chosen = response.headers().get("sec-websocket-protocol").and_then(|name| name.to_str().ok());
        assert_eq!(chosen, Some("mqtt"), "{offer}");
    }
}

#[tokio::test]
async fn a_socket_that_does_not_offer_mqtt_is_refused_with_a_reason() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for offer in [None, Some("chat"), Some("mqttv3.1")] {
        let Err(Error::Http(answer)) = web_socket(&host, offer).await else { panic!("{offer:?} was let in") };
        assert_eq!(answer.status(), 400);
        let body = answer.body().as_deref().unwrap_or_default();
        assert!(String::from_utf8_lossy(body).contains("Offer the subprotocol \"mqtt\""));
    }
    let plain = get(host.port, "/mqtt", &[]).await;
    assert_eq!(plain.status, 400);
    assert!(plain.text().contains("MQTT client"));
}

#[tokio::test]
async fn a_text_message_ends_the_connection_and_says_why() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let (mut socket, _) = web_socket(&host, Some("mqtt")).await.expect("the WebSocket accepts");
    socket.send(Message::text("hello")).await.expect("the socket takes text");
    assert_eq!(close_code(&mut socket).await, CloseCode::Unsupported);
}

#[tokio::test]
async fn a_connection_the_broker_ends_is_closed_properly_not_cut() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let (mut socket, _) = web_socket(&host, Some("mqtt")).await.expect("the WebSocket accepts");
    // A PINGREQ before CONNECT breaks [MQTT-3.1.0-1].
    socket.send(Message::binary(PINGREQ.to_vec())).await.expect("the socket takes bytes");
    assert_eq!(close_code(&mut socket).await, CloseCode::Normal);
}

async fn close_code(socket: &mut crate::support::mqtt::Socket) -> CloseCode {
    while let Some(message) = soon("a close", socket.next()).await {
        if let Message::Close(frame) = message.expect("a close comes as a frame") {
            return frame.expect("with a code").code;
        }
    }
    panic!("the socket ended without a close");
}

#[tokio::test]
async fn packets_may_be_split_and_joined_over_messages_at_will() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut client = Client::over_web_socket(&host).await;
    for byte in (Connect { id: "split", ..Connect::default() }).bytes() {
        client.send(&[byte]).await;
    }
    client.expect(&[0x20, 2, 0, 0]).await;
    client.send(&[PINGREQ, PINGREQ, PINGREQ].concat()).await;
    for _ in 0..3 {
        client.expect(&PINGRESP).await;
    }
}

#[tokio::test]
async fn a_packet_up_to_the_limit_passes_and_a_larger_one_ends_its_connection_alone() {
    let place = Place::new();
    let host = place.start(&["--max-packet", "100000"]).await;
    let mut bystander = joined(&host, "bystander").await;
    assert_eq!(bystander.subscribe("big", 0).await, 0);
    let mut client = joined(&host, "big").await;
    let fits = vec![b'x'; 90_000];
    let publish = Publish { topic: "big", payload: &fits, qos: 0, retain: false, id: 0 };
    client.publish(publish).await;
    bystander.expect(&publish.bytes()).await;

    let too_big = vec![b'x'; 150_000];
    client.publish(Publish { payload: &too_big, ..publish }).await;
    assert_eq!(client.packet().await, None);
    bystander.send(&PINGREQ).await;
    bystander.expect(&PINGRESP).await;
}

#[tokio::test]
async fn a_lost_socket_publishes_the_will_and_a_proper_leave_does_not() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut watcher = joined(&host, "watcher").await;
    assert_eq!(watcher.subscribe("gone/#", 1).await, 1);

    let mut polite = Client::over_web_socket(&host).await;
    let with_will = |id, topic| Connect { id, will: Some((topic, "bye")), ..Connect::default() };
    assert_eq!(polite.connect(with_will("polite", "gone/polite")).await, [0, 0]);
    polite.leave().await;

    let mut lost = Client::over_web_socket(&host).await;
    assert_eq!(lost.connect(with_will("lost", "gone/lost")).await, [0, 0]);
    let Link::Web(socket) = lost.link else { panic!("it came over a WebSocket") };
    drop(socket);

    let will = Publish { topic: "gone/lost", payload: b"bye", qos: 0, retain: false, id: 0 };
    watcher.expect(&will.bytes()).await;
}

async fn joined(host: &Host, id: &str) -> Client {
    let mut client = Client::over_web_socket(host).await;
    assert_eq!(client.connect(Connect { id, ..Connect::default() }).await, [0, 0]);
    client
}
