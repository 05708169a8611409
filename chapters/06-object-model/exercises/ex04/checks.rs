//! The checks of exercise 4.

use std::rc::Rc;

use crate::{List, Witness};

fn list(witness: &Rc<Witness>, number: u32, items: Vec<List>) -> List {
    List { number, items, witness: Rc::clone(witness) }
}

/// A list in a list in a list; the innermost has the highest number.
fn chain(witness: &Rc<Witness>, length: u32) -> List {
    let innermost = list(witness, length - 1, Vec::new());
    (0..length - 1).rev().fold(innermost, |inner, number| list(witness, number, vec![inner]))
}

#[test]
fn a_shallow_one_goes_in_order() {
    let witness = Rc::<Witness>::default();
    let pair = list(&witness, 1, vec![list(&witness, 2, vec![]), list(&witness, 3, vec![])]);
    drop(list(&witness, 0, vec![pair, list(&witness, 4, vec![])]));
    assert_eq!(*witness.dead.borrow(), [0, 4, 1, 3, 2]);
}

#[test]
fn a_deep_one_needs_few_calls() {
    let witness = Rc::<Witness>::default();
    drop(chain(&witness, 2_000));
    assert!(witness.deepest.get() <= 50, "{} nested calls", witness.deepest.get());
    assert_eq!(*witness.dead.borrow(), (0..2_000).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left() {
    let witness = Rc::<Witness>::default();
    let chains = (0..3).map(|_| chain(&witness, 400)).collect();
    drop(list(&witness, 7, chains));
    assert!(witness.deepest.get() <= 50, "{} nested calls", witness.deepest.get());
    assert_eq!(witness.dead.borrow().len(), 1_201);
    assert_eq!(Rc::strong_count(&witness), 1);
}
