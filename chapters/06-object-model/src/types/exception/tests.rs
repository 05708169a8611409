//! What CPython 3.11 shows for the same calls. Where a message has the `repr` of an argument,
//! the test asks that argument for it.

use super::*;
use crate::errors::{self, ATTRIBUTE_ERROR, EXCEPTION, raise};
use crate::runtime::with_objects;
use crate::types::{int, none, object, tuple};

fn text(value: &str) -> Ref {
    str::new(value).unwrap().object()
}

fn number(value: i64) -> Ref {
    int::from_i64(value).unwrap().object()
}

fn call(kind: &StaticType, args: &[Ref], named: &[(&str, Ref)]) -> Result {
    let args = tuple::from_iterator(args.iter().cloned())?;
    let keywords = dict::new()?;
    for (name, value) in named {
        keywords.borrow().set_item(text(name).borrow(), value.borrow())?;
    }
    let class = kind.borrow().object();
    class.call_tuple(args.borrow(), Some(keywords.borrow()))
}

/// The type and the message; of what was raised, if something was.
fn shown(result: Result) -> String {
    let (mark, exception) = match result {
        Ok(exception) => ("", exception),
        Err(_) => ("raised ", errors::take().expect("an exception").object()),
    };
    let name = exception.borrow().ob_type().name().to_owned();
    format!("{mark}{name}: {}", exception.borrow().str().unwrap())
}

/// The value of an attribute as a literal.
fn attribute(object: &Ref, name: &str) -> String {
    match object.borrow().get_attribute(str::interned(name).unwrap().borrow()) {
        Ok(value) => literal(value.borrow()),
        Err(raised) => shown(Err(raised)),
    }
}

fn literal(value: Obj<'_>) -> String {
    let all = |items: &[Ref]| {
        let items: Vec<String> = items.iter().map(|item| literal(item.borrow())).collect();
        items.join(", ")
    };
    if let Some(text) = value.downcast::<str::PyASCIIObject>() {
        format!("'{text}'")
    } else if value.is_exactly(&int::INT) {
        value.downcast::<int::PyLongObject>().unwrap().to_i64().unwrap().to_string()
    } else if let Some(tuple) = value.downcast::<PyTupleObject>() {
        format!("({})", all(&tuple.items().iter().map(|item| item.to_ref()).collect::<Vec<_>>()))
    } else if let Some(list) = value.downcast::<crate::types::list::PyListObject>() {
        let items = (0..list.len()).filter_map(|index| list.get_index(index));
        format!("[{}]", all(&items.collect::<Vec<_>>()))
    } else {
        value.repr().unwrap().to_string()
    }
}

fn repr(object: &Ref) -> String {
    object.borrow().repr().unwrap().to_string()
}

fn str_of(object: &Ref) -> String {
    object.borrow().str().unwrap().to_string()
}

fn set(object: &Ref, name: &str, value: Option<Obj<'_>>) -> String {
    let name = str::interned(name).unwrap();
    match object.borrow().set_attribute(name.borrow(), value) {
        Ok(()) => "done".to_owned(),
        Err(raised) => shown(Err(raised)),
    }
}

#[test]
fn an_os_error_knows_its_subclass_and_its_files() {
    with_objects(|| {
        let (number_2, file) = (number(2), text("f"));
        let gone = [number_2.clone(), text("gone"), file.clone()];
        let error = call(&OS_ERROR, &gone, &[]).unwrap();
        assert_eq!(
            shown(Ok(error.clone())),
            format!("FileNotFoundError: [Errno {}] gone: {}", str_of(&number_2), repr(&file))
        );
        assert_eq!(attribute(&error, "args"), "(2, 'gone')");
        assert_eq!(attribute(&error, "filename"), "'f'");
        assert_eq!(
            attribute(&error, "characters_written"),
            "raised AttributeError: characters_written"
        );
        let reduce = error.borrow().get_attribute(str::interned("__reduce__").unwrap().borrow());
        let reduced = reduce.unwrap().borrow().call(&[]).unwrap();
        assert_eq!(literal(reduced.borrow()), "(<class 'FileNotFoundError'>, (2, 'gone', 'f'))");
        let (first, second) = (text("a"), text("b"));
        let two = [number_2.clone(), text("no"), first.clone(), none().to_ref(), second.clone()];
        assert_eq!(
            shown(call(&PERMISSION_ERROR, &two, &[])),
            format!(
                "PermissionError: [Errno {}] no: {} -> {}",
                str_of(&number_2),
                repr(&first),
                repr(&second)
            )
        );
        let other = [none().to_ref(), text("x")];
        assert_eq!(shown(call(&OS_ERROR, &other, &[])), "OSError: [Errno None] x");
        assert_eq!(shown(call(&OS_ERROR, &[text("x")], &[])), "OSError: x");
        let six: Vec<Ref> = (0..6).map(number).collect();
        let error = call(&OS_ERROR, &six, &[]).unwrap();
        assert_eq!(attribute(&error, "args"), "(0, 1, 2, 3, 4, 5)");
        let blocked = call(&BLOCKING_IO_ERROR, &[number(11), text("b"), number(7)], &[]).unwrap();
        assert_eq!(attribute(&blocked, "characters_written"), "7");
        assert_eq!(
            shown(call(&OS_ERROR, &[], &[("a", number(1))])),
            "raised TypeError: OSError() takes no keyword arguments"
        );
    });
}

#[test]
fn exceptions_with_names() {
    with_objects(|| {
        let error = call(&IMPORT_ERROR, &[text("m")], &[("name", text("n"))]).unwrap();
        assert_eq!(attribute(&error, "name"), "'n'");
        assert_eq!(attribute(&error, "path"), "None");
        assert_eq!(attribute(&error, "msg"), "'m'");
        assert_eq!(
            shown(call(&MODULE_NOT_FOUND_ERROR, &[], &[("nam", text("n"))])),
            "raised TypeError: 'nam' is an invalid keyword argument for ImportError()"
        );
        let key = text("");
        let error = call(&KEY_ERROR, std::slice::from_ref(&key), &[]);
        assert_eq!(shown(error), format!("KeyError: {}", repr(&key)));
        let stop = call(&STOP_ITERATION, &[number(3)], &[]).unwrap();
        assert_eq!(attribute(&stop, "value"), "3");
        let exit = call(&SYSTEM_EXIT, &[number(1), number(2)], &[]).unwrap();
        assert_eq!(attribute(&exit, "code"), "(1, 2)");
        let object = object::OBJECT.as_type().object();
        let missing = object.get_attribute(str::interned("nothing").unwrap().borrow());
        assert!(missing.is_err() && errors::matches(&ATTRIBUTE_ERROR));
        let error = errors::take().unwrap().object();
        assert_eq!(attribute(&error, "name"), "'nothing'");
        assert_eq!(attribute(&error, "obj"), "<class 'object'>");
    });
}

#[test]
fn what_all_exceptions_have() {
    with_objects(|| {
        let argument = text("a");
        let error = call(&EXCEPTION, std::slice::from_ref(&argument), &[]).unwrap();
        assert_eq!(repr(&error), format!("Exception({})", repr(&argument)));
        let one = number(1);
        for (name, value, expected) in [
            ("__cause__", None, "raised TypeError: __cause__ may not be deleted"),
            (
                "__cause__",
                Some(one.borrow()),
                "raised TypeError: exception cause must be None or derive from BaseException",
            ),
            (
                "__context__",
                Some(one.borrow()),
                "raised TypeError: exception context must be None or derive from BaseException",
            ),
            (
                "__traceback__",
                Some(one.borrow()),
                "raised TypeError: __traceback__ must be a traceback or None",
            ),
            ("args", Some(one.borrow()), "raised TypeError: 'int' object is not iterable"),
            ("args", None, "raised TypeError: args may not be deleted"),
            (
                "__suppress_context__",
                Some(one.borrow()),
                "raised TypeError: attribute value type must be bool",
            ),
            ("__context__", Some(none()), "done"),
        ] {
            assert_eq!(set(&error, name, value), expected, "{name}");
        }
        assert_eq!(attribute(&error, "__suppress_context__"), "False");
        assert_eq!(set(&error, "__cause__", Some(none())), "done");
        assert_eq!(attribute(&error, "__suppress_context__"), "True");
        let add =
            error.borrow().get_attribute(str::interned("add_note").unwrap().borrow()).unwrap();
        add.borrow().call_one(text("n").borrow()).unwrap();
        add.borrow().call_one(text("m").borrow()).unwrap();
        assert_eq!(attribute(&error, "__notes__"), "['n', 'm']");
        assert_eq!(
            shown(add.borrow().call_one(one.borrow())),
            "raised TypeError: note must be a str, not 'int'"
        );
    });
}

#[test]
fn syntax_errors_and_unicode_errors() {
    with_objects(|| {
        let place = tuple::new([text("/a/b.py"), number(3), number(1), text("x")]).unwrap();
        let error = call(&SYNTAX_ERROR, &[text("bad"), place.object()], &[]);
        assert_eq!(shown(error), "SyntaxError: bad (b.py, line 3)");
        let short = tuple::new([number(3)]).unwrap();
        assert_eq!(
            shown(call(&TAB_ERROR, &[text("bad"), short.object()], &[])),
            "raised TypeError: function takes at least 4 arguments (1 given)"
        );
        let encode = |object: &str, start: i64, end: i64| {
            let args = [text("ascii"), text(object), number(start), number(end), text("why")];
            shown(call(&UNICODE_ENCODE_ERROR, &args, &[]))
        };
        assert_eq!(
            encode("a\u{e9}", 1, 2),
            "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 1: why"
        );
        assert_eq!(
            encode("a\u{e9}", 0, 2),
            "UnicodeEncodeError: 'ascii' codec can't encode characters in position 0-1: why"
        );
        assert_eq!(
            shown(call(&UNICODE_TRANSLATE_ERROR, &[text("x")], &[])),
            "raised TypeError: function takes exactly 4 arguments (1 given)"
        );
        let args = [text("utf-8"), text("x"), number(0), number(1), text("why")];
        assert_eq!(
            shown(call(&UNICODE_DECODE_ERROR, &args, &[])),
            "raised TypeError: a bytes-like object is required, not 'str'"
        );
        let args = [text("\u{1f600}"), number(0), number(1), text("why")];
        let error = call(&UNICODE_TRANSLATE_ERROR, &args, &[]).unwrap();
        assert_eq!(
            shown(Ok(error.clone())),
            "UnicodeTranslateError: can't translate character '\\U0001f600' in position 0: why"
        );
        let seven = number(7);
        assert_eq!(set(&error, "start", Some(seven.borrow())), "done");
        assert_eq!(attribute(&error, "start"), "7");
    });
}

#[test]
fn groups_are_made_and_split() {
    with_objects(|| {
        let list = |items: &[Ref]| tuple::from_iterator(items.iter().cloned()).unwrap().object();
        let value = call(&VALUE_ERROR, &[number(1)], &[]).unwrap();
        let kind = call(&TYPE_ERROR, &[number(2)], &[]).unwrap();
        let inner =
            call(&BASE_EXCEPTION_GROUP, &[text("in"), list(std::slice::from_ref(&kind))], &[])
                .unwrap();
        let outer = call(&BASE_EXCEPTION_GROUP, &[text("out"), list(&[value.clone(), inner])], &[])
            .unwrap();
        assert!(outer.borrow().is_exactly(group::exception_group().get()));
        assert_eq!(shown(Ok(outer.clone())), "ExceptionGroup: out (2 sub-exceptions)");
        let split = outer.borrow().get_attribute(str::interned("split").unwrap().borrow()).unwrap();
        let parts = split.borrow().call_one(TYPE_ERROR.as_type().object()).unwrap();
        let parts = parts.downcast::<PyTupleObject>().unwrap();
        let leaf = |group: Obj<'_>| {
            let group = group.downcast::<group::PyBaseExceptionGroupObject>().unwrap();
            group.exceptions().borrow().items()[0].to_ref()
        };
        let [matching, rest] = parts.borrow().items() else { panic!("a pair") };
        assert!(leaf(leaf(*matching).borrow()).borrow().is(kind.borrow()));
        assert!(leaf(*rest).borrow().is(value.borrow()));
        assert_eq!(
            shown(split.borrow().call_one(number(1).borrow())),
            "raised TypeError: expected a function, exception type or tuple of exception types"
        );
        for (args, expected) in [
            (
                vec![text("m")],
                "TypeError: BaseExceptionGroup.__new__() takes exactly 2 arguments (1 given)",
            ),
            (
                vec![number(1), list(&[])],
                "TypeError: BaseExceptionGroup.__new__() argument 1 must be str, not int",
            ),
            (
                vec![text("m"), number(1)],
                "TypeError: second argument (exceptions) must be a sequence",
            ),
            (
                vec![text("m"), list(&[])],
                "ValueError: second argument (exceptions) must be a non-empty sequence",
            ),
            (
                vec![text("m"), list(&[number(1)])],
                "ValueError: Item 0 of second argument (exceptions) is not an exception",
            ),
        ] {
            let result = call(&BASE_EXCEPTION_GROUP, &args, &[]);
            assert_eq!(shown(result), format!("raised {expected}"));
        }
    });
}

#[test]
fn references_come_back() {
    with_objects(|| {
        let marker = call(&EXCEPTION, &[], &[]).unwrap();
        let before = marker.borrow().ob_refcnt();
        let args = [text("m"), tuple::new([marker.clone()]).unwrap().object()];
        let group = call(&BASE_EXCEPTION_GROUP, &args, &[]).unwrap();
        let cause = group.borrow().downcast::<PyBaseExceptionObject>().unwrap();
        cause.set_cause(Some(marker.clone()));
        drop((group, args));
        let _ = raise(&TYPE_ERROR, "x");
        errors::clear();
        assert_eq!(marker.borrow().ob_refcnt(), before);
    });
}
