//! Comprehensions and generators.

use super::*;

impl<'a> Parser<'a> {
    /// for_if_clauses: for_if_clause+
    pub(crate) fn for_if_clauses(&mut self) -> Option<&'a [&'a Comprehension<'a>]> {
        self.rule(|p| {
            alternative!(p, {
                let clauses = p.one_or_more(Self::for_if_clause)?;
                Some(p.slice(&clauses))
            });
            None
        })
    }

    /// for_if_clause:
    ///     | ASYNC 'for' star_targets 'in' ~ disjunction ('if' disjunction)*
    ///     | 'for' star_targets 'in' ~ disjunction ('if' disjunction)*
    ///     | invalid_for_target
    fn for_if_clause(&mut self) -> Option<&'a Comprehension<'a>> {
        self.rule(|p| {
            let mut cut = false;
            alternative!(p, {
                p.expect(TokenKind::Async)?;
                let (target, iter, ifs) = p.for_and_ifs(&mut cut)?;
                p.check_version(6, "Async comprehensions are")?;
                Some(&*p.arena.alloc(Comprehension { target, iter, ifs, is_async: 1 }))
            });
            if cut {
                return None;
            }
            alternative!(p, {
                let (target, iter, ifs) = p.for_and_ifs(&mut cut)?;
                Some(&*p.arena.alloc(Comprehension { target, iter, ifs, is_async: 0 }))
            });
            if cut {
                return None;
            }
            invalid!(p, invalid_for_target);
            None
        })
    }

    /// 'for' star_targets 'in' ~ disjunction ('if' disjunction)*
    fn for_and_ifs(&mut self, cut: &mut bool) -> Option<(ExprRef<'a>, ExprRef<'a>, Exprs<'a>)> {
        self.expect(TokenKind::For)?;
        let target = self.star_targets()?;
        self.expect(TokenKind::In)?;
        *cut = true;
        let iter = self.disjunction()?;
        let ifs = self.zero_or_more(|p| {
            p.group(|p| {
                p.expect(TokenKind::If)?;
                p.disjunction()
            })
        })?;
        Some((target, iter, self.slice(&ifs)))
    }

    /// listcomp:
    ///     | '[' named_expression for_if_clauses ']'
    ///     | invalid_comprehension
    pub(crate) fn listcomp(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LSqb)?;
                let elt = p.named_expression()?;
                let generators = p.for_if_clauses()?;
                p.expect(TokenKind::RSqb)?;
                Some(p.new_expr(start, ExprKind::ListComp { elt, generators }))
            });
            invalid!(p, invalid_comprehension);
            None
        })
    }

    /// setcomp:
    ///     | '{' named_expression for_if_clauses '}'
    ///     | invalid_comprehension
    pub(crate) fn setcomp(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let elt = p.named_expression()?;
                let generators = p.for_if_clauses()?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_expr(start, ExprKind::SetComp { elt, generators }))
            });
            invalid!(p, invalid_comprehension);
            None
        })
    }

    /// genexp:
    ///     | '(' (assignment_expression | expression !':=') for_if_clauses ')'
    ///     | invalid_comprehension
    pub(crate) fn genexp(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let elt = p.assignment_or_expression()?;
                let generators = p.for_if_clauses()?;
                p.expect(TokenKind::RPar)?;
                Some(p.new_expr(start, ExprKind::GeneratorExp { elt, generators }))
            });
            invalid!(p, invalid_comprehension);
            None
        })
    }

    /// (assignment_expression | expression !':=')
    pub(crate) fn assignment_or_expression(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.assignment_expression());
            alternative!(p, p.expression_not_named());
            None
        })
    }

    /// dictcomp:
    ///     | '{' kvpair for_if_clauses '}'
    ///     | invalid_dict_comprehension
    pub(crate) fn dictcomp(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let (key, value) = p.kvpair()?;
                let generators = p.for_if_clauses()?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_expr(start, ExprKind::DictComp { key, value, generators }))
            });
            invalid!(p, invalid_dict_comprehension);
            None
        })
    }
}
