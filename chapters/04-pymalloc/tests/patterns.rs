//! The same requests, the same arenas: CPython's allocator and this one have to hand out
//! the same addresses, and to count the same.
//!
//! `tests/reference/pymalloc_patterns.py` says how the recordings are made. Where the same
//! Python is installed they are made afresh and compared, so that they can't drift: that of
//! 3.11 with all others of the reference, that of 3.9 here.

use pymalloc::system::Libc;
use pymalloc::{
    AddressMap, ArenaIndex, Geometry, Pymalloc, Python39, Python311, RadixTree, System,
};
use std::fmt::Write as _;
use std::process::Command;
use std::ptr::NonNull;

const SLOTS: usize = 64;
const SLOT_SIZE: usize = 1 << 21;
const GIGABYTE: usize = 1 << 30;

/// The generator that the recording script draws from.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % limit) as usize
    }
}

/// FNV-1a over 64-bit words.
struct Digest(u64);

impl Digest {
    fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x100000001b3);
    }
}

/// Arenas out of one stretch of memory, the lowest free slot first.
struct Slots {
    base: usize,
    misaligned_by: usize,
    taken: u64,
}

impl Slots {
    fn new(misaligned_by: usize) -> Slots {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new mapping, placed where the kernel likes.
        let start =
            unsafe { libc::mmap(std::ptr::null_mut(), 2 * GIGABYTE, protection, flags, -1, 0) };
        assert_ne!(start, libc::MAP_FAILED);
        let base = start.expose_provenance().next_multiple_of(GIGABYTE);
        Slots { base, misaligned_by, taken: 0 }
    }
}

// SAFETY: slots don't overlap, and are handed out one at a time; the rest is the C library's.
unsafe impl System for Slots {
    fn map_arena(&mut self, _size: usize) -> Option<NonNull<u8>> {
        let slot = self.taken.trailing_ones() as usize;
        assert!(slot < SLOTS);
        self.taken |= 1 << slot;
        let address = self.base + slot * SLOT_SIZE + self.misaligned_by;
        NonNull::new(std::ptr::with_exposed_provenance_mut(address))
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, _size: usize) {
        self.taken &= !(1 << ((arena.addr().get() - self.base) / SLOT_SIZE));
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        Libc.malloc(size)
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        Libc.calloc(size)
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: the caller's word, handed on.
        unsafe { Libc.realloc(block, size) }
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's word, handed on.
        unsafe { Libc.free(block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { Libc.usable_size(block) }
    }
}

fn draw_size(name: &str, random: &mut Random) -> usize {
    let kind = random.below(16);
    match kind {
        _ if name == "one_size" => 48,
        0..10 => 1 + random.below(64),
        10..15 => 1 + random.below(512),
        _ => random.below(700),
    }
}

/// How many of eight requests make a block rather than free one.
fn growing(name: &str, request: usize) -> usize {
    match name {
        "waves" => [7, 1][request / 10_000 % 2],
        "tides" => [7, 2][request / 30_000 % 2],
        _ => 5,
    }
}

/// Plays one pattern and writes down what the script writes down.
fn play<G: Geometry, M: AddressMap<G>>(
    name: &str,
    seed: u64,
    requests: usize,
    misaligned_by: usize,
) -> String {
    let mut heap = Pymalloc::<G, Slots, M>::new(Slots::new(misaligned_by));
    let base = heap.system().base;
    let offset = |block: NonNull<u8>| match block.addr().get().wrapping_sub(base) {
        offset if offset < SLOTS * SLOT_SIZE => offset as u64,
        _ => u64::MAX,
    };
    let (mut random, mut digest) = (Random(seed), Digest(0xcbf29ce484222325));
    let mut live: Vec<NonNull<u8>> = Vec::new();
    let mut text = format!("pattern {name} {seed} {requests} {misaligned_by}\n");
    for request in 0..requests {
        if random.below(8) < growing(name, request) || live.is_empty() {
            let block = heap.allocate(draw_size(name, &mut random)).unwrap();
            live.push(block);
            digest.add(offset(block));
        } else if random.below(4) == 0 {
            let index = random.below(live.len() as u64);
            // SAFETY: a live block, replaced by what it became.
            live[index] =
                unsafe { heap.reallocate(live[index], draw_size(name, &mut random)) }.unwrap();
            digest.add(offset(live[index]));
        } else {
            let index = random.below(live.len() as u64);
            // SAFETY: a live block, forgotten here.
            unsafe { heap.free(live.swap_remove(index)) };
        }
        if request % 1000 == 999 {
            writeln!(text, "{:016x}", digest.0).unwrap();
            heap.check().unwrap();
        }
    }
    writeln!(text, "{}freed", heap.statistics()).unwrap();
    while !live.is_empty() {
        let index = random.below(live.len() as u64);
        // SAFETY: a live block, forgotten here.
        unsafe { heap.free(live.swap_remove(index)) };
    }
    heap.check().unwrap();
    writeln!(text, "{}end", heap.statistics()).unwrap();
    text
}

/// Plays all patterns of a recording.
fn replay<G: Geometry, M: AddressMap<G>>(recording: &str) {
    for pattern in recording.split_inclusive("end\n") {
        let mut words = pattern.lines().next().unwrap().split(' ').skip(1);
        let mut word = || words.next().unwrap();
        let (name, seed) = (word(), word().parse().unwrap());
        let (requests, misaligned_by) = (word().parse().unwrap(), word().parse().unwrap());
        let ours = play::<G, M>(name, seed, requests, misaligned_by);
        let different = pattern.lines().zip(ours.lines()).position(|(theirs, ours)| theirs != ours);
        if let Some(line) = different {
            let (theirs, ours) = (pattern.lines().nth(line), ours.lines().nth(line));
            panic!("{name} {seed}, line {line}: CPython {theirs:?}, here {ours:?}");
        }
        assert_eq!(pattern, ours);
    }
}

/// The script's exit status where there is no library that it could load.
const NO_SHARED_LIBRARY: i32 = 77;

/// Records afresh where that Python is installed, and compares.
fn record_again(python: &str, recording: &str) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/pymalloc_patterns.py");
    let installed = Command::new(python).arg("--version").output();
    if !installed.is_ok_and(|output| output.status.success()) {
        return eprintln!("{python} isn't installed: its recording is taken as it is");
    }
    let output = Command::new(python).arg(script).output().unwrap();
    if output.status.code() == Some(NO_SHARED_LIBRARY) {
        return eprintln!("{python} has no shared library: its recording is taken as it is");
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), recording);
}

#[test]
fn addresses_and_statistics_are_those_of_cpython_3_11() {
    let recording = include_str!("../../../tests/recordings/pymalloc/patterns.snap");
    let (_header, patterns) = recording.trim_start_matches("---\n").split_once("---\n").unwrap();
    replay::<Python311, RadixTree>(patterns);
}

#[test]
fn addresses_and_statistics_are_those_of_cpython_3_9() {
    replay::<Python39, ArenaIndex>(include_str!("recorded/patterns-3.9.txt"));
}

#[test]
#[cfg_attr(miri, ignore = "starts a process")]
fn the_recording_of_3_9_is_what_3_9_does() {
    record_again("python3.9", include_str!("recorded/patterns-3.9.txt"));
}
