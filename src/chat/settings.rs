//! What a person chose for one room: its name here, its colour, what is worth a notification. Nobody else sees it.
//! Not here: how messages go out, which is the room's delivery.

use super::dialect::cut_name;

/// Kept on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomSettings {
    /// What the room is called here, at most 256 characters; empty: by its topic.
    pub alias: String,
    /// The number of a colour; `None`: the one that its topic gives.
    pub colour: Option<u8>,
    pub notify: Notify,
}

/// Which messages are worth a notification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notify {
    /// What a direct room begins with: there, everything is meant for us.
    All,
    /// What a room begins with.
    #[default]
    Mentions,
    /// What a feed begins with: devices talk all day.
    None,
}

impl RoomSettings {
    pub(super) fn with_default(notify: Notify) -> Self {
        Self { notify, ..Self::default() }
    }

    pub(super) fn cut(self) -> Self {
        Self { alias: cut_name(&self.alias).to_owned(), ..self }
    }
}
