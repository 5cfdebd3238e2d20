//! The tables, the keys of their rows, and the versions that the database went through. The list of versions only
//! ever grows: a page opens what any older page left.

use super::record::AccountId;
use crate::chat::{MessageKey, Place, RoomKey};
use crate::mqtt::PacketId;

/// Where a row lies. Keys sort bytewise, and all but those of `Accounts` begin with the account's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// By broker and name.
    Accounts,
    /// Which tab may write for an account.
    Owners,
    Rooms,
    Messages,
    Drafts,
    Outgoing,
    Incoming,
    /// What could not be read, under its table's name and its key.
    Aside,
    /// What transactions wrote and is not in its table yet, numbered.
    Journal,
}

/// What each version of the database added.
pub const VERSIONS: &[&[&str]] = &[
    &["accounts", "owners", "rooms", "messages", "drafts", "outgoing", "incoming"],
    &["aside"],
    &["journal"],
];

impl Table {
    /// Those with rows of one account, `Owners` and the journal left out.
    pub const OF_ACCOUNT: [Self; 5] =
        [Self::Rooms, Self::Messages, Self::Drafts, Self::Outgoing, Self::Incoming];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Owners => "owners",
            Self::Rooms => "rooms",
            Self::Messages => "messages",
            Self::Drafts => "drafts",
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
            Self::Aside => "aside",
            Self::Journal => "journal",
        }
    }
}

pub fn account_key(broker: &str, name: &str) -> Vec<u8> {
    [broker, "\n", name].concat().into_bytes()
}

pub fn owner_key(account: AccountId) -> Vec<u8> {
    account.0.to_vec()
}

pub(super) fn journal_key(account: AccountId, number: u64) -> Vec<u8> {
    [&account.0[..], &number.to_be_bytes()].concat()
}

pub(super) fn read_journal_key(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.get(8..)?.try_into().ok()?))
}

/// All rows of an account, the end left out.
pub fn account_range(account: AccountId) -> (Vec<u8>, Vec<u8>) {
    (account.0.to_vec(), [&account.0[..], &[0xff; 17]].concat())
}

/// What is settled in a room, the end left out.
pub fn settled_range(account: AccountId, room: RoomKey) -> (Vec<u8>, Vec<u8>) {
    (room_key(account, room), waiting_from(account, room))
}

/// Of a settled message.
pub fn place_key(account: AccountId, room: RoomKey, place: u64) -> Vec<u8> {
    message_key(account, room, MessageKey(0), Place::Settled(place))
}

/// What waits in a room, the end left out.
pub fn waiting_range(account: AccountId, room: RoomKey) -> (Vec<u8>, Vec<u8>) {
    (waiting_from(account, room), messages_range(account, room).1)
}

fn waiting_from(account: AccountId, room: RoomKey) -> Vec<u8> {
    message_key(account, room, MessageKey(0), Place::Waiting)
}

/// All messages of a room, the end left out.
pub(super) fn messages_range(account: AccountId, room: RoomKey) -> (Vec<u8>, Vec<u8>) {
    let from = room_key(account, room);
    let to = [&from[..], &[0xff; 9]].concat();
    (from, to)
}

pub(super) fn room_key(account: AccountId, room: RoomKey) -> Vec<u8> {
    [&account.0[..], &room.0.to_be_bytes()].concat()
}

/// What waits comes after all that is settled.
const WAITING: u64 = 1 << 63;

pub(super) fn message_key(account: AccountId, room: RoomKey, key: MessageKey, place: Place) -> Vec<u8> {
    let place = match place {
        Place::Settled(place) => place,
        Place::Waiting => WAITING | key.0,
    };
    [&account.0[..], &room.0.to_be_bytes(), &place.to_be_bytes()].concat()
}

pub(super) fn read_message_key(key: &[u8]) -> Option<(RoomKey, Place)> {
    let (room, place) = key.get(8..)?.split_first_chunk::<4>()?;
    let place = u64::from_be_bytes(place.try_into().ok()?);
    let place = if place & WAITING == 0 { Place::Settled(place) } else { Place::Waiting };
    Some((RoomKey(u32::from_be_bytes(*room)), place))
}

/// Of a settled message's key.
pub fn read_place(key: &[u8]) -> Option<u64> {
    match read_message_key(key)? {
        (_, Place::Settled(place)) => Some(place),
        (_, Place::Waiting) => None,
    }
}

pub(super) fn read_room_key(key: &[u8]) -> Option<RoomKey> {
    Some(RoomKey(u32::from_be_bytes(key.get(8..)?.try_into().ok()?)))
}

/// Of an outgoing message, or of its release: that comes right behind it.
pub(super) fn outgoing_key(account: AccountId, order: u64, part: Part) -> Vec<u8> {
    [&account.0[..], &order.to_be_bytes(), &[part as u8]].concat()
}

/// The room, if the table has rooms, and a number: no row of the account can be between those of `n` and `n + 1`.
pub(super) fn spot(table: Table, key: &[u8]) -> Option<(u32, u128)> {
    match table {
        Table::Messages => {
            let (before, place) = key.split_last_chunk::<8>()?;
            let (_, room) = before.split_last_chunk::<4>()?;
            Some((u32::from_be_bytes(*room), u64::from_be_bytes(*place).into()))
        }
        Table::Outgoing => {
            let (order, part) = read_outgoing_key(key)?;
            Some((0, u128::from(order) * 2 + part as u128))
        }
        _ => None,
    }
}

/// Which row of an outgoing message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Message = 0,
    Release = 1,
}

pub(super) fn read_outgoing_key(key: &[u8]) -> Option<(u64, Part)> {
    let (order, part) = key.get(8..)?.split_first_chunk::<8>()?;
    let part = match part {
        [0] => Part::Message,
        [1] => Part::Release,
        _ => return None,
    };
    Some((u64::from_be_bytes(*order), part))
}

/// How far an incoming QoS 2 message is. A page that does not know of completed ones must not take them for taken: those
/// swallow what comes under their id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Taken,
    Completed,
}

pub(super) fn incoming_key(account: AccountId, id: PacketId, stage: Stage) -> Vec<u8> {
    let stage: &[u8] = if stage == Stage::Completed { &[1] } else { &[] };
    [&account.0[..], &id.value().to_be_bytes(), stage].concat()
}

pub(super) fn read_incoming_key(key: &[u8]) -> Option<(PacketId, Stage)> {
    let (id, stage) = key.get(8..)?.split_first_chunk::<2>()?;
    let stage = match stage {
        [] => Stage::Taken,
        [1] => Stage::Completed,
        _ => return None,
    };
    Some((PacketId::new(u16::from_be_bytes(*id))?, stage))
}
