use super::Aligned;
use pymalloc::{Pymalloc, Python311, RadixTree, System};

#[test]
fn no_pool_is_lost() {
    let mut heap = Pymalloc::<Python311, Aligned, RadixTree>::default();
    let blocks: Vec<_> = (0..40_000).map(|_| heap.allocate(200).unwrap()).collect();
    let statistics = heap.statistics();
    assert!(statistics.arenas > 5);
    assert_eq!(statistics.arena_alignment, 0);
    assert!(heap.map().iter().all(|arena| arena.pools.len() == 64));
    for block in blocks {
        // SAFETY: each block is freed once.
        unsafe { heap.free(block) };
    }
    assert_eq!((heap.check(), heap.arenas()), (Ok(()), 1));
}

#[test]
fn no_memory_is_no_arena() {
    assert_eq!(Aligned::default().map_arena(usize::MAX), None);
}
