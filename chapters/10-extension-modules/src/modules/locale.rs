//! `_locale`: the conventions of the user's language and country.
//!
//! CPython: `Modules/_localemodule.c`.

use std::ffi::{CStr, CString};

use object_model::types::type_::TYPE;

use crate::convert::{bad_argument, decode_file_name, encode_file_name, to_c_int, to_c_string};
use crate::modules::io::text::locale_encoding;
use crate::prelude::*;
use crate::system::Errno;

// ANCHOR: module
/// `_locale`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_locale",
    doc: "The conventions of the user's language and country.",
    functions: &[
        Method::new(
            c"setlocale",
            "($module, category, locale=<unrepresentable>, /)",
            setlocale,
            "Sets conventions, or says which they are.",
        ),
        Method::none(c"localeconv", "($module, /)", localeconv, "How numbers and money look."),
        Method::new(
            c"strcoll",
            "($module, os1, os2, /)",
            |_, given| {
                let (first, second) = (
                    c_text(given[0], "strcoll", "argument 1")?,
                    c_text(given[1], "strcoll", "argument 2")?,
                );
                // SAFETY: C strings.
                integer(unsafe { strcoll(first.as_ptr(), second.as_ptr()) }.into())
            },
            "Which of two texts comes first.",
        ),
        Method::one(c"strxfrm", "($module, string, /)", transform, "A text that compares as it."),
        Method::one(c"nl_langinfo", "($module, key, /)", language, "A word of the language."),
        Method::one(
            c"gettext",
            "($module, msg, /)",
            |_, message| {
                let message = c_text(message, "gettext", "argument")?;
                // SAFETY: a C string; so is the answer.
                unsafe { answer(gettext(message.as_ptr())) }
            },
            "A message in the user's language.",
        ),
        Method::new(
            c"dgettext",
            "($module, domain, msg, /)",
            |_, given| {
                let domain = optional(given[0], "dgettext", "argument 1")?;
                let message = c_text(given[1], "dgettext", "argument 2")?;
                // SAFETY: C strings, or a null; the answer is one.
                unsafe { answer(dgettext(pointer(&domain), message.as_ptr())) }
            },
            "A message of a program in the user's language.",
        ),
        Method::new(
            c"dcgettext",
            "($module, domain, msg, category, /)",
            |_, given| {
                let domain = optional(given[0], "dcgettext", "argument 1")?;
                let message = c_text(given[1], "dcgettext", "argument 2")?;
                let category = to_c_int(given[2])?;
                // SAFETY: C strings, or a null; the answer is one.
                unsafe { answer(dcgettext(pointer(&domain), message.as_ptr(), category)) }
            },
            "The same for a category.",
        ),
        Method::one(
            c"textdomain",
            "($module, domain, /)",
            |_, domain| {
                let domain = optional(domain, "textdomain", "argument")?;
                // SAFETY: a C string, or a null; the answer is one, or a null.
                unsafe { or_error(textdomain(pointer(&domain))) }
            },
            "Sets the program whose messages are meant.",
        ),
        Method::new(
            c"bindtextdomain",
            "($module, domain, dir, /)",
            |_, given| {
                let domain = c_text(given[0], "bindtextdomain", "argument 1")?;
                if domain.is_empty() {
                    return Err(error("domain must be a non-empty string"));
                }
                let directory = match given[1].is_none() {
                    true => None,
                    false => {
                        let path = crate::convert::path_bytes(given[1])?;
                        Some(to_c_string(path.borrow().bytes()))
                    }
                };
                // SAFETY: C strings, or a null; the answer is one, or a null.
                unsafe { or_error(bindtextdomain(domain.as_ptr(), pointer(&directory))) }
            },
            "Says where the messages of a program are.",
        ),
        Method::new(
            c"bind_textdomain_codeset",
            "($module, domain, codeset, /)",
            |_, given| {
                let domain = c_text(given[0], "bind_textdomain_codeset", "argument 1")?;
                let codeset = optional(given[1], "bind_textdomain_codeset", "argument 2")?;
                // SAFETY: C strings, or a null; the answer is one, or a null.
                let set = unsafe { bind_textdomain_codeset(domain.as_ptr(), pointer(&codeset)) };
                // SAFETY: as above.
                if set.is_null() { nothing() } else { unsafe { answer(set) } }
            },
            "Says in which encoding messages come.",
        ),
        Method::none(
            c"getencoding",
            "($module, /)",
            |_| text(&locale_encoding()),
            "The encoding of the user's locale.",
        ),
    ],
    constants: &[
        ("ABDAY_1", Constant::Int(131072)),
        ("ABDAY_2", Constant::Int(131073)),
        ("ABDAY_3", Constant::Int(131074)),
        ("ABDAY_4", Constant::Int(131075)),
        ("ABDAY_5", Constant::Int(131076)),
        ("ABDAY_6", Constant::Int(131077)),
        ("ABDAY_7", Constant::Int(131078)),
        ("ABMON_1", Constant::Int(131086)),
        ("ABMON_10", Constant::Int(131095)),
        ("ABMON_11", Constant::Int(131096)),
        ("ABMON_12", Constant::Int(131097)),
        ("ABMON_2", Constant::Int(131087)),
        ("ABMON_3", Constant::Int(131088)),
        ("ABMON_4", Constant::Int(131089)),
        ("ABMON_5", Constant::Int(131090)),
        ("ABMON_6", Constant::Int(131091)),
        ("ABMON_7", Constant::Int(131092)),
        ("ABMON_8", Constant::Int(131093)),
        ("ABMON_9", Constant::Int(131094)),
        ("ALT_DIGITS", Constant::Int(131119)),
        ("AM_STR", Constant::Int(131110)),
        ("CHAR_MAX", Constant::Int(127)),
        ("CODESET", Constant::Int(14)),
        ("CRNCYSTR", Constant::Int(262159)),
        ("DAY_1", Constant::Int(131079)),
        ("DAY_2", Constant::Int(131080)),
        ("DAY_3", Constant::Int(131081)),
        ("DAY_4", Constant::Int(131082)),
        ("DAY_5", Constant::Int(131083)),
        ("DAY_6", Constant::Int(131084)),
        ("DAY_7", Constant::Int(131085)),
        ("D_FMT", Constant::Int(131113)),
        ("D_T_FMT", Constant::Int(131112)),
        ("ERA", Constant::Int(131116)),
        ("ERA_D_FMT", Constant::Int(131118)),
        ("ERA_D_T_FMT", Constant::Int(131120)),
        ("ERA_T_FMT", Constant::Int(131121)),
        ("LC_ALL", Constant::Int(6)),
        ("LC_COLLATE", Constant::Int(3)),
        ("LC_CTYPE", Constant::Int(0)),
        ("LC_MESSAGES", Constant::Int(5)),
        ("LC_MONETARY", Constant::Int(4)),
        ("LC_NUMERIC", Constant::Int(1)),
        ("LC_TIME", Constant::Int(2)),
        ("MON_1", Constant::Int(131098)),
        ("MON_10", Constant::Int(131107)),
        ("MON_11", Constant::Int(131108)),
        ("MON_12", Constant::Int(131109)),
        ("MON_2", Constant::Int(131099)),
        ("MON_3", Constant::Int(131100)),
        ("MON_4", Constant::Int(131101)),
        ("MON_5", Constant::Int(131102)),
        ("MON_6", Constant::Int(131103)),
        ("MON_7", Constant::Int(131104)),
        ("MON_8", Constant::Int(131105)),
        ("MON_9", Constant::Int(131106)),
        ("NOEXPR", Constant::Int(327681)),
        ("PM_STR", Constant::Int(131111)),
        ("RADIXCHAR", Constant::Int(65536)),
        ("THOUSEP", Constant::Int(65537)),
        ("T_FMT", Constant::Int(131114)),
        ("T_FMT_AMPM", Constant::Int(131115)),
        ("YESEXPR", Constant::Int(327680)),
        ("_DATE_FMT", Constant::Int(131180)),
    ],
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

unsafe extern "C" {
    fn strcoll(first: *const libc::c_char, second: *const libc::c_char) -> i32;
    fn strxfrm(to: *mut libc::c_char, from: *const libc::c_char, size: usize) -> usize;
    fn gettext(message: *const libc::c_char) -> *const libc::c_char;
    fn dgettext(domain: *const libc::c_char, message: *const libc::c_char) -> *const libc::c_char;
    fn dcgettext(
        domain: *const libc::c_char,
        message: *const libc::c_char,
        category: i32,
    ) -> *const libc::c_char;
    fn textdomain(domain: *const libc::c_char) -> *const libc::c_char;
    fn bindtextdomain(
        domain: *const libc::c_char,
        directory: *const libc::c_char,
    ) -> *const libc::c_char;
    fn bind_textdomain_codeset(
        domain: *const libc::c_char,
        codeset: *const libc::c_char,
    ) -> *const libc::c_char;
}

/// `locale.Error`, made when the module is.
static ERROR: Global<Field> = Global::new(Field::NULL);

fn execute(module: Module<'_>) -> Result<()> {
    if ERROR.is_null() {
        let bases = tuple::of(&[errors::EXCEPTION.as_type().object()])?;
        let dict = dict::new()?;
        let module_name = text("locale")?;
        dict.borrow().set_item(name!("__module__").object(), module_name.borrow())?;
        let name = text("Error")?;
        let class = TYPE.as_type().object().call(&[
            name.borrow(),
            bases.borrow().object(),
            dict.borrow().object(),
        ])?;
        ERROR.set(Some(class));
    }
    module.add("Error", held(&ERROR))
}

#[cold]
fn error(message: &str) -> Raised {
    let raise_it = || -> Result<Raised> {
        let exception = held(&ERROR).borrow().call_one(text(message)?.borrow())?;
        Ok(match exception.downcast::<errors::PyBaseExceptionObject>() {
            Ok(exception) => errors::raise_instance(exception),
            Err(_) => raise(&TYPE_ERROR, "exceptions must derive from BaseException"),
        })
    };
    raise_it().unwrap_or_else(|raised| raised)
}
// ANCHOR_END: module

// ANCHOR: texts
fn c_text(given: Obj<'_>, function: &str, argument: &str) -> Result<CString> {
    let Some(given_text) = given.downcast::<PyASCIIObject>() else {
        return Err(bad_argument(function, argument, "str", given));
    };
    let encoded = encode_file_name(given_text)?;
    match encoded.borrow().bytes().contains(&0) {
        true => Err(raise(&VALUE_ERROR, "embedded null character")),
        false => Ok(to_c_string(encoded.borrow().bytes())),
    }
}

fn optional(given: Obj<'_>, function: &str, argument: &str) -> Result<Option<CString>> {
    match given.is_none() {
        true => Ok(None),
        false if given.downcast::<PyASCIIObject>().is_none() => {
            Err(bad_argument(function, argument, "str or None", given))
        }
        false => c_text(given, function, argument).map(Some),
    }
}

fn pointer(text: &Option<CString>) -> *const libc::c_char {
    text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr())
}

/// # Safety
/// A C string.
unsafe fn answer(text: *const libc::c_char) -> Result {
    // SAFETY: the caller's word.
    Ok(decode_file_name(unsafe { CStr::from_ptr(text) }.to_bytes())?.object())
}

/// # Safety
/// A C string, or a null after an error of the system's.
unsafe fn or_error(text: *const libc::c_char) -> Result {
    match text.is_null() {
        true => Err(Errno::last().raise()),
        // SAFETY: the caller's word.
        false => unsafe { answer(text) },
    }
}
// ANCHOR_END: texts

// ANCHOR: functions
fn setlocale(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let category = to_c_int(given[0])?;
    let wanted = match given.get(1) {
        Some(wanted) => optional(wanted, "setlocale", "argument 2")?,
        None => None,
    };
    // SAFETY: a C string, or a null. The lock of the interpreter is held, and what runs without
    // it asks for no conventions but those of the encoding.
    let set = unsafe { libc::setlocale(category, pointer(&wanted)) };
    match (set.is_null(), wanted) {
        (true, Some(_)) => Err(error("unsupported locale setting")),
        (true, None) => Err(error("locale query failed")),
        // SAFETY: a C string.
        (false, _) => unsafe { answer(set) },
    }
}

/// A row of sizes, as `localeconv` has them.
fn grouping(sizes: *const libc::c_char) -> Result {
    let list = list::new()?;
    // SAFETY: a C string.
    let sizes = unsafe { CStr::from_ptr(sizes) }.to_bytes();
    for size in sizes {
        list.borrow().push(integer((*size).into())?)?;
        if *size == libc::c_char::MAX as u8 {
            return Ok(list.object());
        }
    }
    if !sizes.is_empty() {
        list.borrow().push(integer(0)?)?;
    }
    Ok(list.object())
}

fn localeconv(_: Module<'_>) -> Result {
    // SAFETY: the struct is the C library's, and changes with the next call of its kind only.
    let conventions = unsafe { &*libc::localeconv() };
    let all = dict::new()?;
    let set = |name: &str, value: Ref| {
        all.borrow().set_item(str::interned(name)?.borrow().object(), value.borrow())
    };
    // SAFETY: C strings.
    let words = |text: *const libc::c_char| unsafe { answer(text) };
    set("int_curr_symbol", words(conventions.int_curr_symbol)?)?;
    set("currency_symbol", words(conventions.currency_symbol)?)?;
    set("mon_decimal_point", words(conventions.mon_decimal_point)?)?;
    set("mon_thousands_sep", words(conventions.mon_thousands_sep)?)?;
    set("mon_grouping", grouping(conventions.mon_grouping)?)?;
    set("positive_sign", words(conventions.positive_sign)?)?;
    set("negative_sign", words(conventions.negative_sign)?)?;
    for (name, number) in [
        ("int_frac_digits", conventions.int_frac_digits),
        ("frac_digits", conventions.frac_digits),
        ("p_cs_precedes", conventions.p_cs_precedes),
        ("p_sep_by_space", conventions.p_sep_by_space),
        ("n_cs_precedes", conventions.n_cs_precedes),
        ("n_sep_by_space", conventions.n_sep_by_space),
        ("p_sign_posn", conventions.p_sign_posn),
        ("n_sign_posn", conventions.n_sign_posn),
    ] {
        set(name, integer(number.into())?)?;
    }
    set("decimal_point", words(conventions.decimal_point)?)?;
    set("thousands_sep", words(conventions.thousands_sep)?)?;
    set("grouping", grouping(conventions.grouping)?)?;
    Ok(all.object())
}

fn transform(_: Module<'_>, given: Obj<'_>) -> Result {
    let from = c_text(given, "strxfrm", "argument")?;
    // SAFETY: a C string; asked how much room it takes, then given so much.
    let to = unsafe {
        let length = strxfrm(std::ptr::null_mut(), from.as_ptr(), 0);
        let mut to = vec![0_u8; length + 1];
        strxfrm(to.as_mut_ptr().cast(), from.as_ptr(), to.len());
        to
    };
    Ok(decode_file_name(to_c_string(&to).to_bytes())?.object())
}

/// Only what has a name here may be asked for. C: `langinfo_constants`.
fn language(_: Module<'_>, key: Obj<'_>) -> Result {
    let key = to_c_int(key)?;
    let not_words = ["LC_", "CHAR_MAX"];
    let is_known = MODULE.constants.iter().any(|(name, number)| {
        !not_words.iter().any(|other| name.starts_with(other))
            && matches!(number, Constant::Int(number) if *number == key.into())
    });
    if !is_known {
        return Err(raise(&VALUE_ERROR, "unsupported langinfo constant"));
    }
    // SAFETY: the answer is a C string, or a null.
    unsafe {
        let word = libc::nl_langinfo(key);
        if word.is_null() { text("") } else { answer(word) }
    }
}
// ANCHOR_END: functions
