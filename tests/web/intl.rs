//! Times and dates in the user's way of writing.

use snug::i18n::{Language, choose, strings};
use snug::web::intl::{Clock, iso, languages, local_day};
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
fn dates_are_written_in_the_language_of_the_words() {
    let clock = |host| Clock::new(Some(&choose(None, Some(host), &languages()).tag));
    assert!(clock("zh-CN").day(MOMENT).contains("2026年11月"));
    assert!(clock("en-GB").day(MOMENT).contains("November"));
    assert!(clock("x-pseudo").day(MOMENT).contains("November"), "not the user's own by accident");
}

#[wasm_bindgen_test]
fn the_browser_says_which_languages_its_user_prefers() {
    let preferred = languages();
    assert!(!preferred.is_empty());
    let found = choose(None, None, &preferred);
    assert_eq!(strings(found.language).lang, Language::of(preferred.iter().map(String::as_str)).tag());
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
