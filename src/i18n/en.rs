//! English. The names of roles here are the ones that tests and assistive technology rely on.

mod messages;
mod people;
mod settings;

use super::{
    ComposerStrings, ConnectionStrings, ListenerStrings, RoomsStrings, SignInStrings, StatusStrings, Strings,
    TimelineStrings, amount, problems,
};
use crate::chat::Failure;
use crate::mqtt::Delivery;

/// English, the language of the contract's accessible names.
pub static EN: Strings = Strings {
    lang: "en",
    sign_in: SignInStrings {
        form: "Sign in",
        tagline: "A quiet room on your own broker.",
        about: "People, scripts and devices chat in the topics of an MQTT broker. This page talks to it directly; \
                there is no server in between.",
        need_broker: "Where do I get a broker?",
        need_broker_answer: "Any MQTT 3.1.1 broker with a WebSocket listener will do, such as Mosquitto, EMQX, \
                             RabbitMQ or HiveMQ. For Mosquitto, put these lines into its configuration, \
                             then connect to ws://its-address:9001.",
        broker: "Broker address",
        broker_example: "wss://broker.example/mqtt",
        broker_locked: "Set by the host of this page.",
        name: "Your name",
        name_example: "Lucy",
        room: "Room",
        room_hint: "Any topic. With + or # it opens as a read-only feed.",
        more: "More options",
        user_name: "Username",
        password: "Password",
        keep_alive: "Keep alive (seconds)",
        keep_alive_range: "the keep alive must be a whole number of seconds from 0 to 65535",
        client_id: "Client ID",
        client_id_hint: "Leave it empty and one is made for this browser.",
        greeting: "Greeting",
        greeting_hint: "Said once, when you first join a room. Leave it empty to say nothing.",
        leave_no_trace: "Leave no trace",
        leave_no_trace_hint: "Nothing is kept on this device, and the broker forgets you when you leave.",
        connect: "Connect",
        connecting: "Connecting…",
        cancel: "Cancel",
    },
    connection: ConnectionStrings {
        region: "Connection",
        connected: "Connected",
        connecting: "Connecting…",
        searching,
        reconnecting: "Reconnecting",
        in_seconds,
        offline: "Offline: messages wait until you are back",
        elsewhere: "Offline: signed in elsewhere with this client ID",
        take_over: "Take over",
        signed_out: "Signed out",
        retry_now: "Retry now",
        signed_in_as,
        sign_out: "Sign out",
        sign_out_of,
        sign_out_means: "All tabs under this name sign out, and the broker, if it can be reached, keeps nothing for you any \
                         more. What is on this device stays there until you come back.",
        sign_out_erases: "Delete my rooms and messages here, too",
        stay: "Cancel",
    },
    rooms: RoomsStrings {
        region: "Rooms",
        join_label: "Join a room",
        join: "Join",
        join_hint: "garden",
        leave,
        unread,
        mentions,
        feed: "Feed",
        refused: "Refused",
        asking: "Joining…",
        silent: "No messages yet",
        none: "No rooms yet",
        none_hint: "A room is a topic on your broker. Join one below; everyone who joins the same topic is in it.",
        choose: "Choose a room to read and write in it.",
        delivery: "Delivery",
        delivery_name,
        delivery_means,
        back: "Back",
    },
    timeline: TimelineStrings {
        region,
        earlier: "Show earlier messages",
        today: "Today",
        yesterday: "Yesterday",
        newer,
        latest: "↓ Latest",
        empty: "Nothing here yet",
        empty_say: "Say something, or from a terminal:",
        empty_feed: "Messages on matching topics appear here as they arrive.",
        refused: "The broker does not let you read this room, so only your own messages show here.",
        no_echo: "Nothing you say here comes back. The broker may not let you write to this room, or read it.",
        anonymous: "Anonymous",
        device: "Device",
        data: "Data",
        plain: "Plain text",
        bytes: "Binary",
        oversized: "Large message",
        retained: "kept",
        retained_title: "The broker kept this message; it may be older than its time says.",
        blank: "(empty message)",
        copy: "Copy",
        copied: "Copied",
        copy_failed: "Could not copy",
        download: "Download",
        large,
        show_anyway: "Show anyway",
        size,
    },
    status: StatusStrings {
        queued: "Queued",
        queued_title: "Waits here. It is sent as soon as there is a connection.",
        sent: "Sent",
        sent_title: "Given to the broker; its copy has not come back yet.",
        unconfirmed: "Sent, not confirmed",
        unconfirmed_title: "The broker took it, but its copy did not come back, so nobody may have got it.",
        delivered: "Delivered",
        delivered_title: "The broker passed it on to the room.",
        failed,
        retry: "Retry",
        delete: "Delete",
    },
    composer: ComposerStrings {
        label: "Message",
        placeholder,
        send: "Send",
        read_only: "A feed is read-only. Join a topic without + or # to write.",
    },
    problem: problems::en::problem,
    lost: super::reasons::en::lost,
    not_imported: super::reasons::en::import,
    listeners: ListenerStrings {
        title: "How to switch on WebSockets in the broker",
        mosquitto: "Put these lines into mosquitto.conf, restart it, and connect to ws://its-address:9001. They let \
                    anybody in; to ask for passwords, write allow_anonymous false, and password_file with the path of a \
                    file that mosquitto_passwd made.",
        emqx: "It listens at ws://its-address:8083/mqtt unless somebody switched that off. These lines in emqx.conf switch \
               it on again.",
        rabbitmq: "Run this command on its machine, and connect to ws://its-address:15675/ws.",
        copy: "Copy",
        copy_for,
        copied: "Copied",
        copy_failed: "Could not copy",
        visit,
    },
    menu: messages::MENU,
    inspect: messages::INSPECT,
    people: people::PEOPLE,
    place: people::PLACE,
    switcher: people::SWITCHER,
    search: messages::SEARCH,
    history: messages::HISTORY,
    complete: messages::COMPLETE,
    commands: messages::COMMANDS,
    keys: settings::KEYS,
    settings: settings::SETTINGS,
    invite: people::INVITE,
    direct: people::DIRECT,
    update: settings::UPDATE,
    notify: people::NOTIFY,
    wire: settings::WIRE,
    dismiss: "Dismiss",
    fault: "Snug broke down. Reload the page; if it happens again, please report it.",
};

/// "1 byte", "2 bytes", "0 bytes".
pub(super) fn one_or_more(count: u64, one: &str, more: &str) -> String {
    [count.to_string().as_str(), " ", if count == 1 { one } else { more }].concat()
}

fn in_seconds(seconds: u64) -> String {
    [" in ", &seconds.to_string(), " s"].concat()
}

fn searching(url: &str, tried: usize, of: usize) -> String {
    ["Connecting: trying ", url, " (", &tried.to_string(), " of ", &of.to_string(), ")"].concat()
}

fn signed_in_as(name: &str) -> String {
    ["Signed in as ", name].concat()
}

fn mentions(count: u32) -> String {
    one_or_more(count.into(), "mention", "mentions")
}

fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AtMostOnce => "At most once",
        Delivery::AtLeastOnce => "At least once",
        Delivery::ExactlyOnce => "Exactly once",
    }
}

fn delivery_means(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::AtMostOnce => "QoS 0: your messages are sent once, and may be lost.",
        Delivery::AtLeastOnce => {
            "QoS 1: your messages are not lost, and may arrive twice at clients that don't know ids."
        }
        Delivery::ExactlyOnce => {
            "QoS 2: your messages are neither lost nor doubled; each takes four packets."
        }
    }
}

fn sign_out_of(name: &str) -> String {
    ["Sign out ", name, "?"].concat()
}

fn leave(room: &str) -> String {
    ["Leave ", room].concat()
}

fn unread(count: u32) -> String {
    [&count.to_string(), " new"].concat()
}

fn region(room: &str) -> String {
    ["Messages in ", room].concat()
}

fn newer(count: usize) -> String {
    ["↓ ", &count.to_string(), " new"].concat()
}

fn large(size: &str) -> String {
    [size, ", not opened by itself."].concat()
}

fn placeholder(room: &str) -> String {
    ["Write to ", room].concat()
}

fn size(bytes: usize) -> String {
    amount::in_units(bytes).unwrap_or_else(|| one_or_more(bytes as u64, "byte", "bytes"))
}

fn copy_for(broker: &str) -> String {
    [" for ", broker].concat()
}

fn visit(address: &str) -> String {
    ["Open ", address, " in a new tab"].concat()
}

fn failed(failure: Failure) -> &'static str {
    match failure {
        Failure::TooLarge => "Failed: too large for this broker",
        Failure::QueueFull => "Failed: too many messages are waiting",
        Failure::Refused => "Failed: the broker refused it",
        Failure::Unprintable => "Failed: it holds characters that may not be sent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_say_them() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (1_500, "1.5 kB"),
            (65_536, "65 kB"),
            (999_999, "999 kB"),
            (4_194_304, "4.1 MB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn the_connection_texts_begin_as_the_contract_says() {
        let texts = &EN.connection;
        assert!(texts.connected.starts_with("Connected"));
        assert!(texts.connecting.starts_with("Connecting"));
        assert!((texts.searching)("ws://a/mqtt", 2, 8).starts_with("Connecting"));
        assert!(texts.reconnecting.starts_with("Reconnecting"));
        assert!(texts.offline.starts_with("Offline"));
        assert!(texts.elsewhere.starts_with("Offline"));
        assert!(texts.signed_out.starts_with("Signed out"));
    }

    #[test]
    fn every_failure_says_that_it_failed() {
        for failure in [Failure::TooLarge, Failure::QueueFull, Failure::Refused, Failure::Unprintable] {
            assert!(failed(failure).starts_with("Failed: "));
        }
    }
}
