//! English, about messages.

use super::one_or_more;
use crate::i18n::{
    CommandStrings, CommandText, CompleteStrings, HistoryStrings, InspectStrings, MenuStrings, SearchStrings,
};

pub(super) const MENU: MenuStrings = MenuStrings {
    more: "More",
    title: "Message",
    reply: "Reply",
    copy_text: "Copy text",
    inspect: "Inspect",
    jump: "Show in the room",
    retry: "Retry",
    delete: "Delete on this device",
    delete_means: "It is deleted on this device only. What was sent can't be called back.",
    close: "Close",
};

pub(super) const INSPECT: InspectStrings = InspectStrings {
    title: "Message details",
    topic: "Topic",
    qos: "QoS",
    retained: "Retained",
    yes: "Yes",
    no: "No",
    id: "Message ID",
    sender: "Sender",
    sent: "Sent",
    arrived: "Arrived",
    written: "Written",
    status: "Status",
    payload: "Raw payload",
    bytes: |count| one_or_more(count as u64, "byte", "bytes"),
    copy: "Copy",
    gone: "The payload is no longer on this device.",
    claim: "A name is a claim: anyone who may publish to this topic can use it.",
};

pub(super) const SEARCH: SearchStrings = SearchStrings {
    open: "Search",
    title: "Search messages",
    label: "Search on this device",
    placeholder: "Words, or part of one",
    none: "Nothing found.",
    hint: "All words, in any room on this device. from:lucy in:garden narrow it.",
    loading: "Still reading…",
    found: |count| one_or_more(count as u64, "message found", "messages found"),
    in_room: |room| ["in ", room].concat(),
    close: "Close search",
};

pub(super) const HISTORY: HistoryStrings = HistoryStrings {
    new_count: |count| one_or_more(count.into(), "new message", "new messages"),
    to_new: "↑ New messages",
    away: |count| one_or_more(count.into(), "message while you were away", "messages while you were away"),
    later: "Show later messages",
    fold: "Show all",
    unfold: "Show less",
    replying: |name| ["Replying to ", name].concat(),
    cancel_reply: "Cancel reply",
    reply_gone: "A message that is not on this device",
};

pub(super) const COMPLETE: CompleteStrings =
    CompleteStrings { list: "Suggestions", emoji: "Emoji", people: "People", commands: "Commands" };

pub(super) const COMMANDS: CommandStrings = CommandStrings {
    join: command("join", "TOPIC", "Join a room, or open one you are in"),
    leave: command("leave", "", "Leave this room"),
    me: command("me", "TEXT", "Say what you are doing"),
    msg: command("msg", "NAME TEXT", "Send a direct message"),
    search: command("search", "WORDS", "Search the messages on this device"),
    invite: command("invite", "", "Make a link and a QR code for this room"),
    mute: command("mute", "", "Mute this room, or end that"),
    away: command("away", "", "Set yourself away"),
    back: command("back", "", "Be back from away"),
    topic: command("topic", "", "Show the topic of this room"),
    nick: command("nick", "NAME", "Sign in under another name"),
    clear: command("clear", "", "Clear this room's history on this device"),
    settings: command("settings", "", "Open the settings"),
    keys: command("keys", "", "List the keyboard shortcuts"),
    help: command("help", "", "List the commands"),
    unknown: |name| ["There is no command /", name, ". /help lists them."].concat(),
    help_title: "Commands",
    missing: |usage| ["Something is missing. It is written /", usage, "."].concat(),
};

const fn command(name: &'static str, args: &'static str, means: &'static str) -> CommandText {
    CommandText { name, args, means }
}
