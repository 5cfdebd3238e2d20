//! What a transaction asks of the browser for its rows, in few requests: each costs far more than a row in it, so deletes
//! with no other row between them are one. Knows keys, not what is in the rows.

use litemap::LiteMap;

use super::rows::Write;
use super::table::{self, Table};

/// Rows to be put, and those to be deleted, as requests in an order that ends the same.
pub(super) fn requests(rows: LiteMap<(Table, Vec<u8>), Option<Vec<u8>>>) -> Vec<Write> {
    let (mut list, mut puts) = (Vec::new(), Vec::new());
    let mut run = Run::default();
    for ((table, key), value) in rows.into_tuple_vec() {
        let spot = table::spot(table, &key).map(|(room, number)| (table, room, number));
        if spot.is_none() || spot != run.next {
            list.extend(std::mem::take(&mut run).into_write());
        }
        run.next = spot.map(|(table, room, number)| (table, room, number + 1));
        match value {
            // After all deletes: a run may take the row away that was there.
            Some(value) => puts.push(Write::Put { table, key, value }),
            None => run.delete(table, key),
        }
    }
    list.extend(run.into_write());
    list.append(&mut puts);
    list
}

/// Rows that follow each other closely. From the first that is deleted to the last, all are.
#[derive(Default)]
struct Run {
    /// The spot behind the last.
    next: Option<(Table, u32, u128)>,
    first: Option<(Table, Vec<u8>)>,
    last: Option<Vec<u8>>,
}

impl Run {
    fn delete(&mut self, table: Table, key: Vec<u8>) {
        match self.first {
            Some(_) => self.last = Some(key),
            None => self.first = Some((table, key)),
        }
    }

    fn into_write(self) -> Option<Write> {
        let (table, from) = self.first?;
        Some(match self.last {
            None => Write::Delete { table, key: from },
            Some(mut to) => {
                // The next key there could be: the end is left out.
                to.push(0);
                Write::DeleteRange { table, from, to }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{MessageKey, Place, RoomKey};
    use crate::store::AccountId;
    use crate::store::table::Part;

    const ACCOUNT: AccountId = AccountId([7; 8]);

    fn waiting(number: u64) -> (Table, Vec<u8>) {
        (Table::Messages, table::message_key(ACCOUNT, RoomKey(1), MessageKey(number), Place::Waiting))
    }

    fn outgoing(order: u64, part: Part) -> (Table, Vec<u8>) {
        (Table::Outgoing, table::outgoing_key(ACCOUNT, order, part))
    }

    fn put(row: (Table, Vec<u8>)) -> ((Table, Vec<u8>), Option<Vec<u8>>) {
        (row, Some(vec![1]))
    }

    fn asked(rows: impl IntoIterator<Item = ((Table, Vec<u8>), Option<Vec<u8>>)>) -> Vec<Write> {
        requests(rows.into_iter().collect())
    }

    fn put_of((table, key): (Table, Vec<u8>)) -> Write {
        Write::Put { table, key, value: vec![1] }
    }

    fn range(first: (Table, Vec<u8>), last: (Table, Vec<u8>)) -> Write {
        Write::DeleteRange { table: first.0, from: first.1, to: [&last.1[..], &[0]].concat() }
    }

    #[test]
    fn messages_that_no_longer_wait_are_one_request_and_one_alone_is_just_deleted() {
        assert_eq!(asked((3..23).map(|number| (waiting(number), None))), [range(waiting(3), waiting(22))]);
        let (table, key) = waiting(3);
        assert_eq!(asked([(waiting(3), None)]), [Write::Delete { table, key }]);
    }

    #[test]
    fn a_row_that_is_not_named_is_not_deleted_with_its_neighbours() {
        let rows = [3, 4, 6, 7].map(|number| (waiting(number), None));
        assert_eq!(asked(rows), [range(waiting(3), waiting(4)), range(waiting(6), waiting(7))]);
        let rows = [(outgoing(4, Part::Message), None), (outgoing(5, Part::Message), None)];
        assert_eq!(asked(rows).len(), 2, "the release of 4 may be there");
    }

    #[test]
    fn a_row_that_is_put_amid_those_is_put_after_them() {
        let rows = [(waiting(3), None), put(waiting(4)), (waiting(5), None)];
        assert_eq!(asked(rows), [range(waiting(3), waiting(5)), put_of(waiting(4))]);
    }

    #[test]
    fn what_is_done_and_what_is_stored_behind_it_delete_their_releases_at_once() {
        let part = |order, part| outgoing(order, part);
        let rows = [
            (part(4, Part::Message), None),
            (part(4, Part::Release), None),
            put(part(5, Part::Message)),
            (part(5, Part::Release), None),
        ];
        let expected =
            [range(part(4, Part::Message), part(5, Part::Release)), put_of(part(5, Part::Message))];
        assert_eq!(asked(rows), expected);
    }

    #[test]
    fn rooms_and_tables_are_apart() {
        let other = table::message_key(ACCOUNT, RoomKey(2), MessageKey(4), Place::Waiting);
        let rows = [(waiting(3), None), ((Table::Messages, other), None), (outgoing(4, Part::Message), None)];
        assert_eq!(asked(rows).len(), 3);
    }
}
