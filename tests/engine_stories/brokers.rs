//! Which broker it is: a bare host is searched, a list fails over, and a client id taken elsewhere is given way to.

use super::page::{Page, sign_in};
use snug::engine::{Change, Command, Connection, HostConfig, Problem, SignIn, Stage};
use snug::mqtt::ConnectCode;
use snug::mqtt::client::Closed;

fn at(broker: &str) -> SignIn {
    SignIn { broker: broker.into(), ..sign_in("Lucy") }
}

fn page() -> Page {
    Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() })
}

fn last_connection(page: &Page) -> Option<&Change> {
    page.changes.iter().rfind(|change| matches!(change, Change::Connection(_)))
}

#[test]
fn a_bare_host_is_searched_and_the_endpoint_that_answers_is_kept() {
    let mut page = page();
    page.command(Command::SignIn(at("broker.example")));
    assert!(page.changes.iter().any(|change| matches!(change, Change::Searching(Some(_)))));
    assert!(page.opened.is_empty() && page.probes.len() == 3);
    while !page.probes.iter().any(|(_, url)| url == "ws://broker.example:9001/") {
        let (probe, _) = page.probes.remove(0);
        page.input(|core, now| core.handle_probe_closed(now, probe));
    }
    let found = page.probes.iter().find(|(_, url)| url == "ws://broker.example:9001/").unwrap().0;
    page.input(|core, now| core.handle_probe_opened(now, found, "mqtt"));
    page.wait(300);
    assert_eq!(page.opened, ["ws://broker.example:9001/"]);
    assert!(page.probes.is_empty(), "all of them are closed");
    assert_eq!(
        page.changes.iter().rfind(|c| matches!(c, Change::Searching(_))),
        Some(&Change::Searching(None))
    );
    page.accept();

    let page = page.reload();
    assert_eq!(page.opened, ["ws://broker.example:9001/"], "no second search");
}

#[test]
fn a_host_where_nothing_answers_is_told_with_what_was_tried() {
    let mut page = page();
    page.command(Command::SignIn(at("broker.example")));
    while let Some((probe, _)) = page.probes.pop() {
        page.input(|core, now| core.handle_probe_closed(now, probe));
    }
    let problems = page.problems();
    assert!(
        matches!(problems[..], [Problem::NothingFound { host, tried }] if host == "broker.example" && tried.len() > 5)
    );
    assert_eq!(last_connection(&page), Some(&Change::Connection(Connection::SignedOut)));
}

#[test]
fn a_search_can_be_cancelled() {
    let mut page = page();
    page.command(Command::SignIn(at("broker.example")));
    page.sign_out();
    assert!(page.probes.is_empty());
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Stage(_))),
        Some(&Change::Stage(Stage::Out))
    );
    page.wait(60_000);
    assert!(page.opened.is_empty());
}

#[test]
fn brokers_of_a_list_stand_in_for_each_other_and_the_session_goes_along() {
    let mut page = page();
    page.command(Command::SignIn(at("ws://one/mqtt, ws://two/mqtt")));
    page.never_opens();
    assert_eq!(page.opened, ["ws://one/mqtt", "ws://two/mqtt"], "at once");
    assert!(page.problems().is_empty(), "there was still hope");
    page.accept();
    page.say("on its way");
    page.unread.clear();
    page.cut();
    page.wait(60_000);
    assert_eq!(page.opened.len(), 3);
    assert_eq!(page.opened.last().unwrap(), "ws://two/mqtt", "the one that worked is tried first");
    page.never_opens();
    assert_eq!(page.opened.last().unwrap(), "ws://one/mqtt");
    page.accept();
    assert_eq!(page.statuses().len(), 1);
    assert!(page.statuses().iter().all(|(_, status)| status.as_str() == "delivered"));
}

#[test]
fn only_when_all_of_a_list_failed_it_is_said() {
    let mut page = page();
    page.command(Command::SignIn(at("ws://one/mqtt,ws://two/mqtt")));
    page.never_opens();
    page.never_opens();
    assert_eq!(page.problems().len(), 1);
}

#[test]
fn the_hosts_brokers_fail_over_beginning_with_the_chosen_one() {
    let brokers = vec!["ws://one/mqtt".into(), "ws://two/mqtt".into()];
    let mut page = Page::new(HostConfig { brokers, lock_broker: true, ..HostConfig::default() });
    page.command(Command::SignIn(at("ws://two/mqtt")));
    page.never_opens();
    assert_eq!(page.opened, ["ws://two/mqtt", "ws://one/mqtt"]);
}

#[test]
fn a_client_id_taken_elsewhere_is_given_way_to_and_taken_back_on_request() {
    let mut page = Page::connected("Lucy");
    // Our birth message came back, so it is not our presence that the broker minds.
    for _ in 0..3 {
        page.cut();
        page.wait(60_000);
        page.answer(ConnectCode::Accepted);
        page.serve();
    }
    page.cut();
    assert_eq!(last_connection(&page), Some(&Change::Connection(Connection::Elsewhere)));
    assert_eq!(page.problems(), [&Problem::TakenOver]);
    assert!(!page.changes.contains(&Change::Stage(Stage::Out)), "the rooms stay readable");
    let attempts = page.opened.len();
    page.wait(600_000);
    assert_eq!(page.opened.len(), attempts);
    page.command(Command::RetryNow);
    assert_eq!(page.opened.len(), attempts + 1);
    page.accept();
    assert_eq!(last_connection(&page), Some(&Change::Connection(Connection::Connected)));
}

#[test]
fn a_broker_that_hangs_up_on_presence_costs_presence_and_not_the_chat() {
    let mut page = page();
    page.command(Command::SignIn(sign_in("Lucy")));
    // SUBACK comes, and then it closes on the birth message, also if that is sent again.
    hang_up_three_times(&mut page);
    assert!(!page.problems().contains(&&Problem::TakenOver));
    page.presence.clear();
    page.accept();
    assert!(page.presence.is_empty(), "not asked again: {:?}", page.presence);
    let mut again = page.reload();
    again.accept();
    assert!(again.presence.is_empty(), "not even after a reload: {:?}", again.presence);
}

/// A network that breaks within seconds, again and again, is not the broker's answer to presence.
#[test]
fn presence_comes_back_where_connections_end_as_soon_without_it() {
    let mut page = page();
    page.command(Command::SignIn(sign_in("Lucy")));
    hang_up_three_times(&mut page);
    hang_up_three_times(&mut page);
    assert!(page.problems().contains(&&Problem::TakenOver));
    let mut again = page.reload();
    again.accept();
    assert!(!again.presence.is_empty());
}

/// Right after SUBACK.
fn hang_up_three_times(page: &mut Page) {
    for time in 0..3 {
        if time > 0 {
            page.wait(60_000);
        }
        page.answer(ConnectCode::Accepted);
        let answers = page.read_sent();
        let on = page.connection;
        for answer in answers.iter().filter(|answer| answer[0] == 0x90) {
            page.input(|core, now| core.handle_message(now, on, answer));
        }
        page.unread.clear();
        page.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1006));
    }
}
