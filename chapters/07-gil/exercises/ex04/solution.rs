//! Exercise 4, solved.

use gil::{Bare, Holding};

/// Applies the function to each input, each in a thread of its own, without the lock.
fn parallel_map<T: Send, R: Send>(
    holding: &mut Holding<'_, Bare>,
    inputs: Vec<T>,
    function: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    holding.allow_threads(|| {
        let function = &function;
        std::thread::scope(|scope| {
            let handles: Vec<_> =
                inputs.into_iter().map(|input| scope.spawn(move || function(input))).collect();
            let results = handles.into_iter().map(|handle| handle.join());
            results
                .map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    })
}

mod checks;
