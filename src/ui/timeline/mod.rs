//! The messages of one room: a window that follows the end, or stands still under somebody who reads back.

mod body;
mod came;
mod copying;
mod going;
mod lines;
mod quote;
mod row;
mod said;
mod scroll;
mod status;
mod view;
mod walking;
mod window;

use std::time::Duration;

use self::lines::Day;
pub(crate) use self::lines::moment;
pub(crate) use self::said::{TINTS, tint};
use self::scroll::Scroll;
pub(crate) use self::status::words as status_words;
use self::view::View;
use super::model::Model;
use super::people;
use super::view::{attribute, button, el, every, on, rows, show, watch, words};
use crate::chat::RoomKey;
use crate::ui::state::State;
use crate::web::element::El;
use crate::web::{clock, intl};

pub(crate) fn timeline(model: Model, room: RoomKey, topic: &str, is_feed: bool) -> El {
    let text = model.text;
    let log = el("div", "log")
        .attr("role", "log")
        .attr("aria-label", &(text.timeline.region)(topic))
        .attr("aria-relevant", "additions")
        .attr("tabindex", "0");
    let view = View::new(model, room, Scroll::new(log.clone()));
    let is_quiet = move || view.scroll.is_quiet();
    let log = attribute(log, "aria-live", move || Some(if is_quiet() { "off" } else { "polite" }.to_owned()));
    on(&log, "scroll", move |_| view.scrolled());
    copying::as_text(model, &log);
    walking::by_keyboard(&log);
    let earlier = move || button("earlier", text.timeline.earlier, move || view.show_earlier());
    let later = move || button("earlier", text.history.later, move || view.show_later());
    let name = topic.to_owned();
    let today = today();
    let row = move |key: u64| view.row(key, is_feed, today);
    log.append(&show(move || view.has_earlier.get(), earlier));
    log.append(&show(move || view.lines.with(Vec::is_empty), move || nothing(model, &name, is_feed)));
    log.append(&rows(el("div", "rows"), move || view.lines.get(), row));
    log.append(&show(move || view.has_later.get(), later));
    view.begin();
    follow(view);
    let pill = move || {
        let pill = button("pill", "", move || view.go_to_end());
        words(pill, move || match view.fresh.get() {
            0 => text.timeline.latest.to_owned(),
            count => (text.timeline.newer)(count),
        })
    };
    let to_news = move || button("pill up", text.history.to_new, move || view.go_to_news());
    el("div", "timeline")
        .child(log)
        .child(show(move || view.news_above.get(), to_news))
        .child(show(move || !view.scroll.follows_end() || view.has_later.get(), pill))
        .child(if is_feed { el("div", "slot") } else { people::foot(model, room) })
}

/// What the engine tells, and where somebody wants to go.
fn follow(view: View) {
    let mut begun = false;
    watch(move || {
        view.model.messages.track();
        if std::mem::replace(&mut begun, true) {
            view.refresh();
        }
    });
    watch(move || {
        if let Some(key) = view.model.gone.get() {
            view.forget(key);
        }
    });
    watch(move || {
        if let Some((_, place, key)) = view.model.jump.get().filter(|(room, ..)| *room == view.room) {
            view.model.jump.set(None);
            view.jump(place, key);
        }
    });
}

/// An empty room teaches how to fill it.
fn nothing(model: Model, topic: &str, is_feed: bool) -> El {
    let text = &model.text.timeline;
    let empty = el("div", "empty")
        .child(el("span", "mark").attr("aria-hidden", "true"))
        .child(el("p", "empty-title").text(text.empty));
    if is_feed {
        return empty.child(el("p", "").text(text.empty_feed));
    }
    empty
        .child(el("p", "").text(text.empty_say))
        .child(el("pre", "").attr("tabindex", "0").text(&said::from_a_terminal(topic)))
}

fn day_line(model: Model, day: Day, today: State<i64>) -> El {
    let text = &model.text.timeline;
    let name = move || match today.get() - day.number {
        0 => text.today.to_owned(),
        1 => text.yesterday.to_owned(),
        _ => model.clock.with_value(|clock| clock.day(day.moment)),
    };
    el("div", "day").child(words(el("span", ""), name))
}

/// Stays until the room is left.
fn news_line(model: Model, count: u32) -> El {
    el("div", "day news").child(el("span", "").text(&(model.text.history.new_count)(count)))
}

/// The number of today, which turns at midnight, also on a page that slept through it.
fn today() -> State<i64> {
    const OFTEN_ENOUGH: Duration = Duration::from_secs(30);
    let now = || intl::local_day(clock::wall());
    let today = State::new(now());
    let turn = move || {
        if today.get_untracked() != now() {
            today.set(now());
        }
    };
    every(OFTEN_ENOUGH, turn);
    today
}
