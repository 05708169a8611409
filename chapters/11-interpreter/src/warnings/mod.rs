//! `_warnings`: what becomes of a warning.
//!
//! CPython: `Python/_warnings.c`.
//!
//! The filters say: shown, shown once, passed over, or raised. The module `warnings` has the same
//! filters and may replace how a warning is shown; as long as nobody has imported it, this does
//! all by itself.

mod filters;
mod show;

use compiler::{Refusal, Warning, Warnings};
use eval_loop::frame::Frame;
use eval_loop::thread::eval_state;
use object_model::arguments::Arguments;
use object_model::errors::{
    self, RUNTIME_ERROR, SYNTAX_WARNING, TYPE_ERROR, USER_WARNING, WARNING, raise,
};
use object_model::name;
use object_model::type_object::{PyTypeObject, Type};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::int::{self, PyLongObject};
use object_model::types::module::{Global, ModuleDefinition, PyModuleObject};
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::types::{bool_, none, tuple};
use object_model::{Field, Method, Obj, Ref, Result};

use crate::arguments::int_argument;
use crate::sys;
use filters::{Action, STATE};

type Module<'a> = Obj<'a, PyModuleObject>;

/// `_warnings`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_warnings",
    doc: "What becomes of warnings.",
    functions: &[
        Method::new(
            c"warn",
            "($module, /, message, category=None, stacklevel=1, source=None)",
            warn,
            "Warns, or raises, or does nothing: as the filters say.",
        ),
        Method::new(
            c"warn_explicit",
            "($module, /, message, category, filename, lineno, module=None, registry=None, \
             module_globals=None, source=None)",
            warn_explicit_function,
            "The same, of a place that is given.",
        )
        .unsigned(),
        Method::none(
            c"_filters_mutated",
            "($module, /)",
            |_| {
                STATE.version.set(STATE.version.get() + 1);
                Ok(none().to_ref())
            },
            "The filters have been changed: what was remembered of them is void.",
        )
        .unsigned(),
    ],
    execute: Some(|module| {
        module.add("filters", filters::all()?)?;
        module.add("_onceregistry", filters::once_registry()?.object())?;
        module.add("_defaultaction", str::interned("default")?.object())
    }),
    ..ModuleDefinition::NONE
};

// ANCHOR: place
/// Where a warning points.
struct Place {
    filename: Ref,
    line: i64,
    module: Ref,
    registry: Ref<PyDictObject>,
}

impl Place {
    /// So many calls up from the code that runs. C: `setup_context`.
    fn up(level: isize) -> Result<Place> {
        let mut frame = complete(eval_state().current_frame.get());
        let internal = |frame: &Option<Frame>| frame.is_some_and(is_of_importlib);
        if level <= 0 || internal(&frame) {
            for _ in 1..level {
                frame = frame.and_then(|frame| complete(frame.previous.get()));
            }
        } else {
            for _ in 1..level {
                // Frames of the import system aren't counted.
                loop {
                    frame = frame.and_then(|frame| complete(frame.previous.get()));
                    if !internal(&frame) {
                        break;
                    }
                }
            }
        }
        let (globals, filename, line) = match frame {
            Some(frame) => {
                let filename = frame.code().co_filename.get();
                let filename = filename.expect("code has a file's name").object();
                (frame.globals().to_ref(), filename, frame.line().unwrap_or(0).into())
            }
            None => {
                let globals = sys::dict().ok_or_else(|| raise(&RUNTIME_ERROR, "lost sys"))?;
                (globals, str::interned("sys")?.object(), 1)
            }
        };
        let name = name!("__warningregistry__");
        let registry = globals.borrow().get_str(name)?;
        let registry = match registry.map(Ref::downcast::<PyDictObject>) {
            Some(Ok(registry)) => registry,
            Some(Err(_)) => return Err(raise(&TYPE_ERROR, "'registry' must be a dict or None")),
            None => {
                let registry = dict::new()?;
                globals.borrow().set_item(name.object(), registry.borrow().object())?;
                registry
            }
        };
        let module = globals.borrow().get_str(name!("__name__"))?;
        let is_name = |module: &Ref| {
            module.borrow().is_none() || module.borrow().downcast::<PyASCIIObject>().is_some()
        };
        let module = match module.filter(is_name) {
            Some(module) => module,
            None => str::interned("<string>")?.object(),
        };
        Ok(Place { filename, line, module, registry })
    }
}

/// The innermost frame from this one on that has begun to run.
fn complete(mut frame: Option<Frame>) -> Option<Frame> {
    while let Some(at) = frame
        && at.last_instruction() < 0
    {
        frame = at.previous.get();
    }
    frame
}

/// C: `is_internal_frame`.
fn is_of_importlib(frame: Frame) -> bool {
    let filename = frame.code().co_filename.get();
    filename.is_some_and(|filename| {
        let filename = filename.borrow().to_text();
        filename.contains("importlib") && filename.contains("_bootstrap")
    })
}
// ANCHOR_END: place

// ANCHOR: warn
/// Warns of what the code that many calls up does. C: `do_warn`.
fn warn_up(
    message: Obj<'_>,
    category: Type<'_>,
    level: isize,
    source: Option<Obj<'_>>,
) -> Result<()> {
    let place = Place::up(level)?;
    warn_explicit(Explicit {
        message,
        category,
        filename: place.filename.borrow(),
        line: place.line,
        module: Some(place.module.borrow()),
        registry: Some(place.registry.borrow().object()),
        source_line: None,
        source,
    })
}

/// What the object model warns of. C: `PyErr_WarnEx`.
pub(crate) fn hook(category: Type<'static>, level: isize, text: &str) -> Result<()> {
    let text = str::new(text)?;
    warn_up(text.borrow().object(), category, level, None)
}

/// `warn(message, category=None, stacklevel=1, source=None)`
fn warn(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let message = arguments[0];
    let level = match arguments.get(2) {
        Some(level) => level.to_isize()?,
        None => 1,
    };
    let category = category_of(message, arguments.get(1))?;
    warn_up(message, category.borrow(), level, arguments.not_none(3))?;
    Ok(none().to_ref())
}

/// C: `get_category`.
fn category_of(message: Obj<'_>, category: Option<Obj<'_>>) -> Result<Ref<PyTypeObject>> {
    if message.is_instance(&WARNING) {
        return Ok(message.ob_type().to_ref());
    }
    let category = category.filter(|category| !category.is_none());
    let category = category.unwrap_or(USER_WARNING.as_type().object());
    let class = category.downcast::<PyTypeObject>();
    class.filter(|class| class.is_subtype_of(WARNING.as_type())).map(Obj::to_ref).ok_or_else(|| {
        let kind = category.ob_type().name();
        raise(&TYPE_ERROR, format_args!("category must be a Warning subclass, not '{kind}'"))
    })
}

/// `warn_explicit(message, category, filename, lineno, …)`
fn warn_explicit_function(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let filename = arguments[2];
    if filename.downcast::<PyASCIIObject>().is_none() {
        let kind = crate::arguments::given_type(filename);
        let message = format_args!("warn_explicit() argument 3 must be str, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let line = int_argument(arguments[3])?.into();
    let source_line = match arguments.not_none(6) {
        Some(globals) => match globals.downcast::<PyDictObject>() {
            Some(globals) => source_line(globals, line)?,
            None => {
                let kind = globals.ob_type().name();
                let message = format_args!("module_globals must be a dict, not '{kind}'");
                return Err(raise(&TYPE_ERROR, message));
            }
        },
        None => None,
    };
    let Some(category) = arguments[1].downcast::<PyTypeObject>() else {
        let kind = arguments[1].ob_type().name();
        let message = format_args!("category must be a Warning subclass, not '{kind}'");
        return Err(raise(&TYPE_ERROR, message));
    };
    warn_explicit(Explicit {
        message: arguments[0],
        category,
        filename,
        line,
        module: arguments.get(4),
        registry: arguments.get(5),
        source_line: source_line.as_ref().map(Ref::borrow),
        source: arguments.get(7),
    })?;
    Ok(none().to_ref())
}

/// The line as the module's loader has it. C: `warnings_get_source_line`.
fn source_line(globals: Obj<'_, PyDictObject>, line: i64) -> Result<Option<Ref>> {
    let (Some(loader), Some(module)) =
        (globals.get_str(name!("__loader__"))?, globals.get_str(name!("__name__"))?)
    else {
        return Ok(None);
    };
    let Some(method) = loader.borrow().lookup_attribute(name!("get_source"))? else {
        return Ok(None);
    };
    let source = method.borrow().call_one(module.borrow())?;
    if source.borrow().is_none() {
        return Ok(None);
    }
    let lines = source.borrow().call_method(name!("splitlines"), &[])?;
    lines.borrow().get_sequence_item(line as isize - 1).map(Some)
}

/// A warning, and where.
struct Explicit<'a> {
    message: Obj<'a>,
    category: Type<'a>,
    filename: Obj<'a>,
    line: i64,
    /// None: the file's name says it.
    module: Option<Obj<'a>>,
    registry: Option<Obj<'a>>,
    source_line: Option<Obj<'a>>,
    source: Option<Obj<'a>>,
}

/// C: `warn_explicit`.
fn warn_explicit(warning: Explicit<'_>) -> Result<()> {
    if warning.module.is_some_and(Obj::is_none) {
        return Ok(());
    }
    let registry = match warning.registry.filter(|registry| !registry.is_none()) {
        Some(registry) => Some(
            registry
                .downcast::<PyDictObject>()
                .ok_or_else(|| raise(&TYPE_ERROR, "'registry' must be a dict or None"))?,
        ),
        None => None,
    };
    let module = match warning.module {
        Some(module) => module.to_ref(),
        None => module_of_file(warning.filename)?,
    };
    let (text, message, category) = match warning.message.is_instance(&WARNING) {
        true => {
            let text = warning.message.str()?.object();
            (text, warning.message.to_ref(), warning.message.ob_type().to_ref())
        }
        false => {
            let message = warning.category.object().call_one(warning.message)?;
            (warning.message.to_ref(), message, warning.category.to_ref())
        }
    };
    let line = int::from_i64(warning.line)?.object();
    let class = || category.borrow().object().to_ref();
    let key = tuple::new([text.clone(), class(), line.clone()])?;
    if let Some(registry) = registry
        && was_given(registry, key.borrow().object(), false)?
    {
        return Ok(());
    }
    let (action, item) =
        filters::action(category.borrow(), text.borrow(), warning.line, module.borrow())?;
    let remember = |registry: Obj<'_, PyDictObject>| {
        let key = tuple::new([text.clone(), class(), int::from_i64(0)?.object()])?;
        was_given(registry, key.borrow().object(), true)
    };
    if !matches!(action, Action::Error | Action::Ignore | Action::Always)
        && let Some(registry) = registry
    {
        registry.set_item(key.borrow().object(), bool_(true))?;
    }
    let given_before = match action {
        Action::Error => return Err(errors::raise_object(category.borrow().get(), message)),
        Action::Ignore => return Ok(()),
        Action::Always | Action::Default => false,
        Action::Once => match registry {
            Some(registry) => remember(registry)?,
            None => remember(filters::once_registry()?.borrow())?,
        },
        Action::Module => match registry {
            Some(registry) => remember(registry)?,
            None => false,
        },
        Action::Other(action) => {
            let (action, item) = (action.borrow().repr()?, item.borrow().repr()?);
            let message =
                format_args!("Unrecognized action ({action}) in warnings.filters:\n {item}");
            return Err(raise(&RUNTIME_ERROR, message));
        }
    };
    if given_before {
        return Ok(());
    }
    show::show(&show::Shown {
        category: category.borrow(),
        text: text.borrow(),
        message: message.borrow(),
        filename: warning.filename,
        line: warning.line,
        line_object: line.borrow(),
        source_line: warning.source_line,
        source: warning.source,
    })
}

/// C: `normalize_module`.
fn module_of_file(filename: Obj<'_>) -> Result {
    let Some(name) = filename.downcast::<PyASCIIObject>() else {
        return Ok(filename.to_ref());
    };
    let text = name.to_text();
    Ok(match text.strip_suffix(".py") {
        _ if text.is_empty() => str::interned("<unknown>")?.object(),
        Some(module) => str::new(module)?.object(),
        None => filename.to_ref(),
    })
}

/// Whether a registry has a key since the filters were last changed; `set`: it has from now on.
/// C: `already_warned`.
fn was_given(registry: Obj<'_, PyDictObject>, key: Obj<'_>, set: bool) -> Result<bool> {
    let version = registry.get_str(name!("version"))?;
    let version = version.as_ref().and_then(|version| version.borrow().downcast::<PyLongObject>());
    if version.and_then(Obj::to_i64) == Some(STATE.version.get()) {
        if let Some(given) = registry.get_item(key)?
            && given.borrow().is_true()?
        {
            return Ok(true);
        }
    } else {
        registry.clear();
        let version = int::from_i64(STATE.version.get())?;
        registry.set_item(name!("version").object(), version.borrow().object())?;
    }
    if set {
        registry.set_item(key, bool_(true))?;
    }
    Ok(false)
}
// ANCHOR_END: warn

// ANCHOR: listener
/// Hears the warnings about a source. C: `PyErr_WarnExplicitObject`, as the compiler calls it.
pub(crate) struct Listener<'a> {
    /// The file's name.
    pub(crate) filename: Str<'a>,
}

impl Warnings for Listener<'_> {
    fn warn(&mut self, warning: Warning) -> std::result::Result<(), Refusal> {
        let name = warning.kind.category();
        let category = object_model::types::all().find(|class| class.name() == name);
        let category = category.unwrap_or(&SYNTAX_WARNING);
        let given = str::new(&warning.kind.to_string()).and_then(|text| {
            warn_explicit(Explicit {
                message: text.borrow().object(),
                category: category.as_type(),
                filename: self.filename.object(),
                line: warning.lineno.into(),
                module: None,
                registry: None,
                source_line: None,
                source: None,
            })
        });
        match given {
            Ok(()) => Ok(()),
            // The compiler makes a `SyntaxError` of it, which knows its place better.
            Err(_) if errors::catch(category) => Err(Refusal::Raised),
            Err(_) => Err(Refusal::Failed),
        }
    }
}
// ANCHOR_END: listener

/// What the module `warnings` has under a name, if it was imported; `import`: it is imported if
/// it wasn't. C: `get_warnings_attr`.
fn warnings_attribute(name: Str<'_>, import: bool) -> Result<Option<Ref>> {
    let module = match import_system::modules::get(name!("warnings"))? {
        Some(module) => module,
        None if !import => return Ok(None),
        None => match import_system::import::import("warnings") {
            Ok(module) => module,
            Err(_) if errors::catch(&errors::IMPORT_ERROR) => return Ok(None),
            Err(raised) => return Err(raised),
        },
    };
    module.borrow().lookup_attribute(name)
}

/// Gives up what is kept.
pub(crate) fn finalize() {
    let fields: [&Global<Field>; 2] = [&filters::FILTERS, &filters::ONCE];
    fields.into_iter().for_each(|field| field.clear());
}
