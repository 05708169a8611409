//! No bytes make the reader of `.pyc` files panic, nor what looks at the code object in one:
//! `dis`, the tables' readers, the verifier. What was read can be written, and is then read as
//! the same.
//!
//! `just fuzz pyc` runs it. A corpus to begin with is any folder of `.pyc` files.

#![no_main]

use compiler::code::Code;
use compiler::constant::Constant;
use compiler::verify::verify;
use compiler::{dis, marshal, pyc};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Most inputs will not have the header, so that both ways in are tried.
    let value = match (pyc::read(data, "fuzz.pyc"), marshal::loads(data)) {
        (Ok((_, code)), _) => Constant::Code(code),
        (Err(_), Ok(value)) => value,
        (Err(_), Err(_)) => return,
    };
    // A value that many others share takes few bytes; shown or compared, it takes time.
    let mut budget = 100_000;
    let is_small = count(&value, &mut budget);
    if let Constant::Code(code) = &value {
        look(code, is_small);
    }
    if is_small {
        let bytes = marshal::dumps(&value, marshal::VERSION).expect("it was read");
        let again = marshal::loads(&bytes).expect("it was written");
        // What holds a NaN doesn't equal itself.
        let has_nan = format!("{value:?}").contains("NaN");
        assert!(has_nan || again == value, "{value:?} became {again:?}");
    }
});

/// Whether a value has no more parts than the budget, each counted as often as it is met.
fn count(value: &Constant, budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    match value {
        Constant::Tuple(items) | Constant::List(items) => {
            items.iter().all(|item| count(item, budget))
        }
        Constant::FrozenSet(set) | Constant::Set(set) => {
            set.items().all(|item| count(item, budget))
        }
        Constant::Dict(dict) => {
            dict.pairs().iter().all(|(key, value)| count(key, budget) && count(value, budget))
        }
        Constant::Code(code) => code.consts.iter().all(|item| count(item, budget)),
        _ => true,
    }
}

fn look(code: &Code, is_small: bool) {
    let verdict = verify(code);
    assert!(code.positions().count() <= 8 * code.linetable.len());
    code.lines().count();
    code.lnotab();
    if is_small {
        dis::dis(code, &dis::Options { show_caches: true, ..dis::Options::default() });
    }
    if verdict.is_ok() {
        assert!(!code.code.is_empty());
    }
}
