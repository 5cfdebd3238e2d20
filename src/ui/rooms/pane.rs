//! The open room: its name, its messages, and the box to write in, or a word on why there is none.

use leptos::html;
use leptos::prelude::*;

use super::delivery::DeliveryChoice;
use super::mark;
use crate::chat::{Access, Echo, RoomKey};
use crate::mqtt::Delivery;
use crate::ui::composer::Composer;
use crate::ui::model::Model;
use crate::ui::timeline::Timeline;
use crate::web::dom;

/// Made anew for each room, so that nothing of one shows in another and no history is read aloud as news.
#[component]
pub(crate) fn RoomPane(room: RoomKey) -> impl IntoView {
    let model = Model::expect();
    let text = model.text;
    let line =
        Memo::new(move |_| model.rooms.with(|rooms| rooms.iter().find(|line| line.key == room).cloned()));
    let (topic, is_feed) = line
        .get_untracked()
        .map(|line| (line.topic, line.is_feed))
        .or_else(|| {
            model.chat(|chat| {
                chat.room(room).map(|entry| (entry.room.as_str().to_owned(), entry.room.is_feed()))
            })?
        })
        .unwrap_or_default();
    let title = NodeRef::<html::H2>::new();
    // On a touch screen the box would raise the keyboard, so the title takes the focus that the list loses.
    Effect::new(move || {
        if let Some(title) = title.get().filter(|_| is_feed || dom::is_coarse()) {
            dom::focus(&title);
        }
    });
    let is_refused =
        move || line.with(|line| line.as_ref().is_some_and(|line| line.access == Access::Refused));
    let is_silent = move || line.with(|line| line.as_ref().is_some_and(|line| line.echo == Echo::Missing));
    let delivery = Signal::derive(move || {
        line.with(|line| line.as_ref().map_or(Delivery::AtLeastOnce, |line| line.delivery))
    });
    view! {
        <header class="place-head">
            <button type="button" class="back" aria-label=text.rooms.back title=text.rooms.back on:click=move |_| model.show_rooms()>
                <span class="icon icon-back" aria-hidden="true"></span>
            </button>
            <h2 class="place-title" tabindex="-1" node_ref=title>
                <bdi>{topic.clone()}</bdi>
            </h2>
            {move || line.with(|line| line.as_ref().map(|line| mark(&text.rooms, line)))}
            {(!is_feed).then(|| view! { <DeliveryChoice room chosen=delivery /> })}
        </header>
        <Show when=is_refused>
            <p class="note">{text.timeline.refused}</p>
        </Show>
        <Show when=is_silent>
            <p class="note">{text.timeline.no_echo}</p>
        </Show>
        <Timeline room topic=topic.clone() is_feed />
        {if is_feed {
            view! { <p class="read-only">{text.composer.read_only}</p> }.into_any()
        } else {
            view! { <Composer room topic /> }.into_any()
        }}
    }
}
