//! What a message says, in each of its dialects. Received bytes become text nodes, or a file to keep; never HTML.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::said::with_links;
use crate::chat::{Content, Message, hex_preview, indent, read_anyway};
use crate::i18n::TimelineStrings;
use crate::ui::model::Model;
use crate::web::dom::{self, Offer};

const HEX_ROWS: usize = 8;

#[component]
pub(super) fn Body(message: Arc<Message>) -> impl IntoView {
    let text = &Model::expect().text.timeline;
    match &message.content {
        Content::Large(_) => view! { <Large message /> }.into_any(),
        content => shown(text, content),
    }
}

/// Everything but what is too large to be read unasked.
fn shown(text: &'static TimelineStrings, content: &Content) -> AnyView {
    match content {
        Content::Chat { say, .. } => words(text, say),
        Content::Report { msg, time } => view! {
            <div class="bubble report">
                <p class="said" dir="auto">{with_links(msg)}</p>
                {time.clone().map(|time| view! { <p class="report-time" dir="auto">{time}</p> })}
            </div>
        }
        .into_any(),
        Content::Json(json) if !json.trim_start().starts_with(['{', '[']) => value(json),
        Content::Json(json) => view! { <Json json=json.clone() summary=content.summary() /> }.into_any(),
        Content::Text(said) => words(text, said),
        Content::Binary(bytes) | Content::Large(bytes) => view! { <Binary bytes=bytes.clone() /> }.into_any(),
    }
}

fn words(text: &'static TimelineStrings, said: &str) -> AnyView {
    if said.is_empty() {
        return view! { <p class="bubble said blank">{text.blank}</p> }.into_any();
    }
    view! { <p class="bubble said" dir="auto">{with_links(said)}</p> }.into_any()
}

/// A number or another single value, of which there is nothing to fold.
fn value(json: &str) -> AnyView {
    view! {
        <p class="bubble said" dir="ltr">
            <code>{json.trim().to_owned()}</code>
        </p>
    }
    .into_any()
}

/// Folded; indented only once somebody looks.
#[component]
fn Json(json: String, summary: String) -> impl IntoView {
    let json: Arc<str> = json.into();
    let copied = Arc::clone(&json);
    let opened = RwSignal::new(false);
    let open = move |_| {
        if !opened.get_untracked() {
            opened.set(true);
        }
    };
    view! {
        <details class="bubble fold" on:toggle=open>
            <summary>
                <code dir="ltr">{summary}</code>
            </summary>
            <pre tabindex="0" dir="ltr">{move || opened.get().then(|| indent(&json))}</pre>
            <Copy json=copied />
        </details>
    }
}

#[component]
fn Copy(json: Arc<str>) -> impl IntoView {
    const SAID_FOR: Duration = Duration::from_secs(2);
    let text = &Model::expect().text.timeline;
    let word = RwSignal::new(text.copy);
    let copy = move |_| {
        let json = Arc::clone(&json);
        spawn_local(async move {
            let copied = dom::copy(&indent(&json)).await;
            // The row may be gone by now, and again later.
            let _ = word.try_set(if copied { text.copied } else { text.copy_failed });
            let restore = move || {
                let _ = word.try_set(text.copy);
            };
            set_timeout(restore, SAID_FOR);
        });
    };
    view! { <button type="button" class="quiet" on:click=copy>{move || word.get()}</button> }
}

#[component]
fn Binary(bytes: Vec<u8>) -> impl IntoView {
    const FILE_NAME: &str = "message.bin";
    let text = &Model::expect().text.timeline;
    let size = (text.size)(bytes.len());
    let hex = hex_preview(&bytes, HEX_ROWS);
    let offer = StoredValue::new_local(None);
    let download = move |_| offer.set_value(Offer::new(&bytes, FILE_NAME));
    view! {
        <div class="bubble binary">
            <p>{size}</p>
            <pre tabindex="0" dir="ltr">{hex}</pre>
            <button type="button" class="quiet" on:click=download>{text.download}</button>
        </div>
    }
}

/// Its size, until somebody wants to see it all the same.
#[component]
fn Large(message: Arc<Message>) -> impl IntoView {
    let text = &Model::expect().text.timeline;
    let wanted = RwSignal::new(false);
    move || {
        let Content::Large(bytes) = &message.content else { return ().into_any() };
        if wanted.get() {
            return shown(text, &read_anyway(bytes));
        }
        let size = (text.large)(&(text.size)(bytes.len()));
        view! {
            <div class="bubble large">
                <p>{size}</p>
                <button type="button" class="quiet" on:click=move |_| wanted.set(true)>{text.show_anyway}</button>
            </div>
        }
        .into_any()
    }
}
