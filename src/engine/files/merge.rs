//! One room's lines of a file, and what is here of that room: what is new, and where it will stand. Imported messages
//! stand in the order of the file, before all that is here: below the number where places begin, or below what was
//! imported before.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Line;
use crate::chat::{Content, FIRST, MessageRecord, Place, RoomKey, read_anyway};

/// Places below this are those of accounts that began before there was room for imports. Nobody imports so much that
/// they get there from above.
const OLD: u64 = FIRST / 2;

/// An import into one room.
#[derive(Debug)]
pub(crate) struct Merge {
    lines: Vec<Line>,
    known: HashSet<u64>,
    first: u64,
}

impl Merge {
    pub(crate) fn new() -> Self {
        Self { lines: Vec::new(), known: HashSet::new(), first: FIRST }
    }

    pub(crate) fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// A message that is here.
    pub(crate) fn knows(&mut self, room: &str, record: &MessageRecord) {
        let topic = record.topic.as_deref().unwrap_or(room);
        self.known.insert(fingerprint(topic, &record.payload, record.arrived_at));
        if let Place::Settled(place) = record.place {
            self.first = self.first.min(place);
        }
    }

    /// Whether imported messages can stand before what is here.
    pub(crate) fn has_place(&self) -> bool {
        self.first > OLD
    }

    /// What is new, in slices of so many records, the newest first, so that what is stored has no gap should the rest
    /// fail; and how many lines were known.
    pub(crate) fn into_slices(mut self, room: RoomKey, size: usize) -> (Vec<Vec<MessageRecord>>, usize) {
        let before = self.lines.len();
        let known = &mut self.known;
        self.lines.retain(|line| known.insert(fingerprint(&line.topic, &line.payload, line.arrived_at)));
        let doubled = before - self.lines.len();
        let places = (OLD..self.first).rev();
        let records: Vec<MessageRecord> = self
            .lines
            .into_iter()
            .rev()
            .zip(places)
            .map(|(line, place)| line.into_record(room, place))
            .collect();
        let mut slices = Vec::new();
        let mut rest = records.into_iter().peekable();
        while rest.peek().is_some() {
            slices.push(rest.by_ref().take(size).collect());
        }
        (slices, doubled)
    }
}

/// Of the sender's id for a message, if it has one, else of all of it.
fn fingerprint(topic: &str, payload: &[u8], arrived_at: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    match read_anyway(payload) {
        Content::Chat { user, id: Some(id), .. } => (topic, user, id).hash(&mut hasher),
        _ => (topic, payload, arrived_at).hash(&mut hasher),
    }
    hasher.finish()
}
