//! What somebody looks for: words that all have to be there, and perhaps who said it (`from:name`) and where
//! (`in:room`). Capitals make no difference.

/// A query, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Folded, the longest first: it is the rarest, mostly.
    words: Vec<String>,
    from: Vec<String>,
    rooms: Vec<String>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for word in text.split_whitespace() {
            let folded = without_capitals(word);
            let kinds = [("from:", &mut query.from), ("in:", &mut query.rooms)];
            let named = kinds.into_iter().find_map(|(prefix, list)| {
                let name = folded.strip_prefix(prefix).filter(|name| !name.is_empty())?;
                Some((list, name.to_owned()))
            });
            match named {
                Some((list, name)) => list.push(name),
                None => query.words.push(folded),
            }
        }
        crate::order::sort_by_key(&mut query.words, |word| std::cmp::Reverse(word.len()));
        query.words.dedup();
        query
    }

    /// It finds nothing, rather than everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.from.is_empty() && self.rooms.is_empty()
    }

    /// The one to look for, and those that then have to be there as well. `None`: all messages will do.
    pub(crate) fn words(&self) -> Option<(&str, &[String])> {
        let (first, others) = self.words.split_first()?;
        Some((first, others))
    }

    pub(crate) fn all_words(&self) -> &[String] {
        &self.words
    }

    /// Whether all words are in this folded text.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }

    pub(crate) fn names_author(&self) -> bool {
        !self.from.is_empty()
    }

    /// Whether this is one of the names, folded, or has one in it.
    pub(crate) fn is_from(&self, folded: &str) -> bool {
        self.from.iter().any(|name| folded.contains(name.as_str()))
    }

    /// Whether a room of this topic is looked into.
    pub(crate) fn is_in_room(&self, topic: &str) -> bool {
        if self.rooms.is_empty() {
            return true;
        }
        let folded = without_capitals(topic);
        self.rooms.iter().any(|room| folded.contains(room.as_str()))
    }
}

/// As a search compares.
pub fn without_capitals(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    folded
}

/// Appends the text without its capitals. Character by character, so that a text and a part of it fold alike.
pub(crate) fn fold(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for character in text.chars() {
        fold_char(character, out);
    }
}

pub(crate) fn fold_char(character: char, out: &mut String) {
    match character {
        '\0'..='\u{7f}' => out.push(character.to_ascii_lowercase()),
        // At the end of a word it looks like this.
        'ς' => out.push('σ'),
        // No capitals from here to the end of the unified ideographs and the syllables of Hangul.
        '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' => out.push(character),
        _ => out.extend(character.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_names_and_rooms() {
        let query = Query::parse(" Hello from:Lucy in:Lab 在吗 ");
        assert!(query.is_in("oh, hello! tom在吗?"));
        assert!(!query.is_in("hello"));
        assert!(query.names_author() && query.is_from("lucy") && query.is_from("lucy2"));
        assert!(!query.is_from("tom"));
        assert!(query.is_in_room("/LAB/1") && !query.is_in_room("chat"));
        assert!(!query.is_empty());
    }

    #[test]
    fn a_name_without_its_name_is_a_word() {
        let query = Query::parse("from: in:");
        assert!(query.is_in("from: here in: there"));
        assert!(!query.names_author());
        assert!(Query::parse(" \n ").is_empty());
    }

    #[test]
    fn capitals_of_all_scripts_make_no_difference() {
        for (one, other) in [("ÄÖÜ", "äöü"), ("МИР", "мир"), ("ΟΔΟΣ", "οδος"), ("Ǆ", "ǆ"), ("ꙀᏪ", "ꙁꮺ")]
        {
            assert_eq!(without_capitals(one), without_capitals(other), "{one}");
        }
        assert_eq!(without_capitals("中文 한국어 かな"), "中文 한국어 かな");
    }
}
