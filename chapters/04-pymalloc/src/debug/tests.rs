use super::*;
use crate::allocator::Malloc;
use crate::pymalloc::Pymalloc;
use crate::system::{Limited, Portable};
use proptest::prelude::*;

type Debug = DebugHooks<Pymalloc>;

fn object_domain() -> Debug {
    DebugHooks::new(Pymalloc::default(), b'o')
}

fn bytes(block: NonNull<u8>, from: isize, to: isize) -> Vec<u8> {
    // SAFETY: the tests ask for bytes of live blocks only.
    (from..to).map(|offset| unsafe { block.offset(offset).read() }).collect()
}

#[test]
fn a_block_stands_between_its_fences() {
    let mut heap = DebugHooks::<Pymalloc, true>::new(Pymalloc::default(), b'o');
    heap.allocate(1).unwrap();
    let block = heap.allocate(19).unwrap();
    let head = [0, 0, 0, 0, 0, 0, 0, 19, b'o', 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd];
    assert_eq!(bytes(block, -16, 0), head);
    assert_eq!(bytes(block, 0, 19), [0xcd; 19]);
    assert_eq!(bytes(block, 19, 27), [0xfd; 8]);
    assert_eq!(bytes(block, 27, 35), 2u64.to_be_bytes());
    let zeroed = heap.allocate_zeroed(3, 4).unwrap();
    assert_eq!(bytes(zeroed, 0, 12), [0; 12]);
    assert_eq!(heap.serial(), 3);
}

#[cfg(not(feature = "asan"))]
#[test]
fn a_freed_block_is_painted_over() {
    let mut heap = object_domain();
    let block = heap.allocate(40).unwrap();
    // SAFETY: the block is freed once. The memory behind it stays an arena's, and what is
    // read of it was written.
    unsafe { heap.free(block) };
    // The first word of the block that pymalloc got back is the link of its free list.
    assert_eq!(bytes(block, -8, 48), [0xdd; 56]);
}

/// What CPython printed for each case of `tests/reference/pymalloc_debug.py`.
#[test]
fn damaged_blocks_are_reported_as_cpython_reports_them() {
    let recording = include_str!("../../../../tests/recordings/pymalloc/debug.snap");
    let mut cases = 0;
    for case in recording.split("\ncase ").skip(1) {
        let (line, expected) = case.split_once('\n').unwrap();
        let mut words = line.split(' ').skip(1);
        let size = words.next().unwrap().parse().unwrap();
        let function = words.next().unwrap();
        let mut heap = object_domain();
        let block = heap.allocate(size).unwrap();
        for write in words.next().unwrap().split(',').filter(|write| !write.is_empty()) {
            let (offset, byte) = write.split_once('=').unwrap();
            // SAFETY: the fences of a live block are ours.
            unsafe { block.offset(offset.parse().unwrap()).write(byte.parse().unwrap()) };
        }
        let checked = match function {
            "PyMem_Free" => {
                // The block comes back to another domain.
                heap.api = b'm';
                // SAFETY: the block is live.
                unsafe { heap.check(block, "_PyMem_DebugRawFree") }
            }
            // SAFETY: the block is live.
            "PyObject_Free" => unsafe { heap.check(block, "_PyMem_DebugRawFree") },
            // SAFETY: the block is live.
            _ => unsafe { heap.check(block, "_PyMem_DebugRawRealloc") },
        };
        let corruption = checked.unwrap_err();
        let address = block.addr().get();
        let ours = format!("{corruption}{}: {}\n", corruption.function, corruption.cause)
            .replace(&format!("p={address:#x}"), "p=P")
            .replace(&format!("tail={:#x}", address + size), "tail=T");
        assert_eq!(ours.trim_end(), expected.trim_end(), "{line}");
        // SAFETY: the block inside the fences, which isn't used any more.
        unsafe { heap.inner.free(block.sub(HEAD)) };
        cases += 1;
    }
    assert_eq!(cases, 9);
}

#[test]
fn a_size_that_cannot_be_is_not_followed() {
    let mut heap = object_domain();
    let block = heap.allocate(24).unwrap();
    for size in [25, 1 << 40, usize::MAX] {
        // SAFETY: the head of a live block.
        unsafe { block.sub(16).cast::<[u8; 8]>().write(usize::to_be_bytes(size)) };
        // SAFETY: the block is live.
        let corruption = unsafe { heap.check(block, "_PyMem_DebugRawFree") }.unwrap_err();
        assert_eq!(corruption.cause, Cause::TrailingPad);
        assert!(corruption.to_string().contains("the count is bogus"));
    }
}

#[cfg(not(feature = "asan"))]
#[test]
fn a_second_free_is_found_by_its_paint() {
    let mut heap = object_domain();
    let block = heap.allocate(24).unwrap();
    // SAFETY: freed once; after that only looked at, in memory that is still an arena's.
    let corruption = unsafe {
        heap.free(block);
        heap.check(block, "_PyMem_DebugRawFree").unwrap_err()
    };
    assert_eq!(corruption.cause, Cause::BadId { allocated: 0xdd, verified: b'o' });
}

#[test]
fn an_overflow_by_the_fences_is_out_of_memory() {
    let mut heap = object_domain();
    for size in [MAX_SIZE, MAX_SIZE - 23, usize::MAX] {
        assert_eq!(heap.allocate(size), Err(OutOfMemory));
        assert_eq!(heap.allocate_zeroed(1, size), Err(OutOfMemory));
        assert_eq!(heap.allocate_zeroed(size, 2), Err(OutOfMemory));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 4 } else { 128 }, failure_persistence: None, ..ProptestConfig::default() })]

    /// Contents survive any chain of sizes, new bytes are clean, and a failure changes
    /// nothing, though half of the block was painted over meanwhile.
    #[test]
    fn contents_survive_reallocation(sizes in prop::collection::vec(0..400usize, 1..8)) {
        let mut heap =
            DebugHooks::<_, true>::new(Malloc(Limited::new(Portable, usize::MAX)), b'r');
        let mut block = heap.allocate(0).unwrap();
        let mut contents: Vec<u8> = Vec::new();
        for size in sizes {
            heap.inner().0.budget.set(0);
            // SAFETY: the block is live; a failure leaves it so.
            unsafe { prop_assert!(heap.reallocate(block, size).is_err()) };
            prop_assert_eq!(bytes(block, 0, contents.len() as isize), contents.clone());
            heap.inner().0.budget.set(1);
            // SAFETY: the block is live, and replaced by what it became.
            block = unsafe { heap.reallocate(block, size).unwrap() };
            contents.resize(size, CLEAN_BYTE);
            prop_assert_eq!(bytes(block, 0, size as isize), contents.clone());
            for (at, byte) in contents.iter_mut().enumerate() {
                *byte = (at as u8).wrapping_mul(7).wrapping_add(size as u8);
                // SAFETY: the block has `size` bytes.
                unsafe { block.add(at).write(*byte) };
            }
            // SAFETY: the block is live.
            prop_assert_eq!(unsafe { heap.check(block, "") }, Ok(size));
        }
        // SAFETY: the block is live, and not used after this.
        unsafe { heap.free(block) };
    }
}
