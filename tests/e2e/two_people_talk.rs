//! Two people in two browsers, one broker between them, and nothing else.

use crate::stage::Stage;
use crate::support::mosquitto::Access;

in_three_engines!(both_see_both_and_what_was_said_is_delivered, words_arrive_in_the_order_they_were_said);

async fn both_see_both_and_what_was_said_is_delivered(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let lucy = stage.open(site.url()).await;
    let tom = stage.open(site.url()).await;

    lucy.enter(&broker.url(), "Lucy", "chat").await;
    tom.enter(&broker.url(), "Tom", "chat").await;
    lucy.wait_message("Tom", "Hello,anyone!").await;

    lucy.say("Tom在吗?").await;
    let asked = tom.wait_message("Lucy", "Tom在吗?").await;
    assert_eq!(asked.status, "received");
    tom.say("Yes, I'm here! 🍻").await;
    lucy.wait_message("Tom", "Yes, I'm here! 🍻").await;

    let sent = lucy.wait_message_status("Tom在吗?", "delivered").await;
    assert_eq!(sent.id, asked.id, "both know the message by the same id");
    tom.wait_message_status("Yes, I'm here!", "delivered").await;
    for page in [&lucy, &tom] {
        assert_eq!(page.count("Tom在吗?").await, 1);
        assert_eq!(page.count("Yes, I'm here!").await, 1);
        assert_eq!(page.value("Message").await, "", "what was said is no longer in the box");
    }
}

async fn words_arrive_in_the_order_they_were_said(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let lucy = stage.open(site.url()).await;
    let tom = stage.open(site.url()).await;
    lucy.enter(&broker.url(), "Lucy", "pub/snug").await;
    tom.enter(&broker.url(), "Tom", "pub/snug").await;

    let numbers = ["one", "two", "three", "four", "five", "six"];
    for number in numbers {
        lucy.say(&format!("number {number}")).await;
    }
    lucy.wait_message_status("number six", "delivered").await;
    tom.wait_message("Lucy", "number six").await;

    for page in [&lucy, &tom] {
        let messages = page.messages().await;
        let texts =
            messages.iter().filter_map(|message| message.text.split_once("number ")).map(|(_, after)| after);
        let words = texts.filter_map(|text| text.split(' ').next()).collect::<Vec<_>>();
        assert_eq!(words, numbers);
    }
}
