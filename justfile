# Every task by name; `just` alone lists them. Nothing needs just: each recipe is one or two
# commands that can be typed.

# Lists the tasks.
default:
    @just --list --unsorted

# Builds everything.
build:
    cargo build --workspace --all-targets

# Runs every test, and checks the book.
test:
    cargo test --workspace

# Clippy, with every warning an error.
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Formats the sources.
fmt:
    cargo fmt --all

# Builds the book into book/html.
book:
    cargo run -p book

# Serves the book, follows its files and opens a browser.
serve:
    cargo run -p book -- serve

# Checks the book: all checks, or the one that is named.
check *NAME:
    cargo run -p book -- check {{NAME}}

# Proves that each exercise fails on its stub and on wrong answers, and passes on its solution.
exercises *CHAPTER:
    cargo run -p book -- check exercises {{CHAPTER}}

# Records CPython 3.11.7 anew: everything under tests/recordings/.
record:
    python3.11 tests/reference/record.py

# Measures: all benches, or those whose names contain the filter.
bench *FILTER:
    cargo bench -p glass-snake-benches -- {{FILTER}}

# Turns the last measurements into the tables and plots of the book's appendix.
bench-report:
    cargo run -p glass-snake-benches --bin report

# Feeds mutated input to a fuzz target; needs nightly Rust and cargo-fuzz.
fuzz TARGET="tokenizer" *ARGS:
    mkdir -p fuzz/corpus/{{TARGET}}
    cargo +nightly fuzz run {{TARGET}} fuzz/corpus/{{TARGET}} tests/programs/{{TARGET}} -- -dict=fuzz/{{TARGET}}.dict {{ARGS}}
