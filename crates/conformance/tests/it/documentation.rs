//! The documentation lists the checks that there are.

use conformance::render;

const BEGIN: &str = "<!-- muster conformance --list -->\n";
const END: &str = "<!-- end -->";

#[test]
fn the_documentation_lists_every_check() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/conformance/README.md"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(BEGIN).unwrap();
    let (listed, _) = rest.split_once(END).unwrap();
    assert!(
        listed.trim() == render::catalogue().trim(),
        "docs/conformance/README.md is not what muster conformance --list prints: put that between \
         the marks"
    );
}
