//! Signing in, coming back after a reload, and signing out.

use super::page::{Page, sign_in};
use snug::chat::Status;
use snug::engine::{
    Change, Command, Connection, HostConfig, Leaving, Prefill, Problem, Profile, SignIn, Stage, Trace,
};
use snug::mqtt::ConnectCode;

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
    let kept = page.client_id();
    assert!(
        kept.starts_with("snug")
            && kept.len() == 20
            && kept.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    );

    let mut reloaded = page.reload();
    assert!(reloaded.changes.contains(&Change::Stage(Stage::In)), "rooms at once, before any connection");
    assert_eq!(reloaded.statuses(), [("Hello,anyone!".to_owned(), Status::Delivered)]);
    reloaded.accept();
    assert_eq!(reloaded.got, ["CONNECT clean=false", "SUBSCRIBE chat /+"]);
    assert_eq!(reloaded.client_id(), kept);
}

#[test]
fn after_a_reload_a_broker_that_kept_the_session_is_not_asked_for_the_rooms_again() {
    let mut page = Page::connected("Lucy").reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert_eq!(page.got, ["CONNECT clean=false"]);
}

#[test]
fn what_the_profile_of_an_older_page_held_is_taken_over() {
    let profile = r#"{"last":{"broker":"ws://broker/mqtt","name":"Lucy","room":"chat","keepAlive":120},"signedIn":true,
        "accounts":[{"broker":"ws://broker/mqtt","user":"Lucy","clientId":"snugold","rooms":["chat","lab"],"greeted":["chat","lab"]}]}"#;
    let mut page = Page::new(HostConfig::default());
    page.input(|core, now| core.restore(now, Profile::parse(profile), &Prefill::default(), None));
    page.accept();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat lab"], "no greeting");
    assert_eq!(page.client_id(), "snugold");
    assert!(!page.profile.unwrap().contains("snugold"), "from now on it is in the store");
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
fn a_link_to_another_broker_waits_for_a_click() {
    for link in ["#broker=ws%3A%2F%2Felsewhere", "#room=other", "#name=Tom"] {
        let page = Page::connected("Lucy").reload_at(link);
        assert!(page.opened.is_empty(), "{link}");
        assert_eq!(page.account, None, "{link}");
    }
    let back = Page::connected("Lucy").reload_at("#room=chat&name=Lucy");
    assert_eq!(back.opened.len(), 1);
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
fn leaving_no_trace_keeps_nothing_and_starts_clean() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(SignIn { trace: Trace::None, password: None, ..sign_in("Lucy") }));
    page.accept();
    page.command(Command::Join("other".into()));
    page.sign_out();
    assert_eq!(page.got[0], "CONNECT clean=true");
    assert_eq!((page.profile, page.secret), (None, None));
}

#[test]
fn signing_out_while_offline_keeps_what_waits() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("later");
    page.sign_out();
    page.never_opens();
    page.wait(600_000);
    assert_eq!(page.opened.len(), 2, "one attempt to end the session, and no more");
    assert!(!Profile::parse(page.profile.as_ref().unwrap()).signed_in);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("later".to_owned(), Status::Delivered)]);
}

#[test]
fn signing_out_says_goodbye_clears_presence_and_ends_the_brokers_session() {
    let mut page = Page::connected("Lucy");
    page.say("unacknowledged");
    page.unread.clear();
    page.presence.clear();
    let id = page.client_id();
    page.sign_out();
    page.read_sent();
    assert_eq!(page.presence, [format!("PUBLISH snug/presence/{id} AtMostOnce ")]);
    assert_eq!(page.got, ["Disconnect"]);
    page.got.clear();
    page.answer(ConnectCode::Accepted);
    page.read_sent();
    assert_eq!(page.got, ["CONNECT clean=true", "Disconnect"]);
    assert_eq!(page.account, None);
    page.wait(600_000);
    assert_eq!(page.opened.len(), 2);

    page.got.clear();
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("unacknowledged".to_owned(), Status::Delivered)]);
}

#[test]
fn signing_in_again_at_once_does_not_wait_for_the_farewell() {
    let mut page = Page::connected("Lucy");
    page.sign_out();
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    page.say("hi");
    page.serve();
    assert_eq!(page.statuses(), [("hi".to_owned(), Status::Delivered)]);
}

#[test]
fn erasing_leaves_nothing_of_the_account() {
    let mut page = Page::connected("Lucy");
    page.say("secret");
    page.serve();
    page.command(Command::SignOut(Leaving::Erase));
    assert!(page.store.rows_mut().is_empty(), "{:?}", page.store.rows_mut().keys());
    page.answer(ConnectCode::Accepted);
    assert!(page.store.rows_mut().is_empty());
}

#[test]
fn what_was_sent_and_not_acknowledged_goes_on_after_signing_in_again() {
    let mut page = Page::connected("Lucy");
    page.say("halfway");
    page.unread.clear();
    page.cut();
    page.sign_out();
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
    page.sign_out();
    page.command(Command::SignIn(SignIn { broker: "ws://mistyped/mqtt".into(), ..sign_in("Lucy") }));
    assert!(page.statuses().is_empty(), "another broker's rooms begin empty");
    page.never_opens();
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.statuses(), [("waiting".to_owned(), Status::Delivered)]);
}

#[test]
fn leaving_no_trace_does_not_touch_what_is_kept_of_the_same_name() {
    let mut page = Page::connected("Lucy");
    let kept = page.client_id();
    page.sign_out();
    let profile = page.profile.clone();
    page.never_opens();
    let mut hidden = Page::new(HostConfig::default());
    hidden.command(Command::SignIn(SignIn { trace: Trace::None, room: "secret".into(), ..sign_in("Lucy") }));
    hidden.accept();
    assert_ne!(hidden.client_id(), kept);
    hidden.sign_out();
    assert_eq!(hidden.profile, None);
    assert!(hidden.store.rows_mut().is_empty());
    assert_eq!(page.profile, profile);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert_eq!(page.client_id(), kept);
}

#[test]
fn leaving_no_trace_signs_nobody_else_out_of_this_device() {
    let mut page = Page::connected("Lucy");
    page.command(Command::SignIn(SignIn { trace: Trace::None, ..sign_in("Tom") }));
    page.accept();
    page.sign_out();
    let profile = Profile::parse(page.profile.as_ref().unwrap());
    assert!(profile.signed_in);
    assert_eq!(profile.last().map(|last| last.name.as_str()), Some("Lucy"));
}

#[test]
fn a_room_that_was_left_stays_left_after_a_reload() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    let chat = page.room("chat");
    page.command(Command::Leave(chat));
    let page = page.reload_at("#room=lab");
    let rooms: Vec<_> = page.core.chat().rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect();
    assert_eq!(rooms, ["lab"]);
    assert!(page.changes.contains(&Change::Opened(page.room("lab"))));
}
