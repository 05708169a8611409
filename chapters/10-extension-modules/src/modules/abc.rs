//! `_abc`: abstract base classes: who is registered, and what was answered before.
//!
//! CPython: `Modules/_abc.c`.
//!
//! A class has three sets of weak references to classes: those registered with it, those known
//! to be subclasses, and those known not to be. The last is worth nothing once any class has been
//! registered anywhere, which a counter tells.

use crate::prelude::*;
use object_model::errors::ASSERTION_ERROR;
use object_model::type_object::PyTypeObject;
use object_model::types::builtin_function;
use object_model::types::descriptor::is_abstract_object;
use object_model::types::set::{self, PySetObject};
use object_model::types::weakref::object as weakref;

// ANCHOR: rows
/// `_abc`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_abc",
    doc: "What abc.ABCMeta asks for every instance and class.",
    functions: &[
        Method::none(
            c"get_cache_token",
            "($module, /)",
            |_| Ok(int::from_u64(COUNTER.get())?.object()),
            "A number that changes whenever a class is registered.",
        ),
        Method::one(c"_abc_init", "($module, self, /)", init, "Makes a class abstract."),
        Method::new(
            c"_abc_register",
            "($module, self, subclass, /)",
            |_, arguments| register(arguments[0], arguments[1]),
            "Registers a class as a subclass.",
        ),
        Method::new(
            c"_abc_instancecheck",
            "($module, self, instance, /)",
            |_, arguments| check_instance(arguments[0], arguments[1]),
            "isinstance() for an abstract class.",
        ),
        Method::new(
            c"_abc_subclasscheck",
            "($module, self, subclass, /)",
            |_, arguments| boolean(check_subclass(arguments[0], arguments[1])?),
            "issubclass() for an abstract class.",
        ),
        Method::one(c"_get_dump", "($module, self, /)", dump, "What a class remembers."),
        Method::one(
            c"_reset_registry",
            "($module, self, /)",
            |_, class| {
                data_of(class)?.registry.get().inspect(|set| set.borrow().clear());
                nothing()
            },
            "Forgets who is registered.",
        ),
        Method::one(
            c"_reset_caches",
            "($module, self, /)",
            |_, class| {
                let data = data_of(class)?;
                for cache in [&data.cache, &data.negative_cache] {
                    cache.get().inspect(|set| set.borrow().clear());
                }
                nothing()
            },
            "Forgets what was answered.",
        ),
    ],
    execute: Some(|_| {
        object_model::runtime::make_ready(&ABC_DATA);
        Ok(())
    }),
    ..ModuleDefinition::NONE
};

/// How often a class was registered. C: `abc_invalidation_counter`.
static COUNTER: Global<Cell<u64>> = Global::new(Cell::new(0));

native_object! {
    /// C: `_abc_data`.
    pub(crate) struct AbcData of ABC_DATA, 48 bytes {
        refs {
            registry: Field<PySetObject>,
            cache: Field<PySetObject>,
            negative_cache: Field<PySetObject>,
        }
        negative_cache_version: Cell<u64>,
    }
}

/// `_abc._abc_data`.
static ABC_DATA: StaticType = StaticType::new(Table::<AbcData> {
    tp_name: c"_abc._abc_data",
    tp_doc: "What an abstract class remembers.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<AbcData>),
    tp_traverse: traverse(AbcData::visit),
    tp_clear: Some(AbcData::clear_fields),
    tp_new: Some({
        extern "C" fn new(class: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
            Ok(new_data(class)?.object())
        }
        new
    }),
    ..Table::NONE
});

fn new_data(class: Type<'_>) -> Result<Ref<AbcData>> {
    memory::create(class, |ob_base| AbcData {
        ob_base,
        registry: Field::NULL,
        cache: Field::NULL,
        negative_cache: Field::NULL,
        negative_cache_version: Cell::new(COUNTER.get()),
    })
}

/// C: `_get_impl`.
fn data_of(class: Obj<'_>) -> Result<Ref<AbcData>> {
    let data = class.get_attribute(name!("_abc_impl"))?;
    match data.borrow().downcast_exact::<AbcData>() {
        Some(data) => Ok(data.to_ref()),
        None => Err(raise(&TYPE_ERROR, "_abc_impl is set to a wrong type")),
    }
}
// ANCHOR_END: rows

// ANCHOR: weak_sets
fn is_in(set: &Field<PySetObject>, object: Obj<'_>) -> Result<bool> {
    let Some(set) = set.get().filter(|set| !set.borrow().is_empty()) else {
        return Ok(false);
    };
    match weakref::new(object, None) {
        Ok(reference) => set.borrow().contains_key(reference.borrow().object()),
        Err(_) if errors::catch(&TYPE_ERROR) => Ok(false),
        Err(raised) => Err(raised),
    }
}

/// Called when a class in a set dies: takes its reference out of the set, if that is still there.
static DESTROY: Method = Method::one(
    c"_destroy",
    "($self, reference, /)",
    |set, reference| {
        let set = weakref::any_weak(set).and_then(|set| set.referent());
        if let Some(set) = set {
            set.borrow().call_method(name!("discard"), &[reference])?;
        }
        nothing()
    },
    "Takes a dead reference out of a set.",
);

fn put_into(field: &Field<PySetObject>, object: Obj<'_>) -> Result<()> {
    let set = match field.get() {
        Some(set) => set,
        None => {
            let made = set::new()?;
            field.set(Some(made.clone()));
            made
        }
    };
    let to_set = weakref::new(set.borrow().object(), None)?;
    let destroy = builtin_function::new(&DESTROY, Some(to_set.object()), None)?;
    let reference = weakref::new(object, Some(destroy.borrow()))?;
    set.borrow().add(reference.borrow().object())
}
// ANCHOR_END: weak_sets

// ANCHOR: init
const COLLECTIONS: usize = flags::SEQUENCE | flags::MAPPING;

fn init(_: Module<'_>, class: Obj<'_>) -> Result {
    compute_abstract_methods(class)?;
    let data = new_data(ABC_DATA.as_type())?;
    class.set_attribute(name!("_abc_impl"), Some(data.borrow().object()))?;
    let Some(class) = class.downcast::<PyTypeObject>() else {
        return nothing();
    };
    // Sequence and Mapping say in their body what `match` shall take them for.
    let dict = class.dict_of_type();
    let name = name!("__abc_tpflags__");
    if let Some(given) = dict.borrow().get_str(name)? {
        if let Some(given) = given.borrow().downcast_exact::<PyLongObject>() {
            let Some(given) = given.to_i64() else {
                let message = "Python int too large to convert to C long";
                return Err(raise(&OVERFLOW_ERROR, message));
            };
            let given = given as usize & COLLECTIONS;
            if given == COLLECTIONS {
                let message = "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and \
                               Py_TPFLAGS_MAPPING";
                return Err(raise(&TYPE_ERROR, message));
            }
            class.tp_flags.set(class.tp_flags.get() | given);
        }
        dict.borrow().take(name.object())?;
    }
    nothing()
}

/// The abstract methods of the class's own body, and those of its bases that it hasn't
/// overridden. C: `compute_abstract_methods`.
fn compute_abstract_methods(class: Obj<'_>) -> Result<()> {
    let found = set::new()?;
    let namespace = class.get_attribute(name!("__dict__"))?;
    let items = namespace.borrow().call_method(name!("items"), &[])?;
    let items = list::from_iterable(items.borrow())?;
    let mut index = 0;
    while let Some(item) = items.borrow().get_index(index) {
        index += 1;
        let item = tuple::from_iterable(item.borrow())?;
        let [name, value] = item.borrow().items() else {
            return Err(raise(&TYPE_ERROR, "items() returned item which size is not 2"));
        };
        if is_abstract_object(*value)? {
            found.borrow().add(*name)?;
        }
    }
    let bases = class.get_attribute(name!("__bases__"))?;
    let Some(bases) = bases.borrow().downcast::<PyTupleObject>() else {
        return Err(raise(&TYPE_ERROR, "__bases__ is not tuple"));
    };
    for base in bases.items() {
        let Some(names) = base.lookup_attribute(name!("__abstractmethods__"))? else {
            continue;
        };
        let names = names.borrow().iter()?;
        while let Some(name) = names.borrow().next()? {
            let Some(text) = name.borrow().downcast::<PyASCIIObject>() else {
                return Err(raise(&TYPE_ERROR, "attribute name must be string"));
            };
            if let Some(value) = class.lookup_attribute(text)?
                && is_abstract_object(value.borrow())?
            {
                found.borrow().add(name.borrow())?;
            }
        }
    }
    let frozen = set::FROZENSET.as_type().object().call_one(found.borrow().object())?;
    class.set_attribute(name!("__abstractmethods__"), Some(frozen.borrow()))
}
// ANCHOR_END: init

// ANCHOR: register
fn register(class: Obj<'_>, subclass: Obj<'_>) -> Result {
    let Some(subtype) = subclass.downcast::<PyTypeObject>() else {
        return Err(raise(&TYPE_ERROR, "Can only register classes"));
    };
    if subclass.issubclass(class)? {
        return Ok(subclass.to_ref());
    }
    // The check comes second, so that registering a class with itself does nothing.
    if class.issubclass(subclass)? {
        return Err(raise(&RUNTIME_ERROR, "Refusing to create an inheritance cycle"));
    }
    put_into(&data_of(class)?.registry, subclass)?;
    COUNTER.set(COUNTER.get() + 1);
    if let Some(class) = class.downcast::<PyTypeObject>() {
        let flag = class.tp_flags.get() & COLLECTIONS;
        if flag != 0 {
            mark_collection(subtype, flag);
        }
    }
    Ok(subclass.to_ref())
}

/// C: `set_collection_flag_recursive`.
fn mark_collection(class: Type<'_>, flag: usize) {
    let flags = class.tp_flags.get();
    if flags & flags::IMMUTABLETYPE != 0 || flags & COLLECTIONS == flag {
        return;
    }
    class.tp_flags.set(flags & !COLLECTIONS | flag);
    for subclass in class.subclasses() {
        mark_collection(subclass.borrow(), flag);
    }
}
// ANCHOR_END: register

// ANCHOR: check
fn check_instance(class: Obj<'_>, instance: Obj<'_>) -> Result {
    let data = data_of(class)?;
    let subclass = instance.get_attribute(name!("__class__"))?;
    if is_in(&data.cache, subclass.borrow())? {
        return boolean(true);
    }
    let ask = |subclass: Obj<'_>| class.call_method(name!("__subclasscheck__"), &[subclass]);
    let subtype = class_of(instance);
    if subtype.borrow().is(subclass.borrow()) {
        let is_known = data.negative_cache_version.get() == COUNTER.get()
            && is_in(&data.negative_cache, subclass.borrow())?;
        return if is_known { boolean(false) } else { ask(subclass.borrow()) };
    }
    let answer = ask(subclass.borrow())?;
    match answer.borrow().is_true()? {
        true => Ok(answer),
        false => ask(subtype.borrow()),
    }
}

fn check_subclass(class: Obj<'_>, subclass: Obj<'_>) -> Result<bool> {
    let Some(subtype) = subclass.downcast::<PyTypeObject>() else {
        return Err(raise(&TYPE_ERROR, "issubclass() arg 1 must be a class"));
    };
    let data = data_of(class)?;
    if is_in(&data.cache, subclass)? {
        return Ok(true);
    }
    if data.negative_cache_version.get() < COUNTER.get() {
        data.negative_cache.get().inspect(|set| set.borrow().clear());
        data.negative_cache_version.set(COUNTER.get());
    } else if is_in(&data.negative_cache, subclass)? {
        return Ok(false);
    }
    let remember = |answer: bool| -> Result<bool> {
        let set = if answer { &data.cache } else { &data.negative_cache };
        put_into(set, subclass)?;
        Ok(answer)
    };
    let hook = class.call_method(name!("__subclasshook__"), &[subclass])?;
    if hook.borrow().is(bool_(true)) || hook.borrow().is(bool_(false)) {
        return remember(hook.borrow().is(bool_(true)));
    }
    if !hook.borrow().is_not_implemented() {
        let message = "__subclasshook__ must return either False, True, or NotImplemented";
        return Err(raise(&ASSERTION_ERROR, message));
    }
    if subtype.mro().borrow().items().iter().any(|base| base.is(class)) {
        return remember(true);
    }
    if is_in(&data.registry, subclass)? {
        return Ok(true);
    }
    // Asking may let classes die, and change the registry.
    let mut registered = Vec::new();
    if let Some(registry) = data.registry.get() {
        let mut position = 0;
        while let Some((reference, _)) = registry.borrow().next_entry(&mut position) {
            registered.push(reference);
        }
    }
    for reference in registered {
        let other = weakref::any_weak(reference.borrow()).and_then(|other| other.referent());
        if let Some(other) = other
            && subclass.issubclass(other.borrow())?
        {
            return remember(true);
        }
    }
    let subclasses = class.call_method(name!("__subclasses__"), &[])?;
    let Some(subclasses) = subclasses.borrow().downcast::<PyListObject>() else {
        return Err(raise(&TYPE_ERROR, "__subclasses__() must return a list"));
    };
    let mut index = 0;
    while let Some(other) = subclasses.get_index(index) {
        index += 1;
        if subclass.issubclass(other.borrow())? {
            return remember(true);
        }
    }
    remember(false)
}
// ANCHOR_END: check

fn dump(_: Module<'_>, class: Obj<'_>) -> Result {
    let data = data_of(class)?;
    let copy = |set: &Field<PySetObject>| -> Result {
        Ok(match set.get() {
            Some(set) => set::from_iterable(set.borrow().object())?.object(),
            None => set::new()?.object(),
        })
    };
    let version = int::from_u64(data.negative_cache_version.get())?.object();
    pack([copy(&data.registry)?, copy(&data.cache)?, copy(&data.negative_cache)?, version])
}
