//! Whether the browser may tell of messages while nobody looks. It is asked after a press only.

use leptos::task::spawn_local;

use crate::ui::model::Model;
use crate::ui::state::State;
use crate::ui::view::{button, el, slot};
use crate::web::element::El;
use crate::web::notifications::{self, Permission};

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    let asked = State::new(0_u64);
    let state = move |_| {
        let words = |words: &str| Some(el("p", "").text(words));
        match notifications::permission() {
            Permission::Granted => words(text.notify_on),
            Permission::Denied => words(text.notify_denied),
            Permission::Unsupported => words(text.notify_unsupported),
            Permission::Ask => Some(button("", text.notify_ask, move || {
                spawn_local(async move {
                    notifications::ask().await;
                    // The page may be left by now.
                    asked.update(|asked| *asked += 1);
                });
            })),
        }
    };
    super::section(
        text.notifications,
        vec![slot(move || asked.get(), state), el("p", "hint").text(text.notify_means)],
    )
}
