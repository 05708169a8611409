use super::*;

fn faults(text: &str) -> Vec<(usize, String)> {
    Anchors::of(text).faults
}

fn only(text: &str, line: usize, part: &str) {
    match &faults(text)[..] {
        [(found, message)] => {
            assert_eq!(*found, line, "{message}");
            assert!(message.contains(part), "{message}");
        }
        other => panic!("one fault expected, found {other:?}"),
    }
}

#[test]
fn sound_stretches_may_stand_inside_each_other() {
    let text = "// ANCHOR: a\nx\n// ANCHOR: b\ny\n// ANCHOR_END: b\n// ANCHOR_END: a\n";
    let anchors = Anchors::of(text);
    assert_eq!(anchors.faults, []);
    assert_eq!(anchors.get("a").map(|a| (a.opens, a.closes)), Some((1, 6)));
    assert_eq!(anchors.get("b").map(|b| (b.opens, b.closes)), Some((3, 5)));
    assert_eq!(anchors.get("c"), None);
}

#[test]
fn other_comments_carry_markers_too() {
    assert_eq!(Mark::of("  # ANCHOR: python-way"), Mark::Open("python-way"));
    assert_eq!(Mark::of("/* ANCHOR_END: c_way */"), Mark::Close("c_way"));
    assert_eq!(Mark::of("<!-- ANCHOR: markup -->"), Mark::Open("markup"));
    assert_eq!(Mark::of("// an ANCHOR is explained here"), Mark::None);
}

#[test]
fn opened_twice() {
    only(
        "// ANCHOR: a\nx\n// ANCHOR_END: a\n// ANCHOR: a\ny\n// ANCHOR_END: a\n",
        4,
        "opened again (first on line 1)",
    );
}

#[test]
fn never_closed() {
    only("x\n// ANCHOR: a\ny\n", 2, "never closed");
}

#[test]
fn closed_but_not_open() {
    only("x\n// ANCHOR_END: a\n", 2, "not open");
}

#[test]
fn empty() {
    only("// ANCHOR: a\n\n// ANCHOR_END: a\n", 1, "holds no line");
}

#[test]
fn empty_but_for_another_marker() {
    let text = "// ANCHOR: a\n// ANCHOR: b\n// ANCHOR_END: b\n// ANCHOR_END: a\n";
    assert_eq!(faults(text).len(), 2);
}

#[test]
fn overlapping() {
    only(
        "// ANCHOR: a\nx\n// ANCHOR: b\ny\n// ANCHOR_END: a\nz\n// ANCHOR_END: b\n",
        5,
        "closes before `b`",
    );
}

#[test]
fn malformed() {
    for line in [
        "// ANCHOR name",
        "// ANCHOR:",
        "// ANCHOR: two words",
        "// ANCHOR: 12",
        "// ANCHOR_ENDS: name",
        "let x = 1; // ANCHOR: late",
    ] {
        only(line, 1, "a marker is a comment of its own");
    }
}
