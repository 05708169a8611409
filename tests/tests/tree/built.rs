//! Trees that no source has, but a program can build: the same as in
//! `tests/reference/tree.py`, by the same names.

use glass_snake_tests::recordings::{self, assert_all_recorded};
use parser::ast::*;
use parser::dump::{DumpOptions, dump};
use parser::limits::INT_MAX_STR_DIGITS;
use parser::unparse::{UnparseError, unparse, unparse_annotation};

const HERE: Range = Range { lineno: 1, col_offset: 0, end_lineno: 1, end_col_offset: 0 };
const LOAD: ExprContext = ExprContext::Load;

#[test]
fn trees_without_a_source_as_recorded() {
    let texts = trees().into_iter().map(|(name, tree)| {
        let dumped = dump(tree, &DumpOptions::default()).expect("it is dumped");
        let unparsed = unparse(tree, INT_MAX_STR_DIGITS)
            .unwrap_or_else(|error| format!("{}: {error}", error.class_name()));
        (format!("built.{name}"), format!("-- dump\n{dumped}\n-- unparse\n{unparsed}\n"))
    });
    assert_all_recorded(super::SUBJECT, texts);
}

#[test]
fn no_recorded_tree_is_missing() {
    let names: Vec<String> =
        trees().into_iter().map(|(name, _)| format!("built.{name}.snap")).collect();
    for (subject, name) in recordings::read_all(&recordings::folder()).into_keys() {
        if subject == super::SUBJECT && name.starts_with("built.") {
            assert!(names.contains(&name), "{name}");
        }
    }
}

/// No tree is too deep for the stack: there is an error before.
#[test]
fn a_tree_without_end_is_refused() {
    let mut tree = name("a");
    for _ in 0..100_000 {
        tree = expr(ExprKind::Await { value: tree });
    }
    let error = dump(Node::Expr(tree), &DumpOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "maximum recursion depth exceeded");
    let error = unparse(Node::Expr(tree), INT_MAX_STR_DIGITS).unwrap_err();
    assert_eq!(error.to_string(), "maximum recursion depth exceeded");
    assert!(unparse_annotation(tree, INT_MAX_STR_DIGITS).is_err());
}

/// As deep as `ast.parse` makes one, through the methods with the largest frames.
#[test]
fn the_deepest_tree_is_written() {
    let mut tree = name("a");
    for _ in 0..995 {
        tree = expr(ExprKind::JoinedStr {
            values: list(&[expr(ExprKind::FormattedValue {
                value: expr(ExprKind::Call { func: name("f"), args: list(&[tree]), keywords: &[] }),
                conversion: -1,
                format_spec: None,
            })]),
        });
    }
    // There are four kinds of quotes, and a backslash is not allowed at the fifth level.
    assert_eq!(unparse(Node::Expr(tree), INT_MAX_STR_DIGITS), Err(UnparseError::Backslash));
    let mut tree = name("a");
    for _ in 0..2900 {
        tree = expr(ExprKind::Call { func: name("f"), args: list(&[tree]), keywords: &[] });
    }
    let text = unparse(Node::Expr(tree), INT_MAX_STR_DIGITS).unwrap();
    assert_eq!(text.len(), "a".len() + 2900 * "f()".len());
    assert_eq!(unparse_annotation(tree, INT_MAX_STR_DIGITS).unwrap(), text);
}

fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn list<T: Copy>(items: &[T]) -> &'static [T] {
    Box::leak(items.to_vec().into_boxed_slice())
}

fn expr(kind: ExprKind<'static>) -> &'static Expr<'static> {
    keep(Expr { kind, range: HERE })
}

fn name(id: &'static str) -> &'static Expr<'static> {
    expr(ExprKind::Name { id, ctx: LOAD })
}

fn constant(value: Constant<'static>) -> &'static Expr<'static> {
    expr(ExprKind::Constant { value, kind: None })
}

fn text(value: &'static str) -> &'static Expr<'static> {
    constant(Constant::Str(Str::Utf8(value)))
}

fn joined(values: &[&'static Expr<'static>]) -> &'static Expr<'static> {
    expr(ExprKind::JoinedStr { values: list(values) })
}

fn field(
    value: &'static Expr<'static>,
    conversion: i32,
    format_spec: Option<&'static Expr<'static>>,
) -> &'static Expr<'static> {
    expr(ExprKind::FormattedValue { value, conversion, format_spec })
}

fn stmt(kind: StmtKind<'static>) -> &'static Stmt<'static> {
    keep(Stmt { kind, range: HERE })
}

fn pattern(kind: PatternKind<'static>) -> &'static Pattern<'static> {
    keep(Pattern { kind, range: HERE })
}

fn alias(name: &'static str, asname: Option<&'static str>) -> &'static Alias<'static> {
    keep(Alias { name, asname, range: HERE })
}

fn source(kind: ModKind<'static>) -> Node<'static> {
    Node::Mod(keep(Mod { kind }))
}

fn trees() -> Vec<(&'static str, Node<'static>)> {
    let (a, b) = (name("a"), name("b"));
    let one_value = Constant::Int(Int::Small(1));
    let one = constant(one_value);
    let infinity = Constant::Float(f64::INFINITY);
    let wildcard = pattern(PatternKind::MatchAs { pattern: None, name: None });
    let capture = pattern(PatternKind::MatchAs { pattern: None, name: Some("a") });
    let comparison =
        || expr(ExprKind::Compare { left: a, ops: list(&[CmpOp::Lt]), comparators: list(&[b]) });
    let mapping = |keys: &[_], patterns: &[_]| {
        let (keys, patterns) = (list(keys), list(patterns));
        Node::Pattern(pattern(PatternKind::MatchMapping { keys, patterns, rest: None }))
    };
    let class = |names: &[&'static str], patterns: &[_]| {
        Node::Pattern(pattern(PatternKind::MatchClass {
            cls: a,
            patterns: &[],
            kwd_attrs: list(names),
            kwd_patterns: list(patterns),
        }))
    };
    let no_arguments = Arguments {
        posonlyargs: &[],
        args: &[],
        vararg: None,
        kwonlyargs: &[],
        kw_defaults: &[],
        kwarg: None,
        defaults: &[],
    };
    let lambda = expr(ExprKind::Lambda { args: keep(no_arguments), body: b });
    let pass = stmt(StmtKind::Pass {});
    let tuple = |items: &[_]| Node::Expr(constant(Constant::Tuple(list(items))));
    let ignore = TypeIgnore { kind: TypeIgnoreKind::TypeIgnore { lineno: 3, tag: "[x]" } };
    let handler =
        ExceptHandlerKind::ExceptHandler { r#type: Some(a), name: Some("b"), body: list(&[pass]) };
    vec![
        (
            "interactive",
            source(ModKind::Interactive { body: list(&[pass, stmt(StmtKind::Expr { value: a })]) }),
        ),
        ("interactive_empty", source(ModKind::Interactive { body: &[] })),
        (
            "expression",
            source(ModKind::Expression {
                body: expr(ExprKind::Tuple { elts: list(&[a]), ctx: LOAD }),
            }),
        ),
        (
            "function_type",
            source(ModKind::FunctionType {
                argtypes: list(&[a, expr(ExprKind::Starred { value: b, ctx: LOAD })]),
                returns: one,
            }),
        ),
        (
            "operators_deep_in_one",
            Node::Expr(expr(ExprKind::BoolOp {
                op: BoolOp::And,
                values: list(&[a, comparison(), comparison()]),
            })),
        ),
        ("tuple", tuple(&[one_value, Constant::Str(Str::Utf8("a")), infinity, Constant::Ellipsis])),
        ("tuple_of_one", tuple(&[one_value])),
        ("tuple_of_none", tuple(&[])),
        ("tuple_of_tuples", tuple(&[Constant::Tuple(list(&[infinity])), Constant::Tuple(&[])])),
        ("frozenset", Node::Expr(constant(Constant::FrozenSet(list(&[one_value]))))),
        ("frozenset_empty", Node::Expr(constant(Constant::FrozenSet(&[])))),
        (
            "kind_of_an_int",
            Node::Expr(expr(ExprKind::Constant { value: one_value, kind: Some("u") })),
        ),
        (
            "attribute_of_a_bool",
            Node::Expr(expr(ExprKind::Attribute {
                value: constant(Constant::Bool(true)),
                attr: "real",
                ctx: LOAD,
            })),
        ),
        ("set_empty", Node::Expr(expr(ExprKind::Set { elts: &[] }))),
        (
            "replacement_field_alone",
            Node::Expr(field(a, i32::from(b'r'), Some(joined(&[text(">{")])))),
        ),
        (
            "replacement_field_surrogates",
            Node::Expr(joined(&[field(
                a,
                -1,
                Some(joined(&[constant(Constant::Str(Str::Surrogates(b"\xED\xA0\x80")))])),
            )])),
        ),
        ("f_string_in_f_string", Node::Expr(joined(&[joined(&[text("'"), field(a, -1, None)])]))),
        ("name_in_f_string", Node::Expr(joined(&[expr(ExprKind::Tuple { elts: &[], ctx: LOAD })]))),
        ("conversion_out_of_range", Node::Expr(joined(&[field(a, -2, None)]))),
        (
            "cause_without_exception",
            Node::Stmt(stmt(StmtKind::Raise { exc: None, cause: Some(a) })),
        ),
        ("mapping_too_few", mapping(&[one, one], &[wildcard])),
        ("mapping_too_many", mapping(&[one], &[wildcard, capture])),
        ("class_too_few", class(&["x", "y"], &[wildcard])),
        ("class_too_many", class(&["x"], &[wildcard, capture])),
        (
            "wildcard_with_pattern",
            Node::Pattern(pattern(PatternKind::MatchAs {
                pattern: Some(pattern(PatternKind::MatchSingleton { value: Constant::None })),
                name: None,
            })),
        ),
        (
            "alias_without_name",
            Node::Stmt(stmt(StmtKind::Import { names: list(&[alias("a", Some(""))]) })),
        ),
        (
            "import_from_nowhere",
            Node::Stmt(stmt(StmtKind::ImportFrom {
                module: None,
                names: list(&[alias("a", None)]),
                level: 0,
            })),
        ),
        ("type_ignore", Node::TypeIgnore(keep(ignore))),
        ("handler_alone", Node::ExceptHandler(keep(ExceptHandler { kind: handler, range: HERE }))),
        (
            "comprehension_alone",
            Node::Comprehension(keep(Comprehension {
                target: a,
                iter: lambda,
                ifs: &[],
                is_async: 1,
            })),
        ),
        ("keyword_alone", Node::Keyword(keep(Keyword { arg: None, value: a, range: HERE }))),
    ]
}
