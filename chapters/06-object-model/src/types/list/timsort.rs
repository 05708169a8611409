//! Timsort: a stable merge sort that takes the order it finds for its runs.
//!
//! CPython: `Objects/listobject.c` (`count_run`, `binarysort`, `gallop_left`, `gallop_right`,
//! `merge_lo`, `merge_hi`, `powerloop`, `found_new_run`), `Objects/listsort.txt`.
//!
//! Nothing here knows of objects: an item is anything that can be copied, and `less` says which
//! of two comes first, or fails. The comparisons and their order are CPython's, since a program
//! that counts its comparisons sees them.
//!
//! Invariant: whatever `less` answers, and wherever it fails, the items are afterwards the same
//! ones in some order.

use std::collections::TryReserveError;

/// So many wins in a row, and a merge looks for whole stretches. C: `MIN_GALLOP`.
const MIN_GALLOP: usize = 7;

// ANCHOR: sort
/// Sorts. Fails where `less` fails, or where there is no memory for half of the items.
pub fn sort<T, E, F>(items: &mut [T], less: F) -> Result<(), E>
where
    T: Copy,
    E: From<TryReserveError>,
    F: FnMut(T, T) -> Result<bool, E>,
{
    if items.len() < 2 {
        return Ok(());
    }
    let min_run = min_run(items.len());
    let mut sort =
        Sort { items, less, temporary: Vec::new(), min_gallop: MIN_GALLOP, pending: Vec::new() };
    let mut start = 0;
    while start < sort.items.len() {
        let mut length = sort.count_run(start)?;
        if length < min_run {
            let forced = min_run.min(sort.items.len() - start);
            sort.insert_binary(start, length, forced)?;
            length = forced;
        }
        sort.found_run(length)?;
        sort.pending.push(Run { start, length, power: 0 });
        start += length;
    }
    sort.merge_all()
}

/// A number of items from 32 to 64, so that the list is a power of two, or slightly less, of
/// such runs. C: `merge_compute_minrun`.
fn min_run(mut count: usize) -> usize {
    let mut rest = 0;
    while count >= 64 {
        rest |= count & 1;
        count >>= 1;
    }
    count + rest
}
// ANCHOR_END: sort

struct Sort<'a, T, F> {
    items: &'a mut [T],
    less: F,
    temporary: Vec<T>,
    /// Grows where galloping doesn't pay, and shrinks where it does.
    min_gallop: usize,
    /// Runs that wait to be merged, side by side.
    pending: Vec<Run>,
}

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    length: usize,
    /// How deep in the tree of merges the border behind this run is.
    power: u32,
}

// ANCHOR: runs
impl<T, E, F> Sort<'_, T, F>
where
    T: Copy,
    E: From<TryReserveError>,
    F: FnMut(T, T) -> Result<bool, E>,
{
    /// How long the run at `start` is. One that strictly descends is turned around.
    fn count_run(&mut self, start: usize) -> Result<usize, E> {
        let items = &mut self.items[start..];
        if items.len() == 1 {
            return Ok(1);
        }
        let descends = (self.less)(items[1], items[0])?;
        let mut length = 2;
        while length < items.len() && (self.less)(items[length], items[length - 1])? == descends {
            length += 1;
        }
        if descends {
            items[..length].reverse();
        }
        Ok(length)
    }

    /// Extends a sorted run from `sorted` items to `length`, each put where it belongs.
    fn insert_binary(&mut self, start: usize, sorted: usize, length: usize) -> Result<(), E> {
        let items = &mut self.items[start..start + length];
        for next in sorted..length {
            let pivot = items[next];
            let (mut left, mut right) = (0, next);
            while left < right {
                let middle = left + ((right - left) >> 1);
                match (self.less)(pivot, items[middle])? {
                    true => right = middle,
                    false => left = middle + 1,
                }
            }
            items.copy_within(left..next, left + 1);
            items[left] = pivot;
        }
        Ok(())
    }

    /// Merges what lies deeper in the tree of merges than the border to the next run, which is
    /// `length` long.
    fn found_run(&mut self, length: usize) -> Result<(), E> {
        let Some(last) = self.pending.last() else {
            return Ok(());
        };
        let power = power(last.start, last.length, length, self.items.len());
        while let [.., before, _] = self.pending[..]
            && before.power > power
        {
            self.merge_at(self.pending.len() - 2)?;
        }
        if let Some(last) = self.pending.last_mut() {
            last.power = power;
        }
        Ok(())
    }

    fn merge_all(&mut self) -> Result<(), E> {
        while self.pending.len() > 1 {
            let mut at = self.pending.len() - 2;
            if at > 0 && self.pending[at - 1].length < self.pending[at + 1].length {
                at -= 1;
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    /// Merges a pending run with the next.
    fn merge_at(&mut self, at: usize) -> Result<(), E> {
        let (first, second) = (self.pending[at], self.pending.remove(at + 1));
        self.pending[at].length += second.length;
        let (mut start, mut a) = (first.start, first.length);
        let lowest = self.items[second.start];
        // What is below all of the second run stays where it is,
        let less = &mut self.less;
        let skip =
            gallop(&self.items[start..start + a], 0, |item| less(lowest, item).map(|less| !less))?;
        start += skip;
        a -= skip;
        if a == 0 {
            return Ok(());
        }
        // and so does what is above all of the first.
        let highest = self.items[second.start - 1];
        let second_items = &self.items[second.start..second.start + second.length];
        let b = gallop(second_items, second.length - 1, |item| less(item, highest))?;
        match b {
            0 => Ok(()),
            _ if a <= b => self.merge_low(start, a, b),
            _ => self.merge_high(start, a, b),
        }
    }
}

/// The power of the border between two neighbouring runs in a list of `total`: the first binary
/// digit in which their middles, as fractions of the list, differ. C: `powerloop`.
fn power(start: usize, first: usize, second: usize, total: usize) -> u32 {
    let mut a = 2 * start + first;
    let mut b = a + first + second;
    let mut power = 0;
    loop {
        power += 1;
        if a >= total {
            a -= total;
            b -= total;
        } else if b >= total {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}
// ANCHOR_END: runs

// ANCHOR: gallop
/// How many items of a sorted run, at its front, `before` is true of. Looks near `hint` first,
/// in steps that double.
fn gallop<T: Copy, E>(
    run: &[T],
    hint: usize,
    mut before: impl FnMut(T) -> Result<bool, E>,
) -> Result<usize, E> {
    let (mut last, mut offset) = (0, 1);
    let (mut low, mut high);
    if before(run[hint])? {
        let most = run.len() - hint;
        while offset < most && before(run[hint + offset])? {
            last = offset;
            offset = 2 * offset + 1;
        }
        (low, high) = (hint + last + 1, hint + offset.min(most));
    } else {
        let most = hint + 1;
        while offset < most && !before(run[hint - offset])? {
            last = offset;
            offset = 2 * offset + 1;
        }
        (low, high) = (hint + 1 - offset.min(most), hint - last);
    }
    while low < high {
        let middle = low + ((high - low) >> 1);
        match before(run[middle])? {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    Ok(high)
}
// ANCHOR_END: gallop

// ANCHOR: merge
impl<T, E, F> Sort<'_, T, F>
where
    T: Copy,
    E: From<TryReserveError>,
    F: FnMut(T, T) -> Result<bool, E>,
{
    /// Copies a part of the items out of the way.
    fn set_aside(&mut self, start: usize, count: usize) -> Result<(), E> {
        self.temporary.clear();
        self.temporary.try_reserve(count)?;
        self.temporary.extend_from_slice(&self.items[start..start + count]);
        Ok(())
    }

    /// Merges two neighbouring runs from the front; the first is the shorter one.
    fn merge_low(&mut self, start: usize, a: usize, b: usize) -> Result<(), E> {
        self.set_aside(start, a)?;
        let mut merge = MergeLow {
            items: &mut self.items[start..start + a + b],
            temporary: &self.temporary,
            a,
            b,
        };
        let result = merge.run(&mut self.less, &mut self.min_gallop);
        // What is left of A goes into the gap, or behind B, if all that is left of A is its
        // last item.
        let (to, from_b) = (merge.target(), merge.items.len() - merge.b);
        let gap = match result.is_ok() && merge.a > 0 && merge.b > 0 {
            true => {
                merge.items.copy_within(from_b.., to);
                to + merge.b
            }
            false => to,
        };
        let rest = &self.temporary[a - merge.a..];
        merge.items[gap..gap + rest.len()].copy_from_slice(rest);
        result
    }

    /// Merges two neighbouring runs from the back; the second is the shorter one.
    fn merge_high(&mut self, start: usize, a: usize, b: usize) -> Result<(), E> {
        self.set_aside(start + a, b)?;
        let mut merge = MergeHigh {
            items: &mut self.items[start..start + a + b],
            temporary: &self.temporary,
            a,
            b,
        };
        let result = merge.run(&mut self.less, &mut self.min_gallop);
        let gap = match result.is_ok() && merge.a > 0 && merge.b > 0 {
            true => {
                merge.items.copy_within(..merge.a, merge.b);
                0
            }
            false => merge.a,
        };
        let rest = &self.temporary[..merge.b];
        merge.items[gap..gap + rest.len()].copy_from_slice(rest);
        result
    }
}

/// A is set aside, B waits at the end of `items`, and the gap between is as large as what is
/// left of A: the two counts say everything.
struct MergeLow<'a, T> {
    items: &'a mut [T],
    temporary: &'a [T],
    a: usize,
    b: usize,
}

impl<T: Copy> MergeLow<'_, T> {
    fn target(&self) -> usize {
        self.items.len() - self.a - self.b
    }

    fn first_a(&self) -> T {
        self.temporary[self.temporary.len() - self.a]
    }

    fn first_b(&self) -> T {
        self.items[self.items.len() - self.b]
    }

    fn take_a(&mut self) {
        self.items[self.target()] = self.first_a();
        self.a -= 1;
    }

    fn take_b(&mut self) {
        self.items[self.target()] = self.first_b();
        self.b -= 1;
    }

    /// Until B is used up, or A but for one item.
    fn run<E>(
        &mut self,
        less: &mut impl FnMut(T, T) -> Result<bool, E>,
        min_gallop: &mut usize,
    ) -> Result<(), E> {
        self.take_b();
        if self.b == 0 || self.a == 1 {
            return Ok(());
        }
        let mut gallop_at = *min_gallop;
        loop {
            let (mut a_wins, mut b_wins) = (0, 0);
            while a_wins < gallop_at && b_wins < gallop_at {
                if less(self.first_b(), self.first_a())? {
                    self.take_b();
                    (a_wins, b_wins) = (0, b_wins + 1);
                    if self.b == 0 {
                        return Ok(());
                    }
                } else {
                    self.take_a();
                    (a_wins, b_wins) = (a_wins + 1, 0);
                    if self.a == 1 {
                        return Ok(());
                    }
                }
            }
            gallop_at += 1;
            loop {
                gallop_at -= usize::from(gallop_at > 1);
                *min_gallop = gallop_at;
                let key = self.first_b();
                let left_of_a = &self.temporary[self.temporary.len() - self.a..];
                let a_wins = gallop(left_of_a, 0, |item| less(key, item).map(|less| !less))?;
                let target = self.target();
                self.items[target..target + a_wins].copy_from_slice(&left_of_a[..a_wins]);
                self.a -= a_wins;
                // None is left only if the comparisons contradict each other.
                if a_wins > 0 && self.a <= 1 {
                    return Ok(());
                }
                self.take_b();
                if self.b == 0 {
                    return Ok(());
                }
                let key = self.first_a();
                let from = self.items.len() - self.b;
                let b_wins = gallop(&self.items[from..], 0, |item| less(item, key))?;
                self.items.copy_within(from..from + b_wins, self.target());
                self.b -= b_wins;
                if b_wins > 0 && self.b == 0 {
                    return Ok(());
                }
                self.take_a();
                if self.a == 1 {
                    return Ok(());
                }
                if a_wins < MIN_GALLOP && b_wins < MIN_GALLOP {
                    break;
                }
            }
            gallop_at += 1;
            *min_gallop = gallop_at;
        }
    }
}

/// B is set aside, A waits at the front of `items`, and the gap behind it is as large as what is
/// left of B.
struct MergeHigh<'a, T> {
    items: &'a mut [T],
    temporary: &'a [T],
    a: usize,
    b: usize,
}

impl<T: Copy> MergeHigh<'_, T> {
    fn last_a(&self) -> T {
        self.items[self.a - 1]
    }

    fn last_b(&self) -> T {
        self.temporary[self.b - 1]
    }

    fn take_a(&mut self) {
        self.items[self.a + self.b - 1] = self.last_a();
        self.a -= 1;
    }

    fn take_b(&mut self) {
        self.items[self.a + self.b - 1] = self.last_b();
        self.b -= 1;
    }

    /// Until A is used up, or B but for one item.
    fn run<E>(
        &mut self,
        less: &mut impl FnMut(T, T) -> Result<bool, E>,
        min_gallop: &mut usize,
    ) -> Result<(), E> {
        self.take_a();
        if self.a == 0 || self.b == 1 {
            return Ok(());
        }
        let mut gallop_at = *min_gallop;
        loop {
            let (mut a_wins, mut b_wins) = (0, 0);
            while a_wins < gallop_at && b_wins < gallop_at {
                if less(self.last_b(), self.last_a())? {
                    self.take_a();
                    (a_wins, b_wins) = (a_wins + 1, 0);
                    if self.a == 0 {
                        return Ok(());
                    }
                } else {
                    self.take_b();
                    (a_wins, b_wins) = (0, b_wins + 1);
                    if self.b == 1 {
                        return Ok(());
                    }
                }
            }
            gallop_at += 1;
            loop {
                gallop_at -= usize::from(gallop_at > 1);
                *min_gallop = gallop_at;
                let key = self.last_b();
                let run = &self.items[..self.a];
                let stay = gallop(run, self.a - 1, |item| less(key, item).map(|less| !less))?;
                let a_wins = self.a - stay;
                self.items.copy_within(stay..self.a, stay + self.b);
                self.a = stay;
                if a_wins > 0 && self.a == 0 {
                    return Ok(());
                }
                self.take_b();
                if self.b == 1 {
                    return Ok(());
                }
                let key = self.last_a();
                let run = &self.temporary[..self.b];
                let stay = gallop(run, self.b - 1, |item| less(item, key))?;
                let b_wins = self.b - stay;
                self.items[self.a + stay..self.a + self.b].copy_from_slice(&run[stay..]);
                self.b = stay;
                if b_wins > 0 && self.b <= 1 {
                    return Ok(());
                }
                self.take_a();
                if self.a == 0 {
                    return Ok(());
                }
                if a_wins < MIN_GALLOP && b_wins < MIN_GALLOP {
                    break;
                }
            }
            gallop_at += 1;
            *min_gallop = gallop_at;
        }
    }
}
// ANCHOR_END: merge
