//! `_contextvars`: variables whose values belong to a context (PEP 567).
//!
//! CPython: `Python/context.c`.
//!
//! A context is a mapping from variables to values that is shared until somebody sets one:
//! copying a context takes no time. C has a persistent trie (`Python/hamt.c`) for that; here it is
//! a dict that is copied when a value is set and others see it as well.
//!
//! Invariant: a dict that more than one context, or an iterator, has isn't changed.

use crate::prelude::*;
use object_model::errors::LOOKUP_ERROR;
use object_model::protocol::hash::unhashable;
use object_model::slot_kinds::{contains, hash};
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// `_contextvars`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_contextvars",
    doc: "Variables whose values belong to a context.",
    functions: &[Method::none(
        c"copy_context",
        "($module, /)",
        |_| Ok(new_context(current()?.vars.get())?.object()),
        "A copy of the current context.",
    )],
    types: &[&CONTEXT, &CONTEXT_VAR, &TOKEN],
    execute: Some(|_| {
        object_model::runtime::make_ready(&MISSING_TYPE);
        let dict = TOKEN.as_type().dict_of_type();
        let missing = missing()?;
        dict.borrow().set_item(name!("MISSING").object(), missing.borrow())?;
        TOKEN.as_type().modified();
        Ok(())
    }),
    ..ModuleDefinition::NONE
};

native_object! {
    /// C: `PyContext`.
    pub(crate) struct Context of CONTEXT, 48 bytes {
        refs {
            /// Which was current when this one was entered.
            prev: Field<Context>,
            vars: Field<PyDictObject>,
        }
        weakreflist: Cell<*mut PyObject>,
        entered: Cell<bool>,
    }
}

native_object! {
    /// C: `PyContextVar`.
    pub(crate) struct ContextVar of CONTEXT_VAR, 64 bytes {
        refs { name: Field<PyASCIIObject>, default: Field, }
        /// C remembers the last value here.
        _cached: [usize; 3],
        hash: Cell<isize>,
    }
}

native_object! {
    /// C: `PyContextToken`.
    pub(crate) struct Token of TOKEN, 48 bytes {
        refs {
            ctx: Field<Context>,
            var: Field<ContextVar>,
            /// Null where the variable had no value.
            oldval: Field,
        }
        used: Cell<bool>,
    }
}

native_object! {
    /// `Token.MISSING`.
    pub(crate) struct Missing of MISSING_TYPE, 16 bytes {
        refs {}
    }
}

/// `_contextvars.Context`.
pub(crate) static CONTEXT: StaticType = StaticType::new(Table::<Context> {
    tp_name: c"_contextvars.Context",
    tp_flags: flags::HAVE_GC,
    tp_weaklistoffset: offset_of!(Context, weakreflist),
    tp_dealloc: Some(dealloc_weak::<Context>),
    tp_as_sequence: PySequenceMethods {
        sq_contains: contains(context_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(|context: Obj<'_, Context>| Ok(vars(context)?.borrow().len())),
        mp_subscript: Some(context_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(Context::visit),
    tp_clear: Some(Context::clear_fields),
    tp_richcompare: Some(context_compare),
    tp_iter: Some(context_iter),
    tp_new: Some(context_new),
    tp_methods: &[
        Method::new(
            c"get",
            "($self, key, default=None, /)",
            |context, arguments| match value_in(context, expect_var(arguments[0])?)? {
                Some(value) => Ok(value),
                None => Ok(arguments.get(1).unwrap_or(none()).to_ref()),
            },
            "The value of a variable, or the default.",
        ),
        Method::none(
            c"items",
            "($self, /)",
            |context| view(context, name!("items")),
            "Pairs of variables and values.",
        ),
        Method::none(
            c"keys",
            "($self, /)",
            |context| view(context, name!("keys")),
            "The variables.",
        ),
        Method::none(
            c"values",
            "($self, /)",
            |context| view(context, name!("values")),
            "The values.",
        ),
        Method::none(
            c"copy",
            "($self, /)",
            |context| Ok(new_context(context.vars.get())?.object()),
            "A context with the same values.",
        ),
        Method::new(
            c"run",
            "($self, *args, **kwargs)",
            context_run,
            "Calls a function while this context is the current one.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

/// `_contextvars.ContextVar`.
pub(crate) static CONTEXT_VAR: StaticType = StaticType::new(Table::<ContextVar> {
    tp_name: c"_contextvars.ContextVar",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<ContextVar>),
    tp_repr: Some(var_repr),
    tp_hash: hash(|var: Obj<'_, ContextVar>| Ok(var.hash.get())),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(ContextVar::visit),
    tp_clear: Some(ContextVar::clear_fields),
    tp_new: Some(var_new),
    tp_methods: &[
        Method::new(
            c"get",
            "($self, default=<unrepresentable>, /)",
            var_get,
            "The value in the current context, the default given or one's own, or LookupError.",
        ),
        Method::one(c"set", "($self, value, /)", var_set, "Sets the value in the current context."),
        Method::one(c"reset", "($self, token, /)", var_reset, "Undoes what the token is of."),
    ],
    tp_members: &[PyMemberDef::new(
        c"name",
        MemberKind::Object,
        offset_of!(ContextVar, name),
        c"What it was called when it was made.",
    )
    .read_only()],
    ..Table::NONE
});

/// `_contextvars.Token`.
pub(crate) static TOKEN: StaticType = StaticType::new(Table::<Token> {
    tp_name: c"_contextvars.Token",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<Token>),
    tp_repr: Some(token_repr),
    tp_hash: unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(Token::visit),
    tp_clear: Some(Token::clear_fields),
    tp_new: Some(token_new),
    tp_getset: &[
        Getter::new(
            c"var",
            |token| Ok(token.var.get().map_or_else(|| none().to_ref(), Ref::object)),
            "The variable.",
        ),
        Getter::new(
            c"old_value",
            |token| match token.oldval.get() {
                Some(value) => Ok(value),
                None => missing(),
            },
            "The value before, or Token.MISSING.",
        ),
    ],
    ..Table::NONE
});

static MISSING_TYPE: StaticType = StaticType::new(Table::<Missing> {
    tp_name: c"Token.MISSING",
    tp_repr: Some({
        extern "C" fn repr(_: Obj<'_, Missing>) -> Result {
            text("<Token.MISSING>")
        }
        repr
    }),
    tp_dealloc: Some(dealloc::<Missing>),
    tp_getattro: Some(generic_getattr),
    ..Table::NONE
});

/// `Token.MISSING`, which there is once.
fn missing() -> Result {
    static ONE: Global<Field> = Global::new(Field::NULL);
    if ONE.is_null() {
        object_model::runtime::make_ready(&MISSING_TYPE);
        let made = memory::create(MISSING_TYPE.as_type(), |ob_base| Missing { ob_base })?;
        ONE.set(Some(made.object()));
    }
    Ok(held(&ONE))
}
// ANCHOR_END: layout

// ANCHOR: context
thread_local! {
    /// The current context, of which the thread owns a reference. It has no destructor: a thread
    /// that ends without the GIL leaves it behind.
    static CURRENT: Cell<Option<NonNull<Context>>> = const { Cell::new(None) };
}

/// Makes a context current; the one that was comes back.
fn exchange(context: Option<Ref<Context>>) -> Option<Ref<Context>> {
    let old = CURRENT.replace(context.map(Ref::into_raw));
    // SAFETY: the thread owned the reference.
    old.map(|old| unsafe { Ref::from_owned(old) })
}

/// The current context, an empty one if there was none. C: `context_get`.
fn current() -> Result<Ref<Context>> {
    if CURRENT.get().is_none() {
        let made = new_context(None)?;
        exchange(Some(made));
    }
    let current = CURRENT.get().expect("just made");
    // SAFETY: the thread owns a reference.
    Ok(unsafe { Obj::from_ptr(current) }.to_ref())
}

fn new_context(values: Option<Ref<PyDictObject>>) -> Result<Ref<Context>> {
    memory::create(CONTEXT.as_type(), |ob_base| Context {
        ob_base,
        prev: Field::NULL,
        vars: Field::new(values),
        weakreflist: Cell::new(std::ptr::null_mut()),
        entered: Cell::new(false),
    })
}

fn vars(context: Obj<'_, Context>) -> Result<Ref<PyDictObject>> {
    if context.vars.is_null() {
        context.vars.set(Some(dict::new()?));
    }
    Ok(context.vars.get().expect("just made"))
}

/// The variables for a change: the dict itself if nobody else has it, or a copy.
fn own_vars(context: Obj<'_, Context>) -> Result<Ref<PyDictObject>> {
    let shared = vars(context)?;
    // One reference is the context's, one is ours.
    if shared.borrow().ob_refcnt() > 2 {
        let copy = shared.borrow().copy()?;
        context.vars.set(Some(copy));
    }
    vars(context)
}

fn value_in(context: Obj<'_, Context>, var: Obj<'_, ContextVar>) -> Result<Option<Ref>> {
    match context.vars.get() {
        Some(vars) => vars.borrow().get_with_hash(var.object(), var.hash.get()),
        None => Ok(None),
    }
}

extern "C" fn context_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    if !given.positional.is_empty() || !given.keywords.is_empty() {
        return Err(raise(&TYPE_ERROR, "Context() does not accept any arguments"));
    }
    Ok(new_context(None)?.object())
}

fn expect_var(key: Obj<'_>) -> Result<Obj<'_, ContextVar>> {
    match key.downcast_exact::<ContextVar>() {
        Some(var) => Ok(var),
        None => {
            let key = key.repr()?;
            Err(raise(&TYPE_ERROR, format_args!("a ContextVar key was expected, got {key}")))
        }
    }
}

fn context_contains(context: Obj<'_, Context>, key: Obj<'_>) -> Result<bool> {
    Ok(value_in(context, expect_var(key)?)?.is_some())
}

extern "C" fn context_subscript(context: Obj<'_, Context>, key: Obj<'_>) -> Result {
    match value_in(context, expect_var(key)?)? {
        Some(value) => Ok(value),
        None => Err(errors::raise_object(&KEY_ERROR, key.to_ref())),
    }
}

extern "C" fn context_compare(left: Obj<'_, Context>, right: Obj<'_>, comparison: i32) -> Result {
    let is_equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    let Some(right) = right.downcast_exact::<Context>() else {
        return Ok(not_implemented().to_ref());
    };
    let (left, right) = (vars(left)?, vars(right)?);
    let (left, right) = (left.borrow().object(), right.borrow().object());
    boolean(left.compare_bool(right, Comparison::Equal)? == is_equality)
}

extern "C" fn context_iter(context: Obj<'_, Context>) -> Result {
    vars(context)?.borrow().object().iter()
}

fn view(context: Obj<'_, Context>, name: Obj<'static, PyASCIIObject>) -> Result {
    vars(context)?.borrow().object().call_method(name, &[])?.borrow().iter()
}

/// Enters the context, calls, and leaves it. C: `context_run`, `PyContext_Enter`,
/// `PyContext_Exit`.
fn context_run(context: Obj<'_, Context>, arguments: &Arguments<'_>) -> Result {
    let [function, rest @ ..] = arguments.rest() else {
        return Err(raise(&TYPE_ERROR, "run() missing 1 required positional argument"));
    };
    if context.entered.get() {
        let shown = context.object().repr()?;
        let message = format_args!("cannot enter context: {shown} is already entered");
        return Err(raise(&RUNTIME_ERROR, message));
    }
    let (rest, keywords) = (tuple::of(rest)?, arguments.keyword_dict()?);
    context.prev.set(exchange(Some(context.to_ref())));
    context.entered.set(true);
    let keywords = keywords.as_ref().map(|keywords| keywords.borrow());
    let result = function.call_tuple(rest.borrow(), keywords);
    context.entered.set(false);
    drop(exchange(context.prev.replace(None)));
    result
}
// ANCHOR_END: context

// ANCHOR: variable
extern "C" fn var_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(name, /, *, default=None)");
    SIGNATURE.bind("ContextVar", Given::of_tuple(arguments, keywords), |arguments| {
        let Some(name) = arguments[0].downcast::<PyASCIIObject>() else {
            return Err(raise(&TYPE_ERROR, "context variable name must be a str"));
        };
        let var = memory::create(CONTEXT_VAR.as_type(), |ob_base| ContextVar {
            ob_base,
            name: Field::new(Some(name.to_ref())),
            default: Field::new(arguments.get(1).map(Obj::to_ref)),
            _cached: [0; 3],
            hash: Cell::new(0),
        })?;
        // Addresses are multiples of 16. C: `_Py_HashPointer`, `contextvar_generate_hash`.
        let address = var.borrow().as_ptr().addr().get().rotate_right(4) as isize;
        let hash = name.object().hash()? ^ address;
        var.hash.set(if hash == -1 { -2 } else { hash });
        Ok(var.object())
    })
}

fn var_get(var: Obj<'_, ContextVar>, arguments: &Arguments<'_>) -> Result {
    let value = match CURRENT.get() {
        // SAFETY: the thread owns a reference.
        Some(current) => value_in(unsafe { Obj::from_ptr(current) }, var)?,
        None => None,
    };
    let default = || arguments.get(0).map(Obj::to_ref).or_else(|| var.default.get());
    match value.or_else(default) {
        Some(value) => Ok(value),
        None => Err(errors::raise_object(&LOOKUP_ERROR, var.object().to_ref())),
    }
}

fn var_set(var: Obj<'_, ContextVar>, value: Obj<'_>) -> Result {
    let context = current()?;
    let old = value_in(context.borrow(), var)?;
    let token = memory::create(TOKEN.as_type(), |ob_base| Token {
        ob_base,
        ctx: Field::new(Some(context.clone())),
        var: Field::new(Some(var.to_ref())),
        oldval: Field::new(old),
        used: Cell::new(false),
    })?;
    own_vars(context.borrow())?.borrow().set_with_hash(var.object(), var.hash.get(), value)?;
    Ok(token.object())
}

fn var_reset(var: Obj<'_, ContextVar>, token: Obj<'_>) -> Result {
    let Some(of) = token.downcast_exact::<Token>() else {
        let token = token.repr()?;
        let message = format_args!("expected an instance of Token, got {token}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let refuse = |error: &'static StaticType, why: &str| -> Result {
        let token = token.repr()?;
        Err(raise(error, format_args!("{token} {why}")))
    };
    if of.used.get() {
        return refuse(&RUNTIME_ERROR, "has already been used once");
    }
    if !of.var.get().is_some_and(|of| of.borrow().is(var)) {
        return refuse(&VALUE_ERROR, "was created by a different ContextVar");
    }
    let context = current()?;
    if !of.ctx.get().is_some_and(|of| of.borrow().is(context.borrow())) {
        return refuse(&VALUE_ERROR, "was created in a different Context");
    }
    of.used.set(true);
    let vars = own_vars(context.borrow())?;
    match of.oldval.get() {
        Some(old) => vars.borrow().set_with_hash(var.object(), var.hash.get(), old.borrow())?,
        None => {
            if vars.borrow().take_with_hash(var.object(), var.hash.get())?.is_none() {
                return Err(errors::raise_object(&LOOKUP_ERROR, var.object().to_ref()));
            }
        }
    }
    nothing()
}

extern "C" fn var_repr(var: Obj<'_, ContextVar>) -> Result {
    let mut text = ReprBuilder::default();
    text.push("<ContextVar name=");
    if let Some(name) = var.name.get() {
        text.push_repr(name.borrow().object())?;
    }
    if let Some(default) = var.default.get() {
        text.push(" default=");
        text.push_repr(default.borrow())?;
    }
    text.push(&format!(" at {:p}>", var.as_ptr()));
    Ok(text.finish()?.object())
}

extern "C" fn token_new(_: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Err(raise(&RUNTIME_ERROR, "Tokens can only be created by ContextVars"))
}

extern "C" fn token_repr(token: Obj<'_, Token>) -> Result {
    let mut text = ReprBuilder::default();
    text.push(if token.used.get() { "<Token used var=" } else { "<Token var=" });
    if let Some(var) = token.var.get() {
        text.push_repr(var.borrow().object())?;
    }
    text.push(&format!(" at {:p}>", token.as_ptr()));
    Ok(text.finish()?.object())
}
// ANCHOR_END: variable
