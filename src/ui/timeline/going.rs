//! Where somebody wants to go in a room: to one message, or to where the news begin, on the page or far back.

use leptos::task::spawn_local;

use super::view::View;
use super::window::{STEP, Window};
use crate::chat::MessageKey;
use crate::engine::From;
use crate::ui::view::next_frame;

/// So many frames after a jump, what the browser still tells of before it is over.
const FRAMES_TO_SETTLE: u32 = 20;
/// The line where the news begin.
const NEWS: &str = ".day.news";

impl View {
    /// To one message, wherever it is, and a light on it.
    pub(super) fn jump(&self, place: u64, key: MessageKey) {
        if !self.point_out(key) {
            self.go_back_to(place, move |view| view.point_out_soon(key, FRAMES_TO_SETTLE));
        }
    }

    /// To the line where the news begin.
    pub(super) fn go_to_news(&self) {
        self.news_above.set(false);
        if self.scroll.show(NEWS) {
            return;
        }
        if let Some(from) = self.entry(|entry| entry.news.map(|news| news.from)).flatten() {
            self.go_back_to(from, |view| next_frame(move || _ = view.scroll.show(NEWS)));
        }
    }

    /// Once the rows are drawn, and again when somebody comes back to the tab.
    pub(super) fn look_for_news(&self) {
        let view = *self;
        next_frame(move || {
            let news = view.entry(|entry| entry.news.is_some()) == Some(true);
            if news && view.scroll.is_above(NEWS) {
                view.news_above.set(true);
            }
        });
    }

    /// Somebody may have scrolled to the news.
    pub(super) fn watch_news(&self) {
        if self.news_above.get_untracked() && !self.scroll.is_above(NEWS) {
            self.news_above.set(false);
        }
    }

    /// Shows the stretch around a place, which is read from the store; `then`, if there is one.
    fn go_back_to(&self, place: u64, then: impl FnOnce(Self) + 'static) {
        let (view, Some(engine)) = (*self, self.model.engine()) else { return };
        spawn_local(async move {
            let page = engine.page(view.room, From::Around(place), STEP).await.unwrap_or_default();
            // The room may have been left meanwhile.
            if page.is_empty() || view.reading.try_get_value().is_none() {
                return;
            }
            view.scroll.let_go();
            view.scroll.be_quiet();
            view.window.set_value(Window::back(page));
            view.read(0);
            then(view);
        });
    }

    /// Once it is drawn, and again while other news of the log's place come late and take it out of sight.
    fn point_out_soon(self, key: MessageKey, frames: u32) {
        next_frame(move || {
            if !self.scroll.shows(key.0) {
                self.point_out(key);
            }
            if frames > 0 && self.reading.try_get_value().is_some() {
                self.point_out_soon(key, frames - 1);
            }
        });
    }

    /// Scrolls a row into sight; `false` if it is not on the page.
    fn point_out(&self, key: MessageKey) -> bool {
        let there = self.states.try_with_value(|states| states.contains_key(&key)) == Some(true);
        there && self.scroll.point_out(key.0)
    }
}
