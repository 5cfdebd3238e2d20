//! What this browser profile remembers between visits, beside messages: the last sign-in, client ids,
//! rooms, and where the greeting was said. Never a password. A text in, a text out; where it lies is `web`'s.

use serde_json::{Map, Value, json};

use super::api::{SignIn, Trace};
use super::json::to_text;
use super::preferences::Preferences;

/// The parts are kept per broker and user, so that two names on one device don't mix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    last: Option<SignIn>,
    /// Signed in when the page was closed, so signed in again when it opens.
    pub signed_in: bool,
    accounts: Vec<Account>,
    /// Bare hosts, each with the endpoint that answered there.
    endpoints: Vec<(String, String)>,
}

/// What is remembered of one user at one broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub broker: String,
    pub user: String,
    pub client_id: String,
    /// As joined, in order.
    pub rooms: Vec<String>,
    /// Where the greeting was said or was not wanted.
    pub greeted: Vec<String>,
}

impl Profile {
    /// What can't be read counts as never written: nothing here is worth a dead page.
    pub fn parse(text: &str) -> Self {
        let Ok(Value::Object(keys)) = serde_json::from_str::<Value>(text) else { return Self::default() };
        let accounts = keys.get("accounts").and_then(Value::as_array).into_iter().flatten();
        Self {
            last: keys.get("last").and_then(Value::as_object).map(read_sign_in),
            signed_in: keys.get("signedIn").and_then(Value::as_bool).unwrap_or(false),
            accounts: accounts.filter_map(Value::as_object).map(read_account).collect(),
            endpoints: read_endpoints(&keys),
        }
    }

    pub fn to_text(&self) -> String {
        let accounts: Vec<Value> = self.accounts.iter().map(write_account).collect();
        let last = self.last.as_ref().map(write_sign_in);
        let endpoints: Map<String, Value> =
            self.endpoints.iter().map(|(host, url)| (host.clone(), url.as_str().into())).collect();
        let signed_in = self.signed_in;
        to_text(&json!({ "last": last, "signedIn": signed_in, "accounts": accounts, "endpoints": endpoints }))
    }

    pub fn last(&self) -> Option<&SignIn> {
        self.last.as_ref()
    }

    /// Without the password.
    pub fn remember(&mut self, sign_in: &SignIn) {
        self.last = Some(SignIn { password: None, ..sign_in.clone() });
    }

    /// The room that was open last is what a reload opens. Whether it was another.
    pub fn remember_room(&mut self, topic: &str) -> bool {
        let Some(last) = self.last.as_mut().filter(|last| last.room != topic) else { return false };
        topic.clone_into(&mut last.room);
        true
    }

    /// Where this bare host answered before.
    pub fn endpoint(&self, host: &str) -> Option<&str> {
        self.endpoints.iter().find(|(known, _)| known == host).map(|(_, url)| url.as_str())
    }

    pub fn remember_endpoint(&mut self, host: &str, url: &str) {
        self.forget_endpoint(host);
        self.endpoints.push((host.to_owned(), url.to_owned()));
    }

    /// Whether one was known.
    pub fn forget_endpoint(&mut self, host: &str) -> bool {
        let before = self.endpoints.len();
        self.endpoints.retain(|(known, _)| known != host);
        self.endpoints.len() < before
    }

    /// Links may connect by themselves only to a broker that was used before.
    pub fn knows_broker(&self, broker: &str) -> bool {
        self.accounts.iter().any(|account| account.broker == broker)
    }

    pub fn account(&self, broker: &str, user: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.broker == broker && account.user == user)
    }

    /// Its place is in the store from now on. Whether it was here.
    pub fn forget_account(&mut self, broker: &str, user: &str) -> bool {
        let before = self.accounts.len();
        self.accounts.retain(|account| account.broker != broker || account.user != user);
        self.accounts.len() < before
    }

    /// Made if it is new.
    pub fn account_mut(&mut self, broker: &str, user: &str) -> &mut Account {
        let found = self.accounts.iter().position(|account| account.broker == broker && account.user == user);
        let place = found.unwrap_or(self.accounts.len());
        if found.is_none() {
            self.accounts.push(Account { broker: broker.into(), user: user.into(), ..Account::default() });
        }
        #[expect(clippy::indexing_slicing, reason = "the place was found or just filled")]
        &mut self.accounts[place]
    }
}

/// A sign-in without its password, as it is kept, with what was decided beside it.
pub(super) fn sign_in_text(sign_in: &SignIn, preferences: &Preferences) -> String {
    let mut text = write_sign_in(sign_in);
    if let Value::Object(keys) = &mut text {
        preferences.write(keys);
    }
    to_text(&text)
}

fn read_sign_in(keys: &Map<String, Value>) -> SignIn {
    SignIn {
        broker: text(keys, "broker").unwrap_or_default(),
        name: text(keys, "name").unwrap_or_default(),
        room: text(keys, "room").unwrap_or_default(),
        user_name: text(keys, "userName"),
        password: None,
        keep_alive: keys
            .get("keepAlive")
            .and_then(Value::as_u64)
            .and_then(|s| u16::try_from(s).ok())
            .unwrap_or(120),
        client_id: text(keys, "clientId"),
        greeting: text(keys, "greeting"),
        trace: Trace::Keep,
    }
}

fn write_sign_in(sign_in: &SignIn) -> Value {
    json!({
        "broker": sign_in.broker,
        "name": sign_in.name,
        "room": sign_in.room,
        "userName": sign_in.user_name,
        "keepAlive": sign_in.keep_alive,
        "clientId": sign_in.client_id,
        "greeting": sign_in.greeting,
    })
}

fn read_endpoints(keys: &Map<String, Value>) -> Vec<(String, String)> {
    let endpoints = keys.get("endpoints").and_then(Value::as_object).into_iter().flatten();
    endpoints.filter_map(|(host, url)| Some((host.clone(), url.as_str()?.to_owned()))).collect()
}

fn read_account(keys: &Map<String, Value>) -> Account {
    Account {
        broker: text(keys, "broker").unwrap_or_default(),
        user: text(keys, "user").unwrap_or_default(),
        client_id: text(keys, "clientId").unwrap_or_default(),
        rooms: texts(keys, "rooms"),
        greeted: texts(keys, "greeted"),
    }
}

fn write_account(account: &Account) -> Value {
    json!({
        "broker": account.broker,
        "user": account.user,
        "clientId": account.client_id,
        "rooms": account.rooms,
        "greeted": account.greeted,
    })
}

fn text(keys: &Map<String, Value>, key: &str) -> Option<String> {
    keys.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn texts(keys: &Map<String, Value>, key: &str) -> Vec<String> {
    let items = keys.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_without_the_password() {
        let mut profile = Profile { signed_in: true, ..Profile::default() };
        let sign_in = SignIn {
            broker: "ws://a/mqtt".into(),
            name: "Tom".into(),
            room: "chat".into(),
            user_name: Some("tom".into()),
            password: Some("secret".into()),
            keep_alive: 30,
            client_id: None,
            greeting: Some("嗨".into()),
            trace: Trace::Keep,
        };
        profile.remember(&sign_in);
        let account = profile.account_mut("ws://a/mqtt", "Tom");
        account.client_id = "snug1".into();
        account.rooms = vec!["chat".into(), "/+".into()];
        account.greeted = vec!["chat".into()];
        let text = profile.to_text();
        assert!(!text.contains("secret"));
        let back = Profile::parse(&text);
        assert_eq!(back, profile);
        assert_eq!(back.last(), Some(&SignIn { password: None, ..sign_in }));
        assert!(back.knows_broker("ws://a/mqtt") && !back.knows_broker("ws://b/mqtt"));
    }

    #[test]
    fn garbage_counts_as_never_written() {
        for text in ["", "null", "[]", "{", r#"{"last":7,"accounts":{"a":1},"signedIn":"yes"}"#] {
            assert_eq!(Profile::parse(text), Profile::default(), "{text}");
        }
    }
}
