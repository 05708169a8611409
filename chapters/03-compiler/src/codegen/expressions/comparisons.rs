//! Comparisons, chained ones among them.
//!
//! CPython: `compiler_compare`, `compiler_addcompare` in `Python/compile.c`.

use parser::ast::{CmpOp, Expr, Exprs};

use crate::codegen::Generator;
use crate::errors::Error;
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// `a < b < c` is `a < b and b < c`, but `b` is evaluated once:
    ///
    /// ```text
    ///     <a>
    ///     <b>                             for each operand in the middle
    ///     SWAP 2
    ///     COPY 2
    ///     COMPARE_OP
    ///     JUMP_IF_FALSE_OR_POP cleanup
    ///     <c>
    ///     COMPARE_OP
    ///     JUMP end
    /// cleanup:
    ///     SWAP 2
    ///     POP_TOP
    /// end:
    /// ```
    /// C: `compiler_compare`
    pub(super) fn visit_compare(
        &mut self,
        left: &'a Expr<'a>,
        operators: &'a [CmpOp],
        comparators: Exprs<'a>,
    ) -> Result<(), Error> {
        self.check_identity(left, operators, comparators)?;
        self.visit_expr(left)?;
        let last = operators.len() - 1;
        if last == 0 {
            self.visit_expr(comparators[0])?;
            self.comparison(operators[0]);
            return Ok(());
        }
        let cleanup = self.new_block();
        for (&operator, comparator) in operators.iter().zip(comparators).take(last) {
            self.visit_expr(comparator)?;
            self.emit_with(Opcode::SWAP, 2);
            self.emit_with(Opcode::COPY, 2);
            self.comparison(operator);
            self.jump(Opcode::JUMP_IF_FALSE_OR_POP, cleanup);
        }
        self.visit_expr(comparators[last])?;
        self.comparison(operators[last]);
        let end = self.new_block();
        self.jump_no_line(end);
        self.use_next_block(cleanup);
        self.emit_with(Opcode::SWAP, 2);
        self.emit(Opcode::POP_TOP);
        self.use_next_block(end);
        Ok(())
    }

    /// Compares what is on the stack. C: `compiler_addcompare`.
    pub(in crate::codegen) fn comparison(&mut self, operator: CmpOp) {
        let (opcode, argument) = match operator {
            CmpOp::Lt => (Opcode::COMPARE_OP, 0),
            CmpOp::LtE => (Opcode::COMPARE_OP, 1),
            CmpOp::Eq => (Opcode::COMPARE_OP, 2),
            CmpOp::NotEq => (Opcode::COMPARE_OP, 3),
            CmpOp::Gt => (Opcode::COMPARE_OP, 4),
            CmpOp::GtE => (Opcode::COMPARE_OP, 5),
            CmpOp::Is => (Opcode::IS_OP, 0),
            CmpOp::IsNot => (Opcode::IS_OP, 1),
            CmpOp::In => (Opcode::CONTAINS_OP, 0),
            CmpOp::NotIn => (Opcode::CONTAINS_OP, 1),
        };
        self.emit_with(opcode, argument);
    }
}
