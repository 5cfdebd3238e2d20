//! What one tab says is what the other understands.

use super::*;

#[test]
fn what_is_said_is_understood() {
    let room = RoomKey(7);
    let id = Ulid::new(5, [3; 10]);
    let asks = [
        Ask::Join("在/+".into()),
        Ask::Leave(room),
        Ask::Say { room, id, text: "hi\n你好".into(), re: None },
        Ask::Say { room, id, text: "yes".into(), re: Some("01J".into()) },
        Ask::Resend { room, key: MessageKey(9) },
        Ask::Delete { room, key: MessageKey(u64::MAX) },
        Ask::Deliver { room, delivery: Delivery::ExactlyOnce },
        Ask::Draft { room, text: String::new() },
        Ask::Read { room, place: 3 },
        Ask::RetryNow,
        Ask::SignOut { erase: true },
        Ask::SetRoom { room, settings: RoomSettings::default() },
        Ask::SetRoom {
            room,
            settings: RoomSettings { alias: "家".into(), colour: Some(255), notify: Notify::None },
        },
        Ask::MoveRoom { room, to: 3 },
        Ask::SetAway(Away::Manual),
        Ask::SetReceipts(Receipts::Keep),
        Ask::Typing(room),
        Ask::Look(Some(room)),
        Ask::Look(None),
        Ask::Seen { room, id: "01J".into() },
        Ask::Forget { room, key: MessageKey(9), place: Place::Settled(0) },
        Ask::Forget { room, key: MessageKey(9), place: Place::Waiting },
        Ask::ClearHistory(None),
        Ask::ClearHistory(Some(room)),
        Ask::KeepFor(KeepFor::Ever),
        Ask::KeepFor(KeepFor::Days(u16::MAX)),
    ];
    let asks = asks.into_iter().map(|ask| Talk::Ask(AskId(300), ask));
    let connections = [
        Connection::SignedOut,
        Connection::Connecting,
        Connection::Connected,
        Connection::Reconnecting { at: None },
        Connection::Reconnecting { at: Some(1_795_175_748_000) },
        Connection::Offline,
        Connection::Elsewhere,
    ];
    let states = connections.into_iter().map(|connection| {
        let reign = Reign(u64::MAX);
        let (stage, trouble) = (Stage::In, Some(StoreError::Broken));
        Talk::State(State { reign, stage, connection, trouble, password: Some("p".into()) })
    });
    let others = [
        Talk::Hello,
        Talk::SignedOut,
        Talk::Alone,
        Talk::Heard(vec![Said { topic: "snug/presence/a".into(), payload: vec![] }]),
        Talk::Here(vec![Said { topic: "t".into(), payload: b"{}".to_vec() }]),
        Talk::Answer(AskId(1), Answer::QueueFull),
        Talk::Answer(AskId(2), Answer::Gone),
        Talk::State(State {
            reign: Reign(1),
            stage: Stage::SigningIn,
            connection: Connection::Offline,
            trouble: None,
            password: None,
        }),
        Talk::Changes(vec![ChatChange::Left(room), ChatChange::Draft { room, text: "x".into() }]),
    ];
    for talk in asks.chain(states).chain(others) {
        assert_eq!(Talk::read(&talk.to_bytes()).as_ref(), Some(&talk));
    }
}

#[test]
fn what_another_version_says_is_ignored() {
    assert_eq!(Talk::read(&[]), None);
    assert_eq!(Talk::read(&[1, 0]), None);
    assert_eq!(Talk::read(&[VERSION, 99]), None);
    let mut cut = Talk::Ask(AskId(1), Ask::RetryNow).to_bytes();
    cut.pop();
    assert_eq!(Talk::read(&cut), None);
}
