//! The browser's offer to install the page, as `boot/load.js` keeps it.

use super::{Heard, eval};
use snug::web::install::{Answer, is_installed, is_offered, offer, on_change};
use wasm_bindgen_test::wasm_bindgen_test;

fn keep_offer(outcome: &str) {
    eval(&format!(
        "globalThis.snugInstall = {{ prompted: 0, prompt() {{ this.prompted += 1; globalThis.prompted = this.prompted }},
            userChoice: Promise.resolve({{ outcome: '{outcome}' }}) }}; dispatchEvent(new Event('snug-install'))"
    ));
}

#[wasm_bindgen_test]
async fn an_offer_is_told_and_taken_once() {
    let heard = Heard::new();
    let tell = heard.teller();
    let _listeners = on_change(move || tell(is_offered()));
    assert!(!is_offered() && !is_installed());
    assert_eq!(offer().await, Answer::NotOffered);
    keep_offer("accepted");
    assert_eq!(heard.take(), [true]);
    assert_eq!(offer().await, Answer::Accepted);
    assert!(eval("prompted === 1").is_truthy());
    assert_eq!(offer().await, Answer::NotOffered);
    eval("dispatchEvent(new Event('appinstalled'))");
    assert_eq!(heard.take(), [false]);
}

#[wasm_bindgen_test]
async fn a_no_is_told() {
    keep_offer("dismissed");
    assert_eq!(offer().await, Answer::Dismissed);
}
