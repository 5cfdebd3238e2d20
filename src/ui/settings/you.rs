//! Who somebody is here, what others hear of them, and the way out.

use super::choice::{Tick, tick};
use super::fact;
use crate::engine::{Away, Command, Receipts};
use crate::ui::model::{Modal, Model};
use crate::ui::view::{button, el};
use crate::web::element::El;

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    let (away, receipts) =
        model.engine().map(|engine| (engine.away(), engine.receipts())).unwrap_or_default();
    let broker = model.form.with_value(|form| form.start.broker.clone());
    let client_id = model.engine().and_then(|engine| engine.client_id()).unwrap_or_default();
    let set_away = move |tick| {
        model.send(Command::SetAway(if tick == Tick::Set { Away::Manual } else { Away::Auto }));
    };
    let set_receipts = move |tick| {
        model.send(Command::SetReceipts(if tick == Tick::Set { Receipts::Send } else { Receipts::Keep }));
    };
    let on = |set| if set { Tick::Set } else { Tick::Clear };
    let out = button("", model.text.connection.sign_out, move || model.open_modal(Modal::SignOut));
    super::section(
        text.you,
        vec![
            fact(text.name, &model.me.get_untracked()),
            el("p", "hint").text(text.name_means),
            fact(text.broker, &broker),
            fact(text.client_id, &client_id),
            tick("away", text.away, text.away_means, on(away == Away::Manual), set_away),
            tick(
                "receipts",
                text.receipts,
                text.receipts_means,
                on(receipts == Receipts::Send),
                set_receipts,
            ),
            el("div", "actions").child(out),
        ],
    )
}
