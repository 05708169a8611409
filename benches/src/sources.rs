//! Python sources to work on: CPython's library where it is installed, and sources made
//! by a seed, each heavy in one thing.
//!
//! The made ones need no installation and are the same on every machine. Every one is
//! valid Python 3.11 with a line break at the end, so that no row of a group stops early.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A maker of sources: at least so many bytes, and the statement begun is finished.
pub type Maker = fn(usize) -> String;

/// What a tokenizer meets often and what it meets at worst, by name.
pub const KINDS: &[(&str, Maker)] = &[
    ("typical", typical),
    ("deep indentation", deep_indentation),
    ("long strings", long_strings),
    ("long identifiers", long_identifiers),
    ("operators", operators),
    ("small numbers", small_numbers),
    ("non-ASCII identifiers", non_ascii_identifiers),
    ("comments", comments),
];

/// The `.py` files under `home/lib/python3.11` that are UTF-8, in the order of their
/// paths; nothing that was installed beside the standard library.
pub fn library(home: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![home.join("lib/python3.11")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default();
            if path.is_dir() && name != "site-packages" && name != "dist-packages" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                // Not UTF-8: another encoding, whose decoding isn't what is measured.
                if let Ok(source) = fs::read_to_string(&path) {
                    files.push((path, source));
                }
            }
        }
    }
    files.sort();
    files
}

/// Small functions and classes as people write them, with docstrings and comments.
pub fn typical(size: usize) -> String {
    const NAMES: &[&str] = &["count", "value", "self", "result", "items", "path", "i", "name"];
    const CALLS: &[&str] = &["len", "str", "range", "print", "isinstance", "self.update"];
    let mut random = Random::new(1);
    fill(size, |source, number| {
        let [a, b, c] = [(); 3].map(|()| random.pick(NAMES));
        let call = random.pick(CALLS);
        let (small, large) = (random.below(100), random.below(100_000));
        let _ = write!(
            source,
            r#"class Account{number}(Base):
    """Keeps the {a} of one {b}.

    The {c} is counted from {small}.
    """

    limit = {large}

    def add_{a}(self, {b}, *, {c}=None, scale={small}.5):
        # Nothing to do for an empty {b}.
        if not {b} or {c} is None:
            return self.{a}
        total = {{"{a}": [{call}({b}), {small}], '{b}': f"{{{c}!r:>{small}}}"}}
        for index, {a} in enumerate({b}, start={small}):
            total[{a}] = total.get({a}, 0) + {call}({a} * {large} - index) // 2
            if index % {large} == 0x{large:x} and {a} != "{c}\n":
                raise ValueError("no {a} for %s" % ({b},))
        return total


"#
        );
    })
}

/// Blocks nested to the depth of 99, one short of CPython's limit, and closed at once.
pub fn deep_indentation(size: usize) -> String {
    fill(size, |source, _| {
        for depth in 0..99 {
            let _ = writeln!(source, "{:depth$}if x:", "");
        }
        let _ = writeln!(source, "{:99}y", "");
    })
}

/// Strings of a few kilobytes: in one line, over many lines, and with escapes.
pub fn long_strings(size: usize) -> String {
    let text = "The quick brown fox jumps over the lazy dog, again and again. ".repeat(60);
    let lines = text.replace(". ", ".\n");
    let escapes = text.replace(". ", r"\n\t\x41");
    fill(size, |source, number| {
        let _ = writeln!(source, "s{number} = '{text}'\nt = \"\"\"{lines}\"\"\"\nu = '{escapes}'");
    })
}

/// Names of some sixty characters.
pub fn long_identifiers(size: usize) -> String {
    let mut random = Random::new(2);
    fill(size, |source, _| {
        let [a, b] = [(); 2].map(|()| random.below(1 << 40));
        let _ = writeln!(
            source,
            "the_quite_long_and_descriptive_name_of_a_local_variable_{a} = \
             another_name_that_a_generator_of_code_might_have_written_{b}"
        );
    })
}

/// Operators of one, two and three characters, with hardly a name between them.
pub fn operators(size: usize) -> String {
    const OPERATORS: &[&str] =
        &["+", "-", "**", "//", "<<", ">>", "<=", "==", "!=", "%", "&", "|", "^", "@"];
    let mut random = Random::new(3);
    fill(size, |source, _| {
        source.push_str("a>>=b");
        for _ in 0..20 {
            source.push_str(random.pick(OPERATORS));
            source.push_str(random.pick(&["a", "(b)", "~c", "-d", "[e]", "{f}"]));
        }
        source.push('\n');
    })
}

/// Lists of numbers of all forms, one or two digits each.
pub fn small_numbers(size: usize) -> String {
    let mut random = Random::new(4);
    fill(size, |source, _| {
        source.push_str("x = [");
        for _ in 0..20 {
            let number = random.below(100);
            let _ = match random.below(6) {
                0 => write!(source, "0x{number:x},"),
                1 => write!(source, "{number}.5,"),
                2 => write!(source, "{number}e3,"),
                _ => write!(source, "{number},"),
            };
        }
        source.push_str("]\n");
    })
}

/// Names in scripts other than the Latin one.
pub fn non_ascii_identifiers(size: usize) -> String {
    const NAMES: &[&str] = &["größe", "имя", "名前", "αβγ", "이름", "naïve", "שם", "ชื่อ"];
    let mut random = Random::new(5);
    fill(size, |source, number| {
        let [a, b, c] = [(); 3].map(|()| random.pick(NAMES));
        let _ = writeln!(source, "{a}{number} = {b}({c}, {a}) + {c}.{b}");
    })
}

/// Comments on lines of their own, and blank lines.
pub fn comments(size: usize) -> String {
    fill(size, |source, number| {
        let _ = writeln!(
            source,
            "# A remark of about the length that remarks have, the one of number {number}.\n\
             \n    # And one that is indented, which is of no consequence to the block.\nx"
        );
    })
}

/// Calls `add` with a counter until the source has `size` bytes.
fn fill(size: usize, mut add: impl FnMut(&mut String, usize)) -> String {
    let mut source = String::with_capacity(size + size / 8);
    for number in 0.. {
        if source.len() >= size {
            break;
        }
        add(&mut source, number);
    }
    source
}

/// Numbers that look drawn but are the same on every run: Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpython::Python;

    #[test]
    fn sources_reach_their_size_and_are_the_same_each_time() {
        for (name, make) in KINDS {
            let source = make(20_000);
            assert!((20_000..40_000).contains(&source.len()), "{name}: {}", source.len());
            assert!(source.ends_with('\n'), "{name}");
            assert_eq!(source, make(20_000), "{name}");
        }
    }

    #[test]
    fn cpython_parses_every_source() {
        let Some(python) = Python::get() else { return };
        python.with_gil(|gil| {
            let parse = gil.function("import ast\nwork = ast.parse", "work").unwrap();
            for (name, make) in KINDS {
                let source = gil.string(&make(20_000)).unwrap();
                assert!(parse.call_with(gil, &source).is_ok(), "{name}");
            }
        });
    }

    #[test]
    fn the_library_is_read_in_order() {
        let Some(python) = Python::get() else { return };
        let files = library(&python.installation().home);
        assert!(files.len() > 500, "{}", files.len());
        assert!(files.is_sorted());
    }
}
