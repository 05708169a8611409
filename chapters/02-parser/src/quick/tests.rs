//! The quick pass beside the grammar: the same sources, the same trees.

use bumpalo::Bump;
use proptest::prelude::*;
use tokenizer::Source;

use crate::parser::Parser;
use crate::{Mode, Options, parse, parse_by_grammar};
use std::borrow::Cow;

// ANCHOR: agreement
/// Fails unless both ways come to the same.
fn assert_agreement(text: &str, mode: Mode) {
    let options = Options { mode, ..Options::default() };
    let Ok(source) = Source::from_str(text, mode == Mode::Exec) else { return };
    let arena = Bump::new();
    let quick = parse(&source, &arena, &options);
    let (by_grammar, _) = parse_by_grammar(&source, &arena, &options);
    assert_eq!(quick.result, by_grammar.result, "{text}");
    assert_eq!(quick.warnings, by_grammar.warnings, "{text}");
}
// ANCHOR_END: agreement

/// Whether the quick pass alone makes a tree.
fn is_quick(text: &str) -> bool {
    let source = Source::from_str(text, true).unwrap();
    let arena = Bump::new();
    let text = source.text();
    let mut parser = Parser::new(Cow::Borrowed(&source), text, &arena, Options::default(), None);
    parser.quick = true;
    parser.quick_file().is_some()
}

const STATEMENTS: &str = r#"
x = y = a, *b = yield_, (c), [d, *e] = f(*g, h=1, *i, **j, k=2)
x: int = 3
(x): int
x.y[0]: int = lambda a, /, b=1, *, c, d=2, **e: a if b else c
x += yield
x.y[z, 1:2, ::3, *w] @= not a or b and c is not d not in e != f
del a, (b, c), [d.e], f[0]
from ... import (a as b, c,)
from .a.b import *
import a.b.c as d, e
raise A from b
assert a, b
global a, b
nonlocal c
return
return *a, b
pass; break; continue;
print(a for a in b if c if d for e, *f in g)
{**a, b: c, **d}, {a, *b}, {a: b for a, b in c}, {a for a in b}, [*a], (), [], {}, (a,), (yield)
-a ** -b ** c * d // e % f @ g + h - i << j >> k & l ^ m | n < o <= p == q
await a.b[c](d)[e:f]
(a := b), [a := b], f(a := b), x[a := b], {a := b}
"a" 'b' f"{c!r:>{d}} {e = }" u"f"
match = match[0]; match(a).b; match * a; case = _ = 1
match(a, b)
"#;

const COMPOUND: &str = r#"
@a.b
@(c := d)
async def f(a, b: int = 1, /, c=2, *args: *Ts, d, e=3, **kwargs: str) -> int:
    async with a as b, (c): pass
    async for a in b: pass
    else: pass
    return [a async for a in b]
class C: pass
class D(A, *b, k=1): x = 1
if a: pass
elif b: pass
elif c:
    pass
else: pass
while a: pass
else: pass
for a, in b: pass
for (a, b), *c in d, *e: pass
else: pass
with (a as b, c as (d, e),): pass
with (a, b) as c: pass
with (yield a): pass
with (a): pass
with (a).b as c.d: pass
try: pass
except: pass
try: pass
except A as b: pass
except (C, D): pass
else: pass
finally: pass
try: pass
except* A: pass
try: pass
finally: pass
match a, *b:
    case 1 | -2.5 | 3 + 4j | "a" "b" | None: pass
    case [a, *_] | (b, c) | {"k": d, **e} | A.B(f, g=h) as i if j: pass
    case _: pass
match "\d", f"\w{1or 2}": # both are read once more where no comma follows
    case "\p" | -1: pass
    case {"\q": 1}: pass
match "\d": # see above
    case "\p": pass
def f(a, b): pass
def f(*, a): pass
def f(): x = 1; y = 2
"#;

#[test]
fn statements_of_every_kind() {
    for text in [STATEMENTS, COMPOUND] {
        assert_agreement(text, Mode::Exec);
    }
    let loose = STATEMENTS.replace("return", "#").replace("nonlocal c", "");
    assert!(is_quick(&loose) && is_quick(COMPOUND));
    for line in STATEMENTS.lines() {
        assert_agreement(line, Mode::Eval);
    }
}

#[test]
fn deep_sources_are_left_to_the_grammar() {
    for deep in ["(".repeat(150) + &")".repeat(150), "-".repeat(3000) + "x"] {
        assert!(!is_quick(&deep));
        assert_agreement(&deep, Mode::Exec);
    }
}

/// A line of tokens in no particular order is mostly wrong, but right often enough.
fn tokens() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "a",
        "b",
        "1",
        "1or",
        "\"s\"",
        "\"\\d\"",
        "f'\\w{1or 2}'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        ":=",
        ".",
        "*",
        "**",
        "-",
        "not",
        "in",
        "is",
        "if",
        "else",
        "for",
        "lambda",
        "yield",
        "await",
        "async",
        "/",
        "and",
        "==",
        "+=",
        "->",
        "match",
        "case",
        "_",
        "as",
        "with",
        "import",
        "from",
        "def f",
        "class C",
        "del",
        "\n",
        "\n ",
        ";",
        "print",
        "...",
        "True",
        "@",
        "try",
        "except",
        "|",
    ]);
    prop::collection::vec(token, 1..14).prop_map(|tokens| tokens.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn tokens_in_any_order(text in tokens()) {
        assert_agreement(&text, Mode::Exec);
    }

    #[test]
    fn a_token_changed(text in tokens(), line in 0..70usize, place in 0..40usize) {
        let lines: Vec<&str> = STATEMENTS.lines().chain(COMPOUND.lines()).collect();
        let words: Vec<&str> = lines[line % lines.len()].split(' ').collect();
        let place = place % words.len();
        let token = text.split(' ').next().unwrap_or_default();
        let changed = [&words[..place], &[token], &words[place + 1..]].concat().join(" ");
        assert_agreement(&changed, Mode::Exec);
        let added = [&words[..place], &[token], &words[place..]].concat().join(" ");
        assert_agreement(&added, Mode::Exec);
    }
}
