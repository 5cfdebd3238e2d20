//! How surely messages of a room are delivered: the three qualities of service, under names that say what they promise.

use leptos::prelude::*;

use crate::chat::RoomKey;
use crate::engine::Command;
use crate::mqtt::Delivery;
use crate::ui::model::Model;
use crate::ui::view::{el, on, words};
use crate::web::element::El;

const ALL: [Delivery; 3] = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];
const FIELD: &str = "delivery";

pub(super) fn choice(model: Model, room: RoomKey) -> El {
    let text = &model.text.rooms;
    let chosen = move || model.line(room).map_or(Delivery::AtLeastOnce, |line| line.delivery);
    let select = el("select", "").attr("id", FIELD);
    for delivery in ALL {
        let option = el("option", "").attr("value", &delivery.bits().to_string());
        select.append(&option.text((text.delivery_name)(delivery)));
    }
    select.set_value(&untrack(chosen).bits().to_string());
    let picked = select.clone();
    on(&select, "change", move |_| {
        if let Some(delivery) = picked.value().parse().ok().and_then(Delivery::from_bits) {
            model.send(Command::Deliver { room, delivery });
        }
    });
    let means = words(el("p", "hint"), move || (text.delivery_means)(chosen()).to_owned());
    el("div", "field")
        .child(el("label", "").attr("for", FIELD).text(text.delivery))
        .child(select)
        .child(means)
}
