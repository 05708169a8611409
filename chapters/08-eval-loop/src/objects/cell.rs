//! `cell`: a variable that functions inside of each other share.
//!
//! CPython: `Objects/cellobject.c`, `Include/cpython/cellobject.h` (`PyCellObject`).

use object_model::dealloc::dealloc;
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::memory;
use object_model::object::{Layout, Status};
use object_model::protocol::compare::Comparison;
use object_model::slot_kinds::{Flow, Visitor, traverse};
use object_model::type_object::{Type, flags};
use object_model::types::{bool_, dict, not_implemented, str, tuple};
use object_model::{Field, Getter, Obj, PyObject, Ref, Result, StaticType, Table};

/// C: `PyCellObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyCellObject {
    pub ob_base: PyObject,
    /// Null while the variable is unbound.
    pub ob_ref: Field,
}

const _: () = assert!(size_of::<PyCellObject>() == 24);

// SAFETY: made by `new`.
unsafe impl Layout for PyCellObject {
    fn type_object() -> &'static StaticType {
        &CELL
    }
}

/// `cell`.
pub static CELL: StaticType = StaticType::new(Table::<PyCellObject> {
    tp_name: c"cell",
    tp_doc: "A variable that several functions share.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyCellObject>),
    tp_repr: Some(cell_repr),
    tp_traverse: traverse(cell_traverse),
    tp_clear: Some(cell_clear),
    tp_richcompare: Some(cell_compare),
    tp_new: Some(cell_new),
    tp_getset: &[Getter::new(c"cell_contents", cell_contents, "The variable's value.")
        .settable(set_cell_contents)],
    ..Table::NONE
});

/// C: `PyCell_New`.
pub fn new(value: Option<Ref>) -> Result<Ref<PyCellObject>> {
    memory::create(CELL.as_type(), |ob_base| PyCellObject { ob_base, ob_ref: Field::new(value) })
}

/// C: `cell_new`.
extern "C" fn cell_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let args = args.downcast::<tuple::PyTupleObject>().expect("a tuple of arguments");
    if keywords
        .and_then(|keywords| keywords.downcast::<dict::PyDictObject>())
        .is_some_and(|keywords| !keywords.is_empty())
    {
        return Err(raise(&TYPE_ERROR, "cell() takes no keyword arguments"));
    }
    match args.items() {
        [] => Ok(new(None)?.object()),
        [value] => Ok(new(Some(value.to_ref()))?.object()),
        several => {
            let message = format_args!("cell expected at most 1 argument, got {}", several.len());
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

extern "C" fn cell_repr(cell: Obj<'_, PyCellObject>) -> Result {
    let text = match cell.ob_ref.get() {
        None => format!("<cell at {:p}: empty>", cell.as_ptr()),
        Some(value) => format!(
            "<cell at {:p}: {} object at {:p}>",
            cell.as_ptr(),
            value.borrow().ob_type().name(),
            value.borrow().as_ptr()
        ),
    };
    Ok(str::new(&text)?.object())
}

/// Cells compare as their values do; an empty one is less than any other.
/// C: `cell_richcompare`.
extern "C" fn cell_compare(cell: Obj<'_, PyCellObject>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(other), Some(comparison)) =
        (other.downcast_exact::<PyCellObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    match (cell.ob_ref.get(), other.ob_ref.get()) {
        (Some(left), Some(right)) => left.borrow().compare(right.borrow(), comparison),
        (left, right) => {
            let order = left.is_some().cmp(&right.is_some());
            Ok(bool_(comparison.holds(order)).to_ref())
        }
    }
}

fn cell_traverse(cell: Obj<'_, PyCellObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&cell.ob_ref)
}

extern "C" fn cell_clear(cell: Obj<'_, PyCellObject>) -> Status {
    cell.ob_ref.clear();
    Ok(())
}

fn cell_contents(cell: Obj<'_, PyCellObject>) -> Result {
    cell.ob_ref.get().ok_or_else(|| raise(&VALUE_ERROR, "Cell is empty"))
}

fn set_cell_contents(cell: Obj<'_, PyCellObject>, value: Option<Obj<'_>>) -> Status {
    cell.ob_ref.set(value.map(Obj::to_ref));
    Ok(())
}
