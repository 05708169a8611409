//! Sources in all sorts of encodings, read as bytes and as a file: the same text and the same
//! complaints as CPython's, which `tests/reference/source_outcomes.py` recorded.

use tokenizer::{Error, ErrorKind, Options, Source, TokenKind, tokenize};

/// One source, and what CPython made of it in the words of the recording.
struct Case {
    name: String,
    source: Vec<u8>,
    as_bytes: String,
    as_file: String,
}

fn cases() -> Vec<Case> {
    let recording = include_str!("sources/sources.txt");
    let blocks = recording.split("== ").skip(1);
    blocks
        .map(|block| {
            let mut lines = block.lines();
            let mut case = Case {
                name: lines.next().unwrap().to_owned(),
                source: Vec::new(),
                as_bytes: String::new(),
                as_file: String::new(),
            };
            for line in lines {
                let (word, rest) = line.split_once(' ').unwrap();
                match word {
                    "bytes" => case.as_bytes = rest.to_owned(),
                    "file" => case.as_file = rest.to_owned(),
                    times => case.source.extend(unescaped(rest).repeat(times.parse().unwrap())),
                }
            }
            case
        })
        .collect()
}

/// Bytes that Python's `unicode_escape` wrote.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        let escape = rest.first().filter(|_| *first == b'\\');
        rest = if escape.is_some() { &rest[1..] } else { rest };
        bytes.push(match escape {
            None => *first,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'x') => {
                let digits = std::str::from_utf8(&rest[..2]).unwrap();
                rest = &rest[2..];
                u8::from_str_radix(digits, 16).unwrap()
            }
            Some(other) => *other,
        });
    }
    bytes
}

/// As Python's `unicode_escape` writes text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match (character, character as u32) {
            ('\\', _) => escaped.push_str("\\\\"),
            ('\t', _) => escaped.push_str("\\t"),
            ('\n', _) => escaped.push_str("\\n"),
            ('\r', _) => escaped.push_str("\\r"),
            (_, 0x20..0x7f) => escaped.push(character),
            (_, point @ ..0x100) => escaped.push_str(&format!("\\x{point:02x}")),
            (_, point @ ..0x10000) => escaped.push_str(&format!("\\u{point:04x}")),
            (_, point) => escaped.push_str(&format!("\\U{point:08x}")),
        }
    }
    escaped
}

/// The string that is assigned to `s`, or the first error; that of a string which is not UTF-8
/// has no place here, since it is for the parser to find.
fn outcome(source: Result<Source<'_>, Error>) -> Result<String, Error> {
    let source = source?;
    let tokens = tokenize(&source, Options::default());
    if let Some(error) = tokens.error {
        return Err(error);
    }
    let mut value = String::new();
    for window in tokens.tokens.windows(3) {
        let [name, equal, string] = window else { unreachable!() };
        let text = |token: &tokenizer::Token| &source.text()[token.range()];
        if string.kind == TokenKind::String && equal.kind == TokenKind::Equal && text(name) == "s" {
            let inner = string.start as usize + 1..string.end as usize - 1;
            if let Some(error) = source.undecodable_in(inner.clone()) {
                return Err(Error { kind: ErrorKind::Unicode(error), location: None });
            }
            value = source.text()[inner].to_owned();
        }
    }
    Ok(value)
}

fn or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or("None".to_owned(), |value| value.to_string())
}

fn bytes_outcome(bytes: &[u8]) -> String {
    match outcome(Source::from_bytes(bytes, true)) {
        Ok(text) => format!("= {}", escaped(&text)),
        Err(error) => {
            let at = error.location.as_deref();
            let end = at.and_then(|at| at.end);
            let text = at.and_then(|at| at.text.as_deref());
            format!(
                "! {} {} {} {} {} {}",
                or_none(at.map(|at| at.lineno)),
                or_none(at.map(|at| at.offset)),
                or_none(end.map(|end| end.0)),
                or_none(end.map(|end| end.1)),
                text.map_or("None".to_owned(), |text| format!("[{}]", escaped(text))),
                escaped(&error.kind.to_string()),
            )
        }
    }
}

fn file_outcome(bytes: &[u8]) -> String {
    match outcome(Source::from_file(bytes, "f.py")) {
        Ok(text) => format!("= {}", escaped(&text)),
        Err(error) => {
            let line = error.location.as_ref().map(|at| at.lineno);
            let message = format!("{}: {}", error.class().name(), error.kind);
            format!("! {} {}", or_none(line), escaped(&message))
        }
    }
}

/// Whether two outcomes are the same, but for the place that only the parser knows.
fn agree(found: &str, expected: &str) -> bool {
    let parsers = |outcome: &str| {
        let message = outcome.split_once("(unicode error) 'utf-8' codec can't decode");
        message.map(|(_, message)| message.to_owned())
    };
    found == expected || (parsers(found).is_some() && parsers(found) == parsers(expected))
}

#[test]
fn bytes_are_read_as_by_compile() {
    let mut differing = Vec::new();
    for Case { name, source, as_bytes, .. } in cases() {
        let found = bytes_outcome(&source);
        if !agree(&found, &as_bytes) {
            differing.push(format!("{name}\n  CPython {as_bytes}\n  here    {found}"));
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn files_are_read_as_by_python() {
    let mut differing = Vec::new();
    for Case { name, source, as_file, .. } in cases() {
        let found = file_outcome(&source);
        if !agree(&found, &as_file) {
            differing.push(format!("{name}\n  CPython {as_file}\n  here    {found}"));
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
