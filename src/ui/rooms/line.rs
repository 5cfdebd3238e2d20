//! One room of the list. The row stays while its counts change, so that the focus does too.

use super::{mark, tint};
use crate::chat::{Access, Notify, RoomKey};
use crate::engine::Command;
use crate::ui::model::{Model, Place, RoomLine};
use crate::ui::state::{Derived, State};
use crate::ui::view::{attribute, class_if, el, icon, icon_button, next_frame, on, watch};
use crate::web::clock;
use crate::web::element::El;
use crate::web::intl;

pub(super) fn line(model: Model, key: RoomKey) -> El {
    let text = &model.text.rooms;
    let skipped = State::new(false);
    let line = Derived::new(move |before: Option<&Option<RoomLine>>| {
        let now = if skipped.get() { model.line_at_rest(key) } else { model.line(key) };
        // A room that is going keeps its face until its row is gone.
        now.or_else(|| before.cloned().flatten())
    });
    let Some(first) = line.get_untracked() else { return el("li", "") };
    let is_open = move || model.open.get() == Some(key);
    let inside = el("span", "slot");
    let place = inside.clone();
    let mut face: Option<Face> = None;
    watch(move || {
        line.with(|line| match (face.take(), line) {
            (before, Some(line)) => face = Some(Face::drawn(before, model, line, &place)),
            (_, None) => place.clear(),
        });
    });
    let open = el("button", "room-open").attr("type", "button").child(inside);
    on(&open, "click", move |_| model.open_room(key));
    let open = attribute(open, "aria-current", move || is_open().then(|| "true".to_owned()));
    take_focus_back(model, key, &open);
    let leave = icon_button("bare room-leave", "close", &(text.leave)(&first.topic), move || {
        model.send(Command::Leave(key));
    });
    let row = el("li", "room").child(open).child(leave);
    // Told by browsers that leave out what is out of sight (style/rooms.css).
    on(&row, "contentvisibilityautostatechange", move |event| skipped.set(event.is_skipped()));
    let row = class_if(row, "current", is_open);
    let row = class_if(row, "muted", move || is(line, |line| line.settings.notify == Notify::None));
    class_if(row, "unread", move || is(line, |line| line.unread != 0))
}

fn is(line: Derived<Option<RoomLine>>, what: fn(&RoomLine) -> bool) -> bool {
    line.with(|line| line.as_ref().is_some_and(what))
}

/// A row as it is drawn. In a flood the news of many rooms change with each frame: of those only the words are written,
/// and only those that are others.
struct Face {
    line: RoomLine,
    time: El,
    author: El,
    said: El,
    mentions: Badge,
    unread: Badge,
}

/// A number, and what it says to who can't see it.
struct Badge {
    sign: El,
    said: El,
}

impl Face {
    fn drawn(before: Option<Self>, model: Model, line: &RoomLine, place: &El) -> Self {
        let is_news = |before: &Self| {
            before.line.differs_by_news(line) && (line.last.is_some() || before.line.last.is_none())
        };
        let face = before.filter(is_news).unwrap_or_else(|| Self::new(model, line, place));
        face.tell(model, line);
        Self { line: line.clone(), ..face }
    }

    fn new(model: Model, line: &RoomLine, place: &El) -> Self {
        let text = &model.text.rooms;
        let nothing = if line.access == Access::Asking { text.asking } else { text.silent };
        let face = Self {
            line: RoomLine { unread: 0, mentions: 0, last: None, ..line.clone() },
            time: el("time", "room-time"),
            author: el("bdi", ""),
            said: el("span", "").text(nothing),
            mentions: Badge::new("badge mention"),
            unread: Badge::new("badge"),
        };
        place.clear();
        place.append(&avatar(line));
        place.append(&face.words(model));
        face
    }

    fn words(&self, model: Model) -> El {
        let (text, line) = (&model.text.rooms, &self.line);
        // The name begins with the topic, whatever it is called here.
        let renamed =
            (line.name() != line.topic).then(|| el("span", "visually-hidden").text(&line.topic).text(" "));
        let head = el("span", "room-head")
            .maybe(renamed)
            .child(el("bdi", "room-topic").text(line.name()))
            .text(" ")
            .maybe(mark(text, line))
            .maybe((line.settings.notify == Notify::None).then(|| muted(model)))
            .child(self.time.clone());
        let last =
            el("span", "room-last").attr("dir", "auto").child(self.author.clone()).child(self.said.clone());
        let badges = el("span", "badges");
        for badge in [&self.mentions, &self.unread] {
            badges.append(&badge.sign);
            badges.append(&badge.said);
        }
        let foot = el("span", "room-foot").child(last).text(" ").child(badges);
        el("span", "room-words").child(head).text(" ").child(foot)
    }

    fn tell(&self, model: Model, line: &RoomLine) {
        let (text, before) = (&model.text.rooms, &self.line);
        if before.mentions != line.mentions {
            self.mentions.tell("@", line.mentions, text.mentions);
        }
        if before.unread != line.unread {
            self.unread.tell("", line.unread, text.unread);
        }
        if before.last != line.last
            && let Some((author, said, moment)) = &line.last
        {
            self.tell_time(model, *moment);
            self.author.write(author);
            let colon = if author.is_empty() { "" } else { ": " };
            self.said.write(&[colon, said].concat());
        }
    }

    fn tell_time(&self, model: Model, moment: u64) {
        const MINUTE: u64 = 60_000;
        let minute = moment / MINUTE;
        if self.line.last.as_ref().is_none_or(|(_, _, before)| before / MINUTE != minute) {
            self.time.set("datetime", Some(&intl::iso(minute * MINUTE)));
            self.time.write(&model.clock.with_value(|by| by.short(moment, clock::wall())));
        }
    }
}

impl Badge {
    fn new(class: &str) -> Self {
        let badge =
            Self { sign: el("span", class).attr("aria-hidden", "true"), said: el("span", "visually-hidden") };
        badge.show_if(0);
        badge
    }

    /// Of nothing there is no badge.
    fn show_if(&self, count: u32) {
        for part in [&self.sign, &self.said] {
            part.set("hidden", (count == 0).then_some(""));
        }
    }

    fn tell(&self, mark: &str, count: u32, words: fn(u32) -> String) {
        const MOST_SHOWN: u32 = 999;
        let number = if count > MOST_SHOWN { "999+".to_owned() } else { count.to_string() };
        self.sign.write(&[mark, &number].concat());
        self.said.write(&[&words(count), " "].concat());
        self.show_if(count);
    }
}

fn avatar(line: &RoomLine) -> El {
    let sign = match (&line.direct, line.is_feed) {
        (Some(name), _) => name.chars().next().map(String::from),
        (None, true) => Some("≋".to_owned()),
        (None, false) => Some("#".to_owned()),
    };
    el("span", &["room-sign ", &tint(line)].concat())
        .attr("aria-hidden", "true")
        .text(&sign.unwrap_or_default())
}

fn muted(model: Model) -> El {
    let word = el("span", "visually-hidden").text(model.text.place.muted).text(" ");
    el("span", "slot").child(icon("mute")).child(word)
}

/// Coming back from a room on a narrow screen, the focus is on its row, once that can be seen.
fn take_focus_back(model: Model, key: RoomKey, button: &El) {
    let button = button.clone();
    let mut before = Place::Rooms;
    watch(move || {
        let place = model.place.get();
        let came_back = before != Place::Rooms && place == Place::Rooms;
        before = place;
        if came_back && model.open.get_untracked() == Some(key) {
            let button = button.clone();
            next_frame(move || button.focus_unless_typing());
        }
    });
}
