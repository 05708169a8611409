//! `defaultdict`: a dict that makes what is missing.
//!
//! CPython: `Modules/_collectionsmodule.c` (`defdictobject`).

use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::types::dict::DICT;
use object_model::types::dict::merge::Existing;
use object_model::types::repr::ReprBuilder;

// ANCHOR: defaultdict
/// C: `defdictobject`.
#[repr(C)]
pub(crate) struct Defaultdict {
    dict: PyDictObject,
    default_factory: Field,
}

const _: () = assert!(size_of::<Defaultdict>() == 56);

// SAFETY: made by dict's `tp_new`, zeroed behind the dict: no factory.
unsafe impl Layout for Defaultdict {
    fn type_object() -> &'static StaticType {
        &DEFAULTDICT
    }
}

type Default<'a> = Obj<'a, Defaultdict>;

/// `collections.defaultdict`.
pub(crate) static DEFAULTDICT: StaticType = StaticType::new(Table::<Defaultdict> {
    tp_name: c"collections.defaultdict",
    tp_doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n\
             A dict that calls a function for the value of a key that isn't there.",
    tp_base: Some(DICT.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(defaultdict_dealloc),
    tp_repr: Some(repr),
    tp_as_number: PyNumberMethods { nb_or: Some(or), ..PyNumberMethods::NONE },
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_init: Some(init),
    tp_alloc: Some(memory::generic_alloc),
    tp_methods: &[
        Method::one(
            c"__missing__",
            "($self, key, /)",
            missing,
            "Called for a key that isn't there: calls the factory and keeps what it returns.",
        )
        .unsigned(),
        Method::none(c"copy", "($self, /)", copy, "A copy with the same factory.").unsigned(),
        Method::none(c"__copy__", "($self, /)", copy, "A copy with the same factory.").unsigned(),
        Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
    ],
    tp_members: &[PyMemberDef::new(
        c"default_factory",
        MemberKind::Object,
        offset_of!(Defaultdict, default_factory),
        c"What is called for a missing key's value.",
    )],
    ..Table::NONE
});

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn defaultdict_dealloc(dict: NonNull<Defaultdict>) {
    // SAFETY: nobody else has the dict; what it is beside a dict goes first.
    unsafe {
        dict.as_ref().default_factory.clear();
        let dealloc = DICT.tp_dealloc.get().expect("a dict can be freed");
        dealloc(dict.cast());
    }
}

fn visit(dict: Default<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&dict.default_factory)?;
    let traverse = DICT.tp_traverse.get().expect("a dict can be gone through");
    visitor.delegate(dict.object(), traverse)
}

extern "C" fn clear(dict: Default<'_>) -> Status {
    dict.default_factory.clear();
    as_dict(dict).clear();
    Ok(())
}

fn as_dict(dict: Default<'_>) -> Obj<'_, PyDictObject> {
    // SAFETY: the struct begins with a dict.
    unsafe { dict.cast() }
}

extern "C" fn init(dict: Default<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let items = Given::of_tuple(arguments, None).positional;
    let factory = items.first().copied();
    if factory.is_some_and(|factory| !factory.is_callable() && !factory.is_none()) {
        return Err(raise(&TYPE_ERROR, "first argument must be callable or None").into());
    }
    let rest = tuple::of(items.get(1..).unwrap_or_default())?;
    let old = dict.default_factory.replace(factory.map(Obj::to_ref));
    let init = DICT.tp_init.get().expect("a dict has an __init__");
    let status = init(dict.object(), rest.borrow().object(), keywords);
    drop(old);
    status
}

fn missing(dict: Default<'_>, key: Obj<'_>) -> Result {
    let factory = or_none(&dict.default_factory);
    if factory.borrow().is_none() {
        return Err(object_model::types::dict::object::key_error(key));
    }
    let value = factory.borrow().call_none()?;
    dict.object().set_item(key, Some(value.borrow()))?;
    Ok(value)
}

/// C: `new_defdict`.
fn make(dict: Default<'_>, content: Obj<'_>) -> Result {
    let factory = or_none(&dict.default_factory);
    class_of(dict).borrow().call(&[factory.borrow(), content])
}

fn copy(dict: Default<'_>) -> Result {
    make(dict, dict.object())
}

fn reduce(dict: Default<'_>) -> Result {
    let factory = or_none(&dict.default_factory);
    let arguments = match factory.borrow().is_none() {
        true => tuple::of(&[])?.object(),
        false => pack([factory])?,
    };
    let items = dict.object().call_method(name!("items"), &[])?.borrow().iter()?;
    pack([class_of(dict), arguments, none().to_ref(), none().to_ref(), items])
}

extern "C" fn repr(dict: Default<'_>) -> Result {
    let dict_repr = DICT.tp_repr.get().expect("a dict has a repr");
    let base = dict_repr(dict.object())?;
    let factory = or_none(&dict.default_factory);
    let factory =
        guard_repr(factory.borrow(), || text("..."), || Ok(factory.borrow().repr()?.object()))?;
    let mut text = ReprBuilder::default();
    text.push(dict.ob_type().short_name());
    text.push("(");
    text.push_str_of(factory.borrow())?;
    text.push(", ");
    text.push_str_of(base.borrow())?;
    text.push(")");
    Ok(text.finish()?.object())
}

extern "C" fn or(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (this, other) = match left.downcast::<Defaultdict>() {
        Some(left) => (Some(left), right),
        None => (right.downcast::<Defaultdict>(), left),
    };
    let (Some(this), Some(_)) = (this, other.downcast::<PyDictObject>()) else {
        return Ok(not_implemented().to_ref());
    };
    let made = make(this, left)?;
    if let Some(made) = made.borrow().downcast::<PyDictObject>() {
        made.merge(right, Existing::Replace)?;
    }
    Ok(made)
}
// ANCHOR_END: defaultdict
