//! Random patterns of use, held against a plain model of what a heap has to do.
//!
//! The model knows for each block its address, its length and a byte pattern. After every
//! step: no two blocks overlap, all are aligned, what was written is still there, and
//! `check` finds every invariant of the allocator's own in place.

use proptest::prelude::*;
use pymalloc::geometry::{EightBytes, Geometry, Python39, Python311, Sizes};
use pymalloc::system::{Limited, Portable};
use pymalloc::{AddressMap, ArenaIndex, OutOfMemory, Pymalloc, RadixTree, System};
use std::collections::BTreeMap;
use std::ptr::NonNull;

/// One request. `usize`s that choose a block are taken modulo the number of blocks.
#[derive(Clone, Debug)]
enum Step {
    Allocate(usize),
    AllocateZeroed(usize, usize),
    Free(usize),
    Reallocate(usize, usize),
    /// The system grants that many requests, then none until the next such step.
    Budget(usize),
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        12 => 1..=64usize,
        6 => 1..=512usize,
        1 => 480..=544usize,
        1 => Just(0),
        1 => 513..=5000usize,
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => size().prop_map(Step::Allocate),
        1 => (0..40usize, 0..40usize).prop_map(|(count, size)| Step::AllocateZeroed(count, size)),
        6 => any::<usize>().prop_map(Step::Free),
        3 => (any::<usize>(), size()).prop_map(|(which, size)| Step::Reallocate(which, size)),
    ]
}

/// Steps in stretches that mostly grow or mostly shrink, as programs do.
fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), count)
}

struct Block {
    length: usize,
    seed: u8,
}

/// The heap under test and what it should hold.
struct Model<G: Geometry, S: System, M: AddressMap<G>> {
    heap: Pymalloc<G, S, M>,
    blocks: BTreeMap<usize, Block>,
    seed: u8,
}

impl<G: Geometry, S: System, M: AddressMap<G>> Model<G, S, M> {
    fn new(system: S) -> Self {
        Model { heap: Pymalloc::new(system), blocks: BTreeMap::new(), seed: 0 }
    }

    /// A new block: it must be aligned and overlap no other. Fills it.
    fn enter(&mut self, block: NonNull<u8>, length: usize) {
        let address = block.addr().get();
        if length > 0 {
            // What the C library gives is aligned for its own reasons.
            assert_eq!(address % G::ALIGNMENT.min(16), 0);
        }
        if let Some((&before, other)) = self.blocks.range(..=address).next_back() {
            assert!(before + other.length.max(1) <= address, "overlaps the block before it");
        }
        if let Some((&after, _)) = self.blocks.range(address..).next() {
            assert!(address + length.max(1) <= after, "overlaps the block after it");
        }
        self.seed = self.seed.wrapping_add(37);
        fill(block, length, self.seed);
        self.blocks.insert(address, Block { length, seed: self.seed });
    }

    /// Takes a block out, looking at its contents first.
    fn leave(&mut self, which: usize) -> Option<(NonNull<u8>, Block)> {
        if self.blocks.is_empty() {
            return None;
        }
        let &address = self.blocks.keys().nth(which % self.blocks.len())?;
        let block = self.blocks.remove(&address)?;
        let pointer = pointer(address);
        assert_contents(pointer, block.length, block.seed);
        Some((pointer, block))
    }

    fn run(&mut self, step: &Step) -> Result<(), OutOfMemory> {
        match *step {
            Step::Allocate(size) => {
                let block = self.heap.allocate(size)?;
                self.enter(block, size);
            }
            Step::AllocateZeroed(count, size) => {
                let block = self.heap.allocate_zeroed(count, size)?;
                assert_contents_are(block, count * size, |_| 0);
                self.enter(block, count * size);
            }
            Step::Free(which) => {
                if let Some((pointer, _)) = self.leave(which) {
                    // SAFETY: the block is the heap's, and was taken out of the model.
                    unsafe { self.heap.free(pointer) };
                }
            }
            Step::Reallocate(which, size) => {
                let Some((pointer, block)) = self.leave(which) else { return Ok(()) };
                // SAFETY: the block is the heap's, and was taken out of the model.
                match unsafe { self.heap.reallocate(pointer, size) } {
                    Ok(new) => {
                        assert_contents(new, size.min(block.length), block.seed);
                        self.enter(new, size);
                    }
                    Err(OutOfMemory) => {
                        assert_contents(pointer, block.length, block.seed);
                        self.blocks.insert(pointer.addr().get(), block);
                        return Err(OutOfMemory);
                    }
                }
            }
            Step::Budget(_) => {}
        }
        Ok(())
    }

    fn check(&self) {
        if let Err(violation) = self.heap.check() {
            panic!("{violation}");
        }
        assert_eq!(self.heap.allocated_blocks(), self.blocks.len());
    }

    fn free_all(&mut self) {
        while let Some((pointer, _)) = self.leave(0) {
            // SAFETY: the block is the heap's, and was taken out of the model.
            unsafe { self.heap.free(pointer) };
        }
        self.check();
    }
}

fn pointer(address: usize) -> NonNull<u8> {
    NonNull::new(std::ptr::with_exposed_provenance_mut(address)).unwrap()
}

fn pattern(seed: u8) -> impl Fn(usize) -> u8 {
    move |index| seed.wrapping_add((index as u8).wrapping_mul(31))
}

fn fill(block: NonNull<u8>, length: usize, seed: u8) {
    block.as_ptr().expose_provenance();
    for index in 0..length {
        // SAFETY: the block has `length` bytes.
        unsafe { block.add(index).write(pattern(seed)(index)) };
    }
}

fn assert_contents(block: NonNull<u8>, length: usize, seed: u8) {
    assert_contents_are(block, length, pattern(seed));
}

fn assert_contents_are(block: NonNull<u8>, length: usize, expected: impl Fn(usize) -> u8) {
    for index in 0..length {
        // SAFETY: the block has `length` bytes, and all were written.
        assert_eq!(unsafe { block.add(index).read() }, expected(index), "byte {index}");
    }
}

/// Runs the steps, checking after each; then frees everything. Returns the model.
fn play<G: Geometry, S: System, M: AddressMap<G>>(system: S, steps: &[Step]) -> Model<G, S, M> {
    let mut model = Model::<G, S, M>::new(system);
    for step in steps {
        model.run(step).expect("the system has memory");
        model.check();
    }
    model.free_all();
    assert!(model.heap.arenas() <= 1, "all arenas but one went back");
    model
}

/// Few and small pools, so that every list moves at every other step.
struct Tiny;

impl Geometry for Tiny {
    const ARENA_BITS: u32 = 14;
    const POOL_BITS: u32 = 11;
    const ALIGNMENT_SHIFT: u32 = 4;
    const SMALL_REQUEST_THRESHOLD: usize = 512;
}

/// A million requests granted: enough for any test here.
fn counted() -> Limited<Portable> {
    Limited::new(Portable, 1_000_000)
}

const STEPS: usize = if cfg!(miri) { 60 } else { 1500 };
const CASES: u32 = if cfg!(miri) { 2 } else { 12 };

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_geometry_of_3_11(steps in steps(STEPS)) {
        play::<Python311, _, RadixTree>(counted(), &steps);
    }

    #[test]
    fn the_geometry_of_3_9_by_arena_index(steps in steps(STEPS)) {
        play::<Python39, _, ArenaIndex>(counted(), &steps);
    }

    #[test]
    fn the_geometry_of_3_7_by_radix_tree(steps in steps(STEPS)) {
        play::<EightBytes, _, RadixTree>(counted(), &steps);
    }

    #[test]
    fn a_tiny_geometry_by_radix_tree(steps in steps(STEPS)) {
        play::<Tiny, _, RadixTree>(counted(), &steps);
    }

    #[test]
    fn a_tiny_geometry_by_arena_index(steps in steps(STEPS)) {
        play::<Tiny, _, ArenaIndex>(counted(), &steps);
    }

    /// The system says no every so often. Each refusal is an error and changes nothing.
    #[test]
    fn a_system_without_memory(
        steps in prop::collection::vec(
            prop_oneof![9 => step(), 1 => (0..4usize).prop_map(Step::Budget)], STEPS),
    ) {
        let mut model = Model::<Tiny, _, RadixTree>::new(Limited::new(Portable, 0));
        for step in &steps {
            if let Step::Budget(budget) = step {
                model.heap.system().budget.set(*budget);
            }
            let before = model.blocks.len();
            if model.run(step).is_err() {
                prop_assert_eq!(model.blocks.len(), before);
            }
            model.check();
        }
        model.free_all();
        prop_assert!(model.heap.system().arenas <= 1);
    }
}
