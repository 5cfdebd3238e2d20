//! One line of a message around what was found in it.

use std::ops::Range;

use super::query::{Query, fold_char};

/// Characters before the first word, and in all.
const BEFORE: usize = 32;
const LENGTH: usize = 160;

/// One line of the text, and where the query's words stand in it, in bytes, in order, none over another. Without words,
/// it is the beginning.
pub(crate) fn excerpt(text: &str, query: &Query) -> (String, Vec<Range<usize>>) {
    let first = marks(text, query).first().map_or(0, |mark| mark.start);
    let before = text.get(..first).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(start, _)| start);
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().nth(LENGTH).map_or(rest.len(), |(end, _)| end);
    let cut = rest.get(..end).unwrap_or_default();
    let mut line = String::with_capacity(cut.len() + 8);
    if start > 0 {
        line.push('…');
    }
    // Any white space is one space; the words have none, so they stay whole.
    for word in cut.split_whitespace() {
        if !line.is_empty() && line != "…" {
            line.push(' ');
        }
        line.push_str(word);
    }
    if end < rest.len() {
        line.push('…');
    }
    let marks = marks(&line, query);
    (line, marks)
}

/// Where the words stand in a text as it is written.
fn marks(text: &str, query: &Query) -> Vec<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For each byte of the folded text, where its character stands.
    let mut origins: Vec<Range<usize>> = Vec::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        fold_char(character, &mut folded);
        origins.resize(folded.len(), at..at + character.len_utf8());
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in query.all_words() {
        found.extend(folded.match_indices(word.as_str()).filter_map(|(at, _)| {
            let last = (at + word.len()).checked_sub(1)?;
            Some(origins.get(at)?.start..origins.get(last)?.end)
        }));
    }
    crate::order::sort_by_key(&mut found, |mark| (mark.start, mark.end));
    let mut marks: Vec<Range<usize>> = Vec::new();
    for mark in found {
        match marks.last_mut().filter(|last| last.end >= mark.start) {
            Some(last) => last.end = last.end.max(mark.end),
            None => marks.push(mark),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, query: &str) -> String {
        let (line, marks) = excerpt(text, &Query::parse(query));
        let mut shown = String::new();
        let mut end = 0;
        for mark in marks {
            shown = [&shown, &line[end..mark.start], "[", &line[mark.clone()], "]"].concat();
            end = mark.end;
        }
        [&shown, &line[end..]].concat()
    }

    #[test]
    fn words_are_marked_as_they_are_written() {
        assert_eq!(marked("Hello World, hello", "HELLO"), "[Hello] World, [hello]");
        assert_eq!(marked("Tom在吗?", "在"), "Tom[在]吗?");
        assert_eq!(marked("ababab!", "aba ab"), "[ababab]!");
        assert_eq!(marked("İstanbul", "stan"), "İ[stan]bul");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_of_them() {
        let text = ["x ".repeat(200), "needle".into(), " y".repeat(200)].concat();
        let shown = marked(&text, "needle");
        assert!(
            shown.starts_with("…x x") && shown.ends_with("y y…") && shown.contains("[needle]"),
            "{shown}"
        );
        assert!(shown.chars().count() <= LENGTH + 4);
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(marked("one\n\n  two\tthree", "two"), "one [two] three");
    }

    #[test]
    fn without_words_it_is_the_beginning() {
        assert_eq!(marked("hello there", "from:lucy"), "hello there");
    }
}
