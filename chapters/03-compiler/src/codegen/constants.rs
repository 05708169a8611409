//! Constants: from values of the tree to entries of a unit's table.
//!
//! CPython: `compiler_add_const`, `ADDOP_LOAD_CONST` in `Python/compile.c`. There is nothing to
//! convert there, the tree holds Python objects.

use parser::ast;

use crate::codegen::Generator;
use crate::constant::{Complex, Constant, Float, Set, Shared, Text, Unhashable};
use crate::fold::integer;
use crate::opcode::Opcode;

impl Generator<'_> {
    /// Pushes a constant. C: `ADDOP_LOAD_CONST`.
    pub(super) fn load_constant(&mut self, constant: Constant) {
        let index = self.add_constant(constant);
        self.emit_with(Opcode::LOAD_CONST, index);
    }

    /// Pushes a constant of the tree.
    pub(super) fn load_value(&mut self, value: ast::Constant<'_>) {
        self.load_constant(constant(value));
    }

    /// Pushes `None`.
    pub(super) fn load_none(&mut self) {
        self.load_constant(Constant::None);
    }

    /// Pushes a name as a string.
    pub(super) fn load_name_text(&mut self, name: &str) {
        let name = self.interner.name(name);
        self.load_constant(Constant::Str(name));
    }

    /// A tuple of names.
    pub(super) fn name_tuple<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Constant {
        Constant::tuple(names.map(|name| Constant::Str(self.interner.name(name))))
    }

    /// The index of a constant, which is put at the end of the table if it isn't there.
    /// C: `compiler_add_const`.
    pub(super) fn add_constant(&mut self, constant: Constant) -> usize {
        let merged = self.constants.merge(constant);
        self.unit.constants.insert_full(merged).0
    }
}

/// A value of the tree as a constant.
pub(super) fn constant(value: ast::Constant<'_>) -> Constant {
    match value {
        ast::Constant::None => Constant::None,
        ast::Constant::Bool(true) => Constant::True,
        ast::Constant::Bool(false) => Constant::False,
        ast::Constant::Ellipsis => Constant::Ellipsis,
        ast::Constant::Int(_) | ast::Constant::NegativeInt(_) => {
            Constant::int(integer::value(value).expect("it is an int"))
        }
        ast::Constant::Float(value) => Constant::float(value),
        ast::Constant::Complex { real, imag } => {
            Constant::Complex(Shared::new(Complex { real: Float(real), imaginary: Float(imag) }))
        }
        ast::Constant::Str(ast::Str::Utf8("*")) => star(),
        ast::Constant::Str(ast::Str::Utf8(text)) => Constant::str(text),
        ast::Constant::Str(text @ ast::Str::Surrogates(_)) => {
            Constant::Str(Shared::new(Text::from_code_points(text.code_points())))
        }
        // CPython keeps an object for each byte.
        ast::Constant::Bytes(&[byte]) => Constant::Bytes(Shared::held(vec![byte])),
        ast::Constant::Bytes(bytes) => Constant::bytes(bytes),
        ast::Constant::Tuple(items) => Constant::tuple(items.iter().map(|&item| constant(item))),
        ast::Constant::FrozenSet(items) => frozen_set(items.iter().copied()),
    }
}

/// It is the name in `from … import *`, which CPython's own modules have, and so interned from
/// the start.
fn star() -> Constant {
    let text = Text::new("*");
    text.intern();
    Constant::Str(Shared::new(text))
}

/// A `frozenset` of values of the tree.
pub(super) fn frozen_set<'n>(values: impl Iterator<Item = ast::Constant<'n>>) -> Constant {
    let set = Set::collect(values.map(|value| Ok::<_, Unhashable>(constant(value))));
    Constant::FrozenSet(Shared::new(set.expect("values of a tree have hashes")))
}
