//! Time that only moves forward, and goes on while the machine sleeps.
//! `performance.now` stands still in some sleeps, and `Date.now` can be set back: the larger step of the two counts.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Asked for with every input, so not by way of the window.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

thread_local! {
    static LAST: Cell<Option<Reading>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Reading {
    total: f64,
    date: f64,
    performance: f64,
}

/// Milliseconds since this was first asked.
pub fn elapsed() -> u64 {
    let (date, performance) = (js_sys::Date::now(), performance_now());
    LAST.with(|last| {
        let total = last
            .get()
            .map_or(0.0, |last| last.total + (date - last.date).max(performance - last.performance).max(0.0));
        last.set(Some(Reading { total, date, performance }));
        total as u64
    })
}

/// Milliseconds since the epoch, as the user's clock has it.
pub fn wall() -> u64 {
    js_sys::Date::now() as u64
}
