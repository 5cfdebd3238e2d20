//! What goes wrong at signing in and joining is said in words one can act on, and nothing typed is lost.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::process::free_port;
use crate::support::scripted_ws::{Manner, ScriptedWs};

in_three_engines!(
    a_wrong_password_is_named_and_the_form_is_kept,
    nobody_listening_is_said_and_tried_again,
    an_endpoint_that_speaks_no_mqtt_is_called_so,
    an_endpoint_without_the_subprotocol_is_refused,
    a_room_refused_by_the_broker_is_named,
    a_malformed_address_name_or_room_is_refused_before_connecting,
);

async fn a_wrong_password_is_named_and_the_form_is_kept(stage: &Stage) {
    let broker = stage.broker(Access::Password { user: "lucy", password: "right" }).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;

    page.give_password("lucy", "wrong").await;
    page.sign_in(&broker.url(), "Lucy", "chat").await;
    page.wait_alert(&["password"]).await;
    page.wait_sign_in().await;
    assert_eq!(page.value("Broker address").await, broker.url());
    assert_eq!(page.value("Your name").await, "Lucy");
    assert_eq!(page.value("Room").await, "chat");
    assert_eq!(page.value("Username").await, "lucy");

    page.fill("Password", "right").await;
    page.press("Connect").await;
    page.wait_connected().await;
    page.say("in at last").await;
    page.wait_message_status("in at last", "delivered").await;
}

async fn nobody_listening_is_said_and_tried_again(stage: &Stage) {
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    let url = format!("ws://127.0.0.1:{}/mqtt", free_port());

    page.sign_in(&url, "Lucy", "chat").await;
    page.wait_alert(&["reach", "answer", "connect"]).await;
    page.wait_status(&["Connecting", "Reconnecting"]).await;
}

async fn an_endpoint_that_speaks_no_mqtt_is_called_so(stage: &Stage) {
    let endpoint = ScriptedWs::start(Manner::TalkingText).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;

    page.sign_in(&endpoint.url(), "Lucy", "chat").await;
    page.wait_alert(&["MQTT"]).await;
}

async fn an_endpoint_without_the_subprotocol_is_refused(stage: &Stage) {
    let endpoint = ScriptedWs::start(Manner::WithoutSubprotocol).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;

    // Some browsers refuse such a connection themselves, and don't say why.
    page.sign_in(&endpoint.url(), "Lucy", "chat").await;
    page.wait_alert(&["MQTT", "reach"]).await;
    assert!(endpoint.published().is_empty(), "nothing is said to a stranger");
}

async fn a_room_refused_by_the_broker_is_named(stage: &Stage) {
    let broker = ScriptedWs::start(Manner::Refusing(vec!["board/room".to_owned()])).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;

    page.fill("Join a room", "board/room").await;
    page.press("Join").await;
    let alert = page.wait_alert(&["board/room"]).await;
    assert!(!alert.is_empty());

    page.open_room("chat").await;
    page.say("not refused here").await;
    page.wait_message_status("not refused here", "delivered").await;
    page.wait_connected().await;
}

async fn a_malformed_address_name_or_room_is_refused_before_connecting(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;

    page.sign_in(&broker.url(), "Lucy", "sport/tennis#").await;
    page.wait_alert(&["#", "room", "topic"]).await;
    page.wait_sign_in().await;
    page.sign_in("http://not a broker", "Lucy", "chat").await;
    page.wait_alert(&["address"]).await;
    page.wait_sign_in().await;
    assert!(!broker.log().contains("New client connected"), "{}", broker.log());

    page.enter(&broker.url(), "Lucy", "chat").await;
}
