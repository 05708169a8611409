//! `_json`: JSON read and written.
//!
//! CPython: `Modules/_json.c`.
//!
//! - [`strings`]: string literals, escaped and read;
//! - [`scanner`]: values from text;
//! - [`encoder`]: text from values.

mod encoder;
mod scanner;
mod strings;

use crate::prelude::*;

/// `_json`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_json",
    doc: "What json calls for each value.",
    functions: &[
        Method::one(
            c"encode_basestring_ascii",
            "($module, string, /)",
            |_, string| strings::encode(string, true),
            "A string literal in which all is ASCII.",
        )
        .unsigned(),
        Method::one(
            c"encode_basestring",
            "($module, string, /)",
            |_, string| strings::encode(string, false),
            "A string literal.",
        )
        .unsigned(),
        Method::new(
            c"scanstring",
            "($module, string, end, strict=True, /)",
            |_, arguments| {
                let end = arguments[1].to_isize()?;
                let strict = arguments.get(2).map_or(Ok(true), Obj::is_true)?;
                let (value, end) = strings::scan(expect_text(arguments[0])?, end, strict)?;
                pack([value, size(end)?])
            },
            "A string from its literal, whose quote stands before end, and where it ends.",
        )
        .unsigned()
        .parsed(),
    ],
    execute: Some(|module| {
        for (name, ob_type) in
            [("make_scanner", &scanner::SCANNER), ("make_encoder", &encoder::ENCODER)]
        {
            object_model::runtime::make_ready(ob_type);
            show_module(ob_type)?;
            module.add(name, ob_type.as_type().object().to_ref())?;
        }
        let own = |name: Obj<'static, PyASCIIObject>| module.object().get_attribute(name);
        encoder::FUNCTIONS[0].set(Some(own(name!("encode_basestring"))?));
        encoder::FUNCTIONS[1].set(Some(own(name!("encode_basestring_ascii"))?));
        Ok(())
    }),
    ..ModuleDefinition::NONE
};

fn expect_text(object: Obj<'_>) -> Result<Obj<'_, PyASCIIObject>> {
    object.downcast::<PyASCIIObject>().ok_or_else(|| {
        let kind = object.ob_type().name().to_owned();
        raise(&TYPE_ERROR, format_args!("first argument must be a string, not {kind}"))
    })
}

/// Raises `json.JSONDecodeError`. C: `raise_errmsg`.
fn decode_error(message: &str, string: Obj<'_, PyASCIIObject>, place: usize) -> Raised {
    let raised = || -> Result<Raised> {
        let class = import("json.decoder")?.borrow().get_attribute(name!("JSONDecodeError"))?;
        let (message, place) = (text(message)?, size(place)?);
        let arguments = [message.borrow(), string.object(), place.borrow()];
        let exception = class.borrow().call(&arguments)?;
        Ok(match exception.downcast::<errors::PyBaseExceptionObject>() {
            Ok(exception) => errors::raise_instance(exception),
            Err(_) => raise(&TYPE_ERROR, "exceptions must derive from BaseException"),
        })
    };
    raised().unwrap_or_else(|raised| raised)
}
