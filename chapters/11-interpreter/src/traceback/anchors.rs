//! Which part of an expression is marked by carets, and which by tildes.
//!
//! CPython: `extract_anchors_from_line`, `print_error_location_carets` in `Python/traceback.c`.
//!
//! Of `a + b + c` the whole is marked, the operator that failed with `^` and the operands with
//! `~`. Where it is, only the source says: it is parsed once more.

use std::ops::Range;

use compiler::fold::fold;
use compiler::future::Features;
use compiler::recursion::RecursionLimit;
use parser::ast::{Expr, ExprKind, ModKind, StmtKind};
use parser::{Bump, Options, parse};
use tokenizer::Source;

use crate::config::config;

/// What is marked, in characters of the line.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Where carets stand while the rest gets tildes; without it all is carets.
    pub(super) inner: Option<(usize, usize)>,
}

impl Marks {
    /// The line of marks below a source line whose indentation was taken away.
    /// C: `print_error_location_carets`.
    pub(super) fn below(self, indent: usize, start: usize, end: usize) -> String {
        let mark = |at: usize| match self.inner {
            _ if at < start => ' ',
            Some((from, to)) if !(from..to).contains(&at) => '~',
            _ => '^',
        };
        (indent..end).map(mark).collect()
    }
}

// ANCHOR: anchors
/// The operator of a binary operation, or the brackets of a subscript, in bytes.
pub(super) fn anchors(segment: &str) -> Option<Range<usize>> {
    let source = Source::from_str(segment, true).ok()?;
    let arena = Bump::new();
    let tree = parse(&source, &arena, &Options::default()).result.ok()?;
    // What is computed before the program runs can't fail there.
    let debug = config().optimize == 0;
    let tree = fold(tree, &arena, debug, Features::default(), RecursionLimit::default()).ok()?;
    let ModKind::Module { body: [statement], .. } = tree.kind else { return None };
    match statement.kind {
        StmtKind::Expr { value } => in_expression(segment, value),
        _ => None,
    }
}

fn in_expression(segment: &str, expression: &Expr<'_>) -> Option<Range<usize>> {
    let byte = |column: i32| usize::try_from(column).ok();
    let segment = segment.as_bytes();
    let is_blank = |at: usize| matches!(segment.get(at), Some(b' ' | b'\t' | 12));
    match expression.kind {
        ExprKind::BinOp { left, right, .. } => {
            // Brackets around the left operand aren't part of its node.
            let between = byte(left.range.end_col_offset)?..byte(right.range.col_offset)?;
            let is_operator = |&at: &usize| !is_blank(at) && segment.get(at) != Some(&b')');
            let start = between.clone().find(is_operator)?;
            // Some operators have two characters; what else may follow is taken for one.
            let is_long = start + 1 < between.end && !is_blank(start + 1);
            Some(start..start + 1 + usize::from(is_long))
        }
        ExprKind::Subscript { value, slice, .. } => {
            let find = |from: usize, wanted: u8| {
                segment.get(from..)?.iter().position(|&byte| byte == wanted).map(|at| from + at)
            };
            let start = find(byte(value.range.end_col_offset)?, b'[')?;
            let end = find(byte(slice.range.end_col_offset)?, b']')?;
            Some(start..end + 1)
        }
        _ => None,
    }
}
// ANCHOR_END: anchors
