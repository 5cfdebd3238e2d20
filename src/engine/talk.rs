//! What the tabs of one account say to each other: one of them leads and holds the connection, the others follow.
//! Bytes in, bytes out; what a tab of another version says and this one can't read is ignored.

use super::account::Reign;
use super::api::{Connection, Stage};
use super::history::KeepFor;
use super::preferences::{Away, Receipts};
use crate::chat::{ChatChange, MessageKey, Notify, Place, RoomKey, RoomSettings, Ulid};
use crate::mqtt::Delivery;
use crate::store::{Reader, StoreError, Writer, read_change, write_change};

/// In the order of their numbers, which only ever grows.
const TROUBLES: [StoreError; 5] = [
    StoreError::Quota,
    StoreError::Blocked,
    StoreError::OlderTab,
    StoreError::NewerVersion,
    StoreError::Broken,
];
/// What may change with a version of the page.
const VERSION: u8 = 2;

/// Names a request, so that its answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AskId(pub(super) u64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Talk {
    /// A follower is here and looked at: how are things?
    Hello,
    /// The leader: how things are.
    State(State),
    /// The leader: this was stored.
    Changes(Vec<ChatChange>),
    /// A follower wants something done.
    Ask(AskId, Ask),
    /// The leader: it is done and stored, or can't be taken.
    Answer(AskId, Answer),
    /// The leader: the person signed out.
    SignedOut,
    /// The leader: this came on topics beside the rooms.
    Heard(Vec<Said>),
    /// The leader: all of these are here, and nobody else is.
    Here(Vec<Said>),
    /// The leader: the broker does not let us know who is here.
    Alone,
}

/// What somebody said beside the rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) topic: String,
    pub(super) payload: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) reign: Reign,
    pub(super) stage: Stage,
    pub(super) connection: Connection,
    /// What is stored is not, and why.
    pub(super) trouble: Option<StoreError>,
    /// For the follower that will lead next; it stays in memory and in this tab's session storage.
    pub(super) password: Option<String>,
}

/// All of it can be asked twice without harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Join(String),
    Leave(RoomKey),
    Say {
        room: RoomKey,
        id: Ulid,
        text: String,
        re: Option<String>,
    },
    Resend {
        room: RoomKey,
        key: MessageKey,
    },
    Delete {
        room: RoomKey,
        key: MessageKey,
    },
    Deliver {
        room: RoomKey,
        delivery: Delivery,
    },
    Draft {
        room: RoomKey,
        text: String,
    },
    Read {
        room: RoomKey,
        place: u64,
    },
    RetryNow,
    SignOut {
        erase: bool,
    },
    SetRoom {
        room: RoomKey,
        settings: RoomSettings,
    },
    MoveRoom {
        room: RoomKey,
        to: usize,
    },
    SetAway(Away),
    SetReceipts(Receipts),
    Typing(RoomKey),
    /// Somebody looks at this tab, and at this room.
    Look(Option<RoomKey>),
    /// This message was read, and all before it.
    Seen {
        room: RoomKey,
        id: String,
    },
    Forget {
        room: RoomKey,
        key: MessageKey,
        place: Place,
    },
    ClearHistory(Option<RoomKey>),
    KeepFor(KeepFor),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Done,
    /// So much waits for the broker already.
    QueueFull,
    /// The room it was for was left.
    Gone,
}

impl Talk {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.byte(VERSION);
        match self {
            Self::Hello => writer.byte(0),
            Self::State(state) => {
                writer.byte(1);
                write_state(&mut writer, state);
            }
            Self::Changes(changes) => {
                writer.byte(2);
                let records: Vec<_> = changes.iter().map(write_change).collect();
                // A length has at most five bytes.
                writer.reserve(records.iter().map(|record| record.len() + 5).sum());
                records.iter().for_each(|record| writer.bytes(record));
            }
            Self::Ask(id, ask) => {
                writer.byte(3);
                writer.number(id.0);
                write_ask(&mut writer, ask);
            }
            Self::Answer(id, answer) => {
                writer.byte(4);
                writer.number(id.0);
                writer.byte(match answer {
                    Answer::Done => 0,
                    Answer::QueueFull => 1,
                    Answer::Gone => 2,
                });
            }
            Self::SignedOut => writer.byte(5),
            Self::Heard(said) => write_said(&mut writer, 6, said),
            Self::Here(said) => write_said(&mut writer, 7, said),
            Self::Alone => writer.byte(8),
        }
        writer.into_bytes()
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != VERSION {
            return None;
        }
        Some(match reader.byte()? {
            0 => Self::Hello,
            1 => Self::State(read_state(&mut reader)?),
            2 => {
                let mut changes = Vec::new();
                while reader.end().is_none() {
                    changes.push(read_change(reader.bytes()?)?);
                }
                Self::Changes(changes)
            }
            3 => Self::Ask(AskId(reader.number()?), read_ask(&mut reader)?),
            4 => {
                let id = AskId(reader.number()?);
                let answers = [Answer::Done, Answer::QueueFull, Answer::Gone];
                Self::Answer(id, *answers.get(usize::from(reader.byte()?))?)
            }
            5 => Self::SignedOut,
            6 => Self::Heard(read_said(&mut reader)?),
            7 => Self::Here(read_said(&mut reader)?),
            8 => Self::Alone,
            _ => return None,
        })
    }
}

fn write_said(writer: &mut Writer, kind: u8, said: &[Said]) {
    writer.byte(kind);
    for Said { topic, payload } in said {
        writer.text(topic);
        writer.bytes(payload);
    }
}

fn read_said(reader: &mut Reader<'_>) -> Option<Vec<Said>> {
    let mut said = Vec::new();
    while reader.end().is_none() {
        said.push(Said { topic: reader.text()?.to_owned(), payload: reader.bytes()?.to_vec() });
    }
    Some(said)
}

fn write_state(writer: &mut Writer, state: &State) {
    writer.number(state.reign.0);
    writer.byte(match state.stage {
        Stage::Out => 0,
        Stage::SigningIn => 1,
        Stage::In => 2,
    });
    let (kind, at) = match state.connection {
        Connection::SignedOut => (0, 0),
        Connection::Connecting => (1, 0),
        Connection::Connected => (2, 0),
        Connection::Reconnecting { at: None } => (3, 0),
        Connection::Reconnecting { at: Some(at) } => (4, at),
        Connection::Offline => (5, 0),
        Connection::Elsewhere => (6, 0),
    };
    writer.byte(kind);
    writer.number(at);
    let trouble = TROUBLES.iter().position(|known| Some(*known) == state.trouble);
    writer.number(trouble.map_or(0, |place| place as u64 + 1));
    if let Some(password) = &state.password {
        writer.text(password);
    }
}

fn read_state(reader: &mut Reader<'_>) -> Option<State> {
    let reign = Reign(reader.number()?);
    let stage = match reader.byte()? {
        0 => Stage::Out,
        1 => Stage::SigningIn,
        2 => Stage::In,
        _ => return None,
    };
    let kind = reader.byte()?;
    let at = reader.number()?;
    let connection = match kind {
        0 => Connection::SignedOut,
        1 => Connection::Connecting,
        2 => Connection::Connected,
        3 => Connection::Reconnecting { at: None },
        4 => Connection::Reconnecting { at: Some(at) },
        5 => Connection::Offline,
        6 => Connection::Elsewhere,
        _ => return None,
    };
    let trouble =
        reader.number()?.checked_sub(1).and_then(|place| TROUBLES.get(usize::try_from(place).ok()?));
    let trouble = trouble.copied();
    let password = if reader.end().is_some() { None } else { Some(reader.text()?.to_owned()) };
    Some(State { reign, stage, connection, trouble, password })
}

fn write_ask(writer: &mut Writer, ask: &Ask) {
    let mut head = |kind: u8, room: RoomKey, number: u64| {
        writer.byte(kind);
        writer.number(u64::from(room.0));
        writer.number(number);
    };
    match ask {
        Ask::Join(topic) => {
            head(0, RoomKey(0), 0);
            writer.rest(topic.as_bytes());
        }
        Ask::Leave(room) => head(1, *room, 0),
        Ask::Say { room, id, text, re } => {
            head(2, *room, 0);
            writer.text(&id.to_string());
            writer.text(re.as_deref().unwrap_or_default());
            writer.rest(text.as_bytes());
        }
        Ask::Resend { room, key } => head(3, *room, key.0),
        Ask::Delete { room, key } => head(4, *room, key.0),
        Ask::Deliver { room, delivery } => head(5, *room, u64::from(delivery.bits())),
        Ask::Draft { room, text } => {
            head(6, *room, 0);
            writer.rest(text.as_bytes());
        }
        Ask::Read { room, place } => head(7, *room, *place),
        Ask::RetryNow => head(8, RoomKey(0), 0),
        Ask::SignOut { erase } => head(9, RoomKey(0), u64::from(*erase)),
        Ask::SetRoom { room, settings } => {
            head(10, *room, settings.colour.map_or(0, |colour| u64::from(colour) + 1));
            writer.byte(settings.notify as u8);
            writer.rest(settings.alias.as_bytes());
        }
        Ask::MoveRoom { room, to } => head(11, *room, *to as u64),
        Ask::SetAway(away) => head(12, RoomKey(0), *away as u64),
        Ask::SetReceipts(receipts) => head(13, RoomKey(0), *receipts as u64),
        Ask::Typing(room) => head(14, *room, 0),
        Ask::Look(room) => head(15, room.unwrap_or(RoomKey(0)), u64::from(room.is_some())),
        Ask::Seen { room, id } => {
            head(16, *room, 0);
            writer.rest(id.as_bytes());
        }
        Ask::Forget { room, key, place } => {
            head(17, *room, key.0);
            match place {
                Place::Waiting => {}
                Place::Settled(place) => writer.number(*place),
            }
        }
        Ask::ClearHistory(None) => head(18, RoomKey(0), 0),
        Ask::ClearHistory(Some(room)) => head(18, *room, 1),
        Ask::KeepFor(KeepFor::Ever) => head(19, RoomKey(0), 0),
        Ask::KeepFor(KeepFor::Days(days)) => head(19, RoomKey(0), u64::from(*days) + 1),
    }
}

fn read_ask(reader: &mut Reader<'_>) -> Option<Ask> {
    let kind = reader.byte()?;
    let room = RoomKey(u32::try_from(reader.number()?).ok()?);
    let number = reader.number()?;
    let rest = |reader: &mut Reader<'_>| str::from_utf8(reader.rest()).ok().map(str::to_owned);
    Some(match kind {
        0 => Ask::Join(rest(reader)?),
        1 => Ask::Leave(room),
        2 => {
            let id = Ulid::parse(reader.text()?)?;
            let re = Some(reader.text()?.to_owned()).filter(|re| !re.is_empty());
            Ask::Say { room, id, re, text: rest(reader)? }
        }
        3 => Ask::Resend { room, key: MessageKey(number) },
        4 => Ask::Delete { room, key: MessageKey(number) },
        5 => Ask::Deliver { room, delivery: Delivery::from_bits(u8::try_from(number).ok()?)? },
        6 => Ask::Draft { room, text: rest(reader)? },
        7 => Ask::Read { room, place: number },
        8 => Ask::RetryNow,
        9 => Ask::SignOut { erase: number == 1 },
        10 => {
            let colour = number.checked_sub(1).and_then(|colour| u8::try_from(colour).ok());
            let all = [Notify::All, Notify::Mentions, Notify::None];
            let notify = *all.get(usize::from(reader.byte()?))?;
            Ask::SetRoom { room, settings: RoomSettings { alias: rest(reader)?, colour, notify } }
        }
        11 => Ask::MoveRoom { room, to: usize::try_from(number).ok()? },
        12 => Ask::SetAway(if number == 0 { Away::Auto } else { Away::Manual }),
        13 => Ask::SetReceipts(if number == 0 { Receipts::Send } else { Receipts::Keep }),
        14 => Ask::Typing(room),
        15 => Ask::Look((number == 1).then_some(room)),
        16 => Ask::Seen { room, id: rest(reader)? },
        17 => {
            let place =
                if reader.end().is_some() { Place::Waiting } else { Place::Settled(reader.number()?) };
            Ask::Forget { room, key: MessageKey(number), place }
        }
        18 => Ask::ClearHistory((number == 1).then_some(room)),
        19 => Ask::KeepFor(match number.checked_sub(1) {
            None => KeepFor::Ever,
            Some(days) => KeepFor::Days(u16::try_from(days).ok()?),
        }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
