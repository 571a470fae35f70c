//! The `bench` binary; `cargo xtask bench` builds and runs it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool"
)]

use std::process::ExitCode;

use bench::Failure;
use bench::options::Options;
use bench::report::Report;
use clap::Parser as _;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(report) => {
            print!("{}", report.print(options.format));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// One thread: the load generator takes no more than one core from the servers.
fn measure(options: &Options) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::of("the process cannot be set up"))?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::of("signals"))?;
        let mut terminate = signal(SignalKind::terminate()).map_err(Failure::of("signals"))?;
        // A run that is dropped kills its servers and removes their stores.
        tokio::select! {
            report = bench::run::run(options, &|what| eprintln!("bench: {what}")) => report,
            _ = interrupt.recv() => Err(Failure::new("interrupted")),
            _ = terminate.recv() => Err(Failure::new("told to stop")),
        }
    })
}
