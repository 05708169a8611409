//! The checks of exercise 2. The tables were read out of dicts of CPython 3.11.7, by `ctypes`.

use crate::places;

/// The table after keys of these hashes have come, one after the other; −1 is empty.
fn table(hashes: &[isize], size: usize) -> Vec<isize> {
    let mut table = vec![-1; size];
    for (entry, &hash) in hashes.iter().enumerate() {
        let free = places(hash, size).take(1000).find(|&place| table[place] == -1);
        table[free.expect("a free place within a thousand tries")] = entry as isize;
    }
    table
}

#[test]
fn keys_land_where_cpython_puts_them() {
    assert_eq!(table(&[1, 9, 17], 8), [-1, 0, -1, -1, -1, -1, 1, 2]);
    assert_eq!(table(&[-7, 1, 9], 8), [-1, 0, -1, -1, -1, -1, 1, 2]);
    let multiples = [5, 13, 21, 29, 37, 45, 53, 61, 69, 77];
    let expected = [7, -1, 3, 5, 9, 0, -1, -1, 6, -1, 2, 4, 8, 1, -1, -1];
    assert_eq!(table(&multiples, 16), expected);
}

#[test]
fn hashes_that_differ_high_up_part() {
    let hashes = [(1 << 40) + 3, 3, (1 << 41) + 3, 11, 19];
    assert_eq!(table(&hashes, 8), [1, 2, -1, 0, -1, -1, 3, 4]);
}

#[test]
fn every_place_is_tried() {
    for hash in [0, 5, -1, isize::MAX, isize::MIN] {
        let mut seen: Vec<usize> = places(hash, 64).take(200).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 64);
    }
}
