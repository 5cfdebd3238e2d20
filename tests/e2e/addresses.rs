//! What a link and the host's `config.json` put into the form, and that a link alone connects to nothing.

use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::page::A_WHILE;
use crate::support::static_server::Site;
use crate::support::wait::always_for;

in_three_engines!(
    a_link_fills_the_form_and_connects_to_nothing,
    the_hosts_configuration_fills_the_form,
    a_locked_broker_is_not_replaced_by_a_link,
    a_configuration_that_is_no_json_does_not_stop_the_page,
);

async fn a_link_fills_the_form_and_connects_to_nothing(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let fragment = format!("#broker={}&room=pub%2Fsn%C3%BCg&name=Lucy%20%E9%9C%B2", encoded(&broker.url()));
    let page = stage.open(&format!("{}{fragment}", site.url())).await;

    page.wait_sign_in().await;
    assert_eq!(page.value("Broker address").await, broker.url());
    assert_eq!(page.value("Room").await, "pub/snüg");
    assert_eq!(page.value("Your name").await, "Lucy 露");
    always_for(A_WHILE, "no connection without a click", async || {
        let log = broker.log();
        if log.contains("New client connected") { Err(log) } else { Ok(()) }
    })
    .await;

    page.press("Connect").await;
    page.wait_connected().await;
    page.wait_open("pub/snüg").await;
}

async fn the_hosts_configuration_fills_the_form(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let config = serde_json::json!({
        "brokers": [broker.url()], "rooms": ["lounge", "kitchen"], "greeting": "Good evening", "unknown": 1,
    });
    let site = stage.serve(Site::of(&dist()).with("config.json", &config.to_string())).await;
    let page = stage.open(site.url()).await;

    page.wait_sign_in().await;
    assert_eq!(page.value("Broker address").await, broker.url());
    assert_eq!(page.value("Room").await, "lounge");
    page.fill("Your name", "Lucy").await;
    page.press("Connect").await;
    page.wait_connected().await;
    page.wait_open("lounge").await;
    page.wait_message_status("Good evening", "delivered").await;
}

async fn a_locked_broker_is_not_replaced_by_a_link(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let config = serde_json::json!({ "brokers": [broker.url()], "lockBroker": true });
    let site = stage.serve(Site::of(&dist()).with("config.json", &config.to_string())).await;
    let elsewhere = encoded("wss://elsewhere.invalid/mqtt");
    let page = stage.open(&format!("{}#broker={elsewhere}&name=Lucy&room=chat", site.url())).await;

    page.wait_sign_in().await;
    page.press("Connect").await;
    page.wait_connected().await;
    assert!(broker.log().contains("New client connected"), "{}", broker.log());
}

async fn a_configuration_that_is_no_json_does_not_stop_the_page(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", "{ brokers: oops")).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
}

/// Percent-encoded for the fragment.
fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}
