//! Questions about who is there and who refers to whom.
//!
//! CPython: `Modules/gcmodule.c` (`gc.get_objects`, `gc.get_referrers`, `gc.get_referents`).
//!
//! The answers are addresses, with no references taken: a caller that goes on to run code of
//! the program's takes its references first.

use std::ops::ControlFlow::{Break, Continue};

use crate::collector::{GENERATIONS, Generation, GenerationError};
use crate::head::Link;
use crate::heap::Heap;

// ANCHOR: objects
/// `gc.get_objects(generation)`: the tracked objects of one generation in their list's order,
/// or for `None` and −1 of all three; frozen objects are in none.
pub fn objects<H: Heap>(
    heap: &H,
    generation: Option<isize>,
) -> Result<Vec<H::Object>, GenerationError> {
    let generations = match generation.unwrap_or(-1) {
        -1 => &Generation::ALL[..],
        index @ 0.. if index < GENERATIONS as isize => &Generation::ALL[index as usize..][..1],
        0.. => return Err(GenerationError::TooLarge),
        _ => return Err(GenerationError::Negative),
    };
    let links = generations.iter().flat_map(|&generation| links(heap, generation));
    // SAFETY: what is on a list is a live container of the heap.
    Ok(links.map(|link| unsafe { heap.object_of(link.as_ptr()) }).collect())
}

fn links<H: Heap>(heap: &H, generation: Generation) -> impl Iterator<Item = Link> {
    heap.collector().generation(generation).iter()
}
// ANCHOR_END: objects

// ANCHOR: referrers
/// `gc.get_referrers(*targets)`: the tracked containers that refer to any of `targets`, found
/// by going through all of them. Python's own argument tuple is among them while it is tracked,
/// so who calls from Python leaves it out.
pub fn referrers<H: Heap>(heap: &H, targets: &[H::Object]) -> Vec<H::Object> {
    let mut visit = |referent| if targets.contains(&referent) { Break(()) } else { Continue(()) };
    let links = Generation::ALL.into_iter().flat_map(|generation| links(heap, generation));
    // SAFETY: what is on a list is a live container of the heap.
    let objects = links.map(|link| unsafe { heap.object_of(link.as_ptr()) });
    // SAFETY: as above.
    objects.filter(|&object| unsafe { heap.traverse(object, &mut visit) }.is_break()).collect()
}

/// `gc.get_referents(*objects)`: what `objects` refer to, in the order in which their
/// `traverse` shows it, as often as it does. Objects that are no containers have none to show.
///
/// # Safety
/// `objects` are live objects of the heap.
pub unsafe fn referents<H: Heap>(heap: &H, objects: &[H::Object]) -> Vec<H::Object> {
    let mut result = Vec::new();
    for &object in objects {
        // SAFETY: the caller's promise.
        unsafe {
            if heap.is_container(object) {
                let _ = heap.traverse(object, &mut |referent| {
                    result.push(referent);
                    Continue(())
                });
            }
        }
    }
    result
}
// ANCHOR_END: referrers
