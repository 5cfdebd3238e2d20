//! The way into a new room: one line, which keeps its text until the join succeeded.

use crate::engine::Command;
use crate::ui::model::Model;
use crate::ui::view::{el, on, watch};
use crate::web::element::El;

pub(super) fn join(model: Model) -> El {
    const FIELD: &str = "join";
    let text = &model.text.rooms;
    let field = el("input", "")
        .attr("id", FIELD)
        .attr("type", "text")
        .attr("placeholder", text.join_hint)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "go");
    let form = el("form", "join")
        .attr("novalidate", "")
        .child(el("label", "").attr("for", FIELD).text(text.join_label))
        .child(
            el("div", "join-line")
                .child(field.clone())
                .child(el("button", "").attr("type", "submit").text(text.join)),
        );
    let typed = field.clone();
    on(&form, "submit", move |event| {
        event.prevent();
        model.send(Command::Join(typed.value()));
    });
    let mut begun = false;
    watch(move || {
        model.joined.track();
        if std::mem::replace(&mut begun, true) {
            field.set_value("");
        }
    });
    form
}
