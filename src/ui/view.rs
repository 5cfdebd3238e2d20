//! Between states and elements: what of a view changes, and when. Leptos' effects and owners do the work; its templates
//! are not used, since each makes code for its own shape (docs/size.md), and everything here is in the program once.

use std::any::Any;
use std::time::Duration;

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
    on_press(plain(class).text(words), Box::new(press))
}

fn plain(class: &str) -> El {
    el("button", class).attr("type", "button")
}

/// A button with a picture on it; `name` is said, and shown to who points at it.
pub(crate) fn icon_button(class: &str, picture: &str, name: &str, press: impl FnMut() + 'static) -> El {
    on_press(with_icon(class, picture, name), Box::new(press))
}

fn with_icon(class: &str, picture: &str, name: &str) -> El {
    plain(class).attr("aria-label", name).attr("title", name).child(icon(picture))
}

fn on_press(button: El, mut press: Box<dyn FnMut()>) -> El {
    on_boxed(&button, "click", Box::new(move |_| press()));
    button
}

/// Reacts as long as the view lives.
pub(crate) fn on(element: &El, event: &'static str, react: impl FnMut(Event) + 'static) {
    on_boxed(element, event, Box::new(react));
}

fn on_boxed(element: &El, event: &'static str, react: Box<dyn FnMut(Event)>) {
    keep(element.listen(event, react));
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

/// Runs now, and again whenever a state that it read changes, until the view is gone.
pub(crate) fn watch(run: impl FnMut() + 'static) {
    watch_boxed(Box::new(run));
}

fn watch_boxed(mut run: Box<dyn FnMut()>) {
    keep(RenderEffect::new(move |_: Option<()>| run()));
}

/// Runs in `owner`, from which what it makes hangs, and reads no states.
fn make_in(owner: &Owner, make: &mut dyn FnMut() -> Option<El>) -> Option<El> {
    owner.with(|| untrack(make))
}

/// The words of an element, as they are now.
pub(crate) fn words(element: El, words: impl Fn() -> String + 'static) -> El {
    words_boxed(&element, Box::new(words));
    element
}

fn words_boxed(element: &El, words: Box<dyn Fn() -> String>) {
    let here = element.clone();
    watch(move || here.write(&words()));
}

/// An attribute, as it is now.
pub(crate) fn attribute(element: El, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
    attribute_boxed(&element, name, Box::new(value));
    element
}

fn attribute_boxed(element: &El, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let here = element.clone();
    watch(move || here.set(name, value().as_deref()));
}

/// A class that comes and goes.
pub(crate) fn class_if(element: El, class: &'static str, when: impl Fn() -> bool + 'static) -> El {
    class_boxed(&element, class, Box::new(when));
    element
}

fn class_boxed(element: &El, class: &'static str, when: Box<dyn Fn() -> bool>) {
    let here = element.clone();
    watch(move || here.toggle(class, when()));
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
pub(crate) fn show(when: impl Fn() -> bool + 'static, make: impl FnMut() -> El + 'static) -> El {
    show_boxed(Box::new(when), Box::new(make))
}

fn show_boxed(when: Box<dyn Fn() -> bool>, mut make: Box<dyn FnMut() -> El>) -> El {
    slot(move || u64::from(when()), move |there| (there == 1).then(&mut make))
}

/// Before the browser draws next.
pub(crate) fn next_frame(run: impl FnOnce() + 'static) {
    next_frame_boxed(Box::new(run));
}

fn next_frame_boxed(run: Box<dyn FnOnce()>) {
    request_animation_frame(run);
}

pub(crate) fn later(after: Duration, run: impl FnOnce() + 'static) {
    later_boxed(after, Box::new(run));
}

fn later_boxed(after: Duration, run: Box<dyn FnOnce()>) {
    set_timeout(run, after);
}

/// Again and again, until the view is gone.
pub(crate) fn every(time: Duration, run: impl FnMut() + 'static) {
    every_boxed(time, Box::new(run));
}

fn every_boxed(time: Duration, run: Box<dyn FnMut()>) {
    let run = Held::new(run);
    let run = move || _ = run.try_update_value(|run| run());
    if let Ok(ticking) = set_interval_with_handle(run, time) {
        on_cleanup(move || ticking.clear());
    }
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
