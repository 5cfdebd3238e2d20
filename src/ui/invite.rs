//! Asking others in: a link and its QR code, never with a password; and the question when such a link was followed.

use leptos::prelude::*;

use super::copy::{CopyWords, copy_button};
use super::dialog::frame;
use super::model::{Modal, Model};
use super::view::{button, el};
use crate::chat::RoomKey;
use crate::engine::{Command, Prefill, Stage};
use crate::web::element::El;
use crate::web::page;

pub(crate) fn dialog(model: Model, room: RoomKey) -> El {
    let text = &model.text.invite;
    let Some(line) = untrack(|| model.line(room)) else { return frame(model, "", "") };
    let broker = model.form.with_value(|form| form.start.broker.clone());
    let link = page::link(
        &Prefill { broker: Some(broker), room: Some(line.topic.clone()), name: None }.to_fragment(),
    );
    let words = CopyWords { copy: text.copy, copied: text.copied, failed: model.text.listeners.copy_failed };
    let field = el("input", "").attr("readonly", "").attr("dir", "ltr").attr("aria-label", text.link);
    field.set_value(&link);
    let copied = link.clone();
    let row = el("div", "join-line").child(field).child(copy_button("", words, move || copied.clone()));
    let shared = link.clone();
    let share = page::can_share().then(|| button("", text.share, move || page::share(&shared)));
    frame(model, "invite", &(text.title)(line.name()))
        .child(el("p", "").text(text.means))
        .child(row)
        .maybe(share)
        .maybe(code(&link).map(|code| code.attr("aria-label", text.qr)))
}

/// The link as a QR code, drawn as one path.
fn code(link: &str) -> Option<El> {
    const QUIET_ZONE: i32 = 4;
    let code = qrcodegen::QrCode::encode_text(link, qrcodegen::QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            for part in ["M", &(x + QUIET_ZONE).to_string(), " ", &(y + QUIET_ZONE).to_string(), "h1v1h-1z"] {
                path.push_str(part);
            }
        }
    }
    let size = size.to_string();
    let drawing = El::svg("svg")
        .attr("class", "qr")
        .attr("role", "img")
        .attr("viewBox", &["0 0 ", &size, " ", &size].concat())
        .attr("shape-rendering", "crispEdges");
    let ground = El::svg("rect").attr("class", "qr-ground").attr("width", &size).attr("height", &size);
    Some(drawing.child(ground).child(El::svg("path").attr("d", &path)))
}

/// A link that somebody followed while signed in: nothing is joined without a word.
pub(crate) fn question(model: Model, invited: Prefill) -> El {
    let text = &model.text.invite;
    let here = model.form.with_value(|form| form.start.broker.clone());
    let room = invited.room.clone().unwrap_or_default();
    let other = invited.broker.as_ref().filter(|broker| **broker != here);
    let words = match other {
        Some(other) => (text.ask_other)(other, &here),
        None => (text.ask)(&room, &here),
    };
    let join = move || {
        model.close_modal();
        model.send(Command::Join(room.clone()));
    };
    let actions = el("div", "actions")
        .maybe(other.is_none().then(|| button("primary", text.join, join)))
        .child(button("quiet", text.stay, move || model.close_modal()));
    frame(model, "narrow", text.ask_title).child(el("p", "").attr("dir", "auto").text(&words)).child(actions)
}

/// A link was followed while the page is open: asks, if it leads to a room that is not here.
pub(crate) fn look_at_link(model: Model) {
    let invited = Prefill::from_fragment(&page::fragment());
    if model.stage.get_untracked() != Stage::In {
        return;
    }
    let Some(room) = invited.room.clone() else { return };
    let here = model.form.with_value(|form| form.start.broker.clone());
    let elsewhere = invited.broker.as_ref().is_some_and(|broker| *broker != here);
    let known =
        model.rooms.with_untracked(|rooms| rooms.iter().find(|line| line.topic == room).map(|line| line.key));
    match known {
        Some(room) if !elsewhere => model.open_room(room),
        _ => model.open_modal(Modal::Invited(invited)),
    }
}
