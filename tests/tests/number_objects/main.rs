//! Calls and operators of the number objects beside CPython's: expressions as recorded, evaluated
//! by the object model's protocols alone.

mod evaluate;

use glass_snake_tests::recordings::{assert_all_recorded, read};
use object_model::runtime::with_objects;

const SUBJECT: &str = "number_objects";

#[test]
fn expressions_as_recorded() {
    with_objects(|| {
        let outcomes = ["operands", "operators", "special", "texts"].map(|name| {
            let recorded = read(SUBJECT, name);
            let ours = recorded.lines().map(|line| {
                let (expression, _) = line.split_once('\t').expect("an expression and its outcome");
                format!("{expression}\t{}\n", evaluate::outcome(expression))
            });
            (name.to_owned(), ours.collect())
        });
        assert_all_recorded(SUBJECT, outcomes);
    });
}

/// Whatever an expression made is gone when it has been evaluated: doing it again takes no more
/// memory.
#[test]
fn every_reference_comes_back() {
    with_objects(|| {
        for name in ["operands", "operators", "special", "texts"] {
            let recorded = read(SUBJECT, name);
            let all = || {
                for line in recorded.lines() {
                    let (expression, _) = line.split_once('\t').expect("an expression");
                    evaluate::outcome(expression);
                }
                object_model::gc::collect();
                object_model::memory::allocated_blocks()
            };
            // The first time caches and free lists fill.
            all();
            let blocks = all();
            assert_eq!(all(), blocks, "{name}");
        }
    });
}
