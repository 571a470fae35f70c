//! The `chaos` binary; `cargo xtask chaos` builds and runs it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool"
)]

use std::process::ExitCode;

use chaos::Options;
use clap::Parser as _;

fn main() -> ExitCode {
    let options = Options::parse();
    match chaos::run::run(&options, &|what| eprintln!("chaos: {what}")) {
        Ok(table) => {
            print!("{table}");
            if table.is_clean() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(failure) => {
            eprintln!("chaos: {failure}");
            ExitCode::FAILURE
        }
    }
}
