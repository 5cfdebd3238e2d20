//! What handles promise: who hears of what, and what holds once the owner is gone.

use std::cell::Cell;

use leptos::mount::mount_to_body;
use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::ui::view::watch;

fn in_a_view<R>(make: impl FnOnce() -> R) -> (Owner, R) {
    // Who mounts first starts what runs the watches.
    mount_to_body(|| ());
    let owner = Owner::new();
    let made = owner.with(make);
    (owner, made)
}

/// How often a watch ran that does this.
fn runs(reads: impl Fn() + 'static) -> Rc<Cell<u32>> {
    let runs = Rc::new(Cell::new(0));
    let counted = Rc::clone(&runs);
    watch(move || {
        counted.set(counted.get() + 1);
        reads();
    });
    runs
}

#[wasm_bindgen_test]
async fn who_reads_a_state_hears_when_it_is_set_even_to_the_same() {
    let (_owner, (state, runs)) = in_a_view(|| {
        let state = State::new(1);
        (state, runs(move || _ = state.get()))
    });
    assert_eq!(runs.get(), 1);
    state.set(1);
    tick().await;
    assert_eq!(runs.get(), 2);
    state.update(|number| *number += 1);
    tick().await;
    assert_eq!((runs.get(), state.get_untracked()), (3, 2));
}

#[wasm_bindgen_test]
async fn who_reads_without_tracking_hears_nothing() {
    let (_owner, (state, runs)) = in_a_view(|| {
        let state = State::new(1);
        (state, runs(move || _ = state.get_untracked() + state.with_untracked(|number| *number)))
    });
    state.set(2);
    tick().await;
    assert_eq!(runs.get(), 1);
}

#[wasm_bindgen_test]
async fn who_reads_what_is_derived_hears_only_of_what_became_another() {
    let (_owner, (state, runs)) = in_a_view(|| {
        let state = State::new(1);
        let is_even = Derived::new(move |_| state.get() % 2 == 0);
        (state, runs(move || _ = is_even.get()))
    });
    state.set(3);
    tick().await;
    assert_eq!(runs.get(), 1);
    state.set(4);
    tick().await;
    assert_eq!(runs.get(), 2);
}

#[wasm_bindgen_test]
fn what_is_derived_is_made_when_it_is_read_and_once_for_each_change() {
    let made = Rc::new(Cell::new(0));
    let counted = Rc::clone(&made);
    let (_owner, (state, sum)) = in_a_view(|| {
        let state = State::new(1);
        let sum = Derived::new(move |before: Option<&i32>| {
            counted.set(counted.get() + 1);
            before.copied().unwrap_or_default() + state.get()
        });
        (state, sum)
    });
    assert_eq!(made.get(), 0);
    assert_eq!((sum.get_untracked(), sum.get_untracked(), made.get()), (1, 1, 1));
    state.set(2);
    state.set(3);
    assert_eq!(made.get(), 1);
    assert_eq!((sum.get_untracked(), made.get()), (4, 2));
}

#[wasm_bindgen_test]
async fn who_hears_of_a_state_may_set_it() {
    let (_owner, state) = in_a_view(|| {
        let state = State::new(1);
        watch(move || {
            if state.get() == 2 {
                state.set(3);
            }
        });
        state
    });
    state.set(2);
    tick().await;
    tick().await;
    assert_eq!(state.get_untracked(), 3);
}

#[wasm_bindgen_test]
fn what_is_gone_is_not_there_for_who_tries_and_takes_nothing() {
    let (owner, (state, held)) = in_a_view(|| (State::new(1), Held::new("here")));
    assert_eq!((state.try_get(), held.try_get_value()), (Some(1), Some("here")));
    owner.cleanup();
    state.set(2);
    state.update(|number| *number += 1);
    state.track();
    held.set_value("late");
    assert_eq!((state.try_get(), state.try_get_untracked()), (None, None));
    assert_eq!((held.try_get_value(), held.try_update_value(|_| ())), (None, None));
}
