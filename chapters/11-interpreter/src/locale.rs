//! The user's locale, as far as Python asks: whether it is one that says nothing of characters.
//!
//! CPython: `_Py_LegacyLocaleDetected`, `_Py_CoerceLegacyLocale` in `Python/pylifecycle.c`,
//! `preconfig_init_coerce_c_locale` in `Python/preconfig.c` (PEP 538, PEP 540).
//!
//! In the locale `C` text would be ASCII. So Python takes UTF-8 there, and tells the programs that
//! it starts by `LC_CTYPE` to do so too.

use std::env;

/// The locale of characters, as the environment names it.
fn name() -> String {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut set = names.iter().filter_map(|name| env::var(name).ok()).filter(|v| !v.is_empty());
    set.next().unwrap_or_else(|| "C".to_owned())
}

/// C: `_Py_LegacyLocaleDetected`.
pub(crate) fn is_legacy() -> bool {
    matches!(name().as_str(), "C" | "POSIX")
}

/// Whether nothing is known of the user's characters, so that what comes in is kept as it is.
/// C: `get_stdio_errors`.
pub(crate) fn is_lenient() -> bool {
    matches!(name().as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8")
}

/// Makes the locale one with UTF-8, if it is a legacy one and nobody objects.
/// C: `_Py_CoerceLegacyLocale`.
pub(crate) fn coerce(use_environment: bool) {
    let asked = env::var("PYTHONCOERCECLOCALE").ok().filter(|_| use_environment);
    let forced = env::var_os("LC_ALL").is_some_and(|locale| !locale.is_empty());
    if is_legacy() && !forced && asked.as_deref() != Some("0") {
        // SAFETY: the process has one thread yet.
        unsafe { env::set_var("LC_CTYPE", "C.UTF-8") };
        if asked.as_deref() == Some("warn") {
            eprintln!(
                "Python detected LC_CTYPE=C: LC_CTYPE coerced to C.UTF-8 (set another locale or \
                 PYTHONCOERCECLOCALE=0 to disable this locale coercion behavior)."
            );
        }
    }
    // SAFETY: an empty text that ends in NUL; the process has one thread yet.
    unsafe { libc::setlocale(libc::LC_CTYPE, c"".as_ptr()) };
}
