//! Exercise 4: all cores for once.

use gil::{Bare, Holding};

/// Applies the function to each input, each in a thread of its own, without the lock.
fn parallel_map<T: Send, R: Send>(
    holding: &mut Holding<'_, Bare>,
    inputs: Vec<T>,
    function: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    let _ = holding;
    drop((inputs, function));
    Vec::new()
}

mod checks;
