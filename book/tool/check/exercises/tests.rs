use super::*;
use crate::fixture::{Fixture, assert_finding};

const ROOT: &str = "[workspace]\nmembers = [\"chapters/*\"]\nresolver = \"3\"\n";

const CHAPTER: &str = "[package]\nname = \"x\"\nedition = \"2024\"\n\n\
    [[test]]\nname = \"ex01\"\npath = \"exercises/ex01/stub.rs\"\ntest = false\n\n\
    [[test]]\nname = \"ex01_solution\"\npath = \"exercises/ex01/solution.rs\"\n";

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
    let mut files = vec![
        ("Cargo.toml".to_owned(), ROOT),
        ("chapters/01-x/Cargo.toml".to_owned(), CHAPTER),
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

/// The findings of the whole check.
fn found(path: &str, content: Option<&str>) -> Vec<String> {
    house(path, content).findings(check)
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

#[test]
fn a_sound_exercise() {
    assert_eq!(found("other.rs", Some("")), [""; 0]);
}

#[test]
fn a_stub_that_passes() {
    assert_finding(
        &found("stub.rs", Some(SOLUTION)),
        "chapters/01-x/exercises/ex01/stub.rs",
        "pass on the stub",
    );
}

#[test]
fn a_solution_that_fails() {
    let found = found("solution.rs", Some(WRONG));
    assert_finding(&found, "chapters/01-x/exercises/ex01/solution.rs", "fails: checks::three");
}

#[test]
fn a_wrong_answer_that_passes() {
    assert_finding(
        &found("wrong/tripled.rs", Some(SOLUTION)),
        "chapters/01-x/exercises/ex01/wrong/tripled.rs",
        "pass on this wrong answer",
    );
}

#[test]
fn a_check_that_proves_nothing() {
    let checks = format!("{CHECKS}\n#[test]\nfn one() {{\n    assert_eq!(x::ONE, 1);\n}}\n");
    assert_finding(
        &found("checks.rs", Some(&checks)),
        "chapters/01-x/exercises/ex01/checks.rs:14",
        "neither the stub nor a wrong answer fails `one`",
    );
}

#[test]
fn what_does_not_compile() {
    let text = "mod checks;\n\nfn double(n: u32) -> u32 {\n    \"\"\n}\n";
    assert_finding(
        &found("stub.rs", Some(text)),
        "chapters/01-x/exercises/ex01/stub.rs:4",
        "mismatched types",
    );
}

#[test]
fn a_stub_without_end_is_red() {
    let text = "fn double(_n: u32) -> u32 {\n    std::process::abort()\n}\n\nmod checks;\n";
    assert_eq!(found("stub.rs", Some(text)), [""; 0]);
}

#[test]
fn an_answer_without_the_checks() {
    assert_finding(
        &found("stub.rs", Some("fn double(_n: u32) -> u32 {\n    0\n}\n")),
        "chapters/01-x/exercises/ex01/stub.rs",
        "`mod checks;`",
    );
}

#[test]
fn what_is_missing() {
    for (path, content, place, part) in [
        ("task.md", None, "chapters/01-x/exercises/ex01", "`task.md` is missing"),
        ("wrong/tripled.rs", None, "chapters/01-x/exercises/ex01", "no wrong answer"),
        (
            "chapters/01-x/Cargo.toml",
            Some(&CHAPTER.replace("test = false", "test = true")[..]),
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
