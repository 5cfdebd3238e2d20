//! Searching what is on this device: words, parts of words, names, languages without spaces; a find leads to its place.

use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::crowd;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::until;

in_three_engines!(
    words_names_and_languages_without_spaces_are_found,
    a_find_leads_to_its_place_in_another_room,
    what_is_typed_last_is_what_is_found,
);

const FIELD: &str = "Search on this device";

async fn words_names_and_languages_without_spaces_are_found(stage: &Stage) {
    let (page, port) = in_the_room(stage).await;
    crowd::say(port, "chat", "Tom", ["the kettle sings".to_owned(), "a Kettle of fish".to_owned()]).await;
    crowd::say(port, "chat", "Amy", ["我在北京大学".to_owned(), "fish and tea".to_owned()]).await;
    page.wait_message("Amy", "fish and tea").await;
    page.press("Search").await;
    let kettles = ["the kettle sings", "a Kettle of fish"];
    for (query, finds) in [
        ("kettle", &kettles[..]),
        ("kettle fish", &["a Kettle of fish"]),
        ("北京", &["我在北京大学"]),
        ("京大", &["我在北京大学"]),
        ("from:tom", &kettles),
        ("from:amy fish", &["fish and tea"]),
        ("in:chat sings", &["the kettle sings"]),
    ] {
        page.fill(FIELD, query).await;
        wait_found(&page, query, finds).await;
    }
    page.fill(FIELD, "nobody said this").await;
    until("the word that nothing was found", async || {
        let told = statuses(&page).await;
        if told.iter().any(|told| told == "Nothing found.") { Ok(()) } else { Err(format!("{told:?}")) }
    })
    .await;
    assert!(finds(&page).await.is_empty());
    page.fill(FIELD, "").await;
    until("no word on what was found", async || {
        let told = statuses(&page).await;
        if told.iter().any(|told| told.contains("found")) { Err(format!("{told:?}")) } else { Ok(()) }
    })
    .await;
}

async fn a_find_leads_to_its_place_in_another_room(stage: &Stage) {
    let (page, port) = in_the_room(stage).await;
    let said = |number| if number == 77 { "the needle".to_owned() } else { format!("line {number}.") };
    let lines = (1..=600).map(said);
    crowd::say(port, "chat", "Tom", lines).await;
    page.wait_message("Tom", "line 600.").await;
    page.join("kitchen").await;
    // The page holds little of the other room after this; the place is read from the device.
    page.driver.refresh().await.expect("the page can be reloaded");
    page.wait_open("kitchen").await;

    page.press("Search").await;
    page.fill(FIELD, "needle").await;
    wait_found(&page, "needle", &["the needle"]).await;
    let find = "const [first] = all('button').filter(e => e.textContent.includes('the needle')); \
                return first?.click() ?? true";
    page.ask::<bool>(find, &[]).await;
    page.wait_open("chat").await;
    wait_in_sight(&page, "the needle").await;
    page.press("↓ Latest").await;
    wait_in_sight(&page, "line 600.").await;
}

async fn what_is_typed_last_is_what_is_found(stage: &Stage) {
    let (page, port) = in_the_room(stage).await;
    let lines = (1..=500).map(|number| format!("herring {number} swims"));
    crowd::say(port, "chat", "Tom", lines.chain(["a hermit".to_owned()])).await;
    page.wait_message("Tom", "a hermit").await;
    page.press("Search").await;
    // Each letter is a search of its own, and the last letters leave one find.
    let field = page.wait_for("textbox", FIELD).await;
    field.click().await.expect("the field takes a click");
    page.keys("hermit").await;
    wait_found(&page, "hermit", &["a hermit"]).await;
}

async fn in_the_room(stage: &Stage) -> (Page, u16) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (page, broker.tcp_port())
}

/// What each find says, with who said it and where.
async fn finds(page: &Page) -> Vec<String> {
    page.ask("return [...document.querySelectorAll('main ol > li')].map(e => tidy(e.innerText))", &[]).await
}

async fn statuses(page: &Page) -> Vec<String> {
    page.ask("return all('status').map(e => tidy(e.innerText)).filter(text => text)", &[]).await
}

/// As many finds as there are texts, each with one.
async fn wait_found(page: &Page, query: &str, texts: &[&str]) {
    until(&format!("the finds of {query:?}"), async || {
        let found = finds(page).await;
        let fits = texts.iter().all(|text| found.iter().any(|find| find.contains(text)));
        if fits && found.len() == texts.len() { Ok(()) } else { Err(format!("{found:#?}")) }
    })
    .await;
}

async fn wait_in_sight(page: &Page, text: &str) {
    let script = "const log = all('log')[0]?.getBoundingClientRect(); \
                  const row = all('article').find(e => e.textContent.includes(arguments[0]))?.getBoundingClientRect(); \
                  return log && row ? row.top >= log.top - 2 && row.bottom <= log.bottom + 2 : false";
    until(&format!("{text:?} to be in sight"), async || {
        if page.ask(script, &[json!(text)]).await { Ok(()) } else { Err(page.summary().await) }
    })
    .await;
}
