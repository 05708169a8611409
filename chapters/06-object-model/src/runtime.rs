//! What there is once in a process: the collector, interned strings, the hash secret, and the
//! order in which it all comes to life.
//!
//! CPython: `Include/internal/pycore_interp.h`, `Python/pylifecycle.c` (`pycore_init_types`),
//! `Python/bootstrap_hash.c`.
//!
//! Invariant: all of it is used only by the thread that holds the GIL. The lock itself is
//! chapter 7's; until a program has one, [`with_objects`] is it.

use std::cell::{Cell, OnceCell};
use std::sync::{Mutex, OnceLock};

use cycle_gc::Collector;

use crate::hash_secret::HashSecret;
use crate::memory::{self, AllocatorChoice};
use crate::object::{Field, Obj, Ref, Result};
use crate::type_object::{PyTypeObject, Type};
use crate::types;
use crate::types::exception::PyBaseExceptionObject;

// ANCHOR: runtime
/// C: `_PyRuntimeState` and `PyInterpreterState`, as far as objects need them.
pub struct Runtime {
    collector: OnceCell<Collector>,
    pub(crate) hash_secret: Cell<HashSecret>,

    pub(crate) empty_tuple: Field<types::tuple::PyTupleObject>,
    /// Each interned string, by itself.
    pub(crate) interned: Field<types::dict::PyDictObject>,
    /// C: `gc.garbage`.
    garbage: Field<types::list::PyListObject>,
    /// C: `gc.callbacks`.
    pub(crate) collection_callbacks: Field<types::list::PyListObject>,
    /// What reports exceptions that nobody can catch: `sys.unraisablehook`.
    pub unraisable_hook: Cell<Option<UnraisableHook>>,
    /// What a class statement's dict goes through before it becomes a class's: `__new__` becomes
    /// static, `__module__` is set. Those are functions' and frames' business.
    pub class_dict_hook: Cell<Option<ClassDictHook>>,
    /// What finds a built-in function by its name.
    pub builtin_hook: Cell<Option<BuiltinHook>>,
    /// What makes a read-only view of a mapping, whose type is among the breadth.
    pub mapping_proxy_hook: Cell<Option<MappingProxyHook>>,
    /// What is done with a warning: `warnings.warn`, once there is an interpreter.
    pub warn_hook: Cell<Option<WarnHook>>,
    /// Runs the handlers of signals that have come; asked during long calculations.
    /// C: `PyErr_CheckSignals`.
    pub signal_hook: Cell<Option<SignalHook>>,
    /// `sys.set_int_max_str_digits`. C: `int_max_str_digits`.
    pub int_max_str_digits: Cell<types::int::DigitLimit>,
    /// What the format code `n` asks for: the numbers of the current locale.
    pub numeric_locale: Cell<types::format::Locale<'static>>,
    /// `sys.modules`, once the import system has made it. C: `modules`.
    pub modules: Field<types::dict::PyDictObject>,
    /// What `super()` without arguments means in the running frame: `__class__` and the first
    /// argument.
    pub super_hook: Cell<Option<SuperHook>>,
    /// `function` and `traceback`, which are the eval loop's, once they are ready.
    pub function_type: Cell<Option<&'static PyTypeObject>>,
    /// See above.
    pub traceback_type: Cell<Option<&'static PyTypeObject>>,
    /// `ExceptionGroup`, the one built-in exception with two bases.
    pub(crate) exception_group: Field<PyTypeObject>,
    /// The next version that a type gets. C: `next_version_tag`.
    pub(crate) next_version_tag: Cell<u32>,
    /// The next version that a dict gets. C: `pydict_global_version`.
    pub(crate) dict_version: Cell<u64>,
    /// The next version that a dict's table gets. C: `next_dict_keys_version`.
    pub(crate) next_keys_version: Cell<u32>,
    pub(crate) type_cache: types::type_::cache::TypeCache,
}

// SAFETY: see the invariant above.
unsafe impl Sync for Runtime {}

static RUNTIME: Runtime = Runtime {
    collector: OnceCell::new(),
    hash_secret: Cell::new(HashSecret::ZERO),
    empty_tuple: Field::NULL,
    interned: Field::NULL,
    garbage: Field::NULL,
    collection_callbacks: Field::NULL,
    unraisable_hook: Cell::new(None),
    class_dict_hook: Cell::new(None),
    builtin_hook: Cell::new(None),
    mapping_proxy_hook: Cell::new(None),
    warn_hook: Cell::new(None),
    signal_hook: Cell::new(None),
    int_max_str_digits: Cell::new(types::int::DigitLimit::DEFAULT),
    numeric_locale: Cell::new(types::format::Locale::C),
    modules: Field::NULL,
    super_hook: Cell::new(None),
    function_type: Cell::new(None),
    traceback_type: Cell::new(None),
    exception_group: Field::NULL,
    next_version_tag: Cell::new(1),
    dict_version: Cell::new(0),
    next_keys_version: Cell::new(2),
    type_cache: types::type_::cache::TypeCache::new(),
};

/// The exception, where it happened, and in which object.
pub type UnraisableHook = fn(Option<Ref<PyBaseExceptionObject>>, &str, Option<Obj<'_>>);

/// The name of a built-in function.
pub type BuiltinHook = fn(&str) -> Result;

/// The mapping.
pub type MappingProxyHook = fn(Obj<'_>) -> Result;

/// The class that is being made, and its dict.
pub type ClassDictHook = fn(Type<'_>, Obj<'_, types::dict::PyDictObject>) -> Result<()>;

/// The category, how many frames up the warning points, and its text. An error is raised where
/// warnings are errors.
pub type WarnHook = fn(Type<'static>, isize, &str) -> Result<()>;

/// Runs handlers, one of which may have raised.
pub type SignalHook = fn() -> Result<()>;

/// The class and the object that `super()` means.
pub type SuperHook = fn() -> Result<(Ref<PyTypeObject>, Ref)>;

/// The one runtime.
#[inline]
pub fn runtime() -> &'static Runtime {
    &RUNTIME
}

impl Runtime {
    /// The collector of all containers.
    #[inline]
    pub fn collector(&self) -> &Collector {
        self.collector.get_or_init(Collector::new)
    }

    /// The hash of bytes, as of everything whose equality is that of its bytes.
    /// C: `_Py_HashBytes`.
    pub fn hash_bytes(&self, bytes: &[u8]) -> isize {
        self.hash_secret.get().hash(bytes)
    }

    /// Keeps what the collector couldn't free.
    pub(crate) fn garbage(&self, object: Obj<'_>) {
        let kept = self.garbage_list().and_then(|list| list.borrow().push(object.to_ref()));
        if kept.is_err() {
            crate::errors::clear();
        }
    }

    /// What the collector couldn't free. C: `gc.garbage`.
    pub fn garbage_list(&self) -> Result<Ref<types::list::PyListObject>> {
        list_in(&self.garbage)
    }

    /// What is called before and after collections. C: `gc.callbacks`.
    pub fn collection_callbacks(&self) -> Result<Ref<types::list::PyListObject>> {
        list_in(&self.collection_callbacks)
    }
}
// ANCHOR_END: runtime

/// The list in a field, made when it is first asked for.
fn list_in(field: &Field<types::list::PyListObject>) -> Result<Ref<types::list::PyListObject>> {
    if field.is_null() {
        field.set(Some(types::list::new()?));
    }
    Ok(field.get().expect("just made"))
}

// ANCHOR: initialize
/// What has to be known before the first object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Config {
    /// `PYTHONMALLOC`.
    pub allocator: AllocatorChoice,
    /// `PYTHONHASHSEED`: a number, or none for "random".
    pub hash_seed: Option<u32>,
}

static INITIALIZED: OnceLock<()> = OnceLock::new();

/// Brings the object model to life: once in a process, before any other call. Later calls
/// change nothing.
pub fn initialize(config: Config) {
    INITIALIZED.get_or_init(|| {
        memory::choose(config.allocator);
        RUNTIME.hash_secret.set(HashSecret::new(config.hash_seed));
        types::make_ready();
    });
}

/// Makes a static type of another crate ready, with all that it inherits from.
///
/// # Panics
/// Where the type's table contradicts itself.
pub fn make_ready(ob_type: &'static PyTypeObject) {
    types::type_::ready::ready(ob_type.borrow()).expect("a built-in type is in order");
}

/// Runs `body` as the only thread that uses objects: the tests' stand-in for the GIL, with a
/// fixed hash seed.
pub fn with_objects<R>(body: impl FnOnce() -> R) -> R {
    static LOCK: Mutex<()> = Mutex::new(());
    let _held = LOCK.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    initialize(Config { hash_seed: Some(0), ..Config::default() });
    body()
}
// ANCHOR_END: initialize

// ANCHOR: builtin
/// Looks a name up in the running frame's builtins, which are the interpreter's business: what
/// pickling an iterator needs. Raises `AttributeError` where it isn't there.
/// C: `_PyEval_GetBuiltin`.
pub fn builtin(name: &str) -> Result {
    match runtime().builtin_hook.get() {
        Some(hook) => hook(name),
        None => Err(crate::errors::raise(&crate::errors::ATTRIBUTE_ERROR, name)),
    }
}
// ANCHOR_END: builtin

/// A module that isn't part of a package: the one that is there already, or what the running
/// code's `__import__` finds. C: `PyImport_GetModule`, `PyImport_Import`.
pub fn import_module(name: &str) -> Result {
    let name = types::str::interned(name)?;
    if let Some(modules) = runtime().modules.get()
        && let Some(module) = modules.borrow().get_str(name.borrow())?
    {
        return Ok(module);
    }
    builtin("__import__")?.borrow().call_one(name.borrow().object())
}

/// A read-only view of a mapping. C: `PyDictProxy_New`.
pub(crate) fn mapping_proxy(mapping: Obj<'_>) -> Result {
    match runtime().mapping_proxy_hook.get() {
        Some(hook) => hook(mapping),
        None => Err(crate::errors::raise(&crate::errors::SYSTEM_ERROR, "no mappingproxy")),
    }
}
