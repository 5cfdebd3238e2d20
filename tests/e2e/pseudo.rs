//! The page in the pseudo-locale, ⟦Éñĝļîšĥ šţŕåñĝé åñđ ļöñĝ⟧, at each place, on a desktop and on a phone: no word is
//! hard-coded, and none is cut. In Chromium only, since what it looks at is the same document everywhere.

use std::rc::Rc;

use serde_json::json;

use crate::places::{Words, converse};
use crate::stage::{Stage, pseudo_dist};
use crate::support::accent::accented;
use crate::support::browser::Screen;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::{Site, StaticServer};
use crate::walk::Walk;

in_engine!(
    chromium,
    Chromium,
    what_is_hard_coded_or_cut_would_be_found,
    signing_in_is_translated_and_has_room_on_a_desktop,
    signing_in_is_translated_and_has_room_on_a_phone,
    every_place_is_translated_and_has_room_on_a_desktop,
    every_place_is_translated_and_has_room_on_a_phone,
);

const SCRIPT: &str = concat!(include_str!("../support/pseudo.js"), "\nreturn [...untranslated(), ...cut()]");

/// Or the others would prove nothing.
async fn what_is_hard_coded_or_cut_would_be_found(stage: &Stage) {
    let (page, _site) = page(stage, Screen::Desktop, "x-pseudo").await;
    page.wait_for("form", Words::pseudo().sign_in).await;
    let spoil = "const card = document.querySelector('form'); \
                 card.append(document.createTextNode('Hello')); \
                 const button = document.createElement('button'); button.title = 'Press'; \
                 const words = document.createElement('p'); words.append('⟦one⟧⟦two⟧⟦three⟧'); \
                 words.style.cssText = 'width: 20px; overflow: hidden; white-space: nowrap'; \
                 card.append(button, words); return true";
    page.ask::<bool>(spoil, &[]).await;
    let script = [include_str!("../support/sight.js"), SCRIPT].concat();
    let found: Vec<String> = page.ask(&script, &[]).await;
    for fault in ["text “Hello”", "title “Press”", "⟧” is cut by"] {
        assert!(found.iter().any(|found| found.contains(fault)), "{fault}: {found:#?}");
    }
    assert_eq!(found.len(), 3, "{found:#?}");
}

async fn signing_in_is_translated_and_has_room_on_a_desktop(stage: &Stage) {
    signing_in(stage, Screen::Desktop).await;
}

async fn signing_in_is_translated_and_has_room_on_a_phone(stage: &Stage) {
    signing_in(stage, Screen::Phone).await;
}

async fn every_place_is_translated_and_has_room_on_a_desktop(stage: &Stage) {
    every_place(stage, Screen::Desktop).await;
}

async fn every_place_is_translated_and_has_room_on_a_phone(stage: &Stage) {
    every_place(stage, Screen::Phone).await;
}

async fn signing_in(stage: &Stage, screen: Screen) {
    let words = Words::pseudo();
    let (page, _site) = page(stage, screen, words.locale).await;
    let mut walk = Walk::new(&page, screen, &words, SCRIPT, "pseudo");
    walk.signing_in().await;
    walk.end();
}

async fn every_place(stage: &Stage, screen: Screen) {
    let words = Words::pseudo();
    let broker = stage.broker(Access::Anyone).await;
    let (page, site) = page(stage, screen, "en").await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    converse(&broker, &page).await;
    set(&site, words.locale);
    page.goto("about:blank").await;
    page.goto(site.url()).await;
    let mut walk = Walk::new(&page, screen, &words, SCRIPT, "pseudo");
    walk.every_place().await;
    // The bar says most while the broker is away.
    broker.stop().await;
    page.wait_for("button", &accented("Retry now")).await;
    page.fill(words.message, "for later").await;
    page.press(&accented("Send")).await;
    page.wait_message_status("for later", "queued").await;
    walk.look("without a connection").await;
    walk.end();
}

async fn page(stage: &Stage, screen: Screen, locale: &str) -> (Page, Rc<StaticServer>) {
    let site = stage.serve(Site::of(&pseudo_dist())).await;
    set(&site, locale);
    let page = stage.browse(screen).await;
    page.goto(site.url()).await;
    (page, site)
}

fn set(site: &StaticServer, locale: &str) {
    site.replace("config.json", &json!({ "locale": locale }).to_string());
}
