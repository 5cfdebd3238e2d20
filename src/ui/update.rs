//! A newer version of the page is here: told, and taken when somebody wants it. Nothing reloads unasked.

use super::model::Model;
use super::view::{button, el, show};
use crate::web::element::El;
use crate::web::update;

/// The region stands from the start, so that a screen reader tells what comes into it.
pub(super) fn update(model: Model) -> El {
    let text = &model.text.update;
    let news = move || {
        el("div", "update")
            .child(el("p", "").text(text.ready))
            .child(button("primary", text.reload, update::apply))
            .child(button("quiet", text.later, move || model.update_ready.set(false)))
    };
    el("div", "slot").attr("role", "status").child(show(move || model.update_ready.get(), news))
}
