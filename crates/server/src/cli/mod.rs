//! The command line. A command that fails says why in one sentence on stderr and exits with 1;
//! wrong arguments exit with 2 and show the usage. `muster conformance` has its own codes: 1 says that
//! a check failed, 2 that there was no run.

mod conformance;
mod format;
mod init;
mod organization;
mod output;
mod serve;
mod store;
mod token;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Connects the identity providers of your customers to your application.
#[derive(Debug, Parser)]
#[command(name = "muster", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the management API and the SCIM endpoints; an empty store is initialised first
    Serve(Box<serve::Serve>),
    /// Initialise an empty store without serving, and print its first credentials
    Init(init::Init),
    /// Create and list organizations
    Organization(organization::Organization),
    /// Issue tokens for administrators
    Token(token::Token),
    /// Check, back up and restore a store
    Store(store::Store),
    /// Test any SCIM 2.0 service provider against the RFCs
    Conformance(Box<conformance::Conformance>),
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let outcome = match CommandLine::parse().command {
        Command::Serve(command) => command.run(),
        Command::Init(command) => alone(command.run()),
        Command::Organization(command) => alone(command.run()),
        Command::Token(command) => alone(command.run()),
        Command::Store(command) => return or_fail(alone(command.run())),
        Command::Conformance(command) => return or_fail(alone(async { Ok(command.run().await) })),
    };
    or_fail(outcome.map(|()| ExitCode::SUCCESS))
}

/// The exit code of a command, or 1 with its sentence.
fn or_fail(outcome: Result<ExitCode, String>) -> ExitCode {
    outcome.unwrap_or_else(|sentence| {
        output::complain(&sentence);
        ExitCode::FAILURE
    })
}

/// Runs a command that does one thing and ends.
fn alone<T>(command: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .map_err(|error| format!("the process cannot be set up: {error}"))?
        .block_on(command)
}
