//! `dis` as text.
//!
//! CPython: `disassemble`, `_disassemble_recursive`, `Instruction._disassemble` and
//! `_format_code_info` in `Lib/dis.py`.

use super::{Instruction, Options, instructions};
use crate::code::Code;
use crate::constant::{Constant, Str};

const OPCODE_WIDTH: usize = 20;
const ARGUMENT_WIDTH: usize = 5;

/// What `dis.dis(code)` prints.
pub fn dis(code: &Code, options: &Options<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    recursive(code, options, &mut out);
    out
}

fn recursive(code: &Code, options: &Options<'_>, out: &mut Vec<u8>) {
    disassemble(code, options, out);
    let depth = match options.depth {
        Some(0) => return,
        depth => depth.map(|depth| depth - 1),
    };
    for nested in code.nested() {
        out.extend(b"\nDisassembly of ");
        out.extend((options.show_code)(nested));
        out.extend(b":\n");
        let inner = Options { depth, adaptive: None, first_line: None, current: None, ..*options };
        recursive(nested, &inner, out);
    }
}

/// One code object's instructions and exception table.
fn disassemble(code: &Code, options: &Options<'_>, out: &mut Vec<u8>) {
    let instructions = instructions(code, options);
    let starts = super::line_starts(code, options);
    // The column of lines is as wide as the largest needs, from four digits on.
    let line_width =
        starts.values().max().map(|&line| if line >= 1000 { line.to_string().len() } else { 3 });
    let length = options.adaptive.map_or(code.code.len(), <[u8]>::len);
    let last = length.saturating_sub(2);
    let offset_width = if last >= 10_000 { last.to_string().len() } else { 4 };
    for instruction in &instructions {
        if instruction.starts_line.is_some() && instruction.offset > 0 {
            out.push(b'\n');
        }
        let is_current = options.current == Some(instruction.offset);
        line(instruction, line_width, is_current, offset_width, out);
    }
    let handlers = code.handlers();
    if !handlers.is_empty() {
        out.extend(b"ExceptionTable:\n");
    }
    for row in handlers {
        let last = i128::from(row.end) - 2;
        let lasti = if row.lasti { " lasti" } else { "" };
        let (start, target, depth) = (row.start, row.target, row.depth);
        out.extend(format!("  {start} to {last} -> {target} [{depth}]{lasti}\n").bytes());
    }
}

fn line(
    instruction: &Instruction,
    line_width: Option<usize>,
    is_current: bool,
    offset_width: usize,
    out: &mut Vec<u8>,
) {
    let begin = out.len();
    if let Some(width) = line_width {
        let line = instruction.starts_line.map_or_else(String::new, |line| line.to_string());
        out.extend(format!("{line:>width$} ").bytes());
    }
    let arrow = if is_current { "-->" } else { "   " };
    let label = if instruction.is_jump_target { ">>" } else { "  " };
    let Instruction { offset, opcode, argument, argument_repr, .. } = instruction;
    let fields = format!("{arrow} {label} {offset:>offset_width$} {opcode:<OPCODE_WIDTH$}");
    out.extend(fields.bytes());
    if let Some(argument) = argument {
        out.extend(format!(" {argument:>ARGUMENT_WIDTH$}").bytes());
        if !argument_repr.is_empty() {
            out.extend(b" (");
            out.extend(argument_repr);
            out.push(b')');
        }
    }
    while out.len() > begin && out.ends_with(b" ") {
        out.pop();
    }
    out.push(b'\n');
}

/// What `dis.code_info(code)` returns.
pub fn code_info(code: &Code, show_code: &dyn Fn(&Code) -> Vec<u8>) -> Vec<u8> {
    let mut out = b"Name:              ".to_vec();
    out.extend(code.name.as_bytes());
    out.extend(b"\nFilename:          ");
    out.extend(code.filename.as_bytes());
    let numbers = format!(
        "\nArgument count:    {}\n\
         Positional-only arguments: {}\n\
         Kw-only arguments: {}\n\
         Number of locals:  {}\n\
         Stack size:        {}\n\
         Flags:             {}",
        code.argcount,
        code.posonlyargcount,
        code.kwonlyargcount,
        code.nlocals(),
        code.stacksize,
        pretty_flags(code.flags),
    );
    out.extend(numbers.bytes());
    list("Constants", code.consts.iter().map(|constant| constant.repr_with(show_code)), &mut out);
    let names = code.names.iter().filter_map(|name| match name {
        Constant::Str(name) => Some(name),
        _ => None,
    });
    let bytes = |name: &Str| name.as_bytes().to_vec();
    list("Names", names.map(bytes), &mut out);
    list("Variable names", code.varnames().map(bytes), &mut out);
    list("Free variables", code.freevars().map(bytes), &mut out);
    list("Cell variables", code.cellvars().map(bytes), &mut out);
    out
}

/// A heading and the items with their numbers, if there are any.
fn list(heading: &str, items: impl Iterator<Item = Vec<u8>>, out: &mut Vec<u8>) {
    for (index, item) in items.enumerate() {
        if index == 0 {
            out.extend(format!("\n{heading}:").bytes());
        }
        out.extend(format!("\n{index:>4}: ").bytes());
        out.extend(item);
    }
}

const FLAG_NAMES: [&str; 10] = [
    "OPTIMIZED",
    "NEWLOCALS",
    "VARARGS",
    "VARKEYWORDS",
    "NESTED",
    "GENERATOR",
    "NOFREE",
    "COROUTINE",
    "ITERABLE_COROUTINE",
    "ASYNC_GENERATOR",
];

/// The names of `co_flags`; hexadecimal digits where `dis` has no name.
pub fn pretty_flags(flags: i32) -> String {
    if flags == 0 {
        return "0x0".into();
    }
    let bits = (0..32).filter(|bit| flags.cast_unsigned() >> bit & 1 == 1);
    let names = bits.map(|bit| match FLAG_NAMES.get(bit) {
        Some(name) => (*name).to_string(),
        None => format!("{:#x}", 1u32 << bit),
    });
    names.collect::<Vec<_>>().join(", ")
}
