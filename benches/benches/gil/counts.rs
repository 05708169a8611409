//! Three ways to count references, and objects and a small machine that use them.
//!
//! `Plain` is CPython's, right only under the lock. `Atomic` is what `Arc` does. `Biased` is
//! PEP 703's: the thread that made the object counts plainly in a field of its own, all others
//! atomically in a second one. (Of the PEP's immortal objects and deferred counting nothing is
//! here, and no owner gives its share up.)

use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicIsize, Ordering, fence};

/// A reference count.
pub(crate) trait Count {
    /// One reference, held by this thread.
    fn one() -> Self;
    /// One more.
    fn up(&self);
    /// One less; whether none is left.
    fn down(&self) -> bool;
}

/// `Py_INCREF` and `Py_DECREF` of 3.11.
pub(crate) struct Plain(Cell<isize>);

impl Count for Plain {
    #[inline(always)]
    fn one() -> Plain {
        Plain(Cell::new(1))
    }

    #[inline(always)]
    fn up(&self) {
        self.0.set(self.0.get() + 1);
    }

    #[inline(always)]
    fn down(&self) -> bool {
        self.0.set(self.0.get() - 1);
        self.0.get() == 0
    }
}

/// One atomic count for all threads.
pub(crate) struct Atomic(AtomicIsize);

impl Count for Atomic {
    #[inline(always)]
    fn one() -> Atomic {
        Atomic(AtomicIsize::new(1))
    }

    #[inline(always)]
    fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    #[inline(always)]
    fn down(&self) -> bool {
        let last = self.0.fetch_sub(1, Ordering::Release) == 1;
        if last {
            fence(Ordering::Acquire);
        }
        last
    }
}

/// A count of the owner's own, and an atomic one for the others.
pub(crate) struct Biased {
    owner: usize,
    local: Cell<isize>,
    shared: AtomicIsize,
}

/// A number that no other live thread has: an address in the thread's own memory.
#[inline(always)]
fn this_thread() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

impl Count for Biased {
    #[inline(always)]
    fn one() -> Biased {
        Biased { owner: this_thread(), local: Cell::new(1), shared: AtomicIsize::new(0) }
    }

    #[inline(always)]
    fn up(&self) {
        if self.owner == this_thread() {
            self.local.set(self.local.get() + 1);
        } else {
            self.shared.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[inline(always)]
    fn down(&self) -> bool {
        if self.owner == this_thread() {
            self.local.set(self.local.get() - 1);
            self.local.get() == 0 && self.shared.load(Ordering::Acquire) == 0
        } else {
            self.shared.fetch_sub(1, Ordering::Release);
            false
        }
    }
}

/// A number on the heap. The count comes first, as in `PyObject`.
struct Number<C> {
    count: C,
    value: i64,
}

/// One reference to a number, which nobody counts down but who says so.
type Ref<C> = NonNull<Number<C>>;

/// An instruction of the machine, on a stack and four locals.
#[derive(Clone, Copy)]
pub(crate) enum Instruction {
    /// Pushes a local.
    Load(usize),
    /// Pops into a local.
    Store(usize),
    /// Pops two, pushes the sum.
    Add,
    /// Pops two, pushes the product.
    Multiply,
    /// Goes to this instruction if the top of the stack, which it pops, isn't 0.
    JumpIfTrue(usize),
}

/// `while n: total += n * n; n -= 1`, where −1 is in local 2.
pub(crate) const LOOP: &[Instruction] = {
    use Instruction::*;
    &[
        Load(1),
        Load(0),
        Load(0),
        Multiply,
        Add,
        Store(1), //
        Load(0),
        Load(2),
        Add,
        Store(0), //
        Load(0),
        JumpIfTrue(0),
    ]
};

/// An interpreter as CPython is one: all its objects on the heap, with a count at each load,
/// store and pop. The space of a number that goes is kept for the next, as CPython does it.
pub(crate) struct Machine<C> {
    free: Vec<Ref<C>>,
    stack: Vec<Ref<C>>,
}

impl<C: Count> Machine<C> {
    pub(crate) fn new() -> Machine<C> {
        Machine { free: Vec::with_capacity(16), stack: Vec::with_capacity(16) }
    }

    /// Runs the program with this in its first local; returns the second.
    pub(crate) fn run(&mut self, program: &[Instruction], turns: i64) -> i64 {
        let mut locals = [turns, 0, -1, 0].map(|value| self.make(value));
        let mut next = 0;
        while let Some(&instruction) = program.get(next) {
            next += 1;
            match instruction {
                Instruction::Load(local) => {
                    // SAFETY: a local holds a reference.
                    unsafe { locals[local].as_ref() }.count.up();
                    self.stack.push(locals[local]);
                }
                Instruction::Store(local) => {
                    let old = std::mem::replace(&mut locals[local], self.pop());
                    self.take(old);
                }
                Instruction::Add | Instruction::Multiply => {
                    let (right, left) = (self.pop(), self.pop());
                    let (left, right) = (self.take(left), self.take(right));
                    let result = match instruction {
                        Instruction::Add => left.wrapping_add(right),
                        _ => left.wrapping_mul(right),
                    };
                    let result = self.make(result);
                    self.stack.push(result);
                }
                Instruction::JumpIfTrue(target) => {
                    let top = self.pop();
                    if self.take(top) != 0 {
                        next = target;
                    }
                }
            }
        }
        locals.map(|local| self.take(local))[1]
    }

    fn pop(&mut self) -> Ref<C> {
        self.stack.pop().expect("a value")
    }

    #[inline(always)]
    fn make(&mut self, value: i64) -> Ref<C> {
        let number = Number { count: C::one(), value };
        match self.free.pop() {
            Some(place) => {
                // SAFETY: it is a number's, and nobody refers to it.
                unsafe { place.write(number) };
                place
            }
            None => NonNull::from(Box::leak(Box::new(number))),
        }
    }

    /// What the number is; the reference is gone afterwards.
    #[inline(always)]
    fn take(&mut self, number: Ref<C>) -> i64 {
        // SAFETY: the caller has a reference.
        let (value, last) = unsafe { (number.as_ref().value, number.as_ref().count.down()) };
        if last {
            self.free.push(number);
        }
        value
    }
}

impl<C> Drop for Machine<C> {
    fn drop(&mut self) {
        for place in self.free.drain(..) {
            // SAFETY: it came from `Box`, and nobody refers to it.
            drop(unsafe { Box::from_raw(place.as_ptr()) });
        }
    }
}
