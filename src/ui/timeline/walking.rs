//! By keyboard the messages' menus are one stop of Tab, however many there are: Tab goes from the log to the last one in sight,
//! arrows from one to the next.

use crate::ui::view::on;
use crate::web::element::{El, Event};

/// What a row has to stop at.
pub(super) const MENU: &str = "row-more";

pub(super) fn by_keyboard(log: &El) {
    let list = log.clone();
    on(log, "keydown", move |event| {
        if let Some(menu) = next(&list, &event) {
            event.prevent();
            menu.focus();
        }
    });
}

fn next(log: &El, event: &Event) -> Option<El> {
    if event.alt() || event.ctrl() || event.shift() {
        return None;
    }
    let at = event.target()?;
    let menus = || log.all(&[".", MENU].concat());
    let place = || menus().iter().position(|menu| *menu == at);
    match event.key().as_str() {
        "Tab" if at == *log => menus().into_iter().rev().find(|menu| log.reaches_down_to(menu)),
        "ArrowUp" => menus().into_iter().nth(place()?.checked_sub(1)?),
        "ArrowDown" => menus().into_iter().nth(place()? + 1),
        _ => None,
    }
}
