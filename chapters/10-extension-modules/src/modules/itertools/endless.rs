//! `count`, `cycle`, `repeat`, which may never end, and `accumulate`.
//!
//! CPython: `Modules/itertoolsmodule.c` (`countobject`, `cycleobject`, `repeatobject`,
//! `accumulateobject`).

use super::{chain, islice, iterator_rows, reduce, set_state};
use crate::prelude::*;
use object_model::protocol::number::ADD;

// ANCHOR: count
native_object! {
    /// Counts by ones in a machine's number for as long as it can, then, or with another step,
    /// by adding objects. C: `countobject`.
    pub(crate) struct Count of COUNT, 40 bytes {
        refs {}
        cnt: Cell<isize>,
        long_cnt: Field,
        long_step: Field,
    }
}

const COUNT_SIGNATURE: Signature = Signature::parse("(start=0, step=1)");

/// `itertools.count`.
pub(crate) static COUNT: StaticType = StaticType::new(Table::<Count> {
    tp_name: c"itertools.count",
    signature: COUNT_SIGNATURE.text,
    tp_doc: "Numbers from a start, each greater than the last by a step.",
    tp_repr: Some(count_repr),
    tp_traverse: traverse(count_traverse),
    tp_new: Some(count_new),
    tp_methods: &[reduce(count_reduce)],
    ..iterator_rows!(Count, count_next)
});

fn count_traverse(count: Obj<'_, Count>, visitor: &mut Visitor) -> Flow {
    visitor.field(&count.long_cnt)?;
    visitor.field(&count.long_step)
}

extern "C" fn count_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    COUNT_SIGNATURE.bind("count", given, |arguments| {
        let (start, step) = (arguments.get(0), arguments.get(1));
        if [start, step].into_iter().flatten().any(|number| !is_number(number)) {
            return Err(raise(&TYPE_ERROR, "a number is required"));
        }
        let as_int = |number: Option<Obj<'_>>, default: i64| match number {
            None => Some(default),
            Some(number) => number.downcast::<PyLongObject>().and_then(|number| number.to_i64()),
        };
        let fast = as_int(start, 0).filter(|_| as_int(step, 1) == Some(1));
        let (cnt, long_cnt) = match fast {
            Some(start) => (start as isize, None),
            None => {
                let start = start.map_or_else(|| integer(0), |start| Ok(start.to_ref()))?;
                (isize::MAX, Some(start))
            }
        };
        let step = step.map_or_else(|| integer(1), |step| Ok(step.to_ref()))?;
        let count = memory::create(class, |ob_base| Count {
            ob_base,
            cnt: Cell::new(cnt),
            long_cnt: Field::new(long_cnt),
            long_step: Field::new(Some(step)),
        })?;
        Ok(count.object())
    })
}

fn count_next(count: Obj<'_, Count>) -> Result<Option<Ref>> {
    let now = count.cnt.get();
    if now != isize::MAX {
        count.cnt.set(now + 1);
        return Ok(Some(integer(now as i64)?));
    }
    let now = match count.long_cnt.get() {
        Some(now) => now,
        None => integer(isize::MAX as i64)?,
    };
    let next = now.borrow().binary(held(&count.long_step).borrow(), ADD)?;
    count.long_cnt.set(Some(next));
    Ok(Some(now))
}

/// The number that comes next, as an object.
fn count_now(count: Obj<'_, Count>) -> Result {
    match count.long_cnt.get() {
        Some(now) => Ok(now),
        None => integer(count.cnt.get() as i64),
    }
}

extern "C" fn count_repr(count: Obj<'_, Count>) -> Result {
    let name = count.ob_type().short_name().to_owned();
    let now = count_now(count)?.borrow().repr()?;
    let step = held(&count.long_step);
    let is_one = step.borrow().downcast::<PyLongObject>().is_some_and(|s| s.to_i64() == Some(1));
    if is_one {
        return text(&format!("{name}({now})"));
    }
    let step = step.borrow().repr()?;
    text(&format!("{name}({now}, {step})"))
}

fn count_reduce(count: Obj<'_, Count>) -> Result {
    let now = count_now(count)?;
    let arguments = match count.cnt.get() {
        isize::MAX => pack([now, held(&count.long_step)])?,
        _ => pack([now])?,
    };
    pack([class_of(count), arguments])
}
// ANCHOR_END: count

// ANCHOR: repeat
native_object! {
    /// C: `repeatobject`.
    pub(crate) struct Repeat of REPEAT, 32 bytes {
        refs { element: Field, }
        cnt: Cell<isize>,
    }
}

/// `itertools.repeat`.
pub(crate) static REPEAT: StaticType = StaticType::new(Table::<Repeat> {
    tp_name: c"itertools.repeat",
    tp_doc: "repeat(object [,times])\n\nThe same object, so many times or without end.",
    tp_repr: Some(repeat_repr),
    tp_new: Some(repeat_new),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", repeat_length, "How many are left.")
            .unsigned(),
        reduce(repeat_reduce),
    ],
    ..iterator_rows!(Repeat, repeat_next)
});

extern "C" fn repeat_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(object, times=None)");
    SIGNATURE.bind("repeat", Given::of_tuple(arguments, keywords), |arguments| {
        let times = match arguments.get(1) {
            Some(times) => times.to_isize()?.max(0),
            None => -1,
        };
        let repeat = memory::create(class, |ob_base| Repeat {
            ob_base,
            element: Field::new(Some(arguments[0].to_ref())),
            cnt: Cell::new(times),
        })?;
        Ok(repeat.object())
    })
}

fn repeat_next(repeat: Obj<'_, Repeat>) -> Result<Option<Ref>> {
    match repeat.cnt.get() {
        0 => return Ok(None),
        left if left > 0 => repeat.cnt.set(left - 1),
        _ => {}
    }
    Ok(repeat.element.get())
}

extern "C" fn repeat_repr(repeat: Obj<'_, Repeat>) -> Result {
    let name = repeat.ob_type().short_name().to_owned();
    let element = or_none(&repeat.element).borrow().repr()?;
    match repeat.cnt.get() {
        -1 => text(&format!("{name}({element})")),
        left => text(&format!("{name}({element}, {left})")),
    }
}

fn repeat_length(repeat: Obj<'_, Repeat>) -> Result {
    match repeat.cnt.get() {
        -1 => Err(raise(&TYPE_ERROR, "len() of unsized object")),
        left => integer(left as i64),
    }
}

fn repeat_reduce(repeat: Obj<'_, Repeat>) -> Result {
    let element = or_none(&repeat.element);
    let arguments = match repeat.cnt.get() {
        -1 => pack([element])?,
        left => pack([element, integer(left as i64)?])?,
    };
    pack([class_of(repeat), arguments])
}
// ANCHOR_END: repeat

// ANCHOR: cycle
native_object! {
    /// C: `cycleobject`.
    pub(crate) struct Cycle of CYCLE, 48 bytes {
        refs { it: Field, saved: Field<PyListObject>, }
        index: Cell<usize>,
        /// Whether `saved` is whole already, as it is in an unpickled one.
        firstpass: Cell<i32>,
    }
}

const CYCLE_SIGNATURE: Signature = Signature::parse("(iterable, /)");

/// `itertools.cycle`.
pub(crate) static CYCLE: StaticType = StaticType::new(Table::<Cycle> {
    tp_name: c"itertools.cycle",
    signature: CYCLE_SIGNATURE.text,
    tp_doc: "The items of an iterable, over and over.",
    tp_clear: Some(Cycle::clear_fields),
    tp_new: Some(cycle_new),
    tp_methods: &[reduce(cycle_reduce), set_state(cycle_setstate)],
    ..iterator_rows!(Cycle, cycle_next)
});

extern "C" fn cycle_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = given_to_new(class, &CYCLE, arguments, keywords);
    CYCLE_SIGNATURE.bind("cycle", given, |arguments| {
        let it = arguments[0].iter()?;
        let saved = list::new()?;
        let cycle = memory::create(class, |ob_base| Cycle {
            ob_base,
            it: Field::new(Some(it)),
            saved: Field::new(Some(saved)),
            index: Cell::new(0),
            firstpass: Cell::new(0),
        })?;
        Ok(cycle.object())
    })
}

fn cycle_next(cycle: Obj<'_, Cycle>) -> Result<Option<Ref>> {
    let Some(saved) = cycle.saved.get() else {
        return Ok(None);
    };
    if let Some(it) = cycle.it.get() {
        if let Some(item) = it.borrow().next()? {
            if cycle.firstpass.get() == 0 {
                saved.borrow().push(item.clone())?;
            }
            return Ok(Some(item));
        }
        cycle.it.clear();
    }
    let item = saved.borrow().get_index(cycle.index.get());
    let next = cycle.index.get() + 1;
    cycle.index.set(if next < saved.borrow().len() { next } else { 0 });
    Ok(item)
}

fn cycle_reduce(cycle: Obj<'_, Cycle>) -> Result {
    let saved = match cycle.saved.get() {
        Some(saved) => saved.object(),
        None => none().to_ref(),
    };
    if let Some(it) = cycle.it.get() {
        let first = bool_(cycle.firstpass.get() != 0).to_ref();
        return pack([class_of(cycle), pack([it])?, pack([saved, first])?]);
    }
    let it = saved.borrow().iter()?;
    if cycle.index.get() != 0 {
        let index = size(cycle.index.get())?;
        it.borrow().call_method(name!("__setstate__"), &[index.borrow()])?;
    }
    pack([class_of(cycle), pack([it])?, pack([saved, bool_(true).to_ref()])?])
}

fn cycle_setstate(cycle: Obj<'_, Cycle>, state: Obj<'_>) -> Result {
    let items = state_items(state, 2, 2)?;
    let saved = expect::<PyListObject>(items, 0)?;
    let first = c_int(items[1])?;
    cycle.saved.set(Some(saved.to_ref()));
    cycle.firstpass.set(i32::from(first != 0));
    cycle.index.set(0);
    nothing()
}
// ANCHOR_END: cycle

// ANCHOR: accumulate
native_object! {
    /// C: `accumulateobject`.
    pub(crate) struct Accumulate of ACCUMULATE, 48 bytes {
        refs { total: Field, it: Field, binop: Field, initial: Field, }
    }
}

const ACCUMULATE_SIGNATURE: Signature = Signature::parse("(iterable, func=None, *, initial=None)");

/// `itertools.accumulate`.
pub(crate) static ACCUMULATE: StaticType = StaticType::new(Table::<Accumulate> {
    tp_name: c"itertools.accumulate",
    signature: ACCUMULATE_SIGNATURE.text,
    tp_doc: "The sums of the first item, of the first two, and so on; or another function's results.",
    tp_clear: Some(Accumulate::clear_fields),
    tp_new: Some(accumulate_new),
    tp_methods: &[reduce(accumulate_reduce), set_state(accumulate_setstate)],
    ..iterator_rows!(Accumulate, accumulate_next)
});

extern "C" fn accumulate_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    ACCUMULATE_SIGNATURE.bind("accumulate", given, |arguments| {
        let it = arguments[0].iter()?;
        let accumulate = memory::create(class, |ob_base| Accumulate {
            ob_base,
            total: Field::NULL,
            it: Field::new(Some(it)),
            binop: Field::new(arguments.not_none(1).map(Obj::to_ref)),
            initial: Field::new(arguments.not_none(2).map(Obj::to_ref)),
        })?;
        Ok(accumulate.object())
    })
}

fn accumulate_next(accumulate: Obj<'_, Accumulate>) -> Result<Option<Ref>> {
    if let Some(initial) = accumulate.initial.replace(None) {
        accumulate.total.set(Some(initial.clone()));
        return Ok(Some(initial));
    }
    let Some(it) = accumulate.it.get() else {
        return Ok(None);
    };
    let Some(value) = it.borrow().next()? else {
        return Ok(None);
    };
    let total = match (accumulate.total.get(), accumulate.binop.get()) {
        (None, _) => value,
        (Some(total), None) => total.borrow().binary(value.borrow(), ADD)?,
        (Some(total), Some(binop)) => binop.borrow().call(&[total.borrow(), value.borrow()])?,
    };
    accumulate.total.set(Some(total.clone()));
    Ok(Some(total))
}

fn accumulate_reduce(accumulate: Obj<'_, Accumulate>) -> Result {
    let (it, binop) = (or_none(&accumulate.it), or_none(&accumulate.binop));
    let class = class_of(accumulate);
    if let Some(initial) = accumulate.initial.get() {
        let it = chain::of([pack([initial])?, it])?;
        return pack([class, pack([it, binop])?, none().to_ref()]);
    }
    let total = accumulate.total.get();
    if total.as_ref().is_some_and(|total| total.borrow().is_none()) {
        let it = chain::of([pack([none().to_ref()])?, it])?;
        let whole = class.borrow().call(&[it.borrow(), binop.borrow()])?;
        let arguments = pack([whole, integer(1)?, none().to_ref()])?;
        return pack([islice::ISLICE.as_type().object().to_ref(), arguments]);
    }
    pack([class, pack([it, binop])?, total.unwrap_or_else(|| none().to_ref())])
}

fn accumulate_setstate(accumulate: Obj<'_, Accumulate>, state: Obj<'_>) -> Result {
    accumulate.total.set(Some(state.to_ref()));
    nothing()
}
// ANCHOR_END: accumulate
