//! `zip_longest`: `zip` up to the longest, with something for what is missing.
//!
//! CPython: `Modules/itertoolsmodule.c` (`ziplongestobject`, `zip_longest_next`).

use super::{iterator_rows, reduce, set_state};
use crate::prelude::*;

// ANCHOR: zip_longest
native_object! {
    /// C: `ziplongestobject`. An iterator that has ended is `None` in the list; C keeps them in
    /// a tuple with holes, and a tuple to fill again beside it.
    pub(crate) struct ZipLongest of ZIP_LONGEST, 56 bytes {
        refs { ittuple: Field<PyListObject>, result: Field, fillvalue: Field, }
        tuplesize: usize,
        numactive: Cell<usize>,
    }
}

/// `itertools.zip_longest`.
pub(crate) static ZIP_LONGEST: StaticType = StaticType::new(Table::<ZipLongest> {
    tp_name: c"itertools.zip_longest",
    tp_doc: "zip_longest(*iterables, fillvalue=None)\n\n\
             Tuples of one item of each iterable, up to the end of the longest.",
    tp_clear: Some(ZipLongest::clear_fields),
    tp_new: Some(zip_longest_new),
    tp_methods: &[
        reduce(zip_longest_reduce),
        set_state(|this, state| {
            this.fillvalue.set(Some(state.to_ref()));
            nothing()
        }),
    ],
    ..iterator_rows!(ZipLongest, zip_longest_next)
});

extern "C" fn zip_longest_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let fill = given.keywords.get("fillvalue");
    if given.keywords.len() > usize::from(fill.is_some()) {
        return Err(raise(&TYPE_ERROR, "zip_longest() got an unexpected keyword argument"));
    }
    let iterators = list::with_capacity(given.positional.len())?;
    for iterable in given.positional {
        iterators.borrow().push(iterable.iter()?)?;
    }
    let count = given.positional.len();
    let zip = memory::create(class, |ob_base| ZipLongest {
        ob_base,
        ittuple: Field::new(Some(iterators)),
        result: Field::NULL,
        fillvalue: Field::new(Some(fill.unwrap_or(none()).to_ref())),
        tuplesize: count,
        numactive: Cell::new(count),
    })?;
    Ok(zip.object())
}

fn zip_longest_next(zip: Obj<'_, ZipLongest>) -> Result<Option<Ref>> {
    let Some(iterators) = zip.ittuple.get().filter(|_| zip.numactive.get() > 0) else {
        return Ok(None);
    };
    let mut items = Vec::with_capacity(zip.tuplesize);
    for at in 0..zip.tuplesize {
        let iterator = iterators.borrow().get_index(at).filter(|it| !it.borrow().is_none());
        let item = match iterator.map(|iterator| iterator.borrow().next()) {
            None => None,
            Some(Ok(Some(item))) => Some(item),
            Some(Ok(None)) => {
                zip.numactive.set(zip.numactive.get().saturating_sub(1));
                if zip.numactive.get() == 0 {
                    return Ok(None);
                }
                iterators.borrow().object().set_sequence_item(at as isize, Some(none()))?;
                None
            }
            Some(Err(raised)) => {
                zip.numactive.set(0);
                return Err(raised);
            }
        };
        items.push(item.unwrap_or_else(|| or_none(&zip.fillvalue)));
    }
    Ok(Some(tuple::from_iterator(items.into_iter())?.object()))
}

fn zip_longest_reduce(zip: Obj<'_, ZipLongest>) -> Result {
    let mut arguments = Vec::with_capacity(zip.tuplesize);
    if let Some(iterators) = zip.ittuple.get() {
        for at in 0..iterators.borrow().len() {
            arguments.push(match iterators.borrow().get_index(at) {
                Some(iterator) if !iterator.borrow().is_none() => iterator,
                _ => tuple::of(&[])?.object(),
            });
        }
    }
    let arguments = tuple::from_iterator(arguments.into_iter())?.object();
    pack([class_of(zip), arguments, or_none(&zip.fillvalue)])
}
// ANCHOR_END: zip_longest
