//! Phones and a tablet: nothing sticks out, what is pressed is large enough for fingers, the system's Back leads where
//! people expect, and the whole chat can be done.

use serde_json::json;

use crate::places::{CHINESE, ENGLISH, PLACES, Words, come_back, go};
use crate::stage::{Stage, dist};
use crate::support::browser::{PHONE, Screen};
use crate::support::crowd;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;
use crate::support::static_server::Site;
use crate::support::wait::until;

in_three_engines!(a_phone_can_do_the_whole_chat, the_systems_back_leads_where_one_came_from);

/// What fingers are offered is the style sheets' work, and only Chromium plays a device that has some.
mod fingers {
    use super::*;

    in_engine!(
        chromium,
        Chromium,
        nothing_sticks_out_anywhere_on_a_phone,
        nothing_sticks_out_anywhere_on_a_small_phone_with_large_text,
        nothing_sticks_out_anywhere_on_a_tablet,
        fingers_find_everything_large_enough,
    );
}

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

/// Back is the same as on any other page: one step out at a time, and never out of the page before its first place.
async fn the_systems_back_leads_where_one_came_from(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = phone(stage).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.press("Show people").await;
    page.wait_for("complementary", "People").await;
    back(&page).await;
    page.wait_open("chat").await;
    page.wait_gone("complementary", "People").await;

    back(&page).await;
    page.wait_for("textbox", "Join a room").await;
    page.wait_gone("log", "Messages in chat").await;
    page.press("Settings").await;
    page.wait_for("textbox", "Find a setting").await;
    back(&page).await;
    page.wait_for("textbox", "Join a room").await;
    page.press("Search").await;
    page.wait_for("textbox", "Search on this device").await;
    back(&page).await;
    page.wait_for("textbox", "Join a room").await;

    page.open_room("chat").await;
    back(&page).await;
    page.wait_for("textbox", "Join a room").await;
    page.open_room("chat").await;
    // What stands above a place is left before the place is.
    page.press("Settings of chat").await;
    page.wait_for("dialog", "Room settings").await;
    back(&page).await;
    page.wait_gone("dialog", "Room settings").await;
    page.wait_open("chat").await;
    back(&page).await;
    page.wait_for("textbox", "Join a room").await;
    page.open_room("chat").await;
    page.say("still here").await;
    page.wait_message_status("still here", "delivered").await;
}

/// As the system does it; WebKit's driver waits for a page to load, and none does.
async fn back(page: &Page) {
    page.ask::<bool>("history.back(); return true", &[]).await;
}

async fn nothing_sticks_out_anywhere_on_a_phone(stage: &Stage) {
    everywhere(stage, (390, 844), "Normal").await;
}

async fn nothing_sticks_out_anywhere_on_a_small_phone_with_large_text(stage: &Stage) {
    everywhere(stage, (360, 640), "Large").await;
}

async fn nothing_sticks_out_anywhere_on_a_tablet(stage: &Stage) {
    everywhere(stage, (820, 1180), "Normal").await;
}

async fn everywhere(stage: &Stage, size: (u32, u32), text: &str) {
    let mut faults = Vec::new();
    for words in [&ENGLISH, &CHINESE] {
        let page = device(stage, size, text, words).await;
        for place in PLACES {
            go(&page, place, words).await;
            let outside = outside(&page).await;
            if !outside.is_empty() {
                faults.push(format!("at {place:?}, {}: {outside:#?}", words.locale));
            }
            come_back(&page, place, words).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// 44 CSS pixels each way for what is pressed, and letters of 16 in what is written in, or iPhones zoom in on it.
async fn fingers_find_everything_large_enough(stage: &Stage) {
    let mut faults = Vec::new();
    for text in ["Normal", "Small"] {
        let page = device(stage, (390, 844), text, &ENGLISH).await;
        for place in PLACES {
            go(&page, place, &ENGLISH).await;
            let small = page.ask::<Vec<String>>(SMALL, &[]).await;
            if !small.is_empty() {
                faults.push(format!("at {place:?}, text {text}: {small:#?}"));
            }
            come_back(&page, place, &ENGLISH).await;
        }
        page.press("Back").await;
        page.wait_for("textbox", "Join a room").await;
        let small = page.ask::<Vec<String>>(SMALL, &[]).await;
        if !small.is_empty() {
            faults.push(format!("in the list, text {text}: {small:#?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is too small, and how small. A box to tick is pressed by its words, too; beneath a dialog nothing is pressed.
const SMALL: &str = "
    const scope = document.querySelector('dialog[open]') ?? document;
    const pressed = ['button', 'combobox', 'textbox', 'checkbox', 'radio', 'option'].flatMap(kind => all(kind, scope));
    const size = e => (e.closest('label') ?? e).getBoundingClientRect();
    const small = pressed.filter(e => e.tabIndex >= 0 || role(e) === 'option')
        .map(e => [e, size(e)]).filter(([, box]) => box.width < 43.5 || box.height < 43.5)
        .map(([e, box]) => `${role(e)} ${accessibleName(e)}: ${box.width} by ${box.height}`);
    const fields = [...all('textbox', scope), ...all('combobox', scope)].filter(e => e.tabIndex >= 0);
    const fine = fields.map(e => [e, parseFloat(getComputedStyle(e).fontSize)]).filter(([, size]) => size < 16)
        .map(([e, size]) => `letters of ${accessibleName(e)}: ${size}`);
    return [...new Set([...small, ...fine])]";

/// In the room, in this language, on a device of this size with fingers.
async fn device(stage: &Stage, size: (u32, u32), text: &str, words: &Words) -> Page {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist())).await;
    let page = stage.browse(Screen::Desktop).await;
    let metrics = json!({ "width": size.0, "height": size.1, "deviceScaleFactor": 1, "mobile": true });
    page.tell_chromium("Emulation.setDeviceMetricsOverride", metrics).await;
    page.tell_chromium("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await;
    page.goto(site.url()).await;
    let script = "return [innerWidth, innerHeight, Number(matchMedia('(pointer: coarse)').matches)]";
    assert_eq!(page.ask::<[u32; 3]>(script, &[]).await, [size.0, size.1, 1]);
    page.enter(&broker.url(), "Lucy", "chat").await;
    let long = "supercalifragilistic".repeat(9);
    crowd::say(broker.tcp_port(), "chat", &long, ["hello".to_owned(), format!("hello {long}")]).await;
    page.wait_message(&long, "hello super").await;
    if page.lookup("button", "Settings").await.is_none() {
        page.press("Back").await;
    }
    page.press("Settings").await;
    page.choose("Text size", text).await;
    page.press("Back").await;
    site.replace("config.json", &json!({ "locale": words.locale }).to_string());
    page.goto("about:blank").await;
    page.goto(site.url()).await;
    until("the room to be open", async || match page.messages().await.len() {
        0 => Err(page.summary().await),
        _ => Ok(()),
    })
    .await;
    page
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
    let outside = outside(page).await;
    assert!(outside.is_empty(), "{when}, these stick out: {outside:?}");
}

/// What is wider than the page, and what lies beside it.
async fn outside(page: &Page) -> Vec<String> {
    let script = "
        const found = [document.documentElement, document.body]
            .filter(e => e.scrollWidth > innerWidth || e.scrollHeight > innerHeight)
            .map(e => `${e.tagName} is ${e.scrollWidth} wide and ${e.scrollHeight} high`);
        for (const kind of ['button', 'textbox', 'combobox', 'article', 'dialog', 'log', 'heading', 'option'])
            for (const e of all(kind)) {
                const box = e.getBoundingClientRect();
                if (e.tabIndex >= -1 && (box.left < -1 || box.right > innerWidth + 1))
                    found.push(`${kind} ${accessibleName(e)} from ${box.left} to ${box.right}`);
            }
        for (const e of all('dialog'))
            if (e.scrollWidth > e.clientWidth) found.push(`${accessibleName(e)} is ${e.scrollWidth} in ${e.clientWidth}`);
        return found";
    page.ask(script, &[]).await
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
