//! `invalid_` rules of arguments.

use super::*;

impl<'a> Parser<'a> {
    /// invalid_arguments:
    ///     | (','.(starred_expression | (assignment_expression | expression !':=') !'=')+ ','
    ///       kwargs | kwargs) ',' '*'
    ///     | expression for_if_clauses ',' [args | expression for_if_clauses]
    ///     | NAME '=' expression for_if_clauses
    ///     | args for_if_clauses
    ///     | args ',' expression for_if_clauses
    ///     | args ',' args
    pub(crate) fn invalid_arguments(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.rule(|p| {
                    alternative!(p, {
                        p.group(|p| {
                            p.positional_args()?;
                            p.expect(TokenKind::Comma)?;
                            p.kwargs()
                        })
                    });
                    alternative!(p, p.kwargs());
                    None
                })?;
                p.expect(TokenKind::Comma)?;
                let star = p.expect(TokenKind::Star)?;
                p.raise_at(p.token_range(star), ErrorKind::IterableAfterKeywordUnpacking)
            });
            alternative!(p, {
                let first = p.expression()?;
                let generators = p.for_if_clauses()?;
                p.expect(TokenKind::Comma)?;
                p.optional(|p| {
                    p.rule(|p| {
                        alternative!(p, p.args().map(|_| ()));
                        alternative!(p, {
                            p.expression()?;
                            p.for_if_clauses().map(|_| ())
                        });
                        None
                    })
                })?;
                let last = last_item(generators)?;
                p.raise_between(first.range, last.range, ErrorKind::UnparenthesizedGenerator)
            });
            alternative!(p, p.generator_for_keyword());
            // One argument and a `for` may still be a generator that is the only argument.
            let with_generator = p.attempt(|p| {
                let args = p.args()?;
                Some((args, p.for_if_clauses()?))
            });
            if let Some((arguments, generators)) = with_generator {
                let [_, .., first] = arguments.args else { return None };
                let last = last_item(generators)?;
                return p.raise_between(
                    first.range,
                    last.range,
                    ErrorKind::UnparenthesizedGenerator,
                );
            }
            alternative!(p, {
                p.args()?;
                p.expect(TokenKind::Comma)?;
                let first = p.expression()?;
                let last = last_item(p.for_if_clauses()?)?;
                p.raise_between(first.range, last.range, ErrorKind::UnparenthesizedGenerator)
            });
            alternative!(p, {
                let arguments = p.args()?;
                p.expect(TokenKind::Comma)?;
                p.args()?;
                let unpacking = arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
                p.raise(match unpacking {
                    true => ErrorKind::PositionalAfterKeywordUnpacking,
                    false => ErrorKind::PositionalAfterKeyword,
                })
            });
            None
        })
    }

    /// NAME '=' expression for_if_clauses
    fn generator_for_keyword(&mut self) -> Complaint {
        let name = self.expect(TokenKind::Name)?;
        let equal = self.expect(TokenKind::Equal)?;
        self.expression()?;
        self.for_if_clauses()?;
        let (first, last) = (self.token_range(name), self.token_range(equal));
        self.raise_between(first, last, ErrorKind::MeantEqualsOrWalrus)
    }

    /// invalid_kwarg:
    ///     | ('True' | 'False' | 'None') '='
    ///     | NAME '=' expression for_if_clauses
    ///     | !(NAME '=') expression '='
    pub(crate) fn invalid_kwarg(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.any_of(&[TokenKind::True, TokenKind::False, TokenKind::None])?;
                let equal = p.expect(TokenKind::Equal)?;
                let kind = ErrorKind::CannotAssign(keyword.kind.text());
                p.raise_between(p.token_range(keyword), p.token_range(equal), kind)
            });
            alternative!(p, p.generator_for_keyword());
            alternative!(p, {
                p.not(|p| {
                    p.group(|p| {
                        p.expect(TokenKind::Name)?;
                        p.expect(TokenKind::Equal)
                    })
                })?;
                let name = p.expression()?;
                let equal = p.expect(TokenKind::Equal)?;
                let last = p.token_range(equal);
                p.raise_between(name.range, last, ErrorKind::KeywordIsExpression)
            });
            None
        })
    }
}
