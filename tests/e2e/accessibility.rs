//! axe-core finds nothing: in both themes and languages, on desktop and phone, at each place. In Chromium only, since what
//! it looks at is the same document everywhere.

use serde_json::json;

use crate::places::{CHINESE, ENGLISH, PLACES, Words, come_back, converse, go};
use crate::stage::{Stage, dist};
use crate::support::browser::Screen;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::{Site, StaticServer};

in_engine!(
    chromium,
    Chromium,
    what_keeps_people_out_would_be_found,
    signing_in_keeps_nobody_out_on_a_desktop,
    signing_in_keeps_nobody_out_on_a_phone,
    no_place_keeps_anybody_out_on_a_desktop_in_light,
    no_place_keeps_anybody_out_on_a_desktop_in_the_dark,
    no_place_keeps_anybody_out_on_a_phone_in_light,
    no_place_keeps_anybody_out_on_a_phone_in_the_dark,
);

const THEMES: [&str; 2] = ["light", "dark"];
const LANGUAGES: [&Words; 2] = [&ENGLISH, &CHINESE];

/// Or the others would prove nothing.
async fn what_keeps_people_out_would_be_found(stage: &Stage) {
    let (page, _) = page(stage, Screen::Desktop, "light", &ENGLISH).await;
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

async fn no_place_keeps_anybody_out_on_a_desktop_in_light(stage: &Stage) {
    every_place(stage, Screen::Desktop, "light").await;
}

async fn no_place_keeps_anybody_out_on_a_desktop_in_the_dark(stage: &Stage) {
    every_place(stage, Screen::Desktop, "dark").await;
}

async fn no_place_keeps_anybody_out_on_a_phone_in_light(stage: &Stage) {
    every_place(stage, Screen::Phone, "light").await;
}

async fn no_place_keeps_anybody_out_on_a_phone_in_the_dark(stage: &Stage) {
    every_place(stage, Screen::Phone, "dark").await;
}

async fn signing_in(stage: &Stage, screen: Screen) {
    let mut faults = Vec::new();
    for (theme, words) in THEMES.into_iter().zip(LANGUAGES).chain(THEMES.into_iter().rev().zip(LANGUAGES)) {
        let (page, _) = page(stage, screen, theme, words).await;
        let when = |what: &str| format!("{what}, {theme}, {}", words.locale);
        page.wait_for("form", words.sign_in).await;
        look(&page, &mut faults, &when("signing in")).await;
        page.press(words.more_options).await;
        look(&page, &mut faults, &when("with more options")).await;
        // Nobody listens there: the alert stands, with what to do.
        page.fill(words.broker, "ws://127.0.0.1:9/mqtt").await;
        page.fill(words.name, "Lucy").await;
        page.press(words.connect).await;
        page.wait_alert(&["9"]).await;
        look(&page, &mut faults, &when("with an alert")).await;
    }
    assert!(faults.is_empty(), "{}", faults.concat());
}

async fn every_place(stage: &Stage, screen: Screen, theme: &str) {
    let broker = stage.broker(Access::Anyone).await;
    let (page, site) = page(stage, screen, theme, &ENGLISH).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    converse(&broker, &page).await;
    let mut faults = Vec::new();
    for words in LANGUAGES {
        set(&site, theme, words);
        page.goto("about:blank").await;
        page.goto(site.url()).await;
        page.wait_for("textbox", words.message).await;
        page.wait_message("Tom", "hello").await;
        for place in PLACES {
            go(&page, place, words).await;
            look(&page, &mut faults, &format!("at {place:?}, {theme}, {}", words.locale)).await;
            come_back(&page, place, words).await;
        }
        if screen == Screen::Phone {
            page.press(words.back).await;
            page.wait_for("textbox", words.join).await;
            look(&page, &mut faults, &format!("in the list, {theme}, {}", words.locale)).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.concat());
}

async fn look(page: &Page, faults: &mut Vec<String>, when: &str) {
    for violation in page.axe().await {
        faults.push(format!("{when}: {violation}"));
    }
}

async fn page(
    stage: &Stage,
    screen: Screen,
    theme: &str,
    words: &Words,
) -> (Page, std::rc::Rc<StaticServer>) {
    let site = stage.serve(Site::of(&dist())).await;
    set(&site, theme, words);
    let page = stage.browse(screen).await;
    page.goto(site.url()).await;
    (page, site)
}

fn set(site: &StaticServer, theme: &str, words: &Words) {
    site.replace("config.json", &json!({ "theme": theme, "locale": words.locale }).to_string());
}
