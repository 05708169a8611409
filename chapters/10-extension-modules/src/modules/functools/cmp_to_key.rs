//! `cmp_to_key`: values that compare as an old comparison function says.
//!
//! CPython: `Modules/_functoolsmodule.c` (`keyobject`).

use crate::prelude::*;

// ANCHOR: key_wrapper
native_object! {
    /// Without an object it is the key function, with one the key. C: `keyobject`.
    pub(crate) struct KeyWrapper of KEY_WRAPPER, 32 bytes {
        refs { cmp: Field, object: Field, }
    }
}

/// `functools.KeyWrapper`.
pub(crate) static KEY_WRAPPER: StaticType = StaticType::new(Table::<KeyWrapper> {
    tp_name: c"functools.KeyWrapper",
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<KeyWrapper>),
    tp_call: Some(call),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(KeyWrapper::visit),
    tp_clear: Some(KeyWrapper::clear_fields),
    tp_richcompare: Some(compare),
    tp_members: &[PyMemberDef::new(
        c"obj",
        MemberKind::Object,
        offset_of!(KeyWrapper, object),
        c"The value that is compared.",
    )],
    ..Table::NONE
});

fn make(cmp: Option<Ref>, object: Option<Ref>) -> Result {
    let wrapper = memory::create(KEY_WRAPPER.as_type(), |ob_base| KeyWrapper {
        ob_base,
        cmp: Field::new(cmp),
        object: Field::new(object),
    })?;
    Ok(wrapper.object())
}

/// `functools.cmp_to_key`.
pub(super) fn cmp_to_key(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    make(Some(arguments[0].to_ref()), None)
}

extern "C" fn call(
    wrapper: Obj<'_, KeyWrapper>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(obj)");
    SIGNATURE.bind("K", Given::of_tuple(arguments, keywords), |arguments| {
        make(wrapper.cmp.get(), Some(arguments[0].to_ref()))
    })
}

extern "C" fn compare(left: Obj<'_, KeyWrapper>, right: Obj<'_>, comparison: i32) -> Result {
    let (Some(right), Some(comparison)) =
        (right.downcast_exact::<KeyWrapper>(), Comparison::of(comparison))
    else {
        return Err(raise(&TYPE_ERROR, "other argument must be K instance"));
    };
    let (Some(x), Some(y)) = (left.object.get(), right.object.get()) else {
        return Err(raise(&ATTRIBUTE_ERROR, "object"));
    };
    let answer = held(&left.cmp).borrow().call(&[x.borrow(), y.borrow()])?;
    answer.borrow().compare(integer(0)?.borrow(), comparison)
}
// ANCHOR_END: key_wrapper
