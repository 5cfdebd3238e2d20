//! Lines that begin with a slash, and what the box completes and recalls.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;
use crate::support::wait::until;

in_three_engines!(
    help_lists_the_commands,
    join_opens_a_room,
    me_is_an_action,
    search_begins_with_its_words,
    an_unknown_command_is_explained_and_kept,
    paths_are_said,
    names_and_emoji_are_completed,
    up_recalls_what_was_said,
);

async fn help_lists_the_commands(stage: &Stage) {
    let (_, page) = page(stage).await;
    command(&page, "/help").await;
    for line in ["/join TOPIC", "/msg NAME TEXT", "/me TEXT", "/help"] {
        page.wait_text_of(("dialog", "Commands"), line).await;
    }
    page.key(Key::Escape).await;
    page.wait_gone("dialog", "Commands").await;
    assert_eq!(page.value("Message").await, "");
}

async fn join_opens_a_room(stage: &Stage) {
    let (_, page) = page(stage).await;
    command(&page, "/join kitchen/table").await;
    page.wait_open("kitchen/table").await;
    // What lacks its topic is explained by how it is written.
    page.fill("Message", "/join").await;
    page.press("Send").await;
    page.wait_text("It is written /join TOPIC.").await;
}

async fn me_is_an_action(stage: &Stage) {
    let (port, page) = page(stage).await;
    let mut subscriber = Script::subscriber(port, "chat").await;
    command(&page, "/me waves").await;
    let said = page.wait_message_status("Lucy waves", "delivered").await;
    assert!(!said.text.contains("/me"), "{said:?}");
    // On the wire it is what people write, and other clients show it so.
    subscriber.wait_text("/me waves").await;
}

async fn search_begins_with_its_words(stage: &Stage) {
    let (_, page) = page(stage).await;
    page.say("the ferry leaves at six").await;
    page.wait_message_status("the ferry leaves at six", "delivered").await;
    command(&page, "/search ferry six").await;
    page.wait_text("1 message found").await;
    assert_eq!(page.value("Search on this device").await, "ferry six");
}

async fn an_unknown_command_is_explained_and_kept(stage: &Stage) {
    let (_, page) = page(stage).await;
    command(&page, "/dance now").await;
    page.wait_text("There is no command /dance. /help lists them.").await;
    assert_eq!(page.value("Message").await, "/dance now");
    assert_eq!(page.count("dance").await, 0, "nothing is said by mistake");
}

async fn paths_are_said(stage: &Stage) {
    let (_, page) = page(stage).await;
    for path in ["//server/share", "/etc/hosts is a file", "/ alone"] {
        command(&page, path).await;
        page.wait_message_status(path, "delivered").await;
    }
}

async fn names_and_emoji_are_completed(stage: &Stage) {
    let (port, page) = page(stage).await;
    for (user, say) in [("Tabea", "first"), ("Tom", "second")] {
        let payload = format!(r#"{{"user":"{user}","say":"{say}"}}"#);
        Script::publish(port, "chat", payload.as_bytes()).await;
        page.wait_message(user, say).await;
    }
    page.fill("Message", "hi @t").await;
    // Who spoke last comes first.
    page.wait_for("option", "Tom").await;
    page.key(Key::Tab).await;
    wait_value(&page, "hi @Tom ").await;
    page.keys("and @ta").await;
    page.wait_for("option", "Tabea").await;
    page.key(Key::Tab).await;
    wait_value(&page, "hi @Tom and @Tabea ").await;

    page.keys(":smi").await;
    page.wait_true("an emoji among the suggestions", "return all('option').length > 0", &[]).await;
    page.key(Key::Tab).await;
    until("an emoji in the box", async || {
        let value = page.value("Message").await;
        let emoji = value.chars().any(|letter| u32::from(letter) > 0x1F000);
        if emoji && !value.contains(":smi") { Ok(()) } else { Err(value) }
    })
    .await;
    page.wait_true("the suggestions to be gone", "return all('option').length === 0", &[]).await;
    page.key(Key::Return).await;
    page.wait_message_status("hi @Tom and @Tabea", "delivered").await;
}

async fn up_recalls_what_was_said(stage: &Stage) {
    let (_, page) = page(stage).await;
    page.say("say it again").await;
    page.wait_message_status("say it again", "delivered").await;
    page.fill("Message", "").await;
    page.key(Key::Up).await;
    wait_value(&page, "say it again").await;
    // In a box with text, Up is the cursor's.
    page.fill("Message", "something else").await;
    page.key(Key::Up).await;
    assert_eq!(page.value("Message").await, "something else");
}

async fn command(page: &Page, line: &str) {
    page.fill("Message", line).await;
    page.press("Send").await;
}

async fn wait_value(page: &Page, text: &str) {
    until(&format!("{text:?} in the box"), async || {
        let value = page.value("Message").await;
        if value == text { Ok(()) } else { Err(value) }
    })
    .await;
}

async fn page(stage: &Stage) -> (u16, Page) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (broker.tcp_port(), page)
}
