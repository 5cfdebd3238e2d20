//! The bar above everything: how the connection is, and the ways to what is not a room.

use std::borrow::Cow;
use std::time::Duration;

use crate::engine::{Command, Connection, Stage};
use crate::i18n::ConnectionStrings;
use crate::ui::model::{Model, Place};
use crate::ui::state::State;
use crate::ui::view::{attribute, button, el, every, icon_button, show, watch, words};
use crate::web::clock;
use crate::web::element::El;

pub(crate) fn top_bar(model: Model) -> El {
    let brand = el("h1", "brand").child(el("span", "mark").attr("aria-hidden", "true"));
    let bar = el("header", "bar")
        .child(brand.child(el("span", "brand-name").attr("translate", "no").text("Snug")))
        .child(link(model))
        .child(show(move || model.stage.get() == Stage::In, move || account(model)));
    attribute(bar, "data-link", move || Some(state(model.connection.get()).to_owned()))
}

/// The connection's state. Seconds tick outside the live region, or a screen reader would count them aloud.
fn link(model: Model) -> El {
    let text = &model.text.connection;
    let now = every_second_while_waiting(model.connection);
    let wait = move || match model.connection.get() {
        Connection::Reconnecting { at: Some(at) } => {
            let seconds = at.saturating_sub(now.get()).div_ceil(1000);
            if seconds > 0 { (text.in_seconds)(seconds) } else { String::new() }
        }
        _ => String::new(),
    };
    let can_retry = move || {
        let connection = model.connection.get();
        matches!(connection, Connection::Reconnecting { .. } | Connection::Offline | Connection::Elsewhere)
    };
    let status = el("span", "").attr("role", "status").attr("aria-label", text.region);
    let status = words(status, move || say(text, model.connection.get(), model.searching.get()).into_owned());
    let retry = move || {
        let button = button("quiet retry", "", move || model.send(Command::RetryNow));
        words(button, move || {
            let elsewhere = model.connection.get() == Connection::Elsewhere;
            if elsewhere { text.take_over } else { text.retry_now }.to_owned()
        })
    };
    let text =
        el("span", "link-text").child(status).child(words(el("span", "").attr("aria-hidden", "true"), wait));
    el("div", "link")
        .child(el("span", "dot").attr("aria-hidden", "true"))
        .child(text)
        .child(show(can_retry, retry))
}

fn account(model: Model) -> El {
    let text = model.text;
    let me = words(el("bdi", "me"), move || model.me.get());
    let me = attribute(me, "title", move || Some((text.connection.signed_in_as)(&model.me.get())));
    el("div", "account")
        .child(me)
        .child(icon_button("bare", "search", text.search.open, move || model.go(Place::Search)))
        .child(icon_button("bare", "settings", text.settings.open, move || model.go(Place::Settings)))
}

fn say(
    text: &ConnectionStrings,
    connection: Connection,
    searching: Option<(usize, usize, String)>,
) -> Cow<'static, str> {
    if let (Connection::Connecting, Some((tried, of, url))) = (connection, searching) {
        return (text.searching)(&url, tried, of).into();
    }
    match connection {
        Connection::SignedOut => text.signed_out,
        Connection::Connecting => text.connecting,
        Connection::Connected => text.connected,
        Connection::Reconnecting { .. } => text.reconnecting,
        Connection::Offline => text.offline,
        Connection::Elsewhere => text.elsewhere,
    }
    .into()
}

/// For the style sheet.
fn state(connection: Connection) -> &'static str {
    match connection {
        Connection::SignedOut => "out",
        Connection::Connecting => "connecting",
        Connection::Connected => "connected",
        Connection::Reconnecting { .. } => "reconnecting",
        Connection::Offline | Connection::Elsewhere => "offline",
    }
}

/// The wall clock, which ticks only while there are seconds to show.
fn every_second_while_waiting(connection: State<Connection>) -> State<u64> {
    let now = State::new(clock::wall());
    watch(move || {
        if let Connection::Reconnecting { at: Some(_) } = connection.get() {
            now.set(clock::wall());
            every(Duration::from_secs(1), move || now.set(clock::wall()));
        }
    });
    now
}
