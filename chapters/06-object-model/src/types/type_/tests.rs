//! Classes: made, inherited from, changed, freed.

use super::*;
use crate::errors;
use crate::protocol::number::ADD;
use crate::runtime::with_objects;
use crate::types::builtin_function;
use crate::types::exception::{EXCEPTION, hierarchy};
use crate::types::{bool_, dict, not_implemented, object};

/// Names with their values.
type Entries<'a> = &'a [(&'a str, Obj<'a>)];

/// `type(name, bases, entries)`.
fn class(name: &str, bases: &[Obj<'_>], entries: Entries<'_>) -> Result<Ref<PyTypeObject>> {
    let dict = dict::new()?;
    for (name, value) in entries {
        dict.borrow().set_item(str::interned(name)?.borrow().object(), *value)?;
    }
    let (name, bases) = (str::new(name)?, crate::types::tuple::of(bases)?);
    let (name, bases) = (name.borrow().object(), bases.borrow().object());
    let made = TYPE.as_type().object().call(&[name, bases, dict.borrow().object()])?;
    Ok(made.downcast().expect("a class"))
}

fn text(object: Result<Ref<PyASCIIObject>>) -> String {
    object.expect("a text").borrow().to_text().into_owned()
}

/// The type and message of the exception in flight, which is taken.
fn error() -> String {
    let exception = errors::take().expect("an exception");
    let kind = exception.borrow().ob_type().name().to_owned();
    format!("{kind}: {}", text(exception.borrow().object().str()))
}

fn attribute(object: Obj<'_>, name: &str) -> Result {
    object.get_attribute(str::interned(name)?.borrow())
}

fn names(list: Obj<'_, PyTupleObject>) -> Vec<String> {
    let name = |class: &Obj<'_>| class.downcast::<PyTypeObject>().unwrap().name().to_owned();
    list.items().iter().map(name).collect()
}

/// A function as a descriptor that a class's dict can hold, as `def` would.
#[repr(C)]
struct Function {
    ob_base: crate::PyObject,
    body: fn(&[Obj<'_>]) -> Result,
}

// SAFETY: made by `function`.
unsafe impl crate::Layout for Function {
    fn type_object() -> &'static StaticType {
        &FUNCTION
    }
}

static FUNCTION: StaticType = StaticType::new(Table::<Function> {
    tp_name: c"test_function",
    tp_flags: flags::METHOD_DESCRIPTOR,
    tp_dealloc: Some(dealloc::dealloc::<Function>),
    tp_call: Some(call_function),
    tp_descr_get: Some(bind_function),
    ..Table::NONE
});

extern "C" fn call_function(
    function: Obj<'_, Function>,
    arguments: Obj<'_>,
    _: Option<Obj<'_>>,
) -> Result {
    (function.body)(arguments.downcast::<PyTupleObject>().unwrap().items())
}

extern "C" fn bind_function(
    function: Obj<'_, Function>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    match instance {
        Some(instance) => crate::types::method::new(function.object(), instance),
        None => Ok(function.object().to_ref()),
    }
}

fn function(body: fn(&[Obj<'_>]) -> Result) -> Ref {
    crate::runtime::make_ready(&FUNCTION);
    memory::create(FUNCTION.as_type(), |ob_base| Function { ob_base, body }).unwrap().object()
}

fn base() -> Obj<'static> {
    object::OBJECT.as_type().object()
}

fn number(value: i64) -> Ref {
    int::from_i64(value).unwrap().object()
}

#[test]
fn classes_have_the_order_that_c3_gives() {
    with_objects(|| {
        let a = class("A", &[base()], &[]).unwrap();
        let b = class("B", &[a.borrow().object()], &[]).unwrap();
        let c = class("C", &[a.borrow().object()], &[]).unwrap();
        let d = class("D", &[b.borrow().object(), c.borrow().object()], &[]).unwrap();
        assert_eq!(names(d.borrow().mro().borrow()), ["D", "B", "C", "A", "object"]);
        assert_eq!(d.borrow().base().unwrap().name(), "B");
        assert!(class("E", &[a.borrow().object(), b.borrow().object()], &[]).is_err());
        assert_eq!(
            error(),
            "TypeError: Cannot create a consistent method resolution\norder (MRO) for bases A, B"
        );
        assert!(class("E", &[a.borrow().object(), a.borrow().object()], &[]).is_err());
        assert_eq!(error(), "TypeError: duplicate base class A");
    });
}

#[test]
fn bases_that_do_not_go_together_are_refused() {
    with_objects(|| {
        let bases = [int::INT.as_type().object(), list::LIST.as_type().object()];
        assert!(class("E", &bases, &[]).is_err());
        assert_eq!(error(), "TypeError: multiple bases have instance lay-out conflict");
        let bool_type = crate::types::bool_::BOOL.as_type().object();
        assert!(class("E", &[bool_type], &[]).is_err());
        assert_eq!(error(), "TypeError: type 'bool' is not an acceptable base type");
        assert!(class("E", &[number(3).borrow()], &[]).is_err());
        errors::clear();
    });
}

#[test]
fn slots_are_fields_and_nothing_else_can_be_set() {
    with_objects(|| {
        let slots = crate::types::tuple::new([
            str::interned("x").unwrap().object(),
            str::interned("y").unwrap().object(),
        ]);
        let slots = slots.unwrap().object();
        let point = class("Point", &[base()], &[("__slots__", slots.borrow())]).unwrap();
        assert_eq!(point.tp_basicsize.get(), 32);
        let object = point.borrow().object().call_none().unwrap();
        let (seven, x) = (number(7), str::interned("x").unwrap());
        object.borrow().set_attribute(x.borrow(), Some(seven.borrow())).unwrap();
        assert!(attribute(object.borrow(), "x").unwrap().borrow().is(seven.borrow()));
        assert!(attribute(object.borrow(), "y").is_err());
        assert_eq!(error(), "AttributeError: 'Point' object has no attribute 'y'");
        let z = str::interned("z").unwrap();
        assert!(object.borrow().set_attribute(z.borrow(), Some(seven.borrow())).is_err());
        assert_eq!(error(), "AttributeError: 'Point' object has no attribute 'z'");
    });
}

#[test]
fn an_instance_has_a_dict_and_a_special_method_fills_a_slot() {
    with_objects(|| {
        let add = function(|arguments| {
            assert_eq!(arguments.len(), 2);
            Ok(int::from_i64(99)?.object())
        });
        let reflected = function(|_| Ok(int::from_i64(77)?.object()));
        let entries = [("__add__", add.borrow()), ("__radd__", reflected.borrow())];
        let adder = class("Adder", &[base()], &entries).unwrap();
        let object = adder.borrow().object().call_none().unwrap();
        let (one, name) = (number(1), str::interned("name").unwrap());
        let value = |result: Ref| result.downcast::<int::PyLongObject>().unwrap().borrow().to_i64();
        assert_eq!(value(object.borrow().binary(one.borrow(), ADD).unwrap()), Some(99));
        assert_eq!(value(one.borrow().binary(object.borrow(), ADD).unwrap()), Some(77));
        assert!(none().binary(one.borrow(), ADD).is_err());
        assert_eq!(error(), "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'");
        object.borrow().set_attribute(name.borrow(), Some(one.borrow())).unwrap();
        assert!(attribute(object.borrow(), "name").unwrap().borrow().is(one.borrow()));

        // An assignment to the class reaches subclasses that don't define the name themselves.
        let derived = class("Derived", &[adder.borrow().object()], &[]).unwrap();
        let object = derived.borrow().object().call_none().unwrap();
        assert_eq!(value(object.borrow().binary(one.borrow(), ADD).unwrap()), Some(99));
        let add = function(|_| Ok(int::from_i64(5)?.object()));
        let name = str::interned("__add__").unwrap();
        adder.borrow().object().set_attribute(name.borrow(), Some(add.borrow())).unwrap();
        assert_eq!(value(object.borrow().binary(one.borrow(), ADD).unwrap()), Some(5));
        adder.borrow().object().set_attribute(name.borrow(), None).unwrap();
        assert!(object.borrow().binary(one.borrow(), ADD).is_err());
        assert_eq!(error(), "TypeError: unsupported operand type(s) for +: 'Derived' and 'int'");
    });
}

#[test]
fn a_subclass_of_a_built_in_type_inherits_its_slots_as_they_are() {
    with_objects(|| {
        let mine = class("MyList", &[list::LIST.as_type().object()], &[]).unwrap();
        let object = mine.borrow().object().call_none().unwrap();
        let (append, item) = (str::interned("append").unwrap(), number(1000));
        object.borrow().call_method(append.borrow(), &[item.borrow()]).unwrap();
        assert_eq!(object.borrow().len().unwrap(), 1);
        assert_eq!(
            mine.sequence(|suite| suite.sq_length).map(|slot| slot as usize),
            list::LIST.sequence(|suite| suite.sq_length).map(|slot| slot as usize)
        );
        assert!(object.borrow().hash().is_err());
        assert_eq!(error(), "TypeError: unhashable type: 'MyList'");
    });
}

#[test]
fn equality_without_a_hash_makes_unhashable() {
    with_objects(|| {
        let eq = function(|_| Ok(bool_(true).to_ref()));
        let odd = class("Odd", &[base()], &[("__eq__", eq.borrow())]).unwrap();
        let object = odd.borrow().object().call_none().unwrap();
        assert!(object.borrow().hash().is_err());
        assert_eq!(error(), "TypeError: unhashable type: 'Odd'");
        let hash = function(|_| Ok(int::from_i64(-1)?.object()));
        let entries = [("__eq__", eq.borrow()), ("__hash__", hash.borrow())];
        let even = class("Even", &[base()], &entries).unwrap();
        let object = even.borrow().object().call_none().unwrap();
        assert_eq!(object.borrow().hash(), Ok(-2));
    });
}

#[test]
fn a_cycle_through_an_instance_is_collected_with_its_class() {
    with_objects(|| {
        let run = || {
            for _ in 0..3 {
                let node = class("Node", &[base()], &[]).unwrap();
                let object = node.borrow().object().call_none().unwrap();
                let me = str::interned("me").unwrap();
                object.borrow().set_attribute(me.borrow(), Some(object.borrow())).unwrap();
            }
            assert!(crate::gc::collect() >= 6);
            memory::allocated_blocks()
        };
        // The first run makes names that stay, and fills the attribute cache.
        run();
        assert!(run().abs_diff(run()) < 3);
    });
}

#[test]
fn counts_come_back() {
    with_objects(|| {
        let value = list::new().unwrap().object();
        let run = || {
            let entries = [("attribute", value.borrow())];
            let class = class("Holder", &[base()], &entries).unwrap();
            let object = class.borrow().object().call_none().unwrap();
            let other = str::interned("other").unwrap();
            object.borrow().set_attribute(other.borrow(), Some(value.borrow())).unwrap();
            assert!(attribute(object.borrow(), "attribute").unwrap().borrow().is(value.borrow()));
            assert!(attribute(object.borrow(), "missing").is_err());
            errors::clear();
            drop((object, class));
            crate::gc::collect();
        };
        run();
        run();
        assert_eq!(value.borrow().ob_refcnt(), 1);
        let none_count = none().ob_refcnt();
        run();
        let difference = none().ob_refcnt() - none_count;
        assert_eq!(difference, 0, "None's count has changed");
    });
}

#[test]
fn a_finalizer_runs_once_and_may_bring_the_object_back() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static SAVED: crate::Field = const { crate::Field::NULL };
    }
    with_objects(|| {
        let del = function(|arguments| {
            RUNS.fetch_add(1, Ordering::Relaxed);
            SAVED.with(|saved| crate::Field::set(saved, Some(arguments[0].to_ref())));
            Ok(none().to_ref())
        });
        let class = class("Lazarus", &[base()], &[("__del__", del.borrow())]).unwrap();
        drop(class.borrow().object().call_none().unwrap());
        assert_eq!(RUNS.load(Ordering::Relaxed), 1);
        let back = SAVED.with(|saved| crate::Field::replace(saved, None)).expect("it came back");
        assert_eq!(back.borrow().ob_refcnt(), 1);
        assert!(crate::gc::is_tracked(back.borrow()));
        drop(back);
        assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_deep_chain_is_freed_without_a_deep_stack() {
    with_objects(|| {
        let mut chain = list::new().unwrap();
        for _ in 0..200_000 {
            let outer = list::new().unwrap();
            outer.borrow().push(chain.object()).unwrap();
            chain = outer;
        }
        drop(chain);
    });
}

#[test]
fn calls_with_wrong_arguments_get_the_words_of_cpython() {
    with_objects(|| {
        let list = list::new().unwrap().object();
        let append = attribute(list.borrow(), "append").unwrap();
        assert!(append.borrow().call(&[none(), none()]).is_err());
        assert_eq!(error(), "TypeError: list.append() takes exactly one argument (2 given)");
        let unbound = attribute(list::LIST.as_type().object(), "append").unwrap();
        assert!(unbound.borrow().call_none().is_err());
        assert_eq!(error(), "TypeError: unbound method list.append() needs an argument");
        assert!(unbound.borrow().call(&[none(), none()]).is_err());
        assert_eq!(
            error(),
            "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'NoneType' object"
        );
        let add = attribute(int::INT.as_type().object(), "__add__").unwrap();
        assert!(add.borrow().call(&[number(1).borrow()]).is_err());
        assert_eq!(error(), "TypeError: expected 1 argument, got 0");
        assert!(add.borrow().call(&[none(), none()]).is_err());
        assert_eq!(
            error(),
            "TypeError: descriptor '__add__' requires a 'int' object but received a 'NoneType'"
        );
        let object_new = attribute(base(), "__new__").unwrap();
        let dict_type = dict::DICT.as_type().object();
        assert!(object_new.borrow().call(&[dict_type]).is_err());
        assert_eq!(error(), "TypeError: object.__new__(dict) is not safe, use dict.__new__()");
        assert!(base().call(&[none()]).is_err());
        assert_eq!(error(), "TypeError: object() takes no arguments");
        assert!(none().call_none().is_err());
        assert_eq!(error(), "TypeError: 'NoneType' object is not callable");
    });
}

#[test]
fn assigning_to_a_built_in_type_is_refused() {
    with_objects(|| {
        let name = str::interned("x").unwrap();
        assert!(base().set_attribute(name.borrow(), Some(none())).is_err());
        assert!(errors::catch(&errors::TYPE_ERROR));
    });
}

#[test]
fn exceptions_have_their_hierarchy_and_arguments() {
    with_objects(|| {
        let raised = errors::raise(&hierarchy::KEY_ERROR, "who");
        let Raised = raised;
        assert!(
            errors::matches(&hierarchy::LOOKUP_ERROR) && !errors::matches(&hierarchy::OS_ERROR)
        );
        let error = errors::take().unwrap();
        assert!(error.borrow().is_instance(&EXCEPTION));
        assert_eq!(error.borrow().args().unwrap().borrow().len(), 1);
        assert!(!errors::is_set());
    });
}

#[test]
fn a_function_of_a_row_shows_its_signature() {
    with_objects(|| {
        let append = attribute(list::LIST.as_type().object(), "append").unwrap();
        let signature = attribute(append.borrow(), "__text_signature__").unwrap();
        assert_eq!(text(signature.borrow().str()), "($self, object, /)");
        assert_eq!(text(append.borrow().repr()), "<method 'append' of 'list' objects>");
        assert_eq!(builtin_function::function_text(append.borrow()).unwrap(), "list.append()");
        assert!(not_implemented().is_not_implemented());
    });
}

use crate::object::Raised;
