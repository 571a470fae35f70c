//! `cargo xtask <command>`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool"
)]

use std::process::ExitCode;

use xtask::failure::Failure;
use xtask::{bench, chaos, check, fuzz, repository_root, run_tests, tidy};

const USAGE: &str = "\
usage: cargo xtask <command>

  test [arguments of cargo test]   install what the tests need, fuzz for a moment, run them all
  check                            format, clippy, tidy, docs, licences, then test
  tidy                             only the rules of this repository
  fuzz [--seconds N] [--keep] [target…]
                                   run the fuzz targets, and keep what reaches new code
  bench [--scale N,N] [--engine sqlite|postgres] [--peers] [--seconds N] [--format …]
                                   build for release, measure beside the floor
  chaos [--rounds N] [--engine sqlite|postgres] [--only TEXT] [--cut SECONDS] [--cut-rounds N]
                                   break the server and its database under 16 writers";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let result = match command {
        "test" => run_tests::run(rest),
        "check" if rest.is_empty() => check::run(),
        "tidy" if rest.is_empty() => tidy::run(&repository_root()),
        "fuzz" => fuzz::run(rest),
        "bench" => bench::run(rest),
        "chaos" => chaos::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new(format!(
            "no such command: {}\n\n{USAGE}",
            arguments.join(" ")
        ))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
