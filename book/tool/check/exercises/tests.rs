use super::*;
use crate::fixture::{Fixture, assert_finding};

const ROOT: &str = "[workspace]\nmembers = [\"chapters/*\"]\nresolver = \"3\"\n";

const PACKAGE: &str = "[package]\nname = \"x\"\nedition = \"2024\"\n";

const TARGETS: &str = "\n[[test]]\nname = \"ex01\"\npath = \"exercises/ex01/stub.rs\"\n\
    test = false\n\n[[test]]\nname = \"ex01_solution\"\npath = \"exercises/ex01/solution.rs\"\n";

const TASK: &str = "### Double it\n\n*About 10 minutes.* Write `double`.\n\n\
    ```sh\ncargo test -p x --test ex01\n```\n\n```text\nok\n```\n\n\
    <details><summary>Hint 1</summary>\n\na\n\n</details>\n\n\
    <details><summary>Hint 2</summary>\n\nb\n\n</details>\n\n\
    <details><summary>Hint 3</summary>\n\nc\n\n</details>\n";

const CHECKS: &str = "use crate::double;\n\n#[test]\nfn three() {\n    \
    assert_eq!(double(3), 6 * x::ONE);\n}\n\n#[test]\nfn two() {\n    assert_eq!(double(2), 4);\n}\n";

const STUB: &str = "fn double(_n: u32) -> u32 {\n    0\n}\n\nmod checks;\n";
const SOLUTION: &str = "fn double(n: u32) -> u32 {\n    n * 2\n}\n\nmod checks;\n";
const WRONG: &str = "fn double(n: u32) -> u32 {\n    n * 3\n}\n\nmod checks;\n";

/// A house with one exercise, of which one file is another; `None` takes the file away.
fn house(path: &str, content: Option<&str>) -> Fixture {
    let folder = "chapters/01-x/exercises/ex01";
    let manifest = format!("{PACKAGE}{TARGETS}");
    let mut files = vec![
        ("Cargo.toml".to_owned(), ROOT),
        ("chapters/01-x/Cargo.toml".to_owned(), &manifest[..]),
        ("chapters/01-x/src/lib.rs".to_owned(), "pub const ONE: u32 = 1;\n"),
        (format!("{folder}/task.md"), TASK),
        (format!("{folder}/checks.rs"), CHECKS),
        (format!("{folder}/stub.rs"), STUB),
        (format!("{folder}/solution.rs"), SOLUTION),
        (format!("{folder}/wrong/tripled.rs"), WRONG),
    ];
    files.retain(|(found, _)| !found.ends_with(path));
    if let Some(content) = content {
        let at =
            if path.starts_with("chapters") { path.into() } else { format!("{folder}/{path}") };
        files.push((at, content));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&path[..], *text)).collect();
    Fixture::with_page("# A\n", &files)
}

/// The findings about the exercise's form, for which nothing has to be built.
fn malformed(path: &str, content: Option<&str>) -> Vec<String> {
    house(path, content).findings(|pages| {
        let mut report = Report::default();
        let workspace = Workspace::of(&pages.house)?;
        for exercise in exercises_of(pages)? {
            form(pages, &workspace, &exercise, &mut report)?;
        }
        Ok(report)
    })
}

/// One house in which every exercise has something else wrong with it: one build tells all.
#[test]
fn answers_are_built_and_judged() {
    let with_idle = format!("{CHECKS}\n#[test]\nfn one() {{\n    assert_eq!(x::ONE, 1);\n}}\n");
    let mismatched = "mod checks;\n\nfn double(n: u32) -> u32 {\n    \"\"\n}\n";
    let aborting = "fn double(_n: u32) -> u32 {\n    std::process::abort()\n}\n\nmod checks;\n";
    let alone = "fn double(_n: u32) -> u32 {\n    0\n}\n";
    // The file that is another, what it holds, and the finding.
    let cases: [(&str, &str, &str); 8] = [
        ("other.rs", "", ""),
        ("stub.rs", SOLUTION, "stub.rs: the checks pass on the stub"),
        (
            "solution.rs",
            WRONG,
            "solution.rs: the solution's run ended with status 101; \
             it fails: checks::three, checks::two",
        ),
        ("wrong/tripled.rs", SOLUTION, "wrong/tripled.rs: the checks pass on this wrong answer"),
        ("checks.rs", &with_idle, "checks.rs:14: neither the stub nor a wrong answer fails `one`"),
        ("stub.rs", mismatched, "stub.rs:4: does not compile: mismatched types"),
        ("stub.rs", aborting, ""),
        ("stub.rs", alone, "stub.rs: an answer takes the checks in with a line `mod checks;`"),
    ];
    let mut files = vec![
        ("Cargo.toml".to_owned(), ROOT.to_owned()),
        ("chapters/01-x/src/lib.rs".to_owned(), "pub const ONE: u32 = 1;\n".to_owned()),
    ];
    let mut manifest = PACKAGE.to_owned();
    let mut expected = Vec::new();
    for (number, (path, content, finding)) in (1..).zip(cases) {
        let name = format!("ex{number:02}");
        manifest.push_str(&TARGETS.replace("ex01", &name));
        let own = [
            ("task.md", &TASK.replace("ex01", &name)[..]),
            ("checks.rs", CHECKS),
            ("stub.rs", STUB),
            ("solution.rs", SOLUTION),
            ("wrong/tripled.rs", WRONG),
        ];
        let folder = format!("chapters/01-x/exercises/{name}");
        for (file, text) in own.into_iter().filter(|(file, _)| *file != path) {
            files.push((format!("{folder}/{file}"), text.to_owned()));
        }
        files.push((format!("{folder}/{path}"), content.to_owned()));
        if !finding.is_empty() {
            expected.push(format!("{folder}/{finding}"));
        }
    }
    files.push(("chapters/01-x/Cargo.toml".to_owned(), manifest));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (&path[..], &text[..])).collect();
    let mut found = Fixture::with_page("# A\n", &files).findings(check);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_is_missing() {
    for (path, content, place, part) in [
        ("task.md", None, "chapters/01-x/exercises/ex01", "`task.md` is missing"),
        ("wrong/tripled.rs", None, "chapters/01-x/exercises/ex01", "no wrong answer"),
        (
            "chapters/01-x/Cargo.toml",
            Some(&format!("{PACKAGE}{TARGETS}").replace("test = false", "test = true")[..]),
            "chapters/01-x/Cargo.toml",
            "[[test]] with name = \"ex01\"",
        ),
    ] {
        assert_finding(&malformed(path, content), place, part);
    }
}

#[test]
fn a_task_that_lacks_something() {
    for (old, new, part) in [
        ("### Double", "Double", "begins with its title"),
        ("*About 10 minutes.* ", "", "how long"),
        ("cargo test -p x", "cargo test -p y", "shows the command"),
        ("```text", "```json", "expected output"),
        ("<details><summary>Hint 3", "<div><summary>Hint 3", "three hints"),
    ] {
        let found = malformed("task.md", Some(&TASK.replace(old, new)));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(part), "{found:?}");
    }
}
