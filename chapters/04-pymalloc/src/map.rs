//! A map of the memory: every arena, every pool, every block, as data.
//!
//! CPython has no such map; `sys._debugmallocstats()` gives the sums. `svg.rs` draws one.
//!
//! A map is a copy. It stays what it was when the allocator goes on.

use crate::address_map::AddressMap;
use crate::arena::{Arena, NO_ARENA};
use crate::geometry::{Geometry, Sizes};
use crate::pool::Pool;
use crate::pymalloc::Pymalloc;
use crate::system::System;
use std::fmt;

// ANCHOR: map
/// An arena at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArenaMap {
    /// Where it begins.
    pub address: usize,
    /// Its place among the arenas that pools are taken from, 0 being the next one; `None`
    /// if all its pools are taken.
    pub place: Option<usize>,
    /// Its pools, in the order of their addresses.
    pub pools: Vec<PoolMap>,
}

/// A pool at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolMap {
    /// It was never used.
    Uncarved,
    /// All its blocks are free, and any class may take it.
    Empty,
    /// It serves a class: it is used, or full.
    Serving {
        /// Bytes in a block.
        block_size: usize,
        /// The blocks that fit into it, in the order of their addresses.
        blocks: Vec<BlockMap>,
    },
}

/// A block at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockMap {
    /// It is in use.
    Allocated,
    /// It is free, and so many blocks will be handed out before it.
    Free(usize),
    /// It was never handed out.
    Uncarved,
}
// ANCHOR_END: map

// ANCHOR: draw_up
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Maps all arenas, in the order of the table.
    pub fn map(&self) -> Vec<ArenaMap> {
        self.arenas.live().map(|(index, arena)| self.map_arena(index, arena)).collect()
    }

    fn map_arena(&self, index: u32, arena: &Arena) -> ArenaMap {
        let (entries, usable) = (self.arenas.entries(), &self.arenas.usable);
        let order = std::iter::successors(Some(usable.first()), |&index| {
            entries.get(index as usize).map(|arena| arena.next)
        });
        let place = order.take_while(|&index| index != NO_ARENA).position(|at| at == index);
        let mut pools: Vec<_> = arena.pools::<G>().map(map_pool::<G>).collect();
        pools.resize(arena.total_pools as usize, PoolMap::Uncarved);
        ArenaMap { address: arena.address, place, pools }
    }
}

fn map_pool<G: Geometry>(pool: Pool) -> PoolMap {
    if pool.count.get() == 0 {
        return PoolMap::Empty;
    }
    let block_size = G::block_size(pool.class());
    let place = |offset: usize| (offset - G::POOL_OVERHEAD) / block_size;
    let mut blocks = vec![BlockMap::Uncarved; G::blocks_in_pool(pool.class())];
    blocks[..place(pool.next_offset.get() as usize)].fill(BlockMap::Allocated);
    // SAFETY: the allocator is borrowed, so nothing allocates or frees meanwhile.
    for (turn, block) in unsafe { pool.free_blocks() }.enumerate() {
        blocks[place(block.addr().get() - pool.address())] = BlockMap::Free(turn);
    }
    PoolMap::Serving { block_size, blocks }
}
// ANCHOR_END: draw_up

// ANCHOR: occupancy
impl PoolMap {
    /// How many of its blocks are allocated, and how many there are.
    pub fn occupancy(&self) -> Option<(usize, usize)> {
        let PoolMap::Serving { blocks, .. } = self else { return None };
        let allocated = blocks.iter().filter(|&&block| block == BlockMap::Allocated).count();
        Some((allocated, blocks.len()))
    }
}

/// A character a pool: from `▁` for nearly empty to `█` for full, `·` for empty, `_` for
/// never used.
impl fmt::Display for ArenaMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        for pool in &self.pools {
            let symbol = match (pool, pool.occupancy()) {
                (_, Some((allocated, all))) => LEVELS[(allocated * 7) / all],
                (PoolMap::Empty, _) => '·',
                _ => '_',
            };
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}
// ANCHOR_END: occupancy

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radix_tree::RadixTree;
    use crate::system::Portable;

    #[test]
    fn blocks_show_in_which_order_they_come_back() {
        let mut heap = <Pymalloc<crate::Python311, Portable, RadixTree>>::default();
        let blocks: Vec<_> = (0..5).map(|_| heap.allocate(512).unwrap()).collect();
        for block in [1, 3] {
            // SAFETY: each block is freed once.
            unsafe { heap.free(blocks[block]) };
        }
        let map = heap.map();
        let PoolMap::Serving { block_size: 512, blocks } = &map[0].pools[0] else {
            panic!("the first pool serves the class")
        };
        use BlockMap::{Allocated, Free, Uncarved};
        let expected = [Allocated, Free(1), Allocated, Free(0), Allocated, Free(2), Uncarved];
        assert_eq!(blocks[..7], expected);
        assert_eq!(map[0].place, Some(0));
        assert!(map[0].to_string().starts_with("▁__"));
    }
}
