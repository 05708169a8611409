//! The built-in types, a folder each.
//!
//! A type is a `static` table; [`make_ready`] lists them all, in the order in which they come to
//! life.

pub mod object;
pub mod type_;
pub mod singletons;
pub mod bool_;
pub mod int;
pub mod float;
pub mod complex;
pub mod format;
pub mod str;
pub mod text_arguments;
#[cfg(test)]
mod text_tests;
pub mod bytes;
pub mod bytearray;
pub mod codec;
pub mod tuple;
pub mod list;
pub mod slice;
pub mod set;
pub mod range;
pub mod iterators;
pub mod dict;
pub mod repr;
pub mod descriptor;
pub mod builtin_function;
pub mod method;
pub mod exception;
pub mod property;
pub mod class_method;
pub mod super_;
pub mod memoryview;
pub mod module;
pub mod mapping_proxy;
pub mod weakref;
pub mod struct_sequence;
pub mod generic_alias;
pub mod union_;
pub mod directory;
mod reduce;
pub mod simple_namespace;

pub use bool_::bool_;
pub use singletons::{ellipsis, none, not_implemented};

use crate::static_type::StaticType;

// ANCHOR: all
/// All built-in types, but for the exceptions, which [`exception::hierarchy`] lists.
static ALL: &[&StaticType] = &[
    &object::OBJECT,
    &type_::TYPE,
    &str::STR,
    &tuple::TUPLE,
    &tuple::TUPLE_ITERATOR,
    &dict::DICT,
    &list::LIST,
    &list::LIST_ITERATOR,
    &list::LIST_REVERSE_ITERATOR,
    &slice::SLICE,
    &iterators::enumerate::ENUMERATE,
    &iterators::zip::ZIP,
    &iterators::map::MAP,
    &iterators::filter::FILTER,
    &iterators::reversed::REVERSED,
    &iterators::callable::CALLABLE_ITERATOR,
    &range::RANGE,
    &range::RANGE_ITERATOR,
    &range::LONG_RANGE_ITERATOR,
    &set::SET,
    &set::FROZENSET,
    &set::SET_ITERATOR,
    &dict::iterator::DICT_KEY_ITERATOR,
    &dict::iterator::DICT_VALUE_ITERATOR,
    &dict::iterator::DICT_ITEM_ITERATOR,
    &dict::iterator::DICT_REVERSE_KEY_ITERATOR,
    &dict::iterator::DICT_REVERSE_VALUE_ITERATOR,
    &dict::iterator::DICT_REVERSE_ITEM_ITERATOR,
    &dict::views::DICT_KEYS,
    &dict::views::DICT_VALUES,
    &dict::views::DICT_ITEMS,
    &int::INT,
    &bool_::BOOL,
    &float::FLOAT,
    &complex::COMPLEX,
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
    &bytes::BYTES,
    &bytearray::BYTEARRAY,
    &bytes::iterator::BYTES_ITERATOR,
    &bytes::iterator::BYTEARRAY_ITERATOR,
    &str::iterator::STR_ITERATOR,
    &str::iterator::STR_ASCII_ITERATOR,
    &exception::BASE_EXCEPTION,
    &property::PROPERTY,
    &class_method::CLASS_METHOD,
    &class_method::STATIC_METHOD,
    &super_::SUPER,
    &memoryview::MEMORYVIEW,
    &memoryview::MEMORY_ITERATOR,
    &memoryview::MANAGED_BUFFER,
    &module::MODULE,
    &mapping_proxy::MAPPING_PROXY,
    &weakref::REFERENCE,
    &weakref::PROXY,
    &weakref::CALLABLE_PROXY,
    &generic_alias::GENERIC_ALIAS,
    &generic_alias::GENERIC_ALIAS_ITERATOR,
    &union_::UNION,
    &simple_namespace::SIMPLE_NAMESPACE,
];

/// All built-in types of this crate.
pub fn all() -> impl Iterator<Item = &'static StaticType> {
    let exceptions = exception::hierarchy::ALL.iter().chain(exception::hierarchy::WITH_ATTRIBUTES);
    ALL.iter().chain(exceptions).copied()
}

/// Makes all types ready. C: `_PyTypes_InitTypes`.
pub(crate) fn make_ready() {
    for ob_type in all() {
        crate::runtime::make_ready(ob_type);
    }
    exception::group::make_exception_group().expect("a built-in type is in order");
}
// ANCHOR_END: all
