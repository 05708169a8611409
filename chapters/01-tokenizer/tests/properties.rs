//! What holds for every source, drawn at random: no panic, and tokens that tile the text.

use proptest::prelude::*;
use tokenizer::pytokenize::{SourceLines, TokenInfos};
use tokenizer::{Options, Source, TokenKind, tokenize};

/// Pieces that mean something to the tokenizer, alone or glued together.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "    ",
    "\t",
    "\x0c",
    "\n",
    "\r\n",
    "\r",
    "\\\n",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "# c",
    "# type: int",
    "# type: ignore",
    "#",
    "x",
    "def",
    "async",
    "await",
    "if",
    "else",
    "é",
    "ß",
    "日本",
    "²",
    "€",
    "\u{200b}",
    "\u{301}",
    "0",
    "1",
    "7",
    "0x",
    "0b1",
    "0o8",
    "1_0",
    "_",
    "1.5",
    "e5",
    "j",
    ".",
    "...",
    "rb",
    "f",
    "u",
    "+",
    "->",
    "**=",
    "<>",
    "!=",
    "!",
    "$",
    "?",
    "`",
    "\x01",
    ":",
    ":=",
    ",",
    ";",
    "=",
    "//=",
    "@",
    "abc",
    "class",
    "\u{feff}",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn options() -> impl Strategy<Value = Options> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(type_comments, async_hacks, interactive)| Options {
            type_comments,
            async_hacks,
            interactive,
            ..Options::default()
        },
    )
}

/// What may lie between two tokens of the parser's view: blanks, line breaks, comments, and
/// backslashes before line breaks.
fn is_gap(text: &str) -> bool {
    text.split_inclusive('\n').all(|line| {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\x0c' | '\n');
        let code = line.split('#').next().unwrap_or_default();
        code.strip_suffix("\\\n").unwrap_or(code).chars().all(blank)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_parsers_tokens_tile_the_source(text in soup(), options in options()) {
        let source = Source::from_str(&text, true).unwrap();
        let tokens = tokenize(&source, options);
        let mut end = 0;
        for token in &tokens.tokens {
            if matches!(token.kind, TokenKind::ErrorToken | TokenKind::EndMarker) {
                break;
            }
            prop_assert!(end <= token.start && token.start <= token.end);
            let gap = &source.text()[end as usize..token.start as usize];
            // A type comment's prefix belongs to no token.
            let type_comment = token.kind == TokenKind::TypeComment;
            prop_assert!(type_comment || is_gap(gap), "{gap:?} before {token:?}");
            prop_assert_eq!(tokens.lines.line_of(token.start), token.line);
            if !token.kind.text().is_empty() && token.kind != TokenKind::NotEqual {
                prop_assert_eq!(&source.text()[token.range()], token.kind.text());
            }
            end = token.end;
        }
        let last = tokens.tokens.last().unwrap().kind;
        prop_assert_eq!(last == TokenKind::ErrorToken, tokens.error.is_some());
        prop_assert!(tokens.error.is_some() || is_gap(&source.text()[end as usize..]));
    }

    #[test]
    fn the_state_after_a_token_is_where_it_ends(text in soup()) {
        let source = Source::from_str(&text, true).unwrap();
        let tokens = tokenize(&source, Options::default());
        for (index, token) in tokens.tokens.iter().enumerate() {
            let state = tokens.state_after(index, &source);
            prop_assert!(state.offset as u32 >= token.end);
            prop_assert!(state.shown.0 <= state.line_start && state.line_start <= state.shown.1);
        }
    }

    #[test]
    fn the_other_views_tokens_tile_the_lines(text in soup()) {
        let lines = SourceLines::from_text(text.clone());
        let (mut line, mut column) = (1, 0);
        let rows: Vec<Vec<char>> =
            text.split_inclusive('\n').map(|line| line.chars().collect()).collect();
        for token in TokenInfos::new(&lines) {
            let Ok(token) = token else { break };
            if matches!(token.exact_kind, TokenKind::Dedent | TokenKind::EndMarker) {
                continue;
            }
            prop_assert!((line, column) <= token.start, "{token:?}");
            if token.string.is_empty() {
                continue;
            }
            // Between tokens of a line stand blanks; a line break that is no token stands
            // behind a backslash.
            for row in line..=token.start.0 {
                let chars = &rows[row as usize - 1];
                let from = if row == line { column as usize } else { 0 };
                let to = if row == token.start.0 { token.start.1 as usize } else { chars.len() };
                let gap: String = chars[from..to].iter().collect();
                let gap = gap.strip_suffix("\\\n").or(gap.strip_suffix("\\\r\n")).unwrap_or(&gap);
                prop_assert!(gap.chars().all(|c| " \t\x0c".contains(c)), "{gap:?} {token:?}");
            }
            (line, column) = token.end;
            if token.string.ends_with('\n') && line == token.start.0 {
                (line, column) = (line + 1, 0);
            }
        }
    }

    #[test]
    fn no_bytes_crash(bytes in prop::collection::vec(any::<u8>(), 0..80), cookie in 0..6usize) {
        let cookies: [&[u8]; 6] = [b"", b"# coding: latin-1\n", b"# coding: utf-16\n",
            b"# coding: shift_jis\n", b"\xef\xbb\xbf", b"# coding: cp1252\n"];
        let bytes = [cookies[cookie], &bytes].concat();
        for source in [Source::from_bytes(&bytes, true), Source::from_bytes(&bytes, false),
                       Source::from_file(&bytes, "file.py")].into_iter().flatten() {
            tokenize(&source, Options::default());
        }
        if let Ok(lines) = SourceLines::from_bytes(&bytes, Some("file.py")) {
            TokenInfos::new(&lines).count();
        }
    }

    #[test]
    fn bytes_that_are_utf8_are_the_same_source_as_text(text in soup()) {
        // A byte order mark and a cookie are for bytes only.
        prop_assume!(!text.starts_with('\u{feff}'));
        let from_text = Source::from_str(&text, true).unwrap();
        let from_bytes = Source::from_bytes(text.as_bytes(), true).unwrap();
        let [a, b] = [&from_text, &from_bytes].map(|source| tokenize(source, Options::default()));
        prop_assert_eq!(a.tokens, b.tokens);
    }

    #[test]
    fn a_byte_that_is_not_utf8_hurts_only_in_a_token(before in "[a-z ]{0,8}", after in "[a-z ]{0,8}") {
        let code = [before.as_bytes(), b"\xe9", after.as_bytes()].concat();
        let comment = [b"#", &code[..]].concat();
        let [code, comment] = [&code, &comment]
            .map(|bytes| Source::from_bytes(bytes, true).map(|s| tokenize(&s, Options::default())));
        let message = code.unwrap().error.map(|error| error.kind.to_string());
        prop_assert!(message.is_some_and(|message| message.starts_with("(unicode error)")));
        prop_assert!(comment.unwrap().error.is_none());
    }

    #[test]
    fn a_number_is_one_token(number in number()) {
        let source = Source::from_str(&number, true).unwrap();
        let tokens = tokenize(&source, Options::default());
        let kinds: Vec<_> = tokens.tokens.iter().map(|token| token.kind).collect();
        prop_assert_eq!(kinds, [TokenKind::Number, TokenKind::Newline, TokenKind::EndMarker]);
        let lines = SourceLines::from_text(number.clone());
        prop_assert_eq!(TokenInfos::new(&lines).next().unwrap().unwrap().string, number);
    }
}

/// Numbers by the grammar of the language reference.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "0[xX](_?[0-9a-fA-F]){1,9}",
        "0[oO](_?[0-7]){1,9}",
        "0[bB](_?[01]){1,9}",
        "0(_?0){0,4}",
        "[1-9](_?[0-9]){0,9}",
        "[0-9](_?[0-9]){0,5}\\.([0-9](_?[0-9]){0,5})?([eE][-+]?[0-9](_?[0-9]){0,2})?[jJ]?",
        "\\.[0-9](_?[0-9]){0,5}([eE][-+]?[0-9](_?[0-9]){0,2})?[jJ]?",
        "[0-9](_?[0-9]){0,5}[eE][-+]?[0-9](_?[0-9]){0,2}[jJ]?",
        "[0-9](_?[0-9]){0,5}[jJ]",
    ]
}
