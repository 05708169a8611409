//! Where a parse begins, and statements in a row.

use super::*;

impl<'a> Parser<'a> {
    // ANCHOR: file
    /// file: [statements] ENDMARKER
    pub(crate) fn file(&mut self) -> Option<&'a Mod<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let body = p.optional(Self::statements)?.unwrap_or_default();
                p.expect(TokenKind::EndMarker)?;
                Some(p.module(body))
            });
            None
        })
    }

    /// A module of these statements, and what `# type: ignore` comments there were.
    pub(crate) fn module(&mut self, body: Stmts<'a>) -> &'a Mod<'a> {
        let type_ignores: Vec<_> = self
            .scan
            .type_ignores
            .iter()
            .map(|ignore| {
                let (start, end) = ignore.tag;
                let tag = &self.text[start as usize..end as usize];
                let kind = TypeIgnoreKind::TypeIgnore { lineno: ignore.line as i32, tag };
                &*self.arena.alloc(TypeIgnore { kind })
            })
            .collect();
        let type_ignores = self.slice(&type_ignores);
        self.arena.alloc(Mod { kind: ModKind::Module { body, type_ignores } })
    }
    // ANCHOR_END: file

    // ANCHOR: other_starts
    /// interactive: statement_newline
    pub(crate) fn interactive(&mut self) -> Option<&'a Mod<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let body = p.statement_newline()?;
                Some(&*p.arena.alloc(Mod { kind: ModKind::Interactive { body } }))
            });
            None
        })
    }

    /// eval: expressions NEWLINE* ENDMARKER
    pub(crate) fn eval(&mut self) -> Option<&'a Mod<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let body = p.expressions()?;
                p.zero_or_more(|p| p.expect(TokenKind::Newline))?;
                p.expect(TokenKind::EndMarker)?;
                Some(&*p.arena.alloc(Mod { kind: ModKind::Expression { body } }))
            });
            None
        })
    }

    /// func_type: '(' [type_expressions] ')' '->' expression NEWLINE* ENDMARKER
    pub(crate) fn func_type(&mut self) -> Option<&'a Mod<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let argtypes = p.optional(Self::type_expressions)?.unwrap_or_default();
                p.expect(TokenKind::RPar)?;
                p.expect(TokenKind::RArrow)?;
                let returns = p.expression()?;
                p.zero_or_more(|p| p.expect(TokenKind::Newline))?;
                p.expect(TokenKind::EndMarker)?;
                Some(&*p.arena.alloc(Mod { kind: ModKind::FunctionType { argtypes, returns } }))
            });
            None
        })
    }

    /// fstring: star_expressions
    pub(crate) fn fstring(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.star_expressions());
            None
        })
    }
    // ANCHOR_END: other_starts

    // ANCHOR: statements
    /// statements: statement+
    pub(crate) fn statements(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let statements = p.one_or_more(Self::statement)?;
                Some(p.slice(&statements.concat()))
            });
            None
        })
    }

    /// statement: compound_stmt | simple_stmts
    fn statement(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let statement = p.compound_stmt()?;
                Some(p.slice(&[statement]))
            });
            alternative!(p, p.simple_stmts());
            None
        })
    }
    // ANCHOR_END: statements

    // ANCHOR: statement_newline
    /// statement_newline:
    ///     | compound_stmt NEWLINE
    ///     | simple_stmts
    ///     | NEWLINE
    ///     | ENDMARKER
    fn statement_newline(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let statement = p.compound_stmt()?;
                p.expect(TokenKind::Newline)?;
                Some(p.slice(&[statement]))
            });
            alternative!(p, p.simple_stmts());
            alternative!(p, {
                p.expect(TokenKind::Newline)?;
                let pass = p.new_stmt(start, StmtKind::Pass {});
                Some(p.slice(&[pass]))
            });
            // ENDMARKER tells a prompt that there is no more; as a source it is no statement.
            alternative!(p, {
                p.expect(TokenKind::EndMarker)?;
                None
            });
            None
        })
    }
    // ANCHOR_END: statement_newline

    // ANCHOR: simple_stmts
    /// simple_stmts:
    ///     | simple_stmt !';' NEWLINE
    ///     | ';'.simple_stmt+ [';'] NEWLINE
    pub(crate) fn simple_stmts(&mut self) -> Option<Stmts<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let statement = p.simple_stmt()?;
                p.not(|p| p.expect(TokenKind::Semi))?;
                p.expect(TokenKind::Newline)?;
                Some(p.slice(&[statement]))
            });
            alternative!(p, {
                let statements = p.separated(TokenKind::Semi, Self::simple_stmt)?;
                p.optional(|p| p.expect(TokenKind::Semi))?;
                p.expect(TokenKind::Newline)?;
                Some(p.slice(&statements))
            });
            None
        })
    }
    // ANCHOR_END: simple_stmts
}
