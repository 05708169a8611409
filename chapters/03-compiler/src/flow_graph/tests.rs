//! Each pass on a graph small enough to be read, before and after.
//!
//! Graphs are written as [`dump::text`] shows them.

use super::*;
use crate::code_unit::{CodeUnit, Numbered, Parameters};
use crate::constant::{Constant, ConstantTable, Shared, Str, Text};
use crate::opcode::Opcode;

const OPERATIONS: [Operation; 10] = [
    Operation::SetupFinally,
    Operation::SetupCleanup,
    Operation::SetupWith,
    Operation::PopBlock,
    Operation::Jump,
    Operation::JumpNoInterrupt,
    Operation::PopJumpIfFalse,
    Operation::PopJumpIfTrue,
    Operation::PopJumpIfNone,
    Operation::PopJumpIfNotNone,
];

/// A unit with the constants `None`, `1`, `True`, and the variables `a`, `b`, `c`.
fn unit(listing: &str) -> CodeUnit {
    let name = |text: &str| Shared::new(Text::new(text));
    let names = |names: &[&str]| -> Numbered<Str> { names.iter().map(|text| name(text)).collect() };
    CodeUnit {
        graph: graph(listing),
        constants: [Constant::None, Constant::int(1), Constant::True].into_iter().collect(),
        names: names(&["x", "y"]),
        varnames: names(&["a", "b", "c"]),
        cellvars: Numbered::default(),
        freevars: Numbered::default(),
        parameters: Parameters::default(),
        flags: 0,
        name: name("f"),
        qualname: name("f"),
        first_line: 1,
        filename: name("file"),
    }
}

/// The graph of a listing, whose blocks are numbered from 0 on.
fn graph(listing: &str) -> FlowGraph {
    let mut graph = FlowGraph::default();
    let count = listing.matches("block ").count();
    let ids: Vec<BlockId> =
        std::iter::once(FlowGraph::ENTRY).chain((1..count).map(|_| graph.new_block())).collect();
    let mut current = FlowGraph::ENTRY;
    for line in listing.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["block", number] => {
                let id = ids[number.parse::<usize>().unwrap()];
                if id != FlowGraph::ENTRY {
                    graph.use_next_block(id);
                }
                current = id;
            }
            [line, operation, ref rest @ ..] => {
                let mut instruction = Instruction::new(named(operation), 0, place(line));
                match *rest {
                    ["->", target] => {
                        instruction.target = Some(ids[target.parse::<usize>().unwrap()]);
                    }
                    [argument] => instruction.argument = argument.parse().unwrap(),
                    _ => {}
                }
                graph.block_mut(current).instructions.push(instruction);
            }
            _ => panic!("a line of a listing: {line}"),
        }
    }
    graph
}

fn named(name: &str) -> Operation {
    let pseudo = OPERATIONS.into_iter().find(|operation| operation.to_string() == name);
    pseudo.unwrap_or_else(|| Opcode::from_name(name).expect(name).into())
}

fn place(line: &str) -> Place {
    line.parse().map_or(Place::NONE, |line| Place {
        line,
        end_line: line,
        column: 0,
        end_column: 1,
    })
}

/// The listing without what is in parentheses, which a test needn't say.
fn listing(unit: &CodeUnit) -> Vec<String> {
    let plain = |line: &str| match (line.find(" ("), line.rfind(')')) {
        (Some(start), Some(end)) => format!("{}{}", &line[..start], &line[end + 1..]),
        _ => line.to_string(),
    };
    let plain = |line: &str| plain(line).trim().to_string();
    dump::text(unit).lines().map(plain).collect()
}

#[track_caller]
fn assert_listing(unit: &CodeUnit, expected: &str) {
    let lines = expected.lines().map(|line| line.trim().to_string());
    let expected: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    assert_eq!(listing(unit), expected, "\n{}", dump::text(unit));
}

/// What a pass makes of a graph.
#[track_caller]
fn becomes(before: &str, pass: impl FnOnce(&mut CodeUnit), after: &str) {
    let mut unit = unit(before);
    pass(&mut unit);
    assert_listing(&unit, after);
}

fn optimise(unit: &mut CodeUnit) {
    let mut table = ConstantTable::default();
    let CodeUnit { graph, constants, .. } = unit;
    graph.for_each(|graph, block| {
        optimize_block::optimize_block(graph, block, constants, &mut table);
    });
}

#[test]
fn a_block_says_how_it_ends() {
    let mut unit = unit(
        "block 0\n 1 LOAD_NAME 0\n 1 POP_JUMP_IF_FALSE -> 1
        block 1\n block 2\n 2 LOAD_CONST 0\n 2 RETURN_VALUE",
    );
    normalize::normalize(&mut unit.graph);
    let blocks: Vec<&Block> = unit.graph.in_order().map(|(_, block)| block).collect();
    assert!(!blocks[0].is_closed && !blocks[0].is_exit);
    assert!(blocks[2].is_closed && blocks[2].is_exit);
    assert_eq!(blocks[0].instructions[1].target, blocks[1].next);
}

#[test]
fn a_small_exit_without_a_line_is_copied() {
    let copy = |unit: &mut CodeUnit| {
        normalize::normalize(&mut unit.graph);
        small_exits::inline_small_exits(&mut unit.graph);
    };
    becomes(
        "block 0\n 1 JUMP -> 1\n block 1\n - LOAD_CONST 0\n - RETURN_VALUE",
        copy,
        "block 0\n 1 NOP\n - LOAD_CONST 0\n - RETURN_VALUE
         block 1\n - LOAD_CONST 0\n - RETURN_VALUE",
    );
    let with_line = "block 0\n 1 JUMP -> 1\n block 1\n 2 LOAD_CONST 0\n 2 RETURN_VALUE";
    becomes(with_line, copy, with_line);
}

#[test]
fn a_constant_decides_a_jump() {
    becomes(
        "block 0\n 1 LOAD_CONST 2\n 1 POP_JUMP_IF_FALSE -> 1\n block 1\n 2 NOP",
        optimise,
        "block 0\n 1 NOP\n 1 NOP\n block 1\n 2 NOP",
    );
    becomes(
        "block 0\n 1 LOAD_CONST 0\n 1 POP_JUMP_IF_FALSE -> 1\n block 1\n 2 NOP",
        optimise,
        "block 0\n 1 NOP\n 1 JUMP -> 1\n block 1\n 2 NOP",
    );
    becomes(
        "block 0\n 1 LOAD_CONST 2\n 1 JUMP_IF_TRUE_OR_POP -> 1\n block 1\n 2 NOP",
        optimise,
        "block 0\n 1 LOAD_CONST 2\n 1 JUMP -> 1\n block 1\n 2 NOP",
    );
}

#[test]
fn a_comparison_with_none_is_part_of_the_jump() {
    for (argument, jump, becoming) in [
        (0, "POP_JUMP_IF_FALSE", "POP_JUMP_IF_NOT_NONE"),
        (0, "POP_JUMP_IF_TRUE", "POP_JUMP_IF_NONE"),
        (1, "POP_JUMP_IF_FALSE", "POP_JUMP_IF_NONE"),
        (1, "POP_JUMP_IF_TRUE", "POP_JUMP_IF_NOT_NONE"),
    ] {
        becomes(
            &format!(
                "block 0\n 1 LOAD_CONST 0\n 1 IS_OP {argument}\n 1 {jump} -> 1\n block 1\n 2 NOP"
            ),
            optimise,
            &format!("block 0\n 1 NOP\n 1 NOP\n 1 {becoming} -> 1\n block 1\n 2 NOP"),
        );
    }
}

#[test]
fn a_tuple_of_constants_is_a_constant() {
    becomes(
        "block 0\n 1 LOAD_CONST 1\n 1 LOAD_CONST 2\n 1 BUILD_TUPLE 2",
        optimise,
        "block 0\n 1 NOP\n 1 NOP\n 1 LOAD_CONST 3",
    );
}

#[test]
fn a_tuple_that_is_unpacked_is_an_exchange() {
    becomes(
        "block 0\n 1 LOAD_FAST 0\n 1 LOAD_NAME 0\n 1 BUILD_TUPLE 2\n 1 UNPACK_SEQUENCE 2
         1 STORE_NAME 0\n 1 STORE_NAME 1",
        optimise,
        "block 0\n 1 LOAD_FAST 0\n 1 LOAD_NAME 0\n 1 NOP\n 1 SWAP 2
         1 STORE_NAME 0\n 1 STORE_NAME 1",
    );
}

#[test]
fn stores_change_places_for_a_swap() {
    becomes(
        "block 0\n 1 SWAP 2\n 1 STORE_FAST 0\n 1 STORE_FAST 1",
        optimise,
        "block 0\n 1 NOP\n 1 STORE_FAST 1\n 1 STORE_FAST 0",
    );
    let on_two_lines = "block 0\n 1 SWAP 2\n 1 STORE_FAST 0\n 2 STORE_FAST 1";
    becomes(on_two_lines, optimise, on_two_lines);
}

#[test]
fn the_empty_slot_comes_with_the_global() {
    becomes(
        "block 0\n 1 PUSH_NULL\n 1 LOAD_GLOBAL 2",
        optimise,
        "block 0\n 1 NOP\n 1 LOAD_GLOBAL 3",
    );
}

#[test]
fn jumps_to_jumps() {
    becomes(
        "block 0\n 1 POP_JUMP_IF_FALSE -> 1\n block 1\n 1 JUMP -> 2\n block 2\n 2 NOP",
        optimise,
        "block 0\n 1 POP_JUMP_IF_FALSE -> 2\n block 1\n 1 JUMP -> 2\n block 2\n 2 NOP",
    );
    becomes(
        "block 0\n 1 JUMP_IF_FALSE_OR_POP -> 1\n block 1\n 1 JUMP_IF_TRUE_OR_POP -> 3
         block 2\n 1 NOP\n block 3\n 1 NOP",
        optimise,
        "block 0\n 1 POP_JUMP_IF_FALSE -> 2\n block 1\n 1 JUMP_IF_TRUE_OR_POP -> 3
         block 2\n 1 NOP\n block 3\n 1 NOP",
    );
    let other_line = "block 0\n 1 JUMP -> 1\n block 1\n 2 JUMP -> 2\n block 2\n 3 NOP";
    becomes(other_line, optimise, other_line);
    let to_itself = "block 0\n 1 JUMP -> 0";
    becomes(to_itself, optimise, to_itself);
}

#[test]
fn nops_go_unless_a_line_needs_them() {
    let remove = |unit: &mut CodeUnit| unit.graph.for_each(nops::remove_nops);
    becomes(
        "block 0\n 1 NOP\n 1 LOAD_NAME 0\n 2 NOP\n 3 POP_TOP\n 3 NOP\n - NOP",
        remove,
        "block 0\n 1 LOAD_NAME 0\n 2 NOP\n 3 POP_TOP",
    );
    becomes("block 0\n 1 NOP\n - POP_TOP", remove, "block 0\n 1 POP_TOP");
    becomes("block 0\n 1 NOP\n block 1\n 1 POP_TOP", remove, "block 0\n block 1\n 1 POP_TOP");
}

#[test]
fn what_cannot_be_reached_goes() {
    becomes(
        "block 0\n 1 LOAD_CONST 0\n 1 RETURN_VALUE\n block 1\n 2 LOAD_NAME 0
         block 2\n 3 LOAD_CONST 0\n 3 RETURN_VALUE",
        |unit| {
            normalize::normalize(&mut unit.graph);
            reachability::count_predecessors(&mut unit.graph);
            reachability::remove_unreachable(&mut unit.graph);
        },
        "block 0\n 1 LOAD_CONST 0\n 1 RETURN_VALUE\n block 2",
    );
}

#[test]
fn a_jump_to_the_next_block_goes() {
    becomes(
        "block 0\n 1 JUMP -> 1\n block 1\n 2 LOAD_CONST 0\n 2 RETURN_VALUE",
        |unit| {
            normalize::normalize(&mut unit.graph);
            jumps::remove_redundant_jumps(&mut unit.graph);
        },
        "block 0\n 1 NOP\n block 1\n 2 LOAD_CONST 0\n 2 RETURN_VALUE",
    );
}

#[test]
fn each_way_to_an_exit_has_its_line() {
    becomes(
        "block 0\n 2 LOAD_NAME 0\n 2 POP_JUMP_IF_FALSE -> 2\n block 1\n 3 NOP
         block 2\n - LOAD_CONST 0\n - RETURN_VALUE",
        |unit| {
            normalize::normalize(&mut unit.graph);
            reachability::count_predecessors(&mut unit.graph);
            lines::duplicate_exits(&mut unit.graph);
            lines::propagate(&mut unit.graph);
        },
        "block 0\n 2 LOAD_NAME 0\n 2 POP_JUMP_IF_FALSE -> 3\n block 1\n 3 NOP
         block 2\n 3 LOAD_CONST 0\n 3 RETURN_VALUE
         block 3\n 2 LOAD_CONST 0\n 2 RETURN_VALUE",
    );
}

#[test]
fn a_return_has_a_line_in_any_case() {
    becomes(
        "block 0\n - LOAD_CONST 0\n - RETURN_VALUE",
        |unit| lines::guarantee_for_exits(&mut unit.graph, 7),
        "block 0\n 7 LOAD_CONST 0\n 7 RETURN_VALUE",
    );
}

#[test]
fn the_stack_of_a_loop() {
    let mut unit = unit(
        "block 0\n 1 LOAD_NAME 0\n 1 GET_ITER\n block 1\n 1 FOR_ITER -> 3
        block 2\n 1 STORE_NAME 1\n 1 JUMP -> 1\n block 3\n 1 LOAD_CONST 0\n 1 RETURN_VALUE",
    );
    assert_eq!(stack_depth::stack_depth(&mut unit.graph, false), 2);
    let starts: Vec<_> = unit.graph.in_order().map(|(_, block)| block.start_depth).collect();
    assert_eq!(starts, [Some(0), Some(1), Some(2), Some(0)]);
}

#[test]
fn the_stack_of_a_handler() {
    let mut unit = unit(
        "block 0\n 1 SETUP_CLEANUP -> 1\n 2 LOAD_CONST 0\n - POP_BLOCK
        2 RETURN_VALUE\n block 1\n - RERAISE 1",
    );
    assert_eq!(stack_depth::stack_depth(&mut unit.graph, false), 2);
}

#[test]
fn brackets_become_handlers() {
    becomes(
        "block 0\n 1 SETUP_FINALLY -> 1\n 2 LOAD_NAME 0\n - POP_BLOCK\n 2 RETURN_VALUE
         block 1\n - SETUP_CLEANUP -> 2\n - RERAISE 0\n block 2\n - RERAISE 1",
        |unit| {
            normalize::normalize(&mut unit.graph);
            exception_targets::label_exception_targets(&mut unit.graph);
        },
        "block 0\n 1 NOP\n 2 LOAD_NAME 0 !1\n - NOP\n 2 RETURN_VALUE
         block 1\n - NOP\n - RERAISE 0 !2\n block 2\n - RERAISE 1",
    );
}

#[test]
fn cells_get_their_places() {
    let mut unit = unit("block 0\n 1 LOAD_CLOSURE 0\n 1 LOAD_DEREF 1\n 1 LOAD_DEREF 2");
    let name = |text| Shared::new(Text::new(text));
    unit.cellvars = ["b", "z"].into_iter().map(name).collect();
    unit.freevars = ["outer"].into_iter().map(name).collect();
    variables::place_variables(&mut unit);
    assert_listing(
        &unit,
        "block 0\n - COPY_FREE_VARS 1\n - MAKE_CELL 1\n - MAKE_CELL 3
         1 LOAD_CLOSURE 1\n 1 LOAD_DEREF 3\n 1 LOAD_DEREF 4",
    );
    let (names, kinds) = variables::names_and_kinds(&unit);
    let shown: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    assert_eq!(shown.len(), 5, "{shown:?}");
    assert_eq!(kinds, [0x20, 0x60, 0x20, 0x40, 0x80]);
}

#[test]
fn constants_behind_the_last_used_go() {
    let mut unit = unit("block 0\n 1 LOAD_CONST 1\n 1 RETURN_VALUE");
    constants::forget_unused(&unit.graph, &mut unit.constants);
    assert_eq!(unit.constants.len(), 2);
}

#[test]
fn all_passes_are_shown_in_order() {
    let unit = unit("block 0\n 1 LOAD_CONST 0\n 1 RETURN_VALUE");
    let mut passes = Vec::new();
    crate::assembly::assemble_observed(unit, &mut ConstantTable::default(), |pass, unit| {
        passes.push(pass);
        assert!(dump::svg(unit, "a < b").contains("a &lt; b"));
    });
    assert_eq!(passes.first(), Some(&Pass::Generated));
    assert_eq!(passes.last(), Some(&Pass::LastNops));
    assert_eq!(passes.len(), 13);
}
