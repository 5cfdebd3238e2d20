//! How surely messages of the open room are delivered: the three qualities of service, under names that say what they
//! promise.

use leptos::prelude::*;

use crate::chat::RoomKey;
use crate::engine::Command;
use crate::mqtt::Delivery;
use crate::ui::model::Model;

const ALL: [Delivery; 3] = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];

#[component]
pub(super) fn DeliveryChoice(room: RoomKey, chosen: Signal<Delivery>) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.rooms;
    let choose = move |value: String| {
        if let Some(delivery) = value.parse().ok().and_then(Delivery::from_bits) {
            model.send(Command::Deliver { room, delivery });
        }
    };
    let options = ALL.map(|delivery| {
        let value = delivery.bits().to_string();
        view! {
            <option value=value selected=move || chosen.get() == delivery>
                {(text.delivery_name)(delivery)}
            </option>
        }
    });
    view! {
        <select
            class="delivery"
            aria-label=text.delivery
            title=move || (text.delivery_means)(chosen.get())
            prop:value=move || chosen.get().bits().to_string()
            on:change:target=move |event| choose(event.target().value())
        >
            {options.collect_view()}
        </select>
    }
}
