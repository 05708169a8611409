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
mod text_arguments;
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
pub(crate) mod repr;
pub mod descriptor;
pub mod builtin_function;
pub mod method;
pub mod exception;

pub use singletons::{bool_, ellipsis, none, not_implemented};

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
    &bytes::BYTES,
    &bytearray::BYTEARRAY,
    &bytes::iterator::BYTES_ITERATOR,
    &bytes::iterator::BYTEARRAY_ITERATOR,
    &str::iterator::STR_ITERATOR,
    &str::iterator::STR_ASCII_ITERATOR,
    &exception::BASE_EXCEPTION,
];

/// All built-in types of this crate.
pub fn all() -> impl Iterator<Item = &'static StaticType> {
    ALL.iter().chain(exception::hierarchy::ALL).copied()
}

/// Makes all types ready. C: `_PyTypes_InitTypes`.
pub(crate) fn make_ready() {
    for ob_type in all() {
        crate::runtime::make_ready(ob_type);
    }
}
// ANCHOR_END: all
