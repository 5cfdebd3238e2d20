//! What durability costs: transactions for a thousand messages each way, and the bytes that a message takes.

use super::peer::{Peer, Words};
use super::{LAST_WORDS, ROOM};
use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use rumqttc::QoS;

const MESSAGES: usize = 1_000;

/// Writing them has twenty seconds, and a busy machine's disk may take 50 ms for each.
const AT_ONCE: usize = 100;

/// Counts that do not depend on the machine much: how many steps merge while a transaction is under way does.
pub(super) async fn what_storing_costs(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let peer = Peer::enter(broker.tcp_port(), ROOM).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    page.wait_message_status("Hello,anyone!", "delivered").await;

    let (before, ..) = costs(&page).await;
    let texts: Vec<String> = (0..MESSAGES).map(|number| format!("[out {number}]")).collect();
    for some in texts.chunks(AT_ONCE) {
        assert_eq!(page.say_quickly(some).await, some.len());
    }
    page.wait_message_status(&texts[MESSAGES - 1], "delivered").await;
    let (out, ..) = costs(&page).await;

    for number in 0..MESSAGES {
        peer.say(Words { say: format!("[in {number}]"), qos: QoS::AtLeastOnce });
    }
    peer.say(Words { say: LAST_WORDS.to_owned(), qos: QoS::AtLeastOnce });
    peer.rest().await;
    page.wait_message(super::peer::NAME, LAST_WORDS).await;
    let (all, messages, bytes) = costs(&page).await;
    println!(
        "storing: {} transactions for {MESSAGES} messages out, each waited for, {} for {MESSAGES} in at once; \
         {} bytes a message, key and payload included",
        out - before,
        all - out,
        bytes / messages.max(1)
    );
}

async fn costs(page: &Page) -> (usize, usize, usize) {
    let answer = page.driver.execute_async(include_str!("../../support/store_costs.js"), Vec::new()).await;
    let answer = answer.unwrap_or_else(|error| panic!("the database can't be weighed: {error}"));
    answer.convert().unwrap_or_else(|error| panic!("not the answer expected: {error}"))
}
