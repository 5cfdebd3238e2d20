//! Sorting by one function for all types. The library's is quicker, and a copy of it for each type that is sorted: a
//! dozen copies were 71 kB of the page's code (docs/size.md). Stable, and n log n.

use std::cmp::Ordering;

/// Ascending; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let all = &*items;
    let goes_before = |one: usize, other: usize| match (all.get(one), all.get(other)) {
        (Some(one), Some(other)) => compare(one, other) == Ordering::Less,
        _ => false,
    };
    let mut origins = origins(all.len(), &goes_before);
    for start in 0..items.len() {
        let mut here = start;
        // Round one circle of those that change places; who has arrived is its own origin.
        while let Some(from) = origins.get_mut(here).map(|origin| std::mem::replace(origin, here))
            && from != start
        {
            items.swap(here, from);
            here = from;
        }
    }
}

/// By what each has.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// For each place, where what belongs there stands now.
fn origins(count: usize, goes_before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for run in sorted.chunks(width * 2) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some((one, rest_left)), Some((other, rest_right))) =
                (left.split_first(), right.split_first())
            {
                if goes_before(*other, *one) {
                    merged.push(*other);
                    right = rest_right;
                } else {
                    merged.push(*one);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        sorted = merged;
        width *= 2;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_library_does() {
        let mut dice = 1_u64;
        let mut roll = || {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            dice >> 33
        };
        for count in (0..40).chain([100, 1_000]) {
            let mut ours: Vec<(u64, usize)> = (0..count).map(|place| (roll() % 20, place)).collect();
            let mut theirs = ours.clone();
            sort_by_key(&mut ours, |(number, _)| *number);
            theirs.sort_by_key(|(number, _)| *number);
            assert_eq!(ours, theirs);
        }
    }
}
