//! Whatever is published in a room is shown: a chat message, a device's report, any JSON, any text, any bytes.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::python::Script;

in_three_engines!(all_five_dialects_are_shown, markup_in_a_message_stays_text);

async fn all_five_dialects_are_shown(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "test").await;
    let port = broker.tcp_port();

    Script::publish(port, "test", br#"{"user": "Tom", "say": "Lucy\u5728\u5417?"}"#).await;
    page.wait_message("Tom", "Lucy在吗?").await;

    Script::report(port, "test", "MQTT信息发布!", "2019-02-22 14-23-58").await;
    page.wait_message_where("of the device", |m| {
        m.text.contains("MQTT信息发布!") && m.text.contains("2019-02-22 14-23-58")
    })
    .await;

    Script::publish(port, "test", br#"{"temperature": {"outside": -4.5}}"#).await;
    page.wait_message_where("in JSON", |m| m.content.contains("temperature") && m.content.contains("-4.5"))
        .await;

    Script::publish(port, "test", "just words, 只是文字".as_bytes()).await;
    page.wait_message_where("in plain text", |m| m.text.contains("just words, 只是文字")).await;

    Script::publish(port, "test", &[0xFF, 0x00, 0x9F, 0x92, 0x96]).await;
    page.wait_message_where("in bytes", |m| {
        let digits = m.content.to_lowercase().replace(' ', "");
        digits.contains("ff009f9296") && m.content.contains('5')
    })
    .await;

    // Broken or odd messages are shown as what they are, and the page goes on.
    for odd in ["{\"say\": 7}", "[]", "{\"user\": \"Tom\", \"say\": ", "null"] {
        Script::publish(port, "test", odd.as_bytes()).await;
    }
    Script::publish(port, "test", b"").await;
    page.say("still here").await;
    page.wait_message_status("still here", "delivered").await;
}

async fn markup_in_a_message_stays_text(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;

    let markup = "<img src=x onerror=\"document.title='caught'\"><b>bold</b>";
    page.say(markup).await;
    page.wait_message_status(markup, "delivered").await;
    let payload =
        serde_json::json!({ "user": "<i>Tom</i>", "say": "<script>document.title='caught'</script>" });
    Script::publish(broker.tcp_port(), "chat", payload.to_string().as_bytes()).await;
    page.wait_message("<i>Tom</i>", "<script>document.title='caught'</script>").await;
    assert_ne!(page.driver.title().await.expect("a page has a title"), "caught");
}
