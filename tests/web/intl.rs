//! Times and dates in the user's way of writing.

use snug::web::intl::{Clock, iso, local_day};
use wasm_bindgen_test::wasm_bindgen_test;

/// 2026-11-20T13:42:28Z.
const MOMENT: u64 = 1_795_182_148_000;

#[wasm_bindgen_test]
fn a_moment_is_written_as_its_locale_has_it() {
    let (british, chinese) = (Clock::new(Some("en-GB")), Clock::new(Some("zh-CN")));
    assert!(british.full(MOMENT).contains("2026") && british.full(MOMENT).contains("November"));
    assert!(chinese.day(MOMENT).contains("2026年11月"));
    assert!(british.time(MOMENT).contains(':') && !british.time(MOMENT).contains('M'), "24 hours");
}

#[wasm_bindgen_test]
fn a_locale_that_is_none_costs_nothing_but_itself() {
    assert_eq!(Clock::new(Some("not a locale")).day(MOMENT), Clock::new(None).day(MOMENT));
}

#[wasm_bindgen_test]
fn moments_that_no_date_can_name_do_not_crash() {
    assert!(iso(u64::MAX).starts_with("+275760"));
    assert!(!Clock::new(None).full(u64::MAX).is_empty());
    local_day(u64::MAX);
}

#[wasm_bindgen_test]
fn days_are_numbered_in_a_row() {
    assert_eq!(local_day(MOMENT + 86_400_000), local_day(MOMENT) + 1);
}
