//! The circular list that runs through the heads of the objects themselves.
//!
//! CPython: `Modules/gcmodule.c` (`gc_list_init`, `gc_list_append`, `gc_list_remove`,
//! `gc_list_move`, `gc_list_merge`, `gc_list_size`, `validate_list`).
//!
//! A list is a head that belongs to no object and closes the circle. Putting an object on
//! a list, taking it off and joining two lists are a few writes each, whatever the lists'
//! lengths, and need no memory: this is what lets every container in a program be on one.
//!
//! Invariant: from the list's own head, following `next` visits each member once and comes
//! back, and following `prev` does the same the other way; an empty list points at itself.
//! While a collection runs, `prev` is out of order; each function says if it needs it.

use std::marker::PhantomData;
use std::ptr::NonNull;

use crate::head::{GcHead, Link};

// ANCHOR: list
/// A list, known by the head that closes its circle. It borrows that head, which therefore
/// stays where it is as long as the list is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List<'a> {
    end: Link,
    head: PhantomData<&'a GcHead>,
}

impl<'a> List<'a> {
    /// Makes `head` the end of an empty list. C: `gc_list_init`.
    pub(crate) fn init(head: &'a GcHead) -> List<'a> {
        // SAFETY: `head` is borrowed for as long as the list is used.
        let list = unsafe { List::at(NonNull::from(head)) };
        list.reset();
        list
    }

    /// The list whose own head is `head`.
    ///
    /// # Safety
    /// `head` is the end of a list, and lives for `'a`.
    pub(crate) unsafe fn at(head: NonNull<GcHead>) -> List<'a> {
        // SAFETY: the caller's promise is the one that `Link` wants.
        List { end: unsafe { Link::new(head) }, head: PhantomData }
    }

    /// Points the end at itself, whatever it pointed at.
    pub(crate) fn reset(self) {
        self.end.set_next(self.end);
        self.end.clear_prev();
        self.end.set_prev(self.end);
    }

    pub(crate) fn end(self) -> Link {
        self.end
    }

    pub(crate) fn first(self) -> Option<Link> {
        let first = self.end.next();
        (first != self.end).then_some(first)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.first().is_none()
    }
    // ANCHOR_END: list

    // ANCHOR: edit
    /// Puts an untracked object at the end. C: `gc_list_append`.
    pub(crate) fn append(self, member: Link) {
        let last = self.end.prev();
        last.set_next(member);
        member.set_prev(last);
        member.set_next(self.end);
        self.end.set_prev(member);
    }

    /// Takes a member off whatever list it is on and puts it at the end of this one.
    /// C: `gc_list_move`.
    pub(crate) fn take(self, member: Link) {
        unlink(member);
        self.append(member);
    }

    /// Appends all of `from`, which becomes empty. C: `gc_list_merge`.
    pub(crate) fn merge(self, from: List<'_>) {
        debug_assert!(self.end != from.end, "a list merged with itself");
        if let Some(first) = from.first() {
            let (tail, last) = (self.end.prev(), from.end.prev());
            tail.set_next(first);
            first.set_prev(tail);
            last.set_next(self.end);
            self.end.set_prev(last);
        }
        from.reset();
    }
    // ANCHOR_END: edit

    // ANCHOR: walk
    /// The members in order. The step to the next is taken before a member is given out, so
    /// that the member may leave the list, and only the member.
    pub(crate) fn iter(self) -> Iter<'a> {
        Iter { next: self.end.next(), list: self }
    }

    /// C: `gc_list_size`.
    pub(crate) fn len(self) -> usize {
        self.iter().count()
    }
    // ANCHOR_END: walk

    // ANCHOR: validate
    /// Whether links and flags are as they should be at this point of a collection. Debug
    /// builds ask at every seam between phases. C: `validate_list`.
    pub(crate) fn is_valid(self, collecting: bool, unreachable: bool) -> bool {
        let mut previous = self.end;
        for member in self.iter() {
            let flags = (member.is_collecting(), member.is_unreachable());
            if member.prev() != previous || flags != (collecting, unreachable) {
                return false;
            }
            previous = member;
        }
        let clean = !self.end.is_collecting() && !self.end.is_unreachable();
        clean && self.end.prev() == previous
    }
    // ANCHOR_END: validate
}

// ANCHOR: iter
/// See [`List::iter`].
pub(crate) struct Iter<'a> {
    next: Link,
    list: List<'a>,
}

impl Iterator for Iter<'_> {
    type Item = Link;

    fn next(&mut self) -> Option<Link> {
        let member = self.next;
        if member == self.list.end {
            return None;
        }
        self.next = member.next();
        Some(member)
    }
}
// ANCHOR_END: iter

// ANCHOR: unlink
/// Closes the gap that `member` leaves, and lets it be tracked no more.
/// C: `gc_list_remove`, `_PyObject_GC_UNTRACK`.
pub(crate) fn remove(member: Link) {
    unlink(member);
    member.clear_next();
    member.clear_prev();
}

fn unlink(member: Link) {
    let (previous, next) = (member.prev(), member.next());
    previous.set_next(next);
    next.set_prev(previous);
}
// ANCHOR_END: unlink

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a step does to two lists of eight heads.
    #[derive(Clone, Debug)]
    enum Step {
        Append(usize, usize),
        Take(usize, usize),
        Remove(usize),
        Merge(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..8usize, 0..2usize).prop_map(|(member, list)| Step::Append(member, list)),
            (0..8usize, 0..2usize).prop_map(|(member, list)| Step::Take(member, list)),
            (0..8usize).prop_map(Step::Remove),
            (0..2usize).prop_map(Step::Merge),
        ]
    }

    proptest! {
        #[test]
        fn two_lists_do_what_two_vectors_do(steps in prop::collection::vec(step(), 0..60)) {
            let heads: Vec<GcHead> = (0..8).map(|_| GcHead::new()).collect();
            let ends = [GcHead::new(), GcHead::new()];
            let lists = [List::init(&ends[0]), List::init(&ends[1])];
            // SAFETY: the heads live to the end of the test.
            let links: Vec<Link> =
                heads.iter().map(|head| unsafe { Link::new(NonNull::from(head)) }).collect();
            let mut model: [Vec<usize>; 2] = [Vec::new(), Vec::new()];

            for step in steps {
                match step {
                    Step::Append(member, list) if !links[member].is_tracked() => {
                        lists[list].append(links[member]);
                        model[list].push(member);
                    }
                    Step::Take(member, list) if links[member].is_tracked() => {
                        lists[list].take(links[member]);
                        model.iter_mut().for_each(|list| list.retain(|&m| m != member));
                        model[list].push(member);
                    }
                    Step::Remove(member) if links[member].is_tracked() => {
                        remove(links[member]);
                        model.iter_mut().for_each(|list| list.retain(|&m| m != member));
                    }
                    Step::Merge(to) => {
                        lists[to].merge(lists[1 - to]);
                        let moved = std::mem::take(&mut model[1 - to]);
                        model[to].extend(moved);
                    }
                    _ => {}
                }
                for (list, model) in lists.iter().zip(&model) {
                    let expected: Vec<Link> = model.iter().map(|&member| links[member]).collect();
                    prop_assert_eq!(list.iter().collect::<Vec<_>>(), expected);
                    prop_assert_eq!(list.len(), model.len());
                    prop_assert_eq!(list.is_empty(), model.is_empty());
                    prop_assert!(list.is_valid(false, false));
                }
            }
        }
    }
}
