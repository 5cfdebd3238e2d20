//! The frame: the bar, the alert, and the panes, of which a narrow screen shows one at a time.

mod alert;
mod sign_out;
mod top_bar;

pub(crate) use self::alert::{ALERT, alert};
pub(crate) use self::sign_out::sign_out;
pub(crate) use self::top_bar::top_bar;
use super::model::{Model, Place};
use super::view::{attribute, class_if, el, show, slot, words};
use super::{people, rooms, search, settings};
use crate::web::element::El;

/// Rooms, messages and people, connected or not.
pub(crate) fn shell(model: Model) -> El {
    let main = el("main", "shell");
    let main = attribute(main, "data-place", move || Some(model.place.get().as_str().to_owned()));
    let main = class_if(main, "with-people", move || shows_people(model));
    let panes = main
        .child(rooms::list(model))
        .child(
            el("section", "place").child(slot(move || which(model), move |which| Some(place(model, which)))),
        )
        .child(show(move || shows_people(model), move || people::pane(model)));
    el("div", "slot").child(alert(model)).child(panes)
}

const NOWHERE: u64 = u64::MAX;
const SEARCH: u64 = u64::MAX - 1;
const SETTINGS: u64 = u64::MAX - 2;

/// What is in the middle; a room by its key.
fn which(model: Model) -> u64 {
    match model.place.get() {
        Place::Search => SEARCH,
        Place::Settings => SETTINGS,
        Place::Rooms | Place::Messages | Place::People => {
            model.open.get().map_or(NOWHERE, |room| u64::from(room.0))
        }
    }
}

fn place(model: Model, which: u64) -> El {
    match (which, model.open.get_untracked()) {
        (SEARCH, _) => search::page(model),
        (SETTINGS, _) => settings::page(model),
        (_, Some(room)) => rooms::room_pane(model, room),
        (_, None) => nowhere(model),
    }
}

fn shows_people(model: Model) -> bool {
    let wanted = model.people_shown.get() || model.place.get() == Place::People;
    let in_room = model.open.get().and_then(|room| model.line(room)).is_some_and(|line| !line.is_feed);
    wanted && in_room && !matches!(model.place.get(), Place::Search | Place::Settings)
}

/// Beside the list while no room is open.
fn nowhere(model: Model) -> El {
    let text = &model.text.rooms;
    let say = move || if model.rooms.with(Vec::is_empty) { text.none_hint } else { text.choose };
    el("div", "empty")
        .child(el("span", "mark").attr("aria-hidden", "true"))
        .child(words(el("p", ""), move || say().to_owned()))
}
