//! The checks of exercise 3.

use cycle_gc::toy::{Kind, Toy};
use cycle_gc::{Generation, Heap, collect};

use crate::{Row, watch};

fn garbage(heap: &Toy) {
    let object = heap.new_object("garbage", Kind::List);
    object.refer_to(&object);
}

#[test]
fn each_generation_has_its_own_row() {
    let heap = Toy::new();
    heap.collector().disable();
    let journal = watch(&heap);
    garbage(&heap);
    collect(&heap, Generation::YOUNGEST);
    garbage(&heap);
    garbage(&heap);
    collect(&heap, Generation::OLDEST);
    collect(&heap, Generation::OLDEST);
    let rows = *journal.borrow();
    assert_eq!(rows[0], Row { collections: 1, collected: 1 });
    assert_eq!(rows[1], Row::default());
    assert_eq!(rows[2], Row { collections: 2, collected: 2 });
}

#[test]
fn what_is_kept_is_not_collected() {
    let heap = Toy::new();
    heap.collector().disable();
    let journal = watch(&heap);
    let kept = heap.new_object("kept", Kind::List);
    collect(&heap, Generation::MIDDLE);
    assert_eq!(journal.borrow()[1], Row { collections: 1, collected: 0 });
    drop(kept);
}
