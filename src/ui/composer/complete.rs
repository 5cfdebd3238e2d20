//! What may be meant by the word at the cursor: somebody's name after `@`, an emoji after `:`, a command after `/` at the
//! beginning. Pure, on text alone; positions are in UTF-16 units, as the box counts.

use crate::engine::without_capitals;

/// The word that is being written, and what it could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) kind: Kind,
    /// Behind its sign.
    pub(super) word: String,
    /// Where its sign stands.
    pub(super) from: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Emoji,
    Command,
}

/// Letters of an emoji's name before there are suggestions: smileys like `:)` and `:D` are left alone.
const EMOJI_FROM: usize = 2;

/// The word before the cursor, if it is one of these.
pub(super) fn wanted(text: &str, cursor: usize) -> Option<Wanted> {
    let before = head(text, cursor)?;
    if let Some(word) = before.strip_prefix('/').filter(|word| !word.contains(char::is_whitespace)) {
        return Some(Wanted { kind: Kind::Command, word: without_capitals(word), from: 0 });
    }
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..)?;
    let from = units(before.get(..start)?);
    if let Some(name) = word.strip_prefix('@') {
        return Some(Wanted { kind: Kind::Name, word: without_capitals(name), from });
    }
    let emoji = word.strip_prefix(':')?;
    let fits = |letter: char| letter.is_alphanumeric() || "_+-".contains(letter);
    (emoji.chars().count() >= EMOJI_FROM && emoji.chars().all(fits)).then(|| Wanted {
        kind: Kind::Emoji,
        word: without_capitals(emoji),
        from,
    })
}

/// The text with the word replaced, and where the cursor goes.
pub(super) fn replaced(text: &str, cursor: usize, wanted: &Wanted, by: &str) -> Option<(String, usize)> {
    let (before, after) = (head(text, wanted.from)?, text.get(head(text, cursor)?.len()..)?);
    let space = if after.starts_with(char::is_whitespace) { "" } else { " " };
    let made = [before, by, space, after].concat();
    let at = wanted.from + units(by) + 1;
    Some((made, at))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// So many UTF-16 units of the text.
fn head(text: &str, length: usize) -> Option<&str> {
    let mut left = length;
    for (at, letter) in text.char_indices() {
        if left == 0 {
            return text.get(..at);
        }
        left = left.checked_sub(letter.len_utf16())?;
    }
    (left == 0).then_some(text)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn found(text: &str) -> Option<(Kind, String, usize)> {
        wanted(text, units(text)).map(|wanted| (wanted.kind, wanted.word, wanted.from))
    }

    #[wasm_bindgen_test]
    fn the_word_at_the_cursor_says_what_is_wanted() {
        assert_eq!(found("hi @Lu"), Some((Kind::Name, "lu".to_owned(), 3)));
        assert_eq!(found("😀 @"), Some((Kind::Name, String::new(), 3)));
        assert_eq!(found("so :smi"), Some((Kind::Emoji, "smi".to_owned(), 3)));
        assert_eq!(found("/jo"), Some((Kind::Command, "jo".to_owned(), 0)));
        for text in ["", "hi", ":)", ":D", "a@b", "/join x", "10:30"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn a_choice_takes_the_place_of_the_word() {
        let text = "😀 @Lu and you";
        let wanted = wanted(text, 6).expect("a name");
        assert_eq!(replaced(text, 6, &wanted, "@Lucy"), Some(("😀 @Lucy and you".to_owned(), 9)));
    }
}
