//! The passes, in the order in which they run.
//!
//! CPython: `assemble` and `optimize_cfg` in `Python/compile.c`.
//!
//! The order is part of what comes out: a block is copied to where a jump leads to it before
//! its unreachable original goes, lines are spread when no block moves any more, and the
//! height of the stack is measured while the brackets of `try` still stand.

use super::{
    constants, exception_targets, jumps, lines, nops, normalize, optimize_block, reachability,
    small_exits, stack_depth, variables,
};
use crate::code::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR};
use crate::code_unit::CodeUnit;
use crate::constant::ConstantTable;

/// A pass over the graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pass {
    /// What code generation made; no pass yet.
    Generated,
    /// Each block says how it ends.
    Normalized,
    /// Small exits are copied to the jumps that lead to them, for the first time.
    SmallExits,
    /// Cells and free variables have their places.
    Variables,
    /// Each block is as short as it gets by itself.
    Blocks,
    /// As `SmallExits`, where that became possible.
    MoreSmallExits,
    /// What can't be reached is gone.
    Reachable,
    /// `NOP`s that no line needs are gone.
    Nops,
    /// Jumps to the next block are gone.
    RedundantJumps,
    /// Each exit that has no line belongs to one way.
    DuplicatedExits,
    /// Every instruction that leaves has a line.
    Lines,
    /// The brackets of `try` are handlers of instructions.
    ExceptionTargets,
    /// Where those brackets were, nothing is.
    LastNops,
}

impl Pass {
    /// What it is called, in a few words.
    pub fn name(self) -> &'static str {
        match self {
            Pass::Generated => "as generated",
            Pass::Normalized => "normalized",
            Pass::SmallExits => "small exits copied",
            Pass::Variables => "variables placed",
            Pass::Blocks => "blocks optimised",
            Pass::MoreSmallExits => "small exits copied again",
            Pass::Reachable => "unreachable blocks removed",
            Pass::Nops => "NOPs removed",
            Pass::RedundantJumps => "redundant jumps removed",
            Pass::DuplicatedExits => "exits without a line duplicated",
            Pass::Lines => "lines propagated",
            Pass::ExceptionTargets => "handlers assigned",
            Pass::LastNops => "NOPs removed again",
        }
    }
}

/// Runs all passes, with a look at the unit after each, and gives the stack's greatest height.
pub(crate) fn run(
    unit: &mut CodeUnit,
    table: &mut ConstantTable,
    mut look: impl FnMut(Pass, &CodeUnit),
) -> i32 {
    look(Pass::Generated, unit);
    normalize::normalize(&mut unit.graph);
    look(Pass::Normalized, unit);
    small_exits::inline_small_exits(&mut unit.graph);
    look(Pass::SmallExits, unit);
    variables::place_variables(unit);
    look(Pass::Variables, unit);
    let CodeUnit { graph, constants, .. } = unit;
    graph.for_each(|graph, block| {
        optimize_block::optimize_block(graph, block, constants, table);
        nops::remove_nops(graph, block);
    });
    look(Pass::Blocks, unit);
    small_exits::inline_small_exits(&mut unit.graph);
    look(Pass::MoreSmallExits, unit);
    reachability::count_predecessors(&mut unit.graph);
    reachability::remove_unreachable(&mut unit.graph);
    look(Pass::Reachable, unit);
    unit.graph.for_each(nops::remove_nops);
    look(Pass::Nops, unit);
    jumps::remove_redundant_jumps(&mut unit.graph);
    look(Pass::RedundantJumps, unit);
    lines::duplicate_exits(&mut unit.graph);
    look(Pass::DuplicatedExits, unit);
    constants::forget_unused(&unit.graph, &mut unit.constants);
    lines::propagate(&mut unit.graph);
    lines::guarantee_for_exits(&mut unit.graph, unit.first_line);
    look(Pass::Lines, unit);
    let is_generator = is_generator(unit);
    let depth = stack_depth::stack_depth(&mut unit.graph, is_generator);
    exception_targets::label_exception_targets(&mut unit.graph);
    look(Pass::ExceptionTargets, unit);
    unit.graph.for_each(nops::remove_nops);
    look(Pass::LastNops, unit);
    depth
}

/// Whether calling it makes an object that runs it later.
pub(super) fn is_generator(unit: &CodeUnit) -> bool {
    unit.flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR) != 0
}
