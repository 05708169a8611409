//! `getset_descriptor` and `member_descriptor`: `int.real`, and the slots of a class.
//!
//! CPython: `Objects/descrobject.c` (`getset_get`, `getset_set`, `member_get`, `member_set`),
//! `Python/structmember.c` (`PyMember_GetOne`, `PyMember_SetOne`).

use std::ffi::{CStr, c_int};

use crate::dealloc::dealloc;
use crate::errors::{ATTRIBUTE_ERROR, OVERFLOW_ERROR, SYSTEM_ERROR, TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, Raised, Result, Status};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, HAS_ROWS, MemberKind, READ_ONLY, StaticType, Table};
use crate::type_object::{PyGetSetDef, PyMemberDef, Type, flags};
use crate::types::{bool_, float, int, none, str};

use super::PyDescrObject;

// ANCHOR: layout
/// C: `PyGetSetDescrObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyGetSetDescrObject {
    pub common: PyDescrObject,
    pub d_getset: *const PyGetSetDef,
}

/// C: `PyMemberDescrObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMemberDescrObject {
    pub common: PyDescrObject,
    pub d_member: *const PyMemberDef,
}

const _: () = assert!(size_of::<PyGetSetDescrObject>() == 48);
const _: () = assert!(size_of::<PyMemberDescrObject>() == 48);

// SAFETY: made by `of_getter`.
unsafe impl Layout for PyGetSetDescrObject {
    fn type_object() -> &'static StaticType {
        &GETSET_DESCRIPTOR
    }
}

// SAFETY: made by `of_member`.
unsafe impl Layout for PyMemberDescrObject {
    fn type_object() -> &'static StaticType {
        &MEMBER_DESCRIPTOR
    }
}

/// `getset_descriptor`.
pub static GETSET_DESCRIPTOR: StaticType = StaticType::new(Table::<PyGetSetDescrObject> {
    tp_name: c"getset_descriptor",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyGetSetDescrObject>),
    tp_repr: Some(getset_repr),
    tp_traverse: traverse(getset_traverse),
    tp_descr_get: Some(getset_get),
    tp_descr_set: Some(getset_set),
    tp_getset: &[
        Getter::new(c"__objclass__", |d| Ok(d.common.owner().object()), "Its type."),
        Getter::new(c"__name__", |d| Ok(d.common.name().object()), "The name."),
        Getter::new(c"__qualname__", |d| d.common.qualname(), "The name, and whose it is."),
        Getter::new(c"__doc__", getset_doc, "The documentation."),
    ],
    ..Table::NONE
});

/// `member_descriptor`.
pub static MEMBER_DESCRIPTOR: StaticType = StaticType::new(Table::<PyMemberDescrObject> {
    tp_name: c"member_descriptor",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyMemberDescrObject>),
    tp_repr: Some(member_repr),
    tp_traverse: traverse(member_traverse),
    tp_descr_get: Some(member_get),
    tp_descr_set: Some(member_set),
    tp_getset: &[
        Getter::new(c"__objclass__", |d| Ok(d.common.owner().object()), "Its type."),
        Getter::new(c"__name__", |d| Ok(d.common.name().object()), "The name."),
        Getter::new(c"__qualname__", |d| d.common.qualname(), "The name, and whose it is."),
        Getter::new(c"__doc__", member_doc, "The documentation."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

impl Obj<'_, PyMemberDescrObject> {
    /// Where the field of a slot is in an object, if the object's type has the slot and it can
    /// be assigned to.
    pub fn slot_offset(self, owner: Obj<'_>) -> Option<u16> {
        // SAFETY: made of a row, which lives as long as its type.
        let member = unsafe { &*self.d_member };
        let is_slot = member.kind == MemberKind::ObjectEx as c_int && member.flags & READ_ONLY == 0;
        let fits = is_slot && owner.ob_type().is_subtype_of(self.common.owner().borrow());
        if fits { u16::try_from(member.offset).ok() } else { None }
    }
}

// ANCHOR: getset
/// C: `PyDescr_NewGetSet`.
pub(crate) fn of_getter(owner: Type<'_>, getter: &'static Getter) -> Result {
    let name = str::interned(getter.name().to_str().unwrap_or_default())?;
    let found = memory::create(GETSET_DESCRIPTOR.as_type(), |ob_base| PyGetSetDescrObject {
        common: PyDescrObject::new(ob_base, owner, name.borrow()),
        d_getset: &getter.def,
    })?;
    Ok(found.object())
}

impl<'a> Obj<'a, PyGetSetDescrObject> {
    fn getter(self) -> &'static Getter {
        // SAFETY: made of a row, whose definition is its head.
        unsafe { &*self.d_getset.cast::<Getter>() }
    }
}

extern "C" fn getset_get(
    descriptor: Obj<'_, PyGetSetDescrObject>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let Some(instance) = instance else {
        return Ok(descriptor.object().to_ref());
    };
    descriptor.common.check(instance)?;
    match descriptor.getter().get {
        Some(get) => get(instance),
        None => Err(not_able(&descriptor.common, "readable")),
    }
}

extern "C" fn getset_set(
    descriptor: Obj<'_, PyGetSetDescrObject>,
    instance: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    descriptor.common.check(instance)?;
    match descriptor.getter().set {
        Some(set) => set(instance, value),
        None => Err(not_able(&descriptor.common, "writable").into()),
    }
}

fn not_able(common: &PyDescrObject, able: &str) -> Raised {
    let (name, owner) = (common.name(), common.owner());
    let owner = owner.name();
    raise(&ATTRIBUTE_ERROR, format_args!("attribute '{name}' of '{owner}' objects is not {able}"))
}

fn getset_traverse(d: Obj<'_, PyGetSetDescrObject>, visitor: &mut Visitor) -> Flow {
    d.common.traverse(visitor)
}

extern "C" fn getset_repr(d: Obj<'_, PyGetSetDescrObject>) -> Result {
    let (name, owner) = (d.common.name(), d.common.owner());
    Ok(str::new(&format!("<attribute '{name}' of '{}' objects>", owner.name()))?.object())
}

fn getset_doc(d: Obj<'_, PyGetSetDescrObject>) -> Result {
    match d.getter().doc {
        "" => Ok(none().to_ref()),
        doc => Ok(str::new(doc)?.object()),
    }
}
// ANCHOR_END: getset

// ANCHOR: member
/// C: `PyDescr_NewMember`. The definition lives as long as the type that it is of.
pub(crate) fn of_member(owner: Type<'_>, member: &PyMemberDef) -> Result {
    // SAFETY: a member's name is a C string.
    let name = unsafe { CStr::from_ptr(member.name) };
    let name = str::interned(name.to_str().unwrap_or_default())?;
    let found = memory::create(MEMBER_DESCRIPTOR.as_type(), |ob_base| PyMemberDescrObject {
        common: PyDescrObject::new(ob_base, owner, name.borrow()),
        d_member: member,
    })?;
    Ok(found.object())
}

impl<'a> Obj<'a, PyMemberDescrObject> {
    fn member(self) -> &'a PyMemberDef {
        // SAFETY: it lives as long as the type, which the descriptor holds.
        unsafe { &*self.d_member }
    }
}

/// Where the field is, in an object that has been checked.
fn field<T>(object: Obj<'_>, member: &PyMemberDef) -> *mut T {
    // SAFETY: inside of the object.
    unsafe { object.as_ptr().as_ptr().byte_offset(member.offset).cast() }
}

extern "C" fn member_get(
    descriptor: Obj<'_, PyMemberDescrObject>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let Some(instance) = instance else {
        return Ok(descriptor.object().to_ref());
    };
    descriptor.common.check(instance)?;
    get_member(instance, descriptor.member())
}

/// C: `PyMember_GetOne`.
fn get_member(object: Obj<'_>, member: &PyMemberDef) -> Result {
    macro_rules! number {
        ($kind:ty) => {
            Ok(int::object::from_i128(*field::<$kind>(object, member) as i128)?.object())
        };
    }
    let is = |kind: MemberKind| member.kind == kind as c_int;
    // SAFETY: the member says what the field is.
    unsafe {
        if is(MemberKind::ObjectEx) || is(MemberKind::Object) {
            return match (*field::<Field>(object, member)).get() {
                Some(value) => Ok(value),
                None if is(MemberKind::Object) => Ok(none().to_ref()),
                None => {
                    let name = CStr::from_ptr(member.name).to_string_lossy();
                    let kind = object.ob_type().name();
                    Err(raise(
                        &ATTRIBUTE_ERROR,
                        format_args!("'{kind}' object has no attribute '{name}'"),
                    ))
                }
            };
        }
        match member.kind {
            kind if kind == MemberKind::Bool as c_int => {
                Ok(bool_(*field::<i8>(object, member) != 0).to_ref())
            }
            kind if kind == MemberKind::None as c_int => Ok(none().to_ref()),
            kind if kind == MemberKind::Byte as c_int => number!(i8),
            kind if kind == MemberKind::UByte as c_int => number!(u8),
            kind if kind == MemberKind::Short as c_int => number!(i16),
            kind if kind == MemberKind::UShort as c_int => number!(u16),
            kind if kind == MemberKind::Int as c_int => number!(i32),
            kind if kind == MemberKind::UInt as c_int => number!(u32),
            kind if kind == MemberKind::TypeFlags as c_int => {
                let flags = *field::<usize>(object, member) & !HAS_ROWS;
                Ok(int::from_u64(flags as u64)?.object())
            }
            kind if kind == MemberKind::Long as c_int => number!(i64),
            kind if kind == MemberKind::ULong as c_int => number!(u64),
            kind if kind == MemberKind::LongLong as c_int => number!(i64),
            kind if kind == MemberKind::ULongLong as c_int => number!(u64),
            kind if kind == MemberKind::Ssize as c_int => number!(isize),
            kind if kind == MemberKind::Float as c_int => {
                Ok(float::new((*field::<f32>(object, member)).into())?.object())
            }
            kind if kind == MemberKind::Double as c_int => {
                Ok(float::new(*field::<f64>(object, member))?.object())
            }
            kind if kind == MemberKind::String as c_int => {
                let text = *field::<*const std::ffi::c_char>(object, member);
                match text.is_null() {
                    true => Ok(none().to_ref()),
                    false => Ok(str::new(&CStr::from_ptr(text).to_string_lossy())?.object()),
                }
            }
            _ => Err(raise(&SYSTEM_ERROR, "bad memberdescr type")),
        }
    }
}

/// C: `member_set`, `PyMember_SetOne`.
extern "C" fn member_set(
    descriptor: Obj<'_, PyMemberDescrObject>,
    instance: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    descriptor.common.check(instance)?;
    let member = descriptor.member();
    let is = |kind: MemberKind| member.kind == kind as c_int;
    if member.flags & READ_ONLY != 0 {
        return Err(raise(&ATTRIBUTE_ERROR, "readonly attribute").into());
    }
    if is(MemberKind::ObjectEx) || is(MemberKind::Object) {
        // SAFETY: the member says what the field is.
        let place = unsafe { &*field::<Field>(instance, member) };
        if value.is_none() && place.is_null() && is(MemberKind::ObjectEx) {
            let name = descriptor.common.name();
            return Err(raise(&ATTRIBUTE_ERROR, name).into());
        }
        place.set(value.map(Obj::to_ref));
        return Ok(());
    }
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "can't delete numeric/char attribute").into());
    };
    if is(MemberKind::Bool) {
        if !value.is_exactly(&crate::types::bool_::BOOL) {
            return Err(raise(&TYPE_ERROR, "attribute value type must be bool").into());
        }
        // SAFETY: as above.
        unsafe { *field::<i8>(instance, member) = i8::from(value.is_true()?) };
        return Ok(());
    }
    if is(MemberKind::Ssize) {
        let Some(int) = value.downcast::<int::PyLongObject>() else {
            return Err(raise(&TYPE_ERROR, "an integer is required").into());
        };
        let Some(size) = int.to_i64() else {
            let message = "Python int too large to convert to C ssize_t";
            return Err(raise(&OVERFLOW_ERROR, message).into());
        };
        // SAFETY: as above.
        unsafe { *field::<isize>(instance, member) = size as isize };
        return Ok(());
    }
    Err(raise(&TYPE_ERROR, "readonly attribute").into())
}

fn member_traverse(d: Obj<'_, PyMemberDescrObject>, visitor: &mut Visitor) -> Flow {
    d.common.traverse(visitor)
}

extern "C" fn member_repr(d: Obj<'_, PyMemberDescrObject>) -> Result {
    let (name, owner) = (d.common.name(), d.common.owner());
    Ok(str::new(&format!("<member '{name}' of '{}' objects>", owner.name()))?.object())
}

fn member_doc(d: Obj<'_, PyMemberDescrObject>) -> Result {
    let doc = d.member().doc;
    if doc.is_null() {
        return Ok(none().to_ref());
    }
    // SAFETY: a C string.
    let doc = unsafe { CStr::from_ptr(doc) };
    match doc.is_empty() {
        true => Ok(none().to_ref()),
        false => Ok(str::new(&doc.to_string_lossy())?.object()),
    }
}
// ANCHOR_END: member
