//! How each record looks as bytes. The first byte is the format, so that later ones can be told apart.
//! What can't be read is `None`; what becomes of it is `rows`' business.

use std::sync::Arc;

use super::bytes::{Reader, Writer};
use crate::chat::{
    Access, Acknowledged, ChatChange, Failure, MessageKey, MessageRecord, Notify, Origin, Place, RoomKey,
    RoomRecord, RoomSettings, Status,
};
use crate::mqtt::session::{Digest, Message, OutRecord, Phase, Ticket};
use crate::mqtt::{Delivery, PacketId, TopicName};

const FORMAT: u8 = 1;
/// Of a room that was moved, or for which somebody chose something: its topic has a length, and more follows.
const CHOSEN: u8 = 2;

/// Names an account's records: random, so that two tabs never give the same to two accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountId(pub [u8; 8]);

/// One person at one broker, as this browser profile knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRecord {
    pub client_id: String,
    /// Rooms in which the greeting was said, or was not wanted.
    pub greeted: Vec<String>,
    /// The sign-in without its password, in the engine's own words.
    pub settings: String,
    pub presence: Presence,
    pub connect: Connect,
    /// Filters of rooms that were left, until the broker says that it sends what they match no more.
    pub leaving: Vec<String>,
}

/// Whether the broker answered the last CONNECT. If not, it may have made a session in which nothing is subscribed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connect {
    #[default]
    Answered,
    Unanswered,
}

/// Whether the broker lets us say that we are here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    #[default]
    Wanted,
    /// It did not, so it is not asked again.
    Refused,
}

pub(super) fn write_account(id: AccountId, account: &AccountRecord) -> Vec<u8> {
    let mut writer = start();
    writer.bytes(&id.0);
    writer.text(&account.client_id);
    let refused = u8::from(account.presence == Presence::Refused);
    writer.byte(refused | u8::from(account.connect == Connect::Unanswered) << 1);
    writer.text(&account.settings);
    write_texts(&mut writer, &account.greeted);
    write_texts(&mut writer, &account.leaving);
    writer.into_bytes()
}

pub(super) fn read_account(bytes: &[u8]) -> Option<(AccountId, AccountRecord)> {
    let mut reader = open(bytes)?;
    let id = AccountId(reader.bytes()?.try_into().ok()?);
    let client_id = reader.text()?.to_owned();
    let marks = reader.byte()?;
    let presence = if marks & 1 == 0 { Presence::Wanted } else { Presence::Refused };
    let connect = if marks & 2 == 0 { Connect::Answered } else { Connect::Unanswered };
    let settings = reader.text()?.to_owned();
    let greeted = read_texts(&mut reader)?;
    // The first records end here.
    let leaving = if reader.end().is_some() { Vec::new() } else { read_texts(&mut reader)? };
    reader.end()?;
    Some((id, AccountRecord { client_id, greeted, settings, presence, connect, leaving }))
}

fn write_texts(writer: &mut Writer, texts: &[String]) {
    writer.number(texts.len() as u64);
    texts.iter().for_each(|text| writer.text(text));
}

fn read_texts(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let count = reader.number()?;
    (0..count).map(|_| reader.text().map(str::to_owned)).collect()
}

pub(super) fn write_room(room: &RoomRecord) -> Vec<u8> {
    let mut writer = Writer::default();
    let is_plain = room.order == 0 && room.settings.is_none();
    writer.byte(if is_plain { FORMAT } else { CHOSEN });
    writer.byte(room.delivery.bits());
    writer.byte(match room.access {
        Access::Granted(delivery) => delivery.bits(),
        Access::Asking => 3,
        Access::Refused => 4,
    });
    writer.number(room.read);
    if is_plain {
        writer.rest(room.topic.as_bytes());
        return writer.into_bytes();
    }
    writer.text(&room.topic);
    writer.number(u64::from(room.order));
    if let Some(settings) = &room.settings {
        writer.byte(notify_code(settings.notify));
        writer.number(settings.colour.map_or(0, |colour| u64::from(colour) + 1));
        writer.text(&settings.alias);
    }
    writer.into_bytes()
}

pub(super) fn read_room(key: RoomKey, bytes: &[u8]) -> Option<RoomRecord> {
    let mut reader = Reader::new(bytes);
    let format = reader.byte().filter(|format| matches!(*format, FORMAT | CHOSEN))?;
    let delivery = Delivery::from_bits(reader.byte()?)?;
    let access = match reader.byte()? {
        3 => Access::Asking,
        4 => Access::Refused,
        bits => Access::Granted(Delivery::from_bits(bits)?),
    };
    let read = reader.number()?;
    if format == FORMAT {
        let topic = str::from_utf8(reader.rest()).ok()?.to_owned();
        return Some(RoomRecord { key, topic, access, delivery, read, order: 0, settings: None });
    }
    let topic = reader.text()?.to_owned();
    let order = u32::try_from(reader.number()?).ok()?;
    let settings = if reader.end().is_some() { None } else { Some(read_settings(&mut reader)?) };
    Some(RoomRecord { key, topic, access, delivery, read, order, settings })
}

/// What a later version writes behind it is left unread.
fn read_settings(reader: &mut Reader<'_>) -> Option<RoomSettings> {
    let code = reader.byte()?;
    let notify = [Notify::All, Notify::Mentions, Notify::None]
        .into_iter()
        .find(|notify| notify_code(*notify) == code)?;
    let colour = reader.number()?.checked_sub(1).and_then(|colour| u8::try_from(colour).ok());
    Some(RoomSettings { alias: reader.text()?.to_owned(), colour, notify })
}

fn notify_code(notify: Notify) -> u8 {
    match notify {
        Notify::All => 0,
        Notify::Mentions => 1,
        Notify::None => 2,
    }
}

pub(super) fn write_message(message: &MessageRecord) -> Vec<u8> {
    let mut writer = Writer::with_capacity(message_room(message));
    put_message(&mut writer, message);
    writer.into_bytes()
}

/// Enough for the record and for what stands before it in a change, so that writing them asks for memory once.
fn message_room(message: &MessageRecord) -> usize {
    message.payload.len() + message.topic.as_deref().map_or(0, str::len) + 48
}

fn put_message(writer: &mut Writer, message: &MessageRecord) {
    writer.byte(FORMAT);
    let (kind, delivery) = match message.origin {
        Origin::Own => (0, Delivery::AtMostOnce),
        Origin::Received { retained: false, delivery } => (1, delivery),
        Origin::Received { retained: true, delivery } => (2, delivery),
    };
    writer.byte(kind << 2 | delivery.bits());
    writer.byte(status_code(message.status) << 1 | u8::from(message.acknowledged == Acknowledged::Yes));
    writer.number(message.key.0);
    writer.number(message.arrived_at);
    writer.text(message.topic.as_deref().unwrap_or_default());
    writer.rest(&message.payload);
}

pub(super) fn read_message(room: RoomKey, place: Place, bytes: &[u8]) -> Option<MessageRecord> {
    let mut reader = open(bytes)?;
    let origin = reader.byte()?;
    let delivery = Delivery::from_bits(origin & 3)?;
    let origin = match origin >> 2 {
        0 => Origin::Own,
        1 => Origin::Received { retained: false, delivery },
        2 => Origin::Received { retained: true, delivery },
        _ => return None,
    };
    let status = reader.byte()?;
    let acknowledged = if status & 1 == 1 { Acknowledged::Yes } else { Acknowledged::No };
    let status = status_of(status >> 1)?;
    let key = MessageKey(reader.number()?);
    let arrived_at = reader.number()?;
    let topic = Some(reader.text()?).filter(|topic| !topic.is_empty()).map(Arc::from);
    let payload = reader.rest().into();
    Some(MessageRecord { room, key, place, topic, payload, origin, status, acknowledged, arrived_at })
}

fn status_code(status: Status) -> u8 {
    match status {
        Status::Queued => 0,
        Status::Sent => 1,
        Status::Unconfirmed => 2,
        Status::Delivered => 3,
        Status::Received => 4,
        Status::Failed(Failure::TooLarge) => 8,
        Status::Failed(Failure::QueueFull) => 9,
        Status::Failed(Failure::Refused) => 10,
        Status::Failed(Failure::Unprintable) => 11,
    }
}

fn status_of(code: u8) -> Option<Status> {
    let all = [Status::Queued, Status::Sent, Status::Unconfirmed, Status::Delivered, Status::Received];
    let failures = [Failure::TooLarge, Failure::QueueFull, Failure::Refused, Failure::Unprintable];
    all.into_iter().chain(failures.map(Status::Failed)).find(|status| status_code(*status) == code)
}

pub(super) fn write_outgoing(record: &OutRecord) -> Vec<u8> {
    let mut writer = start();
    let message = &record.message;
    writer.byte(message.delivery.bits() << 1 | u8::from(message.retain));
    writer.number(u64::from(record.packet_id.value()));
    writer.bytes(&record.ticket.0.to_be_bytes());
    writer.text(message.topic.as_str());
    writer.rest(&message.payload);
    writer.into_bytes()
}

/// In its first phase; whether it went further stands in a record of its own.
pub(super) fn read_outgoing(order: u64, bytes: &[u8]) -> Option<OutRecord> {
    let mut reader = open(bytes)?;
    let flags = reader.byte()?;
    let delivery = Delivery::from_bits(flags >> 1).filter(|delivery| *delivery != Delivery::AtMostOnce)?;
    let packet_id = PacketId::new(u16::try_from(reader.number()?).ok()?)?;
    let ticket = Ticket(u128::from_be_bytes(reader.bytes()?.try_into().ok()?));
    let topic = TopicName::parse(reader.text()?.to_owned()).ok()?;
    let payload = reader.rest().into();
    let message = Message { topic, payload, delivery, retain: flags & 1 == 1 };
    Some(OutRecord { order, ticket, packet_id, message, phase: Phase::Publish })
}

pub(super) fn write_release(release: u64) -> Vec<u8> {
    let mut writer = start();
    writer.number(release);
    writer.into_bytes()
}

pub(super) fn read_release(bytes: &[u8]) -> Option<u64> {
    let mut reader = open(bytes)?;
    let release = reader.number()?;
    reader.end().map(|()| release)
}

pub(super) fn write_digest(digest: Digest) -> Vec<u8> {
    let mut writer = start();
    writer.rest(&digest.0.to_be_bytes());
    writer.into_bytes()
}

pub(super) fn read_digest(bytes: &[u8]) -> Option<Digest> {
    Some(Digest(u64::from_be_bytes(open(bytes)?.rest().try_into().ok()?)))
}

/// One change as bytes, for another tab.
pub fn write_change(change: &ChatChange) -> Vec<u8> {
    let mut writer = match change {
        ChatChange::Message(record) | ChatChange::Imported(record) => {
            Writer::with_capacity(message_room(record))
        }
        _ => Writer::default(),
    };
    match change {
        ChatChange::Room(record) => {
            writer.byte(0);
            writer.number(u64::from(record.key.0));
            writer.rest(&write_room(record));
        }
        ChatChange::Left(room) => {
            writer.byte(1);
            writer.number(u64::from(room.0));
        }
        ChatChange::Message(record) => {
            writer.byte(2);
            writer.number(u64::from(record.room.0));
            write_place(&mut writer, record.place);
            put_message(&mut writer, record);
        }
        ChatChange::Deleted { room, key, place } => {
            writer.byte(3);
            writer.number(u64::from(room.0));
            write_place(&mut writer, *place);
            writer.number(key.0);
        }
        ChatChange::Draft { room, text } => {
            writer.byte(4);
            writer.number(u64::from(room.0));
            writer.rest(text.as_bytes());
        }
        ChatChange::Cleared { room, before } => {
            writer.byte(5);
            writer.number(u64::from(room.0));
            writer.number(*before);
        }
        ChatChange::Imported(record) => {
            writer.byte(7);
            writer.number(u64::from(record.room.0));
            write_place(&mut writer, record.place);
            put_message(&mut writer, record);
        }
        ChatChange::Earlier(room) => {
            writer.byte(6);
            writer.number(u64::from(room.0));
        }
    }
    writer.into_bytes()
}

pub fn read_change(bytes: &[u8]) -> Option<ChatChange> {
    let mut reader = Reader::new(bytes);
    let kind = reader.byte()?;
    let room = RoomKey(u32::try_from(reader.number()?).ok()?);
    Some(match kind {
        0 => ChatChange::Room(read_room(room, reader.rest())?),
        1 => ChatChange::Left(room),
        2 => {
            let place = read_place(&mut reader)?;
            ChatChange::Message(read_message(room, place, reader.rest())?)
        }
        3 => {
            let place = read_place(&mut reader)?;
            ChatChange::Deleted { room, place, key: MessageKey(reader.number()?) }
        }
        4 => ChatChange::Draft { room, text: str::from_utf8(reader.rest()).ok()?.to_owned() },
        5 => ChatChange::Cleared { room, before: reader.number()? },
        6 => ChatChange::Earlier(room),
        7 => {
            let place = read_place(&mut reader)?;
            ChatChange::Imported(read_message(room, place, reader.rest())?)
        }
        _ => return None,
    })
}

fn write_place(writer: &mut Writer, place: Place) {
    match place {
        Place::Waiting => writer.number(0),
        Place::Settled(place) => writer.number(place.saturating_add(1)),
    }
}

fn read_place(reader: &mut Reader<'_>) -> Option<Place> {
    Some(reader.number()?.checked_sub(1).map_or(Place::Waiting, Place::Settled))
}

fn start() -> Writer {
    let mut writer = Writer::default();
    writer.byte(FORMAT);
    writer
}

fn open(bytes: &[u8]) -> Option<Reader<'_>> {
    let mut reader = Reader::new(bytes);
    (reader.byte()? == FORMAT).then_some(reader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_of_an_older_page_is_leaving_nothing() {
        let id = AccountId([7; 8]);
        let account = AccountRecord { greeted: vec!["chat".into()], ..AccountRecord::default() };
        let now = write_account(id, &account);
        let (none, older) = now.split_last().expect("bytes");
        assert_eq!(*none, 0);
        assert_eq!(read_account(older), Some((id, account.clone())));
        let leaving = AccountRecord { leaving: vec!["lab/+".into()], ..account };
        assert_eq!(read_account(&write_account(id, &leaving)), Some((id, leaving)));
    }
}
