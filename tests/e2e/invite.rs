//! Asking others in by a link and its QR code, and following such a link while signed in.

use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::{A_WHILE, Page};
use crate::support::static_server::Site;
use crate::support::wait::{always_for, until};

in_three_engines!(
    an_invitation_leads_somebody_into_the_room_and_holds_no_password,
    a_link_followed_while_signed_in_asks_first,
    a_link_to_another_broker_is_told_and_not_followed,
    a_link_can_not_name_another_broker_where_the_host_locked_it,
);

async fn an_invitation_leads_somebody_into_the_room_and_holds_no_password(stage: &Stage) {
    let broker = stage.broker(Access::Password { user: "lucy", password: "s3cret pass" }).await;
    let site = stage.site().await;
    let lucy = stage.open(site.url()).await;
    lucy.give_password("lucy", "s3cret pass").await;
    lucy.enter(&broker.url(), "Lucy", "club/日本").await;
    lucy.press("Settings of club/日本").await;
    lucy.press_in(("dialog", "Room settings"), "Invite").await;
    lucy.wait_for("dialog", "Invite to club/日本").await;
    lucy.wait_for("img", "QR code of the link").await;
    let link = lucy.value("Link").await;
    assert!(link.starts_with(site.url()) && !link.contains("s3cret") && !link.contains("Lucy"), "{link}");

    let tom = stage.open(&link).await;
    tom.wait_sign_in().await;
    assert_eq!(tom.value("Broker address").await, broker.url());
    assert_eq!(tom.value("Room").await, "club/日本");
    tom.give_password("lucy", "s3cret pass").await;
    tom.fill("Your name", "Tom").await;
    tom.press("Connect").await;
    tom.wait_open("club/日本").await;
    tom.say("you asked me in").await;
    lucy.press("Close").await;
    lucy.wait_message("Tom", "you asked me in").await;
}

async fn a_link_followed_while_signed_in_asks_first(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = in_the_room(stage, &broker, json!({})).await;
    follow(&page, "#room=garden").await;
    page.wait_for("dialog", "Join this room?").await;
    page.press("Stay here").await;
    page.wait_gone("dialog", "Join this room?").await;
    assert!(page.lookup("log", "Messages in chat").await.is_some());
    assert_eq!(page.rooms().await.iter().filter(|room| room.starts_with("garden")).count(), 0);

    follow(&page, "#room=shed").await;
    page.wait_for("dialog", "Join this room?").await;
    page.press_in(("dialog", "Join this room?"), "Join").await;
    page.wait_open("shed").await;
    // One that is in the list is only opened.
    follow(&page, "#room=chat").await;
    page.wait_open("chat").await;
    assert!(page.lookup("dialog", "Join this room?").await.is_none());
}

async fn a_link_to_another_broker_is_told_and_not_followed(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let other = stage.broker(Access::Anyone).await;
    let page = in_the_room(stage, &broker, json!({})).await;
    follow(&page, &format!("#room=garden&broker={}", other.url().replace(':', "%3A").replace('/', "%2F")))
        .await;
    page.wait_for("dialog", "Join this room?").await;
    until("the word on the other broker", async || {
        let told = page.summary().await;
        if told.contains(&other.url()) { Ok(()) } else { Err(told) }
    })
    .await;
    page.press("Stay here").await;
    page.wait_connected().await;
    nobody_connects(&other).await;
}

async fn a_link_can_not_name_another_broker_where_the_host_locked_it(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let other = stage.broker(Access::Anyone).await;
    let config = json!({ "brokers": [broker.url()], "lockBroker": true });
    let site = stage.serve(Site::of(&dist()).with("config.json", &config.to_string())).await;
    let elsewhere = other.url().replace(':', "%3A").replace('/', "%2F");
    let page = stage.open(&format!("{}#broker={elsewhere}&name=Lucy&room=chat", site.url())).await;
    page.wait_sign_in().await;
    page.press("Connect").await;
    page.wait_connected().await;
    page.wait_open("chat").await;
    follow(&page, &format!("#room=garden&broker={elsewhere}")).await;
    nobody_connects(&other).await;
    assert!(page.rooms().await.iter().all(|room| !room.starts_with("garden")));
}

async fn nobody_connects(broker: &Mosquitto) {
    always_for(A_WHILE, "nobody connects to the other broker", async || {
        let log = broker.log();
        if log.contains("New client connected") { Err(log) } else { Ok(()) }
    })
    .await;
}

/// As a press on a link to this page does.
async fn follow(page: &Page, fragment: &str) {
    page.ask::<bool>("location.hash = arguments[0]; return true", &[json!(fragment)]).await;
}

async fn in_the_room(stage: &Stage, broker: &Mosquitto, config: serde_json::Value) -> Page {
    let site = stage.serve(Site::of(&dist()).with("config.json", &config.to_string())).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page
}
