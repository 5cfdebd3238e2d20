//! The frame around rooms and messages: the bar, the alert, and two panes of which a narrow screen shows one.

mod alert;
mod sign_out;
mod top_bar;

use leptos::prelude::*;

pub(crate) use self::alert::{ALERT, Alert};
pub(crate) use self::top_bar::TopBar;
use super::model::{Model, Pane};
use super::rooms::{RoomPane, Rooms};

/// Rooms and messages, connected or not.
#[component]
pub(crate) fn Shell() -> impl IntoView {
    let model = Model::expect();
    view! {
        <Alert />
        <main class="shell" class:reading=move || model.pane.get() == Pane::Messages>
            <Rooms />
            <section class="place">
                {move || match model.open.get() {
                    Some(room) => view! { <RoomPane room /> }.into_any(),
                    None => view! { <Nowhere /> }.into_any(),
                }}
            </section>
        </main>
    }
}

/// Beside the list while no room is open.
#[component]
fn Nowhere() -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.rooms;
    let none = move || model.rooms.with(Vec::is_empty);
    view! {
        <div class="empty">
            <span class="mark" aria-hidden="true"></span>
            <p>{move || if none() { text.none_hint } else { text.choose }}</p>
        </div>
    }
}
