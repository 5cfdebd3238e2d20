//! What comes fast is drawn at most once a frame: the messages, the people; and the list of rooms the more seldom,
//! the longer it is. The first news of a frame are shown at once, so that nobody waits, and so are a few more as long as
//! they are small, such as that what was just said is delivered; what follows them, together with the next frame.
//! Nobody sees a hidden page draw, and what it says by its title and by notifications must not wait.

use super::Model;
use crate::engine::Change;
use crate::ui::view::{keep, next_frame};
use crate::web::page;

/// For each so many rooms, the list waits a frame before it is drawn anew.
const ROOMS_A_FRAME: usize = 8;
/// But no longer than that: a third of a second.
const MOST_FRAMES: usize = 20;

/// So often between two frames, what is small is drawn at once.
const AT_ONCE: u32 = 6;
/// So many changes at a time are small: those of a message or two that were there already.
const SMALL: usize = 8;

/// How much is told at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Small,
    /// Or as many as may follow a message that came.
    Many,
}

impl News {
    pub(super) fn of(changes: &[Change]) -> Self {
        let came = changes.contains(&Change::Rooms);
        if came || changes.len() > SMALL { Self::Many } else { Self::Small }
    }
}

/// What is to be read again.
#[derive(Clone, Copy, Default)]
pub(super) struct Due {
    pub(super) rooms: bool,
    pub(super) messages: bool,
    pub(super) people: bool,
    /// So often something was drawn since the last frame.
    drawn: u32,
    /// So many frames the list of rooms still waits.
    list_waits: usize,
}

impl Model {
    /// To be drawn, by [`draw`](Self::draw).
    pub(super) fn due(self, note: fn(&mut Due)) {
        self.due.update_value(note);
    }

    /// What is due: at once, or with the next frame.
    pub(super) fn draw(self, news: News) {
        let Some(drawn) = self.due.try_with_value(|due| due.drawn) else { return };
        if drawn == 0 || page::is_hidden() || news == News::Small && drawn < AT_ONCE {
            self.catch_up();
        }
    }

    /// Reads what is due, if anything is.
    pub(super) fn catch_up(self) {
        // The page may be going.
        let Some(before) = self.due.try_get_value() else { return };
        let rooms = before.rooms && (before.list_waits == 0 || page::is_hidden());
        let long = || (self.rooms.with_untracked(Vec::len) / ROOMS_A_FRAME).min(MOST_FRAMES);
        let list_waits = if rooms { long() } else { before.list_waits };
        let still = before.rooms && !rooms;
        self.due.set_value(Due { rooms: still, drawn: before.drawn, list_waits, ..Due::default() });
        if rooms {
            self.read_rooms();
        }
        if before.messages {
            self.messages.set(());
        }
        if before.people {
            self.people.set(());
        }
        let draws = rooms || before.messages || before.people;
        let goes_on = draws || list_waits > 0;
        if !goes_on {
            return;
        }
        self.due.update_value(|due| due.drawn += 1);
        if before.drawn == 0 {
            next_frame(move || {
                let frame = |due: &mut Due| {
                    due.drawn = 0;
                    due.list_waits = due.list_waits.saturating_sub(1);
                };
                self.due.try_update_value(frame);
                self.catch_up();
            });
        }
    }

    /// A page that is being hidden gets no more frames.
    pub(super) fn catch_up_when_hidden(self) {
        keep(page::on_visibility(move || self.catch_up()));
    }
}
