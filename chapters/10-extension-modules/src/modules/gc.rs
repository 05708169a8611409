//! `gc`: the collector, seen from Python.
//!
//! CPython: `Modules/gcmodule.c` (`gc_collect_impl` and the rest of the module). The collector
//! itself is chapter 5's.

use cycle_gc::{DebugFlags, Generation, Heap};
use object_model::gc::{self as collector, Objects};

use crate::prelude::*;

// ANCHOR: rows
/// `gc`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "gc",
    doc: "The collector of cycles: asked, told, looked at.",
    functions: &[
        Method::none(
            c"enable",
            "($module, /)",
            |_| {
                runtime().collector().enable();
                nothing()
            },
            "Collects by itself from now on.",
        ),
        Method::none(
            c"disable",
            "($module, /)",
            |_| {
                runtime().collector().disable();
                nothing()
            },
            "Collects only when told to from now on.",
        ),
        Method::none(
            c"isenabled",
            "($module, /)",
            |_| boolean(runtime().collector().is_enabled()),
            "Whether it collects by itself.",
        ),
        Method::new(
            c"set_debug",
            "($module, flags, /)",
            |_, arguments| {
                runtime().collector().set_debug(DebugFlags(c_int(arguments[0])?));
                nothing()
            },
            "What is printed during collections.",
        ),
        Method::none(
            c"get_debug",
            "($module, /)",
            |_| integer(runtime().collector().debug().0.into()),
            "The flags for what is printed.",
        ),
        Method::none(
            c"get_count",
            "($module, /)",
            |_| numbers(runtime().collector().count()),
            "How full the generations are.",
        ),
        Method::new(
            c"set_threshold",
            "($module, threshold0, threshold1=None, threshold2=None, /)",
            set_threshold,
            "How full a generation has to be before it is collected.",
        )
        .unsigned()
        .parsed(),
        Method::none(
            c"get_threshold",
            "($module, /)",
            |_| numbers(runtime().collector().threshold()),
            "How full a generation has to be before it is collected.",
        ),
        Method::new(
            c"collect",
            "($module, /, generation=2)",
            collect,
            "Collects a generation and all younger ones; how many objects were unreachable.",
        ),
        Method::new(
            c"get_objects",
            "($module, /, generation=None)",
            get_objects,
            "A list of the objects that the collector tracks.",
        ),
        Method::none(c"get_stats", "($module, /)", get_stats, "What collections have come to."),
        Method::one(
            c"is_tracked",
            "($module, obj, /)",
            |_, object| boolean(collector::is_container(object) && collector::is_tracked(object)),
            "Whether the collector tracks the object.",
        ),
        Method::one(
            c"is_finalized",
            "($module, obj, /)",
            |_, object| boolean(collector::is_finalized(object)),
            "Whether the object's finaliser has been called.",
        ),
        Method::new(
            c"get_referrers",
            "($module, *objs)",
            |_, arguments| {
                let targets: Vec<_> = arguments.rest().iter().map(|item| item.as_ptr()).collect();
                list_of(cycle_gc::referrers(&Objects, &targets))
            },
            "A list of what refers to any of the objects.",
        )
        .unsigned(),
        Method::new(
            c"get_referents",
            "($module, *objs)",
            |_, arguments| {
                let objects: Vec<_> = arguments.rest().iter().map(|item| item.as_ptr()).collect();
                // SAFETY: the arguments are alive.
                list_of(unsafe { cycle_gc::referents(&Objects, &objects) })
            },
            "A list of what the objects refer to.",
        )
        .unsigned(),
        Method::none(
            c"freeze",
            "($module, /)",
            |_| {
                runtime().collector().freeze();
                nothing()
            },
            "Puts all objects where no collection looks.",
        ),
        Method::none(
            c"unfreeze",
            "($module, /)",
            |_| {
                runtime().collector().unfreeze();
                nothing()
            },
            "Puts them back into the oldest generation.",
        ),
        Method::none(
            c"get_freeze_count",
            "($module, /)",
            |_| size(runtime().collector().freeze_count()),
            "How many objects are where no collection looks.",
        ),
    ],
    constants: &[
        ("DEBUG_STATS", Constant::Int(DebugFlags::STATS.0 as i64)),
        ("DEBUG_COLLECTABLE", Constant::Int(DebugFlags::COLLECTABLE.0 as i64)),
        ("DEBUG_UNCOLLECTABLE", Constant::Int(DebugFlags::UNCOLLECTABLE.0 as i64)),
        ("DEBUG_SAVEALL", Constant::Int(DebugFlags::SAVEALL.0 as i64)),
        ("DEBUG_LEAK", Constant::Int(DebugFlags::LEAK.0 as i64)),
    ],
    execute: Some(|module| {
        module.add("garbage", runtime().garbage_list()?.object())?;
        module.add("callbacks", runtime().collection_callbacks()?.object())
    }),
    ..ModuleDefinition::NONE
};
// ANCHOR_END: rows

fn numbers(numbers: [i32; 3]) -> Result {
    let [young, middle, old] = numbers.map(|number| integer(number.into()));
    pack([young?, middle?, old?])
}

/// A list of objects that are alive now. They are counted before the list is made, which may
/// start a collection.
fn list_of(objects: Vec<NonNull<PyObject>>) -> Result {
    // SAFETY: the collector names live objects, and nothing has run since.
    let objects = objects.into_iter().map(|object| unsafe { Obj::from_ptr(object) }.to_ref());
    let objects: Vec<Ref> = objects.collect();
    let made = list::with_capacity(objects.len())?;
    for object in objects {
        made.borrow().push(object)?;
    }
    Ok(made.object())
}

fn set_threshold(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let first = c_int(arguments[0])?;
    let second = arguments.get(1).map(c_int).transpose()?;
    let third = arguments.get(2).map(c_int).transpose()?;
    runtime().collector().set_threshold(first, second, third);
    nothing()
}

fn collect(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let generation = arguments.get(0).map_or(Ok(2), c_int)?;
    match Generation::new(generation) {
        Ok(generation) => size(collector::collect_generation(generation)),
        Err(error) => Err(raise(&VALUE_ERROR, error)),
    }
}

fn get_objects(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let generation = arguments.not_none(0).map(|given| given.to_isize()).transpose()?;
    match cycle_gc::objects(&Objects, generation) {
        Ok(objects) => list_of(objects),
        Err(error) => Err(raise(&VALUE_ERROR, error)),
    }
}

fn get_stats(_: Module<'_>) -> Result {
    let stats = list::new()?;
    for generation in Objects.collector().stats() {
        let row = dict::new()?;
        let numbers = [
            ("collections", generation.collections),
            ("collected", generation.collected),
            ("uncollectable", generation.uncollectable),
        ];
        for (name, number) in numbers {
            row.borrow()
                .set_item(str::interned(name)?.borrow().object(), size(number)?.borrow())?;
        }
        stats.borrow().push(row.object())?;
    }
    Ok(stats.object())
}
