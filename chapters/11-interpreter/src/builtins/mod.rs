//! `builtins`: the functions, types and values that every program finds without importing.
//!
//! CPython: `Python/bltinmodule.c` (`builtin_methods`, `_PyBuiltin_Init`), and
//! `_PyBuiltins_AddExceptions` in `Objects/exceptions.c`.
//!
//! The functions are in the files of this folder, by what they are about; here is the table.

mod attributes;
mod compilation;
mod console;
mod extremes;
mod iteration;
mod names;
mod numbers;
mod sum;

use object_model::errors::OS_ERROR;
use object_model::type_object::flags;
use object_model::types::exception::group;
use object_model::types::module::{ModuleDefinition, PyModuleObject};
use object_model::types::{bool_, builtin_function, ellipsis, none, not_implemented};
use object_model::{Method, Obj, Result, StaticType};

pub use compilation::{Flags, compile_source};
pub(crate) use console::{flush_if_possible, write_object, write_text};
pub(crate) use names::names_of_object;

// ANCHOR: definition
/// `builtins`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "builtins",
    doc: "What every program finds without importing.\n\nNames that are neither local nor global are looked for here.",
    functions: &[
        Method::new(
            c"__import__",
            "($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)",
            names::import,
            "Imports a module: what the import statement calls.",
        ),
        Method::one(c"abs", "($module, x, /)", numbers::abs, "The absolute value."),
        Method::one(
            c"all",
            "($module, iterable, /)",
            iteration::all,
            "Whether every item is true; so it is where there are none.",
        ),
        Method::one(
            c"any",
            "($module, iterable, /)",
            iteration::any,
            "Whether some item is true; it isn't where there are none.",
        ),
        Method::one(
            c"ascii",
            "($module, obj, /)",
            |_, object| Ok(object.ascii()?.object()),
            "repr(obj), with escapes for characters that aren't ASCII.",
        ),
        Method::one(c"bin", "($module, number, /)", numbers::bin, "The int in base 2."),
        Method::new(
            c"breakpoint",
            "($module, /, *args, **kws)",
            console::breakpoint,
            "breakpoint(*args, **kws)\n\nCalls sys.breakpointhook, which starts a debugger.",
        )
        .unsigned(),
        Method::one(
            c"callable",
            "($module, obj, /)",
            |_, object| Ok(bool_(object.is_callable()).to_ref()),
            "Whether the object can be called.",
        ),
        Method::new(c"chr", "($module, i, /)", numbers::chr, "The character of a code point."),
        Method::new(
            c"compile",
            "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)",
            compilation::compile,
            "Makes a code object of a source text.\n\nThe mode is 'exec' for a module, 'eval' for an expression, 'single' for a statement as at\na prompt. filename stands in messages. flags switches on features of the future; those of\nthe calling code are on too, unless dont_inherit is true.",
        ),
        Method::new(
            c"delattr",
            "($module, obj, name, /)",
            attributes::delattr,
            "delattr(x, 'y') is del x.y.",
        ),
        Method::new(
            c"dir",
            "($module, object=<unrepresentable>, /)",
            names::dir,
            "dir([object]) -> list of strings\n\nThe names of the current scope, or the names of an object's attributes.",
        )
        .unsigned(),
        Method::new(
            c"divmod",
            "($module, x, y, /)",
            numbers::divmod,
            "The pair (x // y, x % y).",
        ),
        Method::new(
            c"eval",
            "($module, source, globals=None, locals=None, /)",
            compilation::eval,
            "The value of an expression, given as text or as a code object.",
        ),
        Method::new(
            c"exec",
            "($module, source, globals=None, locals=None, /, *, closure=None)",
            compilation::exec,
            "Runs statements, given as text or as a code object.\n\nclosure is a tuple of cells, as many as the code object has free variables.",
        ),
        Method::new(
            c"format",
            "($module, value, format_spec='', /)",
            attributes::format,
            "The value as text, in the form that format_spec asks for.",
        ),
        Method::new(
            c"getattr",
            "($module, object, name, default=<unrepresentable>, /)",
            attributes::getattr,
            "getattr(object, name[, default]) -> value\n\ngetattr(x, 'y') is x.y, or the default where there is no such attribute.",
        )
        .unsigned(),
        Method::none(
            c"globals",
            "($module, /)",
            names::globals,
            "The dict of the global variables.",
        ),
        Method::new(
            c"hasattr",
            "($module, obj, name, /)",
            attributes::hasattr,
            "Whether the object has an attribute of that name.",
        ),
        Method::one(c"hash", "($module, obj, /)", attributes::hash, "The object's hash."),
        Method::one(c"hex", "($module, number, /)", numbers::hex, "The int in base 16."),
        Method::one(
            c"id",
            "($module, obj, /)",
            attributes::id,
            "A number that no other living object has: its address.",
        ),
        Method::new(
            c"input",
            "($module, prompt='', /)",
            console::input,
            "A line from standard input, without its end.",
        ),
        Method::new(
            c"isinstance",
            "($module, obj, class_or_tuple, /)",
            attributes::isinstance,
            "Whether the object is an instance of a class, or of one in a tuple.",
        ),
        Method::new(
            c"issubclass",
            "($module, cls, class_or_tuple, /)",
            attributes::issubclass,
            "Whether a class is derived from another, or from one in a tuple.",
        ),
        Method::new(
            c"iter",
            "($module, object, sentinel=<unrepresentable>, /)",
            iteration::iter,
            "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nThe second form calls the callable until it returns the sentinel.",
        )
        .unsigned(),
        Method::one(
            c"aiter",
            "($module, async_iterable, /)",
            iteration::aiter,
            "The asynchronous iterator of an asynchronous iterable.",
        ),
        Method::one(
            c"len",
            "($module, obj, /)",
            attributes::len,
            "How many items a container has.",
        ),
        Method::none(
            c"locals",
            "($module, /)",
            names::locals,
            "A dict of the local variables.",
        ),
        Method::new(
            c"max",
            "($module, /, *args, **kwargs)",
            extremes::max,
            "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nThe greatest item or argument.",
        )
        .unsigned(),
        Method::new(
            c"min",
            "($module, /, *args, **kwargs)",
            extremes::min,
            "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nThe least item or argument.",
        )
        .unsigned(),
        Method::new(
            c"next",
            "($module, iterator, default=<unrepresentable>, /)",
            iteration::next,
            "next(iterator[, default])\n\nThe next item; at the end the default, or StopIteration.",
        )
        .unsigned(),
        Method::new(
            c"anext",
            "($module, aiterator, default=<unrepresentable>, /)",
            iteration::anext,
            "async anext(aiterator[, default])\n\nThe next item; at the end the default, or StopAsyncIteration.",
        ),
        Method::one(c"oct", "($module, number, /)", numbers::oct, "The int in base 8."),
        Method::one(c"ord", "($module, c, /)", numbers::ord, "The code point of a character."),
        Method::new(
            c"pow",
            "($module, /, base, exp, mod=None)",
            numbers::pow,
            "base ** exp, or base ** exp % mod.",
        ),
        Method::new(
            c"print",
            "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)",
            console::print,
            "Writes values to a file, by default sys.stdout.",
        ),
        Method::one(
            c"repr",
            "($module, obj, /)",
            |_, object| Ok(object.repr()?.object()),
            "The object as text, as it would be written in a program where that is possible.",
        ),
        Method::new(
            c"round",
            "($module, /, number, ndigits=None)",
            numbers::round,
            "The number with so many decimal digits; without ndigits, the nearest int.",
        ),
        Method::new(
            c"setattr",
            "($module, obj, name, value, /)",
            attributes::setattr,
            "setattr(x, 'y', v) is x.y = v.",
        ),
        Method::new(
            c"sorted",
            "($module, iterable, /, *, key=None, reverse=False)",
            iteration::sorted,
            "A new list of the items in ascending order.",
        ),
        Method::new(
            c"sum",
            "($module, iterable, /, start=0)",
            sum::sum,
            "start, plus all the items.",
        ),
        Method::new(
            c"vars",
            "($module, object=<unrepresentable>, /)",
            names::vars,
            "vars([object]) -> dictionary\n\nThe object's __dict__, or the local variables.",
        )
        .unsigned(),
    ],
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

/// The types among the built-in names.
const TYPES: &[&str] = &[
    "bool",
    "memoryview",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "property",
    "int",
    "list",
    "map",
    "object",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
];
// ANCHOR_END: definition

fn execute(module: Obj<'_, PyModuleObject>) -> Result<()> {
    let own = || module.object().to_ref();
    let name = object_model::types::str::interned("builtins")?.object();
    let build_class = builtin_function::new(&eval_loop::run::BUILD_CLASS, Some(own()), Some(name))?;
    module.add("__build_class__", build_class)?;
    module.add("None", none().to_ref())?;
    module.add("Ellipsis", ellipsis().to_ref())?;
    module.add("NotImplemented", not_implemented().to_ref())?;
    module.add("False", bool_(false).to_ref())?;
    module.add("True", bool_(true).to_ref())?;
    module.add("__debug__", bool_(crate::config::config().optimize == 0).to_ref())?;
    for name in TYPES {
        let mut all = object_model::types::all();
        if let Some(ob_type) = all.find(|ob_type| ob_type.name() == *name) {
            module.add(name, ob_type.as_type().object().to_ref())?;
        }
    }
    let is_exception = |class: &&StaticType| class.has(flags::BASE_EXC_SUBCLASS);
    for exception in object_model::types::all().filter(is_exception) {
        module.add(exception.short_name(), exception.as_type().object().to_ref())?;
    }
    module.add("ExceptionGroup", group::exception_group().object().to_ref())?;
    for alias in ["EnvironmentError", "IOError"] {
        module.add(alias, OS_ERROR.as_type().object().to_ref())?;
    }
    Ok(())
}
