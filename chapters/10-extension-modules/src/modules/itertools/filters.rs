//! Iterators that ask a function, or another iterator, about each item: `compress`, `dropwhile`,
//! `takewhile`, `filterfalse`, `starmap`.
//!
//! CPython: `Modules/itertoolsmodule.c` (`compressobject`, `dropwhileobject`,
//! `takewhileobject`, `filterfalseobject`, `starmapobject`).

use super::{iterator_rows, reduce, set_state};
use crate::prelude::*;
use object_model::types::bool_::BOOL;

native_object! {
    /// C: `compressobject`.
    pub(crate) struct Compress of COMPRESS, 32 bytes {
        refs { data: Field, selectors: Field, }
    }
}

native_object! {
    /// C: `dropwhileobject`.
    pub(crate) struct Dropwhile of DROPWHILE, 40 bytes {
        refs { func: Field, it: Field, }
        start: Cell<i64>,
    }
}

native_object! {
    /// C: `takewhileobject`.
    pub(crate) struct Takewhile of TAKEWHILE, 40 bytes {
        refs { func: Field, it: Field, }
        stop: Cell<i64>,
    }
}

native_object! {
    /// C: `filterfalseobject`.
    pub(crate) struct Filterfalse of FILTERFALSE, 32 bytes {
        refs { func: Field, it: Field, }
    }
}

native_object! {
    /// C: `starmapobject`.
    pub(crate) struct Starmap of STARMAP, 32 bytes {
        refs { func: Field, it: Field, }
    }
}

/// The next item of the iterator in a field.
fn next_of(field: &Field) -> Result<Option<Ref>> {
    match field.get() {
        Some(iterator) => iterator.borrow().next(),
        None => Ok(None),
    }
}

/// Whether the function in a field says yes to an item.
fn asks(function: &Field, item: &Ref) -> Result<bool> {
    held(function).borrow().call_one(item.borrow())?.borrow().is_true()
}

// ANCHOR: compress
const COMPRESS_SIGNATURE: Signature = Signature::parse("(data, selectors)");

/// `itertools.compress`.
pub(crate) static COMPRESS: StaticType = StaticType::new(Table::<Compress> {
    tp_name: c"itertools.compress",
    signature: COMPRESS_SIGNATURE.text,
    tp_doc: "The items of data for which the selector at the same place is true.",
    tp_new: Some(compress_new),
    tp_methods: &[reduce(|this| {
        pack([class_of(this), pack([or_none(&this.data), or_none(&this.selectors)])?])
    })],
    ..iterator_rows!(Compress, compress_next)
});

extern "C" fn compress_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    COMPRESS_SIGNATURE.bind("compress", given, |arguments| {
        let data = arguments[0].iter()?;
        let selectors = arguments[1].iter()?;
        let compress = memory::create(class, |ob_base| Compress {
            ob_base,
            data: Field::new(Some(data)),
            selectors: Field::new(Some(selectors)),
        })?;
        Ok(compress.object())
    })
}

fn compress_next(compress: Obj<'_, Compress>) -> Result<Option<Ref>> {
    while let Some(datum) = next_of(&compress.data)? {
        let Some(selector) = next_of(&compress.selectors)? else {
            return Ok(None);
        };
        if selector.borrow().is_true()? {
            return Ok(Some(datum));
        }
    }
    Ok(None)
}
// ANCHOR_END: compress

// ANCHOR: while
/// A `tp_new` for a function and an iterable.
macro_rules! new_of_function {
    ($new:ident, $layout:ident, $type:ident, $name:literal, $signature:ident $(, $flag:ident)?) => {
        extern "C" fn $new(
            class: Type<'_>,
            arguments: Obj<'_>,
            keywords: Option<Obj<'_>>,
        ) -> Result {
            let given = given_to_new(class, &$type, arguments, keywords);
            $signature.bind($name, given, |arguments| {
                let it = arguments[1].iter()?;
                let made = memory::create(class, |ob_base| $layout {
                    ob_base,
                    func: Field::new(Some(arguments[0].to_ref())),
                    it: Field::new(Some(it)),
                    $($flag: Cell::new(0),)?
                })?;
                Ok(made.object())
            })
        }
    };
}

const PREDICATE_SIGNATURE: Signature = Signature::parse("(predicate, iterable, /)");
const FUNCTION_SIGNATURE: Signature = Signature::parse("(function, iterable, /)");

new_of_function!(dropwhile_new, Dropwhile, DROPWHILE, "dropwhile", PREDICATE_SIGNATURE, start);
new_of_function!(takewhile_new, Takewhile, TAKEWHILE, "takewhile", PREDICATE_SIGNATURE, stop);
new_of_function!(filterfalse_new, Filterfalse, FILTERFALSE, "filterfalse", FUNCTION_SIGNATURE);
new_of_function!(starmap_new, Starmap, STARMAP, "starmap", FUNCTION_SIGNATURE);

/// `itertools.dropwhile`.
pub(crate) static DROPWHILE: StaticType = StaticType::new(Table::<Dropwhile> {
    tp_name: c"itertools.dropwhile",
    signature: PREDICATE_SIGNATURE.text,
    tp_doc: "The items from the first one on for which the predicate is false.",
    tp_new: Some(dropwhile_new),
    tp_methods: &[
        reduce(|this| {
            let arguments = pack([or_none(&this.func), or_none(&this.it)])?;
            pack([class_of(this), arguments, integer(this.start.get())?])
        }),
        set_state(|this, state| {
            this.start.set(i64::from(state.is_true()?));
            nothing()
        }),
    ],
    ..iterator_rows!(Dropwhile, dropwhile_next)
});

fn dropwhile_next(dropwhile: Obj<'_, Dropwhile>) -> Result<Option<Ref>> {
    while let Some(item) = next_of(&dropwhile.it)? {
        if dropwhile.start.get() == 1 {
            return Ok(Some(item));
        }
        if !asks(&dropwhile.func, &item)? {
            dropwhile.start.set(1);
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// `itertools.takewhile`.
pub(crate) static TAKEWHILE: StaticType = StaticType::new(Table::<Takewhile> {
    tp_name: c"itertools.takewhile",
    signature: PREDICATE_SIGNATURE.text,
    tp_doc: "The items before the first one for which the predicate is false.",
    tp_new: Some(takewhile_new),
    tp_methods: &[
        reduce(|this| {
            let arguments = pack([or_none(&this.func), or_none(&this.it)])?;
            pack([class_of(this), arguments, integer(this.stop.get())?])
        }),
        set_state(|this, state| {
            this.stop.set(i64::from(state.is_true()?));
            nothing()
        }),
    ],
    ..iterator_rows!(Takewhile, takewhile_next)
});

fn takewhile_next(takewhile: Obj<'_, Takewhile>) -> Result<Option<Ref>> {
    if takewhile.stop.get() == 1 {
        return Ok(None);
    }
    let Some(item) = next_of(&takewhile.it)? else {
        return Ok(None);
    };
    if asks(&takewhile.func, &item)? {
        return Ok(Some(item));
    }
    takewhile.stop.set(1);
    Ok(None)
}
// ANCHOR_END: while

// ANCHOR: filterfalse
/// `itertools.filterfalse`.
pub(crate) static FILTERFALSE: StaticType = StaticType::new(Table::<Filterfalse> {
    tp_name: c"itertools.filterfalse",
    signature: FUNCTION_SIGNATURE.text,
    tp_doc: "The items for which the function is false; with None, those that are false.",
    tp_new: Some(filterfalse_new),
    tp_methods: &[reduce(|this| {
        pack([class_of(this), pack([or_none(&this.func), or_none(&this.it)])?])
    })],
    ..iterator_rows!(Filterfalse, filterfalse_next)
});

fn filterfalse_next(filter: Obj<'_, Filterfalse>) -> Result<Option<Ref>> {
    let function = held(&filter.func);
    let asks_item = function.borrow().is_none() || function.borrow().is(BOOL.as_type());
    while let Some(item) = next_of(&filter.it)? {
        let good = match asks_item {
            true => item.borrow().is_true()?,
            false => asks(&filter.func, &item)?,
        };
        if !good {
            return Ok(Some(item));
        }
    }
    Ok(None)
}
// ANCHOR_END: filterfalse

// ANCHOR: starmap
/// `itertools.starmap`.
pub(crate) static STARMAP: StaticType = StaticType::new(Table::<Starmap> {
    tp_name: c"itertools.starmap",
    signature: FUNCTION_SIGNATURE.text,
    tp_doc: "What the function returns for the arguments that each item holds.",
    tp_new: Some(starmap_new),
    tp_methods: &[reduce(|this| {
        pack([class_of(this), pack([or_none(&this.func), or_none(&this.it)])?])
    })],
    ..iterator_rows!(Starmap, starmap_next)
});

fn starmap_next(starmap: Obj<'_, Starmap>) -> Result<Option<Ref>> {
    let Some(arguments) = next_of(&starmap.it)? else {
        return Ok(None);
    };
    let function = held(&starmap.func);
    let result = match arguments.borrow().downcast_exact::<PyTupleObject>() {
        Some(arguments) => function.borrow().call_tuple(arguments, None)?,
        None => {
            let arguments = tuple::from_iterable(arguments.borrow())?;
            function.borrow().call_tuple(arguments.borrow(), None)?
        }
    };
    Ok(Some(result))
}
// ANCHOR_END: starmap
