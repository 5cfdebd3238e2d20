//! A walk through every place of the page, with a script that looks at each and says what is wrong. What to look for is
//! the business of the files that walk.
//!
//! `SNUG_WALK_PICTURES` names a folder for a picture of each place, for whoever wants to look, too.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use crate::places::{PLACES, Words, come_back, go};
use crate::support::browser::Screen;
use crate::support::page::Page;

/// The page, and what was found on it so far.
#[derive(Debug)]
pub(crate) struct Walk<'w> {
    page: &'w Page,
    screen: Screen,
    words: &'w Words,
    /// Returns the faults, each as a string.
    script: String,
    /// For the pictures.
    name: &'w str,
    known: BTreeSet<String>,
    told: Vec<String>,
}

impl<'w> Walk<'w> {
    /// `script` returns what is wrong, as strings; it has the words of `page.js` and `sight.js`.
    pub(crate) fn new(page: &'w Page, screen: Screen, words: &'w Words, script: &str, name: &'w str) -> Self {
        let script = [include_str!("../support/sight.js"), script].concat();
        Self { page, screen, words, script, name, known: BTreeSet::new(), told: Vec::new() }
    }

    /// The form, with all it has, and with a problem.
    pub(crate) async fn signing_in(&mut self) {
        let Self { page, words, .. } = *self;
        page.wait_for("form", words.sign_in).await;
        self.look("signing in").await;
        page.press(words.more_options).await;
        self.look("with more options").await;
        // Nobody listens there: the alert stands, with what to do.
        page.fill(words.broker, "ws://127.0.0.1:9/mqtt").await;
        page.fill(words.name, "Lucy").await;
        page.press(words.connect).await;
        page.wait_alert(&["9"]).await;
        self.look("with an alert").await;
    }

    /// From the open room and back to it.
    pub(crate) async fn every_place(&mut self) {
        let Self { page, words, .. } = *self;
        page.wait_for("textbox", words.message).await;
        page.wait_message("Tom", "hello").await;
        for place in PLACES {
            go(page, place, words).await;
            self.look(&format!("at {place:?}")).await;
            come_back(page, place, words).await;
        }
        if self.screen == Screen::Phone {
            page.press(words.back).await;
            page.wait_for("textbox", words.join).await;
            self.look("in the list").await;
            let chat = "return all('button').find(e => accessibleName(e).startsWith('chat')).click() ?? true";
            page.ask::<bool>(chat, &[]).await;
            page.wait_for("textbox", words.message).await;
        }
    }

    /// Notes what is wrong now, each fault once.
    pub(crate) async fn look(&mut self, place: &str) {
        self.take_picture(place).await;
        for fault in self.page.ask::<Vec<String>>(&self.script, &[]).await {
            if self.known.insert(fault.clone()) {
                self.told.push(format!("{place}: {fault}\n"));
            }
        }
    }

    pub(crate) fn end(self) {
        assert!(self.told.is_empty(), "\n{}", self.told.concat());
    }

    async fn take_picture(&self, place: &str) {
        let Some(folder) = env::var_os("SNUG_WALK_PICTURES").map(PathBuf::from) else { return };
        let name = format!("{}-{:?}-{place}.png", self.name, self.screen).replace(' ', "-").to_lowercase();
        self.page.driver.screenshot(&folder.join(name)).await.expect("a picture can be taken");
    }
}
