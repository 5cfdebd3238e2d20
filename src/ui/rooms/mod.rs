//! The list of rooms and the way into a new one. What is said in a room is in `timeline`.

mod delivery;
mod join;
mod pane;

use leptos::html;
use leptos::prelude::*;

use self::join::Join;
pub(crate) use self::pane::RoomPane;
use super::model::{Model, Pane, RoomLine};
use crate::chat::{Access, RoomKey};
use crate::engine::Command;
use crate::i18n::RoomsStrings;
use crate::web::dom;

#[component]
pub(crate) fn Rooms() -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.rooms;
    view! {
        <div class="side">
            <h2 class="side-title">{text.region}</h2>
            <nav class="rooms" aria-label=text.region>
                <Show when=move || model.rooms.with(Vec::is_empty)>
                    <p class="rooms-none">{text.none}</p>
                </Show>
                <ul>
                    <For each=move || model.rooms.get() key=|room| room.key let:room>
                        <Line room />
                    </For>
                </ul>
            </nav>
            <Join />
        </div>
    }
}

/// One room. The row stays while its counts change, so that focus does too.
#[component]
fn Line(room: RoomLine) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.rooms;
    let key = room.key;
    let topic = room.topic.clone();
    let leave_label = (text.leave)(&topic);
    let line = Memo::new(move |_| {
        model
            .rooms
            .with(|rooms| rooms.iter().find(|line| line.key == key).cloned())
            .unwrap_or_else(|| room.clone())
    });
    let is_open = move || model.open.get() == Some(key);
    let button = NodeRef::<html::Button>::new();
    take_focus_back(model, key, button);
    view! {
        <li class="room" class:current=is_open class:unread=move || line.get().unread != 0>
            <button
                type="button"
                class="room-open"
                node_ref=button
                aria-current=move || is_open().then_some("true")
                on:click=move |_| model.open_room(key)
            >
                <span class="room-head">
                    <bdi class="room-topic">{topic}</bdi>
                    {move || mark(text, &line.get())}
                    {move || badge(text, line.get().unread)}
                </span>
                <span class="room-last" dir="auto">
                    {move || last(text, &line.get())}
                </span>
            </button>
            <button
                type="button"
                class="room-leave"
                aria-label=leave_label.clone()
                title=leave_label
                on:click=move |_| model.send(Command::Leave(key))
            >
                <span class="icon icon-close" aria-hidden="true"></span>
            </button>
        </li>
    }
}

/// Coming back from a room on a narrow screen, the focus is on its row, once that can be seen.
fn take_focus_back(model: Model, key: RoomKey, button: NodeRef<html::Button>) {
    Effect::new(move |before: Option<Pane>| {
        let pane = model.pane.get();
        let came_back = before == Some(Pane::Messages) && pane == Pane::Rooms;
        if came_back && model.open.get_untracked() == Some(key) {
            request_animation_frame(move || {
                if let Some(button) = button.try_get_untracked().flatten() {
                    dom::focus(&button);
                }
            });
        }
        pane
    });
}

/// What sets a room apart from one that can be read and written.
pub(super) fn mark(text: &RoomsStrings, room: &RoomLine) -> Option<impl IntoView + use<>> {
    let (class, word) = match (room.access, room.is_feed) {
        (Access::Refused, _) => ("chip refused", text.refused),
        (_, true) => ("chip", text.feed),
        _ => return None,
    };
    Some(view! { " " <span class=class>{word}</span> })
}

fn badge(text: &RoomsStrings, unread: u32) -> Option<impl IntoView + use<>> {
    const MOST_SHOWN: u32 = 999;
    let shown = if unread > MOST_SHOWN { "999+".to_owned() } else { unread.to_string() };
    (unread > 0).then(|| {
        view! {
            " "
            <span class="badge" aria-hidden="true">{shown}</span>
            <span class="visually-hidden">{(text.unread)(unread)}</span>
        }
    })
}

fn last(text: &'static RoomsStrings, room: &RoomLine) -> impl IntoView + use<> {
    match (&room.last, room.access) {
        (Some((author, said)), _) if author.is_empty() => view! { " " {said.clone()} }.into_any(),
        (Some((author, said)), _) => view! { " " <bdi>{author.clone()}</bdi> ": " {said.clone()} }.into_any(),
        (None, Access::Asking) => view! { " " {text.asking} }.into_any(),
        (None, _) => view! { " " {text.silent} }.into_any(),
    }
}
