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
        text.menu.said(),
        text.inspect.said(),
        text.people.said(),
        text.place.said(),
        text.switcher.said(),
        text.search.said(),
        text.history.said(),
        text.complete.said(),
        text.commands.said(),
        text.keys.said(),
        text.settings.said(),
        text.invite.said(),
        text.direct.said(),
        text.update.said(),
        text.notify.said(),
        text.wire.said(),
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

#[test]
fn commands_are_typed_alike_in_every_language() {
    let names: Vec<_> = EN.commands.all().iter().map(|command| command.name).collect();
    let unlike: std::collections::HashSet<_> = names.iter().collect();
    assert_eq!(unlike.len(), names.len());
    assert!(names.iter().all(|name| name.chars().all(|char| char.is_ascii_lowercase())), "{names:?}");
    for language in EVERY_LANGUAGE {
        for (command, english) in strings(language).commands.all().into_iter().zip(EN.commands.all()) {
            assert_eq!(command.name, english.name, "{language:?}");
            assert_eq!(command.args.is_empty(), english.args.is_empty(), "{} in {language:?}", command.name);
        }
    }
    for command in strings(Language::Zh).commands.all() {
        assert!(command.args.chars().all(|char| is_han(char) || char == ' '), "{}", command.args);
    }
}

#[test]
fn one_is_counted_as_one() {
    let Strings { rooms, history, people, settings, notify, inspect, search, .. } = &EN;
    let sentences = |n: u32| {
        [
            (rooms.mentions)(n),
            (history.new_count)(n),
            (history.away)(n),
            (people.here)(n as usize),
            (settings.used)(n.into()),
            (settings.keep_days)(n),
            (settings.imported)(n as usize, n as usize),
            (notify.several)(n),
            (inspect.bytes)(n as usize),
            (search.found)(n as usize),
        ]
    };
    assert_eq!(
        sentences(1),
        [
            "1 mention",
            "1 new message",
            "1 message while you were away",
            "1 person",
            "1 message",
            "1 day",
            "1 message in 1 room",
            "1 new message",
            "1 byte",
            "1 message found",
        ]
    );
    for sentence in sentences(2) {
        assert!(
            ["mentions", "messages", "people", "days", "bytes"].iter().any(|more| sentence.contains(more)),
            "{sentence}"
        );
    }
}
