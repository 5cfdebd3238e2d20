//! Too much of something is refused in words, and nothing is lost.

use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::python::Script;
use crate::support::static_server::Site;

in_three_engines!(a_message_too_large_is_refused_and_its_text_kept, a_large_payload_is_shown_by_its_size);

async fn a_message_too_large_is_refused_and_its_text_kept(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"maxMessageBytes": 1000}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;

    let long = "muchness ".repeat(150);
    page.say(long.trim()).await;
    page.wait_alert(&["large", "long", "big"]).await;
    assert_eq!(page.value("Message").await, long.trim(), "the text is still in the box");
    assert_eq!(page.count("muchness").await, 0);

    page.fill("Message", "").await;
    page.say("shorter").await;
    page.wait_message_status("shorter", "delivered").await;
}

async fn a_large_payload_is_shown_by_its_size(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;

    let payload = "muchness ".repeat(11_000);
    Script::publish(broker.tcp_port(), "chat", payload.as_bytes()).await;
    let shown =
        page.wait_message_where("of 99,000 bytes", |m| m.text.contains("99") || m.text.contains("96")).await;
    assert!(shown.content.len() < 2_000, "it is not put on the page unasked");
    page.say("still swift").await;
    page.wait_message_status("still swift", "delivered").await;
}
