//! What nodes there are, as a program sees them.
//!
//! CPython: `Parser/Python.asdl`, from which `Python/Python-ast.c` has its classes.
//!
//! A row is a type of the grammar: a class, and below it a class for each form. A type of one
//! form that has the type's own name is a class alone. The types of fields say which may be
//! missing (`?`) and which are lists (`*`). The parser's `ast::nodes` declares the same nodes
//! for Rust; a test holds the two against each other.

// ANCHOR: declaration
/// A type of the grammar.
#[derive(Debug)]
pub(super) struct Declaration {
    pub(super) name: &'static str,
    /// Whether nodes say where they stand.
    pub(super) located: Option<Ends>,
    /// `Name(type field, …)`, or the name alone.
    pub(super) forms: &'static [&'static str],
}

/// Whether a node may say where it begins and not where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Optional,
    Required,
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldRow {
    pub(super) name: &'static str,
    pub(super) is_optional: bool,
}

impl Declaration {
    /// Whether the one form is the type itself.
    pub(super) fn is_product(&self) -> bool {
        matches!(self.forms, [form] if form_name(form) == self.name)
    }

    /// The type's documentation: the grammar's row.
    pub(super) fn doc(&self) -> String {
        if self.is_product() {
            return self.forms[0].to_owned();
        }
        let separator = match self.forms.iter().any(|form| form.contains('(')) {
            true => format!("\n{}| ", " ".repeat(self.name.len() + 1)),
            false => " | ".to_owned(),
        };
        format!("{} = {}", self.name, self.forms.join(&separator))
    }
}

/// The name of a form's class.
pub(super) fn form_name(form: &'static str) -> &'static str {
    form.split('(').next().unwrap_or(form)
}

/// The fields of a form.
pub(super) fn form_fields(form: &'static str) -> Vec<FieldRow> {
    let Some((_, fields)) = form.split_once('(') else {
        return Vec::new();
    };
    let fields = fields.trim_end_matches(')').split(", ");
    fields
        .filter_map(|field| {
            let (kind, name) = field.split_once(' ')?;
            Some(FieldRow { name, is_optional: kind.ends_with('?') })
        })
        .collect()
}
// ANCHOR_END: declaration

// ANCHOR: rows
/// All types, in the grammar's order.
pub(super) static DECLARATIONS: &[Declaration] = &[
    Declaration {
        name: "mod",
        located: None,
        forms: &[
            "Module(stmt* body, type_ignore* type_ignores)",
            "Interactive(stmt* body)",
            "Expression(expr body)",
            "FunctionType(expr* argtypes, expr returns)",
        ],
    },
    Declaration {
        name: "stmt",
        located: Some(Ends::Optional),
        forms: &[
            "FunctionDef(identifier name, arguments args, stmt* body, expr* \
         decorator_list, expr? returns, string? type_comment)",
            "AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* \
         decorator_list, expr? returns, string? type_comment)",
            "ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* \
         decorator_list)",
            "Return(expr? value)",
            "Delete(expr* targets)",
            "Assign(expr* targets, expr value, string? type_comment)",
            "AugAssign(expr target, operator op, expr value)",
            "AnnAssign(expr target, expr annotation, expr? value, int simple)",
            "For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
            "AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? \
         type_comment)",
            "While(expr test, stmt* body, stmt* orelse)",
            "If(expr test, stmt* body, stmt* orelse)",
            "With(withitem* items, stmt* body, string? type_comment)",
            "AsyncWith(withitem* items, stmt* body, string? type_comment)",
            "Match(expr subject, match_case* cases)",
            "Raise(expr? exc, expr? cause)",
            "Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
            "TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
            "Assert(expr test, expr? msg)",
            "Import(alias* names)",
            "ImportFrom(identifier? module, alias* names, int? level)",
            "Global(identifier* names)",
            "Nonlocal(identifier* names)",
            "Expr(expr value)",
            "Pass",
            "Break",
            "Continue",
        ],
    },
    Declaration {
        name: "expr",
        located: Some(Ends::Optional),
        forms: &[
            "BoolOp(boolop op, expr* values)",
            "NamedExpr(expr target, expr value)",
            "BinOp(expr left, operator op, expr right)",
            "UnaryOp(unaryop op, expr operand)",
            "Lambda(arguments args, expr body)",
            "IfExp(expr test, expr body, expr orelse)",
            "Dict(expr* keys, expr* values)",
            "Set(expr* elts)",
            "ListComp(expr elt, comprehension* generators)",
            "SetComp(expr elt, comprehension* generators)",
            "DictComp(expr key, expr value, comprehension* generators)",
            "GeneratorExp(expr elt, comprehension* generators)",
            "Await(expr value)",
            "Yield(expr? value)",
            "YieldFrom(expr value)",
            "Compare(expr left, cmpop* ops, expr* comparators)",
            "Call(expr func, expr* args, keyword* keywords)",
            "FormattedValue(expr value, int conversion, expr? format_spec)",
            "JoinedStr(expr* values)",
            "Constant(constant value, string? kind)",
            "Attribute(expr value, identifier attr, expr_context ctx)",
            "Subscript(expr value, expr slice, expr_context ctx)",
            "Starred(expr value, expr_context ctx)",
            "Name(identifier id, expr_context ctx)",
            "List(expr* elts, expr_context ctx)",
            "Tuple(expr* elts, expr_context ctx)",
            "Slice(expr? lower, expr? upper, expr? step)",
        ],
    },
    Declaration { name: "expr_context", located: None, forms: &["Load", "Store", "Del"] },
    Declaration { name: "boolop", located: None, forms: &["And", "Or"] },
    Declaration {
        name: "operator",
        located: None,
        forms: &[
            "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr",
            "BitXor", "BitAnd", "FloorDiv",
        ],
    },
    Declaration { name: "unaryop", located: None, forms: &["Invert", "Not", "UAdd", "USub"] },
    Declaration {
        name: "cmpop",
        located: None,
        forms: &["Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"],
    },
    Declaration {
        name: "comprehension",
        located: None,
        forms: &["comprehension(expr target, expr iter, expr* ifs, int is_async)"],
    },
    Declaration {
        name: "excepthandler",
        located: Some(Ends::Optional),
        forms: &["ExceptHandler(expr? type, identifier? name, stmt* body)"],
    },
    Declaration {
        name: "arguments",
        located: None,
        forms: &["arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* \
         kw_defaults, arg? kwarg, expr* defaults)"],
    },
    Declaration {
        name: "arg",
        located: Some(Ends::Optional),
        forms: &["arg(identifier arg, expr? annotation, string? type_comment)"],
    },
    Declaration {
        name: "keyword",
        located: Some(Ends::Optional),
        forms: &["keyword(identifier? arg, expr value)"],
    },
    Declaration {
        name: "alias",
        located: Some(Ends::Optional),
        forms: &["alias(identifier name, identifier? asname)"],
    },
    Declaration {
        name: "withitem",
        located: None,
        forms: &["withitem(expr context_expr, expr? optional_vars)"],
    },
    Declaration {
        name: "match_case",
        located: None,
        forms: &["match_case(pattern pattern, expr? guard, stmt* body)"],
    },
    Declaration {
        name: "pattern",
        located: Some(Ends::Required),
        forms: &[
            "MatchValue(expr value)",
            "MatchSingleton(constant value)",
            "MatchSequence(pattern* patterns)",
            "MatchMapping(expr* keys, pattern* patterns, identifier? rest)",
            "MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* \
         kwd_patterns)",
            "MatchStar(identifier? name)",
            "MatchAs(pattern? pattern, identifier? name)",
            "MatchOr(pattern* patterns)",
        ],
    },
    Declaration {
        name: "type_ignore",
        located: None,
        forms: &["TypeIgnore(int lineno, string tag)"],
    },
];
// ANCHOR_END: rows
