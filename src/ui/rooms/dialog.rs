//! What can be chosen about one room, and the ways out of it.

use leptos::prelude::*;

use super::delivery;
use crate::chat::{Notify, RoomKey, RoomSettings};
use crate::engine::Command;
use crate::ui::copy::{CopyWords, copy_button};
use crate::ui::dialog::frame;
use crate::ui::model::{Ask, Modal, Model, RoomLine};
use crate::ui::timeline::TINTS;
use crate::ui::view::{button, el, on};
use crate::web::element::El;

const ALIAS: &str = "alias";
const NOTIFY: &str = "notify";

pub(crate) fn room_dialog(model: Model, room: RoomKey) -> El {
    let text = &model.text.place;
    let Some(line) = untrack(|| model.line(room)) else { return frame(model, "", text.title) };
    let topic = line.topic.clone();
    let words = &model.text.listeners;
    let copy = CopyWords { copy: text.copy_topic, copied: words.copied, failed: words.copy_failed };
    let head = el("p", "dialog-topic")
        .child(el("code", "").attr("dir", "ltr").text(&line.topic))
        .child(copy_button("quiet", copy, move || topic.clone()));
    let mut dialog = frame(model, "room-dialog", text.title).child(head).child(alias(model, &line));
    dialog = dialog.child(colours(model, &line)).child(notify(model, &line));
    if !line.is_feed {
        dialog = dialog.child(delivery::choice(model, room));
    }
    dialog.child(order(model, room)).child(ways_out(model, &line))
}

/// Changes one part of what was chosen, as it is by then.
fn change(model: Model, room: RoomKey, change: impl FnOnce(&mut RoomSettings)) {
    if let Some(mut settings) = model.settings(room) {
        change(&mut settings);
        model.send(Command::SetRoom { room, settings });
    }
}

fn alias(model: Model, line: &RoomLine) -> El {
    let (text, room) = (&model.text.place, line.key);
    let field = el("input", "")
        .attr("id", ALIAS)
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("maxlength", "80")
        .attr("placeholder", &line.topic)
        .attr("translate", "no")
        .attr("autocomplete", "off");
    field.set_value(&line.settings.alias);
    let typed = field.clone();
    on(&field, "change", move |_| {
        change(model, room, |settings| settings.alias = typed.value().trim().to_owned())
    });
    el("div", "field")
        .child(el("label", "").attr("for", ALIAS).text(text.alias))
        .child(field)
        .child(el("p", "hint").text(text.alias_hint))
}

fn colours(model: Model, line: &RoomLine) -> El {
    let (text, room) = (&model.text.place, line.key);
    let choice = |name: String, class: String, colour: Option<u8>| {
        let radio = el("input", "").attr("type", "radio").attr("name", "colour").attr("aria-label", &name);
        radio.set_checked(line.settings.colour == colour);
        on(&radio, "change", move |_| change(model, room, |settings| settings.colour = colour));
        el("label", &["swatch ", &class].concat()).attr("title", &name).child(radio)
    };
    let mut all = vec![choice(text.colour_none.to_owned(), "none".to_owned(), None)];
    for colour in 0..TINTS as u8 {
        let class = ["tint-", &colour.to_string()].concat();
        all.push(choice((text.colour_name)(colour), class, Some(colour)));
    }
    el("fieldset", "field swatches").child(el("legend", "").text(text.colour)).children(all)
}

fn notify(model: Model, line: &RoomLine) -> El {
    let (text, room) = (&model.text.place, line.key);
    let all = [
        ("all", text.notify_all, Notify::All),
        ("mentions", text.notify_mentions, Notify::Mentions),
        ("none", text.notify_none, Notify::None),
    ];
    let select = el("select", "").attr("id", NOTIFY);
    for (value, word, notify) in all {
        select.append(&el("option", "").attr("value", value).text(word));
        if line.settings.notify == notify {
            select.set_value(value);
        }
    }
    let picked = select.clone();
    on(&select, "change", move |_| {
        let value = picked.value();
        if let Some((_, _, notify)) = all.iter().find(|(word, ..)| *word == value) {
            change(model, room, |settings| settings.notify = *notify);
        }
    });
    el("div", "field").child(el("label", "").attr("for", NOTIFY).text(text.notify)).child(select)
}

fn order(model: Model, room: RoomKey) -> El {
    let text = &model.text.place;
    el("div", "actions")
        .child(button("", text.move_up, move || step(model, room, Step::Up)))
        .child(button("", text.move_down, move || step(model, room, Step::Down)))
        .child(button("", text.invite, move || model.open_modal(Modal::Invite(room))))
}

/// Which way a room goes in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Up,
    Down,
}

pub(crate) fn step(model: Model, room: RoomKey, step: Step) {
    let at = model.chat(|chat| chat.rooms().iter().position(|entry| entry.key == room)).flatten();
    let to = match (step, at) {
        (Step::Up, Some(at)) => at.checked_sub(1),
        (Step::Down, Some(at)) => Some(at + 1),
        (_, None) => None,
    };
    if let Some(to) = to {
        model.send(Command::MoveRoom { room, to });
    }
}

fn ways_out(model: Model, line: &RoomLine) -> El {
    let (text, room) = (&model.text.place, line.key);
    let clear = move || {
        model.open_modal(Modal::Ask(Ask {
            title: text.clear,
            means: text.clear_means.to_owned(),
            word: text.clear_do,
            yes: |model| {
                let room = model.open.get_untracked();
                model.send(Command::ClearHistory { room });
            },
        }));
    };
    let leave = move || {
        model.close_modal();
        model.send(Command::Leave(room));
    };
    el("div", "actions apart")
        .child(button("danger", text.clear, clear))
        .child(button("danger", text.leave, leave))
        .child(el("p", "hint").text(text.leave_means))
}
