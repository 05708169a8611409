//! `match` statements and patterns.
//!
//! `match` and `case` are soft keywords: whether they are meant shows only further on, so
//! these rules are tried last and given up easily.

use super::*;

impl<'a> Parser<'a> {
    /// match_stmt:
    ///     | "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT
    ///     | invalid_match_stmt
    pub(crate) fn match_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect_soft_keyword("match")?;
                let subject = p.subject_expr()?;
                p.expect(TokenKind::Colon)?;
                p.expect(TokenKind::Newline)?;
                p.expect(TokenKind::Indent)?;
                let cases = p.one_or_more(Self::case_block)?;
                p.expect(TokenKind::Dedent)?;
                p.check_version(10, "Pattern matching is")?;
                let cases = p.slice(&cases);
                Some(p.new_stmt(start, StmtKind::Match { subject, cases }))
            });
            invalid!(p, invalid_match_stmt);
            None
        })
    }

    /// subject_expr:
    ///     | star_named_expression ',' star_named_expressions?
    ///     | named_expression
    pub(crate) fn subject_expr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let first = p.star_named_expression()?;
                p.expect(TokenKind::Comma)?;
                let rest = p.optional(Self::star_named_expressions)?.unwrap_or_default();
                let elts = p.insert_in_front(first, rest);
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            });
            alternative!(p, p.named_expression());
            None
        })
    }

    /// case_block:
    ///     | invalid_case_block
    ///     | "case" patterns guard? ':' block
    fn case_block(&mut self) -> Option<&'a MatchCase<'a>> {
        self.rule(|p| {
            invalid!(p, invalid_case_block);
            alternative!(p, {
                p.expect_soft_keyword("case")?;
                let pattern = p.patterns()?;
                let guard = p.optional(Self::guard)?;
                p.expect(TokenKind::Colon)?;
                let body = p.block()?;
                Some(&*p.arena.alloc(MatchCase { pattern, guard, body }))
            });
            None
        })
    }

    /// guard: 'if' named_expression
    pub(crate) fn guard(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::If)?;
                p.named_expression()
            });
            None
        })
    }

    /// patterns: open_sequence_pattern | pattern
    pub(crate) fn patterns(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let patterns = p.open_sequence_pattern()?;
                Some(p.new_pattern(start, PatternKind::MatchSequence { patterns }))
            });
            alternative!(p, p.pattern());
            None
        })
    }

    /// pattern: as_pattern | or_pattern
    pub(crate) fn pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.as_pattern());
            alternative!(p, p.or_pattern());
            None
        })
    }

    /// as_pattern:
    ///     | or_pattern 'as' pattern_capture_target
    ///     | invalid_as_pattern
    fn as_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let pattern = Some(p.or_pattern()?);
                p.expect(TokenKind::As)?;
                let name = Some(p.pattern_capture_target()?);
                Some(p.new_pattern(start, PatternKind::MatchAs { pattern, name }))
            });
            invalid!(p, invalid_as_pattern);
            None
        })
    }

    /// or_pattern: '|'.closed_pattern+
    pub(crate) fn or_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let patterns = p.separated(TokenKind::VBar, Self::closed_pattern)?;
                match patterns[..] {
                    [pattern] => Some(pattern),
                    _ => {
                        let patterns = p.slice(&patterns);
                        Some(p.new_pattern(start, PatternKind::MatchOr { patterns }))
                    }
                }
            });
            None
        })
    }

    /// closed_pattern (memo):
    ///     | literal_pattern
    ///     | capture_pattern
    ///     | wildcard_pattern
    ///     | value_pattern
    ///     | group_pattern
    ///     | sequence_pattern
    ///     | mapping_pattern
    ///     | class_pattern
    fn closed_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.memoised(Rule::ClosedPattern, |p| {
            alternative!(p, p.literal_pattern());
            alternative!(p, p.capture_pattern());
            alternative!(p, p.wildcard_pattern());
            alternative!(p, p.value_pattern());
            alternative!(p, p.group_pattern());
            alternative!(p, p.sequence_pattern());
            alternative!(p, p.mapping_pattern());
            alternative!(p, p.class_pattern());
            None
        })
    }

    /// literal_pattern:
    ///     | signed_number !('+' | '-')
    ///     | complex_number
    ///     | strings
    ///     | 'None'
    ///     | 'True'
    ///     | 'False'
    fn literal_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let value = p.number_or_strings()?;
                Some(p.new_pattern(start, PatternKind::MatchValue { value }))
            });
            alternative!(p, {
                let value = p.singleton()?;
                Some(p.new_pattern(start, PatternKind::MatchSingleton { value }))
            });
            None
        })
    }

    /// literal_expr:
    ///     | signed_number !('+' | '-')
    ///     | complex_number
    ///     | strings
    ///     | 'None'
    ///     | 'True'
    ///     | 'False'
    fn literal_expr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, p.number_or_strings());
            alternative!(p, {
                let value = p.singleton()?;
                Some(p.new_expr(start, ExprKind::Constant { value, kind: None }))
            });
            None
        })
    }

    /// signed_number !('+' | '-') | complex_number | strings
    fn number_or_strings(&mut self) -> Option<ExprRef<'a>> {
        let p = self;
        alternative!(p, {
            let number = p.signed_number()?;
            p.not_any(&[TokenKind::Plus, TokenKind::Minus])?;
            Some(number)
        });
        alternative!(p, p.complex_number());
        alternative!(p, p.strings());
        None
    }

    /// 'None' | 'True' | 'False'
    fn singleton(&mut self) -> Option<Constant<'a>> {
        let value = match self.peek()? {
            TokenKind::None => Constant::None,
            TokenKind::True => Constant::Bool(true),
            TokenKind::False => Constant::Bool(false),
            _ => return None,
        };
        self.mark += 1;
        Some(value)
    }

    /// complex_number:
    ///     | signed_real_number '+' imaginary_number
    ///     | signed_real_number '-' imaginary_number
    fn complex_number(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            for (token, op) in [(TokenKind::Plus, Operator::Add), (TokenKind::Minus, Operator::Sub)]
            {
                alternative!(p, {
                    let left = p.signed_real_number()?;
                    p.expect(token)?;
                    let right = p.imaginary_number()?;
                    Some(p.new_expr(start, ExprKind::BinOp { left, op, right }))
                });
            }
            None
        })
    }

    /// signed_number: NUMBER | '-' NUMBER
    fn signed_number(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, p.number_token());
            alternative!(p, {
                p.expect(TokenKind::Minus)?;
                let operand = p.number_token()?;
                Some(p.new_expr(start, ExprKind::UnaryOp { op: UnaryOp::USub, operand }))
            });
            None
        })
    }

    /// signed_real_number: real_number | '-' real_number
    fn signed_real_number(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, p.real_number());
            alternative!(p, {
                p.expect(TokenKind::Minus)?;
                let operand = p.real_number()?;
                Some(p.new_expr(start, ExprKind::UnaryOp { op: UnaryOp::USub, operand }))
            });
            None
        })
    }

    /// real_number: NUMBER
    fn real_number(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let number = p.number_token()?;
                if is_imaginary(number) {
                    return p.raise_at(number.range, ErrorKind::RealRequired);
                }
                Some(number)
            });
            None
        })
    }

    /// imaginary_number: NUMBER
    fn imaginary_number(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let number = p.number_token()?;
                if !is_imaginary(number) {
                    return p.raise_at(number.range, ErrorKind::ImaginaryRequired);
                }
                Some(number)
            });
            None
        })
    }

    /// capture_pattern: pattern_capture_target
    fn capture_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = Some(p.pattern_capture_target()?);
                Some(p.new_pattern(start, PatternKind::MatchAs { pattern: None, name }))
            });
            None
        })
    }

    /// pattern_capture_target: !"_" NAME !('.' | '(' | '=')
    fn pattern_capture_target(&mut self) -> Option<Identifier<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.not(|p| p.expect_soft_keyword("_"))?;
                let name = p.identifier()?;
                p.not_any(&[TokenKind::Dot, TokenKind::LPar, TokenKind::Equal])?;
                Some(name)
            });
            None
        })
    }

    /// wildcard_pattern: "_"
    fn wildcard_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect_soft_keyword("_")?;
                Some(p.new_pattern(start, PatternKind::MatchAs { pattern: None, name: None }))
            });
            None
        })
    }

    /// value_pattern: attr !('.' | '(' | '=')
    fn value_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let value = p.attr()?;
                p.not_any(&[TokenKind::Dot, TokenKind::LPar, TokenKind::Equal])?;
                Some(p.new_pattern(start, PatternKind::MatchValue { value }))
            });
            None
        })
    }

    /// attr: name_or_attr '.' NAME
    pub(crate) fn attr(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::Attr, |p| {
            let start = p.mark;
            alternative!(p, {
                let value = p.name_or_attr()?;
                p.expect(TokenKind::Dot)?;
                let attr = p.identifier()?;
                let kind = ExprKind::Attribute { value, attr, ctx: ExprContext::Load };
                Some(p.new_expr(start, kind))
            });
            None
        })
    }

    /// name_or_attr: attr | NAME
    pub(crate) fn name_or_attr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.attr());
            alternative!(p, p.name_token());
            None
        })
    }

    /// group_pattern: '(' pattern ')'
    fn group_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let pattern = p.pattern()?;
                p.expect(TokenKind::RPar)?;
                Some(pattern)
            });
            None
        })
    }

    /// sequence_pattern:
    ///     | '[' maybe_sequence_pattern? ']'
    ///     | '(' open_sequence_pattern? ')'
    fn sequence_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LSqb)?;
                let patterns = p.optional(Self::maybe_sequence_pattern)?.unwrap_or_default();
                p.expect(TokenKind::RSqb)?;
                Some(p.new_pattern(start, PatternKind::MatchSequence { patterns }))
            });
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let patterns = p.optional(Self::open_sequence_pattern)?.unwrap_or_default();
                p.expect(TokenKind::RPar)?;
                Some(p.new_pattern(start, PatternKind::MatchSequence { patterns }))
            });
            None
        })
    }

    /// open_sequence_pattern: maybe_star_pattern ',' maybe_sequence_pattern?
    fn open_sequence_pattern(&mut self) -> Option<Patterns<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let first = p.maybe_star_pattern()?;
                p.expect(TokenKind::Comma)?;
                let rest = p.optional(Self::maybe_sequence_pattern)?.unwrap_or_default();
                Some(p.insert_in_front(first, rest))
            });
            None
        })
    }

    /// maybe_sequence_pattern: ','.maybe_star_pattern+ ','?
    fn maybe_sequence_pattern(&mut self) -> Option<Patterns<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let patterns = p.separated(TokenKind::Comma, Self::maybe_star_pattern)?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(p.slice(&patterns))
            });
            None
        })
    }

    /// maybe_star_pattern: star_pattern | pattern
    fn maybe_star_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.star_pattern());
            alternative!(p, p.pattern());
            None
        })
    }

    /// star_pattern (memo):
    ///     | '*' pattern_capture_target
    ///     | '*' wildcard_pattern
    fn star_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.memoised(Rule::StarPattern, |p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                let name = Some(p.pattern_capture_target()?);
                Some(p.new_pattern(start, PatternKind::MatchStar { name }))
            });
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                p.wildcard_pattern()?;
                Some(p.new_pattern(start, PatternKind::MatchStar { name: None }))
            });
            None
        })
    }

    /// mapping_pattern:
    ///     | '{' '}'
    ///     | '{' double_star_pattern ','? '}'
    ///     | '{' items_pattern ',' double_star_pattern ','? '}'
    ///     | '{' items_pattern ','? '}'
    fn mapping_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_mapping_pattern(start, &[], None))
            });
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let rest = Some(p.double_star_pattern()?);
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_mapping_pattern(start, &[], rest))
            });
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let items = p.items_pattern()?;
                p.expect(TokenKind::Comma)?;
                let rest = Some(p.double_star_pattern()?);
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_mapping_pattern(start, &items, rest))
            });
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let items = p.items_pattern()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_mapping_pattern(start, &items, None))
            });
            None
        })
    }

    fn new_mapping_pattern(
        &mut self,
        start: usize,
        items: &[(ExprRef<'a>, PatternRef<'a>)],
        rest: Option<Identifier<'a>>,
    ) -> PatternRef<'a> {
        let (keys, patterns): (Vec<_>, Vec<_>) = items.iter().copied().unzip();
        let (keys, patterns) = (self.slice(&keys), self.slice(&patterns));
        self.new_pattern(start, PatternKind::MatchMapping { keys, patterns, rest })
    }

    /// items_pattern: ','.key_value_pattern+
    fn items_pattern(&mut self) -> Option<Vec<(ExprRef<'a>, PatternRef<'a>)>> {
        self.rule(|p| {
            alternative!(p, p.separated(TokenKind::Comma, Self::key_value_pattern));
            None
        })
    }

    /// key_value_pattern: (literal_expr | attr) ':' pattern
    fn key_value_pattern(&mut self) -> Option<(ExprRef<'a>, PatternRef<'a>)> {
        self.rule(|p| {
            alternative!(p, {
                let key = p.rule(|p| {
                    alternative!(p, p.literal_expr());
                    alternative!(p, p.attr());
                    None
                })?;
                p.expect(TokenKind::Colon)?;
                Some((key, p.pattern()?))
            });
            None
        })
    }

    /// double_star_pattern: '**' pattern_capture_target
    fn double_star_pattern(&mut self) -> Option<Identifier<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                p.pattern_capture_target()
            });
            None
        })
    }

    /// class_pattern:
    ///     | name_or_attr '(' ')'
    ///     | name_or_attr '(' positional_patterns ','? ')'
    ///     | name_or_attr '(' keyword_patterns ','? ')'
    ///     | name_or_attr '(' positional_patterns ',' keyword_patterns ','? ')'
    ///     | invalid_class_pattern
    fn class_pattern(&mut self) -> Option<PatternRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let cls = p.name_or_attr()?;
                p.expect(TokenKind::LPar)?;
                p.expect(TokenKind::RPar)?;
                Some(p.new_class_pattern(start, cls, &[], &[]))
            });
            alternative!(p, {
                let cls = p.name_or_attr()?;
                p.expect(TokenKind::LPar)?;
                let patterns = p.positional_patterns()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RPar)?;
                Some(p.new_class_pattern(start, cls, patterns, &[]))
            });
            alternative!(p, {
                let cls = p.name_or_attr()?;
                p.expect(TokenKind::LPar)?;
                let keywords = p.keyword_patterns()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RPar)?;
                Some(p.new_class_pattern(start, cls, &[], &keywords))
            });
            alternative!(p, {
                let cls = p.name_or_attr()?;
                p.expect(TokenKind::LPar)?;
                let patterns = p.positional_patterns()?;
                p.expect(TokenKind::Comma)?;
                let keywords = p.keyword_patterns()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RPar)?;
                Some(p.new_class_pattern(start, cls, patterns, &keywords))
            });
            invalid!(p, invalid_class_pattern);
            None
        })
    }

    fn new_class_pattern(
        &mut self,
        start: usize,
        cls: ExprRef<'a>,
        patterns: Patterns<'a>,
        keywords: &[(Identifier<'a>, PatternRef<'a>)],
    ) -> PatternRef<'a> {
        let (kwd_attrs, kwd_patterns): (Vec<_>, Vec<_>) = keywords.iter().copied().unzip();
        let (kwd_attrs, kwd_patterns) = (self.slice(&kwd_attrs), self.slice(&kwd_patterns));
        self.new_pattern(start, PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns })
    }

    /// positional_patterns: ','.pattern+
    pub(crate) fn positional_patterns(&mut self) -> Option<Patterns<'a>> {
        self.rule(|p| {
            alternative!(p, {
                let patterns = p.separated(TokenKind::Comma, Self::pattern)?;
                Some(p.slice(&patterns))
            });
            None
        })
    }

    /// keyword_patterns: ','.keyword_pattern+
    pub(crate) fn keyword_patterns(&mut self) -> Option<Vec<(Identifier<'a>, PatternRef<'a>)>> {
        self.rule(|p| {
            alternative!(p, p.separated(TokenKind::Comma, Self::keyword_pattern));
            None
        })
    }

    /// keyword_pattern: NAME '=' pattern
    fn keyword_pattern(&mut self) -> Option<(Identifier<'a>, PatternRef<'a>)> {
        self.rule(|p| {
            alternative!(p, {
                let arg = p.identifier()?;
                p.expect(TokenKind::Equal)?;
                Some((arg, p.pattern()?))
            });
            None
        })
    }
}

fn is_imaginary(number: &Expr<'_>) -> bool {
    matches!(number.kind, ExprKind::Constant { value: Constant::Complex { .. }, .. })
}
