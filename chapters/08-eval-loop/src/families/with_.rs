//! `with` and `async with`.

use object_model::errors::{PyBaseExceptionObject, SYSTEM_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::types::none;
use object_model::types::str::Str;
use object_model::{Obj, Ref, Result};

use crate::context::{Context, Next};

/// ( manager -- exit entered )
pub(crate) fn BEFORE_WITH(context: &mut Context, _: u32) -> Next {
    let names = (name!("__enter__"), name!("__exit__"));
    let manager = context.pop();
    let entered = enter(manager.borrow(), names, "context manager");
    push_entered(context, entered)
}

/// ( manager -- exit awaitable )
pub(crate) fn BEFORE_ASYNC_WITH(context: &mut Context, _: u32) -> Next {
    let names = (name!("__aenter__"), name!("__aexit__"));
    let manager = context.pop();
    let entered = enter(manager.borrow(), names, "asynchronous context manager");
    push_entered(context, entered)
}

fn push_entered(context: &mut Context, entered: Result<(Ref, Ref)>) -> Next {
    entered
        .map(|(exit, value)| {
            context.push(exit);
            context.push(value);
        })
        .into()
}

/// Finds both methods before the first is called, so that what is entered can be left.
fn enter(manager: Obj<'_>, names: (Str<'_>, Str<'_>), protocol: &str) -> Result<(Ref, Ref)> {
    let kind = manager.ob_type().name();
    let lacks = |what: String| {
        let message =
            format_args!("'{kind}' object does not support the {protocol} protocol{what}");
        raise(&TYPE_ERROR, message)
    };
    let enter = manager.lookup_special(names.0)?.ok_or_else(|| lacks(String::new()))?;
    let exit = manager.lookup_special(names.1)?;
    let exit = exit.ok_or_else(|| lacks(format!(" (missed {} method)", names.1)))?;
    let value = enter.borrow().call_none()?;
    Ok((exit, value))
}

/// ( exit instruction before exception -- exit instruction before exception result )
pub(crate) fn WITH_EXCEPT_START(context: &mut Context, _: u32) -> Next {
    let (exit, exception) = (context.peek(4), context.peek(1));
    let call = || {
        let Some(instance) = exception.borrow().downcast::<PyBaseExceptionObject>() else {
            return Err(raise(&SYSTEM_ERROR, "bad argument to internal function"));
        };
        let traceback = instance.traceback.get().unwrap_or_else(|| none().to_ref());
        let class = instance.ob_type().object().to_ref();
        exit.borrow().call(&[class.borrow(), exception.borrow(), traceback.borrow()])
    };
    call().map(|result| context.push(result)).into()
}
