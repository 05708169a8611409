use super::Lifetimes;
use pymalloc::{Allocator, Pymalloc, Traced};

fn heap() -> Traced<Pymalloc, Lifetimes> {
    Traced::new(Pymalloc::default(), Lifetimes::default())
}

#[test]
fn nothing_has_died() {
    let mut heap = heap();
    heap.allocate(10).unwrap();
    assert_eq!(heap.tracer.median(), None);
}

#[test]
fn a_stack_and_a_queue() {
    let mut stack = heap();
    let blocks: Vec<_> = (0..5).map(|_| stack.allocate(10).unwrap()).collect();
    for &block in blocks.iter().rev() {
        // SAFETY: each block is freed once.
        unsafe { stack.free(block) };
    }
    // The last one saw none come, the first one four.
    assert_eq!(stack.tracer.median(), Some(2));

    let mut queue = heap();
    let mut blocks: Vec<_> = (0..10).map(|_| queue.allocate(10).unwrap()).collect();
    for _ in 0..100 {
        // SAFETY: each block is freed once.
        unsafe { queue.free(blocks.remove(0)) };
        blocks.push(queue.allocate(10).unwrap());
    }
    assert_eq!(queue.tracer.median(), Some(9));
}

#[test]
fn a_block_that_moves_goes_on_living() {
    let mut heap = heap();
    let block = heap.allocate(10).unwrap();
    let others: Vec<_> = (0..7).map(|_| heap.allocate(10).unwrap()).collect();
    // SAFETY: the block is live, and used under its new address from here on.
    let moved = unsafe { heap.reallocate(block, 400).unwrap() };
    assert_ne!(moved, block);
    // SAFETY: each block is freed once.
    unsafe { heap.free(moved) };
    assert_eq!(heap.tracer.median(), Some(7));
    assert_eq!(others.len(), 7);
}

#[test]
fn a_block_from_before_is_ignored() {
    let mut before = <Pymalloc>::default();
    let block = Allocator::allocate(&mut before, 10).unwrap();
    let mut heap = Traced::new(before, Lifetimes::default());
    let young = heap.allocate(10).unwrap();
    // SAFETY: each block is freed once.
    unsafe {
        heap.free(block);
        assert_eq!(heap.tracer.median(), None);
        heap.free(young);
    }
    assert_eq!(heap.tracer.median(), Some(0));
}
