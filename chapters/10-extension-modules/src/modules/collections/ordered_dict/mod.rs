//! `OrderedDict`: a dict whose order is a list of its own, so that a key can be moved.
//!
//! CPython: `Objects/odictobject.c`.
//!
//! - `crate::key_order`, the list;
//! - [`object`], the dict with it;
//! - [`update`], `update()` as `MutableMapping` has it;
//! - [`views`], views and iterators that follow the list.

mod object;
mod update;
mod views;

pub(crate) use object::ORDERED_DICT;

/// The views and the iterator aren't in the module, but have to be ready when it is.
pub(super) fn make_ready() {
    for ob_type in [&views::ODICT_KEYS, &views::ODICT_VALUES, &views::ODICT_ITEMS] {
        object_model::runtime::make_ready(ob_type);
    }
    object_model::runtime::make_ready(&views::ODICT_ITERATOR);
}
