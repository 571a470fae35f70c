//! The examples run.

#[allow(dead_code, reason = "what a program needs beside its work")]
#[path = "../../examples/bulk.rs"]
mod bulk;
#[allow(dead_code, reason = "what a program needs beside its work")]
#[path = "../../examples/custom_schema.rs"]
mod custom_schema;
#[allow(dead_code, reason = "what a program needs beside its work")]
#[path = "../../examples/filter.rs"]
mod filter;
#[allow(dead_code, reason = "what a program needs beside its work")]
#[path = "../../examples/patch.rs"]
mod patch;

#[test]
fn every_example_succeeds() {
    assert_eq!(bulk::main(), Ok(()));
    assert!(custom_schema::main().is_ok());
    assert_eq!(filter::run(filter::EXAMPLE), Ok(()));
    patch::main();
}
