//! Writes the book's page of measurements from criterion's results.
//!
//! `cargo run -p glass-snake-benches --bin report [FOLDER]`, where FOLDER is the book's
//! `src`, this workspace's by default. Criterion keeps the results of a row until its folder
//! (`target/criterion`) is removed, so a row that no bench has any more is still shown.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use glass_snake_benches::report::{conditions, page, results};

fn main() -> ExitCode {
    let book = env::args_os()
        .nth(1)
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src"), PathBuf::from);
    match write(&book) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("report: {error} (are there results of `cargo bench`?)");
            ExitCode::FAILURE
        }
    }
}

fn write(book: &Path) -> io::Result<()> {
    let stages = results::read(&conditions::criterion_folder())?;
    for page in page::pages(&stages) {
        let path = book.join(&page.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, page.text)?;
        println!("wrote {}", page.path);
    }
    Ok(())
}
