//! What the compiler can find wrong with a tree that the parser accepted.
//!
//! CPython: the messages at the head of `Python/symtable.c` and `Python/future.c`;
//! `PyErr_RangedSyntaxLocationObject` in `Python/errors.c`.
//!
//! Unlike the parser's, these errors keep a column in bytes, and the line that is shown is
//! read from the file that the source is said to come from. So none is held here: who knows
//! the file adds it.

use std::fmt;

use parser::ast::Range;
use parser::unparse::UnparseError;
use tokenizer::repr::repr;

use crate::warnings::WarningKind;

/// What is wrong with a program.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the message below each says what it is about")]
pub enum ErrorKind {
    DuplicateArgument(String),
    GlobalParameter(String),
    GlobalAfterUse(String),
    GlobalAnnotated(String),
    GlobalAfterAssignment(String),
    NonlocalParameter(String),
    NonlocalAfterUse(String),
    NonlocalAnnotated(String),
    NonlocalAfterAssignment(String),
    NonlocalAndGlobal(String),
    NonlocalAtModuleLevel,
    NoBindingForNonlocal(String),
    ImportStarInBlock,

    NamedExpressionInIterable,
    NamedExpressionInClassComprehension,
    NamedExpressionRebindsIteration(String),
    IterationRebindsNamedExpression(String),
    YieldInComprehension(&'static str),
    NotInAnnotation(&'static str),

    UnknownFuture(String),
    FutureBraces,
    LateFuture,

    TooManyNestedBlocks,
    LeavesExceptStar,
    AssignDebug,
    DeleteDebug,
    ReturnOutsideFunction,
    ReturnValueInAsyncGenerator,
    BreakOutsideLoop,
    ContinueOutsideLoop,
    YieldOutsideFunction,
    YieldFromInAsyncFunction,
    AwaitOutsideFunction,
    AwaitOutsideAsyncFunction,
    AsyncForOutsideAsyncFunction,
    AsyncWithOutsideAsyncFunction,
    AsyncComprehensionOutsideAsyncFunction,
    DefaultExceptNotLast,
    TooManyStarTargets,
    TwoStarTargets,
    StarTargetOutsideList,
    StarHere,
    RepeatedKeyword(String),

    TooManyStarPatterns,
    TwoStarPatterns,
    TwoStarNames,
    CaptureNotLast(String),
    WildcardNotLast,
    TwoAssignmentsInPattern(String),
    DifferentAlternatives,
    RepeatedAttribute(String),
    RepeatedKey(String),
    WrongMappingKey,
    WrongPatternValue,
    MissingMappingKey,
    MappingLengths(usize, usize),
    ClassLengths(usize, usize),

    /// What a warning becomes that is raised.
    Warning(WarningKind),
}

/// The attributes of a Python `SyntaxError` that the compiler sets. Lines count from 1, and
/// so do offsets, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location {
    /// `lineno`
    pub lineno: i32,
    /// `offset`
    pub offset: i32,
    /// `end_lineno`
    pub end_lineno: i32,
    /// `end_offset`; an error that is a point has none.
    pub end_offset: Option<i32>,
}

impl Location {
    /// The whole of a node. C: `PyErr_RangedSyntaxLocationObject`.
    pub const fn of(range: Range) -> Location {
        Location {
            lineno: range.lineno,
            offset: range.col_offset + 1,
            end_lineno: range.end_lineno,
            end_offset: Some(range.end_col_offset + 1),
        }
    }

    /// A point. C: `PyErr_SyntaxLocationObject`.
    pub const fn at(lineno: i32, offset: i32) -> Location {
        Location { lineno, offset, end_lineno: lineno, end_offset: None }
    }
}

/// A complaint and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// What is wrong; its `Display` is the message.
    pub kind: ErrorKind,
    /// Where.
    pub location: Location,
}

impl SyntaxError {
    /// The error with the line that is shown, from the file that holds the source.
    /// C: `PyErr_ProgramTextObject`.
    pub fn with_text(&self, source: &[u8]) -> tokenizer::SyntaxError<ErrorKind> {
        let Location { lineno, offset, end_lineno, end_offset } = self.location;
        let line = usize::try_from(lineno).ok().and_then(|lineno| lineno.checked_sub(1));
        let source = tokenizer::Source::from_bytes(source, true).ok();
        let text = line.zip(source).and_then(|(line, source)| {
            source.text().split_inclusive('\n').nth(line).map(str::to_owned)
        });
        let end = end_offset.map(|end_offset| (end_lineno, end_offset));
        let location = tokenizer::Location { lineno, offset, end, text };
        let kind = self.kind.clone();
        tokenizer::SyntaxError { kind, location: Some(Box::new(location)) }
    }
}

impl tokenizer::Complaint for ErrorKind {
    fn class(&self) -> tokenizer::ErrorClass {
        tokenizer::ErrorClass::SyntaxError
    }
}

/// Why there is no code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// `SyntaxError`; boxed, so that a `Result` stays small.
    Syntax(Box<SyntaxError>),
    /// `RecursionError`: the tree is deeper than the recursion limit allows.
    Recursion,
    /// `RuntimeError`: a signature from a type comment is no program.
    FunctionType,
    /// Whoever was told of a warning raised an exception, which this stands for.
    Warning,
    /// An annotation has no text, though it is to be kept as such.
    Annotation(Box<UnparseError>),
    /// `SystemError`: a tree that no parser makes.
    Tree(TreeError),
}

/// What a tree that no parser made can have wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TreeError {
    /// `f'{x!z}'`
    Conversion(i32),
    /// `f() += 1`
    AugmentedTarget,
    /// `f(): int`
    AnnotatedTarget,
}

impl Error {
    /// A `SyntaxError` about a node.
    pub fn new(kind: ErrorKind, range: Range) -> Error {
        Error::located(kind, Location::of(range))
    }

    /// A `SyntaxError` at a place.
    pub fn located(kind: ErrorKind, location: Location) -> Error {
        Error::Syntax(Box::new(SyntaxError { kind, location }))
    }

    /// The name of the Python class.
    pub fn class_name(&self) -> &'static str {
        match self {
            Error::Syntax(_) => "SyntaxError",
            Error::Recursion => "RecursionError",
            Error::FunctionType => "RuntimeError",
            Error::Warning => "Warning",
            Error::Annotation(error) => error.class_name(),
            Error::Tree(_) => "SystemError",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Syntax(error) => error.kind.fmt(f),
            Error::Recursion => f.write_str("maximum recursion depth exceeded during compilation"),
            Error::FunctionType => f.write_str("this compiler does not handle FunctionTypes"),
            Error::Warning => f.write_str("a warning was raised as an exception"),
            Error::Annotation(error) => error.fmt(f),
            Error::Tree(TreeError::Conversion(letter)) => {
                write!(f, "Unrecognized conversion character {letter}")
            }
            Error::Tree(TreeError::AugmentedTarget) => {
                f.write_str("invalid node type for augmented assignment")
            }
            Error::Tree(TreeError::AnnotatedTarget) => {
                f.write_str("invalid node type for annotated assignment")
            }
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ErrorKind::*;
        match self {
            DuplicateArgument(name) => {
                write!(f, "duplicate argument '{name}' in function definition")
            }
            GlobalParameter(name) => write!(f, "name '{name}' is parameter and global"),
            GlobalAfterUse(name) => {
                write!(f, "name '{name}' is used prior to global declaration")
            }
            GlobalAnnotated(name) => write!(f, "annotated name '{name}' can't be global"),
            GlobalAfterAssignment(name) => {
                write!(f, "name '{name}' is assigned to before global declaration")
            }
            NonlocalParameter(name) => write!(f, "name '{name}' is parameter and nonlocal"),
            NonlocalAfterUse(name) => {
                write!(f, "name '{name}' is used prior to nonlocal declaration")
            }
            NonlocalAnnotated(name) => write!(f, "annotated name '{name}' can't be nonlocal"),
            NonlocalAfterAssignment(name) => {
                write!(f, "name '{name}' is assigned to before nonlocal declaration")
            }
            NonlocalAndGlobal(name) => write!(f, "name '{name}' is nonlocal and global"),
            NonlocalAtModuleLevel => {
                f.write_str("nonlocal declaration not allowed at module level")
            }
            NoBindingForNonlocal(name) => write!(f, "no binding for nonlocal '{name}' found"),
            ImportStarInBlock => f.write_str("import * only allowed at module level"),

            NamedExpressionInIterable => f.write_str(
                "assignment expression cannot be used in a comprehension iterable expression",
            ),
            NamedExpressionInClassComprehension => f.write_str(
                "assignment expression within a comprehension cannot be used in a class body",
            ),
            NamedExpressionRebindsIteration(name) => write!(
                f,
                "assignment expression cannot rebind comprehension iteration variable '{name}'"
            ),
            IterationRebindsNamedExpression(name) => write!(
                f,
                "comprehension inner loop cannot rebind assignment expression target '{name}'"
            ),
            YieldInComprehension(what) => write!(f, "'yield' inside {what}"),
            NotInAnnotation(what) => write!(f, "'{what}' can not be used within an annotation"),

            UnknownFuture(name) => write!(f, "future feature {name} is not defined"),
            FutureBraces => f.write_str("not a chance"),
            LateFuture => {
                f.write_str("from __future__ imports must occur at the beginning of the file")
            }

            TooManyNestedBlocks => f.write_str("too many statically nested blocks"),
            LeavesExceptStar => {
                f.write_str("'break', 'continue' and 'return' cannot appear in an except* block")
            }
            AssignDebug => f.write_str("cannot assign to __debug__"),
            DeleteDebug => f.write_str("cannot delete __debug__"),
            ReturnOutsideFunction => f.write_str("'return' outside function"),
            ReturnValueInAsyncGenerator => f.write_str("'return' with value in async generator"),
            BreakOutsideLoop => f.write_str("'break' outside loop"),
            ContinueOutsideLoop => f.write_str("'continue' not properly in loop"),
            YieldOutsideFunction => f.write_str("'yield' outside function"),
            YieldFromInAsyncFunction => f.write_str("'yield from' inside async function"),
            AwaitOutsideFunction => f.write_str("'await' outside function"),
            AwaitOutsideAsyncFunction => f.write_str("'await' outside async function"),
            AsyncForOutsideAsyncFunction => f.write_str("'async for' outside async function"),
            AsyncWithOutsideAsyncFunction => f.write_str("'async with' outside async function"),
            AsyncComprehensionOutsideAsyncFunction => {
                f.write_str("asynchronous comprehension outside of an asynchronous function")
            }
            DefaultExceptNotLast => f.write_str("default 'except:' must be last"),
            TooManyStarTargets => f.write_str("too many expressions in star-unpacking assignment"),
            TwoStarTargets => f.write_str("multiple starred expressions in assignment"),
            StarTargetOutsideList => {
                f.write_str("starred assignment target must be in a list or tuple")
            }
            StarHere => f.write_str("can't use starred expression here"),
            RepeatedKeyword(name) => write!(f, "keyword argument repeated: {name}"),

            TooManyStarPatterns => {
                f.write_str("too many expressions in star-unpacking sequence pattern")
            }
            TwoStarPatterns => f.write_str("multiple starred expressions in sequence pattern"),
            TwoStarNames => f.write_str("multiple starred names in sequence pattern"),
            CaptureNotLast(name) => {
                write!(f, "name capture {} makes remaining patterns unreachable", repr(name))
            }
            WildcardNotLast => f.write_str("wildcard makes remaining patterns unreachable"),
            TwoAssignmentsInPattern(name) => {
                write!(f, "multiple assignments to name {} in pattern", repr(name))
            }
            DifferentAlternatives => f.write_str("alternative patterns bind different names"),
            RepeatedAttribute(name) => {
                write!(f, "attribute name repeated in class pattern: {name}")
            }
            RepeatedKey(key) => write!(f, "mapping pattern checks duplicate key ({key})"),
            WrongMappingKey => {
                f.write_str("mapping pattern keys may only match literals and attribute lookups")
            }
            WrongPatternValue => {
                f.write_str("patterns may only match literals and attribute lookups")
            }
            MissingMappingKey => {
                f.write_str("can't use NULL keys in MatchMapping (set 'rest' parameter instead)")
            }
            MappingLengths(keys, patterns) => write!(
                f,
                "keys ({keys}) / patterns ({patterns}) length mismatch in mapping pattern"
            ),
            ClassLengths(attributes, patterns) => write!(
                f,
                "kwd_attrs ({attributes}) / kwd_patterns ({patterns}) length mismatch in class \
                 pattern"
            ),

            Warning(kind) => kind.fmt(f),
        }
    }
}
