//! The way into a new room: one line, which keeps its text until the join succeeded.

use leptos::prelude::*;
use leptos::{ev, html};

use crate::engine::Command;
use crate::ui::model::Model;

#[component]
pub(super) fn Join() -> impl IntoView {
    const FIELD: &str = "join";
    let model = Model::expect();
    let text = &model.text.rooms;
    let field = NodeRef::<html::Input>::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            model.send(Command::Join(field.value()));
        }
    };
    Effect::new(move |before: Option<()>| {
        model.joined.track();
        if let (Some(()), Some(field)) = (before, field.get_untracked()) {
            field.set_value("");
        }
    });
    view! {
        <form class="join" novalidate on:submit=submit>
            <label for=FIELD>{text.join_label}</label>
            <div class="join-line">
                <input
                    id=FIELD
                    node_ref=field
                    type="text"
                    placeholder=text.join_hint
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                />
                <button type="submit">{text.join}</button>
            </div>
        </form>
    }
}
