//! A great many messages through a real broker, until the last is on screen: how long, and the longest that the page
//! did not answer meanwhile. At QoS 0, and at QoS 1, where ours stores each before it acknowledges it.

use rumqttc::mqttbytes::QoS;
use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measure, measured, number};
use crate::profile;
use crate::sender::Sender;
use crate::support::mosquitto::Mosquitto;

const ROOM: &str = "bench";
const MESSAGES: usize = 20_000;

pub(crate) async fn story(bench: &Bench) {
    for (qos, row) in [(QoS::AtMostOnce, "receive"), (QoS::AtLeastOnce, "receive-qos1")] {
        for (_, sides) in bench.turns() {
            for side in sides {
                let broker = Mosquitto::quiet().await;
                let visit = bench.enter(side, &broker, ROOM).await;
                let sender = Sender::ready(broker.tcp_port(), ROOM, qos, 1..=MESSAGES).await;
                begin(&visit.page, UNTIL_LAST, &[json!(format!("message {MESSAGES},"))]).await;
                profile::begin(&visit.page).await;
                let begun = sender.begin();
                let measured = measured(&visit.page).await;
                profile::end(&visit.page, &format!("{row}-{side:?}")).await;
                bench.note(row, side, number(&measured, "end") - begun);
                bench.note(&format!("{row}-task"), side, number(&measured, "longest"));
                visit.end().await;
                if side == Side::Snug && qos == QoS::AtMostOnce {
                    bench.note("receive-floor", Side::Snug, number(&measured, "end") - begun);
                    bench.note("receive-floor", Side::Peer, by_a_bare_socket(bench).await);
                }
            }
        }
    }
}

/// The same to a socket that only counts: what the broker and the browser's own socket take. Nobody can be faster.
async fn by_a_bare_socket(bench: &Bench) -> f64 {
    let broker = Mosquitto::quiet().await;
    let visit = Visit::begin(bench.serve_with("bare", &[]).await).await;
    visit.page.goto(&visit.host.url()).await;
    measure(&visit.page, CONNECT_BARE, &[json!(broker.url()), json!(ROOM)]).await;
    let sender = Sender::ready(broker.tcp_port(), ROOM, QoS::AtMostOnce, 1..=MESSAGES).await;
    begin(&visit.page, COUNT, &[json!(MESSAGES)]).await;
    let begun = sender.begin();
    let measured = measured(&visit.page).await;
    visit.end().await;
    number(&measured, "end") - begun
}

const CONNECT_BARE: &str = "connectBare(arguments[0], arguments[1]).then(socket => { window.socket = socket; window.measured = true; });";

const COUNT: &str = "
    const [most] = arguments;
    let count = 0;
    window.socket.onmessage = () => {
        count += 1;
        if (count === most) window.measured = { end: performance.timeOrigin + performance.now() };
    };";

/// Looks once a frame whether the last message is there, and hears of tasks of more than 50 ms meanwhile.
pub(crate) const UNTIL_LAST: &str = "
    const [last] = arguments;
    let longest = 0;
    const hear = list => { for (const { duration } of list) longest = Math.max(longest, duration); };
    const tasks = new PerformanceObserver(list => hear(list.getEntries()));
    tasks.observe({ type: 'longtask' });
    const rows = document.getElementsByTagName('article');
    const look = () => {
        const end = performance.timeOrigin + performance.now();
        for (let at = rows.length - 1; at >= 0 && at > rows.length - 4; at -= 1) {
            if (!rows[at].textContent.includes(last)) continue;
            // A long task is told of only after it ended.
            setTimeout(() => { hear(tasks.takeRecords()); tasks.disconnect(); window.measured = { end, longest }; }, 300);
            return;
        }
        requestAnimationFrame(look);
    };
    look();";
