//! What is asked or shown above all else. There is one at a time; Esc, a press beside it, or its own buttons close it, and
//! the focus goes back to where it was.

use super::model::{Modal, Model};
use super::view::{el, icon_button, next_frame, on, slot, watch};
use super::{invite, keys, message, rooms, shell};
use crate::web::element::El;

const TITLE: &str = "dialog-title";

/// The place of whatever dialog is open.
pub(crate) fn dialogs(model: Model) -> El {
    give_the_focus_back(model);
    slot(
        move || model.modal.with(|modal| modal.as_ref().map_or(0, |modal| modal.number)),
        move |_| {
            let modal = model.modal.get_untracked()?;
            let dialog = match modal.what {
                Modal::SignOut => shell::sign_out(model),
                Modal::Room(room) => rooms::room_dialog(model, room),
                Modal::Message(room, key) => message::menu(model, room, key),
                Modal::Inspect(room, key) => message::inspect(model, room, key),
                Modal::Invite(room) => invite::dialog(model, room),
                Modal::Invited(invited) => invite::question(model, invited),
                Modal::Switcher => rooms::switcher(model),
                Modal::Keys => keys::list(model),
                Modal::Commands => keys::commands(model),
                Modal::Ask(ask) => ask_first(model, ask),
            };
            Some(open(model, dialog))
        },
    )
}

/// Browsers do so for a dialog that they close themselves, but not where another took its place.
fn give_the_focus_back(model: Model) {
    let mut from = None;
    watch(move || {
        let is_open = model.modal.with(Option::is_some);
        match (is_open, from.take()) {
            (true, None) => from = El::focused(),
            (true, known) => from = known,
            (false, Some(before)) => next_frame(move || {
                if El::focused() == El::body() {
                    before.focus();
                }
            }),
            (false, None) => {}
        }
    });
}

/// Its frame: a title, and a way out.
pub(crate) fn frame(model: Model, class: &str, title: &str) -> El {
    let close = icon_button("bare dialog-close", "close", model.text.menu.close, move || model.close_modal());
    let head = el("header", "dialog-head")
        .child(el("h2", "").attr("id", TITLE).attr("dir", "auto").text(title))
        .child(close);
    el("dialog", &["dialog ", class].concat()).attr("aria-labelledby", TITLE).child(head)
}

/// A question that can't be taken back.
fn ask_first(model: Model, ask: super::model::Ask) -> El {
    let yes = ask.yes;
    let go = move || {
        model.close_modal();
        yes(model);
    };
    let actions = el("div", "actions")
        .child(super::view::button("danger", ask.word, go))
        .child(super::view::button("quiet", model.text.connection.stay, move || model.close_modal()));
    frame(model, "narrow", ask.title).child(el("p", "").text(&ask.means)).child(actions)
}

fn open(model: Model, dialog: El) -> El {
    on(&dialog, "close", move |_| model.close_modal());
    let outside = dialog.clone();
    on(&dialog, "click", move |event| {
        // The backdrop is the dialog itself; what is in it is not.
        if event.target().as_ref() == Some(&outside) {
            model.close_modal();
        }
    });
    let shown = dialog.clone();
    next_frame(move || shown.show_modal());
    dialog
}
