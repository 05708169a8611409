//! The pictures in the book are what the allocator draws.

#[path = "../examples/map/scenarios.rs"]
mod scenarios;

use scenarios::SCENARIOS;

/// If this fails because the drawing was changed, make the pictures anew:
/// `cargo run -p pymalloc --example map -- NAME --svg > book/src/pymalloc/pictures/NAME.svg`
#[test]
fn pictures_are_from_real_runs() {
    for scenario in &SCENARIOS {
        let file = format!("/../../book/src/pymalloc/pictures/{}.svg", scenario.name);
        let kept = std::fs::read_to_string(env!("CARGO_MANIFEST_DIR").to_owned() + &file).unwrap();
        let run = (scenario.run)();
        assert!(kept == run.svg, "{}: {}", scenario.name, scenario.about);
        assert!(!run.text.is_empty());
    }
}
