//! What the views show, as signals fed by the engine's changes, and the one way back: commands.
//! No view reads the engine past this, and nothing here decides what is true.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::chat::{Access, Chat, Echo, RoomEntry, RoomKey};
use crate::engine::{self, Change, Command, Connection, Handle, HostConfig, Prefill, Problem, SignIn, Stage};
use crate::i18n::{self, Strings};
use crate::mqtt::Delivery;
use crate::web::dom;
use crate::web::intl::Clock;

/// Handed to every view as context; copies are the same model.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    pub(crate) text: &'static Strings,
    pub(crate) stage: RwSignal<Stage>,
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// While a bare host is searched: the how manieth endpoint is tried, of how many, and which.
    pub(crate) searching: RwSignal<Option<(usize, usize, String)>>,
    pub(crate) me: RwSignal<String>,
    pub(crate) rooms: RwSignal<Vec<RoomLine>>,
    pub(crate) open: RwSignal<Option<RoomKey>>,
    /// Which of the two a narrow screen shows.
    pub(crate) pane: RwSignal<Pane>,
    /// Told when a join succeeded, even if that room was open before.
    pub(crate) joined: RwSignal<()>,
    /// Told when messages of the open room came, moved, went or changed their status.
    pub(crate) messages: RwSignal<()>,
    /// Told when a draft was changed by something else than typing.
    pub(crate) redrafted: RwSignal<()>,
    pub(crate) clock: StoredValue<Clock, LocalStorage>,
    pub(crate) form: StoredValue<Form>,
    drafts: StoredValue<HashMap<RoomKey, Draft>>,
    engine: StoredValue<Option<Handle>, LocalStorage>,
}

/// What the sign-in form starts from.
pub(crate) struct Form {
    pub(crate) brokers: Vec<String>,
    pub(crate) locked: bool,
    pub(crate) start: SignIn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Rooms,
    Messages,
}

/// A room as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoomLine {
    pub(crate) key: RoomKey,
    pub(crate) topic: String,
    pub(crate) is_feed: bool,
    pub(crate) access: Access,
    pub(crate) unread: u32,
    pub(crate) echo: Echo,
    pub(crate) delivery: Delivery,
    /// Who said the last thing, and a line of it.
    pub(crate) last: Option<(String, String)>,
}

/// A text in the making.
#[derive(Default)]
struct Draft {
    text: String,
    /// Handed to the engine, and not yet known to be stored.
    sending: Option<String>,
}

impl Model {
    /// Starts the engine; call it inside the root owner.
    pub(crate) fn start(config: HostConfig, prefill: Prefill, problem: Option<Problem>) -> Self {
        let model = Self {
            text: &i18n::EN,
            stage: RwSignal::default(),
            connection: RwSignal::default(),
            problem: RwSignal::new(problem),
            searching: RwSignal::default(),
            me: RwSignal::default(),
            rooms: RwSignal::default(),
            open: RwSignal::default(),
            pane: RwSignal::new(Pane::Rooms),
            joined: RwSignal::default(),
            messages: RwSignal::default(),
            redrafted: RwSignal::default(),
            clock: StoredValue::new_local(Clock::new(config.locale.as_deref())),
            form: StoredValue::new(Form::new(&config, prefill)),
            drafts: StoredValue::default(),
            engine: StoredValue::new_local(None),
        };
        Effect::new(move || model.title_the_tab());
        let handle = engine::start(config, move |changes| model.apply(changes));
        model.engine.set_value(Some(handle));
        model.read_rooms();
        model
    }

    /// The model of the view that asks.
    pub(crate) fn expect() -> Self {
        expect_context::<Self>()
    }

    pub(crate) fn send(&self, command: Command) {
        // The handle is taken out first: the engine may answer before `send` returns.
        if let Some(engine) = self.engine.get_value() {
            engine.send(command);
        }
    }

    /// Reads the engine's chat; `None` only before the engine has started.
    pub(crate) fn chat<R>(&self, read: impl FnOnce(&Chat) -> R) -> Option<R> {
        self.engine.get_value().map(|engine| engine.chat(read))
    }

    pub(crate) fn sign_in(&self, wanted: SignIn) {
        let kept = SignIn { password: None, ..wanted.clone() };
        let under_way = self.stage.get_untracked() == Stage::SigningIn;
        if under_way && self.form.with_value(|form| form.start == kept) {
            return;
        }
        self.problem.set(None);
        self.form.update_value(|form| form.start = kept);
        self.send(Command::SignIn(wanted));
    }

    /// Puts a room on screen.
    pub(crate) fn open_room(&self, key: RoomKey) {
        self.show(key);
        self.send(Command::Open(key));
    }

    /// Back to the list, where only one of the two fits.
    pub(crate) fn show_rooms(&self) {
        self.pane.set(Pane::Rooms);
        self.send(Command::Close);
    }

    pub(crate) fn draft(&self, room: RoomKey) -> String {
        let typed = self.drafts.with_value(|drafts| drafts.get(&room).map(|draft| draft.text.clone()));
        typed.unwrap_or_else(|| self.kept_draft(room))
    }

    /// It is kept on this device, so that a reload does not lose it.
    pub(crate) fn set_draft(&self, room: RoomKey, text: String) {
        self.drafts.update_value(|drafts| drafts.entry(room).or_default().text.clone_from(&text));
        self.send(Command::Draft { room, text });
    }

    fn kept_draft(&self, room: RoomKey) -> String {
        let kept = |chat: &Chat| chat.room(room).map(|entry| entry.draft.clone());
        self.chat(kept).flatten().unwrap_or_default()
    }

    /// Hands the draft to the engine. It stays in the box until the engine says that it is stored; till then,
    /// asking again does nothing, so that an impatient Enter does not say it twice.
    pub(crate) fn say(&self, room: RoomKey) {
        let mut said = None;
        let kept = self.draft(room);
        self.drafts.update_value(|drafts| {
            let draft = drafts.entry(room).or_insert_with(|| Draft { text: kept, sending: None });
            if draft.sending.is_none() && !draft.text.trim().is_empty() {
                draft.sending = Some(draft.text.clone());
                said.clone_from(&draft.sending);
            }
        });
        if let Some(text) = said {
            self.send(Command::Say { room, text, re: None });
        }
    }

    fn apply(&self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Stage(stage) => self.enter(stage),
                Change::Connection(connection) => self.connection.set(connection),
                Change::Problem(problem) => self.problem.set(problem),
                Change::Rooms => self.read_rooms(),
                // Nothing on screen says yet who is here.
                Change::People => {}
                Change::Opened(room) => {
                    self.show(room);
                    self.joined.set(());
                }
                Change::Timeline(room) | Change::Status { room, .. } => {
                    if self.open.get_untracked() == Some(room) {
                        self.messages.set(());
                    }
                }
                Change::Said { room, text } => self.said(room, &text),
                Change::NotSaid(room) => self.stop_waiting(room),
                Change::Searching(searching) => self.searching.set(searching),
            }
        }
    }

    fn enter(&self, stage: Stage) {
        if stage == Stage::Out {
            self.open.set(None);
            self.pane.set(Pane::Rooms);
            // Whoever signs in next has drafts of their own, which are kept.
            self.drafts.set_value(HashMap::new());
        }
        self.read_rooms();
        self.stage.set(stage);
    }

    fn show(&self, room: RoomKey) {
        self.pane.set(Pane::Messages);
        if self.open.get_untracked() != Some(room) {
            self.open.set(Some(room));
        }
    }

    /// The text is still in the box, and can be said again.
    fn stop_waiting(&self, room: RoomKey) {
        self.drafts.update_value(|drafts| {
            if let Some(draft) = drafts.get_mut(&room) {
                draft.sending = None;
            }
        });
    }

    /// Takes what was said out of the draft, and leaves what was typed after it.
    fn said(&self, room: RoomKey, text: &str) {
        self.drafts.update_value(|drafts| {
            let Some(draft) = drafts.get_mut(&room) else { return };
            draft.sending = None;
            if let Some(rest) = draft.text.strip_prefix(text) {
                draft.text = rest.to_owned();
            }
        });
        self.redrafted.set(());
    }

    fn read_rooms(&self) {
        let read =
            |chat: &Chat| (chat.me().to_owned(), chat.rooms().iter().map(RoomLine::read).collect::<Vec<_>>());
        let Some((me, rooms)) = self.chat(read) else { return };
        self.me.set(me);
        if self.open.get_untracked().is_some_and(|open| rooms.iter().all(|room| room.key != open)) {
            self.open.set(None);
            self.pane.set(Pane::Rooms);
        }
        self.rooms.set(rooms);
    }

    fn title_the_tab(&self) {
        let unread: u32 = self.rooms.with(|rooms| rooms.iter().map(|room| room.unread).sum());
        match unread {
            0 => dom::set_title("Snug"),
            _ => dom::set_title(&["(", &unread.to_string(), ") Snug"].concat()),
        }
    }
}

impl Form {
    fn new(config: &HostConfig, prefill: Prefill) -> Self {
        const DEFAULT_ROOM: &str = "chat";
        const DEFAULT_KEEP_ALIVE: u16 = 120;
        let first_broker = || config.brokers.first().cloned().unwrap_or_default();
        let broker = prefill.broker.filter(|broker| config.allows(broker)).unwrap_or_else(first_broker);
        let first_room = || config.rooms.first().cloned().unwrap_or_else(|| DEFAULT_ROOM.to_owned());
        Self {
            brokers: config.brokers.clone(),
            locked: config.lock_broker,
            start: SignIn {
                broker,
                name: prefill.name.unwrap_or_default(),
                room: prefill.room.unwrap_or_else(first_room),
                keep_alive: DEFAULT_KEEP_ALIVE,
                greeting: Some(config.greeting.clone()),
                ..SignIn::default()
            },
        }
    }
}

impl RoomLine {
    fn read(entry: &RoomEntry) -> Self {
        Self {
            key: entry.key,
            topic: entry.room.as_str().to_owned(),
            is_feed: entry.room.is_feed(),
            access: entry.access,
            unread: entry.unread,
            echo: entry.echo,
            delivery: entry.delivery,
            last: entry
                .last()
                .map(|message| (message.author().unwrap_or_default().to_owned(), message.content.summary())),
        }
    }
}
