//! `super`: attributes of an object as the classes behind one of its classes see them.
//!
//! CPython: `Objects/typeobject.c` (`superobject`, `super_getattro`, `super_descr_get`,
//! `supercheck`, `super_init_impl`).
//!
//! Without arguments the class and the object are those of the running method; the frame that
//! knows them is the eval loop's, which says how to find them.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{RUNTIME_ERROR, TYPE_ERROR, raise};
use crate::memory::{self, generic_new};
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::{expect_name, generic_getattr};
use crate::runtime::runtime;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{MemberKind, StaticType, Table};
use crate::type_object::{PyMemberDef, PyTypeObject, Type, flags};
use crate::types::str;
use crate::types::tuple::PyTupleObject;

// ANCHOR: layout
/// C: `superobject`.
#[repr(C)]
pub struct PySuperObject {
    /// The head.
    pub ob_base: PyObject,
    /// The class behind which the search begins.
    pub class: Field<PyTypeObject>,
    /// What the attributes are bound to.
    pub obj: Field,
    /// Whose MRO is searched.
    pub obj_type: Field<PyTypeObject>,
}

const _: () = assert!(size_of::<PySuperObject>() == 40);

// SAFETY: instances are made by `tp_alloc`, zeroed, or by `super_get`.
unsafe impl Layout for PySuperObject {
    fn type_object() -> &'static StaticType {
        &SUPER
    }
}

macro_rules! member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!(PySuperObject, $field), $doc)
            .read_only()
    };
}

/// `super`.
pub static SUPER: StaticType = StaticType::new(Table::<PySuperObject> {
    tp_name: c"super",
    tp_doc: "Finds attributes behind a class in the MRO of an object's class.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<PySuperObject>),
    tp_repr: Some(super_repr),
    tp_getattro: Some(super_getattro),
    tp_traverse: traverse(super_traverse),
    tp_descr_get: Some(super_get),
    tp_init: Some(super_init),
    tp_new: Some(generic_new),
    tp_members: &[
        member!(c"__thisclass__", class, c"The class behind which the search begins."),
        member!(c"__self__", obj, c"The object."),
        member!(c"__self_class__", obj_type, c"The class whose MRO is searched."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: init
extern "C" fn super_init(
    this: Obj<'_, PySuperObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(type=None, object=None, /)");
    SIGNATURE.bind("super", Given::of_tuple(args, keywords), |given| {
        let (class, object) = match given.get(0) {
            Some(class) => match class.downcast::<PyTypeObject>() {
                Some(class) => (class.to_ref(), given.not_none(1).map(Obj::to_ref)),
                None => {
                    let name = class.ob_type().name().to_owned();
                    let message = format_args!("super() argument 1 must be a type, not {name}");
                    return Err(raise(&TYPE_ERROR, message));
                }
            },
            None => match runtime().super_hook.get() {
                Some(hook) => {
                    let (class, object) = hook()?;
                    (class, Some(object))
                }
                None => return Err(raise(&RUNTIME_ERROR, "super(): no current frame")),
            },
        };
        let obj_type = match &object {
            Some(object) => Some(check(class.borrow(), object.borrow())?),
            None => None,
        };
        this.class.set(Some(class));
        this.obj.set(object);
        this.obj_type.set(obj_type);
        Ok(())
    })?;
    Ok(())
}

/// The class whose MRO is searched: the object itself if it is a subclass, else its class, or
/// the one that it claims to have. C: `supercheck`.
fn check(class: Type<'_>, object: Obj<'_>) -> Result<Ref<PyTypeObject>> {
    if let Some(subclass) = object.downcast::<PyTypeObject>()
        && subclass.is_subtype_of(class)
    {
        return Ok(subclass.to_ref());
    }
    if object.ob_type().is_subtype_of(class) {
        return Ok(object.ob_type().to_ref());
    }
    let claimed = object.lookup_attribute(name!("__class__"))?;
    match claimed.and_then(|claimed| claimed.downcast::<PyTypeObject>().ok()) {
        Some(claimed) if claimed.borrow().is_subtype_of(class) => Ok(claimed),
        _ => {
            let message = "super(type, obj): obj must be an instance or subtype of type";
            Err(raise(&TYPE_ERROR, message))
        }
    }
}
// ANCHOR_END: init

// ANCHOR: search
/// C: `super_getattro`. `__class__` is `super`'s own.
extern "C" fn super_getattro(this: Obj<'_, PySuperObject>, name: Obj<'_>) -> Result {
    let text = expect_name(name)?;
    if let (Some(class), Some(obj_type)) = (this.class.get(), this.obj_type.get())
        && !text.is_ascii_text("__class__")
        && let Some(mro) =
            obj_type.tp_mro.get().and_then(|mro| mro.downcast::<PyTupleObject>().ok())
    {
        let behind = mro.borrow().items().iter().skip_while(|at| !at.is(class.borrow())).skip(1);
        for at in behind {
            // SAFETY: an MRO holds types.
            let dict = unsafe { at.cast::<PyTypeObject>() }.dict_of_type();
            let Some(found) = dict.borrow().get_str(text)? else {
                continue;
            };
            let Some(get) = found.borrow().ob_type().tp_descr_get.get() else {
                return Ok(found);
            };
            // From a class nothing is bound but class methods.
            let object = this.obj.get().filter(|object| !object.borrow().is(obj_type.borrow()));
            let object = object.as_ref().map(Ref::borrow);
            return get(found.borrow(), object, Some(obj_type.borrow().object()));
        }
    }
    generic_getattr(this, name)
}

/// One that is bound to nothing yet, in a class's dict, is bound when it is found there.
/// C: `super_descr_get`.
extern "C" fn super_get(
    this: Obj<'_, PySuperObject>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let instance = instance.filter(|instance| !instance.is_none() && this.obj.is_null());
    let (Some(instance), Some(class)) = (instance, this.class.get()) else {
        return Ok(this.object().to_ref());
    };
    if !this.is_exactly(&SUPER) {
        let own = this.ob_type().to_ref();
        return own.borrow().object().call(&[class.borrow().object(), instance]);
    }
    let obj_type = check(class.borrow(), instance)?;
    let bound = memory::create(SUPER.as_type(), |ob_base| PySuperObject {
        ob_base,
        class: Field::new(Some(class)),
        obj: Field::new(Some(instance.to_ref())),
        obj_type: Field::new(Some(obj_type)),
    })?;
    Ok(bound.object())
}
// ANCHOR_END: search

extern "C" fn super_repr(this: Obj<'_, PySuperObject>) -> Result {
    let class = this.class.get();
    let class = class.as_ref().map_or("NULL", |class| class.borrow().name());
    let text = match this.obj_type.get() {
        Some(of) => format!("<super: <class '{class}'>, <{} object>>", of.borrow().name()),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(str::new(&text)?.object())
}

fn super_traverse(this: Obj<'_, PySuperObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&this.obj)?;
    visitor.field(&this.class)?;
    visitor.field(&this.obj_type)
}
