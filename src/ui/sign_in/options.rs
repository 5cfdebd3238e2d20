//! What few people change, folded away: credentials, and how the session is kept.

use leptos::prelude::*;

use super::field::{Field, Kind};
use crate::engine::{SignIn, Trace};
use crate::ui::model::Model;

pub(super) const USER_NAME: &str = "username";
pub(super) const CLIENT_ID: &str = "client-id";
const PASSWORD: &str = "password";
const KEEP_ALIVE: &str = "keep-alive";
const GREETING: &str = "greeting";
const NO_TRACE_HINT: &str = "no-trace-hint";

/// Where 3.1.1 says how long a keep alive may be.
pub(super) const KEEP_ALIVE_RULE: &str = "§3.1.2.10";

#[derive(Clone, Copy)]
pub(super) struct OptionSignals {
    user_name: RwSignal<String>,
    password: RwSignal<String>,
    pub(super) keep_alive: RwSignal<String>,
    client_id: RwSignal<String>,
    greeting: RwSignal<String>,
    trace: RwSignal<Trace>,
}

#[component]
pub(super) fn Options(signals: OptionSignals, bad: Memo<Option<&'static str>>) -> impl IntoView {
    let text = &Model::expect().text.sign_in;
    let keep_trace = move |leave_none| signals.trace.set(if leave_none { Trace::None } else { Trace::Keep });
    view! {
        <details class="options">
            <summary>{text.more}</summary>
            <div class="pair">
                <Field id=USER_NAME label=text.user_name kind=Kind::UserName value=signals.user_name bad />
                <Field id=PASSWORD label=text.password kind=Kind::Password value=signals.password bad />
            </div>
            <div class="pair">
                <Field id=KEEP_ALIVE label=text.keep_alive kind=Kind::Number value=signals.keep_alive bad />
                <Field
                    id=CLIENT_ID
                    label=text.client_id
                    kind=Kind::Technical
                    hint=text.client_id_hint
                    value=signals.client_id
                    bad
                />
            </div>
            <Field id=GREETING label=text.greeting kind=Kind::Prose hint=text.greeting_hint value=signals.greeting bad />
            <label class="check">
                <input
                    type="checkbox"
                    aria-describedby=NO_TRACE_HINT
                    prop:checked=signals.trace.get_untracked() == Trace::None
                    on:change:target=move |event| keep_trace(event.target().checked())
                />
                <span>{text.leave_no_trace}</span>
            </label>
            <p class="hint" id=NO_TRACE_HINT>{text.leave_no_trace_hint}</p>
        </details>
    }
}

impl OptionSignals {
    pub(super) fn new(start: &SignIn) -> Self {
        let text = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
        Self {
            user_name: text(&start.user_name),
            password: text(&start.password),
            keep_alive: RwSignal::new(start.keep_alive.to_string()),
            client_id: text(&start.client_id),
            greeting: text(&start.greeting),
            trace: RwSignal::new(start.trace),
        }
    }

    /// These options, and nothing of the rest of the form.
    pub(super) fn read(self) -> SignIn {
        let given = |value: RwSignal<String>| Some(value.get_untracked()).filter(|text| !text.is_empty());
        SignIn {
            user_name: given(self.user_name),
            password: given(self.password),
            client_id: given(self.client_id),
            // Empty means that nothing is said, so it is given too.
            greeting: Some(self.greeting.get_untracked()),
            trace: self.trace.get_untracked(),
            ..SignIn::default()
        }
    }
}

/// Seconds, if it is a number that a CONNECT packet can hold.
pub(super) fn keep_alive(typed: &str) -> Option<u16> {
    typed.trim().parse().ok()
}

/// Where to put the focus for an option that breaks this rule.
pub(super) fn field_of(rule: &str) -> &'static str {
    match rule {
        KEEP_ALIVE_RULE => KEEP_ALIVE,
        "MQTT-3.1.3-7" => CLIENT_ID,
        _ => USER_NAME,
    }
}
