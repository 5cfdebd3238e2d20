//! The whole chat without a pointer, and an Enter that belongs to an input method.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::{A_WHILE, Page};
use crate::support::python::Script;
use crate::support::wait::always_for;

in_three_engines!(
    the_keyboard_is_enough,
    rooms_replies_and_settings_need_no_pointer,
    shift_enter_breaks_the_line_and_enter_sends,
    enter_that_ends_a_composition_does_not_send,
);

async fn the_keyboard_is_enough(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.wait_sign_in().await;

    for (textbox, text) in
        [("Broker address", broker.url()), ("Your name", "Lucy".into()), ("Room", "chat".into())]
    {
        page.tab_to("textbox", textbox).await;
        retype(&page, &text).await;
    }
    enter(&page).await;
    page.wait_connected().await;
    page.wait_open("chat").await;

    page.tab_to("textbox", "Message").await;
    page.keys("without a mouse").await;
    enter(&page).await;
    page.wait_message_status("without a mouse", "delivered").await;

    page.tab_to("textbox", "Join a room").await;
    page.keys("second").await;
    enter(&page).await;
    page.wait_open("second").await;
    page.tab_to("textbox", "Message").await;
    page.keys("here too").await;
    page.tab_to("button", "Send").await;
    enter(&page).await;
    page.wait_message_status("here too", "delivered").await;

    page.tab_to_room("chat").await;
    enter(&page).await;
    page.wait_open("chat").await;
    page.wait_message_where("of before", |m| m.text.contains("without a mouse")).await;
}

async fn rooms_replies_and_settings_need_no_pointer(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.wait_sign_in().await;
    for (textbox, text) in
        [("Broker address", broker.url()), ("Your name", "Lucy".into()), ("Room", "chat".into())]
    {
        page.tab_to("textbox", textbox).await;
        retype(&page, &text).await;
    }
    enter(&page).await;
    page.wait_connected().await;
    page.wait_open("chat").await;
    Script::publish(
        broker.tcp_port(),
        "chat",
        br#"{"user":"Tom","say":"shall we?","id":"01JD0000000000000000000002"}"#,
    )
    .await;
    page.wait_message("Tom", "shall we?").await;

    // The switcher leads to a new room, and back.
    page.chord(Key::Control, 'k').await;
    page.wait_true("the switcher to listen", IN_THE_SWITCHER, &[]).await;
    page.keys("second").await;
    page.wait_for("option", "Join second").await;
    enter(&page).await;
    page.wait_open("second").await;
    page.chord(Key::Control, 'k').await;
    page.wait_true("the switcher to listen", IN_THE_SWITCHER, &[]).await;
    page.keys("cha").await;
    page.wait_for("option", "chat").await;
    enter(&page).await;
    page.wait_open("chat").await;

    // An opened room is ready to be written in.
    page.wait_true("the box to have the focus", IN_THE_BOX, &[]).await;
    page.keys("written at once").await;
    enter(&page).await;
    page.wait_message_status("written at once", "delivered").await;
    page.chord(Key::Alt, 'r').await;
    page.wait_text("Replying to Tom").await;
    page.keys("we shall").await;
    enter(&page).await;
    let said = page.wait_message_status("we shall", "delivered").await;
    assert!(said.text.contains("shall we?"), "{said:?} quotes what it answers");

    page.chord(Key::Control, ',').await;
    page.wait_for("textbox", "Find a setting").await;
    page.keys(&Key::Escape.value().to_string()).await;
    page.wait_gone("textbox", "Find a setting").await;
    page.wait_open("chat").await;
    page.wait_true("the box to have the focus", IN_THE_BOX, &[]).await;

    // Room by room, and the list of all this.
    page.chord(Key::Alt, Key::Down.value()).await;
    page.wait_open("second").await;
    page.chord(Key::Alt, Key::Up.value()).await;
    page.wait_open("chat").await;
    page.chord(Key::Control, '/').await;
    page.wait_text_of(("dialog", "Keyboard shortcuts"), "Next unread, mentions first").await;
    page.keys(&Key::Escape.value().to_string()).await;
    page.wait_gone("dialog", "Keyboard shortcuts").await;
}

const IN_THE_BOX: &str = "return focused() === 'textbox: Message'";
const IN_THE_SWITCHER: &str = "return focused() === 'combobox: Room or person'";

async fn shift_enter_breaks_the_line_and_enter_sends(stage: &Stage) {
    let page = in_the_room(stage).await;
    page.fill("Message", "first line").await;
    page.shift_enter().await;
    page.keys("second line").await;
    assert_eq!(page.value("Message").await, "first line\nsecond line");
    enter(&page).await;
    page.wait_message_status("first line second line", "delivered").await;
}

async fn enter_that_ends_a_composition_does_not_send(stage: &Stage) {
    let page = in_the_room(stage).await;
    page.fill("Message", "ni hao").await;
    for init in ["{isComposing: true, keyCode: 13}", "{isComposing: false, keyCode: 229}"] {
        // What input methods make of Enter differs by browser; both forms mean "not yours".
        let script = format!(
            "const keys = Object.assign({init}, {{key: 'Enter', code: 'Enter', bubbles: true, cancelable: true}});\
             find('textbox', 'Message').dispatchEvent(new KeyboardEvent('keydown', keys)); return true"
        );
        assert!(page.ask::<bool>(&script, &[]).await);
        always_for(A_WHILE, "nothing is sent", async || {
            let sent = page.count("ni hao").await;
            if sent == 0 && page.value("Message").await == "ni hao" {
                Ok(())
            } else {
                Err(format!("{sent} sent"))
            }
        })
        .await;
    }
    enter(&page).await;
    page.wait_message_status("ni hao", "delivered").await;
}

async fn in_the_room(stage: &Stage) -> Page {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page
}

/// Replaces what the focused textbox holds.
async fn retype(page: &Page, text: &str) {
    page.select_all().await;
    page.keys(text).await;
}

async fn enter(page: &Page) {
    page.keys(&Key::Return.value().to_string()).await;
}
