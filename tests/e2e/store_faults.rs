//! The browser's storage fails in one way or another: the chat goes on, and the page says it once.

use rumqttc::QoS;
use serde_json::json;

use crate::soak::peer::{Heard, Peer, Words};
use crate::stage::{Stage, dist};
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;

in_three_engines!(
    without_a_database_the_chat_lives_in_the_tab,
    a_database_that_does_not_open_is_said_once,
    a_write_that_fails_in_the_middle_is_said_once,
    a_journal_that_cant_be_folded_is_kept_until_it_can,
    records_of_garbage_are_set_aside_and_counted,
    a_database_of_a_newer_version_is_left_alone,
    what_comes_once_a_newer_version_took_the_database_stays_with_the_broker,
);

mod quota {
    in_engine!(chromium, Chromium, a_full_device_is_said_once_and_the_chat_goes_on);

    use super::a_full_device_is_said_once_and_the_chat_goes_on;
}

const ROOM: &str = "chat";

/// What every sentence about a store that fails says.
const IN_THIS_TAB: &str = "in this tab only";

async fn without_a_database_the_chat_lives_in_the_tab(stage: &Stage) {
    chat_goes_on(stage, "Object.defineProperty(window, 'indexedDB', { value: undefined });").await;
}

/// As in private windows of some browsers.
async fn a_database_that_does_not_open_is_said_once(stage: &Stage) {
    chat_goes_on(
        stage,
        "IDBFactory.prototype.open = () => { throw new DOMException('not allowed', 'SecurityError'); };",
    )
    .await;
}

async fn a_write_that_fails_in_the_middle_is_said_once(stage: &Stage) {
    chat_goes_on(
        stage,
        "let left = 6; const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...row) { \
         left -= 1; if (left < 0) throw new DOMException('made to fail', 'UnknownError'); return put.apply(this, row); };",
    )
    .await;
}

async fn a_journal_that_cant_be_folded_is_kept_until_it_can(stage: &Stage) {
    let fault = "window.foldsFailed = 0; const put = IDBObjectStore.prototype.put; \
                 IDBObjectStore.prototype.put = function (...row) { \
                     if (this.name === 'messages' && !sessionStorage.mended) { \
                         window.foldsFailed += 1; throw new DOMException('made to fail', 'UnknownError'); \
                     } \
                     return put.apply(this, row); };";
    let site = stage.site_with_script(fault).await;
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    let mut said = Vec::new();
    for _ in 0..2 {
        said.extend(talk(&page, &peer, 3).await);
        let failed = "const failed = window.foldsFailed > 0; window.foldsFailed = 0; return failed";
        page.wait_true("a fold to fail", failed, &[]).await;
    }
    assert_eq!(page.alerts().await, Vec::<String>::new(), "what is written is kept all the same");

    // What can't be read is left as it is.
    page.reload().await;
    page.wait_alert(&[IN_THIS_TAB]).await;

    page.ask::<bool>("return sessionStorage.mended = true", &[]).await;
    page.reload().await;
    page.wait_open(ROOM).await;
    page.wait_connected().await;
    for text in said {
        page.wait_message("Lucy", &text).await;
        assert_eq!(page.count(&text).await, 1, "{text:?} is there once");
    }
    assert_eq!(page.alerts().await, Vec::<String>::new());
    talk(&page, &peer, 3).await;
}

/// With this script run before the page's own.
async fn chat_goes_on(stage: &Stage, fault: &str) {
    let site = stage.site_with_script(fault).await;
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    talk(&page, &peer, 20).await;
    let alert = page.wait_alert(&[IN_THIS_TAB]).await;
    assert_eq!(page.alerts().await, [alert], "said once");
}

async fn a_full_device_is_said_once_and_the_chat_goes_on(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    // Before the first write: Chromium remembers for half a minute how much room there was.
    let origin = site.url().trim_end_matches('/');
    page.tell_chromium("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1 })).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    talk(&page, &peer, 20).await;
    let alert = page.wait_alert(&["no room left"]).await;
    talk(&page, &peer, 20).await;
    assert_eq!(page.alerts().await, [alert], "said once");
}

async fn records_of_garbage_are_set_aside_and_counted(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    talk(&page, &peer, 20).await;

    let spoilt: usize = in_the_database(&page, include_str!("../support/spoil.js")).await;
    assert_eq!(spoilt, 3);
    page.reload().await;
    page.wait_open(ROOM).await;
    let alert = page.wait_alert(&["set aside"]).await;
    assert!(alert.contains('3'), "says how many: {alert:?}");
    assert_eq!(page.alerts().await, [alert], "said once");
    page.wait_connected().await;
    talk(&page, &peer, 5).await;

    page.reload().await;
    page.wait_open(ROOM).await;
    page.wait_connected().await;
    assert_eq!(page.alerts().await, Vec::<String>::new(), "what is set aside is not told again");
}

async fn a_database_of_a_newer_version_is_left_alone(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.serve(Site::of(&dist()).with("empty.html", "<!doctype html><title>Empty</title>")).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    talk(&page, &peer, 5).await;
    let empty = format!("{}empty.html", site.url());
    page.goto(&empty).await;
    let newer: f64 = in_the_database(&page, include_str!("../support/raise_version.js")).await;

    page.goto(site.url()).await;
    // Who it was is kept elsewhere. The form may be seen until the room is there, but nobody has to fill it in.
    page.wait_open(ROOM).await;
    page.wait_alert(&["newer version"]).await;
    talk(&page, &peer, 5).await;
    page.goto(&empty).await;
    let version: f64 = in_the_database(
        &page,
        "const [answer] = arguments; \
        indexedDB.databases().then(all => answer(Math.max(...all.map(one => one.version))));",
    )
    .await;
    assert!((version - newer).abs() < 0.5, "its version is what it was: {version}, not {newer}");
}

/// The newer version, which leads next, asks the broker for it.
async fn what_comes_once_a_newer_version_took_the_database_stays_with_the_broker(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.serve(Site::of(&dist()).with("empty.html", "<!doctype html><title>Empty</title>")).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    talk(&page, &peer, 3).await;
    let first = page.driver.window().await.expect("there is a tab");
    let other = page.driver.new_tab().await.expect("a tab can be opened");
    page.driver.switch_to_window(other).await.expect("the tab is there");
    page.goto(&format!("{}empty.html", site.url())).await;
    in_the_database::<f64>(&page, include_str!("../support/raise_version.js")).await;

    page.driver.switch_to_window(first).await.expect("the tab is there");
    let before = broker.log().len();
    peer.say(Words { say: "for whoever leads next".to_owned(), qos: QoS::AtLeastOnce });
    page.wait_alert(&["newer version"]).await;
    page.wait_connected().await;
    // It is another chat: what was open in the one before is not what is written into.
    page.open_room(ROOM).await;
    talk(&page, &peer, 3).await;
    let log = broker.log().split_off(before);
    let sent = log.lines().find(|line| line.contains("Sending PUBLISH to snug") && line.contains("'chat'"));
    let sent = sent.unwrap_or_else(|| panic!("it was sent: {log}"));
    let (_, sent) = sent.split_once("PUBLISH to ").expect("so it was found");
    let (client, rest) = sent.split_once(" (").expect("mosquitto says more in brackets");
    let id = rest.split(", ").find_map(|word| word.strip_prefix('m')).expect("a packet id is among it");
    let acknowledged = format!("Received PUBACK from {client} (Mid: {id},");
    assert!(!log.contains(&acknowledged), "{acknowledged}: {log}");
    let again = format!(" as {client} ");
    assert!(!log.contains(&again), "it is another client now: {log}");
}

/// The answer of an asynchronous script about the page's own database.
async fn in_the_database<T: serde::de::DeserializeOwned>(page: &Page, script: &str) -> T {
    let answer = page.driver.execute_async(script, Vec::new()).await;
    let answer = answer.unwrap_or_else(|error| panic!("the database can't be reached: {error}"));
    answer.convert().unwrap_or_else(|error| panic!("not the answer expected: {error}"))
}

/// So many messages by the page, each delivered, and each heard by the peer once.
async fn talk(page: &Page, peer: &Peer, count: usize) -> Vec<String> {
    let heard_before = peer.heard().len();
    let texts: Vec<String> = (0..count).map(|number| format!("words {heard_before}-{number}.")).collect();
    assert_eq!(page.say_quickly(&texts).await, count, "the composer takes all: {}", page.summary().await);
    for text in &texts {
        page.wait_message_status(text, "delivered").await;
        assert_eq!(page.count(text).await, 1, "{text:?} is there once");
        let copies = |heard: &[Heard]| heard.iter().filter(|words| words.say == *text).count();
        assert_eq!(copies(&peer.heard()), 1, "{text:?} reached the room once");
    }
    texts
}
