//! Pictures of the places for README and docs, taken by `cargo xtask screenshots`: each place on a desktop and a phone, in
//! light and dark, in each language. A new place is a variant of `Place`, a row of `PLACES`, and how to get there in `go`.
//!
//! `SNUG_PICTURES` names the folder they go to, `SNUG_PLACES` some of the places, by commas.

use std::env;
use std::path::PathBuf;

use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::browser::{Engine, PHONE, Screen};
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::{Site, StaticServer};
use crate::support::wait::until;

#[test]
#[ignore = "takes pictures; `cargo xtask screenshots` runs it"]
fn all() {
    crate::stage::play(Engine::Chromium, concat!(module_path!(), "::all"), take_all);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    SignIn,
    Chat,
    Members,
    Settings,
}

/// Each place with its file's name, in the order in which they are gone to.
const PLACES: [(Place, &str); 4] = [
    (Place::SignIn, "sign-in"),
    (Place::Chat, "chat"),
    (Place::Members, "members"),
    (Place::Settings, "settings"),
];

const THEMES: [&str; 2] = ["light", "dark"];

/// A language, and the buttons by which its places are found.
struct Language {
    tag: &'static str,
    members: &'static str,
    /// Where they stand beside the messages already.
    no_members: &'static str,
    settings: &'static str,
    back: &'static str,
    messages_in: &'static str,
}

const LANGUAGES: [Language; 2] = [
    Language {
        tag: "en",
        members: "Show people",
        no_members: "Hide people",
        settings: "Settings",
        back: "Back",
        messages_in: "Messages in ",
    },
    Language {
        tag: "zh",
        members: "显示成员",
        no_members: "隐藏成员",
        settings: "设置",
        back: "返回",
        messages_in: "",
    },
];

const DESKTOP: (u32, u32) = (1280, 800);
const ROOM: &str = "chat";

/// What the others say; the kettle is a device that reports.
const TALK: [(&str, &str, &str); 9] = [
    ("chat", "Tom", "Morning! Is anyone near the greenhouse?"),
    ("chat", "Amy", "I am. The door was open all night, but the tomatoes look fine 🍅"),
    ("chat", "Tom", "Good. I wrote down how to set the pump: https://example.org/pump"),
    ("chat", "小明", "早上好!我十点过去帮忙。"),
    ("chat", "Amy", "太好了, thank you. Bring gloves."),
    ("garden", "Amy", "Soil is at 31 %, watering at noon."),
    ("home/kitchen", "kettle", "Tea is ready"),
    ("chat", "Tom", "The kettle says tea is ready. Back in ten."),
    ("chat", "Amy", "See you there, Lucy?"),
];

async fn take_all(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let neighbours = neighbours(stage, &broker.url()).await;
    for screen in [Screen::Desktop, Screen::Phone] {
        let site = stage.serve(Site::of(&dist())).await;
        set(&site, LANGUAGES[0].tag, THEMES[0]);
        let lucy = page(stage, screen, &site).await;
        enter(&lucy, screen, &broker.url()).await;
        talk(broker.tcp_port()).await;
        lucy.say("On my way. Save me some tea!").await;
        lucy.wait_message_status("On my way", "delivered").await;
        let stranger = page(stage, screen, &site).await;
        for language in &LANGUAGES {
            for theme in THEMES {
                set(&site, language.tag, theme);
                for (place, name) in PLACES.into_iter().filter(|(_, name)| is_wanted(name)) {
                    let page = if place == Place::SignIn { &stranger } else { &lucy };
                    page.goto("about:blank").await;
                    page.goto(site.url()).await;
                    if go(page, place, screen, language).await {
                        picture(page, &[name, word(screen), theme, language.tag].join("-")).await;
                    } else {
                        println!(
                            "no {name} yet: nothing there is called as this file has it ({})",
                            language.tag
                        );
                    }
                }
            }
        }
    }
    drop(neighbours);
}

/// Goes from the page as it opens to a place; false if this build does not have it.
async fn go(page: &Page, place: Place, screen: Screen, language: &Language) -> bool {
    if place == Place::SignIn {
        return shows(page, "return all('form').length > 0").await;
    }
    let in_a_room = "return all('log').some(log => accessibleName(log).startsWith(arguments[0])) && messages().length > 0";
    let words = [json!(language.messages_in)];
    until("the room to be open", async || match page.ask(in_a_room, &words).await {
        true => Ok(()),
        false => Err(page.summary().await),
    })
    .await;
    match place {
        Place::SignIn | Place::Chat => true,
        Place::Members => {
            page.lookup("button", language.no_members).await.is_some()
                || press_if_there(page, language.members).await
        }
        Place::Settings => {
            if screen == Screen::Phone && page.lookup("button", language.settings).await.is_none() {
                press_if_there(page, language.back).await;
            }
            press_if_there(page, language.settings).await
        }
    }
}

async fn press_if_there(page: &Page, name: &str) -> bool {
    for role in ["button", "link", "tab"] {
        if let Some(element) = page.lookup(role, name).await {
            return element.click().await.is_ok();
        }
    }
    false
}

async fn shows(page: &Page, script: &str) -> bool {
    until("the page to show itself", async || match page.ask(script, &[]).await {
        true => Ok(()),
        false => Err(page.summary().await),
    })
    .await;
    true
}

/// The picture, once nothing moves any more.
async fn picture(page: &Page, name: &str) {
    let script = "return document.getAnimations().every(it => it.playState !== 'running' || it.effect.getComputedTiming().endTime === Infinity)";
    shows(page, script).await;
    let path = folder().join([name, ".png"].concat());
    page.driver.screenshot(&path).await.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    println!("{}", path.display());
}

/// A page of exactly the size that the pictures are to have.
async fn page(stage: &Stage, screen: Screen, site: &StaticServer) -> Page {
    let page = stage.browse(screen).await;
    let (width, height, scale) = match screen {
        Screen::Desktop => (DESKTOP.0, DESKTOP.1, 1),
        Screen::Phone => (PHONE.0, PHONE.1, 2),
    };
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale,
        "mobile": screen == Screen::Phone });
    page.driver
        .cdp()
        .send_raw("Emulation.setDeviceMetricsOverride", metrics)
        .await
        .expect("Chromium can be any size");
    page.goto(site.url()).await;
    page
}

async fn enter(page: &Page, screen: Screen, broker: &str) {
    page.enter(broker, "Lucy", ROOM).await;
    for room in ["garden", "home/kitchen"] {
        if screen == Screen::Phone {
            page.press("Back").await;
        }
        page.join(room).await;
    }
    if screen == Screen::Phone {
        page.press("Back").await;
    }
    page.open_room(ROOM).await;
}

/// Two who are there, so that the list of people has some.
async fn neighbours(stage: &Stage, broker: &str) -> Vec<Page> {
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let mut pages = Vec::new();
    for name in ["Tom", "Amy"] {
        let page = stage.open(site.url()).await;
        page.enter(broker, name, ROOM).await;
        pages.push(page);
    }
    pages
}

/// Says everything, by a client of its own, and waits until the broker has it.
async fn talk(port: u16) {
    let (client, mut events) = AsyncClient::new(MqttOptions::new("talk", "127.0.0.1", port), 64);
    for (number, (room, user, say)) in TALK.into_iter().enumerate() {
        let payload = json!({ "user": user, "say": say, "id": format!("talk-{number}") }).to_string();
        client.publish(room, QoS::AtLeastOnce, false, payload).await.expect("the queue has room");
    }
    let report = json!({ "msg": "water is hot", "data": "09:41" }).to_string();
    client.publish("home/kitchen", QoS::AtLeastOnce, false, report).await.expect("the queue has room");
    let mut acknowledged = 0;
    while acknowledged <= TALK.len() {
        if let Event::Incoming(Packet::PubAck(_)) = events.poll().await.expect("the broker is there") {
            acknowledged += 1;
        }
    }
}

fn set(site: &StaticServer, locale: &str, theme: &str) {
    let config = json!({ "locale": locale, "theme": theme, "greeting": "" });
    site.replace("config.json", &config.to_string());
}

fn folder() -> PathBuf {
    env::var_os("SNUG_PICTURES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots"), PathBuf::from)
}

fn is_wanted(name: &str) -> bool {
    env::var("SNUG_PLACES")
        .map_or(true, |places| places.is_empty() || places.split(',').any(|place| place == name))
}

fn word(screen: Screen) -> &'static str {
    match screen {
        Screen::Desktop => "desktop",
        Screen::Phone => "phone",
    }
}
