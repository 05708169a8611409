use std::thread;
use std::time::{Duration, Instant};

use super::*;

fn matrix(rows: &[&[f64]]) -> Ref {
    let list_of = |items: Vec<Ref>| {
        let list = list::new().unwrap();
        items.into_iter().for_each(|item| list.borrow().push(item).unwrap());
        list.object()
    };
    let row = |row: &&[f64]| {
        list_of(row.iter().map(|value| float::new(*value).unwrap().object()).collect())
    };
    let rows = list_of(rows.iter().map(row).collect());
    MATRIX.as_type().object().call_one(rows.borrow()).unwrap()
}

fn with_matrices(body: impl FnOnce()) {
    let config = object_model::runtime::Config::default();
    eval_loop::run::initialize(config);
    let _attached = eval_loop::threads::attach();
    object_model::runtime::make_ready(&MATRIX);
    body();
}

fn shown(result: Result) -> String {
    match result {
        Ok(object) => object.borrow().repr().unwrap().to_string(),
        Err(Raised) => {
            let exception = errors::take().unwrap();
            let name = exception.borrow().ob_type().name().to_owned();
            format!("{name}: {}", exception.borrow().object().str().unwrap())
        }
    }
}

fn product(left: &Ref, right: &Ref) -> String {
    let operator = object_model::protocol::number::MATRIX_MULTIPLY;
    shown(left.borrow().binary(right.borrow(), operator))
}

#[test]
fn a_matrix_multiplies_looks_and_refuses() {
    with_matrices(|| {
        let a = matrix(&[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
        let b = matrix(&[&[1.0, 0.0], &[0.0, 1.0], &[2.0, 2.0]]);
        assert_eq!(product(&a, &b), "Matrix([[7.0, 8.0], [16.0, 17.0]])");
        assert_eq!(product(&a, &a), "ValueError: 2 by 3 and 2 by 3 can't be multiplied");
        let seven = int::from_i64(7).unwrap().object();
        assert_eq!(
            product(&a, &seven),
            "TypeError: unsupported operand type(s) for @: 'glass_matrix.Matrix' and 'int'"
        );
        let transposed = shown(a.borrow().call_method(name!("transpose"), &[]));
        assert_eq!(transposed, "Matrix([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])");
        let index = pack([integer(-1).unwrap(), integer(0).unwrap()]).unwrap();
        assert_eq!(shown(a.borrow().get_item(index.borrow())), "4.0");
        let outside = pack([integer(2).unwrap(), integer(0).unwrap()]).unwrap();
        assert_eq!(
            shown(a.borrow().get_item(outside.borrow())),
            "IndexError: matrix index out of range"
        );
        assert_eq!(a.borrow().len(), Ok(2));
        assert_eq!(shown(a.borrow().get_attribute(name!("shape"))), "(2, 3)");
    });
}

#[test]
fn sizes_that_nothing_holds_are_refused() {
    with_matrices(|| {
        let class = MATRIX.as_type().object();
        let zeros = |rows: i64, columns: i64| {
            let (rows, columns) = (integer(rows).unwrap(), integer(columns).unwrap());
            class.call_method(name!("zeros"), &[rows.borrow(), columns.borrow()])
        };
        assert_eq!(shown(zeros(i64::MAX, 2)), "MemoryError: ");
        assert_eq!(shown(zeros(0, i64::MAX)), "MemoryError: ");
        assert_eq!(shown(zeros(-1, 2)), "ValueError: a matrix has no negative size");
        let (tall, wide) = (zeros(1 << 40, 0).unwrap(), zeros(0, 1 << 40).unwrap());
        assert_eq!(product(&tall, &wide), "MemoryError: ");
    });
}

#[test]
fn its_memory_can_be_read_and_not_written() {
    use object_model::protocol::buffer::{Buffer, get_view, release_view};
    with_matrices(|| {
        let a = matrix(&[&[1.0, 2.0], &[3.0, 4.0]]);
        let values = Buffer::copy(a.borrow()).unwrap();
        let second = f64::from_ne_bytes(values[8..16].try_into().unwrap());
        assert_eq!((values.len(), second), (32, 2.0));
        let mut view = PyBuffer::EMPTY;
        get_view(a.borrow(), &mut view, buffer_flags::FULL_RO).unwrap();
        assert_eq!(view.ndim, 2);
        release_view(&mut view);
        assert!(Buffer::writable(a.borrow()).is_err());
        assert_eq!(errors::take().unwrap().borrow().ob_type().name(), "BufferError");
    });
}

#[test]
fn others_run_while_it_multiplies() {
    with_matrices(|| {
        let size = integer(300).unwrap();
        let class = MATRIX.as_type().object();
        let a = class.call_method(name!("identity"), &[size.borrow()]).unwrap();
        let other = thread::spawn(|| {
            let start = Instant::now();
            let attached = eval_loop::threads::attach();
            drop(attached);
            start.elapsed()
        });
        let operator = object_model::protocol::number::MATRIX_MULTIPLY;
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(100) || !other.is_finished() {
            a.borrow().binary(a.borrow(), operator).unwrap();
            assert!(start.elapsed() < Duration::from_secs(60), "the other never got the lock");
        }
        other.join().unwrap();
    });
}
