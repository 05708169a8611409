//! The slice object.
//!
//! CPython: `Objects/sliceobject.c`, `Include/sliceobject.h` (`PySliceObject`),
//! `Python/ceval.c` (`_PyEval_SliceIndex`).
//!
//! A slice holds any three objects. Only who is sliced turns them into numbers, with
//! [`unpack`](Obj::unpack): numbers too large for a machine become the largest that fit, since
//! no sequence goes further. `indices` and ranges calculate with numbers of any size.

use std::cmp::Ordering;
use std::mem::offset_of;
use std::ptr::NonNull;

use crate::arguments::Given;
use crate::dealloc;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::free_list::FreeList;
use crate::gc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::protocol::hash::unhashable;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, Type, flags};
use crate::types::int::object::add;
use crate::types::int::{PyLongObject, compare, from_i64};
use crate::types::repr::ReprBuilder;
use crate::types::slice::Bounds;
use crate::types::{bool_, none, not_implemented, tuple};

// ANCHOR: layout
/// C: `PySliceObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PySliceObject {
    pub ob_base: PyObject,
    pub start: Field,
    pub stop: Field,
    pub step: Field,
}

const _: () = assert!(size_of::<PySliceObject>() == 40);

/// A borrowed slice.
pub type Slice<'a> = Obj<'a, PySliceObject>;

// SAFETY: made by `new`.
unsafe impl Layout for PySliceObject {
    fn type_object() -> &'static StaticType {
        &SLICE
    }
}

/// `slice`.
pub static SLICE: StaticType = StaticType::new(Table::<PySliceObject> {
    tp_name: c"slice",
    tp_doc: "slice(stop)\nslice(start, stop[, step])\n\nWhat x[start:stop:step] gives to x.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(slice_dealloc),
    tp_repr: Some(slice_repr),
    tp_hash: unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(slice_traverse),
    tp_richcompare: Some(slice_richcompare),
    tp_new: Some(slice_new),
    tp_methods: &[
        Method::one(
            c"indices",
            "($self, length, /)",
            slice_indices,
            "Start, stop and step for a sequence of a length, none of them beyond its ends.",
        )
        .unsigned(),
        Method::none(c"__reduce__", "($self, /)", slice_reduce, "For pickling.").unsigned(),
    ],
    tp_members: &[
        PyMemberDef::new(c"start", MemberKind::Object, offset_of!(PySliceObject, start), c"")
            .read_only(),
        PyMemberDef::new(c"stop", MemberKind::Object, offset_of!(PySliceObject, stop), c"")
            .read_only(),
        PyMemberDef::new(c"step", MemberKind::Object, offset_of!(PySliceObject, step), c"")
            .read_only(),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

/// The last slice that died. C: `slice_cache`.
pub(crate) static FREE_LIST: FreeList<1> = FreeList::EMPTY;

// ANCHOR: new
/// `start:stop:step`; what isn't given is `None`. C: `PySlice_New`.
pub fn new(
    start: Option<Obj<'_>>,
    stop: Option<Obj<'_>>,
    step: Option<Obj<'_>>,
) -> Result<Ref<PySliceObject>> {
    let field = |given: Option<Obj<'_>>| Field::new(Some(given.unwrap_or(none()).to_ref()));
    if let Some(kept) = FREE_LIST.take() {
        // SAFETY: the memory of a slice, whose fields are null.
        let slice: Ref<PySliceObject> = unsafe { Ref::from_owned(kept.cast()) };
        slice.start.set(Some(start.unwrap_or(none()).to_ref()));
        slice.stop.set(Some(stop.unwrap_or(none()).to_ref()));
        slice.step.set(Some(step.unwrap_or(none()).to_ref()));
        // SAFETY: in order.
        unsafe { gc::track(slice.borrow().object()) };
        return Ok(slice);
    }
    memory::create(SLICE.as_type(), |ob_base| PySliceObject {
        ob_base,
        start: field(start),
        stop: field(stop),
        step: field(step),
    })
}

extern "C" fn slice_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(start, stop=None, step=None, /)");
    SIGNATURE.bind("slice", Given::of_tuple(arguments, keywords), |arguments| {
        let slice = match arguments.get(1) {
            None => new(None, arguments.get(0), None),
            stop => new(arguments.get(0), stop, arguments.get(2)),
        };
        Ok(slice?.object())
    })
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn slice_dealloc(slice: NonNull<PySliceObject>) {
    // SAFETY: nobody else has the slice.
    unsafe {
        let fields = slice.as_ref();
        fields.step.clear();
        fields.start.clear();
        fields.stop.clear();
        if !FREE_LIST.keep(slice.cast()) {
            dealloc::free(slice.cast());
        }
    }
}

fn slice_traverse(slice: Slice<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&slice.start)?;
    visitor.field(&slice.stop)?;
    visitor.field(&slice.step)
}
// ANCHOR_END: new

// ANCHOR: unpack
/// C: `_PyEval_SliceIndex`.
fn machine_index(index: Obj<'_>) -> Result<isize> {
    check_index(index)?;
    index.to_index(None)
}

fn check_index(index: Obj<'_>) -> Result<()> {
    match index.ob_type().number(|suite| suite.nb_index) {
        Some(_) => Ok(()),
        None => {
            let message = "slice indices must be integers or None or have an __index__ method";
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

impl<'a> Obj<'a, PySliceObject> {
    /// Start, stop and step; they never change.
    fn parts(self) -> [Obj<'a>; 3] {
        // SAFETY: the fields are set once.
        [&self.get().start, &self.get().stop, &self.get().step]
            .map(|field| unsafe { field.peek() }.unwrap_or(none()))
    }

    /// The numbers, the missing ones filled in. C: `PySlice_Unpack`.
    pub fn unpack(self) -> Result<Bounds> {
        let [start, stop, step] = self.parts();
        let step = if step.is_none() { 1 } else { machine_index(step)?.max(-isize::MAX) };
        if step == 0 {
            return Err(raise(&VALUE_ERROR, "slice step cannot be zero"));
        }
        let (first, last) = if step < 0 { (isize::MAX, isize::MIN) } else { (0, isize::MAX) };
        let start = if start.is_none() { first } else { machine_index(start)? };
        let stop = if stop.is_none() { last } else { machine_index(stop)? };
        Ok(Bounds { start, stop, step })
    }

    /// Start, stop and step for a sequence of any length. C: `_PySlice_GetLongIndices`.
    pub fn long_indices(self, length: Obj<'_, PyLongObject>) -> Result<[Ref<PyLongObject>; 3]> {
        let [start, stop, step] = self.parts();
        let whole = |index: Obj<'_>| {
            check_index(index)?;
            index.index()
        };
        let step = if step.is_none() { from_i64(1)? } else { whole(step)? };
        if step.borrow().digits().is_empty() {
            return Err(raise(&VALUE_ERROR, "slice step cannot be zero"));
        }
        let downwards = step.borrow().is_negative();
        let (lower, upper) = match downwards {
            true => (from_i64(-1)?, add(length, from_i64(-1)?.borrow())?),
            false => (from_i64(0)?, length.to_ref()),
        };
        let bounded = |index: Obj<'_>| -> Result<Ref<PyLongObject>> {
            let index = whole(index)?;
            if index.borrow().is_negative() {
                let index = add(index.borrow(), length)?;
                let below = compare(index.borrow().number(), lower.borrow().number());
                return Ok(if below == Ordering::Less { lower.clone() } else { index });
            }
            let above = compare(index.borrow().number(), upper.borrow().number());
            Ok(if above == Ordering::Greater { upper.clone() } else { index })
        };
        let (first, last) = if downwards { (&upper, &lower) } else { (&lower, &upper) };
        let start = if start.is_none() { first.clone() } else { bounded(start)? };
        let stop = if stop.is_none() { last.clone() } else { bounded(stop)? };
        Ok([start, stop, step])
    }
}

fn slice_indices(slice: Slice<'_>, length: Obj<'_>) -> Result {
    let length = length.index()?;
    if length.borrow().is_negative() {
        return Err(raise(&VALUE_ERROR, "length should not be negative"));
    }
    let indices = slice.long_indices(length.borrow())?;
    Ok(tuple::new(indices.map(Ref::object))?.object())
}
// ANCHOR_END: unpack

// ANCHOR: slots
extern "C" fn slice_repr(slice: Slice<'_>) -> Result {
    let mut text = ReprBuilder::default();
    for (before, part) in ["slice(", ", ", ", "].into_iter().zip(slice.parts()) {
        text.push(before);
        text.push_repr(part)?;
    }
    text.push(")");
    Ok(text.finish()?.object())
}

fn slice_reduce(slice: Slice<'_>) -> Result {
    let parts = tuple::of(&slice.parts())?;
    Ok(tuple::new([slice.ob_type().to_ref().object(), parts.object()])?.object())
}

/// As tuples, but for a slice and itself.
extern "C" fn slice_richcompare(slice: Slice<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(other), Some(comparison)) =
        (other.downcast_exact::<PySliceObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    if slice.is(other) {
        return Ok(bool_(comparison.holds(Ordering::Equal)).to_ref());
    }
    let (left, right) = (tuple::of(&slice.parts())?, tuple::of(&other.parts())?);
    left.borrow().object().compare(right.borrow().object(), comparison)
}
// ANCHOR_END: slots
