//! Exercise 3: how few arenas would do, if blocks could be moved.

use pymalloc::map::{ArenaMap, PoolMap};
use std::collections::BTreeMap;

/// How many arenas of 64 pools all allocated blocks would fit into.
fn least_arenas(map: &[ArenaMap]) -> usize {
    // By block size: how many blocks are allocated, and how many fit into a pool.
    let mut classes: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for pool in map.iter().flat_map(|arena| &arena.pools) {
        if let (PoolMap::Serving { block_size, .. }, Some((allocated, all))) =
            (pool, pool.occupancy())
        {
            let class = classes.entry(*block_size).or_insert((0, all));
            class.0 += allocated;
        }
    }
    let pools: usize = classes.values().map(|&(blocks, room)| blocks.div_ceil(room)).sum();
    pools.div_ceil(64)
}

mod checks;
