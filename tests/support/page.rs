//! The chat as one person uses it: sign in, say, read, join. Everything is found by role and accessible name, clicked and
//! typed through the browser, and waited for; nothing here knows a class or an id of the page.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use super::mosquitto::subscriptions;
use super::wait::{PATIENCE, until, until_within};

/// One message of the open room.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) user: String,
    /// `queued`, `sent`, `delivered`, `failed` or `received`.
    pub(crate) status: String,
    /// All the text that can be seen, with runs of white space made one space.
    pub(crate) text: String,
    /// That, and what is folded away.
    pub(crate) content: String,
}

/// A page in some browser. Methods panic with what they saw when the page does not come to be as expected.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) driver: WebDriver,
}

/// Signing in, and how the connection is.
impl Page {
    pub(crate) async fn goto(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// Waits for the form, so that the application itself has started.
    pub(crate) async fn wait_sign_in(&self) {
        self.wait_for("form", "Sign in").await;
        self.wait_for("button", "Connect").await;
    }

    /// Fills the form and presses Connect; does not wait for the connection.
    pub(crate) async fn sign_in(&self, broker: &str, name: &str, room: &str) {
        self.wait_sign_in().await;
        self.fill("Broker address", broker).await;
        self.fill("Your name", name).await;
        self.fill("Room", room).await;
        self.press("Connect").await;
    }

    /// Fills the form's "Username" and "Password".
    pub(crate) async fn give_password(&self, user: &str, password: &str) {
        self.wait_sign_in().await;
        self.show_more_options().await;
        self.fill("Username", user).await;
        self.fill("Password", password).await;
    }

    pub(crate) async fn show_more_options(&self) {
        if self.lookup("textbox", "Username").await.is_none() {
            self.press("More options").await;
            self.wait_for("textbox", "Username").await;
        }
    }

    /// [`Page::sign_in`], then waits until the room is there, the connection stands and the broker knows of the room.
    pub(crate) async fn enter(&self, broker: &str, name: &str, room: &str) {
        let before = subscriptions(broker, room);
        self.sign_in(broker, name, room).await;
        self.wait_connected().await;
        self.wait_open(room).await;
        until(&format!("the subscription of {room}"), async || {
            let now = subscriptions(broker, room);
            if before.is_none() || now > before { Ok(()) } else { Err(format!("{now:?} at {broker}")) }
        })
        .await;
    }

    /// The text of the status "Connection"; empty when there is none on the page.
    pub(crate) async fn connection_status(&self) -> String {
        let script = "const e = find('status', 'Connection'); return e ? tidy(e.innerText) : ''";
        self.ask(script, &[]).await
    }

    pub(crate) async fn wait_connected(&self) {
        self.wait_status(&["Connected"]).await;
    }

    /// Waits until the status begins with one of these words.
    pub(crate) async fn wait_status(&self, beginnings: &[&str]) {
        until(&format!("the connection to be {beginnings:?}"), async || {
            let status = self.connection_status().await;
            let fits = beginnings.iter().any(|word| status.starts_with(word));
            if fits { Ok(()) } else { Err(format!("{status:?}, alerts {:?}", self.alerts().await)) }
        })
        .await;
    }

    /// The texts of all alerts that can be seen.
    pub(crate) async fn alerts(&self) -> Vec<String> {
        let script = "return all('alert').map(e => tidy(e.innerText)).filter(text => text)";
        self.ask(script, &[]).await
    }

    /// Waits for an alert that holds one of these words, whatever their case, and returns it.
    pub(crate) async fn wait_alert(&self, words: &[&str]) -> String {
        until(&format!("an alert with one of {words:?}"), async || {
            let alerts = self.alerts().await;
            let speaks = |alert: &&String| {
                words.iter().any(|word| alert.to_lowercase().contains(&word.to_lowercase()))
            };
            alerts.iter().find(speaks).cloned().ok_or_else(|| format!("{alerts:?}"))
        })
        .await
    }
}

/// Rooms and messages.
impl Page {
    /// Joins a room by its topic, or a feed by its filter, and waits until it is open.
    pub(crate) async fn join(&self, topic: &str) {
        self.fill("Join a room", topic).await;
        self.press("Join").await;
        self.wait_open(topic).await;
    }

    /// Opens a room of the list.
    pub(crate) async fn open_room(&self, topic: &str) {
        let element =
            self.wait_element(&format!("the room {topic}"), "return room(arguments[0])", topic).await;
        element.click().await.unwrap_or_else(|error| panic!("the room {topic} can't be clicked: {error}"));
        self.wait_open(topic).await;
    }

    /// Waits until the timeline of this room is the one on screen.
    pub(crate) async fn wait_open(&self, topic: &str) {
        self.wait_for("log", &format!("Messages in {topic}")).await;
    }

    /// The topics of the list, each with what else its name says, such as the unread count.
    pub(crate) async fn rooms(&self) -> Vec<String> {
        let script = "const n = find('navigation', 'Rooms'); \
                      return n ? [...all('link', n), ...all('button', n)].map(accessibleName) : []";
        self.ask(script, &[]).await
    }

    /// Writes into the composer and presses Send; does not wait for anything to happen.
    pub(crate) async fn say(&self, text: &str) {
        self.fill("Message", text).await;
        self.press("Send").await;
    }

    pub(crate) async fn messages(&self) -> Vec<Message> {
        self.ask("return messages()", &[]).await
    }

    /// Waits for a message by `user` that shows `text`.
    pub(crate) async fn wait_message(&self, user: &str, text: &str) -> Message {
        self.wait_message_where(&format!("{text:?} by {user}"), |message| {
            message.user == user && message.text.contains(text)
        })
        .await
    }

    /// Waits for one's own message `text` to get this status.
    pub(crate) async fn wait_message_status(&self, text: &str, status: &str) -> Message {
        self.wait_message_where(&format!("{text:?} to be {status}"), |message| {
            message.status == status && message.text.contains(text)
        })
        .await
    }

    /// Waits for a message that `fits`.
    pub(crate) async fn wait_message_where(&self, what: &str, fits: impl Fn(&Message) -> bool) -> Message {
        until(&format!("the message {what}"), async || {
            let messages = self.messages().await;
            messages.iter().find(|message| fits(message)).cloned().ok_or_else(|| format!("{messages:#?}"))
        })
        .await
    }

    /// How many messages of the open room show `text`.
    pub(crate) async fn count(&self, text: &str) -> usize {
        self.messages().await.iter().filter(|message| message.text.contains(text)).count()
    }
}

/// Hands and eyes.
impl Page {
    /// Replaces what the textbox holds, by the keyboard.
    pub(crate) async fn fill(&self, textbox: &str, text: &str) {
        let element = self.click_on("textbox", textbox).await;
        self.run("arguments[0].select()", vec![element.to_json().expect("an element has a JSON form")]).await;
        if text.is_empty() {
            element.send_keys(Key::Delete + "").await.expect("the textbox takes keys");
        } else {
            self.type_text(&element, text).await;
        }
    }

    /// What the textbox holds.
    pub(crate) async fn value(&self, textbox: &str) -> String {
        let element = self.wait_for("textbox", textbox).await;
        element.value().await.expect("a textbox has a value").unwrap_or_default()
    }

    /// Whoever is in the open room, beside its messages or instead of them.
    pub(crate) async fn show_people(&self) {
        if self.lookup("complementary", "People").await.is_none() {
            self.press("Show people").await;
        }
        self.wait_for("complementary", "People").await;
    }

    /// Clicks the button of this name.
    pub(crate) async fn press(&self, button: &str) {
        self.click_on("button", button).await;
    }

    /// Waits for it and clicks it. Whatever took its place between the look and the click is looked for again, as a hand
    /// would find it; what is there and can't be clicked fails.
    async fn click_on(&self, role: &str, name: &str) -> WebElement {
        until(&format!("the {role} {name:?} to stay until it is clicked"), async || {
            let element = self.wait_for(role, name).await;
            match element.click().await {
                Ok(()) => Ok(element),
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {
                    Err(error.to_string())
                }
                Err(error) => panic!("{name:?} can't be clicked: {error}"),
            }
        })
        .await
    }

    /// Sends keys to whatever has the focus.
    pub(crate) async fn keys(&self, keys: &str) {
        let typed = self.driver.action_chain().send_keys(keys).perform().await;
        typed.unwrap_or_else(|error| panic!("keys can't be typed: {error}"));
    }

    pub(crate) async fn shift_enter(&self) {
        let chain =
            self.driver.action_chain().key_down(Key::Shift).send_keys(Key::Return.value().to_string());
        chain.key_up(Key::Shift).perform().await.expect("Shift and Enter can be pressed");
    }

    /// Selects all that the focused textbox holds, by Ctrl+A.
    pub(crate) async fn select_all(&self) {
        self.chord(Key::Control, 'a').await;
    }

    /// Presses one key while another is held.
    pub(crate) async fn chord(&self, held: Key, key: char) {
        let chain = self.driver.action_chain().key_down(held.clone()).send_keys(key.to_string()).key_up(held);
        chain.perform().await.unwrap_or_else(|error| panic!("keys can't be typed: {error}"));
    }

    /// Goes by Tab, or Shift+Tab, to the element of this role and name.
    pub(crate) async fn tab_to(&self, role: &str, name: &str) {
        self.wait_for(role, name).await;
        self.tab("find(arguments[0], arguments[1])", &[json!(role), json!(name)]).await;
    }

    /// Goes by Tab, or Shift+Tab, to this room of the list.
    pub(crate) async fn tab_to_room(&self, topic: &str) {
        self.tab("room(arguments[0])", &[json!(topic)]).await;
    }

    /// Never over the end of the page and in again at its beginning: on the way lies the browser's own interface,
    /// where keys that a driver types do not go.
    pub(super) async fn tab(&self, target: &str, arguments: &[Value]) {
        let mut seen = Vec::new();
        loop {
            match self.ask::<String>(&format!("return way({target})"), arguments).await.as_str() {
                "here" => return,
                "back" => self.chord(Key::Shift, Key::Tab.value()).await,
                _ => self.keys(&Key::Tab.value().to_string()).await,
            }
            seen.push(self.focused().await);
            assert!(seen.len() < 60, "Tab never comes to {target} {arguments:?}, only to {seen:#?}");
        }
    }

    /// The role and name of what has the focus, as `role: name`.
    pub(crate) async fn focused(&self) -> String {
        self.ask("return focused()", &[]).await
    }

    pub(crate) async fn lookup(&self, role: &str, name: &str) -> Option<WebElement> {
        let arguments = vec![json!(role), json!(name)];
        self.run("return find(arguments[0], arguments[1])", arguments).await?.element().ok()
    }

    pub(crate) async fn wait_for(&self, role: &str, name: &str) -> WebElement {
        until(&format!("the {role} {name:?}"), async || match self.lookup(role, name).await {
            Some(element) => Ok(element),
            None => Err(self.summary().await),
        })
        .await
    }

    /// Waits until there is no such thing on the page, or no longer.
    pub(crate) async fn wait_gone(&self, role: &str, name: &str) {
        until(&format!("the {role} {name:?} to be gone"), async || match self.lookup(role, name).await {
            Some(_) => Err("it is still there".to_owned()),
            None => Ok(()),
        })
        .await;
    }

    /// Asks the page for something, with the words of `page.js` at hand. Asks again while the page is being changed.
    pub(crate) async fn ask<T: serde::de::DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> T {
        until_within(PATIENCE, "the page to answer", async || {
            let answer = self.run(script, arguments.to_vec()).await.ok_or("the script failed")?;
            answer.convert().map_err(|error| error.to_string())
        })
        .await
    }

    /// A short description for failures: what can be seen.
    pub(crate) async fn summary(&self) -> String {
        let script = "return document.location + '\\n' + document.body.innerText";
        match self.driver.execute(script, Vec::new()).await {
            Ok(answer) => answer.convert().unwrap_or_default(),
            Err(error) => format!("the page does not answer: {error}"),
        }
    }

    async fn wait_element(&self, what: &str, script: &str, argument: &str) -> WebElement {
        until(what, async || {
            let found =
                self.run(script, vec![json!(argument)]).await.and_then(|answer| answer.element().ok());
            match found {
                Some(element) => Ok(element),
                None => Err(self.summary().await),
            }
        })
        .await
    }

    /// `None` when the page was just being replaced or the script threw.
    pub(super) async fn run(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Option<thirtyfour::session::scriptret::ScriptRet> {
        let whole = format!("{}\n{script}", include_str!("page.js"));
        self.driver.execute(whole, arguments).await.ok()
    }

    async fn type_text(&self, element: &WebElement, text: &str) {
        const MOST_TYPED: usize = 200;
        let on_every_keyboard = text.chars().all(|letter| u32::from(letter) <= 0xFFFF);
        if on_every_keyboard && text.len() <= MOST_TYPED {
            let typed = element.send_keys(text).await;
            typed.unwrap_or_else(|error| panic!("{text:?} can't be typed: {error}"));
        } else {
            // Not every driver's keyboard has emoji, and long texts take it minutes: both are put in as by a paste.
            let script =
                "arguments[0].focus(); return document.execCommand('insertText', false, arguments[1])";
            let element = element.to_json().expect("an element has a JSON form");
            self.run(script, vec![element, json!(text)]).await.expect("text can be inserted");
        }
    }
}

/// How long to watch that something does not happen: far longer than it would take if it did.
pub(crate) const A_WHILE: Duration = Duration::from_secs(2);
