//! How the pseudo-locale writes a text of English. By itself, so that the tests that read the page can say it, too: they
//! include this file.

/// Nothing stays nothing; all else gets accents, two fifths more and brackets.
pub(crate) fn accented(english: &str) -> String {
    if english.is_empty() {
        return String::new();
    }
    let mut strange = String::from("⟦");
    strange.extend(english.chars().map(accent));
    // In words, since a text may break between words.
    let more = (english.chars().count() * 2).div_ceil(5).max(2);
    strange.extend(" ééé".chars().cycle().take(more));
    strange.push('⟧');
    strange
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const STRANGE: &str = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖƤǪŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöƥǫŕšţûṽŵẋýž";
    PLAIN
        .chars()
        .zip(STRANGE.chars())
        .find(|(plain, _)| *plain == letter)
        .map_or(letter, |(_, strange)| strange)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_becomes_strange_longer_and_bracketed() {
        assert_eq!(accented("Send"), "⟦Šéñđ é⟧");
        assert_eq!(accented("Say 1,\nor 2."), "⟦Šåý 1,\nöŕ 2. ééé ⟧");
        assert_eq!(accented(""), "");
        let long = "a".repeat(1_000);
        assert_eq!(accented(&long).chars().count(), 1_402);
    }

    #[test]
    fn every_letter_changes() {
        for letter in ('a'..='z').chain('A'..='Z') {
            assert_ne!(accent(letter), letter);
        }
    }
}
