//! How the page looks and what its keys do, on this device.

use super::choice::choice;
use crate::engine::{Command, Theme};
use crate::i18n::Language;
use crate::ui::look::{Enter, Look, Size};
use crate::ui::model::{Modal, Model};
use crate::ui::view::{button, el, on};
use crate::web::element::El;
use crate::web::intl::Hours;

const THEMES: [Option<Theme>; 3] = [None, Some(Theme::Light), Some(Theme::Dark)];
const SIZES: [Size; 3] = [Size::Small, Size::Normal, Size::Large];
const HOURS: [Hours; 3] = [Hours::Locale, Hours::Twelve, Hours::TwentyFour];
const ENTERS: [Enter; 2] = [Enter::Sends, Enter::Breaks];

/// Where what holds now stands among all.
fn place<T: PartialEq>(all: &[T], now: &T) -> usize {
    all.iter().position(|one| one == now).unwrap_or_default()
}

fn change(model: Model, change: impl FnOnce(&mut Look)) {
    model.look.update(change);
    model.look.with_untracked(Look::keep);
}

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    let now = model.look.get_untracked();
    let themes = [text.theme_auto, text.theme_light, text.theme_dark];
    let sizes = [text.size_small, text.size_normal, text.size_large];
    let hours = [text.hours_auto, text.hours_12, text.hours_24];
    let set_theme = move |at: usize| change(model, |look| look.theme = THEMES.get(at).copied().flatten());
    let set_size =
        move |at: usize| change(model, |look| look.size = SIZES.get(at).copied().unwrap_or_default());
    let set_hours =
        move |at: usize| change(model, |look| look.hours = HOURS.get(at).copied().unwrap_or_default());
    super::section(
        text.look,
        vec![
            choice("theme", text.theme, "", &themes, place(&THEMES, &now.theme), set_theme),
            choice("size", text.text_size, "", &sizes, place(&SIZES, &now.size), set_size),
            choice("hours", text.hours, "", &hours, place(&HOURS, &now.hours), set_hours),
        ],
    )
}

pub(super) fn language(model: Model) -> El {
    let text = &model.text.settings;
    let all = Language::all();
    let mut words = vec![text.language_auto];
    words.extend(all.iter().map(|(_, name)| *name));
    let now = model.look.with_untracked(|look| look.language);
    let at = now.map_or(0, |now| place(&all.map(|(language, _)| language), &now) + 1);
    let set = move |at: usize| {
        let language = at.checked_sub(1).and_then(|at| all.get(at)).map(|(language, _)| *language);
        change(model, |look| look.language = language);
    };
    super::section(text.language, vec![choice("language", text.language, "", &words, at, set)])
}

pub(super) fn writing(model: Model) -> El {
    let text = &model.text.settings;
    let now = model.look.with_untracked(|look| look.enter);
    let set = move |at: usize| change(model, |look| look.enter = ENTERS.get(at).copied().unwrap_or_default());
    let enters = [text.enter_sends, text.enter_breaks];
    super::section(
        text.keys,
        vec![
            choice("enter", text.enter, text.enter_means, &enters, place(&ENTERS, &now), set),
            button("", text.keys_show, move || model.open_modal(Modal::Keys)),
        ],
    )
}

pub(super) fn sending(model: Model) -> El {
    const GREETING: &str = "settings-greeting";
    let text = &model.text.settings;
    let field = el("input", "").attr("id", GREETING).attr("type", "text").attr("dir", "auto");
    field.set_value(&model.engine().and_then(|engine| engine.greeting()).unwrap_or_default());
    let typed = field.clone();
    on(&field, "change", move |_| {
        model.send(Command::SetGreeting(typed.value()));
        model.notice(text.saved);
    });
    let greeting = el("div", "field")
        .child(el("label", "").attr("for", GREETING).text(text.greeting))
        .child(field)
        .child(el("p", "hint").text(text.greeting_means));
    super::section(text.delivery, vec![el("p", "hint").text(text.delivery_means), greeting])
}
