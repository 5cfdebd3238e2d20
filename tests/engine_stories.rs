//! The engine natively, from what a person does to what the broker and the person see.
//! The broker is a script that speaks with the same codec; no browser, no socket, no real clock.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use snug::chat::{RoomKey, Status};
use snug::engine::{
    Action, Change, Command, Connection, Core, HostConfig, Network, Now, PageScheme, Prefill, Problem,
    Profile, SignIn, Stage, Surroundings, Trace,
};
use snug::mqtt::client::{Closed, ConnectionId};
use snug::mqtt::{
    ConnAck, ConnectCode, Delivery, Framer, Packet, PacketId, Publish, PublishId, SubAck, SubscribeOutcome,
    TopicName,
};
use snug::store::{Batch, MemoryStore, Store, StoreError};

/// A page with its broker, on a clock of its own.
struct Page {
    core: Core,
    store: MemoryStore,
    now: Now,
    connection: ConnectionId,
    /// Packets the broker got, as it read them.
    got: Vec<String>,
    unread: Vec<Vec<u8>>,
    changes: Vec<Change>,
    profile: Option<String>,
    secret: Option<String>,
    batches: Vec<Batch>,
    opened: Vec<String>,
    closed: Vec<u16>,
}

fn random(bytes: &mut [u8]) {
    use std::sync::atomic::{AtomicU8, Ordering};
    static NEXT: AtomicU8 = AtomicU8::new(1);
    for byte in bytes {
        *byte = NEXT.fetch_add(1, Ordering::Relaxed);
    }
}

fn sign_in(name: &str) -> SignIn {
    SignIn {
        broker: "ws://broker/mqtt".into(),
        name: name.into(),
        room: "chat".into(),
        keep_alive: 120,
        ..SignIn::default()
    }
}

impl Page {
    fn new(config: HostConfig) -> Self {
        let surroundings = Surroundings { scheme: PageScheme::Http, random };
        Self {
            core: Core::new(config, surroundings),
            store: MemoryStore::default(),
            now: Now { clock: 0, wall: 1_795_175_748_000 },
            connection: ConnectionId(0),
            got: vec![],
            unread: vec![],
            changes: vec![],
            profile: None,
            secret: None,
            batches: vec![],
            opened: vec![],
            closed: vec![],
        }
    }

    /// Connected as this name, in the room `chat`, with nothing said.
    fn connected(name: &str) -> Self {
        let mut page = Self::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
        page.command(Command::SignIn(sign_in(name)));
        page.accept();
        page.got.clear();
        page.changes.clear();
        page
    }

    fn input(&mut self, input: impl FnOnce(&mut Core, Now)) {
        input(&mut self.core, self.now);
        while let Some(action) = self.core.poll_action() {
            match action {
                Action::Open { connection, url } => {
                    self.connection = connection;
                    self.opened.push(url);
                }
                Action::Send(bytes) => self.unread.push(bytes),
                Action::Close { code } => self.closed.push(code),
                Action::Commit(seq, batch) => {
                    let stored = self.store.commit(&batch);
                    self.batches.push(batch);
                    match stored {
                        Ok(()) => self.core.handle_committed(self.now, seq),
                        Err(_) => self.core.handle_commit_failed(self.now, seq),
                    }
                }
                Action::KeepProfile(text) => self.profile = Some(text),
                Action::KeepSecret(secret) => self.secret = secret,
                Action::Change(changes) => self.changes.extend(changes),
                Action::Warn(_) => {}
            }
        }
    }

    fn command(&mut self, command: Command) {
        self.input(|core, now| core.handle_command(now, command));
    }

    fn say(&mut self, text: &str) {
        let room = self.room("chat");
        self.command(Command::Say { room, text: text.into() });
    }

    fn room(&self, topic: &str) -> RoomKey {
        self.core.chat().find(topic).unwrap()
    }

    fn broker_says(&mut self, packet: &Packet<'_>) {
        let mut bytes = vec![];
        packet.encode(&mut bytes).unwrap();
        let on = self.connection;
        self.input(|core, now| core.handle_message(now, on, &bytes));
    }

    /// The socket opens, and the broker accepts, grants and acknowledges all it is asked.
    fn accept(&mut self) {
        self.answer(ConnectCode::Accepted);
        self.serve();
    }

    fn answer(&mut self, code: ConnectCode) {
        let on = self.connection;
        self.input(|core, now| core.handle_opened(now, on, "mqtt"));
        self.broker_says(&Packet::ConnAck(ConnAck { session_present: false, code }));
    }

    /// Answers requests, acknowledges publishes and echoes them, as a broker would.
    fn serve(&mut self) {
        while !self.unread.is_empty() {
            for answer in self.read_sent() {
                let on = self.connection;
                self.input(|core, now| core.handle_message(now, on, &answer));
            }
        }
    }

    /// Reads what was sent into `got`, and says what a broker would answer.
    fn read_sent(&mut self) -> Vec<Vec<u8>> {
        let mut answers = vec![];
        let mut framer = Framer::new(1 << 20);
        for message in std::mem::take(&mut self.unread) {
            let mut frames = framer.feed(&message);
            while let Some(frame) = frames.next().unwrap() {
                let packet = Packet::decode(frame).unwrap();
                self.got.push(describe(&packet));
                for answer in answers_to(&packet) {
                    let mut bytes = vec![];
                    answer.encode(&mut bytes).unwrap();
                    answers.push(bytes);
                }
            }
        }
        answers
    }

    fn cut(&mut self) {
        let on = self.connection;
        self.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1006));
    }

    fn wait(&mut self, milliseconds: u64) {
        self.now.clock += milliseconds;
        self.now.wall += milliseconds;
        self.input(Core::handle_timeout);
    }

    fn statuses(&self) -> Vec<(String, Status)> {
        let chat = self.core.chat();
        let room = chat.room(chat.find("chat").unwrap()).unwrap();
        room.timeline.iter().map(|item| (item.message.content.summary(), item.status)).collect()
    }

    fn problems(&self) -> Vec<&Problem> {
        let problem = |change| match change {
            &Change::Problem(Some(ref problem)) => Some(problem),
            _ => None,
        };
        self.changes.iter().filter_map(problem).collect()
    }
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
        Packet::Unsubscribe(unsubscribe) => format!("UNSUBSCRIBE {}", unsubscribe.filters[0]),
        other => format!("{other:?}").split('(').next().unwrap().to_owned(),
    }
}

fn answers_to<'a>(packet: &Packet<'a>) -> Vec<Packet<'a>> {
    match packet {
        Packet::Subscribe(subscribe) => {
            let outcomes = vec![SubscribeOutcome::Granted(Delivery::ExactlyOnce); subscribe.filters.len()];
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

fn heard<'a>(topic: &'a str, payload: &'a str) -> Packet<'a> {
    Packet::Publish(Publish {
        dup: false,
        delivery: PublishId::AtMostOnce,
        retain: false,
        topic: TopicName::parse(topic).unwrap(),
        payload: payload.as_bytes(),
    })
}

#[test]
fn signing_in_connects_joins_and_greets_once() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    assert_eq!(page.opened, ["ws://broker/mqtt"]);
    assert!(page.changes.contains(&Change::Stage(Stage::SigningIn)));
    page.accept();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat", "PUBLISH chat AtLeastOnce Hello,anyone!"]);
    assert!(page.changes.contains(&Change::Stage(Stage::In)));
    assert!(page.changes.contains(&Change::Connection(Connection::Connected)));
    assert_eq!(page.statuses(), [("Hello,anyone!".to_owned(), Status::Delivered)]);

    page.got.clear();
    page.cut();
    page.wait(1_000);
    page.accept();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat"], "no second greeting on reconnect");
}

#[test]
fn a_reload_signs_in_again_with_the_same_client_id_and_rooms_and_without_a_greeting() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(SignIn {
        password: Some("secret".into()),
        user_name: Some("u".into()),
        ..sign_in("Lucy")
    }));
    page.accept();
    page.command(Command::Join("/+".into()));
    page.serve();
    let (profile, secret) = (page.profile.clone().unwrap(), page.secret.clone());
    assert!(!profile.contains("secret") && secret.as_deref() == Some("secret"));

    let mut reloaded = Page::new(HostConfig::default());
    let parsed = Profile::parse(&profile);
    reloaded.input(|core, now| core.restore(now, parsed, &Prefill::default(), secret));
    assert!(reloaded.changes.contains(&Change::Stage(Stage::In)), "rooms at once, before any connection");
    reloaded.accept();
    assert_eq!(reloaded.got, ["CONNECT clean=false", "SUBSCRIBE chat /+"]);
    let id = |text: &str| Profile::parse(text).account("ws://broker/mqtt", "Lucy").unwrap().client_id.clone();
    let kept = id(&profile);
    assert_eq!(id(&reloaded.profile.unwrap()), kept);
    assert!(
        kept.starts_with("snug")
            && kept.len() == 20
            && kept.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    );
}

#[test]
fn a_sign_in_that_never_worked_is_not_come_back_to() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    let profile = Profile::parse(page.profile.as_ref().unwrap());
    assert!(!profile.signed_in && profile.last().is_some(), "the form is filled, no more");
    page.accept();
    assert!(Profile::parse(page.profile.as_ref().unwrap()).signed_in);
}

#[test]
fn a_room_left_for_the_list_counts_what_comes() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("chat", "seen"));
    page.command(Command::Close);
    page.broker_says(&heard("chat", "unseen"));
    let room = page.room("chat");
    assert_eq!(page.core.chat().room(room).unwrap().unread, 1);
    page.command(Command::Open(room));
    assert_eq!(page.core.chat().room(room).unwrap().unread, 0);
}

#[test]
fn a_link_to_another_broker_waits_for_a_click() {
    let mut page = Page::connected("Lucy");
    let profile = Profile::parse(&page.profile.take().unwrap());
    for link in ["#broker=ws%3A%2F%2Felsewhere", "#room=other", "#name=Tom"] {
        let mut reloaded = Page::new(HostConfig::default());
        let profile = profile.clone();
        reloaded.input(|core, now| core.restore(now, profile, &Prefill::from_fragment(link), None));
        assert!(reloaded.opened.is_empty(), "{link}");
    }
    let mut back = Page::new(HostConfig::default());
    back.input(|core, now| core.restore(now, profile, &Prefill::from_fragment("#room=chat&name=Lucy"), None));
    assert_eq!(back.opened.len(), 1);
}

#[test]
fn a_message_goes_from_queued_to_sent_to_delivered() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("Tom在吗?");
    assert!(page.changes.contains(&Change::Said(page.room("chat"))));
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Queued)]);
    page.wait(1_000);
    page.answer(ConnectCode::Accepted);
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Sent)]);
    page.serve();
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Delivered)]);
    assert!(page.got.contains(&"PUBLISH chat AtLeastOnce Tom在吗?".to_owned()));
}

#[test]
fn what_comes_is_shown_once_it_is_stored() {
    let mut page = Page::connected("Lucy");
    page.store.fail_with(Some(StoreError::Quota));
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    assert!(page.statuses().is_empty());
    assert_eq!(page.closed, [4000], "not acknowledged, so that the broker keeps it");
    assert!(page.problems().contains(&&Problem::Store));
    page.store.fail_with(None);
    page.wait(1_000);
    page.accept();
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    assert_eq!(page.statuses(), [("hi".to_owned(), Status::Received)]);
}

#[test]
fn a_burst_is_one_step() {
    let mut page = Page::connected("Lucy");
    page.batches.clear();
    let mut bytes = vec![];
    for number in 0..1_000 {
        heard("chat", &format!(r#"{{"user":"Tom","say":"{number}"}}"#)).encode(&mut bytes).unwrap();
    }
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &bytes));
    assert_eq!(page.statuses().len(), 1_000);
    assert_eq!(page.batches.len(), 1);
}

#[test]
fn a_refused_password_goes_back_to_the_form_and_stops() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    page.answer(ConnectCode::BadUserNameOrPassword);
    assert_eq!(page.problems(), [&Problem::Refused(ConnectCode::BadUserNameOrPassword)]);
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Stage(_))),
        Some(&Change::Stage(Stage::Out))
    );
    page.wait(3_600_000);
    assert_eq!(page.opened.len(), 1);
}

#[test]
fn an_unreachable_broker_is_named_and_tried_again_until_it_answers() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    for _ in 0..50 {
        let on = page.connection;
        page.input(|core, now| core.handle_closed(now, on, Closed::BeforeOpen, 1006));
        page.wait(60_000);
    }
    assert_eq!(page.opened.len(), 51);
    assert_eq!(page.problems(), [&Problem::Unreachable { url: "ws://broker/mqtt".into() }], "said once");
    page.accept();
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Problem(_))),
        Some(&Change::Problem(None))
    );
}

#[test]
fn a_broker_that_hangs_up_on_our_greeting_is_told_with_its_close_code() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    let on = page.connection;
    page.input(|core, now| core.handle_opened(now, on, "mqtt"));
    page.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1002));
    assert_eq!(page.problems(), [&Problem::ClosedAtConnect { url: "ws://broker/mqtt".into(), code: 1002 }]);
}

#[test]
fn a_refused_room_is_told_and_the_others_stand() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("secret".into()));
    let bytes = page.unread.pop().unwrap();
    let Packet::Subscribe(subscribe) =
        Packet::decode(snug::mqtt::Frame { first: bytes[0], body: &bytes[2..] }).unwrap()
    else {
        panic!("a SUBSCRIBE");
    };
    page.broker_says(&Packet::SubAck(SubAck { id: subscribe.id, outcomes: vec![SubscribeOutcome::Refused] }));
    assert_eq!(page.problems(), [&Problem::RoomRefused { topic: "secret".into() }]);
    page.say("still here");
    page.serve();
    assert_eq!(page.statuses(), [("still here".to_owned(), Status::Delivered)]);
}

#[test]
fn bad_input_is_named_and_nothing_is_tried() {
    type Named = fn(&Problem) -> bool;
    let cases: [(SignIn, Named); 5] = [
        (SignIn { broker: "mqtt://a:1883".into(), ..sign_in("Lucy") }, |p| {
            matches!(p, Problem::BadAddress(_))
        }),
        (SignIn { name: "  ".into(), ..sign_in("Lucy") }, |p| *p == Problem::NoName),
        (SignIn { room: "a/#/b".into(), ..sign_in("Lucy") }, |p| matches!(p, Problem::Topic { .. })),
        (SignIn { password: Some("x".into()), ..sign_in("Lucy") }, |p| matches!(p, Problem::Options { .. })),
        (SignIn { client_id: Some("a\0b".into()), ..sign_in("Lucy") }, |p| {
            matches!(p, Problem::Options { .. })
        }),
    ];
    for (typed, is_named) in cases {
        let mut page = Page::new(HostConfig::default());
        page.command(Command::SignIn(typed));
        assert!(page.problems().iter().any(|problem| is_named(problem)), "{:?}", page.changes);
        assert!(page.opened.is_empty());
    }
}

#[test]
fn a_locked_broker_can_not_be_left() {
    let config =
        HostConfig { brokers: vec!["ws://ours/mqtt".into()], lock_broker: true, ..HostConfig::default() };
    let mut page = Page::new(config);
    page.command(Command::SignIn(sign_in("Lucy")));
    assert_eq!(page.problems(), [&Problem::BrokerLocked]);
    assert!(page.opened.is_empty());
}

#[test]
fn a_message_too_large_keeps_the_text() {
    let mut page = Page::connected("Lucy");
    page.say(&"x".repeat(70_000));
    assert!(matches!(page.problems()[0], Problem::Write(_)));
    assert!(!page.changes.contains(&Change::Said(page.room("chat"))));
    assert!(page.statuses().is_empty());
}

#[test]
fn leaving_no_trace_keeps_nothing_and_starts_clean() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(SignIn { trace: Trace::None, password: None, ..sign_in("Lucy") }));
    page.accept();
    page.command(Command::Join("other".into()));
    page.command(Command::SignOut);
    assert_eq!(page.got[0], "CONNECT clean=true");
    assert_eq!((page.profile, page.secret), (None, None));
}

#[test]
fn signing_out_says_goodbye_and_keeps_what_waits() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("later");
    page.command(Command::SignOut);
    page.wait(600_000);
    assert_eq!(page.opened.len(), 1, "no more attempts");
    assert!(!Profile::parse(page.profile.as_ref().unwrap()).signed_in);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("later".to_owned(), Status::Delivered)]);

    page.got.clear();
    page.command(Command::SignOut);
    page.read_sent();
    assert_eq!(page.got, ["Disconnect"]);
}

#[test]
fn what_was_sent_and_not_acknowledged_goes_on_after_signing_in_again() {
    let mut page = Page::connected("Lucy");
    page.say("halfway");
    page.unread.clear();
    page.cut();
    page.command(Command::SignOut);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("halfway".to_owned(), Status::Delivered)]);
    let count = page.got.iter().filter(|packet| packet.contains("halfway")).count();
    assert_eq!(count, 1, "once, by the session alone");

    page.say("under another id");
    page.unread.clear();
    page.cut();
    page.command(Command::SignIn(SignIn { client_id: Some("another".into()), ..sign_in("Lucy") }));
    page.accept();
    assert!(page.statuses().iter().all(|(_, status)| *status == Status::Delivered));
}

#[test]
fn signing_in_elsewhere_keeps_what_waits_here() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("waiting");
    page.command(Command::SignOut);
    page.command(Command::SignIn(SignIn { broker: "ws://mistyped/mqtt".into(), ..sign_in("Lucy") }));
    assert!(page.statuses().is_empty(), "another broker's rooms begin empty");
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("waiting".to_owned(), Status::Delivered)]);
}

#[test]
fn leaving_no_trace_does_not_touch_what_is_kept_of_the_same_name() {
    let mut page = Page::connected("Lucy");
    page.command(Command::SignOut);
    let kept = page.profile.clone();
    page.command(Command::SignIn(SignIn { trace: Trace::None, room: "secret".into(), ..sign_in("Lucy") }));
    page.accept();
    page.command(Command::SignOut);
    assert_eq!(page.profile, kept);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    let id = |text: &Option<String>| {
        Profile::parse(text.as_ref().unwrap()).account("ws://broker/mqtt", "Lucy").cloned()
    };
    assert_eq!(id(&page.profile).unwrap().client_id, id(&kept).unwrap().client_id);
}

#[test]
fn a_room_that_was_left_stays_left_after_a_reload() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    let chat = page.room("chat");
    page.command(Command::Leave(chat));
    let profile = Profile::parse(page.profile.as_ref().unwrap());
    let mut reloaded = Page::new(HostConfig::default());
    reloaded.input(|core, now| core.restore(now, profile, &Prefill::from_fragment("#room=lab"), None));
    let rooms: Vec<_> =
        reloaded.core.chat().rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect();
    assert_eq!(rooms, ["lab"]);
    assert!(reloaded.changes.contains(&Change::Opened(reloaded.room("lab"))));
}

#[test]
fn the_same_mistake_is_told_each_time() {
    let mut page = Page::connected("Lucy");
    page.say(&"x".repeat(70_000));
    page.say(&"x".repeat(70_000));
    assert_eq!(page.problems().len(), 2);
}

#[test]
fn joining_a_room_again_only_shows_it() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("chat".into()));
    page.serve();
    assert!(page.got.is_empty(), "no SUBSCRIBE, which would bring retained messages again: {:?}", page.got);
    assert!(page.changes.contains(&Change::Opened(page.room("chat"))));
}

#[test]
fn a_feed_hears_and_never_says() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("/+".into()));
    page.serve();
    page.broker_says(&heard("/kitchen", "21.5"));
    let feed = page.room("/+");
    let chat = page.core.chat();
    assert_eq!(chat.room(feed).unwrap().timeline.len(), 1);
    assert_eq!(&*chat.room(feed).unwrap().last().unwrap().topic, "/kitchen");
    page.command(Command::Say { room: feed, text: "no".into() });
    assert!(matches!(page.problems()[..], [Problem::Write(_)]));
    assert!(!page.got.iter().any(|packet| packet.starts_with("PUBLISH")));
}

#[test]
fn a_lost_network_is_offline_and_a_found_one_is_tried_at_once() {
    let mut page = Page::connected("Lucy");
    page.input(|core, now| core.handle_network(now, Network::Offline));
    page.cut();
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Connection(_))),
        Some(&Change::Connection(Connection::Offline))
    );
    let before = page.opened.len();
    page.input(|core, now| core.handle_network(now, Network::Online));
    assert_eq!(page.opened.len(), before + 1);
}

#[test]
fn leaving_a_room_unsubscribes_and_is_remembered() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("other".into()));
    page.serve();
    let other = page.room("other");
    page.command(Command::Leave(other));
    page.serve();
    assert!(page.got.contains(&"UNSUBSCRIBE other".to_owned()));
    let profile = Profile::parse(page.profile.as_ref().unwrap());
    assert_eq!(profile.account("ws://broker/mqtt", "Lucy").unwrap().rooms, ["chat"]);
}

#[test]
fn received_data_never_makes_us_publish() {
    let mut page = Page::connected("Lucy");
    for payload in [r#"{"user":"Lucy","say":"Hello,anyone!"}"#, r#"{"msg":"x","data":"y"}"#, "{", "", "\u{1}"]
    {
        page.broker_says(&heard("chat", payload));
    }
    page.serve();
    assert!(page.got.is_empty(), "{:?}", page.got);
    assert_eq!(page.statuses().len(), 5);
}

#[test]
fn a_packet_id_in_use_by_the_broker_does_not_disturb_ours() {
    let mut page = Page::connected("Lucy");
    page.say("mine");
    let id = PacketId::new(1).unwrap();
    page.broker_says(&Packet::Publish(Publish {
        dup: false,
        delivery: PublishId::AtLeastOnce(id),
        retain: false,
        topic: TopicName::parse("chat").unwrap(),
        payload: b"theirs",
    }));
    page.serve();
    assert!(page.got.contains(&"PubAck".to_owned()));
    assert_eq!(page.statuses().len(), 2);
}
