//! Freezes the modules under `python/`: each is compiled by chapter 3's compiler and marshalled
//! into a file of its own, `<name>.code`, which `src/frozen.rs` includes.

use std::fs;
use std::path::{Path, PathBuf};

use compiler::constant::Constant;
use compiler::{Options, Warning, compile, marshal};

fn main() {
    println!("cargo::rerun-if-changed=python");
    let out = std::env::var_os("OUT_DIR").expect("cargo says where");
    freeze(Path::new("python"), "", &PathBuf::from(out));
}

/// Freezes the modules in a folder, which is a package's unless it is the outermost.
fn freeze(folder: &Path, package: &str, out: &Path) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a module's name");
        let name = match (package, stem) {
            (package, "__init__") => package.to_owned(),
            ("", stem) => stem.to_owned(),
            (package, stem) => format!("{package}.{stem}"),
        };
        if path.is_dir() {
            freeze(&path, &name, out);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            fs::write(out.join(format!("{name}.code")), code(&path, &name))
                .expect("can be written");
        }
    }
}

/// The marshalled code of a module.
fn code(path: &Path, name: &str) -> Vec<u8> {
    let source = fs::read(path).expect("the source can be read");
    let file = format!("<frozen {name}>");
    let mut warnings: Vec<Warning> = Vec::new();
    let code = compile(&source, &file, &Options::default(), &mut warnings)
        .unwrap_or_else(|error| panic!("{}", error.show(&source, &path.to_string_lossy())));
    let code = Constant::Code(code);
    marshal::dumps(&code, marshal::VERSION).expect("a code object can be marshalled")
}
