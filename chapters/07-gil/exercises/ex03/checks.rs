//! The checks of exercise 3.

use std::sync::atomic::Ordering::Relaxed;

use crate::Biased;

#[test]
fn the_owner_counts_in_its_own_field() {
    let count = Biased::new();
    count.up();
    count.up();
    count.down();
    assert_eq!((count.local.load(Relaxed), count.shared.load(Relaxed)), (2, 0));
}

#[test]
fn others_count_in_the_shared_field() {
    let count = Biased::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..3 {
                count.up();
            }
            count.down();
        });
    });
    assert_eq!((count.local.load(Relaxed), count.shared.load(Relaxed)), (1, 2));
}

#[test]
fn a_reference_may_change_hands() {
    let count = Biased::new();
    count.up();
    std::thread::scope(|scope| {
        scope.spawn(|| count.down());
    });
    assert_eq!(count.total(), 1);
    std::thread::scope(|scope| {
        scope.spawn(|| count.up());
    });
    count.down();
    assert_eq!(count.total(), 1);
}

#[test]
fn many_threads_lose_nothing() {
    let count = Biased::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50_000 {
                    count.up();
                }
                for _ in 0..49_999 {
                    count.down();
                }
            });
        }
        for _ in 0..50_000 {
            count.up();
        }
    });
    assert_eq!(count.total(), 1 + 50_000 + 4);
}
