//! A world on a virtual clock: everything happens at its time, and nothing in between.

use snug::mqtt::client::Millis;

pub(crate) trait Clockwork {
    fn now(&mut self) -> &mut Millis;

    /// When something happens next.
    fn next(&self) -> Option<Millis>;

    /// All that is due.
    fn happen(&mut self);

    fn wait(&mut self, time: Millis) {
        let until = *self.now() + time;
        let mut steps = 0;
        while let Some(at) = self.next().filter(|at| *at <= until) {
            let now = self.now();
            *now = at.max(*now);
            self.happen();
            steps += 1;
            assert!(steps < 100_000, "it turns in circles");
        }
        *self.now() = until;
    }
}
