//! A block of code with names of its own, and what is known of each name.
//!
//! CPython: `PySTEntryObject`, the `DEF_` flags and the scopes in
//! `Include/internal/pycore_symtable.h`. The numbers are CPython's, which the `symtable`
//! module shows.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use parser::ast::Range;

/// The names of a block, in the order in which they came.
///
/// Those that only an inner block uses come last. CPython takes them out of a `set`, so among
/// themselves they have the order of their hashes there; here they have the order of the
/// inner blocks.
pub type Symbols<'a> = IndexMap<&'a str, Symbol, RandomState>;

/// Which of a table's blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ScopeId(pub(crate) u32);

/// What kind of block. C: `_Py_block_ty`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum BlockType {
    /// A function, a lambda or a comprehension.
    Function = 0,
    /// The body of a class.
    Class = 1,
    /// A module, or an expression by itself.
    Module = 2,
    /// An annotation that is kept as text. It hides what is in it from the block around.
    Annotation = 3,
}

/// What kind of comprehension a block of functions' kind is. C: `_Py_comprehension_ty`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Comprehension {
    /// `[x for …]`
    List = 1,
    /// `{x: y for …}`
    Dict = 2,
    /// `{x for …}`
    Set = 3,
    /// `(x for …)`
    Generator = 4,
}

/// A block of code. C: `PySTEntryObject`.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// The function's or class's name; `top`, `lambda`, `listcomp` … where there is none.
    pub name: &'a str,
    /// What kind of block.
    pub block: BlockType,
    /// Where the statement or expression stands that it belongs to.
    pub range: Range,
    /// What is known of each name.
    pub symbols: Symbols<'a>,
    /// The parameters.
    pub varnames: Vec<&'a str>,
    /// The blocks right inside of this one.
    pub children: Vec<ScopeId>,
    /// If it is a comprehension, of which kind.
    pub comprehension: Option<Comprehension>,
    /// Whether there is a function around.
    pub nested: bool,
    /// Whether names of it may belong to a function around.
    pub free: bool,
    /// Whether that is so of a block inside.
    pub child_free: bool,
    /// Whether it has `yield`.
    pub generator: bool,
    /// Whether it has `async` or `await`.
    pub coroutine: bool,
    /// Whether there is a parameter `*args`.
    pub varargs: bool,
    /// Whether there is a parameter `**kwargs`.
    pub varkeywords: bool,
    /// Whether it has `return` with a value.
    pub returns_value: bool,
    /// Whether a class has methods that ask for `__class__`, `super()` among them.
    pub needs_class_closure: bool,
    /// Whether the walk is at a comprehension's target now.
    pub(crate) comp_iter_target: bool,
    /// How many expressions behind a comprehension's `in` the walk is inside of now.
    pub(crate) comp_iter_expr: u32,
    /// The names that were declared global or nonlocal, and where.
    pub(crate) directives: Vec<(&'a str, Range)>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(name: &'a str, block: BlockType, range: Range) -> Scope<'a> {
        Scope {
            name,
            block,
            range,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            comprehension: None,
            nested: false,
            free: false,
            child_free: false,
            generator: false,
            coroutine: false,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            needs_class_closure: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            directives: Vec::new(),
        }
    }

    /// What is known of a name; nothing of one that the block doesn't mention.
    /// C: `_PyST_GetSymbol`.
    pub fn symbol(&self, name: &str) -> Symbol {
        self.symbols.get(name).copied().unwrap_or_default()
    }

    /// Whose variable a name is. C: `_PyST_GetScope`.
    pub fn scope_of(&self, name: &str) -> Option<NameScope> {
        self.symbol(name).scope()
    }
}

// ANCHOR: name_scope
/// Whose variable a name is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum NameScope {
    /// The block's own.
    Local = 1,
    /// The module's: the block says so.
    GlobalExplicit = 2,
    /// The module's, or a builtin: no function around has it.
    GlobalImplicit = 3,
    /// A function's around.
    Free = 4,
    /// The block's own, and blocks inside use it too.
    Cell = 5,
}
// ANCHOR_END: name_scope

/// Facts about a name in a block, as bits; and from bit 11 on, once that is known, whose
/// variable it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Symbol(u16);

impl Symbol {
    // ANCHOR: facts
    /// In a `global` statement. C: `DEF_GLOBAL`.
    pub const GLOBAL: Symbol = Symbol(1);
    /// Assigned to. C: `DEF_LOCAL`.
    pub const LOCAL: Symbol = Symbol(1 << 1);
    /// A parameter. C: `DEF_PARAM`.
    pub const PARAMETER: Symbol = Symbol(1 << 2);
    /// In a `nonlocal` statement. C: `DEF_NONLOCAL`.
    pub const NONLOCAL: Symbol = Symbol(1 << 3);
    /// Used. C: `USE`.
    pub const USE: Symbol = Symbol(1 << 4);
    /// A class's own name that a method also takes from a function around.
    /// C: `DEF_FREE_CLASS`.
    pub const FREE_CLASS: Symbol = Symbol(1 << 6);
    /// Imported. C: `DEF_IMPORT`.
    pub const IMPORT: Symbol = Symbol(1 << 7);
    /// Annotated. C: `DEF_ANNOT`.
    pub const ANNOTATED: Symbol = Symbol(1 << 8);
    /// A comprehension's target. C: `DEF_COMP_ITER`.
    pub const COMPREHENSION_TARGET: Symbol = Symbol(1 << 9);
    /// Whatever makes a name the block's own. C: `DEF_BOUND`.
    pub const BOUND: Symbol = Symbol::LOCAL.and(Symbol::PARAMETER).and(Symbol::IMPORT);
    // ANCHOR_END: facts

    const SCOPE_OFFSET: u32 = 11;

    /// The facts of both.
    pub const fn and(self, other: Symbol) -> Symbol {
        Symbol(self.0 | other.0)
    }

    /// Whether they have a fact in common.
    pub const fn intersects(self, other: Symbol) -> bool {
        self.0 & other.0 != 0
    }

    /// The number that the `symtable` module works with.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whose variable it is.
    pub const fn scope(self) -> Option<NameScope> {
        match self.0 >> Symbol::SCOPE_OFFSET {
            1 => Some(NameScope::Local),
            2 => Some(NameScope::GlobalExplicit),
            3 => Some(NameScope::GlobalImplicit),
            4 => Some(NameScope::Free),
            5 => Some(NameScope::Cell),
            _ => None,
        }
    }

    /// The same facts, and whose variable it is.
    pub(crate) const fn with_scope(self, scope: NameScope) -> Symbol {
        let facts = self.0 & ((1 << Symbol::SCOPE_OFFSET) - 1);
        Symbol(facts | (scope as u16) << Symbol::SCOPE_OFFSET)
    }
}
