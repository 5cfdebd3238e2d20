//! When the journal is folded by the tab that writes it: a while after something was written, between transactions; and at
//! once when it has become long.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::super::disk::Disk;
use super::super::folding::{Folding, Left};
use super::{Keeper, Place, upgrade};
use crate::store::Batch;
use crate::web::timer::Timer;

/// By then most of one's own messages are delivered, and no row of their way is left to be written.
const REST_AFTER: u64 = 1_000;

/// Bytes of a journal that is folded before anything more is written, or a thousand short entries. Whoever opens the page
/// after a crash waits for that.
const LONG: usize = 4 * 1024 * 1024;

impl Keeper {
    /// Once for all that is written until then.
    pub(super) fn rest_later(self: &Rc<Self>) {
        let is_due = matches!(&*self.place.borrow(), Place::Disk(disk) if disk.unfolded() > 0);
        if !is_due || self.rest.borrow().is_some() {
            return;
        }
        let keeper = self.me.clone();
        let timer = Timer::after(REST_AFTER, move || {
            upgrade(&keeper, |keeper| {
                drop(keeper.rest.take());
                spawn_local(keeper.clone().rest());
            });
        });
        drop(self.rest.replace(Some(timer)));
    }

    /// Before this is written.
    pub(super) async fn fold_before(&self, disk: &Disk, batch: &Batch) {
        if disk.unfolded() > LONG || batch.is_import() {
            self.fold(disk, || true).await;
        }
    }

    /// What is written meanwhile goes first: the rest has time until after that.
    async fn rest(self: Rc<Self>) {
        let disk = match &*self.place.borrow() {
            Place::Disk(disk) => disk.clone(),
            _ => return,
        };
        self.fold(&disk, || !self.writing.get()).await;
    }

    /// A fold that fails has changed nothing, and the one after the next writing finds the same. A disk that can't be written
    /// to any more is noticed by what has to be written.
    async fn fold(&self, disk: &Disk, goes_on: impl Fn() -> bool) {
        let mut folding = Folding::of(disk.database(), disk.id);
        let written = disk.unfolded();
        while goes_on() {
            match folding.some().await {
                Ok(Left::Perhaps) => {}
                Ok(Left::Nothing) => {
                    disk.folded(written);
                    break;
                }
                Err(_) => break,
            }
        }
        if let Some(driver) = self.driver.upgrade() {
            driver.set_aside(folding.set_aside);
        }
    }
}
