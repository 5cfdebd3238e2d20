//! English, about people and rooms.

use super::one_or_more;
use crate::i18n::{
    DirectStrings, InviteStrings, NotifyStrings, PeopleStrings, PlaceStrings, SwitcherStrings,
};

pub(super) const PEOPLE: PeopleStrings = PeopleStrings {
    region: "People",
    title: "People",
    none: "Nobody else is here yet.",
    none_hint: "Invite somebody: whoever joins the same topic on this broker is in this room.",
    here: |count| one_or_more(count as u64, "person", "people"),
    you: "you",
    away: "away",
    online: "online",
    refused: "This broker does not say who is here.",
    same_name: |client_id| ["Same name, client ID ", client_id].concat(),
    direct: |name| ["Message ", name].concat(),
    show: "Show people",
    hide: "Hide people",
    typing_one: |name| [name, " is typing…"].concat(),
    typing_two: |first, second| [first, " and ", second, " are typing…"].concat(),
    typing_many: "Several people are typing…",
    seen_by: |names| ["Seen by ", names].concat(),
    comma: ", ",
    came: |name| [name, " came"].concat(),
    left: |name| [name, " left"].concat(),
    comings: |count| [&count.to_string(), " came or left"].concat(),
};

pub(super) const PLACE: PlaceStrings = PlaceStrings {
    settings: |room| ["Settings of ", room].concat(),
    title: "Room settings",
    alias: "Name on this device",
    alias_hint: "Only you see it. Leave it empty to show the topic.",
    colour: "Colour",
    colour_none: "None",
    colour_name: |number| ["Colour ", &number.to_string()].concat(),
    notify: "Notifications",
    notify_all: "All messages",
    notify_mentions: "Mentions only",
    notify_none: "None (muted)",
    move_up: "Move up",
    move_down: "Move down",
    topic: "Topic",
    copy_topic: "Copy topic",
    invite: "Invite",
    clear: "Clear history…",
    clear_means: "All messages of this room are deleted on this device, except those that wait to be sent. Others keep \
                  theirs. This can't be undone.",
    clear_do: "Clear",
    leave: "Leave",
    leave_means: "You get no more messages from this room until you join it again.",
    close: "Close",
    muted: "Muted",
    direct_claim: |name| {
        ["Anyone on this broker who calls themselves ", name, " or may read its topics can read this."]
            .concat()
    },
};

pub(super) const SWITCHER: SwitcherStrings = SwitcherStrings {
    title: "Switch room",
    label: "Room or person",
    none: "No room or person has that name.",
    join: |topic| ["Join ", topic].concat(),
    direct: |name| ["Message ", name].concat(),
    hint: "↑ ↓ to choose, Enter to open",
};

pub(super) const INVITE: InviteStrings = InviteStrings {
    title: |room| ["Invite to ", room].concat(),
    means: "Whoever opens this link finds the broker and the room filled in. The password is never in it.",
    link: "Link",
    copy: "Copy",
    copied: "Copied",
    qr: "QR code of the link",
    share: "Share…",
    close: "Close",
    ask_title: "Join this room?",
    ask: |room, broker| ["This link leads to ", room, " at ", broker, "."].concat(),
    ask_other: |other, ours| {
        ["This link leads to another broker, ", other, ". You are signed in at ", ours, "."].concat()
    },
    join: "Join",
    stay: "Stay here",
};

pub(super) const DIRECT: DirectStrings = DirectStrings { open: "New direct message" };

pub(super) const NOTIFY: NotifyStrings = NotifyStrings {
    title: |room| ["New in ", room].concat(),
    several: |count| one_or_more(count.into(), "new message", "new messages"),
};
