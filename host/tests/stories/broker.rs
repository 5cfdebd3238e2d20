//! The broker as its clients see it: pages over WebSocket, scripts over TCP, and who is let in.

use crate::support::{
    host::{Host, Place},
    mqtt::{Client, Connect, PINGREQ, PINGRESP, Publish},
};

const ACCEPTED: [u8; 2] = [0, 0];
const BAD_USER_OR_PASSWORD: [u8; 2] = [0, 4];

#[tokio::test]
async fn two_pages_talk_at_every_quality_of_service() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut lucy = page(&host, "lucy").await;
    let mut tom = page(&host, "tom").await;
    assert_eq!(tom.subscribe("chat", 2).await, 2);

    let text = "Tom在吗?".as_bytes();
    let said = Publish { topic: "chat", payload: text, qos: 0, retain: false, id: 7 };
    lucy.publish(said).await;
    tom.expect(&said.bytes()).await;

    lucy.publish(Publish { qos: 1, ..said }).await;
    lucy.expect(&[0x40, 2, 0, 7]).await;
    let id = heard(&mut tom, 1, text).await;
    tom.send(&[&[0x40, 2], &*id].concat()).await;

    lucy.publish(Publish { qos: 2, ..said }).await;
    lucy.expect(&[0x50, 2, 0, 7]).await;
    lucy.send(&[0x62, 2, 0, 7]).await;
    lucy.expect(&[0x70, 2, 0, 7]).await;
    let id = heard(&mut tom, 2, text).await;
    tom.send(&[&[0x50, 2], &*id].concat()).await;
    tom.expect(&[&[0x62, 2], &*id].concat()).await;
    tom.send(&[&[0x70, 2], &*id].concat()).await;

    // Nothing is left over on either side.
    for client in [&mut lucy, &mut tom] {
        client.send(&PINGREQ).await;
        client.expect(&PINGRESP).await;
    }
}

/// Takes the next packet as a PUBLISH to `chat` and returns its packet identifier.
async fn heard(client: &mut Client, qos: u8, payload: &[u8]) -> Vec<u8> {
    let packet = client.packet().await.expect("a message comes");
    let id: Vec<u8> = packet.iter().skip(8).take(2).copied().collect();
    let id_number = id.iter().fold(0, |number, byte| number << 8 | u16::from(*byte));
    assert_ne!(id_number, 0);
    let expected = Publish { topic: "chat", payload, qos, retain: false, id: id_number };
    assert_eq!(packet, expected.bytes());
    id
}

#[tokio::test]
async fn a_script_over_tcp_and_a_page_talk_both_ways() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut page = page(&host, "page").await;
    let mut script = Client::over_tcp(&host).await;
    assert_eq!(script.connect(Connect { id: "script", ..Connect::default() }).await, ACCEPTED);
    assert_eq!(page.subscribe("/+", 0).await, 0);
    assert_eq!(script.subscribe("/chat", 0).await, 0);

    for payload in ["{\"user\":\"Lucy\",\"say\":\"你好\"}", ""] {
        let said = Publish { topic: "/chat", payload: payload.as_bytes(), qos: 0, retain: false, id: 0 };
        for sender in [true, false] {
            let from = if sender { &mut page } else { &mut script };
            from.publish(said).await;
            page.expect(&said.bytes()).await;
            script.expect(&said.bytes()).await;
        }
    }
}

#[tokio::test]
async fn with_users_only_they_are_let_in_and_the_refusal_says_so() {
    let place = Place::new();
    let host = place.start(&["--user", "Lucy:secret", "--user", "Tom:在吗:1"]).await;
    let cases = [
        (Some(("Lucy", "secret")), ACCEPTED),
        (Some(("Tom", "在吗:1")), ACCEPTED),
        (Some(("Lucy", "wrong")), BAD_USER_OR_PASSWORD),
        (Some(("Lucy", "在吗:1")), BAD_USER_OR_PASSWORD),
        (Some(("Nobody", "secret")), BAD_USER_OR_PASSWORD),
        (None, BAD_USER_OR_PASSWORD),
    ];
    for (user, answer) in cases {
        for mut client in [Client::over_tcp(&host).await, Client::over_web_socket(&host).await] {
            assert_eq!(
                client.connect(Connect { id: "a", user, ..Connect::default() }).await,
                answer,
                "{user:?}"
            );
            if answer != ACCEPTED {
                assert_eq!(client.packet().await, None, "a refused connection is closed [MQTT-3.2.2-5]");
            }
        }
    }
}

#[tokio::test]
async fn an_invalid_filter_is_refused_by_itself_and_the_connection_stays() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut client = page(&host, "a").await;
    for filter in ["a/#/b", "a#", "+a", "##"] {
        assert_eq!(client.subscribe(filter, 1).await, 0x80, "{filter}");
    }
    assert_eq!(client.subscribe("a/+", 1).await, 1);
}

#[tokio::test]
async fn a_page_taken_over_by_its_other_connection_is_closed_without_a_packet_3_1_1_does_not_know() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let mut older = page(&host, "phone").await;
    let mut newer = page(&host, "phone").await;
    assert_eq!(older.packet().await, None);
    newer.send(&PINGREQ).await;
    newer.expect(&PINGRESP).await;
}

async fn page(host: &Host, id: &str) -> Client {
    let mut client = Client::over_web_socket(host).await;
    assert_eq!(client.connect(Connect { id, ..Connect::default() }).await, ACCEPTED);
    client
}
