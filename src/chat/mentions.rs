//! Who is called by name in a text: `@name`, whatever the case. Pure text, no room and no message.

use std::ops::Range;

/// Whether the text holds `@name`, and no longer word that only begins with it. White space around the name does not
/// count, and nobody is called by an empty one. Scripts that are written without spaces end a name: `@Tom你好` calls Tom.
pub fn mentions(text: &str, name: &str) -> bool {
    text.match_indices('@').any(|(at, _)| text.get(at + 1..).is_some_and(|rest| called(rest, name).is_some()))
}

/// Where the text calls one of these names, each range with its `@`. Where two fit, the longer one does.
pub fn mention_ranges<N: AsRef<str>>(text: &str, names: &[N]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = 0;
    for (at, _) in text.match_indices('@') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let longest = names.iter().filter_map(|name| called(rest, name.as_ref())).max();
        if let Some(length) = longest.filter(|_| at >= end) {
            end = at + 1 + length;
            ranges.push(at..end);
        }
    }
    ranges
}

/// How many bytes of `rest` are this name, if it begins with it.
fn called(rest: &str, name: &str) -> Option<usize> {
    let mut wanted = name.trim().chars().flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    let mut chars = rest.chars();
    let mut length = 0;
    while wanted.peek().is_some() {
        let c = chars.next()?;
        length += c.len_utf8();
        if c.to_lowercase().any(|lower| wanted.next() != Some(lower)) {
            return None;
        }
    }
    let goes_on = chars.next().is_some_and(|next| next.is_alphanumeric() && !is_unspaced(next));
    (!goes_on).then_some(length)
}

/// Letters of scripts in which a name is not followed by a space: Thai to Khmer, Chinese, Japanese, Korean.
fn is_unspaced(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_after_an_at_sign_is_a_mention_in_any_case() {
        for text in ["@Lucy", "hi @lucy!", "(@LUCY)", "x@lucy", "@@lucy", "@lucyx @lucy", "@lucy_", "@Lucy's"]
        {
            assert!(mentions(text, "Lucy"), "{text}");
        }
        assert!(mentions("@ÉMILE, ça va ?", "émile"));
        assert!(mentions("@ΟΔΥΣ!", "οδυσ"));
        assert!(mentions("@Anna Lena: come", "anna lena"));
        assert!(mentions("@Lucy", " Lucy "));
    }

    #[test]
    fn a_longer_word_calls_somebody_else() {
        for text in ["Lucy", "@ Lucy", "@Lucyna", "@Lucy2", "@Luc", "@", "", "@LucyЖ"] {
            assert!(!mentions(text, "Lucy"), "{text}");
        }
        assert!(!mentions("@ @", ""));
        assert!(!mentions("@ x", " "));
    }

    #[test]
    fn where_no_spaces_are_written_a_name_ends_all_the_same() {
        assert!(mentions("@小明你好", "小明"));
        assert!(mentions("你好@小明,在吗?", "小明"));
        assert!(mentions("@Tom在吗?", "Tom"));
        assert!(mentions("@さくらさん", "さくら"));
        assert!(mentions("@민수는", "민수"));
        assert!(!mentions("@小", "小明"));
    }

    #[test]
    fn ranges_name_each_call_once_and_the_longest_name_wins() {
        let text = "@Tom and @tom li, @Ann";
        let ranges = mention_ranges(text, &["Tom", "Tom Li"]);
        let called: Vec<_> = ranges.into_iter().map(|range| &text[range]).collect();
        assert_eq!(called, ["@Tom", "@tom li"]);
        let odd = mention_ranges("@a@b", &["a", "a@b", "b"]);
        assert_eq!((odd.len(), odd.first()), (1, Some(&(0..4))));
    }
}
