//! The form: which broker, who, which room. It decides nothing: the engine says what is wrong, the form shows where.

mod field;
mod options;

use leptos::ev;
use leptos::prelude::*;

use self::field::{Field, Kind};
use self::options::{OptionSignals, Options, keep_alive};
use super::model::Model;
use super::shell::Alert;
use crate::engine::{Command, Leaving, Problem, SignIn as Wanted, Stage};
use crate::i18n::SignInStrings;
use crate::mqtt::ConnectCode;
use crate::web::dom;

const BROKER: &str = "broker";
const NAME: &str = "name";
const ROOM: &str = "room";

/// What lets browsers in, for the broker that most people try first.
const MOSQUITTO: &str = "listener 9001\nprotocol websockets\nallow_anonymous true";

/// The fields as they are typed; they outlive every failure.
#[derive(Clone, Copy)]
struct Signals {
    broker: RwSignal<String>,
    name: RwSignal<String>,
    room: RwSignal<String>,
    options: OptionSignals,
}

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.sign_in;
    let signals = model.form.with_value(|form| Signals::new(&form.start));
    let connecting = Memo::new(move |_| model.stage.get() == Stage::SigningIn);
    let bad = Memo::new(move |_| model.problem.with(|problem| problem.as_ref().and_then(bad_field)));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        signals.submit(model);
    };
    focus_where_it_helps(model, signals);
    view! {
        <main class="welcome">
            <div class="card">
                <p class="tagline">{text.tagline}</p>
                <p class="about">{text.about}</p>
                <Alert />
                <form class="form" aria-label=text.form novalidate on:submit=submit>
                    <Broker value=signals.broker bad />
                    <Field id=NAME label=text.name kind=Kind::Name placeholder=text.name_example value=signals.name bad />
                    <Field id=ROOM label=text.room kind=Kind::Technical hint=text.room_hint value=signals.room bad />
                    <Options signals=signals.options bad />
                    <div class="actions">
                        <button type="submit" class="primary" aria-busy=move || connecting.get().then_some("true")>
                            {move || if connecting.get() { text.connecting } else { text.connect }}
                        </button>
                        <Show when=move || connecting.get()>
                            <button type="button" class="quiet" on:click=move |_| model.send(Command::SignOut(Leaving::Keep))>
                                {text.cancel}
                            </button>
                        </Show>
                    </div>
                </form>
            </div>
            <NeedBroker text />
        </main>
    }
}

/// The address: typed, or chosen where the host of the page locked it.
#[component]
fn Broker(value: RwSignal<String>, bad: Memo<Option<&'static str>>) -> impl IntoView {
    const OFFERED: &str = "brokers";
    let model = Model::expect();
    let text = &model.text.sign_in;
    let (brokers, locked) = model.form.with_value(|form| (form.brokers.clone(), form.locked));
    match (locked, brokers.as_slice()) {
        (true, [_, _, ..]) => {
            let chosen = move |broker: &str| value.with_untracked(|value| value == broker);
            let options = brokers.into_iter().map(|broker| {
                let selected = chosen(&broker);
                view! { <option value=broker.clone() selected=selected>{broker.clone()}</option> }
            });
            view! {
                <div class="field">
                    <label for=BROKER>{text.broker}</label>
                    <select id=BROKER on:change:target=move |event| value.set(event.target().value())>
                        {options.collect_view()}
                    </select>
                    <p class="hint">{text.broker_locked}</p>
                </div>
            }
            .into_any()
        }
        (true, _) => view! {
            <Field id=BROKER label=text.broker kind=Kind::Fixed hint=text.broker_locked value bad />
        }
        .into_any(),
        // Suggestions make it a combobox to assistive technology; one is filled in anyway.
        (false, [] | [_]) => view! {
            <Field id=BROKER label=text.broker kind=Kind::Address placeholder=text.broker_example value bad />
        }
        .into_any(),
        (false, _) => {
            let options = brokers.into_iter().map(|broker| view! { <option value=broker></option> });
            view! {
                <Field id=BROKER label=text.broker kind=Kind::Address placeholder=text.broker_example list=OFFERED value bad />
                <datalist id=OFFERED>{options.collect_view()}</datalist>
            }
            .into_any()
        }
    }
}

/// For those who came with nothing.
#[component]
fn NeedBroker(text: &'static SignInStrings) -> impl IntoView {
    view! {
        <details class="aside">
            <summary>{text.need_broker}</summary>
            <p>{text.need_broker_answer}</p>
            <pre tabindex="0">{MOSQUITTO}</pre>
        </details>
    }
}

impl Signals {
    fn new(start: &Wanted) -> Self {
        Self {
            broker: RwSignal::new(start.broker.clone()),
            name: RwSignal::new(start.name.clone()),
            room: RwSignal::new(start.room.clone()),
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
    Effect::new(move |before: Option<()>| {
        let bad = model.problem.with(|problem| problem.as_ref().and_then(bad_field));
        match bad {
            Some(field) => dom::focus_by_id(field),
            None if before.is_none() && !dom::is_coarse() => {
                if let Some(field) = signals.first_empty() {
                    dom::focus_by_id(field);
                }
            }
            None => {}
        }
    });
}

impl Signals {
    fn first_empty(self) -> Option<&'static str> {
        [(self.broker, BROKER), (self.name, NAME), (self.room, ROOM)]
            .into_iter()
            .find(|(value, _)| value.with_untracked(String::is_empty))
            .map(|(_, id)| id)
    }
}
