//! Answering a message: from its menu, by the keyboard, and taken back; at the other side the answer quotes it, and leads
//! to it.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;

in_three_engines!(
    a_reply_quotes_what_it_answers_and_leads_there,
    a_reply_can_be_taken_back,
    the_keyboard_answers_the_last_message,
);

async fn a_reply_quotes_what_it_answers_and_leads_there(stage: &Stage) {
    let (port, [lucy, tom]) = two(stage).await;
    lucy.say("what shall we eat?").await;
    tom.wait_message("Lucy", "what shall we eat?").await;
    for line in 0..12 {
        let said = format!(r#"{{"user":"Ann","say":"{line}.\n\n\n\n\nand so on"}}"#);
        Script::publish(port, "chat", said.as_bytes()).await;
    }
    tom.wait_message("Ann", "11. and so on").await;

    tom.take_of_menu("what shall we eat?", "Reply").await;
    tom.wait_text("Replying to Lucy").await;
    tom.wait_true("the box to have the focus", "return focused() === 'textbox: Message'", &[]).await;
    tom.keys("soup").await;
    tom.key(Key::Return).await;
    tom.wait_message_status("soup", "delivered").await;
    tom.wait_no_text("Replying to Lucy").await;

    let reply = lucy.wait_message("Tom", "soup").await;
    assert!(reply.text.contains("what shall we eat?"), "{reply:?} quotes what it answers");
    let in_sight = "const log = logs()[0].getBoundingClientRect(); \
                    return all('article', logs()[0]).filter(e => e.innerText.includes('what shall we eat?')) \
                    .some(e => { const at = e.getBoundingClientRect(); return !e.innerText.includes('soup') \
                    && at.top >= log.top - 1 && at.bottom <= log.bottom + 1; })";
    let above =
        "return logs()[0].scrollTop > 0 && message('soup').getBoundingClientRect().bottom <= innerHeight";
    lucy.wait_true("the answer to be in sight", above, &[]).await;
    assert!(!lucy.ask::<bool>(in_sight, &[]).await, "the question is far above");
    lucy.press_in_message("soup", "Lucy what shall we eat?").await;
    lucy.wait_true("the question to be in sight", in_sight, &[]).await;
}

async fn a_reply_can_be_taken_back(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage).await;
    lucy.say("a question").await;
    tom.wait_message("Lucy", "a question").await;
    tom.take_of_menu("a question", "Reply").await;
    tom.wait_text("Replying to Lucy").await;
    tom.press("Cancel reply").await;
    tom.wait_no_text("Replying to Lucy").await;
    tom.say("no answer").await;
    let said = lucy.wait_message("Tom", "no answer").await;
    assert!(!said.text.contains("a question"), "{said:?}");
}

async fn the_keyboard_answers_the_last_message(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage).await;
    lucy.say("ready?").await;
    tom.wait_message("Lucy", "ready?").await;
    tom.chord(Key::Alt, 'r').await;
    tom.wait_text("Replying to Lucy").await;
    tom.key(Key::Escape).await;
    tom.wait_no_text("Replying to Lucy").await;
    tom.chord(Key::Alt, 'r').await;
    tom.wait_text("Replying to Lucy").await;
    tom.keys("steady").await;
    tom.key(Key::Return).await;
    let said = lucy.wait_message("Tom", "steady").await;
    assert!(said.text.contains("ready?"), "{said:?}");
}

async fn two(stage: &Stage) -> (u16, [Page; 2]) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let (lucy, tom) = (stage.open(site.url()).await, stage.open(site.url()).await);
    lucy.enter(&broker.url(), "Lucy", "chat").await;
    tom.enter(&broker.url(), "Tom", "chat").await;
    lucy.wait_message("Tom", "Hello,anyone!").await;
    (broker.tcp_port(), [lucy, tom])
}
