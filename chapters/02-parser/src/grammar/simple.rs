//! Simple statements.

use super::*;

impl<'a> Parser<'a> {
    // ANCHOR: simple_stmt
    /// simple_stmt (memo):
    ///     | assignment
    ///     | star_expressions
    ///     | &'return' return_stmt
    ///     | &('import' | 'from') import_stmt
    ///     | &'raise' raise_stmt
    ///     | 'pass'
    ///     | &'del' del_stmt
    ///     | &'yield' yield_stmt
    ///     | &'assert' assert_stmt
    ///     | 'break'
    ///     | 'continue'
    ///     | &'global' global_stmt
    ///     | &'nonlocal' nonlocal_stmt
    pub(crate) fn simple_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.memoised(Rule::SimpleStmt, |p| {
            let start = p.mark;
            alternative!(p, p.assignment());
            alternative!(p, {
                let value = p.star_expressions()?;
                Some(p.new_stmt(start, StmtKind::Expr { value }))
            });
            // All other alternatives begin with a keyword each.
            match p.peek()? {
                TokenKind::Return => p.return_stmt(),
                TokenKind::Import | TokenKind::From => p.import_stmt(),
                TokenKind::Raise => p.raise_stmt(),
                TokenKind::Pass => p.keyword_stmt(StmtKind::Pass {}),
                TokenKind::Del => p.del_stmt(),
                TokenKind::Yield => p.yield_stmt(),
                TokenKind::Assert => p.assert_stmt(),
                TokenKind::Break => p.keyword_stmt(StmtKind::Break {}),
                TokenKind::Continue => p.keyword_stmt(StmtKind::Continue {}),
                TokenKind::Global => p.global_stmt(),
                TokenKind::Nonlocal => p.nonlocal_stmt(),
                _ => None,
            }
        })
    }

    /// A statement of one keyword, which is ahead.
    pub(crate) fn keyword_stmt(&mut self, kind: StmtKind<'a>) -> Option<StmtRef<'a>> {
        self.mark += 1;
        Some(self.new_stmt(self.mark - 1, kind))
    }
    // ANCHOR_END: simple_stmt

    // ANCHOR: assignment
    /// assignment:
    ///     | NAME ':' expression ['=' annotated_rhs]
    ///     | ('(' single_target ')' | single_subscript_attribute_target)
    ///       ':' expression ['=' annotated_rhs]
    ///     | (star_targets '=')+ (yield_expr | star_expressions) !'=' [TYPE_COMMENT]
    ///     | single_target augassign ~ (yield_expr | star_expressions)
    ///     | invalid_assignment
    pub(crate) fn assignment(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = p.name_token()?;
                let (annotation, value) = p.annotation_and_value()?;
                let target = p.set_context(name, ExprContext::Store);
                let kind = StmtKind::AnnAssign { target, annotation, value, simple: 1 };
                p.check_version(6, "Variable annotation syntax is")?;
                Some(p.new_stmt(start, kind))
            });
            alternative!(p, {
                let target = p.rule(|p| {
                    alternative!(p, {
                        p.expect(TokenKind::LPar)?;
                        let target = p.single_target()?;
                        p.expect(TokenKind::RPar)?;
                        Some(target)
                    });
                    alternative!(p, p.single_subscript_attribute_target());
                    None
                })?;
                let (annotation, value) = p.annotation_and_value()?;
                let kind = StmtKind::AnnAssign { target, annotation, value, simple: 0 };
                p.check_version(6, "Variable annotations syntax is")?;
                Some(p.new_stmt(start, kind))
            });
            alternative!(p, {
                let targets = p.one_or_more(|p| {
                    p.group(|p| {
                        let targets = p.star_targets()?;
                        p.expect(TokenKind::Equal)?;
                        Some(targets)
                    })
                })?;
                let value = p.rule(Self::yield_or_star_expressions)?;
                p.not(|p| p.expect(TokenKind::Equal))?;
                let comment = p.optional(|p| p.expect(TokenKind::TypeComment))?;
                let (targets, type_comment) = (p.slice(&targets), p.type_comment(comment));
                Some(p.new_stmt(start, StmtKind::Assign { targets, value, type_comment }))
            });
            let mut cut = false;
            alternative!(p, {
                let target = p.single_target()?;
                let op = p.augassign()?;
                cut = true;
                let value = p.rule(Self::yield_or_star_expressions)?;
                Some(p.new_stmt(start, StmtKind::AugAssign { target, op, value }))
            });
            if cut {
                return None;
            }
            invalid!(p, invalid_assignment);
            None
        })
    }

    /// ':' expression ['=' annotated_rhs]
    fn annotation_and_value(&mut self) -> Option<(ExprRef<'a>, Option<ExprRef<'a>>)> {
        self.expect(TokenKind::Colon)?;
        let annotation = self.expression()?;
        let value = self.optional_group(|p| {
            p.expect(TokenKind::Equal)?;
            p.annotated_rhs()
        })?;
        Some((annotation, value))
    }

    /// annotated_rhs: yield_expr | star_expressions
    fn annotated_rhs(&mut self) -> Option<ExprRef<'a>> {
        self.rule(Self::yield_or_star_expressions)
    }

    /// yield_expr | star_expressions
    pub(crate) fn yield_or_star_expressions(&mut self) -> Option<ExprRef<'a>> {
        let p = self;
        alternative!(p, p.yield_expr());
        alternative!(p, p.star_expressions());
        None
    }
    // ANCHOR_END: assignment

    // ANCHOR: augassign
    /// augassign:
    ///     '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>='
    ///     | '**=' | '//='
    pub(crate) fn augassign(&mut self) -> Option<Operator> {
        self.rule(|p| {
            let operator = augmented_operator(p.peek()?)?;
            p.mark += 1;
            if operator == Operator::MatMult {
                p.check_version(5, "The '@' operator is")?;
            }
            Some(operator)
        })
    }
    // ANCHOR_END: augassign

    /// return_stmt: 'return' [star_expressions]
    pub(crate) fn return_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Return)?;
                let value = p.optional(Self::star_expressions)?;
                Some(p.new_stmt(start, StmtKind::Return { value }))
            });
            None
        })
    }

    // ANCHOR: raise_stmt
    /// raise_stmt:
    ///     | 'raise' expression ['from' expression]
    ///     | 'raise'
    pub(crate) fn raise_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Raise)?;
                let exc = Some(p.expression()?);
                let cause = p.optional_group(|p| {
                    p.expect(TokenKind::From)?;
                    p.expression()
                })?;
                Some(p.new_stmt(start, StmtKind::Raise { exc, cause }))
            });
            alternative!(p, {
                p.expect(TokenKind::Raise)?;
                Some(p.new_stmt(start, StmtKind::Raise { exc: None, cause: None }))
            });
            None
        })
    }
    // ANCHOR_END: raise_stmt

    /// global_stmt: 'global' ','.NAME+
    pub(crate) fn global_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Global)?;
                let names = p.names()?;
                Some(p.new_stmt(start, StmtKind::Global { names }))
            });
            None
        })
    }

    /// nonlocal_stmt: 'nonlocal' ','.NAME+
    pub(crate) fn nonlocal_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Nonlocal)?;
                let names = p.names()?;
                Some(p.new_stmt(start, StmtKind::Nonlocal { names }))
            });
            None
        })
    }

    /// ','.NAME+
    fn names(&mut self) -> Option<&'a [Identifier<'a>]> {
        let names = self.separated(TokenKind::Comma, Self::identifier)?;
        Some(self.slice(&names))
    }

    // ANCHOR: del_stmt
    /// del_stmt:
    ///     | 'del' del_targets &(';' | NEWLINE)
    ///     | invalid_del_stmt
    pub(crate) fn del_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Del)?;
                let targets = p.del_targets()?;
                p.ahead_any(&[TokenKind::Semi, TokenKind::Newline])?;
                Some(p.new_stmt(start, StmtKind::Delete { targets }))
            });
            invalid!(p, invalid_del_stmt);
            None
        })
    }
    // ANCHOR_END: del_stmt

    /// yield_stmt: yield_expr
    pub(crate) fn yield_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                let value = p.yield_expr()?;
                Some(p.new_stmt(start, StmtKind::Expr { value }))
            });
            None
        })
    }

    /// assert_stmt: 'assert' expression [',' expression]
    pub(crate) fn assert_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Assert)?;
                let test = p.expression()?;
                let msg = p.optional_group(|p| {
                    p.expect(TokenKind::Comma)?;
                    p.expression()
                })?;
                Some(p.new_stmt(start, StmtKind::Assert { test, msg }))
            });
            None
        })
    }

    // ANCHOR: check_version
    /// Refuses what newer versions brought. C: `CHECK_VERSION`.
    pub(crate) fn check_version(&mut self, minor: u8, what: &'static str) -> Option<()> {
        if self.options.feature_version >= minor {
            return Some(());
        }
        self.raise(ErrorKind::OnlySupportedSince { what, minor })
    }
    // ANCHOR_END: check_version
}

// ANCHOR: augmented_operator
/// The operator of an augmented assignment.
pub(crate) fn augmented_operator(token: TokenKind) -> Option<Operator> {
    Some(match token {
        TokenKind::PlusEqual => Operator::Add,
        TokenKind::MinEqual => Operator::Sub,
        TokenKind::StarEqual => Operator::Mult,
        TokenKind::AtEqual => Operator::MatMult,
        TokenKind::SlashEqual => Operator::Div,
        TokenKind::PercentEqual => Operator::Mod,
        TokenKind::AmperEqual => Operator::BitAnd,
        TokenKind::VBarEqual => Operator::BitOr,
        TokenKind::CircumflexEqual => Operator::BitXor,
        TokenKind::LeftShiftEqual => Operator::LShift,
        TokenKind::RightShiftEqual => Operator::RShift,
        TokenKind::DoubleStarEqual => Operator::Pow,
        TokenKind::DoubleSlashEqual => Operator::FloorDiv,
        _ => return None,
    })
}
// ANCHOR_END: augmented_operator
