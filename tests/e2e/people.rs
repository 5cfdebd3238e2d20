//! Who is here: seen by each other, away, typing, having read; two of one name; and a broker that does not tell.

use crate::stage::Stage;
use crate::support::hands::Place;
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::Page;
use crate::support::scripted_ws::{Manner, ScriptedWs};
use crate::support::wait::until;

in_three_engines!(
    each_sees_the_other_and_how_many_are_here,
    somebody_away_is_shown_so_until_they_are_back,
    typing_is_shown_until_it_is_said,
    what_was_read_is_told,
    two_of_one_name_are_told_apart,
    a_broker_that_refuses_the_prefix_leaves_the_chat_whole,
    a_broker_that_swallows_the_prefix_leaves_the_chat_whole,
);

const PEOPLE: Place<'_> = ("complementary", "People");

async fn each_sees_the_other_and_how_many_are_here(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage, "Tom").await;
    for (page, other) in [(&lucy, "Tom"), (&tom, "Lucy")] {
        page.show_people().await;
        page.wait_text_of(PEOPLE, &format!("{other} online")).await;
        page.wait_text_of(PEOPLE, "you").await;
        let script = "return tidy(find('button', 'Hide people')?.title).includes('2')";
        page.wait_true("a 2 on the button", script, &[]).await;
        page.press_in(PEOPLE, "Hide people").await;
        page.wait_gone(PEOPLE.0, PEOPLE.1).await;
    }
    // Whoever is in another room only is not here.
    tom.join("kitchen").await;
    tom.show_people().await;
    tom.wait_text_of(PEOPLE, "Nobody else is here yet.").await;
}

async fn somebody_away_is_shown_so_until_they_are_back(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage, "Tom").await;
    lucy.show_people().await;
    lucy.wait_text_of(PEOPLE, "Tom online").await;
    tom.press("Settings").await;
    tom.tick("Set myself away").await;
    lucy.wait_text_of(PEOPLE, "Tom away").await;
    tom.tick("Set myself away").await;
    lucy.wait_text_of(PEOPLE, "Tom online").await;
}

async fn typing_is_shown_until_it_is_said(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage, "Tom").await;
    tom.fill("Message", "I think that").await;
    lucy.wait_text("Tom is typing…").await;
    tom.press("Send").await;
    lucy.wait_message("Tom", "I think that").await;
    lucy.wait_no_text("Tom is typing…").await;

    // Whoever stops halfway types no longer after some seconds.
    tom.fill("Message", "or rather").await;
    until("Tom to be seen typing", async || {
        tom.keys(".").await;
        let shown = lucy.summary().await;
        if shown.contains("Tom is typing…") { Ok(()) } else { Err(shown) }
    })
    .await;
    lucy.wait_no_text("Tom is typing…").await;
    assert!(tom.value("Message").await.starts_with("or rather."));
}

async fn what_was_read_is_told(stage: &Stage) {
    let (_, [lucy, tom]) = two(stage, "Tom").await;
    lucy.say("have you read this?").await;
    tom.wait_message("Lucy", "have you read this?").await;
    lucy.wait_text("Seen by Tom").await;
}

async fn two_of_one_name_are_told_apart(stage: &Stage) {
    let (_, [lucy, twin]) = two(stage, "Lucy").await;
    for page in [&lucy, &twin] {
        page.show_people().await;
        page.wait_text_of(PEOPLE, "Same name, client ID snug").await;
    }
}

async fn a_broker_that_refuses_the_prefix_leaves_the_chat_whole(stage: &Stage) {
    let refused = ["snug/presence/+", "snug/dm/Lucy/+", "snug/dm/+/Lucy"].map(str::to_owned);
    let broker = ScriptedWs::start(Manner::Refusing(refused.to_vec())).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.say("still whole").await;
    page.wait_message_status("still whole", "delivered").await;
    page.show_people().await;
    page.wait_text_of(PEOPLE, "This broker does not say who is here.").await;
    assert_eq!(page.alerts().await, [""; 0], "one quiet note is enough");
    page.wait_connected().await;
}

async fn a_broker_that_swallows_the_prefix_leaves_the_chat_whole(stage: &Stage) {
    let broker = stage.broker(Access::Only { room: "chat" }).await;
    let site = stage.site().await;
    let (lucy, tom) = (stage.open(site.url()).await, stage.open(site.url()).await);
    lucy.enter(&broker.url(), "Lucy", "chat").await;
    tom.enter(&broker.url(), "Tom", "chat").await;
    lucy.say("still whole").await;
    tom.wait_message("Lucy", "still whole").await;
    lucy.wait_message_status("still whole", "delivered").await;
    lucy.show_people().await;
    lucy.wait_text_of(PEOPLE, "This broker does not say who is here.").await;
    assert_eq!(lucy.alerts().await, [""; 0], "one quiet note is enough");
    lucy.wait_connected().await;
}

async fn two(stage: &Stage, other: &str) -> (std::rc::Rc<Mosquitto>, [Page; 2]) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let (one, two) = (stage.open(site.url()).await, stage.open(site.url()).await);
    one.enter(&broker.url(), "Lucy", "chat").await;
    two.enter(&broker.url(), other, "chat").await;
    (broker, [one, two])
}
