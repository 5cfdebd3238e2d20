//! Several rooms at once: joined, read, told apart.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::python::Script;
use crate::support::wait::until;

in_three_engines!(words_stay_in_their_room, a_room_is_exact_to_the_byte);

async fn words_stay_in_their_room(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.join("kitchen").await;
    page.say("who took my mug?").await;
    page.wait_message_status("who took my mug?", "delivered").await;

    // Something arrives in the room that is not on screen, and its place in the list says so.
    Script::publish(broker.tcp_port(), "chat", br#"{"user":"Tom","say":"over here"}"#).await;
    until("the list to count one unread", async || {
        let rooms = page.rooms().await;
        let counted = rooms.iter().any(|room| room.starts_with("chat") && room.contains("1 new"));
        if counted { Ok(()) } else { Err(format!("{rooms:?}")) }
    })
    .await;
    assert_eq!(page.count("over here").await, 0);

    page.open_room("chat").await;
    page.wait_message("Tom", "over here").await;
    assert_eq!(page.count("who took my mug?").await, 0);
    until("the unread count to go", async || {
        let rooms = page.rooms().await;
        let counted = rooms.iter().any(|room| room.starts_with("chat") && room.contains("1 new"));
        if counted { Err(format!("{rooms:?}")) } else { Ok(()) }
    })
    .await;
}

async fn a_room_is_exact_to_the_byte(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "/chat").await;
    for topic in ["Chat", "chat/", "聊天/大厅"] {
        page.join(topic).await;
        page.say(&format!("in {topic}.")).await;
        page.wait_message_status(&format!("in {topic}."), "delivered").await;
    }
    Script::publish(broker.tcp_port(), "chat", br#"{"user":"Tom","say":"in another room"}"#).await;
    Script::publish(broker.tcp_port(), "/chat", br#"{"user":"Tom","say":"in yours"}"#).await;
    page.open_room("/chat").await;
    page.wait_message("Tom", "in yours").await;
    assert_eq!(page.messages().await.iter().filter(|m| m.user == "Tom").count(), 1);
}
