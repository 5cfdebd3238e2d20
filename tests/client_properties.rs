//! No message is lost, doubled or out of order: the client against a model broker, over links that cut, delay and
//! split, with stores that are slow, fail and crash. Everything is drawn at random and runs on a virtual clock.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that failed")]

#[path = "support/clockwork.rs"]
mod clockwork;
#[path = "support/deliveries.rs"]
mod deliveries;
#[path = "support/disk.rs"]
mod disk;
#[path = "support/in_flight.rs"]
mod in_flight;
#[path = "support/link.rs"]
mod link;
#[path = "support/model_broker.rs"]
mod model_broker;
#[path = "support/scripted_broker.rs"]
mod scripted_broker;
#[path = "support/server_end.rs"]
mod server_end;
#[path = "support/socket.rs"]
mod socket;
#[path = "support/world.rs"]
mod world;

use std::collections::BTreeSet;

use clockwork::Clockwork as _;
use link::Budget;
use model_broker::Numbered;
use proptest::prelude::*;
use snug::mqtt::Delivery;
use world::{Refusal, World};

#[derive(Clone, Debug)]
enum Step {
    Publish(Delivery),
    News(Delivery),
    Wait(u64),
    CutUp(usize),
    CutDown(usize),
    CommitsTake(u64),
    Probe,
    /// So many bytes are unsent in the browser.
    Congest(usize),
    RefuseCommit(Refusal),
    /// So many of the open steps still reached the disk.
    Crash(usize),
    LoseSession,
    RestartBroker,
}

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![
        1 => Just(Delivery::AtMostOnce),
        2 => Just(Delivery::AtLeastOnce),
        3 => Just(Delivery::ExactlyOnce),
    ]
}

fn weather() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => delivery().prop_map(Step::Publish),
        8 => delivery().prop_map(Step::News),
        6 => (0..2_000_u64).prop_map(Step::Wait),
        1 => (0..200_000_u64).prop_map(Step::Wait),
        3 => (0..300_usize).prop_map(Step::CutUp),
        3 => (0..300_usize).prop_map(Step::CutDown),
        3 => (0..2_000_u64).prop_map(Step::CommitsTake),
        1 => Just(Step::Probe),
        1 => prop_oneof![Just(0), Just(600 * 1024)].prop_map(Step::Congest),
    ]
}

fn crashes() -> impl Strategy<Value = Step> {
    prop_oneof![9 => weather(), 1 => (0..4_usize).prop_map(Step::Crash)]
}

fn refusals() -> impl Strategy<Value = Step> {
    let refusal = prop_oneof![Just(Refusal::Oldest), Just(Refusal::All)];
    prop_oneof![9 => crashes(), 1 => refusal.prop_map(Step::RefuseCommit)]
}

fn lost_sessions() -> impl Strategy<Value = Step> {
    prop_oneof![12 => refusals(), 1 => Just(Step::LoseSession)]
}

fn restarts() -> impl Strategy<Value = Step> {
    prop_oneof![12 => crashes(), 1 => Just(Step::RestartBroker)]
}

fn take(world: &mut World, step: &Step) {
    match step {
        Step::Publish(delivery) => world.publish(*delivery),
        Step::News(delivery) => world.tell_news(*delivery),
        Step::Wait(time) => world.wait(*time),
        Step::CutUp(bytes) => world.socket.limit(Budget { up: Some(*bytes), down: None }),
        Step::CutDown(bytes) => world.socket.limit(Budget { up: None, down: Some(*bytes) }),
        Step::CommitsTake(time) => world.commit_delay = *time,
        Step::Probe => world.probe(),
        Step::Congest(bytes) => world.congest(*bytes),
        Step::RefuseCommit(refusal) => world.refusal = Some(*refusal),
        Step::Crash(committed) => world.crash(*committed),
        Step::LoseSession => world.lose_session(),
        Step::RestartBroker => world.restart_broker(),
    }
}

/// Runs the steps, then lets everything come to rest.
fn run(seed: u64, steps: &[Step]) -> World {
    let mut world = World::new(seed);
    world.wait(1_000);
    for step in steps {
        take(&mut world, step);
        world.wait(20);
    }
    world.heal();
    world
}

/// Whether each of `sent` is among `got` as often as its delivery promises.
fn check_counts(sent: &[Numbered], got: &[Numbered]) {
    for message in sent {
        let times = got.iter().filter(|other| other == &message).count();
        let kept = match message.delivery {
            Delivery::AtMostOnce => times <= 1,
            Delivery::AtLeastOnce => times >= 1,
            Delivery::ExactlyOnce => times == 1,
        };
        assert!(kept, "{message:?} came {times} times");
    }
}

fn check_none_is_lost(sent: &[Numbered], got: &[Numbered]) {
    for message in sent.iter().filter(|message| message.delivery != Delivery::AtMostOnce) {
        assert!(got.contains(message), "{message:?} is lost");
    }
}

/// Whether those of each delivery came in order, repetitions aside.
fn check_order(got: &[Numbered]) {
    for delivery in [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce] {
        let mut seen = BTreeSet::new();
        let firsts: Vec<_> = got
            .iter()
            .filter(|message| message.delivery == delivery && seen.insert(message.number))
            .collect();
        assert!(firsts.is_sorted(), "out of order: {firsts:?}");
    }
}

fn taken(world: &World) -> Vec<Numbered> {
    let read = |payload: &[u8]| std::str::from_utf8(payload).unwrap().parse().unwrap();
    world
        .disk
        .taken
        .iter()
        .map(|message| Numbered { number: read(&message.payload), delivery: message.delivery })
        .collect()
}

fn check_all(world: &World) {
    check_counts(&world.published, &world.broker.seen);
    check_counts(&world.promised, &taken(world));
    check_order(&world.broker.seen);
    check_order(&taken(world));
}

proptest! {
    // 256 cases each, or as many as PROPTEST_CASES says.
    #![proptest_config(ProptestConfig { max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn over_links_that_break_anywhere_every_message_arrives_as_often_as_promised_and_in_order(
        seed: u64,
        steps in prop::collection::vec(weather(), 1..80),
    ) {
        check_all(&run(seed, &steps));
    }

    #[test]
    fn a_page_that_dies_at_any_moment_loses_doubles_and_reorders_nothing(
        seed: u64,
        steps in prop::collection::vec(crashes(), 1..80),
    ) {
        check_all(&run(seed, &steps));
    }

    #[test]
    fn a_store_that_fails_now_and_then_costs_no_message_and_doubles_none(
        seed: u64,
        steps in prop::collection::vec(refusals(), 1..80),
    ) {
        let world = run(seed, &steps);
        // What came at QoS 0 and could not be stored is gone, which QoS 0 allows.
        check_counts(&world.published, &world.broker.seen);
        check_counts(&world.promised, &taken(&world));
    }

    #[test]
    fn a_broker_that_sends_again_what_it_has_only_to_release_doubles_nothing(
        seed: u64,
        steps in prop::collection::vec(restarts(), 1..80),
    ) {
        check_all(&run(seed, &steps));
    }

    /// Then the broker can't know what it had already, so that once may become twice, but never none.
    #[test]
    fn a_broker_that_loses_the_session_still_gets_every_message(
        seed: u64,
        steps in prop::collection::vec(lost_sessions(), 1..80),
    ) {
        let mut world = run(seed, &steps);
        check_none_is_lost(&world.published, &world.broker.seen);
        // And with the new session all is as before.
        let promised = world.promised.len();
        for delivery in [Delivery::ExactlyOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce] {
            world.publish(delivery);
            world.tell_news(delivery);
        }
        world.heal();
        check_counts(&world.published[world.published.len() - 3..], &world.broker.seen);
        prop_assert_eq!(world.promised.len(), promised + 3);
        // A CONNACK that was lost with the session leaves us ids of the old one, which 3.1.1 can't tell us.
        if !world.ids_uncertain {
            check_counts(&world.promised[promised..], &taken(&world));
        }
    }
}
