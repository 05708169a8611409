//! Names: which instruction reads, binds or unbinds one.
//!
//! CPython: `compiler_nameop`, `forbidden_name`, `compiler_addop_name` in `Python/compile.c`.
//!
//! The symbol table knows whose variable a name is; the instruction follows from that.
//!
//! | variable | in a function | in a module or class |
//! |---|---|---|
//! | its own | `LOAD_FAST` | `LOAD_NAME` |
//! | of a function around, or shared with one inside | `LOAD_DEREF` | `LOAD_CLASSDEREF` |
//! | declared global | `LOAD_GLOBAL` | `LOAD_GLOBAL` |
//! | of nobody around | `LOAD_GLOBAL` | `LOAD_NAME` |

use parser::ast::ExprContext;

use crate::code_unit::Numbered;
use crate::codegen::Generator;
use crate::codegen::interner::{Interner, NameKey};
use crate::codegen::unit::Unit;
use crate::constant::Str;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::symtable::{BlockType, NameScope, mangle};

/// The instructions of one kind of variable.
struct Operations {
    load: Opcode,
    store: Opcode,
    delete: Opcode,
}

impl Operations {
    fn of(&self, context: ExprContext) -> Opcode {
        match context {
            ExprContext::Load => self.load,
            ExprContext::Store => self.store,
            ExprContext::Del => self.delete,
        }
    }
}

const FAST: Operations =
    Operations { load: Opcode::LOAD_FAST, store: Opcode::STORE_FAST, delete: Opcode::DELETE_FAST };
const CELL: Operations = Operations {
    load: Opcode::LOAD_DEREF,
    store: Opcode::STORE_DEREF,
    delete: Opcode::DELETE_DEREF,
};
const CLASS_CELL: Operations = Operations { load: Opcode::LOAD_CLASSDEREF, ..CELL };
const GLOBAL: Operations = Operations {
    load: Opcode::LOAD_GLOBAL,
    store: Opcode::STORE_GLOBAL,
    delete: Opcode::DELETE_GLOBAL,
};
const NAME: Operations =
    Operations { load: Opcode::LOAD_NAME, store: Opcode::STORE_NAME, delete: Opcode::DELETE_NAME };

impl Unit<'_> {
    /// The number of a cell: those of the unit's own come first. C: `compiler_lookup_arg`.
    pub(super) fn cell_index(&self, name: &str, is_free: bool) -> usize {
        let index = match is_free {
            false => self.cellvars.get_index_of(&NameKey(name)),
            true => {
                let index = self.freevars.get_index_of(&NameKey(name));
                index.map(|index| index + self.cellvars.len())
            }
        };
        index.expect("the symbol table has a cell for the name")
    }
}

impl Generator<'_> {
    /// Reads, binds or unbinds a name. C: `compiler_nameop`.
    pub(super) fn name_op(&mut self, name: &str, context: ExprContext) -> Result<(), Error> {
        self.forbid_debug(name, context)?;
        let name = mangle(self.unit.private, name);
        let scope = &self.table[self.unit.scope];
        let in_function = scope.block == BlockType::Function;
        let variable = scope.scope_of(&name);
        let unit = &mut self.unit;
        let interner = &mut self.interner;
        let (operations, argument) = match variable {
            Some(NameScope::Free | NameScope::Cell) => {
                let operations = match scope.block {
                    BlockType::Class => &CLASS_CELL,
                    _ => &CELL,
                };
                let is_free = variable == Some(NameScope::Free);
                (operations, unit.cell_index(&name, is_free))
            }
            Some(NameScope::Local) if in_function => {
                (&FAST, index_of(&mut unit.varnames, interner, &name))
            }
            Some(NameScope::GlobalImplicit) if in_function => {
                (&GLOBAL, index_of(&mut unit.names, interner, &name))
            }
            Some(NameScope::GlobalExplicit) => {
                (&GLOBAL, index_of(&mut unit.names, interner, &name))
            }
            _ => (&NAME, index_of(&mut unit.names, interner, &name)),
        };
        let opcode = operations.of(context);
        // The lowest bit asks for the empty slot that a call wants; the assembler sets it.
        let argument = if opcode == Opcode::LOAD_GLOBAL { argument << 1 } else { argument };
        self.emit_with(opcode, argument);
        Ok(())
    }

    /// Adds an instruction whose argument is a name: an attribute, a module.
    /// C: `ADDOP_NAME`.
    pub(super) fn emit_name(&mut self, opcode: Opcode, name: &str) {
        let name = mangle(self.unit.private, name);
        let argument = index_of(&mut self.unit.names, &mut self.interner, &name);
        self.emit_with(opcode, argument);
    }

    /// As [`Self::emit_name`], but private names stay as they are. C: `ADDOP_N`.
    pub(super) fn emit_plain_name(&mut self, opcode: Opcode, name: &str) {
        let argument = index_of(&mut self.unit.names, &mut self.interner, name);
        self.emit_with(opcode, argument);
    }

    /// What a name is called inside of the current class, as a string of which there is one.
    pub(super) fn mangled(&mut self, name: &str) -> Str {
        let name = mangle(self.unit.private, name);
        self.interner.name(&name)
    }

    /// `__debug__` is a constant. C: `forbidden_name`.
    pub(super) fn forbid_debug(&self, name: &str, context: ExprContext) -> Result<(), Error> {
        match context {
            ExprContext::Store if name == "__debug__" => Err(self.error(ErrorKind::AssignDebug)),
            ExprContext::Del if name == "__debug__" => Err(self.error(ErrorKind::DeleteDebug)),
            _ => Ok(()),
        }
    }
}

/// Where a name is in its table, at whose end it is put if it isn't there. C: `compiler_add_o`.
fn index_of(names: &mut Numbered<Str>, interner: &mut Interner, name: &str) -> usize {
    match names.get_index_of(&NameKey(name)) {
        Some(index) => index,
        None => names.insert_full(interner.name(name)).0,
    }
}
