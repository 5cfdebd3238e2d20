//! What a soak comes to: from what the page shows and what the peer heard to one line of figures.

use std::collections::HashMap;
use std::fmt;

use super::peer::Heard;
use crate::support::page::Message;

/// What was done to both sides, and how long it took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Troubles {
    pub(crate) cuts: usize,
    pub(crate) reloads: usize,
    pub(crate) crashes: usize,
    pub(crate) restarts: usize,
    pub(crate) seconds: u64,
}

/// What was said, series by series in the order of saying. Every text is said once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// By the page.
    pub(crate) out: Vec<String>,
    /// By the peer: a series of each QoS, as order is promised only within one.
    pub(crate) ins: [Vec<String>; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// Said, but not heard by the other side, or not shown by the page that said it.
    pub(crate) lost: usize,
    /// Shown more often than once by the page, or, at the peer, by a reader that knows ids.
    pub(crate) doubled: usize,
    /// Shown, or first heard, before something that was said earlier.
    pub(crate) out_of_order: usize,
    /// The page's own messages that it does not show as `delivered`.
    pub(crate) not_delivered: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Figures {
    out: usize,
    ins: usize,
    troubles: Troubles,
    pub(crate) faults: Faults,
    /// Copies with an id that the peer had heard before: what at least once means.
    repeated: usize,
}

impl Figures {
    pub(crate) fn count(said: &Said, shown: &[Message], heard: &[Heard], troubles: Troubles) -> Self {
        let first_copies = first_copies(heard);
        let at_peer: Vec<&str> = first_copies.iter().map(|words| words.say.as_str()).collect();
        let on_page: Vec<&str> = shown.iter().map(words_of).collect();
        let [at_one, at_two] = &said.ins;
        let series = [(&said.out, &at_peer), (&said.out, &on_page), (at_one, &on_page), (at_two, &on_page)];
        let mut faults = Faults::default();
        for (said, there) in series {
            let times = times(there);
            let count = |text: &String| times.get(text.as_str()).copied().unwrap_or(0);
            faults.lost += said.iter().filter(|text| count(text) == 0).count();
            faults.doubled += said.iter().map(|text| count(text).saturating_sub(1)).sum::<usize>();
            faults.out_of_order += out_of_order(said, there);
        }
        let delivered = |text: &&String| {
            shown.iter().any(|message| words_of(message) == text.as_str() && message.status == "delivered")
        };
        faults.not_delivered = said.out.len() - said.out.iter().filter(delivered).count();
        let ins = said.ins.iter().map(Vec::len).sum();
        Self { out: said.out.len(), ins, troubles, faults, repeated: heard.len() - first_copies.len() }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { out, ins, troubles, faults, repeated } = self;
        let Troubles { cuts, reloads, crashes, restarts, seconds } = troubles;
        let Faults { lost, doubled, out_of_order, not_delivered } = faults;
        write!(
            line,
            "soak: out {out} in {ins}, cuts {cuts}, reloads {reloads}, crashes {crashes}, restarts {restarts}: \
             lost {lost}, doubled {doubled}, out of order {out_of_order}, repeated on the wire {repeated}, \
             not delivered {not_delivered}, seconds {seconds}"
        )
    }
}

/// The words among what a row shows: texts of the soak are marked by brackets.
pub(crate) fn words_of(message: &Message) -> &str {
    let text = message.content.as_str();
    let marked =
        text.find('[').and_then(|begin| text.get(begin..)).and_then(|rest| rest.split_inclusive(']').next());
    marked.unwrap_or(text)
}

/// A reader that knows ids shows only these.
fn first_copies(heard: &[Heard]) -> Vec<&Heard> {
    let mut seen = std::collections::HashSet::new();
    heard.iter().filter(|words| seen.insert(&words.id)).collect()
}

fn times<'t>(texts: &[&'t str]) -> HashMap<&'t str, usize> {
    let mut times = HashMap::new();
    for text in texts {
        *times.entry(*text).or_insert(0) += 1;
    }
    times
}

/// How many came after something that was said later.
fn out_of_order(said: &[String], there: &[&str]) -> usize {
    let number: HashMap<&str, usize> = said.iter().enumerate().map(|(n, text)| (text.as_str(), n)).collect();
    let mut latest = None;
    let mut seen = std::collections::HashSet::new();
    let mut count = 0;
    for number in there.iter().filter_map(|text| number.get(text).copied()) {
        // A double is counted as that.
        if !seen.insert(number) {
            continue;
        }
        count += usize::from(Some(number) < latest);
        latest = latest.max(Some(number));
    }
    count
}

#[test]
fn the_figures_see_what_is_lost_doubled_out_of_order_and_undelivered() {
    let texts = |words: &[&str]| words.iter().map(|text| format!("[{text}]")).collect::<Vec<_>>();
    let said = Said { out: texts(&["a", "b", "c", "d"]), ins: [texts(&["1", "3", "5"]), texts(&["2", "4"])] };
    let row = |text: &str, status: &str| Message {
        id: String::new(),
        user: String::new(),
        status: status.to_owned(),
        text: String::new(),
        content: format!("Lucy 12:00 [{text}] Delivered"),
    };
    let shown = [("a", "delivered"), ("c", "delivered"), ("b", "sent"), ("3", "received"), ("1", "received")];
    let shown = [shown.as_slice(), &[("2", "received"), ("2", "received"), ("4", "received")]].concat();
    let shown: Vec<Message> = shown.into_iter().map(|(text, status)| row(text, status)).collect();
    let heard = |id: &str, text: &str| Heard { user: "Lucy".into(), say: format!("[{text}]"), id: id.into() };
    let heard = [
        heard("A", "a"),
        heard("B", "b"),
        heard("A", "a"),
        heard("C", "c"),
        heard("C2", "c"),
        heard("D", "d"),
    ];

    let figures = Figures::count(&said, &shown, &heard, Troubles::default());
    // "d" is not on the page and neither is "5"; "2" is there twice and "c" at the peer; "b" and "1" came late.
    let expected = Faults { lost: 2, doubled: 2, out_of_order: 2, not_delivered: 2 };
    assert_eq!((figures.faults, figures.repeated), (expected, 1));
}
