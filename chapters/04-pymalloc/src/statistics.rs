//! What all the bytes are used for, in the words of `sys._debugmallocstats()`.
//!
//! CPython: `Objects/obmalloc.c` (`_PyObject_DebugMallocStats`, `printone`).
//!
//! Invariant: every byte of every arena is counted once. The lines before `Total` add up
//! to the number of arenas times their size.

use crate::address_map::{AddressMap, MapCost};
use crate::geometry::{Geometry, Sizes};
use crate::pymalloc::Pymalloc;
use crate::system::System;
use std::fmt;

// ANCHOR: statistics
/// A count of everything, at one moment. `Display` prints what CPython prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// The largest small request.
    pub small_request_threshold: usize,
    /// How many size classes there are.
    pub classes: usize,
    /// One row for each class that has a used or full pool.
    pub rows: Vec<ClassStatistics>,
    /// How many arenas there have been.
    pub arenas_allocated: usize,
    /// The most arenas that there were at a time.
    pub arenas_highwater: usize,
    /// How many arenas there are.
    pub arenas: usize,
    /// Bytes in an arena.
    pub arena_size: usize,
    /// Bytes in a pool.
    pub pool_size: usize,
    /// Empty pools, and those not carved yet.
    pub unused_pools: usize,
    /// Bytes of the used and full pools that their headers take.
    pub pool_header_bytes: usize,
    /// Bytes at the ends of used and full pools into which no block fits.
    pub quantization: usize,
    /// Bytes of arenas that don't begin at a multiple of a pool's size.
    pub arena_alignment: usize,
    /// What the address map costs.
    pub map: Option<MapCost>,
}

/// The pools of one size class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassStatistics {
    /// The class.
    pub class: usize,
    /// Bytes in a block.
    pub size: usize,
    /// Used and full pools.
    pub pools: usize,
    /// Allocated blocks.
    pub blocks: usize,
    /// Blocks of these pools that aren't allocated, carved or not.
    pub free_blocks: usize,
}
// ANCHOR_END: statistics

// ANCHOR: count
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Counts everything. Looks at every pool.
    pub fn statistics(&self) -> Statistics {
        let mut rows: Vec<_> = (0..G::CLASSES)
            .map(|class| {
                let size = G::block_size(class);
                ClassStatistics { class, size, pools: 0, blocks: 0, free_blocks: 0 }
            })
            .collect();
        let (mut unused_pools, mut arena_alignment) = (0, 0);
        for (_, arena) in self.arenas.live() {
            unused_pools += arena.free_pools as usize;
            if !arena.address.is_multiple_of(G::POOL_SIZE) {
                arena_alignment += G::POOL_SIZE;
            }
            for pool in arena.pools::<G>().filter(|pool| pool.count.get() > 0) {
                let row = &mut rows[pool.class()];
                let blocks = pool.count.get() as usize;
                row.pools += 1;
                row.blocks += blocks;
                row.free_blocks += G::blocks_in_pool(row.class) - blocks;
            }
        }
        rows.retain(|row| row.pools > 0);
        let room = G::POOL_SIZE - G::POOL_OVERHEAD;
        Statistics {
            small_request_threshold: G::SMALL_REQUEST_THRESHOLD,
            classes: G::CLASSES,
            arenas_allocated: self.arenas.allocated,
            arenas_highwater: self.arenas.highwater,
            arenas: self.arenas.current,
            arena_size: G::ARENA_SIZE,
            pool_size: G::POOL_SIZE,
            unused_pools,
            pool_header_bytes: rows.iter().map(|row| row.pools * G::POOL_OVERHEAD).sum(),
            quantization: rows.iter().map(|row| row.pools * (room % row.size)).sum(),
            arena_alignment,
            map: self.address_map.cost(),
            rows,
        }
    }
}

impl Statistics {
    /// Bytes in allocated blocks.
    pub fn allocated_bytes(&self) -> usize {
        self.rows.iter().map(|row| row.blocks * row.size).sum()
    }

    /// Bytes in the free blocks of used pools.
    pub fn available_bytes(&self) -> usize {
        self.rows.iter().map(|row| row.free_blocks * row.size).sum()
    }

    /// The sum of all uses: the number of arenas times their size.
    pub fn total(&self) -> usize {
        self.allocated_bytes()
            + self.available_bytes()
            + self.unused_pools * self.pool_size
            + self.pool_header_bytes
            + self.quantization
            + self.arena_alignment
    }
}
// ANCHOR_END: count

// ANCHOR: display
impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Statistics { small_request_threshold, classes, arenas, .. } = *self;
        let Statistics { arena_size, pool_size, unused_pools, .. } = *self;
        writeln!(
            f,
            "Small block threshold = {small_request_threshold}, in {classes} size classes."
        )?;
        writeln!(f, "\nclass   size   num pools   blocks in use  avail blocks")?;
        writeln!(f, "-----   ----   ---------   -------------  ------------")?;
        for ClassStatistics { class, size, pools, blocks, free_blocks } in &self.rows {
            writeln!(f, "{class:5} {size:6} {pools:11} {blocks:15} {free_blocks:13}")?;
        }
        writeln!(f)?;
        line(f, "# arenas allocated total", self.arenas_allocated)?;
        line(f, "# arenas reclaimed", self.arenas_allocated - arenas)?;
        line(f, "# arenas highwater mark", self.arenas_highwater)?;
        line(f, "# arenas allocated current", arenas)?;
        line(f, &format!("{arenas} arenas * {arena_size} bytes/arena"), arenas * arena_size)?;
        writeln!(f)?;
        line(f, "# bytes in allocated blocks", self.allocated_bytes())?;
        line(f, "# bytes in available blocks", self.available_bytes())?;
        let unused = format!("{unused_pools} unused pools * {pool_size} bytes");
        line(f, &unused, unused_pools * pool_size)?;
        line(f, "# bytes lost to pool headers", self.pool_header_bytes)?;
        line(f, "# bytes lost to quantization", self.quantization)?;
        line(f, "# bytes lost to arena alignment", self.arena_alignment)?;
        line(f, "Total", self.total())?;

        let Some(MapCost { middle_nodes, bottom_nodes, bytes }) = self.map else { return Ok(()) };
        let [root, middle, bottom] = [bytes[0], bytes[1] * middle_nodes, bytes[2] * bottom_nodes];
        writeln!(f, "\narena map counts")?;
        line(f, "# arena map mid nodes", middle_nodes)?;
        line(f, "# arena map bot nodes", bottom_nodes)?;
        writeln!(f)?;
        line(f, "# bytes lost to arena map root", root)?;
        line(f, "# bytes lost to arena map mid", middle)?;
        line(f, "# bytes lost to arena map bot", bottom)?;
        line(f, "Total", root + middle + bottom)
    }
}

/// A line with a number at its end. C: `printone`.
fn line(f: &mut fmt::Formatter<'_>, label: &str, value: usize) -> fmt::Result {
    writeln!(f, "{label:35}={:>21}", with_commas(value))
}

/// `1234567` as `1,234,567`.
fn with_commas(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
// ANCHOR_END: display
