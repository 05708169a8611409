//! `groupby`: neighbours with equal keys, as iterators that share one source.
//!
//! CPython: `Modules/itertoolsmodule.c` (`groupbyobject`, `_grouperobject`, `groupby_step`).
//!
//! Invariant: a group yields only while it is the last that was given out; who goes on to the
//! next group ends it.

use super::{iterator_rows, reduce, set_state};
use crate::prelude::*;
use object_model::runtime::builtin;

// ANCHOR: layout
native_object! {
    /// C: `groupbyobject`.
    pub(crate) struct Groupby of GROUPBY, 64 bytes {
        refs { it: Field, keyfunc: Field, tgtkey: Field, currkey: Field, currvalue: Field, }
        /// Which group may yield; only compared.
        currgrouper: Cell<*const Grouper>,
    }
}

native_object! {
    /// C: `_grouperobject`.
    pub(crate) struct Grouper of GROUPER, 32 bytes {
        refs { parent: Field<Groupby>, tgtkey: Field, }
    }
}

const SIGNATURE: Signature = Signature::parse("(iterable, key=None)");

/// `itertools.groupby`.
pub(crate) static GROUPBY: StaticType = StaticType::new(Table::<Groupby> {
    tp_name: c"itertools.groupby",
    signature: SIGNATURE.text,
    tp_doc: "Pairs of a key and an iterator over the neighbours that have it.",
    tp_clear: Some(Groupby::clear_fields),
    tp_new: Some(groupby_new),
    tp_methods: &[reduce(groupby_reduce), set_state(groupby_setstate)],
    ..iterator_rows!(Groupby, groupby_next)
});

/// `itertools._grouper`.
pub(crate) static GROUPER: StaticType = StaticType::new(Table::<Grouper> {
    tp_name: c"itertools._grouper",
    tp_flags: flags::HAVE_GC,
    tp_clear: Some(Grouper::clear_fields),
    tp_new: Some(grouper_new),
    tp_methods: &[reduce(grouper_reduce)],
    ..iterator_rows!(Grouper, grouper_next)
});
// ANCHOR_END: layout

// ANCHOR: groupby
extern "C" fn groupby_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    SIGNATURE.bind("groupby", Given::of_tuple(arguments, keywords), |arguments| {
        let it = arguments[0].iter()?;
        let groupby = memory::create(class, |ob_base| Groupby {
            ob_base,
            it: Field::new(Some(it)),
            keyfunc: Field::new(Some(arguments.get(1).unwrap_or(none()).to_ref())),
            tgtkey: Field::NULL,
            currkey: Field::NULL,
            currvalue: Field::NULL,
            currgrouper: Cell::new(std::ptr::null()),
        })?;
        Ok(groupby.object())
    })
}

/// Takes the next value and its key; says whether there was one.
fn step(groupby: Obj<'_, Groupby>) -> Result<bool> {
    let Some(it) = groupby.it.get() else {
        return Ok(false);
    };
    let Some(value) = it.borrow().next()? else {
        return Ok(false);
    };
    let function = or_none(&groupby.keyfunc);
    let key = match function.borrow().is_none() {
        true => value.clone(),
        false => function.borrow().call_one(value.borrow())?,
    };
    let old = groupby.currvalue.replace(Some(value));
    groupby.currkey.set(Some(key));
    drop(old);
    Ok(true)
}

fn groupby_next(groupby: Obj<'_, Groupby>) -> Result<Option<Ref>> {
    groupby.currgrouper.set(std::ptr::null());
    loop {
        match (groupby.currkey.get(), groupby.tgtkey.get()) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(current), Some(target)) => {
                if !target.borrow().compare_bool(current.borrow(), Comparison::Equal)? {
                    break;
                }
            }
        }
        if !step(groupby)? {
            return Ok(None);
        }
    }
    let key = or_none(&groupby.currkey);
    groupby.tgtkey.set(Some(key.clone()));
    let group = group(groupby, key.clone())?;
    Ok(Some(pack([key, group])?))
}

fn groupby_reduce(groupby: Obj<'_, Groupby>) -> Result {
    let arguments = pack([or_none(&groupby.it), or_none(&groupby.keyfunc)])?;
    let state = (groupby.currkey.get(), groupby.currvalue.get(), groupby.tgtkey.get());
    match state {
        (Some(key), Some(value), Some(target)) => {
            pack([class_of(groupby), arguments, pack([key, value, target])?])
        }
        _ => pack([class_of(groupby), arguments]),
    }
}

fn groupby_setstate(groupby: Obj<'_, Groupby>, state: Obj<'_>) -> Result {
    let items = state_items(state, 3, 3)?;
    groupby.currkey.set(Some(items[0].to_ref()));
    groupby.currvalue.set(Some(items[1].to_ref()));
    groupby.tgtkey.set(Some(items[2].to_ref()));
    nothing()
}
// ANCHOR_END: groupby

// ANCHOR: grouper
/// C: `_grouper_create`.
fn group(parent: Obj<'_, Groupby>, key: Ref) -> Result {
    let group = memory::create(GROUPER.as_type(), |ob_base| Grouper {
        ob_base,
        parent: Field::new(Some(parent.to_ref())),
        tgtkey: Field::new(Some(key)),
    })?;
    parent.currgrouper.set(group.borrow().as_ptr().as_ptr());
    Ok(group.object())
}

extern "C" fn grouper_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(parent, tgtkey, /)");
    let given = given_to_new(class, &GROUPER, arguments, keywords);
    SIGNATURE.bind("_grouper", given, |arguments| {
        let Some(parent) = arguments[0].downcast::<Groupby>() else {
            let kind = type_name(arguments[0]);
            let message =
                format_args!("_grouper() argument 1 must be itertools.groupby, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        };
        group(parent, arguments[1].to_ref())
    })
}

/// The parent, if this is the group that may yield.
fn parent_of_last(group: Obj<'_, Grouper>) -> Option<Ref<Groupby>> {
    let parent = group.parent.get()?;
    let is_last = std::ptr::eq(parent.currgrouper.get(), group.as_ptr().as_ptr());
    is_last.then_some(parent)
}

fn grouper_next(group: Obj<'_, Grouper>) -> Result<Option<Ref>> {
    let Some(parent) = parent_of_last(group) else {
        return Ok(None);
    };
    if parent.currvalue.is_null() && !step(parent.borrow())? {
        return Ok(None);
    }
    let (target, current) = (or_none(&group.tgtkey), or_none(&parent.currkey));
    if !target.borrow().compare_bool(current.borrow(), Comparison::Equal)? {
        return Ok(None);
    }
    let value = parent.currvalue.replace(None);
    parent.currkey.clear();
    Ok(value)
}

fn grouper_reduce(group: Obj<'_, Grouper>) -> Result {
    match parent_of_last(group) {
        Some(parent) => pack([class_of(group), pack([parent.object(), or_none(&group.tgtkey)])?]),
        None => pack([builtin("iter")?, pack([tuple::of(&[])?.object()])?]),
    }
}
// ANCHOR_END: grouper
