//! `lock` and `RLock`: the locks of chapter 7 as objects.
//!
//! CPython: `Modules/_threadmodule.c` (`lockobject`, `rlockobject`, `lock_acquire_parse_args`).

use gil::recursive_lock::Saved;
use gil::{RecursiveLock, ThreadLock, Timeout};
use object_model::memory::generic_new;

use crate::prelude::*;
use crate::time_value::{Round, from_seconds};
use crate::with_holding;

// ANCHOR: lock
/// C: `lockobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyLockObject {
    pub ob_base: PyObject,
    pub lock_lock: ThreadLock,
    pub in_weakreflist: Cell<*mut PyObject>,
    /// C keeps there what the lock itself doesn't know.
    pub locked: Cell<u64>,
}

const _: () = assert!(size_of::<PyLockObject>() == 40);

// SAFETY: made by `new`.
unsafe impl Layout for PyLockObject {
    fn type_object() -> &'static StaticType {
        &LOCK
    }
}

const ACQUIRE: &str = "($self, /, blocking=True, timeout=-1)";

/// `_thread.lock`.
pub static LOCK: StaticType = StaticType::new(Table::<PyLockObject> {
    tp_name: c"_thread.lock",
    tp_doc: "A lock, which any thread may release.",
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_weaklistoffset: offset_of!(PyLockObject, in_weakreflist),
    tp_dealloc: Some(dealloc_weak::<PyLockObject>),
    tp_traverse: traverse(|_: Obj<'_, PyLockObject>, _: &mut Visitor| Flow::Continue(())),
    tp_repr: Some(lock_repr),
    tp_methods: &[
        Method::new(c"acquire_lock", ACQUIRE, acquire, "As acquire().").unsigned().parsed(),
        Method::new(c"acquire", ACQUIRE, acquire, "Take the lock, and say whether it was taken.")
            .unsigned()
            .parsed(),
        Method::none(c"release_lock", "($self, /)", release, "As release().").unsigned(),
        Method::none(c"release", "($self, /)", release, "Let the lock go.").unsigned(),
        Method::none(c"locked_lock", "($self, /)", locked, "As locked().").unsigned(),
        Method::none(c"locked", "($self, /)", locked, "Whether somebody has it.").unsigned(),
        Method::new(c"__enter__", ACQUIRE, acquire, "As acquire().").unsigned().parsed(),
        Method::new(c"__exit__", "($self, *args)", |lock, _| release(lock), "As release().")
            .unsigned(),
        Method::none(
            c"_at_fork_reinit",
            "($self, /)",
            |lock: Obj<'_, PyLockObject>| {
                lock.lock_lock.at_fork_reinit();
                nothing()
            },
            "",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

/// A lock that nobody has. C: `newlockobject`.
pub(crate) fn new() -> Result<Ref<PyLockObject>> {
    memory::create(LOCK.as_type(), |ob_base| PyLockObject {
        ob_base,
        lock_lock: ThreadLock::new(),
        in_weakreflist: Cell::new(std::ptr::null_mut()),
        locked: Cell::new(0),
    })
}

fn acquire(lock: Obj<'_, PyLockObject>, arguments: &Arguments<'_>) -> Result {
    let timeout = timeout(arguments)?;
    // The lock lives as long as somebody waits for it.
    let lock = lock.to_ref();
    boolean(with_holding(|holding| lock.borrow().get().lock_lock.acquire(holding, timeout))?)
}

fn release(lock: Obj<'_, PyLockObject>) -> Result {
    match lock.lock_lock.release() {
        Ok(()) => nothing(),
        Err(error) => Err(raise(&RUNTIME_ERROR, error)),
    }
}

fn locked(lock: Obj<'_, PyLockObject>) -> Result {
    boolean(lock.lock_lock.locked())
}

extern "C" fn lock_repr(lock: Obj<'_, PyLockObject>) -> Result {
    let state = if lock.lock_lock.locked() { "locked" } else { "unlocked" };
    let kind = lock.ob_type().name();
    text(&format!("<{state} {kind} object at {:p}>", lock.as_ptr()))
}

/// C: `lock_acquire_parse_args`.
fn timeout(arguments: &Arguments<'_>) -> Result<Timeout> {
    let blocking = match arguments.get(0) {
        Some(blocking) => c_int(blocking)? != 0,
        None => true,
    };
    let nanoseconds = match arguments.get(1) {
        Some(seconds) => from_seconds(seconds, Round::Up)?,
        None => -1_000_000_000,
    };
    let timeout =
        Timeout::new(blocking, nanoseconds).map_err(|error| raise(&VALUE_ERROR, error))?;
    // In microseconds, rounded up, it has to be less than the most that nanoseconds can say.
    const MOST: u128 = i64::MAX as u128 / 1000;
    match timeout {
        Timeout::After(time) if time.as_nanos().div_ceil(1000) > MOST => {
            Err(raise(&OVERFLOW_ERROR, "timeout value is too large"))
        }
        timeout => Ok(timeout),
    }
}
// ANCHOR_END: lock

// ANCHOR: rlock
/// C: `rlockobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyRLockObject {
    pub ob_base: PyObject,
    pub rlock_lock: RecursiveLock,
    pub in_weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<PyRLockObject>() == 48);

// SAFETY: instances are made by `tp_alloc`, zeroed, which is a lock that nobody has.
unsafe impl Layout for PyRLockObject {
    fn type_object() -> &'static StaticType {
        &RLOCK
    }
}

/// `_thread.RLock`.
pub static RLOCK: StaticType = StaticType::new(Table::<PyRLockObject> {
    tp_name: c"_thread.RLock",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_weaklistoffset: offset_of!(PyRLockObject, in_weakreflist),
    tp_dealloc: Some(dealloc_weak::<PyRLockObject>),
    tp_traverse: traverse(|_: Obj<'_, PyRLockObject>, _: &mut Visitor| Flow::Continue(())),
    tp_repr: Some(rlock_repr),
    tp_new: Some(generic_new),
    tp_methods: &[
        Method::new(
            c"acquire",
            ACQUIRE,
            rlock_acquire,
            "Take the lock, once more if this thread has it, and say whether it was taken.",
        )
        .unsigned()
        .parsed(),
        Method::none(c"release", "($self, /)", rlock_release, "Undo one acquire().").unsigned(),
        Method::none(
            c"_is_owned",
            "($self, /)",
            |lock: Obj<'_, PyRLockObject>| boolean(lock.rlock_lock.is_owned()),
            "Whether this thread has it: for threading.Condition.",
        )
        .unsigned(),
        Method::none(
            c"_recursion_count",
            "($self, /)",
            |lock: Obj<'_, PyRLockObject>| {
                let owned = lock.rlock_lock.is_owned();
                size(if owned { lock.rlock_lock.state().count as usize } else { 0 })
            },
            "How often this thread has taken it.",
        )
        .unsigned(),
        Method::new(
            c"_acquire_restore",
            "($self, state, /)",
            rlock_acquire_restore,
            "Take the lock as it was taken before: for threading.Condition.",
        )
        .unsigned()
        .parsed(),
        Method::none(
            c"_release_save",
            "($self, /)",
            rlock_release_save,
            "Let the lock go however often it was taken: for threading.Condition.",
        )
        .unsigned(),
        Method::new(c"__enter__", ACQUIRE, rlock_acquire, "As acquire().").unsigned().parsed(),
        Method::new(c"__exit__", "($self, *args)", |lock, _| rlock_release(lock), "As release().")
            .unsigned(),
        Method::none(
            c"_at_fork_reinit",
            "($self, /)",
            |lock: Obj<'_, PyRLockObject>| {
                lock.rlock_lock.at_fork_reinit();
                nothing()
            },
            "",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

fn rlock_acquire(lock: Obj<'_, PyRLockObject>, arguments: &Arguments<'_>) -> Result {
    let timeout = timeout(arguments)?;
    let lock = lock.to_ref();
    boolean(with_holding(|holding| lock.borrow().get().rlock_lock.acquire(holding, timeout))?)
}

fn rlock_release(lock: Obj<'_, PyRLockObject>) -> Result {
    match lock.rlock_lock.release() {
        Ok(()) => nothing(),
        Err(error) => Err(raise(&RUNTIME_ERROR, error)),
    }
}

/// C: the format `(kk)` takes a sequence of two ints, of which it keeps the low 64 bits.
fn rlock_acquire_restore(lock: Obj<'_, PyRLockObject>, arguments: &Arguments<'_>) -> Result {
    let wrong = |what: std::fmt::Arguments<'_>| {
        raise(&TYPE_ERROR, format_args!("_acquire_restore() argument 1{what}"))
    };
    let state = arguments.get(0).expect("required by the signature");
    if !state.is_sequence() {
        let kind = type_name(state);
        return Err(wrong(format_args!(" must be 2-item sequence, not {kind}")));
    }
    let length = state.len()?;
    if length != 2 {
        return Err(wrong(format_args!(" must be sequence of length 2, not {length}")));
    }
    let mut numbers = [0u64; 2];
    for (at, number) in numbers.iter_mut().enumerate() {
        let item = state.get_sequence_item(at as isize)?;
        let Some(item) = item.borrow().downcast::<PyLongObject>() else {
            let kind = type_name(item.borrow());
            return Err(wrong(format_args!(", item {at} must be int, not {kind}")));
        };
        *number = int::machine::to_u64_mask(item.number());
    }
    let saved = Saved { count: numbers[0], owner: numbers[1] };
    let lock = lock.to_ref();
    with_holding(|holding| lock.borrow().get().rlock_lock.acquire_restore(holding, saved));
    nothing()
}

fn rlock_release_save(lock: Obj<'_, PyRLockObject>) -> Result {
    match lock.rlock_lock.release_save() {
        Ok(Saved { count, owner }) => {
            pack([int::from_u64(count)?.object(), int::from_u64(owner)?.object()])
        }
        Err(error) => Err(raise(&RUNTIME_ERROR, error)),
    }
}

extern "C" fn rlock_repr(lock: Obj<'_, PyRLockObject>) -> Result {
    let Saved { count, owner } = lock.rlock_lock.state();
    let state = if count > 0 { "locked" } else { "unlocked" };
    let kind = lock.ob_type().name();
    text(&format!("<{state} {kind} object owner={owner} count={count} at {:p}>", lock.as_ptr()))
}
// ANCHOR_END: rlock
