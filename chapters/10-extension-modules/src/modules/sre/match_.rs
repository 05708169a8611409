//! `Match`: where a pattern and its groups have matched.
//!
//! CPython: `Modules/_sre/sre.c` (`MatchObject`).

use super::pattern::PatternObject;
use super::subject::{Search, Subject, check_span};
use crate::prelude::*;
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// C: `MatchObject`. Behind it stand two marks a group, −1 where it hasn't matched.
#[repr(C)]
pub(super) struct MatchObject {
    ob_base: PyVarObject,
    string: Field,
    regs: Field,
    pattern: Field<PatternObject>,
    pos: Cell<isize>,
    endpos: Cell<isize>,
    lastindex: Cell<isize>,
    groups: Cell<usize>,
    mark: [Cell<isize>; 1],
}

const _: () = assert!(size_of::<MatchObject>() == 88);

// SAFETY: made by `new`, zeroed: fields without references.
unsafe impl Layout for MatchObject {
    fn type_object() -> &'static StaticType {
        &MATCH
    }
}

type Match<'a> = Obj<'a, MatchObject>;

macro_rules! member {
    ($name:literal, $kind:ident, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::$kind, offset_of!(MatchObject, $field), $doc)
            .read_only()
    };
}

/// `re.Match`.
pub(super) static MATCH: StaticType = StaticType::new(Table::<MatchObject> {
    tp_name: c"re.Match",
    tp_doc: "What match(), search() and fullmatch() have found.",
    tp_itemsize: size_of::<isize>(),
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<MatchObject>),
    tp_repr: Some(match_repr),
    tp_as_mapping: PyMappingMethods { mp_subscript: Some(subscript), ..PyMappingMethods::NONE },
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_methods: &[
        Method::new(
            c"group",
            "($self, *args)",
            group_method,
            "What a group has matched, or a tuple for several.",
        )
        .unsigned(),
        Method::new(
            c"start",
            "($self, group=0, /)",
            |this, arguments| integer(this_span(this, arguments)?.0 as i64),
            "Where the group begins.",
        ),
        Method::new(
            c"end",
            "($self, group=0, /)",
            |this, arguments| integer(this_span(this, arguments)?.1 as i64),
            "Where the group ends.",
        ),
        Method::new(
            c"span",
            "($self, group=0, /)",
            |this, arguments| pair(this_span(this, arguments)?),
            "Where the group begins and ends.",
        ),
        Method::new(c"groups", "($self, /, default=None)", groups, "What all groups have matched."),
        Method::new(
            c"groupdict",
            "($self, /, default=None)",
            groupdict,
            "What the groups that have a name have matched.",
        ),
        Method::new(
            c"expand",
            "($self, /, template)",
            expand,
            "The template with what has matched in the place of its escapes.",
        ),
        Method::none(c"__copy__", "($self, /)", itself_again, "The match itself."),
        Method::one(
            c"__deepcopy__",
            "($self, memo, /)",
            |this, _| itself_again(this),
            "The match itself.",
        ),
    ],
    tp_members: &[
        member!(c"string", Object, string, c"What was searched."),
        member!(c"re", Object, pattern, c"The pattern."),
        member!(c"pos", Ssize, pos, c"Where the search has begun."),
        member!(c"endpos", Ssize, endpos, c"Where the search would have ended."),
    ],
    tp_getset: &[
        Getter::new(c"lastindex", lastindex, "The number of the last group that has matched."),
        Getter::new(c"lastgroup", lastgroup, "The name of the last group that has matched."),
        Getter::new(c"regs", regs, "The spans of all groups."),
    ],
    ..Table::NONE
});

fn visit(this: Match<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&this.string)?;
    visitor.field(&this.regs)?;
    visitor.field(&this.pattern)
}

extern "C" fn clear(this: Match<'_>) -> Status {
    this.string.clear();
    this.regs.clear();
    this.pattern.clear();
    Ok(())
}

fn itself_again(this: Match<'_>) -> Result {
    Ok(this.object().to_ref())
}

fn marks(this: Match<'_>) -> &[Cell<isize>] {
    let first = offset_of!(MatchObject, mark);
    // SAFETY: two marks for each group stand behind the head.
    unsafe {
        let first = this.as_ptr().as_ptr().byte_add(first).cast::<Cell<isize>>();
        std::slice::from_raw_parts(first, 2 * this.groups.get())
    }
}
// ANCHOR_END: layout

// ANCHOR: new
/// The match that a search has come to. C: `pattern_new_match`.
pub(super) fn new(pattern: Obj<'_, PatternObject>, search: &Search) -> Result {
    let groups = pattern.groups as usize + 1;
    let made = memory::generic_alloc(MATCH.as_type(), 2 * groups as isize)?;
    // SAFETY: a new instance of the type.
    let this = unsafe { made.borrow().cast::<MatchObject>() };
    this.pattern.set(Some(pattern.to_ref()));
    this.string.set(Some(search.subject.object().to_ref()));
    this.groups.set(groups);
    let marks = marks(this);
    let state = &search.state;
    marks[0].set(state.start as isize);
    marks[1].set(state.ptr as isize);
    for group in 0..groups - 1 {
        let span = state.group(group);
        if let Some((start, end)) = span {
            check_span(start, end)?;
        }
        let (start, end) = span.map_or((-1, -1), |(start, end)| (start as isize, end as isize));
        marks[2 * group + 2].set(start);
        marks[2 * group + 3].set(end);
    }
    this.pos.set(search.pos as isize);
    this.endpos.set(state.end as isize);
    this.lastindex.set(state.lastindex);
    Ok(made)
}
// ANCHOR_END: new

// ANCHOR: groups
fn pattern_of(this: Match<'_>) -> Ref<PatternObject> {
    this.pattern.get().expect("a match has a pattern")
}

/// The number of a group, which may be given by name. C: `match_getindex`.
fn group_index(this: Match<'_>, group: Obj<'_>) -> Result<usize> {
    let index = if group.has_index() {
        Some(group.to_index(None)?)
    } else {
        match pattern_of(this).groupindex.get() {
            Some(names) => match names.borrow().get_item(group)? {
                Some(index) if index.borrow().downcast::<PyLongObject>().is_some() => {
                    Some(index.borrow().to_state_index()?)
                }
                _ => None,
            },
            None => None,
        }
    };
    let index = index.and_then(|index| usize::try_from(index).ok());
    index
        .filter(|&index| index < this.groups.get())
        .ok_or_else(|| raise(&INDEX_ERROR, "no such group"))
}

/// What a group has matched, or the default. C: `match_getslice_by_index`.
fn group(this: Match<'_>, index: usize, default: Obj<'_>) -> Result {
    let (start, end) = (marks(this)[2 * index].get(), marks(this)[2 * index + 1].get());
    let string = or_none(&this.string);
    match usize::try_from(start) {
        Ok(start) if !string.borrow().is_none() => {
            Subject::new(string.borrow())?.slice(start, end as usize)
        }
        _ => Ok(default.to_ref()),
    }
}

fn group_method(this: Match<'_>, arguments: &Arguments<'_>) -> Result {
    match arguments.rest() {
        [] => group(this, 0, none()),
        [one] => group(this, group_index(this, *one)?, none()),
        several => {
            let found = several.iter().map(|one| group(this, group_index(this, *one)?, none()));
            let found = found.collect::<Result<Vec<Ref>>>()?;
            Ok(tuple::from_iterator(found.into_iter())?.object())
        }
    }
}

extern "C" fn subscript(this: Match<'_>, name: Obj<'_>) -> Result {
    group(this, group_index(this, name)?, none())
}

fn groups(this: Match<'_>, arguments: &Arguments<'_>) -> Result {
    let default = arguments.get(0).unwrap_or(none());
    let found = (1..this.groups.get()).map(|index| group(this, index, default));
    let found = found.collect::<Result<Vec<Ref>>>()?;
    Ok(tuple::from_iterator(found.into_iter())?.object())
}

fn groupdict(this: Match<'_>, arguments: &Arguments<'_>) -> Result {
    let default = arguments.get(0).unwrap_or(none());
    let result = dict::new()?;
    if let Some(names) = pattern_of(this).groupindex.get() {
        let names: Vec<(Ref, Ref)> = names.borrow().items().collect();
        for (name, _) in names {
            let value = group(this, group_index(this, name.borrow())?, default)?;
            result.borrow().set_item(name.borrow(), value.borrow())?;
        }
    }
    Ok(result.object())
}

fn expand(this: Match<'_>, arguments: &Arguments<'_>) -> Result {
    let expand = import("re")?.borrow().get_attribute(name!("_expand"))?;
    let pattern = pattern_of(this);
    expand.borrow().call(&[pattern.borrow().object(), this.object(), arguments[0]])
}
// ANCHOR_END: groups

// ANCHOR: spans
fn span(this: Match<'_>, index: usize) -> (isize, isize) {
    let marks = marks(this);
    (marks[2 * index].get(), marks[2 * index + 1].get())
}

fn this_span(this: Match<'_>, arguments: &Arguments<'_>) -> Result<(isize, isize)> {
    let index = match arguments.get(0) {
        Some(group) => group_index(this, group)?,
        None => 0,
    };
    Ok(span(this, index))
}

fn pair((start, end): (isize, isize)) -> Result {
    pack([integer(start as i64)?, integer(end as i64)?])
}

fn regs(this: Match<'_>) -> Result {
    if this.regs.is_null() {
        let spans = (0..this.groups.get()).map(|index| pair(span(this, index)));
        let spans = spans.collect::<Result<Vec<Ref>>>()?;
        this.regs.set(Some(tuple::from_iterator(spans.into_iter())?.object()));
    }
    Ok(held(&this.regs))
}

fn lastindex(this: Match<'_>) -> Result {
    match this.lastindex.get() {
        ..0 => nothing(),
        index => integer(index as i64),
    }
}

fn lastgroup(this: Match<'_>) -> Result {
    let names = pattern_of(this).indexgroup.get();
    let index = usize::try_from(this.lastindex.get()).ok();
    match names.zip(index) {
        Some((names, index)) => match names.borrow().items().get(index) {
            Some(name) => Ok(name.to_ref()),
            None => nothing(),
        },
        None => nothing(),
    }
}

extern "C" fn match_repr(this: Match<'_>) -> Result {
    let whole = group(this, 0, none())?.borrow().repr()?;
    let (start, end) = span(this, 0);
    let mut text = ReprBuilder::default();
    text.push(&format!("<{} object; span=({start}, {end}), match=", this.ob_type().name()));
    let whole = whole.borrow().piece(0..whole.borrow().len().min(50))?;
    text.push_str_of(whole.borrow())?;
    text.push(">");
    Ok(text.finish()?.object())
}
// ANCHOR_END: spans
