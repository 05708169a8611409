//! Rust blocks: code that is written in the page compiles against the chapters, and runs.
//!
//! Listings are compiled where they stand; this is about the lines that an author wrote for the
//! page. As in a doctest, a block without a `main` is the body of one, and a line that begins
//! with `# ` is compiled but not shown. All blocks are modules of one crate in a scratch
//! workspace ([`crate::scratch`]), so they cost one build.

use std::{fmt::Write, path::Path, process::Command, time::Duration};

use crate::{
    finding::{Failure, Report},
    page::{Fence, Page, Pages},
    process::run,
    scratch::{Built, Scratch},
    workspace::Workspace,
};

const LIMIT: Duration = Duration::from_secs(120);

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut ignored = 0;
    for page in pages.checked() {
        for fence in page.fences.iter().filter(|f| f.is("rust") && !f.is_listing()) {
            if fence.has("ignore") {
                ignored += 1;
            } else {
                blocks.push(Block { page, fence, name: format!("block_{}", blocks.len()) });
            }
        }
    }
    report.note(format!("{} Rust blocks, {ignored} ignored by a reason", blocks.len()));
    if blocks.is_empty() {
        return Ok(report);
    }
    let workspace = Workspace::of(&pages.house)?;
    let scratch = Scratch::open(&pages.house, "rust")?;
    lay_out(pages, &workspace, &scratch, &blocks)?;
    let built = scratch.build_tests()?;
    if built.errors.is_empty() {
        run_blocks(&blocks, &built, &mut report)?;
    } else {
        compile_errors(&blocks, &built, &mut report);
    }
    Ok(report)
}

/// A block, and the module that it becomes.
struct Block<'a> {
    page: &'a Page,
    fence: &'a Fence,
    name: String,
}

fn lay_out(
    pages: &Pages,
    workspace: &Workspace,
    scratch: &Scratch,
    blocks: &[Block<'_>],
) -> Result<(), Failure> {
    let mut manifest =
        "[package]\nname = \"blocks\"\nedition = \"2024\"\n\n[dependencies]\n".to_owned();
    let chapters = pages.house.chapters();
    for chapter in chapters.map_err(|e| Failure::File(pages.house.root().to_owned(), e))? {
        let library = workspace
            .package(&chapter.name)
            .is_some_and(|package| package.targets.iter().any(|target| target.is("lib")));
        if library {
            // Writing to a string can't fail.
            let _written =
                writeln!(manifest, "{} = {{ path = {:?} }}", chapter.name, chapter.folder);
        }
    }
    scratch.write("blocks/Cargo.toml", &manifest)?;
    let mut root = "#![allow(dead_code, unused)]\n".to_owned();
    for block in blocks {
        let _written = writeln!(root, "mod {};", block.name);
        scratch
            .write(Path::new("blocks/src").join(format!("{}.rs", block.name)), &block.module())?;
    }
    scratch.write("blocks/src/lib.rs", &root)?;
    Ok(())
}

impl Block<'_> {
    /// The block as a module; its lines are those of the block.
    fn module(&self) -> String {
        let mut code = String::new();
        for line in self.fence.body.lines() {
            let start = line.trim_start();
            let line = match start {
                "#" => "",
                _ if start.starts_with("# ") => &start["# ".len()..],
                _ if start.starts_with("##") => &start["#".len()..],
                _ => line,
            };
            code.push_str(line);
            code.push('\n');
        }
        let test = if self.fence.has("no_run") { "" } else { "#[test] " };
        if code.contains("fn main(") {
            format!("{code}\n{test}fn runs() -> impl std::process::Termination {{ main() }}\n")
        } else if code.trim_end().lines().last().is_some_and(|last| last.starts_with("Ok::<")) {
            format!("{test}fn runs() -> impl std::process::Termination {{ {code}}}\n")
        } else {
            format!("{test}fn runs() {{ {code}}}\n")
        }
    }
}

fn compile_errors(blocks: &[Block<'_>], built: &Built, report: &mut Report) {
    for error in &built.errors {
        let block = error.place.as_ref().and_then(|(file, line)| {
            let name = file.file_stem()?.to_str()?;
            Some((blocks.iter().find(|block| block.name == name)?, *line))
        });
        match block {
            Some((block, line)) => {
                let last = block.fence.line + block.fence.body.lines().count();
                report.find(&block.page.name, (block.fence.line + line).min(last), &error.message);
            }
            None => report.find_in("Cargo.toml", format!("the chapters: {}", error.message)),
        }
    }
}

fn run_blocks(blocks: &[Block<'_>], built: &Built, report: &mut Report) -> Result<(), Failure> {
    for (_, _, program) in &built.programs {
        let failed = |error: std::io::Error| Failure::Program("blocks".into(), error.to_string());
        let mut command = Command::new(program);
        let ran = run(command.env("RUST_BACKTRACE", "0"), LIMIT).map_err(failed)?;
        for block in blocks.iter().filter(|block| !block.fence.has("no_run")) {
            let name = format!("test {}::runs", block.name);
            let sound =
                ran.stdout.lines().any(|line| line.starts_with(&name) && line.ends_with("ok"));
            if !sound {
                let head = format!("---- {}::runs stdout ----", block.name);
                let said = ran.stdout.split_once(&head).map_or("", |(_, said)| said);
                let said =
                    said.lines().find(|line| !line.is_empty() && !line.starts_with("thread"));
                let message = format!("the block fails: {}", said.unwrap_or("it did not end"));
                report.find(&block.page.name, block.fence.line, message);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, assert_finding};

    const FILES: [(&str, &str); 3] = [
        ("Cargo.toml", "[workspace]\nmembers = [\"chapters/*\"]\nresolver = \"3\"\n"),
        ("chapters/01-x/Cargo.toml", "[package]\nname = \"x\"\nedition = \"2024\"\n"),
        ("chapters/01-x/src/lib.rs", "pub const ONE: u32 = 1;\n"),
    ];

    fn found(page: &str) -> Vec<String> {
        Fixture::with_page(page, &FILES).findings(check)
    }

    #[test]
    fn blocks_that_compile_and_run() {
        let page = "```rust\n# use x::ONE;\nassert_eq!(ONE, 1);\n```\n\n\
                    ```rust\nfn main() -> Result<(), String> {\n    Ok(())\n}\n```\n\n\
                    ```rust\nlet n: u32 = \"1\".parse()?;\nOk::<(), std::num::ParseIntError>(())\n\
                    ```\n\n```rust no_run\npanic!();\n```\n\n\
                    ```rust ignore=\"a sketch\"\nlet x = …\n```\n";
        assert_eq!(found(page), [""; 0]);
    }

    #[test]
    fn blocks_that_do_not_compile() {
        let page = "```rust\nlet a = 1;\n```\n\n```rust\nlet a = 1;\nlet b: u8 = \"\";\n```\n";
        assert_finding(&found(page), "book/src/a.md:7", "mismatched types");
        assert_finding(&found("\n```rust\nlet a = (1;\n```\n"), "book/src/a.md:3", "");
    }

    #[test]
    fn blocks_that_fail() {
        let page = "```rust\nassert!(true);\n```\n\n```rust\nassert_eq!(x::ONE, 2);\n```\n";
        assert_finding(&found(page), "book/src/a.md:5", "left == right");
    }
}
