//! A newer version of the page is here: told, and taken when somebody wants it.

use leptos::prelude::*;

use super::model::Model;
use super::view::{button, el, show};
use crate::web::element::El;
use crate::web::update;

pub(super) fn update(model: Model) -> El {
    let text = &model.text.update;
    show(
        move || model.update_ready.get(),
        move || {
            el("div", "update")
                .attr("role", "status")
                .child(el("p", "").text(text.ready))
                .child(button("primary", text.reload, update::apply))
                .child(button("quiet", text.later, move || model.update_ready.set(false)))
        },
    )
}
