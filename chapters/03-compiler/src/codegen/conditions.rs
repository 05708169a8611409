//! Jumps on whether an expression is true, without its value.
//!
//! CPython: `compiler_jump_if` in `Python/compile.c`.
//!
//! `if a and not b` needs no value of `a and not b`: each operand is tested by itself, and
//! the test jumps where the whole is decided.

use parser::ast::{BoolOp, CmpOp, Expr, ExprKind, Exprs, UnaryOp};

use crate::codegen::Generator;
use crate::errors::Error;
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;
use crate::recursion::with_stack;

impl<'a> Generator<'a> {
    /// Jumps to `target` if `test` is `condition`, and goes on else. C: `compiler_jump_if`.
    pub(super) fn jump_if(
        &mut self,
        test: &'a Expr<'a>,
        target: BlockId,
        condition: bool,
    ) -> Result<(), Error> {
        with_stack(|| match test.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => {
                self.jump_if(operand, target, !condition)
            }
            ExprKind::BoolOp { op, values } => self.jump_if_any(op, values, target, condition),
            ExprKind::IfExp { test, body, orelse } => {
                let end = self.new_block();
                let otherwise = self.new_block();
                self.jump_if(test, otherwise, false)?;
                self.jump_if(body, target, condition)?;
                self.jump_no_line(end);
                self.use_next_block(otherwise);
                self.jump_if(orelse, target, condition)?;
                self.use_next_block(end);
                Ok(())
            }
            ExprKind::Compare { left, ops, comparators } => {
                self.set_place(test.range);
                match ops {
                    [_, _, ..] => self.jump_if_chain(left, ops, comparators, target, condition),
                    _ => self.jump_if_value(test, target, condition),
                }
            }
            _ => self.jump_if_value(test, target, condition),
        })
    }

    /// ```text
    ///     <test>
    ///     POP_JUMP_IF_FALSE target        or _TRUE
    /// ```
    fn jump_if_value(
        &mut self,
        test: &'a Expr<'a>,
        target: BlockId,
        condition: bool,
    ) -> Result<(), Error> {
        self.visit_expr(test)?;
        self.jump(pop_jump_if(condition), target);
        Ok(())
    }

    /// `a or b`, with `condition` false:
    ///
    /// ```text
    ///     <jump to decided if a>
    ///     <jump to target unless b>
    /// decided:
    /// ```
    fn jump_if_any(
        &mut self,
        operator: BoolOp,
        values: Exprs<'a>,
        target: BlockId,
        condition: bool,
    ) -> Result<(), Error> {
        // The value of an operand that decides: `or` is true with the first that is.
        let deciding = operator == BoolOp::Or;
        let decided = if deciding == condition { target } else { self.new_block() };
        let (last, others) = values.split_last().expect("`and` and `or` have operands");
        for value in others {
            self.jump_if(value, decided, deciding)?;
        }
        self.jump_if(last, target, condition)?;
        if decided != target {
            self.use_next_block(decided);
        }
        Ok(())
    }

    /// `a < b < c`:
    ///
    /// ```text
    ///     <a>
    ///     <b>                             for each operand in the middle
    ///     SWAP 2
    ///     COPY 2
    ///     COMPARE_OP
    ///     POP_JUMP_IF_FALSE cleanup
    ///     <c>
    ///     COMPARE_OP
    ///     POP_JUMP_IF_FALSE target        or _TRUE
    ///     JUMP end
    /// cleanup:
    ///     POP_TOP
    ///     JUMP target                     if false is what is waited for
    /// end:
    /// ```
    fn jump_if_chain(
        &mut self,
        left: &'a Expr<'a>,
        operators: &'a [CmpOp],
        comparators: Exprs<'a>,
        target: BlockId,
        condition: bool,
    ) -> Result<(), Error> {
        self.check_identity(left, operators, comparators)?;
        let cleanup = self.new_block();
        self.visit_expr(left)?;
        let last = operators.len() - 1;
        for (&operator, comparator) in operators.iter().zip(comparators).take(last) {
            self.visit_expr(comparator)?;
            self.emit_with(Opcode::SWAP, 2);
            self.emit_with(Opcode::COPY, 2);
            self.comparison(operator);
            self.jump(Operation::PopJumpIfFalse, cleanup);
        }
        self.visit_expr(comparators[last])?;
        self.comparison(operators[last]);
        self.jump(pop_jump_if(condition), target);
        let end = self.new_block();
        self.jump_no_line(end);
        self.use_next_block(cleanup);
        self.emit(Opcode::POP_TOP);
        if !condition {
            self.jump_no_line(target);
        }
        self.use_next_block(end);
        Ok(())
    }
}

fn pop_jump_if(condition: bool) -> Operation {
    if condition { Operation::PopJumpIfTrue } else { Operation::PopJumpIfFalse }
}
