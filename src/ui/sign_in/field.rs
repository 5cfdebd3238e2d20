//! One labelled line of the form, with its hint, and its place in the told problem.

use crate::ui::shell::ALERT;
use crate::ui::state::{Derived, State};
use crate::ui::view::{attribute, el, on};
use crate::web::element::El;

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

/// A field as the form describes it; what is empty is left out.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: Kind,
    pub(super) value: State<String>,
    pub(super) hint: &'static str,
    pub(super) placeholder: &'static str,
    /// The id of a list of suggestions.
    pub(super) list: &'static str,
}

impl Field {
    pub(super) fn new(id: &'static str, label: &'static str, kind: Kind, value: State<String>) -> Self {
        Self { id, label, kind, value, hint: "", placeholder: "", list: "" }
    }

    pub(super) fn view(self, bad: Derived<Option<&'static str>>) -> El {
        let Self { id, label, kind, value, hint, placeholder, list } = self;
        let is_bad = move || bad.get() == Some(id);
        let input = el("input", "")
            .attr("id", id)
            .attr("name", id)
            .attr("type", kind.input_type())
            .attr("inputmode", kind.input_mode())
            .attr("autocomplete", kind.autocomplete())
            .attr("autocapitalize", kind.autocapitalize())
            .attr("spellcheck", "false")
            .attr("dir", kind.direction());
        for (name, value) in [("placeholder", placeholder), ("list", list)] {
            if !value.is_empty() {
                input.set(name, Some(value));
            }
        }
        if kind == Kind::Address {
            // An example of one is the same in each language.
            input.set("translate", Some("no"));
        }
        if kind == Kind::Fixed {
            input.set("readonly", Some(""));
        }
        input.set_value(&value.get_untracked());
        let typed = input.clone();
        on(&input, "input", move |_| value.set(typed.value()));
        let input = attribute(input, "aria-invalid", move || is_bad().then(|| "true".to_owned()));
        let hint_id = [id, "-hint"].concat();
        let described = hint_id.clone();
        let input = attribute(input, "aria-describedby", move || match (is_bad(), hint.is_empty()) {
            (true, _) => Some(ALERT.to_owned()),
            (false, false) => Some(described.clone()),
            (false, true) => None,
        });
        el("div", "field")
            .child(el("label", "").attr("for", id).text(label))
            .child(input)
            .maybe((!hint.is_empty()).then(|| el("p", "hint").attr("id", &hint_id).text(hint)))
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
