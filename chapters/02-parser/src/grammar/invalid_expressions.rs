//! `invalid_` rules of expressions.

use super::*;

impl<'a> Parser<'a> {
    // ANCHOR: invalid_expression
    /// invalid_expression:
    ///     | !(NAME STRING | SOFT_KEYWORD) disjunction expression_without_invalid
    ///     | disjunction 'if' disjunction !('else' | ':')
    pub(crate) fn invalid_expression(&mut self) -> Complaint {
        self.rule(|p| {
            // `f"…"` with a prefix that doesn't exist is a name and a string; it, and what
            // may be a soft keyword, are no reason to think of a comma.
            let two_in_a_row = p.attempt(|p| {
                p.not(|p| {
                    p.rule(|p| {
                        alternative!(p, {
                            p.expect(TokenKind::Name)?;
                            p.expect(TokenKind::String)
                        });
                        alternative!(p, p.soft_keyword());
                        None
                    })
                })?;
                let first = p.disjunction()?;
                Some((first, p.expression_without_invalid()?))
            });
            if let Some((first, second)) = two_in_a_row {
                // In no bracket there is no list to put a comma into.
                if is_legacy_statement(first) || p.scan.tokens[p.mark - 1].level == 0 {
                    return None;
                }
                return p.raise_between(first.range, second.range, ErrorKind::ForgotComma);
            }
            alternative!(p, {
                let body = p.disjunction()?;
                p.expect(TokenKind::If)?;
                let test = p.disjunction()?;
                p.not_any(&[TokenKind::Else, TokenKind::Colon])?;
                p.raise_between(body.range, test.range, ErrorKind::ExpectedElse)
            });
            None
        })
    }

    /// expression_without_invalid:
    ///     | disjunction 'if' disjunction 'else' expression
    ///     | disjunction
    ///     | lambdef
    ///
    /// No `invalid_` rule is tried below it.
    fn expression_without_invalid(&mut self) -> Option<ExprRef<'a>> {
        let call_invalid_rules = std::mem::replace(&mut self.call_invalid_rules, false);
        let expression = self.rule(Self::conditional_or_lambda);
        self.call_invalid_rules = call_invalid_rules;
        expression
    }
    // ANCHOR_END: invalid_expression

    // ANCHOR: legacy
    /// invalid_legacy_expression: NAME !'(' star_expressions
    pub(crate) fn invalid_legacy_expression(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let name = p.name_token()?;
                p.not(|p| p.expect(TokenKind::LPar))?;
                let argument = p.star_expressions()?;
                let ExprKind::Name { id, .. } = name.kind else { return None };
                if !is_legacy_statement(name) {
                    return None;
                }
                let kind = ErrorKind::MissingCallParentheses(id.to_owned());
                p.raise_between(name.range, argument.range, kind)
            });
            None
        })
    }
    // ANCHOR_END: legacy

    // ANCHOR: named
    /// invalid_named_expression (memo):
    ///     | expression ':=' expression
    ///     | NAME '=' bitwise_or !('=' | ':=')
    ///     | !(list | tuple | genexp | 'True' | 'None' | 'False') bitwise_or '=' bitwise_or
    ///       !('=' | ':=')
    pub(crate) fn invalid_named_expression(&mut self) -> Complaint {
        self.memoised(Rule::InvalidNamedExpression, |p| {
            alternative!(p, {
                let target = p.expression()?;
                p.expect(TokenKind::ColonEqual)?;
                p.expression()?;
                let kind = ErrorKind::CannotUseNamedExpressionWith(expr_name(target));
                p.raise_at::<ExprRef<'a>>(target.range, kind)
            });
            alternative!(p, {
                let name = p.name_token()?;
                p.expect(TokenKind::Equal)?;
                let value = p.bitwise_or()?;
                p.not_any(&[TokenKind::Equal, TokenKind::ColonEqual])?;
                p.raise_between(name.range, value.range, ErrorKind::MeantEqualsOrWalrus)
            });
            alternative!(p, {
                p.not(|p| {
                    p.rule(|p| {
                        alternative!(p, p.list());
                        alternative!(p, p.tuple());
                        alternative!(p, p.genexp());
                        alternative!(
                            p,
                            p.keyword_of([TokenKind::True, TokenKind::None, TokenKind::False,])
                        );
                        None
                    })
                })?;
                let target = p.bitwise_or()?;
                p.expect(TokenKind::Equal)?;
                p.bitwise_or()?;
                p.not_any(&[TokenKind::Equal, TokenKind::ColonEqual])?;
                p.raise_at(target.range, ErrorKind::CannotAssignHere(expr_name(target)))
            });
            None
        });
        None
    }

    /// One of the keywords that are expressions.
    fn keyword_of(&mut self, keywords: [TokenKind; 3]) -> Option<ExprRef<'a>> {
        let keyword = self.peek()?;
        if keywords.contains(&keyword) { self.atom() } else { None }
    }
    // ANCHOR_END: named

    // ANCHOR: group
    /// invalid_group:
    ///     | '(' starred_expression ')'
    ///     | '(' '**' expression ')'
    pub(crate) fn invalid_group(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let starred = p.starred_expression()?;
                p.expect(TokenKind::RPar)?;
                p.raise_at(starred.range, ErrorKind::StarredInGroup)
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let stars = p.expect(TokenKind::DoubleStar)?;
                p.expression()?;
                p.expect(TokenKind::RPar)?;
                p.raise_at(p.token_range(stars), ErrorKind::DoubleStarredInGroup)
            });
            None
        })
    }
    // ANCHOR_END: group

    // ANCHOR: comprehensions
    /// invalid_comprehension:
    ///     | ('[' | '(' | '{') starred_expression for_if_clauses
    ///     | ('[' | '{') star_named_expression ',' star_named_expressions for_if_clauses
    ///     | ('[' | '{') star_named_expression ',' for_if_clauses
    pub(crate) fn invalid_comprehension(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.any_of(&[TokenKind::LSqb, TokenKind::LPar, TokenKind::LBrace])?;
                let starred = p.starred_expression()?;
                p.for_if_clauses()?;
                p.raise_at(starred.range, ErrorKind::UnpackingInComprehension)
            });
            alternative!(p, {
                p.any_of(&[TokenKind::LSqb, TokenKind::LBrace])?;
                let first = p.star_named_expression()?;
                p.expect(TokenKind::Comma)?;
                let rest = p.star_named_expressions()?;
                p.for_if_clauses()?;
                let last = rest.last()?;
                let kind = ErrorKind::UnparenthesizedComprehensionTarget;
                p.raise_between(first.range, last.range, kind)
            });
            alternative!(p, {
                p.any_of(&[TokenKind::LSqb, TokenKind::LBrace])?;
                let first = p.star_named_expression()?;
                let comma = p.expect(TokenKind::Comma)?;
                p.for_if_clauses()?;
                let kind = ErrorKind::UnparenthesizedComprehensionTarget;
                p.raise_between(first.range, p.token_range(comma), kind)
            });
            None
        })
    }

    /// invalid_dict_comprehension: '{' '**' bitwise_or for_if_clauses '}'
    pub(crate) fn invalid_dict_comprehension(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let stars = p.expect(TokenKind::DoubleStar)?;
                p.bitwise_or()?;
                p.for_if_clauses()?;
                p.expect(TokenKind::RBrace)?;
                p.raise_at(p.token_range(stars), ErrorKind::UnpackingInDictComprehension)
            });
            None
        })
    }
    // ANCHOR_END: comprehensions

    // ANCHOR: dicts
    /// invalid_double_starred_kvpairs:
    ///     | ','.double_starred_kvpair+ ',' invalid_kvpair
    ///     | expression ':' '*' bitwise_or
    ///     | expression ':' &('}' | ',')
    pub(crate) fn invalid_double_starred_kvpairs(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.separated(TokenKind::Comma, Self::double_starred_kvpair)?;
                p.expect(TokenKind::Comma)?;
                p.invalid_kvpair()
            });
            alternative!(p, p.starred_dict_value());
            alternative!(p, p.missing_dict_value());
            None
        })
    }

    /// invalid_kvpair:
    ///     | expression !':'
    ///     | expression ':' '*' bitwise_or
    ///     | expression ':' &('}' | ',')
    fn invalid_kvpair(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let Range { lineno, end_lineno, end_col_offset, .. } = p.expression()?.range;
                p.not(|p| p.expect(TokenKind::Colon))?;
                let col_offset = end_col_offset - 1;
                let range = Range { lineno, col_offset, end_lineno, end_col_offset: -1 };
                p.raise_at(range, ErrorKind::MissingDictColon)
            });
            alternative!(p, p.starred_dict_value());
            alternative!(p, p.missing_dict_value());
            None
        })
    }

    /// expression ':' '*' bitwise_or
    fn starred_dict_value(&mut self) -> Complaint {
        self.expression()?;
        self.expect(TokenKind::Colon)?;
        let star = self.expect(TokenKind::Star)?;
        self.bitwise_or()?;
        self.raise_starting_from(self.token_range(star), ErrorKind::StarredDictValue)
    }

    /// expression ':' &('}' | ',')
    fn missing_dict_value(&mut self) -> Complaint {
        self.expression()?;
        let colon = self.expect(TokenKind::Colon)?;
        self.ahead_any(&[TokenKind::RBrace, TokenKind::Comma])?;
        self.raise_at(self.token_range(colon), ErrorKind::MissingDictValue)
    }
    // ANCHOR_END: dicts
}

// ANCHOR: is_legacy
/// Whether this is the name of a statement of Python 2. C: `_PyPegen_check_legacy_stmt`.
fn is_legacy_statement(name: &Expr<'_>) -> bool {
    matches!(name.kind, ExprKind::Name { id: "print" | "exec", .. })
}
// ANCHOR_END: is_legacy
