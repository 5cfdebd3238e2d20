//! axe-core finds nothing: in both themes, on desktop and phone, at each place. In Chromium only, since what it looks at is
//! the same document everywhere.

use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::browser::Screen;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;

in_engine!(
    chromium,
    Chromium,
    what_keeps_people_out_would_be_found,
    signing_in_keeps_nobody_out_on_a_desktop,
    signing_in_keeps_nobody_out_on_a_phone,
    a_room_keeps_nobody_out_on_a_desktop,
    a_room_keeps_nobody_out_on_a_phone,
);

const THEMES: [&str; 2] = ["light", "dark"];

/// Or the others would prove nothing.
async fn what_keeps_people_out_would_be_found(stage: &Stage) {
    let page = page(stage, Screen::Desktop, "light").await;
    page.wait_sign_in().await;
    page.ask::<bool>(
        "document.querySelector('main').append(document.createElement('button')); return true",
        &[],
    )
    .await;
    let found: Vec<_> = page.axe().await.into_iter().map(|violation| violation.id).collect();
    assert_eq!(found, ["button-name"]);
}

async fn signing_in_keeps_nobody_out_on_a_desktop(stage: &Stage) {
    signing_in(stage, Screen::Desktop).await;
}

async fn signing_in_keeps_nobody_out_on_a_phone(stage: &Stage) {
    signing_in(stage, Screen::Phone).await;
}

async fn a_room_keeps_nobody_out_on_a_desktop(stage: &Stage) {
    a_room(stage, Screen::Desktop).await;
}

async fn a_room_keeps_nobody_out_on_a_phone(stage: &Stage) {
    a_room(stage, Screen::Phone).await;
}

async fn signing_in(stage: &Stage, screen: Screen) {
    for theme in THEMES {
        let page = page(stage, screen, theme).await;
        page.wait_sign_in().await;
        page.assert_axe_finds_nothing(&format!("signing in, {theme}")).await;
        page.show_more_options().await;
        page.assert_axe_finds_nothing(&format!("with more options, {theme}")).await;
        // Nobody listens there: the alert stands, with what to do.
        page.sign_in("ws://127.0.0.1:9/mqtt", "Lucy", "chat").await;
        page.wait_alert(&["9"]).await;
        page.assert_axe_finds_nothing(&format!("with an alert, {theme}")).await;
    }
}

async fn a_room(stage: &Stage, screen: Screen) {
    let broker = stage.broker(Access::Anyone).await;
    for theme in THEMES {
        let page = page(stage, screen, theme).await;
        page.enter(&broker.url(), "Lucy", "chat").await;
        page.say("A link, https://example.org, and 中文").await;
        page.wait_message_status("A link", "delivered").await;
        page.assert_axe_finds_nothing(&format!("in a room, {theme}")).await;
        if screen == Screen::Phone {
            page.press("Back").await;
            page.wait_for("textbox", "Join a room").await;
            page.assert_axe_finds_nothing(&format!("in the list, {theme}")).await;
        }
    }
}

async fn page(stage: &Stage, screen: Screen, theme: &str) -> Page {
    let config = json!({ "theme": theme }).to_string();
    let site = stage.serve(Site::of(&dist()).with("config.json", &config)).await;
    let page = stage.browse(screen).await;
    page.goto(site.url()).await;
    page
}
