//! One room's messages in order, each once. Settled ones come first, in the broker's order, which is the same
//! for everyone; ours that have not come back yet follow, in the order they were written. One of ours that comes back
//! before others of ours that are on their way waits behind them: no broker's slip turns our own words round.
//! Of the settled ones only the last are held here; those before them are in the store.

use super::change::{Acknowledged, Place};
use super::message::{Message, MessageKey, Status};
use super::seen::Seen;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// So many settled messages of a room are held at most; above that, half of them go. Fewer come back with a reload.
pub const HELD: usize = 1_000;
/// So many unread messages beyond those held are counted. Nobody is told more than "999+".
const COUNTED: usize = 1_000;

/// A message in its place.
#[derive(Clone, Debug)]
pub struct Item {
    pub message: Arc<Message>,
    pub status: Status,
    pub place: Place,
    pub(super) acknowledged: Acknowledged,
}

/// The messages of one room in display order.
#[derive(Debug)]
pub struct Timeline {
    items: Vec<Item>,
    /// How many of `items` are settled. Never more than there are.
    settled: usize,
    seen: Seen,
    /// The most settled ones that are held.
    held: usize,
    earlier: Earlier,
    /// How often messages were put before all that were here.
    imports: u32,
}

/// What the store has before the first settled message here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Earlier {
    exists: bool,
    /// The places of the last that could be unread, ascending.
    news: VecDeque<u64>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self::holding(HELD)
    }
}

impl Timeline {
    /// Of no more than `held` settled messages, or of all with `usize::MAX`.
    pub(super) fn holding(held: usize) -> Self {
        let (items, seen) = (Vec::new(), Seen::default());
        Self { items, settled: 0, seen, held, earlier: Earlier::default(), imports: 0 }
    }

    /// Whether the store may have messages before the first one here.
    pub fn has_earlier(&self) -> bool {
        self.earlier.exists
    }

    /// Changes when imported messages come before all that were here.
    pub fn imports(&self) -> u32 {
        self.imports
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// In display order.
    pub fn iter(&self) -> std::slice::Iter<'_, Item> {
        self.items.iter()
    }

    /// A part in display order; what lies beyond the end is left out.
    pub fn window(&self, range: Range<usize>) -> &[Item] {
        let end = range.end.min(self.items.len());
        self.items.get(range.start.min(end)..end).unwrap_or_default()
    }

    pub fn find(&self, key: MessageKey) -> Option<&Item> {
        self.items.get(self.place_of(key)?)
    }

    /// In the broker's order.
    pub(super) fn settled(&self) -> &[Item] {
        self.items.get(..self.settled).unwrap_or_default()
    }

    /// Our own that have not come back yet, in writing order.
    pub(super) fn unsettled(&self) -> &[Item] {
        self.items.get(self.settled..).unwrap_or_default()
    }

    /// Adds one of ours at the end. Keys must come in ascending order.
    pub(super) fn write(&mut self, message: Arc<Message>) {
        let acknowledged = Acknowledged::No;
        self.items.push(Item { message, status: Status::Queued, place: Place::Waiting, acknowledged });
    }

    /// Adds a received message after everything settled; tells a message that is here already, which is dropped.
    /// Its key is its place: both come from one sequence.
    pub(super) fn arrive(&mut self, message: Arc<Message>) -> Arrival {
        if !self.seen.insert(&message) {
            return Arrival::Duplicate;
        }
        let (status, place) = (Status::Received, Place::Settled(message.key.0));
        self.items.insert(self.settled, Item { message, status, place, acknowledged: Acknowledged::No });
        self.settled += 1;
        self.trim();
        Arrival::New
    }

    /// One of ours is delivered; where it will stand, [`Timeline::ready`] says. `None` if it is not unsettled.
    pub(super) fn come_back(&mut self, key: MessageKey) -> Option<&Item> {
        let index = self.unsettled_place(key)?;
        let item = self.items.get_mut(index)?;
        item.status = Status::Delivered;
        self.seen.insert(&item.message);
        Some(item)
    }

    /// The next of ours that came back and that no other on its way keeps from settling.
    pub(super) fn ready(&self) -> Option<MessageKey> {
        let on_its_way = |item: &&Item| !matches!(item.status, Status::Queued | Status::Sent);
        let free = self.unsettled().iter().take_while(on_its_way);
        free.map(|item| (item.status, item.message.key))
            .find_map(|(status, key)| (status == Status::Delivered).then_some(key))
    }

    /// One of ours takes this place, after everything settled. `None` if it is not unsettled.
    pub(super) fn settle(&mut self, key: MessageKey, place: u64) -> Option<&Item> {
        let index = self.unsettled_place(key)?;
        let moved = self.items.get_mut(self.settled..=index)?;
        moved.rotate_right(1);
        moved.first_mut()?.place = Place::Settled(place);
        self.settled += 1;
        self.trim();
        self.settled().last()
    }

    /// Puts a message where its record says, whether it was here before or not.
    pub(super) fn put(&mut self, item: Item) -> Put {
        // Only ours can have been here in another place.
        let newest = self.settled().last().is_none_or(|last| last.place < item.place);
        let is_new = newest && matches!(item.place, Place::Settled(place) if place == item.message.key.0);
        let before = if is_new { None } else { self.place_of(item.message.key) };
        if let Some(known) = before.and_then(|index| self.items.get_mut(index))
            && known.place == item.place
        {
            if item.status == Status::Delivered {
                self.seen.insert(&item.message);
            }
            (known.status, known.acknowledged) = (item.status, item.acknowledged);
            return Put::Updated;
        }
        if let Some(index) = before {
            self.take_out(index);
        }
        if matches!(item.status, Status::Delivered | Status::Received) {
            self.seen.insert(&item.message);
        }
        let index = match item.place {
            Place::Settled(_) => {
                if self.is_beyond(item.place) {
                    return Put::Beyond;
                }
                let index = self.settled().partition_point(|other| other.place < item.place);
                self.settled += 1;
                index
            }
            Place::Waiting => {
                let behind = |other: &Item| other.message.key < item.message.key;
                self.settled + self.unsettled().partition_point(behind)
            }
        };
        self.items.insert(index, item);
        self.trim();
        if before.is_some() { Put::Moved } else { Put::New }
    }

    /// One of ours that is not settled yet.
    pub(super) fn unsettled_item(&self, key: MessageKey) -> Option<&Item> {
        self.items.get(self.unsettled_place(key)?)
    }

    /// The same, to change its status.
    pub(super) fn unsettled_mut(&mut self, key: MessageKey) -> Option<&mut Item> {
        let place = self.unsettled_place(key)?;
        self.items.get_mut(place)
    }

    pub(super) fn remove(&mut self, key: MessageKey) -> Option<Item> {
        let index = self.place_of(key)?;
        Some(self.take_out(index))
    }

    /// The store has more of this room, before what is here, with news at these places: the last of them, ascending.
    pub(super) fn set_earlier(&mut self, news: Vec<u64>) {
        self.earlier = Earlier { exists: true, news: news.into() };
    }

    /// Was here, before all that is.
    pub(super) fn recall(&mut self, message: &Message) {
        self.seen.recall(message);
    }

    /// Imported messages stand before all that was here.
    pub(super) fn extend_earlier(&mut self) {
        self.earlier.exists = true;
        self.imports = self.imports.wrapping_add(1);
    }

    /// Nothing of the room is left in the store.
    pub(super) fn end_earlier(&mut self) {
        self.earlier = Earlier::default();
    }

    /// Nothing is trimmed any more, for nothing is kept elsewhere.
    pub(super) fn hold_all(&mut self) {
        self.held = usize::MAX;
    }

    /// Forgets what is settled before this place, here and in the store.
    pub(super) fn clear_before(&mut self, place: u64) {
        let cleared = self.settled().partition_point(|item| item.place < Place::Settled(place));
        self.items.drain(..cleared);
        self.settled -= cleared;
        self.earlier.news.retain(|news| *news >= place);
        self.earlier.exists &= cleared == 0;
    }

    /// The news from this place on that are not here any more, at most so many as are counted.
    pub(super) fn earlier_news(&self, from: u64) -> usize {
        self.earlier.news.len() - self.earlier.news.partition_point(|place| *place < from)
    }

    pub(super) fn forget_earlier_news(&mut self, place: u64) {
        self.earlier.news.retain(|news| *news != place);
    }

    /// What was read is not counted any more.
    pub(super) fn read_before(&mut self, place: u64) {
        let read = self.earlier.news.partition_point(|news| *news < place);
        self.earlier.news.drain(..read);
    }

    /// Whether something of this place is in the store alone.
    fn is_beyond(&self, place: Place) -> bool {
        self.earlier.exists && self.settled().first().is_some_and(|first| place < first.place)
    }

    /// What is too much goes from the front; the store has it.
    fn trim(&mut self) {
        if self.settled <= self.held {
            return;
        }
        let trimmed = self.settled - self.held / 2;
        for item in self.items.drain(..trimmed) {
            if let (Place::Settled(place), true) = (item.place, item.message.is_news()) {
                self.earlier.news.push_back(place);
            }
        }
        let uncounted = self.earlier.news.len().saturating_sub(COUNTED);
        self.earlier.news.drain(..uncounted);
        self.settled -= trimmed;
        self.earlier.exists = true;
    }

    fn take_out(&mut self, index: usize) -> Item {
        if index < self.settled {
            self.settled -= 1;
        }
        self.items.remove(index)
    }

    /// Settled ones are searched from the end, where what people and engine ask for mostly stands; their keys are in no order.
    fn place_of(&self, key: MessageKey) -> Option<usize> {
        let is_it = |item: &Item| item.message.key == key;
        self.unsettled_place(key).or_else(|| self.settled().iter().rposition(is_it))
    }

    fn unsettled_place(&self, key: MessageKey) -> Option<usize> {
        let place = self.unsettled().binary_search_by_key(&key, |item| item.message.key).ok()?;
        Some(self.settled + place)
    }
}

/// What putting a record in its place did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    New,
    /// Ours settled.
    Moved,
    /// Where it stood.
    Updated,
    /// Before what is here, in the store alone.
    Beyond,
}

/// Whether something came that was not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    New,
    Duplicate,
}

#[cfg(test)]
mod tests;
