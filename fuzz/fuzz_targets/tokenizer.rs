//! No bytes make the tokenizer panic, and its tokens tile the text in both views.
//!
//! `cargo +nightly fuzz run tokenizer` runs it. With the programs that the recordings are
//! of as a beginning, and the words of a dictionary, it gets further sooner; `just fuzz`:
//! `cargo +nightly fuzz run tokenizer fuzz/corpus/tokenizer tests/programs/tokenizer --
//! -dict=fuzz/tokenizer.dict`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenizer::pytokenize::{SourceLines, TokenInfos};
use tokenizer::{Options, Source, TokenKind, tokenize};

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the options, so that a source can begin with anything.
    let Some((&choice, bytes)) = data.split_first() else { return };
    let options = Options {
        type_comments: choice & 1 != 0,
        async_hacks: choice & 2 != 0,
        interactive: choice & 4 != 0,
        ..Options::default()
    };
    let final_newline = choice & 8 == 0;
    let text = std::str::from_utf8(bytes).ok();
    let sources = [
        Source::from_bytes(bytes, final_newline).ok(),
        Source::from_file(bytes, "fuzz.py").ok(),
        text.and_then(|text| Source::from_str(text, final_newline).ok()),
    ];
    for source in sources.iter().flatten() {
        parsers_tokens_tile(source, options);
    }
    if let Ok(lines) = SourceLines::from_bytes(bytes, Some("fuzz.py")) {
        module_tokens_follow(&lines);
    }
});

/// Tokens come in order, on the lines they name, and only what is no token lies between.
fn parsers_tokens_tile(source: &Source<'_>, options: Options) {
    let tokens = tokenize(source, options);
    let mut end = 0;
    for token in &tokens.tokens {
        if matches!(token.kind, TokenKind::ErrorToken | TokenKind::EndMarker) {
            break;
        }
        assert!(end <= token.start && token.start <= token.end, "{token:?} overlaps");
        let gap = &source.text()[end as usize..token.start as usize];
        // Of a type comment only the type is a token.
        assert!(token.kind == TokenKind::TypeComment || is_gap(gap), "{gap:?} before {token:?}");
        assert_eq!(tokens.lines.line_of(token.start), token.line, "{token:?}");
        let spelling = token.kind.text();
        let spelt_in_two_ways = token.kind == TokenKind::NotEqual;
        assert!(
            spelling.is_empty() || spelt_in_two_ways || &source.text()[token.range()] == spelling
        );
        end = token.end;
    }
    let failed = tokens.tokens.last().is_some_and(|last| last.kind == TokenKind::ErrorToken);
    assert_eq!(failed, tokens.error.is_some());
    assert!(failed || is_gap(&source.text()[end as usize..]));
}

/// Blanks, line breaks, comments, and backslashes before line breaks.
fn is_gap(text: &str) -> bool {
    text.split_inclusive('\n').all(|line| {
        let code = line.split('#').next().unwrap_or_default();
        let code = code.strip_suffix("\\\n").unwrap_or(code);
        code.chars().all(|character| matches!(character, ' ' | '\t' | '\x0c' | '\n'))
    })
}

/// Positions never go back, and each text is what stands at its position.
fn module_tokens_follow(lines: &SourceLines) {
    let texts: Vec<&str> = lines.text().split_inclusive('\n').collect();
    let mut last = (0, 0);
    for token in TokenInfos::new(lines).map_while(Result::ok) {
        assert!(last <= token.start && token.start <= token.end, "{token:?} after {last:?}");
        last = token.end;
        let (line, column) = token.start;
        if token.exact_kind == TokenKind::Encoding || token.string.is_empty() {
            continue;
        }
        let from_there: String = texts[line as usize - 1..]
            .iter()
            .flat_map(|text| text.chars())
            .skip(column as usize)
            .take(token.string.chars().count())
            .collect();
        assert_eq!(from_there, token.string, "{token:?}");
    }
}
