//! More of what a person does with the page: dialogs, choices, the menu of a message, the list of rooms, chords of keys.
//! Found by role and accessible name, as all in `page.rs`.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::page::Page;
use super::wait::until;

/// Where to look: a role, and its accessible name.
pub(crate) type Place<'a> = (&'a str, &'a str);

/// What is in a dialog or a pane.
impl Page {
    /// Clicks the button of this name in that place.
    pub(crate) async fn press_in(&self, place: Place<'_>, button: &str) {
        self.click_in(place, "button", button).await;
    }

    /// Clicks what has this role and name in that place.
    pub(crate) async fn click_in(&self, (role, name): Place<'_>, wanted: &str, wanted_name: &str) {
        let script = "const place = find(arguments[0], arguments[1]); \
                      return place && find(arguments[2], arguments[3], place)";
        let arguments = [role, name, wanted, wanted_name].map(Value::from);
        self.click_found(&format!("{wanted} {wanted_name:?} in the {role} {name:?}"), script, &arguments)
            .await;
    }

    /// What can be read in that place; empty when there is none.
    pub(crate) async fn text_of(&self, (role, name): Place<'_>) -> String {
        let script = "const e = find(arguments[0], arguments[1]); return e ? tidy(e.innerText) : ''";
        self.ask(script, &[json!(role), json!(name)]).await
    }

    /// Waits until that place shows a text.
    pub(crate) async fn wait_text_of(&self, place: Place<'_>, text: &str) {
        until(&format!("{text:?} in the {place:?}"), async || {
            let shown = self.text_of(place).await;
            if shown.contains(text) { Ok(()) } else { Err(format!("{shown:?}")) }
        })
        .await;
    }

    /// Chooses an option of the list with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let list = self.wait_for("combobox", label).await;
        let found = list.find_all(By::Tag("option")).await.expect("a list has options");
        for one in found {
            if one.text().await.is_ok_and(|text| text.trim() == option) {
                one.click().await.unwrap_or_else(|error| panic!("{option:?} can't be chosen: {error}"));
                return;
            }
        }
        panic!("{label:?} has no option {option:?}");
    }

    /// The option that is chosen in the list with this label.
    pub(crate) async fn chosen(&self, label: &str) -> String {
        self.wait_for("combobox", label).await;
        let script = "return tidy(find('combobox', arguments[0]).selectedOptions[0]?.textContent)";
        self.ask(script, &[json!(label)]).await
    }

    /// Ticks the box of this name, or takes the tick away.
    pub(crate) async fn tick(&self, name: &str) {
        let script = "return find('checkbox', arguments[0])";
        self.click_found(&format!("checkbox {name:?}"), script, &[json!(name)]).await;
    }

    /// Clicks what the script finds, as soon as it finds something.
    async fn click_found(&self, what: &str, script: &str, arguments: &[Value]) {
        until(&format!("a click on the {what}"), async || {
            let found = self.run(script, arguments.to_vec()).await.and_then(|found| found.element().ok());
            let Some(element) = found else { return Err(self.summary().await) };
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }
}

/// The whole page.
impl Page {
    /// Waits until this can be read somewhere.
    pub(crate) async fn wait_text(&self, text: &str) {
        until(&format!("{text:?} on the page"), async || {
            let shown = self.summary().await;
            if holds(&shown, text) { Ok(()) } else { Err(shown) }
        })
        .await;
    }

    /// Waits until this can be read nowhere.
    pub(crate) async fn wait_no_text(&self, text: &str) {
        until(&format!("no {text:?} on the page"), async || {
            let shown = self.summary().await;
            if holds(&shown, text) { Err(shown) } else { Ok(()) }
        })
        .await;
    }

    /// Waits until the name of a room in the list fits; it begins with the topic.
    pub(crate) async fn wait_room(&self, topic: &str, what: &str, fits: impl Fn(&str) -> bool) {
        until(&format!("the room {topic} in the list with {what}"), async || {
            let rooms = self.rooms().await;
            let fit = rooms.iter().any(|room| room.starts_with(topic) && fits(room));
            if fit { Ok(()) } else { Err(format!("{rooms:?}")) }
        })
        .await;
    }

    /// The topics of the list in their order: what does not begin a room's name with one of these is left out.
    pub(crate) async fn order_of<'a>(&self, topics: &[&'a str]) -> Vec<&'a str> {
        let rooms = self.rooms().await;
        let known = |room: &String| topics.iter().find(|topic| room.starts_with(**topic)).copied();
        rooms.iter().filter_map(known).collect()
    }

    /// Waits until a script, with the words of `page.js` at hand, returns `true`.
    pub(crate) async fn wait_true(&self, what: &str, script: &str, arguments: &[Value]) {
        until(what, async || {
            let is = self.ask::<bool>(script, arguments).await;
            if is { Ok(()) } else { Err(self.summary().await) }
        })
        .await;
    }

    /// Goes by Tab to what a script finds.
    pub(crate) async fn tab_to_found(&self, target: &str) {
        self.tab(target, &[]).await;
    }

    /// Presses one key.
    pub(crate) async fn key(&self, key: Key) {
        self.keys(&key.value().to_string()).await;
    }
}

/// One message.
impl Page {
    /// Clicks the button of this name in the message that shows `text`.
    pub(crate) async fn press_in_message(&self, text: &str, button: &str) {
        let script = "const e = message(arguments[0]); return e && find('button', arguments[1], e)";
        let arguments = [json!(text), json!(button)];
        self.click_found(&format!("button {button:?} of the message {text:?}"), script, &arguments).await;
    }

    /// Opens the menu of the message that shows `text`, and takes this of it.
    pub(crate) async fn take_of_menu(&self, text: &str, item: &str) {
        self.press_in_message(text, "More").await;
        self.press_in(("dialog", "Message"), item).await;
    }
}

fn holds(shown: &str, text: &str) -> bool {
    shown.split_whitespace().collect::<Vec<_>>().join(" ").contains(text)
}
