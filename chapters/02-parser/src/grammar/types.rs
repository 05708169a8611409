//! Type comments (PEP 484): the signature of a function, and where a comment may stand.

use super::*;

impl<'a> Parser<'a> {
    /// type_expressions:
    ///     | ','.expression+ ',' '*' expression ',' '**' expression
    ///     | ','.expression+ ',' '*' expression
    ///     | ','.expression+ ',' '**' expression
    ///     | '*' expression ',' '**' expression
    ///     | '*' expression
    ///     | '**' expression
    ///     | ','.expression+
    pub(crate) fn type_expressions(&mut self) -> Option<Exprs<'a>> {
        use TokenKind::{Comma, DoubleStar, Star};
        self.rule(|p| {
            for tail in
                [&[Comma, Star, Comma, DoubleStar][..], &[Comma, Star], &[Comma, DoubleStar]]
            {
                alternative!(p, {
                    let mut types = p.separated(Comma, Self::expression)?;
                    p.starred_types(tail, &mut types)?;
                    Some(p.slice(&types))
                });
            }
            for whole in [&[Star, Comma, DoubleStar][..], &[Star], &[DoubleStar]] {
                alternative!(p, {
                    let mut types = Vec::new();
                    p.starred_types(whole, &mut types)?;
                    Some(p.slice(&types))
                });
            }
            alternative!(p, {
                let types = p.separated(Comma, Self::expression)?;
                Some(p.slice(&types))
            });
            None
        })
    }

    /// Commas, and expressions behind stars; the stars are not kept.
    fn starred_types(&mut self, tokens: &[TokenKind], types: &mut Vec<ExprRef<'a>>) -> Option<()> {
        for &token in tokens {
            self.expect(token)?;
            if token != TokenKind::Comma {
                types.push(self.expression()?);
            }
        }
        Some(())
    }

    /// func_type_comment:
    ///     | NEWLINE TYPE_COMMENT &(NEWLINE INDENT)
    ///     | invalid_double_type_comments
    ///     | TYPE_COMMENT
    pub(crate) fn func_type_comment(&mut self) -> Option<Token> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Newline)?;
                let comment = p.expect(TokenKind::TypeComment)?;
                p.ahead(|p| {
                    p.group(|p| {
                        p.expect(TokenKind::Newline)?;
                        p.expect(TokenKind::Indent)
                    })
                })?;
                Some(comment)
            });
            invalid!(p, invalid_double_type_comments);
            alternative!(p, p.expect(TokenKind::TypeComment));
            None
        })
    }
}
