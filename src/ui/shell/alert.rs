//! The one place where problems are told: what happened, and what to do; and where a broker may not listen for
//! WebSockets, the lines that make it do so.

use crate::engine::{Command, Problem};
use crate::i18n::ListenerStrings;
use crate::ui::copy::{CopyWords, copy_button};
use crate::ui::model::Model;
use crate::ui::view::{button, el, icon, show, slot, watch};
use crate::web::element::El;

/// The id of the told problem, for the field that it is about.
pub(crate) const ALERT: &str = "problem";

/// Each sentence is an element of its own, so that it is read out even if it says the same again. What helps stays in
/// its place meanwhile, with the focus in it.
pub(crate) fn alert(model: Model) -> El {
    show(
        move || model.problem.with(Option::is_some),
        move || {
            let sentence_place = el("div", "slot");
            let place = sentence_place.clone();
            watch(move || {
                place.clear();
                if let Some(problem) = model.problem.get() {
                    place.append(&sentence(model, &problem));
                }
            });
            let lacks = move || {
                model.problem.with(|problem| problem.as_ref().is_some_and(Problem::may_lack_listener))
            };
            let visits = move || model.problem.with(|problem| problem.as_ref().and_then(visit));
            let address = move |_| {
                let address = visits()?;
                let link = el("a", "alert-link")
                    .attr("href", &address)
                    .attr("target", "_blank")
                    .attr("rel", "noopener noreferrer");
                Some(link.text(&(model.text.listeners.visit)(&address)))
            };
            let body = el("div", "alert-body")
                .child(sentence_place)
                .child(slot(move || u64::from(visits().is_some()), address))
                .child(show(lacks, move || listeners(&model.text.listeners)));
            let dismiss = move || {
                model.problem.set(None);
                model.send(Command::Dismiss);
            };
            el("div", "alert").child(icon("warning")).child(body).child(button(
                "quiet",
                model.text.dismiss,
                dismiss,
            ))
        },
    )
}

fn sentence(model: Model, problem: &Problem) -> El {
    let words = (model.text.problem)(problem);
    el("p", "")
        .attr("id", ALERT)
        .attr("role", "alert")
        .attr("dir", "auto")
        .child(el("strong", "").text(&words.happened))
        .text(" ")
        .text(&words.advice)
}

/// An address to look at in a tab of its own.
fn visit(problem: &Problem) -> Option<String> {
    match problem {
        Problem::SecureUnreachable { visit, .. } => Some(visit.clone()),
        _ => None,
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

fn listeners(text: &'static ListenerStrings) -> El {
    let words = CopyWords { copy: text.copy, copied: text.copied, failed: text.copy_failed };
    let recipes = RECIPES.map(|(broker, advice, lines)| {
        let copy = copy_button("", words, move || lines.to_owned())
            .child(el("span", "visually-hidden").text(&(text.copy_for)(broker)));
        let lines = el("pre", "").attr("tabindex", "0").attr("dir", "ltr").text(lines);
        el("div", "recipe")
            .child(el("h2", "").attr("translate", "no").text(broker))
            .child(el("p", "").text(advice(text)))
            .child(el("div", "recipe-lines").child(lines).child(copy))
    });
    el("details", "recipes").child(el("summary", "").text(text.title)).children(recipes.into())
}
