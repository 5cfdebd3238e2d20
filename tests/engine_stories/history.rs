//! What is older than what is held: it comes back with a reload as far as it is shown, is counted, goes when it was kept
//! long enough, and is added to by imports.

use super::page::{Page, heard};
use snug::chat::{Acknowledged, FIRST, MessageKey, MessageRecord, Origin, Place, Room, RoomKey, Status};
use snug::engine::{Change, Claim, Command, From, ImportError, KeepFor};
use snug::mqtt::{ConnectCode, Delivery};
use snug::store::{self, Table};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

fn hear(page: &mut Page, room: &str, numbers: std::ops::Range<u32>) {
    for number in numbers {
        page.broker_says(&heard(room, &format!(r#"{{"user":"Tom","say":"{number}","id":"{number}"}}"#)));
    }
}

/// How many messages are held, whether there are earlier ones, how many are unread.
fn seen(page: &Page, room: &str) -> (usize, bool, u32) {
    let chat = page.core.chat();
    let entry = chat.room(chat.find(room).unwrap()).unwrap();
    (entry.timeline.len(), entry.timeline.has_earlier(), entry.unread)
}

/// Texts of a page of the room, as they are stored.
fn texts(page: &Page, room: &str, from: From, count: usize) -> Vec<String> {
    let (_, id) = page.account.as_ref().unwrap();
    let reaches = store::page(*id, page.room(room), from, count);
    let rows: Vec<_> = reaches.iter().flat_map(|reach| page.store.read(Table::Messages, reach)).collect();
    let items = store::read_messages(&rows).filter_map(|record| page.core.chat().item(record));
    items.map(|item| item.message.content.summary()).collect()
}

fn record(room: RoomKey, place: u64) -> MessageRecord {
    MessageRecord {
        room,
        key: MessageKey(place),
        place: Place::Settled(place),
        topic: None,
        payload: format!(r#"{{"user":"Tom","say":"old {place}"}}"#).into_bytes().into(),
        origin: Origin::Received { retained: false, delivery: Delivery::AtLeastOnce },
        status: Status::Received,
        acknowledged: Acknowledged::No,
        arrived_at: 0,
    }
}

/// Beside the room on screen, so that nobody reads it.
fn with_lab() -> Page {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    page.command(Command::Open(page.room("chat")));
    page
}

#[test]
fn a_reload_brings_the_end_of_a_long_room_and_the_count_of_all_that_is_unread() {
    let mut page = with_lab();
    hear(&mut page, "lab", 0..1_300);
    assert_eq!(seen(&page, "lab"), (799, true, 1_300));
    let page = page.reload();
    assert_eq!(seen(&page, "lab"), (500, true, 1_300));
    assert_eq!(texts(&page, "lab", From::Before(FIRST + 3), 9), ["0", "1", "2"]);
    assert_eq!(texts(&page, "lab", From::Around(FIRST + 700), 3), ["699", "700", "701"]);
    assert_eq!(texts(&page, "lab", From::After(FIRST + 1_297), 9), ["1298", "1299"]);
}

/// mosquitto 2.0.11 sends a whole queue again, of which much is further back than what a reload shows.
#[test]
fn what_a_broker_sends_again_from_far_back_is_known_after_a_reload() {
    let mut page = with_lab();
    hear(&mut page, "lab", 0..2_600);
    page.serve();
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    let before = seen(&page, "lab");
    hear(&mut page, "lab", 200..2_600);
    assert_eq!(seen(&page, "lab"), before);
    hear(&mut page, "lab", 2_600..2_601);
    assert_eq!(seen(&page, "lab").0, before.0 + 1);
}

#[test]
fn what_was_read_of_a_long_room_is_not_counted_after_a_reload() {
    let mut page = with_lab();
    hear(&mut page, "lab", 0..900);
    page.command(Command::Open(page.room("lab")));
    page.command(Command::Open(page.room("chat")));
    hear(&mut page, "lab", 900..1_650);
    assert_eq!(seen(&page, "lab").2, 750);
    page.wait(1_000);
    let page = page.reload();
    assert_eq!(seen(&page, "lab"), (500, true, 750));
}

#[test]
fn a_message_that_is_not_held_any_more_can_be_forgotten() {
    let mut page = Page::connected("Lucy");
    hear(&mut page, "chat", 0..1_100);
    let room = page.room("chat");
    page.changes.clear();
    let place = Place::Settled(FIRST + 1);
    page.command(Command::Forget { room, key: MessageKey(FIRST + 1), place });
    assert!(page.changes.contains(&Change::Timeline(room)));
    assert_eq!(texts(&page, "chat", From::Before(FIRST + 4), 9), ["0", "2", "3"]);
    // One that is held goes as Delete would take it.
    let place = Place::Settled(FIRST + 1_099);
    page.command(Command::Forget { room, key: MessageKey(FIRST + 1_099), place });
    assert_eq!(seen(&page, "chat").0, 598);
}

#[test]
fn clearing_takes_all_but_what_waits_and_stays_cleared() {
    let mut page = Page::connected("Lucy");
    hear(&mut page, "chat", 0..1_100);
    page.command(Command::Join("lab".into()));
    page.serve();
    page.broker_says(&heard("lab", "21.5"));
    page.cut();
    page.command(Command::Open(page.room("chat")));
    page.say("waits");
    page.command(Command::ClearHistory { room: Some(page.room("chat")) });
    assert_eq!(seen(&page, "chat"), (1, false, 0));
    let mut page = page.reload();
    assert_eq!(seen(&page, "chat"), (1, false, 0));
    page.accept();
    assert_eq!(page.statuses(), [("waits".to_owned(), Status::Delivered)]);
    let lab = |page: &Page| page.core.chat().room(page.room("lab")).unwrap().timeline.len();
    assert_eq!(lab(&page), 1);
    page.command(Command::ClearHistory { room: None });
    assert_eq!((lab(&page), seen(&page, "chat").0), (0, 0));
    assert!(texts(&page, "chat", From::Around(FIRST), 99).is_empty());
}

#[test]
fn what_comes_after_all_was_cleared_is_counted_after_a_reload_too() {
    let mut page = Page::connected("Lucy");
    hear(&mut page, "chat", 0..3);
    page.command(Command::ClearHistory { room: None });
    let mut page = page.reload();
    page.command(Command::Close);
    page.accept();
    hear(&mut page, "chat", 3..5);
    assert_eq!(seen(&page, "chat"), (2, false, 2));
}

#[test]
fn how_long_messages_stay_is_kept_and_looked_after_every_hour_by_who_leads() {
    let mut page = Page::connected("Lucy");
    assert!(page.expired.is_empty());
    page.command(Command::KeepFor(KeepFor::Days(7)));
    assert_eq!(page.expired, [page.now.wall - 7 * DAY]);
    page.wait(HOUR - 1);
    assert_eq!(page.expired.len(), 1);
    page.wait(1);
    assert_eq!(page.expired.len(), 2);
    let mut page = page.reload();
    assert_eq!(page.core.keep_for(), KeepFor::Days(7));
    assert_eq!(page.expired.last(), Some(&(page.now.wall - 7 * DAY)));
    let looked = page.expired.len();
    page.command(Command::KeepFor(KeepFor::Ever));
    page.wait(2 * HOUR);
    assert_eq!(page.expired.len(), looked);
}

#[test]
fn what_is_too_old_goes_from_page_and_store() {
    let mut page = Page::connected("Lucy");
    hear(&mut page, "chat", 0..5);
    let room = page.room("chat");
    page.input(move |core, now| core.handle_expired(now, room, FIRST + 3));
    assert_eq!(page.statuses(), [("3".to_owned(), Status::Received), ("4".to_owned(), Status::Received)]);
    assert_eq!(texts(&page, "chat", From::After(0), 99), ["3", "4"]);
}

#[test]
fn an_import_is_stored_with_its_room_is_read_and_greets_nobody() {
    let mut page = Page::new(Default::default());
    page.command(Command::SignIn(super::page::sign_in("Lucy")));
    page.accept();
    page.got.clear();
    page.input(|core, now| core.join_for_import(now, Room::parse("lab").unwrap()));
    page.serve();
    assert!(page.got.iter().any(|packet| packet.contains("lab")));
    assert!(!page.got.iter().any(|packet| packet.starts_with("PUBLISH lab")), "{:?}", page.got);
    let lab = page.room("lab");
    assert_eq!(page.core.may_import(), Ok(()));
    page.input(move |core, now| {
        core.handle_import(now, lab, vec![record(lab, FIRST - 1), record(lab, FIRST - 2)])
    });
    let step = page.core.last_step();
    assert!(page.core.has_stored(step));
    let has_earlier = |page: &Page| {
        let entry = page.core.chat().room(page.room("lab")).unwrap();
        (entry.timeline.len(), entry.timeline.has_earlier(), entry.unread)
    };
    assert_eq!(has_earlier(&page), (0, true, 0));
    let page = page.reload();
    assert_eq!(has_earlier(&page), (2, false, 0));
}

#[test]
fn only_the_tab_that_leads_imports() {
    let mut page = Page::new(Default::default());
    assert_eq!(page.core.may_import(), Err(ImportError::SignedOut));
    page.claim = Claim::Follow;
    page.command(Command::SignIn(super::page::sign_in("Lucy")));
    assert_eq!(page.core.may_import(), Err(ImportError::OtherTab));
}
