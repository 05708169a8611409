use super::Roomy;
use pymalloc::system::Portable;
use pymalloc::{Pymalloc, RadixTree, Sizes};

/// Bytes of the block for a request, if it is small.
fn block(size: usize) -> Option<usize> {
    let mut heap = Pymalloc::<Roomy, Portable, RadixTree>::default();
    let block = heap.allocate(size).unwrap();
    // SAFETY: the block is live, and freed once.
    unsafe {
        let size = heap.block_size(block);
        heap.free(block);
        size
    }
}

#[test]
fn a_thousand_bytes_are_a_block_of_1008() {
    assert_eq!(block(1000), Some(1008));
    assert_eq!(block(1024), Some(1024));
}

#[test]
fn classes_stay_sixteen_bytes_apart() {
    assert_eq!(block(17), Some(32));
    assert_eq!(block(1), Some(16));
    assert_eq!((Roomy::CLASSES, Roomy::ARENA_SIZE, Roomy::POOL_SIZE), (64, 1 << 20, 1 << 14));
}

#[test]
fn what_is_larger_goes_to_the_system() {
    assert_eq!(block(1025), None);
}
