//! The bar above everything: whose room this is, and how the connection is.

use std::borrow::Cow;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use super::sign_out::SignOut;
use crate::engine::{Command, Connection, Stage};
use crate::i18n::ConnectionStrings;
use crate::ui::model::{Model, Pane};
use crate::web::{clock, dom};

#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let model = Model::expect();
    view! {
        <header class="bar" class:slim=move || model.pane.get() == Pane::Messages data-link=move || state(model.connection.get())>
            <h1 class="brand">
                <span class="mark" aria-hidden="true"></span>
                "Snug"
            </h1>
            <Link />
            <Account />
        </header>
    }
}

/// The connection's state. Seconds tick outside the live region, or a screen reader would count them aloud.
#[component]
fn Link() -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.connection;
    let now = every_second_while_waiting(model.connection);
    let wait = move || match model.connection.get() {
        Connection::Reconnecting { at: Some(at) } => {
            let seconds = at.saturating_sub(now.get()).div_ceil(1000);
            (seconds > 0).then(|| (text.in_seconds)(seconds))
        }
        _ => None,
    };
    let can_retry = move || {
        let connection = model.connection.get();
        matches!(connection, Connection::Reconnecting { .. } | Connection::Offline | Connection::Elsewhere)
    };
    view! {
        <div class="link">
            <span class="dot" aria-hidden="true"></span>
            <span class="link-text">
                <span role="status" aria-label=text.region>
                    {move || words(text, model.connection.get(), model.searching.get())}
                </span>
                <span aria-hidden="true">{wait}</span>
            </span>
            <Show when=can_retry>
                <button type="button" class="quiet retry" on:click=move |_| model.send(Command::RetryNow)>
                    {move || if model.connection.get() == Connection::Elsewhere { text.take_over } else { text.retry_now }}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Account() -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.connection;
    let dialog = NodeRef::<html::Dialog>::new();
    let ask = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dom::show_modal(&dialog);
        }
    };
    view! {
        <Show when=move || model.stage.get() == Stage::In>
            <div class="account">
                <bdi class="me" title=move || (text.signed_in_as)(&model.me.get())>
                    {move || model.me.get()}
                </bdi>
                <button type="button" class="quiet" on:click=move |_| ask()>
                    {text.sign_out}
                </button>
                <SignOut dialog />
            </div>
        </Show>
    }
}

fn words(
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
fn every_second_while_waiting(connection: RwSignal<Connection>) -> RwSignal<u64> {
    let now = RwSignal::new(clock::wall());
    Effect::new(move || {
        if let Connection::Reconnecting { at: Some(_) } = connection.get() {
            now.set(clock::wall());
            if let Ok(ticking) =
                set_interval_with_handle(move || now.set(clock::wall()), Duration::from_secs(1))
            {
                on_cleanup(move || ticking.clear());
            }
        }
    });
    now
}
