//! Parts of a room's history: which rows they are, whatever the rows lie in, and what the rows say.

use super::record::AccountId;
use super::rows::Row;
use super::{record, table};
use crate::chat::{MessageKey, MessageRecord, Place, RoomKey};

/// Where in a room a page begins: a settled place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// What ends right before it.
    Before(u64),
    /// What begins right after it.
    After(u64),
    /// Half of it before, the rest from it on.
    Around(u64),
}

/// Rows of the table of messages between two keys, the end left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    pub from: Vec<u8>,
    pub to: Vec<u8>,
    pub take: Take,
}

/// How many of the rows. They come in ascending order in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    All,
    First(usize),
    Last(usize),
}

/// The rows of a page, to be read one after the other.
pub fn page(account: AccountId, room: RoomKey, from: From, count: usize) -> Vec<Reach> {
    let (start, end) = table::settled_range(account, room);
    let key = |place| table::place_key(account, room, place);
    let before = |place, count| Reach { from: start.clone(), to: key(place), take: Take::Last(count) };
    let from_on = |place, count| Reach { from: key(place), to: end.clone(), take: Take::First(count) };
    match from {
        From::Before(place) => vec![before(place, count)],
        From::After(place) => vec![from_on(place.saturating_add(1), count)],
        From::Around(place) => vec![before(place, count / 2), from_on(place, count - count / 2)],
    }
}

/// Where a message's row lies if it stands in one of these places. Its key alone does not say: ours move once they come
/// back.
pub fn rows_of(account: AccountId, room: RoomKey, key: MessageKey, places: &[Place]) -> Vec<Vec<u8>> {
    places.iter().map(|place| table::message_key(account, room, key, *place)).collect()
}

/// What rows of the table of messages say. What can't be read is left out.
pub fn read_messages(rows: &[Row]) -> impl Iterator<Item = MessageRecord> {
    rows.iter().filter_map(|(key, value)| {
        let (room, place) = table::read_message_key(key)?;
        record::read_message(room, place, value)
    })
}
