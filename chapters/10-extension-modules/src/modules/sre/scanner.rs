//! `SRE_Scanner`: matches one after the other.
//!
//! CPython: `Modules/_sre/sre.c` (`ScannerObject`).

use super::match_;
use super::pattern::PatternObject;
use super::subject::Search;
use crate::prelude::*;

// ANCHOR: scanner
/// C: `ScannerObject`.
#[repr(C)]
pub(super) struct Scanner {
    ob_base: PyObject,
    pattern: Field<PatternObject>,
    /// Taken out while it runs; none once there was no match any more.
    search: Cell<Option<Box<Search>>>,
    executing: Cell<bool>,
}

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Scanner {
    fn type_object() -> &'static StaticType {
        &SCANNER
    }
}

/// `_sre.SRE_Scanner`.
pub(super) static SCANNER: StaticType = StaticType::new(Table::<Scanner> {
    tp_name: c"_sre.SRE_Scanner",
    // C has the whole state of a search in it.
    tp_basicsize: 240,
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<Scanner>),
    tp_traverse: traverse(|scanner: Obj<'_, Scanner>, visitor: &mut Visitor| {
        visitor.field(&scanner.pattern)
    }),
    tp_clear: Some(clear),
    tp_methods: &[
        Method::none(
            c"match",
            "($self, /)",
            |scanner| step(scanner, Search::matches),
            "The next match, which has to begin where the last one has ended.",
        ),
        Method::none(
            c"search",
            "($self, /)",
            |scanner| step(scanner, Search::search),
            "The next match.",
        ),
    ],
    tp_members: &[PyMemberDef::new(
        c"pattern",
        MemberKind::Object,
        offset_of!(Scanner, pattern),
        c"The pattern.",
    )
    .read_only()],
    ..Table::NONE
});

extern "C" fn clear(scanner: Obj<'_, Scanner>) -> Status {
    scanner.pattern.clear();
    Ok(())
}

/// C: `pattern_scanner`.
pub(super) fn new(pattern: Obj<'_, PatternObject>, search: Search) -> Result {
    let scanner = memory::create(SCANNER.as_type(), |ob_base| Scanner {
        ob_base,
        pattern: Field::new(Some(pattern.to_ref())),
        search: Cell::new(Some(Box::new(search))),
        executing: Cell::new(false),
    })?;
    Ok(scanner.object())
}

fn step(
    scanner: Obj<'_, Scanner>,
    find: fn(&mut Search, Obj<'_, PatternObject>) -> Result<bool>,
) -> Result {
    if scanner.executing.get() {
        return Err(raise(&VALUE_ERROR, "regular expression scanner already executing"));
    }
    let (Some(mut search), Some(pattern)) = (scanner.search.take(), scanner.pattern.get()) else {
        return nothing();
    };
    scanner.executing.set(true);
    let found = find(&mut search, pattern.borrow());
    let result = found.and_then(|found| match found {
        true => match_::new(pattern.borrow(), &search),
        false => nothing(),
    });
    scanner.executing.set(false);
    match found {
        // The buffer is held until the scanner goes.
        Ok(false) => {
            search.state.start = usize::MAX;
            search.state.end = 0;
        }
        _ => search.advance(),
    }
    scanner.search.set(Some(search));
    result
}
// ANCHOR_END: scanner
