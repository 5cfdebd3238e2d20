//! Something said, until one's own copy is back through the broker: on our screen, in the peer page's, and at a bare
//! WebSocket that does nothing else. One at a time; each round has a median and a 99th percentile.

use serde_json::{Value, json};

use crate::bench::{Bench, Side, Visit, measure};
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;

const ROOM: &str = "bench";
const ECHOES: usize = 300;
/// The first are not counted: what runs first is still being compiled.
const WARMING: usize = 50;

pub(crate) async fn story(bench: &Bench) {
    let broker = Mosquitto::quiet().await;
    let ours = bench.enter(Side::Snug, &broker, ROOM).await;
    let theirs = bench.enter(Side::Peer, &broker, "peer").await;
    let bare = Visit::begin(bench.serve_with("bare", &[]).await).await;
    bare.page.goto(&bare.host.url()).await;
    measure(&bare.page, CONNECT_BARE, &[json!(broker.url())]).await;
    for page in [&ours.page, &theirs.page] {
        times(page, ON_SCREEN, WARMING).await;
    }
    times(&bare.page, BARE, WARMING).await;
    for (_, sides) in bench.turns() {
        for side in sides {
            let (page, script) = match side {
                Side::Snug => (&ours.page, ON_SCREEN),
                Side::Peer => (&bare.page, BARE),
            };
            let times = times(page, script, ECHOES).await;
            bench.note("echo", side, at(&times, 50));
            bench.note("echo-99", side, at(&times, 99));
            if side == Side::Snug {
                bench.note("echo-page", Side::Snug, at(&times, 50));
            }
        }
        bench.note("echo-page", Side::Peer, at(&times(&theirs.page, ON_SCREEN, ECHOES).await, 50));
    }
    for visit in [ours, theirs, bare] {
        visit.end().await;
    }
}

fn at(times: &[f64], percent: usize) -> f64 {
    times.get(times.len() * percent / 100).copied().expect("there are times")
}

/// Milliseconds, sorted.
async fn times(page: &Page, script: &str, count: usize) -> Vec<f64> {
    let measured = measure(page, script, &[json!(count)]).await;
    let times = measured.as_array().into_iter().flatten().filter_map(Value::as_f64);
    let mut times: Vec<f64> = times.collect();
    assert_eq!(times.len(), count, "each echo has its time");
    times.sort_by(f64::total_cmp);
    times
}

const CONNECT_BARE: &str =
    "connectBare(arguments[0], 'bare').then(socket => { window.socket = socket; window.measured = true; });";

const BARE: &str = "
    const run = window.run = (window.run ?? 0) + 1;
    echoes(window.socket, 'bare', arguments[0], number => JSON.stringify({ user: 'Lucy', say: `echo ${run}.${number}.`,
        id: `01JD${String(number).padStart(22, '0')}`, ts: Date.now() })).then(times => { window.measured = times; });";

/// Heard of by a MutationObserver, so that a frame that is still to come is counted only where the page itself waits for it.
const ON_SCREEN: &str = "
    const [count] = arguments;
    const box = find('textbox', 'Message'), send = find('button', 'Send'), log = all('log')[0];
    const run = window.run = (window.run ?? 0) + 1;
    const rows = log.getElementsByTagName('article');
    const turn = () => new Promise(resolve => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { port1.close(); resolve(); };
        port2.postMessage(null);
    });
    const back = text => new Promise(resolve => {
        const look = () => {
            for (let at = rows.length - 1; at >= 0 && at > rows.length - 3; at -= 1) {
                if (rows[at].dataset.status !== 'delivered' || !rows[at].textContent.includes(text)) continue;
                watch.disconnect();
                resolve();
                return;
            }
        };
        const watch = new MutationObserver(look);
        watch.observe(log, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-status'] });
    });
    const work = async () => {
        const times = [];
        for (let number = 1; number <= count; number += 1) {
            const text = `echo ${run}.${number}.`;
            const heard = back(text);
            box.value = text;
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const begun = performance.now();
            send.click();
            await heard;
            times.push(performance.now() - begun);
            while (box.value !== '') await turn();
        }
        window.measured = times;
    };
    work();";
