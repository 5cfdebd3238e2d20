//! Three tabs of one person share one connection. Whichever of them ends, the others go on, and nobody notices.

use std::rc::Rc;
use std::time::Duration;

use rumqttc::QoS;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::soak::figures::{Faults, Figures, Said, Troubles, words_of};
use crate::soak::peer::{Peer, Words};
use crate::stage::{Stage, dist};
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::{until, until_within};

in_three_engines!(
    three_tabs_show_the_same_over_one_connection,
    the_others_go_on_when_the_leader_is_closed,
    the_others_go_on_while_the_leader_is_reloaded,
    a_follower_may_come_and_go,
);

mod crash {
    in_engine!(chromium, Chromium, a_leader_that_crashes_while_sending_loses_nothing);

    use super::a_leader_that_crashes_while_sending_loses_nothing;
}

const ROOM: &str = "chat";

/// How soon another tab stands in for one that is gone. Generous, because machines that run tests are busy.
const SOON: Duration = Duration::from_secs(10);

async fn three_tabs_show_the_same_over_one_connection(stage: &Stage) {
    let mut trio = Trio::enter(stage).await;
    for tab in 0..3 {
        trio.turn_to(tab).await;
        trio.say(5).await;
        trio.let_peer_speak(4);
    }
    trio.check(1).await;
}

async fn the_others_go_on_when_the_leader_is_closed(stage: &Stage) {
    let mut trio = Trio::enter(stage).await;
    trio.turn_to(0).await;
    trio.say(10).await;
    trio.let_peer_speak(10);
    trio.close(0).await;

    trio.turn_to(0).await;
    trio.say(5).await;
    trio.wait_connections(2).await;
    trio.let_peer_speak(4);
    trio.turn_to(1).await;
    trio.say(5).await;
    trio.check(2).await;
}

async fn the_others_go_on_while_the_leader_is_reloaded(stage: &Stage) {
    let mut trio = Trio::enter(stage).await;
    trio.turn_to(0).await;
    trio.say(10).await;
    trio.let_peer_speak(10);
    trio.page.reload().await;

    trio.turn_to(1).await;
    trio.say(5).await;
    trio.wait_connections(2).await;
    trio.turn_to(0).await;
    trio.page.wait_open(ROOM).await;
    trio.say(5).await;
    trio.let_peer_speak(4);
    trio.check(2).await;
}

async fn a_follower_may_come_and_go(stage: &Stage) {
    let mut trio = Trio::enter(stage).await;
    trio.turn_to(1).await;
    trio.say(10).await;
    trio.page.reload().await;
    trio.page.wait_open(ROOM).await;
    trio.say(5).await;
    trio.turn_to(2).await;
    trio.say(5).await;
    trio.close(2).await;
    trio.let_peer_speak(4);
    trio.check(1).await;
}

async fn a_leader_that_crashes_while_sending_loses_nothing(stage: &Stage) {
    let mut trio = Trio::enter(stage).await;
    trio.let_peer_speak(20);
    trio.turn_to(1).await;
    trio.say(5).await;
    trio.turn_to(0).await;
    trio.say(20).await;
    trio.page.crash().await;
    trio.forget(0).await;

    trio.turn_to(0).await;
    trio.say(5).await;
    trio.wait_connections(2).await;
    trio.let_peer_speak(4);
    trio.check(2).await;
}

/// One person's tabs, and somebody to talk with.
struct Trio {
    page: Page,
    tabs: Vec<WindowHandle>,
    broker: Rc<Mosquitto>,
    peer: Peer,
    said: Said,
}

impl Trio {
    /// The first tab signs in; the others come up in the same room by themselves.
    async fn enter(stage: &Stage) -> Self {
        let broker = stage.broker(Access::Anyone).await;
        let peer = Peer::enter(broker.tcp_port(), ROOM).await;
        let greeting = "[hello]".to_owned();
        let config = json!({ "greeting": greeting }).to_string();
        let site = stage.serve(Site::of(&dist()).with("config.json", &config)).await;
        let page = stage.open(site.url()).await;
        page.enter(&broker.url(), "Lucy", ROOM).await;
        page.wait_message_status(&greeting, "delivered").await;
        let mut tabs = vec![page.driver.window().await.expect("there is a tab")];
        for _ in 0..2 {
            let tab = page.driver.new_tab().await.expect("tabs can be opened");
            page.driver.switch_to_window(tab.clone()).await.expect("the new tab is there");
            page.goto(site.url()).await;
            page.wait_open(ROOM).await;
            page.wait_connected().await;
            tabs.push(tab);
        }
        Self { page, tabs, broker, peer, said: Said { out: vec![greeting], ..Said::default() } }
    }

    async fn turn_to(&self, tab: usize) {
        self.page.turn_to(self.tabs[tab].clone()).await;
    }

    /// The tabs after it move up.
    async fn close(&mut self, tab: usize) {
        self.turn_to(tab).await;
        self.page.driver.close_window().await.expect("a tab can be closed");
        self.tabs.remove(tab);
    }

    /// [`Trio::close`] for one that is dead: the driver turns away from it first.
    async fn forget(&mut self, tab: usize) {
        self.turn_to(if tab == 0 { 1 } else { 0 }).await;
        self.close(tab).await;
    }

    async fn say(&mut self, count: usize) {
        let from = self.said.out.len();
        let texts: Vec<String> = (from..from + count).map(|number| format!("[out {number}]")).collect();
        let taken = self.page.say_quickly(&texts).await;
        assert_eq!(taken, count, "the composer takes all: {}", self.page.summary().await);
        self.said.out.extend(texts);
    }

    fn let_peer_speak(&mut self, count: usize) {
        for number in 0..count {
            let (series, qos) = [(0, QoS::AtLeastOnce), (1, QoS::ExactlyOnce)][number % 2];
            let say = format!("[in {} at QoS {}]", self.said.ins[series].len(), qos as u8);
            self.said.ins[series].push(say.clone());
            self.peer.say(Words { say, qos });
        }
    }

    /// Waits until the broker has accepted the page so often in all.
    async fn wait_connections(&self, count: usize) {
        until_within(SOON, &format!("connection number {count}"), async || {
            let ids = self.ids();
            if ids.len() >= count { Ok(()) } else { Err(format!("{ids:?}")) }
        })
        .await;
    }

    /// Every tab shows everything once and in order, the peer heard it so, and there was one connection at a time.
    async fn check(&mut self, connections: usize) {
        self.peer.rest().await;
        for tab in 0..self.tabs.len() {
            self.turn_to(tab).await;
            self.wait_for_all().await;
            let shown = self.page.history().await;
            let figures = Figures::count(&self.said, &shown, &self.peer.heard(), Troubles::default());
            assert_eq!(figures.faults, Faults::default(), "tab {tab}: {figures}");
        }
        let ids = self.ids();
        assert_eq!(ids.len(), connections, "a connection for each leader: {ids:?}\n{}", self.broker.log());
        assert!(ids.iter().all(|id| *id == ids[0]), "one client id: {ids:?}");
    }

    async fn wait_for_all(&self) {
        let [at_one, at_two] = &self.said.ins;
        until("everything to be on the page and delivered", async || {
            let shown = self.page.messages().await;
            let there = |text: &&String| {
                let settled = |status: &str| ["delivered", "received"].contains(&status);
                shown.iter().any(|message| words_of(message) == text.as_str() && settled(&message.status))
            };
            let missing: Vec<&String> =
                self.said.out.iter().chain(at_one).chain(at_two).filter(|text| !there(text)).collect();
            if missing.is_empty() { Ok(()) } else { Err(format!("missing or not delivered: {missing:?}")) }
        })
        .await;
    }

    fn ids(&self) -> Vec<String> {
        self.broker.accepted().into_iter().filter(|id| id.starts_with("snug")).collect()
    }
}
