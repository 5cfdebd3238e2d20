//! The client state machine over real WebSockets against a real mosquitto: what a script can't vouch for.
//! Needs mosquitto; `cargo xtask test native` installs it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

#[path = "../support"]
#[allow(dead_code, reason = "shared with tests that use other parts of it")]
mod support {
    pub(crate) mod mosquitto;
    pub(crate) mod process;
    pub(crate) mod wait;
}

mod peer;

use self::peer::Peer;
use self::support::mosquitto::{Access, Mosquitto};
use snug::mqtt::client::{ConnectError, Event, Lost};
use snug::mqtt::{ConnectCode, Delivery, TopicName, Will};

const ALL: [Delivery; 3] = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];

#[tokio::test]
async fn every_delivery_arrives_once_and_in_order_over_one_connection() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut lucy = Peer::new(&broker, "lucy").connected().await;
    let mut tom = Peer::new(&broker, "tom").connected().await;
    tom.subscribe("chat").await;
    for delivery in ALL {
        for number in 0..50 {
            lucy.publish("chat", &format!("{delivery:?} {number}"), delivery);
        }
        lucy.until("all acknowledged", |lucy| lucy.client.pending() == 0).await;
    }
    tom.until("150 messages", |tom| tom.heard.len() >= 150).await;
    for delivery in ALL {
        let prefix = format!("{delivery:?} ");
        let of_kind: Vec<_> = tom.heard.iter().filter(|(_, text)| text.starts_with(&prefix)).collect();
        let expected: Vec<_> =
            (0..50).map(|number| ("chat".to_owned(), format!("{prefix}{number}"))).collect();
        assert_eq!(of_kind, expected.iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_arrives_while_we_are_away_is_kept_for_us() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut tom = Peer::new(&broker, "tom").connected().await;
    tom.subscribe("chat").await;
    tom.cut();
    let mut lucy = Peer::new(&broker, "lucy").connected().await;
    for number in 0..30 {
        let delivery = if number % 2 == 0 { Delivery::AtLeastOnce } else { Delivery::ExactlyOnce };
        lucy.publish("chat", &number.to_string(), delivery);
    }
    lucy.until("all acknowledged", |lucy| lucy.client.pending() == 0).await;
    tom.until("all of it", |tom| tom.heard.len() >= 30).await;
    assert!(tom.events.contains(&Event::Connected { session_present: true }));
    // Order holds for each QoS [MQTT-4.6.0-6]: the broker passes QoS 2 on when it is released.
    let numbers = || tom.heard.iter().map(|(_, text)| text.parse::<u32>().unwrap());
    for remainder in [0, 1] {
        let of_kind: Vec<_> = numbers().filter(|number| number % 2 == remainder).collect();
        assert_eq!(of_kind, (0..30).filter(|number| number % 2 == remainder).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_broker_restarted_in_the_middle_costs_nothing() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut tom = Peer::new(&broker, "tom").connected().await;
    tom.subscribe("chat").await;
    let mut lucy = Peer::new(&broker, "lucy").connected().await;
    for number in 0..20 {
        lucy.publish("chat", &number.to_string(), Delivery::ExactlyOnce);
    }
    lucy.until("some acknowledged", |lucy| lucy.client.pending() < 20).await;
    broker.stop().await;
    lucy.publish("chat", "20", Delivery::ExactlyOnce);
    broker.start_again().await;
    lucy.until("all acknowledged", |lucy| lucy.client.pending() == 0).await;
    tom.until("21 messages", |tom| tom.heard.len() >= 21).await;
    let numbers: Vec<_> = tom.heard.iter().map(|(_, text)| text.parse::<u32>().unwrap()).collect();
    assert_eq!(numbers, (0..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_will_speaks_when_we_are_cut_off_and_not_when_we_leave() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut tom = Peer::new(&broker, "tom").connected().await;
    tom.subscribe("will/+").await;
    let will = |name: &str| Will {
        topic: TopicName::parse(format!("will/{name}")).unwrap(),
        message: b"gone".to_vec().into(),
        delivery: Delivery::AtLeastOnce,
        retain: false,
    };
    let mut lucy = Peer::with(&broker, "lucy", |connect| connect.will = Some(will("lucy"))).connected().await;
    lucy.client.disconnect();
    lucy.until("the goodbye", |lucy| lucy.events.contains(&Event::Disconnected)).await;
    drop(lucy);
    let anna = Peer::with(&broker, "anna", |connect| connect.will = Some(will("anna"))).connected().await;
    drop(anna);
    tom.until("a will", |tom| !tom.heard.is_empty()).await;
    assert_eq!(tom.heard, [("will/anna".to_owned(), "gone".to_owned())]);
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_tried_again() {
    let broker = Mosquitto::start(Access::Password { user: "lucy", password: "right" }).await;
    let mut lucy = Peer::with(&broker, "lucy", |connect| {
        connect.user_name = Some("lucy".into());
        connect.password = Some(b"wrong".to_vec().into());
    });
    let refused = |event: &Event| {
        let why = Lost::Connect(ConnectError::Refused(ConnectCode::NotAuthorized));
        *event == Event::Lost { why, retry_at: None }
    };
    lucy.until("a refusal", |lucy| lucy.events.iter().any(refused)).await;
    assert_eq!(lucy.client.poll_timeout(), None);

    let right = Peer::with(&broker, "lucy", |connect| {
        connect.user_name = Some("lucy".into());
        connect.password = Some(b"right".to_vec().into());
    });
    right.connected().await;
}

#[tokio::test]
async fn a_second_client_with_our_id_is_told_apart_from_a_bad_network() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut first = Peer::new(&broker, "same").connected().await;
    let mut second = Peer::new(&broker, "same").connected().await;
    let stopped = |peer: &Peer| peer.events.contains(&Event::Lost { why: Lost::TakenOver, retry_at: None });
    for _ in 0..6 {
        first.until("the eviction or an end", |first| !first.client.is_connected()).await;
        if stopped(&first) {
            break;
        }
        first.until("the connection", |first| first.client.is_connected()).await;
        second.until("the eviction or an end", |second| !second.client.is_connected()).await;
        if stopped(&second) {
            break;
        }
        second.until("the connection", |second| second.client.is_connected()).await;
    }
    assert!(stopped(&first) || stopped(&second), "they must not fight for ever");
}

#[tokio::test]
async fn a_large_message_crosses_frames() {
    let broker = Mosquitto::start(Access::Anyone).await;
    let mut lucy = Peer::new(&broker, "lucy").connected().await;
    lucy.subscribe("chat").await;
    let text = "汉字".repeat(20_000);
    lucy.publish("chat", &text, Delivery::ExactlyOnce);
    lucy.until("its echo", |lucy| !lucy.heard.is_empty()).await;
    assert!(lucy.heard[0].1 == text);
}
