//! The form: which broker, who, which room. It decides nothing: the engine says what is wrong, the form shows where.

mod field;
mod options;

use leptos::prelude::*;

use self::field::{Field, Kind};
use self::options::{OptionSignals, keep_alive, options};
use super::model::Model;
use super::shell::alert;
use super::view::{attribute, button, el, on, show, watch, words};
use crate::engine::{Command, Leaving, Problem, SignIn as Wanted, Stage};
use crate::i18n::SignInStrings;
use crate::mqtt::ConnectCode;
use crate::ui::state::{Derived, State};
use crate::web::dom;
use crate::web::element::El;

const BROKER: &str = "broker";
const NAME: &str = "name";
const ROOM: &str = "room";

/// What lets browsers in, for the broker that most people try first.
const MOSQUITTO: &str = "listener 9001\nprotocol websockets\nallow_anonymous true";

/// The fields as they are typed; they outlive every failure.
#[derive(Clone, Copy)]
struct Signals {
    broker: State<String>,
    name: State<String>,
    room: State<String>,
    options: OptionSignals,
}

pub(crate) fn sign_in(model: Model) -> El {
    let text = &model.text.sign_in;
    let signals = model.form.with_value(|form| Signals::new(&form.start));
    let connecting = Derived::new(move |_| model.stage.get() == Stage::SigningIn);
    let bad = Derived::new(move |_| model.problem.with(|problem| problem.as_ref().and_then(bad_field)));
    focus_where_it_helps(model, signals);
    let connect = el("button", "primary").attr("type", "submit");
    let connect = attribute(connect, "aria-busy", move || connecting.get().then(|| "true".to_owned()));
    let connect =
        words(connect, move || if connecting.get() { text.connecting } else { text.connect }.to_owned());
    let cancel = move || button("quiet", text.cancel, move || model.send(Command::SignOut(Leaving::Keep)));
    let name =
        Field { placeholder: text.name_example, ..Field::new(NAME, text.name, Kind::Name, signals.name) };
    let room = Field { hint: text.room_hint, ..Field::new(ROOM, text.room, Kind::Technical, signals.room) };
    let form = el("form", "form")
        .attr("aria-label", text.form)
        .attr("novalidate", "")
        .child(broker(model, signals.broker, bad))
        .child(name.view(bad))
        .child(room.view(bad))
        .child(options(model, signals.options, bad))
        .child(el("div", "actions").child(connect).child(show(move || connecting.get(), cancel)));
    on(&form, "submit", move |event| {
        event.prevent();
        signals.submit(model);
    });
    let card = el("div", "card")
        .child(el("p", "tagline").text(text.tagline))
        .child(el("p", "about").text(text.about))
        .child(alert(model))
        .child(form);
    el("main", "welcome").child(card).child(need_broker(text))
}

/// The address: typed, or chosen where the host of the page locked it.
fn broker(model: Model, value: State<String>, bad: Derived<Option<&'static str>>) -> El {
    const OFFERED: &str = "brokers";
    let text = &model.text.sign_in;
    let (brokers, locked) = model.form.with_value(|form| (form.brokers.clone(), form.locked));
    let field = Field::new(BROKER, text.broker, Kind::Address, value);
    let option = |broker: &String| el("option", "").attr("value", broker);
    match (locked, brokers.as_slice()) {
        (true, [_, _, ..]) => {
            let select = el("select", "").attr("id", BROKER);
            for broker in &brokers {
                select.append(&option(broker).text(broker));
            }
            select.set_value(&value.get_untracked());
            let chosen = select.clone();
            on(&select, "change", move |_| value.set(chosen.value()));
            el("div", "field")
                .child(el("label", "").attr("for", BROKER).text(text.broker))
                .child(select)
                .child(el("p", "hint").text(text.broker_locked))
        }
        (true, _) => Field { kind: Kind::Fixed, hint: text.broker_locked, ..field }.view(bad),
        // Suggestions make it a combobox to assistive technology; one is filled in anyway.
        (false, [] | [_]) => Field { placeholder: text.broker_example, ..field }.view(bad),
        (false, _) => {
            let offered = el("datalist", "").attr("id", OFFERED);
            let offered = offered.children(brokers.iter().map(option).collect());
            let field = Field { placeholder: text.broker_example, list: OFFERED, ..field };
            el("div", "slot").child(field.view(bad)).child(offered)
        }
    }
}

/// For those who came with nothing.
fn need_broker(text: &SignInStrings) -> El {
    el("details", "aside")
        .child(el("summary", "").text(text.need_broker))
        .child(el("p", "").text(text.need_broker_answer))
        .child(el("pre", "").attr("tabindex", "0").text(MOSQUITTO))
}

impl Signals {
    fn new(start: &Wanted) -> Self {
        Self {
            broker: State::new(start.broker.clone()),
            name: State::new(start.name.clone()),
            room: State::new(start.room.clone()),
            options: OptionSignals::new(start),
        }
    }

    fn submit(self, model: Model) {
        let Some(keep_alive) = keep_alive(&self.options.keep_alive.get_untracked()) else {
            let what = model.text.sign_in.keep_alive_range.to_owned();
            model.problem.set(Some(Problem::Options { rule: options::KEEP_ALIVE_RULE, what }));
            return;
        };
        model.sign_in(Wanted {
            broker: self.broker.get_untracked(),
            name: self.name.get_untracked(),
            room: self.room.get_untracked(),
            keep_alive,
            ..self.options.read()
        });
    }
}

/// The field that a problem is about.
fn bad_field(problem: &Problem) -> Option<&'static str> {
    match problem {
        Problem::BadAddress(_)
        | Problem::MixedContent
        | Problem::Unreachable { .. }
        | Problem::MqttPort { .. }
        | Problem::TlsPort { .. }
        | Problem::OddPath { .. }
        | Problem::SecureUnreachable { .. }
        | Problem::NothingFound { .. }
        | Problem::NotUnderstood { .. }
        | Problem::NotMqtt { .. }
        | Problem::NoAnswer { .. }
        | Problem::BrokerLocked => Some(BROKER),
        Problem::NoName => Some(NAME),
        Problem::Topic { .. } => Some(ROOM),
        Problem::Refused(ConnectCode::BadUserNameOrPassword | ConnectCode::NotAuthorized)
        | Problem::CredentialsWanted
        | Problem::ProbablyRefused { .. }
        | Problem::ClosedAtConnect { .. } => Some(options::USER_NAME),
        Problem::Refused(ConnectCode::IdentifierRejected) | Problem::TakenOver => Some(options::CLIENT_ID),
        Problem::Options { rule, .. } => Some(options::field_of(rule)),
        _ => None,
    }
}

/// To the field a problem is about; before there is one, to the first empty field. On touch screens only the
/// former, since the keyboard would hide half the page.
fn focus_where_it_helps(model: Model, signals: Signals) {
    let mut begun = false;
    watch(move || {
        let bad = model.problem.with(|problem| problem.as_ref().and_then(bad_field));
        let is_first = !std::mem::replace(&mut begun, true);
        // Only then the form is in the page.
        queue_microtask(move || {
            // It may be gone by now.
            if signals.broker.try_get_untracked().is_some() {
                let empty = || signals.first_empty().filter(|_| is_first && !dom::is_coarse());
                focus(model, bad.or_else(empty));
            }
        });
    });
}

fn focus(model: Model, field: Option<&'static str>) {
    let typed = model.typed.try_update_value(std::mem::take).unwrap_or_default();
    if typed.cursor.is_some() {
        take_up(typed.cursor);
    } else if let Some(field) = field {
        dom::focus_by_id(field);
    }
}

/// The cursor is where it was in the form before the app.
fn take_up(cursor: Option<(String, usize)>) {
    let Some((field, at)) = cursor else { return };
    dom::focus_by_id(&field);
    if let Some(field) = El::by_id(&field) {
        field.set_cursor(at);
    }
}

impl Signals {
    fn first_empty(self) -> Option<&'static str> {
        [(self.broker, BROKER), (self.name, NAME), (self.room, ROOM)]
            .into_iter()
            .find(|(value, _)| value.with_untracked(String::is_empty))
            .map(|(_, id)| id)
    }
}
