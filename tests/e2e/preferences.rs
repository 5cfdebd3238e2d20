//! What the system asks for in somebody's name, at each place: its own few colours, more contrast, less motion. In Chromium
//! only, which can be told so.

use serde_json::json;

use crate::places::{ENGLISH, converse};
use crate::stage::{Stage, dist};
use crate::support::browser::Screen;
use crate::support::mosquitto::Access;
use crate::support::static_server::Site;
use crate::walk::Walk;

in_engine!(
    chromium,
    Chromium,
    forced_colours_leave_everything_to_be_seen_on_a_desktop,
    forced_colours_leave_everything_to_be_seen_on_a_phone,
    who_asks_for_more_contrast_gets_it_on_a_desktop_in_light,
    who_asks_for_more_contrast_gets_it_on_a_desktop_in_the_dark,
    who_asks_for_more_contrast_gets_it_on_a_phone_in_light,
    who_asks_for_more_contrast_gets_it_on_a_phone_in_the_dark,
    who_asks_for_less_motion_gets_none,
);

/// A wish, and the script that says where it is not kept.
#[derive(Clone, Copy, Debug)]
struct Wish {
    feature: &'static str,
    value: &'static str,
    script: &'static str,
}

const FORCED: Wish = Wish {
    feature: "forced-colors",
    value: "active",
    script: concat!(include_str!("../support/preferences.js"), "\nreturn forced()"),
};

/// WCAG's enhanced contrast for text.
const CONTRAST: Wish = Wish {
    feature: "prefers-contrast",
    value: "more",
    script: concat!(include_str!("../support/preferences.js"), "\nreturn faint(7)"),
};

const STILL: Wish = Wish {
    feature: "prefers-reduced-motion",
    value: "reduce",
    script: concat!(include_str!("../support/preferences.js"), "\nreturn moving()"),
};

async fn forced_colours_leave_everything_to_be_seen_on_a_desktop(stage: &Stage) {
    keeps(stage, FORCED, Screen::Desktop, "auto").await;
}

async fn forced_colours_leave_everything_to_be_seen_on_a_phone(stage: &Stage) {
    keeps(stage, FORCED, Screen::Phone, "auto").await;
}

async fn who_asks_for_more_contrast_gets_it_on_a_desktop_in_light(stage: &Stage) {
    keeps(stage, CONTRAST, Screen::Desktop, "light").await;
}

async fn who_asks_for_more_contrast_gets_it_on_a_desktop_in_the_dark(stage: &Stage) {
    keeps(stage, CONTRAST, Screen::Desktop, "dark").await;
}

async fn who_asks_for_more_contrast_gets_it_on_a_phone_in_light(stage: &Stage) {
    keeps(stage, CONTRAST, Screen::Phone, "light").await;
}

async fn who_asks_for_more_contrast_gets_it_on_a_phone_in_the_dark(stage: &Stage) {
    keeps(stage, CONTRAST, Screen::Phone, "dark").await;
}

async fn who_asks_for_less_motion_gets_none(stage: &Stage) {
    keeps(stage, STILL, Screen::Desktop, "auto").await;
}

async fn keeps(stage: &Stage, wish: Wish, screen: Screen, theme: &str) {
    let Wish { feature, value, script } = wish;
    let broker = stage.broker(Access::Anyone).await;
    let config = json!({ "theme": theme, "locale": "en" }).to_string();
    let site = stage.serve(Site::of(&dist()).with("config.json", &config)).await;
    let page = stage.browse(screen).await;
    let media = json!({ "features": [{ "name": feature, "value": value }] });
    page.tell_chromium("Emulation.setEmulatedMedia", media).await;
    page.goto(site.url()).await;
    let asked = format!("return matchMedia('({feature}: {value})').matches");
    assert!(page.ask::<bool>(&asked, &[]).await, "Chromium says what it was told");
    let name = [feature, "-", theme].concat();
    let mut walk = Walk::new(&page, screen, &ENGLISH, script, &name);
    walk.signing_in().await;
    page.goto("about:blank").await;
    page.goto(site.url()).await;
    page.enter(&broker.url(), "Lucy", "garden").await;
    if screen == Screen::Phone {
        page.press("Back").await;
    }
    page.join("chat").await;
    converse(&broker, &page).await;
    walk.every_place().await;
    broker.stop().await;
    page.wait_for("button", "Retry now").await;
    page.say("for later").await;
    page.wait_message_status("for later", "queued").await;
    walk.look("without a connection").await;
    walk.end();
}
