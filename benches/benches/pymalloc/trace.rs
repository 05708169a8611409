//! A program's requests, recorded from CPython.

/// A program's requests, recorded from CPython by `tests/reference/pymalloc_trace.py`.
pub(crate) const TRACE: &[u8] =
    include_bytes!("../../../chapters/04-pymalloc/tests/recorded/words.trace");

/// A call of a recorded program. Blocks are named by the order in which they were made.
#[derive(Clone, Copy)]
pub(crate) enum Call {
    Malloc(u32),
    Calloc(u32),
    Realloc(u32, u32),
    Free(u32),
}

/// The calls of a trace, in the format of `tests/reference/pymalloc_trace.py`.
pub(crate) fn read_trace(mut trace: &[u8]) -> Vec<Call> {
    let mut number = || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = trace.split_first()?;
            trace = rest;
            value |= u32::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    };
    let (mut calls, mut made) = (Vec::new(), 0);
    while let Some(word) = number() {
        let rest = word >> 2;
        calls.push(match word & 3 {
            0 => Call::Malloc(rest),
            1 => Call::Free(made - rest),
            2 => Call::Realloc(made - rest, number().expect("a size follows")),
            _ => Call::Calloc(rest),
        });
        made += u32::from(matches!(word & 3, 0 | 3));
    }
    calls
}
