//! Between signals and elements: what of a view changes, and when. Leptos' signals and owners do the work; its templates
//! are not used, since each makes code for its own shape (docs/size.md), and everything here is in the program once.

use std::any::Any;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;

use crate::ui::state::Held;
use crate::web::element::{El, Event};

/// Makes an element.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let made = El::new(tag);
    if class.is_empty() { made } else { made.class(class) }
}

/// An icon that says nothing to who can't see it.
pub(crate) fn icon(name: &str) -> El {
    el("span", &["icon icon-", name].concat()).attr("aria-hidden", "true")
}

/// A button with words on it.
pub(crate) fn button(class: &str, words: &str, press: impl FnMut() + 'static) -> El {
    on_press(el("button", class).attr("type", "button").text(words), Box::new(press))
}

/// A button with a picture on it; `name` is said, and shown to who points at it.
pub(crate) fn icon_button(class: &str, picture: &str, name: &str, press: impl FnMut() + 'static) -> El {
    let button = el("button", class).attr("type", "button").attr("aria-label", name).attr("title", name);
    on_press(button.child(icon(picture)), Box::new(press))
}

fn on_press(button: El, mut press: Box<dyn FnMut()>) -> El {
    on(&button, "click", move |_| press());
    button
}

/// Reacts as long as the view lives.
pub(crate) fn on(element: &El, event: &'static str, react: impl FnMut(Event) + 'static) {
    keep(element.listen(event, Box::new(react)));
}

/// The same for what reaches the window.
pub(crate) fn on_anywhere(event: &'static str, react: impl FnMut(Event) + 'static) {
    keep(crate::web::element::listen_anywhere(event, Box::new(react)));
}

/// Keeps something until the view is gone.
pub(crate) fn keep(thing: impl Any) {
    keep_boxed(Box::new(thing));
}

fn keep_boxed(thing: Box<dyn Any>) {
    Held::new(thing);
}

/// Runs now, and again whenever a signal that it read changes, until the view is gone.
pub(crate) fn watch(run: impl FnMut() + 'static) {
    watch_boxed(Box::new(run));
}

fn watch_boxed(mut run: Box<dyn FnMut()>) {
    keep(RenderEffect::new(move |_: Option<()>| run()));
}

/// Runs in `owner`, from which what it makes hangs, and reads no signals.
fn make_in(owner: &Owner, make: &mut dyn FnMut() -> Option<El>) -> Option<El> {
    owner.with(|| untrack(make))
}

/// The words of an element, as they are now.
pub(crate) fn words(element: El, words: impl Fn() -> String + 'static) -> El {
    let here = element.clone();
    let words: Box<dyn Fn() -> String> = Box::new(words);
    watch(move || here.write(&words()));
    element
}

/// An attribute, as it is now.
pub(crate) fn attribute(element: El, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
    let here = element.clone();
    let value: Box<dyn Fn() -> Option<String>> = Box::new(value);
    watch(move || here.set(name, value().as_deref()));
    element
}

/// A class that comes and goes.
pub(crate) fn class_if(element: El, class: &'static str, when: impl Fn() -> bool + 'static) -> El {
    let here = element.clone();
    let when: Box<dyn Fn() -> bool> = Box::new(when);
    watch(move || here.toggle(class, when()));
    element
}

/// A place for one child, made anew, with all that hangs from it, whenever `which` is another.
pub(crate) fn slot(which: impl Fn() -> u64 + 'static, make: impl FnMut(u64) -> Option<El> + 'static) -> El {
    slot_boxed(Box::new(which), Box::new(make))
}

fn slot_boxed(which: Box<dyn Fn() -> u64>, mut make: Box<dyn FnMut(u64) -> Option<El>>) -> El {
    let host = el("div", "slot");
    let place = host.clone();
    let parent = Owner::current().unwrap_or_default();
    let mut shown: Option<(u64, Owner)> = None;
    watch(move || {
        let now = which();
        if shown.as_ref().is_some_and(|(before, _)| *before == now) {
            return;
        }
        if let Some((_, old)) = shown.take() {
            place.clear();
            old.cleanup();
        }
        let owner = parent.child();
        if let Some(view) = make_in(&owner, &mut || make(now)) {
            place.append(&view);
        }
        shown = Some((now, owner));
    });
    host
}

/// A child that is there only while `when` says so.
pub(crate) fn show(when: impl Fn() -> bool + 'static, mut make: impl FnMut() -> El + 'static) -> El {
    slot(move || u64::from(when()), move |there| (there == 1).then(&mut make))
}

/// Children in the order of their keys, each made once and kept, with the focus in it, while its key is there. Keys must
/// differ.
pub(crate) fn rows(
    host: El,
    keys: impl Fn() -> Vec<u64> + 'static,
    make: impl FnMut(u64) -> El + 'static,
) -> El {
    rows_boxed(host.clone(), Box::new(keys), Box::new(make));
    host
}

struct Kept {
    key: u64,
    view: El,
    owner: Owner,
}

fn rows_boxed(host: El, keys: Box<dyn Fn() -> Vec<u64>>, mut make: Box<dyn FnMut(u64) -> El>) {
    let parent = Owner::current().unwrap_or_default();
    let mut shown: Vec<Kept> = Vec::new();
    watch(move || {
        let keys = keys();
        if shown.iter().map(|row| row.key).eq(keys.iter().copied()) {
            return;
        }
        let wanted: std::collections::HashSet<u64> = keys.iter().copied().collect();
        let mut before = std::collections::HashMap::new();
        for row in shown.drain(..) {
            if wanted.contains(&row.key) {
                before.insert(row.key, row);
            } else {
                row.view.remove();
                row.owner.cleanup();
            }
        }
        let mut next = host.first_child();
        for key in keys {
            let row = before.remove(&key).unwrap_or_else(|| {
                let owner = parent.child();
                let view = owner.with(|| untrack(|| make(key)));
                Kept { key, view, owner }
            });
            if next.as_ref() == Some(&row.view) {
                next = row.view.next();
            } else {
                host.put_before(&row.view, next.as_ref());
            }
            shown.push(row);
        }
    });
}
