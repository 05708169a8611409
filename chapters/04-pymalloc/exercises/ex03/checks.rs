use super::least_arenas;
use pymalloc::Pymalloc;

#[test]
fn nothing_needs_no_arena() {
    let mut heap = <Pymalloc>::default();
    assert_eq!(least_arenas(&heap.map()), 0);
    let block = heap.allocate(20).unwrap();
    assert_eq!(least_arenas(&heap.map()), 1);
    // SAFETY: the block is freed once.
    unsafe { heap.free(block) };
    assert_eq!(least_arenas(&heap.map()), 0);
}

#[test]
fn a_crowd_that_left_scattered_survivors() {
    let mut heap = <Pymalloc>::default();
    let blocks: Vec<_> = (0..120_000).map(|_| heap.allocate(64).unwrap()).collect();
    // 255 blocks to a pool: 471 pools, in 8 arenas of 64.
    assert_eq!(least_arenas(&heap.map()), 8);
    for (index, &block) in blocks.iter().enumerate() {
        if index % 200 != 0 {
            // SAFETY: each block is freed once.
            unsafe { heap.free(block) };
        }
    }
    assert!(heap.arenas() >= 7, "600 blocks keep all arenas");
    assert_eq!(least_arenas(&heap.map()), 1);
}

#[test]
fn two_classes_never_share_a_pool() {
    let mut heap = <Pymalloc>::default();
    // One block of each of 32 classes, and then 33 full pools of the largest.
    for size in (16..=512).step_by(16) {
        heap.allocate(size).unwrap();
    }
    assert_eq!(least_arenas(&heap.map()), 1);
    for _ in 0..33 * 31 - 1 {
        heap.allocate(512).unwrap();
    }
    assert_eq!(least_arenas(&heap.map()), 1);
    heap.allocate(512).unwrap();
    assert_eq!(least_arenas(&heap.map()), 2);
}
