//! The messages of one room: a window that follows the end, or stands still under somebody who reads back.

mod body;
mod lines;
mod row;
mod said;
mod scroll;
mod status;

use std::collections::HashMap;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use self::lines::{Day, Line, RowState, WINDOW};
use self::row::Row;
use self::scroll::Scroll;
use super::model::Model;
use crate::chat::{Item, MessageKey, Origin, RoomEntry, RoomKey, Status};
use crate::web::{clock, intl};

/// What one timeline shows and how it moves.
#[derive(Clone, Copy)]
struct View {
    model: Model,
    room: RoomKey,
    lines: RwSignal<Vec<Line>>,
    /// Held here, read in the rows: a row that stays on screen hears of its changes without being made anew.
    states: StoredValue<HashMap<MessageKey, ArcRwSignal<RowState>>>,
    has_earlier: RwSignal<bool>,
    /// Messages in the window.
    shown: StoredValue<usize>,
    /// The newest message when the timeline was last read.
    known: StoredValue<Option<MessageKey>>,
    /// Others' messages that came while somebody was reading back.
    fresh: RwSignal<usize>,
    scroll: Scroll,
}

#[component]
pub(crate) fn Timeline(room: RoomKey, topic: String, is_feed: bool) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.timeline;
    let list = NodeRef::<html::Div>::new();
    let view = View::new(model, room, Scroll::new(list));
    view.news();
    view.read();
    Effect::new(move |before: Option<()>| {
        model.messages.track();
        if before.is_some() {
            view.refresh();
        }
    });
    let today = today();
    let row = move |line: Line| match line {
        Line::Day(day) => view! { <DayLine day today /> }.into_any(),
        Line::Said(message, _) => match view.state(message.key) {
            Some(state) => view! { <Row room message state shows_topic=is_feed /> }.into_any(),
            None => ().into_any(),
        },
    };
    let name = (text.region)(&topic);
    let pill = move || match view.fresh.get() {
        0 => text.latest.to_owned(),
        count => (text.newer)(count),
    };
    view! {
        <div class="timeline">
            <div
                class="log"
                role="log"
                aria-label=name
                aria-relevant="additions"
                aria-live=move || if view.scroll.is_quiet() { "off" } else { "polite" }
                tabindex="0"
                node_ref=list
                on:scroll=move |_| view.scrolled()
            >
                <Show when=move || view.has_earlier.get()>
                    <button type="button" class="earlier" on:click=move |_| view.show_earlier()>
                        {text.earlier}
                    </button>
                </Show>
                <Show when=move || view.lines.with(Vec::is_empty)>
                    <Nothing topic=topic.clone() is_feed />
                </Show>
                <div class="rows">
                    <For each=move || view.lines.get() key=Line::key children=row />
                </div>
            </div>
            <Show when=move || !view.scroll.follows_end()>
                <button type="button" class="pill" on:click=move |_| view.go_to_end()>{pill}</button>
            </Show>
        </div>
    }
}

/// An empty room teaches how to fill it.
#[component]
fn Nothing(topic: String, is_feed: bool) -> impl IntoView {
    let text = &Model::expect().text.timeline;
    view! {
        <div class="empty">
            <span class="mark" aria-hidden="true"></span>
            <p class="empty-title">{text.empty}</p>
            {if is_feed {
                view! { <p>{text.empty_feed}</p> }.into_any()
            } else {
                view! {
                    <p>{text.empty_say}</p>
                    <pre tabindex="0">{said::from_a_terminal(&topic)}</pre>
                }
                .into_any()
            }}
        </div>
    }
}

#[component]
fn DayLine(day: Day, today: RwSignal<i64>) -> impl IntoView {
    let model = Model::expect();
    let text = &model.text.timeline;
    let name = move || match today.get() - day.number {
        0 => text.today.to_owned(),
        1 => text.yesterday.to_owned(),
        _ => model.clock.with_value(|clock| clock.day(day.moment)),
    };
    view! {
        <div class="day">
            <span>{name}</span>
        </div>
    }
}

/// The number of today, which turns at midnight, also on a page that slept through it.
fn today() -> RwSignal<i64> {
    const OFTEN_ENOUGH: Duration = Duration::from_secs(30);
    let now = || intl::local_day(clock::wall());
    let today = RwSignal::new(now());
    let turn = move || {
        if today.get_untracked() != now() {
            today.set(now());
        }
    };
    if let Ok(ticking) = set_interval_with_handle(turn, OFTEN_ENOUGH) {
        on_cleanup(move || ticking.clear());
    }
    today
}

impl View {
    fn new(model: Model, room: RoomKey, scroll: Scroll) -> Self {
        Self {
            model,
            room,
            lines: RwSignal::default(),
            states: StoredValue::default(),
            has_earlier: RwSignal::new(false),
            shown: StoredValue::new(WINDOW),
            known: StoredValue::new(None),
            fresh: RwSignal::new(0),
            scroll,
        }
    }

    fn state(&self, key: MessageKey) -> Option<RwSignal<RowState>> {
        self.states.with_value(|states| states.get(&key).cloned()).map(RwSignal::from)
    }

    /// Something changed in this room: show it without moving what is being read, except that one's own new
    /// message is always gone to. Under somebody who reads back the window grows, so that the rows in sight stay.
    fn refresh(&self) {
        let news = self.news();
        if news.own > 0 {
            self.scroll.follow_end();
            self.fresh.set(0);
        } else if news.others > 0 && !self.scroll.follows_end_untracked() {
            self.fresh.update(|fresh| *fresh += news.others);
        }
        if !self.scroll.follows_end_untracked() {
            self.shown.update_value(|shown| *shown += news.others);
        }
        self.scroll.hold();
        self.read();
    }

    fn show_earlier(&self) {
        self.shown.update_value(|shown| *shown += WINDOW);
        self.scroll.let_go();
        self.scroll.be_quiet();
        self.scroll.hold();
        self.read();
    }

    fn go_to_end(&self) {
        self.scroll.follow_end();
        self.scroll.hold();
        self.settle();
    }

    fn scrolled(&self) {
        if self.scroll.scrolled() {
            self.settle();
        }
    }

    /// At the end again: nothing is fresh, and the window is small again.
    fn settle(&self) {
        self.fresh.set(0);
        if self.shown.get_value() > WINDOW {
            self.shown.set_value(WINDOW);
            self.scroll.hold();
            self.read();
        }
    }

    fn news(&self) -> News {
        let known = self.known.get_value();
        let news = self.entry(|entry| News::since(known, entry)).unwrap_or_default();
        self.known.set_value(news.newest);
        news
    }

    fn read(&self) {
        let shown = self.shown.get_value();
        let read = |entry: &RoomEntry| {
            let window = lines::window(entry.timeline.len(), shown);
            (window.start > 0, lines::lines(&entry.timeline, window, intl::local_day))
        };
        let Some((has_earlier, lines)) = self.entry(read) else { return };
        self.remember(&lines);
        if self.has_earlier.get_untracked() != has_earlier {
            self.has_earlier.set(has_earlier);
        }
        let same =
            self.lines.with_untracked(|before| before.iter().map(Line::key).eq(lines.iter().map(Line::key)));
        if !same {
            self.lines.set(lines);
        }
    }

    /// Tells the rows that stay, and forgets those that are gone.
    fn remember(&self, lines: &[Line]) {
        let said = lines.iter().filter_map(|line| match line {
            Line::Said(message, state) => Some((message.key, *state)),
            Line::Day(_) => None,
        });
        self.states.update_value(|states| {
            let mut before = std::mem::take(states);
            states.extend(said.map(|(key, now)| {
                let state = before.remove(&key).unwrap_or_else(|| ArcRwSignal::new(now));
                if state.get_untracked() != now {
                    state.set(now);
                }
                (key, state)
            }));
        });
    }

    fn entry<R>(&self, read: impl FnOnce(&RoomEntry) -> R) -> Option<R> {
        self.model.chat(|chat| chat.room(self.room).map(read))?
    }
}

/// What came since a timeline was last read.
#[derive(Default)]
struct News {
    own: usize,
    others: usize,
    newest: Option<MessageKey>,
}

impl News {
    /// Messages are numbered as they come. Others' stand in that order; ours, which move while they wait, do not,
    /// so only another's old message ends the search.
    fn since(known: Option<MessageKey>, entry: &RoomEntry) -> Self {
        let is_new = |item: &&Item| Some(item.message.key) > known;
        let recent =
            entry.timeline.iter().rev().take_while(|item| item.status != Status::Received || is_new(item));
        let mut news = Self { newest: known, ..Self::default() };
        for item in recent.filter(is_new) {
            match item.message.origin {
                Origin::Own => news.own += 1,
                Origin::Received { .. } => news.others += 1,
            }
            news.newest = news.newest.max(Some(item.message.key));
        }
        news
    }
}
