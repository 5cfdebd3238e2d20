//! Opening and erasing a database: upgrades, and other tabs that are in the way.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbVersionChangeEvent};

use super::transaction::broken;
use super::{DatabaseError, Upgrade};
use crate::web::{page, timer::Timer};

/// Milliseconds in which another tab that was told may still let go.
const PATIENCE: u64 = 4_000;

pub(super) async fn open(name: &str, upgrades: &'static [Upgrade]) -> Result<IdbDatabase, DatabaseError> {
    // Nobody writes down four billion upgrades.
    let version = u32::try_from(upgrades.len()).unwrap_or(u32::MAX);
    let request = factory()?.open_with_u32(name, version).map_err(refused)?;
    let opened = Opening::new(request, upgrades).end().await?;
    opened.dyn_into().map_err(broken)
}

pub(super) async fn erase(name: &str) -> Result<(), DatabaseError> {
    let request = factory()?.delete_database(name).map_err(refused)?;
    Settling::new(&request).end().await.map(drop)
}

fn factory() -> Result<IdbFactory, DatabaseError> {
    page::window().indexed_db().ok().flatten().ok_or(DatabaseError::Missing)
}

/// What IndexedDB says while opening. Browsers that let nothing be kept throw, or fail with one of these.
fn refused(error: JsValue) -> DatabaseError {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    match name.as_str() {
        "SecurityError" | "InvalidStateError" | "NotAllowedError" => DatabaseError::Missing,
        _ => broken(error),
    }
}

/// Adds what the version found lacks.
fn upgrade(request: &IdbOpenDbRequest, found: f64, upgrades: &[Upgrade]) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.dyn_into()?;
    // Versions are the small whole numbers of `open`.
    let new = upgrades.iter().skip(found as usize);
    new.flat_map(|upgrade| upgrade.tables).try_for_each(|table| database.create_object_store(table).map(drop))
}

/// A request to open. It can't be taken back: given up, it still ends some day, and its connection is closed then.
struct Opening {
    request: IdbOpenDbRequest,
    on_upgrade: Option<Closure<dyn FnMut(IdbVersionChangeEvent)>>,
}

impl Opening {
    fn new(request: IdbOpenDbRequest, upgrades: &'static [Upgrade]) -> Self {
        let on_upgrade = {
            let request = request.clone();
            Closure::<dyn FnMut(_)>::new(move |event: IdbVersionChangeEvent| {
                if upgrade(&request, event.old_version(), upgrades).is_err() {
                    // Or it would count as upgraded, without its tables.
                    let _ = request.transaction().map(|transaction| transaction.abort());
                }
            })
        };
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        Self { request, on_upgrade: Some(on_upgrade) }
    }

    async fn end(mut self) -> Result<JsValue, DatabaseError> {
        let outcome = Settling::new(&self.request).end().await;
        if outcome != Err(DatabaseError::Blocked) {
            self.on_upgrade = None;
        }
        outcome
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        let Some(on_upgrade) = self.on_upgrade.take() else { return };
        on_upgrade.forget();
        let request = self.request.clone();
        let close = Closure::once_into_js(move |_: JsValue| {
            if let Ok(database) = request.result() {
                database.unchecked_into::<IdbDatabase>().close();
            }
        });
        self.request.set_onsuccess(Some(close.unchecked_ref()));
    }
}

/// Waits for a request that other tabs can block, but for no longer than patience lasts then.
struct Settling {
    request: IdbOpenDbRequest,
    settled: Promise,
    _on_blocked: Option<Closure<dyn FnMut(Event)>>,
}

impl Settling {
    fn new(request: &IdbOpenDbRequest) -> Self {
        let mut on_blocked = None;
        let settled = Promise::new(&mut |settle, _| {
            request.set_onsuccess(Some(&settle));
            request.set_onerror(Some(&settle));
            on_blocked = Some(patience(settle));
        });
        request.set_onblocked(on_blocked.as_ref().map(|closure| closure.as_ref().unchecked_ref()));
        Self { request: request.clone(), settled, _on_blocked: on_blocked }
    }

    async fn end(self) -> Result<JsValue, DatabaseError> {
        let event = JsFuture::from(self.settled.clone()).await;
        if event.is_ok_and(|event| event.is_undefined()) {
            return Err(DatabaseError::Blocked);
        }
        match self.request.error().map_err(broken)? {
            Some(error) => Err(refused(error.into())),
            None => self.request.result().map_err(broken),
        }
    }
}

impl Drop for Settling {
    fn drop(&mut self) {
        self.request.set_onblocked(None);
    }
}

/// Settles with no event at all when patience is over.
fn patience(settle: Function) -> Closure<dyn FnMut(Event)> {
    let timer = RefCell::new(None);
    Closure::<dyn FnMut(Event)>::new(move |_| {
        let settle = settle.clone();
        let over = Timer::after(PATIENCE, move || {
            let _ = settle.call0(&JsValue::UNDEFINED);
        });
        timer.replace(Some(over));
    })
}
