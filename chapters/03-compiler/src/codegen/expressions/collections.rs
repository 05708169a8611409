//! Displays: `[…]`, `(…)`, `{…}`, with stars and of any size.
//!
//! CPython: `starunpack_helper`, `compiler_dict`, `compiler_subdict`, `are_all_items_const` in
//! `Python/compile.c`.
//!
//! The items of a small display wait on the stack until all are there. From 31 on they would
//! take too much of it; then the collection is made empty and gets each item at once. So it
//! is, from there on, with a starred item, of which nobody knows the length.

use parser::ast::{Expr, ExprKind, Exprs, OptionalExprs};

use crate::codegen::Generator;
use crate::codegen::constants::{constant, frozen_set};
use crate::constant::Constant;
use crate::errors::Error;
use crate::opcode::Opcode;

/// How many values may wait on the stack. C: `STACK_USE_GUIDELINE`.
pub(in crate::codegen) const STACK_USE_GUIDELINE: usize = 30;

/// What is built of elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::codegen) enum Collection {
    List,
    Tuple,
    Set,
}

impl Collection {
    /// The instructions that build it of what is on the stack, add an item to it and add those
    /// of an iterable. A tuple is a list until all is in it.
    fn operations(self) -> (Opcode, Opcode, Opcode) {
        match self {
            Collection::List | Collection::Tuple => {
                (Opcode::BUILD_LIST, Opcode::LIST_APPEND, Opcode::LIST_EXTEND)
            }
            Collection::Set => (Opcode::BUILD_SET, Opcode::SET_ADD, Opcode::SET_UPDATE),
        }
    }
}

impl<'a> Generator<'a> {
    /// Builds a collection of elements; `pushed` are on the stack already and come first.
    ///
    /// ```text
    ///     <element>               BUILD_LIST 0            BUILD_LIST 0
    ///     …                       LOAD_CONST <tuple>      <element>
    ///     BUILD_LIST              LIST_EXTEND 1           LIST_APPEND 1
    ///                                                     <starred>
    ///                                                     LIST_EXTEND 1
    ///                                                     …
    ///                                                     LIST_TO_TUPLE
    /// ```
    /// C: `starunpack_helper`
    pub(in crate::codegen) fn visit_elements(
        &mut self,
        elements: Exprs<'a>,
        pushed: usize,
        collection: Collection,
    ) -> Result<(), Error> {
        if elements.len() > 2
            && let Some(values) = constants(elements.iter().map(|&element| Some(element)))
        {
            self.load_collection(&values, pushed, collection);
            return Ok(());
        }
        let (build, add, extend) = collection.operations();
        let starred = |element: &&Expr<'a>| matches!(element.kind, ExprKind::Starred { .. });
        let count = elements.len() + pushed;
        let is_big = count > STACK_USE_GUIDELINE;
        if !is_big && !elements.iter().any(starred) {
            self.visit_exprs(elements)?;
            let build = if collection == Collection::Tuple { Opcode::BUILD_TUPLE } else { build };
            self.emit_with(build, count);
            return Ok(());
        }
        let mut is_built = is_big;
        if is_big {
            self.emit_with(build, pushed);
        }
        for (at, element) in elements.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = element.kind {
                if !is_built {
                    self.emit_with(build, at + pushed);
                    is_built = true;
                }
                self.visit_expr(value)?;
                self.emit_with(extend, 1);
            } else {
                self.visit_expr(element)?;
                if is_built {
                    self.emit_with(add, 1);
                }
            }
        }
        if collection == Collection::Tuple {
            self.emit(Opcode::LIST_TO_TUPLE);
        }
        Ok(())
    }

    /// A display of constants takes them from one tuple.
    fn load_collection(
        &mut self,
        values: &[parser::ast::Constant<'a>],
        pushed: usize,
        collection: Collection,
    ) {
        let folded = match collection {
            Collection::Set => frozen_set(values.iter().copied()),
            _ => Constant::tuple(values.iter().map(|&value| constant(value))),
        };
        if collection == Collection::Tuple && pushed == 0 {
            self.load_constant(folded);
            return;
        }
        let (build, _, extend) = collection.operations();
        self.emit_with(build, pushed);
        self.load_constant(folded);
        self.emit_with(extend, 1);
        if collection == Collection::Tuple {
            self.emit(Opcode::LIST_TO_TUPLE);
        }
    }

    /// Parts between `**` are built by themselves.
    ///
    /// ```text
    ///     <pairs>                 BUILD_MAP 0 if `**` comes first
    ///     <mapping>               behind `**`
    ///     DICT_UPDATE 1
    ///     <pairs>
    ///     DICT_UPDATE 1
    ///     …
    /// ```
    /// C: `compiler_dict`
    pub(super) fn visit_dict(
        &mut self,
        keys: OptionalExprs<'a>,
        values: Exprs<'a>,
    ) -> Result<(), Error> {
        let mut is_built = false;
        // How many pairs right before this one are not built yet.
        let mut waiting = 0;
        for (at, (key, value)) in keys.iter().zip(values).enumerate() {
            if key.is_none() {
                if waiting > 0 {
                    self.visit_pairs(&keys[at - waiting..at], &values[at - waiting..at])?;
                    self.merge_pairs(&mut is_built);
                    waiting = 0;
                }
                if !is_built {
                    self.emit_with(Opcode::BUILD_MAP, 0);
                    is_built = true;
                }
                self.visit_expr(value)?;
                self.emit_with(Opcode::DICT_UPDATE, 1);
            } else if waiting * 2 > STACK_USE_GUIDELINE {
                self.visit_pairs(&keys[at - waiting..=at], &values[at - waiting..=at])?;
                self.merge_pairs(&mut is_built);
                waiting = 0;
            } else {
                waiting += 1;
            }
        }
        if waiting > 0 {
            let from = values.len() - waiting;
            self.visit_pairs(&keys[from..], &values[from..])?;
            self.merge_pairs(&mut is_built);
        }
        if !is_built {
            self.emit_with(Opcode::BUILD_MAP, 0);
        }
        Ok(())
    }

    /// Puts pairs that were just built into the dict that was there before, if one was.
    fn merge_pairs(&mut self, is_built: &mut bool) {
        if *is_built {
            self.emit_with(Opcode::DICT_UPDATE, 1);
        }
        *is_built = true;
    }

    /// ```text
    ///     <value>                 <key>                   BUILD_MAP 0
    ///     …                       <value>                 <key>
    ///     LOAD_CONST <keys>       …                       <value>
    ///     BUILD_CONST_KEY_MAP     BUILD_MAP               MAP_ADD 1
    ///                                                     …
    /// ```
    /// C: `compiler_subdict`
    fn visit_pairs(&mut self, keys: OptionalExprs<'a>, values: Exprs<'a>) -> Result<(), Error> {
        let count = values.len();
        let is_big = count * 2 > STACK_USE_GUIDELINE;
        if count > 1
            && !is_big
            && let Some(keys) = constants(keys.iter().copied())
        {
            self.visit_exprs(values)?;
            self.load_constant(Constant::tuple(keys.into_iter().map(constant)));
            self.emit_with(Opcode::BUILD_CONST_KEY_MAP, count);
            return Ok(());
        }
        if is_big {
            self.emit_with(Opcode::BUILD_MAP, 0);
        }
        for (key, value) in keys.iter().flatten().zip(values) {
            self.visit_expr(key)?;
            self.visit_expr(value)?;
            if is_big {
                self.emit_with(Opcode::MAP_ADD, 1);
            }
        }
        if !is_big {
            self.emit_with(Opcode::BUILD_MAP, count);
        }
        Ok(())
    }
}

/// The values of expressions that are constants all. C: `are_all_items_const`.
fn constants<'a>(
    expressions: impl Iterator<Item = Option<&'a Expr<'a>>>,
) -> Option<Vec<parser::ast::Constant<'a>>> {
    let value = |expression: Option<&'a Expr<'a>>| match expression?.kind {
        ExprKind::Constant { value, .. } => Some(value),
        _ => None,
    };
    expressions.map(value).collect()
}
