//! Records between two keys, in ascending order: all of them, or the last few.
//!
//! Bounds are binary keys, and IndexedDB sorts all other kinds of keys before or after every binary one: what others
//! may have put there under such keys is never met.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{IdbCursor, IdbCursorDirection, IdbKeyRange, IdbObjectStore, IdbRequest};

use super::transaction::{Reply, array, broken, bytes, result};
use super::{DatabaseError, Record, Take};

/// From `from` up to, but not including, `to`; `None` if nothing can be between them, which IndexedDB has no range for.
pub(super) fn range(from: &[u8], to: &[u8]) -> Option<Result<IdbKeyRange, JsValue>> {
    (from < to)
        .then(|| IdbKeyRange::bound_with_lower_open_and_upper_open(&array(from), &array(to), false, true))
}

/// The records of a range, or the first of them, asked for.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Keys and values, two requests of one transaction; `None` of an empty range.
    asked: Option<(IdbRequest, IdbRequest)>,
}

impl Rows {
    pub(super) fn between(
        store: &IdbObjectStore,
        from: &[u8],
        to: &[u8],
        take: Take,
    ) -> Result<Self, DatabaseError> {
        match (range(from, to), take) {
            // Nought would be all of them.
            (None, _) | (_, Take::First(0)) => Ok(Self::default()),
            (Some(range), Take::First(count)) => {
                range.and_then(|range| Self::first(store, &range, count)).map_err(broken)
            }
            (Some(range), _) => range.and_then(|range| Self::of(store, &range)).map_err(broken),
        }
    }

    fn first(store: &IdbObjectStore, range: &IdbKeyRange, count: u32) -> Result<Self, JsValue> {
        let keys = store.get_all_keys_with_key_and_limit(range, count)?;
        Ok(Self { asked: Some((keys, store.get_all_with_key_and_limit(range, count)?)) })
    }

    fn of(store: &IdbObjectStore, range: &IdbKeyRange) -> Result<Self, JsValue> {
        Ok(Self { asked: Some((store.get_all_keys_with_key(range)?, store.get_all_with_key(range)?)) })
    }

    /// The one that is answered last; `None` where nothing was asked.
    pub(super) fn last_request(&self) -> Option<IdbRequest> {
        self.asked.as_ref().map(|(_, values)| values.clone())
    }

    /// After the last request's answer, or the transaction's end.
    pub(super) fn collect(self) -> Result<Vec<Record>, DatabaseError> {
        let Some((keys, values)) = self.asked else { return Ok(Vec::new()) };
        let (keys, values): (Array, Array) =
            (result(&keys)?.unchecked_into(), result(&values)?.unchecked_into());
        let bytes = |value| bytes(&value).unwrap_or_default();
        Ok(keys.iter().map(bytes).zip(values.iter().map(bytes)).collect())
    }
}

/// The last records of a range, asked for: a cursor finds the first of them from behind, in at most two steps
/// however many they are, and all from there on come at once.
#[derive(Debug)]
pub(super) struct Tail {
    rows: Rc<RefCell<Result<Rows, JsValue>>>,
    _search: Option<Reply>,
}

impl Tail {
    pub(super) fn of(
        store: IdbObjectStore,
        from: &[u8],
        to: &[u8],
        last: u32,
    ) -> Result<Self, DatabaseError> {
        let rows = Rc::new(RefCell::new(Ok(Rows::default())));
        let search = match (range(from, to), last.checked_sub(1)) {
            (Some(range), Some(skip)) => {
                let range = range.map_err(broken)?;
                let cursor = store
                    .open_key_cursor_with_range_and_direction(&range, IdbCursorDirection::Prev)
                    .map_err(broken)?;
                Some(search(cursor, store, range, skip, rows.clone()))
            }
            _ => None,
        };
        Ok(Self { rows, _search: search })
    }

    /// After the transaction's end.
    pub(super) fn collect(self) -> Result<Vec<Record>, DatabaseError> {
        self.rows.replace(Ok(Rows::default())).map_err(broken)?.collect()
    }
}

/// Moves the cursor so many records towards the front, then asks for what is from there to the range's end.
fn search(
    cursor: IdbRequest,
    store: IdbObjectStore,
    range: IdbKeyRange,
    mut skip: u32,
    rows: Rc<RefCell<Result<Rows, JsValue>>>,
) -> Reply {
    let mut step = move |found: JsValue| -> Result<Rows, JsValue> {
        let Some(cursor) = found.dyn_ref::<IdbCursor>() else {
            // The range ended before so many were passed: all of it is wanted.
            return Rows::of(&store, &range);
        };
        if skip > 0 {
            cursor.advance(std::mem::take(&mut skip))?;
            return Ok(Rows::default());
        }
        let tail =
            IdbKeyRange::bound_with_lower_open_and_upper_open(&cursor.key()?, &range.upper()?, false, true)?;
        Rows::of(&store, &tail)
    };
    Reply::new(cursor, move |found| {
        *rows.borrow_mut() = step(found);
    })
}
