//! What outlives the program: sessions, their waiting messages, and retained ones.

use crate::support::{
    host::{Host, Place},
    mqtt::{Client, Connect, Publish, Session},
};

const AWAY: Connect<'static> = Connect { id: "away", session: Session::Kept, user: None, will: None };

#[tokio::test]
async fn a_restart_loses_no_retained_message_and_none_that_waits_for_someone() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut away = Client::over_web_socket(&host).await;
    assert_eq!(away.connect(AWAY).await, [0, 0]);
    assert_eq!(away.subscribe("chat", 2).await, 2);
    away.leave().await;

    let mut speaker = joined(&host, "speaker").await;
    for number in 1..=20 {
        let payload = format!("message {number}");
        speaker.publish(Publish { payload: payload.as_bytes(), id: number, ..said("chat") }).await;
        speaker.expect(&[[0x40, 2], number.to_be_bytes()].concat()).await;
    }
    let sign = Publish { retain: true, payload: b"open", id: 21, ..said("sign") };
    speaker.publish(sign).await;
    speaker.expect(&[0x40, 2, 0, 21]).await;
    assert_eq!(host.end("INT").await.code, Some(0));

    let host = place.start(&[]).await;
    let mut back = Client::over_tcp(&host).await;
    assert_eq!(back.connect(AWAY).await, [1, 0], "the session is present");
    for number in 1..=20 {
        let packet = back.packet().await.expect("a waiting message");
        assert!(packet.ends_with(format!("message {number}").as_bytes()), "{number}: {packet:02X?}");
        let id = packet.get(8..10).expect("a QoS 1 message to chat has its identifier here");
        back.send(&[&[0x40, 2], id].concat()).await;
    }
    let mut late = joined(&host, "late").await;
    late.send(&[0x82, 9, 0, 10, 0, 4, b's', b'i', b'g', b'n', 0]).await;
    let mut packets = [late.packet().await, late.packet().await].map(Option::unwrap_or_default);
    // The spec lets the retained message come before the SUBACK [MQTT-3.8.4-1].
    packets.sort();
    assert_eq!(packets, [Publish { qos: 0, ..sign }.bytes(), vec![0x90, 3, 0, 10, 0]]);
}

#[tokio::test]
async fn a_connection_open_at_the_end_keeps_its_session_too() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut client = Client::over_web_socket(&host).await;
    assert_eq!(client.connect(AWAY).await, [0, 0]);
    assert_eq!(client.subscribe("chat", 1).await, 1);
    assert_eq!(host.end("TERM").await.code, Some(0));
    assert_eq!(client.packet().await, None);

    let host = place.start(&[]).await;
    let mut speaker = joined(&host, "speaker").await;
    speaker.publish(Publish { payload: b"hello", id: 1, ..said("chat") }).await;
    speaker.expect(&[0x40, 2, 0, 1]).await;
    let mut client = Client::over_web_socket(&host).await;
    assert_eq!(client.connect(AWAY).await, [1, 0]);
    let packet = client.packet().await.expect("the message that waited");
    assert!(packet.ends_with(b"hello"));
}

#[tokio::test]
async fn the_state_lies_where_it_was_told_to() {
    let place = Place::new();
    let host = place.start(&["--state", "kept/here"]).await;
    assert_eq!(host.end("INT").await.code, Some(0));
    assert!(place.path().join("kept/here").is_dir());
    assert!(!place.path().join(".snug").exists());
}

fn said(topic: &str) -> Publish<'_> {
    Publish { topic, payload: b"", qos: 1, retain: false, id: 1 }
}

async fn joined(host: &Host, id: &str) -> Client {
    let mut client = Client::over_tcp(host).await;
    assert_eq!(client.connect(Connect { id, ..Connect::default() }).await, [0, 0]);
    client
}
