//! The one place where problems are told: what happened, and what to do.

use leptos::prelude::*;

use crate::engine::Command;
use crate::ui::model::Model;

/// The id of the told problem, for the field that it is about.
pub(crate) const ALERT: &str = "problem";

#[component]
pub(crate) fn Alert() -> impl IntoView {
    let model = Model::expect();
    let dismiss = move |_| {
        model.problem.set(None);
        model.send(Command::Dismiss);
    };
    move || {
        model.problem.get().map(|problem| {
            let words = (model.text.problem)(&problem);
            view! {
                <div class="alert">
                    <span class="icon icon-warning" aria-hidden="true"></span>
                    <p id=ALERT role="alert" dir="auto">
                        <strong>{words.happened}</strong>
                        " "
                        {words.advice}
                    </p>
                    <button type="button" class="quiet" on:click=dismiss>
                        {model.text.dismiss}
                    </button>
                </div>
            }
        })
    }
}
