//! The checks of the book, over the book itself: what `cargo run -p book -- check` makes.

use std::io::{self, Write};

use book::{check, house::House, page::Pages};

#[track_caller]
fn passes(name: &str) {
    let check = check::ALL.into_iter().find(|check| check.name == name).expect("a check's name");
    let pages = Pages::open(&House::ours()).expect("the pages can be read");
    let report = (check.run)(&pages).expect("the check can be made");
    for note in report.notes.iter().filter(|note| note.starts_with("skipped")) {
        // Past the harness's capture: a comparison that wasn't made has to be seen.
        let _unheard = writeln!(io::stderr(), "{name}: {note}");
    }
    let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}\n{}", check.about, findings.join("\n"));
}

macro_rules! checks {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            passes(stringify!($name));
        })*

        /// A check that is added has to be named here too.
        #[test]
        fn every_check_is_made() {
            let names: Vec<&str> = check::ALL.iter().map(|check| check.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

checks! { pages listings coverage python rust shell pictures links exercises }
