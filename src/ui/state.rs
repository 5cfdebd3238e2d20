//! What the views hold and react to: Leptos' arena, triggers and memos under handles that are in the program once, however
//! many types are held (docs/size.md). A handle is a copy of the same thing as long as its owner lives. What is read out of
//! a place that is gone is a fault, unless it is only tried; what is written there is nobody's.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::reactive::owner::ArenaItem;
use leptos::reactive::signal::ArcTrigger;

/// A thing of any type, and who is to hear of its changes.
struct Spot<T: ?Sized> {
    changed: ArcTrigger,
    thing: T,
}

type Item = ArenaItem<Rc<Spot<dyn Any>>, LocalStorage>;

const GONE: &str = "what is read is still there";

/// Something that nobody hears of.
pub(crate) struct Held<T> {
    item: Item,
    of: PhantomData<fn() -> T>,
}

/// The same, and whoever reads it hears of its changes. To be set is a change, even to the same.
pub(crate) struct State<T>(Held<T>);

/// What is made of states when somebody reads it, and again once they have changed. Who reads it hears only of what became
/// another.
pub(crate) struct Derived<T> {
    version: Memo<u64>,
    made: Held<Option<T>>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Held<T> {}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<T> {}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: Default + 'static> Default for Held<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + 'static> Default for State<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: 'static> Held<T> {
    pub(crate) fn new(thing: T) -> Self {
        let place = Rc::new(Spot { changed: ArcTrigger::new(), thing: RefCell::new(thing) });
        Self { item: put(place), of: PhantomData }
    }

    pub(crate) fn try_with_value<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        let place = at(self.item)?;
        let thing = place.thing.downcast_ref::<RefCell<T>>()?;
        Some(read(&thing.borrow()))
    }

    pub(crate) fn with_value<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        #[expect(clippy::expect_used, reason = "whoever may outlive it tries")]
        self.try_with_value(read).expect(GONE)
    }

    pub(crate) fn try_update_value<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let place = at(self.item)?;
        let thing = place.thing.downcast_ref::<RefCell<T>>()?;
        Some(change(&mut thing.borrow_mut()))
    }

    pub(crate) fn update_value(&self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    pub(crate) fn set_value(&self, thing: T) {
        self.try_update_value(|held| *held = thing);
    }
}

impl<T: Clone + 'static> Held<T> {
    pub(crate) fn try_get_value(&self) -> Option<T> {
        self.try_with_value(T::clone)
    }

    pub(crate) fn get_value(&self) -> T {
        self.with_value(T::clone)
    }
}

impl<T: 'static> State<T> {
    pub(crate) fn new(thing: T) -> Self {
        Self(Held::new(thing))
    }

    /// Hears of it without reading it.
    pub(crate) fn track(&self) {
        track(self.0.item);
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.0.with_value(read)
    }

    pub(crate) fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.with_value(read)
    }

    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        self.0.update_value(change);
        tell(self.0.item);
    }

    pub(crate) fn set(&self, thing: T) {
        self.0.set_value(thing);
        tell(self.0.item);
    }

    /// Before its owner is gone.
    pub(crate) fn dispose(self) {
        self.0.item.dispose();
    }
}

impl<T: Clone + 'static> State<T> {
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(&self) -> T {
        self.0.get_value()
    }

    pub(crate) fn try_get(&self) -> Option<T> {
        self.track();
        self.0.try_get_value()
    }

    pub(crate) fn try_get_untracked(&self) -> Option<T> {
        self.0.try_get_value()
    }
}

impl<T: PartialEq + 'static> Derived<T> {
    /// `make` is given what it made before.
    pub(crate) fn new(make: impl Fn(Option<&T>) -> T + 'static) -> Self {
        let made = Held::new(None::<T>);
        let version = versions(Box::new(move || {
            let before = made.try_update_value(Option::take).flatten();
            let now = make(before.as_ref());
            let is_other = before.as_ref() != Some(&now);
            made.set_value(Some(now));
            is_other
        }));
        Self { version, made }
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.version.track();
        self.with_untracked(read)
    }

    pub(crate) fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.version.get_untracked();
        #[expect(clippy::expect_used, reason = "whoever may outlive it tries")]
        self.made.with_value(|made| made.as_ref().map(read)).expect(GONE)
    }
}

impl<T: Clone + PartialEq + 'static> Derived<T> {
    pub(crate) fn get(&self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

fn put(place: Rc<Spot<dyn Any>>) -> Item {
    Item::new_local(place)
}

fn at(item: Item) -> Option<Rc<Spot<dyn Any>>> {
    item.try_get_value()
}

fn track(item: Item) {
    if let Some(place) = at(item) {
        place.changed.track();
    }
}

/// Nothing is borrowed meanwhile: whoever hears of it may change it again.
fn tell(item: Item) {
    if let Some(place) = at(item) {
        place.changed.notify();
    }
}

/// A number that grows whenever `make` made another. It lies in the arena since a memo may be sent, and `make` not.
fn versions(make: Box<dyn Fn() -> bool>) -> Memo<u64> {
    let make = Held::new(make);
    Memo::new_owning(move |before: Option<u64>| {
        let is_other = make.try_with_value(|make| make()) == Some(true);
        (before.unwrap_or_default() + u64::from(is_other), is_other)
    })
}

#[cfg(test)]
mod tests;
