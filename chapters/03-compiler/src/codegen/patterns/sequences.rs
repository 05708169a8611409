//! Sequence patterns: `[a, b, *rest]`.
//!
//! CPython: `compiler_pattern_sequence`, `pattern_helper_sequence_unpack`,
//! `pattern_helper_sequence_subscr`, `pattern_unpack_helper` in `Python/compile.c`.

use parser::ast::{CmpOp, Operator, Pattern, PatternKind, Patterns};

use crate::codegen::Generator;
use crate::codegen::expressions::{MAX_BEFORE_STAR, MAX_BEHIND_STAR};
use crate::codegen::patterns::{PatternContext, is_wildcard};
use crate::constant::Constant;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     MATCH_SEQUENCE
    ///     <failing unless true>
    ///     GET_LEN
    ///     LOAD_CONST <count>
    ///     COMPARE_OP ==           with a star: >=
    ///     <failing unless true>
    ///     <the items>
    /// ```
    /// C: `compiler_pattern_sequence`
    pub(super) fn visit_sequence_pattern(
        &mut self,
        patterns: Patterns<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        let mut stars = patterns.iter().enumerate().filter(|(_, pattern)| is_star(pattern));
        let star = stars.next().map(|(at, _)| at);
        if stars.next().is_some() {
            return Err(self.error(ErrorKind::TwoStarNames));
        }
        let is_any = |pattern: &&Pattern<'a>| is_wildcard(pattern) || is_star_wildcard(pattern);
        context.on_top += 1;
        self.emit(Opcode::MATCH_SEQUENCE);
        self.fail_unless(context);
        let least = match star {
            None => Some((patterns.len(), CmpOp::Eq)),
            Some(_) if patterns.len() > 1 => Some((patterns.len() - 1, CmpOp::GtE)),
            Some(_) => None,
        };
        if let Some((count, comparison)) = least {
            self.emit(Opcode::GET_LEN);
            self.load_constant(Constant::int(count));
            self.comparison(comparison);
            self.fail_unless(context);
        }
        context.on_top -= 1;
        match star {
            _ if patterns.iter().all(is_any) => {
                self.emit(Opcode::POP_TOP);
                Ok(())
            }
            Some(star) if is_star_wildcard(patterns[star]) => {
                self.visit_items_by_number(patterns, star, context)
            }
            _ => self.visit_unpacked_items(patterns, star, context),
        }
    }

    /// ```text
    ///     UNPACK_SEQUENCE         with a star: UNPACK_EX
    ///     <each pattern>
    /// ```
    /// C: `pattern_helper_sequence_unpack`
    fn visit_unpacked_items(
        &mut self,
        patterns: Patterns<'a>,
        star: Option<usize>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        match star {
            None => self.emit_with(Opcode::UNPACK_SEQUENCE, patterns.len()),
            Some(before) => {
                let behind = patterns.len() - before - 1;
                if before >= MAX_BEFORE_STAR || behind >= MAX_BEHIND_STAR {
                    return Err(self.error(ErrorKind::TooManyStarPatterns));
                }
                self.emit_with(Opcode::UNPACK_EX, before + (behind << 8));
            }
        }
        context.on_top += patterns.len();
        for pattern in patterns {
            context.on_top -= 1;
            self.visit_subpattern(pattern, context)?;
        }
        Ok(())
    }

    /// With `*_` the items in the middle aren't wanted, so the others are fetched singly.
    ///
    /// ```text
    ///     COPY 1
    ///     LOAD_CONST <index>              behind the star:    GET_LEN
    ///     BINARY_SUBSCR                                       LOAD_CONST <index from the end>
    ///     <pattern>                                           BINARY_OP -
    ///     …
    ///     POP_TOP
    /// ```
    /// C: `pattern_helper_sequence_subscr`
    fn visit_items_by_number(
        &mut self,
        patterns: Patterns<'a>,
        star: usize,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        context.on_top += 1;
        for (at, pattern) in patterns.iter().enumerate() {
            if at == star || is_wildcard(pattern) {
                continue;
            }
            self.emit_with(Opcode::COPY, 1);
            if at < star {
                self.load_constant(Constant::int(at));
            } else {
                // A sequence need not know negative indexes.
                self.emit(Opcode::GET_LEN);
                self.load_constant(Constant::int(patterns.len() - at));
                self.binary_operation(Operator::Sub, false);
            }
            self.emit(Opcode::BINARY_SUBSCR);
            self.visit_subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.emit(Opcode::POP_TOP);
        Ok(())
    }
}

fn is_star(pattern: &Pattern<'_>) -> bool {
    matches!(pattern.kind, PatternKind::MatchStar { .. })
}

fn is_star_wildcard(pattern: &Pattern<'_>) -> bool {
    matches!(pattern.kind, PatternKind::MatchStar { name: None })
}
