//! Which rows a timeline has: the messages of its window, what groups with what came before, where a day begins, and
//! where the news begin. Days are numbers given by the caller, so nothing here asks a clock.

use std::sync::Arc;

use crate::chat::{Content, Item, Message, MessageKey, News, Origin, Place, Status};

/// One author's messages within this time stand together.
const GROUP_MS: u64 = 5 * 60 * 1000;

/// A sender's clock may be ahead of ours by this much and still be believed.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1000;

#[derive(Clone)]
pub(super) enum Line {
    /// What follows is of another day than what was before.
    Day(Day),
    /// What follows came while nobody looked: so many.
    News(MessageKey, u32),
    Said(Arc<Message>, RowState),
}

#[derive(Clone, Copy)]
pub(super) struct Day {
    /// Consecutive days have consecutive numbers.
    pub(super) number: i64,
    /// A moment of it, ms since the epoch.
    pub(super) moment: u64,
    /// The message that it stands above.
    above: MessageKey,
}

/// What can change about a row that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowState {
    pub(super) status: Status,
    pub(super) place: RowPlace,
}

/// Whether a row needs to name its author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowPlace {
    First,
    /// Goes on what the row above began.
    Follows,
}

/// The rows of a window, with a line wherever the day changes. It can change back: a message of ours may wait behind
/// newer ones, and what the broker kept for us comes late.
pub(super) fn lines(items: &[Item], news: Option<News>, day_of: impl Fn(u64) -> i64) -> Vec<Line> {
    let mut lines = Vec::with_capacity(items.len() + 8);
    let mut today = None;
    let mut last: Option<&Item> = None;
    // Where the window begins with news, they began earlier.
    let is_old = |news: &News| items.first().is_some_and(|item| item.place < Place::Settled(news.from));
    let mut news = news.filter(is_old);
    for item in items {
        let moment = moment(&item.message);
        let number = day_of(moment);
        if today != Some(number) {
            today = Some(number);
            last = None;
            lines.push(Line::Day(Day { number, moment, above: item.message.key }));
        }
        let is_news = |news: &mut News| item.place >= Place::Settled(news.from) && item.message.is_news();
        if let Some(News { count, .. }) = news.take_if(is_news) {
            last = None;
            lines.push(Line::News(item.message.key, count));
        }
        let place = match last {
            Some(last) if belong_together(&last.message, &item.message) => RowPlace::Follows,
            _ => RowPlace::First,
        };
        lines.push(Line::Said(Arc::clone(&item.message), RowState { status: item.status, place }));
        last = Some(item);
    }
    lines
}

/// When a message was said: by its sender's clock if that can be true, else when it came. What the broker kept
/// for us while we were away thus shows its own time.
pub(crate) fn moment(message: &Message) -> u64 {
    match message.content {
        Content::Chat { sent_at: Some(sent_at), .. } if sent_at <= message.arrived_at + CLOCK_SKEW_MS => {
            sent_at
        }
        _ => message.arrived_at,
    }
}

fn belong_together(above: &Message, below: &Message) -> bool {
    let is_chat = |message: &Message| matches!(message.content, Content::Chat { .. });
    let is_own = |message: &Message| message.origin == Origin::Own;
    is_chat(above)
        && is_chat(below)
        && is_own(above) == is_own(below)
        && above.author() == below.author()
        && above.topic == below.topic
        && below.answers().is_none()
        && moment(below).abs_diff(moment(above)) <= GROUP_MS
}

impl Line {
    /// What tells rows apart. A day can come more than once, so it goes by the message that it stands above.
    pub(super) fn key(&self) -> u64 {
        match self {
            Self::Said(message, _) => message.key.0 * 4,
            Self::Day(day) => day.above.0 * 4 + 1,
            Self::News(above, _) => above.0 * 4 + 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::chat::{Chat, Limits, Room, RoomKey, Ulid};
    use crate::mqtt::{Delivery, TopicName};

    const DAY: u64 = 24 * 60 * 60 * 1000;
    const MINUTE: u64 = 60 * 1000;

    struct Story {
        chat: Chat,
        room: RoomKey,
    }

    impl Story {
        fn new() -> Self {
            let mut chat = Chat::new("Tom", Limits::default());
            let room = chat.join(Room::parse("chat").expect("a topic"));
            Self { chat, room }
        }

        fn hear(&mut self, payload: &str, at: u64) -> &mut Self {
            let topic = TopicName::parse("chat").expect("a topic");
            self.chat.receive(&topic, payload.as_bytes(), false, Delivery::AtLeastOnce, at);
            self
        }

        fn say(&mut self, text: &str, at: u64) -> &mut Self {
            self.chat.write(self.room, text, Ulid::new(at, [0; 10]), at).expect("a message");
            self
        }

        /// `day N`, `news N`, `first` and `follows`, row by row.
        fn rows(&self) -> Vec<String> {
            let entry = self.chat.room(self.room).expect("joined");
            let items: Vec<Item> = entry.timeline.iter().cloned().collect();
            lines(&items, entry.news, |ms| (ms / DAY) as i64)
                .iter()
                .map(|line| match line {
                    Line::Day(day) => format!("day {}", day.number),
                    Line::News(_, count) => format!("news {count}"),
                    Line::Said(_, RowState { place: RowPlace::First, .. }) => "first".to_owned(),
                    Line::Said(_, RowState { place: RowPlace::Follows, .. }) => "follows".to_owned(),
                })
                .collect()
        }
    }

    #[wasm_bindgen_test]
    fn one_author_within_five_minutes_stands_together() {
        let mut story = Story::new();
        story
            .hear(r#"{"user":"Lucy","say":"1"}"#, DAY)
            .hear(r#"{"user":"Lucy","say":"2"}"#, DAY + 5 * MINUTE)
            .hear(r#"{"user":"Lucy","say":"3"}"#, DAY + 11 * MINUTE)
            .hear(r#"{"user":"Ann","say":"4"}"#, DAY + 11 * MINUTE)
            .hear("plain", DAY + 11 * MINUTE);
        assert_eq!(story.rows(), ["day 1", "first", "follows", "first", "first", "first"]);
    }

    #[wasm_bindgen_test]
    fn what_waits_since_yesterday_stands_under_its_own_day() {
        let mut story = Story::new();
        story
            .say("waits since yesterday", DAY)
            .hear(r#"{"user":"Ann","say":"1"}"#, DAY)
            .hear(r#"{"user":"Ann","say":"2"}"#, 2 * DAY);
        assert_eq!(story.rows(), ["day 1", "first", "day 2", "first", "day 1", "first"]);
    }

    #[wasm_bindgen_test]
    fn a_senders_clock_is_believed_about_the_past_but_not_about_the_future() {
        let mut story = Story::new();
        story.hear(&[r#"{"user":"A","say":"late","ts":"#, &DAY.to_string(), "}"].concat(), 2 * DAY);
        story.hear(&[r#"{"user":"A","say":"ahead","ts":"#, &(9 * DAY).to_string(), "}"].concat(), 2 * DAY);
        assert_eq!(story.rows(), ["day 1", "first", "day 2", "first"]);
    }

    #[wasm_bindgen_test]
    fn news_begin_where_nobody_had_looked() {
        let mut story = Story::new();
        story.chat.open(story.room);
        story.hear(r#"{"user":"Ann","say":"1"}"#, DAY);
        story.chat.close();
        story.hear(r#"{"user":"Ann","say":"2"}"#, DAY).hear(r#"{"user":"Ann","say":"3"}"#, DAY);
        story.chat.open(story.room);
        assert_eq!(story.rows(), ["day 1", "first", "news 2", "first", "follows"]);
    }
}
