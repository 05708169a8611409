//! `glass_matrix`: matrices of doubles, as a module to learn from.
//!
//! It isn't one of CPython's. It is small and has what a native module has: a type with slots,
//! methods and getters, arguments of several kinds, a buffer for others to look into, and one
//! operation that takes long and lets the lock go. NumPy's `ndarray.__matmul__` does the same.
//!
//! Invariant: a matrix never changes once it is made. That is why a product can be computed
//! while other threads run: what the multiplication reads, nobody writes.

use std::ffi::{c_char, c_int};
use std::sync::Arc;

use object_model::buffer::PyBuffer;
use object_model::errors::BUFFER_ERROR;
use object_model::protocol::buffer::flags as buffer_flags;
use object_model::type_object::PyBufferProcs;
use object_model::types::float;

use crate::prelude::*;

// ANCHOR: module
/// The module: one type, and nothing else.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "glass_matrix",
    doc: "Matrices of doubles, whose products are computed without the GIL.",
    types: &[&MATRIX],
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

// ANCHOR: layout
/// A matrix. The values are row by row, and shared with whoever computes with them.
#[repr(C)]
struct PyMatrixObject {
    ob_base: PyObject,
    /// Rows and columns, as a buffer's shape.
    shape: [isize; 2],
    /// How many bytes from row to row and from column to column.
    strides: [isize; 2],
    values: Arc<[f64]>,
}

// SAFETY: made by `new_matrix` alone.
unsafe impl Layout for PyMatrixObject {
    fn type_object() -> &'static StaticType {
        &MATRIX
    }
}

type Matrix<'a> = Obj<'a, PyMatrixObject>;

const SIGNATURE: Signature = Signature::parse("(rows, /)");

static MATRIX: StaticType = StaticType::new(Table::<PyMatrixObject> {
    tp_name: c"glass_matrix.Matrix",
    signature: SIGNATURE.text,
    tp_doc: "A matrix of doubles, made of its rows. It never changes.",
    tp_new: Some(matrix_new),
    tp_dealloc: Some(dealloc::<PyMatrixObject>),
    tp_repr: Some(matrix_repr),
    tp_richcompare: Some(matrix_compare),
    tp_as_number: PyNumberMethods {
        nb_matrix_multiply: Some(matrix_multiply),
        ..PyNumberMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(|matrix: Matrix<'_>| Ok(matrix.rows())),
        mp_subscript: Some(matrix_subscript),
        ..PyMappingMethods::NONE
    },
    tp_as_buffer: PyBufferProcs { bf_getbuffer: Some(matrix_buffer), ..PyBufferProcs::NONE },
    tp_methods: &[
        Method::class(
            c"zeros",
            "($type, rows, columns, /)",
            |class, given| filled(class, given[0].to_isize()?, given[1].to_isize()?, |_, _| 0.0),
            "A matrix of zeros.",
        ),
        Method::class(
            c"identity",
            "($type, size, /)",
            |class, given| {
                let size = given[0].to_isize()?;
                filled(class, size, size, |row, column| f64::from(row == column))
            },
            "A square matrix with ones on its diagonal.",
        ),
        Method::none(c"tolist", "($self, /)", to_list, "The rows as lists."),
        Method::none(c"transpose", "($self, /)", transpose, "Rows and columns exchanged."),
    ],
    tp_getset: &[Getter::new(
        c"shape",
        |matrix| pack([size(matrix.rows())?, size(matrix.columns())?]),
        "How many rows and columns.",
    )],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
fn new_matrix(class: Type<'_>, rows: usize, columns: usize, values: Arc<[f64]>) -> Result {
    debug_assert_eq!(values.len(), rows * columns);
    let width = size_of::<f64>() as isize;
    let matrix = memory::create(class, |ob_base| PyMatrixObject {
        ob_base,
        shape: [rows as isize, columns as isize],
        strides: [columns as isize * width, width],
        values,
    })?;
    Ok(matrix.object())
}

/// `Matrix([[1, 2], [3, 4]])`: any iterable of iterables of numbers will do.
extern "C" fn matrix_new(class: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    SIGNATURE.bind("Matrix", Given::of_tuple(args, keywords), |given| {
        let (mut values, mut rows, mut columns) = (Vec::new(), 0, None);
        let each_row = given[0].iter()?;
        while let Some(row) = each_row.borrow().next()? {
            let (each, start) = (row.borrow().iter()?, values.len());
            while let Some(value) = each.borrow().next()? {
                values.push(value.borrow().to_f64()?);
            }
            let length = values.len() - start;
            if *columns.get_or_insert(length) != length {
                let message = format_args!("row {rows} is not as long as those before it");
                return Err(raise(&VALUE_ERROR, message));
            }
            rows += 1;
        }
        new_matrix(class, rows, columns.unwrap_or(0), values.into())
    })
}

/// A matrix whose values follow from their places.
fn filled(
    class: Type<'_>,
    rows: isize,
    columns: isize,
    value: impl Fn(usize, usize) -> f64,
) -> Result {
    let (Ok(rows), Ok(columns)) = (usize::try_from(rows), usize::try_from(columns)) else {
        return Err(raise(&VALUE_ERROR, "a matrix has no negative size"));
    };
    let mut values = room(rows, columns)?;
    values.extend((0..rows * columns).map(|at| value(at / columns, at % columns)));
    new_matrix(class, rows, columns, values.into())
}

/// Room for the values of a matrix. What memory doesn't hold is refused here, and doesn't end the
/// process; so is what has no values but rows of a size that can't be counted.
fn room(rows: usize, columns: usize) -> Result<Vec<f64>> {
    let mut values = Vec::new();
    let bytes = rows.max(1).checked_mul(columns.max(1)).and_then(|count| count.checked_mul(8));
    match bytes.and_then(|bytes| isize::try_from(bytes).ok()) {
        Some(_) if values.try_reserve_exact(rows * columns).is_ok() => Ok(values),
        _ => Err(errors::no_memory()),
    }
}

impl PyMatrixObject {
    fn rows(&self) -> usize {
        self.shape[0] as usize
    }

    fn columns(&self) -> usize {
        self.shape[1] as usize
    }
}
// ANCHOR_END: new

// ANCHOR: multiply
/// `left @ right`. The slot may be called with a matrix on either side; with anything else on
/// the other, somebody else is asked.
extern "C" fn matrix_multiply(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (Some(left), Some(right)) =
        (left.downcast::<PyMatrixObject>(), right.downcast::<PyMatrixObject>())
    else {
        return Ok(not_implemented().to_ref());
    };
    let (rows, inner, columns) = (left.rows(), left.columns(), right.columns());
    if inner != right.rows() {
        let other = right.rows();
        let message =
            format_args!("{rows} by {inner} and {other} by {columns} can't be multiplied");
        return Err(raise(&VALUE_ERROR, message));
    }
    let (a, b) = (Arc::clone(&left.values), Arc::clone(&right.values));
    let mut c = room(rows, columns)?;
    let values: Arc<[f64]> = crate::allow_threads(move || {
        c.resize(rows * columns, 0.0);
        multiply(&a, &b, &mut c, [rows, inner, columns]);
        c.into()
    });
    new_matrix(MATRIX.as_type(), rows, columns, values)
}

/// Writes the product of `a` and `b` into `c`. Knows nothing of objects, and needs no lock.
fn multiply(a: &[f64], b: &[f64], c: &mut [f64], [rows, inner, columns]: [usize; 3]) {
    assert!(a.len() == rows * inner && b.len() == inner * columns && c.len() == rows * columns);
    let (row_of_a, row_of_c) = (inner as isize, columns as isize);
    let (a, b, c) = (a.as_ptr(), b.as_ptr(), c.as_mut_ptr());
    // SAFETY: the three hold so many rows and columns, one after the other, and `c` is ours
    // alone. What is computed is 1 · A · B + 0 · C.
    unsafe {
        matrixmultiply::dgemm(
            rows, inner, columns, 1.0, a, row_of_a, 1, b, row_of_c, 1, 0.0, c, row_of_c, 1,
        );
    }
}
// ANCHOR_END: multiply

// ANCHOR: look
/// `matrix[row, column]`; negative ones count from the end.
extern "C" fn matrix_subscript(matrix: Matrix<'_>, key: Obj<'_>) -> Result {
    let Some([row, column]) = key.downcast::<PyTupleObject>().map(|key| key.items()) else {
        return Err(raise(&TYPE_ERROR, "a matrix is indexed by a row and a column"));
    };
    let at = |index: &Obj<'_>, length: usize| {
        let index = index.to_index(Some(&INDEX_ERROR))?;
        let index = if index < 0 { index + length as isize } else { index };
        let inside = usize::try_from(index).ok().filter(|index| *index < length);
        inside.ok_or_else(|| raise(&INDEX_ERROR, "matrix index out of range"))
    };
    let (row, column) = (at(row, matrix.rows())?, at(column, matrix.columns())?);
    Ok(float::new(matrix.values[row * matrix.columns() + column])?.object())
}

/// Others may read the values where they are: `memoryview(matrix)`.
///
/// # Safety
/// As every `bf_getbuffer`: the view is there to be filled in.
unsafe extern "C" fn matrix_buffer(
    matrix: Matrix<'_>,
    view: *mut PyBuffer,
    flags: c_int,
) -> Status {
    if flags & buffer_flags::WRITABLE != 0 {
        return Err(raise(&BUFFER_ERROR, "a matrix never changes").into());
    }
    let has = |flag: c_int| flags & flag == flag;
    // SAFETY: the caller's word. Shape and strides live as long as the matrix, which the view
    // holds.
    unsafe {
        view.write(PyBuffer {
            buf: matrix.values.as_ptr().cast_mut().cast(),
            len: size_of_val(&*matrix.values) as isize,
            itemsize: size_of::<f64>() as isize,
            readonly: 1,
            ndim: if has(buffer_flags::ND) { 2 } else { 1 },
            format: match has(buffer_flags::FORMAT) {
                true => c"d".as_ptr().cast_mut().cast::<c_char>(),
                false => std::ptr::null_mut(),
            },
            shape: match has(buffer_flags::ND) {
                true => matrix.get().shape.as_ptr().cast_mut(),
                false => std::ptr::null_mut(),
            },
            strides: match has(buffer_flags::STRIDES) {
                true => matrix.get().strides.as_ptr().cast_mut(),
                false => std::ptr::null_mut(),
            },
            obj: Some(matrix.object().to_ref()),
            ..PyBuffer::EMPTY
        });
    }
    Ok(())
}

fn to_list(matrix: Matrix<'_>) -> Result {
    let rows = list::new()?;
    for at in 0..matrix.rows() {
        let row = list::new()?;
        for value in &matrix.values[at * matrix.columns()..][..matrix.columns()] {
            row.borrow().push(float::new(*value)?.object())?;
        }
        rows.borrow().push(row.object())?;
    }
    Ok(rows.object())
}

fn transpose(matrix: Matrix<'_>) -> Result {
    let (rows, columns) = (matrix.rows(), matrix.columns());
    let values = (0..columns)
        .flat_map(|column| (0..rows).map(move |row| matrix.get().values[row * columns + column]));
    new_matrix(MATRIX.as_type(), columns, rows, values.collect())
}

extern "C" fn matrix_repr(matrix: Matrix<'_>) -> Result {
    let rows = to_list(matrix)?;
    text(&format!("Matrix({})", rows.borrow().repr()?))
}

/// Equal shapes and equal values; matrices have no order.
extern "C" fn matrix_compare(matrix: Matrix<'_>, other: Obj<'_>, comparison: c_int) -> Result {
    let Some(other) = other.downcast::<PyMatrixObject>() else {
        return Ok(not_implemented().to_ref());
    };
    let equal = matrix.shape == other.shape && matrix.values == other.values;
    match Comparison::of(comparison) {
        Some(Comparison::Equal) => boolean(equal),
        Some(Comparison::NotEqual) => boolean(!equal),
        _ => Ok(not_implemented().to_ref()),
    }
}
// ANCHOR_END: look

#[cfg(test)]
mod tests;
