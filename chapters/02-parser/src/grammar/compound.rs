//! Compound statements.

use super::*;

impl<'a> Parser<'a> {
    /// compound_stmt:
    ///     | &('def' | '@' | ASYNC) function_def
    ///     | &'if' if_stmt
    ///     | &('class' | '@') class_def
    ///     | &('with' | ASYNC) with_stmt
    ///     | &('for' | ASYNC) for_stmt
    ///     | &'try' try_stmt
    ///     | &'while' while_stmt
    ///     | match_stmt
    pub(crate) fn compound_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.ahead_any(&[TokenKind::Def, TokenKind::At, TokenKind::Async])?;
                p.function_def()
            });
            alternative!(p, {
                p.ahead(|p| p.expect(TokenKind::If))?;
                p.if_stmt()
            });
            alternative!(p, {
                p.ahead_any(&[TokenKind::Class, TokenKind::At])?;
                p.class_def()
            });
            alternative!(p, {
                p.ahead_any(&[TokenKind::With, TokenKind::Async])?;
                p.with_stmt()
            });
            alternative!(p, {
                p.ahead_any(&[TokenKind::For, TokenKind::Async])?;
                p.for_stmt()
            });
            alternative!(p, {
                p.ahead(|p| p.expect(TokenKind::Try))?;
                p.try_stmt()
            });
            alternative!(p, {
                p.ahead(|p| p.expect(TokenKind::While))?;
                p.while_stmt()
            });
            alternative!(p, p.match_stmt());
            None
        })
    }

    // ANCHOR: block
    /// block (memo):
    ///     | NEWLINE INDENT statements DEDENT
    ///     | simple_stmts
    ///     | invalid_block
    pub(crate) fn block(&mut self) -> Option<Stmts<'a>> {
        if self.quick {
            return self.quick_block();
        }
        self.memoised(Rule::Block, |p| {
            alternative!(p, {
                p.expect(TokenKind::Newline)?;
                p.expect(TokenKind::Indent)?;
                let statements = p.statements()?;
                p.expect(TokenKind::Dedent)?;
                Some(statements)
            });
            alternative!(p, p.simple_stmts());
            invalid!(p, invalid_block);
            None
        })
    }
    // ANCHOR_END: block

    /// decorators: ('@' named_expression NEWLINE)+
    fn decorators(&mut self) -> Option<Exprs<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let decorators = p.one_or_more(|p| {
                    p.group(|p| {
                        p.expect(TokenKind::At)?;
                        let decorator = p.named_expression()?;
                        p.expect(TokenKind::Newline)?;
                        Some(decorator)
                    })
                })?;
                Some(p.slice(&decorators))
            });
            None
        })
    }

    /// class_def: decorators class_def_raw | class_def_raw
    fn class_def(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let decorators = p.decorators()?;
                let class = p.class_def_raw()?;
                Some(p.decorated(class, decorators))
            });
            alternative!(p, p.class_def_raw());
            None
        })
    }

    /// class_def_raw:
    ///     | invalid_class_def_raw
    ///     | 'class' NAME ['(' [arguments] ')'] ':' block
    fn class_def_raw(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_class_def_raw);
            alternative!(p, {
                p.expect(TokenKind::Class)?;
                let name = p.identifier()?;
                let arguments = p.optional_group(Self::class_arguments)?.flatten();
                p.expect(TokenKind::Colon)?;
                let body = p.block()?;
                let (bases, keywords) =
                    arguments.map_or((&[][..], &[][..]), |a| (a.args, a.keywords));
                let kind = StmtKind::ClassDef { name, bases, keywords, body, decorator_list: &[] };
                Some(p.new_stmt(start, kind))
            });
            None
        })
    }

    /// '(' [arguments] ')'
    pub(crate) fn class_arguments(&mut self) -> Option<Option<&'a CallArguments<'a>>> {
        self.expect(TokenKind::LPar)?;
        let arguments = self.optional(Self::arguments)?;
        self.expect(TokenKind::RPar)?;
        Some(arguments)
    }

    /// function_def: decorators function_def_raw | function_def_raw
    fn function_def(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let decorators = p.decorators()?;
                let function = p.function_def_raw()?;
                Some(p.decorated(function, decorators))
            });
            alternative!(p, p.function_def_raw());
            None
        })
    }

    /// The same definition with decorators. Its place does not include them.
    /// C: `_PyPegen_function_def_decorators`, `_PyPegen_class_def_decorators`.
    pub(crate) fn decorated(
        &mut self,
        definition: StmtRef<'a>,
        decorators: Exprs<'a>,
    ) -> StmtRef<'a> {
        let mut definition = *definition;
        if let StmtKind::FunctionDef { decorator_list, .. }
        | StmtKind::AsyncFunctionDef { decorator_list, .. }
        | StmtKind::ClassDef { decorator_list, .. } = &mut definition.kind
        {
            *decorator_list = decorators;
        }
        self.arena.alloc(definition)
    }

    /// function_def_raw:
    ///     | invalid_def_raw
    ///     | 'def' NAME &&'(' [params] ')' ['->' expression] &&':' [func_type_comment] block
    ///     | ASYNC 'def' NAME &&'(' [params] ')' ['->' expression] &&':' [func_type_comment]
    ///       block
    fn function_def_raw(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_def_raw);
            alternative!(p, {
                let (name, args, returns, body, type_comment) = p.function()?;
                let decorator_list = &[];
                let kind = StmtKind::FunctionDef {
                    name,
                    args,
                    body,
                    decorator_list,
                    returns,
                    type_comment,
                };
                Some(p.new_stmt(start, kind))
            });
            alternative!(p, {
                p.expect(TokenKind::Async)?;
                let (name, args, returns, body, type_comment) = p.function()?;
                p.check_version(5, "Async functions are")?;
                let decorator_list = &[];
                let kind = StmtKind::AsyncFunctionDef {
                    name,
                    args,
                    body,
                    decorator_list,
                    returns,
                    type_comment,
                };
                Some(p.new_stmt(start, kind))
            });
            None
        })
    }

    /// 'def' NAME &&'(' [params] ')' ['->' expression] &&':' [func_type_comment] block
    #[allow(clippy::type_complexity, reason = "the fields of a FunctionDef, for one caller")]
    fn function(
        &mut self,
    ) -> Option<(Identifier<'a>, &'a Arguments<'a>, Option<ExprRef<'a>>, Stmts<'a>, Option<&'a str>)>
    {
        self.expect(TokenKind::Def)?;
        let name = self.identifier()?;
        self.expect_forced(TokenKind::LPar, "'('")?;
        let params = self.optional(|p| p.params(Style::Def))?;
        self.expect(TokenKind::RPar)?;
        let returns = self.optional_group(|p| {
            p.expect(TokenKind::RArrow)?;
            p.expression()
        })?;
        self.expect_forced(TokenKind::Colon, "':'")?;
        let comment = self.optional(Self::func_type_comment)?;
        let body = self.block()?;
        let args = params.unwrap_or_else(|| self.empty_arguments());
        Some((name, args, returns, body, self.type_comment(comment)))
    }

    /// if_stmt:
    ///     | invalid_if_stmt
    ///     | 'if' named_expression ':' block elif_stmt
    ///     | 'if' named_expression ':' block [else_block]
    fn if_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_if_stmt);
            alternative!(p, p.test_and_elif(start, TokenKind::If));
            alternative!(p, p.test_and_else(start, TokenKind::If));
            None
        })
    }

    /// elif_stmt:
    ///     | invalid_elif_stmt
    ///     | 'elif' named_expression ':' block elif_stmt
    ///     | 'elif' named_expression ':' block [else_block]
    fn elif_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_elif_stmt);
            alternative!(p, p.test_and_elif(start, TokenKind::Elif));
            alternative!(p, p.test_and_else(start, TokenKind::Elif));
            None
        })
    }

    /// ('if' | 'elif') named_expression ':' block elif_stmt
    fn test_and_elif(&mut self, start: usize, keyword: TokenKind) -> Option<StmtRef<'a>> {
        self.expect(keyword)?;
        let test = self.named_expression()?;
        self.expect(TokenKind::Colon)?;
        let body = self.block()?;
        let orelse = self.elif_stmt()?;
        let orelse = self.slice(&[orelse]);
        Some(self.new_stmt(start, StmtKind::If { test, body, orelse }))
    }

    /// ('if' | 'elif') named_expression ':' block [else_block]
    fn test_and_else(&mut self, start: usize, keyword: TokenKind) -> Option<StmtRef<'a>> {
        self.expect(keyword)?;
        let test = self.named_expression()?;
        self.expect(TokenKind::Colon)?;
        let body = self.block()?;
        let orelse = self.optional(Self::else_block)?.unwrap_or_default();
        Some(self.new_stmt(start, StmtKind::If { test, body, orelse }))
    }

    /// else_block:
    ///     | invalid_else_stmt
    ///     | 'else' &&':' block
    fn else_block(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            invalid!(p, invalid_else_stmt);
            alternative!(p, {
                p.expect(TokenKind::Else)?;
                p.expect_forced(TokenKind::Colon, "':'")?;
                p.block()
            });
            None
        })
    }

    /// while_stmt:
    ///     | invalid_while_stmt
    ///     | 'while' named_expression ':' block [else_block]
    fn while_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_while_stmt);
            alternative!(p, {
                p.expect(TokenKind::While)?;
                let test = p.named_expression()?;
                p.expect(TokenKind::Colon)?;
                let body = p.block()?;
                let orelse = p.optional(Self::else_block)?.unwrap_or_default();
                Some(p.new_stmt(start, StmtKind::While { test, body, orelse }))
            });
            None
        })
    }

    /// for_stmt:
    ///     | invalid_for_stmt
    ///     | 'for' star_targets 'in' ~ star_expressions ':' [TYPE_COMMENT] block [else_block]
    ///     | ASYNC 'for' star_targets 'in' ~ star_expressions ':' [TYPE_COMMENT] block
    ///       [else_block]
    ///     | invalid_for_target
    fn for_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_for_stmt);
            let mut cut = false;
            alternative!(p, {
                let (target, iter, body, orelse, type_comment) = p.for_loop(&mut cut)?;
                let kind = StmtKind::For { target, iter, body, orelse, type_comment };
                Some(p.new_stmt(start, kind))
            });
            if cut {
                return None;
            }
            alternative!(p, {
                p.expect(TokenKind::Async)?;
                let (target, iter, body, orelse, type_comment) = p.for_loop(&mut cut)?;
                p.check_version(5, "Async for loops are")?;
                let kind = StmtKind::AsyncFor { target, iter, body, orelse, type_comment };
                Some(p.new_stmt(start, kind))
            });
            if cut {
                return None;
            }
            invalid!(p, invalid_for_target);
            None
        })
    }

    /// 'for' star_targets 'in' ~ star_expressions ':' [TYPE_COMMENT] block [else_block]
    #[allow(clippy::type_complexity, reason = "the fields of a For, for one caller")]
    fn for_loop(
        &mut self,
        cut: &mut bool,
    ) -> Option<(ExprRef<'a>, ExprRef<'a>, Stmts<'a>, Stmts<'a>, Option<&'a str>)> {
        self.expect(TokenKind::For)?;
        let target = self.star_targets()?;
        self.expect(TokenKind::In)?;
        *cut = true;
        let iter = self.star_expressions()?;
        self.expect(TokenKind::Colon)?;
        let comment = self.optional(|p| p.expect(TokenKind::TypeComment))?;
        let body = self.block()?;
        let orelse = self.optional(Self::else_block)?.unwrap_or_default();
        Some((target, iter, body, orelse, self.type_comment(comment)))
    }

    /// with_stmt:
    ///     | invalid_with_stmt_indent
    ///     | 'with' '(' ','.with_item+ ','? ')' ':' block
    ///     | 'with' ','.with_item+ ':' [TYPE_COMMENT] block
    ///     | ASYNC 'with' '(' ','.with_item+ ','? ')' ':' block
    ///     | ASYNC 'with' ','.with_item+ ':' [TYPE_COMMENT] block
    ///     | invalid_with_stmt
    fn with_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_with_stmt_indent);
            alternative!(p, {
                let (items, body) = p.parenthesized_with()?;
                p.check_version(9, "Parenthesized context managers are")?;
                Some(p.new_stmt(start, StmtKind::With { items, body, type_comment: None }))
            });
            alternative!(p, {
                let (items, body, type_comment) = p.plain_with()?;
                Some(p.new_stmt(start, StmtKind::With { items, body, type_comment }))
            });
            alternative!(p, {
                p.expect(TokenKind::Async)?;
                let (items, body) = p.parenthesized_with()?;
                p.check_version(5, "Async with statements are")?;
                Some(p.new_stmt(start, StmtKind::AsyncWith { items, body, type_comment: None }))
            });
            alternative!(p, {
                p.expect(TokenKind::Async)?;
                let (items, body, type_comment) = p.plain_with()?;
                p.check_version(5, "Async with statements are")?;
                Some(p.new_stmt(start, StmtKind::AsyncWith { items, body, type_comment }))
            });
            invalid!(p, invalid_with_stmt);
            None
        })
    }

    /// 'with' '(' ','.with_item+ ','? ')' ':' block
    fn parenthesized_with(&mut self) -> Option<(&'a [&'a WithItem<'a>], Stmts<'a>)> {
        self.expect(TokenKind::With)?;
        self.expect(TokenKind::LPar)?;
        let items = self.separated(TokenKind::Comma, Self::with_item)?;
        self.optional(|p| p.expect(TokenKind::Comma))?;
        self.expect(TokenKind::RPar)?;
        self.expect(TokenKind::Colon)?;
        let body = self.block()?;
        Some((self.slice(&items), body))
    }

    /// 'with' ','.with_item+ ':' [TYPE_COMMENT] block
    #[allow(clippy::type_complexity, reason = "the fields of a With, for one caller")]
    fn plain_with(&mut self) -> Option<(&'a [&'a WithItem<'a>], Stmts<'a>, Option<&'a str>)> {
        self.expect(TokenKind::With)?;
        let items = self.separated(TokenKind::Comma, Self::with_item)?;
        self.expect(TokenKind::Colon)?;
        let comment = self.optional(|p| p.expect(TokenKind::TypeComment))?;
        let body = self.block()?;
        Some((self.slice(&items), body, self.type_comment(comment)))
    }

    /// with_item:
    ///     | expression 'as' star_target &(',' | ')' | ':')
    ///     | invalid_with_item
    ///     | expression
    fn with_item(&mut self) -> Option<&'a WithItem<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let context_expr = p.expression()?;
                p.expect(TokenKind::As)?;
                let optional_vars = Some(p.star_target()?);
                p.ahead_any(&[TokenKind::Comma, TokenKind::RPar, TokenKind::Colon])?;
                Some(&*p.arena.alloc(WithItem { context_expr, optional_vars }))
            });
            invalid!(p, invalid_with_item);
            alternative!(p, {
                let context_expr = p.expression()?;
                Some(&*p.arena.alloc(WithItem { context_expr, optional_vars: None }))
            });
            None
        })
    }

    /// try_stmt:
    ///     | invalid_try_stmt
    ///     | 'try' &&':' block finally_block
    ///     | 'try' &&':' block except_block+ [else_block] [finally_block]
    ///     | 'try' &&':' block except_star_block+ [else_block] [finally_block]
    fn try_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_try_stmt);
            alternative!(p, {
                let body = p.try_block()?;
                let finalbody = p.finally_block()?;
                let (handlers, orelse) = (&[][..], &[][..]);
                Some(p.new_stmt(start, StmtKind::Try { body, handlers, orelse, finalbody }))
            });
            alternative!(p, {
                let body = p.try_block()?;
                let (handlers, orelse, finalbody) = p.handlers(Self::except_block)?;
                Some(p.new_stmt(start, StmtKind::Try { body, handlers, orelse, finalbody }))
            });
            alternative!(p, {
                let body = p.try_block()?;
                let (handlers, orelse, finalbody) = p.handlers(Self::except_star_block)?;
                p.check_version(11, "Exception groups are")?;
                Some(p.new_stmt(start, StmtKind::TryStar { body, handlers, orelse, finalbody }))
            });
            None
        })
    }

    /// 'try' &&':' block
    fn try_block(&mut self) -> Option<Stmts<'a>> {
        self.expect(TokenKind::Try)?;
        self.expect_forced(TokenKind::Colon, "':'")?;
        self.block()
    }

    /// except_block+ [else_block] [finally_block]
    #[allow(clippy::type_complexity, reason = "the fields of a Try, for one caller")]
    fn handlers(
        &mut self,
        handler: fn(&mut Self) -> Option<&'a ExceptHandler<'a>>,
    ) -> Option<(&'a [&'a ExceptHandler<'a>], Stmts<'a>, Stmts<'a>)> {
        let handlers = self.one_or_more(handler)?;
        let orelse = self.optional(Self::else_block)?.unwrap_or_default();
        let finalbody = self.optional(Self::finally_block)?.unwrap_or_default();
        Some((self.slice(&handlers), orelse, finalbody))
    }

    /// except_block:
    ///     | invalid_except_stmt_indent
    ///     | 'except' expression ['as' NAME] ':' block
    ///     | 'except' ':' block
    ///     | invalid_except_stmt
    pub(crate) fn except_block(&mut self) -> Option<&'a ExceptHandler<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_except_stmt_indent);
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.handler(start)
            });
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.expect(TokenKind::Colon)?;
                let body = p.block()?;
                Some(p.new_handler(start, None, None, body))
            });
            invalid!(p, invalid_except_stmt);
            None
        })
    }

    /// except_star_block:
    ///     | invalid_except_star_stmt_indent
    ///     | 'except' '*' expression ['as' NAME] ':' block
    ///     | invalid_except_stmt
    pub(crate) fn except_star_block(&mut self) -> Option<&'a ExceptHandler<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            invalid!(p, invalid_except_star_stmt_indent);
            alternative!(p, {
                p.expect(TokenKind::Except)?;
                p.expect(TokenKind::Star)?;
                p.handler(start)
            });
            invalid!(p, invalid_except_stmt);
            None
        })
    }

    /// expression ['as' NAME] ':' block
    fn handler(&mut self, start: usize) -> Option<&'a ExceptHandler<'a>> {
        let r#type = Some(self.expression()?);
        let name = self.optional_group(Self::as_name)?;
        self.expect(TokenKind::Colon)?;
        let body = self.block()?;
        Some(self.new_handler(start, r#type, name, body))
    }

    pub(crate) fn new_handler(
        &mut self,
        start: usize,
        r#type: Option<ExprRef<'a>>,
        name: Option<Identifier<'a>>,
        body: Stmts<'a>,
    ) -> &'a ExceptHandler<'a> {
        let kind = ExceptHandlerKind::ExceptHandler { r#type, name, body };
        let range = self.range_from(start);
        self.arena.alloc(ExceptHandler { kind, range })
    }

    /// finally_block:
    ///     | invalid_finally_stmt
    ///     | 'finally' &&':' block
    fn finally_block(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            invalid!(p, invalid_finally_stmt);
            alternative!(p, {
                p.expect(TokenKind::Finally)?;
                p.expect_forced(TokenKind::Colon, "':'")?;
                p.block()
            });
            None
        })
    }
}
