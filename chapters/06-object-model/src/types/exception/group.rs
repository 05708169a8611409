//! `BaseExceptionGroup` and `ExceptionGroup`: several exceptions at once, and how `except*`
//! takes them apart.
//!
//! CPython: `Objects/exceptions.c` (`BaseExceptionGroup_new`, `exceptiongroup_subset`,
//! `exceptiongroup_split_recursive`, `_PyExc_PrepReraiseStar`, `create_exception_group_class`).
//!
//! A group is a tree. Splitting it by a condition gives two trees of the same shape: one with
//! the leaves that match, one with the others; a group that matches as a whole goes to the first
//! as it is. `ExceptionGroup` has two bases and is therefore a class made at run time.

use std::mem::offset_of;

use crate::arguments::{Arguments, Given};
use crate::errors::{self, TYPE_ERROR, VALUE_ERROR, is_exception_class, raise};
use crate::name;
use crate::object::{Field, Obj, Ref, Result};
use crate::runtime::runtime;
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::thread_state::enter_recursive_call;
use crate::type_object::{PyMemberDef, PyTypeObject, Type};
use crate::types::generic_alias::class_getitem;
use crate::types::list::{self, PyListObject};
use crate::types::str::{self, PyASCIIObject};
use crate::types::tuple::{self, PyTupleObject};
use crate::types::type_::TYPE;
use crate::types::{dict, none};

use super::layout::{base_of, exception_layout, extend};
use super::{
    BASE_EXCEPTION, EXCEPTION, PyBaseExceptionObject, exception_init, exception_new, sequence_tuple,
};

// ANCHOR: types
exception_layout! {
    /// C: `PyBaseExceptionGroupObject`.
    PyBaseExceptionGroupObject of BASE_EXCEPTION_GROUP, 88 bytes, group_init;
    msg: Field,
    excs: Field,
}

type Group<'a> = Obj<'a, PyBaseExceptionGroupObject>;

macro_rules! member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new(
            $name,
            MemberKind::Object,
            offset_of!(PyBaseExceptionGroupObject, $field),
            $doc,
        )
        .read_only()
    };
}

/// `BaseExceptionGroup`.
pub static BASE_EXCEPTION_GROUP: StaticType =
    StaticType::new(Table::<PyBaseExceptionGroupObject> {
        tp_new: Some(group_new),
        tp_str: Some(group_str),
        tp_methods: &[
            class_getitem(),
            Method::new(
                c"derive",
                "($self, *args)",
                group_derive,
                "A group of the same kind and message with other exceptions.",
            )
            .unsigned(),
            Method::new(
                c"split",
                "($self, condition, /)",
                group_split,
                "Two groups: what matches a condition, and the rest.",
            )
            .unsigned(),
            Method::new(
                c"subgroup",
                "($self, condition, /)",
                group_subgroup,
                "What matches a condition, as a group.",
            )
            .unsigned(),
        ],
        tp_members: &[
            member!(c"message", msg, c"The message."),
            member!(c"exceptions", excs, c"The exceptions."),
        ],
        ..extend(c"BaseExceptionGroup", &BASE_EXCEPTION, "Several exceptions at once.")
    });

/// `ExceptionGroup`, once the types are ready.
pub fn exception_group() -> Type<'static> {
    // SAFETY: made once, and kept.
    unsafe { runtime().exception_group.peek() }.expect("the types are ready")
}

/// C: `create_exception_group_class`.
pub(crate) fn make_exception_group() -> Result<()> {
    let dict = dict::new()?;
    let module = str::interned("builtins")?;
    dict.borrow().set_item(name!("__module__").object(), module.borrow().object())?;
    let name = str::interned("ExceptionGroup")?;
    let bases = [BASE_EXCEPTION_GROUP.as_type().object(), EXCEPTION.as_type().object()];
    let bases = tuple::of(&bases)?;
    let given = [name.borrow().object(), bases.borrow().object(), dict.borrow().object()];
    let made = TYPE.as_type().object().call(&given)?;
    runtime().exception_group.set(made.downcast::<PyTypeObject>().ok());
    Ok(())
}
// ANCHOR_END: types

// ANCHOR: new
extern "C" fn group_new(ob_type: Type<'_>, args: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let items = Given::of_tuple(args, None).positional;
    let [message, exceptions] = items else {
        let given = items.len();
        let message =
            format_args!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)");
        return Err(raise(&TYPE_ERROR, message));
    };
    if message.downcast::<PyASCIIObject>().is_none() {
        let name = if message.is_none() { "None" } else { message.ob_type().name() };
        let message =
            format_args!("BaseExceptionGroup.__new__() argument 1 must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    if !exceptions.is_sequence() {
        return Err(raise(&TYPE_ERROR, "second argument (exceptions) must be a sequence"));
    }
    let exceptions = sequence_tuple(*exceptions)?;
    if exceptions.borrow().is_empty() {
        let message = "second argument (exceptions) must be a non-empty sequence";
        return Err(raise(&VALUE_ERROR, message));
    }
    let has_base_exceptions = check_items(exceptions.borrow())?;
    let ob_type = kind_of(ob_type, has_base_exceptions)?;
    let group = exception_new(ob_type, args, None)?;
    let group: Ref<PyBaseExceptionGroupObject> = group.downcast().expect("a group");
    group.msg.set(Some(message.to_ref()));
    group.excs.set(Some(exceptions.object()));
    Ok(group.object())
}

/// Whether any of the exceptions is none of `Exception`.
fn check_items(exceptions: Obj<'_, PyTupleObject>) -> Result<bool> {
    let mut has_base_exceptions = false;
    for (index, exception) in exceptions.items().iter().enumerate() {
        if exception.downcast::<PyBaseExceptionObject>().is_none() {
            let message =
                format_args!("Item {index} of second argument (exceptions) is not an exception");
            return Err(raise(&VALUE_ERROR, message));
        }
        has_base_exceptions |= !exception.isinstance(EXCEPTION.as_type().object())?;
    }
    Ok(has_base_exceptions)
}

/// A group of nothing but `Exception`s is an `ExceptionGroup`, even if made by its base.
fn kind_of(ob_type: Type<'_>, has_base_exceptions: bool) -> Result<Type<'_>> {
    if ob_type.is(BASE_EXCEPTION_GROUP.as_type()) {
        return Ok(if has_base_exceptions { ob_type } else { exception_group() });
    }
    if has_base_exceptions {
        if ob_type.is(exception_group()) {
            let message = "Cannot nest BaseExceptions in an ExceptionGroup";
            return Err(raise(&TYPE_ERROR, message));
        }
        if ob_type.object().issubclass(EXCEPTION.as_type().object())? {
            let name = ob_type.name();
            let message = format_args!("Cannot nest BaseExceptions in '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        }
    }
    Ok(ob_type)
}

extern "C" fn group_init(
    group: Group<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> crate::object::Status {
    exception_init(base_of(group), args, keywords)
}

extern "C" fn group_str(group: Group<'_>) -> Result {
    let count = group.exceptions().borrow().len();
    let s = if count > 1 { "s" } else { "" };
    let message = group.msg.get().expect("a group has a message").borrow().str()?;
    Ok(str::new(&format!("{message} ({count} sub-exception{s})"))?.object())
}

impl Group<'_> {
    /// What is in it: at least one exception.
    pub fn exceptions(self) -> Ref<PyTupleObject> {
        let exceptions = self.excs.get().expect("a group has exceptions");
        exceptions.downcast().expect("a tuple of exceptions")
    }
}
// ANCHOR_END: new

// ANCHOR: split
/// Which leaves are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Condition<'a> {
    /// Instances of a class, or of one in a tuple.
    Type(Obj<'a>),
    /// Those for which a function returns something true.
    Predicate(Obj<'a>),
    /// Leaves that are among these, by identity. Groups never match as a whole.
    Leaves(&'a [Ref]),
}

impl<'a> Condition<'a> {
    /// What a program gives. C: `get_matcher_type`.
    fn of(value: Obj<'a>) -> Result<Condition<'a>> {
        if runtime().function_type.get().is_some_and(|function| value.is_exactly(function)) {
            return Ok(Condition::Predicate(value));
        }
        let classes = value.downcast_exact::<PyTupleObject>().map(|classes| classes.items());
        match classes.unwrap_or(&[value]).iter().all(|class| is_exception_class(*class)) {
            true => Ok(Condition::Type(value)),
            false => Err(raise(
                &TYPE_ERROR,
                "expected a function, exception type or tuple of exception types",
            )),
        }
    }

    fn holds(self, exception: Obj<'_>) -> Result<bool> {
        match self {
            Condition::Type(wanted) => Ok(errors::is_of(exception, wanted)),
            Condition::Predicate(function) => function.call(&[exception])?.borrow().is_true(),
            Condition::Leaves(leaves) => Ok(leaves.iter().any(|leaf| leaf.borrow().is(exception))),
        }
    }
}

/// The matching part of an exception or a group and, if it is wanted, the rest.
/// C: `exceptiongroup_split_recursive`.
pub fn split(
    exception: Obj<'_>,
    condition: Condition<'_>,
    wants_rest: bool,
) -> Result<(Option<Ref>, Option<Ref>)> {
    if condition.holds(exception)? {
        return Ok((Some(exception.to_ref()), None));
    }
    let Some(group) = exception.downcast::<PyBaseExceptionGroupObject>() else {
        return Ok((None, wants_rest.then(|| exception.to_ref())));
    };
    let (matching, rest) = (list::new()?, list::new()?);
    for exception in group.exceptions().borrow().items() {
        let _level = enter_recursive_call(" in exceptiongroup_split_recursive")?;
        let (matches, others) = split(*exception, condition, wants_rest)?;
        for (part, list) in [(matches, &matching), (others, &rest)] {
            if let Some(part) = part {
                list.borrow().push(part)?;
            }
        }
    }
    let matching = subset(group, matching.borrow())?;
    let rest = if wants_rest { subset(group, rest.borrow())? } else { None };
    Ok((matching, rest))
}

/// A group with some of the exceptions of another and everything else as there.
/// C: `exceptiongroup_subset`.
fn subset(group: Group<'_>, exceptions: Obj<'_, PyListObject>) -> Result<Option<Ref>> {
    if exceptions.is_empty() {
        return Ok(None);
    }
    let derive = group.object().get_attribute(name!("derive"))?;
    let made = derive.borrow().call_one(exceptions.object())?;
    let Some(part) = made.borrow().downcast::<PyBaseExceptionGroupObject>() else {
        return Err(raise(&TYPE_ERROR, "derive must return an instance of BaseExceptionGroup"));
    };
    let (from, to) = (base_of(group), base_of(part));
    if let Some(traceback) = from.get().traceback.get() {
        to.get().traceback.set(Some(traceback));
    }
    to.get().context.set(from.get().context.get());
    to.set_cause(from.get().cause.get());
    if let Some(notes) = group.object().lookup_attribute(name!("__notes__"))?
        && notes.borrow().is_sequence()
    {
        // Each part has a list of its own.
        let copy = list::new()?;
        let notes = notes.borrow().iter()?;
        while let Some(note) = notes.borrow().next()? {
            copy.borrow().push(note)?;
        }
        part.object().set_attribute(name!("__notes__"), Some(copy.borrow().object()))?;
    }
    Ok(Some(made))
}

fn group_derive(group: Group<'_>, arguments: &Arguments<'_>) -> Result {
    let [exceptions] = arguments.rest() else {
        let given = arguments.rest().len();
        let message = format_args!("function takes exactly 1 argument ({given} given)");
        return Err(raise(&TYPE_ERROR, message));
    };
    let message = group.msg.get().expect("a group has a message");
    BASE_EXCEPTION_GROUP.as_type().object().call(&[message.borrow(), *exceptions])
}

fn group_split(group: Group<'_>, arguments: &Arguments<'_>) -> Result {
    let condition = Condition::of(arguments[0])?;
    let (matching, rest) = split(group.object(), condition, true)?;
    let or_none = |part: Option<Ref>| part.unwrap_or_else(|| none().to_ref());
    Ok(tuple::new([or_none(matching), or_none(rest)])?.object())
}

fn group_subgroup(group: Group<'_>, arguments: &Arguments<'_>) -> Result {
    let condition = Condition::of(arguments[0])?;
    let (matching, _) = split(group.object(), condition, false)?;
    Ok(matching.unwrap_or_else(|| none().to_ref()))
}
// ANCHOR_END: split
