//! The order of the keys of a dict, as a doubly linked list: `OrderedDict` has one, and `lru_cache`.
//!
//! CPython: `Objects/odictobject.c` (`_odict_add_tail`, `_odict_remove_node`).
//!
//! C finds a key's node through the index of its entry in the dict's table, and has to build
//! that map anew whenever the table moves. Here the node is found by the address of the key
//! object that the dict holds, which doesn't move.
//!
//! Invariant: `places` leads from each key in the list to its node. Nothing here runs code of the
//! program's; keys that leave the list are handed to the caller, who gives them up later.

use std::collections::HashMap;

use crate::prelude::*;

// ANCHOR: order
/// A key and its neighbours.
#[derive(Debug)]
struct Node {
    key: Ref,
    hash: isize,
    previous: Option<usize>,
    next: Option<usize>,
}

/// The list.
#[derive(Debug, Default)]
pub(crate) struct Order {
    nodes: Vec<Option<Node>>,
    free: Vec<usize>,
    places: HashMap<NonNull<PyObject>, usize>,
    first: Option<usize>,
    last: Option<usize>,
    /// Counts the changes. C: `od_state`.
    pub(crate) state: usize,
    /// How large C's map from entries to nodes would be. C: `od_fast_nodes_size`.
    pub(crate) fast_size: usize,
}

/// One end of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    First,
    Last,
}

impl Order {
    fn node(&self, place: usize) -> Option<&Node> {
        self.nodes.get(place)?.as_ref()
    }

    fn node_mut(&mut self, place: usize) -> &mut Node {
        self.nodes[place].as_mut().expect("a neighbour is in the list")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The node of a key that the dict holds.
    pub(crate) fn find(&self, key: &Ref) -> Option<usize> {
        self.places.get(&key.borrow().as_ptr()).copied()
    }

    /// The key at a place, with its hash.
    pub(crate) fn key(&self, place: usize) -> Option<(Ref, isize)> {
        self.node(place).map(|node| (node.key.clone(), node.hash))
    }

    /// The place at an end.
    pub(crate) fn end(&self, end: End) -> Option<usize> {
        match end {
            End::First => self.first,
            End::Last => self.last,
        }
    }

    /// The next place on the way away from an end.
    pub(crate) fn after(&self, place: usize, from: End) -> Option<usize> {
        let node = self.node(place)?;
        match from {
            End::First => node.next,
            End::Last => node.previous,
        }
    }

    /// All keys, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ref> {
        let mut at = self.first;
        std::iter::from_fn(move || {
            let node = self.node(at?)?;
            at = node.next;
            Some(&node.key)
        })
    }

    /// Puts a key at the end, if it isn't in the list; returns where it is.
    /// C: `_odict_add_new_node`.
    pub(crate) fn add(&mut self, key: Ref, hash: isize) -> usize {
        let address = key.borrow().as_ptr();
        if let Some(place) = self.places.get(&address) {
            return *place;
        }
        let node = Some(Node { key, hash, previous: None, next: None });
        let place = match self.free.pop() {
            Some(place) => {
                self.nodes[place] = node;
                place
            }
            None => {
                self.nodes.push(node);
                self.nodes.len() - 1
            }
        };
        self.places.insert(address, place);
        self.link(place, End::Last);
        place
    }

    fn link(&mut self, place: usize, end: End) {
        let old = self.end(end);
        let node = self.node_mut(place);
        (node.previous, node.next) = match end {
            End::First => (None, old),
            End::Last => (old, None),
        };
        match (end, old) {
            (End::First, Some(old)) => self.node_mut(old).previous = Some(place),
            (End::Last, Some(old)) => self.node_mut(old).next = Some(place),
            (End::First, None) => self.last = Some(place),
            (End::Last, None) => self.first = Some(place),
        }
        match end {
            End::First => self.first = Some(place),
            End::Last => self.last = Some(place),
        }
        self.state += 1;
    }

    fn unlink(&mut self, place: usize) {
        let node = self.node_mut(place);
        let (previous, next) = (node.previous.take(), node.next.take());
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.first = next,
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => self.last = previous,
        }
        self.state += 1;
    }

    /// Moves a node to an end.
    pub(crate) fn move_to(&mut self, place: usize, end: End) {
        if self.node(place).is_some() && self.end(end) != Some(place) {
            self.unlink(place);
            self.link(place, end);
        }
    }

    /// Takes a node out; its key is given up by the caller.
    pub(crate) fn remove(&mut self, place: usize) -> Option<Ref> {
        self.node(place)?;
        self.unlink(place);
        let node = self.nodes[place].take()?;
        self.places.remove(&node.key.borrow().as_ptr());
        self.free.push(place);
        Some(node.key)
    }

    /// Empties the list; the state isn't counted up. C: `_odict_clear_nodes`.
    pub(crate) fn clear(&mut self) -> impl Drop + use<> {
        let state = self.state;
        std::mem::replace(self, Order { state, ..Order::default() }).nodes
    }
}
// ANCHOR_END: order
