//! What comes fast is drawn at most once a frame: the list of rooms, the messages, the people. The first news of a frame
//! are shown at once, so that nobody waits; what follows them, together with the next frame. Nobody sees a hidden page
//! draw, and what it says by its title and by notifications must not wait.

use super::Model;
use crate::ui::view::{keep, next_frame};
use crate::web::page;

/// What is to be read again.
#[derive(Clone, Copy, Default)]
pub(super) struct Due {
    pub(super) rooms: bool,
    pub(super) messages: bool,
    pub(super) people: bool,
    /// Something was drawn since the last frame.
    drawn: bool,
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
        self.due.set_value(Due { drawn: before.drawn, ..Due::default() });
        if before.rooms {
            self.read_rooms();
        }
        if before.messages {
            self.messages.set(());
        }
        if before.people {
            self.people.set(());
        }
        let drew = before.rooms || before.messages || before.people;
        if drew && !before.drawn {
            self.due.update_value(|due| due.drawn = true);
            next_frame(move || {
                self.due.try_update_value(|due| due.drawn = false);
                self.catch_up();
            });
        }
    }

    /// A page that is being hidden gets no more frames.
    pub(super) fn catch_up_when_hidden(self) {
        keep(page::on_visibility(move || self.catch_up()));
    }
}
