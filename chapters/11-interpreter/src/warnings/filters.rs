//! The filters: which warning is shown, raised, or passed over.
//!
//! CPython: `init_filters`, `get_filter`, `check_matched`, `get_default_action` in
//! `Python/_warnings.c`.

use std::cell::Cell;

use object_model::errors::{
    DEPRECATION_WARNING, IMPORT_WARNING, PENDING_DEPRECATION_WARNING, RESOURCE_WARNING, TYPE_ERROR,
    VALUE_ERROR, raise,
};
use object_model::name;
use object_model::protocol::compare::Comparison;
use object_model::type_object::Type;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::list::{self, PyListObject};
use object_model::types::module::Global;
use object_model::types::str::{self, PyASCIIObject, STR};
use object_model::types::tuple::PyTupleObject;
use object_model::types::{int, none, tuple};
use object_model::{Field, Obj, Ref, Result, StaticType};

use super::warnings_attribute;

/// C: `struct _warnings_runtime_state`, but for what it holds.
#[derive(Debug)]
pub(super) struct State {
    /// Counts the changes of the filters.
    pub(super) version: Cell<i64>,
}

pub(super) static STATE: Global<State> = Global::new(State { version: Cell::new(0) });
pub(super) static FILTERS: Global<Field> = Global::new(Field::NULL);
pub(super) static ONCE: Global<Field> = Global::new(Field::NULL);

/// What is done.
pub(super) enum Action {
    Error,
    Ignore,
    Always,
    Default,
    Once,
    Module,
    Other(Ref),
}

// ANCHOR: defaults
/// The list of filters that there is at the start. C: `init_filters`.
pub(super) fn all() -> Result {
    if let Some(filters) = FILTERS.get() {
        return Ok(filters);
    }
    let filters = list::new()?;
    let rows: [(&str, &'static StaticType, Option<&str>); 5] = [
        ("default", &DEPRECATION_WARNING, Some("__main__")),
        ("ignore", &DEPRECATION_WARNING, None),
        ("ignore", &PENDING_DEPRECATION_WARNING, None),
        ("ignore", &IMPORT_WARNING, None),
        ("ignore", &RESOURCE_WARNING, None),
    ];
    for (action, category, module) in rows {
        let module = match module {
            Some(module) => str::interned(module)?.object(),
            None => none().to_ref(),
        };
        let row = tuple::new([
            str::interned(action)?.object(),
            none().to_ref(),
            category.as_type().object().to_ref(),
            module,
            int::from_i64(0)?.object(),
        ])?;
        filters.borrow().push(row.object())?;
    }
    FILTERS.set(Some(filters.clone().object()));
    Ok(filters.object())
}
// ANCHOR_END: defaults

/// What was warned of once for all.
pub(super) fn once_registry() -> Result<Ref<PyDictObject>> {
    let known = match warnings_attribute(name!("onceregistry"), false)? {
        Some(registry) => Some(registry),
        None => ONCE.get(),
    };
    match known.map(Ref::downcast::<PyDictObject>) {
        Some(Ok(registry)) => Ok(registry),
        Some(Err(other)) => {
            let kind = other.borrow().ob_type().name().to_owned();
            let message = format_args!("_warnings.onceregistry must be a dict, not '{kind}'");
            Err(raise(&TYPE_ERROR, message))
        }
        None => {
            let registry = dict::new()?;
            ONCE.set(Some(registry.clone().object()));
            Ok(registry)
        }
    }
}

// ANCHOR: action
/// The action of the first filter that fits, and the filter. C: `get_filter`.
pub(super) fn action(
    category: Type<'_>,
    text: Obj<'_>,
    line: i64,
    module: Obj<'_>,
) -> Result<(Action, Ref)> {
    let filters = match warnings_attribute(name!("filters"), false)? {
        Some(filters) => filters,
        None => all()?,
    };
    let Some(filters) = filters.borrow().downcast::<PyListObject>() else {
        return Err(raise(&VALUE_ERROR, "_warnings.filters must be a list"));
    };
    let mut at = 0;
    // The list may change while a filter is asked.
    while let Some(item) = filters.get_index(at) {
        let parts = item.borrow().downcast_exact::<PyTupleObject>().map(|item| item.items());
        let Some([action, wanted_text, wanted_category, wanted_module, wanted_line]) = parts else {
            let message = format_args!("_warnings.filters item {at} isn't a 5-tuple");
            return Err(raise(&VALUE_ERROR, message));
        };
        let Some(action_text) = action.downcast::<PyASCIIObject>() else {
            let kind = action.ob_type().name();
            let message = format_args!("action must be a string, not '{kind}'");
            return Err(raise(&TYPE_ERROR, message));
        };
        let fits = matches(*wanted_text, text)? && matches(*wanted_module, module)?;
        let fits = fits && category.object().issubclass(*wanted_category)?;
        let wanted_line = wanted_line.to_isize()? as i64;
        if fits && (wanted_line == 0 || wanted_line == line) {
            return Ok((Action::of(action_text), item.clone()));
        }
        at += 1;
    }
    let default = match warnings_attribute(name!("defaultaction"), false)? {
        Some(default) => default,
        None => str::interned("default")?.object(),
    };
    match default.borrow().downcast::<PyASCIIObject>() {
        Some(action) => Ok((Action::of(action), none().to_ref())),
        None => {
            let kind = default.borrow().ob_type().name().to_owned();
            let message = format_args!("_warnings.defaultaction must be a string, not '{kind}'");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

impl Action {
    fn of(name: Obj<'_, PyASCIIObject>) -> Action {
        match &*name.to_text() {
            "error" => Action::Error,
            "ignore" => Action::Ignore,
            "always" => Action::Always,
            "default" => Action::Default,
            "once" => Action::Once,
            "module" => Action::Module,
            _ => Action::Other(name.object().to_ref()),
        }
    }
}

/// `None` fits all, a text itself, anything else what its `match` says. C: `check_matched`.
fn matches(wanted: Obj<'_>, text: Obj<'_>) -> Result<bool> {
    if wanted.is_none() {
        Ok(true)
    } else if wanted.is_exactly(&STR) {
        wanted.compare_bool(text, Comparison::Equal)
    } else {
        wanted.call_method(name!("match"), &[text])?.borrow().is_true()
    }
}
// ANCHOR_END: action
