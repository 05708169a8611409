//! The format mini-language: what stands behind the colon in `f"{x:>10,.2f}"`.
//!
//! CPython: `Python/formatter_unicode.c`.
//!
//! [`specification`] reads a format specification. [`number`] lays a number out: padding, sign,
//! prefix, digits with their [`grouping`], fraction. [`integer`], [`float`], [`complex`] and
//! [`text`] are what each type makes of a specification, [`object`] what makes it `__format__`.
//! Characters are code points in `u32`s, since a string of Python's may hold surrogates, which a
//! `char` can't be.
//! ```
//! use object_model::types::format::{FormatSpec, Locale, code_points, format_float};
//!
//! let spec = FormatSpec::for_number(&code_points(">12,.2f"), "float").unwrap();
//! let mut output = Vec::new();
//! format_float(1234567.891, &spec, "float", &Locale::C, &mut output).unwrap();
//! assert_eq!(output, code_points("1,234,567.89"));
//! ```

pub mod specification;
pub mod output;
pub mod grouping;
pub mod number;
pub mod text;
pub mod integer;
pub mod float;
pub mod complex;
pub mod object;

#[cfg(test)]
mod tests;

pub use complex::format_complex;
pub use float::format_float;
pub use grouping::Locale;
pub use integer::format_int;
pub(crate) use object::format_object;
pub use output::Output;
pub use specification::{
    Alignment, FormatError, FormatSpec, Formatted, Separator, Sign, code_points,
};
pub use text::{TextLayout, format_text};
