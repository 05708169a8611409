//! `code`: the instructions, and what they refer to.
//!
//! CPython: `Include/cpython/code.h` (`PyCodeObject`), `Objects/codeobject.c` (`init_code`,
//! `PyCode_Addr2Line`).
//!
//! The compiler's `Code` becomes an object when the verifier has accepted it. The instructions
//! are copied behind the head, where the loop may write into their caches and over the
//! instructions themselves; the compiler's own are kept as they were.
//!
//! Invariant: the verifier has accepted the code of every code object.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_short, c_void};
use std::mem::offset_of;
use std::ptr::{self, NonNull};

use compiler::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code};
use compiler::constant::{Shared, Text};
use compiler::exception_table::Handler;
use compiler::location::{Line, Position};
use compiler::opcode::Opcode;
use compiler::verify::verify;
use object_model::arguments::Arguments;
use object_model::dealloc;
use object_model::errors::{INDEX_ERROR, OVERFLOW_ERROR, VALUE_ERROR, raise};
use object_model::memory::generic_alloc;
use object_model::object::{Layout, PyVarObject};
use object_model::protocol::compare::Comparison;
use object_model::slot_kinds::hash;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::weakref;
use object_model::types::{bool_, bytes, int, not_implemented, str};
use object_model::{Field, Getter, Method, Obj, PyObject, Ref, Result, StaticType, Table};

use crate::adaptive::INITIAL_WARMUP;
use crate::families::fused::Fused;
use crate::frame::HEAD_WORDS;
use crate::objects::constants::Constants;
use crate::objects::{code_lines, code_parts};

/// An instruction's opcode in the low byte and its argument in the high one.
/// C: `_Py_CODEUNIT`.
pub type CodeUnit = u16;

// ANCHOR: layout
/// C: `PyCodeObject`. The instructions follow.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyCodeObject {
    pub ob_base: PyVarObject,
    pub co_consts: Field<PyTupleObject>,
    pub co_names: Field<PyTupleObject>,
    /// Null until somebody asks for it; the loop reads [`Tables`].
    pub co_exceptiontable: Field,
    pub co_flags: Cell<c_int>,
    pub co_warmup: Cell<c_short>,
    pub co_linearray_entry_size: Cell<c_short>,
    pub co_argcount: Cell<c_int>,
    pub co_posonlyargcount: Cell<c_int>,
    pub co_kwonlyargcount: Cell<c_int>,
    pub co_stacksize: Cell<c_int>,
    pub co_firstlineno: Cell<c_int>,
    pub co_nlocalsplus: Cell<c_int>,
    pub co_nlocals: Cell<c_int>,
    pub co_nplaincellvars: Cell<c_int>,
    pub co_ncellvars: Cell<c_int>,
    pub co_nfreevars: Cell<c_int>,
    pub co_localsplusnames: Field<PyTupleObject>,
    pub co_localspluskinds: Field,
    pub co_filename: Field<PyASCIIObject>,
    pub co_name: Field<PyASCIIObject>,
    pub co_qualname: Field<PyASCIIObject>,
    pub co_linetable: Field,
    pub co_weakreflist: Cell<*mut PyObject>,
    pub co_code: Field,
    pub co_linearray: Cell<*mut c_char>,
    pub co_firsttraceable: Cell<c_int>,
    /// [`Tables`]; C has there what tools attach to a code object.
    pub co_extra: Cell<*mut c_void>,
}

const _: () = assert!(size_of::<PyCodeObject>() == 184);
const _: () = assert!(offset_of!(PyCodeObject, co_localsplusnames) == 96);

/// The compiler's code, and of its tables what is looked up often.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) code: Shared<Code>,
    /// Sorted by where they start; the innermost of two that overlap comes first.
    handlers: Vec<Handler>,
}

// SAFETY: made by `new` only.
unsafe impl Layout for PyCodeObject {
    fn type_object() -> &'static StaticType {
        &CODE
    }
}

/// `code`.
pub static CODE: StaticType = StaticType::new(Table::<PyCodeObject> {
    tp_name: c"code",
    tp_doc: "The instructions of a block, and what they refer to.",
    tp_itemsize: size_of::<CodeUnit>(),
    tp_weaklistoffset: offset_of!(PyCodeObject, co_weakreflist),
    signature: code_parts::SIGNATURE,
    tp_new: Some(code_parts::code_new),
    tp_dealloc: Some(code_dealloc),
    tp_repr: Some(code_repr),
    tp_hash: hash(code_hash),
    tp_richcompare: Some(code_compare),
    tp_methods: &[
        Method::none(c"__sizeof__", "($self, /)", code_sizeof, "The size in bytes.").unsigned(),
        Method::none(
            c"co_lines",
            "($self, /)",
            code_lines::lines,
            "Ranges of instructions with their lines.",
        )
        .unsigned(),
        Method::none(
            c"co_positions",
            "($self, /)",
            code_lines::positions,
            "Lines and columns of each instruction.",
        )
        .unsigned(),
        Method::new(
            c"replace",
            "($self, /, **changes)",
            code_parts::replace,
            "A code object with other parts.",
        ),
        Method::new(
            c"_varname_from_oparg",
            "($self, /, oparg)",
            varname_from_oparg,
            "The variable that an instruction's argument means.",
        ),
    ],
    tp_getset: &[
        Getter::new(c"co_argcount", |c| number(&c.get().co_argcount), "How many parameters."),
        Getter::new(
            c"co_posonlyargcount",
            |c| number(&c.get().co_posonlyargcount),
            "How many parameters by position only.",
        ),
        Getter::new(
            c"co_kwonlyargcount",
            |c| number(&c.get().co_kwonlyargcount),
            "How many parameters by keyword only.",
        ),
        Getter::new(c"co_stacksize", |c| number(&c.get().co_stacksize), "How high the stack gets."),
        Getter::new(c"co_flags", |c| number(&c.get().co_flags), "CO_... bits."),
        Getter::new(c"co_firstlineno", |c| number(&c.get().co_firstlineno), "The first line."),
        Getter::new(c"co_nlocals", |c| number(&c.get().co_nlocals), "How many local variables."),
        Getter::new(c"co_consts", |c| held(&c.get().co_consts), "The constants."),
        Getter::new(c"co_names", |c| held(&c.get().co_names), "Names of globals and attributes."),
        Getter::new(c"co_name", |c| held(&c.get().co_name), "The name."),
        Getter::new(c"co_qualname", |c| held(&c.get().co_qualname), "The name with those around."),
        Getter::new(c"co_filename", |c| held(&c.get().co_filename), "The source file."),
        Getter::new(c"co_code", |c| bytes_of(&c.tables().code.code), "The instructions."),
        Getter::new(c"_co_code_adaptive", adaptive, "The instructions as they are now."),
        Getter::new(
            c"co_linetable",
            |c| kept(&c.get().co_linetable, &c.tables().code.linetable),
            "Where in the source the instructions are from.",
        ),
        Getter::new(
            c"co_exceptiontable",
            |c| kept(&c.get().co_exceptiontable, &c.tables().code.exceptiontable),
            "Which instructions which handlers cover.",
        ),
        Getter::new(
            c"co_lnotab",
            |c| bytes_of(&c.tables().code.lnotab()),
            "The lines as they were told before 3.10.",
        ),
        Getter::new(c"co_varnames", |c| names(c, CO_FAST_LOCAL), "The local variables."),
        Getter::new(c"co_cellvars", |c| names(c, CO_FAST_CELL), "Those that inner functions use."),
        Getter::new(c"co_freevars", |c| names(c, CO_FAST_FREE), "Those of outer functions."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

/// A code object, of code that is fit to run.
///
/// # Errors
/// `ValueError` if the verifier refuses it, and what making its constants raises.
pub fn from_code(code: &Shared<Code>) -> Result<Ref<PyCodeObject>> {
    if let Err(error) = verify(code) {
        return Err(raise(&VALUE_ERROR, error));
    }
    new(code, &mut Constants::default())
}

/// A code object of verified code. `constants` knows those that several code objects share.
/// C: `_PyCode_New`, `init_code`.
pub(crate) fn new(code: &Shared<Code>, constants: &mut Constants) -> Result<Ref<PyCodeObject>> {
    let consts = constants.tuple(&code.consts)?;
    let names = constants.tuple(&code.names)?;
    let variables = constants.tuple(&code.localsplusnames)?;
    let (filename, name) = (constants.text(&code.filename)?, constants.text(&code.name)?);
    let qualname = constants.text(&code.qualname)?;
    let object = generic_alloc(CODE.as_type(), (code.code.len() / 2) as isize)?;
    // SAFETY: of that type.
    let object: Ref<PyCodeObject> = unsafe { object.cast() };
    let kind = |wanted: u8| code.localspluskinds.iter().filter(|&kind| kind & wanted != 0).count();
    let plain_cells = code
        .localspluskinds
        .iter()
        .filter(|&&k| k & (CO_FAST_CELL | CO_FAST_LOCAL) == CO_FAST_CELL);
    object.co_consts.set(Some(consts));
    object.co_names.set(Some(names));
    object.co_flags.set(code.flags);
    object.co_warmup.set(INITIAL_WARMUP);
    object.co_argcount.set(code.argcount);
    object.co_posonlyargcount.set(code.posonlyargcount);
    object.co_kwonlyargcount.set(code.kwonlyargcount);
    object.co_stacksize.set(code.stacksize);
    object.co_firstlineno.set(code.firstlineno);
    object.co_nlocalsplus.set(code.localsplusnames.len() as c_int);
    object.co_nlocals.set(kind(CO_FAST_LOCAL) as c_int);
    object.co_nplaincellvars.set(plain_cells.count() as c_int);
    object.co_ncellvars.set(kind(CO_FAST_CELL) as c_int);
    object.co_nfreevars.set(kind(CO_FAST_FREE) as c_int);
    object.co_localsplusnames.set(Some(variables));
    object.co_filename.set(Some(filename));
    object.co_name.set(Some(name));
    object.co_qualname.set(Some(qualname));
    let first = code.units().position(|(opcode, _)| opcode == Opcode::RESUME);
    object.co_firsttraceable.set(first.unwrap_or(code.code.len() / 2) as c_int);
    let tables = Tables { code: code.clone(), handlers: code.handlers() };
    object.co_extra.set(Box::into_raw(Box::new(tables)).cast());
    let units = code.code.as_chunks::<2>().0;
    for (at, unit) in units.iter().enumerate() {
        // SAFETY: there is room for that many behind the head.
        unsafe {
            let place = object.borrow().first_instruction().cast_mut().add(at);
            place.write(CodeUnit::from_le_bytes(*unit));
        }
    }
    Ok(object)
}

/// Where in the source the instruction at an offset in bytes comes from.
/// C: `PyCode_Addr2Location`.
pub fn position(code: Obj<'_, PyCodeObject>, offset: usize) -> Option<Position> {
    code.tables().code.positions().nth(offset / 2)
}

/// The compiler's code that an object was made of, with the file that the object names.
pub fn compiled(code: Obj<'_, PyCodeObject>) -> Shared<Code> {
    let made_of = &code.tables().code;
    let file = code.co_filename.get().expect("code has a file's name");
    let same = made_of.filename.code_points().eq(file.borrow().code_points());
    match same {
        true => made_of.clone(),
        false => {
            let file = Shared::new(Text::from_code_points(file.borrow().code_points()));
            made_of.with_filename(&file)
        }
    }
}

/// Changes the file that code says it is from, and the code inside it that named the same file:
/// what a `.pyc` holds may have been moved. C: `update_compiled_module`.
pub fn fix_filename(code: Obj<'_, PyCodeObject>, file: Obj<'_, PyASCIIObject>) {
    let old = code.co_filename.get().expect("code has a file's name");
    if !old.borrow().text_eq(file) {
        replace_filename(code, old.borrow(), file);
    }
}

/// C: `update_code_filenames`.
fn replace_filename(
    code: Obj<'_, PyCodeObject>,
    old: Obj<'_, PyASCIIObject>,
    file: Obj<'_, PyASCIIObject>,
) {
    let named = code.co_filename.get().expect("code has a file's name");
    if !named.borrow().text_eq(old) {
        return;
    }
    code.co_filename.set(Some(file.to_ref()));
    for constant in code.consts().items() {
        if let Some(inner) = constant.downcast_exact::<PyCodeObject>() {
            replace_filename(inner, old, file);
        }
    }
}

/// What is asked of code.
pub(crate) trait CodeMethods<'a>: Copy {
    /// The object.
    fn this(self) -> Obj<'a, PyCodeObject>;

    /// Where the instructions begin.
    #[inline]
    fn first_instruction(self) -> *const CodeUnit {
        self.this().as_ptr().as_ptr().wrapping_add(1).cast()
    }

    /// How many words a frame of it takes. C: `_PyFrame_NumSlotsForCodeObject` and the head.
    #[inline]
    fn frame_words(self) -> usize {
        HEAD_WORDS + (self.this().co_nlocalsplus.get() + self.this().co_stacksize.get()) as usize
    }

    /// The compiler's code.
    fn tables(self) -> &'a Tables {
        // SAFETY: `new` puts it there, and it stays until the object ends.
        unsafe { &*self.this().co_extra.get().cast::<Tables>() }
    }

    /// An instruction as the compiler wrote it, with its own byte of argument.
    fn general_unit(self, at: usize) -> (Opcode, u32) {
        let units = self.tables().code.code.as_chunks::<2>().0;
        let [opcode, argument] = units[at];
        (Opcode(opcode), argument.into())
    }

    /// Whether the code has one of these flags.
    #[inline]
    fn has(self, flags: i32) -> bool {
        self.this().co_flags.get() & flags != 0
    }

    /// The constants.
    #[inline]
    fn consts(self) -> Obj<'a, PyTupleObject> {
        // SAFETY: never exchanged.
        unsafe { self.this().co_consts.peek() }.expect("code has constants")
    }

    /// The names of globals and attributes.
    #[inline]
    fn names(self) -> Obj<'a, PyTupleObject> {
        // SAFETY: never exchanged.
        unsafe { self.this().co_names.peek() }.expect("code has names")
    }

    /// The names of variables, cells and free variables.
    fn variables(self) -> Obj<'a, PyTupleObject> {
        // SAFETY: never exchanged.
        unsafe { self.this().co_localsplusnames.peek() }.expect("code has names of variables")
    }

    /// A variable's name.
    fn variable(self, at: usize) -> Obj<'a, PyASCIIObject> {
        let name = self.variables().items()[at];
        name.downcast().expect("a name is a string")
    }

    /// What each variable is: `CO_FAST_…`.
    fn kinds(self) -> &'a [u8] {
        &self.tables().code.localspluskinds
    }

    /// The name.
    fn name(self) -> Ref<PyASCIIObject> {
        self.this().co_name.get().expect("code has a name")
    }

    /// The line of an instruction, by its offset in bytes; −1, where nothing has run yet, is in
    /// the first line. C: `PyCode_Addr2Line`.
    fn line_of(self, offset: isize) -> Option<i32> {
        let Ok(offset) = usize::try_from(offset) else {
            return Some(self.this().co_firstlineno.get());
        };
        let mut lines = self.tables().code.lines();
        lines.find(|line: &Line| (line.start..line.end).contains(&offset))?.line
    }

    /// What covers the instruction at an offset in bytes. C: `get_exception_handler`.
    fn handler_of(self, offset: usize) -> Option<&'a Handler> {
        let handlers = &self.tables().handlers;
        let behind = handlers.partition_point(|handler| handler.start <= offset as u64);
        let handler = &handlers[..behind].last()?;
        (offset < handler.end as usize).then_some(handler)
    }
}

impl<'a> CodeMethods<'a> for Obj<'a, PyCodeObject> {
    fn this(self) -> Obj<'a, PyCodeObject> {
        self
    }
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn code_dealloc(code: NonNull<PyCodeObject>) {
    // SAFETY: nobody else has the object.
    unsafe {
        weakref::clear_references(Obj::from_ptr(code.cast()));
        let tables = code.as_ref().co_extra.replace(ptr::null_mut());
        if !tables.is_null() {
            drop(Box::from_raw(tables.cast::<Tables>()));
        }
        dealloc::dealloc(code);
    }
}

extern "C" fn code_repr(code: Obj<'_, PyCodeObject>) -> Result {
    let shown = code.tables().code.repr_at(code.as_ptr().addr().get());
    Ok(str::new(&String::from_utf8_lossy(&shown))?.object())
}

fn number(value: &Cell<c_int>) -> Result {
    Ok(int::from_i64(value.get().into())?.object())
}

fn held<T>(field: &Field<T>) -> Result {
    Ok(field.get().expect("set when the code was made").object())
}

/// The variables of a kind. C: `_PyCode_GetVarnames` and its like.
fn names(code: Obj<'_, PyCodeObject>, wanted: u8) -> Result {
    Ok(variables_of(code, wanted)?.object())
}

/// See above. C: `get_localsplus_names`.
pub(crate) fn variables_of(code: Obj<'_, PyCodeObject>, wanted: u8) -> Result<Ref<PyTupleObject>> {
    let all = code.variables().items().iter().zip(code.kinds());
    let names: Vec<_> =
        all.filter(|(_, kind)| *kind & wanted != 0).map(|(name, _)| *name).collect();
    tuple::of(&names)
}

fn bytes_of(value: &[u8]) -> Result {
    Ok(bytes::new(value)?.object())
}

/// An object of bytes that is made when somebody asks for it.
fn kept(field: &Field, value: &[u8]) -> Result {
    if field.is_null() {
        field.set(Some(bytes_of(value)?));
    }
    Ok(field.get().expect("made just now"))
}

/// The instructions with their caches as they are now; one of the loop's own is shown as what it
/// stands for. C: `code_getcodeadaptive`.
fn adaptive(code: Obj<'_, PyCodeObject>) -> Result {
    let count = code.ob_base.ob_size.get() as usize;
    let mut shown_bytes = Vec::with_capacity(2 * count);
    let mut caches = 0;
    for at in 0..count {
        // SAFETY: so many follow the head.
        let unit = unsafe { code.first_instruction().add(at).read() };
        let [opcode, argument] = unit.to_le_bytes();
        if caches > 0 {
            caches -= 1;
            shown_bytes.extend([opcode, argument]);
            continue;
        }
        let shown = Fused::stands_for(Opcode(opcode));
        caches = shown.caches();
        shown_bytes.extend([shown.0, argument]);
    }
    bytes_of(&shown_bytes)
}

fn code_sizeof(code: Obj<'_, PyCodeObject>) -> Result {
    // As C rounds: up to whole words.
    let size = size_of::<PyCodeObject>() + code.tables().code.code.len();
    Ok(int::from_u64(size.next_multiple_of(8) as u64)?.object())
}

/// C: `code_richcompare`.
extern "C" fn code_compare(code: Obj<'_, PyCodeObject>, other: Obj<'_>, which: i32) -> Result {
    let comparison = Comparison::of(which);
    let (Some(other), Some(Comparison::Equal | Comparison::NotEqual)) =
        (other.downcast::<PyCodeObject>(), comparison)
    else {
        return Ok(not_implemented().to_ref());
    };
    let same = code.is(other) || *code.tables().code == *other.tables().code;
    Ok(bool_(same == (comparison == Some(Comparison::Equal))).to_ref())
}

/// C: `code_hash`.
fn code_hash(code: Obj<'_, PyCodeObject>) -> Result<isize> {
    let linetable = kept(&code.get().co_linetable, &code.tables().code.linetable)?;
    let handlers = kept(&code.get().co_exceptiontable, &code.tables().code.exceptiontable)?;
    let name = code.name();
    let parts = [
        name.borrow().object(),
        code.consts().object(),
        code.names().object(),
        code.variables().object(),
        linetable.borrow(),
        handlers.borrow(),
    ];
    let numbers = [
        &code.get().co_argcount,
        &code.get().co_posonlyargcount,
        &code.get().co_kwonlyargcount,
        &code.get().co_flags,
    ];
    let mut hash = numbers.iter().fold(0, |hash, number| hash ^ number.get() as isize);
    for part in parts {
        hash ^= part.hash()?;
    }
    Ok(if hash == -1 { -2 } else { hash })
}

/// C: `code__varname_from_oparg_impl`.
fn varname_from_oparg(code: Obj<'_, PyCodeObject>, arguments: &Arguments<'_>) -> Result {
    let at = usize::try_from(arguments[0].to_index(Some(&OVERFLOW_ERROR))?).ok();
    match at.and_then(|at| code.variables().items().get(at).copied()) {
        Some(name) => Ok(name.to_ref()),
        None => Err(raise(&INDEX_ERROR, "tuple index out of range")),
    }
}
