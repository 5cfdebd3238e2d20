//! What is said about Snug itself: settings, keys, new versions, what happened on the wire.

use super::strings;

strings! {
    /// The page of settings, section by section.
    SettingsStrings of settings {
        open: text,
        title: text,
        find: text,
        none: text,
        back: text,

        you: text,
        name: text,
        name_means: text,
        client_id: text,
        broker: text,
        away: text,
        away_means: text,
        /// One switch for both: that we are typing, and what we have read.
        receipts: text,
        receipts_means: text,

        look: text,
        theme: text,
        theme_auto: text,
        theme_light: text,
        theme_dark: text,
        text_size: text,
        size_small: text,
        size_normal: text,
        size_large: text,
        hours: text,
        hours_auto: text,
        hours_12: text,
        hours_24: text,

        language: text,
        language_auto: text,

        notifications: text,
        notify_on: text,
        notify_ask: text,
        notify_denied: text,
        notify_unsupported: text,
        notify_means: text,

        delivery: text,
        delivery_means: text,
        greeting: text,
        greeting_means: text,

        keys: text,
        keys_show: text,
        enter: text,
        enter_sends: text,
        enter_breaks: text,
        enter_means: text,

        storage: text,
        /// How many messages there are.
        used: says(messages: u64),
        persisted: text,
        not_persisted: text,
        persist: text,
        keep_for: text,
        keep_ever: text,
        keep_days: says(days: u32),
        export_json: text,
        export_text: text,
        import: text,
        imported: says(messages: usize, rooms: usize),
        /// Why, as it was reported.
        import_failed: says(why: &str),
        clear: text,
        clear_means: text,
        clear_do: text,
        cleared: text,

        connection: text,
        connection_means: text,
        log_export: text,
        log_empty: text,
        install_means: text,
        install_do: text,
        installed: text,

        about: text,
        version: says(number: &str),
        about_means: text,
        licence: fixed,
        saved: text,
    }
}

strings! {
    /// What the keys do.
    KeyStrings of keys {
        title: text,
        switch: text,
        previous: text,
        next: text,
        unread: text,
        search: text,
        settings: text,
        escape: text,
        recall: text,
        newline: text,
        send: text,
        /// Tab, then the arrows.
        menus: text,
        reply: text,
        people: text,
        help: text,
        close: text,
    }
}

strings! {
    /// A new version, and being ready without a network.
    UpdateStrings of update {
        ready: text,
        reload: text,
        later: text,
    }
}

strings! {
    /// The log of the connection.
    WireStrings of wire {
        opening: says(url: &str),
        opened: text,
        /// CONNACK with a session present.
        accepted: text,
        accepted_new: text,
        refused: says(why: &str),
        lost: says(why: &str),
        /// The code that the WebSocket closed with.
        closed: says(code: u16),
        ping: says(ms: u64),
        subscribed: says(filter: &str),
        sub_refused: says(filter: &str),
        retry: says(seconds: u64),
        offline: text,
        online: text,
        taken_over: text,
    }
}
