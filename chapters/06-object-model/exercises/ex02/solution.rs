//! Exercise 2, solved.

/// The places that are tried for a hash, in order and without end.
fn places(hash: isize, size: usize) -> impl Iterator<Item = usize> {
    let mask = size - 1;
    let start = (hash as usize & mask, hash as usize);
    let next = move |&(place, rest): &(usize, usize)| {
        let rest = rest >> 5;
        Some((place.wrapping_mul(5).wrapping_add(rest).wrapping_add(1) & mask, rest))
    };
    std::iter::successors(Some(start), next).map(|(place, _)| place)
}

mod checks;
