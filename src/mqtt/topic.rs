//! Topic names and topic filters (MQTT 3.1.1 §4.7): valid by construction, and matched the way a broker does.
//! What a topic means to the chat (rooms, feeds, the side topics) is not known here.

use std::{borrow::Cow, fmt};

/// Bytes, not characters [MQTT-4.7.3-3].
const MAX_LEN: usize = u16::MAX as usize;

/// The topic of one message: 1 to 65535 bytes of UTF-8, without NUL and without wildcards.
/// Compared byte by byte; never trimmed, folded or normalised [MQTT-4.7.3-4].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicName<'a> {
    text: Cow<'a, str>,
    /// Of printable ASCII only, as nearly all are: then nothing has to be looked at again before it is sent.
    plain: bool,
}

impl<'a> TopicName<'a> {
    /// Fails on what no PUBLISH or will may carry [MQTT-4.7.1-1, 4.7.3-1, 4.7.3-2, 4.7.3-3].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, TopicError> {
        let text = text.into();
        check_length(&text)?;
        // One pass for the topic of every message; which of the two it was is asked only when it is wrong.
        let (wrong, plain) = text.bytes().fold((false, true), |(wrong, plain), byte| {
            (wrong | matches!(byte, 0 | b'+' | b'#'), plain & matches!(byte, b' '..=b'~'))
        });
        if wrong {
            check_nul(&text)?;
            return Err(TopicError::WildcardInName);
        }
        Ok(Self { text, plain })
    }

    /// Fails with [`TopicError::Unprintable`] on characters we accept from others but never send (§1.5.3):
    /// U+0001 to U+001F, U+007F to U+009F and the non-characters.
    pub fn printable(&self) -> Result<(), TopicError> {
        if self.plain { Ok(()) } else { check_printable(&self.text) }
    }

    /// The topic as text, exact to the byte.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same topic without a borrow.
    pub fn into_owned(self) -> TopicName<'static> {
        TopicName { text: Cow::Owned(self.text.into_owned()), plain: self.plain }
    }

    /// The same topic, borrowed from this one.
    pub fn borrow(&self) -> TopicName<'_> {
        TopicName { text: Cow::Borrowed(&self.text), plain: self.plain }
    }
}

impl fmt::Display for TopicName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a subscription asks for: like a topic name, with `+` for one whole level and a final `#` for all that follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicFilter<'a>(Cow<'a, str>);

impl<'a> TopicFilter<'a> {
    /// Fails on what no SUBSCRIBE may carry [MQTT-4.7.1-2, 4.7.1-3, 4.7.3-1, 4.7.3-2, 4.7.3-3].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, TopicError> {
        let text = text.into();
        check_length(&text)?;
        check_nul(&text)?;
        check_wildcards(&text)?;
        Ok(Self(text))
    }

    /// Whether more than one topic can match.
    pub fn has_wildcard(&self) -> bool {
        has_byte(&self.0, |byte| matches!(byte, b'+' | b'#'))
    }

    /// Whether a broker would deliver a message on `name` for this filter. A wildcard in the first place does not
    /// reach topics that begin with `$` [MQTT-4.7.2-1].
    pub fn matches(&self, name: &TopicName<'_>) -> bool {
        if name.text.starts_with('$') && self.0.starts_with(['+', '#']) {
            return false;
        }
        let (mut levels, mut name_levels) = (self.0.split('/'), name.text.split('/'));
        loop {
            match (levels.next(), name_levels.next()) {
                // With the name at its end too, this is the parent level, which `#` includes.
                (Some("#"), _) | (None, None) => return true,
                (Some("+"), Some(_)) => {}
                (Some(level), Some(name_level)) if level == name_level => {}
                _ => return false,
            }
        }
    }

    /// Fails with [`TopicError::Unprintable`] on characters we accept from others but never send (§1.5.3):
    /// U+0001 to U+001F, U+007F to U+009F and the non-characters.
    pub fn printable(&self) -> Result<(), TopicError> {
        check_printable(&self.0)
    }

    /// The filter as text, exact to the byte.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same filter without a borrow.
    pub fn into_owned(self) -> TopicFilter<'static> {
        TopicFilter(Cow::Owned(self.0.into_owned()))
    }

    /// The same filter, borrowed from this one.
    pub fn borrow(&self) -> TopicFilter<'_> {
        TopicFilter(Cow::Borrowed(&self.0))
    }
}

impl fmt::Display for TopicFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no topic name or no topic filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TopicError {
    #[error("a topic has at least one character")]
    Empty,
    #[error("a topic must not contain U+0000")]
    Nul,
    #[error("a topic has at most 65535 bytes")]
    TooLong,
    #[error("a topic name must not contain + or #")]
    WildcardInName,
    #[error("# must stand alone in the last level")]
    MisplacedHash,
    #[error("+ must fill a whole level")]
    MisplacedPlus,
    #[error("a topic we send must not contain control characters or non-characters")]
    Unprintable,
}

impl TopicError {
    /// The broken rule: a tag of the specification, or a section where it gives no tag.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Empty => "MQTT-4.7.3-1",
            Self::Nul => "MQTT-4.7.3-2",
            Self::TooLong => "MQTT-4.7.3-3",
            Self::WildcardInName => "MQTT-4.7.1-1",
            Self::MisplacedHash => "MQTT-4.7.1-2",
            Self::MisplacedPlus => "MQTT-4.7.1-3",
            Self::Unprintable => "§1.5.3",
        }
    }
}

/// Whether we may send `text` in a topic or a client id: no control characters, no non-characters (§1.5.3).
pub(super) fn is_printable(text: &str) -> bool {
    let plain_ascii = !has_byte(text, |byte| !matches!(byte, 0x20..=0x7E));
    plain_ascii || text.chars().all(|c| !c.is_control() && !is_noncharacter(c))
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    code & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&code)
}

fn check_printable(text: &str) -> Result<(), TopicError> {
    if is_printable(text) { Ok(()) } else { Err(TopicError::Unprintable) }
}

fn check_length(text: &str) -> Result<(), TopicError> {
    match text.len() {
        0 => Err(TopicError::Empty),
        1..=MAX_LEN => Ok(()),
        _ => Err(TopicError::TooLong),
    }
}

fn check_nul(text: &str) -> Result<(), TopicError> {
    if has_byte(text, |byte| byte == 0) { Err(TopicError::Nul) } else { Ok(()) }
}

/// Looks at every byte, for without an early exit the compiler takes many at once; topics are short.
fn has_byte(text: &str, wanted: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | wanted(byte))
}

fn check_wildcards(text: &str) -> Result<(), TopicError> {
    let mut levels = text.split('/').peekable();
    while let Some(level) = levels.next() {
        let last = levels.peek().is_none();
        if level.contains('#') && !(level == "#" && last) {
            return Err(TopicError::MisplacedHash);
        }
        if level.contains('+') && level != "+" {
            return Err(TopicError::MisplacedPlus);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(filter: &str, name: &str) -> bool {
        TopicFilter::parse(filter).unwrap().matches(&TopicName::parse(name).unwrap())
    }

    #[test]
    fn a_filter_matches_what_a_broker_would_deliver() {
        let rows = [
            ("sport/tennis/player1/#", "sport/tennis/player1", true),
            ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true),
            ("sport/#", "sport", true),
            ("sport/#", "sports", false),
            ("#", "a", true),
            ("#", "a/b", true),
            ("#", "/", true),
            ("#", "$SYS/x", false),
            ("+/monitor/Clients", "$SYS/monitor/Clients", false),
            ("+", "$SYS", false),
            ("$SYS/#", "$SYS/monitor/Clients", true),
            ("$SYS/#", "$SYS", true),
            ("$SYS/monitor/+", "$SYS/monitor/Clients", true),
            ("a/+", "a/$b", true),
            ("sport/tennis/+", "sport/tennis/player1", true),
            ("sport/tennis/+", "sport/tennis/player1/ranking", false),
            ("sport/+", "sport", false),
            ("sport/+", "sport/", true),
            ("+/+", "/finance", true),
            ("/+", "/finance", true),
            ("+", "/finance", false),
            ("+/+", "/", true),
            ("a/+/b", "a//b", true),
            ("finance", "/finance", false),
            ("ACCOUNTS", "Accounts", false),
            ("caf\u{e9}", "cafe\u{301}", false),
            ("é/#", "é/x", true),
            ("a/b", "a/b", true),
            ("a/b", "a/b/c", false),
            ("a/b/c", "a/b", false),
            ("+/#", "a", true),
        ];
        for (filter, name, expected) in rows {
            assert_eq!(matches(filter, name), expected, "{filter} against {name}");
        }
    }

    #[test]
    fn a_misplaced_wildcard_is_refused() {
        let hash = ["sport/tennis#", "sport/tennis/#/ranking", "#/a", "a/b#", "##", "a#", "a/#/b", "#+"];
        for text in hash {
            assert_eq!(TopicFilter::parse(text), Err(TopicError::MisplacedHash), "{text}");
        }
        for text in ["sport+", "+a/b", "++", "a+", "+a", "a/b+/c", "é+"] {
            assert_eq!(TopicFilter::parse(text), Err(TopicError::MisplacedPlus), "{text}");
        }
    }

    #[test]
    fn a_wildcard_in_its_place_is_accepted() {
        for text in ["+", "#", "+/tennis/#", "$SYS/#", "/+/#", "a/#", "+/a", "a/+/b", "+/+/#"] {
            assert!(TopicFilter::parse(text).is_ok_and(|filter| filter.has_wildcard()), "{text}");
        }
        for text in ["/", "//", "a b/c", " ", "$"] {
            assert!(TopicFilter::parse(text).is_ok_and(|filter| !filter.has_wildcard()), "{text}");
        }
    }

    #[test]
    fn a_name_has_no_wildcard() {
        for text in ["a/+", "#", "a#b", "+"] {
            assert_eq!(TopicName::parse(text), Err(TopicError::WildcardInName), "{text}");
        }
    }

    #[test]
    fn an_empty_topic_and_one_with_nul_are_refused() {
        assert_eq!(TopicName::parse(""), Err(TopicError::Empty));
        assert_eq!(TopicFilter::parse(""), Err(TopicError::Empty));
        assert_eq!(TopicName::parse("a\0"), Err(TopicError::Nul));
        assert_eq!(TopicFilter::parse("\0/#"), Err(TopicError::Nul));
    }

    #[test]
    fn length_is_counted_in_bytes() {
        let longest = "房".repeat(MAX_LEN / 3);
        assert_eq!(longest.len(), MAX_LEN);
        assert!(TopicName::parse(longest.as_str()).is_ok());
        assert!(TopicFilter::parse(longest.as_str()).is_ok());
        let too_long = longest + "a";
        assert_eq!(TopicName::parse(too_long.as_str()), Err(TopicError::TooLong));
        assert_eq!(TopicFilter::parse(too_long.as_str()), Err(TopicError::TooLong));
    }

    #[test]
    fn control_and_non_characters_may_come_in_but_not_go_out() {
        let unprintable =
            ["\u{1}", "\u{1f}", "\u{7f}", "\u{9f}", "\u{fdd0}", "\u{fdef}", "\u{fffe}", "\u{10ffff}"];
        for text in unprintable {
            assert_eq!(TopicName::parse(text).unwrap().printable(), Err(TopicError::Unprintable), "{text:?}");
            assert_eq!(
                TopicFilter::parse(text).unwrap().printable(),
                Err(TopicError::Unprintable),
                "{text:?}"
            );
        }
        for text in [" ", "~", "\u{a0}", "房间", "\u{feff}a", "\u{fdcf}", "\u{fdf0}", "\u{fffd}", "🐦"] {
            assert_eq!(TopicName::parse(text).unwrap().printable(), Ok(()), "{text:?}");
            assert_eq!(TopicFilter::parse(text).unwrap().printable(), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn a_topic_is_kept_to_the_byte() {
        for text in ["\u{feff}a", " a ", "cafe\u{301}", "/", "A//b"] {
            assert_eq!(TopicName::parse(text).unwrap().into_owned().as_str(), text);
            assert_eq!(TopicFilter::parse(text).unwrap().borrow().to_string(), text);
        }
    }
}
