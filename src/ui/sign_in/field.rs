//! One labelled line of the form, with its hint, and its place in the told problem.

use leptos::prelude::*;

use crate::ui::shell::ALERT;

/// What is typed into a field: which keyboard comes up, and what the browser may fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Address,
    Name,
    /// Topics and ids, which no keyboard should improve.
    Technical,
    Number,
    /// A sentence for people.
    Prose,
    UserName,
    Password,
    /// To be read, not changed.
    Fixed,
}

#[component]
pub(super) fn Field(
    id: &'static str,
    label: &'static str,
    kind: Kind,
    value: RwSignal<String>,
    bad: Memo<Option<&'static str>>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] placeholder: &'static str,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let is_bad = move || bad.get() == Some(id);
    let hint_id = [id, "-hint"].concat();
    let described = hint_id.clone();
    let described_by = move || match (is_bad(), hint.is_empty()) {
        (true, _) => Some(ALERT.to_owned()),
        (false, false) => Some(described.clone()),
        (false, true) => None,
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type=kind.input_type()
                inputmode=kind.input_mode()
                autocomplete=kind.autocomplete()
                autocapitalize=kind.autocapitalize()
                spellcheck="false"
                dir=kind.direction()
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                list=(!list.is_empty()).then_some(list)
                readonly=kind == Kind::Fixed
                aria-invalid=move || is_bad().then_some("true")
                aria-describedby=described_by
                prop:value=value.get_untracked()
                on:input:target=move |event| value.set(event.target().value())
            />
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

impl Kind {
    fn input_type(self) -> &'static str {
        if self == Kind::Password { "password" } else { "text" }
    }

    /// Addresses and ids are never written from right to left.
    fn direction(self) -> &'static str {
        if matches!(self, Kind::Name | Kind::Prose) { "auto" } else { "ltr" }
    }

    fn input_mode(self) -> &'static str {
        match self {
            Kind::Address => "url",
            Kind::Number => "numeric",
            _ => "text",
        }
    }

    fn autocomplete(self) -> &'static str {
        match self {
            Kind::Address => "url",
            Kind::Name => "nickname",
            Kind::UserName => "username",
            Kind::Password => "current-password",
            Kind::Technical | Kind::Number | Kind::Prose | Kind::Fixed => "off",
        }
    }

    fn autocapitalize(self) -> &'static str {
        match self {
            Kind::Name => "words",
            Kind::Prose => "sentences",
            _ => "none",
        }
    }
}
