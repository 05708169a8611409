//! `invalid_` rules of patterns.

use super::*;

impl<'a> Parser<'a> {
    /// invalid_as_pattern:
    ///     | or_pattern 'as' "_"
    ///     | or_pattern 'as' !NAME expression
    pub(crate) fn invalid_as_pattern(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.or_pattern()?;
                p.expect(TokenKind::As)?;
                let wildcard = p.expect_soft_keyword("_")?;
                p.raise_at(p.token_range(wildcard), ErrorKind::WildcardTarget)
            });
            alternative!(p, {
                p.or_pattern()?;
                p.expect(TokenKind::As)?;
                p.not(|p| p.expect(TokenKind::Name))?;
                let target = p.expression()?;
                p.raise_at(target.range, ErrorKind::InvalidPatternTarget)
            });
            None
        })
    }

    /// invalid_class_pattern: name_or_attr '(' invalid_class_argument_pattern
    pub(crate) fn invalid_class_pattern(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.name_or_attr()?;
                p.expect(TokenKind::LPar)?;
                let patterns = p.invalid_class_argument_pattern()?;
                let (first, last) = (patterns.first()?, patterns.last()?);
                p.raise_between(first.range, last.range, ErrorKind::PositionalPatternAfterKeyword)
            });
            None
        })
    }

    /// invalid_class_argument_pattern:
    ///     [positional_patterns ','] keyword_patterns ',' positional_patterns
    fn invalid_class_argument_pattern(&mut self) -> Option<Patterns<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.optional_group(|p| {
                    p.positional_patterns()?;
                    p.expect(TokenKind::Comma)
                })?;
                p.keyword_patterns()?;
                p.expect(TokenKind::Comma)?;
                p.positional_patterns()
            });
            None
        })
    }
}
