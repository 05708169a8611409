//! Chapter 7: the global interpreter lock.
//!
//! One thread at a time runs Python code: the one that holds the lock. A thread that waits for
//! it asks the holder, after five milliseconds, to let it go; the holder's loop sees that in a
//! word that it looks at anyway, lets go, and stands still until the other has the lock. The
//! same word tells the loop of signals, of calls that other threads have left, and of
//! exceptions that they have sent.
//!
//! Reading order:
//! 1. [`lock`], the lock itself, and `sync`, what it is made of;
//! 2. [`eval_breaker`], the word, and the requests behind it;
//! 3. [`thread_state`], [`interpreter`] and `current`: who is who;
//! 4. [`holding`], proof that a thread holds the lock, and how to do without it for a while;
//!    [`host`], what the program around the lock brings along;
//! 5. [`pending`] and [`signals`], what a thread does when the word is set;
//! 6. [`ensure`], [`start`], [`finalize`] and [`fork`], how threads come and go;
//! 7. [`thread_lock`] and [`recursive_lock`] on `futex`, the locks of `threading`;
//! 8. [`recorder`], [`timeline`] and [`drawing`], ways to look at it all.
//!
//! ```
//! use gil::{AtExit, Bare, Interpreter, Off};
//! use std::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}};
//!
//! let interpreter = Interpreter::new(Bare::new(), Off);
//! let mut main = interpreter.attach(&interpreter.new_thread_state());
//! let total = Arc::new(AtomicU64::new(0));
//! for _ in 0..4 {
//!     let total = Arc::clone(&total);
//!     main.start_thread(&interpreter, AtExit::Join, move |holding| {
//!         for _ in 0..100_000 {
//!             // Not one atomic step: the lock alone keeps the others out in between.
//!             total.store(total.load(Relaxed) + 1, Relaxed);
//!             if holding.interpreter().breaker().is_set() {
//!                 holding.handle_pending().expect("nobody interrupts this");
//!             }
//!         }
//!     })?;
//! }
//! main.wait_for_threads().expect("nobody interrupts this");
//! assert_eq!(total.load(Relaxed), 400_000);
//! # Ok::<(), gil::CannotStart>(())
//! ```

#![deny(unsafe_code)]

pub mod lock;
pub mod sync;
pub mod eval_breaker;
pub mod thread_state;
pub mod interpreter;
mod current;
mod ident;
pub mod holding;
pub mod host;
pub mod pending;
pub mod signals;
pub mod ensure;
pub mod start;
pub mod finalize;
pub mod fork;
pub mod thread_lock;
pub mod recursive_lock;
mod futex;
pub mod recorder;
pub mod timeline;
pub mod drawing;

pub use ensure::Ensured;
pub use eval_breaker::{EvalBreaker, Request};
pub use fork::Side;
pub use holding::{Attached, Holding};
pub use host::{Bare, Host, Interrupted};
pub use ident::{ident, native_id};
pub use interpreter::Interpreter;
pub use lock::{DEFAULT_INTERVAL, Gil, Holder, MustExit};
pub use recorder::{Event, Off, Recorder};
pub use recursive_lock::RecursiveLock;
pub use start::{AtExit, CannotStart};
pub use thread_lock::{ThreadLock, Timeout};
pub use thread_state::ThreadState;
pub use timeline::Timeline;
