//! The code object: what the compiler makes, `marshal` carries and the eval loop runs.
//!
//! CPython: `PyCodeObject` in `Include/cpython/code.h`, `_PyCode_Validate`, `_PyCode_New` and
//! `code_richcompare` in `Objects/codeobject.c`.
//!
//! A code object that [`Code::checked`] gave keeps what CPython's constructor guarantees:
//! whole code units, a kind for each name of a local, names that are interned strings. It says
//! nothing of whether the instructions make sense.

use std::fmt;

use crate::constant::{Bytes, Constant, Shared, Str, Tuple};
use crate::exception_table::{self, Handler};
use crate::location::{self, Line, Position};
use crate::opcode::Opcode;

/// `co_flags`: local variables have places in the frame.
pub const CO_OPTIMIZED: i32 = 0x01;
/// `co_flags`: a call makes new local variables.
pub const CO_NEWLOCALS: i32 = 0x02;
/// `co_flags`: `*args` among the parameters.
pub const CO_VARARGS: i32 = 0x04;
/// `co_flags`: `**kwargs` among the parameters.
pub const CO_VARKEYWORDS: i32 = 0x08;
/// `co_flags`: a function is around it.
pub const CO_NESTED: i32 = 0x10;
/// `co_flags`: a call makes a generator.
pub const CO_GENERATOR: i32 = 0x20;
/// `co_flags`: a call makes a coroutine.
pub const CO_COROUTINE: i32 = 0x80;
/// `co_flags`: a call makes an asynchronous generator.
pub const CO_ASYNC_GENERATOR: i32 = 0x200;

/// A kind of local: it has a place of its own in the frame.
pub const CO_FAST_LOCAL: u8 = 0x20;
/// A kind of local: it lies in a cell that this frame makes.
pub const CO_FAST_CELL: u8 = 0x40;
/// A kind of local: it lies in a cell that the closure brings.
pub const CO_FAST_FREE: u8 = 0x80;

// ANCHOR: code
/// A code object.
#[derive(Clone)]
pub struct Code {
    /// How many parameters can be given by position, those before `/` included.
    pub argcount: i32,
    /// How many of them only by position.
    pub posonlyargcount: i32,
    /// How many parameters only by keyword.
    pub kwonlyargcount: i32,
    /// How high the stack of values gets.
    pub stacksize: i32,
    /// `CO_…`
    pub flags: i32,
    /// The instructions, as the compiler emitted them.
    pub code: Bytes,
    /// The constants.
    pub consts: Tuple,
    /// The names of globals and attributes.
    pub names: Tuple,
    /// The names of local variables, cells and free variables.
    pub localsplusnames: Tuple,
    /// `CO_FAST_…` of each of them.
    pub localspluskinds: Bytes,
    /// The source file.
    pub filename: Str,
    /// The name of the function or class; `<module>`.
    pub name: Str,
    /// The name with those of the functions and classes around.
    pub qualname: Str,
    /// The line that line numbers are counted from.
    pub firstlineno: i32,
    /// Where in the source each instruction comes from ([`location`]).
    pub linetable: Bytes,
    /// Which instructions are covered by which handlers ([`exception_table`]).
    pub exceptiontable: Bytes,
}
// ANCHOR_END: code

/// Why fields don't make a code object. Its `Display` is CPython's message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeError {
    /// Counts that contradict each other, or not one kind for each name: `SystemError`.
    BadArgument,
    /// Half a code unit: `ValueError`.
    Malformed,
    /// Fewer local variables than parameters: `ValueError`.
    TooFewNames,
    /// A name that is no string: `SystemError`.
    NoString,
}

impl Code {
    /// The code object, if its fields fit together; with those strings interned that CPython
    /// interns.
    ///
    /// # Errors
    /// The first thing that CPython complains of.
    pub fn checked(mut self) -> Result<Code, CodeError> {
        let counts = [self.posonlyargcount, self.kwonlyargcount, self.stacksize, self.flags];
        if self.argcount < self.posonlyargcount
            || counts.iter().any(|&count| count < 0)
            || self.localsplusnames.len() != self.localspluskinds.len()
        {
            return Err(CodeError::BadArgument);
        }
        if !self.code.len().is_multiple_of(2) {
            return Err(CodeError::Malformed);
        }
        let has = |flag| i64::from(self.flags & flag != 0);
        let parameters = i64::from(self.argcount)
            + i64::from(self.kwonlyargcount)
            + has(CO_VARARGS)
            + has(CO_VARKEYWORDS);
        if (self.nlocals() as i64) < parameters {
            return Err(CodeError::TooFewNames);
        }
        self.intern_strings()?;
        let general = deoptimised(&self.code);
        if general != *self.code {
            self.code = Shared::with_mark(general, self.code.is_held());
        }
        Ok(self)
    }

    /// Interns the names, and the constants that look like names. CPython: `_PyCode_New`.
    pub(crate) fn intern_strings(&self) -> Result<(), CodeError> {
        intern_all(&self.names)?;
        intern_name_like(&self.consts);
        intern_all(&self.localsplusnames)
    }

    /// The same code from another file, and the code inside that is from the same one as well.
    pub fn with_filename(&self, filename: &Str) -> Shared<Code> {
        let replace = |constant: &Constant| match constant {
            Constant::Code(code) if code.filename == self.filename => {
                Constant::Code(code.with_filename(filename))
            }
            other => other.clone(),
        };
        let mut code = self.clone();
        if self.nested().next().is_some() {
            let consts = self.consts.iter().map(replace).collect();
            code.consts = Shared::with_mark(consts, self.consts.is_held());
        }
        code.filename = filename.clone();
        Shared::new(code)
    }

    /// How many local variables there are, parameters included.
    pub fn nlocals(&self) -> usize {
        self.localspluskinds.iter().filter(|&&kind| kind & CO_FAST_LOCAL != 0).count()
    }

    /// The local variables.
    pub fn varnames(&self) -> impl Iterator<Item = &Str> {
        self.locals_of(CO_FAST_LOCAL)
    }

    /// The variables in cells of this frame's.
    pub fn cellvars(&self) -> impl Iterator<Item = &Str> {
        self.locals_of(CO_FAST_CELL)
    }

    /// The variables in the closure's cells.
    pub fn freevars(&self) -> impl Iterator<Item = &Str> {
        self.locals_of(CO_FAST_FREE)
    }

    /// The instructions as pairs of opcode and argument byte.
    pub fn units(&self) -> impl ExactSizeIterator<Item = (Opcode, u8)> {
        self.code.as_chunks::<2>().0.iter().map(|&[opcode, argument]| (Opcode(opcode), argument))
    }

    /// `co_lines()`: the ranges of the instructions with their lines.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        location::lines(&self.linetable, self.firstlineno)
    }

    /// `co_positions()`: a position for each code unit.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        location::positions(&self.linetable, self.firstlineno)
    }

    /// `co_lnotab`: the lines as they were told before 3.10.
    pub fn lnotab(&self) -> Vec<u8> {
        location::lnotab(&self.linetable, self.firstlineno)
    }

    /// The exception table's rows.
    pub fn handlers(&self) -> Vec<Handler> {
        exception_table::parse(&self.exceptiontable)
    }

    /// The code objects among the constants.
    pub fn nested(&self) -> impl Iterator<Item = &Shared<Code>> {
        self.consts.iter().filter_map(|constant| match constant {
            Constant::Code(code) => Some(code),
            _ => None,
        })
    }

    /// `repr(code)`, which shows where the object lies: here, where the fields do.
    pub fn repr(&self) -> Vec<u8> {
        self.repr_at(std::ptr::from_ref(self).addr())
    }

    /// `repr(code)` of an object at this address.
    pub fn repr_at(&self, address: usize) -> Vec<u8> {
        let line = if self.firstlineno == 0 { -1 } else { self.firstlineno };
        let mut shown = b"<code object ".to_vec();
        shown.extend(self.name.as_bytes());
        shown.extend(format!(" at {address:#x}, file \"").bytes());
        shown.extend(self.filename.as_bytes());
        shown.extend(format!("\", line {line}>").bytes());
        shown
    }

    fn locals_of(&self, wanted: u8) -> impl Iterator<Item = &Str> {
        let kinds = self.localspluskinds.iter();
        self.localsplusnames.iter().zip(kinds).filter_map(move |(name, kind)| match name {
            Constant::Str(name) if kind & wanted != 0 => Some(name),
            _ => None,
        })
    }
}

/// The instructions without special forms, and nothing in the caches: what `co_code` shows of
/// any bytes. A number that no instruction has becomes 0. CPython: `deopt_code`.
fn deoptimised(code: &[u8]) -> Vec<u8> {
    let mut general = code.to_vec();
    let mut units = general.as_chunks_mut::<2>().0.iter_mut();
    while let Some(unit) = units.next() {
        let opcode = Opcode(unit[0]);
        unit[0] = if opcode.name().is_some() { opcode.base().0 } else { 0 };
        units.by_ref().take(opcode.caches()).for_each(|cache| *cache = [0, 0]);
    }
    general
}

fn intern_all(names: &[Constant]) -> Result<(), CodeError> {
    // From the last on, as CPython does: a string in front of a wrong item stays as it is.
    for name in names.iter().rev() {
        let Constant::Str(name) = name else { return Err(CodeError::NoString) };
        name.intern();
    }
    Ok(())
}

/// CPython: `intern_string_constants`.
fn intern_name_like(constants: &[Constant]) {
    for constant in constants {
        match constant {
            Constant::Str(text) if text.is_name_like() => text.intern(),
            Constant::Tuple(items) => intern_name_like(items),
            Constant::FrozenSet(set) => {
                for item in set.items() {
                    intern_name_like(std::slice::from_ref(item));
                }
            }
            _ => {}
        }
    }
}

impl PartialEq for Code {
    /// CPython's `==`, by which equal code objects among the constants become one. The file,
    /// the qualified name, the kinds of locals and the stack's size take no part, nor does
    /// what the caches hold.
    fn eq(&self, other: &Code) -> bool {
        let numbers = |code: &Code| {
            let Code { argcount, posonlyargcount, kwonlyargcount, flags, firstlineno, .. } = *code;
            (argcount, posonlyargcount, kwonlyargcount, flags, firstlineno)
        };
        self.name == other.name
            && numbers(self) == numbers(other)
            && self.code.len() == other.code.len()
            && self.instructions().eq(other.instructions())
            && self.consts == other.consts
            && self.names == other.names
            && self.localsplusnames == other.localsplusnames
            && self.linetable == other.linetable
            && self.exceptiontable == other.exceptiontable
    }
}

impl Eq for Code {}

impl Code {
    /// The code units without the caches.
    fn instructions(&self) -> impl Iterator<Item = (Opcode, u8)> {
        let mut units = self.units();
        std::iter::from_fn(move || {
            let unit = units.next()?;
            for _ in 0..unit.0.caches() {
                units.next();
            }
            Some(unit)
        })
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<code object {:?} line {}>", self.name, self.firstlineno)
    }
}

impl CodeError {
    /// The name of CPython's exception.
    pub fn class(self) -> &'static str {
        match self {
            CodeError::BadArgument | CodeError::NoString => "SystemError",
            CodeError::Malformed | CodeError::TooFewNames => "ValueError",
        }
    }
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // The place in the C source is part of the message.
            CodeError::BadArgument => "Objects/codeobject.c:250: bad argument to internal function",
            CodeError::Malformed => "code: co_code is malformed",
            CodeError::TooFewNames => "code: co_varnames is too small",
            CodeError::NoString => "non-string found in code slot",
        })
    }
}

impl std::error::Error for CodeError {}
