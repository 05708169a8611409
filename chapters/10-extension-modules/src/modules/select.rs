//! `select`: waiting until descriptors are ready.
//!
//! CPython: `Modules/selectmodule.c`.
//!
//! A wait that a signal interrupts goes on with what is left of its time.

use std::time::{Duration, Instant};

use object_model::errors::OS_ERROR;
use object_model::protocol::sequence::FastSequence;
use object_model::types::float::PyFloatObject;

use crate::convert::{int_or, to_c_int, type_of};
use crate::modules::posix::file_descriptor;
use crate::prelude::*;
use crate::system::{Errno, Outcome, check};
use crate::time_value::{Round, from_seconds};
use crate::{allow_threads, check_signals};

// ANCHOR: module
/// `select`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "select",
    doc: "Waiting until descriptors are ready.",
    functions: &[
        Method::new(
            c"select",
            "($module, rlist, wlist, xlist, timeout=None, /)",
            select,
            "Waits until one of them can be read, written, or has something out of the ordinary.",
        ),
        Method::none(
            c"poll",
            "($module, /)",
            |_| {
                let dict = dict::new()?;
                let poll = memory::create(POLL.as_type(), |ob_base| Poll {
                    ob_base,
                    dict: Field::new(Some(dict)),
                    is_running: Cell::new(false),
                })?;
                Ok(poll.object())
            },
            "An object that remembers what to wait for.",
        ),
    ],
    types: &[&EPOLL],
    constants: &[
        ("EPOLLERR", Constant::Int(8)),
        ("EPOLLET", Constant::Int(2147483648)),
        ("EPOLLEXCLUSIVE", Constant::Int(268435456)),
        ("EPOLLHUP", Constant::Int(16)),
        ("EPOLLIN", Constant::Int(1)),
        ("EPOLLMSG", Constant::Int(1024)),
        ("EPOLLONESHOT", Constant::Int(1073741824)),
        ("EPOLLOUT", Constant::Int(4)),
        ("EPOLLPRI", Constant::Int(2)),
        ("EPOLLRDBAND", Constant::Int(128)),
        ("EPOLLRDHUP", Constant::Int(8192)),
        ("EPOLLRDNORM", Constant::Int(64)),
        ("EPOLLWRBAND", Constant::Int(512)),
        ("EPOLLWRNORM", Constant::Int(256)),
        ("EPOLL_CLOEXEC", Constant::Int(524288)),
        ("PIPE_BUF", Constant::Int(4096)),
        ("POLLERR", Constant::Int(8)),
        ("POLLHUP", Constant::Int(16)),
        ("POLLIN", Constant::Int(1)),
        ("POLLMSG", Constant::Int(1024)),
        ("POLLNVAL", Constant::Int(32)),
        ("POLLOUT", Constant::Int(4)),
        ("POLLPRI", Constant::Int(2)),
        ("POLLRDBAND", Constant::Int(128)),
        ("POLLRDHUP", Constant::Int(8192)),
        ("POLLRDNORM", Constant::Int(64)),
        ("POLLWRBAND", Constant::Int(512)),
        ("POLLWRNORM", Constant::Int(256)),
    ],
    execute: Some(|module| {
        object_model::runtime::make_ready(&POLL);
        module.add("error", OS_ERROR.as_type().object().to_ref())
    }),
};
// ANCHOR_END: module

// ANCHOR: wait
/// Until when to wait; for ever if there is none.
#[derive(Clone, Copy)]
struct Deadline(Option<Instant>);

impl Deadline {
    fn after(nanoseconds: Option<i64>) -> Deadline {
        let time = nanoseconds.map(|time| Duration::from_nanos(time.max(0) as u64));
        Deadline(time.and_then(|time| Instant::now().checked_add(time)))
    }

    fn left(self) -> Option<Duration> {
        self.0.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// In whole milliseconds, rounded up; −1 for ever.
    fn milliseconds(self) -> i32 {
        match self.left() {
            None => -1,
            Some(left) => {
                let whole = left.as_nanos().div_ceil(1_000_000);
                i32::try_from(whole).unwrap_or(i32::MAX)
            }
        }
    }
}

/// Calls until it isn't interrupted any more.
fn wait<T: Send>(mut call: impl FnMut() -> Outcome<T> + Send) -> Result<T> {
    loop {
        match allow_threads(&mut call) {
            Err(Errno(libc::EINTR)) => check_signals()?,
            outcome => return outcome.map_err(Errno::raise),
        }
    }
}
// ANCHOR_END: wait

// ANCHOR: select
/// Objects and their descriptors.
type Watched = Vec<(Ref, i32)>;

/// C: `seq2set`.
fn watched(given: Obj<'_>) -> Result<(Watched, libc::fd_set)> {
    let sequence = FastSequence::new(given, "arguments 1-3 must be sequences")?;
    // SAFETY: zeros are an empty set.
    let mut set: libc::fd_set = unsafe { std::mem::zeroed() };
    let mut all = Vec::new();
    let mut index = 0;
    while let Some(object) = sequence.get(index) {
        let fd = file_descriptor(object.borrow())?;
        if fd as usize >= libc::FD_SETSIZE {
            return Err(raise(&VALUE_ERROR, "filedescriptor out of range in select()"));
        }
        if all.len() >= libc::FD_SETSIZE {
            return Err(raise(&VALUE_ERROR, "too many file descriptors in select()"));
        }
        // SAFETY: below the size of a set.
        unsafe { libc::FD_SET(fd, &mut set) };
        all.push((object, fd));
        index += 1;
    }
    Ok((all, set))
}

/// C: `set2list`.
fn ready(watched: &Watched, set: &libc::fd_set) -> Result {
    let list = list::new()?;
    for (object, fd) in watched {
        // SAFETY: below the size of a set.
        if unsafe { libc::FD_ISSET(*fd, set) } {
            list.borrow().push(object.clone())?;
        }
    }
    Ok(list.object())
}

fn select(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let timeout = match given.not_none(3) {
        None => None,
        Some(timeout) => {
            let timeout = from_seconds(timeout, Round::Up).inspect_err(|_| {
                if errors::matches(&TYPE_ERROR) {
                    errors::clear();
                    raise(&TYPE_ERROR, "timeout must be a float or None");
                }
            })?;
            if timeout < 0 {
                return Err(raise(&VALUE_ERROR, "timeout must be non-negative"));
            }
            Some(timeout)
        }
    };
    let (reads, read_set) = watched(given[0])?;
    let (writes, write_set) = watched(given[1])?;
    let (others, other_set) = watched(given[2])?;
    let most = [&reads, &writes, &others].into_iter().flatten().map(|(_, fd)| fd + 1).max();
    let most = most.unwrap_or(0);
    let deadline = Deadline::after(timeout);
    let sets = wait(|| {
        let mut sets = [read_set, write_set, other_set];
        let mut left = deadline.left().map(|left| libc::timeval {
            tv_sec: left.as_secs() as i64,
            tv_usec: i64::from(left.subsec_nanos().div_ceil(1000)),
        });
        if let Some(left) = &mut left
            && left.tv_usec == 1_000_000
        {
            *left = libc::timeval { tv_sec: left.tv_sec + 1, tv_usec: 0 };
        }
        let time = left.as_mut().map_or(std::ptr::null_mut(), |left| &raw mut *left);
        let [read, write, other] = &mut sets;
        // SAFETY: three sets, and a time or none.
        check(unsafe { libc::select(most, read, write, other, time) })?;
        Ok(sets)
    })?;
    pack([ready(&reads, &sets[0])?, ready(&writes, &sets[1])?, ready(&others, &sets[2])?])
}
// ANCHOR_END: select

// ANCHOR: poll
/// C: `pollObject`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct Poll {
    ob_base: PyObject,
    /// From descriptors to what is waited for.
    dict: Field<PyDictObject>,
    is_running: Cell<bool>,
}

// SAFETY: made by `select.poll`.
unsafe impl Layout for Poll {
    fn type_object() -> &'static StaticType {
        &POLL
    }
}

static POLL: StaticType = StaticType::new(Table::<Poll> {
    tp_name: c"select.poll",
    tp_flags: flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<Poll>),
    tp_methods: &[
        Method::new(
            c"register",
            "($self, fd,\n         eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)",
            |poll, given| {
                let fd = file_descriptor(given[0])?;
                let all = u16::from_ne_bytes(
                    (libc::POLLIN | libc::POLLPRI | libc::POLLOUT).to_ne_bytes(),
                );
                let mask = given.get(1).map_or(Ok(all), event_mask)?;
                set(poll, fd, mask)
            },
            "Begins to wait for a descriptor.",
        ),
        Method::new(
            c"modify",
            "($self, fd, eventmask, /)",
            |poll, given| {
                let (fd, mask) = (file_descriptor(given[0])?, event_mask(given[1])?);
                let key = integer(fd.into())?;
                if !registered(poll).borrow().contains_key(key.borrow())? {
                    return Err(Errno(libc::ENOENT).raise());
                }
                set(poll, fd, mask)
            },
            "Waits for something else of a descriptor.",
        ),
        Method::one(
            c"unregister",
            "($self, fd, /)",
            |poll, fd| {
                let key = integer(file_descriptor(fd)?.into())?;
                registered(poll).borrow().object().set_item(key.borrow(), None)?;
                nothing()
            },
            "Waits for a descriptor no more.",
        ),
        Method::new(
            c"poll",
            "($self, timeout=None, /)",
            poll_wait,
            "Waits: the descriptors that are ready, and for what.",
        ),
    ],
    ..Table::NONE
});

fn registered(poll: Obj<'_, Poll>) -> Ref<PyDictObject> {
    poll.dict.get().expect("made with a dict")
}

/// C: `_PyLong_UnsignedShort_Converter`.
fn event_mask(given: Obj<'_>) -> Result<u16> {
    let number = given.index()?;
    if number.borrow().is_negative() {
        return Err(raise(&VALUE_ERROR, "value must be positive"));
    }
    match number.borrow().to_i64() {
        None => Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C unsigned long")),
        Some(mask) => u16::try_from(mask)
            .map_err(|_| raise(&OVERFLOW_ERROR, "Python int too large for C unsigned short")),
    }
}

fn set(poll: Obj<'_, Poll>, fd: i32, mask: u16) -> Result {
    let (key, value) = (integer(fd.into())?, integer(mask.into())?);
    registered(poll).borrow().set_item(key.borrow(), value.borrow())?;
    nothing()
}

/// Milliseconds, whole or not, as nanoseconds. C: `_PyTime_FromMillisecondsObject`.
fn milliseconds(given: Obj<'_>) -> Result<Option<i64>> {
    let too_large = || raise(&OVERFLOW_ERROR, "timeout is too large");
    let nanoseconds = if let Some(float) = given.downcast::<PyFloatObject>() {
        let value = float.value();
        if value.is_nan() {
            return Err(raise(&VALUE_ERROR, "Invalid value NaN (not a number)"));
        }
        let value = if value >= 0.0 { (value * 1e6).ceil() } else { (value * 1e6).floor() };
        if value.abs() >= 9.2e18 {
            let message = "timestamp out of range for platform time_t";
            return Err(raise(&OVERFLOW_ERROR, message));
        }
        value as i64
    } else {
        let number = given.index().inspect_err(|_| {
            if errors::matches(&TYPE_ERROR) {
                errors::clear();
                raise(&TYPE_ERROR, "timeout must be an integer or None");
            }
        })?;
        let message = "timestamp too large to convert to C _PyTime_t";
        let number = number.borrow().to_i64().and_then(|number| number.checked_mul(1_000_000));
        number.ok_or_else(|| raise(&OVERFLOW_ERROR, message))?
    };
    if nanoseconds / 1_000_000 > i64::from(i32::MAX)
        || nanoseconds / 1_000_000 < i64::from(i32::MIN)
    {
        return Err(too_large());
    }
    Ok((nanoseconds >= 0).then_some(nanoseconds))
}

fn poll_wait(poll: Obj<'_, Poll>, given: &Arguments<'_>) -> Result {
    let timeout = given.not_none(0).map(milliseconds).transpose()?.flatten();
    if poll.is_running.get() {
        return Err(raise(&RUNTIME_ERROR, "concurrent poll() invocation"));
    }
    let mut descriptors = Vec::new();
    for (fd, mask) in registered(poll).borrow().items() {
        let (fd, mask) = (to_c_int(fd.borrow())?, to_c_int(mask.borrow())?);
        descriptors.push(libc::pollfd { fd, events: mask as i16, revents: 0 });
    }
    let deadline = Deadline::after(timeout);
    poll.is_running.set(true);
    let outcome = wait(|| {
        // SAFETY: so many descriptions.
        check(unsafe {
            let count = descriptors.len() as libc::nfds_t;
            libc::poll(descriptors.as_mut_ptr(), count, deadline.milliseconds())
        })
    });
    poll.is_running.set(false);
    outcome?;
    let ready = list::new()?;
    for descriptor in descriptors.iter().filter(|descriptor| descriptor.revents != 0) {
        let events = i64::from(descriptor.revents as u16);
        ready.borrow().push(pack([integer(descriptor.fd.into())?, integer(events)?])?)?;
    }
    Ok(ready.object())
}
// ANCHOR_END: poll

// ANCHOR: epoll
/// C: `pyEpoll_Object`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct Epoll {
    ob_base: PyObject,
    /// −1 when it is closed.
    epfd: Cell<i32>,
}

const _: () = assert!(size_of::<Epoll>() == 24);

// SAFETY: made by `tp_new` and `fromfd`.
unsafe impl Layout for Epoll {
    fn type_object() -> &'static StaticType {
        &EPOLL
    }
}

/// `select.epoll`.
static EPOLL: StaticType = StaticType::new(Table::<Epoll> {
    tp_name: c"select.epoll",
    tp_doc: "An object of the system's that remembers what to wait for.",
    signature: "(sizehint=-1, flags=0)",
    tp_dealloc: Some(dealloc_epoll),
    tp_getattro: Some(generic_getattr),
    tp_new: Some(epoll_new),
    tp_methods: &[
        Method::class(
            c"fromfd",
            "($type, fd, /)",
            |class, given| {
                let epfd = to_c_int(given[0])?;
                let made =
                    memory::create(class, |ob_base| Epoll { ob_base, epfd: Cell::new(epfd) })?;
                Ok(made.object())
            },
            "An object of a descriptor that is one.",
        ),
        Method::none(
            c"close",
            "($self, /)",
            |epoll| {
                close(epoll)?;
                nothing()
            },
            "Closes the descriptor.",
        ),
        Method::none(
            c"fileno",
            "($self, /)",
            |epoll| integer(descriptor(epoll)?.into()),
            "The descriptor.",
        ),
        Method::new(
            c"modify",
            "($self, /, fd, eventmask)",
            |epoll, given| {
                let (fd, mask) = (file_descriptor(given[0])?, mask(given[1])?);
                control(epoll, libc::EPOLL_CTL_MOD, fd, mask)
            },
            "Waits for something else of a descriptor.",
        ),
        Method::new(
            c"register",
            "($self, /, fd,\n         eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)",
            |epoll, given| {
                let fd = file_descriptor(given[0])?;
                let all = (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32;
                let mask = given.get(1).map_or(Ok(all), mask)?;
                control(epoll, libc::EPOLL_CTL_ADD, fd, mask)
            },
            "Begins to wait for a descriptor.",
        ),
        Method::new(
            c"unregister",
            "($self, /, fd)",
            |epoll, given| control(epoll, libc::EPOLL_CTL_DEL, file_descriptor(given[0])?, 0),
            "Waits for a descriptor no more.",
        ),
        Method::new(
            c"poll",
            "($self, /, timeout=None, maxevents=-1)",
            epoll_wait,
            "Waits: the descriptors that are ready, and for what.",
        ),
        Method::none(
            c"__enter__",
            "($self, /)",
            |epoll: Obj<'_, Epoll>| {
                descriptor(epoll)?;
                Ok(epoll.object().to_ref())
            },
            "Itself.",
        ),
        Method::new(
            c"__exit__",
            "($self, exc_type=None, exc_value=None, exc_tb=None, /)",
            |epoll, _| epoll.object().call_method(name!("close"), &[]),
            "Closes it.",
        ),
    ],
    tp_getset: &[Getter::new(c"closed", |epoll| boolean(epoll.epfd.get() < 0), "Whether it is.")],
    ..Table::NONE
});

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn dealloc_epoll(epoll: NonNull<Epoll>) {
    // SAFETY: nobody else has the object.
    unsafe {
        if close(Obj::from_ptr(epoll)).is_err() {
            errors::clear();
        }
        dealloc(epoll);
    }
}

extern "C" fn epoll_new(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(sizehint=-1, flags=0)");
    SIGNATURE.bind("epoll", Given::of_tuple(args, keywords), |given| {
        let (hint, flags) = (int_or(given.get(0), -1)?, int_or(given.get(1), 0)?);
        if hint != -1 && hint <= 0 {
            return Err(raise(&VALUE_ERROR, "negative sizehint"));
        }
        if flags != 0 && flags != libc::EPOLL_CLOEXEC {
            return Err(raise(&OS_ERROR, "invalid flags"));
        }
        // SAFETY: a call with a number.
        let epfd = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) });
        let epfd = epfd.map_err(Errno::raise)?;
        let made = memory::create(ob_type, |ob_base| Epoll { ob_base, epfd: Cell::new(epfd) })?;
        Ok(made.object())
    })
}

fn close(epoll: Obj<'_, Epoll>) -> Result<()> {
    let fd = epoll.epfd.replace(-1);
    if fd >= 0 {
        // SAFETY: a call with a number.
        allow_threads(|| check(unsafe { libc::close(fd) })).map_err(Errno::raise)?;
    }
    Ok(())
}

fn descriptor(epoll: Obj<'_, Epoll>) -> Result<i32> {
    match epoll.epfd.get() {
        fd if fd < 0 => Err(raise(&VALUE_ERROR, "I/O operation on closed epoll object")),
        fd => Ok(fd),
    }
}

fn mask(given: Obj<'_>) -> Result<u32> {
    if given.downcast::<PyLongObject>().is_none() && !given.has_index() {
        let name = type_of(given);
        let message = format_args!("'{name}' object cannot be interpreted as an integer");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(int::machine::to_u64_mask(given.index()?.borrow().number()) as u32)
}

fn control(epoll: Obj<'_, Epoll>, operation: i32, fd: i32, mask: u32) -> Result {
    let epfd = descriptor(epoll)?;
    let mut event = libc::epoll_event { events: mask, u64: fd as u64 };
    // SAFETY: the struct is there to be read.
    allow_threads(|| check(unsafe { libc::epoll_ctl(epfd, operation, fd, &mut event) }))
        .map_err(Errno::raise)?;
    nothing()
}

fn epoll_wait(epoll: Obj<'_, Epoll>, given: &Arguments<'_>) -> Result {
    let epfd = descriptor(epoll)?;
    let most = int_or(given.get(1), -1)?;
    let timeout = match given.not_none(0) {
        None => None,
        Some(timeout) => {
            let nanoseconds = from_seconds(timeout, Round::Up).inspect_err(|_| {
                if errors::matches(&TYPE_ERROR) {
                    errors::clear();
                    raise(&TYPE_ERROR, "timeout must be an integer or None");
                }
            })?;
            if nanoseconds / 1_000_000 > i64::from(i32::MAX) {
                return Err(raise(&OVERFLOW_ERROR, "timeout is too large"));
            }
            (nanoseconds >= 0).then_some(nanoseconds)
        }
    };
    let most = match most {
        -1 => libc::FD_SETSIZE - 1,
        1.. => most as usize,
        _ => {
            let message = format_args!("maxevents must be greater than 0, got {most}");
            return Err(raise(&VALUE_ERROR, message));
        }
    };
    let mut events = Vec::new();
    events.try_reserve_exact(most).map_err(|_| errors::no_memory())?;
    events.resize(most, libc::epoll_event { events: 0, u64: 0 });
    let deadline = Deadline::after(timeout);
    let count = wait(|| {
        // SAFETY: room for so many.
        check(unsafe {
            libc::epoll_wait(epfd, events.as_mut_ptr(), most as i32, deadline.milliseconds())
        })
    })?;
    let ready = list::new()?;
    for event in &events[..count as usize] {
        let (fd, mask) = (event.u64 as i32, event.events);
        ready.borrow().push(pack([integer(fd.into())?, integer(mask.into())?])?)?;
    }
    Ok(ready.object())
}
// ANCHOR_END: epoll
