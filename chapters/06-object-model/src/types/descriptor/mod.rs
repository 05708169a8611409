//! Descriptors of built-in types: what stands in their dicts.
//!
//! CPython: `Objects/descrobject.c`, `Python/structmember.c`.
//!
//! - [`method`], a method's row as an attribute of its type, of an instance or of a class;
//! - [`wrapper`], a slot as a method;
//! - [`data`], getters and members.

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Field, Obj, PyObject, Ref, Result};
use crate::slot_kinds::{Flow, Visitor};
use crate::type_object::{PyTypeObject, Type};
use crate::types::str::{PyASCIIObject, Str};

pub mod method;
pub mod wrapper;
pub mod data;

pub use data::PyMemberDescrObject;
pub use data::{GETSET_DESCRIPTOR, MEMBER_DESCRIPTOR};
pub(crate) use data::{of_getter, of_member};
pub(crate) use method::of_method;
pub use method::{CLASS_METHOD_DESCRIPTOR, METHOD_DESCRIPTOR, PyMethodDescrObject};
pub use wrapper::{METHOD_WRAPPER, WRAPPER_DESCRIPTOR};
pub(crate) use wrapper::{WrapperDescriptor, new_wrapper};

// ANCHOR: common
/// What all of them begin with. C: `PyDescrObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyDescrObject {
    pub ob_base: PyObject,
    pub d_type: Field<PyTypeObject>,
    pub d_name: Field<PyASCIIObject>,
    /// Made when it is asked for.
    pub d_qualname: Field,
}

const _: () = assert!(size_of::<PyDescrObject>() == 40);

impl PyDescrObject {
    /// The head with the owner and the name.
    pub(crate) fn new(ob_base: PyObject, owner: Type<'_>, name: Str<'_>) -> PyDescrObject {
        PyDescrObject {
            ob_base,
            d_type: Field::new(Some(owner.to_ref())),
            d_name: Field::new(Some(name.to_ref())),
            d_qualname: Field::NULL,
        }
    }

    /// The type in whose dict it stands.
    pub(crate) fn owner(&self) -> Ref<PyTypeObject> {
        self.d_type.get().expect("a descriptor knows its type")
    }

    /// Its name.
    pub(crate) fn name(&self) -> Ref<PyASCIIObject> {
        self.d_name.get().expect("a descriptor knows its name")
    }

    /// Raises unless the object is of the type. C: `descr_check`.
    pub(crate) fn check(&self, object: Obj<'_>) -> Result<()> {
        let owner = self.owner();
        if object.ob_type().is_subtype_of(owner.borrow()) {
            return Ok(());
        }
        let (name, owner, kind) = (self.name(), owner.name(), object.ob_type().name());
        Err(raise(
            &TYPE_ERROR,
            format_args!(
                "descriptor '{name}' for '{owner}' objects doesn't apply to a '{kind}' object"
            ),
        ))
    }

    /// `__qualname__`. C: `descr_get_qualname`.
    pub(crate) fn qualname(&self) -> Result {
        if self.d_qualname.is_null() {
            let owner =
                self.owner().borrow().object().get_attribute(crate::name!("__qualname__"))?;
            let text = format!("{}.{}", owner.borrow().str()?, self.name());
            self.d_qualname.set(Some(crate::types::str::new(&text)?.object()));
        }
        Ok(self.d_qualname.get().expect("just made"))
    }

    /// Shows what all of them hold.
    pub(crate) fn traverse(&self, visitor: &mut Visitor) -> Flow {
        visitor.field(&self.d_type)
    }
}

// ANCHOR_END: common

/// Whether a function that a descriptor holds is abstract.
pub(crate) fn is_abstract(function: &Field) -> Result<bool> {
    match function.get() {
        Some(function) => is_abstract_object(function.borrow()),
        None => Ok(false),
    }
}

/// Whether an object says that it is abstract. C: `_PyObject_IsAbstract`.
pub fn is_abstract_object(object: Obj<'_>) -> Result<bool> {
    match object.lookup_attribute(name!("__isabstractmethod__"))? {
        Some(answer) => answer.borrow().is_true(),
        None => Ok(false),
    }
}
