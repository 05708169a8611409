//! The errors of the algorithms as exceptions, and the watch that lets a signal end them.
//!
//! CPython raises where it finds an error; our algorithms know no exceptions, and only say what
//! was wrong. With the conversions here `?` does the rest.

use crate::errors::{
    MEMORY_ERROR, OVERFLOW_ERROR, VALUE_ERROR, ZERO_DIVISION_ERROR, no_memory, raise, raise_object,
};
use crate::object::{Obj, Raised};
use crate::runtime::runtime;
use crate::static_type::StaticType;
use crate::types::format::FormatError;
use crate::types::{str, tuple};

use super::{Exception, NumberError, Stopped, Watch, from_i64};

/// Lets the handlers of signals run, one of which may raise. C: `SIGCHECK`.
pub const WATCH: Watch<'static> = &check_signals;

fn check_signals() -> Result<(), Stopped> {
    match runtime().signal_hook.get() {
        Some(hook) => hook().map_err(|Raised| Stopped::Interrupted),
        None => Ok(()),
    }
}

impl Exception {
    fn type_object(self) -> &'static StaticType {
        match self {
            Exception::MemoryError => &MEMORY_ERROR,
            Exception::OverflowError => &OVERFLOW_ERROR,
            Exception::ValueError => &VALUE_ERROR,
            Exception::ZeroDivisionError => &ZERO_DIVISION_ERROR,
            Exception::Pending => panic!("an exception that is set already is not raised again"),
        }
    }
}

impl From<Stopped> for Raised {
    fn from(stopped: Stopped) -> Raised {
        match stopped {
            Stopped::OutOfMemory => no_memory(),
            Stopped::Interrupted => Raised,
        }
    }
}

impl From<NumberError> for Raised {
    #[cold]
    fn from(error: NumberError) -> Raised {
        match error {
            NumberError::Stopped(stopped) => stopped.into(),
            NumberError::PowerOutOfRange => raise_out_of_range(),
            _ => raise(error.exception().type_object(), error),
        }
    }
}

impl From<FormatError> for Raised {
    #[cold]
    fn from(error: FormatError) -> Raised {
        match error {
            FormatError::Number(error) => error.into(),
            _ => raise(error.exception().type_object(), error),
        }
    }
}

impl NumberError {
    /// The exception, with the argument quoted where it belongs into the message.
    #[cold]
    pub(crate) fn raise_about(self, argument: Obj<'_>) -> Raised {
        if !self.quotes_the_argument() {
            return self.into();
        }
        match argument.repr() {
            Ok(repr) => self.raise_quoting(&repr.borrow().to_text()),
            Err(raised) => raised,
        }
    }

    /// The exception, with this behind its message: not more of it than CPython shows of an
    /// integer's text.
    pub(crate) fn raise_quoting(self, repr: &str) -> Raised {
        const MOST: usize = 200;
        let most = match self {
            NumberError::InvalidIntLiteral { .. } => MOST,
            _ => usize::MAX,
        };
        let end = repr.char_indices().nth(most).map_or(repr.len(), |(end, _)| end);
        raise(self.exception().type_object(), format_args!("{self}{}", &repr[..end]))
    }
}

/// C sets `errno`, whose number and text are the arguments.
fn raise_out_of_range() -> Raised {
    /// C: `ERANGE`.
    const OUT_OF_RANGE: i64 = 34;
    let arguments = from_i64(OUT_OF_RANGE).and_then(|number| {
        let text = str::new("Numerical result out of range")?;
        tuple::object::new([number.object(), text.object()])
    });
    match arguments {
        Ok(arguments) => raise_object(&OVERFLOW_ERROR, arguments.object()),
        Err(raised) => raised,
    }
}
