//! The second pass: whose variable each name is.
//!
//! CPython: `analyze_block`, `analyze_name`, `analyze_cells`, `update_symbols` in
//! `Python/symtable.c`.
//!
//! Downwards, a block learns which names the functions around it bind and which a block
//! around has declared global. Upwards, it tells which of its names belong to a function
//! around. A function that binds such a name keeps it in a cell; a class doesn't take part,
//! its names are not seen by its methods.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::errors::{Error, ErrorKind};
use crate::symtable::SymbolTable;
use crate::symtable::scope::{BlockType, NameScope, Scope, ScopeId, Symbol};

// ANCHOR: analyze_block
type Names<'a> = IndexSet<&'a str, RandomState>;

/// Concludes for each name of each block whose variable it is. C: `symtable_analyze`.
pub(super) fn analyze(table: &mut SymbolTable<'_>) -> Result<(), Error> {
    analyze_block(table, SymbolTable::TOP, None, &Names::default())?;
    Ok(())
}

/// Analyses a block and those inside of it. `bound` holds what the functions around bind
/// (a module has none around), `global` what blocks around declared global. Returns the names
/// that belong to a function around. C: `analyze_block`.
///
/// Blocks are no deeper in each other than the first pass went.
fn analyze_block<'a>(
    table: &mut SymbolTable<'a>,
    id: ScopeId,
    bound: Option<&Names<'a>>,
    global: &Names<'a>,
) -> Result<Names<'a>, Error> {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
        let scope = &mut table.scopes[id.0 as usize];
        let mut own_free = Names::default();
        for at in 0..scope.symbols.len() {
            let (&name, &symbol) = scope.symbols.get_index(at).expect("the index is in range");
            let name_scope = analyze_name(scope, name, symbol, bound, global)?;
            if name_scope == NameScope::Free {
                scope.free = true;
                own_free.insert(name);
            }
            scope.symbols[at] = symbol.with_scope(name_scope);
        }

        // What blocks inside take from a function around; the block's own are no part of it.
        let mut free = Names::default();
        let children = scope.children.clone();
        if !children.is_empty() {
            let (inner_bound, inner_global) = visible_inside(scope, bound, global);
            for child in children {
                let inner_free = analyze_block(table, child, Some(&inner_bound), &inner_global)?;
                free.extend(inner_free);
                let Scope { free: is_free, child_free, .. } = table[child];
                table.scopes[id.0 as usize].child_free |= is_free || child_free;
            }
        }

        let scope = &mut table.scopes[id.0 as usize];
        match scope.block {
            BlockType::Function => analyze_cells(scope, &mut free),
            BlockType::Class => scope.needs_class_closure = free.shift_remove("__class__"),
            BlockType::Module | BlockType::Annotation => {}
        }
        pass_on(scope, bound, &free);
        own_free.extend(free);
        Ok(own_free)
    })
}
// ANCHOR_END: analyze_block

// ANCHOR: analyze_name
/// C: `analyze_name`
fn analyze_name<'a>(
    scope: &mut Scope<'a>,
    name: &'a str,
    symbol: Symbol,
    bound: Option<&Names<'a>>,
    global: &Names<'a>,
) -> Result<NameScope, Error> {
    let is_bound_around = bound.is_some_and(|bound| bound.contains(name));
    if symbol.intersects(Symbol::GLOBAL) {
        if symbol.intersects(Symbol::NONLOCAL) {
            return Err(at_directive(scope, name, ErrorKind::NonlocalAndGlobal(name.into())));
        }
        return Ok(NameScope::GlobalExplicit);
    }
    if symbol.intersects(Symbol::NONLOCAL) {
        if bound.is_none() {
            return Err(at_directive(scope, name, ErrorKind::NonlocalAtModuleLevel));
        }
        if !is_bound_around {
            return Err(at_directive(scope, name, ErrorKind::NoBindingForNonlocal(name.into())));
        }
        return Ok(NameScope::Free);
    }
    if symbol.intersects(Symbol::BOUND) {
        return Ok(NameScope::Local);
    }
    if is_bound_around {
        return Ok(NameScope::Free);
    }
    if scope.nested && !global.contains(name) {
        scope.free = true;
    }
    Ok(NameScope::GlobalImplicit)
}
// ANCHOR_END: analyze_name

// ANCHOR: at_directive
/// An error where a name was declared. C: `error_at_directive`.
fn at_directive(scope: &Scope<'_>, name: &str, kind: ErrorKind) -> Error {
    let directive = scope.directives.iter().find(|(declared, _)| *declared == name);
    let (_, range) = directive.expect("who notes a declaration also notes its place");
    Error::new(kind, *range)
}
// ANCHOR_END: at_directive

// ANCHOR: visible_inside
/// What the blocks inside of an analysed one see: the names that functions bind, and those
/// that were declared global.
fn visible_inside<'a>(
    scope: &Scope<'a>,
    bound: Option<&Names<'a>>,
    global: &Names<'a>,
) -> (Names<'a>, Names<'a>) {
    let mut inner_bound = bound.cloned().unwrap_or_default();
    let mut inner_global = global.clone();
    if scope.block == BlockType::Class {
        // Its own names are its own, but for the one that it makes for its methods.
        inner_bound.insert("__class__");
        return (inner_bound, inner_global);
    }
    for (&name, symbol) in &scope.symbols {
        match symbol.scope() {
            Some(NameScope::GlobalExplicit) => {
                inner_bound.swap_remove(name);
                inner_global.insert(name);
            }
            Some(NameScope::Local) => {
                inner_global.swap_remove(name);
                if scope.block == BlockType::Function {
                    inner_bound.insert(name);
                }
            }
            _ => {}
        }
    }
    (inner_bound, inner_global)
}
// ANCHOR_END: visible_inside

// ANCHOR: analyze_cells
/// Puts a function's variables that blocks inside use into cells. C: `analyze_cells`.
fn analyze_cells<'a>(scope: &mut Scope<'a>, free: &mut Names<'a>) {
    if free.is_empty() {
        return;
    }
    for (name, symbol) in &mut scope.symbols {
        if symbol.scope() == Some(NameScope::Local) && free.shift_remove(name) {
            *symbol = symbol.with_scope(NameScope::Cell);
        }
    }
}
// ANCHOR_END: analyze_cells

// ANCHOR: pass_on
/// Notes the names that blocks inside take from a function around, so that they are passed
/// on. C: the second half of `update_symbols`.
fn pass_on<'a>(scope: &mut Scope<'a>, bound: Option<&Names<'a>>, free: &Names<'a>) {
    let is_class = scope.block == BlockType::Class;
    for &name in free {
        if let Some(symbol) = scope.symbols.get_mut(name) {
            // A class's own variable, and yet its methods mean the one of a function around.
            if is_class && symbol.intersects(Symbol::BOUND.and(Symbol::GLOBAL)) {
                *symbol = symbol.and(Symbol::FREE_CLASS);
            }
        } else if bound.is_none_or(|bound| bound.contains(name)) {
            scope.symbols.insert(name, Symbol::default().with_scope(NameScope::Free));
        }
    }
}
// ANCHOR_END: pass_on
