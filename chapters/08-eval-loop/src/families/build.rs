//! Building tuples, lists, sets, dicts and strings.

use object_model::errors::{self, ATTRIBUTE_ERROR, KEY_ERROR, SYSTEM_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::types::builtin_function::function_text;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::exception::PyBaseExceptionObject;
use object_model::types::list::{self, PyListObject};
use object_model::types::str::{self, PyASCIIObject, Shape};
use object_model::types::tuple::{self, PyTupleObject};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::objects::values;

// ANCHOR: displays
/// ( items -- tuple )
pub(crate) fn BUILD_TUPLE(context: &mut Context, count: u32) -> Next {
    let items = context.pop_many(count as usize);
    let tuple = tuple::from_iterator(items);
    tuple.map(|tuple| context.push(tuple.object())).into()
}

/// ( items -- list )
pub(crate) fn BUILD_LIST(context: &mut Context, count: u32) -> Next {
    let items = context.pop_many(count as usize);
    list_of(items).map(|list| context.push(list.object())).into()
}

/// A list of items.
pub(crate) fn list_of(items: impl ExactSizeIterator<Item = Ref>) -> Result<Ref<PyListObject>> {
    let list = list::with_capacity(items.len())?;
    for item in items {
        list.borrow().push(item)?;
    }
    Ok(list)
}

/// ( items -- set )
pub(crate) fn BUILD_SET(context: &mut Context, count: u32) -> Next {
    let items: Vec<Ref> = context.pop_many(count as usize).collect();
    let set = values::new_set().and_then(|set| {
        items.iter().try_for_each(|item| values::set_add(set.borrow(), item.borrow()))?;
        Ok(set)
    });
    set.map(|set| context.push(set)).into()
}

/// ( key value ... -- dict )
pub(crate) fn BUILD_MAP(context: &mut Context, pairs: u32) -> Next {
    let items: Vec<Ref> = context.pop_many(2 * pairs as usize).collect();
    let pairs = items.as_chunks::<2>().0.iter().map(|[key, value]| (key.borrow(), value.borrow()));
    dict_of(pairs).map(|dict| context.push(dict.object())).into()
}

/// ( value ... keys -- dict )
pub(crate) fn BUILD_CONST_KEY_MAP(context: &mut Context, count: u32) -> Next {
    let keys = context.pop();
    let values: Vec<Ref> = context.pop_many(count as usize).collect();
    let Some(keys) = keys.borrow().downcast::<PyTupleObject>().filter(|k| k.len() == values.len())
    else {
        raise(&SYSTEM_ERROR, "bad BUILD_CONST_KEY_MAP keys argument");
        return Next::Error;
    };
    let pairs = keys.items().iter().copied().zip(values.iter().map(Ref::borrow));
    dict_of(pairs).map(|dict| context.push(dict.object())).into()
}

fn dict_of<'a>(mut pairs: impl Iterator<Item = (Obj<'a>, Obj<'a>)>) -> Result<Ref<PyDictObject>> {
    let dict = dict::new()?;
    pairs.try_for_each(|(key, value)| dict.borrow().set_item(key, value))?;
    Ok(dict)
}
// ANCHOR_END: displays

// ANCHOR: add
/// The list so deep. What lies there is the code's to get right, which the verifier can't see.
fn list_at(context: &Context, depth: u32) -> Result<Ref<PyListObject>> {
    context.peek(depth as usize).downcast().map_err(|_| bad_internal_call())
}

fn dict_at(context: &Context, depth: u32) -> Result<Ref<PyDictObject>> {
    context.peek(depth as usize).downcast().map_err(|_| bad_internal_call())
}

#[cold]
fn bad_internal_call() -> Raised {
    raise(&SYSTEM_ERROR, "bad argument to internal function")
}

/// ( list ... item -- list ... )
pub(crate) fn LIST_APPEND(context: &mut Context, depth: u32) -> Next {
    let item = context.pop();
    list_at(context, depth).and_then(|list| list.borrow().push(item)).into()
}

/// ( list ... iterable -- list ... )
pub(crate) fn LIST_EXTEND(context: &mut Context, depth: u32) -> Next {
    let iterable = context.pop();
    list_at(context, depth).and_then(|list| extend(list.borrow(), iterable.borrow())).into()
}

fn extend(list: Obj<'_, PyListObject>, iterable: Obj<'_>) -> Result<()> {
    let iterator = iterable.iter().map_err(|raised| {
        let is_iterable = iterable.ob_type().tp_iter.get().is_some() || iterable.is_sequence();
        if is_iterable || !errors::catch(&TYPE_ERROR) {
            return raised;
        }
        let name = iterable.ob_type().name();
        raise(&TYPE_ERROR, format_args!("Value after * must be an iterable, not {name}"))
    })?;
    while let Some(item) = iterator.borrow().next()? {
        list.push(item)?;
    }
    Ok(())
}

/// ( list -- tuple )
pub(crate) fn LIST_TO_TUPLE(context: &mut Context, _: u32) -> Next {
    let list = context.pop();
    let tuple = list.downcast::<PyListObject>().map_err(|_| bad_internal_call()).and_then(|list| {
        let items: Vec<Ref> =
            (0..list.borrow().len()).filter_map(|at| list.borrow().get_index(at)).collect();
        tuple::from_iterator(items.into_iter())
    });
    tuple.map(|tuple| context.push(tuple.object())).into()
}

/// ( set ... item -- set ... )
pub(crate) fn SET_ADD(context: &mut Context, depth: u32) -> Next {
    let item = context.pop();
    values::set_add(context.peek(depth as usize).borrow(), item.borrow()).into()
}

/// ( set ... iterable -- set ... )
pub(crate) fn SET_UPDATE(context: &mut Context, depth: u32) -> Next {
    let iterable = context.pop();
    let set = context.peek(depth as usize);
    let update = || {
        let iterator = iterable.borrow().iter()?;
        while let Some(item) = iterator.borrow().next()? {
            values::set_add(set.borrow(), item.borrow())?;
        }
        Ok(())
    };
    update().into()
}

/// ( dict ... key value -- dict ... )
pub(crate) fn MAP_ADD(context: &mut Context, depth: u32) -> Next {
    let (value, key) = (context.pop(), context.pop());
    dict_at(context, depth).and_then(|d| d.borrow().set_item(key.borrow(), value.borrow())).into()
}

/// ( dict ... mapping -- dict ... )   `{**mapping}`
pub(crate) fn DICT_UPDATE(context: &mut Context, depth: u32) -> Next {
    let mapping = context.pop();
    let result = dict_at(context, depth)
        .and_then(|dict| update(dict.borrow(), mapping.borrow(), Duplicate::Wins));
    result
        .map_err(|raised| match errors::catch(&ATTRIBUTE_ERROR) {
            true => {
                let name = mapping.borrow().ob_type().name();
                raise(&TYPE_ERROR, format_args!("'{name}' object is not a mapping"))
            }
            false => raised,
        })
        .into()
}

/// ( callable ... dict ... mapping -- callable ... dict ... )   `f(**mapping)`
pub(crate) fn DICT_MERGE(context: &mut Context, depth: u32) -> Next {
    let mapping = context.pop();
    let result = dict_at(context, depth)
        .and_then(|dict| update(dict.borrow(), mapping.borrow(), Duplicate::Raises));
    let callable = context.peek(depth as usize + 2);
    result.map_err(|_| keywords_error(callable.borrow(), mapping.borrow())).into()
}

/// What to do with a key that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicate {
    /// The later value wins.
    Wins,
    /// `KeyError`.
    Raises,
}

/// Puts a mapping's items into a dict. C: `dict_merge`.
pub(crate) fn update(
    dict: Obj<'_, PyDictObject>,
    mapping: Obj<'_>,
    duplicate: Duplicate,
) -> Result<()> {
    let put = |key: Obj<'_>, value: Obj<'_>| {
        if duplicate == Duplicate::Raises && dict.contains_key(key)? {
            return Err(errors::raise_object(&KEY_ERROR, tuple::of(&[key])?.object()));
        }
        dict.set_item(key, value)
    };
    if let Some(other) = mapping.downcast_exact::<PyDictObject>() {
        return other.items().try_for_each(|(key, value)| put(key.borrow(), value.borrow()));
    }
    let keys = mapping.call_method(name!("keys"), &[])?;
    let keys = keys.borrow().iter()?;
    while let Some(key) = keys.borrow().next()? {
        let value = mapping.get_item(key.borrow())?;
        put(key.borrow(), value.borrow())?;
    }
    Ok(())
}

/// What is said instead, where a call's `**mapping` was none or had a key twice.
/// C: `format_kwargs_error`.
#[cold]
pub(crate) fn keywords_error(callable: Obj<'_>, mapping: Obj<'_>) -> Raised {
    let message = |text: &dyn Fn(&str) -> String| match function_text(callable) {
        Ok(function) => raise(&TYPE_ERROR, text(&function)),
        Err(raised) => raised,
    };
    if errors::catch(&ATTRIBUTE_ERROR) {
        let name = mapping.ob_type().name();
        return message(&|f| format!("{f} argument after ** must be a mapping, not {name}"));
    }
    if !errors::matches(&KEY_ERROR) {
        return Raised;
    }
    let Some(exception) = errors::take() else { return Raised };
    let exception: Ref<PyBaseExceptionObject> = exception;
    let args = exception.borrow().args();
    match args.as_ref().map(|args| args.borrow().items()) {
        Some([key]) if key.downcast::<PyASCIIObject>().is_some() => {
            let key = key.downcast::<PyASCIIObject>().map(|key| key.to_text().into_owned());
            let key = key.unwrap_or_default();
            message(&|f| format!("{f} got multiple values for keyword argument '{key}'"))
        }
        Some([_]) => raise(&TYPE_ERROR, "keywords must be strings"),
        _ => errors::raise_instance(exception),
    }
}
// ANCHOR_END: add

// ANCHOR: strings
/// ( value [format] -- string )   a part of an f-string
pub(crate) fn FORMAT_VALUE(context: &mut Context, flags: u32) -> Next {
    let spec = (flags & 4 != 0).then(|| context.pop());
    let value = context.pop();
    format_value(value, spec, flags & 3).map(|text| context.push(text)).into()
}

fn format_value(value: Ref, spec: Option<Ref>, conversion: u32) -> Result {
    let value = match conversion {
        1 => value.borrow().str()?.object(),
        2 => value.borrow().repr()?.object(),
        3 => value.borrow().ascii()?.object(),
        _ => value,
    };
    if spec.is_none() && value.borrow().downcast_exact::<PyASCIIObject>().is_some() {
        return Ok(value);
    }
    let spec = spec.as_ref().and_then(|spec| spec.borrow().downcast::<PyASCIIObject>());
    Ok(value.borrow().format(spec)?.object())
}

/// ( strings -- string )
pub(crate) fn BUILD_STRING(context: &mut Context, count: u32) -> Next {
    let string = joined(context.topmost(count as usize));
    context.drop_many(count as usize);
    string.map(|string| context.push(string.object())).into()
}

fn joined(parts: &[Field]) -> Result<Ref<PyASCIIObject>> {
    // SAFETY: nobody takes them from the stack meanwhile.
    let part = |slot: &Field| unsafe { slot.peek() }?.downcast::<PyASCIIObject>();
    let mut shape = Shape { length: 0, maximum: 0 };
    for slot in parts {
        let text = part(slot).ok_or_else(bad_internal_call)?.text();
        shape = shape.and(text.shape()).ok_or_else(object_model::errors::no_memory)?;
    }
    str::build(shape, |mut out| {
        let mut at = 0;
        for text in parts.iter().filter_map(part).map(|string| string.text()) {
            out.put(at, text);
            at += text.len();
        }
    })
}
// ANCHOR_END: strings
