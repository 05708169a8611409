use super::Aligned;
use pymalloc::{Pymalloc, Python311, RadixTree, System};

#[test]
fn no_pool_is_lost() {
    let mut heap = Pymalloc::<Python311, Aligned, RadixTree>::default();
    for _ in 0..40_000 {
        heap.allocate(200).unwrap();
    }
    let statistics = heap.statistics();
    assert!(statistics.arenas > 5);
    assert_eq!(statistics.arena_alignment, 0);
    assert!(heap.map().iter().all(|arena| arena.pools.len() == 64));
}

#[test]
fn arenas_go_back() {
    let mut heap = Pymalloc::<Python311, Aligned, RadixTree>::default();
    let blocks: Vec<_> = (0..40_000).map(|_| heap.allocate(200).unwrap()).collect();
    for block in blocks {
        // SAFETY: each block is freed once.
        unsafe { heap.free(block) };
    }
    assert_eq!(heap.check(), Ok(()));
    assert_eq!((heap.arenas(), heap.statistics().arena_alignment), (1, 0));
}

#[test]
fn no_memory_is_no_arena() {
    assert_eq!(Aligned::default().map_arena(usize::MAX), None);
}
