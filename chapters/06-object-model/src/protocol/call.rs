//! `x(...)`.
//!
//! CPython: `Objects/call.c` (`_PyObject_VectorcallTstate`, `_PyObject_MakeTpCall`,
//! `PyObject_Call`, `_Py_CheckFunctionResult`), PEP 590.
//!
//! A callable that has a vectorcall gets its arguments as an array; another gets a tuple and a
//! dict. Whoever calls doesn't see which.

use crate::arguments::{Given, Keywords};
use crate::errors::{self, TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::thread_state::enter_recursive_call;
use crate::type_object::{VectorcallFunc, flags};
use crate::types::str::PyASCIIObject;
use crate::types::tuple::PyTupleObject;
use crate::types::{dict, tuple};

/// A vectorcall's count may say that the word before the first argument may be overwritten.
/// C: `PY_VECTORCALL_ARGUMENTS_OFFSET`.
pub const ARGUMENTS_OFFSET: usize = 1 << (usize::BITS - 1);

// ANCHOR: call
impl<'a> Obj<'a> {
    /// The object's vectorcall. C: `PyVectorcall_Function`.
    #[inline]
    pub fn vectorcall_function(self) -> Option<VectorcallFunc> {
        let ob_type = self.ob_type();
        if !ob_type.has(flags::HAVE_VECTORCALL) {
            return None;
        }
        let offset = ob_type.tp_vectorcall_offset.get();
        // SAFETY: by the flag, the function is there.
        unsafe { *self.as_ptr().as_ptr().byte_offset(offset).cast::<Option<VectorcallFunc>>() }
    }

    /// Calls with positional arguments.
    #[inline]
    pub fn call(self, arguments: &[Obj<'_>]) -> Result {
        self.vectorcall(arguments, arguments.len(), None)
    }

    /// Calls without arguments. C: `PyObject_CallNoArgs`.
    #[inline]
    pub fn call_none(self) -> Result {
        self.call(&[])
    }

    /// Calls with one argument. C: `PyObject_CallOneArg`.
    #[inline]
    pub fn call_one(self, argument: Obj<'_>) -> Result {
        self.call(&[argument])
    }

    /// Calls with `count` positional arguments and, behind them, one for each name.
    /// C: `PyObject_Vectorcall`.
    pub fn vectorcall(
        self,
        arguments: &[Obj<'_>],
        count: usize,
        names: Option<Obj<'_, PyTupleObject>>,
    ) -> Result {
        match self.vectorcall_function() {
            Some(function) => {
                let names = names.map(Obj::object);
                // SAFETY: as many arguments as the count and the names say.
                let result = unsafe { function(self, arguments.as_ptr(), count, names) };
                check_result(self, result)
            }
            None => self.make_tp_call(&arguments[..count], names, &arguments[count..]),
        }
    }

    /// The same with one argument in front of the others. Few arguments need no memory.
    pub fn vectorcall_with_first<'b>(
        self,
        first: Obj<'b>,
        rest: &[Obj<'b>],
        count: usize,
        names: Option<Obj<'_, PyTupleObject>>,
    ) -> Result {
        const FEW: usize = 6;
        if rest.len() < FEW {
            let mut all = [first; FEW];
            all[1..=rest.len()].copy_from_slice(rest);
            return self.vectorcall(&all[..=rest.len()], count + 1, names);
        }
        let all: Vec<Obj<'b>> = std::iter::once(first).chain(rest.iter().copied()).collect();
        self.vectorcall(&all, count + 1, names)
    }

    /// For a callable without vectorcall: a tuple and a dict. C: `_PyObject_MakeTpCall`.
    fn make_tp_call(
        self,
        positional: &[Obj<'_>],
        names: Option<Obj<'_, PyTupleObject>>,
        values: &[Obj<'_>],
    ) -> Result {
        let Some(slot) = self.ob_type().tp_call.get() else {
            return Err(self.lacks("'", "' object is not callable"));
        };
        let arguments = tuple::of(positional)?;
        let keywords = match names {
            Some(names) if !names.is_empty() => {
                let keywords = dict::new()?;
                for (name, value) in names.items().iter().zip(values) {
                    keywords.borrow().set_item(*name, *value)?;
                }
                Some(keywords)
            }
            _ => None,
        };
        let keywords = keywords.as_ref().map(|keywords| keywords.borrow().object());
        let _level = enter_recursive_call(" while calling a Python object")?;
        check_result(self, slot(self, arguments.borrow().object(), keywords))
    }

    /// Calls with a tuple and perhaps a dict: `f(*args, **kwargs)`. C: `PyObject_Call`.
    pub fn call_tuple(
        self,
        arguments: Obj<'_, PyTupleObject>,
        keywords: Option<Obj<'_, dict::PyDictObject>>,
    ) -> Result {
        if let Some(function) = self.vectorcall_function() {
            return vectorcall_with_dict(self, function, arguments, keywords);
        }
        let Some(slot) = self.ob_type().tp_call.get() else {
            return Err(self.lacks("'", "' object is not callable"));
        };
        let _level = enter_recursive_call(" while calling a Python object")?;
        check_result(self, slot(self, arguments.object(), keywords.map(Obj::object)))
    }

    /// Calls the method of that name. C: `PyObject_VectorcallMethod`.
    pub fn call_method(self, name: Obj<'_, PyASCIIObject>, arguments: &[Obj<'_>]) -> Result {
        self.get_attribute(name)?.borrow().call(arguments)
    }

    /// Whether it can be called. C: `PyCallable_Check`.
    pub fn is_callable(self) -> bool {
        self.ob_type().tp_call.get().is_some()
    }
}

/// From a tuple and a dict to an array and names. C: `_PyVectorcall_Call`.
pub(crate) fn vectorcall_with_dict(
    callable: Obj<'_>,
    function: VectorcallFunc,
    arguments: Obj<'_, PyTupleObject>,
    keywords: Option<Obj<'_, dict::PyDictObject>>,
) -> Result {
    let given = Given::of_tuple(arguments.object(), keywords.map(Obj::object));
    let count = given.positional.len();
    if let Keywords::None = given.keywords {
        // SAFETY: so many arguments.
        let result = unsafe { function(callable, given.positional.as_ptr(), count, None) };
        return check_result(callable, result);
    }
    let mut all: Vec<Obj<'_>> = given.positional.to_vec();
    let mut names: Vec<Ref> = Vec::new();
    for (name, value) in given.keywords.iter() {
        if name.downcast::<PyASCIIObject>().is_none() {
            return Err(raise(&TYPE_ERROR, "keywords must be strings"));
        }
        names.push(name.to_ref());
        all.push(value);
    }
    let names = tuple::from_iterator(names.into_iter())?;
    // SAFETY: as many arguments as the count and the names say.
    let result = unsafe { function(callable, all.as_ptr(), count, Some(names.borrow().object())) };
    check_result(callable, result)
}

/// The `tp_call` of a type with a vectorcall. Classes inherit it without the flag, and may
/// change what a call means; whoever ends here wants the vectorcall. C: `PyVectorcall_Call`.
pub extern "C" fn vectorcall_call<L>(
    callable: Obj<'_, L>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let callable = callable.object();
    let offset = callable.ob_type().tp_vectorcall_offset.get();
    // SAFETY: the type that has this slot says where the function is, and passes both on.
    let function =
        unsafe { *callable.as_ptr().as_ptr().byte_offset(offset).cast::<Option<VectorcallFunc>>() };
    let function = function.expect("an object of a type with a vectorcall");
    let arguments = arguments.downcast().expect("a tuple of arguments");
    let keywords = keywords.and_then(|keywords| keywords.downcast());
    vectorcall_with_dict(callable, function, arguments, keywords)
}

/// What a vectorcall was given, as the binder wants it.
///
/// # Safety
/// `arguments` leads to as many as `count_and_flag` and `names` say.
pub(crate) unsafe fn given<'a>(
    arguments: *const Obj<'a>,
    count_and_flag: usize,
    names: Option<Obj<'a>>,
) -> Given<'a> {
    let count = count_and_flag & !ARGUMENTS_OFFSET;
    let slice = |from: usize, count: usize| match count {
        0 => &[][..],
        // SAFETY: the caller's word.
        _ => unsafe { std::slice::from_raw_parts(arguments.add(from), count) },
    };
    // SAFETY: the names of a vectorcall are a tuple.
    let names = names.map(|names| unsafe { names.cast::<PyTupleObject>() });
    let keywords = match names {
        Some(names) if !names.is_empty() => Keywords::Names(names, slice(count, names.len())),
        _ => Keywords::None,
    };
    Given { positional: slice(0, count), keywords }
}

/// An error if and only if an exception is set. C: `_Py_CheckFunctionResult`.
#[inline]
fn check_result(callable: Obj<'_>, result: Result) -> Result {
    debug_assert_eq!(
        result.is_err(),
        errors::is_set(),
        "{callable:?} returned an error without an exception set, or a result with one set"
    );
    result
}
// ANCHOR_END: call
