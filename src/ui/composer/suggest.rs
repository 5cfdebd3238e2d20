//! The list above the box while a word may become a name, an emoji or a command: arrows choose, Tab and Enter take,
//! Esc leaves it as it is.

use leptos::task::spawn_local;

use super::complete::{Kind, Wanted, replaced, wanted};
use crate::chat::RoomKey;
use crate::engine::without_capitals;
use crate::ui::model::Model;
use crate::ui::people;
use crate::ui::state::{Held, State};
use crate::ui::view::{el, on, watch};
use crate::web::element::{El, Event};
use crate::web::page;

const LIST: &str = "suggestions";
const MOST_SHOWN: usize = 8;
/// Names and signs, in the order of the file.
const EMOJI_FILE: &str = "emoji.txt";

/// What is offered: what it becomes, and what is shown of it.
type Offer = (String, String);

/// Copies are the same list.
#[derive(Clone, Copy)]
pub(super) struct Suggestions {
    model: Model,
    room: RoomKey,
    field: Held<El>,
    wanted: Held<Option<Wanted>>,
    offers: State<Vec<Offer>>,
    chosen: State<usize>,
    /// Read once, when somebody first looks for one.
    emoji: Held<Option<Vec<(String, String)>>>,
}

impl Suggestions {
    pub(super) fn new(model: Model, room: RoomKey, field: El) -> Self {
        field.set("aria-autocomplete", Some("list"));
        field.set("aria-controls", Some(LIST));
        Self {
            model,
            room,
            field: Held::new(field),
            wanted: Held::new(None),
            offers: State::default(),
            chosen: State::default(),
            emoji: Held::new(None),
        }
    }

    pub(super) fn view(self) -> El {
        let list = el("ul", "suggestions")
            .attr("id", LIST)
            .attr("role", "listbox")
            .attr("tabindex", "0")
            .attr("aria-label", self.model.text.complete.list);
        let place = list.clone();
        watch(move || {
            place.clear();
            let chosen = self.chosen.get();
            let count = self.offers.with(|offers| {
                for (index, (_, shown)) in offers.iter().enumerate() {
                    place.append(&self.option(index, shown, index == chosen));
                }
                offers.len()
            });
            place.set("hidden", (count == 0).then_some(""));
            let active = (count > 0).then(|| [LIST, "-", &chosen.to_string()].concat());
            if let Some(row) = active.as_deref().and_then(El::by_id) {
                row.scroll_into_sight();
            }
            self.field.with_value(|field| field.set("aria-activedescendant", active.as_deref()));
        });
        list
    }

    fn option(self, index: usize, shown: &str, is_chosen: bool) -> El {
        let option = el("li", if is_chosen { "choice chosen" } else { "choice" })
            .attr("id", &[LIST, "-", &index.to_string()].concat())
            .attr("role", "option")
            .attr("aria-selected", if is_chosen { "true" } else { "false" })
            .child(el("bdi", "").text(shown));
        // The box keeps the focus, and a keyboard stays up.
        on(&option, "mousedown", |event| event.prevent());
        on(&option, "click", move |_| self.take(index));
        option
    }

    /// The box has other text, or the cursor moved.
    pub(super) fn look(self) {
        let (text, cursor) = self.field.with_value(|field| (field.value(), field.cursor()));
        let wanted = wanted(&text, cursor);
        let offers = wanted.as_ref().map(|wanted| self.find(wanted)).unwrap_or_default();
        self.wanted.set_value(wanted);
        self.chosen.set(0);
        if !(offers.is_empty() && self.offers.with_untracked(Vec::is_empty)) {
            self.offers.set(offers);
        }
    }

    /// Whether the list took the key.
    pub(super) fn key(self, event: &Event) -> bool {
        let count = self.offers.with_untracked(Vec::len);
        if count == 0 {
            return false;
        }
        let chosen = self.chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.chosen.set((chosen + 1) % count),
            "ArrowUp" => self.chosen.set((chosen + count - 1) % count),
            "Tab" if !event.shift() => self.take(chosen),
            // A command that is written out is done at once.
            "Enter" if !event.shift() && !self.is_written_out(chosen) => self.take(chosen),
            "Escape" => self.offers.set(Vec::new()),
            _ => return false,
        }
        event.prevent();
        event.stop();
        true
    }

    fn is_written_out(self, index: usize) -> bool {
        let text = self.field.with_value(El::value);
        self.offers.with_untracked(|offers| offers.get(index).is_some_and(|(by, _)| by.trim() == text.trim()))
    }

    fn take(self, index: usize) {
        let offer = self.offers.with_untracked(|offers| offers.get(index).map(|(by, _)| by.clone()));
        let (Some(by), Some(wanted)) = (offer, self.wanted.get_value()) else { return };
        let (text, cursor) = self.field.with_value(|field| (field.value(), field.cursor()));
        self.offers.set(Vec::new());
        if let Some((made, at)) = replaced(&text, cursor, &wanted, &by) {
            // At once: who types on must find the cursor there.
            self.field.with_value(|field| {
                field.set_value(&made);
                field.focus();
                field.set_cursor(at);
            });
            self.model.redraft(self.room, &made);
        }
    }

    fn find(self, wanted: &Wanted) -> Vec<Offer> {
        match wanted.kind {
            Kind::Name => {
                let me = self.model.me.get_untracked();
                let names = people::speakers(self.model, self.room).into_iter();
                let fits = |name: &String| without_capitals(name).starts_with(&wanted.word) && *name != me;
                names.filter(fits).take(MOST_SHOWN).map(|name| (["@", &name].concat(), name)).collect()
            }
            Kind::Command => {
                let text = &self.model.text.commands;
                let all = super::all_commands().into_iter().map(|(words, _)| words(text));
                let fitting = all.filter(|command| command.name.starts_with(&wanted.word));
                fitting
                    .map(|command| {
                        let name = ["/", command.name].concat();
                        let shown = [&name, " ", command.args, " — ", command.means].concat();
                        (name, shown)
                    })
                    .collect()
            }
            Kind::Emoji => self.find_emoji(&wanted.word),
        }
    }

    fn find_emoji(self, word: &str) -> Vec<Offer> {
        if self.emoji.with_value(Option::is_none) {
            self.read_emoji();
        }
        self.emoji.with_value(|emoji| {
            let all = emoji.iter().flatten();
            let begins = all.clone().filter(|(name, _)| name.starts_with(word));
            let holds = all.filter(|(name, _)| !name.starts_with(word) && name.contains(word));
            let offers = begins.chain(holds).take(MOST_SHOWN);
            offers.map(|(name, sign)| (sign.clone(), [sign, " :", name, ":"].concat())).collect()
        })
    }

    fn read_emoji(self) {
        self.emoji.set_value(Some(Vec::new()));
        spawn_local(async move {
            // Without the file there are no suggestions, and nothing else is missing.
            let Ok(Some(text)) = page::text_file(EMOJI_FILE).await else { return };
            let read: Vec<(String, String)> = text
                .lines()
                .filter_map(|line| line.split_once(' '))
                .map(|(sign, name)| (name.to_owned(), sign.to_owned()))
                .collect();
            if self.emoji.try_update_value(|emoji| *emoji = Some(read)).is_some() {
                self.look();
            }
        });
    }
}
