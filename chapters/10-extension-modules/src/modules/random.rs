//! `_random`: the Mersenne Twister.
//!
//! CPython: `Modules/_randommodule.c` (`genrand_uint32`, `init_by_array`, `random_seed`).
//!
//! MT19937 of Matsumoto and Nishimura: 624 words, all made anew when the last has been used.

use std::cell::RefCell;

use object_model::arguments::Given;
use object_model::dealloc::dealloc;
use object_model::errors::{OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use object_model::memory;
use object_model::object::{Layout, Obj, PyObject, Result, Status};
use object_model::static_type::{Method, StaticType, Table};
use object_model::type_object::{Type, flags};
use object_model::types::int::{self, ByteOrder, PyLongObject};
use object_model::types::module::ModuleDefinition;
use object_model::types::text_arguments::to_c_int;
use object_model::types::tuple::PyTupleObject;
use object_model::types::{float, none, tuple};

/// `_random`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_random",
    doc: "The Mersenne Twister random number generator.",
    types: &[&RANDOM],
    ..ModuleDefinition::NONE
};

// ANCHOR: twister
/// How many words the state has. C: `N`.
const N: usize = 624;
/// C: `M`.
const M: usize = 397;

/// The generator.
#[derive(Clone)]
struct Twister {
    index: usize,
    state: [u32; N],
}

impl Twister {
    /// C: `init_genrand`.
    fn new(seed: u32) -> Twister {
        let mut state = [seed; N];
        for at in 1..N {
            let last = state[at - 1];
            state[at] = 1_812_433_253_u32.wrapping_mul(last ^ last >> 30).wrapping_add(at as u32);
        }
        Twister { index: N, state }
    }

    /// C: `init_by_array`.
    fn from_key(key: &[u32]) -> Twister {
        let mut twister = Twister::new(19_650_218);
        let state = &mut twister.state;
        let mut at = 1;
        let mut mix = |state: &mut [u32; N], factor: u32, change: &dyn Fn(usize) -> u32| {
            let last = state[at - 1];
            state[at] =
                (state[at] ^ (last ^ last >> 30).wrapping_mul(factor)).wrapping_add(change(at));
            at += 1;
            if at == N {
                state[0] = state[N - 1];
                at = 1;
            }
        };
        for round in 0..N.max(key.len()) {
            let place = round % key.len();
            mix(state, 1_664_525, &|_| key[place].wrapping_add(place as u32));
        }
        for _ in 1..N {
            mix(state, 1_566_083_941, &|at| (at as u32).wrapping_neg());
        }
        state[0] = 0x8000_0000;
        twister
    }

    /// C: `genrand_uint32`.
    fn next(&mut self) -> u32 {
        if self.index >= N {
            for at in 0..N {
                let word = self.state[at] & 0x8000_0000 | self.state[(at + 1) % N] & 0x7fff_ffff;
                let odd = if word & 1 == 0 { 0 } else { 0x9908_b0df };
                self.state[at] = self.state[(at + M) % N] ^ word >> 1 ^ odd;
            }
            self.index = 0;
        }
        let mut word = self.state[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }
}
// ANCHOR_END: twister

// ANCHOR: layout
/// C: `RandomObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct RandomObject {
    pub ob_base: PyObject,
    state: RefCell<Box<Twister>>,
}

// SAFETY: instances are made by `random_new`.
unsafe impl Layout for RandomObject {
    fn type_object() -> &'static StaticType {
        &RANDOM
    }
}

type Random<'a> = Obj<'a, RandomObject>;

/// `Random`.
pub static RANDOM: StaticType = StaticType::new(Table::<RandomObject> {
    tp_name: c"_random.Random",
    tp_doc: "A generator of random numbers, with a state of its own.",
    // The state stands in the object, as C has it.
    tp_basicsize: size_of::<PyObject>() + size_of::<i32>() * (N + 2),
    tp_flags: flags::BASETYPE,
    tp_dealloc: Some(dealloc::<RandomObject>),
    tp_init: Some(random_init),
    tp_new: Some(random_new),
    tp_methods: &[
        Method::none(c"random", "($self, /)", next_float, "A number from 0 up to 1."),
        Method::new(
            c"seed",
            "($self, n=None, /)",
            |random, arguments| {
                seed(random, arguments.get(0))?;
                Ok(none().to_ref())
            },
            "Begins anew: with a hash of n, or with what the system has.",
        ),
        Method::none(c"getstate", "($self, /)", state, "The state, for setstate()."),
        Method::one(c"setstate", "($self, state, /)", set_state, "Goes on from a state."),
        Method::one(c"getrandbits", "($self, k, /)", bits, "An int of k random bits."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: seed
extern "C" fn random_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let random = memory::create(ob_type, |ob_base| RandomObject {
        ob_base,
        state: RefCell::new(Box::new(Twister { index: 0, state: [0; N] })),
    })?;
    Ok(random.object())
}

extern "C" fn random_init(random: Random<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    let is_plain = init(random.ob_type()) == init(RANDOM.as_type());
    let given = Given::of_tuple(args, keywords);
    if is_plain && !given.keywords.is_empty() {
        return Err(raise(&TYPE_ERROR, "Random() takes no keyword arguments").into());
    }
    if given.positional.len() > 1 {
        return Err(raise(&TYPE_ERROR, "Random() requires 0 or 1 argument").into());
    }
    seed(random, given.positional.first().copied())?;
    Ok(())
}

/// C: `random_seed`.
fn seed(random: Random<'_>, given: Option<Obj<'_>>) -> Result<()> {
    let key = match given.filter(|given| !given.is_none()) {
        None => system_key(),
        Some(given) => match given.downcast::<PyLongObject>() {
            Some(int) => words(int)?,
            None => words(int::from_u64(given.hash()? as u64)?.borrow())?,
        },
    };
    **random.state.borrow_mut() = Twister::from_key(&key);
    Ok(())
}

/// The magnitude in words of 32 bits, the lowest first.
fn words(int: Obj<'_, PyLongObject>) -> Result<Vec<u32>> {
    let number = int.number();
    let count = int::bit_length(number).div_ceil(32).max(1);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(4 * count).map_err(|_| no_memory())?;
    bytes.resize(4 * count, 0);
    let magnitude = int::Int { negative: false, ..number };
    int::to_bytes(magnitude, &mut bytes, ByteOrder::Little, false)?;
    let word = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    Ok(bytes.chunks_exact(4).map(word).collect())
}

/// What the system has; where it has nothing, the time. C: `random_seed_urandom`,
/// `random_seed_time_pid`.
fn system_key() -> Vec<u32> {
    let mut bytes = [0_u8; 4 * N];
    let read = std::fs::File::open("/dev/urandom")
        .and_then(|mut file| std::io::Read::read_exact(&mut file, &mut bytes));
    if read.is_ok() {
        let word = |bytes: &[u8]| u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        return bytes.chunks_exact(4).map(word).collect();
    }
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = since.map_or(0, |since| since.as_nanos() as u64);
    vec![now as u32, (now >> 32) as u32, std::process::id()]
}
// ANCHOR_END: seed

// ANCHOR: draw
/// 53 bits of two words.
fn next_float(random: Random<'_>) -> Result {
    let mut state = random.state.borrow_mut();
    let (high, low) = (state.next() >> 5, state.next() >> 6);
    let value = (f64::from(high) * 67_108_864.0 + f64::from(low)) * (1.0 / 9_007_199_254_740_992.0);
    Ok(float::new(value)?.object())
}

/// Word by word from the lowest up; of the last only the upper bits.
fn bits(random: Random<'_>, count: Obj<'_>) -> Result {
    let Ok(count) = usize::try_from(to_c_int(count)?) else {
        return Err(raise(&VALUE_ERROR, "number of bits must be non-negative"));
    };
    let mut state = random.state.borrow_mut();
    if count == 0 {
        return Ok(int::from_i64(0)?.object());
    }
    if count <= 32 {
        return Ok(int::from_u64((state.next() >> (32 - count)).into())?.object());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count.div_ceil(32) * 4).map_err(|_| no_memory())?;
    for at in 0..count.div_ceil(32) {
        let left = (count - 32 * at).min(32);
        bytes.extend((state.next() >> (32 - left)).to_le_bytes());
    }
    let most = int::from_bytes_size(&bytes)?;
    let number = int::object::from_algorithm(most, |into| {
        Ok(int::from_bytes(&bytes, ByteOrder::Little, false, into))
    })?;
    Ok(number.object())
}
// ANCHOR_END: draw

// ANCHOR: state
fn state(random: Random<'_>) -> Result {
    let state = random.state.borrow().clone();
    let index = int::from_u64(state.index as u64)?.object();
    let words = state.state.iter().map(|word| Ok(int::from_u64((*word).into())?.object()));
    let words = words.chain([Ok(index)]).collect::<Result<Vec<_>>>()?;
    Ok(tuple::from_iterator(words.into_iter())?.object())
}

fn set_state(random: Random<'_>, given: Obj<'_>) -> Result {
    let Some(given) = given.downcast::<PyTupleObject>() else {
        return Err(raise(&TYPE_ERROR, "state vector must be a tuple"));
    };
    let Some((index, words)) = given.items().split_last().filter(|(_, words)| words.len() == N)
    else {
        return Err(raise(&VALUE_ERROR, "state vector is the wrong size"));
    };
    let int = |given: Obj<'_>| match given.downcast::<PyLongObject>() {
        Some(int) => Ok(int.to_ref()),
        None => Err(raise(&TYPE_ERROR, "an integer is required")),
    };
    let mut state = [0; N];
    for (place, word) in state.iter_mut().zip(words) {
        let word = int(*word)?;
        if word.borrow().is_negative() {
            let message = "can't convert negative value to unsigned int";
            return Err(raise(&OVERFLOW_ERROR, message));
        }
        let message = "Python int too large to convert to C unsigned long";
        let word = word.borrow().to_u64().ok_or_else(|| raise(&OVERFLOW_ERROR, message))?;
        *place = word as u32;
    }
    let index = index.index()?;
    let message = "Python int too large to convert to C long";
    let index = index.borrow().to_i64().ok_or_else(|| raise(&OVERFLOW_ERROR, message))?;
    match usize::try_from(index).ok().filter(|index| *index <= N) {
        Some(index) => **random.state.borrow_mut() = Twister { index, state },
        None => return Err(raise(&VALUE_ERROR, "invalid state")),
    }
    Ok(none().to_ref())
}
// ANCHOR_END: state
