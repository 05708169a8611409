//! `import` and `from … import`.

use super::*;

impl<'a> Parser<'a> {
    /// import_stmt: import_name | import_from
    pub(crate) fn import_stmt(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            alternative!(p, p.import_name());
            alternative!(p, p.import_from());
            None
        })
    }

    /// import_name: 'import' dotted_as_names
    fn import_name(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::Import)?;
                let names = p.dotted_as_names()?;
                Some(p.new_stmt(start, StmtKind::Import { names }))
            });
            None
        })
    }

    /// import_from:
    ///     | 'from' ('.' | '...')* dotted_name 'import' import_from_targets
    ///     | 'from' ('.' | '...')+ 'import' import_from_targets
    fn import_from(&mut self) -> Option<StmtRef<'a>> {
        self.rule(|p| {
            let start = p.mark;
            let dot = |p: &mut Self| p.any_of(&[TokenKind::Dot, TokenKind::Ellipsis]);
            alternative!(p, {
                p.expect(TokenKind::From)?;
                let dots = p.zero_or_more(dot)?;
                let module = Some(identifier_of(p.dotted_name()?));
                p.expect(TokenKind::Import)?;
                let names = p.import_from_targets()?;
                let level = count_dots(&dots);
                Some(p.new_stmt(start, StmtKind::ImportFrom { module, names, level }))
            });
            alternative!(p, {
                p.expect(TokenKind::From)?;
                let dots = p.one_or_more(dot)?;
                p.expect(TokenKind::Import)?;
                let names = p.import_from_targets()?;
                let level = count_dots(&dots);
                Some(p.new_stmt(start, StmtKind::ImportFrom { module: None, names, level }))
            });
            None
        })
    }

    /// import_from_targets:
    ///     | '(' import_from_as_names [','] ')'
    ///     | import_from_as_names !','
    ///     | '*'
    ///     | invalid_import_from_targets
    fn import_from_targets(&mut self) -> Option<&'a [&'a Alias<'a>]> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                p.expect(TokenKind::LPar)?;
                let names = p.import_from_as_names()?;
                p.optional(|p| p.expect(TokenKind::Comma))?;
                p.expect(TokenKind::RPar)?;
                Some(names)
            });
            alternative!(p, {
                let names = p.import_from_as_names()?;
                p.not(|p| p.expect(TokenKind::Comma))?;
                Some(names)
            });
            alternative!(p, {
                p.expect(TokenKind::Star)?;
                let alias = Alias { name: "*", asname: None, range: p.range_from(start) };
                let alias = &*p.arena.alloc(alias);
                Some(p.slice(&[alias]))
            });
            invalid!(p, invalid_import_from_targets);
            None
        })
    }

    /// import_from_as_names: ','.import_from_as_name+
    pub(crate) fn import_from_as_names(&mut self) -> Option<&'a [&'a Alias<'a>]> {
        self.rule(|p| {
            alternative!(p, {
                let names = p.separated(TokenKind::Comma, Self::import_from_as_name)?;
                Some(p.slice(&names))
            });
            None
        })
    }

    /// import_from_as_name: NAME ['as' NAME]
    fn import_from_as_name(&mut self) -> Option<&'a Alias<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = p.identifier()?;
                let asname = p.optional_group(Self::as_name)?;
                let range = p.range_from(start);
                Some(&*p.arena.alloc(Alias { name, asname, range }))
            });
            None
        })
    }

    /// dotted_as_names: ','.dotted_as_name+
    fn dotted_as_names(&mut self) -> Option<&'a [&'a Alias<'a>]> {
        self.rule(|p| {
            alternative!(p, {
                let names = p.separated(TokenKind::Comma, Self::dotted_as_name)?;
                Some(p.slice(&names))
            });
            None
        })
    }

    /// dotted_as_name: dotted_name ['as' NAME]
    fn dotted_as_name(&mut self) -> Option<&'a Alias<'a>> {
        self.rule(|p| {
            p.peek()?;
            let start = p.mark;
            alternative!(p, {
                let name = identifier_of(p.dotted_name()?);
                let asname = p.optional_group(Self::as_name)?;
                let range = p.range_from(start);
                Some(&*p.arena.alloc(Alias { name, asname, range }))
            });
            None
        })
    }

    /// 'as' NAME
    pub(crate) fn as_name(&mut self) -> Option<Identifier<'a>> {
        self.expect(TokenKind::As)?;
        self.identifier()
    }

    /// dotted_name: dotted_name '.' NAME | NAME
    ///
    /// The result is one name with dots in it.
    pub(crate) fn dotted_name(&mut self) -> Option<ExprRef<'a>> {
        self.left_recursive(Rule::DottedName, |p| {
            let start = p.mark;
            alternative!(p, {
                let first = identifier_of(p.dotted_name()?);
                p.expect(TokenKind::Dot)?;
                let second = p.identifier()?;
                let id = p.arena.alloc_str(&format!("{first}.{second}"));
                Some(p.new_expr(start, ExprKind::Name { id, ctx: ExprContext::Load }))
            });
            alternative!(p, p.name_token());
            None
        })
    }
}

/// The text of a name.
fn identifier_of<'a>(name: ExprRef<'a>) -> Identifier<'a> {
    match name.kind {
        ExprKind::Name { id, .. } => id,
        _ => unreachable!("the rules pass names"),
    }
}

/// C: `_PyPegen_seq_count_dots`
fn count_dots(dots: &[Token]) -> i32 {
    dots.iter().map(|dot| if dot.kind == TokenKind::Ellipsis { 3 } else { 1 }).sum()
}
