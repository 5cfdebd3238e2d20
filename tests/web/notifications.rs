//! Notifications: what is asked of the browser, and that nothing fails where there are none. Clicks: `worker.rs`.

use super::eval;
use super::worker::{StandIn, until};
use snug::web::notifications::{Permission, ask, close, permission, show};
use wasm_bindgen_test::wasm_bindgen_test;

/// In the place of `Notification` for as long as it lives, with this permission.
struct Permitted;

impl Permitted {
    fn new(permission: &str) -> Self {
        eval("globalThis.realNotification ??= Notification");
        eval(&format!(
            "globalThis.Notification = {{ permission: '{permission}',
                requestPermission: async () => Notification.permission = 'granted' }}"
        ));
        Self
    }

    fn unknown() -> Self {
        eval("globalThis.realNotification ??= Notification; delete globalThis.Notification");
        Self
    }
}

impl Drop for Permitted {
    fn drop(&mut self) {
        eval("globalThis.Notification = globalThis.realNotification");
    }
}

#[wasm_bindgen_test]
async fn what_the_person_decided_is_told() {
    let _browser = StandIn::new();
    for (said, permission_is) in
        [("granted", Permission::Granted), ("denied", Permission::Denied), ("default", Permission::Ask)]
    {
        let _permitted = Permitted::new(said);
        assert_eq!(permission(), permission_is);
    }
    let _permitted = Permitted::new("default");
    assert_eq!(ask().await, Permission::Granted);
}

#[wasm_bindgen_test]
async fn without_notifications_or_without_a_worker_nothing_fails() {
    let _browser = StandIn::new();
    let unknown = Permitted::unknown();
    assert_eq!((permission(), ask().await), (Permission::Unsupported, Permission::Unsupported));
    show("a", "Tom", "hello", "room=a");
    close("a");
    drop(unknown);
    let _permitted = Permitted::new("granted");
    let _none = StandIn::none();
    assert_eq!(permission(), Permission::Unsupported);
    show("a", "Tom", "hello", "room=a");
}

#[wasm_bindgen_test]
async fn one_is_shown_for_a_room_and_tells_anew() {
    let _browser = StandIn::new();
    let _permitted = Permitted::new("granted");
    show("garden", "Tom in garden", "<b>hello</b>", "room=garden");
    until("worker.shown.length").await;
    assert_eq!(
        eval("JSON.stringify(worker.shown)").as_string().as_deref(),
        Some(
            r#"[{"title":"Tom in garden","tag":"garden","renotify":true,"body":"<b>hello</b>","dir":"auto","icon":"icons/192.png","data":{"open":"room=garden"}}]"#
        )
    );
}

#[wasm_bindgen_test]
async fn only_those_of_a_room_are_taken_away() {
    let _browser = StandIn::new();
    let _permitted = Permitted::new("granted");
    close("b");
    until("worker.closed.length").await;
    assert!(eval("worker.closed.join() === 'b'").is_truthy());
}

#[wasm_bindgen_test]
async fn nothing_is_shown_that_was_not_allowed() {
    let _browser = StandIn::new();
    let permitted = Permitted::new("denied");
    show("a", "Tom", "hello", "room=a");
    drop(permitted);
    let _permitted = Permitted::new("granted");
    show("b", "Tom", "hello", "room=b");
    until("worker.shown.length").await;
    assert!(eval("worker.shown.length === 1 && worker.shown[0].tag === 'b'").is_truthy());
}
