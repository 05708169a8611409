//! `methodcaller`: a function that calls a method of its argument.
//!
//! CPython: `Modules/_operator.c` (`methodcallerobject`).

use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::types::repr::ReprBuilder;
use object_model::types::str::intern;

// ANCHOR: methodcaller
native_object! {
    /// C: `methodcallerobject`.
    pub(crate) struct Methodcaller of METHODCALLER, 40 bytes {
        refs { name: Field<PyASCIIObject>, args: Field<PyTupleObject>, kwds: Field<PyDictObject>, }
    }
}

/// `operator.methodcaller`.
pub(super) static METHODCALLER: StaticType = StaticType::new(Table::<Methodcaller> {
    tp_name: c"operator.methodcaller",
    tp_doc: "methodcaller(name, ...) --> methodcaller object\n\n\
             A function that returns x.name(...).",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<Methodcaller>),
    tp_repr: Some(repr),
    tp_call: Some(call),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(Methodcaller::visit),
    tp_clear: Some(Methodcaller::clear_fields),
    tp_new: Some(new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    ..Table::NONE
});

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let [name, rest @ ..] = given.positional else {
        let message = "methodcaller needs at least one argument, the method name";
        return Err(raise(&TYPE_ERROR, message));
    };
    let Some(name) = name.downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "method name must be a string"));
    };
    let name = intern(name.to_ref())?;
    let (rest, names) = Given { positional: rest, ..given }.to_tuple()?;
    let caller = memory::create(class, |ob_base| Methodcaller {
        ob_base,
        name: Field::new(Some(name)),
        args: Field::new(Some(rest)),
        kwds: Field::new(names),
    })?;
    Ok(caller.object())
}

extern "C" fn call(
    caller: Obj<'_, Methodcaller>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(obj, /)");
    SIGNATURE.bind("methodcaller", Given::of_tuple(arguments, keywords), |arguments| {
        let (Some(name), Some(given)) = (caller.name.get(), caller.args.get()) else {
            return nothing();
        };
        let names = caller.kwds.get();
        let method = arguments[0].get_attribute(name.borrow())?;
        method.borrow().call_tuple(given.borrow(), names.as_ref().map(|names| names.borrow()))
    })
}

extern "C" fn repr(caller: Obj<'_, Methodcaller>) -> Result {
    let class = caller.ob_type().name().to_owned();
    guard_repr(
        caller.object(),
        || text(&format!("{class}(...)")),
        || {
            let mut text = ReprBuilder::default();
            text.push(&class);
            text.push("(");
            if let Some(name) = caller.name.get() {
                text.push_repr(name.borrow().object())?;
            }
            if let Some(arguments) = caller.args.get() {
                for argument in arguments.borrow().items() {
                    text.push(", ");
                    text.push_repr(*argument)?;
                }
            }
            if let Some(names) = caller.kwds.get() {
                for (name, value) in names.borrow().items() {
                    text.push(", ");
                    text.push_str_of(name.borrow())?;
                    text.push("=");
                    text.push_repr(value.borrow())?;
                }
            }
            text.push(")");
            Ok(text.finish()?.object())
        },
    )
}

/// Named arguments need a `functools.partial` of the class.
fn reduce(caller: Obj<'_, Methodcaller>) -> Result {
    let (Some(name), Some(given)) = (caller.name.get(), caller.args.get()) else {
        return nothing();
    };
    let Some(names) = caller.kwds.get() else {
        let all: Vec<Ref> = std::iter::once(name.object())
            .chain(given.borrow().items().iter().map(|item| item.to_ref()))
            .collect();
        return pack([class_of(caller), tuple::from_iterator(all.into_iter())?.object()]);
    };
    let functools = import("functools")?;
    let partial = functools.borrow().get_attribute(name!("partial"))?;
    let first = tuple::new([class_of(caller), name.object()])?;
    let constructor = partial.borrow().call_tuple(first.borrow(), Some(names.borrow()))?;
    pack([constructor, given.object()])
}
// ANCHOR_END: methodcaller
