//! The declaration of every node.
//!
//! CPython: `Parser/Python.asdl`. The rows below are its rows: the same names, the same
//! fields in the same order. ASDL's `expr*` is [`Exprs`], its `expr?` an `Option`; where
//! ASDL has a sequence whose items may be missing (the key of `**mapping` in a dict, a
//! keyword-only parameter without a default), the items are `Option`s.
//!
//! To follow a row to the C structure: `ExprKind::BinOp { left, .. }` is
//! `expr->v.BinOp.left`.

use crate::ast::constant::Constant;
use crate::ast::reflect::{AsField, Field, Node};
use crate::ast::visit::{Visit, Visitor};

/// Statements, one after the other. C: `asdl_stmt_seq *`.
pub type Stmts<'a> = &'a [&'a Stmt<'a>];
/// Expressions. C: `asdl_expr_seq *`.
pub type Exprs<'a> = &'a [&'a Expr<'a>];
/// Expressions, some of them missing.
pub type OptionalExprs<'a> = &'a [Option<&'a Expr<'a>>];
/// Patterns. C: `asdl_pattern_seq *`.
pub type Patterns<'a> = &'a [&'a Pattern<'a>];
/// A name, in NFKC. C: `identifier`.
pub type Identifier<'a> = &'a str;

// ANCHOR: range
/// Where a node stands: lines from 1, columns from 0 in bytes of UTF-8, the end exclusive.
/// C: the `attributes` of a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Range {
    /// The line of the first byte.
    pub lineno: i32,
    /// The column of the first byte.
    pub col_offset: i32,
    /// The line behind the last byte.
    pub end_lineno: i32,
    /// The column behind the last byte.
    pub end_col_offset: i32,
}
// ANCHOR_END: range

/// Writes node types, and for each what [`Node`] and [`Visitor`] need to go through it.
///
/// - `product Name { field: Type, … }` is a node of one form; `at Range` adds its place.
/// - `sum Name Kind { Form { field: Type, … } … }` is a node that takes one of several.
macro_rules! nodes {
    () => {};

    ($(#[$doc:meta])* product $name:ident $(at $range:ident)? {
        $($field:ident: $type:ty,)*
    } $($rest:tt)*) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the fields are Python.asdl's")]
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub struct $name<'a> {
            $(pub $field: $type,)*
            $(
                /// Where it stands.
                pub range: $range,
            )?
        }

        impl<'a> $name<'a> {
            /// Calls `each` with the name and the value of every field, in ASDL's order.
            pub(crate) fn each_field(&'a self, each: &mut dyn FnMut(&'static str, Field<'a>)) {
                $(each(stringify!($field), self.$field.as_field());)*
            }

            /// Where it stands, if it has a place.
            pub(crate) fn place(&self) -> Option<Range> {
                place!(self $($range)?)
            }
        }

        impl<'a> AsField<'a> for &'a $name<'a> {
            fn as_field(&'a self) -> Field<'a> {
                Field::Node(Node::$name(self))
            }
        }

        impl<'a> Visit<'a> for $name<'a> {
            fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
                let _ = &visitor;
                $(Visit::visit_children(&self.$field, visitor);)*
            }
        }

        nodes! { $($rest)* }
    };

    ($(#[$doc:meta])* sum $name:ident $kind:ident $(at $range:ident)? {
        $($(#[$form_doc:meta])* $form:ident { $($field:ident: $type:ty),* $(,)? })*
    } $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub struct $name<'a> {
            /// Which form it has, and its fields.
            pub kind: $kind<'a>,
            $(
                /// Where it stands.
                pub range: $range,
            )?
        }

        #[doc = concat!("The forms of [`", stringify!($name), "`].")]
        #[allow(missing_docs, reason = "forms and fields are Python.asdl's")]
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub enum $kind<'a> {
            $($(#[$form_doc])* $form { $($field: $type),* },)*
        }

        impl<'a> $name<'a> {
            /// The name of the Python class.
            pub fn class_name(&self) -> &'static str {
                match self.kind { $($kind::$form { .. } => stringify!($form),)* }
            }

            /// Calls `each` with the name and the value of every field, in ASDL's order.
            pub(crate) fn each_field(&'a self, each: &mut dyn FnMut(&'static str, Field<'a>)) {
                match &self.kind {
                    $($kind::$form { $($field),* } => {
                        $(each(stringify!($field), $field.as_field());)*
                    })*
                }
            }

            /// Where it stands, if it has a place.
            pub(crate) fn place(&self) -> Option<Range> {
                place!(self $($range)?)
            }
        }

        impl<'a> AsField<'a> for &'a $name<'a> {
            fn as_field(&'a self) -> Field<'a> {
                Field::Node(Node::$name(self))
            }
        }

        impl<'a> Visit<'a> for $name<'a> {
            fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
                match &self.kind {
                    $($kind::$form { $($field),* } => {
                        $(Visit::visit_children($field, visitor);)*
                    })*
                }
            }
        }

        nodes! { $($rest)* }
    };

    ($(#[$doc:meta])* plain $name:ident { $($form:ident)* } $($rest:tt)*) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "the forms are Python.asdl's")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum $name { $($form,)* }

        impl $name {
            /// Every form, in ASDL's order.
            pub const ALL: &[$name] = &[$($name::$form,)*];

            /// The name of the Python class.
            pub const fn class_name(self) -> &'static str {
                match self { $($name::$form => stringify!($form),)* }
            }
        }

        impl<'a> AsField<'a> for $name {
            fn as_field(&'a self) -> Field<'a> {
                Field::Plain(self.class_name())
            }
        }

        impl<'a> Visit<'a> for $name {
            fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, _: &mut V) {}
        }

        nodes! { $($rest)* }
    };
}

macro_rules! place {
    ($node:ident) => {{
        let _ = $node;
        None
    }};
    ($node:ident $range:ident) => {
        Some($node.range)
    };
}

nodes! {
    /// A whole source. ASDL: `mod`.
    sum Mod ModKind {
        Module { body: Stmts<'a>, type_ignores: &'a [&'a TypeIgnore<'a>] }
        Interactive { body: Stmts<'a> }
        Expression { body: &'a Expr<'a> }
        FunctionType { argtypes: Exprs<'a>, returns: &'a Expr<'a> }
    }

    /// A statement. ASDL: `stmt`.
    sum Stmt StmtKind at Range {
        FunctionDef { name: Identifier<'a>, args: &'a Arguments<'a>, body: Stmts<'a>, decorator_list: Exprs<'a>, returns: Option<&'a Expr<'a>>, type_comment: Option<&'a str> }
        AsyncFunctionDef { name: Identifier<'a>, args: &'a Arguments<'a>, body: Stmts<'a>, decorator_list: Exprs<'a>, returns: Option<&'a Expr<'a>>, type_comment: Option<&'a str> }
        ClassDef { name: Identifier<'a>, bases: Exprs<'a>, keywords: &'a [&'a Keyword<'a>], body: Stmts<'a>, decorator_list: Exprs<'a> }
        Return { value: Option<&'a Expr<'a>> }
        Delete { targets: Exprs<'a> }
        Assign { targets: Exprs<'a>, value: &'a Expr<'a>, type_comment: Option<&'a str> }
        AugAssign { target: &'a Expr<'a>, op: Operator, value: &'a Expr<'a> }
        /// `simple` is 1 where a bare name without parentheses is annotated.
        AnnAssign { target: &'a Expr<'a>, annotation: &'a Expr<'a>, value: Option<&'a Expr<'a>>, simple: i32 }
        For { target: &'a Expr<'a>, iter: &'a Expr<'a>, body: Stmts<'a>, orelse: Stmts<'a>, type_comment: Option<&'a str> }
        AsyncFor { target: &'a Expr<'a>, iter: &'a Expr<'a>, body: Stmts<'a>, orelse: Stmts<'a>, type_comment: Option<&'a str> }
        While { test: &'a Expr<'a>, body: Stmts<'a>, orelse: Stmts<'a> }
        If { test: &'a Expr<'a>, body: Stmts<'a>, orelse: Stmts<'a> }
        With { items: &'a [&'a WithItem<'a>], body: Stmts<'a>, type_comment: Option<&'a str> }
        AsyncWith { items: &'a [&'a WithItem<'a>], body: Stmts<'a>, type_comment: Option<&'a str> }
        Match { subject: &'a Expr<'a>, cases: &'a [&'a MatchCase<'a>] }
        Raise { exc: Option<&'a Expr<'a>>, cause: Option<&'a Expr<'a>> }
        Try { body: Stmts<'a>, handlers: &'a [&'a ExceptHandler<'a>], orelse: Stmts<'a>, finalbody: Stmts<'a> }
        TryStar { body: Stmts<'a>, handlers: &'a [&'a ExceptHandler<'a>], orelse: Stmts<'a>, finalbody: Stmts<'a> }
        Assert { test: &'a Expr<'a>, msg: Option<&'a Expr<'a>> }
        Import { names: &'a [&'a Alias<'a>] }
        ImportFrom { module: Option<Identifier<'a>>, names: &'a [&'a Alias<'a>], level: i32 }
        Global { names: &'a [Identifier<'a>] }
        Nonlocal { names: &'a [Identifier<'a>] }
        Expr { value: &'a Expr<'a> }
        Pass {}
        Break {}
        Continue {}
    }

    // ANCHOR: expr
    /// An expression. ASDL: `expr`.
    sum Expr ExprKind at Range {
        BoolOp { op: BoolOp, values: Exprs<'a> }
        NamedExpr { target: &'a Expr<'a>, value: &'a Expr<'a> }
        BinOp { left: &'a Expr<'a>, op: Operator, right: &'a Expr<'a> }
        UnaryOp { op: UnaryOp, operand: &'a Expr<'a> }
        Lambda { args: &'a Arguments<'a>, body: &'a Expr<'a> }
        IfExp { test: &'a Expr<'a>, body: &'a Expr<'a>, orelse: &'a Expr<'a> }
        // ANCHOR_END: expr
        /// A missing key stands for `**value`.
        Dict { keys: OptionalExprs<'a>, values: Exprs<'a> }
        Set { elts: Exprs<'a> }
        ListComp { elt: &'a Expr<'a>, generators: &'a [&'a Comprehension<'a>] }
        SetComp { elt: &'a Expr<'a>, generators: &'a [&'a Comprehension<'a>] }
        DictComp { key: &'a Expr<'a>, value: &'a Expr<'a>, generators: &'a [&'a Comprehension<'a>] }
        GeneratorExp { elt: &'a Expr<'a>, generators: &'a [&'a Comprehension<'a>] }
        Await { value: &'a Expr<'a> }
        Yield { value: Option<&'a Expr<'a>> }
        YieldFrom { value: &'a Expr<'a> }
        /// `left ops[0] comparators[0] ops[1] comparators[1] …`
        Compare { left: &'a Expr<'a>, ops: &'a [CmpOp], comparators: Exprs<'a> }
        Call { func: &'a Expr<'a>, args: Exprs<'a>, keywords: &'a [&'a Keyword<'a>] }
        /// `conversion` is the letter behind `!` (`'r'`, `'s'`, `'a'`) as a number, or -1.
        FormattedValue { value: &'a Expr<'a>, conversion: i32, format_spec: Option<&'a Expr<'a>> }
        JoinedStr { values: Exprs<'a> }
        /// `kind` is `"u"` where the literal had that prefix.
        Constant { value: Constant<'a>, kind: Option<&'a str> }
        Attribute { value: &'a Expr<'a>, attr: Identifier<'a>, ctx: ExprContext }
        Subscript { value: &'a Expr<'a>, slice: &'a Expr<'a>, ctx: ExprContext }
        Starred { value: &'a Expr<'a>, ctx: ExprContext }
        Name { id: Identifier<'a>, ctx: ExprContext }
        List { elts: Exprs<'a>, ctx: ExprContext }
        Tuple { elts: Exprs<'a>, ctx: ExprContext }
        Slice { lower: Option<&'a Expr<'a>>, upper: Option<&'a Expr<'a>>, step: Option<&'a Expr<'a>> }
    }

    /// What is done with the value of a name, an attribute, a subscript.
    plain ExprContext { Load Store Del }
    /// `and`, `or`. ASDL: `boolop`.
    plain BoolOp { And Or }
    /// The operators of two operands. ASDL: `operator`.
    plain Operator { Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv }
    /// The operators of one. ASDL: `unaryop`.
    plain UnaryOp { Invert Not UAdd USub }
    /// The comparisons. ASDL: `cmpop`.
    plain CmpOp { Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn }

    /// `for target in iter if … if …`; `is_async` is 1 for `async for`. ASDL: `comprehension`.
    product Comprehension { target: &'a Expr<'a>, iter: &'a Expr<'a>, ifs: Exprs<'a>, is_async: i32, }

    /// `except type as name:` or `except* type as name:`. ASDL: `excepthandler`.
    sum ExceptHandler ExceptHandlerKind at Range {
        ExceptHandler { r#type: Option<&'a Expr<'a>>, name: Option<Identifier<'a>>, body: Stmts<'a> }
    }

    /// The parameters of a function. `kw_defaults` has an item for each of `kwonlyargs`,
    /// `defaults` one for each of the last of `posonlyargs + args`. ASDL: `arguments`.
    product Arguments { posonlyargs: &'a [&'a Arg<'a>], args: &'a [&'a Arg<'a>], vararg: Option<&'a Arg<'a>>, kwonlyargs: &'a [&'a Arg<'a>], kw_defaults: OptionalExprs<'a>, kwarg: Option<&'a Arg<'a>>, defaults: Exprs<'a>, }

    /// A parameter. ASDL: `arg`.
    product Arg at Range { arg: Identifier<'a>, annotation: Option<&'a Expr<'a>>, type_comment: Option<&'a str>, }

    /// A keyword argument of a call; without a name, `**value`. ASDL: `keyword`.
    product Keyword at Range { arg: Option<Identifier<'a>>, value: &'a Expr<'a>, }

    /// `name as asname` in an import. ASDL: `alias`.
    product Alias at Range { name: Identifier<'a>, asname: Option<Identifier<'a>>, }

    /// `context_expr as optional_vars` in a `with`. ASDL: `withitem`.
    product WithItem { context_expr: &'a Expr<'a>, optional_vars: Option<&'a Expr<'a>>, }

    /// `case pattern if guard:`. ASDL: `match_case`.
    product MatchCase { pattern: &'a Pattern<'a>, guard: Option<&'a Expr<'a>>, body: Stmts<'a>, }

    /// A pattern. ASDL: `pattern`.
    sum Pattern PatternKind at Range {
        MatchValue { value: &'a Expr<'a> }
        MatchSingleton { value: Constant<'a> }
        MatchSequence { patterns: Patterns<'a> }
        /// `rest` is the name behind `**`.
        MatchMapping { keys: Exprs<'a>, patterns: Patterns<'a>, rest: Option<Identifier<'a>> }
        MatchClass { cls: &'a Expr<'a>, patterns: Patterns<'a>, kwd_attrs: &'a [Identifier<'a>], kwd_patterns: Patterns<'a> }
        /// Without a name, `*_`.
        MatchStar { name: Option<Identifier<'a>> }
        /// Without a pattern a capture, without a name too the wildcard `_`.
        MatchAs { pattern: Option<&'a Pattern<'a>>, name: Option<Identifier<'a>> }
        MatchOr { patterns: Patterns<'a> }
    }

    /// `# type: ignore<tag>`. ASDL: `type_ignore`.
    sum TypeIgnore TypeIgnoreKind {
        TypeIgnore { lineno: i32, tag: &'a str }
    }
}

// The sizes that the arena pays for. A change of layout should be a decision.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Expr<'_>>() == 64);
const _: () = assert!(size_of::<Stmt<'_>>() <= 112);
