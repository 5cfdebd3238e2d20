//! Many messages of one's own by hand: each written into the box and sent as soon as the box is free, until the last has
//! come back through the broker. Our box is free once the text is stored, theirs at once; at most 20 are under way there.
//! Who is not done after a while is stopped there, and all 2,000 are taken to need as long each.

use serde_json::json;

use crate::bench::{Bench, Side, measure, number};
use crate::profile;
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;

const ROOM: &str = "bench";
const MESSAGES: usize = 2_000;
const MOST_MS: usize = 20_000;

pub(crate) async fn story(bench: &Bench) {
    for (delivery, row) in [("At least once", "composer-qos1"), ("Exactly once", "composer-qos2")] {
        for (_, sides) in bench.turns() {
            for side in sides {
                let broker = Mosquitto::quiet().await;
                let visit = bench.enter(side, &broker, ROOM).await;
                choose_delivery(&visit.page, side, delivery).await;
                profile::begin(&visit.page).await;
                let measured = measure(&visit.page, SAY_ALL, &[json!(MESSAGES), json!(MOST_MS)]).await;
                profile::end(&visit.page, &format!("{row}-{side:?}")).await;
                bench.note(row, side, number(&measured, "took"));
                visit.end().await;
            }
        }
    }
}

async fn choose_delivery(page: &Page, side: Side, delivery: &str) {
    match side {
        Side::Peer => page.choose("Delivery", delivery).await,
        Side::Snug if delivery == "At least once" => {}
        Side::Snug => {
            page.press(&format!("Settings of {ROOM}")).await;
            page.choose("Delivery", delivery).await;
            page.press_in(("dialog", "Room settings"), "Close").await;
            page.wait_gone("dialog", "Room settings").await;
        }
    }
}

const SAY_ALL: &str = "
    const [count, most] = arguments;
    const box = find('textbox', 'Message'), send = find('button', 'Send');
    // Not as often as could be: who waits must not keep busy whom it waits for.
    const turn = () => new Promise(resolve => { setTimeout(resolve, 1); });
    const rows = document.getElementsByTagName('article');
    const delivered = text => {
        for (let at = rows.length - 1; at >= 0 && at > rows.length - 4; at -= 1)
            if (rows[at].dataset.status === 'delivered' && rows[at].textContent.includes(text)) return true;
        return false;
    };
    const work = async () => {
        const begun = performance.now();
        let number = 0;
        while (number < count && performance.now() - begun < most) {
            number += 1;
            box.value = `message ${number}, as people write them`;
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
            send.click();
            while (box.value !== '') await turn();
        }
        while (!delivered(`message ${number},`)) await turn();
        window.measured = { took: (performance.now() - begun) * count / number };
    };
    work();";
