//! A tab that nobody looks at, in Chromium: frozen outright, or hidden for minutes with its timers held back.

use std::time::Duration;

use rumqttc::QoS;

use crate::soak::peer::{Peer, Words};
use crate::soak::plan::number;
use crate::stage::Stage;
use crate::support::browser::Engine;
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::Page;
use crate::support::wait::{always_for, until};

in_engine!(chromium, Chromium, a_tab_frozen_until_the_broker_gave_it_up_misses_nothing);

/// For `cargo xtask soak`.
mod long {
    use super::{Engine, a_tab_hidden_for_ten_minutes_keeps_its_connection};

    #[test]
    #[ignore = "takes ten minutes; `cargo xtask soak` runs it"]
    fn hidden() {
        let name = concat!(module_path!(), "::hidden");
        crate::stage::play(Engine::Chromium, name, a_tab_hidden_for_ten_minutes_keeps_its_connection);
    }
}

const ROOM: &str = "chat";

async fn a_tab_frozen_until_the_broker_gave_it_up_misses_nothing(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.wait_sign_in().await;
    page.show_more_options().await;
    page.fill("Keep alive (seconds)", "4").await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    page.wait_message_status("Hello,anyone!", "delivered").await;

    page.freeze().await;
    until("the broker to give the frozen tab up", async || {
        if has_lost_the_page(&broker) { Ok(()) } else { Err(broker.log()) }
    })
    .await;
    let texts = say(&peer, 20).await;
    page.thaw().await;

    page.wait_connected().await;
    wait_for_each_once(&page, &texts).await;
    page.say("back again").await;
    page.wait_message_status("back again", "delivered").await;
    let ids = page_ids(&broker);
    assert!(ids.len() >= 2, "it was away: {ids:?}");
    assert!(ids.iter().all(|id| *id == ids[0]), "it came back as who it was: {ids:?}");
}

/// Behind another tab of its window for as long as `SNUG_HIDDEN_SECONDS` says.
async fn a_tab_hidden_for_ten_minutes_keeps_its_connection(stage: &Stage) {
    let hidden_for = Duration::from_secs(number("SNUG_HIDDEN_SECONDS", 600) as u64);
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.site_with_script(include_str!("../support/throttle.js")).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    page.wait_message_status("Hello,anyone!", "delivered").await;
    count_seconds(&page).await;

    let chat = page.driver.window().await.expect("there is a tab");
    let other = page.driver.new_tab().await.expect("tabs can be opened");
    page.turn_to(other).await;
    always_for(hidden_for, "one connection", async || match page_ids(&broker).len() {
        1 => Ok(()),
        _ => Err(broker.log()),
    })
    .await;
    assert!(!has_lost_the_page(&broker), "the broker waited in vain for a sign of life");
    let texts = say(&peer, 20).await;

    page.turn_to(chat).await;
    wait_for_each_once(&page, &texts).await;
    assert_eq!(page_ids(&broker).len(), 1, "the connection lasted");
    let (hidden, longest): (f64, f64) = page.ask("return [snugHidden, snugLongest]", &[]).await;
    // What passed since the last tick is missing.
    assert!(hidden + 61.0 > hidden_for.as_secs_f64(), "it was hidden all the time, not only {hidden} s");
    let was_throttled = hidden_for < Duration::from_secs(150) || longest > 30.0;
    assert!(was_throttled, "timers were held back, not only for {longest} s");
    let seconds = hidden_for.as_secs();
    println!(
        "hidden: {seconds} s with one connection; the longest wait of a one-second timer was {longest:.0} s"
    );
}

/// Over WebSockets this broker says the one, over TCP it would say the other.
fn has_lost_the_page(broker: &Mosquitto) -> bool {
    let ended = |line: &str| line.ends_with(" closed its connection.") || line.contains(" exceeded timeout");
    broker.log().lines().any(|line| line.contains("Client snug") && ended(line))
}

/// Client ids of the page's connections; the peer has a name of its own.
fn page_ids(broker: &Mosquitto) -> Vec<String> {
    broker.accepted().into_iter().filter(|id| id.starts_with("snug")).collect()
}

async fn say(peer: &Peer, count: usize) -> Vec<String> {
    let texts: Vec<String> = (0..count).map(|number| format!("while you were away, {number}.")).collect();
    for (say, qos) in texts.iter().cloned().zip([QoS::AtLeastOnce, QoS::ExactlyOnce].into_iter().cycle()) {
        peer.say(Words { say, qos });
    }
    peer.rest().await;
    texts
}

async fn wait_for_each_once(page: &Page, texts: &[String]) {
    if let Some(last) = texts.last() {
        page.wait_message("Tom", last).await;
    }
    for text in texts {
        assert_eq!(page.count(text).await, 1, "{text:?} is there once");
    }
}

/// Whether timers were held back shows in what one of ours went through.
async fn count_seconds(page: &Page) {
    let script = "let last = performance.now(); window.snugLongest = window.snugHidden = 0; \
                  setInterval(() => { const took = (performance.now() - last) / 1000; last += took * 1000; \
                  snugLongest = Math.max(snugLongest, took); if (document.hidden) snugHidden += took; }, 1000); \
                  return true";
    page.ask::<bool>(script, &[]).await;
}
