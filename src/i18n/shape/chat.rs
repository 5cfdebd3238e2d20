//! What the form, the rooms, the messages and the composer say.

use super::strings;
use crate::chat::Failure;
use crate::mqtt::Delivery;

strings! {
    /// The form.
    SignInStrings of sign_in {
        form: text,
        tagline: text,
        about: text,
        need_broker: text,
        need_broker_answer: text,
        broker: text,
        broker_example: fixed,
        broker_locked: text,
        name: text,
        name_example: text,
        room: text,
        room_hint: text,
        more: text,
        user_name: text,
        password: text,
        keep_alive: text,
        /// For a keep alive that is no number a CONNECT packet can hold.
        keep_alive_range: text,
        client_id: text,
        client_id_hint: text,
        greeting: text,
        greeting_hint: text,
        leave_no_trace: text,
        leave_no_trace_hint: text,
        connect: text,
        connecting: text,
        cancel: text,
    }
}

strings! {
    /// The connection bar. The contract fixes how the English texts begin.
    ConnectionStrings of connection {
        region: text,
        connected: text,
        connecting: text,
        /// While a bare host is searched: the URL that is tried now, the how manieth it is, of how many.
        searching: says(url: &str, tried: usize, of: usize),
        reconnecting: text,
        /// After `reconnecting`, whole seconds left.
        in_seconds: says(seconds: u64),
        offline: text,
        /// Another client with our id has the connection.
        elsewhere: text,
        take_over: text,
        signed_out: text,
        retry_now: text,
        signed_in_as: says(name: &str),
        sign_out: text,
        sign_out_of: says(name: &str),
        sign_out_means: text,
        sign_out_erases: text,
        stay: text,
    }
}

strings! {
    /// The list of rooms.
    RoomsStrings of rooms {
        region: text,
        join_label: text,
        join: text,
        join_hint: text,
        leave: says(room: &str),
        unread: says(count: u32),
        /// Unread messages that name us.
        mentions: says(count: u32),
        feed: text,
        refused: text,
        asking: text,
        silent: text,
        none: text,
        none_hint: text,
        choose: text,
        /// How surely messages of a room are delivered: the choice, its names, and what they mean.
        delivery: text,
        delivery_name: names(delivery: Delivery),
        delivery_means: names(delivery: Delivery),
        back: text,
    }
}

strings! {
    /// The messages.
    TimelineStrings of timeline {
        region: says(room: &str),
        earlier: text,
        today: text,
        yesterday: text,
        newer: says(count: usize),
        latest: text,
        empty: text,
        empty_say: text,
        empty_feed: text,
        refused: text,
        /// What we say here is acknowledged, and never comes back.
        no_echo: text,
        anonymous: text,
        device: text,
        data: text,
        plain: text,
        bytes: text,
        oversized: text,
        retained: text,
        retained_title: text,
        blank: text,
        copy: text,
        copied: text,
        copy_failed: text,
        download: text,
        /// What stands in for content that is too large to be read unasked.
        large: says(size: &str),
        show_anyway: text,
        /// A size in bytes, for people.
        size: says(bytes: usize),
    }
}

strings! {
    /// How far a message of our own has come.
    StatusStrings of status {
        queued: text,
        queued_title: text,
        sent: text,
        sent_title: text,
        unconfirmed: text,
        unconfirmed_title: text,
        delivered: text,
        delivered_title: text,
        /// Begins with the word for "failed" and says why.
        failed: names(failure: Failure),
        retry: text,
        delete: text,
    }
}

strings! {
    /// Where people write.
    ComposerStrings of composer {
        label: text,
        placeholder: says(room: &str),
        send: text,
        read_only: text,
    }
}

strings! {
    /// How a broker is made to listen for WebSockets, and what else helps to reach one.
    ListenerStrings of listeners {
        title: text,
        /// What to do with the lines that follow, and the address that comes of it, for each broker.
        mosquitto: text,
        emqx: text,
        rabbitmq: text,
        copy: text,
        /// After `copy`, for those who hear it without seeing what it belongs to.
        copy_for: says(broker: &str),
        copied: text,
        copy_failed: text,
        /// A link to an address that shows the broker's certificate.
        visit: says(address: &str),
    }
}
