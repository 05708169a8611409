//! `cargo run -p book`: builds the book; `-- serve` serves it, `-- check` checks it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use book::{
    check::{self, Check},
    finding::{Failure, Report},
    house::House,
    page::Pages,
    render, serve,
};

const HELP: &str = "\
cargo run -p book                      builds the book into book/html
cargo run -p book -- serve             serves it, follows changes, opens a browser
    --port PORT                        another port than 3000
    --quiet                            opens no browser
cargo run -p book -- check             makes every check, and says what fails and where
cargo run -p book -- check CHECK       makes one
cargo run -p book -- check CHECK NAME  makes it for the chapter NAME alone
";

/// What the command line asks for.
enum Order {
    Build,
    Serve { port: u16, open: bool },
    Check { name: Option<String>, chapter: Option<String> },
    Help,
}

fn main() -> ExitCode {
    let order = match order() {
        Ok(order) => order,
        Err(error) => {
            eprintln!("{error}\n\n{}", help());
            return ExitCode::from(2);
        }
    };
    let house = House::ours();
    let done = match order {
        Order::Help => say(&help()).map(|()| true),
        Order::Build => build(&house),
        Order::Serve { port, open } => serve::serve(&house, port, open).map(|()| true),
        Order::Check { name, chapter } => check(&house, name.as_deref(), chapter),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads the report has read enough of it.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn order() -> Result<Order, lexopt::Error> {
    use lexopt::prelude::*;
    let mut words = lexopt::Parser::from_env();
    let (mut verb, mut subject, mut chapter, mut port, mut open) = (None, None, None, 3000, true);
    while let Some(word) = words.next()? {
        match word {
            Short('h') | Long("help") => return Ok(Order::Help),
            Long("port") => port = words.value()?.parse()?,
            Long("quiet") => open = false,
            Value(word) if verb.is_none() => verb = Some(word.string()?),
            Value(word) if subject.is_none() => subject = Some(word.string()?),
            Value(word) if chapter.is_none() => chapter = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    match (verb.as_deref(), subject, chapter) {
        (None | Some("build"), None, None) => Ok(Order::Build),
        (Some("serve"), None, None) => Ok(Order::Serve { port, open }),
        (Some("check"), name, chapter) => Ok(Order::Check { name, chapter }),
        (verb, ..) => Err(format!("this is no order: {}", verb.unwrap_or_default()).into()),
    }
}

fn help() -> String {
    let mut help = HELP.to_owned();
    for check in check::ALL {
        help.push_str(&format!("    {:<35}{}\n", check.name, check.about));
    }
    help
}

fn build(house: &House) -> Result<bool, Failure> {
    let html = house.book().join("html");
    for complaint in render::build(house, &html)? {
        eprintln!("{complaint}");
    }
    say(&format!("The book is in {}; its first page is index.html.\n", html.display()))?;
    Ok(true)
}

fn check(house: &House, name: Option<&str>, chapter: Option<String>) -> Result<bool, Failure> {
    let checks: Vec<Check> =
        check::ALL.into_iter().filter(|check| name.is_none_or(|name| name == check.name)).collect();
    if checks.is_empty() {
        let name = name.unwrap_or_default();
        eprintln!("no check is called `{name}`\n\n{}", help());
        return Ok(false);
    }
    let mut pages = Pages::open(house)?;
    pages.only = chapter;
    if pages.chapters()?.is_empty() {
        eprintln!("no chapter is called `{}`", pages.only.unwrap_or_default());
        return Ok(false);
    }
    let mut found = 0;
    for check in checks {
        let report = (check.run)(&pages)?;
        found += report.findings.len();
        say(&told(&check, &report))?;
    }
    if found > 0 {
        say(&format!("\n{found} findings\n"))?;
    }
    Ok(found == 0)
}

/// A report as it is printed: the check, then what it found, then its notes.
fn told(check: &Check, report: &Report) -> String {
    let word = if report.findings.is_empty() { "ok  " } else { "FAIL" };
    let mut text = format!("{word} {:<10} {}\n", check.name, check.about);
    for finding in &report.findings {
        text.push_str(&format!("     {finding}\n"));
    }
    for note in &report.notes {
        text.push_str(&format!("     ({note})\n"));
    }
    text
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)
}
