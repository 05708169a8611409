//! The built-in types, a folder each.
//!
//! A type is a `static` table; [`make_ready`] lists them all, in the order in which they come to
//! life.

pub mod object;
pub mod type_;
pub mod singletons;
pub mod int;
pub mod float;
pub mod complex;
pub mod format;
pub mod str;
pub mod bytes;
pub mod tuple;
pub mod list;
pub mod dict;
pub mod descriptor;
pub mod builtin_function;
pub mod method;
pub mod exception;
pub mod property;
pub mod class_method;
pub mod super_;
pub mod module;
pub mod mapping_proxy;

pub use singletons::{bool_, ellipsis, none, not_implemented};

use crate::static_type::StaticType;

// ANCHOR: all
/// All built-in types, but for the exceptions, which [`exception::hierarchy`] lists.
static ALL: &[&StaticType] = &[
    &object::OBJECT,
    &type_::TYPE,
    &str::STR,
    &tuple::TUPLE,
    &dict::DICT,
    &list::LIST,
    &int::INT,
    &singletons::BOOL,
    &singletons::NONE_TYPE,
    &singletons::NOT_IMPLEMENTED_TYPE,
    &singletons::ELLIPSIS_TYPE,
    &descriptor::METHOD_DESCRIPTOR,
    &descriptor::CLASS_METHOD_DESCRIPTOR,
    &descriptor::WRAPPER_DESCRIPTOR,
    &descriptor::METHOD_WRAPPER,
    &descriptor::GETSET_DESCRIPTOR,
    &descriptor::MEMBER_DESCRIPTOR,
    &builtin_function::BUILTIN_FUNCTION,
    &method::METHOD,
    &crate::protocol::iterate::SEQUENCE_ITERATOR,
    &exception::BASE_EXCEPTION,
    &property::PROPERTY,
    &class_method::CLASS_METHOD,
    &class_method::STATIC_METHOD,
    &super_::SUPER,
    &module::MODULE,
    &mapping_proxy::MAPPING_PROXY,
];

/// Makes all types ready. C: `_PyTypes_InitTypes`.
pub(crate) fn make_ready() {
    let exceptions = exception::hierarchy::ALL.iter().chain(exception::hierarchy::WITH_ATTRIBUTES);
    for ob_type in ALL.iter().chain(exceptions) {
        crate::runtime::make_ready(ob_type);
    }
    exception::group::make_exception_group().expect("a built-in type is in order");
}
// ANCHOR_END: all
