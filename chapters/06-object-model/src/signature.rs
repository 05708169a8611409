//! A text signature, read once by the compiler.
//!
//! CPython: Argument Clinic (`Tools/clinic/clinic.py`), which generates a parser from such a
//! signature ahead of time; `Objects/typeobject.c` (`find_signature`), which shows it.
//!
//! `($self, sub, start=0, /, *, strict=False)`: a first parameter with a `$` is the object
//! itself and isn't counted; `/` ends the parameters that can't be named, `*` begins those that
//! have to be; `*args` and `**kwargs` take the rest; what has a default may be left out. The
//! counts are computed when the table is compiled, so that a call with the right number of
//! positional arguments costs two comparisons.

// ANCHOR: signature
/// What a signature says, in numbers; names are looked up in the text when they are needed.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// As written, parentheses included.
    pub text: &'static str,
    /// Parameters that can't be named.
    pub(crate) positional_only: u8,
    /// Parameters that can be given by position, these included.
    pub(crate) positional: u8,
    /// Of those, how many have no default.
    pub(crate) required: u8,
    /// All that have a name of their own.
    pub(crate) named: u8,
    /// Of those that have to be named, how many have no default.
    pub(crate) required_keywords: u8,
    /// `*args`.
    pub(crate) takes_rest: bool,
    /// `**kwargs`.
    pub(crate) takes_keywords: bool,
    /// Not shown as `__text_signature__`.
    pub(crate) is_hidden: bool,
    /// Errors in the words of `PyArg_ParseTuple`.
    pub(crate) is_parsed: bool,
}

/// No built-in function has more parameters.
pub(crate) const MOST_PARAMETERS: usize = 20;

impl Signature {
    /// Reads a signature.
    ///
    /// # Panics
    /// Where it isn't one: in a table, an error of compilation.
    pub const fn parse(text: &'static str) -> Signature {
        let mut signature = Signature {
            text,
            positional_only: 0,
            positional: 0,
            required: 0,
            named: 0,
            required_keywords: 0,
            takes_rest: false,
            takes_keywords: false,
            is_hidden: false,
            is_parsed: false,
        };
        let bytes = text.as_bytes();
        assert!(bytes.len() >= 2 && bytes[0] == b'(' && bytes[bytes.len() - 1] == b')');
        let mut start = 1;
        let mut only_named = false;
        while let Some((first, end)) = next_parameter(bytes, start) {
            start = end + 1;
            match bytes[first] {
                b'$' => assert!(first == 1, "the object itself comes first"),
                b'/' => signature.positional_only = signature.positional,
                b'*' if first + 1 < end && bytes[first + 1] == b'*' => {
                    signature.takes_keywords = true;
                }
                b'*' => {
                    only_named = true;
                    signature.takes_rest = first + 1 < end;
                }
                _ => {
                    let is_required = !contains(bytes, first, end, b'=');
                    signature.named += 1;
                    if only_named {
                        signature.required_keywords += is_required as u8;
                    } else {
                        assert!(
                            !is_required || signature.required == signature.positional,
                            "no default after one with a default"
                        );
                        signature.positional += 1;
                        signature.required += is_required as u8;
                    }
                }
            }
        }
        assert!(signature.named as usize <= MOST_PARAMETERS, "too many parameters");
        signature
    }

    /// Binds, but isn't shown.
    pub const fn hidden(mut self) -> Signature {
        self.is_hidden = true;
        self
    }

    /// Errors in the words of `PyArg_ParseTuple`.
    pub const fn parsed(mut self) -> Signature {
        self.is_parsed = true;
        self
    }

    /// Whether there are exactly so many parameters, none of which can be named.
    pub(crate) const fn is_exactly(&self, count: u8) -> bool {
        self.named == count
            && self.positional_only == count
            && self.required == count
            && !self.takes_rest
            && !self.takes_keywords
            || (count == 0 && self.named == 0 && !self.takes_rest && !self.takes_keywords)
    }

    /// Whether any argument can be given by name.
    pub(crate) const fn has_names(&self) -> bool {
        self.named > self.positional_only || self.takes_keywords
    }

    /// Whether C gives such a function a tuple and a dict.
    pub(crate) const fn is_old(&self) -> bool {
        self.is_parsed || self.takes_rest
    }

    /// The names of the parameters, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let text = self.text;
        let mut start = 1;
        std::iter::from_fn(move || {
            loop {
                let (first, end) = next_parameter(text.as_bytes(), start)?;
                start = end + 1;
                let parameter = &text[first..end];
                if !parameter.starts_with(['$', '/', '*']) {
                    let name = parameter.split('=').next().unwrap_or(parameter);
                    return Some(name.trim());
                }
            }
        })
    }
}
// ANCHOR_END: signature

/// From where to where the next parameter goes, without space around it.
const fn next_parameter(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while at < bytes.len() && matches!(bytes[at], b' ' | b'\n') {
        at += 1;
    }
    let first = at;
    let mut depth = 0;
    let mut quote = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if quote != 0 {
            if byte == b'\\' {
                at += 1;
            } else if byte == quote {
                quote = 0;
            }
        } else {
            match byte {
                b'\'' | b'"' => quote = byte,
                b'(' | b'[' | b'{' | b'<' => depth += 1,
                b')' if depth == 0 => break,
                b')' | b']' | b'}' | b'>' => depth -= 1,
                b',' if depth == 0 => break,
                _ => {}
            }
        }
        at += 1;
    }
    if at == first { None } else { Some((first, at)) }
}

const fn contains(bytes: &[u8], mut at: usize, end: usize, wanted: u8) -> bool {
    while at < end {
        if bytes[at] == wanted {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_a_signature() {
        let signature = Signature::parse("($self, a, b=(1, ','), /, c=None, *, d, e='=')");
        assert_eq!(
            (signature.positional_only, signature.positional, signature.required),
            (2, 3, 1)
        );
        assert_eq!((signature.named, signature.required_keywords), (5, 1));
        assert_eq!(signature.names().collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
        assert!(Signature::parse("($self, /)").is_exactly(0));
        assert!(Signature::parse("($self, object, /)").is_exactly(1));
        let rest = Signature::parse("(*args, sep=' ', **kwargs)");
        assert!(rest.takes_rest && rest.takes_keywords);
        assert_eq!((rest.positional, rest.named), (0, 1));
    }
}
