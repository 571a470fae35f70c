//! `muster store`: what an operator does with a store as a whole.

mod backup;
mod copy;
mod distribute;
mod restore;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// `muster store`.
#[derive(Args, Debug)]
pub(super) struct Store {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check every rule that a store keeps; changes nothing, and may run while the store is served
    Verify(verify::Verify),
    /// Copy a SQLite store to a file, with a checksum beside it; may run while the store is served
    Backup(backup::Backup),
    /// Copy a store to another engine or place, and compare the two; goes on with a copy that was
    /// interrupted
    Copy(copy::Copy),
    /// Distribute the tables of a store on a Citus cluster by organization
    Distribute(distribute::Distribute),
    /// Make a store of a backup, without what may have been revoked since
    Restore(restore::Restore),
}

impl Store {
    pub(super) async fn run(self) -> Result<ExitCode, String> {
        match self.command {
            Command::Verify(command) => command.run().await,
            Command::Backup(command) => command.run().map(|()| ExitCode::SUCCESS),
            Command::Copy(command) => command.run().await.map(|()| ExitCode::SUCCESS),
            Command::Distribute(command) => command.run().await.map(|()| ExitCode::SUCCESS),
            Command::Restore(command) => command.run().map(|()| ExitCode::SUCCESS),
        }
    }
}
