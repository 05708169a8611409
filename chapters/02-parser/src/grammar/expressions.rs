//! Expressions, from the loosest binding to the tightest operator.

use super::*;

impl<'a> Parser<'a> {
    // ANCHOR: tuples
    /// expressions:
    ///     | expression (',' expression)+ [',']
    ///     | expression ','
    ///     | expression
    pub(crate) fn expressions(&mut self) -> Option<ExprRef<'a>> {
        self.tuple_or_one(Self::expression)
    }

    /// star_expressions:
    ///     | star_expression (',' star_expression)+ [',']
    ///     | star_expression ','
    ///     | star_expression
    pub(crate) fn star_expressions(&mut self) -> Option<ExprRef<'a>> {
        self.tuple_or_one(Self::star_expression)
    }

    /// The three alternatives of `expressions` and of `star_expressions`.
    fn tuple_or_one(&mut self, item: fn(&mut Self) -> Option<ExprRef<'a>>) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let first = item(p)?;
                let rest = p.one_or_more(|p| {
                    p.group(|p| {
                        p.expect(TokenKind::Comma)?;
                        item(p)
                    })
                })?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                let elts = p.insert_in_front(first, &rest);
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            });
            alternative!(p, {
                let only = item(p)?;
                p.expect(TokenKind::Comma)?;
                let elts = p.slice(&[only]);
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            });
            alternative!(p, item(p));
            None
        })
    }

    /// C: `_PyPegen_seq_insert_in_front`
    pub(crate) fn insert_in_front<T: Copy>(&mut self, first: T, rest: &[T]) -> &'a [T] {
        self.arena.alloc_slice_fill_with(rest.len() + 1, |index| match index {
            0 => first,
            _ => rest[index - 1],
        })
    }
    // ANCHOR_END: tuples

    // ANCHOR: expression
    /// expression (memo):
    ///     | invalid_expression
    ///     | invalid_legacy_expression
    ///     | disjunction 'if' disjunction 'else' expression
    ///     | disjunction
    ///     | lambdef
    pub(crate) fn expression(&mut self) -> Option<ExprRef<'a>> {
        if self.quick {
            return self.quick_expression();
        }
        self.memoised(Rule::Expression, |p| {
            invalid!(p, invalid_expression);
            invalid!(p, invalid_legacy_expression);
            p.conditional_or_lambda()
        })
    }

    /// disjunction 'if' disjunction 'else' expression | disjunction | lambdef
    pub(crate) fn conditional_or_lambda(&mut self) -> Option<ExprRef<'a>> {
        let p = self;
        p.peek()?;
        let start = p.mark;
        alternative!(p, {
            let body = p.disjunction()?;
            p.expect(TokenKind::If)?;
            let test = p.disjunction()?;
            p.expect(TokenKind::Else)?;
            let orelse = p.expression()?;
            Some(p.new_expr(start, ExprKind::IfExp { test, body, orelse }))
        });
        alternative!(p, p.disjunction());
        alternative!(p, p.lambdef());
        None
    }
    // ANCHOR_END: expression

    // ANCHOR: yield_expr
    /// yield_expr:
    ///     | 'yield' 'from' expression
    ///     | 'yield' [star_expressions]
    pub(crate) fn yield_expr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Yield)?;
                p.expect(TokenKind::From)?;
                let value = p.expression()?;
                Some(p.new_expr(start, ExprKind::YieldFrom { value }))
            });
            alternative!(p, {
                p.expect(TokenKind::Yield)?;
                let value = p.optional(Self::star_expressions)?;
                Some(p.new_expr(start, ExprKind::Yield { value }))
            });
            None
        })
    }
    // ANCHOR_END: yield_expr

    // ANCHOR: stars
    /// star_expression (memo): '*' bitwise_or | expression
    pub(crate) fn star_expression(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::StarExpression, |p| {
            let start = p.mark;
            alternative!(p, p.starred_bitwise_or(start));
            alternative!(p, p.expression());
            None
        })
    }

    /// '*' bitwise_or
    fn starred_bitwise_or(&mut self, start: usize) -> Option<ExprRef<'a>> {
        self.expect(TokenKind::Star)?;
        let value = self.bitwise_or()?;
        Some(self.new_expr(start, ExprKind::Starred { value, ctx: ExprContext::Load }))
    }

    /// star_named_expressions: ','.star_named_expression+ [',']
    pub(crate) fn star_named_expressions(&mut self) -> Option<Exprs<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let items = p.separated(TokenKind::Comma, Self::star_named_expression)?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(p.slice(&items))
            });
            None
        })
    }

    /// star_named_expression: '*' bitwise_or | named_expression
    pub(crate) fn star_named_expression(&mut self) -> Option<ExprRef<'a>> {
        if self.quick {
            return self.quick_star_named_expression();
        }
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, p.starred_bitwise_or(start));
            alternative!(p, p.named_expression());
            None
        })
    }
    // ANCHOR_END: stars

    // ANCHOR: named
    /// assignment_expression: NAME ':=' ~ expression
    pub(crate) fn assignment_expression(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            // There is no other alternative for the cut to rule out.
            alternative!(p, {
                let name = p.name_token()?;
                p.expect(TokenKind::ColonEqual)?;
                let value = p.expression()?;
                p.check_version(8, "Assignment expressions are")?;
                let target = p.set_context(name, ExprContext::Store);
                Some(p.new_expr(start, ExprKind::NamedExpr { target, value }))
            });
            None
        })
    }

    /// named_expression:
    ///     | assignment_expression
    ///     | invalid_named_expression
    ///     | expression !':='
    pub(crate) fn named_expression(&mut self) -> Option<ExprRef<'a>> {
        if self.quick {
            return self.quick_named_expression();
        }
        self.rule(|p| {
            alternative!(p, p.assignment_expression());
            invalid!(p, invalid_named_expression);
            alternative!(p, p.expression_not_named());
            None
        })
    }

    /// expression !':='
    pub(crate) fn expression_not_named(&mut self) -> Option<ExprRef<'a>> {
        let expression = self.expression()?;
        self.not(|p| p.expect(TokenKind::ColonEqual))?;
        Some(expression)
    }
    // ANCHOR_END: named

    // ANCHOR: booleans
    /// disjunction (memo): conjunction ('or' conjunction)+ | conjunction
    pub(crate) fn disjunction(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::Disjunction, |p| {
            p.boolean(TokenKind::Or, BoolOp::Or, Self::conjunction)
        })
    }

    /// conjunction (memo): inversion ('and' inversion)+ | inversion
    fn conjunction(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::Conjunction, |p| {
            p.boolean(TokenKind::And, BoolOp::And, Self::inversion)
        })
    }

    /// operand (operator operand)+ | operand
    fn boolean(
        &mut self,
        token: TokenKind,
        op: BoolOp,
        operand: fn(&mut Self) -> Option<ExprRef<'a>>,
    ) -> Option<ExprRef<'a>> {
        let p = self;
        let start = p.mark;
        alternative!(p, {
            let first = operand(p)?;
            let rest = p.one_or_more(|p| {
                p.group(|p| {
                    p.expect(token)?;
                    operand(p)
                })
            })?;
            let values = p.insert_in_front(first, &rest);
            Some(p.new_expr(start, ExprKind::BoolOp { op, values }))
        });
        alternative!(p, operand(p));
        None
    }
    // ANCHOR_END: booleans

    // ANCHOR: inversion
    /// inversion (memo): 'not' inversion | comparison
    fn inversion(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::Inversion, |p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Not)?;
                let operand = p.inversion()?;
                Some(p.new_expr(start, ExprKind::UnaryOp { op: UnaryOp::Not, operand }))
            });
            alternative!(p, p.comparison());
            None
        })
    }

    /// comparison: bitwise_or compare_op_bitwise_or_pair+ | bitwise_or
    fn comparison(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let left = p.bitwise_or()?;
                let pairs = p.one_or_more(Self::compare_op_bitwise_or_pair)?;
                let (ops, comparators): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                let (ops, comparators) = (p.slice(&ops), p.slice(&comparators));
                Some(p.new_expr(start, ExprKind::Compare { left, ops, comparators }))
            });
            alternative!(p, p.bitwise_or());
            None
        })
    }
    // ANCHOR_END: inversion

    // ANCHOR: compare_ops
    /// compare_op_bitwise_or_pair:
    ///     | '==' bitwise_or | '!=' bitwise_or | '<=' bitwise_or | '<' bitwise_or
    ///     | '>=' bitwise_or | '>' bitwise_or | 'not' 'in' bitwise_or | 'in' bitwise_or
    ///     | 'is' 'not' bitwise_or | 'is' bitwise_or
    ///
    /// In the grammar each alternative is a rule of its own.
    fn compare_op_bitwise_or_pair(&mut self) -> Option<(CmpOp, ExprRef<'a>)> {
        self.rule(|p| {
            if p.peek()? == TokenKind::Is {
                alternative!(p, {
                    p.group(|p| {
                        p.expect(TokenKind::Is)?;
                        p.expect(TokenKind::Not)?;
                        Some((CmpOp::IsNot, p.bitwise_or()?))
                    })
                });
            }
            alternative!(
                p,
                p.group(|p| {
                    let op = match p.peek()? {
                        TokenKind::EqEqual => CmpOp::Eq,
                        TokenKind::NotEqual => p.not_equal()?,
                        TokenKind::LessEqual => CmpOp::LtE,
                        TokenKind::Less => CmpOp::Lt,
                        TokenKind::GreaterEqual => CmpOp::GtE,
                        TokenKind::Greater => CmpOp::Gt,
                        TokenKind::In => CmpOp::In,
                        TokenKind::Is => CmpOp::Is,
                        TokenKind::Not => {
                            p.mark += 1;
                            if p.peek()? != TokenKind::In {
                                return None;
                            }
                            CmpOp::NotIn
                        }
                        _ => return None,
                    };
                    p.mark += 1;
                    Some((op, p.bitwise_or()?))
                })
            );
            None
        })
    }

    /// `!=`, or under `barry_as_FLUFL`, `<>`. C: `_PyPegen_check_barry_as_flufl`.
    pub(crate) fn not_equal(&mut self) -> Option<CmpOp> {
        let diamond = self.token_text(self.scan.tokens[self.mark]) == "<>";
        match (self.options.barry_as_flufl, diamond) {
            (true, false) => self.raise(ErrorKind::BarryAsFlufl),
            (false, true) => None,
            _ => Some(CmpOp::NotEq),
        }
    }
    // ANCHOR_END: compare_ops

    // ANCHOR: bitwise
    /// bitwise_or: bitwise_or '|' bitwise_xor | bitwise_xor
    pub(crate) fn bitwise_or(&mut self) -> Option<ExprRef<'a>> {
        if self.quick {
            return self.quick_bitwise_or();
        }
        self.left_recursive(Rule::BitwiseOr, |p| {
            let operators = &[(TokenKind::VBar, Operator::BitOr)];
            p.binary(operators, Self::bitwise_or, Self::bitwise_xor)
        })
    }

    /// bitwise_xor: bitwise_xor '^' bitwise_and | bitwise_and
    fn bitwise_xor(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::BitwiseXor, |p| {
            let operators = &[(TokenKind::Circumflex, Operator::BitXor)];
            p.binary(operators, Self::bitwise_xor, Self::bitwise_and)
        })
    }

    /// bitwise_and: bitwise_and '&' shift_expr | shift_expr
    fn bitwise_and(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::BitwiseAnd, |p| {
            let operators = &[(TokenKind::Amper, Operator::BitAnd)];
            p.binary(operators, Self::bitwise_and, Self::shift_expr)
        })
    }

    /// shift_expr: shift_expr '<<' sum | shift_expr '>>' sum | sum
    fn shift_expr(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::ShiftExpr, |p| {
            let operators = &[
                (TokenKind::LeftShift, Operator::LShift),
                (TokenKind::RightShift, Operator::RShift),
            ];
            p.binary(operators, Self::shift_expr, Self::sum)
        })
    }
    // ANCHOR_END: bitwise

    // ANCHOR: sum
    /// sum: sum '+' term | sum '-' term | term
    fn sum(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::Sum, |p| {
            let operators = &[(TokenKind::Plus, Operator::Add), (TokenKind::Minus, Operator::Sub)];
            p.binary(operators, Self::sum, Self::term)
        })
    }
    // ANCHOR_END: sum

    // ANCHOR: term
    /// term:
    ///     | term '*' factor | term '/' factor | term '//' factor | term '%' factor
    ///     | term '@' factor
    ///     | factor
    fn term(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::Term, |p| {
            let operators = &[
                (TokenKind::Star, Operator::Mult),
                (TokenKind::Slash, Operator::Div),
                (TokenKind::DoubleSlash, Operator::FloorDiv),
                (TokenKind::Percent, Operator::Mod),
                (TokenKind::At, Operator::MatMult),
            ];
            p.binary(operators, Self::term, Self::factor)
        })
    }
    // ANCHOR_END: term

    // ANCHOR: binary
    /// The alternatives of a rule of left-associative operators: one for each operator, and
    /// the operand that binds tighter.
    fn binary(
        &mut self,
        operators: &[(TokenKind, Operator)],
        left: fn(&mut Self) -> Option<ExprRef<'a>>,
        right: fn(&mut Self) -> Option<ExprRef<'a>>,
    ) -> Option<ExprRef<'a>> {
        let p = self;
        let start = p.mark;
        for &(token, op) in operators {
            alternative!(p, {
                let left = left(p)?;
                p.expect(token)?;
                let right = right(p)?;
                if op == Operator::MatMult {
                    p.check_version(5, "The '@' operator is")?;
                }
                Some(p.new_expr(start, ExprKind::BinOp { left, op, right }))
            });
        }
        alternative!(p, right(p));
        None
    }
    // ANCHOR_END: binary

    // ANCHOR: factor
    /// factor (memo): '+' factor | '-' factor | '~' factor | power
    fn factor(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::Factor, |p| {
            let start = p.mark;
            if let Some(op) = unary_operator(p.peek()?) {
                alternative!(p, {
                    p.mark += 1;
                    let operand = p.factor()?;
                    Some(p.new_expr(start, ExprKind::UnaryOp { op, operand }))
                });
            }
            alternative!(p, p.power());
            None
        })
    }

    /// power: await_primary '**' factor | await_primary
    fn power(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let left = p.await_primary()?;
                p.expect(TokenKind::DoubleStar)?;
                let right = p.factor()?;
                Some(p.new_expr(start, ExprKind::BinOp { left, op: Operator::Pow, right }))
            });
            alternative!(p, p.await_primary());
            None
        })
    }
    // ANCHOR_END: factor
}

// ANCHOR: unary_operator
/// The operator that a token is in front of an operand.
pub(crate) fn unary_operator(token: TokenKind) -> Option<UnaryOp> {
    match token {
        TokenKind::Plus => Some(UnaryOp::UAdd),
        TokenKind::Minus => Some(UnaryOp::USub),
        TokenKind::Tilde => Some(UnaryOp::Invert),
        _ => None,
    }
}
// ANCHOR_END: unary_operator
