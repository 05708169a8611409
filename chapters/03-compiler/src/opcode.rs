//! What an instruction is: the one table of opcodes, and the questions asked of it.
//!
//! CPython spreads these facts over `Lib/opcode.py` (numbers, kinds of argument, caches,
//! special forms), `stack_effect` in `Python/compile.c` and the generated
//! `Include/internal/pycore_opcode.h`. Here they are the rows of [`table`]; the encoder,
//! `dis`, the verifier and the eval loop read them there and know none by themselves.
//!
//! Invariant: every number from 0 to 255 is an [`Opcode`], those that no instruction has
//! included, so that arbitrary bytes can be asked.

mod table;

use std::fmt;

pub use table::{Adaptive, TABLE};

/// From this number on an instruction has an argument; below, its second byte means nothing.
pub const HAVE_ARGUMENT: u8 = 90;

/// The comparisons in the order of `COMPARE_OP`'s argument.
pub const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// The operators in the order of `BINARY_OP`'s argument.
pub const BINARY_OPERATORS: [&str; 26] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=",
    "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=",
];

/// What the lowest two bits of `FORMAT_VALUE`'s argument apply to the value first.
pub const CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// What each bit of `MAKE_FUNCTION`'s argument takes from the stack.
pub const FUNCTION_PARTS: [&str; 4] = ["defaults", "kwdefaults", "annotations", "closure"];

/// The first byte of a code unit.
///
/// The instructions that the compiler emits are constants of this type
/// (`Opcode::LOAD_FAST`), the special forms that a running program makes of them constants of
/// [`Adaptive`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opcode(pub u8);

// ANCHOR: argument
/// What an argument means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    /// There is none.
    None,
    /// A number: a count, a depth, flags.
    Plain,
    /// An index into the constants.
    Const,
    /// An index into the names.
    Name,
    /// An index into the names, above a bit that asks for `PUSH_NULL`'s slot.
    GlobalName,
    /// An index among the local variables.
    Local,
    /// An index among local variables, cells and free variables: of a cell.
    Free,
    /// How many code units to skip from the next instruction.
    JumpForward,
    /// How many code units to go back from the next instruction.
    JumpBackward,
    /// An index into [`COMPARISONS`].
    Compare,
    /// An index into [`BINARY_OPERATORS`].
    BinaryOperator,
    /// An index into [`CONVERSIONS`], and a bit for a format on the stack.
    Conversion,
    /// A bit for each of [`FUNCTION_PARTS`].
    FunctionParts,
}
// ANCHOR_END: argument

/// Which way an instruction goes that may jump.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jump {
    /// To its target.
    Taken,
    /// To the next instruction.
    NotTaken,
    /// Whichever leaves more on the stack.
    Either,
}

/// How many values an instruction leaves above what it takes.
#[derive(Clone, Copy)]
pub enum Effect {
    /// Always so many.
    Fixed(i8),
    /// So many for an argument and a way.
    Computed(fn(i64, Jump) -> i64),
}

// ANCHOR: row
/// What is known of an instruction.
#[derive(Clone, Copy)]
pub struct Row {
    /// Its number.
    pub opcode: Opcode,
    /// Its name.
    pub name: &'static str,
    /// What its argument means.
    pub argument: Argument,
    /// What it does to the height of the stack.
    pub effect: Effect,
    /// What it does.
    pub meaning: &'static str,
    /// What the code units behind it hold: names and lengths.
    pub caches: &'static [(&'static str, usize)],
    /// The special forms that it becomes while it runs.
    pub becomes: &'static [(u8, &'static str)],
}
// ANCHOR_END: row

impl Opcode {
    /// Its row, of the instruction itself: a special form has none.
    pub fn row(self) -> Option<&'static Row> {
        INDEX[usize::from(self.0)].row.map(|row| &TABLE[usize::from(row)])
    }

    /// Its name, a special form's too; `None` if no instruction has this number.
    pub fn name(self) -> Option<&'static str> {
        let entry = &INDEX[usize::from(self.0)];
        (!entry.name.is_empty()).then_some(entry.name)
    }

    /// The instruction that it is a special form of; itself if it is none.
    pub fn base(self) -> Opcode {
        Opcode(INDEX[usize::from(self.0)].base)
    }

    /// Whether it is a special form.
    pub fn is_adaptive(self) -> bool {
        self.base() != self
    }

    /// The number with this name, special forms included.
    pub fn from_name(name: &str) -> Option<Opcode> {
        (0..=255).map(Opcode).find(|opcode| opcode.name() == Some(name))
    }

    /// Whether an instruction with this number has an argument.
    pub fn has_argument(self) -> bool {
        self.0 >= HAVE_ARGUMENT
    }

    /// What the argument means. A number that no instruction has counts as plain.
    pub fn argument(self) -> Argument {
        match self.row() {
            Some(row) => row.argument,
            None if self.has_argument() => Argument::Plain,
            None => Argument::None,
        }
    }

    /// How many code units of cache follow it. A special form keeps its base's.
    pub fn caches(self) -> usize {
        usize::from(INDEX[usize::from(self.0)].caches)
    }

    /// How many values it leaves above those that it takes; `None` if no instruction has this
    /// number. CPython: `stack_effect` in `Python/compile.c`.
    pub fn stack_effect(self, argument: i32, jump: Jump) -> Option<i64> {
        Some(match self.row()?.effect {
            Effect::Fixed(effect) => i64::from(effect),
            Effect::Computed(effect) => effect(i64::from(argument), jump),
        })
    }
}

impl Argument {
    /// Whether it says where to jump.
    pub fn is_jump(self) -> bool {
        matches!(self, Argument::JumpForward | Argument::JumpBackward)
    }
}

impl fmt::Display for Opcode {
    /// The name, and of a number that no instruction has `<255>`, as `dis` shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => f.pad(&format!("<{}>", self.0)),
        }
    }
}

impl fmt::Debug for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What the table says of one number.
#[derive(Clone, Copy)]
struct Entry {
    name: &'static str,
    row: Option<u8>,
    base: u8,
    caches: u8,
}

/// The table by number, made by the compiler of this crate from the rows.
static INDEX: [Entry; 256] = index();

const fn index() -> [Entry; 256] {
    let mut entries = [Entry { name: "", row: None, base: 0, caches: 0 }; 256];
    let mut number = 0;
    while number < 256 {
        entries[number].base = number as u8;
        number += 1;
    }
    let mut row = 0;
    while row < TABLE.len() {
        let Row { opcode: Opcode(base), name, caches, becomes, .. } = TABLE[row];
        let mut units = 0;
        let mut cache = 0;
        while cache < caches.len() {
            units += caches[cache].1 as u8;
            cache += 1;
        }
        entries[base as usize] = Entry { name, row: Some(row as u8), base, caches: units };
        let mut form = 0;
        while form < becomes.len() {
            let (number, name) = becomes[form];
            entries[number as usize] = Entry { name, row: None, base, caches: units };
            form += 1;
        }
        row += 1;
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_used_at_most_once() {
        let rows = TABLE.iter().map(|row| row.opcode.0);
        let forms = TABLE.iter().flat_map(|row| row.becomes).map(|&(number, _)| number);
        let mut numbers: Vec<u8> = rows.chain(forms).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }

    #[test]
    fn an_argument_is_said_where_there_is_one() {
        for row in TABLE {
            assert_eq!(row.argument != Argument::None, row.opcode.has_argument(), "{}", row.name);
        }
    }

    #[test]
    fn a_special_form_is_asked_by_its_base() {
        let form = Adaptive::LOAD_ATTR_SLOT;
        assert_eq!(form.base(), Opcode::LOAD_ATTR);
        assert_eq!((form.caches(), form.row().is_none()), (4, true));
        assert_eq!(form.to_string(), "LOAD_ATTR_SLOT");
        assert_eq!(Opcode(255).to_string(), "<255>");
    }
}
