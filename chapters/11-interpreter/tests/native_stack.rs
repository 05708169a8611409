//! A program may raise the limit of recursion beyond what the machine's stack has room for.
//! CPython 3.11 overflows its stack then; `glass` raises `RecursionError`, as CPython does
//! since 3.14.

use std::process::Command;

#[test]
fn the_native_stack_is_not_overflowed() {
    let program = "
import sys
sys.setrecursionlimit(10**8)
class A:
    def __repr__(self): return repr(self)
    def __getattr__(self, name): return getattr(self, name)
    def __eq__(self, other): return self == other
    def __call__(self): return self()
items = []
for i in range(10**6):
    items = [items]
x = A()
for attempt in (lambda: repr(x), lambda: x.y, lambda: x == x, x, lambda: repr(items)):
    try:
        attempt()
    except RecursionError:
        print('stopped')
";
    let output = Command::new(env!("CARGO_BIN_EXE_glass")).args(["-c", program]).output();
    let output = output.expect("glass runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "stopped\n".repeat(5));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
