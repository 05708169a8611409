//! Chapter 8: the eval loop.
//!
//! A code object is a row of instructions; this crate runs them. A call makes a frame, the loop
//! takes one instruction after the other from it, and values go up and down on the frame's
//! stack. That a Python function calls another doesn't make the loop call itself: it goes on
//! with the new frame, and comes back when that one is done.
//!
//! # Reading order
//! 1. [`objects::code`]: the code object as the loop wants it; [`objects::constants`].
//! 2. [`frame`] and [`data_stack`]: where a call keeps its variables and values.
//! 3. [`objects::function`] and [`binding`]: what a call is made of, and how its arguments find
//!    their variables.
//! 4. `context`: the loop's registers; `dispatch`: the loop.
//! 5. `families`: the instructions, a file for each kind.
//! 6. `unwind` and [`objects::traceback`]: what happens when one of them raises.
//! 7. [`objects::generator`]: a frame that an object owns.
//! 8. [`thread`] and [`threads`]: what each thread has of its own, and the lock between them.
//! 9. [`trace`]: how a program looks on.
//! 10. [`run`]: how it all begins.
//!
//! # Invariants
//! - Only code that `compiler::verify` has accepted is run: [`objects::code::from_code`] is the
//!   only way to a code object. So an instruction finds the values that it takes, an index is
//!   in range, and a jump leads to an instruction.
//! - Every frame between the thread's current one and the outermost has its instruction and
//!   the height of its stack saved.

pub mod objects;
pub mod frame;
pub mod data_stack;
pub mod binding;
mod adaptive;
mod context;
mod dispatch;
mod families;
mod unwind;
pub mod thread;
pub mod threads;
pub mod trace;
mod zero_super;
pub mod run;
