//! What one timeline shows and how it moves: the window and its rows, and what comes while somebody reads.

use std::collections::HashMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::came::{Came, Known};
use super::lines::{self, Line, RowState};
use super::row::row;
use super::scroll::Scroll;
use super::window::{Lack, MORE, STEP, Window};
use super::{day_line, news_line};
use crate::chat::{Item, MessageKey, News, RoomEntry, RoomKey};
use crate::engine::From;
use crate::ui::model::Model;
use crate::ui::state::{Held, State};
use crate::ui::view::{el, later};
use crate::web::element::El;
use crate::web::intl;

/// So long after the last burst, as much is drawn as ever.
const BURST_OVER: Duration = Duration::from_millis(150);

/// Copies are the same one.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub(super) model: Model,
    pub(super) room: RoomKey,
    /// The keys of the rows.
    pub(super) lines: State<Vec<u64>>,
    pub(super) has_earlier: State<bool>,
    pub(super) has_later: State<bool>,
    /// Others' messages that came while somebody was reading back.
    pub(super) fresh: State<usize>,
    /// The line "New messages" stands above what is in sight.
    pub(super) news_above: State<bool>,
    pub(super) scroll: Scroll,
    /// The rows as they were read last.
    made: Held<HashMap<u64, Line>>,
    /// Held here, read in the rows: a row that stays on screen hears of its changes without being made anew.
    pub(super) states: Held<HashMap<MessageKey, State<RowState>>>,
    pub(super) window: Held<Window>,
    known: Held<Known>,
    /// A page is being read.
    pub(super) reading: Held<bool>,
    /// How many there were: which was the last shows once it is over.
    bursts: Held<u32>,
    /// Owns the states, which outlive a run of whatever made them.
    owner: Held<Option<Owner>>,
}

impl View {
    pub(super) fn new(model: Model, room: RoomKey, scroll: Scroll) -> Self {
        Self {
            model,
            room,
            lines: State::default(),
            has_earlier: State::new(false),
            has_later: State::new(false),
            fresh: State::new(0),
            news_above: State::new(false),
            scroll,
            made: Held::default(),
            states: Held::default(),
            window: Held::new(Window::end()),
            known: Held::default(),
            reading: Held::new(false),
            bursts: Held::default(),
            owner: Held::new(Owner::current()),
        }
    }

    /// The end of the room, or its news if there are more of them than fit.
    pub(super) fn begin(&self) {
        self.news();
        self.read(0);
        self.look_for_news();
        self.fill();
    }

    /// What is held may be less than what fits on the page, as after an import.
    fn fill(&self) {
        let is_short = self.window.with_value(|window| window.items.len() < STEP);
        if !is_short || !self.has_earlier.get_untracked() || self.reading.get_value() {
            return;
        }
        let lack = self.entry(|entry| self.window.try_update_value(|window| window.earlier(&entry.timeline)));
        if let Some(Some(Lack::Page(place))) = lack {
            self.read_page(From::Before(place), STEP, Window::put_before);
        }
    }

    pub(super) fn row(&self, key: u64, shows_topic: bool, today: State<i64>) -> El {
        let line = self.made.with_value(|made| made.get(&key).cloned());
        match line {
            Some(Line::Day(day)) => day_line(self.model, day, today),
            Some(Line::News(_, count)) => news_line(self.model, count),
            Some(Line::Said(message, _)) => {
                let state = self.states.with_value(|states| states.get(&message.key).copied());
                match state {
                    Some(state) => row(self.model, self.room, &message, state, shows_topic),
                    None => el("div", "slot"),
                }
            }
            None => el("div", "slot"),
        }
    }

    /// Something changed in this room: show it without moving what is being read, except that one's own new
    /// message is always gone to. Under somebody who reads back the window grows, so that the rows in sight stay.
    pub(super) fn refresh(&self) {
        let news = self.news();
        let follows = self.scroll.follows_end_untracked();
        if news.own > 0 {
            self.window.update_value(Window::settle);
            self.scroll.follow_end();
            self.fresh.set(0);
        } else if news.others > 0 && (!follows || !self.is_live()) {
            self.fresh.update(|fresh| *fresh += news.others);
        } else if self.is_live() {
            self.narrow_in_a_burst(news.others);
        }
        self.scroll.hold();
        self.read(if follows { 0 } else { news.others });
        if news.own > 0 {
            self.fill();
        }
    }

    /// While so many come at once that nothing in sight stays, what is out of sight is not worth drawing.
    fn narrow_in_a_burst(&self, news: usize) {
        let Some(fitting) = self.scroll.fitting().filter(|fitting| news >= *fitting) else { return };
        self.window.update_value(|window| window.narrow(fitting));
        let burst = self.bursts.get_value() + 1;
        self.bursts.set_value(burst);
        let view = *self;
        later(BURST_OVER, move || {
            // The room may have been left meanwhile.
            let is_last = view.bursts.try_get_value() == Some(burst);
            if is_last && view.scroll.is_at_end() && view.is_live() {
                view.widen();
            }
        });
    }

    fn widen(&self) {
        self.window.update_value(Window::settle);
        self.scroll.hold();
        self.read(0);
        self.fill();
    }

    /// What came since the last frame is counted before anything else changes, or it would take the place of what somebody
    /// reads. `false` if that leads elsewhere: to one's own new message.
    fn catch_up(&self) -> bool {
        let news = self.came();
        if news.own + news.others > 0 {
            self.refresh();
        }
        news.own == 0
    }

    pub(super) fn show_earlier(&self) {
        self.reach(Window::earlier, From::Before, Window::put_before);
    }

    pub(super) fn show_later(&self) {
        self.reach(Window::later, From::After, Window::put_after);
    }

    /// From what is held, or from the store.
    fn reach(
        &self,
        step: fn(&mut Window, &crate::chat::Timeline) -> Lack,
        from: fn(u64) -> From,
        put: fn(&mut Window, Vec<Item>),
    ) {
        if self.reading.get_value() || !self.catch_up() {
            return;
        }
        self.scroll.let_go();
        self.scroll.be_quiet();
        self.scroll.hold();
        let lack = self.entry(|entry| self.window.try_update_value(|window| step(window, &entry.timeline)));
        match lack.flatten() {
            Some(Lack::Page(place)) => self.read_page(from(place), MORE, put),
            _ => self.read(0),
        }
    }

    fn read_page(&self, from: From, most: usize, put: fn(&mut Window, Vec<Item>)) {
        let view = *self;
        let Some(engine) = self.model.engine() else { return };
        self.reading.set_value(true);
        spawn_local(async move {
            let page = engine.page(view.room, from, most).await;
            // The room may have been left meanwhile.
            if view.reading.try_update_value(|reading| *reading = false).is_none() {
                return;
            }
            // What can't be read now may be there the next time: the button stays.
            let Ok(page) = page else { return };
            if !view.catch_up() || !view.window.with_value(|window| window.goes_on(from)) {
                return view.fill();
            }
            let none = page.is_empty();
            view.scroll.hold();
            view.window.update_value(|window| {
                put(window, page);
                // Nothing later is stored: what follows is what is held.
                if none && matches!(from, From::After(_)) {
                    window.reach_end();
                }
            });
            if none && matches!(from, From::Before(_)) {
                view.entry(|entry| {
                    view.window.update_value(|window| window.reach_beginning(&entry.timeline));
                });
            }
            view.read(0);
        });
    }

    /// It was deleted; the store knows, and memory if it was held.
    pub(super) fn forget(&self, key: MessageKey) {
        self.catch_up();
        self.window.update_value(|window| window.items.retain(|item| item.message.key != key));
        self.scroll.hold();
        self.read(0);
    }

    pub(super) fn go_to_end(&self) {
        self.scroll.follow_end();
        self.scroll.hold();
        self.settle();
    }

    pub(super) fn scrolled(&self) {
        if self.scroll.scrolled() && self.is_live() {
            self.settle();
        }
        self.watch_news();
        if self.scroll.is_near_start() && self.has_earlier.get_untracked() {
            self.show_earlier();
        } else if self.scroll.is_near_end() && self.has_later.get_untracked() {
            self.show_later();
        }
    }

    fn is_live(&self) -> bool {
        self.window.with_value(Window::is_live)
    }

    /// At the end again: nothing is fresh, and the window is small again.
    fn settle(&self) {
        self.fresh.set(0);
        if !self.is_live() || self.window.with_value(Window::is_large) {
            self.widen();
        }
    }

    fn came(&self) -> Came {
        let known = self.known.get_value();
        self.entry(|entry| Came::since(known, entry)).unwrap_or_default()
    }

    /// The same, and from now on it is known.
    fn news(&self) -> Came {
        let news = self.came();
        self.known.set_value(news.now);
        news
    }

    /// The rows as they are now; `more` came below somebody who reads back.
    pub(super) fn read(&self, more: usize) {
        let read = |entry: &RoomEntry| {
            self.window.try_update_value(|window| {
                window.refresh(&entry.timeline, more);
                (window.has_earlier(&entry.timeline), !window.is_live(), lines_of(window, entry.news))
            })
        };
        let Some(Some((earlier, later, lines))) = self.entry(read) else { return };
        let items = self.window.with_value(|window| window.items.clone());
        self.model.paged.set_value(items.into_iter().map(|item| (item.message.key, item)).collect());
        let keys: Vec<u64> = lines.iter().map(Line::key).collect();
        self.remember(lines);
        if self.has_earlier.get_untracked() != earlier {
            self.has_earlier.set(earlier);
        }
        if self.has_later.get_untracked() != later {
            self.has_later.set(later);
        }
        if self.lines.with_untracked(|before| *before != keys) {
            self.lines.set(keys);
        }
    }

    /// Tells the rows that stay, and forgets those that are gone.
    fn remember(&self, lines: Vec<Line>) {
        let owner = self.owner.get_value();
        self.states.update_value(|states| {
            let mut before = std::mem::take(states);
            for line in &lines {
                let Line::Said(message, now) = line else { continue };
                let known = before.remove(&message.key);
                let fresh = || {
                    owner.as_ref().map_or_else(|| State::new(*now), |owner| owner.with(|| State::new(*now)))
                };
                let state = known.unwrap_or_else(fresh);
                if state.get_untracked() != *now {
                    state.set(*now);
                }
                states.insert(message.key, state);
            }
            before.into_values().for_each(|gone| gone.dispose());
        });
        self.made.set_value(lines.into_iter().map(|line| (line.key(), line)).collect());
    }

    pub(super) fn entry<R>(&self, read: impl FnOnce(&RoomEntry) -> R) -> Option<R> {
        self.model.chat(|chat| chat.room(self.room).map(read))?
    }
}

fn lines_of(window: &Window, news: Option<News>) -> Vec<Line> {
    lines::lines(&window.items, news, intl::local_day)
}
