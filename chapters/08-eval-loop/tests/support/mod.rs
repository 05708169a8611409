//! Enough of `builtins` to run a program before chapter 11 brings all of it: what the object
//! model can do, as functions. `print` writes into a buffer.

use std::cell::RefCell;

use eval_loop::objects::code::from_code;
use eval_loop::run::{eval_code, initialize};
use object_model::arguments::Arguments;
use object_model::errors::{self, ATTRIBUTE_ERROR, STOP_ITERATION, TYPE_ERROR, raise};
use object_model::object::Obj;
use object_model::runtime::{Config, with_objects};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{bool_, builtin_function, ellipsis, int, none, not_implemented};
use object_model::{Method, Ref, Result};

thread_local! {
    static PRINTED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs a source as a module named `__main__`: what it prints, and behind that the exception
/// that ends it, if one does.
pub(crate) fn run_source(source: &[u8], filename: &str) -> String {
    let options = compiler::Options::default();
    let code = compiler::compile(source, filename, &options, &mut Vec::new());
    let code = match code {
        Ok(code) => code,
        Err(error) => return format!("{error:?}"),
    };
    with_objects(|| {
        initialize(Config { hash_seed: Some(0), ..Config::default() });
        PRINTED.with_borrow_mut(String::clear);
        if run(&code).is_err() {
            let exception = errors::take().expect("an error has an exception");
            let text = exception.clone().object().borrow().str();
            let text = text.map(|text| text.borrow().to_text().into_owned());
            let line = format!(
                "\n-- raised --\n{}: {}\n",
                exception.borrow().ob_type().name(),
                text.unwrap_or_default()
            );
            errors::clear();
            PRINTED.with_borrow_mut(|printed| printed.push_str(&line));
        }
        PRINTED.with_borrow_mut(std::mem::take)
    })
}

fn run(code: &compiler::constant::Shared<compiler::code::Code>) -> Result {
    let globals = dict::new()?;
    let builtins = builtins()?;
    set(&globals, "__name__", str::interned("__main__")?.object())?;
    set(&globals, "__builtins__", builtins.object())?;
    let code = from_code(code)?;
    let result = eval_code(code.borrow(), globals.borrow(), globals.borrow().object());
    globals.borrow().clear();
    result
}

fn set(dict: &Ref<PyDictObject>, name: &str, value: Ref) -> Result<()> {
    dict.borrow().set_item(str::interned(name)?.borrow().object(), value.borrow())
}

fn builtins() -> Result<Ref<PyDictObject>> {
    let builtins = dict::new()?;
    for row in FUNCTIONS.iter().chain([&eval_loop::run::BUILD_CLASS]) {
        let name = row.name().to_str().expect("a name is text");
        set(&builtins, name, builtin_function::new(row, None, None)?)?;
    }
    for ob_type in object_model::types::all().filter(|ob_type| is_built_in(ob_type.name())) {
        set(&builtins, ob_type.name(), ob_type.as_type().object().to_ref())?;
    }
    let group = object_model::types::exception::group::exception_group();
    set(&builtins, "ExceptionGroup", group.object().to_ref())?;
    set(&builtins, "NotImplemented", not_implemented().to_ref())?;
    set(&builtins, "Ellipsis", ellipsis().to_ref())?;
    set(&builtins, "__debug__", bool_(true).to_ref())?;
    Ok(builtins)
}

/// Whether a type has a name among the builtins.
fn is_built_in(name: &str) -> bool {
    let hidden = ["module", "method", "mappingproxy", "NoneType", "ellipsis", "iterator", "cell"];
    !name.contains('_') && !name.contains('-') && !hidden.contains(&name)
}

static FUNCTIONS: &[Method] = &[
    Method::new(c"print", "($module, /, *args, **kwargs)", print, ""),
    Method::one(
        c"len",
        "($module, obj, /)",
        |_, x| Ok(int::from_u64(x.len()? as u64)?.object()),
        "",
    ),
    Method::one(c"repr", "($module, obj, /)", |_, x| Ok(x.repr()?.object()), ""),
    Method::one(c"ascii", "($module, obj, /)", |_, x| Ok(x.ascii()?.object()), ""),
    Method::one(
        c"hash",
        "($module, obj, /)",
        |_, x| Ok(int::from_i64(x.hash()? as i64)?.object()),
        "",
    ),
    Method::one(
        c"id",
        "($module, obj, /)",
        |_, x| Ok(int::from_u64(x.as_ptr().addr().get() as u64)?.object()),
        "",
    ),
    Method::one(c"callable", "($module, obj, /)", |_, x| Ok(bool_(x.is_callable()).to_ref()), ""),
    Method::new(c"iter", "($module, object, /)", |_, a| a.get(0).expect("bound").iter(), ""),
    Method::new(c"next", "($module, iterator, default=<unrepresentable>, /)", next, ""),
    Method::new(
        c"isinstance",
        "($module, obj, class_or_tuple, /)",
        |_, a| {
            let (object, class) = (a.get(0).expect("bound"), a.get(1).expect("bound"));
            Ok(bool_(object.isinstance(class)?).to_ref())
        },
        "",
    ),
    Method::new(
        c"issubclass",
        "($module, cls, class_or_tuple, /)",
        |_, a| {
            let (object, class) = (a.get(0).expect("bound"), a.get(1).expect("bound"));
            Ok(bool_(object.issubclass(class)?).to_ref())
        },
        "",
    ),
    Method::new(c"getattr", "($module, object, name, default=<unrepresentable>, /)", getattr, ""),
    Method::new(
        c"setattr",
        "($module, obj, name, value, /)",
        |_, a| {
            let (object, name) = (a.get(0).expect("bound"), name_of(a.get(1).expect("bound"))?);
            object.set_attribute(name.borrow(), a.get(2))?;
            Ok(none().to_ref())
        },
        "",
    ),
    Method::new(
        c"hasattr",
        "($module, obj, name, /)",
        |_, a| {
            let (object, name) = (a.get(0).expect("bound"), name_of(a.get(1).expect("bound"))?);
            Ok(bool_(object.lookup_attribute(name.borrow())?.is_some()).to_ref())
        },
        "",
    ),
    Method::none(
        c"globals",
        "($module, /)",
        |_| {
            let frame =
                eval_loop::thread::eval_state().current_frame.get().expect("called by code");
            Ok(frame.globals().object().to_ref())
        },
        "",
    ),
];

fn name_of(name: Obj<'_>) -> Result<Ref<PyASCIIObject>> {
    name.to_ref().downcast().map_err(|_| raise(&TYPE_ERROR, "attribute name must be string"))
}

fn print(_: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let (mut separator, mut end) = (" ".to_owned(), "\n".to_owned());
    for (name, value) in arguments.keywords() {
        let name = name.str()?.borrow().to_text().into_owned();
        if !value.is_none() {
            let value = value.str()?.borrow().to_text().into_owned();
            match name.as_str() {
                "sep" => separator = value,
                _ => end = value,
            }
        }
    }
    let mut line = String::new();
    for (at, value) in arguments.rest().iter().enumerate() {
        if at > 0 {
            line += &separator;
        }
        line += &value.str()?.borrow().to_text();
    }
    PRINTED.with_borrow_mut(|printed| *printed += &(line + &end));
    Ok(none().to_ref())
}

fn next(_: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let iterator = arguments.get(0).expect("bound");
    let slot = iterator.ob_type().tp_iternext.get().filter(|_| iterator.is_iterator());
    let Some(slot) = slot else {
        let kind = iterator.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("'{kind}' object is not an iterator")));
    };
    match (slot(iterator), arguments.get(1)) {
        (Some(item), _) => Ok(item),
        (None, Some(default)) if !errors::is_set() || errors::catch(&STOP_ITERATION) => {
            Ok(default.to_ref())
        }
        (None, _) if errors::is_set() => Err(object_model::Raised),
        (None, _) => Err(errors::raise_object(&STOP_ITERATION, none().to_ref())),
    }
}

fn getattr(_: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let object = arguments.get(0).expect("bound");
    let name = name_of(arguments.get(1).expect("bound"))?;
    match (object.get_attribute(name.borrow()), arguments.get(2)) {
        (Err(_), Some(default)) if errors::catch(&ATTRIBUTE_ERROR) => Ok(default.to_ref()),
        (result, _) => result,
    }
}
