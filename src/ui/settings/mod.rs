//! One page of everything that can be chosen for this device and this account, and what is to be known of both. A word in
//! the field above leaves the sections that hold it.

mod about;
mod choice;
mod connection;
mod look;
mod notifications;
mod storage;
mod you;

use super::model::Model;
use super::view::{el, icon_button, on};
use crate::engine::without_capitals;
use crate::web::element::El;

pub(crate) fn page(model: Model) -> El {
    let text = &model.text.settings;
    let sections = vec![
        you::section(model),
        look::section(model),
        look::language(model),
        notifications::section(model),
        look::sending(model),
        look::writing(model),
        storage::section(model),
        connection::section(model),
        about::section(model),
    ];
    let none = el("p", "hint").attr("hidden", "").text(text.none);
    let field = el("input", "")
        .attr("type", "search")
        .attr("aria-label", text.find)
        .attr("placeholder", text.find)
        .attr("autocomplete", "off");
    let (typed, all, nothing) = (field.clone(), sections.clone(), none.clone());
    on(&field, "input", move |_| {
        let wanted = without_capitals(typed.value().trim());
        let mut found = false;
        for section in &all {
            let fits = without_capitals(&section.words()).contains(&wanted);
            found |= fits;
            section.set("hidden", (!fits).then_some(""));
        }
        nothing.set("hidden", found.then_some(""));
    });
    let head = el("header", "place-head")
        .child(icon_button("bare", "back", text.back, move || model.go_back()))
        .child(el("h2", "place-title").text(text.title));
    el("div", "page")
        .child(head)
        .child(el("div", "page-body settings").child(field).child(none).children(sections))
}

/// A part of the page under its title.
fn section(title: &str, parts: Vec<El>) -> El {
    el("section", "settings-part").child(el("h3", "").text(title)).children(parts)
}

/// A fact and its name.
fn fact(name: &str, value: &str) -> El {
    el("p", "fact").child(el("span", "fact-name").text(name)).text(" ").child(el("bdi", "").text(value))
}
