//! `floor sqlite:PATH|postgres://…`: the least that a durable server on Muster's HTTP stack and on
//! the same engine with the same settings can do, to measure Muster beside. Not shipped.
//!
//! POST `…/Users` parses the body as JSON, inserts it under its unique `userName` and answers when
//! the commit is on disk; GET and PUT of `…/Users/<userName>` read and replace it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool"
)]

mod http;
mod postgres;
mod readers;
mod sqlite;
mod store;
mod writer;

use std::process::ExitCode;

use store::Store;

/// The same as in the server.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("floor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1);
    let url = url.ok_or("usage: floor sqlite:PATH|postgres://USER@HOST:PORT/DATABASE")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = Store::open(&url).await?;
        http::serve(store).await?;
        Ok(())
    })
}
