//! The pseudo-locale: English with accents, longer by two fifths and in brackets, ⟦Ŝéñđ éé⟧. A text on the page without
//! brackets was never translated; one that is cut has no room for longer languages. Made from English when it is first
//! asked for. Only for tests: behind the feature `pseudo`, since visitors would pay for it and never see it.

mod accent;

use std::sync::LazyLock;

pub(super) use accent::accented;

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
