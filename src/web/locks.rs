//! One name, one holder among all tabs of this browser profile (Web Locks).

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

/// How to ask for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// After everybody who asked before.
    InTurn,
    /// Only if nobody has it, or waits for it, right now.
    IfFree,
    /// At once, whoever has it.
    Steal,
}

/// A lock that was asked for, and then held. Dropping it stops waiting, or gives the lock back; nothing is heard of
/// it any more.
pub struct Waiting {
    state: Rc<RefCell<State>>,
}

/// Waits for the lock as long as it takes. `granted` is called once it is ours; `lost` if another tab stole it later,
/// if it was asked for [`How::IfFree`] and is not free, or if the browser refuses it. Neither is called before this
/// returns.
///
/// `None`: this page can't lock.
pub fn wait(
    name: &str,
    how: How,
    granted: impl FnOnce() + 'static,
    lost: impl FnOnce() + 'static,
) -> Option<Waiting> {
    let locks = manager()?;
    let (options, stop) = options(how);
    let (granted, lost) = (Box::new(granted), Box::new(lost));
    let state = Rc::new(RefCell::new(State::Waiting { granted, lost, stop }));
    let on_granted = {
        let state = state.clone();
        Closure::once(
            move |lock: JsValue| if lock.is_null() { State::lose(&state) } else { State::hold(&state) },
        )
    };
    let asked = locks.request(name, &options, on_granted.as_ref().unchecked_ref()).ok()?;
    let ended = state.clone();
    spawn_local(async move {
        // Refused, stolen, or given back by ourselves, which leaves nobody to tell.
        let _ = JsFuture::from(asked).await;
        // Until then the browser may call it.
        drop(on_granted);
        State::lose(&ended);
    });
    Some(Waiting { state })
}

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys has only behind an unstable flag.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

fn manager() -> Option<LockManager> {
    let navigator = super::page::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}

/// Only who waits in turn can be stopped; the other two are answered at once, and allow no signal.
fn options(how: How) -> (JsValue, Option<AbortController>) {
    let stop = AbortController::new().ok().filter(|_| how == How::InTurn);
    let (key, value) = match (how, &stop) {
        (How::IfFree, _) => ("ifAvailable", JsValue::TRUE),
        (How::Steal, _) => ("steal", JsValue::TRUE),
        (How::InTurn, stop) => {
            ("signal", stop.as_ref().map_or(JsValue::UNDEFINED, |stop| stop.signal().into()))
        }
    };
    let options = Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&options, &key.into(), &value);
    (options.into(), stop)
}

enum State {
    Waiting {
        granted: Box<dyn FnOnce()>,
        lost: Box<dyn FnOnce()>,
        stop: Option<AbortController>,
    },
    /// `release` settles the promise that holds the lock.
    Held {
        lost: Box<dyn FnOnce()>,
        release: Function,
    },
    Over,
}

impl State {
    /// Takes the lock that the browser grants. It is ours until the promise given back settles, or anything else given
    /// back at once.
    fn hold(state: &RefCell<Self>) -> JsValue {
        let Self::Waiting { granted, lost, .. } = state.replace(Self::Over) else {
            return JsValue::UNDEFINED;
        };
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let Some(release) = release else { return JsValue::UNDEFINED };
        state.replace(Self::Held { lost, release });
        granted();
        held.into()
    }

    fn lose(state: &RefCell<Self>) -> JsValue {
        // Replaced first: who is told may drop what it has.
        let state = state.replace(Self::Over);
        if let Self::Waiting { lost, .. } | Self::Held { lost, .. } = state {
            lost();
        }
        JsValue::UNDEFINED
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        match self.state.replace(State::Over) {
            State::Waiting { stop: Some(stop), .. } => stop.abort(),
            State::Held { release, .. } => {
                // A promise's own function never throws.
                let _ = release.call0(&JsValue::UNDEFINED);
            }
            State::Waiting { stop: None, .. } | State::Over => {}
        }
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self.state.borrow() {
            State::Waiting { .. } => "Waiting",
            State::Held { .. } => "Waiting, and held",
            State::Over => "Waiting, and over",
        })
    }
}
