//! The secret that hashes of text depend on, and the function that uses it.
//!
//! CPython: `Python/bootstrap_hash.c` (`_Py_HashRandomization_Init`, `lcg_urandom`),
//! `Python/pyhash.c` (`siphash13`, `_Py_HashBytes`, `_Py_HashPointer`).
//!
//! Who could choose dict keys whose hashes collide could slow a program down at will. So the
//! hash of text is keyed with 128 bits that are new in each process, unless `PYTHONHASHSEED`
//! says otherwise: 0 is a key of zeros, another number is expanded to a key.

// ANCHOR: secret
/// The key of the text hash. C: `_Py_HashSecret.siphash`.
#[derive(Debug, Clone, Copy)]
pub struct HashSecret {
    k0: u64,
    k1: u64,
}

impl HashSecret {
    pub(crate) const ZERO: HashSecret = HashSecret { k0: 0, k1: 0 };

    /// The key for a seed, or a random one.
    pub fn new(seed: Option<u32>) -> HashSecret {
        let bytes = match seed {
            Some(0) => return HashSecret::ZERO,
            Some(seed) => expand(seed),
            None => random(),
        };
        let (k0, k1) = bytes.split_at(8);
        let word = |half: &[u8]| half.try_into().map(u64::from_le_bytes).unwrap_or_default();
        HashSecret { k0: word(k0), k1: word(k1) }
    }
}

/// The first bytes of a linear congruential generator. C: `lcg_urandom`.
fn expand(seed: u32) -> [u8; 16] {
    let mut x = seed;
    std::array::from_fn(|_| {
        x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
        (x >> 16) as u8
    })
}

/// Bytes that nobody knows; the standard library draws them for its own hash tables.
fn random() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let (low, high) = (RandomState::new().hash_one(0), RandomState::new().hash_one(1));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&low.to_ne_bytes());
    bytes[8..].copy_from_slice(&high.to_ne_bytes());
    bytes
}
// ANCHOR_END: secret

// ANCHOR: siphash
impl HashSecret {
    /// SipHash-1-3 of the bytes, as Python has it: −1 is no hash, and nothing hashes to 0.
    /// C: `_Py_HashBytes`.
    pub fn hash(self, bytes: &[u8]) -> isize {
        if bytes.is_empty() {
            return 0;
        }
        match self.siphash13(bytes) as isize {
            -1 => -2,
            hash => hash,
        }
    }

    fn siphash13(self, bytes: &[u8]) -> u64 {
        let mut v = [
            self.k0 ^ 0x736f_6d65_7073_6575,
            self.k1 ^ 0x646f_7261_6e64_6f6d,
            self.k0 ^ 0x6c79_6765_6e65_7261,
            self.k1 ^ 0x7465_6462_7974_6573,
        ];
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            let word = word.try_into().map(u64::from_le_bytes).unwrap_or_default();
            v[3] ^= word;
            round(&mut v);
            v[0] ^= word;
        }
        let mut last = [0; 8];
        last[..words.remainder().len()].copy_from_slice(words.remainder());
        let word = (bytes.len() as u64) << 56 | u64::from_le_bytes(last);
        v[3] ^= word;
        round(&mut v);
        v[0] ^= word;
        v[2] ^= 0xff;
        for _ in 0..3 {
            round(&mut v);
        }
        v[0] ^ v[1] ^ v[2] ^ v[3]
    }
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}
// ANCHOR_END: siphash

/// The hash of an address: its low bits, which are always zero, go to the top.
/// C: `_Py_HashPointer`.
pub fn hash_pointer<T>(pointer: *const T) -> isize {
    match (pointer.addr().rotate_right(4)) as isize {
        -1 => -2,
        hash => hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // PYTHONHASHSEED=0 python3.11 -c "print(hash('abc'), hash('Glass Snake'))", and with 42.
    #[test]
    fn text_hashes_as_under_the_same_seed_in_cpython() {
        let zero = HashSecret::new(Some(0));
        assert_eq!(zero.hash(b"abc"), HASHES[0]);
        assert_eq!(zero.hash(b"Glass Snake"), HASHES[1]);
        let other = HashSecret::new(Some(42));
        assert_eq!(other.hash(b"abc"), HASHES[2]);
        assert_eq!(other.hash(b"Glass Snake"), HASHES[3]);
    }

    const HASHES: [isize; 4] =
        [-4594863902769663758, 1852105308432029831, 3869580338025362921, 1798733045606816314];
}
