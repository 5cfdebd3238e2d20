//! Where the log stands: glued to its end, or still under somebody who reads back while rows come and go.
//! Browsers do the latter by themselves, but not all of them, so theirs is off (`overflow-anchor`).

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::web::dom::{self, Extent, Place, ResizeWatch};

/// Screen readers take up what changes in a log only after a while; silence has to last as long.
const QUIET_FOR: Duration = Duration::from_secs(1);

/// What stays in its place. The line of a day does not: it goes up when earlier messages come.
const MESSAGES: &str = "article";

#[derive(Clone, Copy)]
pub(super) struct Scroll {
    list: NodeRef<html::Div>,
    follows_end: RwSignal<bool>,
    quiet: RwSignal<bool>,
    /// Where the log was when it last told.
    extent: StoredValue<Extent>,
    /// The place to be in again once the rows have changed.
    held: StoredValue<Option<Place>, LocalStorage>,
}

impl Scroll {
    /// Begins at the end, in silence: history is no news.
    pub(super) fn new(list: NodeRef<html::Div>) -> Self {
        let scroll = Self {
            list,
            follows_end: RwSignal::new(true),
            quiet: RwSignal::new(false),
            extent: StoredValue::default(),
            held: StoredValue::new_local(None),
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

    /// Lets the end go, because rows are about to come above.
    pub(super) fn let_go(&self) {
        self.follows_end.set(false);
    }

    /// Call before the rows change: what is in sight now is in the same place when they are drawn.
    pub(super) fn hold(&self) {
        // Until the frame is drawn, only the first of many changes saw the rows in their old places.
        if self.held.with_value(Option::is_some) {
            return;
        }
        self.held.set_value(Some(self.place()));
        let scroll = *self;
        request_animation_frame(move || scroll.restore());
    }

    /// Makes what comes next unheard.
    pub(super) fn be_quiet(&self) {
        self.quiet.set(true);
        let quiet = self.quiet;
        let end = move || {
            // The room may have been left.
            let _ = quiet.try_set(false);
        };
        set_timeout(end, QUIET_FOR);
    }

    /// The log was scrolled, by whomever. True if it has come to its end.
    pub(super) fn scrolled(&self) -> bool {
        let Some(list) = self.list.get_untracked() else { return false };
        let (before, now) = (self.extent.get_value(), Extent::of(&list));
        self.extent.set_value(now);
        match (self.follows_end.get_untracked(), dom::is_at_end(&list)) {
            (false, true) => {
                self.follows_end.set(true);
                return true;
            }
            (true, false) if now.was_scrolled_up_since(before) => self.follows_end.set(false),
            (true, false) => dom::scroll_to_end(&list),
            (true, true) | (false, false) => {}
        }
        false
    }

    fn place(&self) -> Place {
        match self.list.get_untracked() {
            _ if self.follows_end.get_untracked() => Place::End,
            Some(list) => Place::first_in_sight(&list, MESSAGES),
            None => Place::Nowhere,
        }
    }

    fn restore(&self) {
        // The room may have been left while the frame was awaited.
        let Some(Some(place)) = self.held.try_update_value(Option::take) else { return };
        if let Some(list) = self.list.try_get_untracked().flatten() {
            dom::restore(&list, &place);
        }
    }

    /// The log shrinks when the box below grows or a keyboard comes up.
    fn keep_the_end_in_sight(self) {
        let watch = StoredValue::new_local(None);
        Effect::new(move || {
            let Some(list) = self.list.get() else { return };
            dom::scroll_to_end(&list);
            let resized = move || {
                let follows = self.follows_end.try_get_untracked() == Some(true);
                if let Some(list) = self.list.try_get_untracked().flatten().filter(|_| follows) {
                    dom::scroll_to_end(&list);
                }
            };
            watch.set_value(ResizeWatch::new(&list, resized));
        });
    }
}
