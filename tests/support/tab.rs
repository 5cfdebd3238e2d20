//! What happens to a tab rather than in it: it is reloaded, it crashes, its browser is told things that pages can't do.
//! What a person does in it is `page.rs`.

use serde_json::{Value, json};
use thirtyfour::WindowHandle;

use super::page::Page;

impl Page {
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.unwrap_or_else(|error| panic!("the page can't be reloaded: {error}"));
    }

    /// Goes to another tab, and brings it to the front: Chromium's driver alone would leave it behind the others.
    pub(crate) async fn turn_to(&self, tab: WindowHandle) {
        let turned = self.driver.switch_to_window(tab).await;
        turned.unwrap_or_else(|error| panic!("the tab is gone: {error}"));
        self.driver.cdp().send_raw("Page.bringToFront", json!({})).await.ok();
    }

    /// Kills the process that draws the tab, as a crash does, then opens `url` in another tab of the same browser and
    /// closes the dead one. Chromium only.
    pub(crate) async fn crash_and_reopen(&self, url: &str) {
        let driver = &self.driver;
        let doomed = driver.window().await.expect("there is a tab");
        // From a dead tab no other can be opened.
        let spare = driver.new_tab().await.expect("tabs can be opened");
        self.crash().await;
        driver.close_window().await.expect("a dead tab can be closed");
        driver.switch_to_window(spare).await.expect("the new tab is there");
        assert!(!driver.windows().await.expect("there are tabs").contains(&doomed), "the dead tab is gone");
        self.goto(url).await;
    }

    /// Kills the process that draws the tab. Chromium only.
    pub(crate) async fn crash(&self) {
        let crash = self.driver.cdp().send_raw("Page.crash", json!({})).await;
        let told = crash.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(told.contains("crash"), "the tab does not crash: {told:?}");
    }

    /// Tells Chromium something in the words of its DevTools protocol, about this tab.
    pub(crate) async fn tell_chromium(&self, command: &str, parameters: Value) {
        let told = self.driver.cdp().send_raw(command, parameters).await;
        told.unwrap_or_else(|error| panic!("Chromium does not take {command}: {error}"));
    }

    /// Stops all that runs in the tab, as Chromium does with tabs long hidden.
    pub(crate) async fn freeze(&self) {
        self.tell_chromium("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
    }

    /// Ends [`Page::freeze`].
    pub(crate) async fn thaw(&self) {
        self.tell_chromium("Page.setWebLifecycleState", json!({ "state": "active" })).await;
    }
}
