//! Which part of a room's messages is on the page: the live end, or a stretch further back that is read from the store
//! in pages. Never more rows than a phone can bear, however long the room.

use crate::chat::{Item, MessageKey, Place, Timeline};
use crate::engine::From;

/// Messages shown before somebody reads back: a large screen full.
pub(super) const STEP: usize = 60;
/// How many more each time: they are one frame's work, and are asked for before they are needed.
pub(super) const MORE: usize = 40;
/// More are not on the page at once: what is far from where somebody reads goes.
pub(super) const MOST: usize = 300;

/// A place that no message has: all are before it.
const BEYOND: u64 = u64::MAX >> 1;

/// The messages on the page.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// In display order. While it is live, as the timeline has them.
    pub(super) items: Vec<Item>,
    /// `None`: somewhere back, and news do not show in it by themselves.
    live: Option<usize>,
    /// The room's very first message, when so many imports had gone before it.
    beginning: Option<(Option<MessageKey>, u32)>,
}

/// What has to be read before there is more to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Nothing,
    /// The page before, or after, this place.
    Page(u64),
}

impl Window {
    /// The end, as it is now.
    pub(super) fn end() -> Self {
        Self { live: Some(STEP), ..Self::default() }
    }

    /// A stretch somewhere back.
    pub(super) fn back(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }

    pub(super) fn is_live(&self) -> bool {
        self.live.is_some()
    }

    /// As the timeline is now; `more` news came below somebody who reads back. If they have no room, what is being read
    /// stays, and they come once somebody goes there.
    pub(super) fn refresh(&mut self, timeline: &Timeline, more: usize) {
        if self.live.is_some_and(|shown| more > 0 && shown + more > MOST) {
            self.stand_still();
        }
        if let Some(shown) = &mut self.live {
            *shown = (*shown + more).min(MOST);
            let from = timeline.len().saturating_sub(*shown);
            let lacking = shown.saturating_sub(timeline.len());
            let mut items = self.read_before(timeline, lacking);
            items.extend_from_slice(timeline.window(from..timeline.len()));
            self.items = items;
            return;
        }
        // What is held may have come further, or is gone; what is not held is as it was read.
        let first_held = timeline.iter().next().map(|item| item.place);
        self.items.retain_mut(|item| match timeline.find(item.message.key) {
            Some(now) => {
                item.status = now.status;
                true
            }
            None => first_held.is_none_or(|first| item.place < first),
        });
    }

    /// Ours that are on their way have no place yet to go on from: they come again with what is later.
    fn stand_still(&mut self) {
        let settled = self.items.partition_point(|item| matches!(item.place, Place::Settled(_)));
        if settled > 0 {
            self.items.truncate(settled);
            self.live = None;
        }
    }

    /// Of what is shown, the last that were read from the store because less is held: so many at most.
    fn read_before(&self, timeline: &Timeline, most: usize) -> Vec<Item> {
        if most == 0 || !timeline.has_earlier() {
            return Vec::new();
        }
        let first_held = timeline.iter().next().map(|item| item.place);
        let is_before = |item: &&Item| {
            first_held.is_none_or(|first| item.place < first) && timeline.find(item.message.key).is_none()
        };
        let read: Vec<Item> = self.items.iter().filter(is_before).cloned().collect();
        read.get(read.len().saturating_sub(most)..).unwrap_or_default().to_vec()
    }

    /// At the end again, and small again.
    pub(super) fn settle(&mut self) {
        if self.live.is_none() {
            // What lies between this and the end is not here.
            self.items.clear();
        }
        self.live = Some(STEP);
    }

    /// So many at most, if it is the end.
    pub(super) fn narrow(&mut self, most: usize) {
        if let Some(shown) = &mut self.live {
            *shown = most.min(*shown);
        }
    }

    /// Nothing comes after what is shown but what is held.
    pub(super) fn reach_end(&mut self) {
        self.live = Some(self.items.len().max(STEP));
    }

    pub(super) fn is_large(&self) -> bool {
        self.items.len() > STEP
    }

    /// Whether there is something before what is shown.
    pub(super) fn has_earlier(&self, timeline: &Timeline) -> bool {
        if self.beginning == Some(self.start(timeline)) {
            return false;
        }
        match (self.items.first(), timeline.iter().next()) {
            (Some(first), Some(held)) => timeline.has_earlier() || first.place > held.place,
            (None, _) => timeline.has_earlier(),
            (Some(_), None) => timeline.has_earlier(),
        }
    }

    /// The store has nothing before what is shown.
    pub(super) fn reach_beginning(&mut self, timeline: &Timeline) {
        self.beginning = Some(self.start(timeline));
    }

    fn start(&self, timeline: &Timeline) -> (Option<MessageKey>, u32) {
        (self.items.first().map(|item| item.message.key), timeline.imports())
    }

    /// Shows earlier ones, as far as they are held. Says what has to be read for more.
    pub(super) fn earlier(&mut self, timeline: &Timeline) -> Lack {
        let first = self.items.first().map(|item| item.message.key);
        let held = first.and_then(|key| timeline.iter().position(|item| item.message.key == key));
        match held {
            Some(at) if at > 0 => {
                let before = timeline.window(at.saturating_sub(MORE)..at).to_vec();
                self.put_before(before);
                Lack::Nothing
            }
            _ => match self.items.first().map(|item| item.place) {
                Some(Place::Settled(place)) => Lack::Page(place),
                _ => Lack::Page(BEYOND),
            },
        }
    }

    /// Whether a page that was asked for still goes on where this begins or ends.
    pub(super) fn goes_on(&self, from: From) -> bool {
        let place = |item: Option<&Item>| match item.map(|item| item.place) {
            Some(Place::Settled(place)) => place,
            _ => BEYOND,
        };
        match from {
            From::Before(before) => place(self.items.first()) == before,
            From::After(after) => place(self.items.last()) == after,
            From::Around(_) => true,
        }
    }

    /// These come before all that is shown.
    pub(super) fn put_before(&mut self, mut items: Vec<Item>) {
        let grown = items.len() + self.items.len();
        items.append(&mut self.items);
        self.items = items;
        if grown > MOST {
            self.items.truncate(MOST);
            self.live = None;
        } else if let Some(shown) = &mut self.live {
            *shown = grown;
        }
    }

    /// Shows later ones, as far as they are held; at the end it is live again. Says what has to be read for more.
    pub(super) fn later(&mut self, timeline: &Timeline) -> Lack {
        if self.live.is_some() {
            return Lack::Nothing;
        }
        let Some(last) = self.items.last() else {
            self.settle();
            return Lack::Nothing;
        };
        let held = timeline.iter().position(|item| item.message.key == last.message.key);
        match (held, last.place) {
            (Some(at), _) => {
                let more = timeline.window(at + 1..at + 1 + MORE).to_vec();
                let at_end = at + 1 + more.len() >= timeline.len();
                self.put_after(more);
                if at_end {
                    self.live = Some(self.items.len());
                }
                Lack::Nothing
            }
            (None, Place::Settled(place)) => Lack::Page(place),
            (None, Place::Waiting) => {
                self.settle();
                Lack::Nothing
            }
        }
    }

    /// These come after all that is shown.
    pub(super) fn put_after(&mut self, items: Vec<Item>) {
        self.items.extend(items);
        let over = self.items.len().saturating_sub(MOST);
        self.items.drain(..over);
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::chat::{Chat, Limits, Room, RoomKey, Ulid};
    use crate::mqtt::{Delivery, TopicName};

    fn chat() -> (Chat, RoomKey) {
        let mut chat = Chat::new("Tom", Limits::default());
        let room = chat.join(Room::parse("chat").expect("a topic"));
        (chat, room)
    }

    fn hear(chat: &mut Chat, room: RoomKey) {
        let topic = TopicName::parse("chat").expect("a topic");
        chat.receive(&topic, *b"news", false, Delivery::AtLeastOnce, 0);
        // As after a load of which the store had more.
        if chat.room(room).is_some_and(|entry| !entry.timeline.has_earlier()) {
            chat.set_earlier(room, Vec::new());
        }
    }

    #[wasm_bindgen_test]
    fn the_beginning_stays_the_beginning_while_news_come_until_something_is_imported() {
        let (mut chat, room) = chat();
        let timeline = |chat: &Chat, look: &mut dyn FnMut(&Timeline)| {
            look(&chat.room(room).expect("joined").timeline);
        };
        hear(&mut chat, room);
        let mut window = Window::end();
        timeline(&chat, &mut |timeline| {
            window.refresh(timeline, 0);
            assert!(window.has_earlier(timeline));
            window.reach_beginning(timeline);
            assert!(!window.has_earlier(timeline));
        });
        hear(&mut chat, room);
        timeline(&chat, &mut |timeline| {
            window.refresh(timeline, 1);
            assert_eq!(window.items.len(), 2);
            assert!(!window.has_earlier(timeline));
        });
        chat.replay(crate::chat::ChatChange::Earlier(room));
        timeline(&chat, &mut |timeline| assert!(window.has_earlier(timeline)));
    }

    /// The room once so many more came.
    fn flooded(chat: &mut Chat, room: RoomKey, news: usize) -> &Timeline {
        (0..news).for_each(|_| hear(chat, room));
        &chat.room(room).expect("joined").timeline
    }

    fn keys(items: &[Item]) -> Vec<u64> {
        items.iter().map(|item| item.message.key.0).collect()
    }

    #[wasm_bindgen_test]
    fn more_than_fit_at_once_take_nothing_from_who_reads_back() {
        let (mut chat, room) = chat();
        let mut window = Window::end();
        window.refresh(flooded(&mut chat, room, STEP), 0);
        chat.write(room, "waits", Ulid::new(1, [1; 10]), 0).expect("a text");
        window.refresh(flooded(&mut chat, room, 1), 1);
        let before = keys(&window.items);
        let timeline = flooded(&mut chat, room, MOST);
        window.refresh(timeline, MOST);
        assert!(!window.is_live());
        let ours_has_no_place_yet = before.len() - 1;
        assert_eq!(keys(&window.items), before[..ours_has_no_place_yet]);
        while !window.is_live() {
            assert_eq!(window.later(timeline), Lack::Nothing);
        }
        assert_eq!(
            keys(&window.items),
            keys(timeline.window(timeline.len() - window.items.len()..timeline.len()))
        );
        assert_eq!(window.items.len(), MOST);
    }

    #[wasm_bindgen_test]
    fn who_follows_the_end_has_the_end() {
        let (mut chat, room) = chat();
        let mut window = Window::end();
        let timeline = flooded(&mut chat, room, MOST + STEP);
        window.refresh(timeline, 0);
        assert!(window.is_live());
        assert_eq!(keys(&window.items), keys(timeline.window(MOST..MOST + STEP)));
    }
}
