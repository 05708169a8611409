//! `_sre`: the engine behind `re`.
//!
//! CPython: `Modules/_sre/sre.c`, `sre_lib.h`. The code that the engine runs is compiled in
//! Python, by `Lib/re/_compiler.py`.
//!
//! # Reading order
//! - [`opcode`], the numbers that the compiler and the engine agree on;
//! - [`category`], what a character is: a digit, of a set, the same in lower case;
//! - [`validate`], which refuses code that the compiler can't have written;
//! - [`engine`], the matcher, and [`search`], which finds a place to begin;
//! - [`subject`], what is searched; [`pattern`], [`match_`] and [`scanner`], the objects.

mod category;
mod engine;
mod match_;
mod opcode;
mod pattern;
mod scanner;
mod search;
mod subject;
mod validate;

use crate::prelude::*;

/// `_sre`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_sre",
    doc: "",
    functions: &[
        Method::new(
            c"compile",
            "($module, /, pattern, flags, code, groups, groupindex,\n        indexgroup)",
            pattern::compile,
            "A pattern object of what the compiler has made of a pattern.",
        ),
        Method::none(
            c"getcodesize",
            "($module, /)",
            |_| integer(4),
            "How many bytes a word of code has.",
        ),
        Method::one(
            c"ascii_iscased",
            "($module, character, /)",
            |_, character| {
                let code = c_int(character)? as u32;
                boolean(u8::try_from(code).is_ok_and(|byte| byte.is_ascii_alphabetic()))
            },
            "Whether the ASCII character has another case.",
        ),
        Method::one(
            c"unicode_iscased",
            "($module, character, /)",
            |_, character| {
                let code = c_int(character)? as u32;
                let differs = code != category::lower_unicode(code);
                boolean(differs || code != category::upper_unicode(code))
            },
            "Whether the character has another case.",
        ),
        Method::one(
            c"ascii_tolower",
            "($module, character, /)",
            |_, character| integer(category::lower_ascii(c_int(character)? as u32).into()),
            "The ASCII character in lower case.",
        ),
        Method::one(
            c"unicode_tolower",
            "($module, character, /)",
            |_, character| integer(category::lower_unicode(c_int(character)? as u32).into()),
            "The character in lower case.",
        ),
    ],
    constants: &[
        ("MAGIC", Constant::Int(opcode::MAGIC)),
        ("CODESIZE", Constant::Int(4)),
        ("MAXREPEAT", Constant::Int(opcode::MAX_REPEAT as i64)),
        ("MAXGROUPS", Constant::Int(opcode::MAX_GROUPS as i64)),
        ("copyright", Constant::Str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ")),
    ],
    execute: Some(|_| {
        for ob_type in [&pattern::PATTERN, &match_::MATCH, &scanner::SCANNER] {
            object_model::runtime::make_ready(ob_type);
            show_module(ob_type)?;
        }
        Ok(())
    }),
    ..ModuleDefinition::NONE
};
