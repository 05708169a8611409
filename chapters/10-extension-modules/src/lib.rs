//! Chapter 10: extension modules.
//!
//! A native module is a table: functions with their signatures, types, constants, and a function
//! that adds what no table can say (`object_model::types::module::ModuleDefinition`). This crate
//! is the native part of the standard library, a file or a folder a module.
//!
//! # Letting the lock go
//! What may wait or take long does so without the lock, and touches no objects meanwhile: the
//! closure is `Send`, references are not, so the compiler checks it. What a signal interrupts
//! asks for the signal's handler and tries again.
//! ```
//! use extension_modules::{allow_threads, check_signals};
//! use object_model::Result;
//!
//! fn read(fd: i32, buffer: &mut [u8]) -> Result<std::io::Result<usize>> {
//!     loop {
//!         let read = allow_threads(|| {
//!             // SAFETY: the buffer is that long.
//!             let read = unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
//!             usize::try_from(read).map_err(|_| std::io::Error::last_os_error())
//!         });
//!         match read {
//!             Err(error) if error.kind() == std::io::ErrorKind::Interrupted => check_signals()?,
//!             read => return Ok(read),
//!         }
//!     }
//! }
//! ```
//! What the threads have is in [`eval_loop::threads`]: [`start_thread`], the dict of a thread,
//! exceptions sent from one to another; [`with_holding`] gives the locks of chapter 7 what they
//! ask for.
//!
//! [`start_thread`]: eval_loop::threads::start_thread
//!
//! # Reading order
//! 1. [`modules`]: the list of them all.
//! 2. `prelude`: what almost every one uses; `convert` and `system`: what those of the operating
//!    system make of arguments and errors.

mod convert;
mod key_order;
mod prelude;
mod system;
mod time_value;

pub mod modules;

pub use eval_loop::threads::{allow_threads, check_signals, with_holding};
