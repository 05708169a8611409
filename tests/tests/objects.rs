//! Programs about single built-in types print what CPython prints.
//!
//! The programs are in `tests/programs/objects`. Until they can be given to the whole
//! interpreter, `import` finds native modules only here.

#[path = "../../chapters/08-eval-loop/tests/support/mod.rs"]
mod support;

use std::fs;

use glass_snake_tests::recordings::{programs, read};
use object_model::arguments::Arguments;
use object_model::errors::{MODULE_NOT_FOUND_ERROR, raise};
use object_model::protocol::number::Unary;
use object_model::types::module::ModuleDefinition;
use object_model::types::str::PyASCIIObject;
use object_model::types::struct_sequence::{self, Row};
use object_model::types::{int, list};
use object_model::{Method, Obj, Result, StaticType};

static FUNCTIONS: &[Method] = &[
    Method::new(
        c"__import__",
        "($module, /, name, globals=None, locals=None, fromlist=(), level=0)",
        import,
        "",
    ),
    Method::one(c"abs", "($module, x, /)", |_, x| x.unary(Unary::Absolute), ""),
    Method::one(
        c"sorted",
        "($module, iterable, /)",
        |_, items| Ok(list::sort::sorted(items, None, false)?.object()),
        "",
    ),
];

/// What the programs need of modules that aren't there yet.
static STAND_INS: &[&ModuleDefinition] = &[
    &ModuleDefinition {
        name: "gc",
        functions: &[Method::none(
            c"collect",
            "($module, /)",
            |_| Ok(int::from_u64(object_model::gc::collect() as u64)?.object()),
            "",
        )],
        ..ModuleDefinition::NONE
    },
    &ModuleDefinition { name: "time", types: &[&STRUCT_TIME], ..ModuleDefinition::NONE },
];

static STRUCT_TIME: StaticType = struct_sequence::new(&Row {
    name: c"time.struct_time",
    doc: "A point in time.",
    fields: &[
        (c"tm_year", c""),
        (c"tm_mon", c""),
        (c"tm_mday", c""),
        (c"tm_hour", c""),
        (c"tm_min", c""),
        (c"tm_sec", c""),
        (c"tm_wday", c""),
        (c"tm_yday", c""),
        (c"tm_isdst", c""),
        (c"tm_zone", c""),
        (c"tm_gmtoff", c""),
    ],
    visible: 9,
    is_callable: true,
});

fn import(_: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let name = arguments[0].downcast::<PyASCIIObject>().expect("a name").to_text().into_owned();
    let known = extension_modules::modules::ALL.iter().chain(STAND_INS);
    let found = known.copied().find(|module| module.name == name);
    let Some(found) = found else {
        return Err(raise(&MODULE_NOT_FOUND_ERROR, format_args!("No module named '{name}'")));
    };
    let module = found.create()?;
    found.execute(module.borrow())?;
    Ok(module.object())
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(programs().join("objects")).expect("the programs");
    let name = |entry: std::fs::DirEntry| Some(entry.path().file_stem()?.to_str()?.to_owned());
    let mut names: Vec<String> =
        entries.filter_map(|entry| name(entry.expect("an entry"))).collect();
    names.sort();
    names
}

#[test]
fn programs_print_what_they_print_under_cpython() {
    let only = std::env::var("PROGRAM").ok();
    let mut differ = Vec::new();
    for name in names() {
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let source = fs::read(programs().join(format!("objects/{name}.py")));
        let source = source.expect("a program");
        let actual = support::run_source_with(FUNCTIONS, &source, &format!("{name}.py"));
        let expected = read("objects", &name);
        let (actual, expected) = (actual.trim_end_matches('\n'), expected.trim_end_matches('\n'));
        if only.is_some() {
            pretty_assertions::assert_str_eq!(actual, expected);
        } else if actual != expected {
            let line = actual.lines().zip(expected.lines()).position(|(a, b)| a != b);
            differ.push(format!("{name}, line {line:?}: {:?}", actual.lines().last()));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
