//! The list of rooms, the way into a new one, the open room, and what can be chosen about it.

mod delivery;
mod dialog;
mod join;
mod line;
mod pane;
mod switcher;

pub(crate) use self::dialog::{Step, room_dialog, step};
pub(crate) use self::pane::room_pane;
pub(crate) use self::switcher::switcher;
use super::model::{Model, RoomLine};
use super::view::{el, rows, show};
use crate::chat::{Access, RoomKey};
use crate::i18n::RoomsStrings;
use crate::web::element::El;

pub(crate) fn list(model: Model) -> El {
    let text = &model.text.rooms;
    let keys = move || model.rooms.with(|rooms| rooms.iter().map(|line| u64::from(line.key.0)).collect());
    let row = move |key: u64| line::line(model, RoomKey(u32::try_from(key).unwrap_or(u32::MAX)));
    let nav = el("nav", "rooms")
        .attr("aria-label", text.region)
        .child(show(move || model.rooms.with(Vec::is_empty), move || el("p", "rooms-none").text(text.none)))
        .child(rows(el("ul", ""), keys, row));
    el("div", "side").child(el("h2", "side-title").text(text.region)).child(nav).child(join::join(model))
}

/// What sets a room apart from one that can be read and written.
fn mark(text: &RoomsStrings, room: &RoomLine) -> Option<El> {
    let (class, word) = match (room.access, room.is_feed) {
        (Access::Refused, _) => ("chip refused", text.refused),
        (_, true) => ("chip", text.feed),
        _ => return None,
    };
    Some(el("span", class).text(word))
}

/// The class that colours a room: by choice, else by its name.
fn tint(room: &RoomLine) -> String {
    match room.settings.colour {
        Some(colour) => ["tint-", &(u32::from(colour) % super::timeline::TINTS).to_string()].concat(),
        None => super::timeline::tint(&room.topic),
    }
}
