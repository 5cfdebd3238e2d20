//! Searching, as the interface asks for it: reads what the index lacks, slice by slice so that the page stays
//! responsive, and tells what is found meanwhile. The hits are shown as they are in the store.

use super::reader::Reader;
use super::{Driver, Handle};
use crate::chat::{Item, Place, RoomKey};
use crate::engine::search::{Index, Matches, Query, SLICE, Slice, excerpt, is_match, text_of};
use crate::engine::{Found, Hit};
use crate::store::{self, StoreError};

/// The index of the account that is signed in, as far as it was made. It is dropped when the chat is made anew.
#[derive(Default)]
pub(super) struct Searching {
    index: Index,
    /// Counts the searches: only the latest goes on reading.
    turn: u32,
}

impl Handle {
    /// Finds the messages in which all words of the query stand, on all that is on this device; `from:` and `in:` before
    /// a word ask for a name and a room. The first time it reads everything, and tells what it found as it goes; later
    /// ones read what is newer. A search that another one overtakes ends with what it has, not complete.
    ///
    /// # Errors
    /// What keeps the device from being read.
    pub async fn search(
        &self,
        query: &str,
        limit: usize,
        progress: impl Fn(Found) + 'static,
    ) -> Result<Found, StoreError> {
        let (driver, query) = (&self.driver, Query::parse(query));
        let turn = driver.begin_search();
        let mut found = Found { complete: true, ..Found::default() };
        if query.is_empty() {
            return Ok(found);
        }
        let Some(reader) = driver.reader().await? else { return Ok(found) };
        driver.catch_up(&reader).await?;
        let mut slices = 1_u32;
        loop {
            found = driver.find(&reader, &query, limit, found.hits).await?;
            let is_latest = driver.searching.borrow().turn == turn;
            if !is_latest || driver.searching.borrow().index.older().is_none() {
                return Ok(found);
            }
            progress(found.clone());
            for _ in 0..slices {
                let older = driver.searching.borrow().index.older();
                let Some(slice) = older.filter(|_| driver.searching.borrow().turn == turn) else { break };
                driver.read_slice(&reader, slice).await?;
            }
            // Ever more at once, so that looking again and again costs no more than reading.
            slices = slices.saturating_mul(2);
        }
    }
}

impl Driver {
    fn begin_search(&self) -> u32 {
        let revisions = self.core.borrow_mut().take_revisions();
        let rooms = self.rooms();
        let mut searching = self.searching.borrow_mut();
        searching.index.prepare(&rooms, &revisions);
        searching.turn = searching.turn.wrapping_add(1);
        searching.turn
    }

    /// Whatever came since.
    async fn catch_up(&self, reader: &Reader) -> Result<(), StoreError> {
        for room in self.rooms() {
            loop {
                let newer = self.searching.borrow().index.newer(room);
                let Some(slice) = newer else { break };
                if !self.read_slice(reader, slice).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn read_slice(&self, reader: &Reader, slice: Slice) -> Result<bool, StoreError> {
        let mut more = false;
        for reach in store::page(reader.id, slice.room(), slice.from(), SLICE) {
            let rows = reader.messages(reach).await?;
            let limit = self.core.borrow().chat().limits().max_message_bytes;
            more = self.searching.borrow_mut().index.add(slice, &rows, limit);
        }
        Ok(more)
    }

    /// What the index has by now; hits that are known are not read again.
    async fn find(
        &self,
        reader: &Reader,
        query: &Query,
        limit: usize,
        known: Vec<Hit>,
    ) -> Result<Found, StoreError> {
        let waiting = self.find_waiting(query);
        let matches = self.find_settled(query, limit.saturating_sub(waiting.len()));
        let is_new = |(room, place): &&(RoomKey, u64)| !known.iter().any(|hit| is_at(hit, *room, *place));
        let keys = matches.places.iter().filter(is_new);
        let keys = keys.map(|(room, place)| store::place_key(reader.id, *room, *place)).collect();
        let rows = reader.each(keys).await?;
        let core = self.core.borrow();
        let items = store::read_messages(&rows).filter_map(|record| {
            let room = record.room;
            Some(hit(room, &core.chat().item(record)?, query))
        });
        let read: Vec<Hit> = items.chain(known).collect();
        let mut searching = self.searching.borrow_mut();
        let mut found = Found { total: waiting.len() + matches.total, ..Found::default() };
        found.hits = waiting;
        for (room, place) in matches.places {
            match read.iter().find(|hit| is_at(hit, room, place)) {
                Some(hit) => found.hits.push(hit.clone()),
                // Deleted since it was read.
                None => {
                    searching.index.forget(room, place);
                    found.total -= 1;
                }
            }
        }
        found.complete = searching.index.is_complete();
        Ok(found)
    }

    fn find_settled(&self, query: &Query, limit: usize) -> Matches {
        let core = self.core.borrow();
        let wanted = |room| {
            core.chat()
                .room(room)
                .is_some_and(|entry: &crate::chat::RoomEntry| query.is_in_room(entry.room.as_str()))
        };
        self.searching.borrow().index.find(query, limit, wanted)
    }

    /// Ours that wait are not many, and not in the index.
    fn find_waiting(&self, query: &Query) -> Vec<Hit> {
        let core = self.core.borrow();
        let rooms = core.chat().rooms().iter().filter(|entry| query.is_in_room(entry.room.as_str()));
        let mut hits = Vec::new();
        for entry in rooms {
            let waiting = entry.timeline.iter().rev().take_while(|item| item.place == Place::Waiting);
            let matching = waiting.filter(|item| is_match(query, item));
            hits.extend(matching.map(|item| hit(entry.key, item, query)));
        }
        hits
    }

    fn rooms(&self) -> Vec<RoomKey> {
        self.core.borrow().chat().rooms().iter().map(|entry| entry.key).collect()
    }
}

fn is_at(hit: &Hit, room: RoomKey, place: u64) -> bool {
    hit.room == room && hit.place == Place::Settled(place)
}

fn hit(room: RoomKey, item: &Item, query: &Query) -> Hit {
    let message = &item.message;
    let (excerpt, marks) = excerpt(text_of(&message.content).unwrap_or_default(), query);
    let author = message.author().map(str::to_owned);
    Hit { room, key: message.key, place: item.place, author, excerpt, marks, moment: message.arrived_at }
}
