//! Full-text search over all that is on this device: texts with their capitals folded, many in one string, looked
//! through from the newest to the oldest. A word is found wherever its characters stand, so that languages without
//! spaces need nothing of their own. Pure: the driver reads the rows and shows the hits.

mod excerpt;
mod query;

use std::collections::HashMap;

use crate::chat::{ChatChange, Content, Item, MessageRecord, Place, RoomKey};
use crate::store::{self, Row};

#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(unused_imports, reason = "the driver shows what was found")
)]
pub(super) use excerpt::excerpt;
pub use query::without_capitals;
pub(super) use query::{Query, fold};

/// Rows that are read at once.
pub(super) const SLICE: usize = 2_000;
/// So much of one message is searched.
const TEXT_BYTES: usize = 8_192;
/// So much is held of all; what is older than that is not searched.
const BUDGET: usize = 96 << 20;
/// The author of a message that is gone.
const GONE: u32 = u32::MAX;

/// All texts, as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Index {
    rooms: Vec<Extent>,
    chunks: Vec<Chunk>,
    /// Names, folded, in the order they were met.
    authors: Vec<String>,
    numbers: HashMap<String, u32>,
    bytes: usize,
}

/// How much of a room is in: all from one place to another.
#[derive(Debug)]
struct Extent {
    room: RoomKey,
    oldest: u64,
    newest: Option<u64>,
    /// Nothing is before the oldest.
    is_whole: bool,
}

/// Messages of one room that were read together.
#[derive(Debug)]
struct Chunk {
    room: RoomKey,
    text: String,
    rows: Vec<Mark>,
}

/// One message of a chunk; its text begins where that before it ends.
#[derive(Clone, Copy, Debug)]
struct Mark {
    end: u32,
    /// 0: nobody; else the number of the name, from 1.
    author: u32,
    place: u64,
}

/// Rows that are missing: of a room, beside this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slice {
    Newer(RoomKey, u64),
    Older(RoomKey, u64),
}

/// What a query finds in the index, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Matches {
    pub(super) places: Vec<(RoomKey, u64)>,
    pub(super) total: usize,
}

impl Slice {
    pub(super) fn room(self) -> RoomKey {
        match self {
            Self::Newer(room, _) | Self::Older(room, _) => room,
        }
    }

    pub(super) fn from(self) -> store::From {
        match self {
            Self::Newer(_, place) => store::From::After(place),
            Self::Older(_, place) => store::From::Before(place),
        }
    }
}

impl Index {
    /// These rooms there are, and this became different in what was stored before.
    pub(super) fn prepare(&mut self, rooms: &[RoomKey], revisions: &[ChatChange]) {
        for revision in revisions {
            match revision {
                ChatChange::Left(room) => self.forget_room(*room),
                ChatChange::Deleted { room, place: Place::Settled(place), .. } => self.forget(*room, *place),
                ChatChange::Cleared { room, before } => self.forget_before(*room, *before),
                ChatChange::Earlier(room) => {
                    let extent = self.rooms.iter_mut().find(|extent| extent.room == *room);
                    extent.into_iter().for_each(|extent| extent.is_whole = false);
                }
                _ => {}
            }
        }
        for room in rooms {
            if !self.rooms.iter().any(|extent| extent.room == *room) {
                let (room, oldest) = (*room, u64::MAX >> 1);
                self.rooms.push(Extent { room, oldest, newest: None, is_whole: false });
            }
        }
    }

    /// What may have come since this room was read, if it was.
    pub(super) fn newer(&self, room: RoomKey) -> Option<Slice> {
        let extent = self.rooms.iter().find(|extent| extent.room == room)?;
        extent.newest.map(|place| Slice::Newer(room, place))
    }

    /// The newest of what was not read yet; `None` if all was, or no more fits.
    pub(super) fn older(&self) -> Option<Slice> {
        let open = self.rooms.iter().filter(|extent| !extent.is_whole && self.bytes < BUDGET);
        open.max_by_key(|extent| extent.oldest).map(|extent| Slice::Older(extent.room, extent.oldest))
    }

    /// Whether everything was read.
    pub(super) fn is_complete(&self) -> bool {
        self.rooms.iter().all(|extent| extent.is_whole)
    }

    /// The rows of a slice, fewer than [`SLICE`] at the end of them. Whether there may be more in the same direction.
    pub(super) fn add(&mut self, slice: Slice, rows: &[Row], max_message_bytes: usize) -> bool {
        let Some(extent) = self.rooms.iter_mut().find(|extent| extent.room == slice.room()) else {
            return false;
        };
        let mut places = rows.iter().filter_map(|(key, _)| store::read_place(key));
        let (first, last) = (places.next(), places.next_back());
        let more = rows.len() >= SLICE && first.is_some();
        match slice {
            // Another search was faster.
            Slice::Newer(_, place) if extent.newest != Some(place) => return false,
            Slice::Older(_, place) if extent.oldest != place => return true,
            Slice::Newer(_, place) => extent.newest = last.or(first).or(Some(place)),
            Slice::Older(..) => {
                extent.newest = extent.newest.or(last).or(first).or(Some(0));
                extent.oldest = first.unwrap_or(extent.oldest);
                extent.is_whole = !more;
            }
        }
        let mut chunk =
            Chunk { room: slice.room(), text: String::new(), rows: Vec::with_capacity(rows.len()) };
        for record in store::read_messages(rows) {
            self.add_message(&mut chunk, &record, max_message_bytes);
        }
        chunk.text.shrink_to_fit();
        self.bytes += chunk.text.len() + chunk.rows.len() * size_of::<Mark>();
        if !chunk.rows.is_empty() {
            self.chunks.push(chunk);
        }
        more
    }

    fn add_message(&mut self, chunk: &mut Chunk, record: &MessageRecord, max_message_bytes: usize) {
        let Place::Settled(place) = record.place else { return };
        let content = Content::read(&record.payload, max_message_bytes);
        let Some(text) = text_of(&content) else { return };
        fold(text, &mut chunk.text);
        // Words have no white space, so none is found across two messages.
        chunk.text.push('\n');
        let author = author_of(&content).map_or(0, |name| self.number(name));
        let end = u32::try_from(chunk.text.len()).unwrap_or(u32::MAX);
        chunk.rows.push(Mark { end, author, place });
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.authors.push(without_capitals(name));
        let number = u32::try_from(self.authors.len()).unwrap_or(GONE - 1);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// What was looked for in a message and is not there any more.
    pub(super) fn forget(&mut self, room: RoomKey, place: u64) {
        for chunk in self.chunks.iter_mut().filter(|chunk| chunk.room == room) {
            let Ok(row) = chunk.rows.binary_search_by_key(&place, |mark| mark.place) else { continue };
            chunk.rows.get_mut(row).into_iter().for_each(|mark| mark.author = GONE);
        }
    }

    fn forget_before(&mut self, room: RoomKey, before: u64) {
        for chunk in self.chunks.iter_mut().filter(|chunk| chunk.room == room) {
            let gone = chunk.rows.iter_mut().take_while(|mark| mark.place < before);
            gone.for_each(|mark| mark.author = GONE);
        }
        self.tidy();
    }

    fn forget_room(&mut self, room: RoomKey) {
        self.rooms.retain(|extent| extent.room != room);
        self.chunks.retain(|chunk| chunk.room != room);
        self.tidy();
    }

    /// Gives back the memory of chunks that are gone.
    fn tidy(&mut self) {
        self.chunks.retain(|chunk| chunk.rows.iter().any(|mark| mark.author != GONE));
        let sizes = self.chunks.iter().map(|chunk| chunk.text.len() + chunk.rows.len() * size_of::<Mark>());
        self.bytes = sizes.sum();
    }

    /// Up to `limit` places, the newest first, in those rooms that are wanted.
    pub(super) fn find(&self, query: &Query, limit: usize, wanted: impl Fn(RoomKey) -> bool) -> Matches {
        let mut found = Vec::new();
        let authors: Option<Vec<bool>> = query.names_author().then(|| {
            let nobody = std::iter::once(false);
            nobody.chain(self.authors.iter().map(|name| query.is_from(name))).collect()
        });
        for chunk in self.chunks.iter().filter(|chunk| wanted(chunk.room)) {
            let is_wanted = |mark: &Mark| match (&authors, usize::try_from(mark.author)) {
                (_, _) if mark.author == GONE => false,
                (None, _) => true,
                (Some(wanted), Ok(author)) => wanted.get(author).copied().unwrap_or_default(),
                (Some(_), Err(_)) => false,
            };
            chunk.find(query, |mark| {
                if is_wanted(mark) {
                    found.push((mark.place, chunk.room));
                }
            });
        }
        let total = found.len();
        crate::order::sort_by(&mut found, |a, b| b.cmp(a));
        found.truncate(limit);
        Matches { places: found.into_iter().map(|(place, room)| (room, place)).collect(), total }
    }
}

impl Chunk {
    fn find(&self, query: &Query, mut tell: impl FnMut(&Mark)) {
        let Some((first, others)) = query.words() else {
            return self.rows.iter().for_each(tell);
        };
        let mut rows = self.rows.iter();
        let (mut start, mut row) = (0, None);
        for (at, _) in self.text.match_indices(first) {
            // The row before was told already, or was not it.
            if row.is_some_and(|mark: &Mark| at < mark.end as usize) {
                continue;
            }
            for mark in rows.by_ref() {
                if at < mark.end as usize {
                    row = Some(mark);
                    break;
                }
                start = mark.end as usize;
            }
            let Some(mark) = row else { break };
            let text = self.text.get(start..mark.end as usize).unwrap_or_default();
            if others.iter().all(|word| text.contains(word.as_str())) {
                tell(mark);
            }
            start = mark.end as usize;
        }
    }
}

/// What can be searched of a message.
pub(super) fn text_of(content: &Content) -> Option<&str> {
    let text = match content {
        Content::Chat { say, .. } => say,
        Content::Report { msg, .. } => msg,
        Content::Json(text) | Content::Text(text) => text,
        Content::Binary(_) | Content::Large(_) => return None,
    };
    text.get(..text.floor_char_boundary(TEXT_BYTES))
}

fn author_of(content: &Content) -> Option<&str> {
    match content {
        Content::Chat { user, .. } => user.as_deref().filter(|user| !user.trim().is_empty()),
        _ => None,
    }
}

/// Whether a message that is held is what the query looks for.
pub(super) fn is_match(query: &Query, item: &Item) -> bool {
    let Some(text) = text_of(&item.message.content) else { return false };
    let author = without_capitals(item.message.author().unwrap_or_default());
    query.is_in(&without_capitals(text)) && (!query.names_author() || query.is_from(&author))
}

#[cfg(test)]
mod tests;
