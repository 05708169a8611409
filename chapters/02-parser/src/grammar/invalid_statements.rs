//! `invalid_` rules of simple statements and targets.

use super::*;

impl<'a> Parser<'a> {
    /// invalid_assignment:
    ///     | invalid_ann_assign_target ':' expression
    ///     | star_named_expression ',' star_named_expressions* ':' expression
    ///     | expression ':' expression
    ///     | (star_targets '=')* star_expressions '='
    ///     | (star_targets '=')* yield_expr '='
    ///     | star_expressions augassign (yield_expr | star_expressions)
    pub(crate) fn invalid_assignment(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let target = p.invalid_ann_assign_target()?;
                p.expect(TokenKind::Colon)?;
                p.expression()?;
                p.raise_at(target.range, ErrorKind::OnlySingleTarget(expr_name(target)))
            });
            alternative!(p, {
                let first = p.star_named_expression()?;
                p.expect(TokenKind::Comma)?;
                p.zero_or_more(Self::star_named_expressions)?;
                p.expect(TokenKind::Colon)?;
                p.expression()?;
                p.raise_at(first.range, ErrorKind::OnlySingleTarget("tuple"))
            });
            alternative!(p, {
                let target = p.expression()?;
                p.expect(TokenKind::Colon)?;
                p.expression()?;
                p.raise_at(target.range, ErrorKind::IllegalAnnotationTarget)
            });
            // A target that is valid after all ends the rule.
            let assigned = p.attempt(|p| {
                p.targets_and_equals()?;
                let target = p.star_expressions()?;
                p.expect(TokenKind::Equal)?;
                Some(target)
            });
            if let Some(target) = assigned {
                return p.raise_invalid_target(Targets::Star, target);
            }
            alternative!(p, {
                p.targets_and_equals()?;
                let target = p.yield_expr()?;
                p.expect(TokenKind::Equal)?;
                p.raise_at(target.range, ErrorKind::AssignmentToYield)
            });
            alternative!(p, {
                let target = p.star_expressions()?;
                p.augassign()?;
                p.rule(Self::yield_or_star_expressions)?;
                p.raise_at(target.range, ErrorKind::IllegalAugmentedTarget(expr_name(target)))
            });
            None
        })
    }

    /// (star_targets '=')*
    fn targets_and_equals(&mut self) -> Option<Vec<Token>> {
        self.zero_or_more(|p| {
            p.group(|p| {
                p.star_targets()?;
                p.expect(TokenKind::Equal)
            })
        })
    }

    /// invalid_ann_assign_target: list | tuple | '(' invalid_ann_assign_target ')'
    fn invalid_ann_assign_target(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.list());
            alternative!(p, p.tuple());
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let target = p.invalid_ann_assign_target()?;
                p.expect(TokenKind::RPar)?;
                Some(target)
            });
            None
        })
    }

    /// Raises an error if a part of the expression can't be such a target.
    /// C: `RAISE_SYNTAX_ERROR_INVALID_TARGET`.
    pub(crate) fn raise_invalid_target(
        &mut self,
        targets: Targets,
        expr: ExprRef<'a>,
    ) -> Complaint {
        let invalid = invalid_target(expr, targets)?;
        let name = expr_name(invalid);
        let kind = match targets {
            Targets::Del => ErrorKind::CannotDelete(name),
            Targets::Star | Targets::For => ErrorKind::CannotAssign(name),
        };
        self.raise_at(invalid.range, kind)
    }

    /// invalid_del_stmt: 'del' star_expressions
    pub(crate) fn invalid_del_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Del)?;
                let targets = p.star_expressions()?;
                p.raise_invalid_target(Targets::Del, targets)
            });
            None
        })
    }

    /// invalid_for_target: ASYNC? 'for' star_expressions
    pub(crate) fn invalid_for_target(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.optional(|p| p.expect(TokenKind::Async))?;
                p.expect(TokenKind::For)?;
                let targets = p.star_expressions()?;
                p.raise_invalid_target(Targets::For, targets)
            });
            None
        })
    }

    /// invalid_with_item: expression 'as' expression &(',' | ')' | ':')
    pub(crate) fn invalid_with_item(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expression()?;
                p.expect(TokenKind::As)?;
                let target = p.expression()?;
                p.ahead_any(&[TokenKind::Comma, TokenKind::RPar, TokenKind::Colon])?;
                p.raise_invalid_target(Targets::Star, target)
            });
            None
        })
    }

    /// invalid_import_from_targets: import_from_as_names ',' NEWLINE
    pub(crate) fn invalid_import_from_targets(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.import_from_as_names()?;
                p.expect(TokenKind::Comma)?;
                p.expect(TokenKind::Newline)?;
                p.raise(ErrorKind::TrailingCommaInImport)
            });
            None
        })
    }
}
