//! Between two transactions: what was sent after the first is about to be answered, and what the answers change is held
//! together with what waits. A transaction takes as long as a broker nearby does to answer: begun at once, it would leave the
//! answers for one more.

use std::rc::Rc;

use super::{Keeper, upgrade};
use crate::web::timer::Timer;

/// A broker that takes longer is not waited for.
const HELD_FOR: u64 = 2;

impl Keeper {
    /// After a transaction. Not in a hidden page, whose timers are slow.
    pub(super) fn hold(self: &Rc<Self>) -> bool {
        let Some(driver) = self.driver.upgrade() else { return false };
        if self.released.get() || !driver.is_answer_due() {
            return false;
        }
        let keeper = self.me.clone();
        let patience = Timer::after(HELD_FOR, move || upgrade(&keeper, Self::let_go));
        drop(self.hold.replace(Some(patience)));
        true
    }

    pub(super) fn holds(&self) -> bool {
        self.hold.borrow().is_some()
    }

    /// Everything was answered, or it takes too long, or the page goes away.
    pub(in super::super) fn let_go(self: &Rc<Self>) {
        let was_held = self.hold.take().is_some();
        if was_held && !self.queue.borrow().is_empty() {
            self.write_soon();
        }
    }
}
