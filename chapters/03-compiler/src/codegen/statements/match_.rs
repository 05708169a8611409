//! `match`.
//!
//! CPython: `compiler_match_inner` in `Python/compile.c`.

use parser::ast::{Expr, ExprContext, MatchCase};

use crate::codegen::Generator;
use crate::codegen::patterns::{PatternContext, is_wildcard};
use crate::errors::Error;
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// The subject stays on the stack until a case has it. A last `case _` needs no subject.
    ///
    /// ```text
    ///     <subject>
    ///     COPY 1                  but for the last case
    ///     <pattern>
    ///     <binding the captures>
    ///     <jump to the next case unless guard>
    ///     POP_TOP                 but for the last case
    ///     <body>
    ///     JUMP end
    ///     <cleaning up where the pattern has failed>
    ///     …
    ///     NOP                     of `case _`
    ///     <body>
    /// end:
    /// ```
    /// C: `compiler_match_inner`
    pub(super) fn visit_match(
        &mut self,
        subject: &'a Expr<'a>,
        cases: &'a [&'a MatchCase<'a>],
    ) -> Result<(), Error> {
        self.visit_expr(subject)?;
        let end = self.new_block();
        let (default, tested) = match cases.split_last() {
            Some((last, others)) if is_wildcard(last.pattern) && !others.is_empty() => {
                (Some(last), others)
            }
            _ => (None, cases),
        };
        for (at, case) in tested.iter().enumerate() {
            let is_last_tested = at + 1 == tested.len();
            self.set_place(case.pattern.range);
            if !is_last_tested {
                self.emit_with(Opcode::COPY, 1);
            }
            let may_be_irrefutable = case.guard.is_some() || at + 1 == cases.len();
            let mut context = PatternContext::new(may_be_irrefutable);
            self.visit_pattern(case.pattern, &mut context)?;
            for name in std::mem::take(&mut context.stores) {
                self.name_op(name, ExprContext::Store)?;
            }
            if let Some(guard) = case.guard {
                let fail = self.fail_block(&mut context, 0);
                self.jump_if(guard, fail, false)?;
            }
            if !is_last_tested {
                self.emit(Opcode::POP_TOP);
            }
            self.visit_stmts(case.body)?;
            self.jump_no_line(end);
            // What cleans up is on the pattern's line, not on the body's last.
            self.set_place(case.pattern.range);
            self.emit_fail_blocks(&mut context);
        }
        if let Some(default) = default {
            self.set_place(default.pattern.range);
            self.emit(Opcode::NOP);
            if let Some(guard) = default.guard {
                self.jump_if(guard, end, false)?;
            }
            self.visit_stmts(default.body)?;
        }
        self.use_next_block(end);
        Ok(())
    }
}
