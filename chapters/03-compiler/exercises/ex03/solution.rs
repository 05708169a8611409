//! Exercise 3, solved.

/// What kind of block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Module,
    Class,
    Function,
}

/// Whose variable a name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
    let Some(((_, binds, globals, _), around)) = blocks.split_last() else { return Whose::Global };
    if globals.contains(&name) {
        return Whose::Global;
    }
    if binds.contains(&name) {
        return if around.is_empty() { Whose::Global } else { Whose::Local };
    }
    for (kind, binds, globals, _) in around.iter().rev() {
        if *kind != Kind::Function {
            continue;
        }
        if globals.contains(&name) {
            return Whose::Global;
        }
        if binds.contains(&name) {
            return Whose::Free;
        }
    }
    Whose::Global
}

mod checks;
