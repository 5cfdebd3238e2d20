//! The chat as a program would use it that writes faster than anybody types, and reads all there is.

use std::collections::HashSet;

use serde_json::json;

use super::page::{Message, Page};
use super::wait::until;

impl Page {
    /// Writes these one after the other, each as soon as the composer has taken the one before. Returns how many it took:
    /// not all, when the room was closed meanwhile.
    pub(crate) async fn say_quickly(&self, texts: &[String]) -> usize {
        let script = format!("{}\n{}", include_str!("page.js"), include_str!("say_quickly.js"));
        let taken = self.driver.execute_async(script, vec![json!(texts)]).await;
        match taken.map(|answer| answer.convert()) {
            Ok(Ok(taken)) => taken,
            Ok(Err(error)) | Err(error) => panic!("{texts:?} can't be written: {error}"),
        }
    }

    /// Writes this and presses Send, without a look at what comes of it.
    pub(crate) async fn say_blindly(&self, text: &str) {
        let script = "const box = find('textbox', 'Message'); box.value = arguments[0]; \
                      box.dispatchEvent(new InputEvent('input', { bubbles: true })); \
                      find('button', 'Send').click(); return true";
        self.ask::<bool>(script, &[json!(text)]).await;
    }

    /// Presses what brings the connection back, if there is such a thing, as somebody does who does not want to wait.
    /// Returns its name.
    pub(crate) async fn hurry(&self) -> Option<String> {
        let script = "for (const name of ['Retry now', 'Take over', 'Connect']) { \
                      const button = find('button', name); if (button) { button.click(); return name; } } return null";
        self.ask(script, &[]).await
    }

    /// All messages of the open room, also those that are not on screen until somebody asks for earlier ones.
    pub(crate) async fn history(&self) -> Vec<Message> {
        until("the log to be at its end", async || {
            let script = "const pill = all('button').find(e => tidy(e.innerText).startsWith('↓')); \
                          pill?.click(); return !pill";
            if self.ask(script, &[]).await { Ok(()) } else { Err("it is further back".to_owned()) }
        })
        .await;
        // The page holds some hundreds at a time: those that were there before go as earlier ones come.
        let mut all = self.rows().await;
        loop {
            let first = all.first().map(|(key, _)| key.clone());
            let script = "const earlier = find('button', 'Show earlier messages'); \
                          if (earlier) { all('log')[0].scrollTop = 0; earlier.click(); } return !earlier";
            if self.ask(script, &[]).await {
                return all.into_iter().map(|(_, message)| message).collect();
            }
            let more = "return !find('button', 'Show earlier messages') \
                        || all('article', all('log')[0])[0]?.dataset.key !== arguments[0]";
            until("earlier messages to come", async || {
                if self.ask(more, &[json!(first)]).await { Ok(()) } else { Err("none came".to_owned()) }
            })
            .await;
            let mut rows = self.rows().await;
            let known: HashSet<String> = all.iter().map(|(key, _)| key.clone()).collect();
            rows.retain(|(key, _)| !known.contains(key));
            rows.append(&mut all);
            all = rows;
        }
    }

    /// What is on the page, each with the key of its row.
    async fn rows(&self) -> Vec<(String, Message)> {
        let script = "const rows = all('article', all('log')[0]); \
                      return messages().map((message, at) => [rows[at]?.dataset.key ?? '', message])";
        self.ask(script, &[]).await
    }
}
