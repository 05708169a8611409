//! `_tuplegetter`: a field of a named tuple, as a descriptor.
//!
//! CPython: `Modules/_collectionsmodule.c` (`_tuplegetterobject`).

use crate::prelude::*;

// ANCHOR: tuplegetter
native_object! {
    /// C: `_tuplegetterobject`.
    pub(crate) struct Tuplegetter of TUPLEGETTER, 32 bytes {
        refs {}
        index: isize,
        doc: Field,
    }
}

/// `_collections._tuplegetter`.
pub(crate) static TUPLEGETTER: StaticType = StaticType::new(Table::<Tuplegetter> {
    tp_name: c"_collections._tuplegetter",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<Tuplegetter>),
    tp_repr: Some(repr),
    tp_traverse: traverse(|getter: Obj<'_, Tuplegetter>, visitor: &mut Visitor| {
        visitor.field(&getter.doc)
    }),
    tp_clear: Some(clear),
    tp_descr_get: Some(get),
    tp_descr_set: Some(set),
    tp_new: Some(new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    tp_members: &[PyMemberDef::new(
        c"__doc__",
        MemberKind::Object,
        offset_of!(Tuplegetter, doc),
        c"What the field is.",
    )],
    ..Table::NONE
});

extern "C" fn clear(getter: Obj<'_, Tuplegetter>) -> Status {
    getter.doc.clear();
    Ok(())
}

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(index, doc, /)");
    let given = given_to_new(class, &TUPLEGETTER, arguments, keywords);
    SIGNATURE.bind("_tuplegetter", given, |arguments| {
        let index = arguments[0].to_isize()?;
        let getter = memory::create(class, |ob_base| Tuplegetter {
            ob_base,
            index,
            doc: Field::new(Some(arguments[1].to_ref())),
        })?;
        Ok(getter.object())
    })
}

extern "C" fn get(
    getter: Obj<'_, Tuplegetter>,
    object: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let Some(object) = object.filter(|object| !object.is_none()) else {
        return Ok(getter.object().to_ref());
    };
    let index = getter.index;
    let Some(tuple) = object.downcast::<PyTupleObject>() else {
        let kind = object.ob_type().name().to_owned();
        let message = format_args!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{kind}' object"
        );
        return Err(raise(&TYPE_ERROR, message));
    };
    match usize::try_from(index).ok().and_then(|index| tuple.items().get(index)) {
        Some(item) => Ok(item.to_ref()),
        None => Err(raise(&INDEX_ERROR, "tuple index out of range")),
    }
}

extern "C" fn set(_: Obj<'_, Tuplegetter>, _: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    let verb = if value.is_none() { "delete" } else { "set" };
    Err(raise(&ATTRIBUTE_ERROR, format_args!("can't {verb} attribute")).into())
}

fn reduce(getter: Obj<'_, Tuplegetter>) -> Result {
    pack([class_of(getter), pack([integer(getter.index as i64)?, or_none(&getter.doc)])?])
}

extern "C" fn repr(getter: Obj<'_, Tuplegetter>) -> Result {
    let name = getter.ob_type().short_name().to_owned();
    let doc = or_none(&getter.doc).borrow().repr()?;
    text(&format!("{name}({}, {doc})", getter.index))
}
// ANCHOR_END: tuplegetter
