//! What can be chosen for one room: its name here, its colour, what it notifies of, how it delivers, its place in the
//! list; and the way out of it.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::hands::Place;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::wait::until;

in_three_engines!(
    what_is_chosen_for_a_room_is_there_after_a_reload,
    rooms_move_up_and_down_and_stay_there,
    a_room_is_left_by_its_dialog,
    a_topic_typed_wrong_is_explained_and_kept,
);

const DIALOG: Place<'_> = ("dialog", "Room settings");

async fn what_is_chosen_for_a_room_is_there_after_a_reload(stage: &Stage) {
    let page = in_rooms(stage, &["chat", "garden/shed"]).await;
    page.press("Settings of garden/shed").await;
    page.fill("Name on this device", "Potting").await;
    page.key(Key::Tab).await;
    page.click_in(DIALOG, "radio", "Colour 3").await;
    page.choose("Notifications", "None (muted)").await;
    page.choose("Delivery", "Exactly once").await;
    page.wait_text_of(DIALOG, "QoS 2").await;
    page.press_in(DIALOG, "Close").await;
    page.wait_gone(DIALOG.0, DIALOG.1).await;

    let called = |room: &str| room.starts_with("garden/shed Potting");
    page.wait_room("garden/shed", "its alias", called).await;
    page.wait_text("Potting").await;
    page.say("two packets more").await;
    page.wait_message_status("two packets more", "delivered").await;

    page.reload().await;
    page.wait_room("garden/shed", "its alias", called).await;
    page.open_room("garden/shed").await;
    page.press("Settings of Potting").await;
    assert_eq!(page.value("Name on this device").await, "Potting");
    assert_eq!(page.chosen("Notifications").await, "None (muted)");
    assert_eq!(page.chosen("Delivery").await, "Exactly once");
    let is_chosen = "return find('radio', 'Colour 3')?.checked === true";
    page.wait_true("its colour to be chosen", is_chosen, &[]).await;

    // Without an alias it is called by its topic again.
    page.fill("Name on this device", "").await;
    page.key(Key::Tab).await;
    page.press_in(DIALOG, "Close").await;
    page.wait_room("garden/shed", "no alias", |room| !room.contains("Potting")).await;
    page.wait_text("garden/shed").await;
}

async fn rooms_move_up_and_down_and_stay_there(stage: &Stage) {
    let page = in_rooms(stage, &["chat", "second", "third"]).await;
    page.press("Settings of third").await;
    page.press_in(DIALOG, "Move up").await;
    wait_order(&page, ["chat", "third", "second"]).await;
    page.press_in(DIALOG, "Move up").await;
    wait_order(&page, ["third", "chat", "second"]).await;
    page.press_in(DIALOG, "Move down").await;
    wait_order(&page, ["chat", "third", "second"]).await;
    page.press_in(DIALOG, "Close").await;
    page.reload().await;
    wait_order(&page, ["chat", "third", "second"]).await;
}

async fn a_room_is_left_by_its_dialog(stage: &Stage) {
    let page = in_rooms(stage, &["chat", "second"]).await;
    page.press("Settings of second").await;
    page.press_in(DIALOG, "Leave").await;
    until("the room to be gone from the list", async || {
        let rooms = page.rooms().await;
        if rooms.iter().any(|room| room.contains("second")) { Err(format!("{rooms:?}")) } else { Ok(()) }
    })
    .await;
    page.wait_gone("log", "Messages in second").await;
    page.open_room("chat").await;
    page.reload().await;
    page.wait_room("chat", "no other", |_| true).await;
    assert!(page.rooms().await.iter().all(|room| !room.contains("second")));
}

async fn a_topic_typed_wrong_is_explained_and_kept(stage: &Stage) {
    let page = in_rooms(stage, &["chat"]).await;
    for (typed, words) in [
        ("sport/tennis#", ["sport/tennis#", "end as a level of its own", "sensors/#"]),
        ("sport+/x", ["sport+/x", "whole level", "sensors/+/door"]),
    ] {
        page.fill("Join a room", typed).await;
        page.press("Join").await;
        let said = page.wait_alert(&[typed]).await;
        for word in words {
            assert!(said.contains(word), "{said:?} says {word:?}");
        }
        assert_eq!(page.value("Join a room").await, typed, "it can be mended");
    }
    page.press("Dismiss").await;
    page.join("sport/#").await;
    assert_eq!(page.value("Join a room").await, "");
}

async fn in_rooms(stage: &Stage, topics: &[&str]) -> Page {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", topics[0]).await;
    for topic in &topics[1..] {
        page.join(topic).await;
    }
    page
}

async fn wait_order<const N: usize>(page: &Page, topics: [&str; N]) {
    until(&format!("the rooms in the order {topics:?}"), async || {
        let order = page.order_of(&topics).await;
        if order == topics { Ok(()) } else { Err(format!("{order:?}")) }
    })
    .await;
}
