//! The patterns of a `match` as source.
//!
//! CPython: the `visit_Match` methods of `_Unparser` in `Lib/ast.py`.

use super::precedence::Precedence;
use super::{UnparseError, Unparser, Written};
use crate::ast::*;

impl<'a> Unparser<'a> {
    /// Writes a pattern where something at least as tight as `level` must stand.
    pub(super) fn write_pattern(&mut self, node: &'a Pattern<'a>, level: Precedence) -> Written {
        self.enter()?;
        match node.kind {
            PatternKind::MatchValue { value } => self.write_expr(value, Precedence::Test),
            PatternKind::MatchSingleton { value } => self.write_plain_constant(value),
            PatternKind::MatchSequence { patterns } => {
                self.write("[");
                self.write_patterns(patterns)?;
                self.write("]");
                Ok(())
            }
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.write_mapping(keys, patterns, rest)
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.write_class(cls, patterns, kwd_attrs, kwd_patterns)
            }
            PatternKind::MatchStar { name } => {
                self.text.extend(["*", name.unwrap_or("_")]);
                Ok(())
            }
            PatternKind::MatchAs { name: None, .. } => {
                self.write("_");
                Ok(())
            }
            PatternKind::MatchAs { name: Some(name), pattern: None } => {
                self.write(name);
                Ok(())
            }
            PatternKind::MatchAs { name: Some(name), pattern: Some(pattern) } => self
                .write_in_parentheses(level > Precedence::Test, |this| {
                    this.write_pattern(pattern, Precedence::BitOr)?;
                    this.text.extend([" as ", name]);
                    Ok(())
                }),
            PatternKind::MatchOr { patterns } => {
                self.write_in_parentheses(level > Precedence::BitOr, |this| {
                    this.write_separated(" | ", patterns, |this, pattern| {
                        this.write_pattern(pattern, Precedence::BitXor)
                    })
                })
            }
        }?;
        self.leave();
        Ok(())
    }

    fn write_patterns(&mut self, patterns: Patterns<'a>) -> Written {
        self.write_separated(", ", patterns, |this, pattern| {
            this.write_pattern(pattern, Precedence::Test)
        })
    }

    fn write_mapping(
        &mut self,
        keys: Exprs<'a>,
        patterns: Patterns<'a>,
        rest: Option<&str>,
    ) -> Written {
        check_lengths(keys.len(), patterns.len())?;
        self.write("{");
        self.write_separated(", ", keys.iter().zip(patterns), |this, (key, pattern)| {
            this.write_expr(key, Precedence::Test)?;
            this.write(": ");
            this.write_pattern(pattern, Precedence::Test)
        })?;
        if let Some(rest) = rest {
            self.write(if keys.is_empty() { "**" } else { ", **" });
            self.write(rest);
        }
        self.write("}");
        Ok(())
    }

    fn write_class(
        &mut self,
        cls: &'a Expr<'a>,
        patterns: Patterns<'a>,
        names: &'a [&'a str],
        named_patterns: Patterns<'a>,
    ) -> Written {
        self.write_expr(cls, Precedence::Atom)?;
        self.write("(");
        self.write_patterns(patterns)?;
        if !names.is_empty() {
            check_lengths(names.len(), named_patterns.len())?;
            if !patterns.is_empty() {
                self.write(", ");
            }
            self.write_separated(
                ", ",
                names.iter().zip(named_patterns),
                |this, (name, pattern)| {
                    this.text.extend([name, "="]);
                    this.write_pattern(pattern, Precedence::Test)
                },
            )?;
        }
        self.write(")");
        Ok(())
    }
}

/// C: `zip(…, strict=True)`.
fn check_lengths(first: usize, second: usize) -> Written {
    match second.cmp(&first) {
        std::cmp::Ordering::Less => Err(UnparseError::TooFewPatterns),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(UnparseError::TooManyPatterns),
    }
}
