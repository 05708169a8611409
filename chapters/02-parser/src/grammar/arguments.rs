//! The arguments of calls and classes.

use super::*;

impl<'a> Parser<'a> {
    /// arguments (memo):
    ///     | args [','] &')'
    ///     | invalid_arguments
    pub(crate) fn arguments(&mut self) -> Option<&'a CallArguments<'a>> {
        self.memoised(Rule::Arguments, |p| {
            alternative!(p, {
                let args = p.args()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.ahead(|p| p.expect(TokenKind::RPar))?;
                Some(args)
            });
            invalid!(p, invalid_arguments);
            None
        })
    }

    /// args:
    ///     | ','.(starred_expression | (assignment_expression | expression !':=') !'=')+
    ///       [',' kwargs]
    ///     | kwargs
    pub(crate) fn args(&mut self) -> Option<&'a CallArguments<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let args = p.positional_args()?;
                let rest = p.optional_group(|p| {
                    p.expect(TokenKind::Comma)?;
                    p.kwargs()
                })?;
                Some(p.call_arguments(args, &rest.unwrap_or_default()))
            });
            alternative!(p, {
                let kwargs = p.kwargs()?;
                Some(p.call_arguments(Vec::new(), &kwargs))
            });
            None
        })
    }

    /// ','.(starred_expression | (assignment_expression | expression !':=') !'=')+
    pub(crate) fn positional_args(&mut self) -> Option<Vec<ExprRef<'a>>> {
        self.separated(TokenKind::Comma, |p| {
            p.rule(|p| {
                alternative!(p, p.starred_expression());
                alternative!(p, {
                    let arg = p.assignment_or_expression()?;
                    p.not(|p| p.expect(TokenKind::Equal))?;
                    Some(arg)
                });
                None
            })
        })
    }

    /// kwargs:
    ///     | ','.kwarg_or_starred+ ',' ','.kwarg_or_double_starred+
    ///     | ','.kwarg_or_starred+
    ///     | ','.kwarg_or_double_starred+
    pub(crate) fn kwargs(&mut self) -> Option<Vec<KeywordOrStarred<'a>>> {
        self.rule(|p| {
            alternative!(p, {
                let mut items = p.separated(TokenKind::Comma, Self::kwarg_or_starred)?;
                p.expect(TokenKind::Comma)?;
                items.extend(p.separated(TokenKind::Comma, Self::kwarg_or_double_starred)?);
                Some(items)
            });
            alternative!(p, p.separated(TokenKind::Comma, Self::kwarg_or_starred));
            alternative!(p, p.separated(TokenKind::Comma, Self::kwarg_or_double_starred));
            None
        })
    }

    /// starred_expression: '*' expression
    pub(crate) fn starred_expression(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                let value = p.expression()?;
                Some(p.new_expr(start, ExprKind::Starred { value, ctx: ExprContext::Load }))
            });
            None
        })
    }

    /// kwarg_or_starred:
    ///     | invalid_kwarg
    ///     | NAME '=' expression
    ///     | starred_expression
    fn kwarg_or_starred(&mut self) -> Option<KeywordOrStarred<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_kwarg);
            alternative!(p, p.keyword_argument(start));
            alternative!(p, {
                let starred = p.starred_expression()?;
                Some(KeywordOrStarred::Starred(starred))
            });
            None
        })
    }

    /// kwarg_or_double_starred:
    ///     | invalid_kwarg
    ///     | NAME '=' expression
    ///     | '**' expression
    fn kwarg_or_double_starred(&mut self) -> Option<KeywordOrStarred<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_kwarg);
            alternative!(p, p.keyword_argument(start));
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                let value = p.expression()?;
                Some(p.new_keyword(start, None, value))
            });
            None
        })
    }

    /// NAME '=' expression
    fn keyword_argument(&mut self, start: usize) -> Option<KeywordOrStarred<'a>> {
        let name = self.identifier()?;
        self.expect(TokenKind::Equal)?;
        let value = self.expression()?;
        Some(self.new_keyword(start, Some(name), value))
    }

    pub(crate) fn new_keyword(
        &mut self,
        start: usize,
        arg: Option<Identifier<'a>>,
        value: ExprRef<'a>,
    ) -> KeywordOrStarred<'a> {
        let range = self.range_from(start);
        KeywordOrStarred::Keyword(self.arena.alloc(Keyword { arg, value, range }))
    }
}
