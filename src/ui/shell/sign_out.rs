//! The question before signing out: it ends the session at the broker, and may delete what is on this device.

use leptos::html;
use leptos::prelude::*;

use crate::engine::{Command, Leaving};
use crate::ui::model::Model;
use crate::web::dom;

const TITLE: &str = "sign-out-title";

#[component]
pub(crate) fn SignOut(dialog: NodeRef<html::Dialog>) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.connection;
    let erase = RwSignal::new(false);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dom::close_modal(&dialog);
        }
    };
    let leave = move |_| {
        close();
        let leaving = if erase.get_untracked() { Leaving::Erase } else { Leaving::Keep };
        model.send(Command::SignOut(leaving));
    };
    view! {
        <dialog node_ref=dialog class="question" aria-labelledby=TITLE>
            <h2 id=TITLE>
                <bdi>{move || (text.sign_out_of)(&model.me.get())}</bdi>
            </h2>
            <p>{text.sign_out_means}</p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || erase.get()
                    on:change:target=move |event| erase.set(event.target().checked())
                />
                {text.sign_out_erases}
            </label>
            <div class="actions">
                <button type="button" class="primary" on:click=leave>
                    {text.sign_out}
                </button>
                <button type="button" class="quiet" on:click=move |_| close()>
                    {text.stay}
                </button>
            </div>
        </dialog>
    }
}
