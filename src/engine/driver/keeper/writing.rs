//! One transaction at a time, with what waited for the one before. What is to be written, and where, is the keeper's.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::super::disk::{Disk, trouble_of};
use super::{Keeper, Place, upgrade};
use crate::engine::core::Core;
use crate::engine::{StepId, Then, Transaction};
use crate::store::{self, Batch, StoreError};
use crate::web::database::DatabaseError;
use crate::web::timer::Timer;

/// So soon a tab whose lock was stolen is told.
const DEPOSED_WITHIN: u64 = 2_000;

impl Keeper {
    pub(super) fn write_soon(self: &Rc<Self>) {
        if !self.holds() && !self.writing.replace(true) {
            spawn_local(self.clone().write_all());
        }
    }

    async fn write_all(self: Rc<Self>) {
        loop {
            let Some(mut next) = self.queue.borrow_mut().take() else { break };
            let place = self.place.borrow().clone();
            let written = match place {
                Place::Disk(disk) => {
                    self.fold_before(&disk, &next.batch).await;
                    self.write(&disk, &next).await
                }
                // What waited behind what failed may not be there without it.
                Place::Lost(disk) => {
                    next.batch = Batch::default();
                    self.write(&disk, &next).await
                }
                Place::Memory(_) | Place::Nowhere => Ok(()),
            };
            match written {
                Ok(()) => {}
                Err(DatabaseError::Fenced) => {
                    self.give_way(next.last);
                    break;
                }
                Err(DatabaseError::Newer) => {
                    self.leave_to_newer();
                    break;
                }
                Err(error) => {
                    let disk = match self.place.replace(Place::Nowhere) {
                        Place::Disk(disk) | Place::Lost(disk) => Place::Lost(disk),
                        other => other,
                    };
                    self.place.replace(disk);
                    if let Some(driver) = self.driver.upgrade() {
                        driver.trouble(trouble_of(&error));
                    }
                }
            }
            if let Some(step) = next.last {
                self.answer(step);
            }
            if self.hold() {
                break;
            }
        }
        self.writing.set(false);
        if self.released.get() {
            drop(self.lock.take());
        } else {
            self.rest_later();
        }
    }

    async fn write(&self, disk: &Disk, next: &Transaction) -> Result<(), DatabaseError> {
        let mut writes = disk.writes(&next.batch);
        if next.then == Then::Erase {
            writes.extend(store::erase(disk.id, self.account.clone()));
        }
        let Some(driver) = self.driver.upgrade() else { return Ok(()) };
        disk.write(&driver, writes).await
    }

    /// A newer version of the page has made the database its own. What came and is not stored is not acknowledged, so that
    /// the broker has it for whoever leads there.
    fn leave_to_newer(self: &Rc<Self>) {
        self.stop_writing();
        // Whoever signed out has nothing here any more.
        let Some(driver) = self.driver.upgrade().filter(|_| !self.released.get()) else { return };
        self.feed(Core::handle_deposed);
        driver.trouble(StoreError::NewerVersion);
        self.be_alone();
    }

    /// Another tab writes for this account. With locks, losing ours is told as well; without them, this is how we know.
    fn give_way(self: &Rc<Self>, last: Option<StepId>) {
        self.stop_writing();
        if self.lock.borrow().is_none() {
            self.feed(Core::handle_deposed);
            self.be_alone();
            return;
        }
        // If nobody took the lock, somebody took our records away: the site's data were cleared.
        let (keeper, turn) = (self.me.clone(), self.turn.get());
        let waiting = Timer::after(DEPOSED_WITHIN, move || {
            upgrade(&keeper, |keeper| {
                drop(keeper.patience.take());
                if keeper.turn.get() == turn {
                    if let Some(driver) = keeper.driver.upgrade() {
                        driver.trouble(StoreError::Broken);
                    }
                    let since = keeper.queue.take().last();
                    since.or(last).into_iter().for_each(|step| keeper.answer(step));
                }
            });
        });
        drop(self.patience.replace(Some(waiting)));
    }

    pub(super) fn stop_writing(&self) {
        self.place.replace(Place::Nowhere);
        self.queue.take();
        self.hold.take();
    }

    fn answer(self: &Rc<Self>, step: StepId) {
        // Also after the release: it is the truth, and numbers never come again.
        if let Some(driver) = self.driver.upgrade() {
            driver.feed(move |core, now| core.handle_committed(now, step));
        }
    }
}
