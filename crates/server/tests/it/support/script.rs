//! Running other people's clients.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Server;

/// The path of an installed tool, below the folder that `cargo xtask test` names.
pub(crate) fn tool(path: &str) -> PathBuf {
    let Some(tools) = std::env::var_os("MUSTER_TEST_TOOLS") else {
        panic!(
            "this test drives a client that `cargo xtask test` installs: run \
             `cargo xtask test -p server` instead of `cargo test -p server`"
        );
    };
    let tool = Path::new(&tools).join(path);
    assert!(
        tool.exists(),
        "{} is missing: run `cargo xtask test`",
        tool.display()
    );
    tool
}

/// A program that drives a client against a server, and fails when it does not like the answers.
pub(crate) struct Script {
    command: Command,
}

impl Script {
    /// `program` with the settings that every script in `tests/clients` reads.
    pub(crate) fn new(program: impl AsRef<Path>, server: &Server) -> Self {
        let other = server.another_organization("Another Organization");
        let mut command = Command::new(program.as_ref());
        command
            .env("BASE_URL", format!("{}/api", server.url))
            .env("SERVER_URL", &server.url)
            .env("SCIM_ROOT", format!("{}/scim/v2", server.url))
            .env("TOKEN", &server.credentials.token)
            .env("ORG_ID", &server.credentials.organization_id)
            .env("USER_ID", &server.credentials.user_id)
            .env("OPERATOR_KEY", &server.credentials.operator_key)
            .env("OTHER_TOKEN", other.token)
            .env("OTHER_ORG_ID", other.organization_id)
            .env(
                "PROTO",
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/proto"),
            )
            .env("SCRATCH", server.directory())
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1");
        Self { command }
    }

    /// Adds a script of `tests/clients` as an argument.
    pub(crate) fn script(mut self, name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
        self.command.arg(folder.join(name));
        self
    }

    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it; panics with all it printed when it fails. Answers what it printed.
    pub(crate) fn run(self) -> String {
        let program = self.command.get_program().to_owned();
        let (succeeded, printed) = self.outcome();
        assert!(succeeded, "{program:?} failed:\n{printed}");
        printed
    }

    /// Runs it; answers whether it succeeded, and what it printed.
    pub(crate) fn outcome(mut self) -> (bool, String) {
        let output = self.command.output().unwrap();
        let mut printed = String::from_utf8_lossy(&output.stdout).into_owned();
        printed += &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), printed)
    }
}
