//! Newer versions: told when they are complete. That the page then reloads is seen in `tests/e2e/offline.rs`.

use super::worker::{StandIn, until};
use super::{Heard, eval, turn};
use snug::web::update::{apply, updates};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_version_that_waits_already_is_told_and_taken_on_demand() {
    let _browser = StandIn::new();
    eval("worker.registration.waiting = new worker.Worker()");
    let heard = Heard::new();
    let tell = heard.teller();
    updates(move || tell(()));
    heard.next().await;
    assert!(eval("worker.said.length === 0").is_truthy(), "only when told to");
    apply();
    until("worker.said.length").await;
    assert!(eval("worker.said.join() === 'take-over'").is_truthy());
}

#[wasm_bindgen_test]
async fn a_version_is_told_when_it_is_complete_and_not_before() {
    let _browser = StandIn::new();
    let heard = Heard::new();
    let tell = heard.teller();
    updates(move || tell(()));
    for _ in 0..3 {
        turn().await;
    }
    eval(
        "const next = new worker.Worker(); next.state = 'installing'; worker.registration.installing = next;
         worker.next = next; worker.registration.dispatchEvent(new Event('updatefound'))",
    );
    eval("worker.next.dispatchEvent(new Event('statechange'))");
    assert!(heard.take().is_empty());
    eval("worker.next.state = 'installed'; worker.next.dispatchEvent(new Event('statechange'))");
    assert_eq!(heard.take().len(), 1);
}

#[wasm_bindgen_test]
async fn a_version_that_fails_to_arrive_is_not_told() {
    let _browser = StandIn::new();
    eval(
        "const next = new worker.Worker(); next.state = 'installing'; worker.registration.installing = next; worker.next = next",
    );
    let heard = Heard::new();
    let tell = heard.teller();
    updates(move || tell(()));
    for _ in 0..3 {
        turn().await;
    }
    eval("worker.next.state = 'redundant'; worker.next.dispatchEvent(new Event('statechange'))");
    assert!(heard.take().is_empty());
}

#[wasm_bindgen_test]
fn without_a_worker_nothing_happens() {
    let _none = StandIn::none();
    updates(|| panic!("there is nothing to tell"));
}
