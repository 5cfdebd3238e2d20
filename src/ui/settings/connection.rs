//! What happened on the wire since the page opened, to look at and to take along.

use std::time::Duration;

use crate::engine::{BrokerSession, Entry, Problem, Wire};
use crate::ui::model::Model;
use crate::ui::state::Held;
use crate::ui::view::{button, el, every};
use crate::web::dom::Offer;
use crate::web::element::El;
use crate::web::intl;

const OFTEN: Duration = Duration::from_secs(2);

pub(super) fn section(model: Model) -> El {
    let text = &model.text.settings;
    let list = el("ol", "wire").attr("tabindex", "0").attr("aria-label", text.connection);
    let (place, mut shown) = (list.clone(), 0);
    let mut refresh = move || {
        let entries = model.engine().map(|engine| engine.wire_log()).unwrap_or_default();
        let newest = entries.last().map_or(0, |entry| entry.at) + entries.len() as u64;
        if newest == shown && shown != 0 {
            return;
        }
        shown = newest;
        place.clear();
        if entries.is_empty() {
            place.append(&el("li", "hint").text(text.log_empty));
        }
        for entry in entries.iter().rev() {
            let time = model.clock.with_value(|clock| clock.seconds(entry.at));
            let time = el("time", "").attr("datetime", &intl::iso(entry.at)).text(&time);
            place
                .append(&el("li", "").child(time).text(" ").child(el("span", "").text(&words(model, entry))));
        }
    };
    refresh();
    every(OFTEN, refresh);
    let offer = Held::new(None);
    let save = move || {
        let entries = model.engine().map(|engine| engine.wire_log()).unwrap_or_default();
        let lines =
            entries.iter().map(|entry| [&intl::iso(entry.at), " ", &words(model, entry), "\n"].concat());
        offer.set_value(Offer::new(lines.collect::<String>().as_bytes(), "snug-connection.txt"));
    };
    super::section(
        text.connection,
        vec![
            el("p", "hint").text(text.connection_means),
            list,
            el("div", "actions").child(button("", text.log_export, save)),
        ],
    )
}

fn words(model: Model, entry: &Entry) -> String {
    let text = &model.text.wire;
    match &entry.what {
        Wire::Opening(url) => (text.opening)(url),
        Wire::Opened => text.opened.to_owned(),
        Wire::Accepted(BrokerSession::Kept) => text.accepted.to_owned(),
        Wire::Accepted(BrokerSession::New) => text.accepted_new.to_owned(),
        Wire::Refused(code) => (text.refused)(&(model.text.problem)(&Problem::Refused(*code)).happened),
        Wire::Lost(why) => (text.lost)(&(model.text.lost)(why)),
        Wire::Closed(code) => (text.closed)(*code),
        Wire::Ping(ms) => (text.ping)(*ms),
        Wire::Subscribed(filter) => (text.subscribed)(filter),
        Wire::SubRefused(filter) => (text.sub_refused)(filter),
        Wire::Retry(seconds) => (text.retry)(*seconds),
        Wire::Offline => text.offline.to_owned(),
        Wire::Online => text.online.to_owned(),
        Wire::TakenOver => text.taken_over.to_owned(),
    }
}
