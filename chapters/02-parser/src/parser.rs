//! A parse from start to end: the passes, and the state they share.
//!
//! CPython: `Parser` in `Parser/pegen.h`, `_PyPegen_run_parser` in `Parser/pegen.c`.
//!
//! CPython parses a source once without the `invalid_` rules and, if that fails, a second
//! time with them, to find words for what is wrong. Here a quicker pass goes before
//! ([`crate::quick`]), which never goes back and knows no errors. Most sources need no more.
//! Where it fails, the grammar decides, in CPython's two passes.

use std::borrow::Cow;

use bumpalo::Bump;
use tokenizer::source::Source;
use tokenizer::token::{Token, TokenKind};
use tokenizer::{Tokens, tokenize};

use crate::ast::{Expr, ExprKind, Mod, Pattern, PatternKind, Range, Stmt, StmtKind};
use crate::errors::Error;
use crate::memo::MemoTable;
use crate::options::{Mode, Options};
use crate::quick::Stacks;
use crate::warnings::{Warning, WarningKind};

// ANCHOR: parse
/// What a parse comes to.
#[derive(Debug)]
pub struct Parse<'a> {
    /// The tree, or why there is none.
    pub result: Result<&'a Mod<'a>, Error>,
    /// In the order in which they are given; they come before the error.
    pub warnings: Vec<Warning>,
}

/// Parses a source into `arena`.
pub fn parse<'a>(source: &'a Source<'a>, arena: &'a Bump, options: &Options) -> Parse<'a> {
    let mut parser =
        Parser::new(Cow::Borrowed(source), source.text(), arena, options.clone(), None);
    let result = parser.run(quick_start_rule(options.mode), start_rule(options.mode));
    Parse { result, warnings: parser.warnings }
}
// ANCHOR_END: parse

// ANCHOR: filtered
/// Parses a source and gives each warning to a filter in its turn. Where that says that the
/// warning is to be an error, the parser raises one there and goes on as it does after any:
/// it still looks for a better one, and may find another warning on its way.
pub fn parse_filtered<'a>(
    source: &'a Source<'a>,
    arena: &'a Bump,
    options: &Options,
    mut is_fatal: impl FnMut(&Warning) -> bool,
) -> Parse<'a> {
    let mut options = options.clone();
    let mut given = 0;
    loop {
        let parse = parse(source, arena, &options);
        let Some(fatal) = parse.warnings[given..].iter().position(&mut is_fatal) else {
            return parse;
        };
        // The next parse gives the same warnings up to there.
        given += fatal;
        options.fatal_warnings.push(parse.warnings[given].clone());
    }
}
// ANCHOR_END: filtered

// ANCHOR: once
/// Parses a source that the tree is to outlive.
pub(crate) fn parse_once<'a>(source: Source<'a>, arena: &'a Bump, options: &Options) -> Parse<'a> {
    let text = arena.alloc_str(source.text());
    let mut parser = Parser::new(Cow::Owned(source), text, arena, options.clone(), None);
    let result = parser.run(quick_start_rule(options.mode), start_rule(options.mode));
    Parse { result, warnings: parser.warnings }
}
// ANCHOR_END: once

// ANCHOR: by_grammar
/// Parses by the grammar alone, as CPython does, and shows what it remembered. The tree, the
/// error and the warnings are [`parse`]'s.
pub fn parse_by_grammar<'a>(
    source: &'a Source<'a>,
    arena: &'a Bump,
    options: &Options,
) -> (Parse<'a>, MemoTable<'a>) {
    let mut parser =
        Parser::new(Cow::Borrowed(source), source.text(), arena, options.clone(), None);
    let result = parser.run(None, start_rule(options.mode));
    (Parse { result, warnings: parser.warnings }, parser.memo)
}

/// Parses by the quick pass alone: nothing where it leaves the source to the grammar, because
/// something is wrong, or too deep, or asked for that it doesn't know.
pub fn parse_quickly<'a>(
    source: &'a Source<'a>,
    arena: &'a Bump,
    options: &Options,
) -> Option<&'a Mod<'a>> {
    let quick = quick_start_rule(options.mode)?;
    let mut parser =
        Parser::new(Cow::Borrowed(source), source.text(), arena, options.clone(), None);
    parser.run_quick(quick)
}

/// A rule that a parse begins with.
type Start<'a> = fn(&mut Parser<'a>) -> Option<&'a Mod<'a>>;

fn start_rule<'a>(mode: Mode) -> Start<'a> {
    match mode {
        Mode::Exec => Parser::file,
        Mode::Eval => Parser::eval,
        Mode::Single => Parser::interactive,
        Mode::FuncType => Parser::func_type,
    }
}

/// The same for the quick pass, which has none for what nobody has much of.
fn quick_start_rule<'a>(mode: Mode) -> Option<Start<'a>> {
    match mode {
        Mode::Exec => Some(Parser::quick_file),
        Mode::Eval => Some(Parser::quick_eval),
        Mode::Single | Mode::FuncType => None,
    }
}
// ANCHOR_END: by_grammar

// ANCHOR: origin
/// Where in a larger source the text of this parser stands: for an expression inside of an
/// f-string. C: `starting_lineno`, `starting_col_offset`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// The line that the text's first line is.
    pub(crate) lineno: i32,
    /// How far to the right its first line is shifted.
    pub(crate) col_offset: i32,
}
// ANCHOR_END: origin

// ANCHOR: state
/// The state of a parse. C: `Parser`.
pub(crate) struct Parser<'a> {
    pub(crate) source: Cow<'a, Source<'a>>,
    pub(crate) text: &'a str,
    pub(crate) scan: Tokens,
    pub(crate) arena: &'a Bump,
    pub(crate) options: Options,
    pub(crate) origin: Option<Origin>,

    /// The next token to take.
    pub(crate) mark: usize,
    /// How many tokens have been looked at.
    pub(crate) fill: usize,
    /// How many rules we are in.
    pub(crate) level: u32,
    pub(crate) memo: MemoTable<'a>,
    /// Whether this is the quick pass.
    pub(crate) quick: bool,
    /// Whether this is the pass for the errors.
    pub(crate) call_invalid_rules: bool,
    /// The token that an error is about, where it isn't the last that was looked at.
    pub(crate) known_err_token: Option<Token>,
    /// Whether an error was raised, after which nothing matches any more.
    pub(crate) error_indicator: bool,
    pub(crate) error: Option<Error>,
    pub(crate) warnings: Vec<Warning>,
    /// Behind the last string tokens that have been read, and warned of.
    pub(crate) strings_read: usize,
    /// How many of the tokenizer's warnings are among them.
    pub(crate) tokenizer_warnings: usize,
    pub(crate) stacks: Stacks<'a>,
}
// ANCHOR_END: state

impl<'a> Parser<'a> {
    // ANCHOR: new
    pub(crate) fn new(
        source: Cow<'a, Source<'a>>,
        text: &'a str,
        arena: &'a Bump,
        options: Options,
        origin: Option<Origin>,
    ) -> Parser<'a> {
        let first_line = origin.map_or(1, |origin| origin.lineno);
        let fatal_in_scan = options.fatal_warnings.iter().filter_map(|warning| {
            let WarningKind::InvalidLiteral(literal) = warning.kind else { return None };
            Some((literal, u32::try_from(warning.lineno - first_line + 1).ok()?))
        });
        let scan_options = tokenizer::Options {
            type_comments: options.type_comments,
            async_hacks: options.feature_version < 7,
            interactive: false,
            in_file: options.in_file && options.mode == Mode::Exec && origin.is_none(),
            fatal_warnings: fatal_in_scan.collect(),
        };
        let mut scan = tokenize(&source, scan_options);
        if options.mode == Mode::Single {
            end_single_input(&mut scan.tokens, !options.dont_imply_dedent);
        }
        Parser {
            source,
            text,
            scan,
            arena,
            options,
            origin,
            mark: 0,
            fill: 0,
            level: 0,
            memo: MemoTable::default(),
            quick: false,
            call_invalid_rules: false,
            known_err_token: None,
            error_indicator: false,
            error: None,
            warnings: Vec::new(),
            strings_read: 0,
            tokenizer_warnings: 0,
            stacks: Stacks::default(),
        }
    }
    // ANCHOR_END: new

    // ANCHOR: run
    /// Runs the passes. C: `_PyPegen_run_parser`.
    pub(crate) fn run<T>(
        &mut self,
        quick: Option<fn(&mut Self) -> Option<T>>,
        rule: fn(&mut Self) -> Option<T>,
    ) -> Result<T, Error> {
        if let Some(node) = quick.and_then(|quick| self.run_quick(quick)) {
            return Ok(node);
        }

        let node = rule(self);
        self.give_tokenizer_warnings(self.fill);
        if let Some(node) = node {
            if self.options.mode == Mode::Single && self.origin.is_none() {
                self.check_single_statement()?;
            }
            return Ok(node);
        }
        if self.options.allow_incomplete_input && self.is_at_end_of_source() {
            return Err(self.incomplete_input());
        }
        if !matches!(self.error, None | Some(Error::Syntax(_))) {
            return Err(self.take_error());
        }

        let last_token = self.fill - 1;
        self.memo.clear();
        self.mark = 0;
        self.call_invalid_rules = true;
        // An error of the first pass stays, and keeps the second from going far.
        rule(self);
        self.give_tokenizer_warnings(self.fill);
        self.set_syntax_error(last_token);
        Err(self.take_error())
    }

    /// Runs the quick pass, if it knows what is asked for; after it, the parser is as before
    /// unless there is a tree.
    fn run_quick<T>(&mut self, quick: fn(&mut Self) -> Option<T>) -> Option<T> {
        if self.scan.error.is_some() || !Parser::quick_pass_knows(&self.options) {
            return None;
        }
        self.quick = true;
        let node = quick(self);
        self.quick = false;
        if node.is_some() {
            self.fill = self.scan.tokens.len();
            self.give_tokenizer_warnings(self.fill);
        } else {
            self.start_over();
        }
        node
    }

    fn start_over(&mut self) {
        self.memo.clear();
        self.stacks = Stacks::default();
        self.mark = 0;
        self.fill = 0;
        self.level = 0;
        self.error_indicator = false;
        self.error = None;
        self.warnings.clear();
        self.strings_read = 0;
        self.tokenizer_warnings = 0;
    }
    // ANCHOR_END: run

    // ANCHOR: warnings
    /// Gives the tokenizer's warnings about the first `tokens` tokens, unless they have been
    /// given.
    pub(crate) fn give_tokenizer_warnings(&mut self, tokens: usize) {
        while let Some(warning) = self.scan.warnings.get(self.tokenizer_warnings) {
            if warning.token as usize >= tokens {
                break;
            }
            let kind = WarningKind::InvalidLiteral(warning.literal);
            let lineno = warning.line as i32 + self.first_line() - 1;
            self.warnings.push(Warning { kind, lineno });
            self.tokenizer_warnings += 1;
        }
    }
    // ANCHOR_END: warnings

    // ANCHOR: positions
    /// The line that the first line of the text is.
    pub(crate) fn first_line(&self) -> i32 {
        self.origin.map_or(1, |origin| origin.lineno)
    }

    /// The text of a token.
    #[inline]
    pub(crate) fn token_text(&self, token: Token) -> &'a str {
        &self.text[token.range()]
    }

    /// Line and column where a token begins. Tokens without text have column -1, but where
    /// the text is shifted to the right they are shifted too.
    #[inline]
    pub(crate) fn token_start(&self, token: Token) -> (i32, i32) {
        match self.has_text(token) {
            true => self.position(token, token.line, token.start),
            false => self.position_without_text(token),
        }
    }

    /// Line and column where a token ends.
    #[inline]
    pub(crate) fn token_end(&self, token: Token) -> (i32, i32) {
        match self.has_text(token) {
            true => self.position(token, self.last_line(token), token.end),
            false => self.position_without_text(token),
        }
    }

    /// Whether a token stands for a piece of the source. The NEWLINE that a single
    /// statement is ended with does not.
    #[inline]
    pub(crate) fn has_text(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::EndMarker
            | TokenKind::Indent
            | TokenKind::Dedent
            | TokenKind::ErrorToken => false,
            TokenKind::Newline => (token.start as usize) < self.text.len(),
            _ => true,
        }
    }

    /// The line that a token ends on; only strings have more than one.
    #[inline]
    fn last_line(&self, token: Token) -> u32 {
        match token.kind {
            TokenKind::String => self.scan.lines.line_from(token.line, token.end),
            _ => token.line,
        }
    }

    #[inline]
    fn position(&self, token: Token, line: u32, offset: u32) -> (i32, i32) {
        let column = (offset - self.scan.lines.start_of(line)) as i32;
        match self.origin {
            None => (line as i32, column),
            Some(origin) => {
                // CPython goes by the line that the token ends on, even for its start.
                let shift = if self.last_line(token) == 1 { origin.col_offset } else { 0 };
                (line as i32 + origin.lineno - 1, column + shift)
            }
        }
    }

    #[cold]
    fn position_without_text(&self, token: Token) -> (i32, i32) {
        match self.origin {
            Some(origin) if token.line == 1 => (origin.lineno, origin.col_offset - 1),
            _ => (token.line as i32 + self.first_line() - 1, -1),
        }
    }

    /// The place of a token.
    pub(crate) fn token_range(&self, token: Token) -> Range {
        let (lineno, col_offset) = self.token_start(token);
        let (end_lineno, end_col_offset) = self.token_end(token);
        Range { lineno, col_offset, end_lineno, end_col_offset }
    }
    // ANCHOR_END: positions

    // ANCHOR: new_nodes
    /// A new expression from the token at `start` to the last one taken.
    pub(crate) fn new_expr(&mut self, start: usize, kind: ExprKind<'a>) -> &'a Expr<'a> {
        let range = self.range_from(start);
        self.arena.alloc(Expr { kind, range })
    }

    /// A new statement from the token at `start` to the last one taken.
    pub(crate) fn new_stmt(&mut self, start: usize, kind: StmtKind<'a>) -> &'a Stmt<'a> {
        let range = self.range_from(start);
        self.arena.alloc(Stmt { kind, range })
    }

    /// A new pattern from the token at `start` to the last one taken.
    pub(crate) fn new_pattern(&mut self, start: usize, kind: PatternKind<'a>) -> &'a Pattern<'a> {
        let range = self.range_from(start);
        self.arena.alloc(Pattern { kind, range })
    }

    /// A list in the arena.
    pub(crate) fn slice<T: Copy>(&self, items: &[T]) -> &'a [T] {
        if items.is_empty() { &[] } else { self.arena.alloc_slice_copy(items) }
    }
    // ANCHOR_END: new_nodes
}

// ANCHOR: single_input
/// Where a single statement ends with the source, CPython pretends that there are a line
/// break and the ends of all blocks. C: `_PyPegen_fill_token`.
fn end_single_input(tokens: &mut Vec<Token>, imply_dedent: bool) {
    let Some(&end) = tokens.last() else { return };
    if end.kind != TokenKind::EndMarker || tokens.len() == 1 {
        return;
    }
    // In the middle of a line, the blocks end behind the line break that is made up.
    let mut last = tokens.len() - 1;
    while last > 0 && tokens[last - 1].kind == TokenKind::Dedent {
        last -= 1;
    }
    if last == 0 || tokens[last - 1].kind != TokenKind::Newline {
        tokens.truncate(last);
    } else {
        tokens.pop();
    }
    let count = |kind| tokens.iter().filter(|token| token.kind == kind).count();
    let open = count(TokenKind::Indent) - count(TokenKind::Dedent);
    tokens.push(Token { kind: TokenKind::Newline, ..end });
    if open > 0 && imply_dedent {
        tokens.extend(std::iter::repeat_n(Token { kind: TokenKind::Dedent, ..end }, open));
        tokens.push(Token { kind: TokenKind::Newline, ..end });
    }
    tokens.push(end);
}
// ANCHOR_END: single_input
