//! A page with a scripted broker, on a clock of its own. The broker speaks with the same codec as the page.

use snug::chat::{RoomKey, Status};
use snug::engine::{
    Action, Change, Claim, Command, Core, HostConfig, Leaving, Now, PageScheme, Prefill, ProbeId, Problem,
    Profile, SignIn, StepId, Surroundings,
};
use snug::mqtt::client::{Closed, ConnectionId};
use snug::mqtt::{
    ConnAck, ConnectCode, Delivery, Framer, Packet, Publish, PublishId, SubAck, SubscribeOutcome, TopicName,
};
use snug::store::{AccountId, Batch, MemoryStore};

/// A page with its broker, on a clock of its own.
pub(crate) struct Page {
    pub(crate) core: Core,
    pub(crate) store: MemoryStore,
    pub(crate) now: Now,
    pub(crate) connection: ConnectionId,
    /// Packets the broker got, as it read them, those about presence, and all that is under the prefix.
    pub(crate) got: Vec<String>,
    pub(crate) presence: Vec<String>,
    pub(crate) beside: Vec<String>,
    /// What the broker lets nobody subscribe to: filters that begin like this.
    pub(crate) refuses: Option<&'static str>,
    pub(crate) unread: Vec<Vec<u8>>,
    pub(crate) changes: Vec<Change>,
    pub(crate) profile: Option<String>,
    pub(crate) secret: Option<String>,
    pub(crate) batches: Vec<Batch>,
    /// The account that was claimed, and the id of its records.
    pub(crate) account: Option<(Vec<u8>, AccountId)>,
    /// What this tab is told to be.
    pub(crate) claim: Claim,
    /// What was said to other tabs.
    pub(crate) told: Vec<Vec<u8>>,
    /// What the store was asked for and does not answer yet.
    pub(crate) held: Option<Vec<(StepId, Batch)>>,
    pub(crate) stolen: u32,
    /// Times before which messages are too old.
    pub(crate) expired: Vec<u64>,
    pub(crate) read_again: u32,
    /// Sockets of a search that are open or opening.
    pub(crate) probes: Vec<(ProbeId, String)>,
    pub(crate) opened: Vec<String>,
    pub(crate) closed: Vec<u16>,
}

/// Never the same twice, as with the real thing; well mixed, for stories with thousands of ids (SplitMix64).
fn random(bytes: &mut [u8]) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    for byte in bytes {
        let mut mixed = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        *byte = (mixed >> 56) as u8;
    }
}

pub(crate) fn sign_in(name: &str) -> SignIn {
    SignIn {
        broker: "ws://broker/mqtt".into(),
        name: name.into(),
        room: "chat".into(),
        keep_alive: 120,
        ..SignIn::default()
    }
}

impl Page {
    pub(crate) fn new(config: HostConfig) -> Self {
        let surroundings = Surroundings { scheme: PageScheme::Http, random };
        Self {
            core: Core::new(config, surroundings),
            store: MemoryStore::default(),
            now: Now { clock: 0, wall: 1_795_175_748_000 },
            connection: ConnectionId(0),
            got: vec![],
            presence: vec![],
            beside: vec![],
            refuses: None,
            unread: vec![],
            changes: vec![],
            profile: None,
            secret: None,
            batches: vec![],
            account: None,
            claim: Claim::Lead,
            told: vec![],
            held: None,
            stolen: 0,
            expired: vec![],
            read_again: 0,
            probes: vec![],
            opened: vec![],
            closed: vec![],
        }
    }

    /// Connected as this name, in the room `chat`, with nothing said.
    pub(crate) fn connected(name: &str) -> Self {
        let mut page = Self::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
        page.command(Command::SignIn(sign_in(name)));
        page.accept();
        page.got.clear();
        page.changes.clear();
        page
    }

    pub(crate) fn input(&mut self, input: impl FnOnce(&mut Core, Now)) {
        input(&mut self.core, self.now);
        while let Some(action) = self.core.poll_action() {
            self.act(action);
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Claim { account, .. } => {
                let fresh = AccountId([u8::try_from(account.len()).unwrap(); 8]);
                let (id, kept) = self.store.load(&account, fresh);
                self.account = Some((account, id));
                self.core.handle_claimed(self.now, self.claim, kept);
            }
            Action::ReadAgain => self.read_again += 1,
            Action::Steal => self.stolen += 1,
            Action::Release => self.account = None,
            Action::Tell(bytes) => self.told.push(bytes),
            Action::Open { connection, url } => {
                self.connection = connection;
                self.opened.push(url);
            }
            Action::OpenProbe { probe, url } => self.probes.push((probe, url)),
            Action::CloseProbe(probe) => self.probes.retain(|(open, _)| *open != probe),
            Action::CloseProbes => self.probes.clear(),
            Action::Send(bytes) => self.unread.push(bytes),
            Action::Close { code } => self.closed.push(code),
            Action::Commit(step, batch) => match &mut self.held {
                Some(held) => held.push((step, batch)),
                None => self.commit(step, batch),
            },
            Action::Erase => {
                let (key, _) = self.account.as_ref().unwrap();
                self.store.erase(key);
            }
            Action::KeepProfile(text) => self.profile = Some(text),
            Action::KeepSecret(secret) => self.secret = secret,
            Action::Change(changes) => self.changes.extend(changes),
            Action::Expire { before } => self.expired.push(before),
            Action::Warn(_) => {}
        }
    }

    fn commit(&mut self, step: StepId, batch: Batch) {
        let id = self.account.as_ref().map(|(_, id)| *id).unwrap_or_default();
        if let Err(trouble) = self.store.commit(id, &batch) {
            self.core.handle_store_trouble(self.now, trouble);
        }
        self.batches.push(batch);
        self.core.handle_committed(self.now, step);
    }

    /// The store answers what it was asked meanwhile.
    pub(crate) fn release_store(&mut self) {
        for (step, batch) in self.held.take().unwrap_or_default() {
            self.commit(step, batch);
        }
        self.input(|_, _| {});
    }

    /// The page dies and opens again: what is left is what was stored.
    pub(crate) fn reload(self) -> Self {
        self.reload_at("")
    }

    pub(crate) fn reload_at(self, link: &str) -> Self {
        let config = HostConfig { greeting: String::new(), ..HostConfig::default() };
        let mut page = Self { store: self.store, now: self.now, refuses: self.refuses, ..Self::new(config) };
        let profile = Profile::parse(self.profile.as_deref().unwrap_or_default());
        let (link, secret) = (Prefill::from_fragment(link), self.secret);
        page.profile = self.profile;
        page.input(|core, now| core.restore(now, profile, &link, secret));
        page
    }

    pub(crate) fn sign_out(&mut self) {
        self.command(Command::SignOut(Leaving::Keep));
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.input(|core, now| core.handle_command(now, command));
    }

    pub(crate) fn say(&mut self, text: &str) {
        let room = self.room("chat");
        self.command(Command::Say { room, text: text.into(), re: None });
    }

    pub(crate) fn room(&self, topic: &str) -> RoomKey {
        self.core.chat().find(topic).unwrap()
    }

    pub(crate) fn broker_says(&mut self, packet: &Packet<'_>) {
        let mut bytes = vec![];
        packet.encode(&mut bytes).unwrap();
        let on = self.connection;
        self.input(|core, now| core.handle_message(now, on, &bytes));
    }

    /// The socket opens, and the broker accepts, grants and acknowledges all it is asked.
    pub(crate) fn accept(&mut self) {
        self.answer(ConnectCode::Accepted);
        self.serve();
    }

    pub(crate) fn answer(&mut self, code: ConnectCode) {
        self.answer_with(code, false);
    }

    pub(crate) fn answer_with(&mut self, code: ConnectCode, session_present: bool) {
        let on = self.connection;
        self.input(|core, now| core.handle_opened(now, on, "mqtt"));
        self.broker_says(&Packet::ConnAck(ConnAck { session_present, code }));
    }

    /// The socket fails.
    pub(crate) fn never_opens(&mut self) {
        let on = self.connection;
        self.input(|core, now| core.handle_closed(now, on, Closed::BeforeOpen, 1006));
    }

    /// The client id that is kept of the account.
    pub(crate) fn client_id(&mut self) -> String {
        let (key, _) = self.account.clone().unwrap();
        self.store.load(&key, AccountId::default()).1.account.unwrap().client_id
    }

    /// Answers requests, acknowledges publishes and echoes them, as a broker would.
    pub(crate) fn serve(&mut self) {
        while !self.unread.is_empty() {
            for answer in self.read_sent() {
                let on = self.connection;
                self.input(|core, now| core.handle_message(now, on, &answer));
            }
        }
    }

    /// Reads what was sent into `got`, and says what a broker would answer.
    pub(crate) fn read_sent(&mut self) -> Vec<Vec<u8>> {
        let mut answers = vec![];
        let mut framer = Framer::new(1 << 20);
        for message in std::mem::take(&mut self.unread) {
            let mut frames = framer.feed(&message);
            while let Some(frame) = frames.next().unwrap() {
                let packet = Packet::decode(frame).unwrap();
                let said = describe(&packet);
                let is_beside = said.contains(" snug/");
                if said.contains("snug/presence/") {
                    self.presence.push(said.clone());
                }
                if !is_beside || !said.starts_with("PUBLISH") && in_rooms(&said).contains(' ') {
                    self.got.push(in_rooms(&said));
                }
                if is_beside {
                    self.beside.push(said);
                }
                for answer in answers_to(&packet, self.refuses) {
                    let mut bytes = vec![];
                    answer.encode(&mut bytes).unwrap();
                    answers.push(bytes);
                }
            }
        }
        answers
    }

    pub(crate) fn cut(&mut self) {
        let on = self.connection;
        self.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1006));
    }

    pub(crate) fn wait(&mut self, milliseconds: u64) {
        self.now.clock += milliseconds;
        self.now.wall += milliseconds;
        self.input(Core::handle_timeout);
    }

    pub(crate) fn statuses(&self) -> Vec<(String, Status)> {
        let chat = self.core.chat();
        let room = chat.room(chat.find("chat").unwrap()).unwrap();
        room.timeline.iter().map(|item| (item.message.content.summary(), item.status)).collect()
    }

    /// Whether the composer may be cleared.
    pub(crate) fn has_said(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::Said { .. }))
    }

    pub(crate) fn problems(&self) -> Vec<&Problem> {
        let problem = |change| match change {
            &Change::Problem(Some(ref problem)) => Some(problem),
            _ => None,
        };
        self.changes.iter().filter_map(problem).collect()
    }
}

/// Without what is under the prefix, for which every connection asks.
fn in_rooms(said: &str) -> String {
    said.split(' ').filter(|word| !word.starts_with("snug/")).collect::<Vec<_>>().join(" ")
}

fn describe(packet: &Packet<'_>) -> String {
    match packet {
        Packet::Connect(connect) => format!("CONNECT clean={}", connect.clean_session),
        Packet::Publish(publish) => {
            let say = String::from_utf8_lossy(publish.payload);
            let said = say.split("\"say\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(&say);
            format!("PUBLISH {} {:?} {said}", publish.topic, publish.delivery.delivery())
        }
        Packet::Subscribe(subscribe) => {
            let filters: Vec<_> = subscribe.filters.iter().map(|(filter, _)| filter.to_string()).collect();
            format!("SUBSCRIBE {}", filters.join(" "))
        }
        Packet::Unsubscribe(unsubscribe) => {
            let filters: Vec<_> = unsubscribe.filters.iter().map(ToString::to_string).collect();
            format!("UNSUBSCRIBE {}", filters.join(" "))
        }
        other => format!("{other:?}").split('(').next().unwrap().to_owned(),
    }
}

fn answers_to<'a>(packet: &Packet<'a>, refuses: Option<&str>) -> Vec<Packet<'a>> {
    match packet {
        Packet::Subscribe(subscribe) => {
            let outcome = |filter: &str| match refuses {
                Some(start) if filter.starts_with(start) => SubscribeOutcome::Refused,
                _ => SubscribeOutcome::Granted(Delivery::ExactlyOnce),
            };
            let outcomes = subscribe.filters.iter().map(|(filter, _)| outcome(filter.as_str())).collect();
            vec![Packet::SubAck(SubAck { id: subscribe.id, outcomes })]
        }
        Packet::Unsubscribe(unsubscribe) => vec![Packet::UnsubAck(unsubscribe.id)],
        Packet::Publish(publish) => {
            let echo = Publish { delivery: PublishId::AtMostOnce, dup: false, ..publish.clone() };
            match publish.delivery {
                PublishId::AtMostOnce => vec![Packet::Publish(echo)],
                PublishId::AtLeastOnce(id) => vec![Packet::PubAck(id), Packet::Publish(echo)],
                PublishId::ExactlyOnce(id) => vec![Packet::PubRec(id)],
            }
        }
        Packet::PingReq => vec![Packet::PingResp],
        _ => vec![],
    }
}

pub(crate) fn heard<'a>(topic: &'a str, payload: &'a str) -> Packet<'a> {
    Packet::Publish(Publish {
        dup: false,
        delivery: PublishId::AtMostOnce,
        retain: false,
        topic: TopicName::parse(topic).unwrap(),
        payload: payload.as_bytes(),
    })
}
