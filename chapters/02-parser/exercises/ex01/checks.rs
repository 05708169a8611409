//! The checks of exercise 1.

use crate::unused_imports;

/// The imports of a source that are found, as `name line:column`.
fn found(source: &str) -> Vec<String> {
    let imports = unused_imports(source);
    imports.iter().map(|(name, line, column)| format!("{name} {line}:{column}")).collect()
}

#[test]
fn an_unused_name_is_found_where_it_stands() {
    assert_eq!(found("import os, sys\nprint(sys.path)\n"), ["os 1:7"]);
    assert_eq!(found("def f():\n    from a import b, c as d\n    return b\n"), ["d 2:21"]);
}

#[test]
fn a_dotted_import_binds_its_first_name() {
    assert_eq!(found("import os.path\nprint(os.getcwd())\n"), [""; 0]);
    assert_eq!(found("import os.path as p\nprint(os)\n"), ["p 1:7"]);
}

#[test]
fn to_assign_is_not_to_read() {
    assert_eq!(found("import json\njson = 1\n"), ["json 1:7"]);
    assert_eq!(found("import json\ndel json\n"), [""; 0]);
}

#[test]
fn a_name_may_be_read_deep_inside() {
    assert_eq!(found("import a, b, c\nf'{a}'\n@b.d\ndef f(x=[c[0]]): pass\n"), [""; 0]);
}

#[test]
fn some_imports_bind_no_name_of_use() {
    assert_eq!(found("from __future__ import annotations\nfrom os import *\n"), [""; 0]);
}
