//! English, about Snug itself.

use super::one_or_more;
use crate::i18n::{KeyStrings, SettingsStrings, UpdateStrings, WireStrings};

pub(super) const SETTINGS: SettingsStrings = SettingsStrings {
    open: "Settings",
    title: "Settings",
    find: "Find a setting",
    none: "No such setting.",
    back: "Back",

    you: "You",
    name: "Your name",
    name_means: "A name is a claim: to be called something else, sign out and sign in with another.",
    client_id: "Client ID",
    broker: "Broker",
    away: "Set myself away",
    away_means: "Others see you as away until you switch it off. It happens by itself when this page was hidden for \
                 five minutes.",
    receipts: "Tell others when I type and what I have read",
    receipts_means: "Without it, nobody sees that you are typing, or how far you have read.",

    look: "Look",
    theme: "Theme",
    theme_auto: "As the system",
    theme_light: "Light",
    theme_dark: "Dark",
    text_size: "Text size",
    size_small: "Small",
    size_normal: "Normal",
    size_large: "Large",
    hours: "Clock",
    hours_auto: "As the language has it",
    hours_12: "12 hours",
    hours_24: "24 hours",

    language: "Language",
    language_auto: "As the browser",

    notifications: "Notifications",
    notify_on: "Notifications are on",
    notify_ask: "Allow notifications",
    notify_denied: "This browser blocks notifications for this page. Change it in the browser's site settings.",
    notify_unsupported: "This browser can't show notifications from this page.",
    notify_means: "Only while a tab of Snug is open: a closed one gets none.",

    delivery: "Delivery",
    delivery_means: "How surely what you say arrives. QoS 0: sent once, and may be lost. QoS 1: not lost, and may arrive \
                     twice. QoS 2: neither lost nor doubled. Each room has its own, under its settings.",
    greeting: "Greeting",
    greeting_means: "Said once, when you first join a room. Leave it empty to say nothing.",

    keys: "Keys",
    keys_show: "Show all shortcuts",
    enter: "Enter key",
    enter_sends: "Sends",
    enter_breaks: "Breaks the line",
    enter_means: "Shift+Enter always breaks the line, Ctrl+Enter always sends.",

    storage: "Storage",
    used: |messages| one_or_more(messages, "message", "messages"),
    persisted: "This browser promises to keep it.",
    not_persisted: "The browser may delete it when space runs low (Safari: after seven days without a visit).",
    persist: "Ask it to keep it",
    keep_for: "Keep messages",
    keep_ever: "For ever",
    keep_days: |days| one_or_more(days.into(), "day", "days"),
    export_json: "Export (JSON Lines)",
    export_text: "Export as text",
    import: "Import…",
    imported: |messages, rooms| {
        let messages = one_or_more(messages as u64, "message", "messages");
        [messages.as_str(), " in ", &one_or_more(rooms as u64, "room", "rooms")].concat()
    },
    import_failed: |why| ["The import stopped: ", why].concat(),
    clear: "Delete all messages on this device…",
    clear_means: "The messages of all rooms are deleted on this device, except those that wait to be sent. Others keep \
                  theirs. This can't be undone; export them first if you may need them.",
    clear_do: "Delete all messages",
    cleared: "All messages on this device are deleted.",

    connection: "Connection",
    connection_means: "What happened on the wire since this page opened.",
    log_export: "Save as a file",
    log_empty: "Nothing has happened yet.",
    install_means: "Snug then opens in a window of its own, with your history even when there is no network.",
    install_do: "Install Snug",
    installed: "Snug is installed.",

    about: "About",
    version: |number| ["Version ", number].concat(),
    about_means: "A chat for any browser over the MQTT broker you already run. No server of ours stands in between.",
    licence: "MIT OR Apache-2.0",
    saved: "Saved",
};

pub(super) const KEYS: KeyStrings = KeyStrings {
    title: "Keyboard shortcuts",
    switch: "Switch room",
    previous: "Room above",
    next: "Room below",
    unread: "Next unread, mentions first",
    search: "Search messages",
    settings: "Open the settings",
    escape: "Close, or back to the messages",
    recall: "Recall what you sent (in an empty box)",
    newline: "Break the line",
    send: "Send",
    menus: "From the messages: the menu of each",
    reply: "Reply to the last message",
    people: "Show or hide people",
    help: "This list",
    close: "Close",
};

pub(super) const UPDATE: UpdateStrings =
    UpdateStrings { ready: "A new version of Snug is here.", reload: "Reload", later: "Later" };

pub(super) const WIRE: WireStrings = WireStrings {
    opening: |url| ["Opening ", url].concat(),
    opened: "Opened",
    accepted: "Connected, the broker kept our session",
    accepted_new: "Connected, new session",
    refused: |why| ["Refused: ", why].concat(),
    lost: |why| ["Lost: ", why].concat(),
    closed: |code| ["Closed with code ", &code.to_string()].concat(),
    ping: |ms| ["Round trip ", &ms.to_string(), " ms"].concat(),
    subscribed: |filter| ["Subscribed to ", filter].concat(),
    sub_refused: |filter| ["Not allowed to subscribe to ", filter].concat(),
    retry: |seconds| ["Next attempt in ", &seconds.to_string(), " s"].concat(),
    offline: "The network is gone",
    online: "The network is back",
    taken_over: "Another client took the connection over with our client ID",
};
