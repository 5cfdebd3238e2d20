//! The pseudo-locale: English with accents, longer by two fifths and in brackets, ⟦Ŝéñđ éé⟧. A text on the page without
//! brackets was never translated; one that is cut has no room for longer languages. Made from English when it is first
//! asked for. Only for tests: behind the feature `pseudo`, since visitors would pay for it and never see it.

use std::sync::LazyLock;

use super::{
    CommandStrings, CompleteStrings, ComposerStrings, ConnectionStrings, DirectStrings, EN, HistoryStrings,
    InspectStrings, InviteStrings, KeyStrings, Language, ListenerStrings, MenuStrings, NotifyStrings,
    PeopleStrings, PlaceStrings, RoomsStrings, SearchStrings, Sentence, SettingsStrings, SignInStrings,
    StatusStrings, Strings, SwitcherStrings, TimelineStrings, UpdateStrings, WireStrings,
};

static PSEUDO: LazyLock<Strings> = LazyLock::new(|| Strings {
    lang: Language::Pseudo.tag(),
    sign_in: SignInStrings::pseudo(),
    connection: ConnectionStrings::pseudo(),
    rooms: RoomsStrings::pseudo(),
    timeline: TimelineStrings::pseudo(),
    status: StatusStrings::pseudo(),
    composer: ComposerStrings::pseudo(),
    problem: |problem| {
        let Sentence { happened, advice } = (EN.problem)(problem);
        Sentence { happened: accented(&happened), advice: accented(&advice) }
    },
    lost: |why| accented(&(EN.lost)(why)),
    not_imported: |error| accented(&(EN.not_imported)(error)),
    listeners: ListenerStrings::pseudo(),
    menu: MenuStrings::pseudo(),
    inspect: InspectStrings::pseudo(),
    people: PeopleStrings::pseudo(),
    place: PlaceStrings::pseudo(),
    switcher: SwitcherStrings::pseudo(),
    search: SearchStrings::pseudo(),
    history: HistoryStrings::pseudo(),
    complete: CompleteStrings::pseudo(),
    commands: CommandStrings::pseudo(),
    keys: KeyStrings::pseudo(),
    settings: SettingsStrings::pseudo(),
    invite: InviteStrings::pseudo(),
    direct: DirectStrings::pseudo(),
    update: UpdateStrings::pseudo(),
    notify: NotifyStrings::pseudo(),
    wire: WireStrings::pseudo(),
    dismiss: text(EN.dismiss),
    fault: text(EN.fault),
});

/// The pseudo-locale's words.
pub(super) fn strings() -> &'static Strings {
    &PSEUDO
}

/// As [`accented`], kept for good: the tables hold static texts. A test page ends before that matters.
pub(super) fn text(english: &str) -> &'static str {
    accented(english).leak()
}

/// Nothing stays nothing; all else gets accents, two fifths more and brackets.
pub(super) fn accented(english: &str) -> String {
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
