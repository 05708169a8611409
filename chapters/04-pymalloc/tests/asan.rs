//! AddressSanitizer, told which blocks are free, stops a program that touches them.
//!
//! ```text
//! export RUSTFLAGS=-Zsanitizer=address RUSTDOCFLAGS=-Zsanitizer=address
//! cargo +nightly test -p pymalloc --features asan \
//!     --target x86_64-unknown-linux-gnu
//! ```
#![cfg(feature = "asan")]

use pymalloc::Pymalloc;
use std::process::Command;

/// Runs one of the ignored tests below in a process of its own.
fn report_of(test: &str) -> String {
    let this = std::env::current_exe().unwrap();
    let run = Command::new(this).args(["--ignored", "--exact", test]).output().unwrap();
    assert!(!run.status.success(), "{test} went unnoticed");
    String::from_utf8_lossy(&run.stderr).into_owned()
}

#[test]
fn misuse_is_found_where_it_happens() {
    for misuse in ["read_after_free", "write_behind_the_end", "read_of_a_pool_not_carved"] {
        let report = report_of(misuse);
        assert!(report.contains("AddressSanitizer: use-after-poison"), "{report}");
    }
}

#[test]
#[ignore = "stops the process"]
fn read_after_free() {
    let mut heap = <Pymalloc>::default();
    let block = heap.allocate(100).unwrap();
    // SAFETY: none. It is what the sanitizer has to find.
    unsafe {
        block.write_bytes(1, 100);
        heap.free(block);
        std::hint::black_box(block.add(50).read_volatile());
    }
}

#[test]
#[ignore = "stops the process"]
fn write_behind_the_end() {
    let mut heap = <Pymalloc>::default();
    let block = heap.allocate(17).unwrap();
    // SAFETY: none. The 18th byte is in the block, but nobody asked for it.
    unsafe { block.add(17).write_volatile(1) };
}

#[test]
#[ignore = "stops the process"]
fn read_of_a_pool_not_carved() {
    let mut heap = <Pymalloc>::default();
    let block = heap.allocate(17).unwrap();
    // SAFETY: none. The next pool is in the arena, but nothing was allocated from it.
    unsafe { std::hint::black_box(block.add(1 << 14).read_volatile()) };
}
