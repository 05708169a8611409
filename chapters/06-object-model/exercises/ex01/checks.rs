//! The checks of exercise 1. The orders are those of CPython 3.11's `__mro__`.

use crate::merge;

#[test]
fn a_diamond() {
    let lists = vec![vec!["B", "A", "object"], vec!["C", "A", "object"], vec!["B", "C"]];
    assert_eq!(merge(lists), Some(vec!["B", "C", "A", "object"]));
}

#[test]
fn a_server() {
    let lists = vec![
        vec!["ThreadingMixIn", "object"],
        vec!["TCPServer", "BaseServer", "object"],
        vec!["ThreadingMixIn", "TCPServer"],
    ];
    let order = vec!["ThreadingMixIn", "TCPServer", "BaseServer", "object"];
    assert_eq!(merge(lists), Some(order));
}

#[test]
fn what_cannot_be() {
    let lists = vec![vec!["A", "object"], vec!["B", "A", "object"], vec!["A", "B"]];
    assert_eq!(merge(lists), None);
}
