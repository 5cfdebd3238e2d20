//! A phone's width: 390 by 844. Nothing sticks out, and the whole chat can be done.

use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::browser::{PHONE, Screen};
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;
use crate::support::static_server::Site;

in_three_engines!(a_phone_can_do_the_whole_chat);

async fn a_phone_can_do_the_whole_chat(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = phone(stage).await;
    page.wait_sign_in().await;
    nothing_sticks_out(&page, "signing in").await;

    page.enter(&broker.url(), "Lucy", "chat").await;
    nothing_sticks_out(&page, "in the room").await;
    let long = format!("a long word: {}", "supercalifragilistic".repeat(20));
    page.say(&long).await;
    page.wait_message_status("a long word", "delivered").await;
    Script::publish(broker.tcp_port(), "chat", &[0x80; 600]).await;
    page.wait_message_where("in bytes", |m| m.content.contains("80 80") || m.content.contains("8080")).await;
    nothing_sticks_out(&page, "with long content").await;

    join_from_the_list(&page, "second/room").await;
    page.say("hello, second room").await;
    page.wait_message_status("hello, second room", "delivered").await;
    nothing_sticks_out(&page, "in the second room").await;
    back_to_the_list(&page).await;
    page.open_room("chat").await;
    page.wait_message_where("of before", |m| m.text.contains("a long word")).await;
}

/// The page at a phone's width. Not every browser makes its window so narrow; there, the page sits in a frame that is.
async fn phone(stage: &Stage) -> Page {
    let (width, height) = PHONE;
    let frame = format!(
        "<!DOCTYPE html><title>A phone</title><body style=\"margin:0\">\
         <iframe src=\"index.html\" width={width} height={height} style=\"border:0\"></iframe>"
    );
    let site = stage.serve(Site::of(&dist()).with("phone.html", &frame)).await;
    let page = stage.browse(Screen::Phone).await;
    page.goto(site.url()).await;
    if page.ask::<u32>("return innerWidth", &[]).await != width {
        page.goto(&format!("{}phone.html", site.url())).await;
        page.driver.enter_frame(0).await.expect("the phone is the only frame");
    }
    assert_eq!(page.ask::<u32>("return innerWidth", &[]).await, width);
    page
}

async fn nothing_sticks_out(page: &Page, when: &str) {
    let script =
        "const root = document.documentElement; return [root.scrollWidth, document.body.scrollWidth]";
    let widths = page.ask::<Vec<u32>>(script, &[]).await;
    assert!(widths.iter().all(|&width| width <= PHONE.0), "{when}, the page is {widths:?} wide");
    let script = "return all(arguments[0]).map(e => [accessibleName(e), e.getBoundingClientRect()])\
                  .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1).map(([name]) => name)";
    for role in ["button", "textbox", "article"] {
        let outside = page.ask::<Vec<String>>(script, &[json!(role)]).await;
        assert!(outside.is_empty(), "{when}, these stick out: {outside:?}");
    }
}

/// A narrow page shows the list of rooms or a room, one at a time.
async fn back_to_the_list(page: &Page) {
    page.press("Back").await;
    page.wait_for("textbox", "Join a room").await;
}

async fn join_from_the_list(page: &Page, topic: &str) {
    back_to_the_list(page).await;
    nothing_sticks_out(page, "in the list").await;
    page.join(topic).await;
}
