//! How far one of our own messages has come, beside it. Its changes are not read aloud: the message was.

use leptos::prelude::*;

use super::lines::RowState;
use crate::chat::{MessageKey, RoomKey, Status};
use crate::engine::Command;
use crate::i18n::StatusStrings;
use crate::ui::model::Model;

#[component]
pub(super) fn OwnStatus(room: RoomKey, key: MessageKey, state: RwSignal<RowState>) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.status;
    let status = Memo::new(move |_| state.get().status);
    let needs_help = move || matches!(status.get(), Status::Failed(_) | Status::Unconfirmed);
    view! {
        <footer class="status" class:doubtful=move || status.get() == Status::Unconfirmed aria-live="off">
            <span class="status-state" title=move || words(text, status.get()).1>
                <span class=move || icon(status.get()) aria-hidden="true"></span>
                <span class="status-word">{move || words(text, status.get()).0}</span>
            </span>
            <Show when=needs_help>
                <button type="button" class="quiet" on:click=move |_| model.send(Command::Resend { room, key })>
                    {text.retry}
                </button>
                <button type="button" class="quiet" on:click=move |_| model.send(Command::Delete { room, key })>
                    {text.delete}
                </button>
            </Show>
        </footer>
    }
}

/// The word, and what it means.
fn words(text: &StatusStrings, status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Queued => (text.queued, text.queued_title),
        Status::Sent => (text.sent, text.sent_title),
        Status::Unconfirmed => (text.unconfirmed, text.unconfirmed_title),
        Status::Delivered | Status::Received => (text.delivered, text.delivered_title),
        Status::Failed(failure) => ((text.failed)(failure), ""),
    }
}

fn icon(status: Status) -> &'static str {
    match status {
        Status::Queued => "icon icon-clock",
        Status::Sent => "icon icon-check",
        Status::Delivered | Status::Received => "icon icon-checks",
        Status::Failed(_) | Status::Unconfirmed => "icon icon-warning",
    }
}
