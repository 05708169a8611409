//! Names, literals and displays, and what may follow them: `a.b`, `a[b]`, `a(b)`.

use super::*;

impl<'a> Parser<'a> {
    /// await_primary (memo): AWAIT primary | primary
    pub(crate) fn await_primary(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::AwaitPrimary, |p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Await)?;
                let value = p.primary()?;
                p.check_version(5, "Await expressions are")?;
                Some(p.new_expr(start, ExprKind::Await { value }))
            });
            alternative!(p, p.primary());
            None
        })
    }

    // ANCHOR: primary
    /// primary:
    ///     | primary '.' NAME
    ///     | primary genexp
    ///     | primary '(' [arguments] ')'
    ///     | primary '[' slices ']'
    ///     | atom
    pub(crate) fn primary(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::Primary, |p| {
            let start = p.mark;
            alternative!(p, {
                let value = p.primary()?;
                p.expect(TokenKind::Dot)?;
                let attr = p.identifier()?;
                let kind = ExprKind::Attribute { value, attr, ctx: ExprContext::Load };
                Some(p.new_expr(start, kind))
            });
            alternative!(p, {
                let func = p.primary()?;
                let generator = p.genexp()?;
                let args = p.slice(&[generator]);
                Some(p.new_expr(start, ExprKind::Call { func, args, keywords: &[] }))
            });
            alternative!(p, {
                let func = p.primary()?;
                p.call_with(start, func)
            });
            alternative!(p, {
                let value = p.primary()?;
                p.expect(TokenKind::LSqb)?;
                let slice = p.slices()?;
                p.expect(TokenKind::RSqb)?;
                let kind = ExprKind::Subscript { value, slice, ctx: ExprContext::Load };
                Some(p.new_expr(start, kind))
            });
            alternative!(p, p.atom());
            None
        })
    }
    // ANCHOR_END: primary

    /// '(' [arguments] ')', behind the function.
    pub(crate) fn call_with(&mut self, start: usize, func: ExprRef<'a>) -> Option<ExprRef<'a>> {
        self.expect(TokenKind::LPar)?;
        let arguments = self.optional(Self::arguments)?;
        self.expect(TokenKind::RPar)?;
        let (args, keywords) = arguments.map_or((&[][..], &[][..]), |a| (a.args, a.keywords));
        Some(self.new_expr(start, ExprKind::Call { func, args, keywords }))
    }

    /// slices:
    ///     | slice !','
    ///     | ','.(slice | starred_expression)+ [',']
    pub(crate) fn slices(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let slice = p.slice_expr()?;
                p.not(|p| p.expect(TokenKind::Comma))?;
                Some(slice)
            });
            alternative!(p, {
                let items = p.separated(TokenKind::Comma, |p| {
                    p.rule(|p| {
                        alternative!(p, p.slice_expr());
                        alternative!(p, p.starred_expression());
                        None
                    })
                })?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                let elts = p.slice(&items);
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            });
            None
        })
    }

    /// slice:
    ///     | [expression] ':' [expression] [':' [expression]]
    ///     | named_expression
    fn slice_expr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let lower = p.optional(Self::expression)?;
                p.expect(TokenKind::Colon)?;
                let upper = p.optional(Self::expression)?;
                let step = p.optional_group(|p| {
                    p.expect(TokenKind::Colon)?;
                    p.optional(Self::expression)
                })?;
                let step = step.flatten();
                Some(p.new_expr(start, ExprKind::Slice { lower, upper, step }))
            });
            alternative!(p, p.named_expression());
            None
        })
    }

    // ANCHOR: atom
    /// atom:
    ///     | NAME
    ///     | 'True'
    ///     | 'False'
    ///     | 'None'
    ///     | &STRING strings
    ///     | NUMBER
    ///     | &'(' (tuple | group | genexp)
    ///     | &'[' (list | listcomp)
    ///     | &'{' (dict | set | dictcomp | setcomp)
    ///     | '...'
    pub(crate) fn atom(&mut self) -> Option<ExprRef<'a>> {
        // No two alternatives begin with the same token.
        self.rule(|p| match p.peek()? {
            TokenKind::Name => p.name_token(),
            TokenKind::True => p.keyword_constant(Constant::Bool(true)),
            TokenKind::False => p.keyword_constant(Constant::Bool(false)),
            TokenKind::None => p.keyword_constant(Constant::None),
            TokenKind::String => p.strings(),
            TokenKind::Number => p.number_token(),
            TokenKind::LPar => p.rule(|p| {
                alternative!(p, p.tuple());
                alternative!(p, p.group_expr());
                alternative!(p, p.genexp());
                None
            }),
            TokenKind::LSqb => p.rule(|p| {
                alternative!(p, p.list());
                alternative!(p, p.listcomp());
                None
            }),
            TokenKind::LBrace => p.rule(|p| {
                alternative!(p, p.dict());
                alternative!(p, p.set());
                alternative!(p, p.dictcomp());
                alternative!(p, p.setcomp());
                None
            }),
            TokenKind::Ellipsis => p.keyword_constant(Constant::Ellipsis),
            _ => None,
        })
    }
    // ANCHOR_END: atom

    /// A constant of one token, which is ahead.
    pub(crate) fn keyword_constant(&mut self, value: Constant<'a>) -> Option<ExprRef<'a>> {
        self.mark += 1;
        Some(self.new_expr(self.mark - 1, ExprKind::Constant { value, kind: None }))
    }

    /// group:
    ///     | '(' (yield_expr | named_expression) ')'
    ///     | invalid_group
    fn group_expr(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let inner = p.rule(|p| {
                    alternative!(p, p.yield_expr());
                    alternative!(p, p.named_expression());
                    None
                })?;
                p.expect(TokenKind::RPar)?;
                Some(inner)
            });
            invalid!(p, invalid_group);
            None
        })
    }

    /// lambdef: 'lambda' [lambda_params] ':' expression
    pub(crate) fn lambdef(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Lambda)?;
                let params = p.optional(|p| p.params(Style::Lambda))?;
                p.expect(TokenKind::Colon)?;
                let body = p.expression()?;
                let args = params.unwrap_or_else(|| p.empty_arguments());
                Some(p.new_expr(start, ExprKind::Lambda { args, body }))
            });
            None
        })
    }

    /// strings (memo): STRING+
    pub(crate) fn strings(&mut self) -> Option<ExprRef<'a>> {
        self.memoised(Rule::Strings, |p| {
            let start = p.mark;
            alternative!(p, {
                let strings = p.one_or_more(|p| p.expect(TokenKind::String))?;
                p.concatenate_strings(start, strings.len())
            });
            None
        })
    }

    /// list: '[' [star_named_expressions] ']'
    pub(crate) fn list(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LSqb)?;
                let elts = p.optional(Self::star_named_expressions)?.unwrap_or_default();
                p.expect(TokenKind::RSqb)?;
                Some(p.new_expr(start, ExprKind::List { elts, ctx: ExprContext::Load }))
            });
            None
        })
    }

    /// tuple: '(' [star_named_expression ',' [star_named_expressions]] ')'
    pub(crate) fn tuple(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let elts = p.optional_group(|p| {
                    let first = p.star_named_expression()?;
                    p.expect(TokenKind::Comma)?;
                    let rest = p.optional(Self::star_named_expressions)?.unwrap_or_default();
                    Some(p.insert_in_front(first, rest))
                })?;
                p.expect(TokenKind::RPar)?;
                let elts = elts.unwrap_or_default();
                Some(p.new_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            });
            None
        })
    }

    /// set: '{' star_named_expressions '}'
    fn set(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let elts = p.star_named_expressions()?;
                p.expect(TokenKind::RBrace)?;
                Some(p.new_expr(start, ExprKind::Set { elts }))
            });
            None
        })
    }

    /// dict:
    ///     | '{' [double_starred_kvpairs] '}'
    ///     | '{' invalid_double_starred_kvpairs '}'
    ///
    /// The second alternative is tried in either pass: it doesn't begin with an `invalid_`
    /// rule.
    fn dict(&mut self) -> Option<ExprRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LBrace)?;
                let pairs = p.optional(Self::double_starred_kvpairs)?.unwrap_or_default();
                p.expect(TokenKind::RBrace)?;
                let (keys, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                let (keys, values) = (p.slice(&keys), p.slice(&values));
                Some(p.new_expr(start, ExprKind::Dict { keys, values }))
            });
            p.attempt(|p| {
                p.expect(TokenKind::LBrace)?;
                p.invalid_double_starred_kvpairs()
            });
            None
        })
    }

    /// double_starred_kvpairs: ','.double_starred_kvpair+ [',']
    #[allow(clippy::type_complexity, reason = "pairs, the key of `**mapping` missing")]
    fn double_starred_kvpairs(&mut self) -> Option<Vec<(Option<ExprRef<'a>>, ExprRef<'a>)>> {
        self.rule(|p| {
            alternative!(p, {
                let pairs = p.separated(TokenKind::Comma, Self::double_starred_kvpair)?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                Some(pairs)
            });
            None
        })
    }

    /// double_starred_kvpair: '**' bitwise_or | kvpair
    pub(crate) fn double_starred_kvpair(&mut self) -> Option<(Option<ExprRef<'a>>, ExprRef<'a>)> {
        self.rule(|p| {
            alternative!(p, {
                p.expect(TokenKind::DoubleStar)?;
                Some((None, p.bitwise_or()?))
            });
            alternative!(p, {
                let (key, value) = p.kvpair()?;
                Some((Some(key), value))
            });
            None
        })
    }

    /// kvpair: expression ':' expression
    pub(crate) fn kvpair(&mut self) -> Option<(ExprRef<'a>, ExprRef<'a>)> {
        self.rule(|p| {
            alternative!(p, {
                let key = p.expression()?;
                p.expect(TokenKind::Colon)?;
                Some((key, p.expression()?))
            });
            None
        })
    }

    /// NAME. C: `_PyPegen_name_token`.
    pub(crate) fn name_token(&mut self) -> Option<ExprRef<'a>> {
        let id = self.identifier()?;
        let kind = ExprKind::Name { id, ctx: ExprContext::Load };
        Some(self.new_expr(self.mark - 1, kind))
    }

    /// NAME, of which only the text is wanted.
    #[inline]
    pub(crate) fn identifier(&mut self) -> Option<Identifier<'a>> {
        let token = self.expect(TokenKind::Name)?;
        Some(self.new_identifier(self.token_text(token)))
    }

    /// NUMBER. C: `_PyPegen_number_token`.
    pub(crate) fn number_token(&mut self) -> Option<ExprRef<'a>> {
        let token = self.expect(TokenKind::Number)?;
        let value = self.parse_number(token)?;
        Some(self.new_expr(self.mark - 1, ExprKind::Constant { value, kind: None }))
    }
}
