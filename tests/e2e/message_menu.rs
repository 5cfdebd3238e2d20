//! What can be done with one message, by the keyboard too: copied, looked into, deleted here, sent again.

use std::time::Duration;

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::hands::Place;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;
use crate::support::wait::{until, until_within};

in_three_engines!(
    the_menu_opens_and_closes_by_the_keyboard,
    the_menus_are_one_stop_of_tab_and_arrows_go_between_them,
    the_text_of_a_message_is_copied,
    a_message_shows_what_it_is_underneath,
    what_is_deleted_here_stays_deleted,
    what_did_not_come_back_is_sent_again,
);

const MENU: Place<'_> = ("dialog", "Message");
const DETAILS: Place<'_> = ("dialog", "Message details");

async fn the_menu_opens_and_closes_by_the_keyboard(stage: &Stage) {
    let (_, page) = page(stage, Access::Anyone).await;
    page.say("by keys alone").await;
    page.wait_message_status("by keys alone", "delivered").await;
    page.tab_to_found("find('button', 'More', message('by keys alone'))").await;
    page.key(Key::Return).await;
    page.wait_text_of(MENU, "by keys alone").await;
    page.tab_to("button", "Inspect").await;
    page.key(Key::Return).await;
    page.wait_text_of(DETAILS, "Raw payload").await;
    page.key(Key::Escape).await;
    page.wait_gone(DETAILS.0, DETAILS.1).await;
    let back = "return document.activeElement === find('button', 'More', message('by keys alone'))";
    page.wait_true("the focus to be back where it was", back, &[]).await;
}

async fn the_menus_are_one_stop_of_tab_and_arrows_go_between_them(stage: &Stage) {
    let (port, page) = page(stage, Access::Anyone).await;
    for text in ["first", "second", "third"] {
        let payload = format!(r#"{{"user":"Tom","say":"the {text} one"}}"#);
        Script::publish(port, "chat", payload.as_bytes()).await;
        page.wait_message("Tom", text).await;
    }
    let at = async |text: &str| {
        let here = "return document.activeElement === find('button', 'More', message(arguments[0]))";
        page.wait_true(&format!("the focus on the menu of {text}"), here, &[text.into()]).await;
    };
    page.ask::<bool>("document.querySelector('[role=log]').focus(); return true", &[]).await;
    page.key(Key::Tab).await;
    at("third").await;
    page.key(Key::Up).await;
    page.key(Key::Up).await;
    at("first").await;
    page.key(Key::Down).await;
    at("second").await;
    page.key(Key::Tab).await;
    let gone = "return !document.activeElement.closest('[role=log]')";
    page.wait_true("Tab to leave the log", gone, &[]).await;
}

async fn the_text_of_a_message_is_copied(stage: &Stage) {
    let (port, page) = page(stage, Access::Anyone).await;
    Script::publish(port, "chat", br#"{"user":"Tom","say":"*copy* me\nplease"}"#).await;
    page.wait_message("Tom", "copy me").await;
    hear_clipboard(&page).await;
    page.take_of_menu("copy me", "Copy text").await;
    until("the text on the clipboard", async || {
        let copied = page.ask::<Option<String>>("return window.snugCopied ?? null", &[]).await;
        if copied.as_deref() == Some("*copy* me\nplease") { Ok(()) } else { Err(format!("{copied:?}")) }
    })
    .await;
    page.wait_text_of(MENU, "Copied").await;
}

async fn a_message_shows_what_it_is_underneath(stage: &Stage) {
    let (port, page) = page(stage, Access::Anyone).await;
    let payload = r#"{"user":"Tom","say":"look inside","id":"01JD0000000000000000000001","extra":[1,2]}"#;
    Script::publish(port, "chat", payload.as_bytes()).await;
    page.wait_message("Tom", "look inside").await;
    page.take_of_menu("look inside", "Inspect").await;
    page.wait_text_of(DETAILS, payload).await;
    let shown = page.text_of(DETAILS).await;
    for fact in [
        "Topic chat",
        "Sender Tom",
        "Message ID 01JD0000000000000000000001",
        "QoS 1",
        "Retained No",
        "Arrived",
    ] {
        assert!(shown.contains(fact), "{shown:?} has {fact:?}");
    }
    assert!(shown.contains(&format!("{} bytes", payload.len())), "{shown:?}");
}

async fn what_is_deleted_here_stays_deleted(stage: &Stage) {
    let (port, page) = page(stage, Access::Anyone).await;
    Script::publish(port, "chat", br#"{"user":"Tom","say":"from Tom"}"#).await;
    page.wait_message("Tom", "from Tom").await;
    page.say("from me").await;
    page.wait_message_status("from me", "delivered").await;
    page.say("to stay").await;
    page.wait_message_status("to stay", "delivered").await;
    for text in ["from Tom", "from me"] {
        page.press_in_message(text, "More").await;
        page.wait_text_of(MENU, "It is deleted on this device only.").await;
        page.press_in(MENU, "Delete on this device").await;
        page.wait_gone(MENU.0, MENU.1).await;
        until("the message to be gone", async || match page.count(text).await {
            0 => Ok(()),
            count => Err(format!("{count} times")),
        })
        .await;
    }
    page.reload().await;
    page.wait_message_status("to stay", "delivered").await;
    page.wait_connected().await;
    assert_eq!(page.count("from Tom").await + page.count("from me").await, 0);
}

async fn what_did_not_come_back_is_sent_again(stage: &Stage) {
    let (_, page) = page(stage, Access::Swallowing { room: "chat" }).await;
    page.say("swallowed").await;
    // It is called so only after ten seconds.
    until_within(Duration::from_secs(60), "the message to be called not confirmed", async || {
        let messages = page.messages().await;
        let known = messages.iter().any(|m| m.text.contains("swallowed") && m.text.contains("not confirmed"));
        if known { Ok(()) } else { Err(format!("{messages:#?}")) }
    })
    .await;
    page.take_of_menu("swallowed", "Retry").await;
    page.wait_message_where("under way again", |m| {
        m.text.contains("swallowed") && !m.text.contains("not confirmed")
    })
    .await;
    assert_eq!(page.count("swallowed").await, 1);
}

async fn page(stage: &Stage, access: Access<'_>) -> (u16, Page) {
    let broker = stage.broker(access).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (broker.tcp_port(), page)
}

/// What a driven browser lets pages do with the clipboard differs: here it takes all, and tells.
async fn hear_clipboard(page: &Page) {
    let script = "const write = async text => { window.snugCopied = text; }; \
                  Object.defineProperty(navigator, 'clipboard', { value: { writeText: write }, configurable: true }); \
                  return true";
    assert!(page.ask::<bool>(script, &[]).await);
}
