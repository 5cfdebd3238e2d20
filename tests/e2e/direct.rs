//! Rooms of two: opened from the people, by the switcher or by a command; the other side gets theirs by being written to.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;

in_three_engines!(
    a_word_in_private_reaches_the_other_as_a_room_with_a_count,
    the_switcher_finds_people,
    a_command_says_something_in_private,
);

/// The room of Lucy and Tom.
const TOPIC: &str = "snug/dm/Lucy/Tom";

async fn a_word_in_private_reaches_the_other_as_a_room_with_a_count(stage: &Stage) {
    let [lucy, tom] = two(stage).await;
    lucy.show_people().await;
    lucy.press("Message Tom").await;
    lucy.wait_open(TOPIC).await;
    lucy.wait_text("Anyone on this broker who calls themselves Tom").await;
    lucy.say("between us").await;
    lucy.wait_message_status("between us", "delivered").await;

    // All that is said there is said to Tom.
    tom.wait_room(TOPIC, "its name and a mention", |room| {
        room.contains("Lucy") && room.contains("1 mention")
    })
    .await;
    tom.open_room(TOPIC).await;
    tom.wait_message("Lucy", "between us").await;
    tom.wait_room(TOPIC, "nothing unread", |room| !room.contains("mention")).await;
    tom.say("nobody else knows").await;
    lucy.wait_message("Tom", "nobody else knows").await;

    for page in [&lucy, &tom] {
        assert_eq!(page.count("Hello,anyone!").await, 0, "nobody greets in private");
    }
    lucy.open_room("chat").await;
    assert_eq!(lucy.count("between us").await, 0);
}

async fn the_switcher_finds_people(stage: &Stage) {
    let [lucy, tom] = two(stage).await;
    lucy.show_people().await;
    lucy.wait_for("button", "Message Tom").await;
    lucy.chord(Key::Control, 'k').await;
    lucy.wait_for("combobox", "Room or person").await;
    lucy.keys("to").await;
    lucy.wait_for("option", "Message Tom").await;
    lucy.key(Key::Return).await;
    lucy.wait_open(TOPIC).await;
    lucy.say("found you").await;
    tom.wait_room(TOPIC, "a mention", |room| room.contains("1 mention")).await;
}

async fn a_command_says_something_in_private(stage: &Stage) {
    let [lucy, tom] = two(stage).await;
    lucy.fill("Message", "/msg Tom psst, over here").await;
    lucy.key(Key::Return).await;
    lucy.wait_open(TOPIC).await;
    lucy.wait_message_status("psst, over here", "delivered").await;
    tom.wait_room(TOPIC, "what was said", |room| room.contains("psst, over here")).await;
    lucy.open_room("chat").await;
    assert_eq!(lucy.value("Message").await, "");
}

async fn two(stage: &Stage) -> [Page; 2] {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let (lucy, tom) = (stage.open(site.url()).await, stage.open(site.url()).await);
    lucy.enter(&broker.url(), "Lucy", "chat").await;
    tom.enter(&broker.url(), "Tom", "chat").await;
    [lucy, tom]
}
