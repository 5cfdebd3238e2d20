//! What is said about people and rooms: who is here, a room's own settings, switching, inviting, notifying.

use super::strings;

strings! {
    /// Who is here, and what they are doing.
    PeopleStrings of people {
        region: text,
        title: text,
        none: text,
        none_hint: text,
        here: says(count: usize),
        you: text,
        away: text,
        online: text,
        refused: text,
        /// Tells apart who has the same name, by client id.
        same_name: says(client_id: &str),
        direct: says(name: &str),
        show: text,
        hide: text,
        typing_one: says(name: &str),
        typing_two: says(first: &str, second: &str),
        typing_many: text,
        /// Names with `comma` between them.
        seen_by: says(names: &str),
        /// Between the names of a list.
        comma: fixed,
        came: says(name: &str),
        left: says(name: &str),
        comings: says(count: usize),
    }
}

strings! {
    /// A room's own head and settings.
    PlaceStrings of place {
        settings: says(room: &str),
        title: text,
        alias: text,
        alias_hint: text,
        colour: text,
        colour_none: text,
        /// Counted from 1.
        colour_name: says(number: u8),
        notify: text,
        notify_all: text,
        notify_mentions: text,
        notify_none: text,
        move_up: text,
        move_down: text,
        topic: text,
        copy_topic: text,
        invite: text,
        clear: text,
        clear_means: text,
        clear_do: text,
        leave: text,
        leave_means: text,
        close: text,
        muted: text,
        /// Who can read a direct room beside the two.
        direct_claim: says(name: &str),
    }
}

strings! {
    /// The quick switcher.
    SwitcherStrings of switcher {
        title: text,
        label: text,
        none: text,
        join: says(topic: &str),
        direct: says(name: &str),
        hint: text,
    }
}

strings! {
    /// A link into a room, given and taken.
    InviteStrings of invite {
        title: says(room: &str),
        means: text,
        link: text,
        copy: text,
        copied: text,
        qr: text,
        share: text,
        close: text,
        ask_title: text,
        ask: says(room: &str, broker: &str),
        /// The link's broker, and the one that we are signed in at.
        ask_other: says(other: &str, ours: &str),
        join: text,
        stay: text,
    }
}

strings! {
    /// Rooms of two.
    DirectStrings of direct {
        open: text,
    }
}

strings! {
    /// What the system shows.
    NotifyStrings of notify {
        title: says(room: &str),
        several: says(count: u32),
    }
}
