//! `deque`: a list that grows and shrinks at both ends.
//!
//! CPython: `Modules/_collectionsmodule.c` (`dequeobject`).
//!
//! C keeps blocks of 64 items in a doubly linked list, so that nothing ever moves. Here the items
//! are in a ring, in which any index is found at once; `leftindex` says where in its block C's
//! first item would stand, which is all that `__sizeof__` has to know.
//!
//! Invariant: nothing that can run code of the program's is done while the ring is borrowed;
//! items leave it before they are given up. Whatever changes the order counts `state` up, by
//! which iterators and searches notice it.

use std::cell::UnsafeCell;
use std::collections::VecDeque;

use super::deque_iterator;
use crate::prelude::*;
use object_model::slot_kinds::contains;
use object_model::thread_state::guard_repr;
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// C: `dequeobject`.
#[repr(C)]
pub(crate) struct Deque {
    ob_base: PyVarObject,
    items: UnsafeCell<VecDeque<Ref>>,
    leftindex: Cell<usize>,
    state: Cell<usize>,
    /// −1 where there is no bound.
    maxlen: Cell<isize>,
    /// What C has for blocks that it may use again.
    _free: [usize; 16],
    weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<Deque>() == 216 && offset_of!(Deque, weakreflist) == 208);

// SAFETY: made by `deque_new` with every field set.
unsafe impl Layout for Deque {
    fn type_object() -> &'static StaticType {
        &DEQUE
    }
}

/// C: `BLOCKLEN`.
const BLOCK: usize = 64;
/// C: `CENTER + 1`.
const CENTER: usize = 32;
/// C: `sizeof(block)`.
const BLOCK_SIZE: usize = 528;

/// `collections.deque`.
pub(crate) static DEQUE: StaticType = StaticType::new(Table::<Deque> {
    tp_name: c"collections.deque",
    tp_doc: "deque([iterable[, maxlen]]) --> deque object\n\n\
             A sequence that grows and shrinks at both ends.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::SEQUENCE,
    tp_weaklistoffset: offset_of!(Deque, weakreflist),
    tp_dealloc: Some(deque_dealloc),
    tp_repr: Some(deque_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(|deque: Obj<'_, Deque>| Ok(deque.count())),
        sq_concat: Some(concatenate),
        sq_repeat: Some(repeat),
        sq_item: Some(item),
        sq_ass_item: Some(assign_item),
        sq_contains: contains(deque_contains),
        sq_inplace_concat: Some(concatenate_in_place),
        sq_inplace_repeat: Some(repeat_in_place),
        ..PySequenceMethods::NONE
    },
    tp_hash: object_model::protocol::hash::unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(deque_traverse),
    tp_clear: Some(deque_tp_clear),
    tp_richcompare: Some(compare),
    tp_iter: Some(deque_iterator::iter),
    tp_init: Some(deque_init),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(deque_new),
    tp_methods: METHODS,
    tp_getset: &[Getter::new(
        c"maxlen",
        |deque| match deque.maxlen.get() {
            -1 => nothing(),
            most => integer(most as i64),
        },
        "How many items there may be, or None.",
    )],
    ..Table::NONE
});

const METHODS: &[Method<Deque>] = &[
    Method::one(c"append", "($self, x, /)", append, "Puts an item at the right end.").unsigned(),
    Method::one(c"appendleft", "($self, x, /)", append_left, "Puts an item at the left end.")
        .unsigned(),
    Method::none(c"clear", "($self, /)", clear, "Takes all items out.").unsigned(),
    Method::none(c"__copy__", "($self, /)", copy, "A deque with the same items.").unsigned(),
    Method::none(c"copy", "($self, /)", copy, "A deque with the same items.").unsigned(),
    Method::one(c"count", "($self, value, /)", count, "How many items are equal to a value.")
        .unsigned(),
    Method::one(c"extend", "($self, iterable, /)", extend, "Puts items at the right end.")
        .unsigned(),
    Method::one(
        c"extendleft",
        "($self, iterable, /)",
        extend_left,
        "Puts items at the left end, one by one, so that the last comes first.",
    )
    .unsigned(),
    Method::new(
        c"index",
        "($self, value, start=0, stop=None, /)",
        index,
        "Where a value is first, or ValueError.",
    )
    .unsigned()
    .parsed(),
    Method::new(c"insert", "($self, index, object, /)", insert, "Puts an item before an index.")
        .unsigned()
        .parsed(),
    Method::none(c"pop", "($self, /)", pop, "Takes the item at the right end out.").unsigned(),
    Method::none(c"popleft", "($self, /)", pop_left, "Takes the item at the left end out.")
        .unsigned(),
    Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
    Method::one(c"remove", "($self, value, /)", remove, "Takes the first item that is equal out.")
        .unsigned(),
    Method::none(
        c"__reversed__",
        "($self, /)",
        deque_iterator::reversed,
        "An iterator from right to left.",
    )
    .unsigned(),
    Method::none(c"reverse", "($self, /)", reverse, "Turns the order around.").unsigned(),
    Method::new(
        c"rotate",
        "($self, *args)",
        rotate_method,
        "Moves so many items from the right end to the left one.",
    )
    .unsigned(),
    Method::none(c"__sizeof__", "($self, /)", size_in_bytes, "The size in bytes.").unsigned(),
];
// ANCHOR_END: layout

// ANCHOR: ring
/// The ring, behind functions that borrow it for as long as they run and run no other code.
impl Deque {
    /// # Safety
    /// No code that could reach this deque runs while the ring is used.
    #[allow(clippy::mut_from_ref, reason = "the caller's word")]
    unsafe fn ring(&self) -> &mut VecDeque<Ref> {
        // SAFETY: only the thread that holds the GIL is here, and by the caller's word only once.
        unsafe { &mut *self.items.get() }
    }

    pub(super) fn count(&self) -> usize {
        // SAFETY: nothing runs.
        unsafe { self.ring() }.len()
    }

    pub(super) fn at(&self, index: usize) -> Option<Ref> {
        // SAFETY: counting up runs nothing.
        unsafe { self.ring() }.get(index).cloned()
    }

    pub(super) fn state(&self) -> usize {
        self.state.get()
    }

    fn changed(&self) {
        self.state.set(self.state.get().wrapping_add(1));
        // SAFETY: nothing runs.
        let count = unsafe { self.ring() }.len();
        self.ob_base.ob_size.set(count as isize);
    }

    fn take_right(&self) -> Option<Ref> {
        // SAFETY: what is taken is given up by the caller.
        let item = unsafe { self.ring() }.pop_back()?;
        self.changed();
        if self.count() == 0 && self.leftindex.get() == 0 {
            self.leftindex.set(CENTER);
        }
        Some(item)
    }

    fn take_left(&self) -> Option<Ref> {
        // SAFETY: as above.
        let item = unsafe { self.ring() }.pop_front()?;
        self.changed();
        match (self.leftindex.get() + 1, self.count()) {
            (BLOCK, 0) => self.leftindex.set(CENTER),
            (next, _) => self.leftindex.set(next % BLOCK),
        }
        Some(item)
    }

    fn is_over_full(&self) -> bool {
        usize::try_from(self.maxlen.get()).is_ok_and(|most| self.count() > most)
    }

    fn reserve(&self) -> Result<()> {
        // SAFETY: nothing runs.
        unsafe { self.ring() }.try_reserve(1).map_err(|_| errors::no_memory())
    }

    fn put_right(&self, item: Ref) -> Result<()> {
        self.reserve()?;
        // SAFETY: nothing runs.
        unsafe { self.ring() }.push_back(item);
        match self.is_over_full() {
            true => drop(self.take_left()),
            false => self.changed(),
        }
        Ok(())
    }

    fn put_left(&self, item: Ref) -> Result<()> {
        self.reserve()?;
        // SAFETY: nothing runs.
        unsafe { self.ring() }.push_front(item);
        self.leftindex.set((self.leftindex.get() + BLOCK - 1) % BLOCK);
        match self.is_over_full() {
            true => drop(self.take_right()),
            false => self.changed(),
        }
        Ok(())
    }

    /// C: `deque_clear`.
    fn empty(&self) {
        if self.count() > 0 {
            // SAFETY: the items are given up only when the deque has none any more.
            let items = std::mem::take(unsafe { self.ring() });
            self.leftindex.set(CENTER);
            self.changed();
            drop(items);
        }
    }

    /// To the right, or to the left where `by` is below zero. C: `_deque_rotate`.
    fn rotate(&self, by: isize) {
        let length = self.count() as isize;
        if length <= 1 {
            return;
        }
        let by = by.rem_euclid(length);
        let by = if by > length >> 1 { by - length } else { by };
        // SAFETY: moving runs nothing.
        unsafe { self.ring() }.rotate_right(by.rem_euclid(length) as usize);
        let left = (self.leftindex.get() as isize - by).rem_euclid(BLOCK as isize);
        self.leftindex.set(left as usize);
        self.changed();
    }
}
// ANCHOR_END: ring

// ANCHOR: make
extern "C" fn deque_new(class: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(new(class)?.object())
}

fn new(class: Type<'_>) -> Result<Ref<Deque>> {
    memory::create(class, |ob_base| Deque {
        ob_base: PyVarObject { ob_base, ob_size: Cell::new(0) },
        items: UnsafeCell::new(VecDeque::new()),
        leftindex: Cell::new(CENTER),
        state: Cell::new(0),
        maxlen: Cell::new(-1),
        _free: [0; 16],
        weakreflist: Cell::new(std::ptr::null_mut()),
    })
}

extern "C" fn deque_init(
    deque: Obj<'_, Deque>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(iterable=(), maxlen=None)");
    SIGNATURE.bind("deque", Given::of_tuple(arguments, keywords), |arguments| {
        let most = match arguments.not_none(1) {
            Some(most) => most.to_state_index()?,
            None => -1,
        };
        if most < 0 && arguments.not_none(1).is_some() {
            return Err(raise(&VALUE_ERROR, "maxlen must be non-negative"));
        }
        deque.maxlen.set(most);
        deque.empty();
        match arguments.get(0) {
            Some(iterable) => extend(deque, iterable).map(drop),
            None => Ok(()),
        }
    })?;
    Ok(())
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn deque_dealloc(deque: NonNull<Deque>) {
    // SAFETY: nobody else has the deque.
    unsafe {
        clear_weak_references(Obj::from_ptr(deque).object());
        deque.as_ref().empty();
        dealloc(deque);
    }
}

fn deque_traverse(deque: Obj<'_, Deque>, visitor: &mut Visitor) -> Flow {
    // SAFETY: going through objects changes nothing.
    let items = unsafe { deque.get().ring() };
    items.iter().try_for_each(|item| visitor.visit(item.borrow()))
}

extern "C" fn deque_tp_clear(deque: Obj<'_, Deque>) -> Status {
    deque.empty();
    Ok(())
}

fn copy(deque: Obj<'_, Deque>) -> Result {
    if deque.is_exactly(&DEQUE) {
        let made = new(DEQUE.as_type())?;
        made.maxlen.set(deque.maxlen.get());
        match deque.count() {
            1 => made.put_right(deque.at(0).expect("there is one"))?,
            _ => drop(extend(made.borrow(), deque.object())?),
        }
        return Ok(made.object());
    }
    let class = class_of(deque);
    let made = match deque.maxlen.get() {
        -1 => class.borrow().call_one(deque.object())?,
        most => class.borrow().call(&[deque.object(), integer(most as i64)?.borrow()])?,
    };
    if made.borrow().downcast::<Deque>().is_none() {
        let (name, other) = (deque.ob_type().name(), made.borrow().ob_type().name().to_owned());
        let message = format_args!("{name}() must return a deque, not {other}");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(made)
}

fn reduce(deque: Obj<'_, Deque>) -> Result {
    let state = deque.object().call_method(name!("__getstate__"), &[])?;
    let it = deque.object().iter()?;
    let arguments = match deque.maxlen.get() {
        -1 => tuple::of(&[])?.object(),
        most => pack([tuple::of(&[])?.object(), integer(most as i64)?])?,
    };
    pack([class_of(deque), arguments, state, it])
}

extern "C" fn deque_repr(deque: Obj<'_, Deque>) -> Result {
    guard_repr(
        deque.object(),
        || text("[...]"),
        || {
            let items = list::from_iterable(deque.object())?;
            let mut text = ReprBuilder::default();
            text.push(deque.ob_type().short_name());
            text.push("(");
            text.push_repr(items.borrow().object())?;
            match deque.maxlen.get() {
                -1 => text.push(")"),
                most => text.push(&format!(", maxlen={most})")),
            }
            Ok(text.finish()?.object())
        },
    )
}

fn size_in_bytes(deque: Obj<'_, Deque>) -> Result {
    let blocks = (deque.leftindex.get() + deque.count()).div_ceil(BLOCK);
    size(instance_size(deque) + blocks * BLOCK_SIZE)
}
// ANCHOR_END: make

// ANCHOR: ends
fn append(deque: Obj<'_, Deque>, item: Obj<'_>) -> Result {
    deque.put_right(item.to_ref())?;
    nothing()
}

fn append_left(deque: Obj<'_, Deque>, item: Obj<'_>) -> Result {
    deque.put_left(item.to_ref())?;
    nothing()
}

fn pop(deque: Obj<'_, Deque>) -> Result {
    deque.take_right().ok_or_else(|| raise(&INDEX_ERROR, "pop from an empty deque"))
}

fn pop_left(deque: Obj<'_, Deque>) -> Result {
    deque.take_left().ok_or_else(|| raise(&INDEX_ERROR, "pop from an empty deque"))
}

fn clear(deque: Obj<'_, Deque>) -> Result {
    deque.empty();
    nothing()
}

/// Gives each item of an iterable to `put`; with a bound of zero they are only taken.
/// `first` is where C begins in a block if the deque is empty.
fn extend_with(
    deque: Obj<'_, Deque>,
    iterable: Obj<'_>,
    first: usize,
    put: fn(&Deque, Ref) -> Result<()>,
) -> Result {
    let copied = match deque.is(iterable) {
        true => Some(list::from_iterable(iterable)?),
        false => None,
    };
    let iterable = copied.as_ref().map_or(iterable, |copied| copied.borrow().object());
    let it = iterable.iter()?;
    if deque.count() == 0 && deque.maxlen.get() != 0 {
        deque.leftindex.set(first);
    }
    while let Some(item) = it.borrow().next()? {
        if deque.maxlen.get() != 0 {
            put(deque.get(), item)?;
        }
    }
    nothing()
}

fn extend(deque: Obj<'_, Deque>, iterable: Obj<'_>) -> Result {
    extend_with(deque, iterable, 1, Deque::put_right)
}

fn extend_left(deque: Obj<'_, Deque>, iterable: Obj<'_>) -> Result {
    extend_with(deque, iterable, BLOCK - 1, Deque::put_left)
}

fn reverse(deque: Obj<'_, Deque>) -> Result {
    // SAFETY: moving runs nothing.
    unsafe { deque.ring() }.make_contiguous().reverse();
    nothing()
}

fn rotate_method(deque: Obj<'_, Deque>, arguments: &Arguments<'_>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(n=1, /)");
    let given = Given::positional(arguments.rest());
    let by = SIGNATURE.bind("deque.rotate", given, |arguments| match arguments.get(0) {
        Some(by) => by.to_isize(),
        None => Ok(1),
    })?;
    deque.rotate(by);
    nothing()
}
// ANCHOR_END: ends

// ANCHOR: items
fn place(deque: Obj<'_, Deque>, index: isize) -> Result<usize> {
    let place = usize::try_from(index).ok().filter(|&index| index < deque.count());
    place.ok_or_else(|| raise(&INDEX_ERROR, "deque index out of range"))
}

extern "C" fn item(deque: Obj<'_, Deque>, index: isize) -> Result {
    let index = place(deque, index)?;
    Ok(deque.at(index).expect("the place is there"))
}

extern "C" fn assign_item(deque: Obj<'_, Deque>, index: isize, value: Option<Obj<'_>>) -> Status {
    let index = place(deque, index)?;
    match value {
        None => delete(deque, index),
        Some(value) => {
            let value = value.to_ref();
            // SAFETY: nothing runs; the old item is given up behind it.
            let old = std::mem::replace(&mut unsafe { deque.ring() }[index], value);
            drop(old);
        }
    }
    Ok(())
}

/// C: `deque_del_item`.
fn delete(deque: Obj<'_, Deque>, index: usize) {
    deque.rotate(-(index as isize));
    let item = deque.take_left();
    deque.rotate(index as isize);
    drop(item);
}

fn insert(deque: Obj<'_, Deque>, arguments: &Arguments<'_>) -> Result {
    let (index, item) = (arguments[0].to_isize()?, arguments[1].to_ref());
    let count = deque.count() as isize;
    if deque.maxlen.get() == count {
        return Err(raise(&INDEX_ERROR, "deque already at its maximum size"));
    }
    if index >= count {
        deque.put_right(item)?;
    } else if index <= -count || index == 0 {
        deque.put_left(item)?;
    } else {
        deque.rotate(-index);
        match index < 0 {
            true => deque.put_right(item)?,
            false => deque.put_left(item)?,
        }
        deque.rotate(index);
    }
    nothing()
}

/// Asks each item from `start` to `stop` whether it is equal, until `found` answers that this is
/// enough. A comparison that changes the deque is an error, unless it was the last one needed.
fn search(
    deque: Obj<'_, Deque>,
    value: Obj<'_>,
    (start, stop): (usize, usize),
    mutated: &'static StaticType,
    mut found: impl FnMut(usize) -> bool,
) -> Result<()> {
    let state = deque.state();
    for index in start..stop {
        let Some(item) = deque.at(index) else {
            return Ok(());
        };
        let is_equal = item.borrow().compare_bool(value, Comparison::Equal)?;
        if is_equal && found(index) {
            return Ok(());
        }
        if deque.state() != state {
            return Err(raise(mutated, "deque mutated during iteration"));
        }
    }
    Ok(())
}

fn count(deque: Obj<'_, Deque>, value: Obj<'_>) -> Result {
    let mut count = 0;
    search(deque, value, (0, deque.count()), &RUNTIME_ERROR, |_| {
        count += 1;
        false
    })?;
    size(count)
}

fn deque_contains(deque: Obj<'_, Deque>, value: Obj<'_>) -> Result<bool> {
    let mut found = false;
    search(deque, value, (0, deque.count()), &RUNTIME_ERROR, |_| {
        found = true;
        true
    })?;
    Ok(found)
}

fn not_found(value: Obj<'_>) -> Raised {
    match value.repr() {
        Ok(value) => raise(&VALUE_ERROR, format_args!("{value} is not in deque")),
        Err(raised) => raised,
    }
}

/// C: `_PyEval_SliceIndexNotNone`.
fn slice_index(index: Obj<'_>) -> Result<isize> {
    match index.has_index() {
        true => index.to_index(None),
        false => {
            Err(raise(&TYPE_ERROR, "slice indices must be integers or have an __index__ method"))
        }
    }
}

fn index(deque: Obj<'_, Deque>, arguments: &Arguments<'_>) -> Result {
    let bound = |at: usize, default: usize| -> Result<usize> {
        let Some(given) = arguments.get(at) else {
            return Ok(default);
        };
        let (given, count) = (slice_index(given)?, deque.count() as isize);
        let index = if given < 0 { given.saturating_add(count).max(0) } else { given };
        Ok(index.min(count) as usize)
    };
    let (start, stop) = (bound(1, 0)?, bound(2, deque.count())?);
    let mut found = None;
    search(deque, arguments[0], (start.min(stop), stop), &RUNTIME_ERROR, |index| {
        found = Some(index);
        true
    })?;
    match found {
        Some(index) => size(index),
        None => Err(not_found(arguments[0])),
    }
}

fn remove(deque: Obj<'_, Deque>, value: Obj<'_>) -> Result {
    let state = deque.state();
    let mut found = None;
    search(deque, value, (0, deque.count()), &INDEX_ERROR, |index| {
        found = Some(index);
        true
    })?;
    if deque.state() != state {
        return Err(raise(&INDEX_ERROR, "deque mutated during iteration"));
    }
    match found {
        Some(index) => delete(deque, index),
        None => return Err(not_found(value)),
    }
    nothing()
}
// ANCHOR_END: items

// ANCHOR: operators
extern "C" fn concatenate(deque: Obj<'_, Deque>, other: Obj<'_>) -> Result {
    if !other.isinstance(DEQUE.as_type().object())? {
        let kind = other.ob_type().name().to_owned();
        let message = format_args!("can only concatenate deque (not \"{kind}\") to deque");
        return Err(raise(&TYPE_ERROR, message));
    }
    let made = copy(deque)?;
    if let Some(made) = made.borrow().downcast::<Deque>() {
        extend(made, other)?;
    }
    Ok(made)
}

extern "C" fn concatenate_in_place(deque: Obj<'_, Deque>, other: Obj<'_>) -> Result {
    extend(deque, other)?;
    Ok(deque.object().to_ref())
}

extern "C" fn repeat(deque: Obj<'_, Deque>, times: isize) -> Result {
    let made = copy(deque)?;
    match made.borrow().downcast::<Deque>() {
        Some(made) => repeat_in_place(made, times),
        None => Ok(made),
    }
}

extern "C" fn repeat_in_place(deque: Obj<'_, Deque>, times: isize) -> Result {
    let count = deque.count();
    let itself = deque.object().to_ref();
    if count == 0 || times == 1 {
        return Ok(itself);
    }
    if times <= 0 {
        deque.empty();
        return Ok(itself);
    }
    let mut times = times as usize;
    let total = count.checked_mul(times).filter(|&total| total <= isize::MAX as usize / 8);
    if let Ok(most) = usize::try_from(deque.maxlen.get())
        && total.is_none_or(|total| total > most)
    {
        times = if count == 1 { most } else { most.div_ceil(count) };
    } else if total.is_none() {
        return Err(errors::no_memory());
    }
    let items = list::from_iterable(deque.object())?;
    let more = count.saturating_mul(times.saturating_sub(1));
    // SAFETY: nothing runs.
    unsafe { deque.ring() }.try_reserve(more).map_err(|_| errors::no_memory())?;
    for _ in 1..times {
        extend(deque, items.borrow().object())?;
    }
    Ok(itself)
}

/// C: `deque_richcompare`.
extern "C" fn compare(left: Obj<'_, Deque>, right: Obj<'_>, comparison: i32) -> Result {
    let (Some(right), Some(comparison)) = (right.downcast::<Deque>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let equality = match comparison {
        Comparison::Equal => Some(true),
        Comparison::NotEqual => Some(false),
        _ => None,
    };
    if let Some(equality) = equality {
        if left.is(right) {
            return boolean(equality);
        }
        if left.count() != right.count() {
            return boolean(!equality);
        }
    }
    let (lefts, rights) = (left.object().iter()?, right.object().iter()?);
    loop {
        let (x, y) = (lefts.borrow().next()?, rights.borrow().next()?);
        let (Some(x), Some(y)) = (&x, &y) else {
            return boolean(comparison.holds(x.is_some().cmp(&y.is_some())));
        };
        if !x.borrow().compare_bool(y.borrow(), Comparison::Equal)? {
            return boolean(x.borrow().compare_bool(y.borrow(), comparison)?);
        }
    }
}
// ANCHOR_END: operators
