//! Where the log stands: glued to its end, or still under somebody who reads back while rows come and go.
//! Browsers do the latter by themselves, but not all of them, so theirs is off (`overflow-anchor`).

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::state::{Held, State};
use crate::ui::view::{keep, later, next_frame};
use crate::web::dom::{Extent, Place};
use crate::web::element::El;

/// Screen readers take up what changes in a log only after a while; silence has to last as long.
const QUIET_FOR: Duration = Duration::from_secs(1);
/// How long a row that was looked for is lit.
const LIT_FOR: Duration = Duration::from_secs(2);

/// CSS pixels of a message of one line.
const LEAST_HEIGHT: i32 = 24;

/// What stays in its place. The line of a day does not: it goes up when earlier messages come.
const MESSAGES: &str = "article";

#[derive(Clone, Copy)]
pub(super) struct Scroll {
    list: Held<El>,
    follows_end: State<bool>,
    quiet: State<bool>,
    /// Where the log was when it last told.
    extent: Held<Extent>,
    /// The place to be in again once the rows have changed.
    held: Held<Option<Place>>,
}

impl Scroll {
    /// Begins at the end, in silence: history is no news.
    pub(super) fn new(list: El) -> Self {
        let scroll = Self {
            list: Held::new(list),
            follows_end: State::new(true),
            quiet: State::new(false),
            extent: Held::default(),
            held: Held::new(None),
        };
        scroll.be_quiet();
        scroll.keep_the_end_in_sight();
        scroll
    }

    /// Tracked: whether new rows scroll into sight by themselves.
    pub(super) fn follows_end(&self) -> bool {
        self.follows_end.get()
    }

    pub(super) fn follows_end_untracked(&self) -> bool {
        self.follows_end.get_untracked()
    }

    /// Tracked: whether new rows must not be read aloud.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet.get()
    }

    /// To the end with the next rows, wherever it is now.
    pub(super) fn follow_end(&self) {
        self.follows_end.set(true);
        self.held.set_value(None);
    }

    /// Lets the end go, because rows are about to come above. If it was being gone to, that is over too.
    pub(super) fn let_go(&self) {
        self.follows_end.set(false);
        self.held.update_value(|held| {
            if matches!(held, Some(Place::End)) {
                *held = None;
            }
        });
    }

    /// Call before the rows change: what is in sight now is in the same place when they have. That is before the browser
    /// tells or draws anything, so that no scrolling of somebody's comes in between and is undone, or not heard.
    pub(super) fn hold(&self) {
        // Of many changes only the first saw the rows in their old places.
        if self.held.with_value(Option::is_some) {
            return;
        }
        self.held.set_value(Some(self.place()));
        let scroll = *self;
        // The changes that the signals bring wait in the first of these.
        queue_microtask(move || queue_microtask(move || scroll.restore()));
        // What is in the rows may change once more before they are drawn.
        next_frame(move || scroll.stay_at_end());
    }

    /// Makes what comes next unheard.
    pub(super) fn be_quiet(&self) {
        self.quiet.set(true);
        let quiet = self.quiet;
        let end = move || {
            // The room may have been left.
            quiet.set(false);
        };
        later(QUIET_FOR, end);
    }

    /// The log was scrolled, by whomever. True if it has come to its end.
    pub(super) fn scrolled(&self) -> bool {
        let list = self.list.get_value();
        let (before, now) = (self.extent.get_value(), list.extent());
        self.extent.set_value(now);
        match (self.follows_end.get_untracked(), list.is_at_end()) {
            (false, true) => {
                self.follows_end.set(true);
                return true;
            }
            (true, false) if now.was_scrolled_up_since(before) => self.follows_end.set(false),
            (true, false) => {
                list.scroll_to_end();
                self.note_extent();
            }
            (true, true) | (false, false) => {}
        }
        false
    }

    /// So many messages at least fill what is in sight.
    pub(super) fn fitting(&self) -> Option<usize> {
        self.extent.get_value().height_in(LEAST_HEIGHT)
    }

    /// Whether the end is followed, and nobody has just scrolled away from it, which is told a little later.
    pub(super) fn is_at_end(&self) -> bool {
        self.follows_end_untracked() && self.list.with_value(El::is_at_end)
    }

    pub(super) fn is_near_start(&self) -> bool {
        !self.follows_end_untracked() && self.list.with_value(El::is_near_start)
    }

    pub(super) fn is_near_end(&self) -> bool {
        self.list.with_value(El::is_near_end)
    }

    /// Whether that is there, and above what is in sight.
    pub(super) fn is_above(&self, selector: &str) -> bool {
        self.list.try_with_value(|list| list.is_above(selector)) == Some(true)
    }

    /// Scrolls to what fits the selector, if it is there.
    pub(super) fn show(&self, selector: &str) -> bool {
        let Some(Some((list, row))) =
            self.list.try_with_value(|list| list.find(selector).map(|row| (list.clone(), row)))
        else {
            return false;
        };
        self.follows_end.set(false);
        list.scroll_to(&row);
        true
    }

    /// The same for a row, which is lit for a moment.
    pub(super) fn point_out(&self, key: u64) -> bool {
        const LIT: &str = "lit";
        let selector = ["[data-key=\"", &key.to_string(), "\"]"].concat();
        if !self.show(&selector) {
            return false;
        }
        let row = self.list.with_value(|list| list.find(&selector));
        if let Some(row) = row {
            row.toggle(LIT, true);
            later(LIT_FOR, move || row.toggle(LIT, false));
        }
        true
    }

    /// Whether the row can be seen.
    pub(super) fn shows(&self, key: u64) -> bool {
        let selector = ["[data-key=\"", &key.to_string(), "\"]"].concat();
        let seen = |list: &El| list.find(&selector).is_some_and(|row| list.shows(&row));
        self.list.try_with_value(seen) == Some(true)
    }

    fn place(&self) -> Place {
        if self.follows_end.get_untracked() {
            return Place::End;
        }
        self.list.with_value(|list| list.first_in_sight(MESSAGES))
    }

    fn restore(&self) {
        // The room may have been left meanwhile.
        let Some(Some(place)) = self.held.try_update_value(Option::take) else { return };
        self.list.try_with_value(|list| list.restore(&place));
        self.note_extent();
    }

    fn stay_at_end(&self) {
        if self.follows_end.try_get_untracked() == Some(true) {
            self.list.try_with_value(El::scroll_to_end);
            self.note_extent();
        }
    }

    /// Where we put the log ourselves, somebody's scrolling begins. Its event may come much later, or together with theirs.
    fn note_extent(&self) {
        if let Some(extent) = self.list.try_with_value(El::extent) {
            self.extent.set_value(extent);
        }
    }

    /// The log shrinks when the box below grows or a keyboard comes up.
    fn keep_the_end_in_sight(self) {
        let list = self.list.get_value();
        keep(list.watch_size(move || self.stay_at_end()));
        next_frame(move || {
            list.scroll_to_end();
            self.note_extent();
        });
    }
}
