//! The one place where problems are told: what happened, and what to do; and where a broker may not listen for
//! WebSockets, the lines that make it do so.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Command, Problem};
use crate::i18n::ListenerStrings;
use crate::ui::model::Model;
use crate::web::dom;

/// The id of the told problem, for the field that it is about.
pub(crate) const ALERT: &str = "problem";

/// Each sentence is an element of its own, so that it is read out even if it says the same again. What helps stays in
/// its place meanwhile, with the focus in it.
#[component]
pub(crate) fn Alert() -> impl IntoView {
    let model = Model::expect();
    let is_told = Memo::new(move |_| model.problem.with(Option::is_some));
    let visit = Memo::new(move |_| model.problem.with(|problem| problem.as_ref().and_then(visit)));
    let may_lack_listener = Memo::new(move |_| {
        model.problem.with(|problem| problem.as_ref().is_some_and(Problem::may_lack_listener))
    });
    let dismiss = move |_| {
        model.problem.set(None);
        model.send(Command::Dismiss);
    };
    view! {
        <Show when=move || is_told.get()>
            <div class="alert">
                <span class="icon icon-warning" aria-hidden="true"></span>
                <div class="alert-body">
                    {move || model.problem.get().map(|problem| sentence(model, &problem))}
                    {move || visit.get().map(|address| view! { <Visit address /> })}
                    <Show when=move || may_lack_listener.get()>
                        <Listeners />
                    </Show>
                </div>
                <button type="button" class="quiet" on:click=dismiss>
                    {model.text.dismiss}
                </button>
            </div>
        </Show>
    }
}

fn sentence(model: Model, problem: &Problem) -> impl IntoView + use<> {
    let words = (model.text.problem)(problem);
    view! {
        <p id=ALERT role="alert" dir="auto">
            <strong>{words.happened}</strong>
            " "
            {words.advice}
        </p>
    }
}

/// An address to look at in a tab of its own.
fn visit(problem: &Problem) -> Option<String> {
    match problem {
        Problem::SecureUnreachable { visit, .. } => Some(visit.clone()),
        _ => None,
    }
}

#[component]
fn Visit(address: String) -> impl IntoView {
    let text = &Model::expect().text.listeners;
    let words = (text.visit)(&address);
    view! {
        <a class="alert-link" href=address target="_blank" rel="noopener noreferrer">
            {words}
        </a>
    }
}

/// A broker, what to do with its lines, and the lines.
type Recipe = (&'static str, fn(&ListenerStrings) -> &'static str, &'static str);

const RECIPES: [Recipe; 3] = [
    ("Mosquitto", |text| text.mosquitto, "listener 9001\nprotocol websockets\nallow_anonymous true"),
    (
        "EMQX",
        |text| text.emqx,
        "listeners.ws.default {\n  bind = \"0.0.0.0:8083\"\n  websocket.mqtt_path = \"/mqtt\"\n}",
    ),
    ("RabbitMQ", |text| text.rabbitmq, "rabbitmq-plugins enable rabbitmq_web_mqtt"),
];

#[component]
fn Listeners() -> impl IntoView {
    let text = &Model::expect().text.listeners;
    let recipes = RECIPES.map(|(broker, advice, lines)| {
        view! {
            <div class="recipe">
                <h2>{broker}</h2>
                <p>{advice(text)}</p>
                <div class="recipe-lines">
                    <pre tabindex="0" dir="ltr">{lines}</pre>
                    <Copy broker lines />
                </div>
            </div>
        }
    });
    view! {
        <details class="recipes">
            <summary>{text.title}</summary>
            {recipes.collect_view()}
        </details>
    }
}

#[component]
fn Copy(broker: &'static str, lines: &'static str) -> impl IntoView {
    const SAID_FOR: Duration = Duration::from_secs(2);
    let text = &Model::expect().text.listeners;
    let word = RwSignal::new(text.copy);
    let copy = move |_| {
        spawn_local(async move {
            let copied = dom::copy(lines).await;
            // The alert may be gone by now, and again later.
            let _ = word.try_set(if copied { text.copied } else { text.copy_failed });
            let restore = move || {
                let _ = word.try_set(text.copy);
            };
            set_timeout(restore, SAID_FOR);
        });
    };
    view! {
        <button type="button" on:click=copy>
            <span>{move || word.get()}</span>
            <span class="visually-hidden">{(text.copy_for)(broker)}</span>
        </button>
    }
}
