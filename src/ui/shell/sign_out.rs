//! The question before signing out: it ends the session at the broker, and may delete what is on this device.

use crate::engine::{Command, Leaving};
use crate::ui::dialog;
use crate::ui::model::Model;
use crate::ui::view::{button, el};
use crate::web::element::El;

pub(crate) fn sign_out(model: Model) -> El {
    let text = &model.text.connection;
    let erase = el("input", "").attr("type", "checkbox");
    let ticked = erase.clone();
    let leave = move || {
        let leaving = if ticked.checked() { Leaving::Erase } else { Leaving::Keep };
        model.close_modal();
        model.send(Command::SignOut(leaving));
    };
    let actions = el("div", "actions").child(button("primary", text.sign_out, leave)).child(button(
        "quiet",
        text.stay,
        move || model.close_modal(),
    ));
    dialog::frame(model, "narrow", &(text.sign_out_of)(&model.me.get_untracked()))
        .child(el("p", "").text(text.sign_out_means))
        .child(el("label", "check").child(erase).child(el("span", "").text(text.sign_out_erases)))
        .child(actions)
}
