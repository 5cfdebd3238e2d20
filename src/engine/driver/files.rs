//! Files of messages, as the interface asks for them: written from what is kept, and read into it. In slices, with
//! pauses, so that the page stays responsive.

use litemap::LiteMap;
use std::cell::Cell;
use std::rc::Rc;

use super::history::SLICE;
use super::reader::Reader;
use super::{Driver, Handle};
use crate::chat::{Room, RoomKey};
use crate::engine::files::{LINES, Line, Merge, json_line, text_line};
use crate::engine::{Export, ImportError, Imported};
use crate::store::{self, Reach, Row, StoreError, Take};
use crate::web::timer;

/// Records of a step of an import.
const STEP: usize = 1_000;
/// How often it is asked whether a step is stored, in milliseconds.
const ASK_AGAIN: u64 = 10;

impl Handle {
    /// The messages of one room, or of all in the order of the list, in parts of one file: JSON Lines, or text with a
    /// heading above each room if there are several.
    ///
    /// # Errors
    /// What keeps the device from being read.
    pub async fn export(&self, format: Export, room: Option<RoomKey>) -> Result<Vec<Vec<u8>>, StoreError> {
        let driver = &self.driver;
        let Some(reader) = driver.reader().await? else { return Ok(Vec::new()) };
        let rooms = driver.named_rooms(|key| room.is_none_or(|room| room == key));
        let mut parts: Vec<Vec<u8>> = Vec::new();
        for (key, name) in &rooms {
            if matches!(format, Export::Text(_)) && rooms.len() > 1 {
                let gap = if parts.is_empty() { "" } else { "\n" };
                parts.push([gap, "# ", name, "\n\n"].concat().into_bytes());
            }
            let mut part = |rows: &[Row]| {
                let mut part = Vec::new();
                for record in store::read_messages(rows) {
                    match &format {
                        Export::JsonLines => part.extend(json_line(name, &record)),
                        Export::Text(time) => part.extend(text_line(name, &record, time).into_bytes()),
                    }
                }
                parts.push(part);
            };
            reader.each_slice(*key, &mut part).await?;
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts)
    }

    /// Adds the messages of a file that [`Export::JsonLines`] wrote, before all that is in their rooms. Those that are
    /// here already, by id and name or else by all of it, are not doubled. Rooms that are not here are joined, without a
    /// greeting, and stay so; what is imported is read. What was still waiting when it was exported is left out.
    ///
    /// # Errors
    /// As [`ImportError`] says. But for its last one, nothing was imported.
    pub async fn import(&self, text: String) -> Result<Imported, ImportError> {
        let driver = &self.driver;
        driver.core.borrow().may_import()?;
        if driver.importing.replace(true) {
            return Err(ImportError::Busy);
        }
        let _busy = Busy(&driver.importing);
        let outcome = driver.import(text).await;
        // What is new is older than all that was read for searching.
        driver.searching.take();
        outcome
    }
}

/// Ends with the import, however that ends.
struct Busy<'a>(&'a Cell<bool>);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Driver {
    async fn import(self: &Rc<Self>, text: String) -> Result<Imported, ImportError> {
        let mut imported = Imported::default();
        let mut rooms = self.read_lines(&text, &mut imported).await;
        drop(text);
        if rooms.is_empty() {
            return Err(ImportError::Nothing { lines: imported.unreadable });
        }
        let failed = |error, messages| ImportError::Store { error, messages };
        let reader = self.reader().await.map_err(|error| failed(error, 0))?.ok_or(ImportError::SignedOut)?;
        for (key, name) in self.named_rooms(|_| true) {
            let Some((_, merge)) = rooms.get_mut(&name) else { continue };
            let mut know = |rows: &[Row]| {
                store::read_messages(rows).for_each(|record| merge.knows(&name, &record));
            };
            reader.each_slice(key, &mut know).await.map_err(|error| failed(error, 0))?;
            if !merge.has_place() {
                return Err(ImportError::NoPlace { topic: name });
            }
        }
        for (name, (room, merge)) in rooms {
            if self.core.borrow().chat().find(&name).is_none() {
                imported.rooms += 1;
                self.feed(move |core, now| core.join_for_import(now, room));
            }
            let Some(key) = self.core.borrow().chat().find(&name) else { continue };
            let (slices, known) = merge.into_slices(key, STEP);
            imported.known += known;
            for records in slices {
                let count = records.len();
                self.feed(move |core, now| core.handle_import(now, key, records));
                self.stored().await.map_err(|error| failed(error, imported.messages))?;
                // Another tab may have taken the lead, and this may have gone with it.
                self.core.borrow().may_import().map_err(|_| failed(StoreError::Broken, imported.messages))?;
                imported.messages += count;
            }
        }
        Ok(imported)
    }

    /// By room, in the order of the file.
    async fn read_lines(&self, text: &str, imported: &mut Imported) -> LiteMap<String, (Room, Merge)> {
        let me = self.core.borrow().chat().me().to_owned();
        let mut rooms = LiteMap::new();
        for (number, line) in text.lines().enumerate() {
            if number % LINES == LINES - 1 {
                timer::pause(0).await;
            }
            match Line::read(line, &me) {
                Some(line) => {
                    let room = (line.room.clone(), Merge::new());
                    rooms.entry(line.room.as_str().to_owned()).or_insert(room).1.add(line);
                }
                None if line.trim().is_empty() => {}
                None => imported.unreadable += 1,
            }
        }
        rooms
    }

    /// Waits until all that was given to the store by now is stored.
    async fn stored(&self) -> Result<(), StoreError> {
        let step = self.core.borrow().last_step();
        while !self.core.borrow().has_stored(step) {
            timer::pause(ASK_AGAIN).await;
        }
        // In memory alone, it is as good as lost: nothing this old is held.
        self.core.borrow().trouble().filter(|_| !self.is_in_memory()).map_or(Ok(()), Err)
    }

    fn is_in_memory(&self) -> bool {
        self.keeper.borrow().as_ref().is_some_and(|keeper| keeper.is_in_memory())
    }

    fn named_rooms(&self, wanted: impl Fn(RoomKey) -> bool) -> Vec<(RoomKey, String)> {
        let core = self.core.borrow();
        let rooms = core.chat().rooms().iter().filter(|entry| wanted(entry.key));
        rooms.map(|entry| (entry.key, entry.room.as_str().to_owned())).collect()
    }
}

impl Reader {
    /// All of a room, from the oldest on; what waits comes last.
    async fn each_slice(&self, room: RoomKey, tell: &mut dyn FnMut(&[Row])) -> Result<(), StoreError> {
        let (mut from, to) = store::settled_range(self.id, room);
        loop {
            let reach = Reach { from, to: to.clone(), take: Take::First(SLICE) };
            let rows = self.messages(reach).await?;
            tell(&rows);
            let Some((last, _)) = rows.last().filter(|_| rows.len() >= SLICE) else { break };
            // The least key that is greater.
            from = [last.as_slice(), &[0]].concat();
        }
        let (from, to) = store::waiting_range(self.id, room);
        tell(&self.messages(Reach { from, to, take: Take::All }).await?);
        Ok(())
    }
}
