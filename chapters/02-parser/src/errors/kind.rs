//! What the parser can find wrong, and CPython's words for it.
//!
//! CPython: the actions of the `invalid_` rules in `Grammar/python.gram`,
//! `Parser/action_helpers.c`, `Parser/string_parser.c`, `Parser/pegen_errors.c`.
//!
//! A rule raises a value of [`ErrorKind`]; the words stand here and nowhere else.

use std::fmt;
use tokenizer::error::{Complaint, ErrorClass};

use crate::strings::DecodeError;
use crate::warnings::WarningKind;

/// What is wrong with a source.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the message below each says what it is about")]
pub enum ErrorKind {
    /// The tokenizer's complaint, met while parsing.
    Tokenizer(tokenizer::error::ErrorKind),
    /// A complaint about an expression inside of an f-string.
    InFString(Box<ErrorKind>),
    /// A warning that is not to be only that.
    FatalWarning(WarningKind),

    InvalidSyntax,
    IncompleteInput,
    MultipleStatements,
    NothingToRead,
    UnexpectedIndent,
    UnexpectedUnindent,
    NeverClosed(char),
    Expected(&'static str),
    OnlySupportedSince {
        what: &'static str,
        minor: u8,
    },
    UnderscoresInNumbers,

    CannotAssign(&'static str),
    CannotAssignHere(&'static str),
    CannotDelete(&'static str),
    CannotUseNamedExpressionWith(&'static str),
    OnlySingleTarget(&'static str),
    IllegalAnnotationTarget,
    AssignmentToYield,
    IllegalAugmentedTarget(&'static str),
    MeantEqualsOrWalrus,
    KeywordIsExpression,
    IterableAfterKeywordUnpacking,
    PositionalAfterKeyword,
    PositionalAfterKeywordUnpacking,
    UnparenthesizedGenerator,
    ForgotComma,
    ExpectedElse,
    MissingCallParentheses(String),
    UnpackingInComprehension,
    UnparenthesizedComprehensionTarget,
    UnpackingInDictComprehension,
    StarredInGroup,
    DoubleStarredInGroup,
    StarredDictValue,
    MissingDictValue,
    MissingDictColon,
    BarryAsFlufl,

    NonDefaultAfterDefault,
    ParenthesizedParameters,
    ParenthesizedLambdaParameters,
    NothingBeforeSlash,
    SecondSlash,
    SlashBehindStar,
    MissingCommaBetweenSlashAndStar,
    MissingDefault,
    BareStar,
    BareStarTypeComment,
    VarPositionalDefault,
    SecondStar,
    VarKeywordDefault,
    ParameterAfterVarKeyword,
    TwoTypeComments,

    TrailingCommaInImport,
    ExpectedBlock,
    ExpectedBlockAfter {
        what: &'static str,
        line: i32,
    },
    ExpectedExceptOrFinally,
    MixedExcept,
    UnparenthesizedExceptTypes,
    ExpectedExceptTypes,

    WildcardTarget,
    InvalidPatternTarget,
    PositionalPatternAfterKeyword,
    ImaginaryRequired,
    RealRequired,

    TooManyDigits {
        limit: usize,
        digits: usize,
    },
    NonAsciiBytes,
    MixedBytes,
    Undecodable(DecodeError),
    BytesEscape(usize),
    FStringEmptyExpression,
    FStringExpressionRequired(char),
    FStringTooDeep,
    FStringBackslash,
    FStringComment,
    FStringTooManyBrackets,
    FStringUnmatched(char),
    FStringMismatched {
        closing: char,
        opening: char,
    },
    FStringUnterminated,
    FStringExpectingBrace,
    FStringConversion,
    FStringSingleBrace,
    FStringUnexpectedEnd,
    FStringDebugVersion,
}

impl From<tokenizer::error::ErrorKind> for ErrorKind {
    fn from(kind: tokenizer::error::ErrorKind) -> ErrorKind {
        ErrorKind::Tokenizer(kind)
    }
}

impl Complaint for ErrorKind {
    fn class(&self) -> ErrorClass {
        match self {
            ErrorKind::Tokenizer(kind) => kind.class(),
            ErrorKind::InFString(kind) => kind.class(),
            ErrorKind::UnexpectedIndent
            | ErrorKind::UnexpectedUnindent
            | ErrorKind::ExpectedBlock
            | ErrorKind::ExpectedBlockAfter { .. } => ErrorClass::IndentationError,
            _ => ErrorClass::SyntaxError,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ErrorKind::*;
        let fixed = match self {
            Tokenizer(kind) => return kind.fmt(f),
            InFString(kind) => return write!(f, "f-string: {kind}"),
            FatalWarning(kind) => return kind.fmt(f),

            InvalidSyntax => "invalid syntax",
            IncompleteInput => "incomplete input",
            MultipleStatements => "multiple statements found while compiling a single statement",
            NothingToRead => "error at start before reading any input",
            UnexpectedIndent => "unexpected indent",
            UnexpectedUnindent => "unexpected unindent",
            NeverClosed(bracket) => return write!(f, "'{bracket}' was never closed"),
            Expected(what) => return write!(f, "expected {what}"),
            OnlySupportedSince { what, minor } => {
                return write!(f, "{what} only supported in Python 3.{minor} and greater");
            }
            UnderscoresInNumbers => {
                "Underscores in numeric literals are only supported in Python 3.6 and greater"
            }

            CannotAssign(what) => return write!(f, "cannot assign to {what}"),
            CannotAssignHere(what) => {
                return write!(
                    f,
                    "cannot assign to {what} here. Maybe you meant '==' instead of '='?"
                );
            }
            CannotDelete(what) => return write!(f, "cannot delete {what}"),
            CannotUseNamedExpressionWith(what) => {
                return write!(f, "cannot use assignment expressions with {what}");
            }
            OnlySingleTarget(what) => {
                return write!(f, "only single target (not {what}) can be annotated");
            }
            IllegalAnnotationTarget => "illegal target for annotation",
            AssignmentToYield => "assignment to yield expression not possible",
            IllegalAugmentedTarget(what) => {
                return write!(f, "'{what}' is an illegal expression for augmented assignment");
            }
            MeantEqualsOrWalrus => "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
            KeywordIsExpression => {
                "expression cannot contain assignment, perhaps you meant \"==\"?"
            }
            IterableAfterKeywordUnpacking => {
                "iterable argument unpacking follows keyword argument unpacking"
            }
            PositionalAfterKeyword => "positional argument follows keyword argument",
            PositionalAfterKeywordUnpacking => {
                "positional argument follows keyword argument unpacking"
            }
            UnparenthesizedGenerator => "Generator expression must be parenthesized",
            ForgotComma => "invalid syntax. Perhaps you forgot a comma?",
            ExpectedElse => "expected 'else' after 'if' expression",
            MissingCallParentheses(name) => {
                return write!(
                    f,
                    "Missing parentheses in call to '{name}'. Did you mean {name}(...)?"
                );
            }
            UnpackingInComprehension => "iterable unpacking cannot be used in comprehension",
            UnparenthesizedComprehensionTarget => {
                "did you forget parentheses around the comprehension target?"
            }
            UnpackingInDictComprehension => "dict unpacking cannot be used in dict comprehension",
            StarredInGroup => "cannot use starred expression here",
            DoubleStarredInGroup => "cannot use double starred expression here",
            StarredDictValue => "cannot use a starred expression in a dictionary value",
            MissingDictValue => "expression expected after dictionary key and ':'",
            MissingDictColon => "':' expected after dictionary key",
            BarryAsFlufl => "with Barry as BDFL, use '<>' instead of '!='",

            NonDefaultAfterDefault => "non-default argument follows default argument",
            ParenthesizedParameters => "Function parameters cannot be parenthesized",
            ParenthesizedLambdaParameters => "Lambda expression parameters cannot be parenthesized",
            NothingBeforeSlash => "at least one argument must precede /",
            SecondSlash => "/ may appear only once",
            SlashBehindStar => "/ must be ahead of *",
            MissingCommaBetweenSlashAndStar => "expected comma between / and *",
            MissingDefault => "expected default value expression",
            BareStar => "named arguments must follow bare *",
            BareStarTypeComment => "bare * has associated type comment",
            VarPositionalDefault => "var-positional argument cannot have default value",
            SecondStar => "* argument may appear only once",
            VarKeywordDefault => "var-keyword argument cannot have default value",
            ParameterAfterVarKeyword => "arguments cannot follow var-keyword argument",
            TwoTypeComments => "Cannot have two type comments on def",

            TrailingCommaInImport => "trailing comma not allowed without surrounding parentheses",
            ExpectedBlock => "expected an indented block",
            ExpectedBlockAfter { what, line } => {
                return write!(f, "expected an indented block after {what} on line {line}");
            }
            ExpectedExceptOrFinally => "expected 'except' or 'finally' block",
            MixedExcept => "cannot have both 'except' and 'except*' on the same 'try'",
            UnparenthesizedExceptTypes => "multiple exception types must be parenthesized",
            ExpectedExceptTypes => "expected one or more exception types",

            WildcardTarget => "cannot use '_' as a target",
            InvalidPatternTarget => "invalid pattern target",
            PositionalPatternAfterKeyword => "positional patterns follow keyword patterns",
            ImaginaryRequired => "imaginary number required in complex literal",
            RealRequired => "real number required in complex literal",

            TooManyDigits { limit, digits } => {
                return write!(
                    f,
                    "Exceeds the limit ({limit} digits) for integer string conversion: value has \
                     {digits} digits; use sys.set_int_max_str_digits() to increase the limit - \
                     Consider hexadecimal for huge integer literals to avoid decimal conversion \
                     limits."
                );
            }
            NonAsciiBytes => "bytes can only contain ASCII literal characters",
            MixedBytes => "cannot mix bytes and nonbytes literals",
            Undecodable(error) => return write!(f, "(unicode error) {error}"),
            BytesEscape(position) => {
                return write!(f, "(value error) invalid \\x escape at position {position}");
            }
            FStringEmptyExpression => "f-string: empty expression not allowed",
            FStringExpressionRequired(before) => {
                return write!(f, "f-string: expression required before '{before}'");
            }
            FStringTooDeep => "f-string: expressions nested too deeply",
            FStringBackslash => "f-string expression part cannot include a backslash",
            FStringComment => "f-string expression part cannot include '#'",
            FStringTooManyBrackets => "f-string: too many nested parenthesis",
            FStringUnmatched(bracket) => return write!(f, "f-string: unmatched '{bracket}'"),
            FStringMismatched { closing, opening } => {
                return write!(
                    f,
                    "f-string: closing parenthesis '{closing}' does not match opening \
                     parenthesis '{opening}'"
                );
            }
            FStringUnterminated => "f-string: unterminated string",
            FStringExpectingBrace => "f-string: expecting '}'",
            FStringConversion => {
                "f-string: invalid conversion character: expected 's', 'r', or 'a'"
            }
            FStringSingleBrace => "f-string: single '}' is not allowed",
            FStringUnexpectedEnd => "f-string: unexpected end of string",
            FStringDebugVersion => {
                "f-string: self documenting expressions are only supported in Python 3.8 and \
                 greater"
            }
        };
        f.write_str(fixed)
    }
}
