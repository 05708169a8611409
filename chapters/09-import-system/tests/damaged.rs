//! Whatever bytes `marshal` is given, it reads an object or raises, and what it has read it can
//! write and read again; and all frozen modules are whole.

use eval_loop::objects::code::{PyCodeObject, compiled};
use eval_loop::run::initialize;
use eval_loop::threads::attach;
use import_system::{frozen, marshal};
use object_model::errors;
use object_model::runtime::Config;
use object_model::types::str;

/// Bytes that differ from the given ones in a place or two, or end early.
fn damaged(bytes: &[u8], seed: u32) -> Vec<u8> {
    let mut random = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        random as usize % below
    };
    let mut damaged = bytes.to_vec();
    for _ in 0..=next(2) {
        let at = next(damaged.len());
        damaged[at] = next(256) as u8;
    }
    if next(4) == 0 {
        damaged.truncate(next(damaged.len()));
    }
    damaged
}

#[test]
fn code_that_was_damaged_is_read_or_refused() {
    let _attached = attach();
    initialize(Config { hash_seed: Some(0), ..Config::default() });
    for name in frozen::names() {
        let module = frozen::find(str::new(name).unwrap().borrow()).expect("it has been listed");
        let code = marshal::loads(module.code).expect("what was frozen is whole");
        let code = code.downcast::<PyCodeObject>().expect("a module is code");
        let file = compiled(code.borrow()).filename.clone();
        let origin = module.origin.unwrap_or("__hello__").trim_start_matches('<');
        assert_eq!(file.as_str(), Some(format!("<frozen {origin}>").as_str()));
    }
    let hello = frozen::find(str::new("__hello__").unwrap().borrow()).unwrap().code;
    let data = b"\xa9\x03\xdb\x02\0\0\0r\0\0\0\0\xe9\x01\0\0\0<\x02\0\0\0N\xf3\x01\0\0\0x{Tg\0\0\0\0\0\0\0\x400";
    let (mut read, mut refused) = (0, 0);
    for seed in 0..4000 {
        let bytes = damaged(if seed % 2 == 0 { hello } else { data }, seed);
        match marshal::loads(&bytes) {
            Ok(value) => {
                read += 1;
                let written = marshal::dumps(value.borrow(), 4).expect("it was read");
                drop(marshal::loads(&written).expect("it was written"));
            }
            Err(_) => {
                refused += 1;
                assert!(errors::is_set());
                errors::clear();
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} {refused}");
}
