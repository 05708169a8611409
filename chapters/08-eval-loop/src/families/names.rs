//! Variables: local ones, global ones, those in cells, and names of modules and classes.

use crate::objects::code::CodeMethods;
use compiler::code::{CO_FAST_CELL, CO_FAST_FREE};
use compiler::opcode::{Adaptive, Opcode};
use object_model::errors;
use object_model::errors::{KEY_ERROR, NAME_ERROR, SYSTEM_ERROR, UNBOUND_LOCAL_ERROR, raise};
use object_model::name;
use object_model::types::dict::{self, DICT, PyDictObject};
use object_model::types::exception::single::PyNameErrorObject;
use object_model::types::str::{PyASCIIObject, Str};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::caches;
use crate::families::stack::LOAD_CONST;
use crate::frame::Frame;
use crate::objects::cell::{self, PyCellObject};

// ANCHOR: fast
/// ( -- value )   a local variable
#[inline(always)]
pub(crate) fn LOAD_FAST(context: &mut Context, at: u32) -> Next {
    match context.local(at).get() {
        Some(value) => {
            context.push(value);
            Next::Go
        }
        None => unbound_local(context, at),
    }
}

/// ( value -- )
#[inline(always)]
pub(crate) fn STORE_FAST(context: &mut Context, at: u32) -> Next {
    let value = context.pop_slot();
    context.local(at).set(value);
    Next::Go
}

/// ( -- first second )   two local variables
#[inline(always)]
pub(crate) fn LOAD_FAST__LOAD_FAST(context: &mut Context, at: u32) -> Next {
    match LOAD_FAST(context, at) {
        Next::Go => load_second(context),
        next => next,
    }
}

/// ( -- variable constant )
#[inline(always)]
pub(crate) fn LOAD_FAST__LOAD_CONST(context: &mut Context, at: u32) -> Next {
    match LOAD_FAST(context, at) {
        Next::Go => {
            let (_, at) = context.fetch();
            LOAD_CONST(context, at)
        }
        next => next,
    }
}

/// ( -- constant variable )
#[inline(always)]
pub(crate) fn LOAD_CONST__LOAD_FAST(context: &mut Context, at: u32) -> Next {
    LOAD_CONST(context, at);
    load_second(context)
}

/// ( value -- variable )
#[inline(always)]
pub(crate) fn STORE_FAST__LOAD_FAST(context: &mut Context, at: u32) -> Next {
    STORE_FAST(context, at);
    load_second(context)
}

/// ( second first -- )
#[inline(always)]
pub(crate) fn STORE_FAST__STORE_FAST(context: &mut Context, at: u32) -> Next {
    STORE_FAST(context, at);
    let (_, at) = context.fetch();
    STORE_FAST(context, at)
}

/// The `LOAD_FAST` in the second half of a pair.
#[inline(always)]
pub(super) fn load_second(context: &mut Context) -> Next {
    context.frame.prev_instr.set(context.next);
    let (_, at) = context.fetch();
    LOAD_FAST(context, at)
}

/// ( -- )
#[inline]
pub(crate) fn DELETE_FAST(context: &mut Context, at: u32) -> Next {
    match context.local(at).replace(None) {
        Some(_) => Next::Go,
        None => unbound_local(context, at),
    }
}

#[cold]
fn unbound_local(context: &Context, at: u32) -> Next {
    let name = context.frame.code().variable(at as usize);
    raise(
        &UNBOUND_LOCAL_ERROR,
        format_args!(
            "cannot access local variable '{name}' where it is not associated with a value"
        ),
    );
    Next::Error
}
// ANCHOR_END: fast

// ANCHOR: name
/// ( -- value )   a name of a module or class: local, else global, else built in
pub(crate) fn LOAD_NAME(context: &mut Context, at: u32) -> Next {
    let name = context.name(at);
    let value = load_name(context.frame, name.borrow());
    value.map(|value| context.push(value)).into()
}

fn load_name(frame: Frame, name: Str<'_>) -> Result {
    let locals = locals_or(frame, "no locals when loading", name)?;
    match lookup(locals.borrow(), name)? {
        Some(value) => Ok(value),
        None => load_global(frame, name),
    }
}

/// A mapping's item, if it has it.
fn lookup(mapping: Obj<'_>, name: Str<'_>) -> Result<Option<Ref>> {
    if let Some(dict) = mapping.downcast_exact::<PyDictObject>() {
        return dict.get_str(name);
    }
    match mapping.get_item(name.object()) {
        Ok(value) => Ok(Some(value)),
        Err(_) if errors::catch(&KEY_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

fn locals_or(frame: Frame, what: &str, name: Str<'_>) -> Result {
    frame.f_locals.get().ok_or_else(|| raise(&SYSTEM_ERROR, format_args!("{what} '{name}'")))
}

/// ( value -- )
pub(crate) fn STORE_NAME(context: &mut Context, at: u32) -> Next {
    let (name, value) = (context.name(at), context.pop());
    let store = || {
        let locals = locals_or(context.frame, "no locals found when storing", name.borrow())?;
        store_item(locals.borrow(), name.borrow(), Some(value.borrow()))
    };
    store().into()
}

fn store_item(mapping: Obj<'_>, name: Str<'_>, value: Option<Obj<'_>>) -> Result<()> {
    match (mapping.downcast_exact::<PyDictObject>(), value) {
        (Some(dict), Some(value)) => dict.set_item(name.object(), value),
        _ => mapping.set_item(name.object(), value),
    }
}

/// ( -- )
pub(crate) fn DELETE_NAME(context: &mut Context, at: u32) -> Next {
    let name = context.name(at);
    let delete = || {
        let locals = locals_or(context.frame, "no locals when deleting", name.borrow())?;
        if let Some(dict) = locals.borrow().downcast_exact::<PyDictObject>() {
            return match dict.take(name.borrow().object())? {
                Some(_) => Ok(()),
                None => Err(not_defined(name.borrow())),
            };
        }
        locals.borrow().set_item(name.borrow().object(), None).map_err(
            |raised| match errors::catch(&KEY_ERROR) {
                true => not_defined(name.borrow()),
                false => raised,
            },
        )
    };
    delete().into()
}
// ANCHOR_END: name

// ANCHOR: global
/// ( -- [NULL] value )   a global or built-in name
#[inline(never)]
pub(crate) fn LOAD_GLOBAL(context: &mut Context, argument: u32) -> Next {
    let name = context.name(argument >> 1);
    if argument & 1 != 0 {
        context.push_slot(None);
    }
    context.jump(const { caches(Opcode::LOAD_GLOBAL) });
    load_global(context.frame, name.borrow()).map(|value| context.push(value)).into()
}

/// `LOAD_GLOBAL`, waiting for a table that stays as it is.
pub(crate) fn LOAD_GLOBAL_ADAPTIVE(context: &mut Context, argument: u32) -> Next {
    adapt(context, argument, LOAD_GLOBAL, specialise_global)
}

/// The cache gets the versions of the tables and the entry. C: `_Py_Specialize_LoadGlobal`.
fn specialise_global(context: &mut Context, argument: u32) -> Choice {
    let name = context.name_of(argument >> 1);
    let globals = context.frame.globals();
    if !globals.is_exactly(&DICT) || !globals.has_unicode_keys() {
        return Choice::Later;
    }
    let found = globals.string_index(name);
    let Some(builtins) = context.frame.builtins().downcast_exact::<PyDictObject>() else {
        return Choice::Later;
    };
    if found.is_none() && !builtins.has_unicode_keys() {
        return Choice::Later;
    }
    let index = found.or_else(|| builtins.string_index(name)).map(u16::try_from);
    let (Some(Ok(index)), version @ 1..) = (index, globals.keys_version()) else {
        return Choice::Later;
    };
    context.set_cache(1, index);
    context.set_cache32(2, version);
    if found.is_some() {
        return Choice::Form(Adaptive::LOAD_GLOBAL_MODULE);
    }
    match u16::try_from(builtins.keys_version()) {
        Ok(version @ 1..) => {
            context.set_cache(4, version);
            Choice::Form(Adaptive::LOAD_GLOBAL_BUILTIN)
        }
        _ => Choice::Later,
    }
}

/// ( -- [NULL] value )   in an entry of the globals' table, which is as it was
#[inline(always)]
pub(crate) fn LOAD_GLOBAL_MODULE(context: &mut Context, argument: u32) -> Next {
    let globals = context.frame.globals();
    let fits = globals.is_exactly(&DICT) && globals.has_keys_version(context.cache32(2));
    // SAFETY: the version fits, which the specialiser has got of a table of strings.
    let value = fits.then(|| unsafe { globals.value_at(context.cache(1).into()) });
    match value.flatten() {
        Some(value) => push_global(context, argument, value),
        None => context.miss(Opcode::LOAD_GLOBAL, argument),
    }
}

/// ( -- [NULL] value )   in an entry of the built-in names' table; it and that of the globals are
/// as they were
#[inline(always)]
pub(crate) fn LOAD_GLOBAL_BUILTIN(context: &mut Context, argument: u32) -> Next {
    let globals = context.frame.globals();
    let builtins = context.frame.builtins().downcast_exact::<PyDictObject>();
    let value = match builtins {
        Some(builtins)
            if globals.is_exactly(&DICT)
                && globals.has_keys_version(context.cache32(2))
                && builtins.has_keys_version(context.cache(4).into()) =>
        {
            // SAFETY: as above.
            unsafe { builtins.value_at(context.cache(1).into()) }
        }
        _ => None,
    };
    match value {
        Some(value) => push_global(context, argument, value),
        None => context.miss(Opcode::LOAD_GLOBAL, argument),
    }
}

#[inline(always)]
fn push_global(context: &mut Context, argument: u32, value: Ref) -> Next {
    if argument & 1 != 0 {
        context.push_slot(None);
    }
    context.jump(const { caches(Opcode::LOAD_GLOBAL) });
    context.push(value);
    Next::Go
}

/// C: `_PyDict_LoadGlobal`.
fn load_global(frame: Frame, name: Str<'_>) -> Result {
    if let Some(value) = frame.globals().get_str(name)? {
        return Ok(value);
    }
    lookup(frame.builtins(), name)?.ok_or_else(|| not_defined(name))
}

/// ( value -- )
pub(crate) fn STORE_GLOBAL(context: &mut Context, at: u32) -> Next {
    let (name, value) = (context.name(at), context.pop());
    context.frame.globals().set_item(name.borrow().object(), value.borrow()).into()
}

/// ( -- )
pub(crate) fn DELETE_GLOBAL(context: &mut Context, at: u32) -> Next {
    let name = context.name(at);
    match context.frame.globals().take(name.borrow().object()) {
        Ok(Some(_)) => Next::Go,
        Ok(None) => {
            not_defined(name.borrow());
            Next::Error
        }
        Err(Raised) => Next::Error,
    }
}

/// The exception remembers the name, for whoever shows it. C: `format_exc_check_arg`.
#[cold]
fn not_defined(name: Str<'_>) -> Raised {
    let raised = raise(&NAME_ERROR, format_args!("name '{name}' is not defined"));
    if let Some(exception) = errors::take() {
        if let Some(error) = exception.borrow().object().downcast::<PyNameErrorObject>() {
            error.name.set(Some(name.object().to_ref()));
        }
        errors::put_back(exception);
    }
    raised
}
// ANCHOR_END: global

// ANCHOR: cell
/// The cell in a variable's place.
fn cell_in(place: &Field) -> Ref<PyCellObject> {
    let cell = place.get().and_then(|cell| cell.downcast().ok());
    cell.expect("the verifier has seen that the place has a cell")
}

/// ( -- )   the variable's value moves into a new cell
pub(crate) fn MAKE_CELL(context: &mut Context, at: u32) -> Next {
    let place = context.local(at);
    let cell = cell::new(place.get());
    cell.map(|cell| place.set(Some(cell.object()))).into()
}

/// ( -- )   the closure's cells come into the frame
pub(crate) fn COPY_FREE_VARS(context: &mut Context, count: u32) -> Next {
    let closure = context.frame.function().func_closure.get();
    let cells = closure.as_ref().map_or(&[][..], |closure| closure.borrow().items());
    if cells.len() != count as usize || cells.iter().any(|c| c.downcast::<PyCellObject>().is_none())
    {
        raise(&SYSTEM_ERROR, "a closure that doesn't fit the code");
        return Next::Error;
    }
    let first = context.frame.code().co_nlocalsplus.get() as u32 - count;
    for (at, cell) in cells.iter().enumerate() {
        context.local(first + at as u32).set(Some(cell.to_ref()));
    }
    Next::Go
}

/// ( -- cell )
pub(crate) fn LOAD_CLOSURE(context: &mut Context, at: u32) -> Next {
    match context.local(at).get() {
        Some(cell) => {
            context.push(cell);
            Next::Go
        }
        None => unbound_local(context, at),
    }
}

/// ( -- value )
pub(crate) fn LOAD_DEREF(context: &mut Context, at: u32) -> Next {
    // SAFETY: the variable holds the cell until the value is counted.
    let cell = unsafe { context.local(at).peek() }.and_then(|cell| cell.downcast_exact());
    let cell: Obj<'_, PyCellObject> =
        cell.expect("the verifier has seen that the place has a cell");
    match cell.ob_ref.get() {
        Some(value) => {
            context.push(value);
            Next::Go
        }
        None => unbound_cell(context, at),
    }
}

/// ( value -- )
pub(crate) fn STORE_DEREF(context: &mut Context, at: u32) -> Next {
    let value = context.pop();
    cell_in(context.local(at)).ob_ref.set(Some(value));
    Next::Go
}

/// ( -- )
pub(crate) fn DELETE_DEREF(context: &mut Context, at: u32) -> Next {
    match cell_in(context.local(at)).ob_ref.replace(None) {
        Some(_) => Next::Go,
        None => unbound_cell(context, at),
    }
}

/// ( -- value )   a class's own name, or what is in the cell
pub(crate) fn LOAD_CLASSDEREF(context: &mut Context, at: u32) -> Next {
    let name = context.frame.code().variable(at as usize).to_ref();
    let found = locals_or(context.frame, "no locals when loading", name.borrow())
        .and_then(|locals| lookup(locals.borrow(), name.borrow()));
    match found {
        Ok(Some(value)) => {
            context.push(value);
            Next::Go
        }
        Ok(None) => LOAD_DEREF(context, at),
        Err(Raised) => Next::Error,
    }
}

/// C: `format_exc_unbound`.
#[cold]
fn unbound_cell(context: &Context, at: u32) -> Next {
    let code = context.frame.code();
    if code.kinds()[at as usize] & CO_FAST_FREE == 0 {
        return unbound_local(context, at);
    }
    let name = code.variable(at as usize);
    raise(
        &NAME_ERROR,
        format_args!(
            "cannot access free variable '{name}' where it is not associated with a value in \
             enclosing scope"
        ),
    );
    Next::Error
}
// ANCHOR_END: cell

/// ( -- )   makes `__annotations__` unless there is one
pub(crate) fn SETUP_ANNOTATIONS(context: &mut Context, _: u32) -> Next {
    let name = name!("__annotations__");
    let setup = || {
        let locals = locals_or(context.frame, "no locals found when setting up", name)?;
        if lookup(locals.borrow(), name)?.is_none() {
            let annotations = dict::new()?;
            store_item(locals.borrow(), name, Some(annotations.borrow().object()))?;
        }
        Ok(())
    };
    setup().into()
}

/// A frame's local variables: its own mapping, or a dict of those that are bound now.
/// C: `_PyFrame_FastToLocalsWithError`.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn locals(frame: Frame) -> Result {
    let locals = match frame.f_locals.get() {
        Some(locals) => locals,
        None => {
            let locals = dict::new()?.object();
            frame.f_locals.set(Some(locals.clone()));
            locals
        }
    };
    let code = frame.code().to_ref();
    let optimized = code.borrow().has(compiler::code::CO_OPTIMIZED);
    for (at, kind) in code.borrow().kinds().iter().enumerate() {
        // A class body's free variables aren't names of the class.
        if kind & CO_FAST_FREE != 0 && !optimized {
            continue;
        }
        let value = frame.slot(at).get();
        let value = match value.map(Ref::downcast::<PyCellObject>) {
            Some(Ok(cell)) if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0 => cell.ob_ref.get(),
            Some(Ok(cell)) => Some(cell.object()),
            Some(Err(value)) => Some(value),
            None => None,
        };
        let name: Obj<'_, PyASCIIObject> = code.borrow().variable(at);
        match value {
            Some(value) => store_item(locals.borrow(), name, Some(value.borrow()))?,
            None if lookup(locals.borrow(), name)?.is_some() => {
                store_item(locals.borrow(), name, None)?;
            }
            None => {}
        }
    }
    Ok(locals)
}

/// Writes the mapping of local variables back into them; `clear`: those that aren't in it become
/// unbound. Nothing is raised. C: `_PyFrame_LocalsToFast`.
pub(crate) fn set_locals(frame: Frame, clear: bool) {
    let Some(locals) = frame.f_locals.get() else { return };
    let raised = errors::fetch();
    let code = frame.code().to_ref();
    let optimized = code.borrow().has(compiler::code::CO_OPTIMIZED);
    for (at, kind) in code.borrow().kinds().iter().enumerate() {
        if kind & CO_FAST_FREE != 0 && !optimized {
            continue;
        }
        let value = match lookup(locals.borrow(), code.borrow().variable(at)) {
            Ok(value) => value,
            Err(Raised) => {
                errors::clear();
                None
            }
        };
        if value.is_none() && !clear {
            continue;
        }
        let place = frame.slot(at);
        match place.get().map(Ref::downcast::<PyCellObject>) {
            Some(Ok(cell)) if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0 => cell.ob_ref.set(value),
            _ => place.set(value),
        }
    }
    if let Some(raised) = raised {
        errors::restore(raised);
    }
}
