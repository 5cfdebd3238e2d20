//! One message as a row: who, when, what, and how far it has come. It is made once; only its state changes.

use std::sync::Arc;

use super::body::body;
use super::lines::{RowPlace, RowState, moment};
use super::quote::quote;
use super::said::tint;
use super::status::own_status;
use super::walking::MENU;
use crate::chat::{Content, Message, Origin, RoomKey};
use crate::i18n::TimelineStrings;
use crate::ui::model::{Modal, Model};
use crate::ui::state::State;
use crate::ui::view::{el, icon_button, watch};
use crate::web::element::El;
use crate::web::intl;

pub(super) fn row(
    model: Model,
    room: RoomKey,
    message: &Arc<Message>,
    state: State<RowState>,
    shows_topic: bool,
) -> El {
    let text = &model.text.timeline;
    let is_own = message.origin == Origin::Own;
    let key = message.key;
    let row = el("article", if is_own { "message own" } else { "message" })
        .attr("data-key", &key.0.to_string())
        .attr("data-id", message.id().unwrap_or_default())
        .attr("data-user", message.author().unwrap_or_default());
    let here = row.clone();
    watch(move || {
        // The row may be on its way out.
        if let Some(now) = state.try_get() {
            here.set("data-status", Some(now.status.as_str()));
            here.toggle("follows", now.place == RowPlace::Follows);
        }
    });
    let more = icon_button(&["bare ", MENU].concat(), "more", model.text.menu.more, move || {
        model.open_modal(Modal::Message(room, key));
    });
    let more = more.attr("tabindex", "-1");
    row.child(meta(model, text, message, shows_topic))
        .maybe(quote(model, room, message))
        .child(el("div", "line").child(body(model, room, message)).child(more))
        .maybe(is_own.then(|| own_status(model, room, key, state)))
}

fn meta(model: Model, text: &TimelineStrings, message: &Message, shows_topic: bool) -> El {
    let moment = moment(message);
    let (time, full) = model.clock.with_value(|clock| (clock.time(moment), clock.full(moment)));
    let (who, colour) = author(text, message);
    let is_retained = matches!(message.origin, Origin::Received { retained: true, .. });
    let retained =
        is_retained.then(|| el("span", "retained").attr("title", text.retained_title).text(text.retained));
    let time = el("time", "").attr("datetime", &intl::iso(moment)).attr("title", &full).text(&time);
    el("header", "meta")
        .child(el("bdi", &colour).text(&who))
        .maybe(shows_topic.then(|| el("bdi", "topic").text(&message.topic)))
        .child(time)
        .maybe(retained)
}

/// Who or what speaks, and the class that colours it.
pub(super) fn author(text: &TimelineStrings, message: &Message) -> (String, String) {
    let nobody = |word: &str| (word.to_owned(), "author nobody".to_owned());
    match (&message.content, message.author()) {
        (_, Some(name)) => (name.to_owned(), ["author ", &tint(name)].concat()),
        (Content::Chat { .. }, None) => nobody(text.anonymous),
        (Content::Report { .. }, None) => nobody(text.device),
        (Content::Json(_), None) => nobody(text.data),
        (Content::Text(_), None) => nobody(text.plain),
        (Content::Binary(_), None) => nobody(text.bytes),
        (Content::Large(_), None) => nobody(text.oversized),
    }
}
