//! What mdBook says while it builds.
//!
//! It reports through `tracing`, and is silent where nobody listens. This listener keeps its
//! warnings and errors, so that an unclosed tag is a finding and not a broken page.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::with_default,
};

/// Does `work` on this thread, and gives its result and the warnings and errors that were
/// reported meanwhile.
pub fn listen<R>(work: impl FnOnce() -> R) -> (R, Vec<String>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let result = with_default(Listener { heard: Arc::clone(&heard) }, work);
    let heard = std::mem::take(&mut *heard.lock().expect("no listener panics"));
    (result, heard)
}

struct Listener {
    heard: Arc<Mutex<Vec<String>>>,
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        self.heard.lock().expect("no listener panics").push(message.0);
    }

    // Spans are of no interest; every one gets the same number.
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The words of an event.
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
