//! Run where a CPython 3.11 is found; elsewhere `Python::get` says that they are skipped.

use super::*;

#[test]
fn runs_python_and_sees_the_standard_library() {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let source = "import json\ndef work(): return json.dumps({'a': [1, 2]})";
        let result = gil.function(source, "work").unwrap().call(gil).unwrap();
        assert_eq!(result.to_string(), r#"{"a": [1, 2]}"#);
    });
}

#[test]
fn extension_modules_find_the_api() {
    let Some(python) = Python::get() else { return };
    // In lib-dynload on every platform, so it is loaded with `dlopen`.
    python
        .with_gil(|gil| gil.run("import _testcapi").or_else(|_| gil.run("import _json")).map(drop))
        .unwrap();
}

#[test]
fn an_exception_comes_back_in_words() {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let raised = gil.run("1 / 0").map(drop).unwrap_err();
        assert_eq!(raised.to_string(), "<class 'ZeroDivisionError'>: division by zero");
        assert!(gil.function("x = 1", "y").is_err());
        assert!(gil.run("\0").is_err());
    });
}

#[test]
fn a_str_that_raises_is_a_question_mark_and_leaves_no_exception() {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let source = "class C:\n    def __str__(self): 1 / 0\nobject = C()";
        assert_eq!(gil.function(source, "object").unwrap().to_string(), "?");
        assert!(gil.run("pass").is_ok());
    });
}

#[test]
fn arguments_and_lists_arrive() {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let list = gil.list([gil.string("ä\0").unwrap(), gil.bytes(b"\xff").unwrap()]).unwrap();
        let repr = gil.function("work = repr", "work").unwrap();
        assert_eq!(repr.call_with(gil, &list).unwrap().to_string(), r"['ä\x00', b'\xff']");
    });
}

#[test]
fn a_callable_is_called_as_often_as_asked() {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let count = gil.function("seen = []\ndef work(): seen.append(1)\n", "work").unwrap();
        assert!(count.time(gil, 5).unwrap() > Duration::ZERO);
    });
}

#[test]
fn threads_take_turns() {
    let Some(python) = Python::get() else { return };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| python.with_gil(|gil| gil.run("sum(range(10_000))").map(drop)).unwrap());
        }
    });
}
