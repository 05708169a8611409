//! `pairwise`: each item with the one before it.
//!
//! CPython: `Modules/itertoolsmodule.c` (`pairwiseobject`, `pairwise_next`).

use super::iterator_rows;
use crate::prelude::*;

// ANCHOR: pairwise
native_object! {
    /// C: `pairwiseobject`.
    pub(crate) struct Pairwise of PAIRWISE, 32 bytes {
        refs { it: Field, old: Field, }
    }
}

const SIGNATURE: Signature = Signature::parse("(iterable, /)");

/// `itertools.pairwise`.
pub(crate) static PAIRWISE: StaticType = StaticType::new(Table::<Pairwise> {
    tp_name: c"itertools.pairwise",
    signature: SIGNATURE.text,
    tp_doc: "The first two items, the second and the third, and so on.",
    tp_clear: Some(Pairwise::clear_fields),
    tp_new: Some(pairwise_new),
    ..iterator_rows!(Pairwise, pairwise_next)
});

extern "C" fn pairwise_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = given_to_new(class, &PAIRWISE, arguments, keywords);
    SIGNATURE.bind("pairwise", given, |arguments| {
        let it = arguments[0].iter()?;
        let pairwise = memory::create(class, |ob_base| Pairwise {
            ob_base,
            it: Field::new(Some(it)),
            old: Field::NULL,
        })?;
        Ok(pairwise.object())
    })
}

fn pairwise_next(pairwise: Obj<'_, Pairwise>) -> Result<Option<Ref>> {
    let Some(it) = pairwise.it.get() else {
        return Ok(None);
    };
    let old = match pairwise.old.get() {
        Some(old) => old,
        None => match it.borrow().next() {
            Ok(Some(old)) => {
                pairwise.old.set(Some(old.clone()));
                old
            }
            end => {
                pairwise.it.clear();
                return end;
            }
        },
    };
    match it.borrow().next() {
        Ok(Some(new)) => {
            let pair = pack([old, new.clone()]);
            pairwise.old.set(Some(new));
            pair.map(Some)
        }
        end => {
            pairwise.it.clear();
            pairwise.old.clear();
            end
        }
    }
}
// ANCHOR_END: pairwise
