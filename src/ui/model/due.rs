//! What comes fast is drawn at most once a frame: the messages, the people; and the list of rooms the more seldom,
//! the longer it is. The first news of a frame are shown at once, so that nobody waits; what follows them, together with the
//! next frame. Nobody sees a hidden page draw, and what it says by its title and by notifications must not wait.

use super::Model;
use crate::ui::view::{keep, next_frame};
use crate::web::page;

/// For each so many rooms, the list waits a frame before it is drawn anew.
const ROOMS_A_FRAME: usize = 16;
/// But no longer than that: a third of a second.
const MOST_FRAMES: usize = 20;

/// What is to be read again.
#[derive(Clone, Copy, Default)]
pub(super) struct Due {
    pub(super) rooms: bool,
    pub(super) messages: bool,
    pub(super) people: bool,
    /// Something was drawn since the last frame.
    drawn: bool,
    /// So many frames the list of rooms still waits.
    list_waits: usize,
}

impl Model {
    pub(super) fn due(self, note: fn(&mut Due)) {
        self.due.update_value(note);
        if page::is_hidden() || !self.due.with_value(|due| due.drawn) {
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
        let goes_on = rooms || before.messages || before.people || list_waits > 0;
        if goes_on && !before.drawn {
            self.due.update_value(|due| due.drawn = true);
            next_frame(move || {
                let frame = |due: &mut Due| {
                    due.drawn = false;
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
