//! §4.7: topic names and topic filters.

use snug::mqtt::{TopicError, TopicFilter, TopicName};

use crate::rows::covers;
use crate::story::Story;

#[test]
fn a_topic_name_has_no_wildcard() {
    covers!("MQTT-4.7.1-1");
    for text in ["+", "#", "a/+", "a/#", "a+", "#a"] {
        assert_eq!(TopicName::parse(text), Err(TopicError::WildcardInName), "{text}");
    }
}

#[test]
fn a_hash_stands_alone_at_the_end() {
    covers!("MQTT-4.7.1-2");
    for text in ["a#", "a/#/b", "#/a", "##", "sport/tennis#"] {
        assert_eq!(TopicFilter::parse(text), Err(TopicError::MisplacedHash), "{text}");
    }
    for text in ["#", "a/#", "/#", "+/#"] {
        assert!(TopicFilter::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn a_plus_fills_its_level() {
    covers!("MQTT-4.7.1-3");
    for text in ["a+", "+a", "a/b+/c", "++"] {
        assert_eq!(TopicFilter::parse(text), Err(TopicError::MisplacedPlus), "{text}");
    }
    for text in ["+", "+/a", "a/+/b", "+/+/#", "/+"] {
        assert!(TopicFilter::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn a_topic_has_at_least_one_character() {
    covers!("MQTT-4.7.3-1");
    assert_eq!(TopicName::parse(""), Err(TopicError::Empty));
    assert_eq!(TopicFilter::parse(""), Err(TopicError::Empty));
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 2, 0, 0]);
    assert_eq!(story.closed().len(), 1);
}

#[test]
fn a_topic_does_not_contain_u_0000() {
    covers!("MQTT-4.7.3-2");
    assert_eq!(TopicName::parse("a\0"), Err(TopicError::Nul));
    assert_eq!(TopicFilter::parse("\0/#"), Err(TopicError::Nul));
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 3, 0, 1, 0]);
    assert_eq!(story.closed().len(), 1);
}

#[test]
fn a_topic_has_at_most_65535_bytes() {
    covers!("MQTT-4.7.3-3");
    let longest = "房".repeat(21_845);
    assert_eq!(longest.len(), 65_535);
    assert!(TopicName::parse(longest.as_str()).is_ok());
    assert!(TopicFilter::parse(longest.as_str()).is_ok());
    assert_eq!(TopicName::parse(format!("{longest}a")), Err(TopicError::TooLong));
    assert_eq!(TopicFilter::parse(format!("{longest}a")), Err(TopicError::TooLong));
}
