//! Without the lock, but one after the other.

use gil::{Bare, Holding};

/// Applies the function to each input, each in a thread of its own, without the lock.
fn parallel_map<T: Send, R: Send>(
    holding: &mut Holding<'_, Bare>,
    inputs: Vec<T>,
    function: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    holding.allow_threads(|| inputs.into_iter().map(function).collect())
}

mod checks;
