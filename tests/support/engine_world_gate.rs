//! The write-ahead gate seen from outside: what a packet speaks of has to be in the store when the packet leaves.

use snug::chat::{ChatChange, MessageRecord, Origin, Status};
use snug::mqtt::session::{OutRecord, Phase};
use snug::mqtt::{Packet, PacketId, Publish, PublishId};
use snug::store::{Connect, Kept};

use crate::room_broker::RoomBroker;
use crate::scripted_broker::with_packet;

/// Whether this packet has to wait for a step at all.
pub(crate) fn waits(packet: &[u8]) -> bool {
    with_packet(packet, |packet| match packet {
        Packet::Connect(connect) => !connect.clean_session,
        Packet::Publish(publish) => publish.delivery != PublishId::AtMostOnce,
        Packet::PubAck(_) | Packet::PubRec(_) | Packet::PubRel(_) | Packet::PubComp(_) => true,
        _ => false,
    })
}

/// `kept` is what a page that opens now would find.
pub(crate) fn check(packet: &[u8], kept: &Kept, broker: &RoomBroker) {
    with_packet(packet, |packet| match packet {
        Packet::Connect(_) => {
            let connect = kept.account.as_ref().map(|account| account.connect);
            assert_eq!(connect, Some(Connect::Unanswered), "CONNECT before it was stored that it leaves");
        }
        Packet::Publish(publish) => check_publish(&publish, kept),
        Packet::PubRel(id) => {
            let record = outgoing(kept, id);
            let stored = record.is_none_or(|record| matches!(record.phase, Phase::Release(_)));
            assert!(stored, "PUBREL {id:?} before PUBREC was stored");
        }
        Packet::PubAck(id) => check_taken(id, kept, broker, "PUBACK"),
        Packet::PubRec(id) => {
            assert!(kept.session.incoming_ids.contains(&id), "PUBREC {id:?} before the id was stored");
            check_taken(id, kept, broker, "PUBREC");
        }
        Packet::PubComp(id) => {
            assert!(!kept.session.incoming_ids.contains(&id), "PUBCOMP {id:?} before that was stored");
        }
        _ => {}
    });
}

fn check_publish(publish: &Publish<'_>, kept: &Kept) {
    let Some(id) = publish.delivery.packet_id() else { return };
    let record = outgoing(kept, id);
    let stored = record.is_some_and(|record| {
        record.phase == Phase::Publish && record.message.payload.as_ref() == publish.payload
    });
    assert!(stored, "PUBLISH {id:?} before it was stored");
    let is_of_room = !publish.topic.as_str().starts_with("snug/");
    assert!(
        !is_of_room || in_timeline(kept, publish.payload).is_some(),
        "PUBLISH {id:?}: not in the timeline"
    );
}

/// A message is acknowledged once it is in the timeline of whoever opens the page now.
fn check_taken(id: PacketId, kept: &Kept, broker: &RoomBroker, packet: &str) {
    let Some(parcel) = broker.flight(id).filter(|parcel| !parcel.topic.starts_with("snug/")) else { return };
    let record = in_timeline(kept, &parcel.payload);
    let stored =
        record.is_some_and(|record| record.origin != Origin::Own || record.status == Status::Delivered);
    let said = String::from_utf8_lossy(&parcel.payload);
    // A session that the client takes for an older one: the id stands for another message, which 3.1.1 can't tell.
    assert!(stored || broker.unsure.contains(parcel), "{packet} for {said} before it was stored");
}

fn outgoing(kept: &Kept, id: PacketId) -> Option<&OutRecord> {
    kept.session.outgoing.iter().find(|record| record.packet_id == id)
}

fn in_timeline<'k>(kept: &'k Kept, payload: &[u8]) -> Option<&'k MessageRecord> {
    kept.chat.iter().find_map(|change| match change {
        ChatChange::Message(record) if record.payload.as_ref() == payload => Some(record),
        _ => None,
    })
}
