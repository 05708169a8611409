//! Private names: `__name` in a class is `_Class__name`.
//!
//! CPython: `_Py_Mangle` in `Python/compile.c`.

use std::borrow::Cow;

// ANCHOR: mangle
/// What a name is called inside of the class `private`. C: `_Py_Mangle`.
pub fn mangle<'a>(private: Option<&str>, name: &'a str) -> Cow<'a, str> {
    let Some(class) = private else { return Cow::Borrowed(name) };
    // Neither `__init__` nor the dotted name of an import is private.
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    match class.trim_start_matches('_') {
        "" => Cow::Borrowed(name),
        class => Cow::Owned(format!("_{class}{name}")),
    }
}
// ANCHOR_END: mangle

#[cfg(test)]
mod tests {
    use super::mangle;

    #[test]
    fn only_private_names_change() {
        for (class, name, expected) in [
            (Some("C"), "__x", "_C__x"),
            (Some("__C_"), "__x", "_C___x"),
            (Some("__"), "__x", "__x"),
            (Some("C"), "__x__", "__x__"),
            (Some("C"), "___", "___"),
            (Some("C"), "__x_", "_C__x_"),
            (Some("C"), "__a.b", "__a.b"),
            (Some("C"), "_x", "_x"),
            (Some("Ä"), "__ö", "_Ä__ö"),
            (None, "__x", "__x"),
        ] {
            assert_eq!(mangle(class, name), expected);
        }
    }
}
