//! `from __future__ import …`, found before anything else is done with a tree.
//!
//! CPython: `Python/future.c`.
//!
//! A future statement may stand behind the docstring and other future statements only. The
//! pass looks no further than it must, so it finds a late one only on the line where the
//! first other statement stands; the code generator finds the rest.

use std::ops::{BitOr, BitOrAssign};

use parser::ast::{Alias, Constant, ExprKind, Mod, ModKind, Stmt, StmtKind, Stmts};

use crate::errors::{Error, ErrorKind, Location};

/// Features of the future, as bits of `co_flags` and of `compile`'s flags.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Features(pub u32);

impl Features {
    /// `barry_as_FLUFL`: `<>` for `!=`. C: `CO_FUTURE_BARRY_AS_BDFL`.
    pub const BARRY_AS_BDFL: Features = Features(0x40_0000);
    /// `annotations`: they are kept as text. C: `CO_FUTURE_ANNOTATIONS`.
    pub const ANNOTATIONS: Features = Features(0x100_0000);

    /// Whether all of these are among them.
    pub const fn contains(self, other: Features) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Features {
    type Output = Features;

    fn bitor(self, other: Features) -> Features {
        Features(self.0 | other.0)
    }
}

impl BitOrAssign for Features {
    fn bitor_assign(&mut self, other: Features) {
        *self = *self | other;
    }
}

/// What the future statements of a source come to. C: `PyFutureFeatures`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Future {
    /// The features that still make a difference.
    pub features: Features,
    /// The line of the last future statement.
    pub lineno: Option<i32>,
}

// ANCHOR: features
/// The names that can be imported and, for those that aren't everyday Python yet, what they
/// switch on.
const FEATURES: &[(&str, Features)] = &[
    ("nested_scopes", Features(0)),
    ("generators", Features(0)),
    ("division", Features(0)),
    ("absolute_import", Features(0)),
    ("with_statement", Features(0)),
    ("print_function", Features(0)),
    ("unicode_literals", Features(0)),
    ("barry_as_FLUFL", Features::BARRY_AS_BDFL),
    ("generator_stop", Features(0)),
    ("annotations", Features::ANNOTATIONS),
];
// ANCHOR_END: features

/// How many bytes of an unknown feature's name are shown.
const SHOWN: usize = 100;

// ANCHOR: future
/// Reads the future statements of a tree. C: `_PyFuture_FromAST`.
///
/// # Errors
/// When one names an unknown feature, or stands too late on the line of another statement.
pub fn future(tree: &Mod<'_>) -> Result<Future, Error> {
    let mut future = Future::default();
    let (ModKind::Module { body, .. } | ModKind::Interactive { body }) = tree.kind else {
        return Ok(future);
    };
    let rest = if has_docstring(body) { &body[1..] } else { body };
    // The line that the first other statement stands on.
    let mut done = None;
    for statement in rest {
        let lineno = statement.range.lineno;
        if done.is_some_and(|line| lineno > line) {
            break;
        }
        match future_names(statement) {
            Some(_) if done.is_some() => {
                return Err(Error::located(
                    ErrorKind::LateFuture,
                    Location::at(lineno, statement.range.col_offset),
                ));
            }
            Some(names) => {
                future.features |= features(names, statement)?;
                future.lineno = Some(lineno);
            }
            None => done = Some(lineno),
        }
    }
    Ok(future)
}
// ANCHOR_END: future

/// Whether a block begins with a plain string. C: `_PyAST_GetDocString`.
pub(crate) fn has_docstring(body: Stmts<'_>) -> bool {
    let Some(Stmt { kind: StmtKind::Expr { value }, .. }) = body.first() else { return false };
    matches!(value.kind, ExprKind::Constant { value: Constant::Str(_), .. })
}

/// What a future statement imports; `None` for any other statement.
fn future_names<'a>(statement: &Stmt<'a>) -> Option<&'a [&'a Alias<'a>]> {
    match statement.kind {
        StmtKind::ImportFrom { module: Some("__future__"), names, .. } => Some(names),
        _ => None,
    }
}

/// C: `future_check_features`
fn features(names: &[&Alias<'_>], statement: &Stmt<'_>) -> Result<Features, Error> {
    let mut features = Features::default();
    for alias in names {
        let Some(&(_, feature)) = FEATURES.iter().find(|(name, _)| *name == alias.name) else {
            let kind = match alias.name {
                "braces" => ErrorKind::FutureBraces,
                name => ErrorKind::UnknownFuture(beginning(name)),
            };
            let location = Location::at(statement.range.lineno, statement.range.col_offset + 1);
            return Err(Error::located(kind, location));
        };
        features |= feature;
    }
    Ok(features)
}

/// The first bytes of a name; a character that is cut is replaced.
fn beginning(name: &str) -> String {
    let bytes = name.as_bytes();
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned()
}
