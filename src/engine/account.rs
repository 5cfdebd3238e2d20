//! Somebody signed in at a broker, and this tab's part in it: it leads and holds the connection, it follows a tab that
//! does, or it is on its way in or out.

use super::address::Failover;
use super::api::{SignIn, Stage};
use super::beside::Beside;
use super::diagnosis::Known;
use super::direct::Directs;
use super::doubts::Doubts;
use super::follow::Follower;
use super::preferences::Preferences;
use super::presence::Here;
use crate::chat::Room;
use crate::mqtt::TopicName;
use crate::mqtt::client::{Client, Millis};
use crate::mqtt::session::Session;
use crate::store::AccountRecord;

/// A person signed in at a broker.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) sign_in: SignIn,
    /// The brokers that stand in for each other, and which one it is now.
    pub(super) brokers: Failover,
    pub(super) role: Role,
    /// What is kept beside rooms and messages.
    pub(super) record: AccountRecord,
    pub(super) known: Known,
    pub(super) doubts: Doubts,
    pub(super) here: Here,
    pub(super) beside: Beside,
    pub(super) directs: Directs,
    pub(super) preferences: Preferences,
    /// The leader that tells this tab what it stores, and whose records were read after it began to.
    pub(super) synced: Option<Reign>,
    /// Where to go once it is known what this tab's part is.
    pub(super) entry: Entry,
    /// A new client is to go on with the session, without what was for this topic, once all of it is stored.
    pub(super) again_without: Option<TopicName<'static>>,
    /// Presence was given up because a broker hung up on it, as it seemed.
    pub(super) suspects_presence: bool,
    /// When to look again for messages that were kept long enough.
    pub(super) expire_at: Option<Millis>,
}

/// This tab's part.
#[derive(Debug)]
pub(super) enum Role {
    /// What is kept is being read, and it is not known yet who leads.
    Claiming,
    Leading(Box<Client>),
    Following(Follower),
    /// Signed out: the broker's session is being ended. With what was not finished when it began.
    Leaving(Box<Client>, Session),
}

/// Tells one leader from the next. What was stored between a follower's reading and the leader's hearing of it, or by a
/// leader that died before it told, would be missed: so a follower reads once more with each leader that it hears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reign(pub(super) u64);

/// Where a sign-in leads.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) stage: Stage,
    /// To be joined, if they are not.
    pub(super) rooms: Vec<Room>,
    /// The room on screen.
    pub(super) first: Option<String>,
    /// A link leads back only to a room that was joined before.
    pub(super) only_if_joined: Option<String>,
}

impl Account {
    pub(super) fn client(&self) -> Option<&Client> {
        match &self.role {
            Role::Leading(client) | Role::Leaving(client, _) => Some(client),
            Role::Claiming | Role::Following(_) => None,
        }
    }

    pub(super) fn client_mut(&mut self) -> Option<&mut Client> {
        match &mut self.role {
            Role::Leading(client) | Role::Leaving(client, _) => Some(client),
            Role::Claiming | Role::Following(_) => None,
        }
    }

    pub(super) fn follower_mut(&mut self) -> Option<&mut Follower> {
        match &mut self.role {
            Role::Following(follower) => Some(follower),
            _ => None,
        }
    }

    pub(super) fn is_leading(&self) -> bool {
        matches!(self.role, Role::Leading(_))
    }
}
