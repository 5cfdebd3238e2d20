//! What this is, whether it can be installed, and under which terms.

use crate::ui::model::Model;
use crate::ui::state::State;
use crate::ui::view::{button, el, slot};
use crate::web::element::El;
use crate::web::install;

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    let changed = State::new(0_u64);
    crate::ui::view::keep(install::on_change(move || changed.update(|changed| *changed += 1)));
    let offer = move |_| {
        if install::is_installed() {
            return Some(el("p", "").text(text.installed));
        }
        install::is_offered().then(|| {
            let install = button("", text.install_do, || {
                leptos::task::spawn_local(async {
                    install::offer().await;
                });
            });
            el("div", "").child(el("p", "hint").text(text.install_means)).child(install)
        })
    };
    super::section(
        text.about,
        vec![
            el("p", "").text(&(text.version)(env!("CARGO_PKG_VERSION"))),
            el("p", "hint").text(text.about_means),
            slot(move || changed.get(), offer),
            el("p", "hint").attr("translate", "no").text(text.licence),
        ],
    )
}
