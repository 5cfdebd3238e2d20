//! One room of the list. The row stays while its counts change, so that the focus does too.

use leptos::prelude::*;

use super::{mark, tint};
use crate::chat::{Access, Notify, RoomKey};
use crate::engine::Command;
use crate::ui::model::{Model, Place, RoomLine};
use crate::ui::view::{attribute, class_if, el, icon, icon_button, on, watch};
use crate::web::clock;
use crate::web::element::El;
use crate::web::intl;

pub(super) fn line(model: Model, key: RoomKey) -> El {
    let text = &model.text.rooms;
    let line = Memo::new(move |before: Option<&Option<RoomLine>>| {
        // A room that is going keeps its face until its row is gone.
        model.line(key).or_else(|| before.cloned().flatten())
    });
    let Some(first) = line.get_untracked() else { return el("li", "") };
    let is_open = move || model.open.get() == Some(key);
    let inside = el("span", "slot");
    let face = inside.clone();
    watch(move || {
        face.clear();
        if let Some(line) = line.get() {
            face.append(&avatar(&line));
            face.append(&words(model, &line));
        }
    });
    let open = el("button", "room-open").attr("type", "button").child(inside);
    on(&open, "click", move |_| model.open_room(key));
    let open = attribute(open, "aria-current", move || is_open().then(|| "true".to_owned()));
    take_focus_back(model, key, &open);
    let leave = icon_button("bare room-leave", "close", &(text.leave)(&first.topic), move || {
        model.send(Command::Leave(key));
    });
    let row = el("li", "room").child(open).child(leave);
    let row = class_if(row, "current", is_open);
    let row = class_if(row, "muted", move || is(line, |line| line.settings.notify == Notify::None));
    class_if(row, "unread", move || is(line, |line| line.unread != 0))
}

fn is(line: Memo<Option<RoomLine>>, what: fn(&RoomLine) -> bool) -> bool {
    line.with(|line| line.as_ref().is_some_and(what))
}

fn avatar(line: &RoomLine) -> El {
    let sign = match (&line.direct, line.is_feed) {
        (Some(name), _) => name.chars().next().map(|first| first.to_uppercase().to_string()),
        (None, true) => Some("≋".to_owned()),
        (None, false) => Some("#".to_owned()),
    };
    el("span", &["room-sign ", &tint(line)].concat())
        .attr("aria-hidden", "true")
        .text(&sign.unwrap_or_default())
}

fn words(model: Model, line: &RoomLine) -> El {
    let text = &model.text.rooms;
    let time = line.last.as_ref().map(|(_, _, moment)| {
        el("time", "room-time")
            .attr("datetime", &intl::iso(*moment))
            .text(&model.clock.with_value(|by| by.short(*moment, clock::wall())))
    });
    // The name begins with the topic, whatever it is called here.
    let renamed =
        (line.name() != line.topic).then(|| el("span", "visually-hidden").text(&line.topic).text(" "));
    let head = el("span", "room-head")
        .maybe(renamed)
        .child(el("bdi", "room-topic").text(line.name()))
        .text(" ")
        .maybe(mark(text, line))
        .maybe((line.settings.notify == Notify::None).then(|| muted(model)))
        .maybe(time);
    let foot = el("span", "room-foot").child(last(model, line)).text(" ").child(badges(model, line));
    el("span", "room-words").child(head).text(" ").child(foot)
}

fn muted(model: Model) -> El {
    let word = el("span", "visually-hidden").text(model.text.place.muted).text(" ");
    el("span", "slot").child(icon("mute")).child(word)
}

fn badges(model: Model, line: &RoomLine) -> El {
    const MOST_SHOWN: u32 = 999;
    let text = &model.text.rooms;
    let number = |count: u32| if count > MOST_SHOWN { "999+".to_owned() } else { count.to_string() };
    let badge = |class: &str, sign: &str, count: u32, said: String| {
        el("span", "slot")
            .child(el("span", class).attr("aria-hidden", "true").text(&[sign, &number(count)].concat()))
            .child(el("span", "visually-hidden").text(&said).text(" "))
    };
    el("span", "badges")
        .maybe(
            (line.mentions > 0)
                .then(|| badge("badge mention", "@", line.mentions, (text.mentions)(line.mentions))),
        )
        .maybe((line.unread > 0).then(|| badge("badge", "", line.unread, (text.unread)(line.unread))))
}

fn last(model: Model, line: &RoomLine) -> El {
    let text = &model.text.rooms;
    let place = el("span", "room-last").attr("dir", "auto");
    match (&line.last, line.access) {
        (Some((author, said, _)), _) if author.is_empty() => place.text(said),
        (Some((author, said, _)), _) => place.child(el("bdi", "").text(author)).text(": ").text(said),
        (None, Access::Asking) => place.text(text.asking),
        (None, _) => place.text(text.silent),
    }
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
            request_animation_frame(move || button.focus());
        }
    });
}
