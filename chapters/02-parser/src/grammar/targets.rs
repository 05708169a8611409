//! What can be assigned to and deleted.

use super::*;

impl<'a> Parser<'a> {
    /// star_targets:
    ///     | star_target !','
    ///     | star_target (',' star_target)* [',']
    pub(crate) fn star_targets(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let target = p.star_target()?;
                p.not(|p| p.expect(TokenKind::Comma))?;
                Some(target)
            });
            alternative!(p, {
                let first = p.star_target()?;
                let rest = p.zero_or_more(|p| p.group(Self::comma_star_target))?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                let elts = p.insert_in_front(first, &rest);
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Store }))
            });
            None
        })
    }

    /// ',' star_target
    fn comma_star_target(&mut self) -> Option<ExprRef<'a>> {
        self.expect(TokenKind::Comma)?;
        self.star_target()
    }

    /// star_targets_list_seq: ','.star_target+ [',']
    fn star_targets_list_seq(&mut self) -> Option<Exprs<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let targets = p.separated(TokenKind::Comma, Self::star_target)?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(p.slice(&targets))
            });
            None
        })
    }

    /// star_targets_tuple_seq:
    ///     | star_target (',' star_target)+ [',']
    ///     | star_target ','
    fn star_targets_tuple_seq(&mut self) -> Option<Exprs<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let first = p.star_target()?;
                let rest = p.one_or_more(|p| p.group(Self::comma_star_target))?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(p.insert_in_front(first, &rest))
            });
            alternative!(p, {
                let only = p.star_target()?;
                p.expect(TokenKind::Comma)?;
                Some(p.slice(&[only]))
            });
            None
        })
    }

    /// star_target (memo):
    ///     | '*' (!'*' star_target)
    ///     | target_with_star_atom
    pub(crate) fn star_target(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::StarTarget, |p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                let target = p.group(|p| {
                    p.not(|p| p.expect(TokenKind::Star))?;
                    p.star_target()
                })?;
                let value = p.set_context(target, ExprContext::Store);
                Some(p.new_expr(start, ExprKind::Starred { value, ctx: ExprContext::Store }))
            });
            alternative!(p, p.target_with_star_atom());
            None
        })
    }

    /// target_with_star_atom (memo):
    ///     | t_primary '.' NAME !t_lookahead
    ///     | t_primary '[' slices ']' !t_lookahead
    ///     | star_atom
    fn target_with_star_atom(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::TargetWithStarAtom, |p| {
            let start = p.mark;
            alternative!(p, p.attribute_target(start, ExprContext::Store));
            alternative!(p, p.subscript_target(start, ExprContext::Store));
            alternative!(p, p.star_atom());
            None
        })
    }

    /// t_primary '.' NAME !t_lookahead
    fn attribute_target(&mut self, start: usize, ctx: ExprContext) -> Option<ExprRef<'a>> {
        let value = self.t_primary()?;
        self.expect(TokenKind::Dot)?;
        let attr = self.identifier()?;
        self.not(Self::t_lookahead)?;
        Some(self.new_expr(start, ExprKind::Attribute { value, attr, ctx }))
    }

    /// t_primary '[' slices ']' !t_lookahead
    fn subscript_target(&mut self, start: usize, ctx: ExprContext) -> Option<ExprRef<'a>> {
        let value = self.t_primary()?;
        self.expect(TokenKind::LSqb)?;
        let slice = self.slices()?;
        self.expect(TokenKind::RSqb)?;
        self.not(Self::t_lookahead)?;
        Some(self.new_expr(start, ExprKind::Subscript { value, slice, ctx }))
    }

    /// star_atom:
    ///     | NAME
    ///     | '(' target_with_star_atom ')'
    ///     | '(' [star_targets_tuple_seq] ')'
    ///     | '[' [star_targets_list_seq] ']'
    fn star_atom(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = p.name_token()?;
                Some(p.set_context(name, ExprContext::Store))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let target = p.target_with_star_atom()?;
                p.expect(TokenKind::RPar)?;
                Some(p.set_context(target, ExprContext::Store))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let elts = p.optional(Self::star_targets_tuple_seq)?.unwrap_or_default();
                p.expect(TokenKind::RPar)?;
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Store }))
            });
            alternative!(p, {
                p.expect(TokenKind::LSqb)?;
                let elts = p.optional(Self::star_targets_list_seq)?.unwrap_or_default();
                p.expect(TokenKind::RSqb)?;
                Some(p.new_expr(start, ExprKind::List { elts, ctx: ExprContext::Store }))
            });
            None
        })
    }

    /// single_target:
    ///     | single_subscript_attribute_target
    ///     | NAME
    ///     | '(' single_target ')'
    pub(crate) fn single_target(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.single_subscript_attribute_target());
            alternative!(p, {
                let name = p.name_token()?;
                Some(p.set_context(name, ExprContext::Store))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let target = p.single_target()?;
                p.expect(TokenKind::RPar)?;
                Some(target)
            });
            None
        })
    }

    /// single_subscript_attribute_target:
    ///     | t_primary '.' NAME !t_lookahead
    ///     | t_primary '[' slices ']' !t_lookahead
    pub(crate) fn single_subscript_attribute_target(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, p.attribute_target(start, ExprContext::Store));
            alternative!(p, p.subscript_target(start, ExprContext::Store));
            None
        })
    }

    /// t_primary:
    ///     | t_primary '.' NAME &t_lookahead
    ///     | t_primary '[' slices ']' &t_lookahead
    ///     | t_primary genexp &t_lookahead
    ///     | t_primary '(' [arguments] ')' &t_lookahead
    ///     | atom &t_lookahead
    fn t_primary(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::TPrimary, |p| {
            let start = p.mark;
            alternative!(p, {
                let value = p.t_primary()?;
                p.expect(TokenKind::Dot)?;
                let attr = p.identifier()?;
                p.ahead(Self::t_lookahead)?;
                let kind = ExprKind::Attribute { value, attr, ctx: ExprContext::Load };
                Some(p.new_expr(start, kind))
            });
            alternative!(p, {
                let value = p.t_primary()?;
                p.expect(TokenKind::LSqb)?;
                let slice = p.slices()?;
                p.expect(TokenKind::RSqb)?;
                p.ahead(Self::t_lookahead)?;
                let kind = ExprKind::Subscript { value, slice, ctx: ExprContext::Load };
                Some(p.new_expr(start, kind))
            });
            alternative!(p, {
                let func = p.t_primary()?;
                let generator = p.genexp()?;
                p.ahead(Self::t_lookahead)?;
                let args = p.slice(&[generator]);
                Some(p.new_expr(start, ExprKind::Call { func, args, keywords: &[] }))
            });
            alternative!(p, {
                let func = p.t_primary()?;
                let call = p.call_with(start, func)?;
                p.ahead(Self::t_lookahead)?;
                Some(call)
            });
            alternative!(p, {
                let atom = p.atom()?;
                p.ahead(Self::t_lookahead)?;
                Some(atom)
            });
            None
        })
    }

    /// t_lookahead: '(' | '[' | '.'
    fn t_lookahead(&mut self) -> Option<Token> {
        self.any_of(&[TokenKind::LPar, TokenKind::LSqb, TokenKind::Dot])
    }

    /// del_targets: ','.del_target+ [',']
    pub(crate) fn del_targets(&mut self) -> Option<Exprs<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let targets = p.separated(TokenKind::Comma, Self::del_target)?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(p.slice(&targets))
            });
            None
        })
    }

    /// del_target (memo):
    ///     | t_primary '.' NAME !t_lookahead
    ///     | t_primary '[' slices ']' !t_lookahead
    ///     | del_t_atom
    fn del_target(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::DelTarget, |p| {
            let start = p.mark;
            alternative!(p, p.attribute_target(start, ExprContext::Del));
            alternative!(p, p.subscript_target(start, ExprContext::Del));
            alternative!(p, p.del_t_atom());
            None
        })
    }

    /// del_t_atom:
    ///     | NAME
    ///     | '(' del_target ')'
    ///     | '(' [del_targets] ')'
    ///     | '[' [del_targets] ']'
    fn del_t_atom(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = p.name_token()?;
                Some(p.set_context(name, ExprContext::Del))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let target = p.del_target()?;
                p.expect(TokenKind::RPar)?;
                Some(p.set_context(target, ExprContext::Del))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let elts = p.optional(Self::del_targets)?.unwrap_or_default();
                p.expect(TokenKind::RPar)?;
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Del }))
            });
            alternative!(p, {
                p.expect(TokenKind::LSqb)?;
                let elts = p.optional(Self::del_targets)?.unwrap_or_default();
                p.expect(TokenKind::RSqb)?;
                Some(p.new_expr(start, ExprKind::List { elts, ctx: ExprContext::Del }))
            });
            None
        })
    }
}
