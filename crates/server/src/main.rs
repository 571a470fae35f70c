//! The `muster` binary: everything is in the library, where tests can reach it.

use std::process::ExitCode;

/// The system allocator of musl and of older glibc serializes threads; this one does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run()
}
