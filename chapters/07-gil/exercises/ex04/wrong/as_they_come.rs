//! Returns the results in the order in which they are ready.

use gil::{Bare, Holding};

/// Applies the function to each input, each in a thread of its own, without the lock.
fn parallel_map<T: Send, R: Send>(
    holding: &mut Holding<'_, Bare>,
    inputs: Vec<T>,
    function: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    holding.allow_threads(|| {
        let (sender, receiver) = std::sync::mpsc::channel();
        let function = &function;
        std::thread::scope(|scope| {
            for input in inputs {
                let sender = sender.clone();
                scope.spawn(move || sender.send(function(input)));
            }
        });
        drop(sender);
        receiver.into_iter().collect()
    })
}

mod checks;
