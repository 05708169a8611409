//! Struct sequences: tuples whose items also have names, like `time.struct_time` and `sys.flags`.
//!
//! CPython: `Objects/structseq.c` (`_PyStructSequence_InitType`, `structseq_new_impl`,
//! `structseq_repr`, `structseq_reduce`).
//!
//! An instance is a tuple of the visible fields, behind which stand the hidden ones, which only
//! a name leads to. A type is a [`Row`] in the form of a [`StaticType`]; [`make`] makes an
//! instance.
//!
//! Invariant: an instance has as many items behind its head as its type has fields, none null,
//! and its `ob_size` says how many of them are visible. There are no subclasses.

use std::ffi::CStr;
use std::ptr::NonNull;

use crate::arguments::Given;
use crate::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::gc;
use crate::memory;
use crate::name;
use crate::object::{Field, Obj, PyVarObject, Ref, Result};
use crate::protocol::sequence::FastSequence;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, Type, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::tuple::{self, PyTupleObject, TUPLE};
use crate::types::{descriptor, int, none, str};

// ANCHOR: row
/// What a struct sequence is made of. C: `PyStructSequence_Desc`.
///
/// ```
/// use object_model::StaticType;
/// use object_model::types::struct_sequence::{self, Row};
///
/// pub static TERMINAL_SIZE: StaticType = struct_sequence::new(&Row {
///     name: c"os.terminal_size",
///     doc: "How large a terminal is.",
///     fields: &[(c"columns", c"how many columns"), (c"lines", c"how many lines")],
///     visible: 2,
///     is_callable: true,
/// });
/// ```
#[derive(Debug)]
pub struct Row {
    /// With the module's name in front.
    pub name: &'static CStr,
    /// `__doc__`.
    pub doc: &'static str,
    /// Names and documentations. A visible field may be [`UNNAMED`].
    pub fields: &'static [(&'static CStr, &'static CStr)],
    /// How many of the fields the tuple shows. C: `n_in_sequence`.
    pub visible: usize,
    /// Whether a program can make instances itself.
    pub is_callable: bool,
}

/// The name of a field that has an index only. C: `PyStructSequence_UnnamedField`.
pub const UNNAMED: &CStr = c"unnamed field";

/// The type of a row. C: `_PyStructSequence_InitType`.
pub const fn new(row: &'static Row) -> StaticType {
    let own = if row.is_callable { 0 } else { flags::DISALLOW_INSTANTIATION };
    StaticType::new(Table::<PyTupleObject> {
        tp_name: row.name,
        tp_doc: row.doc,
        tp_base: Some(TUPLE.as_head()),
        tp_itemsize: size_of::<Field>(),
        tp_flags: flags::HAVE_GC | own,
        tp_dealloc: Some(sequence_dealloc),
        tp_repr: Some(sequence_repr),
        tp_traverse: traverse(sequence_traverse),
        tp_new: Some(sequence_new),
        tp_methods: METHODS,
        ..Table::NONE
    })
    .of_sequence(row)
}

static METHODS: &[Method<PyTupleObject>] =
    &[Method::none(c"__reduce__", "($self, /)", sequence_reduce, "").unsigned()];

impl Row {
    /// The fields that have a name, with their places among all.
    fn named(&self) -> impl Iterator<Item = (usize, &'static CStr, &'static CStr)> {
        let all = self.fields.iter().enumerate();
        all.map(|(at, (name, doc))| (at, *name, *doc)).filter(|(_, name, _)| *name != UNNAMED)
    }
}

/// Fills the type's dict. C: `initialize_members`, `initialize_structseq_dict`.
pub(crate) fn add_fields(
    ob_type: Type<'_>,
    row: &'static Row,
    dict: Obj<'_, PyDictObject>,
) -> Result<()> {
    let mut matched = Vec::new();
    for (at, text, doc) in row.named() {
        let offset = size_of::<PyVarObject>() + at * size_of::<Field>();
        let member = PyMemberDef::new(text, MemberKind::Object, offset, doc).read_only();
        // Static types and their members live as long as the process.
        let member = descriptor::of_member(ob_type, Box::leak(Box::new(member)))?;
        let key = str::interned(text.to_str().unwrap_or_default())?.object();
        dict.set_item(key.borrow(), member.borrow())?;
        if at < row.visible {
            matched.push(key);
        }
    }
    let unnamed = row.fields.len() - row.named().count();
    let counts = [
        (name!("n_sequence_fields"), row.visible),
        (name!("n_fields"), row.fields.len()),
        (name!("n_unnamed_fields"), unnamed),
    ];
    for (key, count) in counts {
        dict.set_item(key.object(), int::from_u64(count as u64)?.borrow().object())?;
    }
    let matched = tuple::from_iterator(matched.into_iter())?;
    dict.set_item(name!("__match_args__").object(), matched.borrow().object())
}
// ANCHOR_END: row

// ANCHOR: instance
/// An instance with a value for each field, the hidden ones too. C: `PyStructSequence_New` and
/// `PyStructSequence_SET_ITEM`.
///
/// # Panics
/// Where there are more or fewer values than fields.
pub fn make(
    ob_type: &'static StaticType,
    values: impl ExactSizeIterator<Item = Ref>,
) -> Result<Ref<PyTupleObject>> {
    let row = ob_type.sequence.expect("the type of a struct sequence");
    assert!(values.len() == row.fields.len(), "{:?} takes {} values", row.name, row.fields.len());
    let values: Vec<Ref> = values.collect();
    let object = memory::allocate_untracked(ob_type.as_type(), values.len())?;
    // SAFETY: a new tuple with so many null items, filled before it is tracked.
    unsafe {
        let sequence: Ref<PyTupleObject> = Ref::from_owned(object.cast());
        sequence.ob_base.ob_size.set(row.visible as isize);
        for (field, value) in all_fields(sequence.borrow()).iter().zip(values) {
            field.set(Some(value));
        }
        gc::track(sequence.borrow().object());
        Ok(sequence)
    }
}

type Sequence<'a> = Obj<'a, PyTupleObject>;

fn row_of(ob_type: Type<'_>) -> &'static Row {
    let rows = StaticType::of(ob_type).and_then(|rows| rows.sequence);
    rows.expect("the type of a struct sequence")
}

/// The visible fields and the hidden ones.
fn all_fields<'a>(sequence: Sequence<'a>) -> &'a [Field] {
    let count = row_of(sequence.ob_type()).fields.len();
    // SAFETY: so many stand behind the head.
    unsafe { std::slice::from_raw_parts(sequence.as_ptr().add(1).cast().as_ptr(), count) }
}

/// C: `structseq_new_impl`.
extern "C" fn sequence_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(sequence, dict={})");
    SIGNATURE.bind("structseq", Given::of_tuple(arguments, keywords), |given| {
        let (row, name) = (row_of(ob_type), ob_type.name());
        let sequence = FastSequence::new(given[0], "constructor requires a sequence")?;
        let hidden = given.get(1).map(|hidden| {
            hidden.downcast::<PyDictObject>().ok_or_else(|| {
                raise(&TYPE_ERROR, format_args!("{name}() takes a dict as second arg, if any"))
            })
        });
        let hidden = hidden.transpose()?;
        let (least, most, count) = (row.visible, row.fields.len(), sequence.len());
        if count < least || count > most {
            let bound = match count < least {
                _ if least == most => format!("a {least}"),
                true => format!("an at least {least}"),
                false => format!("an at most {most}"),
            };
            return Err(raise(
                &TYPE_ERROR,
                format_args!("{name}() takes {bound}-sequence ({count}-sequence given)"),
            ));
        }
        let mut values: Vec<Ref> = (0..count).filter_map(|at| sequence.get(at)).collect();
        for (field, _) in &row.fields[values.len()..] {
            let value = match hidden {
                Some(hidden) => {
                    let key = str::interned(field.to_str().unwrap_or_default())?;
                    hidden.get_str(key.borrow())?
                }
                None => None,
            };
            values.push(value.unwrap_or_else(|| none().to_ref()));
        }
        let rows = StaticType::of(ob_type).expect("the type of a struct sequence");
        Ok(make(rows, values.into_iter())?.object())
    })
}
// ANCHOR_END: instance

// ANCHOR: slots
extern "C" fn sequence_repr(sequence: Sequence<'_>) -> Result {
    let row = row_of(sequence.ob_type());
    let mut text = format!("{}(", sequence.ob_type().name());
    // As in CPython, the names are the first of those that there are, whatever their places.
    for (at, (item, (_, name, _))) in sequence.items().iter().zip(row.named()).enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        text += &format!("{comma}{}={}", name.to_string_lossy(), item.repr()?.borrow().to_text());
    }
    text.push(')');
    Ok(str::new(&text)?.object())
}

/// The type, the visible fields as a tuple, the hidden ones as a dict.
fn sequence_reduce(sequence: Sequence<'_>) -> Result {
    let row = row_of(sequence.ob_type());
    let hidden = dict::new()?;
    for (field, (name, _)) in all_fields(sequence).iter().zip(row.fields).skip(row.visible) {
        let name = str::interned(name.to_str().unwrap_or_default())?;
        let value = field.get().unwrap_or_else(|| none().to_ref());
        hidden.borrow().set_item(name.borrow().object(), value.borrow())?;
    }
    let visible = tuple::of(sequence.items())?;
    let arguments = tuple::new([visible.object(), hidden.object()])?;
    Ok(tuple::new([sequence.ob_type().object().to_ref(), arguments.object()])?.object())
}

fn sequence_traverse(sequence: Sequence<'_>, visitor: &mut Visitor) -> Flow {
    all_fields(sequence).iter().try_for_each(|field| visitor.field(field))
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn sequence_dealloc(sequence: NonNull<PyTupleObject>) {
    // SAFETY: nobody else has the object.
    unsafe {
        all_fields(Obj::from_ptr(sequence)).iter().for_each(Field::clear);
        dealloc::free(sequence.cast());
    }
}
// ANCHOR_END: slots
