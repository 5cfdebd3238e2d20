//! Plain http beyond this machine has no Web Locks, and some settings refuse them. The chat goes on all the same, and what
//! was said is there after a reload.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::stage::Stage;
use crate::support::mosquitto::{Access, Mosquitto};
use crate::support::page::Page;
use crate::support::static_server::StaticServer;

in_three_engines!(
    without_locks_a_page_keeps_its_things_and_a_second_tab_is_on_its_own,
    locks_that_the_browser_refuses_stop_nobody,
);

async fn without_locks_a_page_keeps_its_things_and_a_second_tab_is_on_its_own(stage: &Stage) {
    let script = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });";
    let (site, broker, page) = reloaded(stage, script).await;
    page.wait_connected().await;
    page.wait_message_status("kept", "delivered").await;

    let first = page.driver.window().await.expect("there is a tab");
    let second = page.driver.new_tab().await.expect("tabs can be opened");
    page.turn_to(second).await;
    page.goto(site.url()).await;
    page.wait_open("chat").await;
    page.wait_connected().await;
    say(&page, "from the second tab").await;
    page.turn_to(first).await;
    page.wait_message("Lucy", "from the second tab").await;
    say(&page, "from the first tab").await;
    let ids: BTreeSet<String> = broker.accepted().into_iter().filter(|id| id.starts_with("snug")).collect();
    assert_eq!(ids.len(), 2, "two client ids, and none evicts the other: {ids:?}");
    assert_eq!(page.alerts().await, Vec::<String>::new(), "nothing is said of it");
}

async fn locks_that_the_browser_refuses_stop_nobody(stage: &Stage) {
    let script =
        "LockManager.prototype.request = () => Promise.reject(new DOMException('no', 'SecurityError'));";
    let (.., page) = reloaded(stage, script).await;
    page.wait_message_status("kept", "delivered").await;
}

/// A page with this script that said "kept", and is open again after a reload.
async fn reloaded(stage: &Stage, script: &str) -> (Rc<StaticServer>, Rc<Mosquitto>, Page) {
    let site = stage.site_with_script(script).await;
    let broker = stage.broker(Access::Anyone).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    say(&page, "kept").await;
    page.reload().await;
    page.wait_open("chat").await;
    (site, broker, page)
}

async fn say(page: &Page, text: &str) {
    page.say(text).await;
    page.wait_message_status(text, "delivered").await;
}
