// Recorded from CPython 3.11.7 by tests/reference/exercises.py.
[
    (&[(Kind::Module, &["f", "x"], &[], &[]), (Kind::Function, &[], &[], &[])], &[("print", Whose::Global), ("x", Whose::Global)]),
    (&[(Kind::Module, &["f", "x"], &[], &[]), (Kind::Function, &["x"], &[], &[])], &[("print", Whose::Global), ("x", Whose::Local)]),
    (&[(Kind::Module, &["f"], &[], &[]), (Kind::Function, &["g", "x"], &[], &[]), (Kind::Function, &[], &[], &[])], &[("x", Whose::Free)]),
    (&[(Kind::Module, &["f"], &[], &[]), (Kind::Function, &["C", "x"], &[], &[]), (Kind::Class, &["m", "x"], &[], &[]), (Kind::Function, &["self"], &[], &[])], &[("self", Whose::Local), ("x", Whose::Free)]),
    (&[(Kind::Module, &["C"], &[], &[]), (Kind::Class, &["m", "x"], &[], &[]), (Kind::Function, &["self"], &[], &[])], &[("self", Whose::Local), ("x", Whose::Global)]),
    (&[(Kind::Module, &["f"], &["x"], &[]), (Kind::Function, &["g"], &["x"], &[]), (Kind::Function, &[], &[], &[])], &[("x", Whose::Global)]),
    (&[(Kind::Module, &["f"], &["x"], &[]), (Kind::Function, &["g", "x"], &[], &[]), (Kind::Function, &["h"], &["x"], &[]), (Kind::Function, &[], &[], &[])], &[("x", Whose::Global)]),
    (&[(Kind::Module, &["f"], &[], &[]), (Kind::Function, &["g", "x"], &[], &[]), (Kind::Function, &[], &[], &["x"])], &[("x", Whose::Free)]),
    (&[(Kind::Module, &["f"], &[], &[]), (Kind::Function, &["g", "x"], &[], &[]), (Kind::Function, &["h"], &[], &[]), (Kind::Function, &[], &[], &[])], &[("f", Whose::Global), ("x", Whose::Free)]),
    (&[(Kind::Module, &["f"], &["x"], &[]), (Kind::Function, &["g", "x"], &[], &[]), (Kind::Function, &[], &["x"], &[])], &[("x", Whose::Global)]),
    (&[(Kind::Module, &["f"], &[], &[]), (Kind::Function, &["C", "x"], &[], &[]), (Kind::Class, &["y"], &[], &[])], &[("x", Whose::Free), ("y", Whose::Local)]),
]
