//! `Pattern`: the code of a regular expression, and what can be done with it.
//!
//! CPython: `Modules/_sre/sre.c` (`PatternObject`, `pattern_subx`, `_sre_compile_impl`).

use super::opcode as op;
use super::subject::{Search, Subject};
use super::{match_, scanner, validate};
use crate::prelude::*;
use object_model::slot_kinds::hash;
use object_model::types::iterators::callable;
use object_model::types::mapping_proxy;
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// C: `PatternObject`. The code follows the head.
#[repr(C)]
pub(super) struct PatternObject {
    ob_base: PyVarObject,
    pub(super) groups: isize,
    pub(super) groupindex: Field<PyDictObject>,
    pub(super) indexgroup: Field<PyTupleObject>,
    pattern: Field,
    flags: i32,
    weakreflist: Cell<*mut PyObject>,
    /// 1 for bytes, 0 for text, −1 for a pattern that isn't known.
    pub(super) isbytes: i32,
    codesize: usize,
    code: [u32; 1],
}

const CODE: usize = offset_of!(PatternObject, code);
const _: () = assert!(size_of::<PatternObject>() == 96 && CODE == 88);

// SAFETY: made by `compile`, zeroed and then filled.
unsafe impl Layout for PatternObject {
    fn type_object() -> &'static StaticType {
        &PATTERN
    }
}

type Pattern<'a> = Obj<'a, PatternObject>;

impl PatternObject {
    pub(super) fn code(pattern: Pattern<'_>) -> &[u32] {
        // SAFETY: so many words follow the head, and never change.
        unsafe {
            let first = pattern.as_ptr().as_ptr().byte_add(CODE).cast::<u32>();
            std::slice::from_raw_parts(first, pattern.codesize)
        }
    }
}

macro_rules! member {
    ($name:literal, $kind:ident, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::$kind, offset_of!(PatternObject, $field), $doc)
            .read_only()
    };
}

macro_rules! search_row {
    ($name:literal, $function:expr, $doc:literal) => {
        Method::new($name, "($self, /, string, pos=0, endpos=sys.maxsize)", $function, $doc)
    };
}

/// `re.Pattern`.
pub(super) static PATTERN: StaticType = StaticType::new(Table::<PatternObject> {
    tp_name: c"re.Pattern",
    tp_doc: "A regular expression, compiled.",
    tp_itemsize: size_of::<u32>(),
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_weaklistoffset: offset_of!(PatternObject, weakreflist),
    tp_dealloc: Some(dealloc_weak::<PatternObject>),
    tp_repr: Some(pattern_repr),
    tp_hash: hash(pattern_hash),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_richcompare: Some(compare),
    tp_methods: &[
        search_row!(
            c"match",
            |pattern, arguments| {
                let mut search = begin(pattern, arguments)?;
                let found = search.matches(pattern)?;
                outcome(pattern, &search, found)
            },
            "The match at the beginning of the string, or None."
        ),
        search_row!(
            c"fullmatch",
            |pattern, arguments| {
                let mut search = begin(pattern, arguments)?;
                search.state.match_all = true;
                let found = search.matches(pattern)?;
                outcome(pattern, &search, found)
            },
            "The match of the whole string, or None."
        ),
        search_row!(
            c"search",
            |pattern, arguments| {
                let mut search = begin(pattern, arguments)?;
                let found = search.search(pattern)?;
                outcome(pattern, &search, found)
            },
            "The first match in the string, or None."
        ),
        Method::new(
            c"sub",
            "($self, /, repl, string, count=0)",
            |pattern, arguments| Ok(substitute(pattern, arguments)?.0),
            "The string with a replacement for each match.",
        ),
        Method::new(
            c"subn",
            "($self, /, repl, string, count=0)",
            |pattern, arguments| {
                let (string, count) = substitute(pattern, arguments)?;
                pack([string, size(count)?])
            },
            "The same, with how many matches there were.",
        ),
        search_row!(c"findall", findall, "A list of all matches, as strings."),
        Method::new(
            c"split",
            "($self, /, string, maxsplit=0)",
            split,
            "What is between the matches.",
        ),
        search_row!(
            c"finditer",
            |pattern, arguments| {
                let scanner = scanner::new(pattern, begin(pattern, arguments)?)?;
                let search = scanner.borrow().get_attribute(name!("search"))?;
                callable::new(search.borrow(), none())
            },
            "An iterator over all matches."
        ),
        search_row!(
            c"scanner",
            |pattern, arguments| scanner::new(pattern, begin(pattern, arguments)?),
            "What finds one match after the other."
        ),
        Method::none(c"__copy__", "($self, /)", itself_again, "The pattern itself."),
        Method::one(
            c"__deepcopy__",
            "($self, memo, /)",
            |pattern, _| itself_again(pattern),
            "The pattern itself.",
        ),
    ],
    tp_members: &[
        member!(c"pattern", Object, pattern, c"What it was compiled from."),
        member!(c"flags", Int, flags, c"The flags, those included that the pattern sets."),
        member!(c"groups", Ssize, groups, c"How many groups it has."),
    ],
    tp_getset: &[Getter::new(
        c"groupindex",
        |pattern| match pattern.groupindex.get() {
            Some(names) => mapping_proxy::new(names.borrow().object()),
            None => Ok(dict::new()?.object()),
        },
        "The numbers of the groups that have a name.",
    )],
    ..Table::NONE
});

fn itself_again(pattern: Pattern<'_>) -> Result {
    Ok(pattern.object().to_ref())
}

fn visit(pattern: Pattern<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&pattern.groupindex)?;
    visitor.field(&pattern.indexgroup)?;
    visitor.field(&pattern.pattern)
}

extern "C" fn clear(pattern: Pattern<'_>) -> Status {
    pattern.groupindex.clear();
    pattern.indexgroup.clear();
    pattern.pattern.clear();
    Ok(())
}
// ANCHOR_END: layout

// ANCHOR: compile
fn argument<'a, L: Layout>(
    arguments: &Arguments<'a>,
    index: usize,
    name: &str,
) -> Result<Obj<'a, L>> {
    arguments[index].downcast::<L>().ok_or_else(|| {
        let (wanted, kind) = (L::type_object().name(), type_name(arguments[index]));
        let message = format_args!("compile() argument '{name}' must be {wanted}, not {kind}");
        raise(&TYPE_ERROR, message)
    })
}

/// A word of code. C: `PyLong_AsUnsignedLong`.
fn word(item: Obj<'_>) -> Result<u32> {
    let Some(int) = item.downcast::<PyLongObject>() else {
        return Err(raise(&TYPE_ERROR, "an integer is required"));
    };
    let message = match int.to_i64() {
        Some(value) if value >= 0 => match u32::try_from(value) {
            Ok(word) => return Ok(word),
            Err(_) => "regular expression code size limit exceeded",
        },
        _ if int.is_negative() => "can't convert negative value to unsigned int",
        _ if object_model::types::int::machine::to_u64(int.number()).is_some() => {
            "regular expression code size limit exceeded"
        }
        _ => "Python int too large to convert to C unsigned long",
    };
    Err(raise(&OVERFLOW_ERROR, message))
}

/// `_sre.compile`.
pub(super) fn compile(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let source = arguments[0];
    let flags = c_int(arguments[1])?;
    let code = argument::<PyListObject>(arguments, 2, "code")?;
    let groups = arguments[3].to_isize()?;
    let groupindex = argument::<PyDictObject>(arguments, 4, "groupindex")?;
    let indexgroup = argument::<PyTupleObject>(arguments, 5, "indexgroup")?;
    let items: Vec<Ref> = (0..code.len()).filter_map(|index| code.get_index(index)).collect();
    let words = items.iter().map(|item| word(item.borrow())).collect::<Result<Vec<u32>>>()?;
    let isbytes = match source.is_none() {
        true => -1,
        false => i32::from(Subject::new(source)?.is_bytes()),
    };
    if validate::validate(&words, groups).is_err() {
        return Err(raise(&RUNTIME_ERROR, "invalid SRE code"));
    }
    let made = memory::generic_alloc(PATTERN.as_type(), words.len() as isize)?;
    let has_names = !groupindex.is_empty();
    // SAFETY: a new instance of the type, zeroed, with room for so many words behind the head;
    // nobody else has seen it.
    unsafe {
        let pattern = made.borrow().as_ptr().cast::<PatternObject>().as_ptr();
        (*pattern).groups = groups;
        (*pattern).flags = flags;
        (*pattern).isbytes = isbytes;
        (*pattern).codesize = words.len();
        let first = pattern.byte_add(CODE).cast::<u32>();
        first.copy_from_nonoverlapping(words.as_ptr(), words.len());
        (*pattern).pattern.set(Some(source.to_ref()));
        if has_names {
            (*pattern).groupindex.set(Some(groupindex.to_ref()));
            if !indexgroup.is_empty() {
                (*pattern).indexgroup.set(Some(indexgroup.to_ref()));
            }
        }
    }
    Ok(made)
}
// ANCHOR_END: compile

// ANCHOR: methods
/// The arguments `string, pos=0, endpos=sys.maxsize`.
fn begin(pattern: Pattern<'_>, arguments: &Arguments<'_>) -> Result<Search> {
    let pos = arguments.get(1).map_or(Ok(0), Obj::to_isize)?;
    let endpos = arguments.get(2).map_or(Ok(isize::MAX), Obj::to_isize)?;
    Search::new(pattern, arguments[0], pos, endpos)
}

fn outcome(pattern: Pattern<'_>, search: &Search, found: bool) -> Result {
    match found {
        true => match_::new(pattern, search),
        false => nothing(),
    }
}

fn findall(pattern: Pattern<'_>, arguments: &Arguments<'_>) -> Result {
    let mut search = begin(pattern, arguments)?;
    let found = list::new()?;
    while search.state.start <= search.state.end && search.search(pattern)? {
        found.borrow().push(match pattern.groups {
            0 => search.whole()?,
            1 => search.group(0, true)?,
            groups => {
                let groups = (0..groups as usize).map(|index| search.group(index, true));
                let groups = groups.collect::<Result<Vec<Ref>>>()?;
                tuple::from_iterator(groups.into_iter())?.object()
            }
        })?;
        search.advance();
    }
    Ok(found.object())
}

fn split(pattern: Pattern<'_>, arguments: &Arguments<'_>) -> Result {
    let most = arguments.get(1).map_or(Ok(0), Obj::to_isize)?;
    let mut search = Search::new(pattern, arguments[0], 0, isize::MAX)?;
    let pieces = list::new()?;
    let (mut count, mut last) = (0, search.state.start);
    while (most == 0 || count < most) && search.search(pattern)? {
        pieces.borrow().push(search.subject.slice(last, search.state.start)?)?;
        for index in 0..pattern.groups as usize {
            pieces.borrow().push(search.group(index, false)?)?;
        }
        count += 1;
        search.advance();
        last = search.state.start;
    }
    pieces.borrow().push(search.subject.slice(last, search.state.end)?)?;
    Ok(pieces.object())
}

/// A replacement that can be called, or what stands for each match. C: the beginning of
/// `pattern_subx`.
fn replacement(pattern: Pattern<'_>, template: Obj<'_>) -> Result {
    if template.is_callable() {
        return Ok(template.to_ref());
    }
    match Subject::new(template) {
        Ok(template) if !template.has_backslash() => return Ok(template.object().to_ref()),
        Ok(_) => {}
        Err(_) => errors::clear(),
    }
    let parse = import("re")?.borrow().get_attribute(name!("_subx"))?;
    parse.borrow().call(&[pattern.object(), template])
}

/// The string with replacements, and how many. C: `pattern_subx`.
fn substitute(pattern: Pattern<'_>, arguments: &Arguments<'_>) -> Result<(Ref, usize)> {
    let most = arguments.get(2).map_or(Ok(0), Obj::to_isize)?;
    let replacement = replacement(pattern, arguments[0])?;
    let is_function = replacement.borrow().is_callable();
    let mut search = Search::new(pattern, arguments[1], 0, isize::MAX)?;
    let pieces = list::new()?;
    let (mut count, mut last) = (0, 0);
    while (most == 0 || (count as isize) < most) && search.search(pattern)? {
        let (start, end) = (search.state.start, search.state.ptr);
        if last < start {
            pieces.borrow().push(search.subject.slice(last, start)?)?;
        }
        let item = match is_function {
            true => {
                let found = match_::new(pattern, &search)?;
                replacement.borrow().call_one(found.borrow())?
            }
            false => replacement.clone(),
        };
        if !item.borrow().is_none() {
            pieces.borrow().push(item)?;
        }
        last = end;
        count += 1;
        search.advance();
    }
    if last < search.state.end {
        pieces.borrow().push(search.subject.slice(last, search.state.end)?)?;
    }
    let joiner = search.subject.slice(0, 0)?;
    drop(search);
    if pieces.borrow().is_empty() {
        return Ok((joiner, count));
    }
    let joined = joiner.borrow().call_method(name!("join"), &[pieces.borrow().object()])?;
    Ok((joined, count))
}
// ANCHOR_END: methods

// ANCHOR: identity
const FLAG_NAMES: [(&str, i32); 9] = [
    ("re.TEMPLATE", 1),
    ("re.IGNORECASE", 2),
    ("re.LOCALE", op::FLAG_LOCALE),
    ("re.MULTILINE", 8),
    ("re.DOTALL", 16),
    ("re.UNICODE", op::FLAG_UNICODE),
    ("re.VERBOSE", 64),
    ("re.DEBUG", 128),
    ("re.ASCII", op::FLAG_ASCII),
];

extern "C" fn pattern_repr(pattern: Pattern<'_>) -> Result {
    let mut flags = pattern.flags;
    // Text is Unicode if nothing else is said.
    let kinds = op::FLAG_LOCALE | op::FLAG_UNICODE | op::FLAG_ASCII;
    if pattern.isbytes == 0 && flags & kinds == op::FLAG_UNICODE {
        flags &= !op::FLAG_UNICODE;
    }
    let mut names = Vec::new();
    for (name, flag) in FLAG_NAMES {
        if flags & flag != 0 {
            names.push(name.to_owned());
            flags &= !flag;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let source = or_none(&pattern.pattern).borrow().repr()?;
    let source = source.borrow().piece(0..source.borrow().len().min(200))?;
    let mut text = ReprBuilder::default();
    text.push("re.compile(");
    text.push_str_of(source.borrow())?;
    if !names.is_empty() {
        text.push(", ");
        text.push(&names.join("|"));
    }
    text.push(")");
    Ok(text.finish()?.object())
}

fn pattern_hash(pattern: Pattern<'_>) -> Result<isize> {
    let code = PatternObject::code(pattern);
    let bytes: Vec<u8> = code.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let hash = or_none(&pattern.pattern).borrow().hash()?;
    let hash = hash ^ runtime().hash_bytes(&bytes) ^ pattern.flags as isize;
    Ok(hash ^ pattern.isbytes as isize ^ code.len() as isize)
}

extern "C" fn compare(left: Pattern<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let is_equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    let Some(right) = right.downcast_exact::<PatternObject>() else {
        return Ok(not_implemented().to_ref());
    };
    let is_same = left.is(right)
        || left.flags == right.flags
            && left.isbytes == right.isbytes
            && PatternObject::code(left) == PatternObject::code(right)
            && or_none(&left.pattern)
                .borrow()
                .compare_bool(or_none(&right.pattern).borrow(), Comparison::Equal)?;
    boolean(is_same == is_equality)
}
// ANCHOR_END: identity
