//! The checks of exercise 3.

use object_model::errors;
use object_model::name;
use object_model::runtime::{make_ready, with_objects};
use object_model::types::int;
use object_model::{Obj, Ref, Result};

use crate::INTERVAL;

fn number(value: i64) -> Ref {
    int::from_i64(value).expect("memory").object()
}

fn interval(start: i64, stop: i64) -> Ref {
    let (start, stop) = (number(start), number(stop));
    let arguments = [start.borrow(), stop.borrow()];
    INTERVAL.as_type().object().call(&arguments).expect("an interval")
}

/// What came, or the words of the exception.
fn text(result: Result) -> String {
    match result {
        Ok(object) => object.borrow().repr().expect("a repr").to_string(),
        Err(_) => {
            let exception = errors::take().expect("an exception");
            let class = exception.borrow().ob_type().name().to_owned();
            format!("{class}: {}", exception.borrow().object().str().expect("words"))
        }
    }
}

fn with_interval(body: impl FnOnce()) {
    with_objects(|| {
        make_ready(&INTERVAL);
        body();
    });
}

fn clamp(interval: Obj<'_>, value: Ref) -> String {
    text(interval.call_method(name!("clamp"), &[value.borrow()]))
}

#[test]
fn it_says_what_it_is() {
    with_interval(|| {
        assert_eq!(text(Ok(interval(2, 5))), "Interval(2, 5)");
        assert_eq!(text(Ok(interval(-3, -9))), "Interval(-3, -9)");
    });
}

#[test]
fn it_has_a_length_and_knows_its_numbers() {
    with_interval(|| {
        let (some, none) = (interval(2, 5), interval(5, 2));
        assert_eq!(some.borrow().len(), Ok(3));
        assert_eq!(none.borrow().len(), Ok(0));
        assert_eq!(none.borrow().is_true(), Ok(false));
        let inside = |value: i64| some.borrow().contains(number(value).borrow());
        assert_eq!([1, 2, 4, 5].map(inside), [Ok(false), Ok(true), Ok(true), Ok(false)]);
        assert_eq!(some.borrow().contains(some.borrow()), Ok(false));
    });
}

#[test]
fn it_clamps() {
    with_interval(|| {
        let some = interval(2, 5);
        let clamped = [-8, 3, 5, 9].map(|value| clamp(some.borrow(), number(value)));
        assert_eq!(clamped, ["2", "3", "4", "4"]);
        let huge = int::from_digits(&[0, 0, 1], false).expect("memory").object();
        assert_eq!(clamp(some.borrow(), huge), "4");
        assert_eq!(clamp(interval(5, 2).borrow(), number(3)), "ValueError: empty interval");
    });
}

#[test]
fn wrong_calls_are_refused_in_cpythons_words() {
    with_interval(|| {
        let some = interval(2, 5);
        let none = text(some.borrow().call_method(name!("clamp"), &[]));
        assert_eq!(none, "TypeError: Interval.clamp() takes exactly one argument (0 given)");
        let wrong = clamp(some.borrow(), interval(1, 2));
        assert_eq!(wrong, "TypeError: 'Interval' object cannot be interpreted as an integer");
    });
}
