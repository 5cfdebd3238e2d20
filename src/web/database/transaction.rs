//! One transaction: its requests, how it ends, and what its errors mean.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

use super::{DatabaseError, Write, ranges};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    ReadOnly,
    ReadWrite,
}

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` once more, for web-sys has the options of a transaction only behind an unstable flag.
    type Durable;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Durable,
        tables: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    /// `IDBTransaction` once more, for what not all browsers have.
    type Committable;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committable) -> Result<(), JsValue>;
}

#[derive(Clone, Debug)]
pub(super) struct Transaction {
    transaction: IdbTransaction,
}

impl Transaction {
    /// Over these tables, some perhaps named twice. To be asked at once, and then awaited by [`end`](Self::end).
    pub(super) fn begin(
        database: &IdbDatabase,
        tables: &[&'static str],
        mode: Mode,
    ) -> Result<Self, DatabaseError> {
        let tables: Array = tables.iter().map(|&table| JsValue::from(table)).collect();
        let options = Object::new();
        let mode = match mode {
            Mode::ReadOnly => "readonly",
            Mode::ReadWrite => {
                // Or browsers say that it is complete before it is on disk.
                Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(broken)?;
                "readwrite"
            }
        };
        let database: &Durable = database.unchecked_ref();
        Ok(Self { transaction: database.transaction(&tables, mode, &options).map_err(broken)? })
    }

    pub(super) fn store(&self, table: &str) -> Result<IdbObjectStore, DatabaseError> {
        self.transaction.object_store(table).map_err(broken)
    }

    /// Asks for the value of a key.
    pub(super) fn find(&self, table: &str, key: &[u8]) -> Result<IdbRequest, DatabaseError> {
        self.store(table)?.get(&array(key)).map_err(broken)
    }

    /// Asks for these changes, in this order. A refused one aborts the transaction later, at its own event.
    fn apply(&self, writes: &[Write]) -> Result<(), DatabaseError> {
        writes.iter().try_for_each(|write| {
            let store = self.store(write.table())?;
            match write {
                Write::Put { key, value, .. } => store.put_with_key(&array(value), &array(key)).map(drop),
                Write::Delete { key, .. } => store.delete(&array(key)).map(drop),
                Write::DeleteRange { from, to, .. } => match ranges::range(from, to) {
                    Some(range) => range.and_then(|range| store.delete(&range)).map(drop),
                    None => Ok(()),
                },
            }
            .map_err(broken)
        })
    }

    /// Asks for these changes and for nothing after them, or for none at all: then `reason` says why.
    pub(super) fn apply_or_abort(
        &self,
        writes: Result<&[Write], &DatabaseError>,
        reason: &RefCell<Option<DatabaseError>>,
    ) {
        match writes.map_err(Clone::clone).and_then(|writes| self.apply(writes)) {
            Ok(()) => self.commit(),
            Err(error) => {
                reason.replace(Some(error));
                self.abort();
            }
        }
    }

    /// Nothing more will be asked for: the browser need not wait until each answer was heard. One that can't be told finds
    /// out by itself.
    fn commit(&self) {
        let transaction: &Committable = self.transaction.unchecked_ref();
        let _ = transaction.commit();
    }

    /// Takes back what was asked for. One that has ended is left as it is.
    fn abort(&self) {
        let _ = self.transaction.abort();
    }

    /// Waits until all is done and on disk; or else says why nothing is.
    pub(super) async fn end(&self) -> Result<(), DatabaseError> {
        let end = Promise::new(&mut |complete, abort| {
            self.transaction.set_oncomplete(Some(&complete));
            self.transaction.set_onabort(Some(&abort));
        });
        match JsFuture::from(end).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.transaction.error().map_or_else(
                || DatabaseError::Broken("the transaction was aborted".to_owned()),
                |error| named(&error),
            )),
        }
    }
}

/// Calls back with each result of a request, for as long as it is kept.
#[derive(Debug)]
pub(super) struct Reply {
    request: IdbRequest,
    _on_success: Closure<dyn FnMut(Event)>,
}

impl Reply {
    pub(super) fn new(request: IdbRequest, mut tell: impl FnMut(JsValue) + 'static) -> Self {
        let on_success = {
            let request = request.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| tell(request.result().unwrap_or_default()))
        };
        request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
        Self { request, _on_success: on_success }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.request.set_onsuccess(None);
    }
}

/// What a request brought, after its transaction ended well.
pub(super) fn result(request: &IdbRequest) -> Result<JsValue, DatabaseError> {
    request.result().map_err(broken)
}

/// As IndexedDB takes keys and values; copied, since a view into this memory could move.
pub(super) fn array(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// The bytes of a value or key; `None` of anything else, which only others can have put there.
pub(super) fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    if let Some(array) = value.dyn_ref::<Uint8Array>() {
        return Some(array.to_vec());
    }
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec())
}

/// What an exception of IndexedDB means.
pub(super) fn broken(error: JsValue) -> DatabaseError {
    match error.dyn_ref::<DomException>() {
        Some(error) => named(error),
        None => DatabaseError::Broken(crate::web::page::said(error)),
    }
}

fn named(error: &DomException) -> DatabaseError {
    match error.name().as_str() {
        "QuotaExceededError" => DatabaseError::Quota,
        "VersionError" => DatabaseError::Newer,
        name => DatabaseError::Broken([name, ": ", &error.message()].concat()),
    }
}
