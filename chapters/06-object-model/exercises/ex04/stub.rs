//! Exercise 4: a trashcan.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Sees the lists die. All lists of a test share it.
#[derive(Default)]
struct Witness {
    /// Their numbers, in order.
    dead: RefCell<Vec<u32>>,
    /// How many calls of `drop` are nested now, and the most there have been.
    nested: Cell<usize>,
    deepest: Cell<usize>,
}

impl Witness {
    fn enter(&self) {
        self.nested.set(self.nested.get() + 1);
        self.deepest.set(self.deepest.get().max(self.nested.get()));
    }

    fn leave(&self) {
        self.nested.set(self.nested.get() - 1);
    }
}

/// A list of lists.
struct List {
    number: u32,
    items: Vec<List>,
    witness: Rc<Witness>,
}

impl Drop for List {
    fn drop(&mut self) {
        self.witness.enter();
        self.items.clear();
        self.witness.dead.borrow_mut().push(self.number);
        self.witness.leave();
    }
}

mod checks;
