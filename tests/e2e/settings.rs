//! What can be chosen takes effect at once and is there after a reload; the history goes out as files and comes in again,
//! stays as long as it was told, and is deleted after a question; the wire's log is shown and saved.

use serde_json::json;
use thirtyfour::Key;

use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::until;

in_three_engines!(
    the_look_is_as_chosen_and_stays_so,
    the_language_changes_at_once_and_no_draft_is_lost,
    enter_does_what_was_chosen,
    a_word_finds_a_setting,
    the_history_goes_out_and_comes_in_elsewhere,
    messages_stay_as_long_as_told_and_go_after_a_question,
    the_log_of_the_wire_is_shown_and_saved,
);

async fn the_look_is_as_chosen_and_stays_so(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.say("what time is it?").await;
    page.wait_message_status("what time", "delivered").await;
    page.press("Settings").await;
    let normal = text_size(&page).await;
    for (list, word) in [("Theme", "Dark"), ("Text size", "Large"), ("Clock", "24 hours")] {
        page.choose(list, word).await;
    }
    for when in ["at once", "after a reload"] {
        page.press("Back").await;
        page.wait_message_where(&format!("without AM or PM, {when}"), |message| {
            message.text.contains("what time") && !message.text.contains('M')
        })
        .await;
        page.press("Settings").await;
        wait_background(&page, "dark").await;
        assert!(text_size(&page).await > normal, "{when}");
        for (list, word) in [("Theme", "Dark"), ("Text size", "Large"), ("Clock", "24 hours")] {
            assert_eq!(page.chosen(list).await, word, "{when}");
        }
        page.reload().await;
        page.wait_open("chat").await;
        page.press("Settings").await;
    }
    page.choose("Theme", "Light").await;
    wait_background(&page, "light").await;
    page.choose("Clock", "12 hours").await;
    page.press("Back").await;
    page.wait_message_where("with AM or PM", |message| {
        message.text.contains("what time") && (message.text.contains("AM") || message.text.contains("PM"))
    })
    .await;
}

/// Letters are dark on what is light, and light on what is dark.
async fn wait_background(page: &Page, wanted: &str) {
    let script = "const parts = getComputedStyle(document.body).color.match(/[\\d.]+/g).slice(0, 3); \
                  const light = parts.reduce((sum, part) => sum + Number(part), 0); \
                  return (light < 384 ? 'light' : 'dark') === arguments[0]";
    page.wait_true(&format!("the page to be {wanted}"), script, &[json!(wanted)]).await;
}

/// In CSS pixels.
async fn text_size(page: &Page) -> f64 {
    page.ask("return parseFloat(getComputedStyle(document.body).fontSize)", &[]).await
}

async fn the_language_changes_at_once_and_no_draft_is_lost(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.fill("Message", "half a thought").await;
    page.press("Settings").await;
    page.choose("Language", "简体中文").await;
    page.wait_for("textbox", "查找设置").await;
    page.press("返回").await;
    page.wait_for("textbox", "消息").await;
    assert_eq!(page.value("消息").await, "half a thought");
    assert_eq!(page.ask::<String>("return document.documentElement.lang", &[]).await, "zh-Hans");

    page.reload().await;
    page.wait_for("textbox", "消息").await;
    assert_eq!(page.value("消息").await, "half a thought");
    page.press("设置").await;
    page.choose("语言", "English").await;
    page.press("Back").await;
    assert_eq!(page.value("Message").await, "half a thought");
    page.press("Send").await;
    page.wait_message_status("half a thought", "delivered").await;
}

async fn enter_does_what_was_chosen(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.press("Settings").await;
    page.choose("Enter key", "Breaks the line").await;
    page.reload().await;
    page.wait_open("chat").await;
    page.fill("Message", "first line").await;
    page.keys(&Key::Return.value().to_string()).await;
    page.keys("second line").await;
    assert_eq!(page.value("Message").await, "first line\nsecond line");
    page.chord(Key::Control, Key::Return.value()).await;
    page.wait_message_status("first line second line", "delivered").await;
}

async fn a_word_finds_a_setting(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.press("Settings").await;
    page.wait_for("combobox", "Theme").await;
    page.fill("Find a setting", "dark").await;
    page.wait_gone("combobox", "Keep messages").await;
    page.wait_for("combobox", "Theme").await;
    page.fill("Find a setting", "no such thing").await;
    page.wait_gone("combobox", "Theme").await;
    page.wait_text("No such setting.").await;
    page.fill("Find a setting", "").await;
    page.wait_for("combobox", "Keep messages").await;
}

async fn the_history_goes_out_and_comes_in_elsewhere(stage: &Stage) {
    let (page, site) = in_the_room(stage).await;
    for text in ["to be kept", "也要保留"] {
        page.say(text).await;
        page.wait_message_status(text, "delivered").await;
    }
    page.press("Settings").await;
    catch_files(&page).await;
    page.press("Export as text").await;
    let text = wait_file(&page, "to be kept").await;
    assert!(text.contains("Lucy: to be kept\n") && text.contains("Lucy: 也要保留\n"), "{text}");
    page.press("Export (JSON Lines)").await;
    let lines = wait_file(&page, "\"say\"").await;
    assert_eq!(lines.lines().count(), 2, "{lines}");

    let elsewhere = stage.broker(Access::Anyone).await;
    let other = stage.open(&site).await;
    other.enter(&elsewhere.url(), "Amy", "lobby").await;
    other.press("Settings").await;
    for told in ["2 messages in 1 room", "0 messages in 0 rooms"] {
        other.wait_for("button", "Import…").await;
        let script = "const files = new DataTransfer(); files.items.add(new File([arguments[0]], 'messages.jsonl')); \
                      const field = find('textbox', 'Import…'); field.files = files.files; \
                      field.dispatchEvent(new Event('change')); return true";
        other.ask::<bool>(script, &[json!(lines)]).await;
        other.wait_text(told).await;
    }
    other.press("Back").await;
    other.open_room("chat").await;
    other.wait_message("Lucy", "to be kept").await;
    other.wait_message("Lucy", "也要保留").await;
    assert_eq!(other.count("to be kept").await, 1);
}

async fn messages_stay_as_long_as_told_and_go_after_a_question(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.say("not for ever").await;
    page.wait_message_status("not for ever", "delivered").await;
    page.press("Settings").await;
    page.wait_text("1 message").await;
    assert_eq!(page.chosen("Keep messages").await, "For ever");
    page.choose("Keep messages", "7 days").await;
    page.reload().await;
    page.wait_open("chat").await;
    page.wait_message("Lucy", "not for ever").await;
    page.press("Settings").await;
    assert_eq!(page.chosen("Keep messages").await, "7 days");

    page.press("Delete all messages on this device…").await;
    page.wait_for("dialog", "Delete all messages on this device…").await;
    page.press("Cancel").await;
    page.wait_gone("dialog", "Delete all messages on this device…").await;
    page.press("Back").await;
    page.wait_message("Lucy", "not for ever").await;
    page.press("Settings").await;
    page.press("Delete all messages on this device…").await;
    page.press("Delete all messages").await;
    page.wait_gone("dialog", "Delete all messages on this device…").await;
    for when in ["at once", "after a reload"] {
        if page.lookup("log", "Messages in chat").await.is_none() {
            page.press("Back").await;
        }
        page.wait_open("chat").await;
        until(&format!("nothing to be there, {when}"), async || match page.messages().await {
            none if none.is_empty() => Ok(()),
            some => Err(format!("{some:?}")),
        })
        .await;
        page.reload().await;
        page.wait_connected().await;
    }
}

async fn the_log_of_the_wire_is_shown_and_saved(stage: &Stage) {
    let (page, _) = in_the_room(stage).await;
    page.press("Settings").await;
    for told in ["Connected, new session", "Subscribed to chat"] {
        page.wait_text_of(("list", "Connection"), told).await;
    }
    catch_files(&page).await;
    page.press("Save as a file").await;
    let saved = wait_file(&page, "Connected").await;
    assert!(saved.contains("Subscribed to chat"), "{saved}");
}

/// What the page offers as a file from now on lands in `caught`, not in a folder.
async fn catch_files(page: &Page) {
    let script = "const make = URL.createObjectURL; window.caught = '';
        URL.createObjectURL = blob => { blob.text().then(text => window.caught = text); return make.call(URL, blob); };
        HTMLAnchorElement.prototype.click = () => {}; return true";
    page.ask::<bool>(script, &[]).await;
}

async fn wait_file(page: &Page, with: &str) -> String {
    until(&format!("a file with {with:?}"), async || {
        let caught: String = page.ask("return window.caught", &[]).await;
        if caught.contains(with) { Ok(caught) } else { Err(format!("{caught:?}")) }
    })
    .await
}

/// Lucy in the room "chat", which nobody greeted, and where the page is.
async fn in_the_room(stage: &Stage) -> (Page, String) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (page, site.url().to_owned())
}
