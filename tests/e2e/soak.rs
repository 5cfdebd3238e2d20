//! Both sides talk while the link between page and broker is cut again and again, the page is reloaded and crashes, and
//! the broker is restarted. In the end each message is at the other side once, and in order.
//!
//! The short form is for every engine; the long one is `cargo xtask soak`, which prints its figures.

mod costs;
pub(crate) mod figures;
pub(crate) mod peer;
pub(crate) mod plan;
mod reconnect;
mod short;

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;
use std::time::Duration;

use rumqttc::QoS;
use serde_json::json;
use tokio::time::{Instant, sleep};

use self::figures::{Faults, Figures, Said, Troubles, words_of};
use self::peer::{Peer, Words};
use self::plan::{Ending, Plan};
use crate::stage::{Stage, dist};
use crate::support::browser::Engine;
use crate::support::cutting_link::{CuttingLink, Weather};
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::{Message, Page};
use crate::support::static_server::Site;
use crate::support::wait::until;

/// For `cargo xtask soak`.
mod long {
    use super::costs::what_storing_costs;
    use super::reconnect::time_to_reconnect;
    use super::{Engine, long_form};

    #[test]
    #[ignore = "takes many minutes; `cargo xtask soak` runs it"]
    fn soak() {
        crate::stage::play(Engine::Chromium, concat!(module_path!(), "::soak"), long_form);
    }

    #[test]
    #[ignore = "prints figures; `cargo xtask soak` runs it"]
    fn costs() {
        crate::stage::play(Engine::Chromium, concat!(module_path!(), "::costs"), what_storing_costs);
    }

    #[test]
    #[ignore = "prints a figure; `cargo xtask soak` runs it"]
    fn reconnect_time() {
        crate::stage::play(Engine::Chromium, concat!(module_path!(), "::reconnect_time"), time_to_reconnect);
    }
}

const ROOM: &str = "chat";

/// A connection with little to say goes over this often, so that many a round has its cut by chance.
const CUT_WITHIN: u64 = 3_000;

const LAST_WORDS: &str = "the last word of all";

/// With nothing new for so long, nothing more will come.
const STANDSTILL: Duration = Duration::from_secs(20);

async fn long_form(stage: &Stage) {
    soak(stage, Plan::long()).await;
}

async fn soak(stage: &Stage, plan: Plan) {
    println!("{plan:?}");
    let begun = Instant::now();
    let mut soak = Soak::begin(stage, plan).await;
    for round in 0..plan.rounds() {
        soak.play(round).await;
    }
    let shown = soak.end().await;
    soak.troubles.seconds = begun.elapsed().as_secs();
    let mut figures = Figures::count(&soak.said, &shown, &soak.peer.heard(), soak.troubles);
    println!(
        "doubled at the end {}, on the way {}; taken and offered again {}",
        figures.faults.doubled, soak.doubled, soak.offered_again
    );
    figures.faults.doubled = figures.faults.doubled.max(soak.doubled) + soak.offered_again;
    println!("{figures}");
    println!("the page stopped {} times and asked whether to go on", soak.stops.get());
    assert_eq!(figures.faults, Faults::default(), "{figures}");
}

/// A soak under way.
struct Soak {
    plan: Plan,
    broker: Rc<Mosquitto>,
    link: CuttingLink,
    url: String,
    page: Page,
    peer: Peer,
    said: Said,
    troubles: Troubles,
    /// The most doubles that the page was seen with on the way.
    doubled: usize,
    /// How often a message that was taken stood in the box as well.
    offered_again: usize,
    asked_of_peer: usize,
    /// How often the page stopped and asked, because connections that end at once look like another's takeover.
    stops: Cell<usize>,
}

impl Soak {
    async fn begin(stage: &Stage, plan: Plan) -> Self {
        let broker = stage.broker(Access::Anyone).await;
        let link = CuttingLink::to(broker.websockets_port(), plan.seed).await;
        let peer = Peer::enter(broker.tcp_port(), ROOM).await;
        // The greeting is the first of the page's messages: it must not come again with a reload either.
        let greeting = "[hello]".to_owned();
        let config = json!({ "greeting": greeting }).to_string();
        let site = stage.serve(Site::of(&dist()).with("config.json", &config)).await;
        let page = stage.open(site.url()).await;
        page.enter(&link.url(), "Lucy", ROOM).await;
        page.wait_message_status(&greeting, "delivered").await;
        let said = Said { out: vec![greeting], ..Said::default() };
        let url = site.url().to_owned();
        Self {
            plan,
            broker,
            link,
            url,
            page,
            peer,
            said,
            troubles: Troubles::default(),
            doubled: 0,
            asked_of_peer: 0,
            stops: Cell::new(0),
            offered_again: 0,
        }
    }

    /// Some words each way, whatever the plan has for this round, and a cut.
    async fn play(&mut self, round: usize) {
        let plan = self.plan;
        let cuts = self.link.cuts();
        self.link.set(Weather::Cutting { within: CUT_WITHIN });
        self.let_peer_speak(plan.share(plan.messages, round));
        let mut texts = self.next_words(plan.share(plan.messages - 1, round));
        let endings = plan.endings(round);
        let hasty = if endings.is_empty() { None } else { texts.pop() };
        self.say(&texts).await;
        for _ in 0..plan.share(plan.restarts, round) {
            self.restart_broker().await;
        }
        if let Some(text) = &hasty {
            self.wait_for_the_room().await;
            self.page.say_blindly(text).await;
        }
        for ending in endings {
            self.end_page(ending).await;
        }
        if let Some(text) = hasty {
            self.say_if_it_was_not_taken(&text).await;
        }
        self.wait_for_a_cut(cuts).await;
    }

    fn let_peer_speak(&mut self, count: usize) {
        for _ in 0..count {
            let number = self.asked_of_peer;
            let (series, qos) = [(0, QoS::AtLeastOnce), (1, QoS::ExactlyOnce)][number % 2];
            let say = format!("[in {number} at QoS {}]", qos as u8);
            self.said.ins[series].push(say.clone());
            self.peer.say(Words { say, qos });
            self.asked_of_peer += 1;
        }
    }

    fn next_words(&mut self, count: usize) -> Vec<String> {
        let from = self.said.out.len();
        let texts: Vec<String> = (from..from + count).map(|number| format!("[out {number}]")).collect();
        self.said.out.extend_from_slice(&texts);
        texts
    }

    /// With the peer at rest: that a broker's shutdown is without loss on its own link is not what is tried here.
    async fn restart_broker(&mut self) {
        self.peer.rest().await;
        self.broker.stop().await;
        self.broker.start_again().await;
        self.troubles.restarts += 1;
    }

    async fn end_page(&mut self, how: Ending) {
        match how {
            Ending::Crash => {
                self.page.crash_and_reopen(&self.url).await;
                self.troubles.crashes += 1;
            }
            Ending::Reload => {
                self.page.reload().await;
                self.troubles.reloads += 1;
            }
        }
        self.wait_for_the_room().await;
        self.look_for_doubles().await;
    }

    /// Until all were taken, although the page may give up meanwhile and ask whether to go on.
    async fn say(&mut self, texts: &[String]) {
        let mut rest = texts;
        while !rest.is_empty() {
            self.wait_for_the_room().await;
            rest = &rest[self.page.say_quickly(rest).await..];
            if let Some((interrupted, after)) = rest.split_first() {
                self.say_if_it_was_not_taken(interrupted).await;
                rest = after;
            }
        }
    }

    /// As a person does who comes back: what is not in the room is written again. What is there, but offered in the box
    /// as well, that person would send twice.
    async fn say_if_it_was_not_taken(&mut self, text: &str) {
        loop {
            self.wait_for_the_room().await;
            if self.shows(text).await {
                self.offered_again += usize::from(self.page.value("Message").await == text);
                return;
            }
            if self.page.say_quickly(&[text.to_owned()]).await == 1 {
                return;
            }
        }
    }

    async fn wait_for_the_room(&self) {
        until("the room to be open", async || {
            if self.page.lookup("log", &format!("Messages in {ROOM}")).await.is_some() {
                return Ok(());
            }
            self.hurry().await;
            Err(self.page.summary().await)
        })
        .await;
    }

    async fn hurry(&self) {
        let pressed = self.page.hurry().await;
        let stopped = pressed.as_deref().is_some_and(|name| name != "Retry now");
        self.stops.set(self.stops.get() + usize::from(stopped));
    }

    async fn shows(&self, text: &str) -> bool {
        self.page.messages().await.iter().any(|message| words_of(message) == text)
    }

    async fn look_for_doubles(&mut self) {
        let shown = self.page.messages().await;
        let mut texts: Vec<&str> = shown.iter().map(words_of).collect();
        texts.sort_unstable();
        let all = texts.len();
        texts.dedup();
        self.doubled = self.doubled.max(all - texts.len());
    }

    /// By chance, as the bytes go; when too few went for that, at once.
    async fn wait_for_a_cut(&self, before: usize) {
        const BY_CHANCE: Duration = Duration::from_millis(1500);
        let begun = Instant::now();
        until("a cut", async || {
            if self.link.cuts() > before {
                return Ok(());
            }
            if begun.elapsed() > BY_CHANCE {
                self.link.cut();
            }
            self.hurry().await;
            Err(self.page.connection_status().await)
        })
        .await;
    }

    /// Quiet weather, until everything has arrived or nothing moves any more; then all that the page shows.
    async fn end(&mut self) -> Vec<Message> {
        self.link.set(Weather::Calm);
        until("the connection to stand", async || {
            self.hurry().await;
            let status = self.page.connection_status().await;
            if status.starts_with("Connected") { Ok(()) } else { Err(status) }
        })
        .await;
        self.troubles.cuts = self.link.cuts();
        self.settle().await;
        self.say_last_words().await;
        self.page.history().await
    }

    async fn settle(&self) {
        let (mut before, mut since) = (None, Instant::now());
        loop {
            let now = (self.peer.heard().len(), self.page.history().await);
            if self.is_complete(&now.1) {
                return;
            }
            if before.as_ref() != Some(&now) {
                (before, since) = (Some(now), Instant::now());
            } else if since.elapsed() > STANDSTILL {
                println!("nothing moved for {STANDSTILL:?}");
                return;
            }
            sleep(Duration::from_millis(500)).await;
        }
    }

    fn is_complete(&self, shown: &[Message]) -> bool {
        let settled = |message: &&Message| ["delivered", "received"].contains(&message.status.as_str());
        let there: HashSet<&str> = shown.iter().filter(settled).map(words_of).collect();
        let heard = self.peer.heard();
        let heard: HashSet<&str> = heard.iter().map(|words| words.say.as_str()).collect();
        let Said { out, ins } = &self.said;
        out.iter().all(|text| heard.contains(text.as_str()))
            && out.iter().chain(ins.iter().flatten()).all(|text| there.contains(text.as_str()))
    }

    /// What would still come twice has come before these.
    async fn say_last_words(&mut self) {
        self.say(&[LAST_WORDS.to_owned()]).await;
        until("the page's last word at the peer", async || {
            let heard = self.peer.heard();
            let last = heard.last().map(|words| words.say.clone()).unwrap_or_default();
            if last == LAST_WORDS { Ok(()) } else { Err(last) }
        })
        .await;
        self.peer.say(Words { say: "goodbye".to_owned(), qos: QoS::ExactlyOnce });
        self.page.wait_message(peer::NAME, "goodbye").await;
    }
}
