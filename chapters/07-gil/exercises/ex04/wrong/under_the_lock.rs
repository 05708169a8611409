//! In threads, while this one keeps the lock.

use gil::{Bare, Holding};

/// Applies the function to each input, each in a thread of its own, without the lock.
fn parallel_map<T: Send, R: Send>(
    holding: &mut Holding<'_, Bare>,
    inputs: Vec<T>,
    function: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    let _ = holding;
    let function = &function;
    std::thread::scope(|scope| {
        let handles: Vec<_> =
            inputs.into_iter().map(|input| scope.spawn(move || function(input))).collect();
        handles.into_iter().map(|handle| handle.join().expect("no panic")).collect()
    })
}

mod checks;
