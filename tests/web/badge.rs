//! The number on the app's icon, and the dot on the tab's.

use super::eval;
use snug::web::badge::{Favicon, set_app_badge, set_favicon};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_number_is_set_and_taken_away() {
    eval(
        "globalThis.badges = [];
         for (const name of ['setAppBadge', 'clearAppBadge'])
            Object.defineProperty(navigator, name, { configurable: true,
                value: async (...words) => { badges.push([name, ...words].join(' ')); throw new Error('not installed') } })",
    );
    set_app_badge(3);
    set_app_badge(0);
    eval("for (const name of ['setAppBadge', 'clearAppBadge']) delete navigator[name]");
    assert_eq!(eval("badges.join()").as_string().as_deref(), Some("setAppBadge 3,clearAppBadge "));
}

#[wasm_bindgen_test]
fn a_browser_without_badges_is_not_troubled() {
    eval(
        "for (const name of ['setAppBadge', 'clearAppBadge'])
            Object.defineProperty(navigator, name, { configurable: true, value: undefined })",
    );
    set_app_badge(3);
    set_app_badge(0);
    eval("for (const name of ['setAppBadge', 'clearAppBadge']) delete navigator[name]");
}

#[wasm_bindgen_test]
fn the_icon_of_the_tab_changes_and_only_when_it_must() {
    set_favicon(Favicon::Unread); // without a link nothing happens
    eval(
        "globalThis.icon = document.createElement('link'); icon.rel = 'icon'; icon.setAttribute('href', 'icons/icon.svg');
         document.head.append(icon);
         globalThis.sets = 0; const set = icon.setAttribute; icon.setAttribute = function (...words) { sets += 1; set.apply(this, words) }",
    );
    set_favicon(Favicon::Unread);
    set_favicon(Favicon::Unread);
    assert!(eval("icon.getAttribute('href') === 'icons/unread.svg' && sets === 1").is_truthy());
    set_favicon(Favicon::Plain);
    assert!(eval("icon.getAttribute('href') === 'icons/icon.svg' && sets === 2").is_truthy());
    eval("icon.remove()");
}
