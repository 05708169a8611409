//! From what a call brings to what a function wants: binding arguments to a signature.
//!
//! CPython: `Python/getargs.c` (`_PyArg_UnpackKeywords`, `_PyArg_CheckPositional`,
//! `vgetargs1_impl`, `_PyArg_NoKeywords`). The words of the errors are theirs, and depend on
//! which of the three ways CPython uses for a function: names allowed, positions only, or the
//! older `PyArg_ParseTuple`.
//!
//! Invariant: what an [`Arguments`] hands out is borrowed from the caller, who keeps it alive
//! for the whole call. Nothing is counted up or down, and with positional arguments only
//! nothing is copied.

use std::fmt;
use std::ops::Index;

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::protocol::call::ARGUMENTS_OFFSET;
use crate::signature::{MOST_PARAMETERS, Signature};
use crate::types::dict::{self, PyDictObject};
use crate::types::str::PyASCIIObject;
use crate::types::tuple::{self, PyTupleObject};

// ANCHOR: given
/// What a call brings.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Arguments by position.
    pub positional: &'a [Obj<'a>],
    /// Arguments by name.
    pub keywords: Keywords<'a>,
}

/// Arguments by name, in the two forms that CPython passes them.
#[derive(Debug, Clone, Copy)]
pub enum Keywords<'a> {
    /// There are none.
    None,
    /// A tuple of names and as many values: a vectorcall.
    Names(Obj<'a, PyTupleObject>, &'a [Obj<'a>]),
    /// A dict: `tp_call`, `tp_new`, `tp_init`.
    Dict(Obj<'a, PyDictObject>),
}

impl<'a> Given<'a> {
    /// Positional arguments only.
    pub fn positional(positional: &'a [Obj<'a>]) -> Given<'a> {
        Given { positional, keywords: Keywords::None }
    }

    /// What a vectorcall is given.
    ///
    /// # Safety
    /// There are as many arguments as the count says, and as many behind them as names, which
    /// are a tuple.
    pub unsafe fn of_vectorcall(
        arguments: *const Obj<'a>,
        count_and_flag: usize,
        names: Option<Obj<'a>>,
    ) -> Given<'a> {
        let count = count_and_flag & !ARGUMENTS_OFFSET;
        let slice = |start: usize, count: usize| match count {
            0 => &[][..],
            // SAFETY: the caller's word.
            _ => unsafe { std::slice::from_raw_parts(arguments.add(start), count) },
        };
        // SAFETY: the caller's word.
        let names = names.map(|names| unsafe { names.cast::<PyTupleObject>() });
        let keywords = match names {
            Some(names) if !names.is_empty() => Keywords::Names(names, slice(count, names.len())),
            _ => Keywords::None,
        };
        Given { positional: slice(0, count), keywords }
    }

    /// What `tp_call`, `tp_new` and `tp_init` are given: a tuple, and perhaps a dict.
    pub fn of_tuple(arguments: Obj<'a>, keywords: Option<Obj<'a>>) -> Given<'a> {
        let tuple = arguments.downcast::<PyTupleObject>();
        let positional = tuple.expect("a tuple of arguments").items();
        let keywords = match keywords.and_then(|dict| dict.downcast::<PyDictObject>()) {
            Some(dict) if !dict.is_empty() => Keywords::Dict(dict),
            _ => Keywords::None,
        };
        Given { positional, keywords }
    }
}

impl Given<'_> {
    /// As a tuple and, where there are names, a dict.
    pub fn to_tuple(self) -> Result<(Ref<PyTupleObject>, Option<Ref<PyDictObject>>)> {
        let arguments = tuple::of(self.positional)?;
        let keywords = match self.keywords.is_empty() {
            true => None,
            false => {
                let dict = dict::new()?;
                for (name, value) in self.keywords.iter() {
                    dict.borrow().set_item(name, value)?;
                }
                Some(dict)
            }
        };
        Ok((arguments, keywords))
    }
}

impl<'a> Keywords<'a> {
    /// How many.
    pub fn len(self) -> usize {
        match self {
            Keywords::None => 0,
            Keywords::Names(names, _) => names.items().len(),
            Keywords::Dict(dict) => dict.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Each name with its value.
    pub fn iter(self) -> impl Iterator<Item = (Obj<'a>, Obj<'a>)> {
        let mut position = 0;
        std::iter::from_fn(move || match self {
            Keywords::None => None,
            Keywords::Names(names, values) => {
                let name = *names.items().get(position)?;
                position += 1;
                Some((name, values[position - 1]))
            }
            // SAFETY: nobody changes the keywords of a call while it is bound.
            Keywords::Dict(dict) => unsafe { dict.next(&mut position) },
        })
    }

    /// The argument of that name.
    pub fn get(self, name: &str) -> Option<Obj<'a>> {
        self.iter().find(|(key, _)| is_named(*key, name)).map(|(_, value)| value)
    }
}

fn is_named(key: Obj<'_>, name: &str) -> bool {
    key.downcast::<PyASCIIObject>().is_some_and(|key| key.is_ascii_text(name))
}
// ANCHOR_END: given

// ANCHOR: arguments
/// Arguments in the order of a signature's parameters.
///
/// `arguments[0]` is one that has to be there, `arguments.get(1)` one that may be missing.
#[derive(Debug)]
pub struct Arguments<'a> {
    positional: &'a [Obj<'a>],
    named: [Option<Obj<'a>>; MOST_PARAMETERS],
    rest: &'a [Obj<'a>],
    keywords: Keywords<'a>,
    names: &'static str,
}

impl<'a> Arguments<'a> {
    /// The argument for a parameter, if it was given.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Obj<'a>> {
        match self.positional.get(index) {
            Some(argument) => Some(*argument),
            None => self.named[index],
        }
    }

    /// The argument for a parameter, if it was given and isn't `None`.
    pub fn not_none(&self, index: usize) -> Option<Obj<'a>> {
        self.get(index).filter(|argument| !argument.is_none())
    }

    /// What `*args` takes.
    pub fn rest(&self) -> &'a [Obj<'a>] {
        self.rest
    }

    /// What `**kwargs` takes: the arguments by name that no parameter has taken.
    pub fn keywords(&self) -> impl Iterator<Item = (Obj<'a>, Obj<'a>)> {
        let signature = Signature::parse(self.names);
        self.keywords.iter().filter(move |(key, _)| {
            let names = signature.names().skip(usize::from(signature.positional_only));
            !{ names }.any(|name| is_named(*key, name))
        })
    }
}

impl Arguments<'_> {
    /// What `**kwargs` takes, as a dict; none where there is nothing.
    pub fn keyword_dict(&self) -> Result<Option<Ref<PyDictObject>>> {
        let mut found = None;
        for (name, value) in self.keywords() {
            let dict = match found.take() {
                Some(dict) => dict,
                None => dict::new()?,
            };
            dict.borrow().set_item(name, value)?;
            found = Some(dict);
        }
        Ok(found)
    }
}

impl<'a> Index<usize> for Arguments<'a> {
    type Output = Obj<'a>;

    /// # Panics
    /// Where the signature doesn't demand the argument and it wasn't given.
    #[inline]
    fn index(&self, index: usize) -> &Obj<'a> {
        match self.positional.get(index) {
            Some(argument) => argument,
            None => self.named[index].as_ref().expect("an argument that the signature demands"),
        }
    }
}
// ANCHOR_END: arguments

/// How an error names the type of an argument that has the wrong one. C: `_PyArg_BadArgument`.
pub fn given_type(argument: Obj<'_>) -> &str {
    if argument.is_none() { "None" } else { argument.ob_type().name() }
}

// ANCHOR: bind
impl Signature {
    /// Gives `body` the arguments of a call, in the order of the parameters, or raises what
    /// CPython would. `name` is the function's as messages quote it.
    #[inline]
    pub fn bind<'a, R>(
        &self,
        name: &str,
        given: Given<'a>,
        body: impl FnOnce(&Arguments<'a>) -> Result<R>,
    ) -> Result<R> {
        let mut arguments = Arguments {
            positional: given.positional,
            named: [None; MOST_PARAMETERS],
            rest: &[],
            keywords: given.keywords,
            names: self.text,
        };
        let count = given.positional.len();
        let fits = usize::from(self.required) <= count && count <= usize::from(self.positional);
        if !fits || self.required_keywords != 0 || !matches!(given.keywords, Keywords::None) {
            self.bind_slowly(name, given, &mut arguments)?;
        }
        body(&arguments)
    }

    #[cold]
    fn bind_slowly<'a>(
        &self,
        name: &str,
        given: Given<'a>,
        arguments: &mut Arguments<'a>,
    ) -> Result<()> {
        let most = usize::from(self.positional);
        if self.takes_rest && given.positional.len() > most {
            (arguments.positional, arguments.rest) = given.positional.split_at(most);
        }
        if !self.has_names() {
            if !given.keywords.is_empty() {
                return Err(raise(
                    &TYPE_ERROR,
                    format_args!("{name}() takes no keyword arguments"),
                ));
            }
            return self.check_count(name, arguments.positional.len());
        }
        self.bind_names(name, given.keywords, arguments)
    }

    /// Positions only. C: `_PyArg_CheckPositional`, `vgetargs1_impl`.
    fn check_count(&self, name: &str, count: usize) -> Result<()> {
        let (least, most) = (usize::from(self.required), usize::from(self.positional));
        let (bound, limit) = match count {
            _ if count < least => ("at least ", least),
            _ if count > most => ("at most ", most),
            _ => return Ok(()),
        };
        let bound = if least == most { "" } else { bound };
        let s = plural(limit);
        Err(if !self.is_parsed {
            raise(
                &TYPE_ERROR,
                format_args!("{name} expected {bound}{limit} argument{s}, got {count}"),
            )
        } else if most == 0 {
            raise(&TYPE_ERROR, format_args!("{name}() takes no arguments"))
        } else {
            let bound = if bound.is_empty() { "exactly " } else { bound };
            raise(
                &TYPE_ERROR,
                format_args!("{name}() takes {bound}{limit} argument{s} ({count} given)"),
            )
        })
    }

    /// Names allowed. C: `_PyArg_UnpackKeywords`.
    fn bind_names<'a>(
        &self,
        name: &str,
        keywords: Keywords<'a>,
        arguments: &mut Arguments<'a>,
    ) -> Result<()> {
        let count = arguments.positional.len();
        let (least, most) = (usize::from(self.required), usize::from(self.positional));
        let (all, positional_only) = (usize::from(self.named), usize::from(self.positional_only));
        let error = |message: fmt::Arguments<'_>| Err(raise(&TYPE_ERROR, message));
        if count + keywords.len() > all && !self.takes_keywords {
            let kind = if count == 0 { "keyword " } else { "" };
            let (s, given) = (plural(all), count + keywords.len());
            return error(format_args!(
                "{name}() takes at most {all} {kind}argument{s} ({given} given)"
            ));
        }
        if count > most {
            if most == 0 {
                return error(format_args!("{name}() takes no positional arguments"));
            }
            // `PyArg_ParseTupleAndKeywords` counts what only a name can give as optional.
            let optional = least < most || self.is_parsed && all > most;
            let (bound, s) = (if optional { "at most" } else { "exactly" }, plural(most));
            return error(format_args!(
                "{name}() takes {bound} {most} positional argument{s} ({count} given)"
            ));
        }
        let least_by_position = positional_only.min(least);
        if count < least_by_position {
            let bound = if least_by_position < most { "at least" } else { "exactly" };
            let s = plural(least_by_position);
            return error(format_args!(
                "{name}() takes {bound} {least_by_position} positional argument{s} ({count} given)"
            ));
        }
        let required = |index| match index < most {
            true => index < least,
            false => index - most < usize::from(self.required_keywords),
        };
        let mut left = keywords.len();
        for (index, parameter) in self.names().enumerate().skip(count.max(positional_only)) {
            arguments.named[index] = keywords.get(parameter);
            if arguments.named[index].is_some() {
                left -= 1;
            } else if required(index) {
                return error(format_args!(
                    "{name}() missing required argument '{parameter}' (pos {})",
                    index + 1
                ));
            }
        }
        if left == 0 || self.takes_keywords && !self.is_doubled(keywords, count) {
            return Ok(());
        }
        self.report_leftover(name, keywords, count)
    }

    fn is_doubled(&self, keywords: Keywords<'_>, count: usize) -> bool {
        let by_position = self.names().take(count).skip(usize::from(self.positional_only));
        { by_position }.any(|parameter| keywords.get(parameter).is_some())
    }

    /// An argument by name that no parameter has taken: given twice, or unknown.
    fn report_leftover(&self, name: &str, keywords: Keywords<'_>, count: usize) -> Result<()> {
        let positional_only = usize::from(self.positional_only);
        for (index, parameter) in self.names().enumerate().take(count).skip(positional_only) {
            if keywords.get(parameter).is_some() {
                return Err(raise(
                    &TYPE_ERROR,
                    format_args!(
                        "argument for {name}() given by name ('{parameter}') and position ({})",
                        index + 1
                    ),
                ));
            }
        }
        for (key, _) in keywords.iter() {
            if key.downcast::<PyASCIIObject>().is_none() {
                return Err(raise(&TYPE_ERROR, "keywords must be strings"));
            }
            if !self.names().skip(positional_only).any(|parameter| is_named(key, parameter)) {
                let key = key.str()?;
                return Err(raise(
                    &TYPE_ERROR,
                    format_args!("'{key}' is an invalid keyword argument for {name}()"),
                ));
            }
        }
        Err(raise(&TYPE_ERROR, format_args!("{name}() got the same argument twice")))
    }
}

/// The `s` of "arguments".
fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
// ANCHOR_END: bind
