//! The command line beside CPython's: the same arguments, environment and input give the same
//! output, messages and exit status. Where no CPython 3.11.7 is installed, nothing is compared,
//! and the test says so.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Arguments, variables of the environment, and what comes on standard input. `DIR` is a folder
/// with the files of `prepare`.
struct Case {
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    input: &'static str,
}

const fn case(arguments: &'static [&'static str]) -> Case {
    Case { arguments, environment: &[], input: "" }
}

const fn with(
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    input: &'static str,
) -> Case {
    Case { arguments, environment, input }
}

const FLAGS: &str = "import sys; print(sys.flags, sys.argv, sys.warnoptions, sys._xoptions)";
const PATH: &str = "import sys; print(sys.argv, sys.path[:1])";

const CASES: &[Case] = &[
    case(&["-V"]),
    case(&["--version"]),
    case(&["-c", "print(1)"]),
    case(&["-c", FLAGS, "a", "-b"]),
    case(&["-bB", "-O", "-q", "-c", FLAGS]),
    case(&["-OO", "-E", "-s", "-S", "-c", FLAGS]),
    case(&["-I", "-c", FLAGS]),
    case(&["-X", "dev", "-Xutf8=0", "-c", FLAGS]),
    case(&["-Werror", "-W", "ignore::UserWarning", "-c", FLAGS]),
    case(&["-X", "int_max_str_digits=1000", "-c", FLAGS]),
    with(
        &["-c", FLAGS],
        &[
            ("PYTHONOPTIMIZE", "2"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHONWARNINGS", "error,default::UserWarning"),
            ("PYTHONHASHSEED", "7"),
            ("PYTHONSAFEPATH", "1"),
        ],
        "",
    ),
    with(&["-E", "-c", FLAGS], &[("PYTHONOPTIMIZE", "2")], ""),
    case(&["-c", "import sys; sys.exit(3)"]),
    case(&["-c", "import sys; sys.exit('text')"]),
    case(&["-c", "import sys; sys.exit(None)"]),
    case(&["-c", "raise SystemExit(1, 2)"]),
    case(&["-c", "1/0"]),
    case(&["-c", "print(1"]),
    case(&["-c", "raise KeyboardInterrupt"]),
    case(&["-c", "import sys; sys.excepthook = lambda *a: print('hook', a[0], a[1]); x"]),
    case(&["-c", "import sys; sys.excepthook = lambda *a: 1/0; x"]),
    case(&["-c", "import sys; del sys.excepthook; x"]),
    case(&["-c", "import sys; sys.stdout = None; print(1); sys.stderr = None; x"]),
    case(&["-c", "import sys; del sys.stdout; print(1)"]),
    case(&["-c", "assert 1 is 2"]),
    case(&["-O", "-c", "assert False; print(__debug__)"]),
    case(&["-W", "error", "-c", "1 is 1"]),
    case(&["-W", "ignore", "-c", "1 is 1"]),
    case(&["-c", "class A:\n def __del__(self): 1/0\na = A()"]),
    case(&["-c", "class A:\n def __del__(self): print('gone', print)\na = A(); a.a = a"]),
    case(&["-Z"]),
    case(&["-c"]),
    case(&["-m"]),
    case(&["--unknown"]),
    case(&["--check-hash-based-pycs", "never", "-c", "print(1)"]),
    case(&["--check-hash-based-pycs", "wrong"]),
    case(&["DIR/missing.py"]),
    case(&["DIR/empty"]),
    case(&["DIR/show.py", "a", "b"]),
    case(&["-P", "DIR/show.py"]),
    case(&["-x", "DIR/first_line.py"]),
    case(&["DIR/null.py"]),
    case(&["DIR/latin.py"]),
    case(&["DIR/raises.py"]),
    with(&[], &[], PATH),
    with(&["-"], &[], PATH),
    with(&["-", "a", "b"], &[], PATH),
    with(&["-c", "print(input('? ')); print(input())"], &[], "one\ntwo"),
    with(&["-c", "input()"], &[], ""),
];

/// Cases that need what isn't there yet, by their numbers.
const NOT_YET: &[usize] = &[];

fn prepare(folder: &Path) {
    let files: &[(&str, &[u8])] = &[
        ("show.py", b"import sys\nprint(sys.argv, sys.path[:1], __file__, __name__)\n"),
        ("first_line.py", b"not python at all\n1 / 0\n"),
        ("null.py", b"print(1)\n\0\n"),
        ("latin.py", b"# \xe4\nx = '\xe4'\n"),
        ("raises.py", b"def f():\n    return undefined_name + 1\n\n\nf()\n"),
    ];
    std::fs::create_dir_all(folder.join("empty")).expect("a folder for the test");
    for (name, content) in files {
        std::fs::write(folder.join(name), content).expect("a file for the test");
    }
}

fn run(program: &str, case: &Case, folder: &Path) -> Output {
    let mut command = Command::new(program);
    let shown = folder.to_string_lossy();
    command.args(case.arguments.iter().map(|argument| argument.replace("DIR", &shown)));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("PYTHONHASHSEED", "0").envs(case.environment.iter().copied());
    command.current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let input = child.stdin.take().expect("a pipe").write_all(case.input.as_bytes());
    // A program that doesn't read its input may have ended.
    drop(input);
    child.wait_with_output().expect("the program ends")
}

/// What was printed and how it ended, the program's own name aside.
fn shown(output: &Output, program: &str) -> String {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace(program, "python");
        let mut text = text;
        // Addresses differ.
        while let Some(at) = text.find("at 0x") {
            let end = text[at + 5..].find(|c: char| !c.is_ascii_hexdigit());
            let end = end.map_or(text.len(), |end| at + 5 + end);
            text.replace_range(at..end, "at …");
        }
        text
    };
    format!("{}-- {}-- {:?}", text(&output.stdout), text(&output.stderr), output.status)
}

/// CPython's own program, if it is the reference.
fn reference() -> Option<String> {
    let ask = "import platform, sys; print(platform.python_version(), sys.executable)";
    let output = Command::new("python3.11").args(["-I", "-c", ask]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().strip_prefix("3.11.7 ").map(str::to_owned)
}

#[test]
fn the_command_line_means_what_it_means_to_cpython() {
    let Some(python) = reference() else {
        eprintln!("skipped: there is no CPython 3.11.7 to compare with");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line");
    prepare(&folder);
    let glass = env!("CARGO_BIN_EXE_glass");
    let only: Option<usize> = std::env::var("CASE").ok().and_then(|case| case.parse().ok());
    let mut wrong = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        if only.is_some_and(|only| only != number) {
            continue;
        }
        let actual = shown(&run(glass, case, &folder), glass);
        let expected = shown(&run(&python, case, &folder), &python);
        if only.is_some() {
            pretty_assertions::assert_str_eq!(actual, expected);
        }
        if (actual == expected) == NOT_YET.contains(&number) {
            let arguments = case.arguments;
            wrong.push(format!("{number}: {arguments:?}\n{actual}\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
