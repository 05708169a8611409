//! Parameters, in one loop.
//!
//! The grammar says what may follow what by having a rule for each section: before `/`, with
//! and without defaults, behind `*`. The loop keeps track of the section instead.

use tokenizer::token::TokenKind;

use crate::ast::*;
use crate::grammar::Style;
use crate::parser::Parser;

/// What a function without parameters has.
static NO_PARAMETERS: Arguments<'static> = Arguments {
    posonlyargs: &[],
    args: &[],
    vararg: None,
    kwonlyargs: &[],
    kw_defaults: &[],
    kwarg: None,
    defaults: &[],
};

impl<'a> Parser<'a> {
    /// See [`Parser::parameters`]. The token behind them is not taken.
    pub(crate) fn quick_parameters(&mut self, style: Style) -> Option<&'a Arguments<'a>> {
        let end = style.end();
        if self.kind() == end {
            return Some(&NO_PARAMETERS);
        }
        let bottom = self.stacks.exprs.len();
        let mut names: Vec<&'a Arg<'a>> = Vec::new();
        let mut positional_only = 0;
        let (mut vararg, mut kwarg) = (None, None);
        let mut kwonlyargs: Vec<&'a Arg<'a>> = Vec::new();
        let mut kw_defaults: Vec<Option<&'a Expr<'a>>> = Vec::new();
        let mut behind_star = false;
        while self.kind() != end {
            match self.kind() {
                TokenKind::Slash => {
                    if positional_only > 0 || names.is_empty() || behind_star {
                        return None;
                    }
                    self.mark += 1;
                    positional_only = names.len();
                }
                TokenKind::Star => {
                    if behind_star {
                        return None;
                    }
                    behind_star = true;
                    self.mark += 1;
                    if self.kind() == TokenKind::Name {
                        vararg = Some(self.quick_parameter(style, true)?);
                    } else if (self.kind(), self.second_kind())
                        != (TokenKind::Comma, TokenKind::Name)
                    {
                        // A bare star needs a parameter behind its comma.
                        return None;
                    }
                }
                TokenKind::DoubleStar => {
                    self.mark += 1;
                    kwarg = Some(self.quick_parameter(style, false)?);
                    self.eat(TokenKind::Comma);
                    break;
                }
                _ => {
                    let arg = self.quick_parameter(style, false)?;
                    let default = match self.eat(TokenKind::Equal) {
                        true => Some(self.quick_expression()?),
                        false => None,
                    };
                    if behind_star {
                        kwonlyargs.push(arg);
                        kw_defaults.push(default);
                    } else {
                        names.push(arg);
                        match default {
                            Some(default) => self.stacks.exprs.push(default),
                            None if self.stacks.exprs.len() > bottom => return None,
                            None => {}
                        }
                    }
                }
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        if self.kind() != end {
            return None;
        }
        let defaults = self.pop_exprs(bottom);
        let (posonlyargs, args) = names.split_at(positional_only);
        Some(self.arena.alloc(Arguments {
            posonlyargs: self.slice(posonlyargs),
            args: self.slice(args),
            vararg,
            kwonlyargs: self.slice(&kwonlyargs),
            kw_defaults: self.slice(&kw_defaults),
            kwarg,
            defaults,
        }))
    }

    /// See [`Parser::param`]; behind a star the annotation may have a star too.
    fn quick_parameter(&mut self, style: Style, may_have_star: bool) -> Option<&'a Arg<'a>> {
        let start = self.mark;
        let arg = self.need_name()?;
        let mut annotation = None;
        if style == Style::Def && self.eat(TokenKind::Colon) {
            annotation = Some(match may_have_star {
                true => self.quick_star_expression()?,
                false => self.quick_expression()?,
            });
        }
        let range = self.quick_range(start);
        Some(self.arena.alloc(Arg { arg, annotation, type_comment: None, range }))
    }
}
