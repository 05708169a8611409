//! What a token is: its kind and where it stands in the source.
//!
//! CPython: `Grammar/Tokens` and the files made from it (`Include/internal/pycore_token.h`,
//! `Lib/token.py`), `Lib/keyword.py`.
//!
//! The table below is the only list of kinds and keywords in the project; names, numbers
//! and spellings are all derived from it. A token is sixteen bytes of plain numbers: it
//! holds no text, only where the text is, so that scanning allocates nothing per token.

// ANCHOR: macro
/// Writes [`TokenKind`] and the functions that look up its columns.
macro_rules! token_kinds {
    ($($(#[$doc:meta])* $number:literal $variant:ident $name:literal $text:literal)*) => {
        /// The kind of a token. The numbers up to 63 are those of `Lib/token.py`; the
        /// keywords follow, which CPython's tokenizer reports as `NAME` and its parser
        /// tells apart (`_get_keyword_or_name_type` in `Parser/pegen.c`).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum TokenKind { $($(#[$doc])* $variant = $number,)* }

        impl TokenKind {
            /// Every kind, in the order of the numbers.
            pub const ALL: &[TokenKind] = &[$(TokenKind::$variant,)*];

            /// The name in `Lib/token.py` (`"LPAR"`); for a keyword, the keyword itself.
            pub const fn name(self) -> &'static str {
                match self { $(TokenKind::$variant => $name,)* }
            }

            /// The spelling of an operator or a keyword; empty where the text varies.
            pub const fn text(self) -> &'static str {
                const TEXTS: &[&str] = &[$($text,)*];
                TEXTS[self as usize]
            }
        }
    };
}
// ANCHOR_END: macro

// ANCHOR: kinds
token_kinds! {
    /// The end of the source.
    0 EndMarker "ENDMARKER" ""
    /// An identifier; in the parser's view, one that is no keyword.
    1 Name "NAME" ""
    /// A number, whole with its imaginary suffix.
    2 Number "NUMBER" ""
    /// A string or bytes literal, with prefix and quotes.
    3 String "STRING" ""
    /// The end of a logical line.
    4 Newline "NEWLINE" ""
    /// One level deeper.
    5 Indent "INDENT" ""
    /// One level back.
    6 Dedent "DEDENT" ""
    /// `(`
    7 LPar "LPAR" "("
    /// `)`
    8 RPar "RPAR" ")"
    /// `[`
    9 LSqb "LSQB" "["
    /// `]`
    10 RSqb "RSQB" "]"
    /// `:`
    11 Colon "COLON" ":"
    /// `,`
    12 Comma "COMMA" ","
    /// `;`
    13 Semi "SEMI" ";"
    /// `+`
    14 Plus "PLUS" "+"
    // ANCHOR_END: kinds
    // ANCHOR: operator_kinds
    /// `-`
    15 Minus "MINUS" "-"
    /// `*`
    16 Star "STAR" "*"
    /// `/`
    17 Slash "SLASH" "/"
    /// `|`
    18 VBar "VBAR" "|"
    /// `&`
    19 Amper "AMPER" "&"
    /// `<`
    20 Less "LESS" "<"
    /// `>`
    21 Greater "GREATER" ">"
    /// `=`
    22 Equal "EQUAL" "="
    /// `.`
    23 Dot "DOT" "."
    /// `%`
    24 Percent "PERCENT" "%"
    /// `{`
    25 LBrace "LBRACE" "{"
    /// `}`
    26 RBrace "RBRACE" "}"
    /// `==`
    27 EqEqual "EQEQUAL" "=="
    /// `!=`, and `<>` for the parser to refuse or to accept.
    28 NotEqual "NOTEQUAL" "!="
    /// `<=`
    29 LessEqual "LESSEQUAL" "<="
    /// `>=`
    30 GreaterEqual "GREATEREQUAL" ">="
    /// `~`
    31 Tilde "TILDE" "~"
    /// `^`
    32 Circumflex "CIRCUMFLEX" "^"
    /// `<<`
    33 LeftShift "LEFTSHIFT" "<<"
    /// `>>`
    34 RightShift "RIGHTSHIFT" ">>"
    /// `**`
    35 DoubleStar "DOUBLESTAR" "**"
    /// `+=`
    36 PlusEqual "PLUSEQUAL" "+="
    /// `-=`
    37 MinEqual "MINEQUAL" "-="
    /// `*=`
    38 StarEqual "STAREQUAL" "*="
    /// `/=`
    39 SlashEqual "SLASHEQUAL" "/="
    /// `%=`
    40 PercentEqual "PERCENTEQUAL" "%="
    /// `&=`
    41 AmperEqual "AMPEREQUAL" "&="
    /// `|=`
    42 VBarEqual "VBAREQUAL" "|="
    /// `^=`
    43 CircumflexEqual "CIRCUMFLEXEQUAL" "^="
    /// `<<=`
    44 LeftShiftEqual "LEFTSHIFTEQUAL" "<<="
    /// `>>=`
    45 RightShiftEqual "RIGHTSHIFTEQUAL" ">>="
    /// `**=`
    46 DoubleStarEqual "DOUBLESTAREQUAL" "**="
    /// `//`
    47 DoubleSlash "DOUBLESLASH" "//"
    /// `//=`
    48 DoubleSlashEqual "DOUBLESLASHEQUAL" "//="
    /// `@`
    49 At "AT" "@"
    /// `@=`
    50 AtEqual "ATEQUAL" "@="
    /// `->`
    51 RArrow "RARROW" "->"
    /// `...`
    52 Ellipsis "ELLIPSIS" "..."
    /// `:=`
    53 ColonEqual "COLONEQUAL" ":="
    // ANCHOR_END: operator_kinds
    // ANCHOR: special_kinds
    /// Any operator, in the inexact view of `Lib/tokenize.py`; to the parser, a character
    /// that begins no token.
    54 Op "OP" ""
    /// The keyword `await`.
    55 Await "AWAIT" "await"
    /// The keyword `async`.
    56 Async "ASYNC" "async"
    /// `# type: ignore`, when type comments are asked for.
    57 TypeIgnore "TYPE_IGNORE" ""
    /// `# type: …`, when type comments are asked for.
    58 TypeComment "TYPE_COMMENT" ""
    /// A soft keyword: a name to every scanner, a word to some grammar rules.
    59 SoftKeyword "SOFT_KEYWORD" ""
    /// Something that begins no token; in the parser's view, where the error is.
    60 ErrorToken "ERRORTOKEN" ""
    /// A comment (`Lib/tokenize.py` only).
    61 Comment "COMMENT" ""
    /// The end of a physical line that ends no logical one (`Lib/tokenize.py` only).
    62 Nl "NL" ""
    /// The encoding, always first (`Lib/tokenize.py` only).
    63 Encoding "ENCODING" ""
    /// Keyword.
    64 False "False" "False"
    /// Keyword.
    65 None "None" "None"
    /// Keyword.
    66 True "True" "True"
    // ANCHOR_END: special_kinds
    // ANCHOR: keyword_kinds
    /// Keyword.
    67 And "and" "and"
    /// Keyword.
    68 As "as" "as"
    /// Keyword.
    69 Assert "assert" "assert"
    /// Keyword.
    70 Break "break" "break"
    /// Keyword.
    71 Class "class" "class"
    /// Keyword.
    72 Continue "continue" "continue"
    /// Keyword.
    73 Def "def" "def"
    /// Keyword.
    74 Del "del" "del"
    /// Keyword.
    75 Elif "elif" "elif"
    /// Keyword.
    76 Else "else" "else"
    /// Keyword.
    77 Except "except" "except"
    /// Keyword.
    78 Finally "finally" "finally"
    /// Keyword.
    79 For "for" "for"
    /// Keyword.
    80 From "from" "from"
    /// Keyword.
    81 Global "global" "global"
    /// Keyword.
    82 If "if" "if"
    /// Keyword.
    83 Import "import" "import"
    /// Keyword.
    84 In "in" "in"
    /// Keyword.
    85 Is "is" "is"
    /// Keyword.
    86 Lambda "lambda" "lambda"
    /// Keyword.
    87 Nonlocal "nonlocal" "nonlocal"
    /// Keyword.
    88 Not "not" "not"
    /// Keyword.
    89 Or "or" "or"
    /// Keyword.
    90 Pass "pass" "pass"
    /// Keyword.
    91 Raise "raise" "raise"
    /// Keyword.
    92 Return "return" "return"
    /// Keyword.
    93 Try "try" "try"
    /// Keyword.
    94 While "while" "while"
    /// Keyword.
    95 With "with" "with"
    /// Keyword.
    96 Yield "yield" "yield"
    // ANCHOR_END: keyword_kinds
}

// ANCHOR: keywords
impl TokenKind {
    /// Whether this is a keyword other than `async` and `await`, which have numbers of
    /// their own in `Lib/token.py`.
    pub const fn is_keyword(self) -> bool {
        self as u8 >= TokenKind::False as u8
    }

    /// What CPython's tokenizer calls this: `NAME` for a keyword, otherwise itself.
    pub const fn without_keyword(self) -> TokenKind {
        if self.is_keyword() { TokenKind::Name } else { self }
    }
}
// ANCHOR_END: keywords

// ANCHOR: token
/// A token of the parser's view: a kind and a place. C: `Token` in `Parser/pegen.h`, less
/// what can be computed from these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where the text begins: a byte offset into the decoded source.
    pub start: u32,
    /// Where the text ends (exclusive).
    pub end: u32,
    /// The line of `start`, counted from 1.
    pub line: u32,
    /// What it is.
    pub kind: TokenKind,
    /// How many brackets are open behind it, at most 200. The parser asks when it words
    /// the error "Perhaps you forgot a comma?".
    pub level: u8,
}

const _: () = assert!(size_of::<Token>() == 16);
// ANCHOR_END: token

// ANCHOR: range
impl Token {
    /// The token's bytes as a range, to index the source with.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
// ANCHOR_END: range
