//! The parameters of a function, put together from the pieces that the rules read.
//!
//! CPython: `_PyPegen_make_arguments` in `Parser/action_helpers.c`.

use tokenizer::token::Token;

use crate::ast::{Arg, Arguments, Expr};
use crate::parser::Parser;

/// A parameter and its default. C: `NameDefaultPair`.
#[derive(Clone, Copy)]
pub(crate) struct NameDefault<'a> {
    pub(crate) arg: &'a Arg<'a>,
    pub(crate) value: Option<&'a Expr<'a>>,
}

/// The parameters before `/`. C: `SlashWithDefault`.
#[derive(Default)]
pub(crate) struct BeforeSlash<'a> {
    pub(crate) plain: Vec<&'a Arg<'a>>,
    pub(crate) with_default: Vec<NameDefault<'a>>,
}

/// The parameters from `*` on. C: `StarEtc`.
#[derive(Default)]
pub(crate) struct StarEtc<'a> {
    pub(crate) vararg: Option<&'a Arg<'a>>,
    pub(crate) kwonlyargs: Vec<NameDefault<'a>>,
    pub(crate) kwarg: Option<&'a Arg<'a>>,
}

impl<'a> Parser<'a> {
    /// Parameters from their pieces, in the order in which they stand.
    pub(crate) fn make_arguments(
        &mut self,
        before_slash: BeforeSlash<'a>,
        plain: Vec<&'a Arg<'a>>,
        with_default: Vec<NameDefault<'a>>,
        star_etc: Option<StarEtc<'a>>,
    ) -> &'a Arguments<'a> {
        let StarEtc { vararg, kwonlyargs, kwarg } = star_etc.unwrap_or_default();
        let mut posonlyargs = before_slash.plain;
        posonlyargs.extend(before_slash.with_default.iter().map(|pair| pair.arg));
        let mut args = plain;
        args.extend(with_default.iter().map(|pair| pair.arg));
        let with_default = before_slash.with_default.iter().chain(&with_default);
        let defaults: Vec<_> = with_default.filter_map(|pair| pair.value).collect();
        let kw_names: Vec<_> = kwonlyargs.iter().map(|pair| pair.arg).collect();
        let kw_defaults: Vec<_> = kwonlyargs.iter().map(|pair| pair.value).collect();
        self.arena.alloc(Arguments {
            posonlyargs: self.slice(&posonlyargs),
            args: self.slice(&args),
            vararg,
            kwonlyargs: self.slice(&kw_names),
            kw_defaults: self.slice(&kw_defaults),
            kwarg,
            defaults: self.slice(&defaults),
        })
    }

    /// The same parameter with the type comment behind it.
    /// C: `_PyPegen_add_type_comment_to_arg`.
    pub(crate) fn with_type_comment(
        &mut self,
        arg: &'a Arg<'a>,
        comment: Option<Token>,
    ) -> &'a Arg<'a> {
        match comment {
            None => arg,
            Some(_) => {
                let type_comment = self.type_comment(comment);
                self.arena.alloc(Arg { type_comment, ..*arg })
            }
        }
    }

    /// The text of a type comment.
    pub(crate) fn type_comment(&self, comment: Option<Token>) -> Option<&'a str> {
        comment.map(|token| self.token_text(token))
    }
}
