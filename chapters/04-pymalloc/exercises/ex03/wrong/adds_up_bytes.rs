//! Exercise 3: how few arenas would do, if blocks could be moved.

use pymalloc::map::{ArenaMap, PoolMap};

/// How many arenas of 64 pools all allocated blocks would fit into.
fn least_arenas(map: &[ArenaMap]) -> usize {
    let bytes: usize = map
        .iter()
        .flat_map(|arena| &arena.pools)
        .filter_map(|pool| match pool {
            PoolMap::Serving { block_size, .. } => Some(block_size * pool.occupancy()?.0),
            _ => None,
        })
        .sum();
    bytes.div_ceil(1 << 20)
}

mod checks;
