//! `invalid_` rules of compound statements: a missing colon, a missing block.

use super::*;

impl<'a> Parser<'a> {
    /// invalid_block: NEWLINE !INDENT
    pub(crate) fn invalid_block(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Newline)?;
                p.not(|p| p.expect(TokenKind::Indent))?;
                p.raise(ErrorKind::ExpectedBlock)
            });
            None
        })
    }

    // ANCHOR: missing
    /// NEWLINE
    ///
    /// Where a colon should be.
    fn newline_for_colon(&mut self) -> Complaint {
        self.expect(TokenKind::Newline)?;
        self.raise(ErrorKind::Expected("':'"))
    }

    /// ':' NEWLINE !INDENT
    ///
    /// The end of a statement that lacks its block.
    fn missing_block(&mut self, keyword: Token, what: &'static str) -> Complaint {
        self.expect(TokenKind::Colon)?;
        self.expect(TokenKind::Newline)?;
        self.not(|p| p.expect(TokenKind::Indent))?;
        let (line, _) = self.token_start(keyword);
        self.raise(ErrorKind::ExpectedBlockAfter { what, line })
    }
    // ANCHOR_END: missing

    // ANCHOR: invalid_if
    /// invalid_if_stmt:
    ///     | 'if' named_expression NEWLINE
    ///     | 'if' named_expression ':' NEWLINE !INDENT
    pub(crate) fn invalid_if_stmt(&mut self) -> Complaint {
        self.invalid_test(TokenKind::If, "'if' statement")
    }
    // ANCHOR_END: invalid_if

    /// invalid_elif_stmt:
    ///     | 'elif' named_expression NEWLINE
    ///     | 'elif' named_expression ':' NEWLINE !INDENT
    pub(crate) fn invalid_elif_stmt(&mut self) -> Complaint {
        self.invalid_test(TokenKind::Elif, "'elif' statement")
    }

    /// invalid_while_stmt:
    ///     | 'while' named_expression NEWLINE
    ///     | 'while' named_expression ':' NEWLINE !INDENT
    pub(crate) fn invalid_while_stmt(&mut self) -> Complaint {
        self.invalid_test(TokenKind::While, "'while' statement")
    }

    // ANCHOR: invalid_test
    /// The alternatives of the three rules above.
    fn invalid_test(&mut self, keyword: TokenKind, what: &'static str) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(keyword)?;
                p.named_expression()?;
                p.newline_for_colon()
            });
            alternative!(p, {
                let keyword = p.expect(keyword)?;
                p.named_expression()?;
                p.missing_block(keyword, what)
            });
            None
        })
    }
    // ANCHOR_END: invalid_test

    /// invalid_else_stmt: 'else' ':' NEWLINE !INDENT
    pub(crate) fn invalid_else_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.expect(TokenKind::Else)?;
                p.missing_block(keyword, "'else' statement")
            });
            None
        })
    }

    /// invalid_finally_stmt: 'finally' ':' NEWLINE !INDENT
    pub(crate) fn invalid_finally_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.expect(TokenKind::Finally)?;
                p.missing_block(keyword, "'finally' statement")
            });
            None
        })
    }

    /// invalid_for_stmt:
    ///     | [ASYNC] 'for' star_targets 'in' star_expressions NEWLINE
    ///     | [ASYNC] 'for' star_targets 'in' star_expressions ':' NEWLINE !INDENT
    pub(crate) fn invalid_for_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.for_header()?;
                p.newline_for_colon()
            });
            alternative!(p, {
                let keyword = p.for_header()?;
                p.missing_block(keyword, "'for' statement")
            });
            None
        })
    }

    /// [ASYNC] 'for' star_targets 'in' star_expressions
    fn for_header(&mut self) -> Option<Token> {
        self.optional(|p| p.expect(TokenKind::Async))?;
        let keyword = self.expect(TokenKind::For)?;
        self.star_targets()?;
        self.expect(TokenKind::In)?;
        self.star_expressions()?;
        Some(keyword)
    }

    /// invalid_def_raw:
    ///     [ASYNC] 'def' NAME '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT
    pub(crate) fn invalid_def_raw(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.optional(|p| p.expect(TokenKind::Async))?;
                let keyword = p.expect(TokenKind::Def)?;
                p.expect(TokenKind::Name)?;
                p.expect(TokenKind::LPar)?;
                p.optional(|p| p.params(Style::Def))?;
                p.expect(TokenKind::RPar)?;
                p.optional_group(|p| {
                    p.expect(TokenKind::RArrow)?;
                    p.expression()
                })?;
                p.missing_block(keyword, "function definition")
            });
            None
        })
    }

    /// invalid_class_def_raw:
    ///     | 'class' NAME ['(' [arguments] ')'] NEWLINE
    ///     | 'class' NAME ['(' [arguments] ')'] ':' NEWLINE !INDENT
    pub(crate) fn invalid_class_def_raw(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.class_header()?;
                p.newline_for_colon()
            });
            alternative!(p, {
                let keyword = p.class_header()?;
                p.missing_block(keyword, "class definition")
            });
            None
        })
    }

    /// 'class' NAME ['(' [arguments] ')']
    fn class_header(&mut self) -> Option<Token> {
        let keyword = self.expect(TokenKind::Class)?;
        self.expect(TokenKind::Name)?;
        self.optional_group(Self::class_arguments)?;
        Some(keyword)
    }

    /// invalid_with_stmt:
    ///     | [ASYNC] 'with' ','.(expression ['as' star_target])+ NEWLINE
    ///     | [ASYNC] 'with' '(' ','.(expressions ['as' star_target])+ ','? ')' NEWLINE
    pub(crate) fn invalid_with_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.with_header()?;
                p.newline_for_colon()
            });
            alternative!(p, {
                p.parenthesized_with_header()?;
                p.newline_for_colon()
            });
            None
        })
    }

    /// invalid_with_stmt_indent:
    ///     | [ASYNC] 'with' ','.(expression ['as' star_target])+ ':' NEWLINE !INDENT
    ///     | [ASYNC] 'with' '(' ','.(expressions ['as' star_target])+ ','? ')' ':' NEWLINE
    ///       !INDENT
    pub(crate) fn invalid_with_stmt_indent(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.with_header()?;
                p.missing_block(keyword, "'with' statement")
            });
            alternative!(p, {
                let keyword = p.parenthesized_with_header()?;
                p.missing_block(keyword, "'with' statement")
            });
            None
        })
    }

    /// [ASYNC] 'with' ','.(expression ['as' star_target])+
    fn with_header(&mut self) -> Option<Token> {
        self.optional(|p| p.expect(TokenKind::Async))?;
        let keyword = self.expect(TokenKind::With)?;
        self.separated(TokenKind::Comma, |p| p.item_and_target(Self::expression))?;
        Some(keyword)
    }

    /// [ASYNC] 'with' '(' ','.(expressions ['as' star_target])+ ','? ')'
    fn parenthesized_with_header(&mut self) -> Option<Token> {
        self.optional(|p| p.expect(TokenKind::Async))?;
        let keyword = self.expect(TokenKind::With)?;
        self.expect(TokenKind::LPar)?;
        self.separated(TokenKind::Comma, |p| p.item_and_target(Self::expressions))?;
        self.optional(|p| p.expect(TokenKind::Comma))?;
        self.expect(TokenKind::RPar)?;
        Some(keyword)
    }

    /// (item ['as' star_target])
    fn item_and_target(
        &mut self,
        item: fn(&mut Self) -> Option<ExprRef<'a>>,
    ) -> Option<ExprRef<'a>> {
        self.group(|p| {
            let item = item(p)?;
            p.optional_group(|p| {
                p.expect(TokenKind::As)?;
                p.star_target()
            })?;
            Some(item)
        })
    }

    /// invalid_try_stmt:
    ///     | 'try' ':' NEWLINE !INDENT
    ///     | 'try' ':' block !('except' | 'finally')
    ///     | 'try' ':' block* except_block+ 'except' '*' expression ['as' NAME] ':'
    ///     | 'try' ':' block* except_star_block+ 'except' [expression ['as' NAME]] ':'
    pub(crate) fn invalid_try_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.expect(TokenKind::Try)?;
                p.missing_block(keyword, "'try' statement")
            });
            alternative!(p, {
                p.expect(TokenKind::Try)?;
                p.expect(TokenKind::Colon)?;
                p.block()?;
                p.not_any(&[TokenKind::Except, TokenKind::Finally])?;
                p.raise(ErrorKind::ExpectedExceptOrFinally)
            });
            alternative!(p, {
                p.expect(TokenKind::Try)?;
                p.expect(TokenKind::Colon)?;
                p.zero_or_more(Self::block)?;
                p.one_or_more(Self::except_block)?;
                let except = p.expect(TokenKind::Except)?;
                let star = p.expect(TokenKind::Star)?;
                p.expression()?;
                p.optional_group(Self::as_name)?;
                p.expect(TokenKind::Colon)?;
                let (first, last) = (p.token_range(except), p.token_range(star));
                p.raise_between(first, last, ErrorKind::MixedExcept)
            });
            alternative!(p, {
                p.expect(TokenKind::Try)?;
                p.expect(TokenKind::Colon)?;
                p.zero_or_more(Self::block)?;
                p.one_or_more(Self::except_star_block)?;
                let except = p.expect(TokenKind::Except)?;
                p.optional_group(|p| {
                    p.expression()?;
                    p.optional_group(Self::as_name)
                })?;
                p.expect(TokenKind::Colon)?;
                p.raise_at(p.token_range(except), ErrorKind::MixedExcept)
            });
            None
        })
    }

    /// invalid_except_stmt:
    ///     | 'except' '*'? expression ',' expressions ['as' NAME] ':'
    ///     | 'except' '*'? expression ['as' NAME] NEWLINE
    ///     | 'except' NEWLINE
    ///     | 'except' '*' (NEWLINE | ':')
    pub(crate) fn invalid_except_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.optional(|p| p.expect(TokenKind::Star))?;
                let first = p.expression()?;
                p.expect(TokenKind::Comma)?;
                p.expressions()?;
                p.optional_group(Self::as_name)?;
                p.expect(TokenKind::Colon)?;
                p.raise_starting_from(first.range, ErrorKind::UnparenthesizedExceptTypes)
            });
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.optional(|p| p.expect(TokenKind::Star))?;
                p.expression()?;
                p.optional_group(Self::as_name)?;
                p.newline_for_colon()
            });
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.newline_for_colon()
            });
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.expect(TokenKind::Star)?;
                p.any_of(&[TokenKind::Newline, TokenKind::Colon])?;
                p.raise(ErrorKind::ExpectedExceptTypes)
            });
            None
        })
    }

    /// invalid_except_stmt_indent:
    ///     | 'except' expression ['as' NAME] ':' NEWLINE !INDENT
    ///     | 'except' ':' NEWLINE !INDENT
    pub(crate) fn invalid_except_stmt_indent(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.expect(TokenKind::Except)?;
                p.expression()?;
                p.optional_group(Self::as_name)?;
                p.missing_block(keyword, "'except' statement")
            });
            alternative!(p, {
                let keyword = p.expect(TokenKind::Except)?;
                p.missing_block(keyword, "'except' statement")
            });
            None
        })
    }

    /// invalid_except_star_stmt_indent:
    ///     'except' '*' expression ['as' NAME] ':' NEWLINE !INDENT
    pub(crate) fn invalid_except_star_stmt_indent(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                let keyword = p.expect(TokenKind::Except)?;
                p.expect(TokenKind::Star)?;
                p.expression()?;
                p.optional_group(Self::as_name)?;
                p.missing_block(keyword, "'except*' statement")
            });
            None
        })
    }

    /// invalid_match_stmt:
    ///     | "match" subject_expr NEWLINE
    ///     | "match" subject_expr ':' NEWLINE !INDENT
    pub(crate) fn invalid_match_stmt(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect_soft_keyword("match")?;
                p.subject_expr()?;
                p.expect(TokenKind::Newline)?;
                // The version is checked only after the error has been raised, and the
                // error of that check comes to nothing.
                p.raise(ErrorKind::Expected("':'"))
            });
            alternative!(p, {
                let keyword = p.expect_soft_keyword("match")?;
                p.subject_expr()?;
                p.missing_block(keyword, "'match' statement")
            });
            None
        })
    }

    /// invalid_case_block:
    ///     | "case" patterns guard? NEWLINE
    ///     | "case" patterns guard? ':' NEWLINE !INDENT
    pub(crate) fn invalid_case_block(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect_soft_keyword("case")?;
                p.patterns()?;
                p.optional(Self::guard)?;
                p.newline_for_colon()
            });
            alternative!(p, {
                let keyword = p.expect_soft_keyword("case")?;
                p.patterns()?;
                p.optional(Self::guard)?;
                p.missing_block(keyword, "'case' statement")
            });
            None
        })
    }

    /// invalid_double_type_comments:
    ///     TYPE_COMMENT NEWLINE TYPE_COMMENT NEWLINE INDENT
    pub(crate) fn invalid_double_type_comments(&mut self) -> Complaint {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::TypeComment)?;
                p.expect(TokenKind::Newline)?;
                p.expect(TokenKind::TypeComment)?;
                p.expect(TokenKind::Newline)?;
                p.expect(TokenKind::Indent)?;
                p.raise(ErrorKind::TwoTypeComments)
            });
            None
        })
    }
}
