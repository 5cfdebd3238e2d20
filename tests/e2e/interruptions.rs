//! The broker goes away and comes back; what was said meanwhile is neither lost nor doubled.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::python::Script;
use crate::support::scripted_ws::{Manner, ScriptedWs};

in_three_engines!(
    what_came_right_before_the_end_is_shown_in_order,
    a_broker_that_is_restarted_is_found_again,
    words_typed_while_offline_arrive_once_later
);

async fn a_broker_that_is_restarted_is_found_again(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("before").await;
    page.wait_message_status("before", "delivered").await;

    broker.stop().await;
    page.wait_status(&["Reconnecting", "Connecting", "Offline"]).await;
    broker.start_again().await;
    page.wait_connected().await;

    page.say("after").await;
    page.wait_message_status("after", "delivered").await;
    Script::publish(broker.tcp_port(), "chat", br#"{"user":"Tom","say":"I missed you"}"#).await;
    page.wait_message("Tom", "I missed you").await;
    for text in ["before", "after", "I missed you", "Hello,anyone!"] {
        assert_eq!(page.count(text).await, 1, "{text:?} is there once");
    }
}

async fn words_typed_while_offline_arrive_once_later(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.wait_message_status("Hello,anyone!", "delivered").await;
    let mut tom = Script::subscriber(broker.tcp_port(), "chat").await;

    broker.stop().await;
    page.wait_status(&["Reconnecting", "Connecting", "Offline"]).await;
    let texts = ["first, into the void", "second, into the void"];
    for text in texts {
        page.say(text).await;
        page.wait_message_status(text, "queued").await;
    }

    broker.start_again().await;
    page.wait_connected().await;
    for text in texts {
        page.wait_message_status(text, "delivered").await;
        tom.wait_text(text).await;
    }
    // A last word through the same room: whatever would come twice has come by now.
    page.say("the end").await;
    page.wait_message_status("the end", "delivered").await;
    tom.wait_text("the end").await;
    for text in texts {
        assert_eq!(page.count(text).await, 1, "{text:?} is on the page once");
        assert_eq!(tom.lines_with(text), 1, "{text:?} reached the room once");
    }
}

/// At QoS 0 nobody sends it again: what the browser had is heard before the end of the connection is.
async fn what_came_right_before_the_end_is_shown_in_order(stage: &Stage) {
    const SAID: usize = 40; // fewer than a room shows when it is opened
    let broker = ScriptedWs::start(Manner::HangingUp { topic: "chat".to_owned(), after: SAID }).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.sign_in(&broker.url(), "Lucy", "chat").await;
    page.wait_connected().await;
    page.wait_message_where("the last of the burst", |message| message.text.contains("burst 39")).await;
    let messages = page.messages().await;
    let shown = messages.iter().filter_map(|message| message.text.split_once("burst "));
    let numbers =
        shown.filter_map(|(_, after)| after.split(' ').next()?.parse::<usize>().ok()).collect::<Vec<_>>();
    assert_eq!(numbers, (0..SAID).collect::<Vec<_>>());
}
