//! Finding arenas by the index in a pool's header.
//!
//! CPython: `Objects/obmalloc.c` up to 3.9, and later with `WITH_PYMALLOC_RADIX_TREE=0`
//! (the second `address_in_range`).
//!
//! Round the address down to a pool's size. If the block is ours, a pool header stands
//! there, with the index of its arena, and the address lies within that arena. If not,
//! whatever stands there is read as an index: it is too large, or it names an arena in
//! which the address doesn't lie. So the answer is right whatever the memory holds.
//!
//! But memory is read that may be anybody's. It is there, since it shares a page with the
//! address: which is why a pool may not be larger than a page. It may be uninitialised, or
//! written at that moment by another thread: tools that watch memory complain, and neither
//! C nor Rust gives the read a meaning. Here it is one machine instruction, written as such,
//! where the architecture has one below.

use crate::OutOfMemory;
use crate::address_map::{AddressMap, MapCost};
use crate::geometry::{Geometry, Sizes};
use crate::pool::PoolHeader;
use crate::system::System;
use std::mem::offset_of;
use std::ptr::NonNull;

// ANCHOR: arena_index
/// Finds arenas by the index that stands in each pool's header. Costs no memory.
pub struct ArenaIndex;

/// The smallest page of any system that this runs on. C: `SYSTEM_PAGE_SIZE`.
const PAGE_SIZE: usize = 4096;

// SAFETY: the module's comment is the proof.
unsafe impl<G: Geometry> AddressMap<G> for ArenaIndex {
    const EMPTY: ArenaIndex = {
        assert!(G::POOL_SIZE <= PAGE_SIZE, "a pool's header must share a page with its blocks");
        ArenaIndex
    };

    #[inline]
    unsafe fn contains(&self, block: NonNull<u8>, arena_at: impl Fn(u32) -> usize) -> bool {
        let address = block.addr().get();
        let header = address & !(G::POOL_SIZE - 1);
        // SAFETY: the block is in a readable page, and the header would be in the same.
        let index = unsafe { read_anything(header + offset_of!(PoolHeader, arena_index)) };
        let arena = arena_at(index);
        arena != 0 && address.wrapping_sub(arena) < G::ARENA_SIZE
    }

    fn mark(&mut self, _system: &mut impl System, _arena: usize) -> Result<(), OutOfMemory> {
        Ok(())
    }

    fn unmark(&mut self, _arena: usize) {}

    fn clear(&mut self, _system: &mut impl System) {}

    fn cost(&self) -> Option<MapCost> {
        None
    }
}
// ANCHOR_END: arena_index

// ANCHOR: read_anything
/// Reads four bytes that may belong to anybody, once.
///
/// # Safety
/// `address` is mapped and readable.
#[cfg(target_arch = "x86_64")]
#[inline]
unsafe fn read_anything(address: usize) -> u32 {
    let value: u32;
    // SAFETY: the instruction has a meaning for every mapped address, whatever a compiler
    // knows or doesn't know about the memory.
    unsafe {
        std::arch::asm!(
            "mov {value:e}, dword ptr [{address}]",
            value = out(reg) value,
            address = in(reg) address,
            options(nostack, preserves_flags, readonly),
        );
    }
    value
}

/// # Safety
/// `address` is mapped and readable.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
unsafe fn read_anything(address: usize) -> u32 {
    // SAFETY: as CPython's own C does it, with the same reservation.
    unsafe { std::ptr::with_exposed_provenance::<u32>(address).read_volatile() }
}
// ANCHOR_END: read_anything
