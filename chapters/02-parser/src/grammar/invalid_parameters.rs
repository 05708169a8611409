//! `invalid_` rules of parameters.
//!
//! As in [`super::parameters`], each rule stands for itself and for its `lambda_` twin.

use super::*;

impl<'a> Parser<'a> {
    /// invalid_parameters:
    ///     | param_no_default* invalid_parameters_helper param_no_default
    ///     | param_no_default* '(' param_no_default+ ','? ')'
    ///     | '/' ','
    ///     | (slash_no_default | slash_with_default) param_maybe_default* '/'
    ///     | (slash_no_default | slash_with_default)? param_maybe_default* '*'
    ///       (',' | param_no_default) param_maybe_default* '/'
    ///     | param_maybe_default+ '/' '*'
    ///
    /// In invalid_lambda_parameters, `','.lambda_param+` is between the parentheses.
    pub(crate) fn invalid_parameters(&mut self, style: Style) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.zero_or_more(|p| p.param_no_default(style))?;
                p.invalid_parameters_helper(style)?;
                let arg = p.param_no_default(style)?;
                p.raise_at(arg.range, ErrorKind::NonDefaultAfterDefault)
            });
            alternative!(p, {
                p.zero_or_more(|p| p.param_no_default(style))?;
                let open = p.expect(TokenKind::LPar)?;
                let kind = match style {
                    Style::Def => {
                        p.one_or_more(|p| p.param_no_default(style))?;
                        ErrorKind::ParenthesizedParameters
                    }
                    Style::Lambda => {
                        p.separated(TokenKind::Comma, |p| p.param(style))?;
                        ErrorKind::ParenthesizedLambdaParameters
                    }
                };
                p.optional(|p| p.expect(TokenKind::Comma))?;
                let close = p.expect(TokenKind::RPar)?;
                p.raise_between(p.token_range(open), p.token_range(close), kind)
            });
            alternative!(p, {
                let slash = p.expect(TokenKind::Slash)?;
                p.expect(TokenKind::Comma)?;
                p.raise_at(p.token_range(slash), ErrorKind::NothingBeforeSlash)
            });
            alternative!(p, {
                p.parameters_before_slash(style)?;
                p.zero_or_more(|p| p.param_maybe_default(style))?;
                let slash = p.expect(TokenKind::Slash)?;
                p.raise_at(p.token_range(slash), ErrorKind::SecondSlash)
            });
            alternative!(p, {
                p.optional(|p| p.parameters_before_slash(style))?;
                p.zero_or_more(|p| p.param_maybe_default(style))?;
                p.expect(TokenKind::Star)?;
                p.comma_or_param(style)?;
                p.zero_or_more(|p| p.param_maybe_default(style))?;
                let slash = p.expect(TokenKind::Slash)?;
                p.raise_at(p.token_range(slash), ErrorKind::SlashBehindStar)
            });
            alternative!(p, {
                p.one_or_more(|p| p.param_maybe_default(style))?;
                p.expect(TokenKind::Slash)?;
                let star = p.expect(TokenKind::Star)?;
                p.raise_at(p.token_range(star), ErrorKind::MissingCommaBetweenSlashAndStar)
            });
            None
        })
    }

    /// (slash_no_default | slash_with_default)
    fn parameters_before_slash(&mut self, style: Style) -> Option<()> {
        self.rule(|p| {
            alternative!(p, p.slash_no_default(style).map(|_| ()));
            alternative!(p, p.slash_with_default(style).map(|_| ()));
            None
        })
    }

    /// (',' | param_no_default)
    fn comma_or_param(&mut self, style: Style) -> Option<()> {
        self.rule(|p| {
            alternative!(p, p.expect(TokenKind::Comma).map(|_| ()));
            alternative!(p, p.param_no_default(style).map(|_| ()));
            None
        })
    }

    /// invalid_parameters_helper: slash_with_default | param_with_default+
    fn invalid_parameters_helper(&mut self, style: Style) -> Option<()> {
        self.rule(|p| {
            alternative!(p, p.slash_with_default(style).map(|_| ()));
            alternative!(p, p.one_or_more(|p| p.param_with_default(style)).map(|_| ()));
            None
        })
    }

    /// invalid_default: '=' &(')' | ',')
    pub(crate) fn invalid_default(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let equal = p.expect(TokenKind::Equal)?;
                p.ahead_any(&[TokenKind::RPar, TokenKind::Comma])?;
                p.raise_at(p.token_range(equal), ErrorKind::MissingDefault)
            });
            None
        })
    }

    /// invalid_star_etc:
    ///     | '*' (')' | ',' (')' | '**'))
    ///     | '*' ',' TYPE_COMMENT
    ///     | '*' param '='
    ///     | '*' (param_no_default | ',') param_maybe_default* '*' (param_no_default | ',')
    ///
    /// invalid_lambda_star_etc has `:` for `)` and no second alternative.
    pub(crate) fn invalid_star_etc(&mut self, style: Style) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let star = p.expect(TokenKind::Star)?;
                p.rule(|p| {
                    alternative!(p, p.expect(style.end()));
                    alternative!(p, {
                        p.expect(TokenKind::Comma)?;
                        p.any_of(&[style.end(), TokenKind::DoubleStar])
                    });
                    None
                })?;
                match style {
                    Style::Def => p.raise_at(p.token_range(star), ErrorKind::BareStar),
                    Style::Lambda => p.raise(ErrorKind::BareStar),
                }
            });
            if style == Style::Def {
                alternative!(p, {
                    p.expect(TokenKind::Star)?;
                    p.expect(TokenKind::Comma)?;
                    p.expect(TokenKind::TypeComment)?;
                    p.raise(ErrorKind::BareStarTypeComment)
                });
            }
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                p.param(style)?;
                let equal = p.expect(TokenKind::Equal)?;
                p.raise_at(p.token_range(equal), ErrorKind::VarPositionalDefault)
            });
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                p.param_or_comma(style)?;
                p.zero_or_more(|p| p.param_maybe_default(style))?;
                let star = p.expect(TokenKind::Star)?;
                p.param_or_comma(style)?;
                p.raise_at(p.token_range(star), ErrorKind::SecondStar)
            });
            None
        })
    }

    /// (param_no_default | ',')
    fn param_or_comma(&mut self, style: Style) -> Option<()> {
        self.rule(|p| {
            alternative!(p, p.param_no_default(style).map(|_| ()));
            alternative!(p, p.expect(TokenKind::Comma).map(|_| ()));
            None
        })
    }

    /// invalid_kwds:
    ///     | '**' param '='
    ///     | '**' param ',' param
    ///     | '**' param ',' ('*' | '**' | '/')
    pub(crate) fn invalid_kwds(&mut self, style: Style) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                p.param(style)?;
                let equal = p.expect(TokenKind::Equal)?;
                p.raise_at(p.token_range(equal), ErrorKind::VarKeywordDefault)
            });
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                p.param(style)?;
                p.expect(TokenKind::Comma)?;
                let arg = p.param(style)?;
                p.raise_at(arg.range, ErrorKind::ParameterAfterVarKeyword)
            });
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                p.param(style)?;
                p.expect(TokenKind::Comma)?;
                let token =
                    p.any_of(&[TokenKind::Star, TokenKind::DoubleStar, TokenKind::Slash])?;
                p.raise_at(p.token_range(token), ErrorKind::ParameterAfterVarKeyword)
            });
            None
        })
    }
}
