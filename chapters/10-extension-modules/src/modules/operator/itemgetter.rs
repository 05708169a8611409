//! `itemgetter`: a function that subscripts its argument.
//!
//! CPython: `Modules/_operator.c` (`itemgetterobject`).

use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::type_object::VectorcallFunc;
use object_model::types::repr::ReprBuilder;

// ANCHOR: itemgetter
/// C: `itemgetterobject`. `item` is the subscript, or a tuple of several.
#[repr(C)]
pub(crate) struct Itemgetter {
    ob_base: PyObject,
    nitems: usize,
    item: Field,
    /// The subscript, if it is one index of a tuple; −1 otherwise.
    index: isize,
    vectorcall: VectorcallFunc<Itemgetter>,
}

const _: () = assert!(size_of::<Itemgetter>() == 48);

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Itemgetter {
    fn type_object() -> &'static StaticType {
        &ITEMGETTER
    }
}

/// `operator.itemgetter`.
pub(super) static ITEMGETTER: StaticType = StaticType::new(Table::<Itemgetter> {
    tp_name: c"operator.itemgetter",
    tp_doc: "itemgetter(item, ...) --> itemgetter object\n\n\
             A function that returns x[item], or a tuple of several items.",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(Itemgetter, vectorcall),
    tp_dealloc: Some(dealloc::<Itemgetter>),
    tp_repr: Some(repr),
    tp_call: Some(call),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|getter: Obj<'_, Itemgetter>, visitor: &mut Visitor| {
        visitor.field(&getter.item)
    }),
    tp_clear: Some(clear),
    tp_new: Some(new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    tp_members: &[vectorcall_offset(offset_of!(Itemgetter, vectorcall))],
    ..Table::NONE
});

extern "C" fn clear(getter: Obj<'_, Itemgetter>) -> Status {
    getter.item.clear();
    Ok(())
}

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(item, /, *items)");
    let given = Given::of_tuple(arguments, keywords);
    SIGNATURE.bind("itemgetter", given, |_| Ok(()))?;
    let (item, index) = match given.positional {
        [item] => {
            let index = item.downcast_exact::<PyLongObject>().and_then(|item| item.to_i64());
            (item.to_ref(), index.filter(|&index| index >= 0).unwrap_or(-1))
        }
        _ => (arguments.to_ref(), -1),
    };
    let getter = memory::create(class, |ob_base| Itemgetter {
        ob_base,
        nitems: given.positional.len(),
        item: Field::new(Some(item)),
        index: index as isize,
        vectorcall,
    })?;
    Ok(getter.object())
}

/// # Safety
/// As every vectorcall.
unsafe extern "C" fn vectorcall(
    getter: Obj<'_, Itemgetter>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: the caller's word.
    let given = unsafe { Given::of_vectorcall(arguments, count, names) };
    call_given(getter, given)
}

extern "C" fn call(
    getter: Obj<'_, Itemgetter>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    call_given(getter, Given::of_tuple(arguments, keywords))
}

fn call_given(getter: Obj<'_, Itemgetter>, given: Given<'_>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(obj, /)");
    SIGNATURE.bind("itemgetter", given, |arguments| {
        let object = arguments[0];
        let item = or_none(&getter.item);
        if getter.nitems == 1 {
            let known = usize::try_from(getter.index).ok();
            let tuple = object.downcast_exact::<PyTupleObject>();
            if let (Some(index), Some(tuple)) = (known, tuple)
                && let Some(item) = tuple.items().get(index)
            {
                return Ok(item.to_ref());
            }
            return object.get_item(item.borrow());
        }
        let items = item.borrow().downcast::<PyTupleObject>().map_or(&[][..], |item| item.items());
        let found = items.iter().map(|item| object.get_item(*item));
        let found = found.collect::<Result<Vec<Ref>>>()?;
        Ok(tuple::from_iterator(found.into_iter())?.object())
    })
}

extern "C" fn repr(getter: Obj<'_, Itemgetter>) -> Result {
    let name = getter.ob_type().name().to_owned();
    guard_repr(
        getter.object(),
        || text(&format!("{name}(...)")),
        || {
            let mut text = ReprBuilder::default();
            text.push(&name);
            let is_one = getter.nitems == 1;
            text.push(if is_one { "(" } else { "" });
            text.push_repr(or_none(&getter.item).borrow())?;
            text.push(if is_one { ")" } else { "" });
            Ok(text.finish()?.object())
        },
    )
}

fn reduce(getter: Obj<'_, Itemgetter>) -> Result {
    let item = or_none(&getter.item);
    match getter.nitems {
        1 => pack([class_of(getter), pack([item])?]),
        _ => pack([class_of(getter), item]),
    }
}
// ANCHOR_END: itemgetter
