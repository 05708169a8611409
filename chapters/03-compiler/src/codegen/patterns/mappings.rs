//! Mapping patterns: `{'key': value, **rest}`.
//!
//! CPython: `compiler_pattern_mapping` in `Python/compile.c`.

use parser::ast::{CmpOp, ExprKind, Exprs, Patterns};

use crate::codegen::Generator;
use crate::codegen::constants::constant;
use crate::codegen::patterns::PatternContext;
use crate::constant::{Constant, Finder};
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     MATCH_MAPPING
    ///     <failing unless true>
    ///     GET_LEN                 if there are keys
    ///     LOAD_CONST <count>
    ///     COMPARE_OP >=
    ///     <failing unless true>
    ///     <keys>
    ///     BUILD_TUPLE
    ///     MATCH_KEYS
    ///     COPY 1
    ///     LOAD_CONST None
    ///     IS_OP 1
    ///     <failing unless true>
    ///     UNPACK_SEQUENCE
    ///     <each pattern>
    ///     <the rest>              or POP_TOP, POP_TOP
    /// ```
    /// C: `compiler_pattern_mapping`
    pub(super) fn visit_mapping_pattern(
        &mut self,
        keys: Exprs<'a>,
        patterns: Patterns<'a>,
        rest: Option<&'a str>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        if keys.len() != patterns.len() {
            return Err(self.error(ErrorKind::MappingLengths(keys.len(), patterns.len())));
        }
        context.on_top += 1;
        self.emit(Opcode::MATCH_MAPPING);
        self.fail_unless(context);
        if keys.is_empty() && rest.is_none() {
            context.on_top -= 1;
            self.emit(Opcode::POP_TOP);
            return Ok(());
        }
        if !keys.is_empty() {
            self.emit(Opcode::GET_LEN);
            self.load_constant(Constant::int(keys.len()));
            self.comparison(CmpOp::GtE);
            self.fail_unless(context);
        }
        self.visit_keys(keys)?;
        self.emit_with(Opcode::BUILD_TUPLE, keys.len());
        self.emit(Opcode::MATCH_KEYS);
        // The keys and the values lie above the subject now.
        context.on_top += 2;
        self.emit_with(Opcode::COPY, 1);
        self.load_none();
        self.emit_with(Opcode::IS_OP, 1);
        self.fail_unless(context);
        self.emit_with(Opcode::UNPACK_SEQUENCE, keys.len());
        context.on_top = context.on_top + keys.len() - 1;
        for pattern in patterns {
            context.on_top -= 1;
            self.visit_subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        match rest {
            Some(rest) => {
                self.collect_rest(keys.len());
                self.store_capture(Some(rest), context)
            }
            None => {
                self.emit(Opcode::POP_TOP);
                self.emit(Opcode::POP_TOP);
                Ok(())
            }
        }
    }

    /// Keys are constants, each once, and attributes.
    fn visit_keys(&mut self, keys: Exprs<'a>) -> Result<(), Error> {
        let mut found = Finder::default();
        let mut seen: Vec<Constant> = Vec::new();
        for key in keys {
            match key.kind {
                ExprKind::Constant { value, .. } => {
                    let value = constant(value);
                    let hash = value.hash().expect("constants of a tree have hashes");
                    if found.find(&value, hash, |index| &seen[index]).is_some() {
                        let shown = String::from_utf8_lossy(&value.repr()).into_owned();
                        return Err(self.error(ErrorKind::RepeatedKey(shown)));
                    }
                    found.add(hash, seen.len());
                    seen.push(value);
                }
                ExprKind::Attribute { .. } => {}
                _ => return Err(self.error(ErrorKind::WrongMappingKey)),
            }
            self.visit_expr(key)?;
        }
        Ok(())
    }

    /// A copy of the subject without the keys that were matched.
    ///
    /// ```text
    ///     BUILD_MAP 0             ( subject keys -- subject keys rest )
    ///     SWAP 3                  ( subject keys rest -- rest keys subject )
    ///     DICT_UPDATE 2           ( rest keys subject -- rest keys )
    ///     UNPACK_SEQUENCE         ( rest keys -- rest key … )
    ///     COPY                    ( rest key … -- rest key … rest )
    ///     SWAP 2
    ///     DELETE_SUBSCR           for each key
    /// ```
    fn collect_rest(&mut self, count: usize) {
        self.emit_with(Opcode::BUILD_MAP, 0);
        self.emit_with(Opcode::SWAP, 3);
        self.emit_with(Opcode::DICT_UPDATE, 2);
        self.emit_with(Opcode::UNPACK_SEQUENCE, count);
        for left in (1..=count).rev() {
            self.emit_with(Opcode::COPY, 1 + left);
            self.emit_with(Opcode::SWAP, 2);
            self.emit(Opcode::DELETE_SUBSCR);
        }
    }
}
