//! The first pass: its state, and how facts are noted.
//!
//! CPython: `symtable_enter_block`, `symtable_exit_block`, `symtable_add_def`,
//! `symtable_record_directive` in `Python/symtable.c`.

use bumpalo::Bump;
use parser::ast::{Mod, ModKind, Range};
use std::collections::HashMap;

use crate::errors::{Error, ErrorKind};
use crate::future::Features;
use crate::recursion::{Descend, Recursion, RecursionLimit};
use crate::symtable::mangle::mangle;
use crate::symtable::scope::{BlockType, Scope, ScopeId, Symbol};
use crate::symtable::{NodeKey, SymbolTable};

/// Notes the facts about every name of a tree.
pub(super) fn collect<'a>(
    tree: &'a Mod<'a>,
    arena: &'a Bump,
    features: Features,
    limit: RecursionLimit,
) -> Result<SymbolTable<'a>, Error> {
    let top = Scope::new("top", BlockType::Module, Range::default());
    let mut builder = Builder {
        table: SymbolTable { scopes: vec![top], blocks: HashMap::default() },
        arena,
        stack: vec![SymbolTable::TOP],
        private: None,
        text_annotations: features.contains(Features::ANNOTATIONS),
        recursion: Recursion::new(limit),
    };
    match tree.kind {
        ModKind::Module { body, .. } | ModKind::Interactive { body } => {
            builder.visit_stmts(body)?;
        }
        ModKind::Expression { body } => builder.visit_expr(body)?,
        ModKind::FunctionType { .. } => return Err(Error::FunctionType),
    }
    Ok(builder.table)
}

/// The state of the walk. C: `struct symtable`.
pub(super) struct Builder<'a> {
    table: SymbolTable<'a>,
    arena: &'a Bump,
    /// The blocks that the walk is in, the innermost last. C: `st_stack`.
    stack: Vec<ScopeId>,
    /// The class whose private names are met. C: `st_private`.
    private: Option<&'a str>,
    /// Whether annotations are kept as text.
    pub(super) text_annotations: bool,
    recursion: Recursion,
}

impl Descend for Builder<'_> {
    fn recursion(&mut self) -> &mut Recursion {
        &mut self.recursion
    }
}

impl<'a> Builder<'a> {
    /// The innermost block. C: `st_cur`.
    pub(super) fn current(&mut self) -> &mut Scope<'a> {
        let id = self.current_id();
        self.scope(id)
    }

    fn current_id(&self) -> ScopeId {
        *self.stack.last().expect("the module's block is left last")
    }

    pub(super) fn is_at_module_level(&self) -> bool {
        self.stack.len() == 1
    }

    pub(super) fn scope(&mut self, id: ScopeId) -> &mut Scope<'a> {
        &mut self.table.scopes[id.0 as usize]
    }

    /// The blocks that the walk is in, from the inside out.
    pub(super) fn enclosing(&self) -> impl Iterator<Item = ScopeId> + use<> {
        self.stack.clone().into_iter().rev()
    }

    // ANCHOR: in_block
    /// Does `work` inside of a new block. C: `symtable_enter_block`, `symtable_exit_block`.
    pub(super) fn in_block(
        &mut self,
        name: &'a str,
        block: BlockType,
        key: impl Into<NodeKey>,
        range: Range,
        work: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let id = ScopeId(u32::try_from(self.table.scopes.len()).expect("a node takes 64 bytes"));
        let outer = self.current();
        let mut scope = Scope::new(name, block, range);
        scope.nested = outer.nested || outer.block == BlockType::Function;
        // What is forbidden behind a comprehension's `in` is so in a lambda there too.
        scope.comp_iter_expr = outer.comp_iter_expr;
        if block != BlockType::Annotation {
            outer.children.push(id);
        }
        self.table.scopes.push(scope);
        self.table.blocks.insert(key.into(), id);
        self.stack.push(id);
        work(self)?;
        self.stack.pop();
        Ok(())
    }
    // ANCHOR_END: in_block

    /// Does `work` where private names are those of a class.
    pub(super) fn in_class(
        &mut self,
        name: &'a str,
        work: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let outer = self.private.replace(name);
        work(self)?;
        self.private = outer;
        Ok(())
    }

    fn mangled(&self, name: &'a str) -> &'a str {
        match mangle(self.private, name) {
            std::borrow::Cow::Borrowed(name) => name,
            std::borrow::Cow::Owned(name) => self.arena.alloc_str(&name),
        }
    }

    /// What is known so far of a name in the innermost block. C: `symtable_lookup`.
    pub(super) fn known(&mut self, name: &'a str) -> Symbol {
        let mangled = self.mangled(name);
        self.current().symbol(mangled)
    }

    /// Notes a fact about a name in the innermost block. C: `symtable_add_def`.
    pub(super) fn add(&mut self, name: &'a str, fact: Symbol, range: Range) -> Result<(), Error> {
        self.add_to(self.current_id(), name, fact, range)
    }

    // ANCHOR: add_to
    /// Notes a fact about a name in a block. C: `symtable_add_def_helper`.
    pub(super) fn add_to(
        &mut self,
        id: ScopeId,
        name: &'a str,
        fact: Symbol,
        range: Range,
    ) -> Result<(), Error> {
        let mangled = self.mangled(name);
        let scope = self.scope(id);
        let is_target = scope.comp_iter_target;
        let symbol = scope.symbols.entry(mangled).or_default();
        if fact.intersects(Symbol::PARAMETER) && symbol.intersects(Symbol::PARAMETER) {
            return Err(Error::new(ErrorKind::DuplicateArgument(name.into()), range));
        }
        *symbol = symbol.and(fact);
        if is_target {
            if symbol.intersects(Symbol::GLOBAL.and(Symbol::NONLOCAL)) {
                let kind = ErrorKind::IterationRebindsNamedExpression(name.into());
                return Err(Error::new(kind, range));
            }
            *symbol = symbol.and(Symbol::COMPREHENSION_TARGET);
        }
        if fact.intersects(Symbol::PARAMETER) {
            scope.varnames.push(mangled);
        } else if fact.intersects(Symbol::GLOBAL) {
            // The module hears of its variable, even if it never mentions it.
            let top = self.scope(SymbolTable::TOP).symbols.entry(mangled).or_default();
            *top = top.and(fact);
        }
        Ok(())
    }
    // ANCHOR_END: add_to

    /// Remembers where a name is declared, for the errors of the second pass.
    /// C: `symtable_record_directive`.
    pub(super) fn record_directive(&mut self, name: &'a str, range: Range) {
        let mangled = self.mangled(name);
        self.current().directives.push((mangled, range));
    }
}
