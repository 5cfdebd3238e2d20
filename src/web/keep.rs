//! Small texts that outlive a reload: on this device, or in this tab only.
//! A browser that refuses (private mode, blocked cookies) keeps nothing, and says so.

use web_sys::Storage;

/// How long a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Until it is cleared.
    Device,
    /// Until the tab is closed.
    Tab,
}

/// The browser kept nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

pub fn read(shelf: Shelf, key: &str) -> Option<String> {
    storage(shelf)?.get_item(key).ok()?
}

pub fn write(shelf: Shelf, key: &str, text: Option<&str>) -> Result<(), NotKept> {
    let storage = storage(shelf).ok_or(NotKept)?;
    match text {
        Some(text) => storage.set_item(key, text),
        None => storage.remove_item(key),
    }
    .map_err(|_| NotKept)
}

fn storage(shelf: Shelf) -> Option<Storage> {
    let window = super::page::window();
    match shelf {
        Shelf::Device => window.local_storage(),
        Shelf::Tab => window.session_storage(),
    }
    .ok()?
}
