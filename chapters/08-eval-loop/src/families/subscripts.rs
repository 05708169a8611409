//! `x[y]` and what stands between the brackets.

use compiler::opcode::{Adaptive, Opcode};
use object_model::object::Layout;
use object_model::type_object::flags;
use object_model::types::dict::PyDictObject;
use object_model::types::int::PyLongObject;
use object_model::types::list::PyListObject;
use object_model::types::tuple::PyTupleObject;
use object_model::{Obj, Raised, Ref, name};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::caches;
use crate::families::calls::{enter_with, is_simple};
use crate::objects::function::{FunctionMethods, PyFunctionObject};
use crate::objects::values;

/// ( container key -- container[key] )
#[inline(never)]
pub(crate) fn BINARY_SUBSCR(context: &mut Context, _: u32) -> Next {
    context.jump(const { caches(Opcode::BINARY_SUBSCR) });
    let (key, container) = (context.pop(), context.pop());
    container.borrow().get_item(key.borrow()).map(|value| context.push(value)).into()
}

/// ( value container key -- )
#[inline(never)]
pub(crate) fn STORE_SUBSCR(context: &mut Context, _: u32) -> Next {
    context.jump(const { caches(Opcode::STORE_SUBSCR) });
    let (key, container, value) = (context.pop(), context.pop(), context.pop());
    container.borrow().set_item(key.borrow(), Some(value.borrow())).into()
}

/// ( container key -- )
pub(crate) fn DELETE_SUBSCR(context: &mut Context, _: u32) -> Next {
    let (key, container) = (context.pop(), context.pop());
    container.borrow().set_item(key.borrow(), None).into()
}

/// ( start stop [step] -- slice )
pub(crate) fn BUILD_SLICE(context: &mut Context, count: u32) -> Next {
    let step = (count == 3).then(|| context.pop());
    let (stop, start) = (context.pop(), context.pop());
    values::slice(start, stop, step).map(|slice| context.push(slice)).into()
}

// ANCHOR: load
const LOAD_CACHES: u32 = caches(Opcode::BINARY_SUBSCR);

/// `BINARY_SUBSCR`, waiting for a container that has a special form.
pub(crate) fn BINARY_SUBSCR_ADAPTIVE(context: &mut Context, argument: u32) -> Next {
    adapt(context, argument, BINARY_SUBSCR, specialise_load)
}

/// C: `_Py_Specialize_BinarySubscr`.
fn specialise_load(context: &mut Context, _: u32) -> Choice {
    let (container, key) = (context.value(2), context.value(1));
    let by_int = key.downcast_exact::<PyLongObject>().is_some();
    if container.downcast_exact::<PyListObject>().is_some() {
        return if by_int { Choice::Form(Adaptive::BINARY_SUBSCR_LIST_INT) } else { Choice::Later };
    }
    if container.downcast_exact::<PyTupleObject>().is_some() {
        return if by_int {
            Choice::Form(Adaptive::BINARY_SUBSCR_TUPLE_INT)
        } else {
            Choice::Later
        };
    }
    if container.downcast_exact::<PyDictObject>().is_some() {
        return Choice::Form(Adaptive::BINARY_SUBSCR_DICT);
    }
    let class = container.ob_type();
    let Ok(Some(method)) = class.lookup(name!("__getitem__")) else { return Choice::Later };
    let Some(function) = method.borrow().downcast_exact::<PyFunctionObject>() else {
        return Choice::Later;
    };
    let version = class.tp_version_tag.get();
    let fits = class.has(flags::HEAPTYPE)
        && class.has(flags::VALID_VERSION_TAG)
        && is_simple(function.code().borrow())
        && function.code().co_argcount.get() == 2;
    match u16::try_from(function.version()) {
        Ok(function_version @ 1..) if fits => {
            context.set_cache32(1, version);
            context.set_cache(3, function_version);
            // SAFETY: a heap type.
            unsafe { class.heap() }.spec_cache.set(method.borrow().as_ptr().as_ptr());
            Choice::Form(Adaptive::BINARY_SUBSCR_GETITEM)
        }
        _ => Choice::Later,
    }
}

/// An index that isn't negative.
#[inline(always)]
fn index(key: Obj<'_>) -> Option<usize> {
    usize::try_from(key.downcast_exact::<PyLongObject>()?.one_digit()?).ok()
}

/// ( container key -- item )
#[inline(always)]
fn put_item(context: &mut Context, item: Ref) -> Next {
    context.jump(LOAD_CACHES);
    let (key, container) = (context.pop(), context.pop());
    context.push(item);
    drop(key);
    drop(container);
    Next::Go
}

/// ( list index -- item )
#[inline(always)]
pub(crate) fn BINARY_SUBSCR_LIST_INT(context: &mut Context, argument: u32) -> Next {
    let item = match (context.value(2).downcast_exact::<PyListObject>(), index(context.value(1))) {
        (Some(list), Some(index)) => list.get_index(index),
        _ => None,
    };
    match item {
        Some(item) => put_item(context, item),
        None => context.miss(Opcode::BINARY_SUBSCR, argument),
    }
}

/// ( tuple index -- item )
#[inline(always)]
pub(crate) fn BINARY_SUBSCR_TUPLE_INT(context: &mut Context, argument: u32) -> Next {
    let item = match (context.value(2).downcast_exact::<PyTupleObject>(), index(context.value(1))) {
        (Some(tuple), Some(index)) => tuple.items().get(index).map(|item| item.to_ref()),
        _ => None,
    };
    match item {
        Some(item) => put_item(context, item),
        None => context.miss(Opcode::BINARY_SUBSCR, argument),
    }
}

/// ( dict key -- value )
pub(crate) fn BINARY_SUBSCR_DICT(context: &mut Context, argument: u32) -> Next {
    let Some(dict) = context.value(2).downcast_exact::<PyDictObject>() else {
        return context.miss(Opcode::BINARY_SUBSCR, argument);
    };
    match dict.get_item(context.value(1)) {
        Ok(Some(value)) => put_item(context, value),
        // The general instruction says that there is no such key.
        Ok(None) => BINARY_SUBSCR(context, argument),
        Err(Raised) => Next::Error,
    }
}

/// ( container key -- )   in a new frame, of a `__getitem__` in Python
pub(crate) fn BINARY_SUBSCR_GETITEM(context: &mut Context, argument: u32) -> Next {
    let class = context.value(2).ob_type();
    let version = context.cache32(1);
    if class.tp_version_tag.get() != version || !class.has(flags::HEAPTYPE) {
        return context.miss(Opcode::BINARY_SUBSCR, argument);
    }
    // SAFETY: a heap type, whose cache is emptied when its version ends.
    let cached = std::ptr::NonNull::new(unsafe { class.heap() }.spec_cache.get());
    // SAFETY: the class holds its `__getitem__` as long as its version is the same.
    let function = cached.map(|function| unsafe { Obj::from_ptr(function) }.to_ref());
    match function.map(Ref::downcast::<PyFunctionObject>) {
        Some(Ok(function)) if function.func_version.get() == u32::from(context.cache(3)) => {
            enter_with(context, function, 2, 2, LOAD_CACHES)
        }
        _ => context.miss(Opcode::BINARY_SUBSCR, argument),
    }
}
// ANCHOR_END: load

// ANCHOR: store
const STORE_CACHES: u32 = caches(Opcode::STORE_SUBSCR);

/// `STORE_SUBSCR`, waiting for a container that has a special form.
pub(crate) fn STORE_SUBSCR_ADAPTIVE(context: &mut Context, argument: u32) -> Next {
    adapt(context, argument, STORE_SUBSCR, specialise_store)
}

/// C: `_Py_Specialize_StoreSubscr`.
fn specialise_store(context: &mut Context, _: u32) -> Choice {
    let (container, key) = (context.value(2), context.value(1));
    if let Some(list) = container.downcast_exact::<PyListObject>() {
        return match index(key) {
            Some(index) if index < list.len() => Choice::Form(Adaptive::STORE_SUBSCR_LIST_INT),
            _ => Choice::Later,
        };
    }
    match is_exact::<PyDictObject>(container) {
        true => Choice::Form(Adaptive::STORE_SUBSCR_DICT),
        false => Choice::Later,
    }
}

fn is_exact<L: Layout>(object: Obj<'_>) -> bool {
    object.downcast_exact::<L>().is_some()
}

/// ( value list index -- )
#[inline(always)]
pub(crate) fn STORE_SUBSCR_LIST_INT(context: &mut Context, argument: u32) -> Next {
    let place = match (context.value(2).downcast_exact::<PyListObject>(), index(context.value(1))) {
        (Some(list), Some(index)) if index < list.len() => Some(index),
        _ => None,
    };
    let Some(index) = place else { return context.miss(Opcode::STORE_SUBSCR, argument) };
    context.jump(STORE_CACHES);
    let (key, list, value) = (context.pop(), context.pop(), context.pop());
    // SAFETY: looked at above.
    let list: Ref<PyListObject> = unsafe { list.cast() };
    let old = list.borrow().replace_index(index, value);
    drop(key);
    drop(old);
    Next::Go
}

/// ( value dict key -- )
pub(crate) fn STORE_SUBSCR_DICT(context: &mut Context, argument: u32) -> Next {
    let Some(dict) = context.value(2).downcast_exact::<PyDictObject>() else {
        return context.miss(Opcode::STORE_SUBSCR, argument);
    };
    let result = dict.set_item(context.value(1), context.value(3));
    context.jump(STORE_CACHES);
    context.drop_many(3);
    result.into()
}
// ANCHOR_END: store
