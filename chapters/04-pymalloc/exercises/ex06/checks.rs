use super::SortedList;
use pymalloc::system::Portable;
use pymalloc::{AddressMap, Pymalloc, Python311};
use std::ptr::NonNull;

const ARENA: usize = 1 << 20;

/// Arenas at these addresses, in this order.
fn list(starts: &[usize]) -> SortedList {
    let mut list = <SortedList as AddressMap<Python311>>::EMPTY;
    for &start in starts {
        AddressMap::<Python311>::mark(&mut list, &mut Portable, start).unwrap();
    }
    list
}

fn contains(list: &SortedList, address: usize) -> bool {
    let address = NonNull::new(std::ptr::without_provenance_mut(address)).unwrap();
    // SAFETY: the list looks at the address, not at what is there.
    unsafe { AddressMap::<Python311>::contains(list, address, |_| 0) }
}

#[test]
fn both_edges() {
    let starts = [9 << 20, 3 << 20, (5 << 20) + 4096, 77 << 20];
    let list = list(&starts);
    for start in starts {
        assert!(!contains(&list, start - 1));
        assert!(contains(&list, start));
        assert!(contains(&list, start + ARENA - 1));
        assert!(!contains(&list, start + ARENA));
    }
    assert!(!contains(&list, 1));
}

#[test]
fn forgotten_arenas() {
    let mut list = list(&[3 << 20, 4 << 20, 5 << 20]);
    AddressMap::<Python311>::unmark(&mut list, 4 << 20);
    assert!(contains(&list, (4 << 20) - 1));
    assert!(!contains(&list, 4 << 20));
    assert!(!contains(&list, (5 << 20) - 1));
    assert!(contains(&list, 5 << 20));
}

#[test]
fn under_an_allocator() {
    // If the list were wrong, small blocks would be freed as large ones. So first without
    // an allocator, that nothing worse than a failed assertion comes of it.
    both_edges();
    forgotten_arenas();
    let mut heap = Pymalloc::<Python311, Portable, SortedList>::default();
    let blocks: Vec<_> =
        (0..30_000).map(|index| heap.allocate(1 + index * 37 % 700).unwrap()).collect();
    assert!(heap.arenas() > 3);
    assert_eq!(heap.check(), Ok(()));
    for block in blocks {
        // SAFETY: each block is freed once.
        unsafe { heap.free(block) };
    }
    assert_eq!((heap.check(), heap.allocated_blocks()), (Ok(()), 0));
}
