//! Any changes of a chat and of a session, and a store to commit them to.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use snug::chat::{
    Access, Acknowledged, ChatChange, Failure, MessageKey, MessageRecord, Notify, Origin, Place, RoomKey,
    RoomRecord, RoomSettings, Status,
};
use snug::mqtt::session::{Digest, Message, OutRecord, Phase, Session, SessionChange, Ticket};
use snug::mqtt::{Delivery, PacketId, TopicName};
use snug::store::{AccountId, AccountRecord, Batch, Connect, MemoryStore, Presence, account_key};

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![Just(Delivery::AtMostOnce), Just(Delivery::AtLeastOnce), Just(Delivery::ExactlyOnce)]
}

fn status() -> impl Strategy<Value = Status> {
    let failures = [Failure::TooLarge, Failure::QueueFull, Failure::Refused, Failure::Unprintable];
    let all = [Status::Queued, Status::Sent, Status::Unconfirmed, Status::Delivered, Status::Received];
    prop::sample::select(all.into_iter().chain(failures.map(Status::Failed)).collect::<Vec<_>>())
}

fn settings() -> impl Strategy<Value = RoomSettings> {
    let notify = prop_oneof![Just(Notify::All), Just(Notify::Mentions), Just(Notify::None)];
    ("[a-z家]{0,9}", option::of(any::<u8>()), notify).prop_map(|(alias, colour, notify)| RoomSettings {
        alias,
        colour,
        notify,
    })
}

fn room_record() -> impl Strategy<Value = RoomRecord> {
    let access =
        prop_oneof![Just(Access::Asking), Just(Access::Refused), delivery().prop_map(Access::Granted),];
    let chosen = (any::<u32>(), option::of(settings()));
    (0..5_u32, "[^\\x00]{1,20}", access, delivery(), any::<u64>(), chosen).prop_map(
        |(key, topic, access, delivery, read, (order, settings))| RoomRecord {
            key: RoomKey(key),
            topic,
            access,
            delivery,
            read,
            order,
            settings,
        },
    )
}

fn message_record() -> impl Strategy<Value = MessageRecord> {
    let place = prop_oneof![Just(Place::Waiting), (0..1_u64 << 62).prop_map(Place::Settled)];
    let origin = prop_oneof![
        Just(Origin::Own),
        (any::<bool>(), delivery()).prop_map(|(retained, delivery)| Origin::Received { retained, delivery }),
    ];
    let acknowledged = prop_oneof![Just(Acknowledged::No), Just(Acknowledged::Yes)];
    let payload = vec(any::<u8>(), 0..60);
    let marks = (status(), acknowledged, any::<u64>(), option::of("[a-z在/]{1,9}"), payload);
    (0..5_u32, 0..1_u64 << 62, place, origin, marks).prop_map(|(room, key, place, origin, marks)| {
        let (status, acknowledged, arrived_at, topic, payload) = marks;
        MessageRecord {
            room: RoomKey(room),
            key: MessageKey(key),
            place,
            topic: topic.map(Into::into),
            payload: payload.into(),
            origin,
            status,
            acknowledged,
            arrived_at,
        }
    })
}

pub(crate) fn change() -> impl Strategy<Value = ChatChange> {
    let room = (0..5_u32).prop_map(RoomKey);
    prop_oneof![
        3 => room_record().prop_map(ChatChange::Room),
        6 => message_record().prop_map(ChatChange::Message),
        1 => room.clone().prop_map(ChatChange::Left),
        1 => (room.clone(), any::<u64>(), 0..1_u64 << 62).prop_map(|(room, key, place)| {
            ChatChange::Deleted { room, key: MessageKey(key), place: Place::Settled(place) }
        }),
        1 => (room.clone(), 0..1_u64 << 62).prop_map(|(room, before)| ChatChange::Cleared { room, before }),
        1 => message_record().prop_map(ChatChange::Imported),
        1 => room.clone().prop_map(ChatChange::Earlier),
        2 => (room, ".{0,20}").prop_map(|(room, text)| ChatChange::Draft { room, text }),
    ]
}

pub(crate) fn record(order: u64, id: u16) -> OutRecord {
    OutRecord {
        order,
        ticket: Ticket(u128::from(order) << 90 | 7),
        packet_id: PacketId::new(id).unwrap(),
        message: Message {
            topic: TopicName::parse("在/chat").unwrap(),
            payload: vec![0, 1, 255].into(),
            delivery: if id.is_multiple_of(2) { Delivery::AtLeastOnce } else { Delivery::ExactlyOnce },
            retain: id.is_multiple_of(3),
        },
        phase: Phase::Publish,
    }
}

/// Steps of a session as a client makes them: an id is in use once.
pub(crate) fn session_changes() -> impl Strategy<Value = Vec<SessionChange>> {
    vec((0..6_u8, 1..12_u16), 0..60).prop_map(|steps| {
        let (mut changes, mut session, mut order) = (Vec::new(), Session::default(), 0);
        for (kind, id) in steps {
            let packet_id = PacketId::new(id).unwrap();
            let known = session.outgoing.iter().find(|record| record.packet_id == packet_id).cloned();
            let change = match (kind, known) {
                (0, None) => {
                    order += 1;
                    SessionChange::Stored(record(order, id))
                }
                (1, Some(record)) => SessionChange::Released { order: record.order, release: order },
                (2, Some(record)) => SessionChange::Done { order: record.order },
                (3, _) => SessionChange::Freed(packet_id),
                (4, _) => SessionChange::TakenAgain(packet_id, Digest(order)),
                (5, _) => SessionChange::Completed(packet_id, Digest(order)),
                _ => continue,
            };
            session.apply(&change);
            changes.push(change);
        }
        changes
    })
}

pub(crate) const ID: AccountId = AccountId([1; 8]);

pub(crate) fn key() -> Vec<u8> {
    account_key("ws://broker/mqtt", "Lucy")
}

pub(crate) fn account() -> AccountRecord {
    AccountRecord {
        client_id: "snugabc".into(),
        greeted: vec!["chat".into(), "在".into()],
        settings: "{}".into(),
        presence: Presence::Refused,
        connect: Connect::Unanswered,
        leaving: vec!["lab/+".into()],
    }
}

/// With the account's own record, without which nothing is found again.
pub(crate) fn store() -> MemoryStore {
    let mut store = MemoryStore::default();
    let batch = Batch { account: Some((key(), account())), ..Batch::default() };
    store.commit(ID, &batch).unwrap();
    store
}
