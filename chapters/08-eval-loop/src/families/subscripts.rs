//! `x[y]` and what stands between the brackets.

use compiler::opcode::Opcode;

use crate::context::{Context, Next};
use crate::families::caches;
use crate::objects::values;

/// ( container key -- container[key] )
pub(crate) fn BINARY_SUBSCR(context: &mut Context, _: u32) -> Next {
    context.jump(const { caches(Opcode::BINARY_SUBSCR) });
    let (key, container) = (context.pop(), context.pop());
    container.borrow().get_item(key.borrow()).map(|value| context.push(value)).into()
}

/// ( value container key -- )
pub(crate) fn STORE_SUBSCR(context: &mut Context, _: u32) -> Next {
    context.jump(const { caches(Opcode::STORE_SUBSCR) });
    let (key, container, value) = (context.pop(), context.pop(), context.pop());
    container.borrow().set_item(key.borrow(), Some(value.borrow())).into()
}

/// ( container key -- )
pub(crate) fn DELETE_SUBSCR(context: &mut Context, _: u32) -> Next {
    let (key, container) = (context.pop(), context.pop());
    container.borrow().set_item(key.borrow(), None).into()
}

/// ( start stop [step] -- slice )
pub(crate) fn BUILD_SLICE(context: &mut Context, count: u32) -> Next {
    let step = (count == 3).then(|| context.pop());
    let (stop, start) = (context.pop(), context.pop());
    values::slice(start, stop, step).map(|slice| context.push(slice)).into()
}
