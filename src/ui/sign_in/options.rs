//! What few people change, folded away: credentials, and how the session is kept.

use super::field::{Field, Kind};
use crate::engine::{SignIn, Trace};
use crate::ui::model::Model;
use crate::ui::state::{Derived, State};
use crate::ui::view::{el, on};
use crate::web::element::El;

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
    user_name: State<String>,
    password: State<String>,
    pub(super) keep_alive: State<String>,
    client_id: State<String>,
    greeting: State<String>,
    trace: State<Trace>,
}

pub(super) fn options(model: Model, signals: OptionSignals, bad: Derived<Option<&'static str>>) -> El {
    let text = &model.text.sign_in;
    let field = |id, label, kind, value| Field::new(id, label, kind, value);
    let no_trace = el("input", "").attr("type", "checkbox").attr("aria-describedby", NO_TRACE_HINT);
    no_trace.set_checked(signals.trace.get_untracked() == Trace::None);
    let ticked = no_trace.clone();
    on(&no_trace, "change", move |_| {
        signals.trace.set(if ticked.checked() { Trace::None } else { Trace::Keep });
    });
    let client_id = Field {
        hint: text.client_id_hint,
        ..field(CLIENT_ID, text.client_id, Kind::Technical, signals.client_id)
    };
    let greeting =
        Field { hint: text.greeting_hint, ..field(GREETING, text.greeting, Kind::Prose, signals.greeting) };
    el("details", "options")
        .child(el("summary", "").text(text.more))
        .child(
            el("div", "pair")
                .child(field(USER_NAME, text.user_name, Kind::UserName, signals.user_name).view(bad))
                .child(field(PASSWORD, text.password, Kind::Password, signals.password).view(bad)),
        )
        .child(
            el("div", "pair")
                .child(field(KEEP_ALIVE, text.keep_alive, Kind::Number, signals.keep_alive).view(bad))
                .child(client_id.view(bad)),
        )
        .child(greeting.view(bad))
        .child(el("label", "check").child(no_trace).child(el("span", "").text(text.leave_no_trace)))
        .child(el("p", "hint").attr("id", NO_TRACE_HINT).text(text.leave_no_trace_hint))
}

impl OptionSignals {
    pub(super) fn new(start: &SignIn) -> Self {
        let text = |value: &Option<String>| State::new(value.clone().unwrap_or_default());
        Self {
            user_name: text(&start.user_name),
            password: text(&start.password),
            keep_alive: State::new(start.keep_alive.to_string()),
            client_id: text(&start.client_id),
            greeting: text(&start.greeting),
            trace: State::new(start.trace),
        }
    }

    /// These options, and nothing of the rest of the form.
    pub(super) fn read(self) -> SignIn {
        let given = |value: State<String>| Some(value.get_untracked()).filter(|text| !text.is_empty());
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
