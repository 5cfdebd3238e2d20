//! What holds for every language: nothing is missing, nothing is lost in translation, nothing is left in English.

use super::{EN, Language, Strings, strings};

const EVERY_LANGUAGE: [Language; 3] = [Language::En, Language::Zh, Language::Pseudo];

/// Every word of a language by its name, with examples for parameters; problems have tests of their own.
fn said(text: &Strings) -> Vec<(&'static str, String)> {
    let groups = [
        text.sign_in.said(),
        text.connection.said(),
        text.rooms.said(),
        text.timeline.said(),
        text.status.said(),
        text.composer.said(),
        text.listeners.said(),
        vec![("dismiss", text.dismiss.to_owned()), ("fault", text.fault.to_owned())],
    ];
    groups.into_iter().flatten().collect()
}

/// The same word in English and in another language.
fn beside_english(language: Language) -> Vec<(&'static str, String, String)> {
    let other = said(strings(language));
    said(&EN).into_iter().zip(other).map(|((name, english), (_, other))| (name, english, other)).collect()
}

fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_full_width(char: char) -> bool {
    "，。！？；：、（）“”‘’《》…".contains(char)
}

#[test]
fn no_word_is_missing_in_any_language() {
    for language in EVERY_LANGUAGE {
        for (name, english, other) in beside_english(language) {
            assert_eq!(english.is_empty(), other.is_empty(), "{name} in {language:?}");
            assert_eq!(other.trim_end(), other, "{name} ends in white space");
        }
    }
}

#[test]
fn parameters_of_english_sentences_are_in_the_others_too() {
    for (name, english, chinese) in beside_english(Language::Zh) {
        for given in ["Zoë7", "42"] {
            let times = |text: &str| text.matches(given).count();
            assert_eq!(times(&english), times(&chinese), "{name}: {english} / {chinese}");
        }
    }
}

#[test]
fn no_word_was_left_in_english() {
    for (name, english, chinese) in beside_english(Language::Zh) {
        let is_named = english.chars().any(char::is_alphabetic);
        assert!(!is_named || chinese.contains(is_han), "{name}: {chinese}");
    }
}

/// What is wrong with the punctuation and the spaces of a Chinese text.
fn faults(text: &str) -> Vec<String> {
    let chars: Vec<_> = text.chars().collect();
    let mut faults = Vec::new();
    for pair in chars.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let either = |one: &dyn Fn(char) -> bool, other: &dyn Fn(char) -> bool| {
            one(a) && other(b) || other(a) && one(b)
        };
        let fault = if either(&is_han, &|char| ",.;!?()\"'".contains(char)) || is_han(a) && b == ':' {
            "half-width punctuation"
        } else if either(&is_full_width, &|char| char == ' ') {
            "a space beside full-width punctuation"
        } else if either(&is_han, &|char| char.is_ascii_alphanumeric()) {
            "no space between Chinese and Latin"
        } else if is_han(a) && is_han(b) || a != ' ' || b != ' ' {
            continue;
        } else {
            "two spaces"
        };
        faults.push([fault, ": ", &a.to_string(), &b.to_string()].concat());
    }
    faults
}

#[test]
fn chinese_is_set_as_chinese() {
    for (name, text) in said(strings(Language::Zh)) {
        // An address is set as one.
        let text = text.replace("://服务器地址:", "://a:");
        assert_eq!(faults(&text), [""; 0], "{name}: {text}");
    }
    for (text, count) in
        [("你好, 世界", 1), ("你好，世界", 0), ("你好 ，世界", 1), ("用MQTT聊天", 2), ("（好）", 0)]
    {
        assert_eq!(faults(text).len(), count, "{text}");
    }
}

#[test]
fn everything_in_the_pseudo_locale_is_in_brackets_and_longer() {
    for (name, english, pseudo) in beside_english(Language::Pseudo) {
        if english.is_empty() {
            continue;
        }
        assert!(pseudo.starts_with('⟦') && pseudo.ends_with('⟧'), "{name}: {pseudo}");
        assert!(pseudo.chars().count() * 5 >= english.chars().count() * 7, "{name}: {pseudo}");
    }
    let lost = crate::engine::Problem::NoName;
    let words = (strings(Language::Pseudo).problem)(&lost);
    assert!(words.happened.starts_with('⟦') && words.advice.ends_with('⟧'));
}
