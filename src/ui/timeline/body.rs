//! What a message says, in each of its dialects. Received bytes become text nodes, or a file to keep; never HTML.

use std::sync::Arc;

use leptos::prelude::*;

use super::said::write_said;
use crate::chat::{Content, Message, Origin, RoomKey, hex_preview, indent, read_anyway};
use crate::ui::copy::{CopyWords, copy_button};
use crate::ui::model::Model;
use crate::ui::state::{Held, State};
use crate::ui::view::{button, el, on, words};
use crate::web::dom::Offer;
use crate::web::element::El;

const HEX_ROWS: usize = 8;
/// What is longer is folded: so many characters, or lines.
const LONG_TEXT: usize = 1_500;
const LONG_LINES: usize = 24;
/// Says that somebody does something.
const ACTION: &str = "/me ";

pub(super) fn body(model: Model, _room: RoomKey, message: &Arc<Message>) -> El {
    match &message.content {
        Content::Large(bytes) => large(model, bytes.len(), Arc::clone(message)),
        Content::Chat { say, .. } if say.starts_with(ACTION) => action(model, message, say),
        content => shown(model, content, message.origin),
    }
}

/// Everything but what is too large to be read unasked.
fn shown(model: Model, content: &Content, origin: Origin) -> El {
    match content {
        Content::Chat { say, .. } => text(model, say, origin),
        Content::Report { msg, time } => {
            let report = el("div", "bubble report").child(said(model, "p", msg, origin));
            report.maybe(time.as_ref().map(|time| el("p", "report-time").attr("dir", "auto").text(time)))
        }
        Content::Json(json) if !json.trim_start().starts_with(['{', '[']) => {
            // A number or another single value, of which there is nothing to fold.
            el("p", "bubble said").attr("dir", "ltr").child(el("code", "").text(json.trim()))
        }
        Content::Json(json) => folded_json(model, json.clone(), &content.summary()),
        Content::Text(said) => text(model, said, origin),
        Content::Binary(bytes) | Content::Large(bytes) => binary(model, bytes.clone()),
    }
}

fn text(model: Model, words: &str, origin: Origin) -> El {
    if words.is_empty() {
        return el("p", "bubble said blank").text(model.text.timeline.blank);
    }
    let bubble = said(model, "div", words, origin);
    let is_long = words.chars().nth(LONG_TEXT).is_some() || words.lines().nth(LONG_LINES).is_some();
    if is_long { fold(model, bubble) } else { bubble }
}

fn said(model: Model, tag: &str, words: &str, origin: Origin) -> El {
    let place = el(tag, "bubble said").attr("dir", "auto");
    // Only others can call us.
    let me = if origin == Origin::Own { String::new() } else { model.me.get_untracked() };
    write_said(&place, words, &me);
    place
}

/// The beginning, until somebody wants all of it.
fn fold(model: Model, bubble: El) -> El {
    let text = &model.text.history;
    bubble.toggle("folded", true);
    let is_folded = State::new(true);
    let body = bubble.clone();
    let turn = button("quiet unfold", "", move || {
        is_folded.update(|folded| *folded = !*folded);
        body.toggle("folded", is_folded.get_untracked());
    });
    let turn = words(turn, move || if is_folded.get() { text.fold } else { text.unfold }.to_owned());
    el("div", "foldable").child(bubble).child(turn)
}

/// `/me waves`, as the people of IRC have it: a sentence about its author.
fn action(model: Model, message: &Message, said: &str) -> El {
    let place = el("p", "bubble said action").attr("dir", "auto");
    let rest = said.strip_prefix(ACTION).unwrap_or(said);
    place.append(&el("bdi", "").text(message.author().unwrap_or(model.text.timeline.anonymous)));
    let _ = place.clone().text(" ");
    write_said(&place, rest, &model.me.get_untracked());
    place
}

/// Folded; indented only once somebody looks.
fn folded_json(model: Model, json: String, summary: &str) -> El {
    let text = &model.text.timeline;
    let json: Arc<str> = json.into();
    let copied = Arc::clone(&json);
    let pre = el("pre", "").attr("tabindex", "0").attr("dir", "ltr");
    let words = CopyWords { copy: text.copy, copied: text.copied, failed: text.copy_failed };
    let details = el("details", "bubble fold")
        .child(el("summary", "").child(el("code", "").attr("dir", "ltr").text(summary)))
        .child(pre.clone())
        .child(copy_button("quiet", words, move || indent(&copied)));
    let mut opened = false;
    on(&details, "toggle", move |_| {
        if !std::mem::replace(&mut opened, true) {
            pre.write(&indent(&json));
        }
    });
    details
}

fn binary(model: Model, bytes: Vec<u8>) -> El {
    const FILE_NAME: &str = "message.bin";
    let text = &model.text.timeline;
    let size = el("p", "").text(&(text.size)(bytes.len()));
    let hex = el("pre", "").attr("tabindex", "0").attr("dir", "ltr").text(&hex_preview(&bytes, HEX_ROWS));
    let offer = Held::new(None);
    let download = button("quiet", text.download, move || offer.set_value(Offer::new(&bytes, FILE_NAME)));
    el("div", "bubble binary").child(size).child(hex).child(download)
}

/// Its size, until somebody wants to see it all the same.
fn large(model: Model, size: usize, message: Arc<Message>) -> El {
    let text = &model.text.timeline;
    let place = el("div", "bubble large").child(el("p", "").text(&(text.large)(&(text.size)(size))));
    let here = place.clone();
    let owner = Owner::current();
    let show = button("quiet", text.show_anyway, move || {
        let Content::Large(bytes) = &message.content else { return };
        let content = read_anyway(bytes);
        let make = || shown(model, &content, message.origin);
        let whole = owner.as_ref().map_or_else(make, |owner| owner.with(make));
        here.clear();
        here.append(&whole);
    });
    place.child(show)
}
