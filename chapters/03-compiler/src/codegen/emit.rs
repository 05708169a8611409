//! Adding instructions, and the place that they get.
//!
//! CPython: `compiler_addop` and its variants, `SET_LOC` and `UNSET_LOC` in
//! `Python/compile.c`.
//!
//! An instruction gets the place that the unit is at: that of the statement or expression which
//! is being compiled. What has no counterpart in the source gets none; the assembler gives it
//! the line of what runs before it, or leaves it without one, so that a debugger doesn't stop.

use parser::ast::{Expr, ExprKind, Operator, Range};

use crate::codegen::Generator;
use crate::flow_graph::{BlockId, Instruction, Operation, Place};
use crate::opcode::Opcode;

/// The place of a single instruction that has no line. Unlike [`Place::NONE`] it has columns,
/// which show where the assembler gives it a line.
const NO_LINE: Place = Place { line: -1, end_line: 0, column: 0, end_column: 0 };

impl Generator<'_> {
    /// Goes to a node. C: `SET_LOC`.
    pub(super) fn set_place(&mut self, range: Range) {
        self.unit.place = range.into();
    }

    /// From here on, nothing has a counterpart in the source. C: `UNSET_LOC`.
    pub(super) fn unset_place(&mut self) {
        self.unit.place = Place::NONE;
    }

    /// Begins at the name of an attribute that stands on another line than the object.
    /// C: `update_start_location_to_match_attr`.
    pub(super) fn start_at_attribute(&mut self, attribute: &Expr<'_>) {
        let ExprKind::Attribute { attr, .. } = attribute.kind else {
            unreachable!("only attributes are asked for")
        };
        let Range { end_lineno, end_col_offset, .. } = attribute.range;
        let place = &mut self.unit.place;
        if place.line == end_lineno {
            return;
        }
        place.line = end_lineno;
        let length = i32::try_from(attr.chars().count()).unwrap_or(i32::MAX);
        if length <= end_col_offset {
            place.column = end_col_offset - length;
        } else {
            place.column = -1;
            place.end_column = -1;
        }
        place.end_line = place.end_line.max(place.line);
        if place.line == place.end_line {
            place.end_column = place.end_column.max(place.column);
        }
    }

    /// Adds an instruction without an argument. C: `ADDOP`.
    pub(super) fn emit(&mut self, opcode: Opcode) {
        let place = self.unit.place;
        self.add(Instruction::new(opcode, 0, place));
    }

    /// C: `ADDOP_I`
    pub(super) fn emit_with(&mut self, opcode: Opcode, argument: usize) {
        let place = self.unit.place;
        self.add(Instruction::new(opcode, as_argument(argument), place));
    }

    /// C: `ADDOP_I_NOLINE`
    pub(super) fn emit_with_no_line(&mut self, opcode: Opcode, argument: usize) {
        self.add(Instruction::new(opcode, as_argument(argument), NO_LINE));
    }

    /// Ends the innermost bracket of a `try`. C: `ADDOP(c, POP_BLOCK)`.
    pub(super) fn pop_block(&mut self) {
        let place = self.unit.place;
        self.add(Instruction::new(Operation::PopBlock, 0, place));
    }

    /// C: `ADDOP_NOLINE(c, POP_BLOCK)`
    pub(super) fn pop_block_no_line(&mut self) {
        self.add(Instruction::new(Operation::PopBlock, 0, NO_LINE));
    }

    /// C: `ADDOP_JUMP`
    pub(super) fn jump(&mut self, operation: impl Into<Operation>, target: BlockId) {
        let place = self.unit.place;
        self.add(Instruction::to(operation, target, place));
    }

    /// C: `ADDOP_JUMP_NOLINE`, always with `JUMP`.
    pub(super) fn jump_no_line(&mut self, target: BlockId) {
        self.add(Instruction::to(Operation::Jump, target, NO_LINE));
    }

    /// C: `ADDOP_BINARY`, `ADDOP_INPLACE`
    pub(super) fn binary_operation(&mut self, operator: Operator, in_place: bool) {
        let number = match operator {
            Operator::Add => 0,
            Operator::BitAnd => 1,
            Operator::FloorDiv => 2,
            Operator::LShift => 3,
            Operator::MatMult => 4,
            Operator::Mult => 5,
            Operator::Mod => 6,
            Operator::BitOr => 7,
            Operator::Pow => 8,
            Operator::RShift => 9,
            Operator::Sub => 10,
            Operator::Div => 11,
            Operator::BitXor => 12,
        };
        self.emit_with(Opcode::BINARY_OP, if in_place { number + IN_PLACE } else { number });
    }

    /// Calls what is on the stack with so many arguments.
    pub(super) fn call(&mut self, arguments: usize) {
        self.emit_with(Opcode::PRECALL, arguments);
        self.emit_with(Opcode::CALL, arguments);
    }

    pub(super) fn new_block(&mut self) -> BlockId {
        self.unit.graph.new_block()
    }

    pub(super) fn use_next_block(&mut self, block: BlockId) {
        self.unit.graph.use_next_block(block);
    }

    fn add(&mut self, instruction: Instruction) {
        self.unit.graph.emit(instruction);
    }
}

fn as_argument(argument: usize) -> i32 {
    i32::try_from(argument).expect("it counts what a tree holds")
}

/// How much higher the in-place operators are numbered in [`crate::opcode::BINARY_OPERATORS`].
const IN_PLACE: usize = 13;
