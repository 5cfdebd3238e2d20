//! What the keyboard does anywhere on the page, and the lists of keys and commands.

use super::composer::{BOX, all_commands};
use super::dialog::frame;
use super::model::{Modal, Model, Place};
use super::people;
use super::rooms::{Step, step};
use super::view::{el, on_anywhere};
use crate::engine::Stage;
use crate::web::dom;
use crate::web::element::{El, Event};

pub(crate) fn listen(model: Model) {
    on_anywhere("keydown", move |event| {
        let free = model.stage.get_untracked() == Stage::In && !event.is_composing() && !event.is_prevented();
        if free && model.modal.with_untracked(Option::is_none) && press(model, &event) {
            event.prevent();
        }
    });
}

fn press(model: Model, event: &Event) -> bool {
    let key = event.key();
    match (key.as_str(), event.ctrl(), event.alt()) {
        ("k" | "K", true, false) => model.open_modal(Modal::Switcher),
        ("f" | "F", true, false) if event.shift() => model.go(Place::Search),
        (",", true, false) => model.go(Place::Settings),
        ("/", true, false) => model.open_modal(Modal::Keys),
        ("?", false, false) if !event.is_in("input, textarea, select") => model.open_modal(Modal::Keys),
        ("ArrowUp", false, true) if event.shift() => return move_open(model, Step::Up),
        ("ArrowDown", false, true) if event.shift() => return move_open(model, Step::Down),
        ("ArrowUp", false, true) => return neighbour(model, Step::Up),
        ("ArrowDown", false, true) => return neighbour(model, Step::Down),
        ("a" | "A" | "å", false, true) => return next_unread(model),
        ("r" | "R", false, true) => return answer_last(model),
        ("p" | "P", false, true) => people::toggle(model),
        ("Escape", false, false) => return escape(model),
        _ => return false,
    }
    true
}

fn move_open(model: Model, way: Step) -> bool {
    model.open.get_untracked().map(|room| step(model, room, way)).is_some()
}

fn neighbour(model: Model, way: Step) -> bool {
    let open = model.open.get_untracked();
    let next = model.rooms.with_untracked(|rooms| {
        let at = rooms.iter().position(|line| Some(line.key) == open);
        let to = match (at, way) {
            (Some(at), Step::Up) => at.checked_sub(1)?,
            (Some(at), Step::Down) => at + 1,
            (None, _) => 0,
        };
        rooms.get(to).map(|line| line.key)
    });
    next.map(|room| model.open_room(room)).is_some()
}

/// Mentions first, then the room below that has something unread, and round again.
fn next_unread(model: Model) -> bool {
    let open = model.open.get_untracked();
    let next = model.rooms.with_untracked(|rooms| {
        let at = rooms.iter().position(|line| Some(line.key) == open).map_or(0, |at| at + 1);
        let (before, after) = rooms.split_at_checked(at).unwrap_or((rooms, &[]));
        let round = || after.iter().chain(before);
        let mentioned = round().find(|line| line.mentions > 0);
        mentioned.or_else(|| round().find(|line| line.unread > 0)).map(|line| line.key)
    });
    next.map(|room| model.open_room(room)).is_some()
}

fn answer_last(model: Model) -> bool {
    let Some(room) = model.open.get_untracked() else { return false };
    let last = model.chat(|chat| {
        let others = chat.room(room)?.timeline.iter().rev();
        let can = |item: &&crate::chat::Item| {
            item.message.id().is_some() && item.message.origin != crate::chat::Origin::Own
        };
        others.clone().find(can).map(|item| item.message.key)
    });
    last.flatten().map(|key| model.answering.set(Some((room, key)))).is_some()
}

/// Back to the messages, or to the box.
fn escape(model: Model) -> bool {
    match model.place.get_untracked() {
        Place::Search | Place::Settings | Place::People => model.go_back(),
        Place::Messages => dom::focus_by_id(BOX),
        Place::Rooms => return false,
    }
    true
}

pub(crate) fn list(model: Model) -> El {
    let text = &model.text.keys;
    let keys = [
        ("Enter", text.send),
        ("Shift+Enter", text.newline),
        ("↑", text.recall),
        ("Tab ↑ ↓", text.menus),
        ("Alt+R", text.reply),
        ("Ctrl+K", text.switch),
        ("Alt+↑", text.previous),
        ("Alt+↓", text.next),
        ("Alt+A", text.unread),
        ("Ctrl+Shift+F", text.search),
        ("Alt+P", text.people),
        ("Ctrl+,", text.settings),
        ("Esc", text.escape),
        ("?  Ctrl+/", text.help),
    ];
    let rows = keys.map(|(key, means)| row(key, means));
    frame(model, "keys", text.title)
        .child(el("dl", "key-list").children(rows.into_iter().flatten().collect()))
}

pub(crate) fn commands(model: Model) -> El {
    let text = &model.text.commands;
    let rows = all_commands().into_iter().flat_map(|(words, _)| {
        let command = words(text);
        row(["/", command.name, " ", command.args].concat().trim(), command.means)
    });
    frame(model, "keys", text.help_title).child(el("dl", "key-list").children(rows.collect()))
}

fn row(key: &str, means: &str) -> [El; 2] {
    [el("dt", "").child(el("kbd", "").text(key)), el("dd", "").text(means)]
}
