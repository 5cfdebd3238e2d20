//! The soak as short as the test command needs it, in each engine.

use super::plan::Plan;
use super::soak;
use crate::stage::Stage;

in_engine!(chromium, Chromium, nothing_is_lost_through_cuts_reloads_a_crash_and_a_restart);
in_engine!(firefox, Firefox, nothing_is_lost_through_cuts_reloads_and_a_restart);
in_engine!(webkit, WebKit, nothing_is_lost_through_cuts_reloads_and_a_restart);

async fn nothing_is_lost_through_cuts_reloads_a_crash_and_a_restart(stage: &Stage) {
    soak(stage, Plan { crashes: 1, ..Plan::SHORT }).await;
}

async fn nothing_is_lost_through_cuts_reloads_and_a_restart(stage: &Stage) {
    println!("left out: a tab that crashes, for which this engine's driver has no means");
    soak(stage, Plan::SHORT).await;
}
