//! The verifier: what CPython's compiler makes passes, and altered code harms nobody.

use std::env;

use compiler::code::Code;
use compiler::constant::{Constant, Shared};
use compiler::verify::verify;
use compiler::{dis, marshal};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::{library, say};

use crate::code_objects::{compiled, compiled_of};

/// How many altered code objects are looked at; `GLASS_MUTANTS` asks for more.
const ALTERED: u64 = 100_000;

#[test]
fn the_library_is_accepted() {
    let Some(python) = Python::get("the verifier on the library") else { return };
    let inputs = compiled(python);
    let mut refused = Vec::new();
    let mut count = 0;
    for input in &inputs {
        let code = loaded(&input.source);
        count += objects_in(&code);
        if let Err(error) = verify(&code) {
            refused.push(format!("{}: {error}", input.name));
        }
    }
    say(&format!("verifier: {count} code objects of {} files", inputs.len()));
    assert!(refused.is_empty(), "{}: {:#?}", refused.len(), &refused[..refused.len().min(20)]);
}

/// Whatever the alteration, there is an answer; and most of them are found.
#[test]
fn altered_code_is_judged() {
    let Some(python) = Python::get("the verifier on altered code") else { return };
    let few = library::files(python).into_iter().step_by(20).collect();
    let originals: Vec<Shared<Code>> =
        compiled_of(python, few).iter().flat_map(|input| all_of(&loaded(&input.source))).collect();
    let count = env::var("GLASS_MUTANTS").ok().and_then(|text| text.parse().ok());
    let count = count.unwrap_or(ALTERED);
    let mut refused = 0;
    for seed in 0..count {
        let mut random = fastrand::Rng::with_seed(seed);
        let original = &originals[random.usize(..originals.len())];
        let altered = altered(original, &mut random);
        refused += u64::from(verify(&altered).is_err());
        // What reads code without running it takes any.
        if seed % 100 == 0 {
            dis::dis(&Shared::new(altered), &dis::Options::default());
        }
    }
    say(&format!("verifier: {refused} of {count} altered code objects refused"));
    assert!(refused > count / 2);
}

fn loaded(bytes: &[u8]) -> Shared<Code> {
    match marshal::loads(bytes) {
        Ok(Constant::Code(code)) => code,
        other => panic!("CPython wrote a code object: {other:?}"),
    }
}

fn all_of(code: &Shared<Code>) -> Vec<Shared<Code>> {
    let nested = code.nested().flat_map(all_of);
    std::iter::once(code.clone()).chain(nested).collect()
}

fn objects_in(code: &Code) -> usize {
    1 + code.nested().map(|code| objects_in(code)).sum::<usize>()
}

/// A copy with one to three things changed, as `code.replace` could.
fn altered(original: &Code, random: &mut fastrand::Rng) -> Code {
    let mut code = original.clone();
    for _ in 0..random.usize(1..=3) {
        match random.u8(..12) {
            0 => code.stacksize = random.i32(-1..=code.stacksize + 1),
            1 => code.flags ^= 1 << random.u8(..10),
            2 => code.argcount = random.i32(-1..=code.argcount + 1),
            3 => code.consts = shortened(&code.consts, random),
            4 => code.names = shortened(&code.names, random),
            5 => code.localspluskinds = bytes(&code.localspluskinds, random),
            6 | 7 => code.exceptiontable = bytes(&code.exceptiontable, random),
            _ => code.code = bytes(&code.code, random),
        }
    }
    code
}

fn shortened<T: Clone>(items: &Shared<Vec<T>>, random: &mut fastrand::Rng) -> Shared<Vec<T>> {
    Shared::new(items[..random.usize(..=items.len())].to_vec())
}

fn bytes(bytes: &[u8], random: &mut fastrand::Rng) -> Shared<Vec<u8>> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return Shared::new(vec![random.u8(..); random.usize(..9)]);
    }
    let place = random.usize(..bytes.len());
    match random.u8(..8) {
        0 => bytes.truncate(place),
        1 => bytes.truncate(place & !1),
        2 => bytes[place] ^= 1 << random.u8(..8),
        3 => bytes[place] = random.u8(..),
        4 => bytes[place] = random.u8(..4),
        5 => {
            let other = random.usize(..bytes.len());
            bytes.swap(place, other);
        }
        6 => {
            let unit = place & !1;
            bytes.drain(unit..bytes.len().min(unit + 2));
        }
        _ => {
            let unit = [random.u8(..), random.u8(..8)];
            bytes.splice(place & !1..place & !1, unit);
        }
    }
    Shared::new(bytes)
}
