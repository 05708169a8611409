//! `dis`: a code object's instructions as a table, and as text.
//!
//! CPython: `Lib/dis.py`. [`instructions`] is `get_instructions`, [`dis`] is `dis.dis`,
//! [`code_info`] is `dis.code_info`. Text is bytes, because a name may hold a lone surrogate,
//! which no `str` of Rust's can.
//!
//! Any code object can be shown, also one that makes no sense; where CPython's `dis` would end
//! with an `IndexError`, the argument is shown without what it stands for.

mod text;

use std::collections::{HashMap, HashSet};

use crate::code::Code;
use crate::constant::Constant;
use crate::exception_table::Handler;
use crate::location::Position;
use crate::opcode::{Argument, BINARY_OPERATORS, COMPARISONS, CONVERSIONS, FUNCTION_PARTS, Opcode};

pub use text::{code_info, dis, pretty_flags};

/// What to show.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The caches behind an instruction too.
    pub show_caches: bool,
    /// These code units instead of the code object's own: the quickened ones. They are
    /// of the outermost code object.
    pub adaptive: Option<&'a [u8]>,
    /// Count lines as if the code object began at this one.
    pub first_line: Option<i32>,
    /// Mark the instruction at this offset with an arrow.
    pub current: Option<usize>,
    /// How deep to go into nested code objects; without, all the way.
    pub depth: Option<usize>,
    /// How a code object is shown among the arguments; its `repr` has an address.
    pub show_code: &'a dyn Fn(&Code) -> Vec<u8>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            show_caches: false,
            adaptive: None,
            first_line: None,
            current: None,
            depth: None,
            show_code: &Code::repr,
        }
    }
}

/// An instruction, or a code unit of cache.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// The opcode, a special form's if the code is quickened.
    pub opcode: Opcode,
    /// The argument with what `EXTENDED_ARG` added; `None` if the opcode has none.
    pub argument: Option<i32>,
    /// What the argument stands for, in words.
    pub argument_repr: Vec<u8>,
    /// Where it jumps to.
    pub target: Option<i64>,
    /// The offset of its first byte.
    pub offset: usize,
    /// The line, if the instruction is its first.
    pub starts_line: Option<i32>,
    /// Whether something jumps here, or an exception leads here.
    pub is_jump_target: bool,
    /// Where it comes from.
    pub position: Position,
}

/// The instructions of a code object, without the nested ones'.
pub fn instructions(code: &Code, options: &Options<'_>) -> Vec<Instruction> {
    let units = options.adaptive.unwrap_or(&code.code);
    let handlers = code.handlers();
    let labels = labels(units, &handlers);
    let lines = line_starts(code, options);
    let mut positions = code.positions();
    let mut found = Vec::new();
    for (offset, opcode, argument) in unpacked(units) {
        let (argument_repr, target) = match argument {
            Some(argument) => explained(code, offset, opcode, argument, options),
            None => (Vec::new(), None),
        };
        found.push(Instruction {
            opcode,
            argument,
            argument_repr,
            target,
            offset,
            starts_line: lines.get(&offset).copied(),
            is_jump_target: labels.contains(&(offset as i64)),
            position: positions.next().unwrap_or_default(),
        });
        if options.show_caches {
            let base = opcode.base();
            caches(units, offset + 2, base, opcode != base, &mut positions, &mut found);
        } else {
            positions.by_ref().take(opcode.caches()).for_each(drop);
        }
    }
    found
}

/// The units of cache behind an instruction. What they hold is shown where it means something:
/// in a special form.
fn caches(
    units: &[u8],
    mut offset: usize,
    base: Opcode,
    is_special: bool,
    positions: &mut impl Iterator<Item = Position>,
    found: &mut Vec<Instruction>,
) {
    for &(name, size) in base.row().map_or(&[][..], |row| row.caches) {
        for index in 0..size {
            let mut shown = Vec::new();
            if index == 0 && is_special {
                let end = units.len().min(offset + 2 * size);
                let data = units.get(offset..end).unwrap_or_default();
                let value = data.iter().rev().fold(0u64, |all, &byte| all << 8 | u64::from(byte));
                shown = format!("{name}: {value}").into_bytes();
            }
            found.push(Instruction {
                opcode: Opcode::CACHE,
                argument: Some(0),
                argument_repr: shown,
                target: None,
                offset,
                starts_line: None,
                is_jump_target: false,
                position: positions.next().unwrap_or_default(),
            });
            offset += 2;
        }
    }
}

// ANCHOR: unpacked
/// The instructions with their offsets and whole arguments, without caches. CPython:
/// `_unpack_opargs`.
pub fn unpacked(units: &[u8]) -> impl Iterator<Item = (usize, Opcode, Option<i32>)> + '_ {
    let mut offset = 0;
    let mut higher = 0i32;
    std::iter::from_fn(move || {
        let &[opcode, low] = units.get(offset..)?.first_chunk()?;
        let (at, opcode) = (offset, Opcode(opcode));
        offset += 2 + 2 * opcode.caches();
        let base = opcode.base();
        let argument = base.has_argument().then_some(i32::from(low) | higher);
        higher = match argument {
            // A C int: what is shifted out is lost, and the sign with it.
            Some(argument) if base == Opcode::EXTENDED_ARG => argument.wrapping_shl(8),
            _ => 0,
        };
        Some((at, opcode, argument))
    })
}
// ANCHOR_END: unpacked

/// Where a jump goes.
fn target(offset: usize, opcode: Opcode, argument: i32) -> Option<i64> {
    let next = offset as i64 + 2;
    match opcode.argument() {
        Argument::JumpForward => Some(next + 2 * i64::from(argument)),
        Argument::JumpBackward => Some(next - 2 * i64::from(argument)),
        _ => None,
    }
}

/// The offsets that something leads to. A quickened jump counts for nothing here, since
/// CPython doesn't look for its base.
fn labels(units: &[u8], handlers: &[Handler]) -> HashSet<i64> {
    let jumps =
        unpacked(units).filter_map(|(offset, opcode, argument)| target(offset, opcode, argument?));
    // A row that covers nothing leads nowhere.
    let rows = handlers.iter().filter(|row| row.start < row.end);
    jumps.chain(rows.map(|row| row.target.cast_signed())).collect()
}

/// The lines by the offsets at which they begin. CPython: `findlinestarts`.
fn line_starts(code: &Code, options: &Options<'_>) -> HashMap<usize, i32> {
    let shift = options.first_line.map_or(0, |first| first.wrapping_sub(code.firstlineno));
    let mut last = None;
    let starts = code.lines().filter_map(|range| {
        let line = range.line.filter(|_| range.line != last)?;
        last = range.line;
        Some((range.start, line.wrapping_add(shift)))
    });
    starts.collect()
}

// ANCHOR: explained
/// What an argument stands for, and where a jump goes.
fn explained(
    code: &Code,
    offset: usize,
    opcode: Opcode,
    argument: i32,
    options: &Options<'_>,
) -> (Vec<u8>, Option<i64>) {
    let base = opcode.base();
    let at = |index: i32| usize::try_from(index).ok();
    let name = |names: &[Constant], index: i32| match at(index).and_then(|index| names.get(index)) {
        Some(Constant::Str(name)) => name.as_bytes().to_vec(),
        _ => Vec::new(),
    };
    let repr = match base.argument() {
        Argument::None | Argument::Plain => Vec::new(),
        // KW_NAMES has a constant for its argument, which `dis` leaves unexplained.
        Argument::Const if base != Opcode::LOAD_CONST => Vec::new(),
        Argument::Const => at(argument)
            .and_then(|index| code.consts.get(index))
            .map_or_else(Vec::new, |constant| constant.repr_with(options.show_code)),
        Argument::Name => name(&code.names, argument),
        Argument::GlobalName => {
            let mut shown = name(&code.names, argument >> 1);
            if argument & 1 == 1 && !shown.is_empty() {
                shown.splice(..0, *b"NULL + ");
            }
            shown
        }
        Argument::Local | Argument::Free => name(&code.localsplusnames, argument),
        Argument::JumpForward | Argument::JumpBackward => {
            let target = target(offset, base, argument);
            let shown = target.map_or_else(String::new, |target| format!("to {target}"));
            return (shown.into_bytes(), target);
        }
        Argument::Compare => shown(&COMPARISONS, argument),
        Argument::BinaryOperator => shown(&BINARY_OPERATORS, argument),
        Argument::Conversion => {
            let conversion = CONVERSIONS[(argument & 3) as usize];
            let format = if argument & 4 == 0 { "" } else { "with format" };
            let both = !conversion.is_empty() && !format.is_empty();
            format!("{conversion}{}{format}", if both { ", " } else { "" }).into_bytes()
        }
        Argument::FunctionParts => {
            let bits = FUNCTION_PARTS.iter().enumerate();
            let parts = bits.filter(|(bit, _)| argument >> bit & 1 == 1).map(|(_, part)| *part);
            parts.collect::<Vec<_>>().join(", ").into_bytes()
        }
    };
    (repr, None)
}
// ANCHOR_END: explained

fn shown(words: &[&str], index: i32) -> Vec<u8> {
    let word = usize::try_from(index).ok().and_then(|index| words.get(index));
    word.map_or_else(Vec::new, |word| word.as_bytes().to_vec())
}
