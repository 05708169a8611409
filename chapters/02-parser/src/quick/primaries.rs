//! Atoms, and attributes, subscripts and calls behind them.

use tokenizer::token::TokenKind;

use super::NESTED;
use crate::ast::*;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    // ANCHOR: primary
    /// See [`Parser::primary`]. What the grammar has as left recursion is a loop.
    pub(crate) fn quick_primary(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let mut primary = self.quick_atom()?;
        loop {
            let kind = match self.kind() {
                TokenKind::Dot => {
                    self.mark += 1;
                    let attr = self.need_name()?;
                    ExprKind::Attribute { value: primary, attr, ctx: ExprContext::Load }
                }
                TokenKind::LPar => {
                    self.mark += 1;
                    let (args, keywords) = self.quick_arguments()?;
                    ExprKind::Call { func: primary, args, keywords }
                }
                TokenKind::LSqb => {
                    self.mark += 1;
                    let slice = self.deeper(NESTED, Self::quick_slices)?;
                    self.need(TokenKind::RSqb)?;
                    ExprKind::Subscript { value: primary, slice, ctx: ExprContext::Load }
                }
                _ => return Some(primary),
            };
            primary = self.quick_expr(start, kind);
        }
    }
    // ANCHOR_END: primary

    /// See [`Parser::atom`].
    fn quick_atom(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let value = match self.kind() {
            TokenKind::Name => return self.quick_name(ExprContext::Load),
            TokenKind::Number => {
                self.mark += 1;
                self.parse_number(self.scan.tokens[start])?
            }
            TokenKind::String => return self.quick_strings(),
            TokenKind::LPar => return self.deeper(NESTED, Self::quick_parenthesis),
            TokenKind::LSqb => return self.deeper(NESTED, Self::quick_list),
            TokenKind::LBrace => return self.deeper(NESTED, Self::quick_brace),
            TokenKind::True => return self.keyword_constant(Constant::Bool(true)),
            TokenKind::False => return self.keyword_constant(Constant::Bool(false)),
            TokenKind::None => return self.keyword_constant(Constant::None),
            TokenKind::Ellipsis => return self.keyword_constant(Constant::Ellipsis),
            _ => return None,
        };
        Some(self.quick_expr(start, ExprKind::Constant { value, kind: None }))
    }

    /// See [`Parser::strings`].
    fn quick_strings(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        while self.eat(TokenKind::String) {}
        self.concatenate_strings(start, self.mark - start)
    }

    /// See [`Parser::arguments`]; behind `(`, and with `)`. Positional arguments come first,
    /// then keywords and `*`, and behind the first `**` only keywords and `**`.
    #[allow(clippy::type_complexity, reason = "the fields of a Call")]
    pub(crate) fn quick_arguments(&mut self) -> Option<(Exprs<'a>, &'a [&'a Keyword<'a>])> {
        if self.eat(TokenKind::RPar) {
            return Some((&[], &[]));
        }
        self.deeper(NESTED, |p| {
            let open = p.mark - 1;
            let bottom = p.stacks.exprs.len();
            let keywords = p.stacks.keywords.len();
            let (mut behind_keyword, mut behind_double_star) = (false, false);
            while p.kind() != TokenKind::RPar {
                let start = p.mark;
                match (p.kind(), p.second_kind()) {
                    (TokenKind::Star, _) if !behind_double_star => {
                        p.mark += 1;
                        let value = p.quick_expression()?;
                        let kind = ExprKind::Starred { value, ctx: ExprContext::Load };
                        let starred = p.quick_expr(start, kind);
                        p.stacks.exprs.push(starred);
                    }
                    (TokenKind::DoubleStar, _) => {
                        (behind_keyword, behind_double_star) = (true, true);
                        p.mark += 1;
                        p.quick_keyword(start, None)?;
                    }
                    (TokenKind::Name, TokenKind::Equal) => {
                        behind_keyword = true;
                        let name = p.need_name()?;
                        p.mark += 1;
                        p.quick_keyword(start, Some(name))?;
                    }
                    _ if behind_keyword => return None,
                    _ => {
                        let arg = p.quick_named_expression()?;
                        if matches!(p.kind(), TokenKind::For | TokenKind::Async) {
                            if start != open + 1 {
                                return None;
                            }
                            let generator = p.quick_generator(open, arg)?;
                            return Some((p.slice(&[generator]), &[][..]));
                        }
                        p.stacks.exprs.push(arg);
                    }
                }
                if !p.eat(TokenKind::Comma) {
                    break;
                }
            }
            p.need(TokenKind::RPar)?;
            let args = p.pop_exprs(bottom);
            let names = p.slice(&p.stacks.keywords[keywords..]);
            p.stacks.keywords.truncate(keywords);
            Some((args, names))
        })
    }

    fn quick_keyword(&mut self, start: usize, arg: Option<&'a str>) -> Option<()> {
        let value = self.quick_expression()?;
        let range = self.quick_range(start);
        self.stacks.keywords.push(self.arena.alloc(Keyword { arg, value, range }));
        Some(())
    }

    /// See [`Parser::slices`].
    fn quick_slices(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let is_starred = self.kind() == TokenKind::Star;
        let first = self.quick_slice_or_starred()?;
        if self.kind() != TokenKind::Comma && !is_starred {
            return Some(first);
        }
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(first);
        while self.eat(TokenKind::Comma) && self.kind() != TokenKind::RSqb {
            let slice = self.quick_slice_or_starred()?;
            self.stacks.exprs.push(slice);
        }
        let elts = self.pop_exprs(bottom);
        Some(self.quick_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
    }

    /// (slice | starred_expression)
    fn quick_slice_or_starred(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        if self.eat(TokenKind::Star) {
            let value = self.quick_expression()?;
            return Some(
                self.quick_expr(start, ExprKind::Starred { value, ctx: ExprContext::Load }),
            );
        }
        let mut lower = None;
        if self.kind() != TokenKind::Colon {
            let is_named = self.second_kind() == TokenKind::ColonEqual;
            let first = self.quick_named_expression()?;
            if is_named || self.kind() != TokenKind::Colon {
                return Some(first);
            }
            lower = Some(first);
        }
        self.mark += 1;
        let upper = self.quick_slice_part()?;
        let step = match self.eat(TokenKind::Colon) {
            true => self.quick_slice_part()?,
            false => None,
        };
        Some(self.quick_expr(start, ExprKind::Slice { lower, upper, step }))
    }

    /// [expression], in a slice.
    fn quick_slice_part(&mut self) -> Option<Option<&'a Expr<'a>>> {
        match self.kind() {
            TokenKind::Colon | TokenKind::Comma | TokenKind::RSqb => Some(None),
            _ => Some(Some(self.quick_expression()?)),
        }
    }
}
