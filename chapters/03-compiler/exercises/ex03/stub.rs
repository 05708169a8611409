//! Exercise 3: whose variable is it?

/// What kind of block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Module,
    Class,
    Function,
}

/// Whose variable a name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(dead_code, reason = "the answer that is missing")]
enum Whose {
    /// The block's own.
    Local,
    /// A function's around.
    Free,
    /// The module's, or a builtin.
    Global,
}

/// A block, and the names that it binds, declares global, declares nonlocal.
type Block<'a> = (Kind, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

/// Whose variable `name` is in the innermost of `blocks`, which is the last.
fn whose(blocks: &[Block<'_>], name: &str) -> Whose {
    match blocks.last() {
        Some((Kind::Module, ..)) | None => Whose::Global,
        Some((_, binds, ..)) if binds.contains(&name) => Whose::Local,
        Some(_) => Whose::Global,
    }
}

mod checks;
