//! One thing to choose: among a few, or yes and no.

use crate::ui::view::{el, on};
use crate::web::element::El;

/// A list to choose from; `chosen` is the place of what holds now.
pub(super) fn choice(
    id: &'static str,
    label: &str,
    hint: &str,
    words: &[&str],
    chosen: usize,
    choose: impl FnMut(usize) + 'static,
) -> El {
    choice_boxed(id, label, hint, words, chosen, Box::new(choose))
}

fn choice_boxed(
    id: &'static str,
    label: &str,
    hint: &str,
    words: &[&str],
    chosen: usize,
    mut choose: Box<dyn FnMut(usize)>,
) -> El {
    let select = el("select", "").attr("id", id);
    for (index, word) in words.iter().enumerate() {
        select.append(&el("option", "").attr("value", &index.to_string()).text(word));
    }
    select.set_value(&chosen.to_string());
    let picked = select.clone();
    on(&select, "change", move |_| {
        if let Ok(index) = picked.value().parse() {
            choose(index);
        }
    });
    let hint = described(&select, id, "p", hint);
    el("div", "field").child(el("label", "").attr("for", id).text(label)).child(select).maybe(hint)
}

/// Whether a box is ticked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    Set,
    Clear,
}

/// A box to tick. Its hint can be pressed as well as its words, and is no part of its name.
pub(super) fn tick(
    id: &'static str,
    label: &str,
    hint: &str,
    now: Tick,
    turn: impl FnMut(Tick) + 'static,
) -> El {
    tick_boxed(id, label, hint, now, Box::new(turn))
}

fn tick_boxed(id: &'static str, label: &str, hint: &str, now: Tick, mut turn: Box<dyn FnMut(Tick)>) -> El {
    let name = [id, "-name"].concat();
    let check = el("input", "").attr("type", "checkbox").attr("aria-labelledby", &name);
    check.set_checked(now == Tick::Set);
    let ticked = check.clone();
    on(&check, "change", move |_| turn(if ticked.checked() { Tick::Set } else { Tick::Clear }));
    let words = el("span", "").attr("id", &name).text(label);
    let hint = described(&check, id, "span", hint);
    el("label", "check").child(check).child(el("span", "check-words").child(words).maybe(hint))
}

/// The hint of a control, if it has one.
fn described(control: &El, id: &str, tag: &str, hint: &str) -> Option<El> {
    let place = [id, "-hint"].concat();
    (!hint.is_empty()).then(|| {
        control.set("aria-describedby", Some(&place));
        el(tag, "hint").attr("id", &place).text(hint)
    })
}
