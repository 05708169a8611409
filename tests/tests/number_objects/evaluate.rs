//! Expressions evaluated without an interpreter: a walk through the tree, a call of a protocol
//! function for each node.

use std::cell::RefCell;

use bumpalo::Bump;
use object_model::errors;
use object_model::protocol::compare::Comparison;
use object_model::protocol::number::{self, Operator, Unary};
use object_model::runtime::runtime;
use object_model::type_object::PyTypeObject;
use object_model::types::bool_::BOOL;
use object_model::types::complex::{self, COMPLEX, Complex, PyComplexObject};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::float::{self, FLOAT, PyFloatObject};
use object_model::types::int::{self, INT, PyLongObject};
use object_model::types::list::object::{self as list, PyListObject};
use object_model::types::object::OBJECT;
use object_model::types::str::object::from_code_points;
use object_model::types::str::{self, PyASCIIObject, STR};
use object_model::types::tuple::{self, PyTupleObject, TUPLE};
use object_model::types::type_::TYPE;
use object_model::types::{bool_, none};
use object_model::{Obj, Raised, Ref, Result};
use parser::ast::{self};
use parser::ast::{CmpOp, Constant, Expr, ExprKind, Int, Keyword, ModKind, UnaryOp};
use parser::{Mode, Options, parse};
use tokenizer::Source;

thread_local! {
    static WARNINGS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What an expression comes to, as the recording shows it.
pub(crate) fn outcome(expression: &str) -> String {
    runtime().warn_hook.set(Some(|category, _, message| {
        let warning = format!("{}: {message}; ", category.name());
        WARNINGS.with_borrow_mut(|warnings| warnings.push_str(&warning));
        Ok(())
    }));
    let source = Source::from_str(expression, true).expect("a source");
    let arena = Bump::new();
    let options = Options { mode: Mode::Eval, ..Options::default() };
    let tree = parse(&source, &arena, &options).result.expect("an expression");
    let ModKind::Expression { body } = tree.kind else { panic!("not an expression") };
    let result = match evaluate(body).and_then(|value| shown(value.borrow())) {
        Ok(text) => text,
        Err(Raised) => {
            let error = errors::take().expect("an error");
            let text = match error.borrow().args() {
                Some(args) if args.borrow().len() > 1 => shown(args.borrow().object()),
                _ => error.borrow().object().str().map(|text| escaped(text.borrow())),
            };
            format!("{}: {}", error.borrow().ob_type().name(), text.expect("a message"))
        }
    };
    format!("{}{result}", WARNINGS.take())
}

fn escaped(text: Obj<'_, PyASCIIObject>) -> String {
    { text.code_points() }
        .map(|code| match char::from_u32(code) {
            Some(character @ ' '..='~') if character != '\\' => character.to_string(),
            _ => format!("\\{code:x};"),
        })
        .collect()
}

fn shown(value: Obj<'_>) -> Result<String> {
    let list = |items: Vec<Result<String>>| {
        Ok(format!("({})", items.into_iter().collect::<Result<Vec<_>>>()?.join(", ")))
    };
    if let Some(tuple) = value.downcast::<PyTupleObject>() {
        return list(tuple.items().iter().map(|item| shown(*item)).collect());
    }
    if let Some(text) = value.downcast::<PyASCIIObject>() {
        return Ok(format!("str {}", escaped(text)));
    }
    if let Some(class) = value.downcast::<PyTypeObject>() {
        return Ok(format!("type {}", class.name()));
    }
    if let Some(dict) = value.downcast::<PyDictObject>() {
        return Ok(format!("dict of {}", dict.len()));
    }
    let name = value.ob_type().name();
    if let Some(int) = value.downcast::<PyLongObject>() {
        if value.is_exactly(&BOOL) {
            return Ok(format!("{name} {}", value.repr()?.borrow().to_text()));
        }
        if int::bit_length(int.number()) > 4000 {
            let text = int::to_power_of_two_base(int.number(), 4, "0x")?;
            return Ok(format!("{name} {text}"));
        }
        return Ok(format!("{name} {}", int.to_decimal()?.borrow().to_text()));
    }
    if let Some(float) = value.downcast::<PyFloatObject>() {
        return Ok(format!("{name} {}", float::repr(float.value())));
    }
    if let Some(complex) = value.downcast::<PyComplexObject>() {
        return Ok(format!("{name} {}", complex::repr(complex.value())));
    }
    Ok(value.repr()?.borrow().to_text().into_owned())
}

// The tree.

fn evaluate(expression: &Expr<'_>) -> Result {
    match &expression.kind {
        ExprKind::Constant { value, .. } => constant(*value),
        ExprKind::Name { id, .. } => class(id),
        ExprKind::Attribute { value, attr, .. } => {
            evaluate(value)?.borrow().get_attribute(str::interned(attr)?.borrow())
        }
        ExprKind::Tuple { elts, .. } => {
            Ok(tuple::from_iterator(evaluate_all(elts)?.into_iter())?.object())
        }
        ExprKind::List { elts, .. } => {
            let made: Ref<PyListObject> = list::new()?;
            for item in evaluate_all(elts)? {
                made.borrow().push(item)?;
            }
            Ok(made.object())
        }
        ExprKind::Dict { keys, values } => {
            let made = dict::new()?;
            for (key, value) in keys.iter().zip(values.iter()) {
                let key = evaluate(key.expect("a key"))?;
                made.borrow().set_item(key.borrow(), evaluate(value)?.borrow())?;
            }
            Ok(made.object())
        }
        ExprKind::UnaryOp { op, operand } => {
            let operand = evaluate(operand)?;
            let operand = operand.borrow();
            match op {
                UnaryOp::USub => operand.unary(Unary::Negative),
                UnaryOp::UAdd => operand.unary(Unary::Positive),
                UnaryOp::Invert => operand.unary(Unary::Invert),
                UnaryOp::Not => Ok(bool_(!operand.is_true()?).to_ref()),
            }
        }
        ExprKind::BinOp { left, op, right } => {
            let (left, right) = (evaluate(left)?, evaluate(right)?);
            let (left, right) = (left.borrow(), right.borrow());
            match operator(*op) {
                Some(operator) => left.binary(right, operator),
                None => left.power(right, none()),
            }
        }
        ExprKind::Compare { left, ops: [op], comparators: [right] } => {
            let (left, right) = (evaluate(left)?, evaluate(right)?);
            left.borrow().compare(right.borrow(), comparison(*op))
        }
        ExprKind::Call { func, args, keywords } => call(func, &evaluate_all(args)?, keywords),
        kind => panic!("an expression that isn't among the recorded: {kind:?}"),
    }
}

fn evaluate_all(expressions: &[&Expr<'_>]) -> Result<Vec<Ref>> {
    expressions.iter().map(|expression| evaluate(expression)).collect()
}

fn constant(value: Constant<'_>) -> Result {
    Ok(match value {
        Constant::None => none().to_ref(),
        Constant::Bool(value) => bool_(value).to_ref(),
        Constant::Int(Int::Small(value)) => int::from_u64(value)?.object(),
        Constant::Int(Int::Big(digits)) => int::object::from_digits(digits, false)?.object(),
        Constant::Float(value) => float::new(value)?.object(),
        Constant::Complex { real, imag } => complex::make(Complex::new(real, imag))?.object(),
        Constant::Str(text) => from_code_points(text.code_points())?.object(),
        _ => panic!("a constant that isn't among the recorded: {value:?}"),
    })
}

fn class(name: &str) -> Result {
    let class = match name {
        "int" => &INT,
        "float" => &FLOAT,
        "bool" => &BOOL,
        "complex" => &COMPLEX,
        "str" => &STR,
        "type" => &TYPE,
        "object" => &OBJECT,
        "tuple" => &TUPLE,
        _ => panic!("a name that isn't among the recorded: {name}"),
    };
    Ok(class.as_type().object().to_ref())
}

fn call(function: &Expr<'_>, arguments: &[Ref], keywords: &[&Keyword<'_>]) -> Result {
    let borrowed: Vec<Obj<'_>> = arguments.iter().map(Ref::borrow).collect();
    if let ExprKind::Name { id, .. } = function.kind
        && let Some(result) = call_builtin(id, &borrowed)
    {
        return result;
    }
    let function = evaluate(function)?;
    let names = dict::new()?;
    for keyword in keywords {
        let name = str::interned(keyword.arg.expect("a name"))?;
        names.borrow().set_item(name.borrow().object(), evaluate(keyword.value)?.borrow())?;
    }
    let arguments = tuple::of(&borrowed)?;
    let names = (!names.borrow().is_empty()).then(|| names.borrow());
    function.borrow().call_tuple(arguments.borrow(), names)
}

/// The functions of `builtins` and `operator` that stand for protocol functions.
fn call_builtin(name: &str, arguments: &[Obj<'_>]) -> Option<Result> {
    let text = |text: Result<Ref<PyASCIIObject>>| text.map(Ref::object);
    Some(match (name, arguments) {
        ("abs", [x]) => x.unary(Unary::Absolute),
        ("divmod", [x, y]) => x.binary(*y, number::DIVMOD),
        ("pow", [x, y]) => x.power(*y, none()),
        ("pow", [x, y, modulus]) => x.power(*y, *modulus),
        ("repr", [x]) => text(x.repr()),
        ("str", [x]) => text(x.str()),
        ("format", [x, spec]) => text(x.format(spec.downcast())),
        ("hash", [x]) => x.hash().and_then(|hash| Ok(int::from_i64(hash as i64)?.object())),
        ("index", [x]) => x.index().map(Ref::object),
        ("is_", [x, y]) => Ok(bool_(x.is(*y)).to_ref()),
        ("round", [x, digits @ ..]) => round(*x, digits),
        ("type", [x]) => Ok(x.ob_type().object().to_ref()),
        _ => return None,
    })
}

fn round(x: Obj<'_>, digits: &[Obj<'_>]) -> Result {
    let name = str::interned("__round__")?;
    let digits: Vec<Obj<'_>> = digits.iter().copied().filter(|digits| !digits.is_none()).collect();
    if let Some(method) = x.lookup_special(name.borrow())? {
        return method.borrow().call(&digits);
    }
    let name = x.ob_type().name();
    let message = format_args!("type {name} doesn't define __round__ method");
    Err(errors::raise(&errors::TYPE_ERROR, message))
}

fn operator(op: ast::Operator) -> Option<Operator> {
    Some(match op {
        ast::Operator::Add => number::ADD,
        ast::Operator::Sub => number::SUBTRACT,
        ast::Operator::Mult => number::MULTIPLY,
        ast::Operator::MatMult => number::MATRIX_MULTIPLY,
        ast::Operator::Div => number::TRUE_DIVIDE,
        ast::Operator::FloorDiv => number::FLOOR_DIVIDE,
        ast::Operator::Mod => number::REMAINDER,
        ast::Operator::LShift => number::LEFT_SHIFT,
        ast::Operator::RShift => number::RIGHT_SHIFT,
        ast::Operator::BitAnd => number::AND,
        ast::Operator::BitXor => number::XOR,
        ast::Operator::BitOr => number::OR,
        ast::Operator::Pow => return None,
    })
}

fn comparison(op: CmpOp) -> Comparison {
    match op {
        CmpOp::Lt => Comparison::Less,
        CmpOp::LtE => Comparison::LessEqual,
        CmpOp::Eq => Comparison::Equal,
        CmpOp::NotEq => Comparison::NotEqual,
        CmpOp::Gt => Comparison::Greater,
        CmpOp::GtE => Comparison::GreaterEqual,
        _ => panic!("a comparison that isn't among the recorded: {op:?}"),
    }
}
