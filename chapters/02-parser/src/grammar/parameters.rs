//! The parameters of functions and lambdas.
//!
//! The grammar has every rule of this file twice, the second time with `lambda_` in front:
//! there, `:` ends the parameters instead of `)`, and a parameter has neither annotation nor
//! type comment. Here a [`Style`] says which of the two it is.

use super::*;

/// Which of the two families of rules is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    /// `def f(…)`
    Def,
    /// `lambda …:`
    Lambda,
}

impl Style {
    /// The token behind the parameters.
    pub(crate) fn end(self) -> TokenKind {
        match self {
            Style::Def => TokenKind::RPar,
            Style::Lambda => TokenKind::Colon,
        }
    }
}

impl<'a> Parser<'a> {
    /// params: invalid_parameters | parameters
    /// lambda_params: invalid_lambda_parameters | lambda_parameters
    pub(crate) fn params(&mut self, style: Style) -> Option<&'a Arguments<'a>> {
        self.rule(|p| {
            if p.call_invalid_rules {
                p.attempt(|p| p.invalid_parameters(style));
            }
            alternative!(p, p.parameters(style));
            None
        })
    }

    /// parameters:
    ///     | slash_no_default param_no_default* param_with_default* [star_etc]
    ///     | slash_with_default param_with_default* [star_etc]
    ///     | param_no_default+ param_with_default* [star_etc]
    ///     | param_with_default+ [star_etc]
    ///     | star_etc
    fn parameters(&mut self, style: Style) -> Option<&'a Arguments<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let plain = p.slash_no_default(style)?;
                let names = p.zero_or_more(|p| p.param_no_default(style))?;
                let with_default = p.zero_or_more(|p| p.param_with_default(style))?;
                let star_etc = p.optional(|p| p.star_etc(style))?;
                p.check_version(8, "Positional-only parameters are")?;
                let before_slash = BeforeSlash { plain, with_default: Vec::new() };
                Some(p.make_arguments(before_slash, names, with_default, star_etc))
            });
            alternative!(p, {
                let before_slash = p.slash_with_default(style)?;
                let with_default = p.zero_or_more(|p| p.param_with_default(style))?;
                let star_etc = p.optional(|p| p.star_etc(style))?;
                p.check_version(8, "Positional-only parameters are")?;
                Some(p.make_arguments(before_slash, Vec::new(), with_default, star_etc))
            });
            alternative!(p, {
                let names = p.one_or_more(|p| p.param_no_default(style))?;
                let with_default = p.zero_or_more(|p| p.param_with_default(style))?;
                let star_etc = p.optional(|p| p.star_etc(style))?;
                Some(p.make_arguments(BeforeSlash::default(), names, with_default, star_etc))
            });
            alternative!(p, {
                let with_default = p.one_or_more(|p| p.param_with_default(style))?;
                let star_etc = p.optional(|p| p.star_etc(style))?;
                Some(p.make_arguments(BeforeSlash::default(), Vec::new(), with_default, star_etc))
            });
            alternative!(p, {
                let star_etc = Some(p.star_etc(style)?);
                Some(p.make_arguments(BeforeSlash::default(), Vec::new(), Vec::new(), star_etc))
            });
            None
        })
    }

    /// C: `_PyPegen_empty_arguments`
    pub(crate) fn empty_arguments(&mut self) -> &'a Arguments<'a> {
        self.arena.alloc(Arguments {
            posonlyargs: &[],
            args: &[],
            vararg: None,
            kwonlyargs: &[],
            kw_defaults: &[],
            kwarg: None,
            defaults: &[],
        })
    }

    /// slash_no_default:
    ///     | param_no_default+ '/' ','
    ///     | param_no_default+ '/' &')'
    pub(crate) fn slash_no_default(&mut self, style: Style) -> Option<Vec<&'a Arg<'a>>> {
        self.rule(|p| {
            alternative!(p, {
                let names = p.one_or_more(|p| p.param_no_default(style))?;
                p.expect(TokenKind::Slash)?;
                p.expect(TokenKind::Comma)?;
                Some(names)
            });
            alternative!(p, {
                let names = p.one_or_more(|p| p.param_no_default(style))?;
                p.expect(TokenKind::Slash)?;
                p.ahead(|p| p.expect(style.end()))?;
                Some(names)
            });
            None
        })
    }

    /// slash_with_default:
    ///     | param_no_default* param_with_default+ '/' ','
    ///     | param_no_default* param_with_default+ '/' &')'
    pub(crate) fn slash_with_default(&mut self, style: Style) -> Option<BeforeSlash<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let plain = p.zero_or_more(|p| p.param_no_default(style))?;
                let with_default = p.one_or_more(|p| p.param_with_default(style))?;
                p.expect(TokenKind::Slash)?;
                p.expect(TokenKind::Comma)?;
                Some(BeforeSlash { plain, with_default })
            });
            alternative!(p, {
                let plain = p.zero_or_more(|p| p.param_no_default(style))?;
                let with_default = p.one_or_more(|p| p.param_with_default(style))?;
                p.expect(TokenKind::Slash)?;
                p.ahead(|p| p.expect(style.end()))?;
                Some(BeforeSlash { plain, with_default })
            });
            None
        })
    }

    /// star_etc:
    ///     | invalid_star_etc
    ///     | '*' param_no_default param_maybe_default* [kwds]
    ///     | '*' param_no_default_star_annotation param_maybe_default* [kwds]
    ///     | '*' ',' param_maybe_default+ [kwds]
    ///     | kwds
    ///
    /// lambda_star_etc has no alternative with a star in the annotation.
    fn star_etc(&mut self, style: Style) -> Option<StarEtc<'a>> {
        self.rule(|p| {
            if p.call_invalid_rules {
                p.attempt(|p| p.invalid_star_etc(style));
            }
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                let vararg = Some(p.param_no_default(style)?);
                let kwonlyargs = p.zero_or_more(|p| p.param_maybe_default(style))?;
                let kwarg = p.optional(|p| p.kwds(style))?;
                Some(StarEtc { vararg, kwonlyargs, kwarg })
            });
            if style == Style::Def {
                alternative!(p, {
                    p.expect(TokenKind::Star)?;
                    let vararg = Some(p.param_no_default_star_annotation()?);
                    let kwonlyargs = p.zero_or_more(|p| p.param_maybe_default(style))?;
                    let kwarg = p.optional(|p| p.kwds(style))?;
                    Some(StarEtc { vararg, kwonlyargs, kwarg })
                });
            }
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                p.expect(TokenKind::Comma)?;
                let kwonlyargs = p.one_or_more(|p| p.param_maybe_default(style))?;
                let kwarg = p.optional(|p| p.kwds(style))?;
                Some(StarEtc { vararg: None, kwonlyargs, kwarg })
            });
            alternative!(p, {
                let kwarg = Some(p.kwds(style)?);
                Some(StarEtc { vararg: None, kwonlyargs: Vec::new(), kwarg })
            });
            None
        })
    }

    /// kwds: invalid_kwds | '**' param_no_default
    fn kwds(&mut self, style: Style) -> Option<&'a Arg<'a>> {
        self.rule(|p| {
            if p.call_invalid_rules {
                p.attempt(|p| p.invalid_kwds(style));
            }
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                p.param_no_default(style)
            });
            None
        })
    }

    /// param_no_default:
    ///     | param ',' TYPE_COMMENT?
    ///     | param TYPE_COMMENT? &')'
    pub(crate) fn param_no_default(&mut self, style: Style) -> Option<&'a Arg<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let arg = p.param(style)?;
                let comment = p.comma_and_comment(style)?;
                Some(p.with_type_comment(arg, comment))
            });
            alternative!(p, {
                let arg = p.param(style)?;
                let comment = p.comment_and_end(style)?;
                Some(p.with_type_comment(arg, comment))
            });
            None
        })
    }

    /// param_no_default_star_annotation:
    ///     | param_star_annotation ',' TYPE_COMMENT?
    ///     | param_star_annotation TYPE_COMMENT? &')'
    fn param_no_default_star_annotation(&mut self) -> Option<&'a Arg<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let arg = p.param_star_annotation()?;
                let comment = p.comma_and_comment(Style::Def)?;
                Some(p.with_type_comment(arg, comment))
            });
            alternative!(p, {
                let arg = p.param_star_annotation()?;
                let comment = p.comment_and_end(Style::Def)?;
                Some(p.with_type_comment(arg, comment))
            });
            None
        })
    }

    /// param_with_default:
    ///     | param default ',' TYPE_COMMENT?
    ///     | param default TYPE_COMMENT? &')'
    pub(crate) fn param_with_default(&mut self, style: Style) -> Option<NameDefault<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let arg = p.param(style)?;
                let value = Some(p.default()?);
                let comment = p.comma_and_comment(style)?;
                Some(NameDefault { arg: p.with_type_comment(arg, comment), value })
            });
            alternative!(p, {
                let arg = p.param(style)?;
                let value = Some(p.default()?);
                let comment = p.comment_and_end(style)?;
                Some(NameDefault { arg: p.with_type_comment(arg, comment), value })
            });
            None
        })
    }

    /// param_maybe_default:
    ///     | param default? ',' TYPE_COMMENT?
    ///     | param default? TYPE_COMMENT? &')'
    pub(crate) fn param_maybe_default(&mut self, style: Style) -> Option<NameDefault<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let arg = p.param(style)?;
                let value = p.optional(Self::default)?;
                let comment = p.comma_and_comment(style)?;
                Some(NameDefault { arg: p.with_type_comment(arg, comment), value })
            });
            alternative!(p, {
                let arg = p.param(style)?;
                let value = p.optional(Self::default)?;
                let comment = p.comment_and_end(style)?;
                Some(NameDefault { arg: p.with_type_comment(arg, comment), value })
            });
            None
        })
    }

    /// ',' TYPE_COMMENT?
    fn comma_and_comment(&mut self, style: Style) -> Option<Option<Token>> {
        self.expect(TokenKind::Comma)?;
        self.comment(style)
    }

    /// TYPE_COMMENT? &')'
    fn comment_and_end(&mut self, style: Style) -> Option<Option<Token>> {
        let comment = self.comment(style)?;
        self.ahead(|p| p.expect(style.end()))?;
        Some(comment)
    }

    fn comment(&mut self, style: Style) -> Option<Option<Token>> {
        match style {
            Style::Def => self.optional(|p| p.expect(TokenKind::TypeComment)),
            Style::Lambda => Some(None),
        }
    }

    /// param: NAME annotation?
    /// lambda_param: NAME
    pub(crate) fn param(&mut self, style: Style) -> Option<&'a Arg<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let arg = p.identifier()?;
                let annotation = match style {
                    Style::Def => p.optional(Self::annotation)?,
                    Style::Lambda => None,
                };
                Some(p.new_arg(start, arg, annotation))
            });
            None
        })
    }

    /// param_star_annotation: NAME star_annotation
    fn param_star_annotation(&mut self) -> Option<&'a Arg<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let arg = p.identifier()?;
                let annotation = Some(p.star_annotation()?);
                Some(p.new_arg(start, arg, annotation))
            });
            None
        })
    }

    pub(crate) fn new_arg(
        &mut self,
        start: usize,
        arg: Identifier<'a>,
        annotation: Option<ExprRef<'a>>,
    ) -> &'a Arg<'a> {
        let range = self.range_from(start);
        self.arena.alloc(Arg { arg, annotation, type_comment: None, range })
    }

    /// annotation: ':' expression
    fn annotation(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Colon)?;
                p.expression()
            });
            None
        })
    }

    /// star_annotation: ':' star_expression
    fn star_annotation(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Colon)?;
                p.star_expression()
            });
            None
        })
    }

    /// default: '=' expression | invalid_default
    fn default(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Equal)?;
                p.expression()
            });
            invalid!(p, invalid_default);
            None
        })
    }
}
