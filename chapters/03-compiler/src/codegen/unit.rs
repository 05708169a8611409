//! A unit: the code object that is being made, while code is generated for it.
//!
//! CPython: `struct compiler_unit`, `compiler_enter_scope`, `compiler_exit_scope`,
//! `compiler_set_qualname`, `dictbytype`, `compute_code_flags` in `Python/compile.c`.
//!
//! A module, a class body, a function, a lambda and a comprehension are one each. They nest as
//! the source does; the innermost is worked on, those around it wait.

use crate::assembly::{Look, assemble, assemble_observed};
use crate::code::{
    CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_NESTED, CO_NEWLOCALS, CO_OPTIMIZED,
    CO_VARARGS, CO_VARKEYWORDS, Code,
};
use crate::code_unit::{CodeUnit, Numbered, Parameters};
use crate::codegen::Generator;
use crate::codegen::frame_blocks::FrameBlock;
use crate::codegen::interner::Interner;
use crate::constant::{Constant, ConstantTable, Shared, Str, Text};
use crate::flow_graph::{FlowGraph, Instruction, Operation, Place};
use crate::opcode::Opcode;
use crate::symtable::{BlockType, NameScope, Scope, ScopeId, Symbol, SymbolTable, mangle};

/// What a unit is made for. C: `u_scope_type`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UnitKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
}

/// A code object in the making. C: `struct compiler_unit`.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) kind: UnitKind,
    /// What is known of its names. C: `u_ste`.
    pub(super) scope: ScopeId,
    /// Whether there is `yield` in it. C: `ste_generator`.
    pub(super) is_generator: bool,
    /// Whether there is `await` in it. C: `ste_coroutine`.
    pub(super) is_coroutine: bool,
    pub(super) name: Str,
    pub(super) qualname: Str,
    /// The class whose private names are met. C: `u_private`.
    pub(super) private: Option<&'a str>,
    pub(super) graph: FlowGraph,
    pub(super) constants: Numbered<Constant>,
    pub(super) names: Numbered<Str>,
    pub(super) varnames: Numbered<Str>,
    pub(super) cellvars: Numbered<Str>,
    pub(super) freevars: Numbered<Str>,
    pub(super) parameters: Parameters,
    /// The loops and `try` blocks that the current statement is inside of. C: `u_fblock`.
    pub(super) frame_blocks: Vec<FrameBlock<'a>>,
    first_line: i32,
    /// Where the next instruction comes from.
    pub(super) place: Place,
}

impl<'a> Unit<'a> {
    /// The unit of the module, before anything is in it.
    pub(super) fn of_module(table: &SymbolTable<'a>, interner: &mut Interner) -> Unit<'a> {
        let name = interner.anonymous("<module>");
        let scope = (SymbolTable::TOP, &table[SymbolTable::TOP]);
        let mut unit = Unit::new(UnitKind::Module, scope, name.clone(), name, 1, interner);
        // The module starts before its first line.
        unit.place.line = 0;
        unit.emit_resume();
        unit.place.line = 1;
        unit
    }

    fn new(
        kind: UnitKind,
        (id, scope): (ScopeId, &Scope<'a>),
        name: Str,
        qualname: Str,
        first_line: i32,
        interner: &mut Interner,
    ) -> Unit<'a> {
        let mut table = |names: &[&'a str]| -> Numbered<Str> {
            names.iter().map(|name| interner.name(name)).collect()
        };
        let varnames = table(&scope.varnames);
        let mut cellvars = table(&sorted(scope, NameScope::Cell, None));
        if scope.needs_class_closure {
            cellvars.extend(table(&["__class__"]));
        }
        let freevars = table(&sorted(scope, NameScope::Free, Some(Symbol::FREE_CLASS)));
        Unit {
            kind,
            scope: id,
            is_generator: scope.generator,
            is_coroutine: scope.coroutine,
            name,
            qualname,
            private: None,
            graph: FlowGraph::default(),
            constants: Numbered::default(),
            names: Numbered::default(),
            varnames,
            cellvars,
            freevars,
            parameters: Parameters::default(),
            frame_blocks: Vec::new(),
            first_line,
            place: Place { line: first_line, end_line: first_line, column: 0, end_column: 0 },
        }
    }

    /// Every unit begins with it; the assembler puts what a generator or a closure needs before.
    fn emit_resume(&mut self) {
        self.graph.emit(Instruction::new(Opcode::RESUME, 0, self.place));
    }

    /// The code object of a unit that ends with a return.
    pub(super) fn assemble(
        self,
        flags: i32,
        filename: Str,
        constants: &mut ConstantTable,
        look: Look<'_, '_>,
    ) -> Code {
        let unit = CodeUnit {
            graph: self.graph,
            constants: self.constants,
            names: self.names,
            varnames: self.varnames,
            cellvars: self.cellvars,
            freevars: self.freevars,
            parameters: self.parameters,
            flags,
            name: self.name,
            qualname: self.qualname,
            first_line: self.first_line,
            filename,
        };
        match look {
            Some(look) => assemble_observed(unit, constants, look),
            None => assemble(unit, constants),
        }
    }

    pub(super) fn is_async_generator(&self) -> bool {
        self.is_generator && self.is_coroutine
    }

    /// Whether its names are those of a module or a class, which annotations are kept for.
    pub(super) fn is_module_or_class(&self) -> bool {
        matches!(self.kind, UnitKind::Module | UnitKind::Class)
    }
}

impl<'a> Generator<'a> {
    /// Begins a unit inside of the current one. C: `compiler_enter_scope`.
    pub(super) fn enter(&mut self, kind: UnitKind, scope: ScopeId, name: Str, first_line: i32) {
        let qualname = self.qualname(kind, &name);
        let scope = (scope, &self.table[scope]);
        let mut unit = Unit::new(kind, scope, name, qualname, first_line, &mut self.interner);
        unit.private = self.unit.private;
        unit.emit_resume();
        self.outer_units.push(std::mem::replace(&mut self.unit, unit));
    }

    /// Ends the current unit and goes on with the one around it. C: `assemble`,
    /// `compiler_exit_scope`.
    pub(super) fn leave(&mut self) -> Shared<Code> {
        let outer = self.outer_units.pop().expect("the module is left last");
        let unit = std::mem::replace(&mut self.unit, outer);
        let flags = self.code_flags(&unit);
        let look = self.look.as_deref_mut();
        Shared::new(unit.assemble(flags, self.filename.clone(), &mut self.constants, look))
    }

    /// Makes sure that the current unit ends with a return: of `None`, or of what is on the
    /// stack. C: the beginning of `assemble`.
    pub(super) fn ensure_return(&mut self, of_none: bool) {
        let current = self.unit.graph.current();
        let last = self.unit.graph.block(current).instructions.last();
        if last.is_some_and(|last| last.operation == Operation::Opcode(Opcode::RETURN_VALUE)) {
            return;
        }
        self.unset_place();
        if of_none {
            self.load_none();
        }
        self.emit(Opcode::RETURN_VALUE);
    }

    /// The name with those of the units around the new one. C: `compiler_set_qualname`.
    fn qualname(&mut self, kind: UnitKind, name: &Str) -> Str {
        let parent = &self.unit;
        if parent.kind == UnitKind::Module {
            return name.clone();
        }
        if matches!(kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Class) {
            let own = name.as_str().expect("a name of the source holds no surrogates");
            let mangled = mangle(parent.private, own);
            let scope = self.table[parent.scope].scope_of(&mangled);
            if scope == Some(NameScope::GlobalExplicit) {
                return name.clone();
            }
        }
        let is_function =
            matches!(parent.kind, UnitKind::Function | UnitKind::AsyncFunction | UnitKind::Lambda);
        let mut qualname = parent.qualname.as_bytes().to_vec();
        qualname.extend_from_slice(if is_function { b".<locals>." } else { b"." });
        qualname.extend_from_slice(name.as_bytes());
        let qualname = String::from_utf8(qualname).expect("names hold no surrogates");
        Shared::new(Text::new(&qualname))
    }

    /// C: `compute_code_flags`
    pub(super) fn code_flags(&self, unit: &Unit<'a>) -> i32 {
        let scope = &self.table[unit.scope];
        let mut flags = self.options.features.0.cast_signed();
        let mut set = |flag, condition| {
            if condition {
                flags |= flag;
            }
        };
        if scope.block == BlockType::Function {
            set(CO_NEWLOCALS | CO_OPTIMIZED, true);
            set(CO_NESTED, scope.nested);
            set(CO_GENERATOR, unit.is_generator && !unit.is_coroutine);
            set(CO_COROUTINE, !unit.is_generator && unit.is_coroutine);
            set(CO_ASYNC_GENERATOR, unit.is_async_generator());
            set(CO_VARARGS, scope.varargs);
            set(CO_VARKEYWORDS, scope.varkeywords);
        } else {
            let is_awaiting = self.is_top_level_await(unit) && unit.is_coroutine;
            set(CO_COROUTINE, is_awaiting && !unit.is_generator);
        }
        flags
    }

    /// Whether a module may await. C: `IS_TOP_LEVEL_AWAIT`.
    pub(super) fn is_top_level_await(&self, unit: &Unit<'a>) -> bool {
        self.options.allow_top_level_await && self.table[unit.scope].block == BlockType::Module
    }
}

/// The names of a scope that are of one kind or have one fact, by the order of their code
/// points. C: `dictbytype`.
fn sorted<'a>(scope: &Scope<'a>, kind: NameScope, fact: Option<Symbol>) -> Vec<&'a str> {
    let is_wanted = |symbol: &Symbol| {
        symbol.scope() == Some(kind) || fact.is_some_and(|fact| symbol.intersects(fact))
    };
    let symbols = scope.symbols.iter().filter(|(_, symbol)| is_wanted(symbol));
    let mut names: Vec<&'a str> = symbols.map(|(&name, _)| name).collect();
    names.sort_unstable();
    names
}
