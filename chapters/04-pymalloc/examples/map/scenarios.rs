//! The runs behind the book's pictures of arenas. Each is a real run of the allocator, and
//! the same each time.

use pymalloc::map::{ArenaMap, PoolMap};
use pymalloc::svg::{self, Panel};
use pymalloc::system::Portable;
use pymalloc::{Geometry, Pymalloc, Python311, RadixTree, System};
use std::alloc::{GlobalAlloc, Layout, System as RustSystem};
use std::ptr::NonNull;

/// A run, by name: what it prints, and its picture.
pub(crate) struct Scenario {
    /// The word for it on the command line.
    pub(crate) name: &'static str,
    /// What happens in it.
    pub(crate) about: &'static str,
    /// Runs it.
    pub(crate) run: fn() -> Run,
}

/// What a run shows.
pub(crate) struct Run {
    /// Arenas, a line each, and words between them.
    pub(crate) text: String,
    /// The picture.
    pub(crate) svg: String,
}

/// All runs.
pub(crate) const SCENARIOS: [Scenario; 3] = [
    Scenario { name: "filling", about: "an arena fills up, and empties again", run: filling },
    Scenario {
        name: "fragmentation",
        about: "one block in a thousand stays, and keeps every arena",
        run: fragmentation,
    },
    Scenario {
        name: "free-list",
        about: "a pool's blocks, and the list of the free",
        run: free_list,
    },
];

/// A system whose arenas begin where pools can begin, so that pictures have whole rows.
#[derive(Default)]
pub(crate) struct Aligned(Portable);

impl Aligned {
    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, size).expect("an arena's size is a power of two")
    }
}

// SAFETY: Rust's own allocator, by a valid layout; the rest is `Portable`'s.
unsafe impl System for Aligned {
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: an arena isn't empty.
        NonNull::new(unsafe { RustSystem.alloc(Self::layout(size)) })
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
        // SAFETY: `map_arena` made it with this layout.
        unsafe { RustSystem.dealloc(arena.as_ptr(), Self::layout(size)) }
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.0.malloc(size)
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.0.calloc(size)
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.realloc(block, size) }
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.free(block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.usable_size(block) }
    }
}

type Heap = Pymalloc<Python311, Aligned, RadixTree>;

/// Draws sizes and victims, the same ones each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }

    /// A size as Python's objects have: most are small.
    fn size(&mut self) -> usize {
        match self.below(10) {
            0..7 => 24 + self.below(72),
            7..9 => 64 + self.below(192),
            _ => 256 + self.below(256),
        }
    }
}

fn filling() -> Run {
    let (mut heap, mut random) = (Heap::default(), Random(1));
    let (mut live, mut panels, mut text) = (Vec::new(), Vec::new(), String::new());
    let mut frame = |heap: &Heap, what: &str| {
        let arena = heap.map().swap_remove(0);
        let blocks = heap.allocated_blocks();
        text += &format!("{arena}  {what}: {blocks} blocks\n");
        let pools = taken(&arena);
        let caption = [format!("{what}: {blocks} blocks"), format!("in {pools} pools")];
        panels.push(Panel { arena, caption });
    };
    for (count, what) in [(100, "at first"), (2400, "growing"), (6500, "nearly full")] {
        while live.len() < count {
            live.push(heap.allocate(random.size()).expect("the system has memory"));
        }
        frame(&heap, what);
    }
    for (count, what) in [(3250, "half freed"), (300, "most freed"), (0, "all freed")] {
        while live.len() > count {
            let victim = random.below(live.len());
            // SAFETY: a live block, forgotten here.
            unsafe { heap.free(live.swap_remove(victim)) };
        }
        frame(&heap, what);
    }
    Run { text, svg: svg::arenas("An arena filling up and emptying", &panels, 2) }
}

fn fragmentation() -> Run {
    let mut heap = Heap::default();
    let mut text = String::from("after 120,000 blocks of 64 bytes\n");
    let blocks: Vec<_> = (0..120_000).map(|_| heap.allocate(64).expect("memory")).collect();
    for arena in heap.map() {
        text += &format!("{arena}\n");
    }
    let before = heap.arenas();
    for (index, &block) in blocks.iter().enumerate() {
        if index % 1000 != 0 {
            // SAFETY: each block is freed once.
            unsafe { heap.free(block) };
        }
    }
    text += "after 119,880 of them are freed\n";
    let panels: Vec<_> = heap
        .map()
        .into_iter()
        .map(|arena| {
            text += &format!("{arena}\n");
            let caption = [format!("{} pools", taken(&arena)), String::new()];
            Panel { arena, caption }
        })
        .collect();
    assert_eq!(panels.len(), before, "one block in each stretch keeps every arena");
    Run { text, svg: svg::arenas("Arenas kept by one block in a thousand", &panels, 4) }
}

fn free_list() -> Run {
    let mut heap = Heap::default();
    let blocks: Vec<_> = (0..14).map(|_| heap.allocate(512).expect("memory")).collect();
    for index in [2, 12, 5, 4, 9] {
        // SAFETY: each block is freed once.
        unsafe { heap.free(blocks[index]) };
    }
    let arena = heap.map().swap_remove(0);
    let pool = &arena.pools[0];
    let svg = svg::pool("A pool's blocks and its free list", pool, 16);
    Run { text: format!("{pool:#?}\n"), svg }
}

/// How many pools of an arena serve a class.
fn taken(arena: &ArenaMap) -> usize {
    arena.pools.iter().filter(|pool| matches!(pool, PoolMap::Serving { .. })).count()
}

const _: () = assert!(Python311::POOL_BITS == 14, "the pictures speak of 64 pools");
