//! The checks of exercise 2.

use std::sync::Arc;

use loom::sync::atomic::Ordering;
use loom::thread;

use crate::Breaker;

fn is_set(breaker: &Breaker) -> bool {
    breaker.word.load(Ordering::Acquire)
}

#[test]
fn the_word_says_whether_there_is_a_request() {
    loom::model(|| {
        let breaker = Breaker::new();
        breaker.recompute();
        assert!(!is_set(&breaker));
        breaker.request(1);
        assert!(is_set(&breaker));
        breaker.recompute();
        assert!(is_set(&breaker));
        breaker.requests[1].store(false, Ordering::Release);
        breaker.recompute();
        assert!(!is_set(&breaker));
    });
}

#[test]
fn a_request_that_comes_meanwhile_is_kept() {
    loom::model(|| {
        let breaker = Arc::new(Breaker::new());
        let other = Arc::clone(&breaker);
        let other = thread::spawn(move || other.request(0));
        breaker.recompute();
        other.join().unwrap();
        assert!(is_set(&breaker));
    });
}

#[test]
fn two_that_come_at_once_are_kept() {
    loom::model(|| {
        let breaker = Arc::new(Breaker::new());
        let others = [0, 1].map(|which| {
            let breaker = Arc::clone(&breaker);
            thread::spawn(move || breaker.request(which))
        });
        breaker.recompute();
        for other in others {
            other.join().unwrap();
        }
        assert!(is_set(&breaker));
    });
}
