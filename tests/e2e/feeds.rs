//! A filter with a wildcard opens as a feed: it is read, and not written to.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::python::Script;

in_three_engines!(a_feed_shows_topic_and_payload_and_takes_no_text);

async fn a_feed_shows_topic_and_payload_and_takes_no_text(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "/+").await;
    page.wait_gone("textbox", "Message").await;
    page.wait_gone("button", "Send").await;

    let port = broker.tcp_port();
    Script::publish(port, "/kitchen", b"21.5 degrees").await;
    Script::publish(port, "/garden/pond", b"not for this filter").await;
    Script::publish(port, "/门", "开了".as_bytes()).await;

    page.wait_message_where("of the kitchen", |m| {
        m.text.contains("/kitchen") && m.text.contains("21.5 degrees")
    })
    .await;
    page.wait_message_where("of the door", |m| m.text.contains("/门") && m.text.contains("开了")).await;
    assert_eq!(page.count("not for this filter").await, 0);

    page.join("chat").await;
    page.wait_for("textbox", "Message").await;
    page.open_room("/+").await;
    page.wait_gone("textbox", "Message").await;
    page.wait_message_where("of the kitchen, still", |m| m.text.contains("21.5 degrees")).await;
}
