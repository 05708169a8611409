//! `tee`: several iterators over one source.
//!
//! CPython: `Modules/itertoolsmodule.c` (`teedataobject`, `teeobject`, `itertools_tee_impl`).
//!
//! What the source yields is kept in a chain of blocks of 57 items; each iterator stands
//! somewhere in it. A block that no iterator can reach any more dies with its items.

use super::{reduce, set_state};
use crate::prelude::*;

// ANCHOR: layout
/// C: `LINKCELLS`.
const LINK_CELLS: usize = 57;

/// A block of what the source has yielded. C: `teedataobject`.
#[repr(C)]
pub(crate) struct TeeDataObject {
    ob_base: PyObject,
    it: Field,
    numread: Cell<i32>,
    running: Cell<i32>,
    nextlink: Field<TeeDataObject>,
    values: [Field; LINK_CELLS],
}

const _: () = assert!(size_of::<TeeDataObject>() == 496);

// SAFETY: made by `block` with every field set.
unsafe impl Layout for TeeDataObject {
    fn type_object() -> &'static StaticType {
        &TEE_DATA_OBJECT
    }
}

native_object! {
    /// C: `teeobject`.
    pub(crate) struct Tee of TEE, 40 bytes {
        refs { dataobj: Field<TeeDataObject>, }
        index: Cell<i32>,
        weakreflist: Cell<*mut PyObject>,
    }
}

/// `itertools._tee_dataobject`.
pub(crate) static TEE_DATA_OBJECT: StaticType = StaticType::new(Table::<TeeDataObject> {
    tp_name: c"itertools._tee_dataobject",
    tp_doc: "teedataobject(iterable, values, next, /)\n\nA block of items that iterators share.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(block_dealloc),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(block_traverse),
    tp_clear: Some(block_clear),
    tp_new: Some(block_new),
    tp_methods: &[reduce(block_reduce)],
    ..Table::NONE
});

const TEE_SIGNATURE: Signature = Signature::parse("(iterable, /)");

/// `itertools._tee`.
pub(crate) static TEE: StaticType = StaticType::new(Table::<Tee> {
    tp_name: c"itertools._tee",
    signature: TEE_SIGNATURE.text,
    tp_doc: "One of the iterators that tee() returns.",
    tp_flags: flags::HAVE_GC,
    tp_weaklistoffset: offset_of!(Tee, weakreflist),
    tp_dealloc: Some(dealloc_weak::<Tee>),
    tp_traverse: traverse(Tee::visit),
    tp_clear: Some(Tee::clear_fields),
    tp_iter: Some(itself),
    tp_iternext: next(tee_next),
    tp_new: Some(tee_new),
    tp_methods: &[
        Method::none(
            c"__copy__",
            "($self, /)",
            copy,
            "Another iterator that stands at the same place.",
        )
        .unsigned(),
        reduce(tee_reduce),
        set_state(tee_setstate),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: block
fn block(it: Ref) -> Result<Ref<TeeDataObject>> {
    memory::create(TEE_DATA_OBJECT.as_type(), |ob_base| TeeDataObject {
        ob_base,
        it: Field::new(Some(it)),
        numread: Cell::new(0),
        running: Cell::new(0),
        nextlink: Field::NULL,
        values: [const { Field::NULL }; LINK_CELLS],
    })
}

/// The block behind this one, made where there is none.
fn next_block(data: Obj<'_, TeeDataObject>) -> Result<Ref<TeeDataObject>> {
    if data.nextlink.is_null() {
        data.nextlink.set(Some(block(or_none(&data.it))?));
    }
    Ok(data.nextlink.get().expect("just made"))
}

/// An item of the block, the next one of the source if it hasn't been read.
fn item(data: Obj<'_, TeeDataObject>, index: usize) -> Result<Option<Ref>> {
    if index < data.numread.get() as usize {
        return Ok(data.values[index].get());
    }
    if data.running.get() != 0 {
        return Err(raise(&RUNTIME_ERROR, "cannot re-enter the tee iterator"));
    }
    let Some(it) = data.it.get() else {
        return Ok(None);
    };
    data.running.set(1);
    let value = it.borrow().next();
    data.running.set(0);
    if let Ok(Some(value)) = &value {
        data.numread.set(data.numread.get() + 1);
        data.values[index].set(Some(value.clone()));
    }
    value
}

/// A chain of blocks may be long, and ends link by link without recursion.
/// C: `teedataobject_safe_decref`.
fn release(mut link: Option<Ref<TeeDataObject>>) {
    while let Some(data) = link {
        link = match data.borrow().ob_refcnt() {
            1 => data.nextlink.replace(None),
            _ => None,
        };
    }
}

extern "C" fn block_clear(data: Obj<'_, TeeDataObject>) -> Status {
    data.it.clear();
    data.values.iter().for_each(Field::clear);
    release(data.nextlink.replace(None));
    Ok(())
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn block_dealloc(data: NonNull<TeeDataObject>) {
    // SAFETY: nobody else has the block.
    unsafe {
        release(data.as_ref().nextlink.replace(None));
        dealloc(data);
    }
}

fn block_traverse(data: Obj<'_, TeeDataObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&data.it)?;
    data.get().values.iter().try_for_each(|value| visitor.field(value))?;
    visitor.field(&data.nextlink)
}

extern "C" fn block_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(iterable, values, next, /)");
    let given = given_to_new(class, &TEE_DATA_OBJECT, arguments, keywords);
    SIGNATURE.bind("teedataobject", given, |arguments| {
        let Some(values) = arguments[1].downcast::<PyListObject>() else {
            let kind = type_name(arguments[1]);
            let message = format_args!("teedataobject() argument 2 must be list, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        };
        let next = arguments.not_none(2);
        let link = next.and_then(|next| next.downcast_exact::<TeeDataObject>());
        let count = values.len();
        if count > LINK_CELLS || (next.is_some() && (count < LINK_CELLS || link.is_none())) {
            return Err(raise(&VALUE_ERROR, "Invalid arguments"));
        }
        let data = block(arguments[0].to_ref())?;
        for at in 0..count {
            data.values[at].set(values.get_index(at));
        }
        data.numread.set(count as i32);
        data.nextlink.set(link.map(Obj::to_ref));
        Ok(data.object())
    })
}

fn block_reduce(data: Obj<'_, TeeDataObject>) -> Result {
    let values = list::new()?;
    for value in &data.get().values[..data.numread.get() as usize] {
        values.borrow().push(or_none(value))?;
    }
    let next = data.nextlink.get().map_or_else(|| none().to_ref(), Ref::object);
    pack([class_of(data), pack([or_none(&data.it), values.object(), next])?])
}
// ANCHOR_END: block

// ANCHOR: tee
fn make(data: Ref<TeeDataObject>, index: i32) -> Result {
    let tee = memory::create(TEE.as_type(), |ob_base| Tee {
        ob_base,
        dataobj: Field::new(Some(data)),
        index: Cell::new(index),
        weakreflist: Cell::new(std::ptr::null_mut()),
    })?;
    Ok(tee.object())
}

fn copy(tee: Obj<'_, Tee>) -> Result {
    make(tee.dataobj.get().expect("an iterator has a block"), tee.index.get())
}

/// C: `tee_fromiterable`.
fn from_iterable(iterable: Obj<'_>) -> Result {
    let it = iterable.iter()?;
    match it.borrow().downcast::<Tee>() {
        Some(tee) => copy(tee),
        None => make(block(it)?, 0),
    }
}

extern "C" fn tee_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = given_to_new(class, &TEE, arguments, keywords);
    TEE_SIGNATURE.bind("_tee", given, |arguments| from_iterable(arguments[0]))
}

fn tee_next(tee: Obj<'_, Tee>) -> Result<Option<Ref>> {
    let Some(mut data) = tee.dataobj.get() else {
        return Ok(None);
    };
    if tee.index.get() as usize >= LINK_CELLS {
        data = next_block(data.borrow())?;
        tee.dataobj.set(Some(data.clone()));
        tee.index.set(0);
    }
    let value = item(data.borrow(), tee.index.get() as usize)?;
    if value.is_some() {
        tee.index.set(tee.index.get() + 1);
    }
    Ok(value)
}

fn tee_reduce(tee: Obj<'_, Tee>) -> Result {
    let data = tee.dataobj.get().map_or_else(|| none().to_ref(), Ref::object);
    let empty = pack([tuple::of(&[])?.object()])?;
    pack([class_of(tee), empty, pack([data, integer(tee.index.get().into())?])?])
}

fn tee_setstate(tee: Obj<'_, Tee>, state: Obj<'_>) -> Result {
    let items = state_items(state, 2, 2)?;
    let data = expect::<TeeDataObject>(items, 0)?;
    let index = c_int(items[1])?;
    if index < 0 || index > data.numread.get() && index as usize != LINK_CELLS {
        return Err(raise(&VALUE_ERROR, "Index out of range"));
    }
    tee.dataobj.set(Some(data.to_ref()));
    tee.index.set(index);
    nothing()
}

/// `itertools.tee`.
pub(super) fn tee(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let count = match arguments.get(1) {
        Some(count) => count.to_isize()?,
        None => 2,
    };
    let Ok(count) = usize::try_from(count) else {
        return Err(raise(&VALUE_ERROR, "n must be >= 0"));
    };
    if count == 0 {
        return Ok(tuple::of(&[])?.object());
    }
    let it = arguments[0].iter()?;
    let (first, copy) = match it.borrow().lookup_attribute(name!("__copy__"))? {
        Some(copy) => (it, copy),
        None => {
            let first = from_iterable(it.borrow())?;
            let copy = first.borrow().get_attribute(name!("__copy__"))?;
            (first, copy)
        }
    };
    let mut copies = vec![first];
    for _ in 1..count {
        copies.push(copy.borrow().call_none()?);
    }
    Ok(tuple::from_iterator(copies.into_iter())?.object())
}
// ANCHOR_END: tee
