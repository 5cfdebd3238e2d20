//! What the views show, as states fed by the engine's changes, and the one way back: commands.
//! No view reads the engine past this, and nothing here decides what is true.

mod drafts;
mod due;
mod lines;
mod places;

use std::collections::HashMap;
use std::ops::Deref;
use std::time::Duration;

use self::drafts::{Directly, Drafts};
use self::due::{Due, News};
pub(crate) use self::lines::RoomLine;
pub(crate) use self::places::{Ask, Modal, Open, Place};
use super::look::{Beside, Look};
use crate::chat::{Chat, Item, MessageKey, RoomKey, RoomSettings};
use crate::engine::{
    self, Change, Command, Connection, Handle, HostConfig, Opening, Prefill, Problem, SignIn, Stage,
};
use crate::i18n::Strings;
use crate::ui::state::{Held, State};
use crate::ui::view::later;
use crate::web::intl::Clock;
use crate::web::page::Typed;

/// Handed to every view; copies are the same model. A change of language makes the views anew, with other words.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    pub(crate) text: &'static Strings,
    all: &'static All,
}

impl Deref for Model {
    type Target = All;

    fn deref(&self) -> &All {
        self.all
    }
}

/// What a page has once, as long as it is there: to hand on a reference to it takes less than to copy every handle.
pub(crate) struct All {
    pub(crate) look: State<Look>,
    pub(crate) stage: State<Stage>,
    pub(crate) connection: State<Connection>,
    pub(crate) problem: State<Option<Problem>>,
    /// While a bare host is searched: the how manieth endpoint is tried, of how many, and which.
    pub(crate) searching: State<Option<(usize, usize, String)>>,
    pub(crate) me: State<String>,
    pub(crate) rooms: State<Vec<RoomLine>>,
    /// Told when the rooms have stayed as they are for a while.
    rest: State<()>,
    pub(crate) open: State<Option<RoomKey>>,
    pub(crate) place: State<Place>,
    pub(crate) modal: State<Option<Open>>,
    /// Whether the people stand beside the messages, where there is room for both.
    pub(crate) people_shown: State<bool>,
    /// Told when somebody came, went, typed or read.
    pub(crate) people: State<()>,
    /// Told when a join succeeded, even if that room was open before.
    pub(crate) joined: State<()>,
    /// Told when messages of the open room came, moved, went or changed their status.
    pub(crate) messages: State<()>,
    /// Told when a draft was changed by something else than typing.
    pub(crate) redrafted: State<()>,
    /// The message that the next one answers.
    pub(crate) answering: State<Option<(RoomKey, MessageKey)>>,
    /// A message to show, wherever it is in its room.
    pub(crate) jump: State<Option<(RoomKey, u64, MessageKey)>>,
    /// A word on what was typed, shown for a while.
    pub(crate) notice: State<Option<String>>,
    /// A newer version of the page waits.
    pub(crate) update_ready: State<bool>,
    /// A message was deleted, which may be on the page and held no more.
    pub(crate) gone: State<Option<MessageKey>>,
    /// The messages that are on the page.
    pub(crate) paged: Held<HashMap<MessageKey, Item>>,
    pub(crate) clock: Held<Clock>,
    pub(crate) form: Held<Form>,
    /// What was done with the form before the app, until the app's own form has taken it up.
    pub(crate) typed: Held<Typed>,
    pub(crate) config: Held<HostConfig>,
    /// What the search begins with, once.
    pub(crate) sought: Held<String>,
    due: Held<Due>,
    /// How often the rooms were read.
    readings: Held<u32>,
    drafts: Held<Drafts>,
    directly: Held<Directly>,
    engine: Held<Option<Handle>>,
}

/// What the sign-in form starts from.
pub(crate) struct Form {
    pub(crate) brokers: Vec<String>,
    pub(crate) locked: bool,
    pub(crate) start: SignIn,
}

impl Model {
    /// Starts the engine; call it inside the root owner.
    pub(crate) fn start(opening: Opening, look: Look) -> Self {
        let Opening { config, prefill, problem, typed } = opening;
        let clock = Clock::with(Some(&look.locale(&config).tag), look.hours);
        let people_shown = look.people == Beside::Shown;
        let text = look.strings(&config);
        let all = Box::leak(Box::new(All {
            look: State::new(look),
            stage: State::default(),
            connection: State::default(),
            problem: State::new(problem),
            searching: State::default(),
            me: State::default(),
            rooms: State::default(),
            rest: State::default(),
            open: State::default(),
            place: State::new(Place::Rooms),
            modal: State::default(),
            people_shown: State::new(people_shown),
            people: State::default(),
            joined: State::default(),
            messages: State::default(),
            redrafted: State::default(),
            answering: State::default(),
            jump: State::default(),
            notice: State::default(),
            update_ready: State::new(false),
            gone: State::default(),
            paged: Held::default(),
            sought: Held::default(),
            clock: Held::new(clock),
            form: Held::new(Form::new(&config, &prefill)),
            typed: Held::new(typed),
            config: Held::new(config.clone()),
            due: Held::default(),
            readings: Held::default(),
            drafts: Held::default(),
            directly: Held::default(),
            engine: Held::new(None),
        }));
        let model = Self { text, all };
        let handle = engine::start(config, move |changes| model.apply(changes));
        model.engine.set_value(Some(handle));
        model.read_rooms();
        model.catch_up_when_hidden();
        model
    }

    /// The same model in another language.
    pub(crate) fn in_words(self, text: &'static Strings) -> Self {
        Self { text, ..self }
    }

    pub(crate) fn send(&self, command: Command) {
        // The handle is taken out first: the engine may answer before `send` returns.
        if let Some(engine) = self.engine.get_value() {
            engine.send(command);
        }
    }

    /// For what is asked and answered later; `None` only before the engine has started.
    pub(crate) fn engine(&self) -> Option<Handle> {
        self.engine.get_value()
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

    /// A word on what somebody just tried, for a few seconds.
    pub(crate) fn notice(&self, words: &str) {
        const SHOWN_FOR: Duration = Duration::from_secs(6);
        let (notice, words) = (self.notice, words.to_owned());
        notice.set(Some(words.clone()));
        let end = move || {
            if notice.with_untracked(|now| now.as_deref() == Some(&words)) {
                notice.set(None);
            }
        };
        later(SHOWN_FOR, end);
    }

    /// The line of a room as it is now; tracked.
    pub(crate) fn line(&self, room: RoomKey) -> Option<RoomLine> {
        self.rooms.track();
        self.line_now(room)
    }

    /// The same for who may be told late: once the rooms have come to rest.
    pub(crate) fn line_at_rest(&self, room: RoomKey) -> Option<RoomLine> {
        self.rest.track();
        self.line_now(room)
    }

    fn line_now(&self, room: RoomKey) -> Option<RoomLine> {
        self.rooms.with_untracked(|rooms| rooms.iter().find(|line| line.key == room).cloned())
    }

    /// What was chosen for a room, as it is by now, whether it was drawn yet or not: for who changes one part of it.
    pub(crate) fn settings(&self, room: RoomKey) -> Option<RoomSettings> {
        self.chat(|chat| chat.room(room).map(|entry| entry.settings.clone()))?
    }

    fn apply(&self, changes: Vec<Change>) {
        let news = News::of(&changes);
        for change in changes {
            match change {
                Change::Stage(stage) => self.enter(stage),
                Change::Connection(connection) => self.connection.set(connection),
                Change::Problem(problem) => self.problem.set(problem),
                Change::Rooms => self.due(|due| due.rooms = true),
                // Nothing on screen says yet who is here.
                Change::Opened(room) => {
                    self.catch_up();
                    self.show(room);
                    self.joined.set(());
                    self.say_what_was_meant_for(room);
                }
                Change::Timeline(room) | Change::Status { room, .. } => {
                    if self.open.get_untracked() == Some(room) {
                        self.due(|due| due.messages = true);
                    }
                }
                Change::Said { room, text } => self.said(room, &text),
                Change::NotSaid(room) => self.stop_waiting(room),
                Change::Searching(searching) => self.searching.set(searching),
                Change::People => self.due(|due| due.people = true),
            }
        }
        self.draw(news);
    }

    fn enter(&self, stage: Stage) {
        if stage == Stage::Out {
            self.open.set(None);
            self.go_home();
            // Whoever signs in next has drafts of their own, which are kept.
            self.drafts.set_value(Drafts::default());
        }
        self.read_rooms();
        self.stage.set(stage);
    }

    pub(crate) fn read_rooms(&self) {
        let read =
            |chat: &Chat| (chat.me().to_owned(), chat.rooms().iter().map(RoomLine::read).collect::<Vec<_>>());
        let Some((me, rooms)) = self.chat(read) else { return };
        if self.me.get_untracked() != me {
            self.me.set(me);
        }
        if self.open.get_untracked().is_some_and(|open| rooms.iter().all(|room| room.key != open)) {
            self.open.set(None);
            self.go_home();
        }
        self.rooms.set(rooms);
        self.rest_later();
    }

    fn rest_later(self) {
        const REST_AFTER: Duration = Duration::from_millis(500);
        let reading = self.readings.get_value() + 1;
        self.readings.set_value(reading);
        later(REST_AFTER, move || {
            if self.readings.try_get_value() == Some(reading) {
                self.rest.set(());
            }
        });
    }
}

impl Form {
    fn new(config: &HostConfig, prefill: &Prefill) -> Self {
        const DEFAULT_ROOM: &str = "chat";
        const DEFAULT_KEEP_ALIVE: u16 = 120;
        let first_broker = || config.brokers.first().cloned().unwrap_or_default();
        let broker = prefill.broker.clone().filter(|broker| config.allows(broker));
        let first_room = || config.rooms.first().cloned().unwrap_or_else(|| DEFAULT_ROOM.to_owned());
        Self {
            brokers: config.brokers.clone(),
            locked: config.lock_broker,
            start: SignIn {
                broker: broker.unwrap_or_else(first_broker),
                name: prefill.name.clone().unwrap_or_default(),
                room: prefill.room.clone().unwrap_or_else(first_room),
                keep_alive: DEFAULT_KEEP_ALIVE,
                greeting: Some(config.greeting.clone()),
                ..SignIn::default()
            },
        }
    }
}
