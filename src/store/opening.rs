//! What is read of a room when its account opens: the end of it, however long it is, all that waits, and what came right
//! before, which tells how much more is unread and is known when a broker sends it again. Says which rows are next, and
//! takes them, wherever they lie.

use super::paging::{Reach, Take, read_messages};
use super::record::AccountId;
use super::rows::Row;
use super::{Kept, record, table};
use crate::chat::{HELD, MessageRecord, Origin, Place, RoomKey};

/// So many settled messages of each room come with an opening: fewer than may be held, so that what comes then does not
/// push them out at once.
const LOADED: usize = HELD / 2;
/// So many slices before those are looked through. mosquitto 2.0.11 was seen to send hundreds of messages again that it
/// had queued over WebSockets, acknowledged or not, and it queues a thousand.
const SLICES_BEFORE: u32 = 4;

/// One room on its way in. Ask for what is next and give it, until there is nothing more.
#[derive(Debug)]
pub struct Opening {
    account: AccountId,
    room: RoomKey,
    /// Everything before this place was on screen.
    read: u64,
    next: Next,
    /// The messages to show.
    rows: Vec<Row>,
    /// There is more before them, with unread messages at these places.
    earlier: Option<Vec<u64>>,
    /// What came right before them, in order: not shown, but none of it may come again.
    recalled: Vec<MessageRecord>,
}

/// What was read of all rooms of an account.
#[derive(Debug, Default)]
pub struct Opened {
    pub rows: Vec<Row>,
    earlier: Vec<(RoomKey, Vec<u64>)>,
    recalled: Vec<MessageRecord>,
}

impl Opened {
    /// One room, once there is nothing more to ask for.
    pub fn add(&mut self, mut room: Opening) {
        self.rows.append(&mut room.rows);
        self.recalled.append(&mut room.recalled);
        self.earlier.extend(room.earlier.take().map(|news| (room.room, news)));
    }

    /// With what the rows themselves don't say.
    pub fn complete(self, kept: Kept) -> Kept {
        Kept { earlier: self.earlier, recalled: self.recalled, ..kept }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Latest,
    Waiting,
    /// What is before this place, so many times more.
    Before(u64, u32),
    Nothing,
}

impl Opening {
    /// Of a row of the table of rooms; `None` if its key is garbage.
    pub fn new(account: AccountId, (key, value): &Row) -> Option<Self> {
        let room = table::read_room_key(key)?;
        // One that can't be read is not shown, so that nothing in it is unread.
        let read = record::read_room(room, value).map_or(u64::MAX, |room| room.read);
        Some(Self {
            account,
            room,
            read,
            next: Next::Latest,
            rows: Vec::new(),
            earlier: None,
            recalled: Vec::new(),
        })
    }

    pub fn next(&self) -> Option<Reach> {
        let (from, to) = table::settled_range(self.account, self.room);
        Some(match self.next {
            Next::Latest => Reach { from, to, take: Take::Last(LOADED) },
            // All of it: what waits has to go out, in order, however much it is.
            Next::Waiting => {
                let (from, to) = table::waiting_range(self.account, self.room);
                Reach { from, to, take: Take::All }
            }
            Next::Before(before, _) => {
                let to = table::place_key(self.account, self.room, before);
                Reach { from, to, take: Take::Last(LOADED) }
            }
            Next::Nothing => return None,
        })
    }

    /// The rows that were asked for.
    pub fn take(&mut self, mut rows: Vec<Row>) {
        let first = rows.first().and_then(|(key, _)| table::read_place(key)).unwrap_or_default();
        let more = (rows.len() >= LOADED).then_some(first);
        self.next = match self.next {
            Next::Latest => {
                self.earlier = more.map(|_| Vec::new());
                self.rows.append(&mut rows);
                Next::Waiting
            }
            Next::Waiting => {
                self.rows.append(&mut rows);
                let first = self.rows.first().and_then(|(key, _)| table::read_place(key)).unwrap_or_default();
                if self.earlier.is_some() { Next::Before(first, SLICES_BEFORE) } else { Next::Nothing }
            }
            Next::Before(_, slices) => {
                let mut slice: Vec<MessageRecord> = read_messages(&rows).collect();
                let known = self.earlier.take().unwrap_or_default();
                let news = slice.iter().filter_map(|message| self.unread(message));
                self.earlier = Some(news.chain(known).collect());
                slice.append(&mut self.recalled);
                self.recalled = slice;
                match more {
                    Some(first) if slices > 1 => Next::Before(first, slices - 1),
                    _ => Next::Nothing,
                }
            }
            Next::Nothing => Next::Nothing,
        };
    }

    fn unread(&self, message: &MessageRecord) -> Option<u64> {
        let is_news = matches!(message.origin, Origin::Received { retained: false, .. });
        match message.place {
            Place::Settled(place) if is_news && place >= self.read => Some(place),
            _ => None,
        }
    }
}
