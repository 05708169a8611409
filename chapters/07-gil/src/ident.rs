//! The two numbers of a thread: the threads library's and the kernel's.
//!
//! CPython: `Python/thread_pthread.h` (`PyThread_get_thread_ident`,
//! `PyThread_get_thread_native_id`).

// ANCHOR: ident
/// What `threading.get_ident()` returns: with POSIX threads the address of the thread's
/// descriptor, so not 0, and used again when the thread is gone.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
pub fn ident() -> u64 {
    // SAFETY: the function reads a register of this thread and can't fail.
    unsafe { libc::pthread_self() }
}

/// What `threading.get_native_id()` returns: the number that `ps -L` and `htop` show.
#[cfg(target_os = "linux")]
pub fn native_id() -> u64 {
    rustix::thread::gettid().as_raw_nonzero().get() as u64
}
// ANCHOR_END: ident

// ANCHOR: elsewhere
/// The one thread that there is.
#[cfg(not(target_os = "linux"))]
pub fn ident() -> u64 {
    1
}

/// The one thread that there is.
#[cfg(not(target_os = "linux"))]
pub fn native_id() -> u64 {
    1
}
// ANCHOR_END: elsewhere
