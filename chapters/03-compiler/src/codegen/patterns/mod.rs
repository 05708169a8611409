//! Patterns of `match`.
//!
//! CPython: `pattern_context`, `compiler_pattern`, `jump_to_fail_pop`,
//! `emit_and_reset_fail_pop`, `pattern_helper_store_name` in `Python/compile.c`.
//!
//! A pattern takes its subject from the top of the stack. If it doesn't match, it jumps away
//! to where everything is dropped that lies on the stack at that moment. Names are bound only
//! once the whole pattern has matched; until then the captured values lie on the stack as well,
//! below what the pattern still works on.
//!
//! Invariant: above what the statement had put there, the stack holds the captures of
//! [`PatternContext::stores`] and on them `on_top` values.

mod alternatives;
mod classes;
mod mappings;
mod sequences;

use parser::ast::{CmpOp, Expr, ExprContext, ExprKind, Pattern, PatternKind};

use crate::codegen::Generator;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;
use crate::recursion::with_stack;

/// The state of a pattern. C: `pattern_context`.
#[derive(Clone, Default)]
pub(super) struct PatternContext<'a> {
    /// The names of what was captured, in the order in which the values lie on the stack.
    pub(super) stores: Vec<&'a str>,
    /// Whether a name or `_` alone is allowed, which match everything.
    allow_irrefutable: bool,
    /// Where to jump on failure: the block at `n` drops `n` values.
    fail_pop: Vec<BlockId>,
    /// How many values of the pattern lie above the captures.
    on_top: usize,
}

impl PatternContext<'_> {
    pub(super) fn new(allow_irrefutable: bool) -> Self {
        PatternContext { allow_irrefutable, ..PatternContext::default() }
    }
}

/// Whether a pattern is `_`.
pub(super) fn is_wildcard(pattern: &Pattern<'_>) -> bool {
    matches!(pattern.kind, PatternKind::MatchAs { pattern: None, name: None })
}

impl<'a> Generator<'a> {
    /// C: `compiler_pattern`
    pub(super) fn visit_pattern(
        &mut self,
        pattern: &'a Pattern<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        self.set_place(pattern.range);
        with_stack(|| match pattern.kind {
            PatternKind::MatchValue { value } => self.visit_value_pattern(value, context),
            PatternKind::MatchSingleton { value } => {
                self.load_value(value);
                self.comparison(CmpOp::Is);
                self.fail_unless(context);
                Ok(())
            }
            PatternKind::MatchSequence { patterns } => {
                self.visit_sequence_pattern(patterns, context)
            }
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.visit_mapping_pattern(keys, patterns, rest, context)
            }
            PatternKind::MatchClass { .. } => self.visit_class_pattern(pattern, context),
            PatternKind::MatchStar { name } => self.store_capture(name, context),
            PatternKind::MatchAs { pattern: None, name } => {
                self.visit_capture_pattern(name, context)
            }
            PatternKind::MatchAs { pattern: Some(inner), name } => {
                context.on_top += 1;
                self.emit_with(Opcode::COPY, 1);
                self.visit_pattern(inner, context)?;
                context.on_top -= 1;
                self.store_capture(name, context)
            }
            PatternKind::MatchOr { patterns } => self.visit_or_pattern(patterns, context),
        })
    }

    /// A pattern in another, where everything may be matched. C: `compiler_pattern_subpattern`.
    fn visit_subpattern(
        &mut self,
        pattern: &'a Pattern<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        let outer = std::mem::replace(&mut context.allow_irrefutable, true);
        self.visit_pattern(pattern, context)?;
        context.allow_irrefutable = outer;
        Ok(())
    }

    /// ```text
    ///     <value>
    ///     COMPARE_OP ==
    ///     <failing unless true>
    /// ```
    /// C: `compiler_pattern_value`
    fn visit_value_pattern(
        &mut self,
        value: &'a Expr<'a>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        if !matches!(value.kind, ExprKind::Constant { .. } | ExprKind::Attribute { .. }) {
            return Err(self.error(ErrorKind::WrongPatternValue));
        }
        self.visit_expr(value)?;
        self.comparison(CmpOp::Eq);
        self.fail_unless(context);
        Ok(())
    }

    /// A name or `_`, which no further pattern may follow. C: the first half of
    /// `compiler_pattern_as`.
    fn visit_capture_pattern(
        &mut self,
        name: Option<&'a str>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        if context.allow_irrefutable {
            return self.store_capture(name, context);
        }
        Err(self.error(match name {
            Some(name) => ErrorKind::CaptureNotLast(name.into()),
            None => ErrorKind::WildcardNotLast,
        }))
    }

    /// Puts the top value below what the pattern works on, to be bound to a name when all has
    /// matched; drops it where there is no name. C: `pattern_helper_store_name`.
    fn store_capture(
        &mut self,
        name: Option<&'a str>,
        context: &mut PatternContext<'a>,
    ) -> Result<(), Error> {
        let Some(name) = name else {
            self.emit(Opcode::POP_TOP);
            return Ok(());
        };
        self.forbid_debug(name, ExprContext::Store)?;
        self.forbid_second_store(name, context)?;
        self.rotate(context.on_top + context.stores.len() + 1);
        context.stores.push(name);
        Ok(())
    }

    fn forbid_second_store(&self, name: &str, context: &PatternContext<'a>) -> Result<(), Error> {
        match context.stores.contains(&name) {
            true => Err(self.error(ErrorKind::TwoAssignmentsInPattern(name.into()))),
            false => Ok(()),
        }
    }

    /// Brings the top value below the `count - 1` others. C: `pattern_helper_rotate`.
    fn rotate(&mut self, count: usize) {
        for depth in (2..=count).rev() {
            self.emit_with(Opcode::SWAP, depth);
        }
    }

    /// Goes on if the top value is true.
    fn fail_unless(&mut self, context: &mut PatternContext<'a>) {
        self.fail(Operation::PopJumpIfFalse, context);
    }

    /// Jumps to where what lies on the stack is dropped. C: `jump_to_fail_pop`.
    fn fail(&mut self, jump: Operation, context: &mut PatternContext<'a>) {
        let block = self.fail_block(context, context.on_top + context.stores.len());
        self.jump(jump, block);
    }

    /// The block that drops so many values. C: `ensure_fail_pop`.
    pub(super) fn fail_block(&mut self, context: &mut PatternContext<'a>, count: usize) -> BlockId {
        while context.fail_pop.len() <= count {
            context.fail_pop.push(self.new_block());
        }
        context.fail_pop[count]
    }

    /// Where the pattern has failed:
    ///
    /// ```text
    /// fail_pop[2]:
    ///     POP_TOP
    /// fail_pop[1]:
    ///     POP_TOP
    /// fail_pop[0]:
    /// ```
    /// C: `emit_and_reset_fail_pop`
    pub(super) fn emit_fail_blocks(&mut self, context: &mut PatternContext<'a>) {
        let blocks = std::mem::take(&mut context.fail_pop);
        for (count, block) in blocks.into_iter().enumerate().rev() {
            self.use_next_block(block);
            if count > 0 {
                self.emit(Opcode::POP_TOP);
            }
        }
    }
}
