//! The history as the interface asks for it: pages, what takes how much room, and what is too old to be kept. Searching
//! and files have their own.

use std::rc::Rc;

use super::reader::Reader;
use super::{Driver, Handle};
use crate::chat::{Item, MessageKey, Place, RoomKey};
use crate::engine::{From, KeepFor, Storage};
use crate::store::{self, Reach, StoreError, Take};
use crate::web::database;

/// Rows that are read at once where all of them are looked at.
pub(super) const SLICE: usize = 2_000;

impl Handle {
    /// Up to `count` settled messages of a room, oldest first, wherever the room is held or not. Those that can't be
    /// read are left out, so that fewer may come where there are more; none come only at an end of the room.
    ///
    /// # Errors
    /// What keeps the device from being read.
    pub async fn page(&self, room: RoomKey, from: From, count: usize) -> Result<Vec<Item>, StoreError> {
        let Some(reader) = self.driver.reader().await? else { return Ok(Vec::new()) };
        let mut items = Vec::new();
        for reach in store::page(reader.id, room, from, count) {
            let rows = reader.messages(reach).await?;
            let core = self.driver.core.borrow();
            items.extend(store::read_messages(&rows).filter_map(|record| core.chat().item(record)));
        }
        Ok(items)
    }

    /// What a message's sender published, byte for byte; `place` is where it stands, or stood until a moment ago. `None`
    /// if it is not kept, as what came after the device failed.
    ///
    /// # Errors
    /// What keeps the device from being read.
    pub async fn payload(
        &self,
        room: RoomKey,
        key: MessageKey,
        place: Place,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(reader) = self.driver.reader().await? else { return Ok(None) };
        let held = self.chat(|chat| Some(chat.room(room)?.timeline.find(key)?.place));
        let places = [place, held.unwrap_or(place)];
        let rows = reader.each(store::rows_of(reader.id, room, key, &places)).await?;
        let mut records = store::read_messages(&rows);
        Ok(records.find(|record| record.key == key).map(|record| record.payload.to_vec()))
    }

    /// How much this device keeps; what can't be known is `None`, or no messages.
    pub async fn storage(&self) -> Storage {
        let reader = self.driver.reader().await.ok().flatten();
        let messages = match reader {
            Some(reader) => reader.count().await.unwrap_or_default(),
            None => 0,
        };
        let (bytes, quota, persisted) = database::room().await;
        Storage { messages, bytes, quota, persisted }
    }

    /// How long messages stay on this device.
    pub fn keep_for(&self) -> KeepFor {
        self.driver.core.borrow().keep_for()
    }
}

impl Driver {
    /// `None` while nobody is signed in, or nothing is known of the account yet.
    pub(super) async fn reader(&self) -> Result<Option<Reader>, StoreError> {
        let keeper = self.keeper.borrow().clone();
        match keeper {
            Some(keeper) => keeper.reader().await,
            None => Ok(None),
        }
    }

    /// Finds what came before this time, slice by slice from the front of each room, and has each forgotten before it
    /// goes on. Messages stand in the order they came; a clock that was set back makes some stay longer.
    pub(super) fn expire(self: &Rc<Self>, before: u64) {
        let driver = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let rooms: Vec<RoomKey> =
                driver.core.borrow().chat().rooms().iter().map(|entry| entry.key).collect();
            for room in rooms {
                // A device that can't be read is noticed where it is written.
                let _ = driver.expire_room(room, before).await;
            }
        });
    }

    async fn expire_room(self: &Rc<Self>, room: RoomKey, before: u64) -> Result<(), StoreError> {
        let Some(reader) = self.reader().await? else { return Ok(()) };
        let (mut from, to) = store::settled_range(reader.id, room);
        loop {
            let reach = Reach { from, to: to.clone(), take: Take::First(SLICE) };
            let rows = reader.messages(reach).await?;
            let old = store::read_messages(&rows).take_while(|message| message.arrived_at < before);
            let last = old.last().map(|message| message.place);
            let Some(Place::Settled(place)) = last else { return Ok(()) };
            let end = place.saturating_add(1);
            self.feed(move |core, now| core.handle_expired(now, room, end));
            from = store::place_key(reader.id, room, end);
        }
    }
}
