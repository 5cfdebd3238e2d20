//! The topics beside the rooms, all under the prefix that the host of the page chose: presence, typing, seen, and direct
//! rooms of two. Names of topics and what they say by themselves; what is said on them is in `side`.

/// Beside a room, or beside all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side<'t> {
    /// Who is here.
    Presence {
        client: &'t str,
    },
    Typing {
        room: String,
        client: &'t str,
    },
    /// Read up to a message.
    Seen {
        room: String,
        client: &'t str,
    },
}

impl<'t> Side<'t> {
    /// `None`: no such topic, or one that nobody would write so.
    pub fn read(prefix: &str, topic: &'t str) -> Option<Self> {
        let mut levels = under(prefix, topic)?.split('/');
        let side = match (levels.next()?, levels.next()?, levels.next(), levels.next()) {
            ("presence", client, None, _) => Self::Presence { client },
            ("room", room, Some("typing"), Some(client)) => Self::Typing { room: from_level(room)?, client },
            ("room", room, Some("seen"), Some(client)) => Self::Seen { room: from_level(room)?, client },
            _ => return None,
        };
        levels.next().is_none().then_some(side)
    }
}

/// `client` may be `+`.
pub fn presence_topic(prefix: &str, client: &str) -> String {
    [prefix, "/presence/", client].concat()
}

/// `client` may be `+`.
pub fn typing_topic(prefix: &str, room: &str, client: &str) -> String {
    [prefix, "/room/", &to_level(room), "/typing/", client].concat()
}

/// `client` may be `+`.
pub fn seen_topic(prefix: &str, room: &str, client: &str) -> String {
    [prefix, "/room/", &to_level(room), "/seen/", client].concat()
}

/// The room of these two: their names as levels, the bytewise lesser one first.
pub fn direct_topic(prefix: &str, one: &str, other: &str) -> String {
    let (one, other) = (to_level(one), to_level(other));
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    [prefix, "/dm/", &first, "/", &second].concat()
}

/// All direct rooms of this name, wherever it sorts.
pub fn direct_filters(prefix: &str, name: &str) -> [String; 2] {
    let name = to_level(name);
    [[prefix, "/dm/", &name, "/+"].concat(), [prefix, "/dm/+/", &name].concat()]
}

/// The names of the two whose room this is. Another spelling of the same two is no room, so that each pair has one.
pub fn direct_pair(prefix: &str, topic: &str) -> Option<(String, String)> {
    let (first, second) = under(prefix, topic)?.strip_prefix("dm/")?.split_once('/')?;
    let (one, other) = (from_level(first)?, from_level(second)?);
    (first < second).then_some((one, other))
}

/// With whom this is a direct room of ours.
pub fn direct_other(prefix: &str, topic: &str, me: &str) -> Option<String> {
    match direct_pair(prefix, topic)? {
        (one, other) if one == me => Some(other),
        (one, other) if other == me => Some(one),
        _ => None,
    }
}

/// Any text as one level of a topic: `/ + # % $` and control characters percent-encoded, byte by byte.
pub fn to_level(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut level = String::with_capacity(text.len());
    for c in text.chars() {
        if !(matches!(c, '/' | '+' | '#' | '%' | '$') || c.is_control()) {
            level.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            let digits = [byte >> 4, byte & 0x0f].map(|digit| HEX.get(usize::from(digit)).copied());
            level.push('%');
            level.extend(digits.into_iter().flatten().map(char::from));
        }
    }
    level
}

/// What [`to_level`] made a level of; `None` if it never makes this one, so that nothing has two spellings.
pub fn from_level(level: &str) -> Option<String> {
    let mut parts = level.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.is_empty() && to_level(&text) == level).then_some(text)
}

fn under<'t>(prefix: &str, topic: &'t str) -> Option<&'t str> {
    topic.strip_prefix(prefix)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_becomes_one_level_and_comes_back() {
        let rows = [
            ("chat", "chat"),
            ("home/1/kitchen", "home%2F1%2Fkitchen"),
            ("+#%$", "%2B%23%25%24"),
            ("在 吗", "在 吗"),
            ("a\u{1}\u{85}", "a%01%C2%85"),
            ("/", "%2F"),
        ];
        for (text, level) in rows {
            assert_eq!(to_level(text), level);
            assert_eq!(from_level(level).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_level_in_another_spelling_is_nothing() {
        for level in ["", "%", "%2", "%2f", "%41", "%FF", "a$", "%+1", "%é1", "%C2", "a#"] {
            assert_eq!(from_level(level), None, "{level}");
        }
    }

    #[test]
    fn topics_beside_rooms_are_told_apart() {
        let room = "a/b".to_owned();
        let read = |topic| Side::read("p/q", topic);
        assert_eq!(read("p/q/presence/me"), Some(Side::Presence { client: "me" }));
        let typing = typing_topic("p/q", &room, "me");
        assert_eq!(typing, "p/q/room/a%2Fb/typing/me");
        assert_eq!(read(&typing), Some(Side::Typing { room: room.clone(), client: "me" }));
        let seen = seen_topic("p/q", &room, "me");
        assert_eq!(read(&seen), Some(Side::Seen { room, client: "me" }));
        for other in
            ["p/q", "p/presence/me", "p/q/presence", "p/q/presence/a/b", "p/q/room/a/typing", "p/qpresence/x"]
        {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(read("p/q/room/a/typing/me/x"), None);
        assert_eq!(read("p/q/room/%61/typing/me"), None);
    }

    #[test]
    fn two_people_have_one_room_whoever_asks() {
        assert_eq!(direct_topic("snug", "Tom", "Lucy"), "snug/dm/Lucy/Tom");
        assert_eq!(direct_topic("snug", "Lucy", "Tom"), "snug/dm/Lucy/Tom");
        let odd = direct_topic("snug", "a/b", "小明");
        assert_eq!(odd, "snug/dm/a%2Fb/小明");
        assert_eq!(direct_other("snug", &odd, "小明").as_deref(), Some("a/b"));
        assert_eq!(direct_other("snug", &odd, "a/b").as_deref(), Some("小明"));
        assert_eq!(direct_other("snug", &odd, "Tom"), None);
        assert_eq!(direct_filters("snug", "a/b"), ["snug/dm/a%2Fb/+", "snug/dm/+/a%2Fb"]);
    }

    #[test]
    fn another_spelling_of_a_pair_is_no_second_room() {
        for topic in [
            "snug/dm/Tom/Lucy",
            "snug/dm/Lucy/Lucy",
            "snug/dm/Lucy/T%6Fm",
            "snug/dm/Lucy",
            "snug/dm/Lucy/",
            "snug/dm/Lucy/Tom/x",
            "chat",
        ] {
            assert_eq!(direct_pair("snug", topic), None, "{topic}");
        }
    }
}
